//! A line from the keyboard or a script: its commands one after the other, as far as they go.

use super::engine::{Outcome, Shell};
use super::failure::{Class, Failure};
use super::line::{self, Step, When};

impl Shell {
    /// Runs the commands of one line and shows what came of them. Where one fails and no `||` follows, the line
    /// ends with it as a script would, unless it is to keep going.
    pub(crate) fn run_line(&mut self, text: &str) -> Outcome {
        self.session.tracing.forget_exchange();
        self.record_line(text);
        let steps = match line::parse(text) {
            Ok(steps) => steps,
            Err(error) => {
                let failure = Failure::usage("", error.message.clone()).at(error.span.clone());
                return self.show_outcome(text, Err(failure));
            }
        };
        let prompt_width = self.prompt_width;
        let outcome = self.run_steps(text, &steps);
        self.prompt_width = prompt_width;
        outcome
    }

    pub(super) fn run_steps(&mut self, text: &str, steps: &[Step]) -> Outcome {
        self.session.results.over &= steps.len() == 1;
        // The first failure that nothing was done about, and that of the command before.
        let (mut failed, mut last) = (None, None);
        for (index, step) in steps.iter().enumerate() {
            let runs = match step.when {
                When::Next => {
                    failed = failed.or(last.take());
                    if failed.is_some() && !self.session.modes.keep_going {
                        if self.session.modes.interactive {
                            self.screen
                                .remark("the rest of the line was not run: this command failed");
                        }
                        break;
                    }
                    true
                }
                When::Done => last.is_none(),
                When::Failed => last.is_some(),
            };
            if !runs {
                continue;
            }
            if index > 0 {
                // Answers stand between the prompt and what this command will say.
                self.prompt_width = None;
            }
            last = match self.run_prefixed(text, step) {
                Outcome::Done => None,
                Outcome::Failed(class) if class != Class::Interrupted => Some(class),
                ended => return ended,
            };
            if self.session.leaving {
                break;
            }
        }
        failed.or(last).map_or(Outcome::Done, Outcome::Failed)
    }
}
