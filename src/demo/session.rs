//! One client's session: reads commands and answers them. What those do is in `folders` and `messages`.

use std::io::{self, BufRead, Write};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::hall::Hall;
use super::input::{Command, Input};
use super::refusal::{Refusal, Result};
use super::store::Store;
use super::view::View;
use super::words::{Words, word};
use crate::wire::tree::{self, Nodes, Tape};

/// Lists within lists.
const DEEPEST: usize = 60;

/// What the server can do, told in the greeting and after signing in.
const CAPABILITIES: &str = "IMAP4rev1 LITERAL+ SASL-IR ID ENABLE IDLE NAMESPACE CHILDREN LIST-STATUS \
                            SPECIAL-USE UNSELECT UIDPLUS MOVE ESEARCH AUTH=PLAIN";

/// The command that is being answered.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub(super) tag: String,
    /// In capitals, without UID before it.
    pub(super) name: String,
    pub(super) uid: bool,
}

/// One client's session.
pub(super) struct Session<'a> {
    pub(super) hall: &'a Hall,
    to: &'a mut (dyn Write + Send),
    /// What is to be sent.
    pub(super) out: Vec<u8>,
    pub(super) call: Call,
    signed_in: bool,
    pub(super) view: Option<View>,
    ended: bool,
}

/// Greets a client, and answers its commands until it goes.
///
/// # Errors
/// The link was lost.
pub(super) fn serve(
    hall: &Hall,
    from: &mut dyn BufRead,
    to: &mut (dyn Write + Send),
) -> io::Result<()> {
    let mut input = Input(from);
    let mut session = Session {
        hall,
        to,
        out: Vec::new(),
        call: Call::default(),
        signed_in: false,
        view: None,
        ended: false,
    };
    session.push(&format!(
        "* OK [CAPABILITY {CAPABILITIES}] demo server ready\r\n"
    ));
    while !session.ended {
        session.flush()?;
        match input.command(session.to) {
            Ok(Some(command)) => session.answer(&command, &mut input),
            Ok(None) => return Ok(()),
            Err(why) => session.finish(Err(why.into())),
        }
    }
    session.flush()
}

impl Session<'_> {
    pub(super) fn push(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Sends what there is; the store is not to be held meanwhile.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        // The memory of a large answer is given back.
        self.to.write_all(&std::mem::take(&mut self.out))
    }

    fn answer(&mut self, command: &Command, input: &mut Input<'_>) {
        let Some(tag) = command.tag() else {
            return self.push("* BAD a command begins with a tag\r\n");
        };
        self.call = Call {
            tag: tag.to_owned(),
            ..Call::default()
        };
        let mut tape = Tape::default();
        let nodes = tree::parse(command.frame(), tag.len(), &mut tape, DEEPEST);
        let outcome = nodes
            .map_err(Refusal::bad)
            .and_then(|nodes| self.command(nodes, input));
        self.finish(outcome);
    }

    /// Ends a command: first what the client must know, then the answer, with the response code if there is one.
    fn finish(&mut self, outcome: Result<String>) {
        let Call { tag, name, uid } = &self.call;
        let line = match outcome {
            Ok(code) => format!("{tag} OK {code}{name} done\r\n"),
            Err(Refusal("BYE", why)) => {
                self.ended = true;
                return self.push(&format!("* BYE {why}\r\n"));
            }
            Err(Refusal(kind, text)) => format!("{tag} {kind} {text}\r\n"),
        };
        // By sequence number nothing may be told that changes them.
        let keeps_numbers = !uid && matches!(name.as_str(), "FETCH" | "STORE" | "SEARCH");
        let hall = self.hall;
        self.sync(&mut hall.hold(), !keeps_numbers);
        self.push(&line);
        hall.news.notify_all();
    }

    /// Tells what has changed in the open mailbox since the client was last told.
    fn sync(&mut self, store: &mut Store, expunges: bool) {
        // The answer to a STORE by number tells no UIDs, news do.
        let uids = self.call.uid || self.call.name != "STORE";
        let Some(view) = &mut self.view else { return };
        match store.opened(view.validity) {
            Ok(mailbox) => view.sync(&mut self.out, mailbox, expunges, uids),
            Err(_) => {
                self.view = None;
                self.push("* OK [CLOSED] the mailbox was deleted\r\n");
            }
        }
    }

    /// Runs a command, and gives the response code for the answer.
    fn command(&mut self, nodes: Nodes<'_>, input: &mut Input<'_>) -> Result<String> {
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
            "LOGIN" | "AUTHENTICATE" => {
                match name.as_str() {
                    "LOGIN" => login(words)?,
                    _ => self.authenticate(words, input)?,
                }
                self.signed_in = true;
                return Ok(format!(
                    "[CAPABILITY {CAPABILITIES}] any password will do, "
                ));
            }
            _ if !self.signed_in => return Err(Refusal::bad("sign in first")),
            "ENABLE" if self.view.is_some() => {
                return Err(Refusal::bad("ENABLE comes before a mailbox is opened"));
            }
            "ENABLE" => {
                words.text("what to enable")?;
                // Nothing that is offered here needs it.
                self.push("* ENABLED\r\n");
            }
            "IDLE" => self.idle(input)?,
            "CHECK" | "CLOSE" | "UNSELECT" | "EXPUNGE" | "SEARCH" | "FETCH" | "STORE" | "COPY"
            | "MOVE" => {
                let view = self.view.take();
                let mut view = view.ok_or_else(|| Refusal::bad("open a mailbox first"))?;
                let outcome = self.on_messages(&mut view, words);
                if !matches!(name.as_str(), "CLOSE" | "UNSELECT") {
                    self.view = Some(view);
                }
                return outcome;
            }
            _ => return self.on_mailboxes(words),
        }
        Ok(String::new())
    }

    /// AUTHENTICATE PLAIN, with its response or before it: who is acted for, a name and a password.
    /// RFC 3501 section 6.2.2; RFC 4616 section 2; RFC 4959
    fn authenticate(&mut self, words: &mut Words<'_>, input: &mut Input<'_>) -> Result<()> {
        if word(words.take("the mechanism")?) != "PLAIN" {
            return Err(Refusal::no("CANNOT", "PLAIN is the only mechanism"));
        }
        let response = if words.is_done() {
            self.push("+ \r\n");
            self.flush()?;
            input.line()?
        } else {
            words.string("the initial response")?
        };
        words.end()?;
        let decoded = BASE64_STANDARD.decode(response).unwrap_or_default();
        match decoded.split(|byte| *byte == 0).collect::<Vec<_>>()[..] {
            [_, [_, ..], [_, ..]] => Ok(()),
            _ => Err(Refusal::bad("that is no response of PLAIN")),
        }
    }

    /// IDLE: a thread tells the news, while this one waits for the line that ends it. RFC 2177
    fn idle(&mut self, input: &mut Input<'_>) -> Result<()> {
        let (hall, over) = (self.hall, AtomicBool::new(false));
        self.sync(&mut hall.hold(), true);
        self.push("+ idling\r\n");
        self.flush()?;
        let line = thread::scope(|scope| {
            thread::Builder::new().spawn_scoped(scope, || self.tell_news(&over))?;
            let line = input.line();
            // It is held, so that the other thread looks either before this or after it has been told.
            let store = hall.hold();
            over.store(true, Ordering::Relaxed);
            drop(store);
            hall.news.notify_all();
            line
        })?;
        match line.eq_ignore_ascii_case(b"DONE") {
            true => Ok(()),
            false => Err(Refusal::bad("IDLE ends with DONE")),
        }
    }

    /// Tells what changes, as it changes, until that is over.
    fn tell_news(&mut self, over: &AtomicBool) -> io::Result<()> {
        let hall = self.hall;
        let mut store = hall.hold();
        while !over.load(Ordering::Relaxed) {
            self.sync(&mut store, true);
            if self.out.is_empty() {
                let news = hall.news.wait(store);
                store = news.unwrap_or_else(PoisonError::into_inner);
            } else {
                drop(store);
                self.flush()?;
                store = hall.hold();
            }
        }
        Ok(())
    }
}

/// LOGIN: anybody is let in. RFC 3501 section 6.2.3
fn login(words: &mut Words<'_>) -> Result<()> {
    words.string("the user name")?;
    words.string("the password")?;
    words.end()
}
