//! The wire as it may be shown: tags written A1, A2, secrets masked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::secrets::{Secrets, replaced};
use crate::wire::framer::Frame;

/// One thing that went over the wire, or happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraceEvent<'a> {
    /// A line, or the part of one before or after a literal, without its line end.
    Sent(&'a [u8]),
    /// The bytes of a literal.
    SentLiteral(&'a [u8]),
    /// A literal or streamed message of this many bytes, not shown.
    SentElsewhere(u64),
    /// A line, or the part of one before or after a literal, without its line end.
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

/// Where the trace goes, if anywhere.
#[derive(Default)]
pub(super) struct Tracer {
    sink: Option<TraceSink>,
    /// Whether anybody looks at it; absent where the sink always does.
    wanted: Option<Arc<AtomicBool>>,
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

    pub(super) fn event(&mut self, event: TraceEvent<'_>) {
        if let Some(sink) = self.wanted_sink() {
            sink(event);
        }
    }

    fn wanted_sink(&mut self) -> Option<&mut TraceSink> {
        let wanted = self.wanted.as_ref();
        let wanted = wanted.is_none_or(|wanted| wanted.load(Ordering::Relaxed));
        self.sink.as_mut().filter(|_| wanted)
    }

    /// Hands on a response in lines and literals.
    pub(super) fn received(&mut self, frame: Frame<'_>, tag_prefix: &str, secrets: &Secrets) {
        let hides_challenges = self.hides_challenges;
        let Some(sink) = self.wanted_sink() else {
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

/// The bytes with our tags written A1, A2 and secrets as `***`.
fn masked(bytes: &[u8], tag_prefix: &str, secrets: &Secrets) -> Vec<u8> {
    secrets.masked(replaced(bytes.to_vec(), tag_prefix.as_bytes(), b"A"))
}
