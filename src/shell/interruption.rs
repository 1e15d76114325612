//! Ctrl-C: what it left behind, said to the person, and read away before the next command.

use std::time::{Duration, Instant};

use imapclient::Client;
use imapclient::client::Waker;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::failure::{Class, Failure};
use super::render::{Screen, grouped, size};
use super::session::Session;

/// How often it is said how much is left.
const SAID_AGAIN: Duration = Duration::from_secs(10);

/// A rest that comes in this time is not worth a word.
const UNNOTICED: Duration = Duration::from_millis(100);

/// Reads away what an interrupted command left on the connection, and says so where it takes time. Another
/// Ctrl-C drops the link.
///
/// # Errors
/// `interrupted`, and the failures of a link that is lost meanwhile.
pub(crate) fn read_rest(session: &mut Session, screen: &mut Screen) -> Result<(), Failure> {
    // A listing begun for Tab is given up with all else that is unfinished.
    session.listing = None;
    let expected = session.expected.take();
    let Some(client) = &mut session.client else {
        return Ok(());
    };
    if client.end().is_some() {
        // There is nothing left to read; the command itself says why, and what to do.
        return Ok(());
    }
    // An IDLE that nobody typed ends for whatever was.
    let own = session.own_idle && client.is_idling();
    session.own_idle = false;
    let unfinished = match client.unfinished() {
        Some(command) => command.to_owned(),
        None if own => "IDLE".to_owned(),
        None => return Ok(()),
    };
    let mut patience = UNNOTICED;
    let error = loop {
        match client.drain_until(Some(Instant::now() + patience)) {
            Ok(true) => return Ok(()),
            Ok(false) => {
                let left = left(client, &unfinished, expected);
                screen.remark(&format!(
                    "waiting for the rest of {unfinished}{left}, Ctrl-C drops the connection"
                ));
                patience = SAID_AGAIN;
            }
            Err(error) => break error,
        }
    };
    if matches!(error, imapclient::Error::Interrupted { usable: true }) {
        client.disconnect("you dropped the connection");
    }
    Err(Failure::from_error("", &error))
}

/// How much of an answer is still to come, as far as that is known: of a large literal its bytes, of FETCH the messages.
fn left(client: &Client, unfinished: &str, expected: Option<u64>) -> String {
    if let Some(bytes) = client.unfinished_bytes() {
        return format!(", {} to come", size(bytes.into()));
    }
    let expected = expected.filter(|_| unfinished.ends_with("FETCH"));
    let left = expected.and_then(|expected| expected.checked_sub(client.messages_so_far()));
    match left {
        Some(left @ 1..) => format!(", {} messages to come at most", grouped(left.into())),
        _ => String::new(),
    }
}

/// Waits, and says whether nothing came in between: Ctrl-C or a signal.
pub(crate) fn pause(waker: &Waker, time: Duration) -> bool {
    let end = Instant::now() + time;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).unwrap_or_default();
        match poll(&mut [PollFd::new(waker, PollFlags::IN)], Some(&left)) {
            Ok(0) => return true,
            Err(Errno::INTR) => {}
            Ok(_) | Err(_) => return false,
        }
    }
}

/// Says at the prompt what a failure did to the connection.
pub(crate) fn explain(failure: Failure, session: &Session) -> Failure {
    if !session.modes.interactive {
        return failure;
    }
    if failure.class != Class::Interrupted {
        let lost = failure.class.ends_connection() && session.lost();
        return match failure.hints.is_empty() && lost {
            true => failure.hint(session.way_back()),
            false => failure,
        };
    }
    let failure = Failure {
        place: None,
        ..failure
    };
    let Some(client) = &session.client else {
        return failure;
    };
    if client.end().is_some() {
        return told(failure, "the connection was dropped").hint(session.way_back());
    }
    match client.unfinished() {
        Some(_) => told(
            failure,
            "the rest of the answer is read away behind the prompt",
        ),
        None => failure,
    }
}

/// Adds what became of the connection to how far the answer came.
fn told(failure: Failure, what: &str) -> Failure {
    let text = match failure.text.trim() {
        "" => what.to_owned(),
        text => format!("{text}, {what}"),
    };
    Failure { text, ..failure }
}
