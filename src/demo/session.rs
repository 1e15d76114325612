//! One client's session: bytes in, bytes out, no stream. What the commands do is in `folders` and `mail`.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::hall::{Hall, Hold};
use super::mail::Job;
use super::reader::{Found, Reader, tag};
use super::refusal::{Refusal, Result};
use super::view::View;
use super::words::{Words, word};
use crate::wire::tree::{self, Tape};

/// Lists within lists.
const DEEPEST: usize = 60;
/// While so much waits to be sent, nothing more is done.
const ENOUGH: usize = 64 << 10;
/// While so much waits to be done, nothing more is taken.
const MOST_INPUT: usize = 33 << 20;

/// What the server can do, told in the greeting and after signing in.
const CAPABILITIES: &str = "IMAP4rev1 LITERAL+ SASL-IR ID ENABLE IDLE NAMESPACE CHILDREN LIST-EXTENDED \
                            LIST-STATUS SPECIAL-USE UNSELECT UIDPLUS MOVE ESEARCH AUTH=PLAIN";

/// What the next line is.
#[derive(Debug)]
enum Awaiting {
    Command,
    /// The end of IDLE.
    Done(String),
    /// What goes with AUTHENTICATE PLAIN.
    Plain(String),
}

/// One client's session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) hall: Arc<Hall>,
    pub(super) id: u64,
    reader: Reader,
    pub(super) out: Vec<u8>,
    /// How much of it was sent.
    sent: usize,
    awaiting: Awaiting,
    signed_in: bool,
    pub(super) view: Option<View>,
    /// A FETCH that is being answered.
    pub(super) job: Option<Job>,
    ended: bool,
}

impl Session {
    /// Greets a client.
    pub(super) fn new(hall: Arc<Hall>) -> Self {
        let greeting = format!("* OK [CAPABILITY {CAPABILITIES}] demo server ready\r\n");
        Session {
            id: hall.next_id(),
            hall,
            reader: Reader::default(),
            out: greeting.into_bytes(),
            sent: 0,
            awaiting: Awaiting::Command,
            signed_in: false,
            view: None,
            job: None,
            ended: false,
        }
    }

    /// What is to be sent.
    pub(super) fn output(&self) -> &[u8] {
        self.out.get(self.sent..).unwrap_or_default()
    }

    /// Says how much of it was sent.
    pub(super) fn sent(&mut self, count: usize) {
        self.sent += count;
        if self.output().is_empty() {
            self.out.clear();
            self.out.shrink_to(ENOUGH);
            self.sent = 0;
        }
    }

    /// Says whether bytes are taken now; else what is to be sent must be sent first.
    pub(super) fn accepts(&self) -> bool {
        self.output().len() < ENOUGH && self.reader.waiting() < MOST_INPUT
    }

    /// Takes bytes of the client.
    pub(super) fn receive(&mut self, bytes: &[u8]) {
        self.reader.receive(bytes);
    }

    /// Says whether the session is over; what is left to be sent is still to be sent.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Does what there is to do, until enough waits to be sent.
    pub(super) fn advance(&mut self) {
        if self.hall.deliver() {
            self.hall.changed(self.id);
        }
        while !self.ended && self.output().len() < ENOUGH {
            if let Some(job) = self.job.take() {
                self.go_on(job);
                continue;
            }
            let plain = !matches!(self.awaiting, Awaiting::Command);
            match self.reader.next(plain) {
                Found::More => break,
                Found::Literal => self.push("+ go on\r\n"),
                Found::Command => self.line(),
                Found::TooLarge { tag } => {
                    self.push(&format!("{tag} NO [TOOBIG] the literal is too large\r\n"));
                }
                Found::Lost(why) => {
                    self.push(&format!("* BYE {why}\r\n"));
                    self.ended = true;
                }
            }
        }
        if matches!(self.awaiting, Awaiting::Done(_)) {
            self.sync(true);
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Ends a command: first what the client must know, then the answer.
    pub(super) fn finish(&mut self, tag: &str, outcome: Result<String>, expunges: bool) {
        if self.signed_in {
            self.sync(expunges);
        }
        let line = match outcome {
            Ok(text) => format!("{tag} OK {text}\r\n"),
            Err(Refusal::No(Some(code), text)) => format!("{tag} NO [{code}] {text}\r\n"),
            Err(Refusal::No(None, text)) => format!("{tag} NO {text}\r\n"),
            Err(Refusal::Bad(text)) => format!("{tag} BAD {text}\r\n"),
        };
        self.push(&line);
    }

    /// Works on a complete line or command.
    fn line(&mut self) {
        let frame = self.reader.frame();
        match std::mem::replace(&mut self.awaiting, Awaiting::Command) {
            Awaiting::Done(tag) => {
                let done = frame.bytes.eq_ignore_ascii_case(b"DONE");
                let outcome = if done {
                    Ok("IDLE done".to_owned())
                } else {
                    Err(Refusal::bad("IDLE ends with DONE"))
                };
                return self.finish(&tag, outcome, true);
            }
            Awaiting::Plain(tag) => {
                let bytes = frame.bytes.to_vec();
                let outcome = self.plain(&bytes);
                return self.finish(&tag, outcome, true);
            }
            Awaiting::Command => {}
        }
        // The command is taken out, so that what it does may change the session; nothing of it is kept.
        let reader = std::mem::take(&mut self.reader);
        self.command(&reader);
        self.reader = reader;
    }

    fn command(&mut self, reader: &Reader) {
        let frame = reader.frame();
        let mut words = frame.bytes.splitn(3, |byte| *byte == b' ');
        let Some(tag) = words.next().and_then(tag) else {
            return self.push("* BAD a command begins with a tag\r\n");
        };
        let name = words.next().unwrap_or_default().to_ascii_uppercase();
        let name = String::from_utf8(name).unwrap_or_default();
        let (uid, name, from) = match name.as_str() {
            "UID" => {
                let word = words.next().unwrap_or_default();
                let word = word.split(|byte| *byte == b' ').next().unwrap_or_default();
                let name = String::from_utf8_lossy(word).to_ascii_uppercase();
                (true, name, tag.len() + 5 + word.len())
            }
            _ => {
                let from = tag.len() + 1 + name.len();
                (false, name, from)
            }
        };
        let mut tape = Tape::default();
        let nodes = tree::parse(frame, from.min(frame.bytes.len()), &mut tape, DEEPEST);
        let outcome = match nodes {
            _ if frame.literals.is_empty() && frame.bytes.contains(&0) => {
                Err(Refusal::bad("a command holds no NUL"))
            }
            Err(why) => Err(Refusal::bad(why)),
            Ok(nodes) => match nodes.anomalies().first() {
                Some(anomaly) => Err(Refusal::bad(anomaly.kind.as_str())),
                None => self.dispatch(&tag, uid, &name, &mut Words::new(nodes)),
            },
        };
        // By sequence number nothing may be told that changes them.
        let keeps_numbers = !uid && matches!(name.as_str(), "FETCH" | "STORE" | "SEARCH");
        if let Some(outcome) = outcome.transpose() {
            self.finish(&tag, outcome, !keeps_numbers);
        }
        if name == "LOGOUT" {
            self.ended = true;
        }
    }

    /// Runs a command; nothing comes back where the answer is still to come.
    fn dispatch(
        &mut self,
        tag: &str,
        uid: bool,
        name: &str,
        words: &mut Words<'_>,
    ) -> Result<Option<String>> {
        if uid
            && !matches!(
                name,
                "FETCH" | "STORE" | "SEARCH" | "COPY" | "MOVE" | "EXPUNGE"
            )
        {
            return Err(Refusal::bad(
                "UID goes before FETCH, STORE, SEARCH, COPY, MOVE and EXPUNGE",
            ));
        }
        let done = |text: &str| Ok(Some(text.to_owned()));
        match name {
            "CAPABILITY" => {
                words.end()?;
                self.push(&format!("* CAPABILITY {CAPABILITIES}\r\n"));
                return done("CAPABILITY done");
            }
            "NOOP" => {
                words.end()?;
                return done("NOOP done");
            }
            "ID" => {
                words.next("the list of fields, or NIL")?;
                words.end()?;
                let version = env!("CARGO_PKG_VERSION");
                self.push(&format!(
                    "* ID (\"name\" \"demo\" \"version\" \"{version}\")\r\n"
                ));
                return done("ID done");
            }
            "LOGOUT" => {
                words.end()?;
                (self.view, self.signed_in) = (None, false);
                self.push("* BYE good-bye\r\n");
                return done("LOGOUT done");
            }
            "LOGIN" | "AUTHENTICATE" if self.signed_in => {
                return Err(Refusal::bad("already signed in"));
            }
            "LOGIN" => {
                words.string("the user name")?;
                words.string("the password")?;
                words.end()?;
                return self.welcome().map(Some);
            }
            "AUTHENTICATE" => return self.authenticate(tag, words),
            "STARTTLS" => {
                return Err(Refusal::bad(
                    "there is no TLS here: nothing leaves this machine",
                ));
            }
            _ => {}
        }
        let known = super::folders::NAMES.contains(&name) || super::mail::NAMES.contains(&name);
        if !known && !matches!(name, "ENABLE" | "IDLE") {
            return Err(Refusal::bad("unknown command"));
        }
        if !self.signed_in {
            return Err(Refusal::bad("sign in first"));
        }
        match name {
            "ENABLE" => {
                words.next("what to enable")?;
                self.push("* ENABLED\r\n");
                done("nothing here needs to be enabled")
            }
            "IDLE" => {
                words.end()?;
                self.sync(true);
                self.push("+ idling\r\n");
                self.awaiting = Awaiting::Done(tag.to_owned());
                Ok(None)
            }
            _ if super::folders::NAMES.contains(&name) => self.folders(name, words).map(Some),
            _ if self.view.is_none() => Err(Refusal::bad("open a mailbox first")),
            _ => self.mail(tag, uid, name, words),
        }
    }

    fn welcome(&mut self) -> Result<String> {
        self.signed_in = true;
        Ok(format!(
            "[CAPABILITY {CAPABILITIES}] welcome; any password will do"
        ))
    }

    fn authenticate(&mut self, tag: &str, words: &mut Words<'_>) -> Result<Option<String>> {
        let mechanism = word(words.next("the mechanism")?);
        if mechanism != "PLAIN" {
            return Err(Refusal::no("CANNOT", "PLAIN is the only mechanism"));
        }
        if words.peek().is_some() {
            let response = words.string("the initial response")?;
            words.end()?;
            return self.plain(&response).map(Some);
        }
        self.push("+ \r\n");
        self.awaiting = Awaiting::Plain(tag.to_owned());
        Ok(None)
    }

    /// Takes the response of PLAIN. RFC 4616 section 2
    fn plain(&mut self, response: &[u8]) -> Result<String> {
        if response == b"*" {
            return Err(Refusal::bad("given up"));
        }
        let decoded = BASE64_STANDARD.decode(response).unwrap_or_default();
        let mut fields = decoded.split(|byte| *byte == 0);
        let named = matches!(
            (fields.next(), fields.next(), fields.next(), fields.next()),
            (Some(_), Some([_, ..]), Some([_, ..]), None)
        );
        match named {
            true => self.welcome(),
            false => Err(Refusal::bad("that is no response of PLAIN")),
        }
    }

    pub(super) fn hold(&self) -> Hold<'_> {
        self.hall.hold()
    }
}
