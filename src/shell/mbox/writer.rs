//! Writing: line ends, quoting, and the lines around a message, in one pass and constant memory.

use std::io::{self, Read, Write};

use imapclient::types::DateTime;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::BEGIN;

/// How much is read at once.
const PIECE: usize = 64 << 10;

/// Writes one message. The address in the line before it is of no use: readers look into the message.
///
/// # Errors
/// Those of either stream.
pub(crate) fn write(
    out: &mut dyn Write,
    message: &mut dyn Read,
    arrived: Option<&DateTime>,
) -> io::Result<()> {
    let seconds = arrived.map_or(0, DateTime::unix_seconds);
    let moment = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    let moment = moment.to_zoned(TimeZone::UTC);
    writeln!(
        out,
        "From MAILER-DAEMON {}",
        moment.strftime("%a %b %e %H:%M:%S %Y")
    )?;
    let mut body = Body {
        out,
        place: Place::Start {
            quotes: 0,
            matched: 0,
        },
        owes_cr: false,
    };
    let mut buffer = vec![0; PIECE];
    loop {
        match message.read(&mut buffer) {
            Ok(0) => return body.end(),
            Ok(count) => body.add(buffer.get(..count).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A message on its way into the file.
struct Body<'o> {
    out: &'o mut dyn Write,
    place: Place,
    /// A CR was read that may belong to a line end.
    owes_cr: bool,
}

/// Where in a line we are.
enum Place {
    /// In what may become `>>From `: so many `>`, and so many bytes of the word. None of it is written yet.
    Start { quotes: u64, matched: usize },
    /// Behind that.
    Rest,
}

impl Body<'_> {
    fn add(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while let Some((&byte, after)) = bytes.split_first() {
            if std::mem::take(&mut self.owes_cr) && byte != b'\n' {
                self.settle(false)?;
                self.out.write_all(b"\r")?;
            }
            bytes = match (&mut self.place, byte) {
                (_, b'\r') => {
                    self.owes_cr = true;
                    after
                }
                (_, b'\n') => {
                    self.settle(false)?;
                    self.out.write_all(b"\n")?;
                    self.place = Place::Start {
                        quotes: 0,
                        matched: 0,
                    };
                    after
                }
                (Place::Start { quotes, matched: 0 }, b'>') => {
                    *quotes += 1;
                    after
                }
                (Place::Start { matched, .. }, byte) if BEGIN.get(*matched) == Some(&byte) => {
                    *matched += 1;
                    if *matched == BEGIN.len() {
                        self.settle(true)?;
                    }
                    after
                }
                (Place::Start { .. }, _) => {
                    self.settle(false)?;
                    bytes
                }
                (Place::Rest, _) => {
                    let end = memchr::memchr2(b'\r', b'\n', bytes).unwrap_or(bytes.len());
                    let (text, after) = bytes.split_at(end);
                    self.out.write_all(text)?;
                    after
                }
            };
        }
        Ok(())
    }

    /// Writes the begin of a line, once it is known what it is.
    fn settle(&mut self, quoted: bool) -> io::Result<()> {
        if let Place::Start { quotes, matched } = std::mem::replace(&mut self.place, Place::Rest) {
            for _ in 0..quotes + u64::from(quoted) {
                self.out.write_all(b">")?;
            }
            self.out
                .write_all(BEGIN.get(..matched).unwrap_or_default())?;
        }
        Ok(())
    }

    /// Ends the last line if it has no end, and the message.
    fn end(mut self) -> io::Result<()> {
        if std::mem::take(&mut self.owes_cr) {
            self.settle(false)?;
            self.out.write_all(b"\r")?;
        }
        if !matches!(
            self.place,
            Place::Start {
                quotes: 0,
                matched: 0
            }
        ) {
            self.settle(false)?;
            self.out.write_all(b"\n")?;
        }
        self.out.write_all(b"\n")
    }
}
