//! What a session has done so far: what `stats` tells, and the time of each command where that is wanted.

use std::time::{Duration, Instant};

use super::engine::{Outcome, Shell};
use super::line::{Statement, Step};
use super::render::duration;

/// What was done so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Commands that were run.
    pub(crate) commands: u64,
    /// Those of them that failed.
    pub(crate) failed: u64,
    /// How long they took together.
    pub(crate) took: Duration,
    /// The one that took longest.
    pub(crate) slowest: Option<(String, Duration)>,
}

impl Shell {
    /// Counts a command that was run, and tells its time where `timing` is on.
    pub(super) fn count(&mut self, step: &Step, outcome: &Outcome, started: Instant) {
        let name = match &step.statement {
            Statement::Command(line) => line.verb.text.as_str(),
            Statement::Raw(_) => "raw",
            _ => return,
        };
        let took = (self.session.stopwatch)(started);
        let tally = &mut self.session.tally;
        tally.commands += 1;
        tally.failed += u64::from(*outcome != Outcome::Done);
        tally.took += took;
        if tally
            .slowest
            .as_ref()
            .is_none_or(|(_, slowest)| *slowest < took)
        {
            tally.slowest = Some((name.to_owned(), took));
        }
        if self.session.settings.timing {
            self.screen.remark(&format!("time: {}", duration(took)));
        }
    }
}
