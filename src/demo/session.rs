//! One client's session: bytes in, bytes out, no stream. What the commands do is in `folders` and `messages`.

use std::io;
use std::sync::Arc;

use super::hall::Hall;
use super::messages::Job;
use super::reader::{Found, Reader, tag};
use super::refusal::{Refusal, Result};
use super::store::Store;
use super::view::View;
use super::words::{Words, word};
use crate::client::Waker;
use crate::wire::framer::Frame;
use crate::wire::tree::{self, Nodes, Tape};

/// Lists within lists.
const DEEPEST: usize = 60;
/// While so much waits to be sent, nothing more is done.
const ENOUGH: usize = 64 << 10;
/// While so much waits to be done, nothing more is taken.
const MOST_INPUT: usize = 17 << 20;

/// What the server can do, told in the greeting and after signing in.
pub(super) const CAPABILITIES: &str = "IMAP4rev1 LITERAL+ SASL-IR ID ENABLE IDLE NAMESPACE CHILDREN LIST-STATUS \
                            SPECIAL-USE UNSELECT UIDPLUS MOVE ESEARCH AUTH=PLAIN";

/// The command that is being answered.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub(super) tag: String,
    /// In capitals, without UID before it.
    pub(super) name: String,
    pub(super) uid: bool,
}

/// What is going on between a command and its answer.
#[derive(Debug, Default)]
pub(super) enum Doing {
    /// The next line is a command.
    #[default]
    Nothing,
    /// The next line ends IDLE.
    Idling,
    /// The next line is what goes with AUTHENTICATE PLAIN.
    SigningIn,
    Fetching(Job),
}

/// One client's session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) hall: Arc<Hall>,
    /// Rings when something has changed.
    pub(super) bell: Arc<Waker>,
    reader: Reader,
    pub(super) out: Vec<u8>,
    /// How much of it was sent.
    sent: usize,
    pub(super) call: Call,
    pub(super) doing: Doing,
    pub(super) signed_in: bool,
    pub(super) view: Option<View>,
    ended: bool,
}

impl Session {
    /// Greets a client.
    pub(super) fn new(hall: Arc<Hall>) -> io::Result<Self> {
        let greeting = format!("* OK [CAPABILITY {CAPABILITIES}] demo server ready\r\n");
        Ok(Session {
            bell: hall.new_bell()?,
            hall,
            reader: Reader::default(),
            out: greeting.into_bytes(),
            sent: 0,
            call: Call::default(),
            doing: Doing::Nothing,
            signed_in: false,
            view: None,
            ended: false,
        })
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
        self.output().len() < ENOUGH && self.reader.waiting() < MOST_INPUT && !self.ended
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
        let hall = Arc::clone(&self.hall);
        while !self.ended && self.output().len() < ENOUGH {
            let plain = match std::mem::take(&mut self.doing) {
                Doing::Nothing => false,
                Doing::Fetching(job) => {
                    self.go_on(&mut hall.hold(), job);
                    continue;
                }
                waiting => {
                    self.doing = waiting;
                    true
                }
            };
            match self.reader.next(plain) {
                Found::More => break,
                Found::Literal => self.push("+ go on\r\n"),
                Found::Line => {
                    // It is taken out, so that what a command does may change the session.
                    let reader = std::mem::take(&mut self.reader);
                    self.line(&mut hall.hold(), reader.frame());
                    self.reader = reader;
                }
                Found::TooLarge { tag } => {
                    self.push(&format!("{tag} NO [TOOBIG] the literal is too large\r\n"));
                }
                Found::Lost(why) => {
                    self.push(&format!("* BYE {why}\r\n"));
                    self.ended = true;
                }
            }
        }
        if matches!(self.doing, Doing::Idling) {
            self.sync(&mut hall.hold(), true);
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Works on a complete line or command.
    fn line(&mut self, store: &mut Store, frame: Frame<'_>) {
        let outcome = match std::mem::take(&mut self.doing) {
            Doing::Idling if frame.bytes.eq_ignore_ascii_case(b"DONE") => Ok(String::new()),
            Doing::Idling => Err(Refusal::bad("IDLE ends with DONE")),
            Doing::SigningIn => self.plain(frame.bytes),
            _ => {
                let end = memchr::memchr(b' ', frame.bytes).unwrap_or(frame.bytes.len());
                let Some(tag) = tag(frame.bytes.get(..end).unwrap_or_default()) else {
                    return self.push("* BAD a command begins with a tag\r\n");
                };
                self.call = Call {
                    tag,
                    ..Call::default()
                };
                let mut tape = Tape::default();
                match tree::parse(frame, end, &mut tape, DEEPEST) {
                    Ok(nodes) => self.command(store, nodes),
                    Err(why) => Err(Refusal::bad(why)),
                }
            }
        };
        if matches!(self.doing, Doing::Nothing) {
            self.finish(store, outcome);
        }
    }

    /// Ends a command: first what the client must know, then the answer, with the response code if there is one.
    pub(super) fn finish(&mut self, store: &mut Store, outcome: Result<String>) {
        let Call { tag, name, uid } = &self.call;
        let line = match outcome {
            Ok(code) => format!("{tag} OK {code}{name} done\r\n"),
            Err(Refusal(kind, text)) => format!("{tag} {kind} {text}\r\n"),
        };
        // By sequence number nothing may be told that changes them.
        let keeps_numbers = !uid && matches!(name.as_str(), "FETCH" | "STORE" | "SEARCH");
        self.sync(store, !keeps_numbers);
        self.push(&line);
        self.hall.ring();
    }

    /// Tells what has changed in the open mailbox since the client was last told.
    fn sync(&mut self, store: &mut Store, expunges: bool) {
        // The answer to a STORE by number tells no UIDs, news do.
        let uids = self.call.uid || self.call.name != "STORE";
        match self
            .view
            .as_mut()
            .map(|view| (store.opened(view.validity), view))
        {
            Some((Ok(mailbox), view)) => view.sync(&mut self.out, mailbox, expunges, uids),
            Some((Err(_), _)) => {
                self.view = None;
                self.push("* OK [CLOSED] the mailbox was deleted\r\n");
            }
            None => {}
        }
    }

    /// Runs a command, and gives the response code for the answer.
    fn command(&mut self, store: &mut Store, nodes: Nodes<'_>) -> Result<String> {
        if let Some(anomaly) = nodes.anomalies().first() {
            return Err(Refusal::bad(anomaly.kind.as_str()));
        }
        let words = &mut Words::new(nodes);
        self.call.uid = words.skip("UID");
        self.call.name = word(words.take("the command")?);
        let name = self.call.name.clone();
        match name.as_str() {
            "FETCH" | "STORE" | "SEARCH" | "COPY" | "MOVE" | "EXPUNGE" => {}
            _ if self.call.uid => {
                return Err(Refusal::bad(
                    "UID goes before FETCH, STORE, SEARCH, COPY, MOVE and EXPUNGE",
                ));
            }
            "CAPABILITY" | "NOOP" | "LOGOUT" | "NAMESPACE" | "IDLE" | "CHECK" | "CLOSE"
            | "UNSELECT" => words.end()?,
            _ => {}
        }
        match name.as_str() {
            "CAPABILITY" => self.push(&format!("* CAPABILITY {CAPABILITIES}\r\n")),
            "NOOP" => {}
            "ID" => {
                words.take("the list of fields, or NIL")?;
                words.end()?;
                let version = env!("CARGO_PKG_VERSION");
                self.push(&format!(
                    "* ID (\"name\" \"demo\" \"version\" \"{version}\")\r\n"
                ));
            }
            "LOGOUT" => {
                (self.view, self.ended) = (None, true);
                self.push("* BYE good-bye\r\n");
            }
            "LOGIN" | "AUTHENTICATE" if self.signed_in => {
                return Err(Refusal::bad("already signed in"));
            }
            "LOGIN" => return self.login(words),
            "AUTHENTICATE" => return self.authenticate(words),
            _ if !self.signed_in => return Err(Refusal::bad("sign in first")),
            "ENABLE" if self.view.is_some() => {
                return Err(Refusal::bad("ENABLE comes before a mailbox is opened"));
            }
            "ENABLE" => {
                words.text("what to enable")?;
                // Nothing that is offered here needs it.
                self.push("* ENABLED\r\n");
            }
            "IDLE" => {
                self.sync(store, true);
                self.push("+ idling\r\n");
                self.doing = Doing::Idling;
            }
            "CHECK" | "CLOSE" | "UNSELECT" | "EXPUNGE" | "SEARCH" | "FETCH" | "STORE" | "COPY"
            | "MOVE" => {
                let view = self.view.take();
                let mut view = view.ok_or_else(|| Refusal::bad("open a mailbox first"))?;
                let outcome = match name.as_str() {
                    "CLOSE" | "UNSELECT" => {
                        self.leave(store, &view);
                        return Ok(String::new());
                    }
                    "CHECK" => Ok(String::new()),
                    _ => self.on_messages(store, &mut view, words),
                };
                self.view = Some(view);
                return outcome;
            }
            _ => return self.on_mailboxes(store, words),
        }
        Ok(String::new())
    }
}
