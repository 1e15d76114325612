//! Servers that misbehave on purpose: each plays a script written in Rust on a loopback port, over TCP or TLS,
//! and keeps all it was sent, so that a test can prove what a client did not say.
//!
//! Every wait is bounded, so a server ends by itself when its client is gone, and at the latest after `PATIENCE`.

// Every test program compiles this module for itself and uses only a part of it.
#![allow(dead_code, unreachable_pub)]

mod authority;
mod link;
pub mod program;

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use native_tls::Identity;

#[allow(unused_imports)] // as dead_code above
pub use authority::{Authority, Flaw};
pub use link::Link;
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

impl Program {
    /// Our program on its way to a server that speaks in clear, as ana.
    pub fn to(server: &Server) -> Self {
        let port = server.port();
        Program::new(["-H", "localhost", "-P", &port, "--insecure", "-u", "ana"])
    }
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
            // The listener looks at the flag when somebody connects, and takes it down; on a busy machine that may fail.
            while self.stopping.load(Ordering::SeqCst) && !listening.is_finished() {
                let _ = TcpStream::connect_timeout(&self.address, PAUSE);
                thread::sleep(PAUSE);
            }
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
        if stop.swap(false, Ordering::SeqCst) {
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
