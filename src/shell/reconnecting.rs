//! A link that was lost is mended when a command needs it: signs in again, reopens the folder, and says whether its
//! UIDs still mean the same messages.

use std::io::Write;
use std::time::Duration;

use imapclient::client::Endpoint;

use super::call::Call;
use super::command::{Command, Effect, Needs};
use super::connecting;
use super::failure::{Class, Failure};
use super::interruption::pause;
use super::options::Stage;
use super::render::harmless;
use super::session::{Opened, Session};

/// How long is waited before each attempt after the first.
const BACK_OFF: [u64; 3] = [1, 4, 9];

/// What a failure to connect again was attempting.
const ATTEMPT: &str = "reconnecting";

/// A connection that is there again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mended {
    /// What became of the session.
    pub(crate) told: String,
    /// What UIDs from before mean now.
    pub(crate) uids: Uids,
}

/// What the UIDs that were known before a link was lost mean after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uids {
    /// The same messages.
    Same,
    /// Other messages.
    Changed,
    /// Nobody knows: without UIDVALIDITY they need not outlive a session. RFC 3501 section 6.3.1
    Unknown,
}

impl Uids {
    /// Compares what was told of a folder with what is told now.
    pub(crate) fn compare(before: &Opened, now: Option<&Opened>) -> Self {
        match (before.uid_validity, now.and_then(|now| now.uid_validity)) {
            (Some(before), Some(now)) if before == now => Uids::Same,
            (Some(_), Some(_)) => Uids::Changed,
            _ => Uids::Unknown,
        }
    }

    /// What to say of it.
    pub(crate) fn told(self) -> &'static str {
        match self {
            Uids::Same => "UIDVALIDITY same",
            Uids::Changed => "UIDVALIDITY has changed: UIDs from before mean other messages now",
            Uids::Unknown => "no UIDVALIDITY: UIDs from before may mean other messages now",
        }
    }
}

/// Says whether the link is lost and is to be mended.
pub(crate) fn is_due(session: &Session) -> bool {
    session.modes.reconnect && session.lost() && session.signed_in
}

/// Says whether a command needs the link.
pub(crate) fn needs_link(command: &Command) -> bool {
    command.needs != Needs::Nothing && command.effect != Effect::Local
}

/// Says whether a failure has taken the link and there is to be another.
pub(crate) fn follows(session: &Session, failure: &Failure) -> bool {
    is_due(session) && helps_against(failure)
}

/// Says whether a failure is of a kind that connecting again helps against.
fn helps_against(failure: &Failure) -> bool {
    matches!(failure.class, Class::Closed | Class::Bye | Class::Timeout)
        && failure.attempted != ATTEMPT
}

/// Connects, signs in and reopens the folder as it was, and says so in one line. Tries again after a while, four
/// times in all; once it was given up, once.
///
/// # Errors
/// The failure of the last attempt; the lost connection is kept then, for the prompt and the next attempt.
pub(crate) fn mend(session: &mut Session) -> Result<Mended, Failure> {
    let host = session.account.host.clone().unwrap_or_default();
    say(session, &format!("reconnecting to {host} … "));
    match try_again(session) {
        Ok(mended) => {
            say(session, &format!("{}\n", mended.told));
            Ok(mended)
        }
        Err(failure) => {
            session.gave_up = true;
            Err(given_up(failure))
        }
    }
}

/// Connects, signs in and reopens the folder as it was, once.
///
/// # Errors
/// The failure of it; the lost connection is kept then.
pub(crate) fn attempt(session: &mut Session) -> Result<Mended, Failure> {
    let lost = session.client.take();
    let (opened, previous) = (session.opened.clone(), session.previous.clone());
    let connected = connect(session);
    session.previous = previous;
    if let Err(failure) = connected {
        session.client = lost;
        session.opened = opened;
        return Err(failure);
    }
    (session.gave_up, session.told_loss) = (false, false);
    session.results.forget_sequence_numbers();
    let mut mended = Mended {
        told: "signed in".to_owned(),
        uids: Uids::Same,
    };
    if let Some(before) = opened {
        match reopen(session, &before) {
            Ok((text, uids)) => {
                mended.told.push_str(&format!(" · {text}"));
                mended.uids = uids;
            }
            Err(failure) => {
                let why = failure.headline();
                mended
                    .told
                    .push_str(&format!(" · no folder is open: {why}"));
            }
        }
    }
    Ok(mended)
}

/// Opens the folder that was open before, in the same way; tells what became of it, and what its UIDs mean now.
///
/// # Errors
/// The server's refusal; no folder is open then.
pub(crate) fn reopen(session: &mut Session, before: &Opened) -> Result<(String, Uids), Failure> {
    let previous = session.previous.take();
    let opened = connecting::reopen(session, &before.name, before.read_only);
    session.previous = previous;
    opened?;
    let uids = Uids::compare(before, session.opened.as_ref());
    if uids != Uids::Same {
        session.results.forget_messages();
    }
    Ok((format!("{} reopened, {}", before.name, uids.told()), uids))
}

impl Mended {
    /// Refuses a command whose numbers may mean other messages than the person thought when it was typed.
    ///
    /// # Errors
    /// `refused:`
    pub(crate) fn allows(&self, call: &Call<'_>, session: &Session) -> Result<(), Failure> {
        if !call.command.takes_messages() {
            return Ok(());
        }
        let changes = matches!(call.command.effect, Effect::Changes | Effect::Destroys);
        let doubt = match self.uids {
            Uids::Changed => {
                Some("not sent: UIDVALIDITY has changed, UIDs from before mean other messages now")
            }
            // What only reads does no harm.
            Uids::Unknown if changes => Some(
                "not sent: the server tells no UIDVALIDITY, UIDs from before may mean other messages now",
            ),
            Uids::Unknown | Uids::Same => None,
        };
        if let Some(text) = doubt {
            let failure = call.failing(Class::Refused, text);
            return Err(failure.hint("search again first"));
        }
        let by_number = call.has("seq") || !session.settings.uid;
        if by_number && changes {
            let text = "not sent: while the connection was lost, sequence numbers may have moved";
            return Err(call.failing(Class::Refused, text).hint("look again first"));
        }
        Ok(())
    }
}

fn try_again(session: &mut Session) -> Result<Mended, Failure> {
    let waits: &[u64] = if session.gave_up { &[] } else { &BACK_OFF };
    let mut waits = waits.iter().enumerate();
    loop {
        let failure = match attempt(session) {
            Ok(mended) => return Ok(mended),
            Err(failure) => failure,
        };
        let Some((index, seconds)) = waits.next().filter(|_| may_pass(&failure)) else {
            say(session, &format!("{}\n", reason(session, &failure)));
            return Err(failure);
        };
        let attempt = index + 1;
        let most = BACK_OFF.len();
        let line = format!(
            "{}\nreconnect {attempt}/{most} in {seconds} s … ",
            reason(session, &failure)
        );
        say(session, &line);
        if !pause(&session.waker, Duration::from_secs(*seconds)) {
            say(session, "\n");
            return Err(Failure::new(Class::Interrupted, ATTEMPT, ""));
        }
    }
}

fn connect(session: &mut Session) -> Result<(), Failure> {
    // The folder that was open is opened, not the one that is opened at the start.
    let folder = session.account.folder.take();
    let connected = connecting::open(session, Stage::Login);
    session.account.folder = folder;
    if connected.is_err() {
        session.client = None;
    }
    connected
}

/// Says whether another attempt may come further than the one that failed so.
pub(crate) fn may_pass(failure: &Failure) -> bool {
    let unavailable = || failure.code.as_deref() == Some("UNAVAILABLE");
    match failure.class {
        Class::Connect | Class::Closed | Class::Bye | Class::Timeout => true,
        // A server that has just been started may not have got its own together.
        Class::Auth => unavailable(),
        _ => false,
    }
}

/// Why an attempt failed; of what server is said already.
pub(crate) fn reason(session: &Session, failure: &Failure) -> String {
    if failure.class == Class::Interrupted {
        return "stopped".to_owned();
    }
    let host = session.account.host.clone().unwrap_or_default();
    let endpoint = Endpoint::new(host, session.account.effective_port()).to_string();
    let told = failure.headline();
    match told.strip_prefix(&endpoint) {
        Some(rest) => rest.trim_start_matches([':', ' ']).to_owned(),
        None => told,
    }
}

fn given_up(failure: Failure) -> Failure {
    let hint = "your history and results are kept · connect tries again";
    Failure {
        attempted: ATTEMPT.to_owned(),
        hints: failure
            .hints
            .into_iter()
            .take(1)
            .chain([hint.to_owned()])
            .collect(),
        ..failure
    }
}

/// Says a part of a line at once: an attempt may take a while.
fn say(session: &Session, text: &str) {
    let mut notices = session.notices.clone();
    let lines: Vec<_> = text.split('\n').map(harmless::line).collect();
    // There is nobody left to tell when this fails.
    let _ = notices
        .write_all(lines.join("\n").as_bytes())
        .and_then(|()| notices.flush());
}
