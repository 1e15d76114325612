//! What happens to somebody who watches: refusals, Ctrl-C, and links that are lost and found again.

use std::time::{Duration, Instant};

use imapclient::Error;
use imapclient::types::SequenceSet;

use super::Watch;
use crate::shell::failure::{Class, Failure};
use crate::shell::live::losing::{Loss, Outlook};
use crate::shell::reconnecting::{self, Uids};
use crate::shell::signals;

/// A link that does not last so long is no reason to make the next at once.
const SHORT: Duration = Duration::from_secs(30);

impl Watch<'_> {
    /// IDLE that is refused gives way to NOOP; anything else that is refused ends the watching.
    pub(super) fn refused(&mut self, error: &Error) -> Result<(), Failure> {
        match &mut self.listener {
            Some(listener) if listener.idle_works => {
                listener.idle_works = false;
                let every = self.noop_every().as_secs();
                self.said(
                    "alive",
                    format!("{error}: NOOP every {every} s from now on"),
                );
                Ok(())
            }
            _ => Err(Failure::from_error(self.command, error)),
        }
    }

    pub(super) fn failed(&mut self, error: Error) -> Result<(), Failure> {
        let failure = Failure::from_error(self.command, &error);
        if failure.class == Class::Interrupted {
            return self.stop(failure);
        }
        if !reconnecting::follows(self.session, &failure) {
            return Err(failure);
        }
        self.session.told_loss = true;
        let text = format!("connection lost: {}", self.session.why_lost());
        self.said("lost", text);
        let back = self.back.filter(|(since, _)| since.elapsed() < SHORT);
        self.loss = Some(Loss::new(failure, back.map_or(0, |(_, attempts)| attempts)));
        Ok(())
    }

    /// Somebody has seen enough. At the prompt that is how watching ends.
    pub(super) fn stop(&mut self, failure: Failure) -> Result<(), Failure> {
        if !self.session.modes.interactive {
            return Err(failure);
        }
        if !signals::leaving() {
            self.session.waker.reset();
        }
        if self.session.modes.redraws {
            // The terminal has ^C on a line of its own.
            self.say("");
        }
        self.over = true;
        Ok(())
    }

    /// Connects again when it is time for it, and learns what has happened meanwhile.
    pub(super) fn find_back(&mut self) -> Result<(), Failure> {
        let until = [self.until, self.reader_check()]
            .into_iter()
            .flatten()
            .min();
        let Some(loss) = &mut self.loss else {
            return Ok(());
        };
        match loss.try_again(self.session, until) {
            Outlook::Stopped(failure) => self.stop(failure),
            Outlook::Later(None) => Ok(()),
            Outlook::Later(Some(text)) => {
                self.said("lost", text);
                Ok(())
            }
            Outlook::Never(failure) => Err(failure),
            Outlook::Back(mended) => {
                self.back = Some((Instant::now(), loss.attempts() + 1));
                self.loss = None;
                self.said("back", mended.told);
                if mended.uids != Uids::Same {
                    *self.names.borrow_mut() = SequenceSet::default();
                }
                match self.settle_again(mended.uids) {
                    Ok(()) if self.folder.name().is_none() && self.way.is_none() => {
                        let text = "there is nothing to watch any more";
                        Err(Failure::new(Class::Refused, self.command, text))
                    }
                    Ok(()) => Ok(()),
                    Err(error) => self.failed(error),
                }
            }
        }
    }
}
