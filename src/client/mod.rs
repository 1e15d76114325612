//! One blocking connection to a server, one method per IMAP command, by theme.

mod acl;
mod append;
mod append_many;
mod auth;
mod authenticate;
mod condstore;
mod connection;
mod enable;
mod fetch;
mod gmail;
mod idle;
mod list_extended;
mod mailbox;
mod message;
mod metadata;
mod quota;
mod range_set;
mod raw;
mod reading;
mod sasl;
mod search;
mod search_return;
mod session;
mod sort;
mod trace;
mod transport;

use std::fmt;
use std::io::Write;
use std::time::{Duration, Instant};

use self::connection::Connection;
use self::session::{Exchange, Session, Taken, nothing};
use crate::error::{Error, Result};
use crate::types::{
    Capabilities, Condition, Event, Namespace, ResponseCode, Secret, SelectedMailbox,
};
use crate::wire::encode::Command;
use crate::wire::framer::Limits;
use crate::wire::response::Response;
use crate::wire::views;

pub use self::append::{Append, CrlfReader};
pub use self::append_many::Appended;
pub use self::condstore::Stored;
pub use self::connection::Patience;
pub use self::fetch::{Fetch, FetchOptions};
pub use self::gmail::Labelled;
pub use self::idle::Idle;
pub use self::list_extended::ExtendedList;
pub use self::mailbox::Listing;
pub use self::message::{Report, StoreAction};
pub use self::raw::{Raw, RawResponse};
pub use self::sasl::{Credentials, Mechanism};
pub use self::search::Numbering;
pub use self::session::{Completed, State};
pub use self::trace::{TraceEvent, TraceSink};
pub use self::transport::{
    ClientIdentity, Connected, Endpoint, Interest, Readiness, Security, Tls, TlsSettings,
    Transport, Waker, connect,
};

/// One connection to a server.
///
/// Dropping it closes the link at once; [`Client::logout`] is the polite way, and [`Client::session`]
/// does it on success and on error alike.
pub struct Client {
    exchange: Exchange,
    greeting: Greeting,
    secured: bool,
}

/// What a server said first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// The human text.
    pub text: String,
    /// The whole line as it came, as IMAPClient's `welcome` has it.
    pub line: Vec<u8>,
    /// The server has signed us in already.
    pub preauthenticated: bool,
}

/// How a [`Client`] treats its connection.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The longest silence that is waited for, greeting included; absent for no limit.
    pub timeout: Option<Duration>,
    /// When the greeting must be there at the latest.
    pub deadline: Option<Instant>,
    /// TLS protects the stream.
    pub secured: bool,
}

impl Client {
    /// Reads the greeting of a server at the other end of a transport. Sends nothing.
    ///
    /// # Errors
    /// [`Error::Connect`] for a greeting that is BYE, NO or not IMAP.
    ///
    /// # Example
    /// ```
    /// use imapclient::client::{Client, Options, Waker};
    /// use imapclient::script::Script;
    ///
    /// let script = Script::parse("S: * OK ready\nC: A1 NOOP\nS: A1 OK done\n")?;
    /// let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// assert_eq!(client.greeting().text, "ready");
    /// client.noop()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 7.1; RFC 3501 section 7.1
    pub fn greet(
        transport: Box<dyn Transport>,
        waker: Waker,
        options: Options,
        trace: Option<TraceSink>,
    ) -> Result<Self> {
        let mut connection = Connection::new(transport, waker, Limits::default());
        connection.timeout = options.timeout;
        connection.deadline = options.deadline;
        connection.tracer.set(trace);
        let mut exchange = Exchange {
            connection,
            session: Session::default(),
        };
        let result = read_greeting(&mut exchange);
        let greeting = exchange.connection.check(result)?;
        exchange.session.authenticated = greeting.preauthenticated;
        Ok(Client {
            exchange,
            greeting,
            secured: options.secured,
        })
    }

    /// Takes a transport on which nothing can be said yet, such as the TCP link below a TLS that was not begun.
    pub fn silent(transport: Box<dyn Transport>, waker: Waker) -> Self {
        let connection = Connection::new(transport, waker, Limits::default());
        let greeting = Greeting {
            text: String::new(),
            line: Vec::new(),
            preauthenticated: false,
        };
        Client {
            exchange: Exchange {
                connection,
                session: Session::default(),
            },
            greeting,
            secured: false,
        }
    }

    /// Runs a body and logs out afterwards, whether it succeeded or not.
    ///
    /// # Errors
    /// The body's; a failure of LOGOUT itself is not reported.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH ready\nC: A1 NOOP\nS: A1 OK done\nC: A2 LOGOUT\nS: * BYE bye\nS: A2 OK done\n")?;
    /// # let client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let (_, news) = client.session(|client| client.noop())?;
    /// assert!(news.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn session<T>(mut self, body: impl FnOnce(&mut Client) -> Result<T>) -> Result<T> {
        let result = body(&mut self);
        // The answer to LOGOUT changes nothing about what the body did.
        let _ = self.logout();
        result
    }

    /// The first line of the server.
    pub fn greeting(&self) -> &Greeting {
        &self.greeting
    }

    /// Where the session stands.
    pub fn state(&self) -> State {
        if self.exchange.connection.end().is_some() {
            State::Logout
        } else {
            self.exchange.session.state()
        }
    }

    /// Says whether TLS protects the stream.
    pub fn is_secured(&self) -> bool {
        self.secured
    }

    /// Why the connection is over, if it is.
    pub fn end(&self) -> Option<&str> {
        self.exchange.connection.end()
    }

    /// The mailbox that is open, with all the server has said of it so far.
    pub fn selected(&self) -> Option<&SelectedMailbox> {
        self.exchange.session.selected.as_ref()
    }

    /// Says whether an answer of an interrupted command is still to be read away.
    pub fn is_draining(&self) -> bool {
        self.exchange.session.pending.is_some()
    }

    /// The command of which the rest of the answer is still to be read away; none while IDLE runs, which
    /// ends when it is told to.
    pub fn unfinished(&self) -> Option<&str> {
        let pending = self.exchange.session.pending.as_ref()?;
        pending.ending.is_none().then_some(pending.command.as_str())
    }

    /// Reads away the rest of an interrupted command's answer, until a moment if one is given; says whether
    /// nothing is left. Every command does so first; this is for programs that have something to say meanwhile.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when the waker ended the wait; the rest is still to come then.
    pub fn drain_until(&mut self, moment: Option<Instant>) -> Result<bool> {
        if self.exchange.connection.end().is_some() {
            return Err(self.exchange.connection.ended());
        }
        let left = self.exchange.connection.leave_at;
        self.exchange.connection.leave_at = moment;
        let drained = self.exchange.drain();
        self.exchange.connection.leave_at = left;
        match drained {
            Err(Error::Interrupted { usable: true })
                if moment.is_some() && !self.exchange.connection.is_woken() =>
            {
                Ok(false)
            }
            drained => drained.map(|()| true),
        }
    }

    /// Sets a moment from which on answers are no longer waited for; absent for none. What is given up so
    /// fails with [`Error::Interrupted`] and is read away before the next command.
    pub fn set_leave_at(&mut self, moment: Option<Instant>) {
        self.exchange.connection.leave_at = moment;
    }

    /// The DER of the server's certificate, under TLS.
    pub fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.exchange.connection.peer_certificate()
    }

    /// Sets the longest silence that is waited for; absent for no limit.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.exchange.connection.timeout = timeout;
    }

    /// Sets a moment after which every wait fails; absent for none.
    pub fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.exchange.connection.deadline = deadline;
    }

    /// Has a function called with the time waited so far, each time another interval has passed in silence.
    pub fn set_patience(&mut self, patience: Option<Patience>) {
        self.exchange.connection.patience = patience;
    }

    /// Sends the trace of the wire somewhere, or nowhere.
    pub fn set_trace(&mut self, sink: Option<TraceSink>) {
        self.exchange.connection.tracer.set(sink);
    }

    /// Hands out what the server said without being asked, oldest first, and how much older news was forgotten.
    pub fn take_events(&mut self) -> (Vec<Event>, u64) {
        self.exchange.session.take_events()
    }

    /// Hands out what was odd about the server's responses since the last call, and how they were read all the same.
    pub fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.exchange.session.notes)
    }

    /// Hands out the commands sent since the last call, as people may see them: secrets masked, no tags.
    pub fn take_sent(&mut self) -> Vec<String> {
        std::mem::take(&mut self.exchange.session.sent)
    }

    /// Asks for the capabilities where they are not known, and gives them.
    ///
    /// RFC 9051 section 6.1.1; RFC 3501 section 6.1.1
    pub fn capability(&mut self) -> Result<&Capabilities> {
        self.exchange.capabilities()
    }

    /// Sends CAPABILITY, whether the capabilities are known or not, and gives them.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 CAPABILITY\nS: * CAPABILITY IMAP4rev1 IDLE\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// assert!(!client.capability()?.has("IDLE"));
    /// assert!(client.ask_capability()?.has("IDLE"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.1.1; RFC 3501 section 6.1.1
    pub fn ask_capability(&mut self) -> Result<&Capabilities> {
        self.exchange.ask_capabilities()?;
        self.exchange.capabilities()
    }

    /// The capabilities as far as they are known, without asking.
    pub fn known_capabilities(&self) -> Option<&Capabilities> {
        self.exchange.session.capabilities.as_ref()
    }

    /// Sends NOOP and gives what the server used the occasion to say.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::Event;
    ///
    /// # let script = Script::parse("S: * PREAUTH ready\nC: A1 NOOP\nS: * 4 EXISTS\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let (completed, news) = client.noop()?;
    /// assert_eq!(completed.text, "done");
    /// assert_eq!(news, [Event::Exists(4)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.1.2; RFC 3501 section 6.1.2
    pub fn noop(&mut self) -> Result<(Completed, Vec<Event>)> {
        self.run_for_events(&Command::new("NOOP"))
    }

    /// Sends LOGOUT and gives the text of the server's BYE. The connection is over, also on an error.
    ///
    /// RFC 9051 section 6.1.3; RFC 3501 section 6.1.3
    pub fn logout(&mut self) -> Result<String> {
        if self.exchange.connection.end().is_some() {
            return Err(self.exchange.connection.ended());
        }
        let mut farewell = None;
        let result =
            self.exchange.run(
                &Command::new("LOGOUT"),
                &mut |received| match &received.response {
                    Response::Status {
                        condition: Condition::Bye,
                        text,
                        ..
                    } => {
                        farewell = Some(text.to_string());
                        Taken::Yes
                    }
                    _ => Taken::No,
                },
            );
        self.exchange.session.logged_out = true;
        self.exchange.session.selected = None;
        self.exchange.connection.close("you logged out");
        match (result, farewell) {
            (_, Some(farewell)) => Ok(farewell),
            (Ok(completed), None) => Ok(completed.text),
            (Err(Error::Bye(bye)), None) => Ok(bye.text),
            (Err(error), None) => Err(error),
        }
    }

    /// Closes the link without a word.
    pub fn disconnect(&mut self, why: &str) {
        self.exchange.connection.close(why);
    }

    /// Sends ID with what the client says of itself, NIL for nothing, and gives what the server says of itself.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks ID.
    ///
    /// RFC 2971 section 3.1
    pub fn id(&mut self, fields: &[(String, Option<String>)]) -> Result<Option<IdFields>> {
        self.exchange.need_capability("ID", None)?;
        let mut command = Command::new("ID");
        if fields.is_empty() {
            command = command.nil();
        } else {
            command = command.open();
            for (name, value) in fields {
                command = command.string("the ID field", name.as_bytes())?;
                command = match value {
                    Some(value) => command.string(name, value.as_bytes())?,
                    None => command.nil(),
                };
            }
            command = command.close();
        }
        let (mut answer, mut notes) = (None, Vec::new());
        self.exchange
            .run(&command, &mut |received| match &received.response {
                Response::Data { name, values, .. } if name.eq_ignore_ascii_case("ID") => {
                    match views::id(values.clone(), &mut notes) {
                        Ok(fields) => answer = fields,
                        Err(_) => return Taken::No,
                    }
                    Taken::Yes
                }
                _ => Taken::No,
            })?;
        self.exchange.session.note(notes);
        Ok(answer)
    }

    /// Sends NAMESPACE and gives the prefixes of names.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks NAMESPACE.
    ///
    /// RFC 9051 section 6.3.10; RFC 2342 section 5
    pub fn namespace(&mut self) -> Result<Namespace> {
        self.exchange.need("NAMESPACE", State::Authenticated)?;
        self.exchange.need_capability("NAMESPACE", None)?;
        let (mut answer, mut notes) = (Namespace::default(), Vec::new());
        self.exchange.run(
            &Command::new("NAMESPACE"),
            &mut |received| match &received.response {
                Response::Data { name, values, .. } if name.eq_ignore_ascii_case("NAMESPACE") => {
                    match views::namespace(values.clone(), &mut notes) {
                        Ok(namespace) => answer = namespace,
                        Err(_) => return Taken::No,
                    }
                    Taken::Yes
                }
                _ => Taken::No,
            },
        )?;
        self.exchange.session.note(notes);
        Ok(answer)
    }

    /// Sends STARTTLS and puts TLS over the stream. All that was known of the server is forgotten.
    ///
    /// # Errors
    /// [`Error::Tls`] when the server does not offer it, refuses it, or anything about the exchange is odd;
    /// the connection is over then. [`Error::Refused`] when TLS is there already.
    ///
    /// RFC 9051 section 6.2.1; RFC 3501 section 6.2.1
    pub fn starttls(&mut self, tls: &Tls) -> Result<Completed> {
        if self.secured {
            return Err(Error::Refused(
                "TLS protects this connection already".to_owned(),
            ));
        }
        let result = self.begin_tls(tls);
        if let Err(error) = &result {
            self.exchange.connection.close(&error.to_string());
        }
        let completed = result?;
        self.secured = true;
        Ok(completed)
    }

    fn begin_tls(&mut self, tls: &Tls) -> Result<Completed> {
        if self.exchange.session.authenticated {
            // RFC 3501 section 6.2.1: STARTTLS is for sessions not signed in. A PREAUTH here may be an attacker's.
            return Err(no_tls(
                "the server signed us in before TLS (PREAUTH), so STARTTLS is impossible",
            ));
        }
        let offered = match self.exchange.capabilities() {
            Ok(capabilities) => capabilities.has("STARTTLS"),
            Err(error @ (Error::Interrupted { .. } | Error::Timeout(_))) => return Err(error),
            Err(error) => {
                return Err(no_tls(&format!(
                    "CAPABILITY failed before STARTTLS: {error}"
                )));
            }
        };
        if !offered {
            return Err(no_tls("the server does not offer STARTTLS"));
        }
        let completed = match self.exchange.run(&Command::new("STARTTLS"), &mut nothing) {
            Ok(completed) => completed,
            Err(error @ (Error::Interrupted { .. } | Error::Timeout(_))) => return Err(error),
            Err(error) => return Err(no_tls(&format!("STARTTLS was refused: {error}"))),
        };
        // Bytes that follow the OK in clear would be read as if TLS protected them.
        let injected = self.exchange.connection.unread().len();
        if injected > 0 {
            return Err(no_tls(&format!(
                "{injected} bytes came in clear behind the answer to STARTTLS: someone may be injecting answers"
            )));
        }
        self.exchange.connection.begin("the TLS handshake");
        self.exchange.connection.upgrade(tls)?;
        self.exchange.session.forget();
        Ok(completed)
    }

    /// Runs a command whose untagged data is all its own.
    fn run_for_events(&mut self, command: &Command) -> Result<(Completed, Vec<Event>)> {
        let mut events = Vec::new();
        let completed = self.exchange.run(command, &mut |received| {
            events.push(session::event(received));
            Taken::Yes
        })?;
        Ok((completed, events))
    }

    /// Has every untagged response of the commands to come written somewhere as it came, large literals included.
    pub fn set_tap(&mut self, tap: Option<Box<dyn Write + Send>>) {
        self.exchange.session.tap = tap;
    }

    /// Remembers a secret, so that neither trace nor error shows it when the server repeats it.
    pub fn remember_secret(&mut self, secret: &Secret) {
        self.exchange.connection.remember_secret(secret);
    }
}

/// Field and value pairs of an ID response.
pub type IdFields = Vec<(Vec<u8>, Option<Vec<u8>>)>;

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

fn no_tls(text: &str) -> Error {
    Error::Tls {
        text: text.to_owned(),
        hint: None,
    }
}

/// Reads the greeting; anything but OK and PREAUTH ends the attempt.
fn read_greeting(exchange: &mut Exchange) -> Result<Greeting> {
    exchange.connection.begin("the greeting");
    let mut no_sink: Option<&mut dyn Write> = None;
    let received = exchange
        .connection
        .receive(&mut no_sink)
        .map_err(|error| match error {
            Error::Closed(why) => Error::Connect {
                text: format!("{why} before a greeting"),
                hint: None,
            },
            error => error,
        })?;
    let line = received.frame.bytes.to_vec();
    let shown = String::from_utf8_lossy(line.get(..200).unwrap_or(&line)).into_owned();
    let failure = |text: String| Err(Error::Connect { text, hint: None });
    let (condition, code, text) = match &received.response {
        Response::Status {
            condition,
            code,
            text,
        } => (*condition, code.clone(), text.to_string()),
        _ => return failure(format!("this is no IMAP server; it says: \"{shown}\"")),
    };
    match condition {
        Condition::Ok | Condition::PreAuth => {}
        Condition::Bye => {
            let text = if text.is_empty() {
                "BYE".to_owned()
            } else {
                text
            };
            return Err(Error::Connect {
                text: format!("the server turned us away: {text}"),
                hint: None,
            });
        }
        Condition::No | Condition::Bad => return failure(format!("the server refused: {text}")),
    }
    if let Some(ResponseCode::Capability(names)) = &code {
        exchange.session.capabilities = Some(Capabilities::new(names));
    }
    Ok(Greeting {
        text,
        line,
        preauthenticated: condition == Condition::PreAuth,
    })
}
