//! The wire for a person's eyes, and for a file that a test can replay: `C:` sent, `S:` received, `==` our own
//! words. What may be shown is the library's to decide: secrets are masked before they come here.

mod shown;
mod transcript;

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use imapclient::client::{TraceEvent, TraceSink};

use super::exchange::Exchange;
use super::render::Palette;
use super::waiting::Waiting;

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
            let _ = transcript::write(file, event);
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
}

/// A panic elsewhere does not make the trace wrong.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
