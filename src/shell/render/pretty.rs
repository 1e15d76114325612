//! The screens for people: each shape by its own renderer, streams row by row.

use std::io;
use std::time::{Duration, Instant};

use imapclient::types::Message;

use super::page::{Page, Rendered};
use super::structure::Tally;
use super::table::{self, Layout, SAMPLE};
use super::{
    capabilities, facts, fit, folders, harmless, ids, items, message, messages, news, reading,
    status,
};
use crate::shell::failure::Failure;
use crate::shell::output::{Cell, MessagesView, Shape, Table, Tone, Value};

/// How long rows are held back for their widths.
const PATIENCE: Duration = Duration::from_millis(500);

/// What a screen came to, for its footer.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    /// What is counted, where that is not the entries of the content.
    pub(crate) count: Option<u64>,
    /// What stands after the count.
    pub(crate) set: Option<String>,
    /// It stands in place of the count.
    pub(crate) replaces_count: bool,
}

/// Entries as they come; the count and the ids are kept by whoever made the iterator.
type Source<'i> = &'i mut dyn Iterator<Item = Result<Value, Failure>>;

/// Writes a complete value in its shape.
pub(crate) fn value(page: &mut Page<'_>, shape: &Shape, value: &Value) -> Rendered<Summary> {
    let mut summary = Summary::default();
    match shape {
        Shape::Silent => {}
        Shape::Lines(lines) => own_lines(page, lines)?,
        Shape::Said(lines) => said(page, lines)?,
        Shape::Plain => plain(page, value)?,
        Shape::Facts(told) => facts::write(page, told)?,
        Shape::Table(Table {
            columns,
            rows: Some(rows),
        }) => {
            summary.count = Some(table::whole(page, columns.clone(), rows)?);
        }
        Shape::Folders(told) => summary.count = Some(folders::write(page, told)?),
        Shape::Status(view) => summary.count = Some(status::write(page, view)?),
        Shape::Capabilities(view) => {
            let explained = capabilities::write(page, view)?;
            summary.set = explained.map(|rows| format!("{rows} of {} names", view.names.len()));
        }
        Shape::Ids => {
            if let Value::Ids(set) = value {
                ids::write(page, set)?;
                summary.set = (!set.is_empty()).then(|| ids::set(page, set));
            } else {
                plain(page, value)?;
            }
        }
        Shape::Text(text) => prose(page, &harmless::text(text))?,
        Shape::Table(_) | Shape::Messages(_) | Shape::Items(_) | Shape::News { .. } => {}
    }
    Ok(summary)
}

/// Says whether a shape is made of entries, so that a complete list is shown as a stream would be.
pub(crate) fn is_entries(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::Table(Table { rows: None, .. })
            | Shape::Messages(_)
            | Shape::Items(_)
            | Shape::News { .. }
    )
}

/// Writes entries as they come.
pub(crate) fn stream(page: &mut Page<'_>, shape: &Shape, source: Source<'_>) -> Rendered<Summary> {
    match shape {
        Shape::Table(told) => rows(page, told, source)?,
        Shape::Messages(view) => return fetched(page, *view, source),
        Shape::Items(told) => {
            let mut cells = source.filter_map(|entry| match entry {
                Ok(entry) => items::row(&entry, *told).map(Ok),
                Err(failure) => Some(Err(failure)),
            });
            rows(page, &items::table(*told), &mut cells)?;
        }
        Shape::News { folders } => {
            for entry in source {
                let cut = page
                    .terminal
                    .then_some((page.width, page.speller.marks.cut));
                let pieces = news::pieces(&entry?, &page.speller.clock, *folders, cut);
                page.pieces(&pieces)?;
                page.row_ends()?;
            }
        }
        Shape::Lines(lines) => {
            own_lines(page, lines)?;
            for entry in source {
                let line = page.spell(&entry?);
                page.line(Tone::Plain, &line)?;
                page.row_ends()?;
            }
        }
        _ => {
            for entry in source {
                plain(page, &entry?)?;
                page.row_ends()?;
            }
        }
    }
    Ok(Summary::default())
}

fn own_lines(page: &mut Page<'_>, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| {
        let line = page.speller.marks.ours(&harmless::line(line)).into_owned();
        page.line(Tone::Plain, &line)
    })
}

/// Sentences; what does not fit goes on under where the text of its line begins.
fn said(page: &mut Page<'_>, lines: &[String]) -> io::Result<()> {
    if !page.terminal {
        return own_lines(page, lines);
    }
    lines.iter().try_for_each(|line| {
        let broken = fit::hang(&harmless::line(line), page.width);
        own_lines(page, &broken)
    })
}

/// Text of our own: lines too wide for the screen are broken between words, under where their text begins.
fn prose(page: &mut Page<'_>, text: &str) -> io::Result<()> {
    let most = page.width.clamp(40, 100);
    for line in text.lines() {
        for broken in fit::hang(line, most) {
            page.line(Tone::Plain, &broken)?;
        }
    }
    Ok(())
}

/// A value without a shape: its elements on a line each.
fn plain(page: &mut Page<'_>, value: &Value) -> io::Result<()> {
    match value {
        Value::List(items) => items.iter().try_for_each(|item| {
            let line = page.spell(item);
            page.line(Tone::Plain, &line)
        }),
        Value::Map(pairs) => pairs.iter().try_for_each(|(key, value)| {
            let line = format!("{}  {}", page.spell(key), page.spell(value));
            page.line(Tone::Plain, &line)
        }),
        Value::Record { name, fields } if !name.is_empty() => {
            fields.iter().try_for_each(|(key, value)| {
                let line = format!("{key}  {}", page.spell(value));
                page.line(Tone::Plain, &line)
            })
        }
        single => {
            let line = page.spell(single);
            page.line(Tone::Plain, &line)
        }
    }
}

/// Takes up to so many entries; a failure among them comes back beside what came before it.
fn sample(source: Source<'_>, most: usize) -> (Vec<Value>, Option<Failure>) {
    let mut taken = Vec::new();
    let begun = Instant::now();
    // Widths are worth a moment's waiting and no more: a slow server's first rows are shown as they are.
    while taken.len() < most && (taken.is_empty() || begun.elapsed() < PATIENCE) {
        match source.next() {
            Some(Ok(value)) => taken.push(value),
            Some(Err(failure)) => return (taken, Some(failure)),
            None => break,
        }
    }
    (taken, None)
}

fn rows(page: &mut Page<'_>, told: &Table, source: Source<'_>) -> Rendered {
    let cells = |page: &Page<'_>, entry: &Value| {
        let cells = table::cells_of(entry, &told.columns);
        cells
            .iter()
            .map(|cell: &Cell| page.cell(cell))
            .collect::<Vec<_>>()
    };
    let (first, failure) = sample(source, SAMPLE);
    let painted: Vec<_> = first.iter().map(|entry| cells(page, entry)).collect();
    if !painted.is_empty() {
        let layout = Layout::new(told.columns.clone(), &painted, page);
        layout.head(page)?;
        for row in &painted {
            layout.row(row, page)?;
        }
        page.row_ends()?;
        let mut capped = Capped::new(page, painted.len());
        for entry in source.take_while(|_| failure.is_none()) {
            let entry = entry?;
            if capped.admits() {
                layout.row(&cells(page, &entry), page)?;
                page.row_ends()?;
            }
        }
        page.left_out(capped.left_out(), "rows")?;
    }
    failure.map_or(Ok(()), |failure| Err(failure.into()))
}

/// Counts rows up to the cap and beyond.
struct Capped {
    cap: u64,
    seen: u64,
}

impl Capped {
    fn new(page: &Page<'_>, seen: usize) -> Self {
        Capped {
            cap: page.row_cap(),
            seen: seen as u64,
        }
    }

    fn admits(&mut self) -> bool {
        self.seen += 1;
        self.seen <= self.cap
    }

    fn left_out(&self) -> u64 {
        self.seen.saturating_sub(self.cap)
    }
}

fn fetched(page: &mut Page<'_>, view: MessagesView, source: Source<'_>) -> Rendered<Summary> {
    let by_itself: Option<fn(&mut Page<'_>, &Message) -> io::Result<Tally>> = match view {
        MessagesView::Tree => Some(message::tree),
        MessagesView::Reading => Some(reading::write),
        MessagesView::Headers => Some(reading::headers),
        MessagesView::Auto | MessagesView::Rows | MessagesView::Mails => None,
    };
    if let Some(write) = by_itself {
        return one_by_one(page, Vec::new(), source, write);
    }
    let (mut first, mut failure) = pair(source);
    if view == MessagesView::Auto
        && failure.is_none()
        && let Some(Value::Message(single)) = first.first()
        && message::stands_alone(single)
        // A pipe gets every body whole, so there each message stands by itself.
        && (first.len() == 1 || !page.terminal)
    {
        return one_by_one(page, first, source, message::write);
    }
    if failure.is_none() {
        let (more, broke) = sample(source, SAMPLE);
        first.extend(more);
        failure = broke;
    }
    let mut sampled: Vec<Message> = Vec::new();
    for entry in first {
        match into_message(entry) {
            Ok(message) => sampled.push(message),
            Err(other) => plain(page, &other)?,
        }
    }
    if !sampled.is_empty() {
        let rows = match view {
            MessagesView::Mails => messages::Rows::of_mails(&sampled, page),
            _ => messages::Rows::new(&sampled, page),
        };
        message_rows(page, &rows, sampled, failure.is_none().then_some(source))?;
    }
    failure.map_or(Ok(Summary::default()), |failure| Err(failure.into()))
}

/// Takes two entries, however long that takes: whether there is one message or more decides how it looks.
fn pair(source: Source<'_>) -> (Vec<Value>, Option<Failure>) {
    let (mut taken, mut failure) = sample(source, 1);
    if failure.is_none() && !taken.is_empty() {
        let (more, broke) = sample(source, 1);
        taken.extend(more);
        failure = broke;
    }
    (taken, failure)
}

/// Writes messages each by itself, with an empty line between two.
fn one_by_one(
    page: &mut Page<'_>,
    first: Vec<Value>,
    source: Source<'_>,
    write: fn(&mut Page<'_>, &Message) -> io::Result<Tally>,
) -> Rendered<Summary> {
    let mut total = Tally::default();
    for (index, entry) in first.into_iter().map(Ok).chain(source).enumerate() {
        let message = match into_message(entry?) {
            Ok(message) => message,
            Err(other) => {
                plain(page, &other)?;
                continue;
            }
        };
        if index > 0 {
            page.line(Tone::Plain, "")?;
        }
        let tally = write(page, &message)?;
        total.parts += tally.parts;
        total.attachments += tally.attachments;
    }
    Ok(tallied(total))
}

fn message_rows(
    page: &mut Page<'_>,
    rows: &messages::Rows,
    sampled: Vec<Message>,
    rest: Option<Source<'_>>,
) -> Rendered {
    let mut capped = Capped::new(page, sampled.len());
    rows.head(page)?;
    for message in sampled {
        rows.row(&message, page)?;
    }
    page.row_ends()?;
    let Some(rest) = rest else { return Ok(()) };
    for entry in rest {
        match into_message(entry?) {
            Ok(message) if capped.admits() => {
                rows.row(&message, page)?;
                page.row_ends()?;
            }
            Ok(_) => {}
            Err(other) => plain(page, &other)?,
        }
    }
    page.left_out(capped.left_out(), "messages")?;
    Ok(())
}

/// An entry as the message that it is; what stands between messages comes back.
fn into_message(value: Value) -> Result<Message, Value> {
    match value {
        Value::Message(message) => Ok(*message),
        other => Err(other),
    }
}

/// The count of a structure stands in place of the count of messages.
fn tallied(tally: Tally) -> Summary {
    if tally.parts == 0 {
        return Summary::default();
    }
    let parts = if tally.parts == 1 {
        "1 part".to_owned()
    } else {
        format!("{} parts", tally.parts)
    };
    let attachments = match tally.attachments {
        0 => String::new(),
        1 => ", 1 attachment".to_owned(),
        many => format!(", {many} attachments"),
    };
    Summary {
        count: None,
        set: Some(format!("{parts}{attachments}")),
        replaces_count: true,
    }
}
