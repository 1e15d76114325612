//! The bytes of a section as JSON, in pieces.

use std::io::{self, Read, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use imapclient::types::Body;

use super::{fragment, write_bytes};

/// Bodies are read in pieces of this size; a multiple of three, so that base64 needs no carrying over.
const PIECE: usize = 48 * 1024;

/// A body of any size, never whole in memory when it is not there already.
pub(super) fn write<W: Write + ?Sized>(out: &mut W, body: &Body) -> io::Result<()> {
    if let Body::Passed(size) = body {
        return write!(out, "{{\"size\": {size}}}");
    }
    if let Some(bytes) = body.bytes() {
        return write_bytes(out, bytes);
    }
    if is_text(body.reader()?)? {
        out.write_all(b"\"")?;
        pieces_of_text(body.reader()?, |text| fragment(out, text))?;
        return out.write_all(b"\"");
    }
    out.write_all(b"{\"base64\": \"")?;
    let mut reader = body.reader()?;
    let mut piece = Vec::with_capacity(PIECE);
    while (&mut reader).take(PIECE as u64).read_to_end(&mut piece)? > 0 {
        out.write_all(BASE64_STANDARD.encode(&piece).as_bytes())?;
        piece.clear();
    }
    out.write_all(b"\"}")
}

fn is_text(reader: Box<dyn Read + '_>) -> io::Result<bool> {
    match pieces_of_text(reader, |_| Ok(())) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(false),
        Err(error) => Err(error),
    }
}

/// Hands on text in pieces that end between characters.
fn pieces_of_text(
    mut reader: Box<dyn Read + '_>,
    mut each: impl FnMut(&str) -> io::Result<()>,
) -> io::Result<()> {
    let mut piece = Vec::with_capacity(PIECE);
    while (&mut reader).take(PIECE as u64).read_to_end(&mut piece)? > 0 {
        let valid = match std::str::from_utf8(&piece) {
            Ok(_) => piece.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        };
        let rest = piece.split_off(valid);
        each(&String::from_utf8_lossy(&piece))?;
        piece = rest;
    }
    if piece.is_empty() {
        Ok(())
    } else {
        Err(io::ErrorKind::InvalidData.into())
    }
}
