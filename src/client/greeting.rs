//! The first line of a server, with which a session begins.

use std::io::Write;
use std::time::{Duration, Instant};

use super::Client;
use super::connection::Connection;
use super::exchange::Exchange;
use super::session::Session;
use super::trace::TraceSink;
use super::transport::{Endpoint, Security, Transport, Waker, connect};
use super::withholding::Withholding;
use crate::error::{Error, Result};
use crate::types::{Capabilities, Condition, Event, ResponseCode, StatusText};
use crate::wire::framer::Limits;
use crate::wire::response::Response;

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
    /// TLS protects the stream already. Whoever connected knows; the client believes it.
    pub secured: bool,
}

impl Client {
    /// Connects to a server, does the TLS handshake where `security` says so, and reads the greeting. The time-out holds
    /// for all of that together, and later for each silence; without one, waits have no end.
    ///
    /// To end waits from another thread, to see what is tried, or to have the wire traced, [`connect`] with a [`Waker`]
    /// and hand both to [`Client::greet`].
    ///
    /// # Errors
    /// Those of [`connect`] and of [`Client::greet`].
    ///
    /// # Example
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use imapclient::client::{Client, Endpoint, Security, TlsSettings};
    ///
    /// let host = "imap.example.org";
    /// let tls = Security::Tls(TlsSettings::new(host).prepare()?);
    /// let timeout = Some(Duration::from_secs(30));
    /// let client = Client::connect(&Endpoint::new(host, 993), &tls, timeout)?;
    /// println!("{}", client.greeting().text);
    /// # Ok::<(), imapclient::Error>(())
    /// ```
    /// RFC 8314 section 3; RFC 9051 section 7.1
    pub fn connect(
        endpoint: &Endpoint,
        security: &Security,
        timeout: Option<Duration>,
    ) -> Result<Self> {
        let waker = Waker::new()?;
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let (transport, _) = connect(endpoint, security, deadline, &waker, &mut |_| {})?;
        let options = Options {
            timeout,
            deadline,
            secured: matches!(security, Security::Tls(_)),
        };
        let mut client = Client::greet(transport, waker, options, None)?;
        client.set_deadline(None);
        Ok(client)
    }

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
            withholding: Withholding::default(),
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
                text: why,
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
    match &code {
        Some(ResponseCode::Capability(names)) => {
            exchange.session.capabilities = Some(Capabilities::new(names));
        }
        Some(ResponseCode::Alert) => {
            let alert = StatusText {
                condition,
                code: code.clone(),
                text: text.clone(),
            };
            exchange.keep(Event::Status(alert), line.len());
        }
        _ => {}
    }
    Ok(Greeting {
        text,
        line,
        preauthenticated: condition == Condition::PreAuth,
    })
}
