//! HTTP over a connection of the library: so its waits end at the deadline and by Ctrl-C, and TLS is the same as for mail.

use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use imapclient::client::{Interest, Readiness, Transport, Waker};
use ureq::Timeout;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport as HttpTransport,
};

use crate::shell::failure::{Class, Failure};

/// Room for the head of an answer.
const BUFFER: usize = 16 * 1024;

/// A connection that is there, under TLS. Its waits have a deadline and a waker of their own.
pub(super) struct Line {
    // ureq wants its transports to be shareable; nobody shares this one.
    transport: Mutex<Box<dyn Transport>>,
    buffers: LazyBuffers,
    deadline: Option<Instant>,
    waker: Waker,
}

impl Line {
    pub(super) fn new(
        transport: Box<dyn Transport>,
        deadline: Option<Instant>,
        waker: Waker,
    ) -> Self {
        Line {
            transport: Mutex::new(transport),
            buffers: LazyBuffers::new(BUFFER, BUFFER),
            deadline,
            waker,
        }
    }
}

/// Repeats a step of a transport until it is done, and waits in between.
fn done<T>(
    transport: &mut Box<dyn Transport>,
    interest: Interest,
    (deadline, waker): (Option<Instant>, &Waker),
    mut step: impl FnMut(&mut Box<dyn Transport>) -> io::Result<T>,
) -> Result<T, ureq::Error> {
    loop {
        match step(transport) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            result => return Ok(result?),
        }
        match transport.wait(interest, deadline, waker)? {
            Readiness::Ready => {}
            Readiness::TimedOut => return Err(ureq::Error::Timeout(Timeout::Global)),
            Readiness::Woken => return Err(io::Error::from(io::ErrorKind::Interrupted).into()),
        }
    }
}

impl HttpTransport for Line {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        let transport = self
            .transport
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        let limits = (self.deadline, &self.waker);
        let mut rest = self.buffers.output().get(..amount).unwrap_or_default();
        while !rest.is_empty() {
            let written = done(transport, Interest::Write, limits, |to| to.write(rest))?;
            rest = rest.get(written..).unwrap_or_default();
        }
        done(transport, Interest::Write, limits, |to| to.flush())
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
        let transport = self
            .transport
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        let room = self.buffers.input_append_buf();
        let limits = (self.deadline, &self.waker);
        let count = done(transport, Interest::Read, limits, |from| from.read(room))?;
        self.buffers.input_appended(count);
        Ok(count > 0)
    }

    fn is_open(&mut self) -> bool {
        // It is for one request, so nobody has to know whether there could be another.
        false
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Line").finish_non_exhaustive()
    }
}

/// Gives the one connection there is, once.
#[derive(Debug)]
pub(super) struct Only(Mutex<Option<Line>>);

impl Only {
    pub(super) fn new(line: Line) -> Self {
        Only(Mutex::new(Some(line)))
    }
}

impl Connector for Only {
    type Out = Line;

    fn connect(&self, _: &ConnectionDetails, _: Option<()>) -> Result<Option<Line>, ureq::Error> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).take())
    }
}

/// Looks nothing up: the connection is there already.
#[derive(Debug)]
pub(super) struct NoLookUp;

impl Resolver for NoLookUp {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        // One has to be given, and the connector looks at none.
        let mut addresses = self.empty();
        let none = "0.0.0.0:0".parse();
        addresses.push(none.map_err(|_| ureq::Error::HostNotFound)?);
        Ok(addresses)
    }
}

/// What went wrong on the way, without a word of what was sent.
pub(super) fn failure(error: ureq::Error) -> Failure {
    let (class, text) = match error {
        ureq::Error::Timeout(_) => (Class::Timeout, "there was no answer in time".to_owned()),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::Interrupted => {
            (Class::Interrupted, String::new())
        }
        ureq::Error::Io(error) => (Class::Connect, format!("the connection was lost: {error}")),
        ureq::Error::BodyExceedsLimit(_) => (
            Class::Auth,
            "the answer is too large for a token".to_owned(),
        ),
        error => (Class::Auth, format!("the answer is no HTTP: {error}")),
    };
    Failure::new(class, "", text)
}
