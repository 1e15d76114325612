//! Running a command though the link may be lost before or meanwhile.

use std::time::Instant;

use super::command::Effect;
use super::dispatch;
use super::engine::Shell;
use super::failure::Failure;
use super::reconnecting;
use super::render::Shown;

impl Shell {
    /// Runs a command, on a new connection where the link was lost; what only reads is repeated when it is lost
    /// meanwhile, in batch unless a part of the answer is out. The answer is kept under a name, if there is one.
    pub(super) fn run(
        &mut self,
        ready: &dispatch::Ready<'_>,
        name: Option<&str>,
        started: Instant,
    ) -> Result<Shown, Failure> {
        let call = &ready.call;
        // The errors of this command have its format too.
        self.screen.format = call.form.format;
        if reconnecting::needs_link(call.command) && reconnecting::is_due(&self.session) {
            reconnecting::mend(&mut self.session)?.allows(call, &self.session)?;
        }
        let (before, written) = (self.sent_count(), self.stdout.written());
        let failure = match self.attempt(ready, name, started) {
            Err(failure) if self.can_mend(&failure) => failure,
            result => return result,
        };
        let sent = self.sent_count() != before;
        let command = call.command.name;
        if sent && call.command.effect != Effect::Reads {
            let told = !failure.hints.is_empty();
            let hint = format!("not sent again: {command} may or may not have happened");
            return Err(if told { failure } else { failure.hint(hint) });
        }
        if sent && !self.session.modes.interactive && self.stdout.written() != written {
            // A program that reads it would take the beginning twice.
            return Err(failure.hint("not sent again: a part of the answer is written already"));
        }
        self.screen
            .remark(&format!("connection lost: {}", failure.text));
        reconnecting::mend(&mut self.session)?.allows(call, &self.session)?;
        if sent {
            self.screen.remark(&format!("{command} sent again"));
        }
        self.attempt(ready, name, started)
    }

    /// How many commands have gone out. What they were, a command may have taken to tell of them.
    fn sent_count(&self) -> u64 {
        let client = self.session.client.as_ref();
        client.map_or(0, imapclient::Client::sent_count)
    }

    /// Says whether a failure left a lost link that is to be mended.
    pub(super) fn can_mend(&self, failure: &Failure) -> bool {
        reconnecting::follows(&self.session, failure)
    }
}
