//! What the parts of a mail hold: transfer encodings undone, charsets read, HTML made readable. All of it works
//! on pieces as they pass by, in constant memory, and takes whatever comes: a mail is never in error here.

mod charset;
mod entities;
mod html;
mod kept;
mod tag;
mod transfer;

use std::io::{self, Write};

use self::charset::Charset;
use self::html::Html;

pub(crate) use self::kept::Kept;
use self::transfer::Transfer;

/// Longer pieces are taken in several steps, so that no buffer grows with what comes.
const PIECE: usize = 16 * 1024;

/// What is to be made of the bytes of a part.
pub(crate) enum Wanted<'l> {
    /// The bytes themselves.
    Bytes,
    /// Text in this charset.
    Plain(Option<&'l [u8]>),
    /// The text of HTML in this charset.
    Html(Option<&'l [u8]>),
}

/// Takes a part as it was transferred, and writes what it holds.
pub(crate) struct Unpacked<W: Write> {
    transfer: Transfer,
    charset: Option<Charset>,
    html: Option<Html>,
    out: W,
    bytes: Vec<u8>,
    text: String,
    readable: String,
}

impl<W: Write> Unpacked<W> {
    /// Begins a part of this transfer encoding.
    pub(crate) fn new(encoding: Option<&[u8]>, wanted: &Wanted<'_>, out: W) -> Self {
        let label = match wanted {
            Wanted::Bytes => None,
            Wanted::Plain(label) | Wanted::Html(label) => Some(*label),
        };
        Unpacked {
            transfer: Transfer::named(encoding),
            charset: label.map(Charset::named),
            html: matches!(wanted, Wanted::Html(_)).then(Html::default),
            out,
            bytes: Vec::new(),
            text: String::new(),
            readable: String::new(),
        }
    }

    /// Where it is written.
    pub(crate) fn out(&self) -> &W {
        &self.out
    }

    /// Writes what was held back, and gives the writer back.
    ///
    /// # Errors
    /// The writer's.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.bytes.clear();
        self.transfer.finish(&mut self.bytes);
        self.pass_on(true)?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Takes the bytes of one step the rest of the way.
    fn pass_on(&mut self, last: bool) -> io::Result<()> {
        let Some(charset) = &mut self.charset else {
            return self.out.write_all(&self.bytes);
        };
        self.text.clear();
        charset.read(&self.bytes, last, &mut self.text);
        let Some(html) = &mut self.html else {
            return self.out.write_all(self.text.as_bytes());
        };
        self.readable.clear();
        html.read(&self.text, &mut self.readable);
        if last {
            html.finish(&mut self.readable);
        }
        self.out.write_all(self.readable.as_bytes())
    }
}

impl<W: Write> Write for Unpacked<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = bytes.get(..PIECE).unwrap_or(bytes);
        self.bytes.clear();
        self.transfer.undo(piece, &mut self.bytes);
        self.pass_on(false)?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Unpacks the bytes in pieces of every size, which must never make a difference.
    fn unpacked(encoding: &str, wanted: &Wanted<'_>, given: &[u8]) -> Vec<u8> {
        let mut results = [1, 2, 3, 7, given.len().max(1)].map(|size| {
            let mut part = Unpacked::new(Some(encoding.as_bytes()), wanted, Vec::new());
            for piece in given.chunks(size) {
                part.write_all(piece).unwrap();
            }
            part.finish().unwrap()
        });
        results.sort();
        let [first, .., last] = &results;
        assert_eq!(first, last, "{}", String::from_utf8_lossy(given));
        first.clone()
    }

    fn check(encoding: &str, wanted: &Wanted<'_>, given: &[u8], told: &str) {
        let text = unpacked(encoding, wanted, given);
        assert_eq!(String::from_utf8_lossy(&text), told);
    }

    #[test]
    fn encoding_charset_and_html_come_off_one_after_the_other() {
        let latin = Some(b"iso-8859-1".as_slice());
        check(
            "Quoted-Printable",
            &Wanted::Plain(latin),
            b"caf=E9 =\r\nau lait\r\n",
            "café au lait\r\n",
        );
        check(
            "base64",
            &Wanted::Html(latin),
            b"PHA+Y2Fm6Txicj5hdSBsYWl0PC9wPg==",
            "café\nau lait\n",
        );
        check("7bit", &Wanted::Plain(None), b"caf\xe9 \xc3\xa9", "café é");
        check("x-unknown", &Wanted::Plain(None), b"as it is", "as it is");
    }

    #[test]
    fn bytes_stay_bytes() {
        let bytes = unpacked("base64", &Wanted::Bytes, b"AP8A\r\n/w==\r\n");
        assert_eq!(bytes, [0, 255, 0, 255]);
    }

    proptest::proptest! {
        #[test]
        fn whatever_comes_is_taken_in_any_pieces(
            given: Vec<u8>,
            encoding in proptest::sample::select(vec!["base64", "quoted-printable", "8bit"]),
        ) {
            for label in [None, Some(b"utf-8".as_slice()), Some(b"iso-2022-jp"), Some(b"utf-16")] {
                unpacked(encoding, &Wanted::Plain(label), &given);
                unpacked(encoding, &Wanted::Html(label), &given);
            }
        }

        #[test]
        fn whatever_html_comes_is_taken_in_any_pieces(given in "[<>/!&;#'\"= \\-a-dpx\n]{0,60}") {
            unpacked("7bit", &Wanted::Html(None), given.as_bytes());
        }
    }
}
