//! What somebody saw while watching, in numbers.

use std::time::Duration;

use super::news::News;
use crate::shell::render::{duration, grouped};

/// So many of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    new: u64,
    removed: u64,
    changed: u64,
    events: u64,
}

impl Tally {
    /// Says whether it is news about mail, not about the connection.
    pub(crate) fn counts(news: &News) -> bool {
        matches!(news.event, "new" | "removed" | "flags" | "status")
    }

    /// Counts a piece of news.
    pub(crate) fn add(&mut self, news: &News) {
        self.events += u64::from(Tally::counts(news));
        match news.event {
            "new" => self.new += news.count,
            "removed" => self.removed += news.count,
            "flags" | "status" => self.changed += news.count,
            _ => {}
        }
    }

    /// How many pieces of news about mail there were.
    pub(crate) fn events(&self) -> u64 {
        self.events
    }

    /// The line at the end: `watched 9 min 12 s: 1 new, 1 removed, 1 changed · _14`.
    pub(crate) fn told(&self, took: Duration, number: u64) -> String {
        let counts = [
            (self.new, "new"),
            (self.removed, "removed"),
            (self.changed, "changed"),
        ];
        let told: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", grouped((*count).into())))
            .collect();
        let told = match told.as_slice() {
            [] => "nothing new".to_owned(),
            told => told.join(", "),
        };
        let took = Duration::from_secs(took.as_secs());
        let took = match took.is_zero() {
            true => "0 s".to_owned(),
            false => duration(took).replace(".0 s", " s"),
        };
        format!("watched {took}: {told} · _{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_told_in_one_line() {
        let mut tally = Tally::default();
        let told = |tally: &Tally, seconds| tally.told(Duration::from_secs(seconds), 14);
        assert_eq!(told(&tally, 0), "watched 0 s: nothing new · _14");
        assert_eq!(told(&tally, 30), "watched 30 s: nothing new · _14");
        for (event, count) in [("new", 1200), ("removed", 1), ("flags", 1), ("alive", 1)] {
            tally.add(&News {
                event,
                count,
                ..News::default()
            });
        }
        let line = "watched 9 min 12 s: 1,200 new, 1 removed, 1 changed · _14";
        assert_eq!(told(&tally, 552), line);
        assert_eq!(tally.events(), 3);
    }
}
