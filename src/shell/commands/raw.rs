//! `raw`: a command for the server as it was typed.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use imapclient::Error;
use imapclient::client::{Completed, RawResponse, State};
use imapclient::types::ResponseCode;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::{Class, Failure};
use super::super::line::RawLine;
use super::super::output::{Output, Shape, Value};
use super::super::session::{Opened, Session};

pub(crate) static COMMAND: Command = Command {
    name: "raw",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[takes("command", Kind::Text, Count::Some)],
    switches: &[],
    summary: "send a command as typed",
    details: "Sends the rest of the line as it stands, with a tag of the shell's own, and shows every line of the\n\
              answer. Numbers are what the RFC says: FETCH takes sequence numbers, UID FETCH takes UIDs. A dot or\n\
              a tag before a command does the same: . NOOP, a7 FETCH 1 FLAGS. What the answer changes, a mailbox\n\
              that was opened or closed, is kept track of.",
    examples: &["raw NOOP", "raw UID SEARCH ALL", ". CAPABILITY"],
    effect: Effect::Reads,
    run,
};

/// Commands that change nothing, of those that go out in a read-only session.
const HARMLESS: &[&str] = &[
    "CAPABILITY",
    "NOOP",
    "LOGOUT",
    "ID",
    "ENABLE",
    "LOGIN",
    "NAMESPACE",
    "EXAMINE",
    "LIST",
    "LSUB",
    "XLIST",
    "STATUS",
    "CHECK",
    "UNSELECT",
    "SEARCH",
    "SORT",
    "THREAD",
    "ESEARCH",
    "GETACL",
    "LISTRIGHTS",
    "MYRIGHTS",
    "GETQUOTA",
    "GETQUOTAROOT",
    "GETMETADATA",
    "LANGUAGE",
    "COMPARATOR",
];

/// `raw` is told apart before words are: it never comes here with a call of its own.
fn run<'s>(_: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    Err(call.mistake(
        call.verb.clone(),
        "raw needs the text to send, such as: raw NOOP",
    ))
}

/// The refusal of a raw command, known once its answer was shown to the end.
pub(crate) type Refusal = Rc<RefCell<Option<Failure>>>;

/// Sends a line as it was typed and shows the server's own lines as they come.
///
/// # Errors
/// What ends the connection. NO and BAD are answers, and the refusal that is told besides.
pub(crate) fn send<'s>(
    session: &'s mut Session,
    line: &RawLine,
) -> Result<(Output<'s>, Refusal), Failure> {
    check(session, &line.text)?;
    let Some(client) = &mut session.client else {
        let failure = Failure::new(Class::Closed, "raw", "not connected");
        return Err(failure.hint("connect opens a connection"));
    };
    let failed = |error: &Error| Failure::from_error("raw", error);
    let mut raw = client.raw(&line.text).map_err(|error| failed(&error))?;
    let refusal = Refusal::default();
    let refused = Rc::clone(&refusal);
    let tag = line
        .tag
        .as_ref()
        .map_or_else(|| "A".to_owned(), |tag| tag.text.clone());
    let mut waiting = VecDeque::new();
    let mut ended = false;
    let lines = std::iter::from_fn(move || {
        while waiting.is_empty() && !ended {
            match raw.next() {
                Some(Ok(response)) => {
                    waiting.extend(lines_of(&response).map(|line| Ok(Value::Bytes(line))))
                }
                Some(Err(error)) => waiting.push_back(Err(failed(&error))),
                None => {
                    ended = true;
                    let outcome = raw.take_outcome()?;
                    *refused.borrow_mut() = outcome.as_ref().err().map(failed);
                    waiting.push_back(Ok(Value::Text(tagged(&tag, &outcome))));
                }
            }
        }
        waiting.pop_front()
    });
    Ok((Output::stream(lines, Shape::Plain), refusal))
}

/// The lines of a response, a literal's too, without what is too large for a screen.
fn lines_of(response: &RawResponse) -> impl Iterator<Item = Vec<u8>> {
    let mut bytes = response.bytes.clone();
    for (place, body) in response.bodies.iter().rev() {
        let mark = format!("({} bytes, not shown)", body.len());
        bytes.splice(*place..*place, mark.into_bytes());
    }
    let lines: Vec<_> = bytes
        .split(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec())
        .collect();
    lines.into_iter()
}

fn tagged(tag: &str, outcome: &imapclient::Result<Completed>) -> String {
    match outcome {
        Ok(completed) => last_line(tag, "OK", completed.code.as_ref(), &completed.text),
        Err(Error::No(rejection)) => last_line(tag, "NO", rejection.code.as_ref(), &rejection.text),
        Err(Error::Bad(rejection)) => {
            last_line(tag, "BAD", rejection.code.as_ref(), &rejection.text)
        }
        Err(other) => other.to_string(),
    }
}

fn last_line(tag: &str, word: &str, code: Option<&ResponseCode>, text: &str) -> String {
    match code {
        Some(code) => format!("{tag} {word} [{code}] {text}"),
        None => format!("{tag} {word} {text}"),
    }
}

/// Keeps track of the mailbox that a raw command opened or left.
pub(crate) fn follow(session: &mut Session) {
    let Some(client) = &session.client else {
        return;
    };
    match client.selected() {
        Some(selected) => {
            let opened = Opened {
                name: selected.name.clone(),
                read_only: selected.read_only,
                uid_validity: selected.uid_validity,
            };
            if session.opened.as_ref() != Some(&opened) {
                session.results.forget_messages();
                session.folder_opened(opened);
            }
        }
        None if session.opened.is_some() => session.folder_left(),
        None => {}
    }
    session.folders_changed();
}

/// In a read-only session only what cannot change anything goes out.
fn check(session: &Session, text: &str) -> Result<(), Failure> {
    if session.state() == State::Logout && session.client.is_some() {
        let why = session
            .client
            .as_ref()
            .and_then(|client| client.end())
            .unwrap_or("you logged out");
        return Err(
            Failure::new(Class::Closed, "raw", format!("not connected: {why}"))
                .hint("connect signs in again"),
        );
    }
    if !(session.modes.read_only || session.account.read_only) {
        return Ok(());
    }
    let mut words = text.split_ascii_whitespace().map(str::to_ascii_uppercase);
    let mut verb = words.next().unwrap_or_default();
    if verb == "UID" {
        verb = words.next().unwrap_or_default();
    }
    let peeks = verb == "FETCH" && !words.any(|word| sets_seen(&word));
    if peeks || HARMLESS.contains(&verb.as_str()) {
        return Ok(());
    }
    Err(Failure::new(
        Class::Refused,
        "raw",
        format!("{verb} may change something, and this session is read-only"),
    ))
}

/// Says whether a word of a raw FETCH may mark messages as read.
fn sets_seen(word: &str) -> bool {
    let word = word.trim_start_matches('(');
    word.starts_with("BODY[")
        || word.starts_with("BINARY[")
        || word.trim_end_matches(')') == "RFC822"
        || word.starts_with("RFC822.TEXT")
}
