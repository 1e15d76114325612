//! `namespace`: NAMESPACE.

use imapclient::types::NamespaceEntry;

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::Failure;
use super::super::output::{Cell, Column, Footer, Output, Shape, Table, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "namespace",
    aliases: &[],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("NAMESPACE"),
    parameters: &[],
    switches: &[],
    summary: "what names of own, others' and shared folders begin with",
    details: "Sends NAMESPACE and shows the prefixes of names with the separator of levels in each.\n\
              RFC 9051 section 6.3.10",
    examples: &["namespace"],
    effect: Effect::Reads,
    run,
};

type Entries = Option<Vec<NamespaceEntry>>;

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let client = session.client(call)?;
    let namespace = client.namespace().map_err(|error| call.failed(&error))?;
    let kinds = [
        ("own", &namespace.personal),
        ("other users", &namespace.other),
        ("shared", &namespace.shared),
    ];
    let rows = kinds.iter().flat_map(|(kind, entries)| rows(kind, entries));
    let shape = Shape::Table(Table {
        columns: vec![
            Column::text("NAMESPACE").fill(14).yields(0),
            Column::text("PREFIX").fill(24),
            Column::text("SEPARATOR").yields(0),
        ],
        rows: Some(rows.collect()),
    });
    let value = Value::Record {
        name: "Namespace",
        fields: vec![
            ("personal", value(&namespace.personal)),
            ("other", value(&namespace.other)),
            ("shared", value(&namespace.shared)),
        ],
    };
    Ok(Output::new(value, shape).footer(Footer::part("NAMESPACE ok")))
}

fn rows(kind: &str, entries: &Entries) -> Vec<Vec<Cell>> {
    let Some(entries) = entries else {
        return vec![vec![kind.into(), Value::Nil.into(), Value::Nil.into()]];
    };
    let row = |entry: &NamespaceEntry| {
        let prefix = format!("\"{}\"", entry.prefix);
        vec![kind.into(), prefix.into(), entry.delimiter.clone().into()]
    };
    entries.iter().map(row).collect()
}

/// None, or a tuple of prefix and separator for each.
fn value(entries: &Entries) -> Value {
    let pair = |entry: &NamespaceEntry| {
        let separator = entry
            .delimiter
            .as_ref()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        Value::row(vec![
            ("prefix", Value::Mailbox(entry.prefix.clone())),
            ("separator", separator.into()),
        ])
    };
    match entries {
        Some(entries) => Value::Tuple(entries.iter().map(pair).collect()),
        None => Value::Nil,
    }
}
