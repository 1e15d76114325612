//! FETCH: what can be asked for, and what comes back.

mod parse;

use std::borrow::Cow;
use std::fmt;

use super::{Body, BodyStructure, DateTime, Envelope, Flag, Value};

/// One item of a FETCH command. RFC 9051 section 6.4.5; RFC 3501 section 6.4.5
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchItem {
    /// An item that is one word: `FLAGS`, `ENVELOPE`, `RFC822.SIZE`, `X-GM-MSGID`, ... upper-cased.
    Word(String),
    /// A part of the message: `BODY[...]`, `BODY.PEEK[...]`, `BINARY[...]`, `BINARY.SIZE[...]`.
    Section(Section),
}

impl FetchItem {
    /// The preview, if the server has it at hand; a word like any other. RFC 8970 section 3.2
    pub const LAZY_PREVIEW: &'static str = "PREVIEW (LAZY)";

    /// Takes an item that is one word.
    pub fn word(name: impl Into<String>) -> Self {
        FetchItem::Word(name.into().to_ascii_uppercase())
    }

    /// Its name without what stands in brackets: `BODY.PEEK`, `FLAGS`.
    pub fn name(&self) -> &str {
        match self {
            FetchItem::Word(name) => name,
            FetchItem::Section(section) => &section.item,
        }
    }

    /// The capabilities one of which a server must have to know it; none for the items of RFC 3501.
    ///
    /// RFC 3516; RFC 7162; RFC 8474; RFC 8514; RFC 8970
    pub fn capabilities(&self) -> &'static [&'static str] {
        match self.name() {
            "BINARY" | "BINARY.PEEK" | "BINARY.SIZE" => &["BINARY", "IMAP4REV2"],
            "MODSEQ" => &["CONDSTORE", "QRESYNC"],
            "EMAILID" | "THREADID" => &["OBJECTID"],
            "SAVEDATE" => &["SAVEDATE"],
            "PREVIEW" | FetchItem::LAZY_PREVIEW => &["PREVIEW"],
            "X-GM-MSGID" | "X-GM-THRID" | "X-GM-LABELS" => &["X-GM-EXT-1"],
            _ => &[],
        }
    }

    /// Says whether fetching this sets `\Seen`: `BODY[...]`, `RFC822`, `RFC822.TEXT`, `BINARY[...]`.
    pub fn sets_seen(&self) -> bool {
        match self {
            FetchItem::Word(name) => matches!(name.as_str(), "RFC822" | "RFC822.TEXT"),
            FetchItem::Section(section) => matches!(section.item.as_str(), "BODY" | "BINARY"),
        }
    }

    /// The name under which the answer comes, upper-cased: `BODY.PEEK[1]<0.20>` is answered by `BODY[1]<0>`.
    pub fn answer_name(&self) -> String {
        match self {
            FetchItem::Word(name) if name == FetchItem::LAZY_PREVIEW => "PREVIEW".to_owned(),
            FetchItem::Word(name) => name.clone(),
            FetchItem::Section(section) => {
                let item = section.item.strip_suffix(".PEEK").unwrap_or(&section.item);
                let origin = section
                    .partial
                    .map(|(origin, _)| format!("<{origin}>"))
                    .unwrap_or_default();
                format!("{item}[{}]{origin}", section.part).to_ascii_uppercase()
            }
        }
    }

    /// Says whether an answer under this name is the answer to this item: in any case, with the names of
    /// header fields in quotes, or with the length repeated (`BODY[]<0.20>`), as some servers have it.
    pub fn is_answered_by(&self, name: &str) -> bool {
        let asked = self.answer_name();
        if asked.eq_ignore_ascii_case(name) {
            return true;
        }
        let without_length = match name
            .strip_suffix('>')
            .and_then(|start| start.rsplit_once('.'))
        {
            Some((start, length)) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("{start}>")
            }
            _ => name.to_owned(),
        };
        asked.eq_ignore_ascii_case(&without_length.replace('"', ""))
    }
}

impl fmt::Display for FetchItem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FetchItem::Word(name) => formatter.write_str(name),
            FetchItem::Section(section) => {
                write!(formatter, "{}[{}]", section.item, section.part)?;
                if let Some((origin, length)) = section.partial {
                    write!(formatter, "<{origin}.{length}>")?;
                }
                Ok(())
            }
        }
    }
}

/// A section of a message, perhaps only some of its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// `BODY`, `BODY.PEEK`, `BINARY`, `BINARY.PEEK` or `BINARY.SIZE`.
    pub item: String,
    /// What stands between the brackets.
    pub part: Part,
    /// First byte and number of bytes, of `<0.200>`.
    pub partial: Option<(u32, u32)>,
}

/// What stands between the brackets of a section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The part numbers: `[1, 2]` for `1.2`; none for the whole message.
    pub path: Vec<u32>,
    /// What of that part; absent for all of it.
    pub text: Option<SectionText>,
}

/// What of a part is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SectionText {
    /// `HEADER`
    Header,
    /// `HEADER.FIELDS (...)`
    HeaderFields(Vec<String>),
    /// `HEADER.FIELDS.NOT (...)`
    HeaderFieldsNot(Vec<String>),
    /// `TEXT`
    Text,
    /// `MIME`, of a part with a number.
    Mime,
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for number in &self.path {
            write!(formatter, "{separator}{number}")?;
            separator = ".";
        }
        let (word, fields) = match &self.text {
            None => return Ok(()),
            Some(SectionText::Header) => ("HEADER", None),
            Some(SectionText::HeaderFields(fields)) => ("HEADER.FIELDS", Some(fields)),
            Some(SectionText::HeaderFieldsNot(fields)) => ("HEADER.FIELDS.NOT", Some(fields)),
            Some(SectionText::Text) => ("TEXT", None),
            Some(SectionText::Mime) => ("MIME", None),
        };
        write!(formatter, "{separator}{word}")?;
        match fields {
            Some(fields) => write!(formatter, " ({})", fields.join(" ")),
            None => Ok(()),
        }
    }
}

/// What a server told of one message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    /// The sequence number.
    pub seq: u32,
    /// The UID, when it was told.
    pub uid: Option<u32>,
    /// The items with their names upper-cased, in the server's order; UID is not among them.
    pub items: Vec<(Cow<'static, str>, ItemValue)>,
    /// What was odd about the response and how it was read all the same.
    pub notes: Vec<String>,
}

impl Message {
    /// The value of an item, by the name the server uses (`BODY[TEXT]`), in any case.
    pub fn item(&self, name: &str) -> Option<&ItemValue> {
        self.items
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The flags, if they were told.
    pub fn flags(&self) -> Option<&[Flag]> {
        self.items.iter().find_map(|(_, value)| match value {
            ItemValue::Flags(flags) => Some(flags.as_slice()),
            _ => None,
        })
    }

    /// The envelope, if it was told.
    pub fn envelope(&self) -> Option<&Envelope> {
        self.items.iter().find_map(|(_, value)| match value {
            ItemValue::Envelope(envelope) => Some(envelope.as_ref()),
            _ => None,
        })
    }
}

/// The value of one item of a message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ItemValue {
    /// `FLAGS`
    Flags(Vec<Flag>),
    /// `ENVELOPE`
    Envelope(Box<Envelope>),
    /// `BODYSTRUCTURE`, or `BODY` without a section.
    Structure(BodyStructure),
    /// `INTERNALDATE`, `SAVEDATE`
    DateTime(DateTime),
    /// `RFC822.SIZE`, `X-GM-MSGID`, `BINARY.SIZE[...]` and other plain numbers.
    Number(u64),
    /// `MODSEQ`
    ModSeq(u64),
    /// The content of a section, of `RFC822`, or of any large string.
    Body(Body),
    /// Anything else, NIL included.
    Value(Value),
    /// Something that does not fit what the item should be: as it came, and what is wrong.
    Misfit(Value, String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_known_by_its_name_however_the_server_spells_it() {
        let item = FetchItem::Section(Section {
            item: "BODY.PEEK".to_owned(),
            part: Part {
                path: vec![1],
                text: Some(SectionText::HeaderFields(vec![
                    "From".to_owned(),
                    "To".to_owned(),
                ])),
            },
            partial: Some((0, 20)),
        });
        let name = "BODY[1.HEADER.FIELDS (FROM TO)]<0>";
        assert_eq!(item.answer_name(), name);
        for name in [
            name,
            "body[1.header.fields (From To)]<0>",
            "BODY[1.HEADER.FIELDS (\"FROM\" \"TO\")]<0.20>",
        ] {
            assert!(item.is_answered_by(name), "{name}");
        }
        for name in [
            "BODY[1.HEADER.FIELDS (FROM TO)]",
            "BODY[1]<0>",
            "BODY[1.HEADER.FIELDS (FROM)]<0>",
            ">",
            "",
        ] {
            assert!(!item.is_answered_by(name), "{name}");
        }
    }
}
