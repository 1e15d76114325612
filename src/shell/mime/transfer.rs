//! Content transfer encodings, undone piece by piece. RFC 2045 section 6

/// More blanks than this at the end of a line are kept as text: nothing is held back without a limit.
const MOST_BLANKS: usize = 1024;

/// A content transfer encoding on its way off.
pub(crate) enum Transfer {
    /// `7bit`, `8bit`, `binary`, and any that nobody knows: the bytes as they are.
    Identity,
    /// `base64`
    Base64 {
        /// The bits read so far, and how many they are.
        bits: u32,
        count: u32,
    },
    /// `quoted-printable`
    Quoted {
        /// What may become a part of an escape, or fall away at the end of a line.
        held: Vec<u8>,
    },
}

impl Transfer {
    /// The encoding of this name, in any case.
    pub(crate) fn named(name: Option<&[u8]>) -> Self {
        let name = name.unwrap_or_default().trim_ascii();
        if name.eq_ignore_ascii_case(b"base64") {
            return Transfer::Base64 { bits: 0, count: 0 };
        }
        if name.eq_ignore_ascii_case(b"quoted-printable") {
            return Transfer::Quoted { held: Vec::new() };
        }
        Transfer::Identity
    }

    /// Undoes the encoding of the next bytes. What is not of the encoding falls away in base64, and is text in
    /// quoted-printable, as the RFC advises.
    pub(crate) fn undo(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        match self {
            Transfer::Identity => out.extend_from_slice(piece),
            Transfer::Base64 { bits, count } => undo_base64(piece, bits, count, out),
            Transfer::Quoted { held } => {
                for &byte in piece {
                    undo_quoted(byte, held, out);
                }
            }
        }
    }

    /// Gives what was held back.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        if let Transfer::Quoted { held } = self {
            // A line end may be missing at the end; a soft one is none.
            if held.first() != Some(&b'=') || held.len() > 1 && !is_soft(held) {
                out.append(held);
            }
            held.clear();
        }
    }
}

fn undo_base64(piece: &[u8], bits: &mut u32, count: &mut u32, out: &mut Vec<u8>) {
    for &byte in piece {
        let sextet = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                // The end, or the seam where two encoded texts were joined.
                (*bits, *count) = (0, 0);
                continue;
            }
            _ => continue,
        };
        *bits = *bits << 6 | u32::from(sextet);
        *count += 6;
        if *count >= 8 {
            *count -= 8;
            let [.., whole] = (*bits >> *count).to_be_bytes();
            out.push(whole);
            *bits &= (1 << *count) - 1;
        }
    }
}

/// Takes one byte. `held` begins with `=`, or is blanks and perhaps the CR behind them.
fn undo_quoted(byte: u8, held: &mut Vec<u8>, out: &mut Vec<u8>) {
    match (held.first(), byte) {
        (Some(b'='), _) => undo_escape(byte, held, out),
        // Blanks at the end of a line were added on the way.
        (_, b'\n') => {
            if held.last() == Some(&b'\r') {
                out.push(b'\r');
            }
            out.push(b'\n');
            held.clear();
        }
        (_, b' ' | b'\t' | b'\r') if held.len() < MOST_BLANKS && held.last() != Some(&b'\r') => {
            held.push(byte);
        }
        (_, b'=') => {
            out.append(held);
            held.push(byte);
        }
        _ => {
            out.append(held);
            out.push(byte);
        }
    }
}

/// Takes the next byte behind `=`: two hexadecimal digits, or the end of the line.
fn undo_escape(byte: u8, held: &mut Vec<u8>, out: &mut Vec<u8>) {
    match (held.as_slice(), byte) {
        ([b'='], digit) if digit.is_ascii_hexdigit() => held.push(byte),
        (&[b'=', high], low) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            out.push(digit(high) << 4 | digit(low));
            held.clear();
        }
        (soft, b'\n') if is_soft(soft) => held.clear(),
        (soft, b' ' | b'\t' | b'\r') if is_soft(soft) && soft.len() < MOST_BLANKS => {
            held.push(byte);
        }
        _ => {
            out.append(held);
            undo_quoted(byte, held, out);
        }
    }
}

/// Says whether this is `=` with nothing but blanks behind it.
fn is_soft(held: &[u8]) -> bool {
    held.split_first().is_some_and(|(first, rest)| {
        *first == b'=' && rest.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
    })
}

fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        _ => byte.wrapping_sub(b'A').wrapping_add(10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(encoding: &str, given: &str, told: &str) {
        let mut transfer = Transfer::named(Some(encoding.as_bytes()));
        let mut out = Vec::new();
        transfer.undo(given.as_bytes(), &mut out);
        transfer.finish(&mut out);
        assert_eq!(String::from_utf8_lossy(&out), told, "{given}");
    }

    #[test]
    fn base64_is_read_as_mail_has_it() {
        for (given, told) in [
            ("aGVsbG8=", "hello"),
            ("aGVs\r\nbG8", "hello"),
            ("aGVsbG8=aGVsbG8=", "hellohello"),
            ("aG?Vs!bG8=\0", "hello"),
            ("a", ""),
            ("====", ""),
        ] {
            check(" BASE64 ", given, told);
        }
    }

    #[test]
    fn quoted_printable_is_read_as_mail_has_it() {
        for (given, told) in [
            ("a=3Db", "a=b"),
            ("a=3d=3D", "a=="),
            ("soft=\r\nbreak", "softbreak"),
            ("soft=\nbreak", "softbreak"),
            ("soft= \t\r\nbreak", "softbreak"),
            ("blanks \t\r\ngo", "blanks\r\ngo"),
            ("blanks \t stay", "blanks \t stay"),
            ("no escape =zz =4 =", "no escape =zz =4 "),
            ("==41", "=A"),
            ("a\rb", "a\rb"),
            ("end=", "end"),
            ("end=4", "end=4"),
            ("end  ", "end  "),
        ] {
            check("quoted-printable", given, told);
        }
    }

    #[test]
    fn blanks_without_end_are_not_held_back() {
        let blanks = " ".repeat(MOST_BLANKS * 3);
        let mut transfer = Transfer::named(Some(b"quoted-printable"));
        let mut out = Vec::new();
        transfer.undo(blanks.as_bytes(), &mut out);
        assert!(out.len() >= MOST_BLANKS * 2, "{}", out.len());
    }
}
