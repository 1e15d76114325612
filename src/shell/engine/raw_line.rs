//! A line that goes to the server as it was typed.

use super::Shell;
use crate::shell::answering::{drain, named};
use crate::shell::commands::{raw, raw_each};
use crate::shell::failure::Failure;
use crate::shell::interruption;
use crate::shell::line::RawLine;
use crate::shell::prefixes;
use crate::shell::reconnecting;
use crate::shell::redirect::Target;
use crate::shell::render::{Format, Shown};

impl Shell {
    /// Sends a line as it was typed. A redirection gets the server's bytes as they are.
    pub(super) fn run_raw(&mut self, line: &RawLine) -> Result<Shown, Failure> {
        if reconnecting::is_due(&self.session) {
            reconnecting::mend(&mut self.session)?;
        }
        interruption::read_rest(&mut self.session, &mut self.screen)
            .map_err(|failure| named("raw", failure))?;
        let many = line.is_stdin();
        let dry_run = self.session.modes.dry_run && !raw::only_reads(&line.text());
        if !many && (self.session.dry || dry_run) {
            let shown = self.show_in(
                &line.outlet,
                prefixes::shown_only(vec![raw::masked(&line.text())]),
            );
            return shown.map_err(|failure| named("raw", failure));
        }
        let target = Target::of(&line.outlet, &mut self.session, &self.stdout)
            .map_err(|failure| named("raw", failure))?;
        let file = line.outlet.program.is_none() && line.outlet.redirect.is_some();
        let bytes = file || self.session.format() == Format::Raw;
        if bytes && let Some(client) = &mut self.session.client {
            client.set_tap(Some(Box::new(target.raw())));
        }
        // What was typed in the words of the wire is not spelt otherwise.
        self.session.last_line = None;
        self.session.tracing.begin();
        let sent = match many {
            true => raw_each::send(&mut self.session, line),
            false => raw::send(&mut self.session, line),
        };
        let result = sent.and_then(|(output, refusal)| {
            let shown = if bytes {
                drain(output, &mut target.raw())?
            } else {
                target.on(&mut self.screen, |screen| screen.show(output))?
            };
            Ok((shown, refusal.take()))
        });
        self.session.tracing.end();
        if let Some(client) = &mut self.session.client {
            client.set_tap(None);
        }
        raw::follow(&mut self.session);
        let (result, refusal) = match result {
            Ok((shown, refusal)) if many => (Ok(shown), refusal),
            // A refused command leaves the file as it was; among many it is an answer like the others.
            Ok((shown, refusal)) => (refusal.map_or(Ok(shown), Err), None),
            Err(failure) => (Err(failure), None),
        };
        let shown = target
            .end(result)
            .map_err(|failure| named("raw", failure))?;
        refusal.map_or(Ok(shown), Err)
    }
}
