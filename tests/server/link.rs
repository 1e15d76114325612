//! One client of a scripted server, as the script sees it.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use native_tls::{Identity, TlsAcceptor, TlsStream};
use rustix::net::sockopt;

use super::{GREETING, Heard, PATIENCE, lock};

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
    pub(super) fn new(stream: TcpStream, heard: Arc<Mutex<Heard>>) -> Self {
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

    /// Reads so many bytes of text.
    pub fn bytes(&mut self, count: usize) -> io::Result<String> {
        while self.unread.len() < count {
            if self.read()? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        let bytes: Vec<u8> = self.unread.drain(..count).collect();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
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

    /// Waits; says whether the client stays and sends nothing more meanwhile.
    pub fn is_silent(&mut self, time: Duration) -> io::Result<bool> {
        Ok(!self.pause(time)? && self.unread.is_empty())
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
