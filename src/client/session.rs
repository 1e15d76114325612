//! Commands and their answers: sends one, hands its untagged data to whoever asked, keeps the session's
//! state true, and keeps everything else as events.

use std::collections::VecDeque;
use std::io::{self, Read, Write};

use super::connection::{Connection, Received};
use super::trace::TraceEvent;
use crate::error::{Error, Rejection, Result};
use crate::types::{
    Capabilities, Condition, Event, MailboxName, ResponseCode, SelectedMailbox, StatusText,
};
use crate::wire::encode::{Command, Piece};
use crate::wire::names::Names;
use crate::wire::response::{Completion, Response};
use crate::wire::{tree::Nodes, views};

/// How many events are kept; older ones are counted and forgotten.
const KEPT_EVENTS: usize = 1000;

/// How many bytes of responses the kept events may come from.
const KEPT_BYTES: usize = 32 << 20;

/// Literals up to this size need no permission under LITERAL-. RFC 7888 section 5
const LITERAL_MINUS: usize = 4096;

/// Data that only comes as an answer: of a command nobody waits for any more it is no news.
const ANSWERS: &[&str] = &[
    "FETCH", "LIST", "LSUB", "XLIST", "STATUS", "SEARCH", "ESEARCH", "SORT", "THREAD",
];

/// Where a session stands. RFC 9051 section 3
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Before signing in.
    NotAuthenticated,
    /// Signed in, no mailbox open.
    Authenticated,
    /// A mailbox is open.
    Selected,
    /// After LOGOUT, or when the link is gone.
    Logout,
}

/// What the tagged OK of a command said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completed {
    /// The human text.
    pub text: String,
    /// The response code, such as COPYUID.
    pub code: Option<ResponseCode>,
}

/// What is known of a session.
#[derive(Default)]
pub(super) struct Session {
    pub(super) authenticated: bool,
    pub(super) logged_out: bool,
    pub(super) selected: Option<SelectedMailbox>,
    pub(super) capabilities: Option<Capabilities>,
    /// What ENABLE turned on.
    pub(super) enabled: Capabilities,
    /// News with the size of the response that brought it.
    events: VecDeque<(usize, Event)>,
    kept_bytes: usize,
    lost_events: u64,
    /// A tagged answer still to come of a command whose result nobody waits for.
    pub(super) pending: Option<Pending>,
    /// The commands sent since the caller last asked, as people may see them.
    pub(super) sent: Vec<String>,
    /// Takes the untagged responses of commands as they come.
    pub(super) tap: Option<Box<dyn Write + Send>>,
    /// What was odd about responses and how they were read all the same.
    pub(super) notes: Vec<String>,
    pub(super) tap_failure: Option<io::Error>,
    /// Counts how often the server told its capabilities.
    pub(super) capabilities_told: u64,
    bye: Option<Rejection>,
}

/// A command whose answer is still on its way.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    pub(super) tag: String,
    pub(super) command: String,
    /// The line that ends the command: DONE for IDLE.
    pub(super) ending: Option<&'static str>,
}

/// What became of one response.
pub(super) enum Taken {
    /// It belonged to the command.
    Yes,
    /// It is news.
    No,
    /// It is news, and this is what it says.
    As(Event),
}

/// Sees each untagged response of a command first.
pub(super) type Collector<'c> = &'c mut dyn FnMut(&mut Received<'_>) -> Taken;

/// A collector of commands that have no untagged data of their own.
pub(super) fn nothing(_: &mut Received<'_>) -> Taken {
    Taken::No
}

impl Session {
    pub(super) fn state(&self) -> State {
        match (self.logged_out, self.authenticated, &self.selected) {
            (true, _, _) => State::Logout,
            (_, false, _) => State::NotAuthenticated,
            (_, true, None) => State::Authenticated,
            (_, true, Some(_)) => State::Selected,
        }
    }

    /// Forgets all that a server said before TLS.
    pub(super) fn forget(&mut self) {
        *self = Session {
            sent: std::mem::take(&mut self.sent),
            tap: self.tap.take(),
            ..Session::default()
        };
    }

    /// Keeps the state true to what an untagged response says; whoever asked for it sees it besides.
    fn update(&mut self, response: &Response<'_>) {
        match response {
            Response::Status {
                condition,
                code,
                text,
            } => {
                if let Some(code) = code {
                    self.update_by_code(code);
                }
                if *condition == Condition::Bye && self.bye.is_none() {
                    self.bye = Some(Rejection {
                        command: String::new(),
                        text: text.to_string(),
                        code: code.clone(),
                    });
                }
            }
            Response::Data {
                number,
                name,
                values,
            } => self.update_by_data(*number, name, values),
            Response::Tagged { .. } | Response::Continue(_) | Response::Unparsed(_) => {}
        }
    }

    fn update_by_data(&mut self, number: Option<u64>, name: &str, values: &Nodes<'_>) {
        if name.eq_ignore_ascii_case("FETCH") {
            return;
        }
        if name.eq_ignore_ascii_case("CAPABILITY") {
            self.learn_capabilities(Capabilities::new(views::capability(values.clone())));
            return;
        }
        if name.eq_ignore_ascii_case("ENABLED") {
            self.enable(views::enabled(values.clone()));
            return;
        }
        let Some(selected) = &mut self.selected else {
            return;
        };
        let number = number.and_then(|number| u32::try_from(number).ok());
        if name.eq_ignore_ascii_case("EXISTS") {
            selected.exists = number.or(selected.exists);
        } else if name.eq_ignore_ascii_case("RECENT") {
            selected.recent = number.or(selected.recent);
        } else if name.eq_ignore_ascii_case("EXPUNGE") {
            selected.exists = selected.exists.map(|exists| exists.saturating_sub(1));
        } else if name.eq_ignore_ascii_case("FLAGS")
            && let Some(list) = values.clone().next()
        {
            selected.flags = views::flags(list);
        } else if name.eq_ignore_ascii_case("VANISHED")
            && let Ok((false, uids)) = views::vanished(values.clone(), &mut Vec::new())
        {
            let gone = uids
                .count()
                .and_then(|count| u32::try_from(count).ok())
                .unwrap_or(0);
            selected.exists = selected.exists.map(|exists| exists.saturating_sub(gone));
        }
    }

    /// How mailbox names are spelt by now.
    pub(super) fn names(&self) -> Names {
        if self.enabled.has("UTF8=ACCEPT") || self.enabled.has("IMAP4REV2") {
            Names::Utf8
        } else {
            Names::ModifiedUtf7
        }
    }

    /// Takes extensions as turned on.
    pub(super) fn enable<I: IntoIterator<Item: AsRef<str>>>(&mut self, names: I) {
        let known: Vec<String> = self.enabled.iter().map(str::to_owned).collect();
        let names = names.into_iter().map(|name| name.as_ref().to_owned());
        self.enabled = Capabilities::new(known.into_iter().chain(names));
    }

    fn learn_capabilities(&mut self, capabilities: Capabilities) {
        self.capabilities = Some(capabilities);
        self.capabilities_told += 1;
    }

    pub(super) fn update_by_code(&mut self, code: &ResponseCode) {
        if let ResponseCode::Capability(names) = code {
            self.learn_capabilities(Capabilities::new(names));
            return;
        }
        let Some(selected) = &mut self.selected else {
            return;
        };
        match code {
            ResponseCode::PermanentFlags(flags) => selected.permanent_flags = Some(flags.clone()),
            ResponseCode::ReadOnly => selected.read_only = true,
            ResponseCode::ReadWrite => selected.read_only = false,
            ResponseCode::UidNext(number) => selected.uid_next = Some(*number),
            ResponseCode::UidValidity(number) => selected.uid_validity = Some(*number),
            ResponseCode::Unseen(number) => selected.first_unseen = Some(*number),
            ResponseCode::HighestModSeq(number) => selected.highest_modseq = Some(*number),
            ResponseCode::NoModSeq => selected.highest_modseq = None,
            _ => {}
        }
    }

    /// Writes a response to the tap as it came, large literals included.
    fn copy_to_tap(&mut self, received: &Received<'_>) {
        let Some(tap) = &mut self.tap else { return };
        if self.tap_failure.is_none()
            && let Err(error) = received.write_to(tap)
        {
            self.tap_failure = Some(error);
        }
    }

    /// Keeps what was odd about responses, as much of it as anyone would read.
    pub(super) fn note(&mut self, notes: Vec<String>) {
        let room = KEPT_EVENTS.saturating_sub(self.notes.len());
        self.notes.extend(notes.into_iter().take(room));
    }

    /// Keeps news, the newest that fit [`KEPT_EVENTS`] and [`KEPT_BYTES`].
    fn keep(&mut self, event: Event, size: usize) {
        self.events.push_back((size, event));
        self.kept_bytes += size;
        while self.events.len() > KEPT_EVENTS || self.kept_bytes > KEPT_BYTES {
            let Some((size, _)) = self.events.pop_front() else {
                break;
            };
            self.kept_bytes -= size;
            self.lost_events += 1;
        }
    }

    /// Hands out the oldest news.
    pub(super) fn next_event(&mut self) -> Option<Event> {
        let (size, event) = self.events.pop_front()?;
        self.kept_bytes -= size;
        Some(event)
    }

    /// Hands out all news, and how much older news was forgotten.
    pub(super) fn take_events(&mut self) -> (Vec<Event>, u64) {
        self.kept_bytes = 0;
        let events = self.events.drain(..).map(|(_, event)| event).collect();
        (events, std::mem::take(&mut self.lost_events))
    }
}

/// A response as an event of its own.
pub(super) fn event(received: &mut Received<'_>) -> Event {
    let bytes = received.frame.bytes;
    let (response, mut bodies) = received.parts();
    match response {
        Response::Status {
            condition,
            code,
            text,
        } => Event::Status(StatusText {
            condition: *condition,
            code: code.clone(),
            text: text.to_string(),
        }),
        Response::Data {
            number,
            name,
            values,
        } => views::event(*number, name, values.clone(), &mut bodies, &mut Vec::new()),
        Response::Unparsed(problem) => Event::Unparsed {
            bytes: bytes.to_vec(),
            problem: problem.clone(),
        },
        Response::Tagged { .. } | Response::Continue(_) => Event::Unparsed {
            bytes: bytes.to_vec(),
            problem: "nobody asked for this".to_owned(),
        },
    }
}

/// What came next of a running command.
pub(super) enum Next {
    /// An untagged response that the collector or the events have.
    Untagged,
    /// The server waits for more of the command; its text.
    Continue(Vec<u8>),
    /// The command is done.
    Done(Completed),
}

/// A connection with its session: what all methods of [`super::Client`] stand on.
pub(super) struct Exchange {
    pub(super) connection: Connection,
    pub(super) session: Session,
}

impl Exchange {
    /// Runs a command to its tagged answer. `collect` sees its untagged data first.
    pub(super) fn run(&mut self, command: &Command, collect: Collector<'_>) -> Result<Completed> {
        self.run_streaming(command, &mut [], collect)
    }

    /// Runs a command whose streamed literals are read from `streams`, in order.
    pub(super) fn run_streaming(
        &mut self,
        command: &Command,
        streams: &mut [&mut dyn Read],
        collect: Collector<'_>,
    ) -> Result<Completed> {
        let pending = self.start(command, streams, collect)?;
        let result = self.finish(&pending, collect);
        let completed = self.connection.check(result)?;
        self.local_failure()?;
        Ok(completed)
    }

    /// Reads a running command's answer to its end.
    pub(super) fn finish(
        &mut self,
        pending: &Pending,
        collect: Collector<'_>,
    ) -> Result<Completed> {
        loop {
            match self.next(pending, &mut None, collect)? {
                Next::Done(completed) => return Ok(completed),
                Next::Untagged => {}
                Next::Continue(_) => {
                    return Err(Error::Protocol(format!(
                        "the server asks for more of {} though all was sent",
                        pending.command
                    )));
                }
            }
        }
    }

    /// Sends a command whole; its answer is still to be read.
    pub(super) fn start(
        &mut self,
        command: &Command,
        streams: &mut [&mut dyn Read],
        collect: Collector<'_>,
    ) -> Result<Pending> {
        let ready = self.ready().and_then(|()| self.refuse_early_answers());
        self.connection.check(ready)?;
        // A failure of an earlier sink is no business of this command.
        let _ = self.local_failure();
        self.connection.begin(command.name());
        self.session.sent.push(command.display());
        let pending = Pending {
            tag: self.connection.next_tag(),
            command: command.name().to_owned(),
            ending: None,
        };
        self.session.pending = Some(pending.clone());
        let sent = self
            .send_command(command, streams, &pending, collect)
            .map_err(|error| match error {
                // Half a command cannot be taken back.
                Error::Interrupted { .. } => Error::Interrupted { usable: false },
                error => error,
            });
        self.connection.check(sent)?;
        Ok(pending)
    }

    fn send_command(
        &mut self,
        command: &Command,
        streams: &mut [&mut dyn Read],
        pending: &Pending,
        collect: Collector<'_>,
    ) -> Result<()> {
        let mut streams = streams.iter_mut();
        let mut line = Line::new(&pending.tag);
        for piece in &command.pieces(self.session.names()) {
            match piece {
                Piece::Line(bytes) => line.add(bytes, bytes),
                Piece::SecretLine(secret) => line.add(secret.expose(), b"<hidden>"),
                Piece::Literal(bytes) => {
                    let len = bytes.len() as u64;
                    let push = self.may_push(len);
                    self.announce(&mut line, len, push, pending, collect)?;
                    self.connection.tracer.event(TraceEvent::SentLiteral(bytes));
                    line.add(bytes, b"");
                }
                Piece::SecretLiteral(secret) => {
                    let bytes = secret.expose();
                    // The length of a password is nobody's business either.
                    line.hide_length = true;
                    self.announce(&mut line, bytes.len() as u64, false, pending, collect)?;
                    self.connection
                        .tracer
                        .event(TraceEvent::SentLiteral(b"<hidden>"));
                    line.add(bytes, b"");
                }
                Piece::Stream(len) => {
                    self.announce(&mut line, *len, self.may_push(*len), pending, collect)?;
                    self.connection
                        .tracer
                        .event(TraceEvent::SentElsewhere(*len));
                    self.send(&std::mem::take(&mut line.bytes))?;
                    let Some(stream) = streams.next() else {
                        return Err(Error::Closed(
                            "a streamed literal came without its stream".to_owned(),
                        ));
                    };
                    self.send_stream(*stream, *len)?;
                }
            }
        }
        line.add(b"\r\n", b"");
        self.connection.tracer.event(TraceEvent::Sent(&line.shown));
        self.send(&line.bytes)
    }

    /// An answer that is there before its command was sent cannot be its answer. Other data is news.
    fn refuse_early_answers(&mut self) -> Result<()> {
        while self.connection.poll(std::time::Instant::now())? {
            self.connection.set_names(self.session.names());
            let mut received = self.connection.receive(&mut None)?;
            if matches!(received.response, Response::Tagged { .. }) {
                return Err(Error::Protocol(
                    "the server answered a command that was not sent yet".to_owned(),
                ));
            }
            self.session.update(&received.response);
            let size = received.frame.bytes.len();
            let event = event(&mut received);
            self.keep(event, size);
            self.leave_after_bye("")?;
        }
        Ok(())
    }

    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.connection.write(bytes)?;
        self.connection.flush()
    }

    /// Announces a literal behind the line so far, and waits for leave to send it unless it may be pushed.
    fn announce(
        &mut self,
        line: &mut Line,
        len: u64,
        push: bool,
        pending: &Pending,
        collect: Collector<'_>,
    ) -> Result<()> {
        let sign = format!("{{{len}{}}}", if push { "+" } else { "" });
        let hidden = std::mem::take(&mut line.hide_length);
        let shown: &[u8] = if hidden { b"{hidden}" } else { sign.as_bytes() };
        line.add(sign.as_bytes(), shown);
        line.add(b"\r\n", b"");
        let shown = std::mem::take(&mut line.shown);
        self.connection.tracer.event(TraceEvent::Sent(&shown));
        if push {
            return Ok(());
        }
        self.send(&std::mem::take(&mut line.bytes))?;
        self.await_continuation(pending, collect)?;
        Ok(())
    }

    /// Says whether a literal may be sent without asking. RFC 7888
    fn may_push(&self, len: u64) -> bool {
        let Some(capabilities) = &self.session.capabilities else {
            return false;
        };
        capabilities.has("LITERAL+")
            || (capabilities.has("LITERAL-") && len <= LITERAL_MINUS as u64)
    }

    /// Sends exactly `len` bytes; a source that ends early or fails breaks the command in its middle.
    fn send_stream(&mut self, stream: &mut dyn Read, len: u64) -> Result<()> {
        let mut buffer = vec![0; 64 << 10];
        let mut left = len;
        while left > 0 {
            let room = usize::try_from(left)
                .unwrap_or(usize::MAX)
                .min(buffer.len());
            let space = buffer.get_mut(..room).unwrap_or_default();
            let count = match stream.read(space) {
                Ok(0) => {
                    return Err(Error::Closed(format!(
                        "the message ended {left} bytes early: the command cannot be completed"
                    )));
                }
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    return Err(Error::Closed(format!(
                        "the message cannot be read on: {error}"
                    )));
                }
            };
            self.connection
                .write(buffer.get(..count).unwrap_or_default())?;
            left = left.saturating_sub(count as u64);
        }
        Ok(())
    }

    /// Waits for `+` and gives its text; a tagged NO or BAD in its place is the error.
    pub(super) fn await_continuation(
        &mut self,
        pending: &Pending,
        collect: Collector<'_>,
    ) -> Result<Vec<u8>> {
        loop {
            match self.next(pending, &mut None, collect)? {
                Next::Untagged => {}
                Next::Continue(text) => return Ok(text),
                Next::Done(_) => {
                    return Err(Error::Protocol(format!(
                        "{} was answered before it was complete",
                        pending.command
                    )));
                }
            }
        }
    }

    /// Reads one response of a running command.
    pub(super) fn next(
        &mut self,
        pending: &Pending,
        sink: &mut Option<&mut dyn Write>,
        collect: Collector<'_>,
    ) -> Result<Next> {
        self.connection.set_names(self.session.names());
        let mut received = self.connection.receive(sink)?;
        match &received.response {
            Response::Continue(text) => return Ok(Next::Continue(text.to_vec())),
            Response::Tagged {
                tag,
                completion,
                code,
                text,
            } => {
                if *tag != pending.tag.as_bytes() {
                    let tag = String::from_utf8_lossy(tag).into_owned();
                    return Err(Error::Protocol(format!(
                        "the server answered a command with the tag {tag}, not ours"
                    )));
                }
                let (completion, code, text) = (*completion, code.clone(), text.to_string());
                return self.complete(pending, completion, code, &text);
            }
            _ => {}
        }
        self.session.update(&received.response);
        self.session.copy_to_tap(&received);
        let news = match collect(&mut received) {
            Taken::Yes => None,
            Taken::No => Some(event(&mut received)),
            Taken::As(event) => Some(event),
        };
        let size = received.frame.bytes.len();
        if let Some(news) = news {
            self.keep(news, size);
        }
        self.leave_after_bye(&pending.command)?;
        Ok(Next::Untagged)
    }

    /// Keeps news. What could not be read may hold a secret too.
    pub(super) fn keep(&mut self, event: Event, size: usize) {
        let event = match event {
            Event::Unparsed { bytes, problem } => Event::Unparsed {
                bytes: self.connection.secrets.masked(bytes),
                problem,
            },
            event => event,
        };
        self.session.keep(event, size);
    }

    /// Ends the session when the server has said BYE, but to LOGOUT.
    fn leave_after_bye(&mut self, command: &str) -> Result<()> {
        match &self.session.bye {
            Some(bye) if command != "LOGOUT" => {
                let bye = Rejection {
                    command: command.to_owned(),
                    ..bye.clone()
                };
                Err(Error::Bye(bye))
            }
            _ => Ok(()),
        }
    }

    fn complete(
        &mut self,
        pending: &Pending,
        completion: Completion,
        code: Option<ResponseCode>,
        text: &str,
    ) -> Result<Next> {
        self.session.pending = None;
        if let Some(code) = &code {
            self.session.update_by_code(code);
        }
        let text = text.to_owned();
        if let (Completion::Ok, Some(ResponseCode::Alert)) = (completion, &code) {
            // What must be shown is news, wherever it stands. RFC 9051 section 7.1
            let alert = StatusText {
                condition: Condition::Ok,
                code: code.clone(),
                text: text.clone(),
            };
            self.session.keep(Event::Status(alert), text.len());
        }
        let rejection = || Rejection {
            command: pending.command.clone(),
            text: text.clone(),
            code: code.clone(),
        };
        match completion {
            Completion::Ok => Ok(Next::Done(Completed { text, code })),
            Completion::No => Err(Error::No(rejection())),
            Completion::Bad => Err(Error::Bad(rejection())),
            Completion::Bye => Err(Error::Bye(rejection())),
        }
    }

    /// Makes the connection ready for a command: alive, and nothing of an earlier one left on it.
    fn ready(&mut self) -> Result<()> {
        if self.connection.end().is_some() {
            return Err(self.connection.ended());
        }
        self.drain()
    }

    /// Reads away the rest of a command nobody waits for any more.
    pub(super) fn drain(&mut self) -> Result<()> {
        let Some(pending) = self.session.pending.take() else {
            return Ok(());
        };
        self.session.pending = Some(pending.clone());
        self.connection.begin(&pending.command);
        let drained = match pending.ending {
            Some(ending) => self.send_line(ending.as_bytes(), ending.as_bytes()),
            None => Ok(()),
        };
        if drained.is_ok()
            && let Some(pending) = &mut self.session.pending
        {
            // It is sent once, however often the rest is waited for.
            pending.ending = None;
        }
        let drained = drained.and_then(|()| self.finish_into_nothing(&pending));
        match self.connection.check(drained) {
            Ok(_) | Err(Error::No(_) | Error::Bad(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Reads away, throwing large literals away unseen.
    fn finish_into_nothing(&mut self, pending: &Pending) -> Result<Completed> {
        let mut nowhere = io::sink();
        loop {
            let mut throw = |received: &mut Received<'_>| match &received.response {
                // IDLE asks for nothing but news.
                Response::Data { name, .. }
                    if pending.command != "IDLE"
                        && ANSWERS.iter().any(|own| name.eq_ignore_ascii_case(own)) =>
                {
                    Taken::Yes
                }
                _ => Taken::No,
            };
            match self.next(pending, &mut Some(&mut nowhere), &mut throw)? {
                Next::Done(completed) => return Ok(completed),
                Next::Untagged => {}
                Next::Continue(_) => self.send(b"*\r\n")?,
            }
        }
    }

    /// Sends a line that is no command of its own: DONE, a SASL response.
    pub(super) fn send_line(&mut self, bytes: &[u8], shown: &[u8]) -> Result<()> {
        self.connection.tracer.event(TraceEvent::Sent(shown));
        let line = [bytes, b"\r\n"].concat();
        self.send(&line)
    }

    /// The error of a local file or sink that failed while a response was read, if one did.
    pub(super) fn local_failure(&mut self) -> Result<()> {
        match self
            .connection
            .take_local_failure()
            .or(self.session.tap_failure.take())
        {
            Some(error) => Err(Error::Io(error)),
            None => Ok(()),
        }
    }

    /// Refuses a command in a state in which it means nothing.
    pub(super) fn need(&self, command: &str, state: State) -> Result<()> {
        if self.connection.end().is_some() {
            return Err(self.connection.ended());
        }
        if self.session.state() >= state && self.session.state() != State::Logout {
            return Ok(());
        }
        let needed = match state {
            State::Selected => "a selected mailbox",
            _ => "a signed-in session",
        };
        Err(Error::WrongState {
            command: command.to_owned(),
            needed,
        })
    }

    /// Refuses a command whose capability the server does not name; asks for the capabilities if need be.
    pub(super) fn need_capability(
        &mut self,
        capability: &str,
        instead: Option<&str>,
    ) -> Result<()> {
        if self.capabilities()?.has(capability) {
            return Ok(());
        }
        Err(Error::Unsupported {
            capability: capability.to_owned(),
            instead: instead.map(str::to_owned),
        })
    }

    /// Refuses a command for which the server names none of these capabilities; the first is the one that is missed.
    pub(super) fn need_one_of(
        &mut self,
        capabilities: &[&str],
        instead: Option<&str>,
    ) -> Result<()> {
        let known = self.capabilities()?;
        match capabilities {
            [first, others @ ..] if !others.iter().any(|name| known.has(name)) => {
                self.need_capability(first, instead)
            }
            _ => Ok(()),
        }
    }

    /// The capabilities, asked for when they are not known.
    pub(super) fn capabilities(&mut self) -> Result<&Capabilities> {
        if self.session.capabilities.is_none() {
            self.ask_capabilities()?;
        }
        Ok(self.session.capabilities.get_or_insert_default())
    }

    /// Sends CAPABILITY; the answer is kept as any CAPABILITY is.
    pub(super) fn ask_capabilities(&mut self) -> Result<()> {
        let command = Command::new("CAPABILITY");
        self.run(&command, &mut |received| match &received.response {
            Response::Data { name, .. } if name.eq_ignore_ascii_case("CAPABILITY") => Taken::Yes,
            _ => Taken::No,
        })?;
        Ok(())
    }

    /// Begins a SELECT's state: nothing known but the name.
    pub(super) fn opening(&mut self, name: &MailboxName, read_only: bool) {
        self.session.selected = Some(SelectedMailbox {
            name: name.clone(),
            read_only,
            exists: None,
            recent: None,
            first_unseen: None,
            uid_next: None,
            uid_validity: None,
            highest_modseq: None,
            flags: Vec::new(),
            permanent_flags: None,
            codes: Vec::new(),
        });
    }
}

/// What of a command is to be sent next, and how the trace shows it.
struct Line {
    bytes: Vec<u8>,
    shown: Vec<u8>,
    /// The next literal is a secret.
    hide_length: bool,
}

impl Line {
    fn new(tag: &str) -> Self {
        let number = tag.trim_start_matches(|character: char| !character.is_ascii_digit());
        Line {
            bytes: format!("{tag} ").into_bytes(),
            shown: format!("A{number} ").into_bytes(),
            hide_length: false,
        }
    }

    fn add(&mut self, bytes: &[u8], shown: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.shown.extend_from_slice(shown);
    }
}
