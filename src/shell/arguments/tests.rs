//! What the tests of all parts share, and what must hold for every line.
#![allow(clippy::unwrap_used)]

use imapclient::types::{Date, MessageSet, SequenceSet};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::when::date;
use super::*;
use crate::shell::line::{self, Argument, Statement};

/// Stands before what a test types; flags may follow, so no word is refused as a variable.
const VERB: &str = "add_flags 5 ";

/// The arguments of a line that goes on with `typed`.
pub(super) fn arguments(typed: &str) -> Vec<Argument> {
    let Statement::Command(command) = line::parse_one(&format!("{VERB}{typed}")).unwrap() else {
        panic!("no command: {typed}");
    };
    command.arguments.into_iter().skip(1).collect()
}

/// The arguments of a Python call.
pub(super) fn python(call: &str) -> Vec<Argument> {
    match line::parse_one(call).unwrap() {
        Statement::Command(command) => command.arguments,
        _ => panic!("no call: {call}"),
    }
}

/// A value as it is spelled, or a mistake as `marked text: message (hint)`.
pub(super) fn shown(typed: &str, result: Result<String, Mistake>) -> String {
    shown_in(&format!("{VERB}{typed}"), result)
}

/// Reads fetch items.
#[track_caller]
pub(super) fn check_items(typed: &str, expected: &str) {
    let spelled = fetch_items(&arguments(typed)).map(|items| {
        let items: Vec<String> = items.iter().map(ToString::to_string).collect();
        items.join(" ")
    });
    assert_eq!(shown(typed, spelled), expected, "{typed}");
}

/// The same for a whole line.
pub(super) fn shown_in(line: &str, result: Result<String, Mistake>) -> String {
    match result {
        Ok(value) => value,
        Err(Mistake {
            span,
            message,
            hint,
        }) => {
            let marked = line.get(span).unwrap();
            let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("{marked}: {message}{hint}")
        }
    }
}

/// `_` is 3 to 5 and 9, `__` is nothing, `_8` are sequence numbers, `$` is 7.
pub(super) fn results(name: &str) -> Option<MessageSet> {
    let set = |text: &str| SequenceSet::parse(text).unwrap();
    match name {
        "_" => Some(MessageSet::Uid(set("3:5,9"))),
        "__" => Some(MessageSet::Uid(SequenceSet::default())),
        "_8" => Some(MessageSet::Sequence(set("1:2"))),
        "$" => Some(MessageSet::Uid(set("7"))),
        _ => None,
    }
}

/// Words that lead far into the grammars.
fn fragment() -> impl Strategy<Value = String> {
    let known = SEARCH_KEYS
        .iter()
        .map(|key| key.name)
        .chain(FETCH_ITEMS.iter().copied())
        .chain([
            "(",
            ")",
            "[",
            "]",
            "\"",
            "'",
            ",",
            ":",
            "*",
            "\\",
            "<0.5>",
            "_",
            "__",
            "$",
            "last:5",
            "1:3,7",
            "0",
            "4294967296",
            "7d",
            "2w",
            "1-Nov",
            "2026-11-01",
            "5M",
            "\\Seen",
            "Seen",
            "é",
            "CHARSET",
            "UTF-8",
            "HEADER.FIELDS",
            "--x",
            "@f",
            "\"a b\"",
            "BODY[1.",
        ])
        .collect::<Vec<_>>();
    prop_oneof![
        4 => proptest::sample::select(known).prop_map(str::to_owned),
        1 => ".{0,6}",
    ]
}

proptest! {
    #[test]
    fn no_line_is_a_panic_and_every_mistake_has_its_place(
        fragments in proptest::collection::vec(fragment(), 0..12),
        glue in prop_oneof![Just(" "), Just(""), Just(", ")],
        form in 0..4,
    ) {
        let inside = fragments.join(glue);
        let text = match form {
            0 => format!("search {inside}"),
            1 => format!("add_flags {inside}"),
            2 => format!("c.search({inside})"),
            _ => format!("c.search('{inside}')"),
        };
        // A `;` in it makes several commands.
        for step in line::parse(&text).unwrap_or_default() {
            let Statement::Command(command) = step.statement else { continue };
            for mistake in mistakes(&command.arguments) {
                prop_assert!(text.get(mistake.span.clone()).is_some(), "{:?} in {}", mistake, text);
            }
        }
    }
}

/// Everything that is wrong with arguments, whatever they are taken for.
fn mistakes(arguments: &[Argument]) -> Vec<Mistake> {
    let numbers = Numbers {
        uid: true,
        exists: Some(3),
        results: &results,
    };
    let today = Date::new(2026, 11, 22).unwrap();
    let mut mistakes: Vec<Mistake> = [
        fetch_items(arguments).err(),
        criteria(arguments, &numbers, today).err(),
        flags(arguments).err(),
        status_items(arguments).err(),
    ]
    .into_iter()
    .flatten()
    .collect();
    for argument in arguments {
        mistakes.extend(message_set(argument, &numbers).err());
        mistakes.extend(mailbox(argument).err());
        mistakes.extend(pattern(argument).err());
        mistakes.extend(changed_since(argument).err());
        mistakes.extend(date_time(argument, &TimeZone::UTC).err());
        if let Argument::Word(word) = argument {
            mistakes.extend(date(word, today).err());
            mistakes.extend(store_item(word).err());
        }
    }
    mistakes
}
