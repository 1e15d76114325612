//! `raw`: a command for the server as it was typed.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

use imapclient::Error;
use imapclient::client::{Completed, RawResponse, Sending, State};
use imapclient::types::{RawPart, ResponseCode};

use super::super::answering::named;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::connecting;
use super::super::failure::{Class, Failure, system_reason};
use super::super::line::{RawLine, RawPiece};
use super::super::output::{AtHand, Output, Shape, Value};
use super::super::prompting;
use super::super::redirect::expand;
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
              that was opened or closed, is kept track of. {@FILE} is a literal with the contents of a file;\n\
              behind {12} at the end of a line its 12 bytes stand on the next lines, a line end counting two,\n\
              then the command goes on. {12} waits for the server's +, {12+} does not. The challenges of\n\
              AUTHENTICATE are shown and their answers asked for, in base64. In batch raw - takes the commands from\n\
              standard input, a line each, literals and their bytes included, and sends them without waiting for\n\
              one answer before the next. RFC 9051 sections 4.3 and 5.5; RFC 7888",
    examples: &[
        "raw NOOP",
        ". UID SEARCH ALL",
        "raw APPEND Drafts {@mail.eml}",
    ],
    effect: Effect::Reads,
    run,
};

/// Longer lines are cut off by servers, or refused. RFC 7162 section 4; RFC 2683 section 3.2.1.5
const LONGEST_LINE: usize = 8000;

/// What to do where nobody can be asked for the answer to a challenge.
const NO_ANSWER: &str = "raw AUTHENTICATE MECHANISM RESPONSE sends the first response at once";

/// Commands that a command of the shell stands for, because they change how the connection works.
const OWN: &[(&str, &str)] = &[
    ("STARTTLS", "starttls begins TLS"),
    ("IDLE", "idle waits for news"),
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
/// What ends the connection, and files that cannot be read. NO and BAD are answers, and the refusal that is told
/// besides.
pub(crate) fn send<'s>(
    session: &'s mut Session,
    line: &RawLine,
) -> Result<(Output<'s>, Refusal), Failure> {
    check(session, &line.text())?;
    let (parts, mut files) = parts(session, line)?;
    let mut streams: Vec<_> = files.iter_mut().map(|file| file as &mut dyn Read).collect();
    let (account, asking) = (session.account.clone(), connecting::asking(session));
    let Some(client) = &mut session.client else {
        return Err(not_connected());
    };
    let mut raw = client
        .raw_parts(&parts, &mut streams)
        .map_err(|error| with_own(failed(&error), line))?;
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
            if raw.is_challenged() {
                // Without an answer the command is given up.
                let answered = prompting::secret("answer", &account, asking)
                    .map_err(|error| named("raw", error.into()).hint(NO_ANSWER))
                    .and_then(|answer| raw.answer(&answer).map_err(|error| failed(&error)));
                *refused.borrow_mut() = answered.err();
            }
            match raw.next() {
                Some(Ok(response)) => {
                    waiting.extend(lines_of(&response).map(|line| Ok(Value::Bytes(line))))
                }
                Some(Err(error)) => waiting.push_back(Err(failed(&error))),
                None => {
                    ended = true;
                    let outcome = raw.take_outcome()?;
                    let failure = outcome.as_ref().err().map(failed);
                    let mut refused = refused.borrow_mut();
                    *refused = refused.take().or(failure);
                    drop(refused);
                    waiting.push_back(Ok(Value::Text(tagged(&tag, &outcome))));
                }
            }
        }
        waiting.pop_front()
    });
    let mut output = Output::stream(lines, Shape::Plain);
    // A pipe is filled block by block: the end comes by itself.
    output.at_hand = AtHand::new(true.into());
    let output = match line.text().len() {
        length if length > LONGEST_LINE => output.warning(format!(
            "the line had {length} bytes: many servers cut lines off past {LONGEST_LINE}"
        )),
        _ => output,
    };
    Ok((output, refusal))
}

/// Names the command of the shell that does what cannot be sent as text.
fn with_own(failure: Failure, line: &RawLine) -> Failure {
    let text = line.text();
    let verb = text.split_ascii_whitespace().next().unwrap_or_default();
    let own = OWN.iter().find(|(name, _)| verb.eq_ignore_ascii_case(name));
    match (failure.class, own) {
        (Class::Refused, Some((_, hint))) => failure.hint(*hint),
        _ => failure,
    }
}

pub(super) fn not_connected() -> Failure {
    Failure::new(Class::Closed, "raw", "not connected").hint("connect opens a connection")
}

pub(super) fn failed(error: &Error) -> Failure {
    Failure::from_error("raw", error)
}

/// What is sent, and the files whose contents go along.
fn parts(session: &Session, line: &RawLine) -> Result<(Vec<RawPart>, Vec<File>), Failure> {
    let mut files = Vec::new();
    let mut parts = Vec::new();
    for piece in &line.parts {
        parts.push(match piece {
            RawPiece::Text(text) => RawPart::Text(text.clone()),
            RawPiece::Literal { bytes, waits } => RawPart::Literal {
                bytes: bytes.clone(),
                waits: *waits,
            },
            RawPiece::File { path, span } => {
                let (file, length) = open(&expand(path, session.modes.home.as_deref()))
                    .map_err(|failure| failure.at(span.clone()))?;
                files.push(file);
                RawPart::Stream(length)
            }
        });
    }
    Ok((parts, files))
}

/// Opens a file and tells how long it is, as its literal announces.
fn open(path: &Path) -> Result<(File, u64), Failure> {
    let refused = |why: &str| {
        let path = path.display();
        Failure::refused("raw", format!("cannot read {path}: {why}"))
    };
    let unreadable = |error: io::Error| refused(&system_reason(&error));
    // Looked at first: opening a pipe would wait for its writer.
    if !path.metadata().map_err(unreadable)?.is_file() {
        return Err(refused("it is no file with a size to announce"));
    }
    let file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    Ok((file, length))
}

/// The lines of a response, a literal's too, without what is too large for a screen.
pub(super) fn lines_of(response: &RawResponse) -> impl Iterator<Item = Vec<u8>> {
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

pub(super) fn tagged(tag: &str, outcome: &imapclient::Result<Completed>) -> String {
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
    check_open(session)?;
    if session.modes.read_only || session.account.read_only {
        may_change(text).map_or(Ok(()), Err)
    } else {
        Ok(())
    }
}

/// Refuses where the session is over.
pub(super) fn check_open(session: &Session) -> Result<(), Failure> {
    let Some(client) = &session.client else {
        return Ok(());
    };
    if session.state() != State::Logout {
        return Ok(());
    }
    let why = client.end().unwrap_or("you logged out");
    let failure = Failure::new(Class::Closed, "raw", format!("not connected: {why}"));
    Err(failure.hint("connect signs in again"))
}

/// Why a line is not for a read-only session, if so.
pub(super) fn may_change(text: &str) -> Option<Failure> {
    if only_reads(text) {
        return None;
    }
    let verb = verb(text);
    let text = format!("{verb} may change something, and this session is read-only");
    Some(Failure::new(Class::Refused, "raw", text))
}

/// Says whether a line of its kind changes nothing.
pub(crate) fn only_reads(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace().map(str::to_ascii_uppercase);
    match verb(text).as_str() {
        "FETCH" => !words.any(|word| sets_seen(&word)),
        // Messages are recent no more for whoever opens the mailbox next; EXAMINE leaves them so.
        "SELECT" => false,
        verb => Sending::Reading.lets_through(verb),
    }
}

/// The command of a line, without UID before it.
fn verb(text: &str) -> String {
    let mut words = text.split_ascii_whitespace().map(str::to_ascii_uppercase);
    match words.next() {
        Some(first) if first == "UID" => words.next().unwrap_or_default(),
        first => first.unwrap_or_default(),
    }
}

/// A line as people may see it: what signs in is a secret.
pub(crate) fn masked(text: &str) -> String {
    match verb(text).as_str() {
        secret @ ("LOGIN" | "AUTHENTICATE") => format!("{secret} <hidden>"),
        _ => text.to_owned(),
    }
}

/// Says whether a word of a raw FETCH may mark messages as read.
fn sets_seen(word: &str) -> bool {
    let word = word.trim_start_matches('(');
    word.starts_with("BODY[")
        || word.starts_with("BINARY[")
        || word.trim_end_matches(')') == "RFC822"
        || word.starts_with("RFC822.TEXT")
}
