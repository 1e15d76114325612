//! How mailbox names are spelt on the wire: in modified UTF-7, or as they are read once a session has agreed
//! on UTF-8.

use crate::types::MailboxName;
use crate::wire::utf7;

/// The spelling of mailbox names in a session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Names {
    /// What every session begins with. RFC 3501 section 5.1.3
    #[default]
    ModifiedUtf7,
    /// As they stand on the wire, in both directions.
    AsTheyAre,
    /// After ENABLE of IMAP4rev2 or UTF8=ACCEPT. RFC 9051 section 5.1; RFC 6855 section 3
    Utf8,
}

impl Names {
    /// The bytes of a text that is a name or a part of one.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Names::ModifiedUtf7 => utf7::encode(text),
            Names::Utf8 | Names::AsTheyAre => text.as_bytes().to_vec(),
        }
    }

    /// The bytes of a name, before any quoting. One that a server sent undecodable goes back as it came.
    pub fn spell(self, name: &MailboxName) -> Vec<u8> {
        let undecodable = name.as_str().contains(char::REPLACEMENT_CHARACTER);
        match name.wire() {
            Some(wire) if self != Names::Utf8 || undecodable => wire.to_vec(),
            _ => self.encode(name.as_str()),
        }
    }

    /// Reads a name; one that cannot be decoded reads as its bytes.
    pub fn decode(self, wire: &[u8]) -> MailboxName {
        match (self, std::str::from_utf8(wire)) {
            (Names::ModifiedUtf7, _) => utf7::decode(wire),
            (Names::AsTheyAre, _) => {
                MailboxName::from_wire(wire, String::from_utf8_lossy(wire).into_owned())
            }
            (Names::Utf8, Ok(text)) => MailboxName::new(text),
            (Names::Utf8, Err(_)) => {
                MailboxName::from_wire(wire, String::from_utf8_lossy(wire).into_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_read_in_one_spelling_is_sent_in_the_other() {
        let read = Names::ModifiedUtf7.decode(b"R&AOk-sum&AOk-s");
        assert_eq!(Names::Utf8.spell(&read), "Résumés".as_bytes());
        let read = Names::Utf8.decode("Résumés & more".as_bytes());
        assert_eq!(Names::ModifiedUtf7.spell(&read), b"R&AOk-sum&AOk-s &- more");
    }

    #[test]
    fn names_as_they_are_pass_through() {
        let read = Names::AsTheyAre.decode(b"R&AOk-sum&AOk-s");
        assert_eq!(read.as_str(), "R&AOk-sum&AOk-s");
        assert_eq!(Names::AsTheyAre.spell(&read), b"R&AOk-sum&AOk-s");
        assert_eq!(Names::AsTheyAre.encode("a&b"), b"a&b");
    }

    #[test]
    fn what_cannot_be_decoded_goes_back_as_it_came() {
        for names in [Names::ModifiedUtf7, Names::Utf8] {
            assert_eq!(names.spell(&names.decode(b"R\xe9sum")), b"R\xe9sum");
            assert_eq!(names.spell(&names.decode(b"R&D bad&x9")), b"R&D bad&x9");
        }
    }
}
