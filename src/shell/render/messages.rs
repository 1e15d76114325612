//! Messages of a FETCH: rows with a column for each item that came, in constant memory.

use std::io::Read;

use imapclient::types::{self, Body, Flag, ItemValue, Message};

use super::dates;
use super::harmless;
use super::page::{Page, Painted};
use super::spell::{self, imap};
use super::table::Layout;
use super::words;
use crate::shell::output::{Align, Column, Look, Tone, Value};

/// How many bytes of a body a row shows at most.
const EXCERPT: u64 = 200;

/// What a column shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Uid,
    Sequence,
    Flags,
    /// Flags without `\\Recent`, which says nothing to a reader.
    Marks,
    Date,
    From,
    To,
    Subject,
    Attachments,
    Item(String),
}

/// Rows of messages whose columns are settled.
pub(crate) struct Rows {
    kinds: Vec<Kind>,
    layout: Layout,
}

impl Rows {
    /// Settles the columns from the first messages: exactly what was fetched.
    pub(crate) fn new(sample: &[Message], page: &Page<'_>) -> Self {
        Rows::with(columns(sample, page), sample, page)
    }

    /// The columns of a list of mail: flags, size and date first, attachments as a mark.
    pub(crate) fn of_mails(sample: &[Message], page: &Page<'_>) -> Self {
        let mut columns = columns(sample, page);
        for (kind, column) in &mut columns {
            if *kind == Kind::Flags {
                *kind = Kind::Marks;
                // Whoever wants the keywords fetches them: here the subject counts for more.
                column.yields = 4;
            } else if matches!(kind, Kind::Item(name) if name == "BODYSTRUCTURE") {
                *kind = Kind::Attachments;
                *column = Column::text("@").least(1).yields(0);
            }
        }
        columns.sort_by_key(|(kind, _)| match kind {
            Kind::Uid => 0,
            Kind::Sequence => 1,
            Kind::Flags | Kind::Marks => 2,
            Kind::Item(_) => 3,
            Kind::Date => 4,
            Kind::From => 5,
            Kind::To => 6,
            Kind::Attachments => 7,
            Kind::Subject => 8,
        });
        Rows::with(columns, sample, page)
    }

    fn with(columns: Vec<(Kind, Column)>, sample: &[Message], page: &Page<'_>) -> Self {
        let (kinds, columns): (Vec<Kind>, Vec<Column>) = columns.into_iter().unzip();
        let cells: Vec<Vec<Painted>> = sample
            .iter()
            .map(|message| cells(message, &kinds, page))
            .collect();
        let layout = Layout::new(columns, &cells, page);
        Rows { kinds, layout }
    }

    /// Writes the heads.
    pub(crate) fn head(&self, page: &mut Page<'_>) -> std::io::Result<()> {
        self.layout.head(page)
    }

    /// Writes a message; items that no column is for follow on lines of their own.
    pub(crate) fn row(&self, message: &Message, page: &mut Page<'_>) -> std::io::Result<()> {
        self.layout.row(&cells(message, &self.kinds, page), page)?;
        for (name, value) in &message.items {
            if !self.has_column(name, value) {
                let line = format!("       {} {}", harmless::line(name), item(value, page).text);
                let line = page.cut(&line, page.width);
                page.line(Tone::Plain, &line)?;
            }
        }
        Ok(())
    }

    fn has_column(&self, name: &str, value: &ItemValue) -> bool {
        match value {
            ItemValue::Flags(_) => {
                self.kinds.contains(&Kind::Flags) || self.kinds.contains(&Kind::Marks)
            }
            ItemValue::Envelope(_) => self.kinds.contains(&Kind::Subject),
            ItemValue::Structure(_) if self.kinds.contains(&Kind::Attachments) => true,
            _ => self
                .kinds
                .iter()
                .any(|kind| matches!(kind, Kind::Item(known) if known == name)),
        }
    }
}

fn columns(sample: &[Message], page: &Page<'_>) -> Vec<(Kind, Column)> {
    let wide = page.width >= 120;
    let with_uid = sample.iter().any(|message| message.uid.is_some());
    let mut columns = Vec::new();
    if with_uid {
        columns.push((Kind::Uid, Column::id("UID").fill(5)));
    }
    if wide || !with_uid {
        let tone = if with_uid { Tone::Plain } else { Tone::Id };
        columns.push((
            Kind::Sequence,
            Column {
                tone,
                ..Column::number("SEQ").fill(4)
            },
        ));
    }
    for message in sample {
        for (name, value) in &message.items {
            let new = columns_of(name, value, wide);
            for (kind, column) in new {
                if !columns.iter().any(|(known, _)| *known == kind) {
                    columns.push((kind, column));
                }
            }
        }
    }
    columns
}

fn columns_of(name: &str, value: &ItemValue, wide: bool) -> Vec<(Kind, Column)> {
    let head = harmless::line(name).into_owned();
    let item = Kind::Item(name.to_owned());
    match value {
        ItemValue::Flags(_) => vec![(
            Kind::Flags,
            Column::text("FLAGS").fill(5).least(5).yields(2),
        )],
        ItemValue::Envelope(_) => {
            let from = Column::text("FROM")
                .fill(18)
                .most(if wide { 30 } else { 18 })
                .least(10)
                .yields(1);
            let mut columns = vec![
                (Kind::Date, Column::text("DATE").fill(12).yields(0)),
                (Kind::From, from),
            ];
            if wide {
                columns.push((
                    Kind::To,
                    Column::text("TO").fill(20).most(20).least(10).yields(2),
                ));
            }
            columns.push((
                Kind::Subject,
                Column::text("SUBJECT")
                    .least(if wide { 36 } else { 20 })
                    .yields(3),
            ));
            columns
        }
        // A whole envelope or structure as it came would make a column of what is odd about one message.
        ItemValue::Misfit(types::Value::List(_), _) => Vec::new(),
        ItemValue::DateTime(_) => vec![(item, Column::text(head).yields(0))],
        ItemValue::Number(_) if is_size(name) => vec![(item, Column::size("SIZE"))],
        ItemValue::Number(_) | ItemValue::ModSeq(_) => vec![(item, Column::number(head))],
        _ => vec![(
            item,
            Column {
                align: Align::Left,
                ..Column::text(head).least(20).yields(4)
            },
        )],
    }
}

fn is_size(name: &str) -> bool {
    name == "RFC822.SIZE"
}

fn cells(message: &Message, kinds: &[Kind], page: &Page<'_>) -> Vec<Painted> {
    kinds.iter().map(|kind| cell(message, kind, page)).collect()
}

fn cell(message: &Message, kind: &Kind, page: &Page<'_>) -> Painted {
    let absent = || Painted::new(page.speller.marks.none, Tone::Dim);
    let told = match kind {
        Kind::Uid => message
            .uid
            .map(|uid| Painted::new(uid.to_string(), Tone::Id)),
        Kind::Sequence => {
            let tone = if message.uid.is_some() {
                Tone::Plain
            } else {
                Tone::Id
            };
            Some(Painted::new(message.seq.to_string(), tone))
        }
        Kind::Flags => message.flags().map(marks),
        Kind::Marks => message.flags().map(|flags| {
            let known = flags.iter().filter(|flag| **flag != *"\\Recent");
            marks(&known.cloned().collect::<Vec<_>>())
        }),
        Kind::Attachments => return Painted::new(attachment_mark(message), Tone::Plain),
        Kind::Item(name) => message
            .item(name)
            .map(|value| item(value, page).sized(name, value)),
        Kind::Date | Kind::From | Kind::To | Kind::Subject => envelope_cell(message, kind, page),
    };
    told.unwrap_or_else(absent)
}

/// `@` for a message with an attachment.
fn attachment_mark(message: &Message) -> &'static str {
    let attached = message.items.iter().any(|(_, value)| match value {
        ItemValue::Structure(structure) => {
            let parts = super::parts::parts(structure);
            parts.iter().any(super::parts::Part::is_attachment)
        }
        _ => false,
    });
    if attached { "@" } else { "" }
}

impl Painted {
    /// Sizes of messages are told in people's units, all other numbers as they are.
    fn sized(self, name: &str, value: &ItemValue) -> Self {
        match value {
            ItemValue::Number(bytes) if is_size(name) => {
                Painted::new(spell::number((*bytes).into(), Look::Size), self.tone)
            }
            _ => self,
        }
    }
}

fn envelope_cell(message: &Message, kind: &Kind, page: &Page<'_>) -> Option<Painted> {
    let envelope = message.envelope()?;
    let one = if page.width >= 120 {
        words::address
    } else {
        words::address_short
    };
    let (text, tone) = match kind {
        Kind::Date => (date_text(envelope.date()?, page), Tone::Plain),
        Kind::From => (words::addresses(envelope.from(), one), Tone::Plain),
        Kind::To => (
            words::addresses(envelope.to(), words::address_short),
            Tone::Plain,
        ),
        _ => {
            let unread = message.flags().is_some_and(|flags| !has(flags, "\\Seen"));
            let tone = if unread { Tone::Strong } else { Tone::Plain };
            (words::decode(envelope.subject()?), tone)
        }
    };
    (!text.is_empty()).then(|| Painted::new(harmless::line(&text), tone))
}

/// A `Date:` field in local time, or as it is where it cannot be read.
fn date_text(field: &[u8], page: &Page<'_>) -> String {
    match dates::header_moment(field) {
        Some(moment) => page.speller.clock.short(&moment),
        None => words::plain(field).chars().take(12).collect(),
    }
}

fn has(flags: &[Flag], name: &str) -> bool {
    flags.iter().any(|flag| *flag == *name)
}

/// Flags as marks in four places, then the rest in words: `N` new, `F` flagged, `A` answered, `D` deleted.
pub(crate) fn marks(flags: &[Flag]) -> Painted {
    let mark = |on: bool, mark: char| if on { mark } else { ' ' };
    let four = [
        mark(!has(flags, "\\Seen"), 'N'),
        mark(has(flags, "\\Flagged"), 'F'),
        mark(has(flags, "\\Answered"), 'A'),
        mark(has(flags, "\\Deleted"), 'D'),
    ];
    let mut text: String = four.iter().collect();
    let marked = ["\\Seen", "\\Flagged", "\\Answered", "\\Deleted"];
    for flag in flags
        .iter()
        .filter(|flag| !marked.iter().any(|name| **flag == **name))
    {
        text.push(' ');
        text.push_str(&harmless::line(flag.as_str()));
    }
    let tone = match (has(flags, "\\Deleted"), has(flags, "\\Flagged")) {
        (true, _) => Tone::Bad,
        (false, true) => Tone::Warn,
        (false, false) => Tone::Plain,
    };
    Painted::new(text, tone)
}

/// Any item in one line.
pub(crate) fn item(value: &ItemValue, page: &Page<'_>) -> Painted {
    let text = match value {
        ItemValue::Flags(flags) => return marks(flags),
        ItemValue::Envelope(envelope) => page.spell(&Value::Envelope(envelope.clone())),
        ItemValue::Structure(structure) => super::structure::summary(structure),
        ItemValue::DateTime(date) => page.spell(&Value::Date(*date)),
        ItemValue::Number(number) | ItemValue::ModSeq(number) => number.to_string(),
        ItemValue::Body(body) => excerpt(body),
        ItemValue::Value(value) => imap(value),
        ItemValue::Misfit(value, _) => return Painted::new(imap(value), Tone::Warn),
        _ => String::new(),
    };
    Painted::new(text, Tone::Plain)
}

/// The size and the beginning of a body on one line.
fn excerpt(body: &Body) -> String {
    let size = format!("{} bytes", spell::grouped(body.len().into()));
    if let Body::Passed(_) = body {
        return format!("{size}, written");
    }
    let mut start = Vec::new();
    let read = body
        .reader()
        .and_then(|reader| reader.take(EXCERPT).read_to_end(&mut start));
    if let Err(error) = read {
        return format!("{size}, unreadable: {error}");
    }
    // A character cut in two at the end of the excerpt is not the sender's fault.
    if let Err(error) = std::str::from_utf8(&start)
        && error.error_len().is_none()
    {
        start.truncate(error.valid_up_to());
    }
    let lines = harmless::text_bytes(&start);
    let words: Vec<&str> = lines.split_whitespace().collect();
    let mark = if body.len() > EXCERPT { " …" } else { "" };
    if words.is_empty() {
        size
    } else {
        format!("{size}: {}{mark}", words.join(" "))
    }
}

/// What was odd about a message, for stderr.
pub(crate) fn oddities(message: &Message) -> impl Iterator<Item = String> {
    let who = || match message.uid {
        Some(uid) => format!("UID {uid}"),
        None => format!("message {}", message.seq),
    };
    let misfits = message
        .items
        .iter()
        .filter_map(move |(name, value)| match value {
            ItemValue::Misfit(_, problem) => {
                Some(format!("{}: {name}: {problem}; shown as it came", who()))
            }
            _ => None,
        });
    let notes = message.notes.iter();
    notes
        .map(move |note| format!("{}: {note}", who()))
        .chain(misfits)
}
