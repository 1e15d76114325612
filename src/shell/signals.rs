//! Signals: Ctrl-C ends the present wait, SIGTERM and SIGHUP end the session politely.

use std::fs::OpenOptions;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use imapclient::client::Waker;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Somebody wants the process to end.
static LEAVING: AtomicBool = AtomicBool::new(false);

/// What is done when the session ends while nobody waits for the server: at the prompt, at a question.
static FAREWELL: Mutex<Option<Farewell>> = Mutex::new(None);

type Farewell = Box<dyn FnMut() + Send>;

/// Says whether the process is to end.
pub(crate) fn leaving() -> bool {
    LEAVING.load(Ordering::SeqCst)
}

/// Sets what is done at SIGTERM and SIGHUP, and gives what was done before.
pub(crate) fn at_the_end(farewell: Option<Farewell>) -> Option<Farewell> {
    let mut place = FAREWELL.lock().ok()?;
    std::mem::replace(&mut *place, farewell)
}

/// Asks something at the terminal in a way that no waker ends: SIGTERM and SIGHUP end the process at once then.
pub(crate) fn while_asking<T>(ask: impl FnOnce() -> T) -> T {
    let before = at_the_end(Some(Box::new(|| std::process::exit(130))));
    let answer = ask();
    at_the_end(before);
    answer
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
    if let Some(mut farewell) = at_the_end(None) {
        restore(terminal);
        farewell();
    }
}

/// Gives the terminal back as it was found: the editor's raw mode would outlive us.
fn restore(terminal: Option<&Termios>) {
    let Some(terminal) = terminal else { return };
    let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, terminal);
    // Bracketed paste off, where the editor switched it on: on the terminal, never in a file.
    const SEQUENCE: &[u8] = b"\x1b[?2004l\r\n";
    if std::io::stdout().is_terminal() {
        let mut out = std::io::stdout();
        let _ = out.write_all(SEQUENCE).and_then(|()| out.flush());
    } else if let Ok(mut device) = OpenOptions::new().write(true).open("/dev/tty") {
        let _ = device.write_all(SEQUENCE);
    }
}
