//! Servers that misbehave on purpose: each plays a script written in Rust on a loopback port, over TCP or TLS,
//! and keeps all it was sent, so that a test can prove what a client did not say.
//!
//! Every wait is bounded, so a server ends by itself when its client is gone, and at the latest after `PATIENCE`.

// Every test program compiles this module for itself and uses only a part of it.
#![allow(dead_code, unreachable_pub)]

mod authority;
mod program;

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use native_tls::{Identity, TlsAcceptor, TlsStream};
use rustix::net::sockopt;

#[allow(unused_imports)] // as dead_code above
pub use authority::{Authority, Flaw};
pub use program::{Ended, Program};

/// Longest wait for a client to say something.
const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks at what was heard.
const PAUSE: Duration = Duration::from_millis(2);

/// How most scripts begin.
pub const GREETING: &str = "* OK [CAPABILITY IMAP4rev1] ready\r\n";

/// A server on a loopback port; dropping it stops it.
pub struct Server {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    heard: Arc<Mutex<Heard>>,
    listening: Option<JoinHandle<()>>,
}

/// What all clients of a server said, in clear as the script read it.
#[derive(Default)]
struct Heard {
    connections: usize,
    /// Without what TLS wrapped around it.
    bytes: Vec<u8>,
    /// What came otherwise than the script wanted it.
    complaints: Vec<String>,
}

impl Server {
    /// Plays a script to every client that connects. The script ends early, without complaint, when its client goes.
    pub fn start(script: impl Fn(&mut Link) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
        let address = listener.local_addr().expect("the listener has an address");
        let stopping = Arc::new(AtomicBool::new(false));
        let heard = Arc::new(Mutex::new(Heard::default()));
        let (stop, log) = (stopping.clone(), heard.clone());
        let listening = thread::spawn(move || listen(&listener, &stop, &log, Arc::new(script)));
        Server {
            address,
            stopping,
            heard,
            listening: Some(listening),
        }
    }

    /// Plays a script inside TLS from the first byte on.
    pub fn start_tls(
        identity: Identity,
        script: impl Fn(&mut Link) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Server::start(move |link| {
            link.secure(identity.clone())?;
            script(link)
        })
    }

    /// The port to connect to, as an option's value.
    pub fn port(&self) -> String {
        self.address.port().to_string()
    }

    /// Waits for the scripts to end and gives all that was heard. The clients must be gone.
    ///
    /// # Panics
    /// A script did not get what it expected.
    pub fn heard(&mut self) -> Vec<u8> {
        self.stop();
        let heard = lock(&self.heard);
        assert_eq!(
            heard.complaints,
            Vec::<String>::new(),
            "the client said:\n{}",
            heard.bytes.escape_ascii()
        );
        heard.bytes.clone()
    }

    /// The commands that were heard, without tags, over all connections.
    pub fn commands(&mut self) -> Vec<String> {
        let heard = String::from_utf8_lossy(&self.heard()).into_owned();
        heard
            .lines()
            .map(|line| {
                line.split_once(' ')
                    .map_or(line, |(_, rest)| rest)
                    .to_owned()
            })
            .collect()
    }

    /// Waits until a client has said this.
    pub fn wait_for(&self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !contains(&lock(&self.heard).bytes, words.as_bytes()) {
            assert!(Instant::now() < deadline, "no client ever said {words}");
            thread::sleep(PAUSE);
        }
    }

    /// How many connections there were.
    pub fn connections(&mut self) -> usize {
        self.stop();
        lock(&self.heard).connections
    }

    /// Proves that no byte sequence that gives a secret away was sent.
    pub fn assert_never_heard(&mut self, secret: &str) {
        let heard = self.heard();
        let encoded = BASE64_STANDARD.encode(secret);
        for form in [secret, encoded.as_str()] {
            assert!(
                !contains(&heard, form.as_bytes()),
                "the password was sent:\n{}",
                heard.escape_ascii()
            );
        }
        for word in ["LOGIN", "AUTHENTICATE"] {
            assert!(
                !contains(&heard.to_ascii_uppercase(), format!(" {word} ").as_bytes()),
                "{word} was sent:\n{}",
                heard.escape_ascii()
            );
        }
    }

    fn stop(&mut self) {
        if let Some(listening) = self.listening.take() {
            self.stopping.store(true, Ordering::SeqCst);
            // The listener looks at the flag when somebody connects.
            let _ = TcpStream::connect(self.address);
            let _ = listening.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Says whether bytes stand somewhere in others.
pub fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(bytes, wanted).is_some()
}

fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listen<S>(listener: &TcpListener, stop: &AtomicBool, heard: &Arc<Mutex<Heard>>, script: Arc<S>)
where
    S: Fn(&mut Link) -> io::Result<()> + Send + Sync + 'static,
{
    let mut talks = Vec::new();
    while let Ok((stream, _)) = listener.accept() {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        lock(heard).connections += 1;
        let (script, heard) = (script.clone(), heard.clone());
        talks.push(thread::spawn(move || {
            let mut link = Link::new(stream, heard);
            // A client that went away has ended its script; what matters is what it said before.
            let _ = script(&mut link);
        }));
    }
    for talk in talks {
        let _ = talk.join();
    }
}

enum Wire {
    Clear(TcpStream),
    Secured(Box<TlsStream<TcpStream>>),
    Gone,
}

/// One client, as its script sees it.
pub struct Link {
    wire: Wire,
    unread: Vec<u8>,
    tag: String,
    heard: Arc<Mutex<Heard>>,
}

impl Link {
    fn new(stream: TcpStream, heard: Arc<Mutex<Heard>>) -> Self {
        let _ = stream.set_read_timeout(Some(PATIENCE));
        let _ = stream.set_write_timeout(Some(PATIENCE));
        let _ = stream.set_nodelay(true);
        Link {
            wire: Wire::Clear(stream),
            unread: Vec::new(),
            tag: String::new(),
            heard,
        }
    }

    /// Sends bytes.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        match &mut self.wire {
            Wire::Clear(stream) => stream.write_all(bytes.as_ref()),
            Wire::Secured(stream) => stream.write_all(bytes.as_ref()),
            Wire::Gone => Err(ErrorKind::NotConnected.into()),
        }
    }

    /// Sends bytes over and over, until there were so many or the client leaves.
    pub fn flood(&mut self, bytes: &[u8], total: usize) -> io::Result<()> {
        let block = bytes.repeat((64 << 10) / bytes.len().max(1) + 1);
        for _ in 0..total.div_ceil(block.len()) {
            self.send(&block)?;
        }
        Ok(())
    }

    /// Sends pieces one by one with a pause before each, which ends early when the client leaves.
    pub fn drip(
        &mut self,
        pieces: impl IntoIterator<Item = impl AsRef<[u8]>>,
        pause: Duration,
    ) -> io::Result<()> {
        for piece in pieces {
            if self.pause(pause)? {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            self.send(piece)?;
        }
        Ok(())
    }

    /// Reads a line without its end.
    pub fn line(&mut self) -> io::Result<String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if Instant::now() > deadline || self.read()? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Reads a command that begins with these words, tag aside. Anything else is a complaint, and the end.
    pub fn expect(&mut self, words: &str) -> io::Result<String> {
        let line = self.line()?;
        let (tag, command) = line.split_once(' ').unwrap_or(("", &line));
        if !command
            .to_ascii_uppercase()
            .starts_with(&words.to_ascii_uppercase())
        {
            self.complain(format!("expected {words}, got {line}"));
            return Err(ErrorKind::InvalidData.into());
        }
        tag.clone_into(&mut self.tag);
        Ok(command.to_owned())
    }

    /// Answers the last command: its tag and this.
    pub fn answer(&mut self, text: &str) -> io::Result<()> {
        let line = format!("{} {text}\r\n", self.tag);
        self.send(line)
    }

    /// Expects a command and answers it.
    pub fn exchange(&mut self, words: &str, untagged: &str, text: &str) -> io::Result<()> {
        self.expect(words)?;
        let answer = format!("{untagged}{} {text}\r\n", self.tag);
        self.send(answer)
    }

    /// Greets, and signs in whoever wants to.
    pub fn sign_in(&mut self) -> io::Result<()> {
        self.send(GREETING)?;
        self.exchange("LOGIN", "", "OK [CAPABILITY IMAP4rev1] signed in")
    }

    /// As `sign_in`, and opens the folder that is asked for then, with so many messages.
    pub fn open(&mut self, exists: u32) -> io::Result<()> {
        self.sign_in()?;
        let untagged = format!(
            "* FLAGS (\\Seen)\r\n* {exists} EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n* OK [UIDNEXT {}] next\r\n",
            exists + 1
        );
        self.exchange("SELECT", &untagged, "OK [READ-WRITE] open")
    }

    /// Serves NOOP, SEARCH and FETCH of FLAGS, CAPABILITY and LOGOUT until the client leaves.
    pub fn serve(&mut self) -> io::Result<()> {
        loop {
            let command = self.expect("")?;
            let untagged = match command.split(' ').next().unwrap_or_default() {
                "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n",
                "LOGOUT" => "* BYE see you\r\n",
                _ if command.contains("SEARCH") => "* SEARCH 1 2 3\r\n",
                _ if command.contains("FETCH") => {
                    "* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 2 FETCH (UID 2 FLAGS ())\r\n"
                }
                _ => "",
            };
            let answer = format!("{untagged}{} OK done\r\n", self.tag);
            self.send(answer)?;
        }
    }

    /// Serves LOGOUT, if it comes.
    pub fn farewell(&mut self) -> io::Result<()> {
        self.exchange("LOGOUT", "* BYE see you\r\n", "OK done")
    }

    /// The tag of the last command.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Puts TLS over the link.
    pub fn secure(&mut self, identity: Identity) -> io::Result<()> {
        let acceptor = TlsAcceptor::new(identity).map_err(io::Error::other)?;
        self.secure_by(&acceptor)
    }

    /// Puts TLS of one's own making over the link.
    pub fn secure_by(&mut self, acceptor: &TlsAcceptor) -> io::Result<()> {
        let Wire::Clear(stream) = std::mem::replace(&mut self.wire, Wire::Gone) else {
            return Err(ErrorKind::NotConnected.into());
        };
        let stream = acceptor
            .accept(stream)
            .map_err(|error| io::Error::other(error.to_string()))?;
        self.wire = Wire::Secured(Box::new(stream));
        Ok(())
    }

    /// Says nothing more and hears the client out until it leaves.
    pub fn stall(&mut self) -> io::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && self.read()? > 0 {}
        Ok(())
    }

    /// Closes our direction only.
    pub fn half_close(&mut self) -> io::Result<()> {
        self.socket()?.shutdown(Shutdown::Write)
    }

    /// Closes so that the client gets a reset.
    pub fn reset(&mut self) -> io::Result<()> {
        sockopt::set_socket_linger(self.socket()?, Some(Duration::ZERO))?;
        self.wire = Wire::Gone;
        Ok(())
    }

    /// Closes TCP without TLS's close_notify.
    pub fn cut(&mut self) -> io::Result<()> {
        self.socket()?.shutdown(Shutdown::Both)
    }

    /// Waits; says whether the client left meanwhile.
    pub fn pause(&mut self, time: Duration) -> io::Result<bool> {
        self.socket()?.set_read_timeout(Some(time))?;
        let end = Instant::now() + time;
        let mut gone = false;
        while !gone && Instant::now() < end {
            gone = match self.read() {
                Ok(count) => count == 0,
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    break;
                }
                Err(error) => return Err(error),
            };
        }
        self.socket()?.set_read_timeout(Some(PATIENCE))?;
        Ok(gone)
    }

    fn socket(&self) -> io::Result<&TcpStream> {
        match &self.wire {
            Wire::Clear(stream) => Ok(stream),
            Wire::Secured(stream) => Ok(stream.get_ref()),
            Wire::Gone => Err(ErrorKind::NotConnected.into()),
        }
    }

    fn read(&mut self) -> io::Result<usize> {
        let mut buffer = vec![0; 64 << 10];
        let count = match &mut self.wire {
            Wire::Clear(stream) => stream.read(&mut buffer)?,
            Wire::Secured(stream) => stream.read(&mut buffer)?,
            Wire::Gone => 0,
        };
        let bytes = buffer.get(..count).unwrap_or_default();
        self.unread.extend_from_slice(bytes);
        lock(&self.heard).bytes.extend_from_slice(bytes);
        Ok(count)
    }

    fn complain(&self, complaint: String) {
        lock(&self.heard).complaints.push(complaint);
    }
}
