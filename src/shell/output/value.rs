//! The value of an answer: the whole truth, apart from how it looks.

use imapclient::client::Completed;
use imapclient::types::{
    BodyStructure, DateTime, Envelope, Flag, MailboxName, Message, SequenceSet,
};

/// A value in IMAP's and Python's words: what the command returns, apart from how it looks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// NIL, None, null.
    Nil,
    /// True or false.
    Bool(bool),
    /// A number; never rounded.
    Int(i128),
    /// Numbers of messages in their order: a list of integers, kept as ranges.
    Ids(SequenceSet),
    /// Bytes as the server sent them (`bytes` in Python).
    Bytes(Vec<u8>),
    /// Text (`str` in Python).
    Text(String),
    /// Bytes of a header: json decodes RFC 2047 words and adds the raw form, python gives the bytes.
    HeaderText(Vec<u8>),
    /// A date with its offset.
    Date(DateTime),
    /// The name of a mailbox.
    Mailbox(MailboxName),
    /// A flag or keyword.
    Flag(Flag),
    /// An ENVELOPE.
    Envelope(Box<Envelope>),
    /// A BODYSTRUCTURE.
    Structure(Box<BodyStructure>),
    /// A list.
    List(Vec<Value>),
    /// A tuple; json knows only lists.
    Tuple(Vec<Value>),
    /// A dict; json turns the keys into strings.
    Map(Vec<(Value, Value)>),
    /// A named record of IMAPClient (`Envelope`, `MailboxQuotaRoots`), or with an empty name a tuple whose
    /// places have names; an object in json.
    Record {
        /// The class in Python, or empty for a plain tuple.
        name: &'static str,
        /// The fields in Python's order.
        fields: Vec<(&'static str, Value)>,
    },
    /// Fields of which each entry has only some: json and python leave out what is nil, csv has a column for each.
    Sparse(Vec<(&'static str, Value)>),
    /// What a FETCH told of one message.
    Message(Box<Message>),
    /// Anything else a server sent.
    Any(imapclient::types::Value),
}

impl Value {
    /// A plain tuple whose places have names in json.
    pub(crate) fn row(fields: Vec<(&'static str, Value)>) -> Self {
        Value::Record { name: "", fields }
    }

    /// A list of anything that is a value.
    pub(crate) fn list<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Self {
        Value::List(items.into_iter().map(Into::into).collect())
    }

    /// A tuple of anything that is a value.
    pub(crate) fn tuple<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Self {
        Value::Tuple(items.into_iter().map(Into::into).collect())
    }
}

macro_rules! value_from {
    ($($from:ty => $make:expr),* $(,)?) => {
        $(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                let make: fn($from) -> Value = $make;
                make(value)
            }
        })*
    };
}

value_from! {
    bool => Value::Bool,
    i64 => |number| Value::Int(number.into()),
    u64 => |number| Value::Int(number.into()),
    u32 => |number| Value::Int(number.into()),
    i32 => |number| Value::Int(number.into()),
    usize => |number| Value::Int(number as i128),
    String => Value::Text,
    &str => |text| Value::Text(text.to_owned()),
    Vec<u8> => Value::Bytes,
    &[u8] => |bytes| Value::Bytes(bytes.to_vec()),
    DateTime => Value::Date,
    MailboxName => Value::Mailbox,
    Flag => Value::Flag,
    // The text of the tagged line as IMAPClient gives it, the code in its brackets included.
    Completed => |completed| Value::Bytes(match completed.code {
        Some(code) => format!("[{code}] {}", completed.text).into_bytes(),
        None => completed.text.into_bytes(),
    }),
    Envelope => |envelope| Value::Envelope(Box::new(envelope)),
    BodyStructure => |structure| Value::Structure(Box::new(structure)),
    Message => |message| Value::Message(Box::new(message)),
    SequenceSet => Value::Ids,
    Vec<Value> => Value::List,
    imapclient::types::Value => |value| match value {
        imapclient::types::Value::Nil => Value::Nil,
        imapclient::types::Value::Number(number) => Value::Int(number.into()),
        other => Value::Any(other),
    },
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Nil, Into::into)
    }
}
