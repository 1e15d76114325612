//! Signals: Ctrl-C ends the present wait, SIGTERM and SIGHUP end the session politely.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use imapclient::client::Waker;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Somebody wants the process to end.
static LEAVING: AtomicBool = AtomicBool::new(false);

/// What is done when the session ends while nobody waits for the server: at the prompt.
static FAREWELL: Mutex<Option<Box<dyn FnMut() + Send>>> = Mutex::new(None);

/// Says whether the process is to end.
pub(crate) fn leaving() -> bool {
    LEAVING.load(Ordering::SeqCst)
}

/// Sets what is done at SIGTERM and SIGHUP.
pub(crate) fn at_the_end(farewell: Option<Box<dyn FnMut() + Send>>) {
    if let Ok(mut place) = FAREWELL.lock() {
        *place = farewell;
    }
}

/// Watches for signals in a thread of its own.
pub(crate) fn watch(waker: Waker) {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return;
    };
    let terminal = tcgetattr(std::io::stdin()).ok();
    // A thread that cannot be started leaves the signals at what they do by themselves.
    let _ = thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                if signal != SIGINT {
                    LEAVING.store(true, Ordering::SeqCst);
                }
                waker.wake();
                if signal != SIGINT {
                    end(terminal.as_ref());
                }
            }
        });
}

/// Ends a session at the prompt; one that runs a command ends by itself, woken from its wait.
fn end(terminal: Option<&Termios>) {
    let farewell = FAREWELL.lock().ok().and_then(|mut place| place.take());
    if let Some(mut farewell) = farewell {
        restore(terminal);
        farewell();
    }
}

/// Gives the terminal back as it was found: the editor's raw mode would outlive us.
fn restore(terminal: Option<&Termios>) {
    use std::io::Write;
    if let Some(terminal) = terminal {
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, terminal);
        // Bracketed paste off.
        let _ = std::io::stdout().write_all(b"\x1b[?2004l\r\n");
        let _ = std::io::stdout().flush();
    }
}
