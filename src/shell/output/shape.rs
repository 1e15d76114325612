//! The shapes of the pretty form, and the cells they are made of.

use imapclient::types::{ListedMailbox, MailboxName, MailboxStatus};

use super::Value;

/// How the pretty form looks.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// Nothing but the footer.
    Silent,
    /// Lines of our own words with values in them; streamed entries follow as a line each, at once.
    Lines(Vec<String>),
    /// Sentences: where a terminal has no room for one, it is broken between words.
    Said(Vec<String>),
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
    /// One item of each message, as the content has them; json and python know it by the message's number.
    Items(Items),
    /// STATUS of one or more folders.
    Status(StatusView),
    /// Capabilities by group.
    Capabilities(CapabilitiesView),
    /// What happens, a line each as soon as it has; folders are named where there are several.
    News {
        /// More than one folder is watched.
        folders: bool,
    },
    /// Text of several lines from outside, made harmless: a help page, a header, a script.
    Text(String),
}

/// The fields of a piece of news.
pub(crate) const NEWS: [&str; 13] = [
    "at", "folder", "event", "messages", "unseen", "uid", "seq", "from", "name", "subject",
    "FLAGS", "text", "uids",
];

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
    /// It goes on below instead of being cut.
    pub(crate) wraps: bool,
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
            wraps: false,
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

    /// Makes it go on below instead of being cut.
    pub(crate) fn wraps(mut self) -> Self {
        self.wraps = true;
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
    /// What we may do with it, if that was told.
    pub(crate) rights: Option<String>,
    /// Its metadata, if they were told.
    pub(crate) metadata: Vec<(String, Value)>,
    /// A remark of the command, besides what the attributes say.
    pub(crate) note: Option<String>,
}

/// The tree of folders: render orders it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folders {
    /// The folders in any order.
    pub(crate) rows: Vec<Folder>,
    /// The items of STATUS that have columns.
    pub(crate) figures: Vec<String>,
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
    /// Rows as a list of mail has them: the structure is only a mark for attachments.
    Mails,
    /// The structure of each as a tree under its UID and subject.
    Tree,
    /// Each as a person reads it: `TEXT` holds the text of `PART`.
    Reading,
    /// The header fields of each.
    Headers,
}

/// One item of each message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Items {
    /// Which: `FLAGS`.
    pub(crate) item: &'static str,
    /// Messages are known by their UIDs, not by their sequence numbers.
    pub(crate) by_uid: bool,
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
    /// The commands there are: no other is named.
    pub(crate) commands: Vec<&'static str>,
}
