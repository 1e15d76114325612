//! Charsets, read piece by piece into text.

use encoding_rs::{CoderResult, Decoder, Encoding, WINDOWS_1252};

/// A charset on its way off.
pub(super) enum Charset {
    /// One that was named and is known.
    Known(Decoder),
    /// None that helps: UTF-8 where it is that, Latin-1 elsewhere.
    Guessed {
        /// The beginning of a character of which the rest is still to come.
        begun: Vec<u8>,
    },
}

impl Charset {
    /// The charset of this name. US-ASCII is what programs write that did not think of it, so it is guessed too.
    pub(super) fn named(label: Option<&[u8]>) -> Self {
        let label = label.unwrap_or_default().trim_ascii();
        let ascii = label.eq_ignore_ascii_case(b"us-ascii") || label.eq_ignore_ascii_case(b"ascii");
        match Encoding::for_label_no_replacement(label).filter(|_| !ascii) {
            Some(encoding) => Charset::Known(encoding.new_decoder_with_bom_removal()),
            None => Charset::Guessed { begun: Vec::new() },
        }
    }

    /// Reads the next bytes; `last` when none follow.
    pub(super) fn read(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        match self {
            Charset::Known(decoder) => read_known(decoder, bytes, last, text),
            Charset::Guessed { begun } => {
                begun.extend_from_slice(bytes);
                let whole = std::mem::take(begun);
                *begun = guess(&whole, last, text);
            }
        }
    }
}

fn read_known(decoder: &mut Decoder, mut bytes: &[u8], last: bool, text: &mut String) {
    loop {
        let room = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(64);
        text.reserve(room.max(64));
        let (result, read, _) = decoder.decode_to_string(bytes, text, last);
        bytes = bytes.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// Reads UTF-8, and every byte that is none as Latin-1; gives the beginning of a character at the end back.
fn guess(bytes: &[u8], last: bool, text: &mut String) -> Vec<u8> {
    let mut rest = bytes;
    loop {
        let error = match std::str::from_utf8(rest) {
            Ok(valid) => {
                text.push_str(valid);
                return Vec::new();
            }
            Err(error) => error,
        };
        let (valid, after) = rest.split_at(error.valid_up_to());
        text.push_str(&String::from_utf8_lossy(valid));
        let odd = match error.error_len() {
            None if !last => return after.to_vec(),
            None => after.len(),
            Some(length) => length,
        };
        let (odd, after) = after.split_at(odd);
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(odd).0);
        rest = after;
    }
}
