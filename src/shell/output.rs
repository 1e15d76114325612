//! What a command answers: a value, of which json and python are made, and the shape of its pretty form.
//!
//! Commands build an [`Output`] and never print; [`render`](super::render) turns it into text. No string in
//! here needs to be made harmless before: render does that with all of them.

use std::io::Write;
use std::time::Duration;

use imapclient::types::{
    BodyStructure, DateTime, Envelope, Flag, ListedMailbox, MailboxName, MailboxStatus, Message,
    SequenceSet,
};

use super::failure::Failure;

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

/// Entries that arrive one by one.
pub(crate) type Entries<'c> = Box<dyn Iterator<Item = Result<Value, Failure>> + 'c>;

/// Writes what the server sent, byte by byte.
pub(crate) type RawWriter<'c> = Box<dyn FnOnce(&mut dyn Write) -> Result<(), Failure> + 'c>;

/// What a command returns.
pub(crate) enum Content<'c> {
    /// A complete value.
    Value(Value),
    /// The elements of a list, rendered as they arrive; none is kept.
    Stream(Entries<'c>),
    /// Bytes for `--raw`; they go out unchanged whatever the format is.
    Raw(RawWriter<'c>),
}

/// The answer of a command.
pub(crate) struct Output<'c> {
    /// The value: the whole truth for json and python.
    pub(crate) content: Content<'c>,
    /// How the pretty form looks.
    pub(crate) shape: Shape,
    /// The dim line under the data, on a terminal.
    pub(crate) footer: Footer,
    /// Dim remarks under the footer, such as `next: show 3295`; on a terminal only.
    pub(crate) notes: Vec<String>,
    /// What was odd: on stderr as `warning: …`, whatever the format.
    pub(crate) warnings: Vec<String>,
    /// How many entries a stream should bring, for the error when it breaks off.
    pub(crate) expected: Option<u64>,
    /// `--all`: no cap on rows.
    pub(crate) all: bool,
}

impl<'c> Output<'c> {
    /// Answers a complete value.
    pub(crate) fn new(value: impl Into<Value>, shape: Shape) -> Self {
        Output::with(Content::Value(value.into()), shape)
    }

    /// Answers entries as they arrive.
    pub(crate) fn stream(
        entries: impl Iterator<Item = Result<Value, Failure>> + 'c,
        shape: Shape,
    ) -> Self {
        Output::with(Content::Stream(Box::new(entries)), shape)
    }

    /// Answers bytes that go out as they are.
    pub(crate) fn raw(writer: impl FnOnce(&mut dyn Write) -> Result<(), Failure> + 'c) -> Self {
        Output::with(Content::Raw(Box::new(writer)), Shape::Silent)
    }

    /// Answers a value that has nothing to see.
    pub(crate) fn silent(value: impl Into<Value>) -> Self {
        Output::new(value, Shape::Silent)
    }

    /// Answers a value with lines for a person.
    pub(crate) fn said<L: Into<String>>(
        value: impl Into<Value>,
        lines: impl IntoIterator<Item = L>,
    ) -> Self {
        Output::new(
            value,
            Shape::Lines(lines.into_iter().map(Into::into).collect()),
        )
    }

    fn with(content: Content<'c>, shape: Shape) -> Self {
        Output {
            content,
            shape,
            footer: Footer::default(),
            notes: Vec::new(),
            warnings: Vec::new(),
            expected: None,
            all: false,
        }
    }

    /// Sets the footer.
    pub(crate) fn footer(mut self, footer: Footer) -> Self {
        self.footer = footer;
        self
    }

    /// Adds a remark.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a warning.
    pub(crate) fn warning(mut self, warning: impl Into<String>) -> Self {
        self.warnings.push(warning.into());
        self
    }
}

/// The line under the data: its parts joined by ` · `.
#[derive(Debug, Clone, Default)]
pub(crate) struct Footer {
    /// The noun of what is counted, one and many: `("message", "messages")`. Render does the counting.
    pub(crate) counted: Option<(&'static str, &'static str)>,
    /// What stands in place of the count when there is nothing: `no message matches`.
    pub(crate) nothing: Option<String>,
    /// More: `SELECT ok`, `UID SEARCH UNSEEN`.
    pub(crate) parts: Vec<String>,
    /// How long it took.
    pub(crate) took: Option<Duration>,
    /// The number of the result: 8 for `_8`.
    pub(crate) number: Option<u64>,
}

impl Footer {
    /// A footer of one part.
    pub(crate) fn part(part: impl Into<String>) -> Self {
        Footer {
            parts: vec![part.into()],
            ..Footer::default()
        }
    }

    /// A footer that counts: `("message", "messages")`.
    pub(crate) fn counting(one: &'static str, many: &'static str) -> Self {
        Footer {
            counted: Some((one, many)),
            ..Footer::default()
        }
    }

    /// Adds a part.
    pub(crate) fn and(mut self, part: impl Into<String>) -> Self {
        self.parts.push(part.into());
        self
    }

    /// Sets the sentence for an empty answer.
    pub(crate) fn or_nothing(mut self, sentence: impl Into<String>) -> Self {
        self.nothing = Some(sentence.into());
        self
    }
}

/// How the pretty form looks.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// Nothing but the footer.
    Silent,
    /// Lines of our own words with values in them; streamed entries follow as a line each, at once.
    Lines(Vec<String>),
    /// The value itself, an element on each line.
    Plain,
    /// A title, and labels with values: a folder that was opened, a quota, a connection.
    Facts(Facts),
    /// Rows of cells.
    Table(Table),
    /// The tree of folders.
    Folders(Folders),
    /// The numbers of [`Value::Ids`] in columns.
    Ids,
    /// Messages of a FETCH, as the content has them.
    Messages(MessagesView),
    /// STATUS of one or more folders.
    Status(StatusView),
    /// Capabilities by group.
    Capabilities(CapabilitiesView),
    /// Text of several lines from outside, made harmless: a help page, a header, a script.
    Text(String),
    /// Text bytes of several lines from outside, made harmless.
    TextBytes(Vec<u8>),
}

/// What a cell is painted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// The head of a table.
    Head,
    /// A number or set one can type next.
    Id,
    /// Bold: an unread row.
    Strong,
    /// Good news.
    Good,
    /// Yellow: flagged, NO.
    Warn,
    /// Red: deleted, BAD, lost.
    Bad,
    /// Remarks and what is absent.
    Dim,
}

/// How a value is spelt in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Look {
    /// As it is.
    #[default]
    Text,
    /// A count: `20,417`.
    Count,
    /// A size in bytes: `48.2 kB`.
    Size,
}

/// One value on the screen.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// The value; [`Value::Nil`] shows as `–`.
    pub(crate) value: Value,
    /// How it is spelt.
    pub(crate) look: Look,
    /// How it is painted.
    pub(crate) tone: Tone,
}

impl Cell {
    /// A value as it is.
    pub(crate) fn new(value: impl Into<Value>) -> Self {
        Cell {
            value: value.into(),
            look: Look::Text,
            tone: Tone::Plain,
        }
    }

    /// A count, with its thousands apart.
    pub(crate) fn count(number: impl Into<Value>) -> Self {
        Cell {
            look: Look::Count,
            ..Cell::new(number)
        }
    }

    /// A size in bytes, in people's units.
    pub(crate) fn size(bytes: impl Into<Value>) -> Self {
        Cell {
            look: Look::Size,
            ..Cell::new(bytes)
        }
    }

    /// A number one can type next.
    pub(crate) fn id(number: impl Into<Value>) -> Self {
        Cell {
            tone: Tone::Id,
            ..Cell::new(number)
        }
    }

    /// An empty place.
    pub(crate) fn blank() -> Self {
        Cell::new("")
    }

    /// Paints it.
    pub(crate) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

impl<T: Into<Value>> From<T> for Cell {
    fn from(value: T) -> Self {
        Cell::new(value)
    }
}

/// A title, and labels with values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// The first line, if there is one.
    pub(crate) title: Option<String>,
    /// Short facts that share lines: each inner list is a line at 80 columns, all are one where there is room.
    pub(crate) grid: Vec<Vec<(&'static str, Cell)>>,
    /// Long facts: a line each, two where there is room.
    pub(crate) lines: Vec<(String, Cell)>,
    /// The values of `lines` are numbers in a column.
    pub(crate) right: bool,
}

/// The side a column leans to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Align {
    /// Text.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its head, in capitals.
    pub(crate) head: String,
    /// Its side.
    pub(crate) align: Align,
    /// How its values are spelt, where rows come from the content.
    pub(crate) look: Look,
    /// How they are painted.
    pub(crate) tone: Tone,
    /// The narrowest it is of use; it is never cut below.
    pub(crate) least: usize,
    /// The widest it is on a terminal; 0 is as wide as its content.
    pub(crate) most: usize,
    /// Filled up to this even when its content is narrower.
    pub(crate) fill: usize,
    /// What is cut first when there is no room: the highest; 0 is never cut.
    pub(crate) yields: u8,
    /// Shown only where the screen is at least this wide.
    pub(crate) from_width: usize,
}

impl Column {
    /// A column of text that may be cut.
    pub(crate) fn text(head: impl Into<String>) -> Self {
        Column {
            head: head.into(),
            align: Align::Left,
            look: Look::Text,
            tone: Tone::Plain,
            least: 8,
            most: 0,
            fill: 0,
            yields: 1,
            from_width: 0,
        }
    }

    /// A column of numbers as they are (UIDs, UIDVALIDITY); never cut.
    pub(crate) fn number(head: impl Into<String>) -> Self {
        Column {
            align: Align::Right,
            yields: 0,
            ..Column::text(head)
        }
    }

    /// A column of message numbers one can type next.
    pub(crate) fn id(head: impl Into<String>) -> Self {
        Column {
            tone: Tone::Id,
            ..Column::number(head)
        }
    }

    /// A column of counts, thousands apart; never cut.
    pub(crate) fn count(head: impl Into<String>) -> Self {
        Column {
            look: Look::Count,
            ..Column::number(head)
        }
    }

    /// A column of sizes; never cut.
    pub(crate) fn size(head: impl Into<String>) -> Self {
        Column {
            look: Look::Size,
            ..Column::number(head)
        }
    }

    /// Makes it yield earlier (higher) or never (0).
    pub(crate) fn yields(mut self, order: u8) -> Self {
        self.yields = order;
        self
    }

    /// Sets the narrowest it is of use.
    pub(crate) fn least(mut self, width: usize) -> Self {
        self.least = width;
        self
    }

    /// Sets the widest it is on a terminal.
    pub(crate) fn most(mut self, width: usize) -> Self {
        self.most = width;
        self
    }

    /// Fills it up to a width even when its content is narrower.
    pub(crate) fn fill(mut self, width: usize) -> Self {
        self.fill = width;
        self
    }

    /// Shows it only on screens at least this wide.
    pub(crate) fn from_width(mut self, width: usize) -> Self {
        self.from_width = width;
        self
    }
}

/// Rows of cells under heads.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// The columns. A row of the content (tuple, list or record) gives each its value by place.
    pub(crate) columns: Vec<Column>,
    /// Rows that look different from the content's, in place of them.
    pub(crate) rows: Option<Vec<Vec<Cell>>>,
}

/// One folder of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    /// What LIST told.
    pub(crate) listed: ListedMailbox,
    /// What STATUS told, if it was asked.
    pub(crate) status: Option<MailboxStatus>,
    /// A remark of the command, besides what the attributes say.
    pub(crate) note: Option<String>,
}

/// The tree of folders: render orders it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folders {
    /// The folders in any order.
    pub(crate) rows: Vec<Folder>,
    /// `--status`: with counts.
    pub(crate) counts: bool,
    /// `--full`: with attributes and the names on the wire.
    pub(crate) full: bool,
}

/// How messages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum MessagesView {
    /// Many as rows; a single one as a structure or a text where that is what was fetched.
    #[default]
    Auto,
    /// Rows, whatever there is.
    Rows,
    /// The structure of each as a tree under its UID and subject.
    Tree,
}

/// STATUS of folders: one as facts, several as a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct StatusView {
    /// The folders in the order they are shown.
    pub(crate) rows: Vec<MailboxStatus>,
    /// The one that is open: its figures may be stale.
    pub(crate) open: Option<MailboxName>,
    /// Rows even when there is one.
    pub(crate) table: bool,
}

/// Capabilities for a person.
#[derive(Debug, Clone, Default)]
pub(crate) struct CapabilitiesView {
    /// The names, upper-cased, in the server's order.
    pub(crate) names: Vec<String>,
    /// When they were told: `after sign-in`.
    pub(crate) when: String,
    /// `--explain`: a table with the RFC of each.
    pub(crate) explain: bool,
    /// Only these groups or names; all when empty.
    pub(crate) only: Vec<String>,
}
