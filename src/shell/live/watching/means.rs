//! By what means somebody watches, and how often what is asked.

use std::time::{Duration, Instant};

use imapclient::client::IDLE_RENEWAL;

use super::Watch;
use crate::shell::account::Interval;
use crate::shell::live::elsewhere::Way;
use crate::shell::live::listening::Sign;

/// How often a folder is asked about where there is no IDLE.
const NOOP_EVERY: Duration = Duration::from_secs(15);

/// How often the folders that are not open are asked about where there is no NOTIFY.
const STATUS_EVERY: Duration = Duration::from_secs(60);

/// Nothing is asked more often than this.
const LEAST: Duration = Duration::from_secs(1);

/// How often it is looked whether somebody still reads what is written.
const READERS: Duration = Duration::from_millis(500);

impl Watch<'_> {
    /// Says what is watched, and by what means.
    pub(super) fn say_how(&self) {
        let idle = self
            .listener
            .as_ref()
            .is_some_and(|listener| listener.idle_works);
        let noop = self.noop_every().as_secs();
        let every = self.status_every().as_secs();
        let open = self.folder.name().map(|name| match idle {
            true => format!("{name} (IDLE)"),
            false => format!("{name} (NOOP every {noop} s, there is no IDLE)"),
        });
        let others = match self.way {
            None | Some(Way::Notify) => None,
            Some(Way::ListStatus) => Some(format!("LIST-STATUS every {every} s")),
            Some(Way::Status) => Some(format!("STATUS every {every} s")),
        };
        let watched = match (&open, &others) {
            (_, None) if self.way.is_some() => "all folders (NOTIFY)".to_owned(),
            (None, Some(others)) => format!("all folders ({others}, there is no NOTIFY)"),
            (open, _) => open.clone().unwrap_or_default(),
        };
        let stop = match self.session.modes.interactive {
            true => ", Ctrl-C to stop",
            false => "",
        };
        self.say(&format!("watching {watched}{stop}"));
        if let (Some(_), Some(others)) = (open, others) {
            self.say(&format!(
                "and all other folders ({others}, there is no NOTIFY)"
            ));
        }
    }

    pub(super) fn noop_every(&self) -> Duration {
        self.at_most(NOOP_EVERY)
    }

    pub(super) fn status_every(&self) -> Duration {
        self.at_most(STATUS_EVERY)
    }

    /// A time, or the shorter one that `set keepalive` names.
    pub(super) fn at_most(&self, usual: Duration) -> Duration {
        match self.session.settings.keepalive {
            Interval::After(every) => every.clamp(LEAST, usual),
            Interval::Unset | Interval::Off => usual,
        }
    }

    pub(super) fn poll_due(&self) -> Option<Instant> {
        self.way
            .filter(|way| *way != Way::Notify)
            .map(|_| self.poll_at)
    }

    /// Where the answer goes into a pipe, nothing but looking says that nobody reads it any more.
    pub(super) fn reader_check(&self) -> Option<Instant> {
        let piped = self.session.answers.as_ref()?.is_piped();
        piped.then(|| Instant::now() + READERS)
    }

    pub(super) fn sign(&self) -> Sign {
        let idle = self
            .listener
            .as_ref()
            .is_some_and(|listener| listener.idle_works);
        let renewal = self.at_most(IDLE_RENEWAL);
        match (self.folder.name(), self.way) {
            (_, Some(Way::Notify)) | (Some(_), _) if idle => Sign::Idle(renewal),
            (Some(_), _) => Sign::Noop(self.noop_every()),
            (None, Some(Way::Notify)) => Sign::Noop(self.status_every()),
            (None, _) => Sign::None,
        }
    }
}
