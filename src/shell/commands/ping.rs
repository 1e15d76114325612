//! `ping`: how long the server takes to answer.

use std::time::{Duration, Instant};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::news;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "ping",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[takes("n", Kind::Text, Count::Optional)],
    switches: &[],
    summary: "time round trips to the server: least, median, most",
    details: "Sends NOOP N times, 3 without a number, each when the one before is answered, and tells the least, the\n\
              median and the most time an answer took. What the server says besides is shown as noop shows it.\n\
              RFC 9051 section 6.1.2",
    examples: &["ping", "ping 10 --json"],
    effect: Effect::Reads,
    run,
};

/// Round trips without a number.
const USUAL: u32 = 3;

/// More would be a load, and tell no more.
const MOST: u32 = 1_000;

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let count = match call.optional_word(0)? {
        None => USUAL,
        Some(word) => count(word).ok_or_else(|| {
            let span = call
                .argument(0)
                .map_or(call.verb.clone(), |count| count.span());
            call.mistake(span, format!("a number from 1 up to {MOST} belongs here"))
        })?,
    };
    let stopwatch = session.stopwatch;
    let mut times = Vec::new();
    let mut lines = Vec::new();
    for _ in 0..count {
        let started = Instant::now();
        let (_, events) = session
            .client(call)?
            .noop()
            .map_err(|error| call.failed(&error))?;
        times.push(stopwatch(started));
        lines.extend(events.iter().map(news::line));
        if !events.is_empty() {
            session.unseen = None;
        }
    }
    times.sort_unstable();
    let least = times.first().copied().unwrap_or_default();
    let most = times.last().copied().unwrap_or_default();
    let median = median(&times);
    lines.push(format!(
        "min {}   median {}   max {}",
        told(least),
        told(median),
        told(most)
    ));
    let value = Value::row(vec![
        ("count", count.into()),
        ("min_us", precise(least)),
        ("median_us", precise(median)),
        ("max_us", precise(most)),
    ]);
    Ok(Output::said(value, lines).footer(Footer::part(format!("{count} × NOOP"))))
}

fn count(word: &str) -> Option<u32> {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let count = word.parse().ok().filter(|_| digits);
    count.filter(|count| (1..=MOST).contains(count))
}

/// The time in the middle of sorted ones; of two the mean.
fn median(times: &[Duration]) -> Duration {
    let middle = times.len() / 2;
    let upper = times.get(middle).copied().unwrap_or_default();
    match times.len() % 2 {
        0 => {
            (upper
                + times
                    .get(middle.wrapping_sub(1))
                    .copied()
                    .unwrap_or_default())
                / 2
        }
        _ => upper,
    }
}

/// Round trips are often shorter than a millisecond.
fn told(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn precise(time: Duration) -> Value {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        for (times, expected) in [
            (&[][..], 0),
            (&[7], 7),
            (&[1, 4], 2),
            (&[1, 2, 9], 2),
            (&[1, 2, 4, 9], 3),
        ] {
            let times: Vec<_> = times
                .iter()
                .map(|time| Duration::from_nanos(*time))
                .collect();
            assert_eq!(median(&times), Duration::from_nanos(expected));
        }
    }

    #[test]
    fn counts_are_small_numbers() {
        for (word, expected) in [
            ("1", Some(1)),
            ("1000", Some(1000)),
            ("0", None),
            ("1001", None),
            ("+3", None),
            ("", None),
        ] {
            assert_eq!(count(word), expected, "{word}");
        }
    }
}
