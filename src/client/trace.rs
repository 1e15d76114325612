//! The wire as it may be shown: tags written A1, A2, secrets masked.

mod tail;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use self::tail::Tail;
use super::secrets::{Secrets, replaced};
use crate::wire::framer::{Frame, Part};

/// One thing that went over the wire, or happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraceEvent<'a> {
    /// A line, or the part of one before or after a literal, without its line end.
    Sent(&'a [u8]),
    /// The bytes of a literal.
    SentLiteral(&'a [u8]),
    /// A literal or streamed message of this many bytes, not shown.
    SentElsewhere(u64),
    /// A line, or the part of one before or after a literal, without its line end. A very long line of numbers, as SEARCH
    /// brings it, comes as several lines of which each has some of them.
    Received(&'a [u8]),
    /// The bytes of a literal.
    ReceivedLiteral(&'a [u8]),
    /// A large literal of this many bytes, not shown.
    ReceivedElsewhere(u64),
    /// So many responses, which nobody looked at, came before those that follow.
    ReceivedUnseen(u64),
    /// Something the client did or found.
    Own(&'a str),
}

/// Takes the trace; called from whichever thread uses the client.
pub type TraceSink = Box<dyn FnMut(TraceEvent<'_>) + Send>;

/// How many bytes went over a connection, as its trace shows them: before they are compressed and encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Bytes sent.
    pub sent: u64,
    /// Bytes received.
    pub received: u64,
}

/// Where the trace goes, if anywhere.
#[derive(Default)]
pub(super) struct Tracer {
    sink: Option<TraceSink>,
    /// Whether anybody looks at all of it; absent where the sink always does.
    wanted: Option<Arc<AtomicBool>>,
    traffic: Traffic,
    /// What a server says in AUTHENTICATE is not shown.
    hides_challenges: bool,
    /// The data that nobody looked at.
    unseen: Tail,
}

impl Tracer {
    pub(super) fn set(&mut self, sink: Option<TraceSink>) {
        self.sink = sink;
    }

    pub(super) fn hide_challenges(&mut self, hide: bool) {
        self.hides_challenges = hide;
    }

    pub(super) fn set_switch(&mut self, wanted: Arc<AtomicBool>) {
        self.wanted = Some(wanted);
    }

    pub(super) fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// Hands on what was sent, or what the client does by itself.
    pub(super) fn event(&mut self, event: TraceEvent<'_>) {
        self.traffic.sent += match event {
            TraceEvent::Sent(line) => line.len() as u64 + 2,
            TraceEvent::SentLiteral(bytes) => bytes.len() as u64,
            TraceEvent::SentElsewhere(length) => length,
            _ => 0,
        };
        // Data that came before something is sent is not the answer to it.
        self.unseen.clear();
        if let Some(sink) = &mut self.sink {
            sink(event);
        }
    }

    /// Hands on a response in lines and literals. Data is handed on only where somebody looks, for there may be
    /// very much of it: else the last of it is, before a status that is no success.
    pub(super) fn received(
        &mut self,
        frame: Frame<'_>,
        part: Part,
        tag_prefix: &str,
        secrets: &Secrets,
    ) {
        let elsewhere = frame.literals.iter().filter(|literal| literal.elsewhere);
        let elsewhere: u64 = elsewhere.map(|literal| literal.len).sum();
        let end = if part.joint.is_some() { 1 } else { 2 };
        let came = frame.bytes.len().saturating_sub(part.repeated) + end;
        self.traffic.received += came as u64 + elsewhere;
        let wanted = self.wanted.as_ref();
        let wanted = wanted.is_none_or(|wanted| wanted.load(Ordering::Relaxed));
        if self.sink.is_some() && !wanted && is_data(frame.bytes) {
            self.unseen.take(frame);
            return;
        }
        match is_success(frame.bytes, tag_prefix) {
            true => self.unseen.clear(),
            false => self.tell_unseen(tag_prefix, secrets),
        }
        let Some(sink) = &mut self.sink else {
            return;
        };
        if self.hides_challenges && frame.bytes.starts_with(b"+ ") {
            sink(TraceEvent::Received(b"+ <hidden>"));
            return;
        }
        hand_on(sink, frame, tag_prefix, |bytes| secrets.masked(bytes));
    }

    /// Hands on the last data that nobody looked at.
    pub(super) fn tell_unseen(&mut self, tag_prefix: &str, secrets: &Secrets) {
        let Some(sink) = &mut self.sink else {
            return;
        };
        let (left_out, unseen) = self.unseen.hand_out();
        if left_out > 0 {
            sink(TraceEvent::ReceivedUnseen(left_out));
        }
        for response in unseen {
            let mask = |bytes| match response.is_cut {
                true => secrets.masked_beginning(bytes),
                false => secrets.masked(bytes),
            };
            hand_on(sink, response.frame(), tag_prefix, mask);
        }
    }
}

/// Hands on a response in lines and literals, masked.
fn hand_on(
    sink: &mut TraceSink,
    frame: Frame<'_>,
    tag_prefix: &str,
    mask: impl Fn(Vec<u8>) -> Vec<u8>,
) {
    let mut position = 0;
    // Our tag can stand at the beginning alone.
    let mut tag_prefix = tag_prefix.as_bytes();
    let mut masked = |bytes: &[u8]| {
        let prefix = std::mem::take(&mut tag_prefix);
        mask(replaced(bytes.to_vec(), prefix, b"A"))
    };
    for literal in frame.literals {
        let line = frame.bytes.get(position..literal.start).unwrap_or_default();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        sink(TraceEvent::Received(&masked(line)));
        let length = usize::try_from(literal.len).unwrap_or(usize::MAX);
        let end = if literal.elsewhere {
            literal.start
        } else {
            literal.start.saturating_add(length)
        };
        match frame.bytes.get(literal.start..end) {
            Some(bytes) if !literal.elsewhere => {
                sink(TraceEvent::ReceivedLiteral(&masked(bytes)));
            }
            _ => sink(TraceEvent::ReceivedElsewhere(literal.len)),
        }
        position = end;
    }
    let rest = frame.bytes.get(position..).unwrap_or_default();
    sink(TraceEvent::Received(&masked(rest)));
}

/// Says whether a response ends our command with OK.
fn is_success(response: &[u8], tag_prefix: &str) -> bool {
    let mut words = response.split(|byte| *byte == b' ');
    let ours = words
        .next()
        .is_some_and(|tag| tag.starts_with(tag_prefix.as_bytes()));
    ours && words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case(b"OK"))
}

/// Says whether a response is untagged and tells no status.
fn is_data(response: &[u8]) -> bool {
    let Some(rest) = response.strip_prefix(b"* ") else {
        return false;
    };
    let word = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
    let statuses = [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"];
    !statuses
        .iter()
        .any(|status| word.eq_ignore_ascii_case(status))
}
