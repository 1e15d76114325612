//! How far long work is: `1,204/20,417 messages · 12.1 MB · 3.2 MB/s · 41 s left`, on stderr and for a person only,
//! and not before it has taken a second.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::Look;
use super::render::{grouped, number};
use super::session::Modes;

/// Work that takes less time shows nothing.
const QUICK: Duration = Duration::from_secs(1);

/// Between two drawings of the line.
const PAUSE: Duration = Duration::from_millis(200);

/// Work that is being counted. Dropped, its line is gone.
pub(crate) struct Progress {
    shown: Option<Shown>,
    noun: &'static str,
    total: Option<u64>,
    started: Instant,
    done: u64,
    bytes: u64,
}

/// The line, once it is there.
enum Shown {
    Later,
    Now(ProgressBar),
}

impl Progress {
    /// Begins to count what is called `noun`, of which there will be `total`.
    pub(crate) fn new(modes: &Modes, noun: &'static str, total: Option<u64>) -> Self {
        Progress {
            shown: modes.redraws.then_some(Shown::Later),
            noun,
            total,
            started: Instant::now(),
            done: 0,
            bytes: 0,
        }
    }

    /// Counts some more, and their bytes.
    pub(crate) fn add(&mut self, done: u64, bytes: u64) {
        self.done += done;
        self.bytes += bytes;
        match &self.shown {
            None => {}
            Some(Shown::Later) if self.started.elapsed() < QUICK => {}
            Some(Shown::Later) => {
                let target = ProgressDrawTarget::stderr_with_hz(20);
                let bar = ProgressBar::with_draw_target(None, target).with_style(
                    ProgressStyle::with_template("{msg}")
                        .unwrap_or_else(|_| ProgressStyle::default_spinner()),
                );
                bar.set_message(self.told());
                self.shown = Some(Shown::Now(bar));
            }
            // Only what is drawn need be spelt.
            Some(Shown::Now(bar)) if bar.elapsed() < PAUSE => {}
            Some(Shown::Now(bar)) => {
                bar.set_message(self.told());
                bar.reset_elapsed();
            }
        }
    }

    fn told(&self) -> String {
        told(
            self.noun,
            self.done,
            self.total,
            self.bytes,
            self.started.elapsed(),
        )
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(Shown::Now(bar)) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn size(bytes: u64) -> String {
    number(bytes.into(), Look::Size)
}

/// The line.
fn told(noun: &str, done: u64, total: Option<u64>, bytes: u64, took: Duration) -> String {
    let count = grouped(done.into());
    let mut parts = vec![match total {
        Some(total) => format!("{count}/{} {noun}", grouped(total.into())),
        None => format!("{count} {noun}"),
    }];
    let seconds = took.as_secs_f64().max(0.001);
    if bytes > 0 {
        parts.push(size(bytes));
        parts.push(format!("{}/s", size((bytes as f64 / seconds) as u64)));
    } else {
        parts.push(format!("{}/s", grouped((done as f64 / seconds) as i128)));
    }
    if let Some(total) = total.filter(|total| done > 0 && *total > done) {
        let left = seconds * (total - done) as f64 / done as f64;
        parts.push(match left as u64 {
            seconds @ ..120 => format!("{seconds} s left"),
            seconds => format!("{} min left", seconds / 60),
        });
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_count_size_rate_and_time_left() {
        let second = Duration::from_secs(1);
        for (done, total, bytes, took, line) in [
            (
                1204,
                Some(20_417),
                3_200_000,
                second,
                "1,204/20,417 messages · 3.2 MB · 3.2 MB/s · 15 s left",
            ),
            (10, None, 0, 2 * second, "10 messages · 5/s"),
            (10, Some(10), 0, second, "10/10 messages · 10/s"),
            (
                1,
                Some(601),
                0,
                second,
                "1/601 messages · 1/s · 10 min left",
            ),
        ] {
            assert_eq!(told("messages", done, total, bytes, took), line);
        }
    }

    #[test]
    fn nothing_is_shown_where_nobody_looks() {
        let mut progress = Progress::new(&Modes::default(), "messages", None);
        progress.started -= 2 * QUICK;
        progress.add(1, 1);
        assert!(progress.shown.is_none());
    }
}
