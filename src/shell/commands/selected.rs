//! What a server says of a folder it opens: as IMAPClient's dict, and as facts for a person.

use imapclient::types::SelectedMailbox;

use super::super::output::{Cell, Facts, Value};

/// The dict that IMAPClient makes of a SELECT.
pub(super) fn value(selected: &SelectedMailbox) -> Vec<(Value, Value)> {
    let mut entries: Vec<(Value, Value)> = Vec::new();
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            entries.push((Value::Bytes(key.as_bytes().to_vec()), value));
        }
    };
    let flags = |flags: &[imapclient::types::Flag]| Value::tuple(flags.iter().cloned());
    add(
        "PERMANENTFLAGS",
        selected.permanent_flags.as_deref().map(flags),
    );
    add("FLAGS", Some(flags(&selected.flags)));
    add("EXISTS", selected.exists.map(Value::from));
    add("RECENT", selected.recent.map(Value::from));
    add("UIDVALIDITY", selected.uid_validity.map(Value::from));
    add("UIDNEXT", selected.uid_next.map(Value::from));
    add("HIGHESTMODSEQ", selected.highest_modseq.map(Value::from));
    add(
        "UNSEEN",
        selected
            .first_unseen
            .map(|number| Value::list([number.to_string().into_bytes()])),
    );
    let mode = if selected.read_only {
        "READ-ONLY"
    } else {
        "READ-WRITE"
    };
    add(
        mode,
        Some(if selected.read_only {
            Value::list([Vec::<u8>::new()])
        } else {
            Value::Bool(true)
        }),
    );
    for (name, values) in &selected.codes {
        add(name, Some(Value::list([as_sent(values)])));
    }
    entries
}

/// The values of a response code as they stood on the wire, which is how IMAPClient gives them.
fn as_sent(values: &[imapclient::types::Value]) -> Vec<u8> {
    use imapclient::types::Value as Raw;
    let one = |value: &Raw| match value {
        Raw::Nil => b"NIL".to_vec(),
        Raw::Number(number) => number.to_string().into_bytes(),
        Raw::Atom(bytes) => bytes.clone(),
        Raw::String(bytes, _) => {
            let mut quoted = vec![b'"'];
            for &byte in bytes {
                if matches!(byte, b'"' | b'\\') {
                    quoted.push(b'\\');
                }
                quoted.push(byte);
            }
            quoted.push(b'"');
            quoted
        }
        // Nesting is bounded by the reader of the wire.
        Raw::List(items) => [b"(".as_slice(), &as_sent(items), b")"].concat(),
    };
    values.iter().map(one).collect::<Vec<_>>().join(&b' ')
}

/// The facts of mock-up 3.1.
pub(super) fn facts(
    selected: &SelectedMailbox,
    examined: bool,
    unseen: Option<u64>,
    first_unseen: Option<u32>,
) -> Facts {
    let known = |number: Option<u64>| number.filter(|number| *number > 0);
    let mode = match (selected.read_only, examined) {
        (true, true) => "opened read-only (EXAMINE)",
        (true, false) => "opened read-only",
        _ => "opened read-write",
    };
    let mut first = vec![("messages", Cell::count(selected.exists.map(Value::from)))];
    if let Some(unseen) = unseen {
        first.push(("unseen", Cell::count(unseen)));
    }
    if let Some(recent) = selected.recent {
        first.push(("recent", Cell::count(recent)));
    }
    match (first_unseen, known(selected.first_unseen)) {
        (Some(uid), _) => first.push(("first unseen", Cell::new(format!("UID {uid}")))),
        (None, Some(number)) if unseen.is_none() => first.push((
            "first unseen",
            Cell::new(format!("message number {number}")),
        )),
        _ => {}
    }
    let mut second = Vec::new();
    let numbers = [
        ("uidnext", known(selected.uid_next)),
        ("uidvalidity", known(selected.uid_validity)),
        ("highestmodseq", known(selected.highest_modseq)),
    ];
    second.extend(
        numbers
            .into_iter()
            .filter_map(|(name, number)| Some((name, Cell::new(number?)))),
    );
    let spelt = |flags: &[imapclient::types::Flag]| {
        let names: Vec<_> = flags.iter().map(|flag| flag.as_str()).collect();
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(" ")
        }
    };
    let permanent = match &selected.permanent_flags {
        Some(flags) if flags.is_empty() => "none: nothing you change here is kept".to_owned(),
        Some(flags) => spelt(flags),
        None => "not told: all flags can be changed".to_owned(),
    };
    let lines = vec![
        ("flags".to_owned(), Cell::new(spelt(&selected.flags))),
        ("permanent".to_owned(), Cell::new(permanent)),
    ];
    let title = Some(format!("{} {mode}", selected.name));
    Facts {
        title,
        grid: [first, second]
            .into_iter()
            .filter(|row| !row.is_empty())
            .collect(),
        lines,
        right: false,
    }
}
