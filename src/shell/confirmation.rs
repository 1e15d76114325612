//! Leave to change or destroy something: given beforehand, or asked of a person.

use std::sync::atomic::Ordering;
use std::time::Instant;

use super::call::Call;
use super::failure::{Class, Failure};
use super::render::harmless;
use super::session::Session;

impl Session {
    /// Says whether leave can be asked for, and has to be.
    pub(crate) fn can_confirm(&self, call: &Call<'_>) -> bool {
        self.can_ask() && !self.has_leave(call)
    }

    /// Asks for leave: shows what will go and wants the number typed.
    ///
    /// # Errors
    /// `refused:` where it cannot be asked, or something else was typed.
    pub(crate) fn confirm(
        &mut self,
        call: &Call<'_>,
        lines: &[String],
        question: &str,
        number: &str,
    ) -> Result<(), Failure> {
        if self.has_leave(call) {
            return Ok(());
        }
        if !self.can_ask() {
            let text = lines.first().map_or(question, |line| {
                // The name of the command stands in front of every failure already.
                line.strip_prefix(call.command.name)
                    .unwrap_or(line)
                    .trim()
                    .trim_end_matches(':')
            });
            return Err(call
                .failing(Class::Refused, text)
                .hint("nothing was changed · -y does it without asking"));
        }
        let prompt = format!("{question} Type {number} to go on, anything else to stop: ");
        let harmless: Vec<String> = lines
            .iter()
            .map(|line| harmless::line(line).into_owned())
            .collect();
        let since = Instant::now();
        let answer = (self.asker)(&harmless, &harmless::line(&prompt));
        let waited = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.asked.fetch_add(waited, Ordering::Relaxed);
        match answer {
            Some(answer) if answer.trim() == number.trim() => Ok(()),
            _ => Err(call.failing(Class::Refused, "stopped, nothing was changed")),
        }
    }

    /// Says whether leave was given beforehand, by `-y` of the process or of the line, or is not needed because
    /// nothing is sent.
    pub(crate) fn has_leave(&self, call: &Call<'_>) -> bool {
        self.modes.yes || call.has("yes") || self.dry || self.modes.dry_run
    }

    /// Says whether somebody can be asked.
    pub(crate) fn can_ask(&self) -> bool {
        self.modes.interactive && !self.modes.no_input
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use imapclient::client::Waker;

    use super::*;
    use crate::shell::account::Account;
    use crate::shell::commands::COMMANDS;
    use crate::shell::line::{self, Statement};
    use crate::shell::render::{Format, Palette};
    use crate::shell::session::Modes;
    use crate::shell::settings::Settings;
    use crate::shell::trace::Tracing;

    #[test]
    fn the_time_that_a_person_takes_to_answer_is_told_apart() -> Result<(), Failure> {
        let waker = Waker::new().map_err(|error| Failure::refused("", error.to_string()))?;
        let modes = Modes {
            interactive: true,
            ..Modes::default()
        };
        let tracing = Tracing::new(Box::new(std::io::sink()), Palette::none());
        let account = Account::default();
        let mut session = Session::new(account, modes, Settings::default(), waker, tracing);
        session.asker = Box::new(|_, _| {
            let since = Instant::now();
            while since.elapsed() < Duration::from_millis(2) {
                std::hint::spin_loop();
            }
            Some("5".to_owned())
        });
        let Ok(Statement::Command(line)) = line::parse_one("expunge") else {
            return Err(Failure::usage("", "expunge is a command"));
        };
        let command = COMMANDS.iter().find(|command| command.name == "expunge");
        let Some(command) = command else {
            return Err(Failure::usage("", "expunge is in the table"));
        };
        let call = Call::new(
            command,
            &line.verb,
            &line.arguments,
            false,
            None,
            Format::Pretty,
        )?;
        session.confirm(&call, &[], "Go?", "5")?;
        assert!(session.asked.load(Ordering::Relaxed) >= 2000);
        Ok(())
    }
}
