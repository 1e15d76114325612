//! What one command sent and got, its last lines of each: for whoever asks after a failure.

use std::collections::VecDeque;
use std::time::Instant;

use imapclient::client::TraceEvent;

/// Lines of each side that are kept.
const LINES: usize = 12;

/// Of a longer line no more is kept.
const WIDEST: usize = 500;

/// The wire of the present command, secrets masked as in every trace.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    begun: Option<Instant>,
    /// What comes now is asked by the shell itself, to find a hint.
    over: bool,
    sent: Side,
    received: Side,
}

/// The last lines of one side.
#[derive(Debug, Default)]
struct Side {
    lines: VecDeque<Vec<u8>>,
    left_out: u64,
}

impl Exchange {
    /// Forgets all: another command begins.
    pub(crate) fn clear(&mut self) {
        *self = Exchange::default();
    }

    /// Takes what the wire tells.
    pub(crate) fn take(&mut self, event: TraceEvent<'_>) {
        self.over |= matches!(event, TraceEvent::Own("auto"));
        if self.over {
            return;
        }
        match event {
            TraceEvent::Own(_) | TraceEvent::Sent(b"") => {}
            TraceEvent::Sent(line) => {
                self.begun.get_or_insert_with(Instant::now);
                self.sent.take(line);
            }
            TraceEvent::Received(line) => self.received.take(line),
            TraceEvent::SentLiteral(bytes) => self.sent.note(bytes.len() as u64),
            TraceEvent::SentElsewhere(length) => self.sent.note(length),
            TraceEvent::ReceivedLiteral(bytes) => self.received.note(bytes.len() as u64),
            TraceEvent::ReceivedElsewhere(length) => self.received.note(length),
            TraceEvent::ReceivedUnseen(count) => self.received.left_out += count,
        }
    }

    /// When the first line was sent.
    pub(crate) fn begun(&self) -> Option<Instant> {
        self.begun
    }

    /// What was sent, line by line.
    pub(crate) fn sent(&self) -> Vec<String> {
        self.sent.told()
    }

    /// What came, line by line.
    pub(crate) fn received(&self) -> Vec<String> {
        self.received.told()
    }
}

impl Side {
    /// Keeps a line; the room of the oldest is used again, as long answers have very many.
    fn take(&mut self, line: &[u8]) {
        let mut kept = match self.lines.len() {
            LINES => {
                self.left_out += 1;
                self.lines.pop_front().unwrap_or_default()
            }
            _ => Vec::new(),
        };
        kept.clear();
        kept.extend_from_slice(line.get(..WIDEST).unwrap_or(line));
        if line.len() > WIDEST {
            kept.extend_from_slice("…".as_bytes());
        }
        self.lines.push_back(kept);
    }

    fn note(&mut self, length: u64) {
        self.take(format!("({length} bytes)").as_bytes());
    }

    fn told(&self) -> Vec<String> {
        let left_out = match self.left_out {
            0 => None,
            1 => Some("… one line before".to_owned()),
            more => Some(format!("… {more} lines before")),
        };
        let lines = self.lines.iter();
        let lines = lines.map(|line| String::from_utf8_lossy(line).into_owned());
        left_out.into_iter().chain(lines).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_answer_the_end_is_kept() {
        let mut exchange = Exchange::default();
        exchange.take(TraceEvent::Sent(b"A1 FETCH 1:* (BODY[])"));
        for number in 0..20 {
            exchange.take(TraceEvent::Received(format!("* {number} FETCH").as_bytes()));
        }
        exchange.take(TraceEvent::ReceivedLiteral(b"abc"));
        exchange.take(TraceEvent::Received(&[b'x'; 600]));
        assert_eq!(exchange.sent(), ["A1 FETCH 1:* (BODY[])"]);
        let received = exchange.received();
        assert_eq!(received.len(), LINES + 1);
        assert_eq!(
            received.first().map(String::as_str),
            Some("… 10 lines before")
        );
        assert_eq!(received.get(1).map(String::as_str), Some("* 10 FETCH"));
        assert_eq!(received.get(11).map(String::as_str), Some("(3 bytes)"));
        assert_eq!(
            received.last().map(|line| line.chars().count()),
            Some(WIDEST + 1)
        );
        exchange.take(TraceEvent::Own("auto"));
        exchange.take(TraceEvent::Sent(b"A2 LIST"));
        assert_eq!(exchange.sent().len(), 1);
        exchange.clear();
        assert!(exchange.sent().is_empty() && exchange.received().is_empty());
    }
}
