//! A trace for a person's eyes.

use std::io::Write;

use imapclient::client::TraceEvent;

use super::State;
use crate::shell::output::Tone;
use crate::shell::render::harmless;

/// Lines of a literal that are shown on the screen.
const LITERAL_LINES: usize = 2;

impl State {
    pub(super) fn show(&mut self, event: TraceEvent<'_>) {
        match event {
            // The rest of a line behind a literal is mostly its end.
            TraceEvent::Sent(b"") => {}
            TraceEvent::Sent(line) => self.line("C:", Tone::Id, &harmless::bytes(line)),
            TraceEvent::Received(line) => {
                let tone = reply_tone(line);
                let mark = if tone == Tone::Plain { "S:" } else { "S!" };
                self.line(mark, tone, &harmless::bytes(line));
            }
            TraceEvent::SentLiteral(bytes) => self.literal("C:", bytes),
            TraceEvent::ReceivedLiteral(bytes) => self.literal("S:", bytes),
            TraceEvent::SentElsewhere(len) => self.line(
                "C:",
                Tone::Plain,
                &format!("| (literal, {len} bytes, not shown)"),
            ),
            TraceEvent::ReceivedElsewhere(len) => {
                self.line(
                    "S:",
                    Tone::Plain,
                    &format!("| (literal, {len} bytes, not shown)"),
                );
            }
            TraceEvent::ReceivedUnseen(count) => {
                self.line("==", Tone::Dim, &format!("{count} responses came before"));
            }
            TraceEvent::Own(text) => self.line("==", Tone::Dim, &harmless::line(text)),
        }
    }

    fn literal(&mut self, mark: &str, bytes: &[u8]) {
        let lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
        for line in lines.iter().take(LITERAL_LINES) {
            let text = harmless::bytes(line.strip_suffix(b"\r").unwrap_or(line));
            self.line(mark, Tone::Plain, &format!("| {text}"));
        }
        if lines.len() > LITERAL_LINES {
            let note = format!(
                "| (literal, {} bytes, first {LITERAL_LINES} lines of {})",
                bytes.len(),
                lines.len()
            );
            self.line(mark, Tone::Plain, &note);
        }
    }

    fn line(&mut self, mark: &str, tone: Tone, text: &str) {
        let mark = self.palette.paint(tone, mark);
        if let Some(above) = &self.above {
            above(format!("{mark} {text}"));
            return;
        }
        if let Some(held) = &mut self.held {
            held.push_str(&format!("{mark} {text}\n"));
            return;
        }
        // Nobody can be told that stderr is gone.
        let _ = writeln!(self.screen, "{mark} {text}").and_then(|()| self.screen.flush());
    }
}

/// How a reply is painted: NO and BAD stand out.
fn reply_tone(line: &[u8]) -> Tone {
    match line.split(|&byte| byte == b' ').nth(1) {
        Some(word) if word.eq_ignore_ascii_case(b"NO") => Tone::Warn,
        Some(word) if word.eq_ignore_ascii_case(b"BAD") || word.eq_ignore_ascii_case(b"BYE") => {
            Tone::Bad
        }
        _ => Tone::Plain,
    }
}
