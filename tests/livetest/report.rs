//! A line for each row, and the counts at the end.

use crate::live::{Ending, Outcome};

/// How the rows ended.
#[derive(Debug, Default)]
pub(crate) struct Report {
    passed: usize,
    failed: usize,
    /// The rows that this server cannot do.
    pub(crate) skipped: Vec<String>,
}

impl Report {
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
        println!("{word:8} {number:4} {mode:3}  {title}{reason}");
    }

    /// Tells of what is no row and yet wrong.
    pub(crate) fn broken(&mut self, why: &str) {
        self.failed += 1;
        println!("FAILED   {why}");
    }

    /// Closes the report; true when nothing failed.
    pub(crate) fn finish(&self) -> bool {
        let skipped = self.skipped.len();
        println!(
            "{} passed, {} failed, {skipped} skipped",
            self.passed, self.failed
        );
        self.failed == 0
    }
}
