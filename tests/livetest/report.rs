//! A line for each row, and the counts at the end.

use crate::live::{Ending, Outcome};

/// How the rows ended.
#[derive(Debug, Default)]
pub(crate) struct Report {
    passed: usize,
    failed: usize,
    /// The rows that this server cannot do.
    pub(crate) skipped: Vec<String>,
    /// All that was told.
    pub(crate) told: String,
}

impl Report {
    /// Tells a line.
    pub(crate) fn say(&mut self, line: &str) {
        println!("{line}");
        self.told.push_str(line);
        self.told.push('\n');
    }

    /// Tells how a row ended.
    pub(crate) fn row(&mut self, number: &str, mode: &str, title: &str, outcome: Outcome) {
        let (word, reason) = match outcome {
            Ok(()) => {
                self.passed += 1;
                ("ok", String::new())
            }
            Err(Ending::Skipped(reason)) => {
                self.skipped
                    .push(format!("{number} {mode}").trim().to_owned());
                ("skipped", format!(": {reason}"))
            }
            Err(Ending::Failed(reason)) => {
                self.failed += 1;
                ("FAILED", format!(": {reason}"))
            }
        };
        let reason = reason.replace(['\r', '\n'], " ");
        self.say(&format!("{word:8} {number:4} {mode:3}  {title}{reason}"));
    }

    /// Tells of what is no row and yet wrong.
    pub(crate) fn broken(&mut self, why: &str) {
        self.failed += 1;
        self.say(&format!("FAILED   {why}"));
    }

    /// Closes the report; true when nothing failed.
    pub(crate) fn finish(&mut self) -> bool {
        let skipped = self.skipped.len();
        let (passed, failed) = (self.passed, self.failed);
        self.say(&format!(
            "{passed} passed, {failed} failed, {skipped} skipped"
        ));
        self.failed == 0
    }
}
