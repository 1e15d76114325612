//! One client's session: bytes come, commands are answered, bytes are to be sent. Knows no stream, and never waits.
//! What the commands do is in `commands`.

use std::collections::VecDeque;

use memchr::memchr;

use super::Result;
use super::store::Store;
use super::view::View;
use crate::wire::framer::{Frame, Literal, announced};
use crate::wire::tree::{self, Tape};

/// A line may be this long.
const LONGEST_LINE: usize = 64 << 10;
/// A command, literals included, this long.
const LONGEST_COMMAND: usize = 16 << 20;
/// So many literals.
const MOST_LITERALS: usize = 50;
/// Lists within lists.
const DEEPEST: usize = 60;
/// While so much waits to be sent, nothing more is answered.
const ENOUGH: usize = 64 << 10;

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

/// What has come of a command.
#[derive(Debug, Default)]
struct Input {
    bytes: Vec<u8>,
    literals: Vec<Literal>,
    /// Where the present line begins: behind all bytes that are there while a literal is on its way.
    line: usize,
}

/// What a session is in the middle of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Doing {
    /// It waits for a command.
    #[default]
    Nothing,
    /// It waits for the response of PLAIN.
    SigningIn,
    /// It tells news, and waits for DONE.
    Idle,
    /// All was said.
    Ended,
}

/// One client's session.
#[derive(Debug, Default)]
pub(super) struct Session {
    input: Input,
    /// What is to be sent.
    pub(super) out: VecDeque<u8>,
    pub(super) call: Call,
    pub(super) doing: Doing,
    pub(super) signed_in: bool,
    pub(super) view: Option<View>,
}

impl Session {
    /// Greets a client.
    pub(super) fn new() -> Self {
        let mut session = Session::default();
        session.push(format!("* OK [CAPABILITY {CAPABILITIES}] ready\r\n"));
        session
    }

    pub(super) fn push(&mut self, text: impl AsRef<[u8]>) {
        self.out.extend(text.as_ref());
    }

    /// Says whether nothing more is taken, for now or for good.
    pub(super) fn is_busy(&self) -> bool {
        self.out.len() >= ENOUGH || self.doing == Doing::Ended
    }

    /// Says whether the link is to be closed.
    pub(super) fn is_over(&self) -> bool {
        self.out.is_empty() && self.doing == Doing::Ended
    }

    /// Tells news to a client in IDLE.
    pub(super) fn tell_news(&mut self, store: &mut Store) {
        if self.doing == Doing::Idle {
            self.sync(store, true);
        }
    }

    /// Takes bytes that came, no further than to the end of a line, and says how many.
    pub(super) fn receive(&mut self, store: &mut Store, came: &[u8]) -> usize {
        let input = &mut self.input;
        let missing = input.line.saturating_sub(input.bytes.len());
        let (literal, rest) = came.split_at(missing.min(came.len()));
        let count = literal.len() + memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        input.bytes.extend(came.get(..count).unwrap_or_default());
        let line = input.bytes.get(input.line..).unwrap_or_default();
        if line.len() > LONGEST_LINE {
            self.give_up("the line is too long");
        } else if let Some(line) = line.strip_suffix(b"\n") {
            let line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
            input.bytes.truncate(input.line + line.len());
            self.take_line(store, &line);
        }
        count
    }

    fn give_up(&mut self, why: &str) {
        self.push(format!("* BYE {why}\r\n"));
        (self.input, self.doing) = (Input::default(), Doing::Ended);
    }

    /// A line is complete: the last one of a command, unless it announces a literal.
    fn take_line(&mut self, store: &mut Store, line: &[u8]) {
        let outcome = match self.doing {
            Doing::Idle if line.eq_ignore_ascii_case(b"DONE") => Ok(String::new()),
            Doing::Idle => Err("BAD IDLE ends with DONE".into()),
            Doing::SigningIn => self.sign_in(line),
            _ => match announced(line) {
                Some(literal) => return self.announce(literal.size, !line.ends_with(b"+}")),
                None => return self.answer(store),
            },
        };
        (self.input, self.doing) = (Input::default(), Doing::Nothing);
        self.finish(store, outcome);
    }

    /// Says to a literal that it may come, or may not; one for which nobody waits comes all the same.
    fn announce(&mut self, size: Option<u64>, waits: bool) {
        let input = &mut self.input;
        let room = LONGEST_COMMAND.saturating_sub(input.bytes.len()) as u64;
        match size.filter(|size| *size <= room && input.literals.len() < MOST_LITERALS) {
            Some(len) => {
                input.bytes.extend(b"\r\n");
                let (start, elsewhere) = (input.bytes.len(), false);
                input.literals.push(Literal {
                    start,
                    len,
                    elsewhere,
                });
                input.line = start + len as usize;
                if waits {
                    self.push("+ go on\r\n");
                }
            }
            None if waits => {
                let tag = tag(&input.bytes).unwrap_or("*").to_owned();
                self.push(format!("{tag} NO [TOOBIG] the literal is too large\r\n"));
                self.input = Input::default();
            }
            None => self.give_up("the literal is too large"),
        }
    }

    /// Answers the command that has come, or begins to.
    fn answer(&mut self, store: &mut Store) {
        let input = std::mem::take(&mut self.input);
        let (bytes, literals) = (&input.bytes, &input.literals);
        let Some(tag) = tag(bytes) else {
            return self.push("* BAD a command begins with a tag\r\n");
        };
        self.call = Call::default();
        self.call.tag = tag.to_owned();
        let mut tape = Tape::default();
        let outcome = match tree::parse(Frame { bytes, literals }, tag.len(), &mut tape, DEEPEST) {
            Ok(nodes) => match nodes.anomalies().first() {
                Some(anomaly) => Err(format!("BAD {}", anomaly.kind.as_str())),
                None => self.command(store, &nodes.collect::<Vec<_>>()),
            },
            Err(why) => Err(format!("BAD {why}")),
        };
        if matches!(self.doing, Doing::Nothing | Doing::Ended) {
            self.finish(store, outcome);
        }
    }

    /// Ends a command: first what the client must know, then the answer, with the response code if there is one.
    fn finish(&mut self, store: &mut Store, outcome: Result<String>) {
        // By sequence number nothing may be told that changes them.
        let by_number =
            !self.call.uid && ["FETCH", "STORE", "SEARCH"].contains(&self.call.name.as_str());
        self.sync(store, !by_number);
        let Call { tag, name, .. } = &self.call;
        self.push(match outcome {
            Ok(code) => format!("{tag} OK {code}{name} done\r\n"),
            Err(why) => format!("{tag} {why}\r\n"),
        });
        store.ring();
    }

    /// Tells what has changed in the open mailbox since the client was last told.
    fn sync(&mut self, store: &mut Store, expunges: bool) {
        let Some(view) = &mut self.view else { return };
        match store.opened(view.validity) {
            Ok(mailbox) => self.out.extend(view.sync(mailbox, expunges).bytes()),
            Err(_) => {
                self.view = None;
                self.push("* OK [CLOSED] the mailbox was deleted\r\n");
            }
        }
    }
}

/// The tag of a command, if it begins with one.
fn tag(command: &[u8]) -> Option<&str> {
    let tag = command.split(|byte| *byte == b' ').next()?;
    let fits = |byte: &u8| byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(byte);
    let fits = !tag.is_empty() && tag.len() <= 100 && tag.iter().all(fits);
    std::str::from_utf8(tag).ok().filter(|_| fits)
}
