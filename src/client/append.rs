//! APPEND, and the line ends a message has to have for it.

use std::io::{self, Read};

use super::exchange::nothing;
use super::session::Completed;
use super::{Client, Content, State};
use crate::error::Result;
use crate::types::{Capabilities, DateTime, Flag, MailboxName};
use crate::wire::encode::Command;

/// What goes along with an appended message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Append {
    /// The flags it gets.
    pub flags: Vec<Flag>,
    /// Its INTERNALDATE; the time of arrival when absent.
    pub date: Option<DateTime>,
    /// What is in it, which decides in which literal it is sent: [`super::Survey`] tells.
    pub content: Content,
}

impl Append {
    /// Writes the flags, the date, and the announcement of the message.
    pub(super) fn written(
        &self,
        mut command: Command,
        len: u64,
        enabled: &Capabilities,
    ) -> Result<Command> {
        if !self.flags.is_empty() {
            command = command.flags(&self.flags)?;
        }
        if let Some(date) = &self.date {
            command = command.date_time(date);
        }
        // Dovecot answers BAD to a system flag it does not know, and reads the message as commands.
        let waits = self.flags.iter().any(|flag| !flag.may_be_set());
        self.message(command, len, waits, enabled)
    }
}

impl Client {
    /// Sends APPEND with exactly `len` bytes of a message, as they are, and gives what the server says,
    /// with APPENDUID where it has UIDPLUS. The bytes are streamed, and not sent before the server
    /// agrees, but by LITERAL+ where the flags are such as every server knows. What the message holds
    /// decides how: as `~{len}` where that is a NUL, as `UTF8 (~{len})` where its header is in UTF-8 and
    /// UTF8=ACCEPT enabled.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] for a NUL where the server lacks BINARY; [`crate::Error::Closed`] when the
    /// source ends early: a literal cannot be cut short.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Append, Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS] ready\nC: A1 APPEND Drafts {7}\nS: + go on\nC: hello\nC:\nS: A1 OK [APPENDUID 7 12] done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mut message = &b"hello\r\n"[..];
    /// let done = client.append(&"Drafts".into(), &mut message, 7, &Append::default())?;
    /// assert_eq!(done.code.map(|code| code.to_string()).as_deref(), Some("APPENDUID 7 12"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.3.12; RFC 3501 section 6.3.11; RFC 3516 section 4.4; RFC 6855 section 4
    pub fn append(
        &mut self,
        mailbox: &MailboxName,
        message: &mut dyn Read,
        len: u64,
        options: &Append,
    ) -> Result<Completed> {
        self.exchange.need("APPEND", State::Authenticated)?;
        options.need(&mut self.exchange)?;
        let command = Command::new("APPEND").mailbox(mailbox)?;
        let command = options.written(command, len, self.enabled())?;
        self.exchange
            .run_streaming(&command, &mut [message], &mut nothing)
    }
}

/// Reads a message with each of its line ends (CR, LF and CRLF) as CRLF, whatever they were, in constant memory.
///
/// [`Client::append`] has to know the length before it sends anything, so a message is read twice: once to
/// count what comes out of this, once to send it.
///
/// # Example
/// ```
/// use imapclient::client::CrlfReader;
///
/// let message = "one\ntwo\r\nthree\r";
/// let len = std::io::copy(&mut CrlfReader::new(message.as_bytes()), &mut std::io::sink())?;
/// assert_eq!(len, "one\r\ntwo\r\nthree\r\n".len() as u64);
/// # Ok::<(), std::io::Error>(())
/// ```
/// RFC 5322 section 2.3
#[derive(Debug)]
pub struct CrlfReader<R> {
    source: R,
    /// What was read of the source and not looked at yet is before `end`, from `start`.
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    /// The byte before was a CR: an LF now belongs to it.
    after_cr: bool,
    /// The second half of a CRLF is still to be given out.
    owes_lf: bool,
}

impl<R: Read> CrlfReader<R> {
    /// Reads through to a source.
    pub fn new(source: R) -> Self {
        CrlfReader {
            source,
            buffer: vec![0; 64 << 10].into_boxed_slice(),
            start: 0,
            end: 0,
            after_cr: false,
            owes_lf: false,
        }
    }

    /// Takes one byte of the source as what it comes to: nothing for the LF of a CRLF.
    fn step(&mut self, byte: u8) -> Option<u8> {
        let second_half = byte == b'\n' && self.after_cr;
        self.after_cr = byte == b'\r';
        match byte {
            _ if second_half => None,
            b'\r' | b'\n' => {
                self.owes_lf = true;
                Some(b'\r')
            }
            byte => Some(byte),
        }
    }
}

impl<R: Read> Read for CrlfReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while let Some(slot) = out.get_mut(written) {
            if self.owes_lf {
                self.owes_lf = false;
                *slot = b'\n';
                written += 1;
                continue;
            }
            let Some(&byte) = self
                .buffer
                .get(self.start)
                .filter(|_| self.start < self.end)
            else {
                if written > 0 {
                    break;
                }
                self.start = 0;
                self.end = self.source.read(&mut self.buffer)?;
                if self.end == 0 {
                    break;
                }
                continue;
            };
            self.start += 1;
            if let Some(byte) = self.step(byte) {
                *slot = byte;
                written += 1;
            }
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a source out in pieces of one size, so that every line end is cut somewhere.
    struct Pieces<'b>(&'b [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let size = self.1.min(out.len());
            self.0.read(out.get_mut(..size).unwrap_or_default())
        }
    }

    #[test]
    fn every_line_end_becomes_crlf_wherever_it_is_cut() {
        for (message, expected) in [
            ("", ""),
            ("a", "a"),
            ("a\nb\rc\r\nd", "a\r\nb\r\nc\r\nd"),
            ("\n\n", "\r\n\r\n"),
            ("\r\r\n", "\r\n\r\n"),
            ("\n\r", "\r\n\r\n"),
            ("a\r\n", "a\r\n"),
        ] {
            for size in 1..5 {
                let mut reader = CrlfReader::new(Pieces(message.as_bytes(), size));
                let mut read = Vec::new();
                let mut piece = vec![0; size];
                while let Ok(count @ 1..) = reader.read(&mut piece) {
                    read.extend_from_slice(piece.get(..count).unwrap_or_default());
                }
                assert_eq!(
                    String::from_utf8_lossy(&read),
                    expected,
                    "{message:?} by {size}"
                );
            }
        }
    }
}
