//! One item of each message by the message's number, as IMAPClient's dicts have it: flags, and Gmail's labels.

use std::borrow::Cow;
use std::io::{self, Write};

use imapclient::types::{self, Flag, ItemValue, Message};

use super::json;
use crate::shell::line;
use crate::shell::output::{Column, Items, Table, Value};

/// The number and the item of an entry, where it has both.
pub(super) fn pair(entry: &Value, items: Items) -> Option<(u32, &ItemValue)> {
    let Value::Message(message) = entry else {
        return None;
    };
    Some((number(message, items)?, message.item(items.item)?))
}

fn number(message: &Message, items: Items) -> Option<u32> {
    match items.by_uid {
        true => message.uid,
        false => Some(message.seq),
    }
}

/// The text of labels, which are told as any list is.
pub(super) fn labels(items: Items, item: &ItemValue) -> Option<Vec<Cow<'_, str>>> {
    let labels = match item {
        ItemValue::Value(types::Value::List(labels)) if items.item == "X-GM-LABELS" => labels,
        _ => return None,
    };
    let label = |label| match label {
        &types::Value::Number(number) => Some(Cow::Owned(number.to_string())),
        label => label.as_bytes().map(String::from_utf8_lossy),
    };
    Some(labels.iter().filter_map(label).collect())
}

/// The table of the pretty form; its rows are those of [`row`].
pub(super) fn table(items: Items) -> Table {
    let number = if items.by_uid { "UID" } else { "SEQ" };
    Table {
        columns: vec![
            Column::id(number).fill(5),
            Column::text(items.item.strip_prefix("X-GM-").unwrap_or(items.item)).yields(0),
        ],
        rows: None,
    }
}

/// An entry as a row: what a server sent in place of flags is shown as it came.
pub(super) fn row(entry: &Value, items: Items) -> Option<Value> {
    let (number, item) = pair(entry, items)?;
    let in_words = |names: Vec<_>| match names.is_empty() {
        true => Value::Nil,
        false => Value::Text(names.join(" ")),
    };
    let shown = match item {
        ItemValue::Flags(flags) => in_words(flags.iter().map(Flag::to_string).collect()),
        item if let Some(labels) = labels(items, item) => {
            in_words(labels.iter().map(|label| line::spelt(label)).collect())
        }
        ItemValue::Value(value) | ItemValue::Misfit(value, _) => value.clone().into(),
        _ => return None,
    };
    Some(Value::Tuple(vec![number.into(), shown]))
}

/// Writes an entry as a field of a JSON object, with its separator.
pub(super) fn json_field<W: Write + ?Sized>(
    out: &mut W,
    items: Items,
    (number, item): (u32, &ItemValue),
    first: bool,
) -> io::Result<()> {
    out.write_all(if first { b"{\"" } else { b", \"" })?;
    json::number(out, u64::from(number))?;
    out.write_all(b"\": ")?;
    match labels(items, item) {
        Some(labels) => json::list(out, labels, |out, label| json::string(out, &label)),
        None => json::item(out, item),
    }
}
