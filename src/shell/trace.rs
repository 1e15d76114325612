//! The wire for a person's eyes, and for a file that a test can replay: `C:` sent, `S:` received, `==` our own
//! words. What may be shown is the library's to decide: secrets are masked before they come here.

use std::fs::File;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use imapclient::client::{TraceEvent, TraceSink};

use super::exchange::Exchange;
use super::output::Tone;
use super::render::{Palette, harmless};
use super::waiting::Waiting;

/// Lines of a literal that are shown on the screen.
const LITERAL_LINES: usize = 2;

/// Where a screen's trace goes.
pub(crate) type TraceScreen = Box<dyn Write + Send>;

/// The trace of a session: switched on and off while connections come and go.
#[derive(Clone)]
pub(crate) struct Tracing {
    state: Arc<Mutex<State>>,
    /// Whether anybody looks at it.
    wanted: Arc<AtomicBool>,
}

struct State {
    screen: TraceScreen,
    palette: Palette,
    file: Option<Waiting<File>>,
    mode: Mode,
    count: Count,
    exchange: Exchange,
    /// Lines that wait until the editor has left the terminal.
    held: Option<String>,
    /// Prints lines above what is being typed.
    above: Option<Above>,
}

/// Prints a line above what is being typed.
pub(crate) type Above = Box<dyn Fn(String) + Send>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Off,
    On,
    /// On for the next command.
    Next,
    /// On for the command that runs.
    Once,
}

/// What one command moved, and when.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    begun: Option<Instant>,
    first: Option<Duration>,
    sent: u64,
    received: u64,
}

impl Tracing {
    /// A trace that is off.
    pub(crate) fn new(screen: TraceScreen, palette: Palette) -> Self {
        let state = State {
            screen,
            palette,
            file: None,
            mode: Mode::Off,
            count: Count::default(),
            exchange: Exchange::default(),
            held: None,
            above: None,
        };
        Tracing {
            state: Arc::new(Mutex::new(state)),
            wanted: Arc::default(),
        }
    }

    /// Says to a client whether it need call at all.
    pub(crate) fn wanted(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.wanted)
    }

    /// Changes where the trace goes.
    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = lock(&self.state);
        change(&mut state);
        let wanted = state.mode != Mode::Off || state.file.is_some();
        self.wanted.store(wanted, Ordering::Relaxed);
    }

    /// What a client is to call.
    pub(crate) fn sink(&self) -> TraceSink {
        let state = Arc::clone(&self.state);
        Box::new(move |event| lock(&state).event(event))
    }

    /// Switches the screen's trace on or off.
    pub(crate) fn switch(&self, on: bool) {
        self.change(|state| state.mode = if on { Mode::On } else { Mode::Off });
    }

    /// Traces the next command and no other.
    pub(crate) fn next_only(&self) {
        self.change(|state| state.mode = Mode::Next);
    }

    /// Traces into a file besides, as a transcript.
    pub(crate) fn to_file(&self, file: Waiting<File>) {
        self.change(|state| state.file = Some(file));
    }

    /// Stops tracing into the file.
    pub(crate) fn close_file(&self) {
        self.change(|state| state.file = None);
    }

    /// Says whether the screen shows the trace.
    pub(crate) fn is_on(&self) -> bool {
        lock(&self.state).mode != Mode::Off
    }

    /// Says whether a file takes the trace.
    pub(crate) fn has_file(&self) -> bool {
        lock(&self.state).file.is_some()
    }

    /// Keeps the screen's lines back while the editor draws on the terminal.
    pub(crate) fn hold(&self) {
        lock(&self.state).held.get_or_insert_default();
    }

    /// Has the screen's lines printed above what is being typed, those kept back first.
    pub(crate) fn print_above(&self, above: Above) {
        let mut state = lock(&self.state);
        for line in state.held.take().unwrap_or_default().lines() {
            above(line.to_owned());
        }
        state.above = Some(above);
    }

    /// Shows the lines kept back: the editor has left.
    pub(crate) fn release(&self) {
        let mut state = lock(&self.state);
        state.above = None;
        if let Some(held) = state.held.take() {
            // Nobody can be told that stderr is gone.
            let _ = state
                .screen
                .write_all(held.as_bytes())
                .and_then(|()| state.screen.flush());
        }
    }

    /// Says what the program does by itself.
    pub(crate) fn own(&self, text: &str) {
        lock(&self.state).event(TraceEvent::Own(text));
    }

    /// A command begins.
    pub(crate) fn begin(&self) {
        let mut state = lock(&self.state);
        if state.mode == Mode::Next {
            state.mode = Mode::Once;
        }
        state.exchange.clear();
        state.count = Count {
            begun: Some(Instant::now()),
            ..Count::default()
        };
    }

    /// Looks at the wire of the present command, or of the last one.
    pub(crate) fn with_exchange<T>(&self, look: impl FnOnce(&Exchange) -> T) -> T {
        look(&lock(&self.state).exchange)
    }

    /// Forgets the wire of the last command.
    pub(crate) fn forget_exchange(&self) {
        lock(&self.state).exchange.clear();
    }

    /// A command has ended: says what it moved.
    pub(crate) fn end(&self) {
        let mut state = lock(&self.state);
        let count = std::mem::take(&mut state.count);
        if let (Some(begun), Some(first)) = (count.begun, count.first) {
            let text = format!(
                "{} ms to the first byte, {} ms in all, {} bytes out, {} in",
                first.as_millis(),
                begun.elapsed().as_millis(),
                count.sent,
                count.received
            );
            state.event(TraceEvent::Own(&text));
        }
        drop(state);
        self.change(|state| {
            if state.mode == Mode::Once {
                state.mode = Mode::Off;
            }
        });
    }
}

impl State {
    fn event(&mut self, event: TraceEvent<'_>) {
        self.count(event);
        self.exchange.take(event);
        if matches!(self.mode, Mode::On | Mode::Once) {
            self.show(event);
        }
        if let Some(file) = &mut self.file {
            // A trace that cannot be written must not stop the session it is about.
            let _ = write_transcript(file, event);
        }
    }

    fn count(&mut self, event: TraceEvent<'_>) {
        let Some(begun) = self.count.begun else {
            return;
        };
        match event {
            TraceEvent::Sent(line) => self.count.sent += line.len() as u64 + 2,
            TraceEvent::SentLiteral(bytes) => self.count.sent += bytes.len() as u64,
            TraceEvent::SentElsewhere(len) => self.count.sent += len,
            TraceEvent::Received(line) => {
                self.count.first.get_or_insert_with(|| begun.elapsed());
                self.count.received += line.len() as u64 + 2;
            }
            TraceEvent::ReceivedLiteral(bytes) => self.count.received += bytes.len() as u64,
            TraceEvent::ReceivedElsewhere(len) => self.count.received += len,
            TraceEvent::ReceivedUnseen(_) | TraceEvent::Own(_) => {}
        }
    }

    fn show(&mut self, event: TraceEvent<'_>) {
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

/// Writes an event as a line of a transcript that [`imapclient::script::Script`] can play.
fn write_transcript(out: &mut impl Write, event: TraceEvent<'_>) -> io::Result<()> {
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

/// A panic elsewhere does not make the trace wrong.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A screen that can be looked at.
    #[derive(Clone, Default)]
    struct Seen(Arc<Mutex<Vec<u8>>>);

    impl Seen {
        fn text(&self) -> String {
            let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            String::from_utf8_lossy(&bytes).into_owned()
        }
    }

    impl Write for Seen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            seen.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_held_back_are_shown_later_in_their_order() {
        let seen = Seen::default();
        let tracing = Tracing::new(Box::new(seen.clone()), Palette::none());
        tracing.switch(true);
        tracing.hold();
        tracing.own("one");
        tracing.hold();
        tracing.own("two");
        assert_eq!(seen.text(), "");
        tracing.release();
        tracing.own("three");
        assert_eq!(seen.text(), "== one\n== two\n== three\n");
    }

    #[test]
    fn lines_are_printed_above_what_is_typed_until_the_editor_leaves() {
        let (seen, above) = (Seen::default(), Seen::default());
        let tracing = Tracing::new(Box::new(seen.clone()), Palette::none());
        tracing.switch(true);
        tracing.hold();
        tracing.own("one");
        let printer = above.clone();
        tracing.print_above(Box::new(move |line| {
            let _ = writeln!(printer.clone(), "{line}");
        }));
        tracing.own("two");
        tracing.release();
        tracing.own("three");
        assert_eq!(above.text(), "== one\n== two\n");
        assert_eq!(seen.text(), "== three\n");
    }
}
