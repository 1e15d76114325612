//! The arguments as they go over the wire.

use super::*;
use crate::wire::encode::Piece;
use crate::wire::names::Names;

fn check(command: Result<Command>, names: Names, expected: &str) {
    let shown = match command {
        Ok(command) => command.pieces(names).iter().map(shown).collect(),
        Err(error) => format!("error: {error}"),
    };
    assert_eq!(shown, expected);
}

fn shown(piece: &Piece) -> String {
    match piece {
        Piece::Line(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Piece::Literal(bytes) => {
            format!("{{{}}}{}", bytes.len(), String::from_utf8_lossy(bytes))
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn names_follow_what_the_session_agreed_on() {
    let name = MailboxName::new("Entwürfe & mehr");
    let rename = |name: &MailboxName| {
        Command::new("X")
            .mailbox(name)?
            .list_mailbox("Ä%")?
            .labels(std::slice::from_ref(name))
    };
    check(
        rename(&name),
        Names::ModifiedUtf7,
        r#"X "Entw&APw-rfe &- mehr" &AMQ-% ("Entw&APw-rfe &- mehr")"#,
    );
    check(
        rename(&name),
        Names::Utf8,
        r#"X "Entwürfe & mehr" "Ä%" ("Entwürfe & mehr")"#,
    );
    // A line end has no place in quotes, whatever was agreed.
    check(
        rename(&MailboxName::new("a\r\nb")),
        Names::Utf8,
        "X {4}a\r\nb \"Ä%\" ({4}a\r\nb)",
    );
}

#[test]
fn a_session_in_utf8_says_no_charset_and_quotes_what_it_can() {
    let keys = [SearchKey::Text("SUBJECT".to_owned(), "müde".to_owned())];
    check(
        Command::new("SEARCH").search(&keys),
        Names::Utf8,
        "SEARCH SUBJECT \"müde\"",
    );
    check(
        Command::new("SORT").search_in_charset(&keys),
        Names::Utf8,
        "SORT UTF-8 SUBJECT \"müde\"",
    );
    check(
        Command::new("SEARCH").search(&keys),
        Names::ModifiedUtf7,
        "SEARCH CHARSET UTF-8 SUBJECT {5}müde",
    );
    // What is longer than quotes are made for, and line ends, stay in a literal.
    let keys = [SearchKey::Text("SUBJECT".to_owned(), "ü\r\n".to_owned())];
    check(
        Command::new("SEARCH").search(&keys),
        Names::Utf8,
        "SEARCH SUBJECT {4}ü\r\n",
    );
}

#[test]
fn notes_are_strings_nil_or_where_nul_is_in_them_literal8() {
    let value = |name: &str, value: Option<&[u8]>| (name.to_owned(), value.map(<[u8]>::to_vec));
    let values = [
        value("/private/a", Some(b"x \\")),
        value("/private/b", None),
        value("/private/c", Some(b"a\0")),
    ];
    check(
        Command::new("X").metadata_values(&values),
        Names::ModifiedUtf7,
        "X (/private/a \"x \\\\\" /private/b NIL /private/c ~TypedLiteral { bytes: [97, 0], waits: true })",
    );
}

#[test]
fn what_the_grammar_has_no_form_for_is_refused() {
    let new = || Command::new("X");
    let refused = [
        new().sort_keys(&[]),
        new().sort_keys(&[SortKey::new("DATE) X (")]),
        new().search_in_charset(&[]),
        new().search_return(&[SearchReturn::Partial(0, 5)]),
        new().search_return(&[SearchReturn::Partial(-1, 5)]),
        new().search_return(&[SearchReturn::Partial(1, 1 << 33)]),
        new().list_selection(&[ListSelection::RecursiveMatch]),
        new().list_selection(&[ListSelection::Remote, ListSelection::RecursiveMatch]),
        new().rights(RightsChange::Add, "lr s"),
        new().rights(RightsChange::Replace, "é"),
        new().rights(RightsChange::Replace, "L"),
        new().metadata_entries(&[]),
        new().metadata_entries(&["comment".to_owned()]),
        new().metadata_entries(&["/private/*".to_owned()]),
        new().metadata_entries(&["/private//x".to_owned()]),
        new().metadata_entries(&["/private/".to_owned()]),
        new().metadata_values(&[]),
        new().labels(&[MailboxName::new("a\0")]),
    ];
    for (index, command) in refused.into_iter().enumerate() {
        assert!(
            matches!(command, Err(Error::Argument(_))),
            "{index}: {command:?}"
        );
    }
}

#[test]
fn arguments_are_spelt_as_their_grammar_has_them() {
    let new = || Command::new("X");
    let utf7 = Names::ModifiedUtf7;
    check(
        new().sort_keys(&[SortKey::reverse("size"), SortKey::new("DATE")]),
        utf7,
        "X (REVERSE SIZE DATE)",
    );
    check(
        new().search_return(&[SearchReturn::Save, SearchReturn::Partial(-1, -100)]),
        utf7,
        "X RETURN (SAVE PARTIAL -1:-100)",
    );
    check(new().rights(RightsChange::Replace, ""), utf7, "X \"\"");
    check(new().rights(RightsChange::Remove, "te"), utf7, "X -te");
    let options = MetadataOptions {
        max_size: Some(1024),
        depth: MetadataDepth::Infinity,
    };
    check(
        new()
            .metadata_options(options)
            .metadata_entries(&["/shared/a b".to_owned()]),
        utf7,
        "X (MAXSIZE 1024 DEPTH infinity) (\"/shared/a b\")",
    );
}
