//! A trace as a transcript that [`imapclient::script::Script`] can play.

use std::io::{self, Write};

use imapclient::client::TraceEvent;

use crate::shell::render::harmless;

/// Writes an event as a line of it.
pub(super) fn write(out: &mut impl Write, event: TraceEvent<'_>) -> io::Result<()> {
    match event {
        TraceEvent::Sent(line) => write_line(out, 'C', line),
        TraceEvent::Received(line) => write_line(out, 'S', line),
        TraceEvent::SentLiteral(bytes) => write_bytes(out, 'C', bytes),
        TraceEvent::ReceivedLiteral(bytes) => write_bytes(out, 'S', bytes),
        TraceEvent::SentElsewhere(len) | TraceEvent::ReceivedElsewhere(len) => {
            writeln!(out, "== a literal of {len} bytes is not kept in this trace")
        }
        TraceEvent::ReceivedUnseen(count) => writeln!(out, "== {count} responses came before"),
        TraceEvent::Own(text) => writeln!(out, "== {}", harmless::line(text)),
    }
}

fn write_line(out: &mut impl Write, side: char, line: &[u8]) -> io::Result<()> {
    match std::str::from_utf8(line) {
        Ok(text) if !text.chars().any(char::is_control) => writeln!(out, "{side}: {text}"),
        _ => writeln!(out, "{side}~ {}\\r\\n", escaped(line)),
    }
}

fn write_bytes(out: &mut impl Write, side: char, bytes: &[u8]) -> io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{side}~ {}", escaped(bytes))
}

/// The bytes with everything but printable characters as escapes.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => text.push_str("\\\\"),
                '\r' => text.push_str("\\r"),
                '\n' => text.push_str("\\n"),
                '\t' => text.push_str("\\t"),
                control if control.is_control() => {
                    let mut buffer = [0; 4];
                    for byte in control.encode_utf8(&mut buffer).bytes() {
                        text.push_str(&format!("\\x{byte:02x}"));
                    }
                }
                other => text.push(other),
            }
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}
