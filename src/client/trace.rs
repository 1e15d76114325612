//! The wire as it may be shown: tags written A1, A2, secrets masked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
        if let Some(sink) = &mut self.sink {
            sink(event);
        }
    }

    /// The sink for a response: data is traced only where somebody looks, for there may be very much of it.
    fn sink_for(&mut self, response: &[u8]) -> Option<&mut TraceSink> {
        let wanted = self.wanted.as_ref();
        let wanted = wanted.is_none_or(|wanted| wanted.load(Ordering::Relaxed));
        self.sink.as_mut().filter(|_| wanted || !is_data(response))
    }

    /// Hands on a response in lines and literals.
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
        let hides_challenges = self.hides_challenges;
        let Some(sink) = self.sink_for(frame.bytes) else {
            return;
        };
        if hides_challenges && frame.bytes.starts_with(b"+ ") {
            sink(TraceEvent::Received(b"+ <hidden>"));
            return;
        }
        let mut position = 0;
        for (index, literal) in frame.literals.iter().enumerate() {
            let line = frame.bytes.get(position..literal.start).unwrap_or_default();
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            sink(TraceEvent::Received(&masked(
                line,
                if index == 0 { tag_prefix } else { "" },
                secrets,
            )));
            let length = usize::try_from(literal.len).unwrap_or(usize::MAX);
            let end = if literal.elsewhere {
                literal.start
            } else {
                literal.start.saturating_add(length)
            };
            match frame.bytes.get(literal.start..end) {
                Some(bytes) if !literal.elsewhere => {
                    sink(TraceEvent::ReceivedLiteral(&masked(bytes, "", secrets)))
                }
                _ => sink(TraceEvent::ReceivedElsewhere(literal.len)),
            }
            position = end;
        }
        let prefix = if frame.literals.is_empty() {
            tag_prefix
        } else {
            ""
        };
        sink(TraceEvent::Received(&masked(
            frame.bytes.get(position..).unwrap_or_default(),
            prefix,
            secrets,
        )));
    }
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

/// The bytes with our tags written A1, A2 and secrets as `***`.
fn masked(bytes: &[u8], tag_prefix: &str, secrets: &Secrets) -> Vec<u8> {
    secrets.masked(replaced(bytes.to_vec(), tag_prefix.as_bytes(), b"A"))
}
