//! DEFLATE over another transport, in both directions. RFC 4978; RFC 1951

use std::io::{self, ErrorKind};
use std::time::Instant;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::{Interest, Readiness, Transport, Waker};

/// How much is read of the compressed stream at once, and compressed before any of it is written.
const PIECE: usize = 16 << 10;

/// Mail compresses to a tenth, a mail of one line repeated to a three-hundredth; beyond this it is an attack.
const MOST_RATIO: u64 = 500;

/// From so many bytes on the ratio counts: a short answer may compress to nearly nothing.
const FREE: u64 = if cfg!(test) { 1 << 20 } else { 64 << 20 };

/// A transport whose bytes are compressed on the wire. Memory is constant: what comes out of the inflater goes where
/// the reader wants it, and no faster.
pub(in crate::client) struct Deflate {
    inner: Box<dyn Transport>,
    inflater: Decompress,
    deflater: Compress,
    /// Compressed bytes that came and are not inflated: `input[start..end]`.
    input: Vec<u8>,
    start: usize,
    end: usize,
    /// The last read took all the room there was: the inflater may hold more.
    filled: bool,
    /// Compressed bytes that are still to be sent.
    output: Vec<u8>,
    /// Bytes went into the deflater since it was flushed.
    held: bool,
}

impl Deflate {
    /// Puts compression over a transport; `early` came behind the answer that agreed to it.
    pub(in crate::client) fn over(inner: Box<dyn Transport>, early: &[u8]) -> Self {
        let mut input = early.to_vec();
        let end = input.len();
        input.resize(PIECE.max(end), 0);
        Deflate {
            inner,
            inflater: Decompress::new(false),
            deflater: Compress::new(Compression::default(), false),
            input,
            start: 0,
            end,
            filled: false,
            output: Vec::new(),
            held: false,
        }
    }

    /// Inflates what is there; none when more has to come first.
    fn inflate(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let (read, written) = (self.inflater.total_in(), self.inflater.total_out());
        let input = self.input.get(self.start..self.end).unwrap_or_default();
        let status = self
            .inflater
            .decompress(input, buffer, FlushDecompress::Sync)
            .map_err(|_| {
                io::Error::new(
                    ErrorKind::InvalidData,
                    "what the server sent is not DEFLATE",
                )
            })?;
        let read = self.inflater.total_in() - read;
        let written = self.inflater.total_out() - written;
        self.start += usize::try_from(read).unwrap_or(0);
        let written = usize::try_from(written).unwrap_or(0);
        self.filled = written == buffer.len() && written > 0;
        let (all_in, all_out) = (self.inflater.total_in(), self.inflater.total_out());
        if all_out > FREE && all_out / MOST_RATIO > all_in {
            return Err(io::Error::new(
                ErrorKind::FileTooLarge,
                format!(
                    "{all_in} compressed bytes came to more than {all_out}, which no mail does"
                ),
            ));
        }
        match (written, status) {
            (0, Status::StreamEnd) => Err(io::Error::new(
                ErrorKind::UnexpectedEof,
                "the server ended its compressed stream",
            )),
            (0, _) => Ok(None),
            (written, _) => Ok(Some(written)),
        }
    }

    /// Compresses bytes behind those that wait to be sent.
    fn deflate(&mut self, mut bytes: &[u8], flush: FlushCompress) -> io::Result<()> {
        loop {
            self.output.reserve(PIECE);
            let before = self.deflater.total_in();
            self.deflater
                .compress_vec(bytes, &mut self.output, flush)
                .map_err(io::Error::other)?;
            let taken = usize::try_from(self.deflater.total_in() - before).unwrap_or(0);
            bytes = bytes.get(taken..).unwrap_or_default();
            // With room left there is nothing more to come.
            if bytes.is_empty() && self.output.len() < self.output.capacity() {
                return Ok(());
            }
        }
    }

    /// Sends what waits.
    fn push(&mut self) -> io::Result<()> {
        let mut sent = 0;
        let result = loop {
            let rest = self.output.get(sent..).unwrap_or_default();
            if rest.is_empty() {
                break Ok(());
            }
            match self.inner.write(rest) {
                Ok(0) => break Err(ErrorKind::WriteZero.into()),
                Ok(count) => sent += count,
                Err(error) => break Err(error),
            }
        };
        self.output.drain(..sent.min(self.output.len()));
        result
    }
}

impl Transport for Deflate {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if (self.start < self.end || self.filled)
                && let Some(count) = self.inflate(buffer)?
            {
                return Ok(count);
            }
            if self.start < self.end {
                return Err(io::Error::new(
                    ErrorKind::InvalidData,
                    "the compressed stream makes no sense",
                ));
            }
            (self.start, self.end) = (0, 0);
            match self.inner.read(&mut self.input)? {
                0 => return Ok(0),
                count => self.end = count,
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.output.len() >= PIECE {
            self.push()?;
        }
        let piece = bytes.get(..PIECE).unwrap_or(bytes);
        self.deflate(piece, FlushCompress::None)?;
        self.held = true;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.held) {
            self.deflate(&[], FlushCompress::Sync)?;
        }
        self.push()?;
        self.inner.flush()
    }

    fn wait(
        &mut self,
        interest: Interest,
        deadline: Option<Instant>,
        waker: &Waker,
    ) -> io::Result<Readiness> {
        if interest.reads() && (self.start < self.end || self.filled) {
            return Ok(match waker.is_woken() {
                true => Readiness::Woken,
                false => Readiness::Ready,
            });
        }
        self.inner.wait(interest, deadline, waker)
    }

    fn without_tls(&self) -> &'static str {
        "the connection is compressed already, and TLS must come first"
    }

    fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.inner.peer_certificate()
    }
}

#[cfg(test)]
mod tests;
