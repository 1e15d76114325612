//! SEARCH, SORT and ESEARCH: which messages matched.

use crate::types::{SearchResult, SequenceSet, Window};
use crate::wire::tree::{Kind, Node, Nodes};

use super::scalar::{excerpt, note, note_anomalies, number, number32, text, upper};

/// Reads what follows `* SEARCH` or `* SORT`: ids in their order, and `(MODSEQ n)` wherever it stands.
/// RFC 3501 section 7.2.5; RFC 5256 section 4; RFC 7162 section 3.1.5
pub fn search(values: Nodes<'_>, notes: &mut Vec<String>) -> SearchResult {
    note_anomalies(notes, values.anomalies());
    let mut result = SearchResult::default();
    let mut ids = SequenceSet::default();
    for value in values {
        if value.kind() == Kind::List {
            mod_sequence(value, &mut result, notes);
        } else if let Some(id) = number32(value).filter(|id| *id > 0) {
            ids.push(id);
        } else if let Some(set) = set(value) {
            ids.append(set);
        } else {
            note(
                notes,
                format!("search: {} is no message number", excerpt(value)),
            );
        }
    }
    result.ids = Some(ids);
    result
}

/// Reads what follows `* ESEARCH`, its correlator included. RFC 9051 section 7.3.4; RFC 4731 section 3.1
pub fn esearch(values: Nodes<'_>, notes: &mut Vec<String>) -> SearchResult {
    note_anomalies(notes, values.anomalies());
    let mut result = SearchResult::default();
    let mut values = values;
    while let Some(name) = values.next() {
        if name.kind() == Kind::List {
            list(name, &mut result, notes);
            continue;
        }
        let word = upper(name);
        if word == "UID" {
            result.uid = true;
            continue;
        }
        match values.next() {
            Some(value) => datum(word, value, &mut result, notes),
            None => note(notes, format!("esearch: {word} has no value")),
        }
    }
    result
}

/// One named result of an ESEARCH; what is unknown or does not fit is kept as it came.
fn datum(word: String, value: Node<'_>, result: &mut SearchResult, notes: &mut Vec<String>) {
    let fits = match word.as_str() {
        "MIN" => keep(&mut result.min, number32(value)),
        "MAX" => keep(&mut result.max, number32(value)),
        "COUNT" => keep(&mut result.count, number32(value)),
        "ALL" if value.kind() == Kind::Nil => keep(&mut result.ids, Some(SequenceSet::default())),
        "ALL" => keep(&mut result.ids, set(value)),
        "PARTIAL" => keep(&mut result.partial, window(value)),
        "MODSEQ" => {
            let inner = if value.kind() == Kind::List {
                value.children().next()
            } else {
                Some(value)
            };
            keep(&mut result.modseq, inner.and_then(number))
        }
        _ => {
            result.more.push((word, value.to_value()));
            return;
        }
    };
    if !fits {
        note(
            notes,
            format!("esearch: {word} cannot be {}", excerpt(value)),
        );
        result.more.push((word, value.to_value()));
    }
}

/// Keeps a value where there is one, and says whether there was.
fn keep<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let fits = value.is_some();
    *place = value.or(place.take());
    fits
}

/// A list within an ESEARCH: the correlator `(TAG "A1")`, or results that a server put into parentheses.
fn list(node: Node<'_>, result: &mut SearchResult, notes: &mut Vec<String>) {
    let mut nodes = node.children();
    while let Some(name) = nodes.next() {
        let word = upper(name);
        let Some(value) = nodes.next() else {
            note(notes, format!("esearch: {word} has no value"));
            return;
        };
        match word.as_str() {
            "TAG" => result.tag = value.bytes().map(std::borrow::Cow::into_owned),
            _ => {
                if word == "MODSEQ" {
                    note(notes, "esearch: modseq in parentheses");
                }
                datum(word, value, result, notes);
            }
        }
    }
}

/// `(MODSEQ n)` among the ids of a SEARCH.
fn mod_sequence(list: Node<'_>, result: &mut SearchResult, notes: &mut Vec<String>) {
    let mut words = list.children();
    let named = words
        .next()
        .is_some_and(|word| word.raw().eq_ignore_ascii_case(b"MODSEQ"));
    match words.next().and_then(number).filter(|_| named) {
        Some(modseq) => result.modseq = Some(modseq),
        None => note(
            notes,
            format!("search: {} is no mod-sequence", excerpt(list)),
        ),
    }
}

/// ```text
/// ret-data-partial = "PARTIAL" SP "(" partial-range SP partial-results ")"
/// partial-results = sequence-set / "NIL"
/// ```
fn window(node: Node<'_>) -> Option<Window> {
    let mut parts = node.children();
    let range = text(parts.next()?);
    let (first, last) = range.split_once(':')?;
    let ids = parts.next()?;
    Some(Window {
        first: first.parse().ok()?,
        last: last.parse().ok()?,
        ids: match ids.kind() {
            Kind::Nil => SequenceSet::default(),
            _ => set(ids)?,
        },
    })
}

/// A set of numbers, as ESEARCH has it and some servers use it in SEARCH.
fn set(node: Node<'_>) -> Option<SequenceSet> {
    match node.kind() {
        Kind::Number | Kind::Atom | Kind::Quoted => {
            SequenceSet::parse(&text(node)).filter(|set| !set.is_open())
        }
        _ => None,
    }
}
