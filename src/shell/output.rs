//! What a command answers: a value, of which json and python are made, and the shape of its pretty form.
//!
//! Commands build an [`Output`] and never print; [`render`](super::render) turns it into text. No string in
//! here needs to be made harmless before: render does that with all of them.

mod shape;
mod value;

use std::io::Write;
use std::rc::Rc;
use std::time::{Duration, Instant};

use imapclient::types::SequenceSet;

use super::failure::Failure;

pub(crate) use self::shape::{
    Align, CapabilitiesView, Cell, Column, Facts, Folder, Folders, Items, Look, MessagesView, NEWS,
    Shape, StatusView, Table, Tone,
};
pub(crate) use self::value::Value;

/// Entries that arrive one by one.
pub(crate) type Entries<'c> = Box<dyn Iterator<Item = Result<Value, Failure>> + 'c>;

/// What a stream last said of whether more of it has arrived already.
pub(crate) type AtHand = Rc<std::cell::Cell<bool>>;

/// The UIDs that a stream has named so far.
pub(crate) type Names = Rc<std::cell::RefCell<SequenceSet>>;

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
    /// Says of a stream whether more of it has arrived already, so that what was written need not go out yet.
    pub(crate) at_hand: AtHand,
    /// The UIDs that the answer names, where its entries are no messages; complete at its end.
    pub(crate) names: Option<Names>,
    /// Nobody can name its messages afterwards, so that which they are is not kept.
    pub(crate) forgotten: bool,
    /// A failure of the stream says itself how far it came.
    pub(crate) accounts: bool,
    /// How many entries a stream should bring, for the error when it breaks off.
    pub(crate) expected: Option<u64>,
    /// `--all`: no cap on rows.
    pub(crate) all: bool,
    /// `--columns`: only these, in this order; all when empty.
    pub(crate) columns: Vec<String>,
    /// The fields of rows that come one by one, of which each has only some.
    pub(crate) fields: Vec<String>,
    /// Message numbers are sequence numbers: messages are known by them in python.
    pub(crate) by_sequence: bool,
    /// What failed though all of this is shown: a question whose answer is no.
    pub(crate) failure: Option<Failure>,
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
            Shape::Said(lines.into_iter().map(Into::into).collect()),
        )
    }

    fn with(content: Content<'c>, shape: Shape) -> Self {
        Output {
            content,
            shape,
            footer: Footer::default(),
            notes: Vec::new(),
            warnings: Vec::new(),
            at_hand: AtHand::default(),
            names: None,
            forgotten: false,
            accounts: false,
            expected: None,
            all: false,
            columns: Vec::new(),
            fields: Vec::new(),
            by_sequence: false,
            failure: None,
        }
    }

    /// Sets the footer.
    pub(crate) fn footer(mut self, footer: Footer) -> Self {
        self.footer = footer;
        self
    }

    /// Has the command fail once everything is shown.
    pub(crate) fn failing(mut self, failure: Option<Failure>) -> Self {
        self.failure = failure;
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

/// How long an answer took.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Took {
    /// One that was there whole.
    Whole(Duration),
    /// One that streams is asked when it has ended.
    Since(Instant, fn(Instant) -> Duration),
}

impl Took {
    /// How long that is by now.
    pub(crate) fn by_now(self) -> Duration {
        match self {
            Took::Whole(took) => took,
            Took::Since(started, stopwatch) => stopwatch(started),
        }
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
    pub(crate) took: Option<Took>,
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
