//! Reading: where the messages of a file are, and each as it is to be sent, with CRLF line ends and no quoting.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use super::BEGIN;

/// How much of a line is looked at at once; few lines are longer.
const PIECE: u64 = 64 << 10;

/// Where a message is in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    start: u64,
    end: u64,
    /// How long it is as it is sent.
    pub(crate) len: u64,
}

/// Finds the messages of a file in one pass. The empty line before the next message, or at the end, is no part of
/// one.
///
/// # Errors
/// Those of the stream, and `InvalidData` for a file that does not begin with a `From ` line.
pub(crate) fn places(file: &mut impl BufRead) -> io::Result<Vec<Place>> {
    let mut places: Vec<Place> = Vec::new();
    let mut lines = Lines::default();
    let (mut at, mut empty_before, mut heading) = (0, false, false);
    let mut sent = Vec::new();
    while let Some(piece) = lines.piece(file, &mut sent)? {
        let after = at + piece.read;
        heading = piece.begins || (heading && !piece.first);
        if piece.begins {
            places.push(Place {
                start: after,
                end: after,
                len: 0,
            });
            empty_before = false;
        }
        let Some(place) = places.last_mut() else {
            let why = "it does not begin with a \"From \" line, so it is no mbox";
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        };
        if heading {
            (place.start, place.end) = (after, after);
        } else {
            if std::mem::take(&mut empty_before) {
                place.len += 2;
                place.end = at;
            }
            if piece.first && sent == b"\r\n" {
                empty_before = true;
            } else {
                place.len += sent.len() as u64;
                place.end = after;
            }
        }
        sent.clear();
        at = after;
    }
    Ok(places)
}

/// One message of a file as it is sent.
pub(crate) struct Message<R> {
    file: BufReader<io::Take<R>>,
    lines: Lines,
    /// What is ready to be given out, and how much of it was.
    ready: Vec<u8>,
    given: usize,
}

impl<R: Read + Seek> Message<R> {
    /// Goes to the message in the file.
    ///
    /// # Errors
    /// Those of the file.
    pub(crate) fn new(mut file: R, place: &Place) -> io::Result<Self> {
        file.seek(SeekFrom::Start(place.start))?;
        Ok(Message {
            file: BufReader::new(file.take(place.end.saturating_sub(place.start))),
            lines: Lines::default(),
            ready: Vec::new(),
            given: 0,
        })
    }
}

impl<R: Read> Read for Message<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            self.ready.clear();
            self.given = 0;
            if self.lines.piece(&mut self.file, &mut self.ready)?.is_none() {
                return Ok(0);
            }
        }
        let mut rest = self.ready.get(self.given..).unwrap_or_default();
        let count = rest.read(out)?;
        self.given += count;
        Ok(count)
    }
}

/// Where we are in the lines of a file.
#[derive(Default)]
struct Lines {
    /// The last piece did not end its line.
    middle: bool,
    /// It ended with a CR, which is held back: it may belong to the line end.
    cr: bool,
    raw: Vec<u8>,
}

/// A line, or a piece of a long one.
struct Piece {
    /// How many bytes of the file it is.
    read: u64,
    /// It is the first of its line.
    first: bool,
    /// It is the `From ` line of a message.
    begins: bool,
}

impl Lines {
    /// Reads the next piece, and adds what is sent for it to `sent`.
    fn piece(&mut self, file: &mut impl BufRead, sent: &mut Vec<u8>) -> io::Result<Option<Piece>> {
        self.raw.clear();
        let read = file.take(PIECE).read_until(b'\n', &mut self.raw)?;
        let first = !self.middle;
        if std::mem::take(&mut self.cr) && self.raw != b"\n" {
            sent.push(b'\r');
        }
        if read == 0 {
            return Ok((!sent.is_empty()).then_some(Piece {
                read: 0,
                first,
                begins: false,
            }));
        }
        let (text, ended) = match self.raw.as_slice() {
            [text @ .., b'\r', b'\n'] | [text @ .., b'\n'] => (text, true),
            [text @ .., b'\r'] => {
                self.cr = true;
                (text, false)
            }
            text => (text, false),
        };
        self.middle = !ended;
        let quotes = text.iter().take_while(|byte| **byte == b'>').count();
        let quoted = first
            && text
                .get(quotes..)
                .is_some_and(|rest| rest.starts_with(BEGIN));
        let skipped = usize::from(quoted && quotes > 0);
        sent.extend_from_slice(text.get(skipped..).unwrap_or_default());
        if ended {
            sent.extend_from_slice(b"\r\n");
        }
        Ok(Some(Piece {
            read: read as u64,
            first,
            begins: quoted && quotes == 0,
        }))
    }
}
