//! Lines that run one after the other at the prompt: what was pasted, and what an account has run after signing in.

use super::engine::{Outcome, Shell};
use super::script;
use super::signals;

impl Shell {
    /// Runs what was typed; says whether the shell goes on. Pasted lines run as those of a script do, to the first
    /// that fails.
    pub(crate) fn run_typed(&mut self, typed: &str) -> bool {
        let lines = script::commands(typed);
        let several = lines.len() > 1;
        self.run_lines(&lines, several)
    }

    /// Runs the commands that are due after a sign-in, each shown as if it were typed; says whether the shell goes on.
    pub(crate) fn run_init(&mut self) -> bool {
        let Some(init) = self.session.init_due.take() else {
            return true;
        };
        let goes_on = self.run_lines(&script::commands(&init), true);
        // One that signs in again would have them run for ever.
        self.session.init_due = None;
        goes_on
    }

    fn run_lines(&mut self, lines: &[String], shown: bool) -> bool {
        if shown {
            // Carets point into lines that stand behind no prompt.
            self.prompt_width = None;
        }
        for (index, text) in lines.iter().enumerate() {
            if shown && !text.trim().is_empty() {
                self.show_line(text);
            }
            let outcome = self.run_line(text);
            if self.session.leaving || signals::leaving() || outcome == Outcome::PipeClosed {
                return false;
            }
            if let Outcome::Failed(_) = outcome {
                self.tell_left(lines.iter().skip(index + 1).map(String::as_str));
                break;
            }
        }
        true
    }
}
