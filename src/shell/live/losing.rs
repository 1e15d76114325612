//! A link that was lost while somebody watched: when it is tried again, and what became of that.

use std::time::{Duration, Instant};

use crate::shell::failure::{Class, Failure};
use crate::shell::interruption::pause;
use crate::shell::reconnecting::{self, Mended};
use crate::shell::session::Session;

/// How long is waited before each attempt; the last for all that follow.
const BACK_OFF: [u64; 6] = [0, 1, 4, 9, 20, 30];

/// A link that is lost.
pub(crate) struct Loss {
    why: Failure,
    attempts: usize,
    due: Instant,
}

/// What became of waiting for a link.
pub(crate) enum Outlook {
    /// It is there again.
    Back(Mended),
    /// It is tried again later, and why not now, where that is news.
    Later(Option<String>),
    /// Another attempt would fail too.
    Never(Failure),
    /// Somebody has seen enough.
    Stopped(Failure),
}

impl Loss {
    /// A link lost for a reason, after so many attempts that came to nothing; without any it is tried again at once.
    pub(crate) fn new(why: Failure, attempts: usize) -> Self {
        Loss {
            why,
            attempts,
            due: Instant::now() + pause_before(attempts),
        }
    }

    /// How often it was tried.
    pub(crate) fn attempts(&self) -> usize {
        self.attempts
    }

    /// Waits until it is time for it, or until a moment, and connects again.
    pub(crate) fn try_again(&mut self, session: &mut Session, until: Option<Instant>) -> Outlook {
        let moment = until.map_or(self.due, |until| until.min(self.due));
        if !pause(
            &session.waker,
            moment.saturating_duration_since(Instant::now()),
        ) {
            let stopped = Failure::new(Class::Interrupted, self.why.attempted.clone(), "");
            return Outlook::Stopped(stopped);
        }
        if moment < self.due {
            return Outlook::Later(None);
        }
        let said = session.warnings.len();
        match reconnecting::attempt(session) {
            Ok(mended) => {
                for warning in session.warnings.drain(said..) {
                    session.notices.say(&format!("warning: {warning}"));
                }
                Outlook::Back(mended)
            }
            Err(failure) => {
                // They are said when there is a connection that they warn of.
                session.warnings.truncate(said);
                self.after(session, failure)
            }
        }
    }

    fn after(&mut self, session: &Session, failure: Failure) -> Outlook {
        if failure.class == Class::Interrupted {
            return Outlook::Stopped(failure);
        }
        if !reconnecting::may_pass(&failure) {
            return Outlook::Never(failure);
        }
        self.attempts += 1;
        let wait = pause_before(self.attempts);
        self.due = Instant::now() + wait;
        let why = reconnecting::reason(session, &failure);
        Outlook::Later(Some(format!(
            "{why}, reconnect {} in {} s",
            self.attempts,
            wait.as_secs()
        )))
    }
}

fn pause_before(attempts: usize) -> Duration {
    let seconds = BACK_OFF.get(attempts).or(BACK_OFF.last());
    Duration::from_secs(seconds.copied().unwrap_or_default())
}
