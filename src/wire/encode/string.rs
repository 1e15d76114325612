//! The forms of strings: a word, in quotes, a literal.

use super::Piece;
use crate::error::{Error, Result};
use crate::types::MailboxName;
use crate::wire::names::Names;

/// Says whether a byte may stand in an `atom`.
pub(super) fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b']')
}

pub(super) fn is_astring_byte(byte: u8) -> bool {
    is_atom_byte(byte) || byte == b']'
}

pub(super) fn is_pattern_byte(byte: u8) -> bool {
    is_astring_byte(byte) || matches!(byte, b'%' | b'*')
}

pub(super) fn never(_: u8) -> bool {
    false
}

/// A string in its plainest form: a word of bytes that may stand in one, in quotes, or as a literal.
pub(super) fn string_piece(bytes: &[u8], plain: fn(u8) -> bool, names: Names) -> Piece {
    // NIL in the place of a string would be read as none.
    let is_word = !bytes.is_empty()
        && bytes.iter().all(|&byte| plain(byte))
        && !bytes.eq_ignore_ascii_case(b"NIL");
    if is_word {
        return Piece::Line(bytes.to_vec());
    }
    match quoted(bytes, names) {
        Some(text) => Piece::Line(text),
        None => Piece::Literal(bytes.to_vec()),
    }
}

/// Refuses a NUL in either spelling of a name.
pub(super) fn no_nul_in_name(what: &str, name: &MailboxName) -> Result<()> {
    no_nul(what, name.as_str().as_bytes())?;
    no_nul(what, name.wire().unwrap_or_default())
}

pub(super) fn no_nul(what: &str, bytes: &[u8]) -> Result<()> {
    if bytes.contains(&0) {
        return Err(Error::Argument(format!(
            "{what} holds a NUL, which IMAP cannot send"
        )));
    }
    Ok(())
}

/// The bytes in quotes, if quotes can hold them: no line ends, no 8-bit but the agreed UTF-8, not too long for
/// old servers.
pub(crate) fn quoted(bytes: &[u8], names: Names) -> Option<Vec<u8>> {
    let utf8 = names == Names::Utf8 && std::str::from_utf8(bytes).is_ok();
    let fits = |byte: u8| (b' '..0x7f).contains(&byte) || byte == b'\t' || (utf8 && byte >= 0x80);
    if bytes.len() > 1000 || !bytes.iter().all(|&byte| fits(byte)) {
        return None;
    }
    let mut text = Vec::with_capacity(bytes.len() + 2);
    text.push(b'"');
    for &byte in bytes {
        if matches!(byte, b'"' | b'\\') {
            text.push(b'\\');
        }
        text.push(byte);
    }
    text.push(b'"');
    Some(text)
}
