//! The mbox format in its variant mboxrd: messages with LF line ends, each behind a `From ` line and before an empty
//! one. A line that begins with `From `, with any number of `>` before it, gets one `>` more, so that reading gives
//! back what was written. RFC 4155 tells of the format; the quoting is Rahul Dhesi's.

mod reader;
mod writer;

pub(crate) use self::reader::{Message, Place, places};
pub(crate) use self::writer::write;

/// What begins a message, and must not begin a line within one.
const BEGIN: &[u8] = b"From ";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::{BufReader, Cursor, Read};

    use super::*;

    /// Writes messages in pieces of some size, and gives the file and what is read back from it.
    fn round(messages: &[&str], piece: usize) -> (String, Vec<String>) {
        let mut file = Vec::new();
        for message in messages {
            write(&mut file, &mut Pieces(message.as_bytes(), piece), None).unwrap();
        }
        let places = places(&mut BufReader::with_capacity(piece, Cursor::new(&file))).unwrap();
        let read = places.iter().map(|place| {
            let mut text = String::new();
            let mut message = Message::new(Cursor::new(&file), place).unwrap();
            message.read_to_string(&mut text).unwrap();
            assert_eq!(text.len() as u64, place.len, "{text:?}");
            text
        });
        let read = read.collect();
        (String::from_utf8(file).unwrap(), read)
    }

    /// Gives a source out in pieces of one size, so that every line is cut somewhere.
    struct Pieces<'b>(&'b [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let size = self.1.min(out.len());
            self.0.read(&mut out[..size])
        }
    }

    #[test]
    fn lines_that_begin_a_message_are_quoted_and_come_back() {
        let messages = [
            "Subject: one\r\n\r\nFrom here\r\n>From there\r\n>>>From afar\r\n> From\r\nFromage\r\n",
            "From: a\r\n\r\n\r\n\r\n",
            "Subject: nothing\r\n\r\n",
        ];
        for piece in 1..40 {
            let (file, read) = round(&messages, piece);
            assert_eq!(read, messages, "by {piece}");
            assert!(file.starts_with("From MAILER-DAEMON Thu Jan  1 00:00:00 1970\nSubject: one\n\n>From here\n>>From there\n>>>>From afar\n> From\nFromage\n\nFrom MAILER"), "{file}");
        }
    }

    #[test]
    fn a_missing_last_line_end_is_added() {
        for piece in 1..10 {
            assert_eq!(round(&["a\r\n\r\nFro"], piece).1, ["a\r\n\r\nFro\r\n"]);
            assert_eq!(
                round(&["a\r\n\r\n>>From "], piece).1,
                ["a\r\n\r\n>>From \r\n"]
            );
        }
    }

    #[test]
    fn a_file_that_is_no_mbox_is_refused() {
        for (file, count) in [("", Some(0)), ("Subject: a\n", None), ("From a\n", Some(1))] {
            let found = places(&mut BufReader::new(file.as_bytes()));
            assert_eq!(found.ok().map(|places| places.len()), count, "{file:?}");
        }
    }

    #[test]
    fn line_ends_of_either_kind_are_read() {
        let file = "From a\r\nSubject: x\r\n\r\nbody\n\nFrom b\nSubject: y\n";
        let places = places(&mut BufReader::new(file.as_bytes())).unwrap();
        let read = |place| {
            let mut text = String::new();
            Message::new(Cursor::new(file), place)
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            text
        };
        assert_eq!(
            places.iter().map(read).collect::<Vec<_>>(),
            ["Subject: x\r\n\r\nbody\r\n", "Subject: y\r\n"]
        );
    }
}
