//! What is in a message that decides in which literal APPEND sends it.

use std::io::{self, Write};

use super::exchange::Exchange;
use super::{Append, Client};
use crate::error::Result;
use crate::types::Capabilities;
use crate::wire::encode::Command;

/// What a message holds that a plain literal cannot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Content {
    /// A NUL, for which the server needs BINARY. RFC 3516 section 4.4
    pub nul: bool,
    /// UTF-8 in its header, which a session that has enabled UTF8=ACCEPT has to announce. RFC 6855 section 4
    pub utf8_header: bool,
}

impl Append {
    /// Refuses a message that the server cannot take.
    pub(super) fn need(&self, exchange: &mut Exchange) -> Result<()> {
        if !self.content.nul {
            return Ok(());
        }
        let instead = "the message with its NUL bytes encoded, in base64 for one";
        exchange.need_capability("BINARY", Some(instead))
    }

    /// Announces a message of so many bytes in the literal that it needs, which may wait for the server's leave.
    pub(super) fn message(
        &self,
        command: Command,
        len: u64,
        waits: bool,
        enabled: &Capabilities,
    ) -> Result<Command> {
        let Content { nul, utf8_header } = self.content;
        if utf8_header && enabled.has("UTF8=ACCEPT") {
            let command = command.atom("UTF8", "UTF8")?.open();
            return Ok(command.stream8(len).close());
        }
        Ok(match nul {
            true => command.stream8(len),
            false => command.stream(len, waits),
        })
    }
}

impl Client {
    /// Refuses a message that the server cannot take, before anything is sent: [`Client::append`] does so by itself,
    /// one message after the other.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] for a message with a NUL where the server lacks BINARY.
    ///
    /// RFC 3516 section 4.4
    pub fn check_append(&mut self, options: &Append) -> Result<()> {
        options.need(&mut self.exchange)
    }
}

/// Looks at a message that is written to it: how long it is, and what it holds.
///
/// # Example
/// ```
/// use imapclient::client::Survey;
///
/// let mut survey = Survey::default();
/// std::io::copy(&mut "Subject: été\r\n\r\nhi\r\n".as_bytes(), &mut survey)?;
/// assert_eq!(survey.size(), 22);
/// assert!(survey.content().utf8_header && !survey.content().nul);
/// # Ok::<(), std::io::Error>(())
/// ```
/// RFC 3516 section 4.4; RFC 6855 section 4
#[derive(Debug, Default)]
pub struct Survey {
    size: u64,
    nul: bool,
    header: Header,
}

impl Survey {
    /// How many bytes were written.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What they hold.
    pub fn content(&self) -> Content {
        Content {
            nul: self.nul,
            utf8_header: self.header.is_utf8(),
        }
    }
}

impl Write for Survey {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.size += bytes.len() as u64;
        self.nul |= memchr::memchr(0, bytes).is_some();
        self.header.read(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The header of a message that comes in pieces, up to the empty line.
#[derive(Debug)]
struct Header {
    ended: bool,
    /// Nothing is in the present line yet.
    empty_line: bool,
    beyond_ascii: bool,
    broken: bool,
    /// The bytes so far of a character that is not complete.
    character: Vec<u8>,
}

impl Default for Header {
    fn default() -> Self {
        Header {
            ended: false,
            empty_line: true,
            beyond_ascii: false,
            broken: false,
            character: Vec::new(),
        }
    }
}

impl Header {
    fn read(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.ended {
                return;
            }
            self.step(byte);
        }
    }

    fn step(&mut self, byte: u8) {
        if byte.is_ascii() {
            self.broken |= !self.character.is_empty();
            self.ended = byte == b'\n' && self.empty_line;
            self.empty_line = byte == b'\n' || (byte == b'\r' && self.empty_line);
            return;
        }
        (self.beyond_ascii, self.empty_line) = (true, false);
        self.character.push(byte);
        match std::str::from_utf8(&self.character) {
            Ok(_) => self.character.clear(),
            Err(error) if error.error_len().is_none() => {}
            Err(_) => {
                self.broken = true;
                self.character.clear();
            }
        }
    }

    fn is_utf8(&self) -> bool {
        self.beyond_ascii && !self.broken && self.character.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_holds_the_same_however_it_is_cut() {
        for (message, nul, utf8_header) in [
            (&b""[..], false, false),
            (b"Subject: x\r\n\r\nbody", false, false),
            ("Subject: \u{e9}\r\n\r\nbody".as_bytes(), false, true),
            ("Subject: \u{1f600}\n\nbody".as_bytes(), false, true),
            ("Subject: x\r\n\r\n\u{e9}".as_bytes(), false, false),
            ("\r\nSubject: \u{e9}".as_bytes(), false, false),
            ("A: \r\n \u{e9}\r\n\r\n".as_bytes(), false, true),
            // What is no UTF-8 cannot be announced as such.
            (b"Subject: \xe9t\xe9\r\n\r\n", false, false),
            (b"Subject: \xc3", false, false),
            ("Subject: x\r\n\r\na\0b".as_bytes(), true, false),
            ("Subject: \u{e9}\0\r\n\r\n".as_bytes(), true, true),
        ] {
            for size in 1..7 {
                let mut survey = Survey::default();
                for piece in message.chunks(size) {
                    survey.write_all(piece).expect("it takes all");
                }
                let content = Content { nul, utf8_header };
                assert_eq!(
                    (survey.size(), survey.content()),
                    (message.len() as u64, content),
                    "{}",
                    message.escape_ascii()
                );
            }
        }
    }
}
