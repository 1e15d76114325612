//! What is written of arguments, and what is refused.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::types::{Date, FetchItem, Part, RawPart, SearchKey, Section, SectionText};

fn check(command: Result<Command>, expected: &str) {
    let shown = match command {
        Ok(command) => command
            .pieces(Names::default())
            .iter()
            .map(|piece| match piece {
                Piece::Line(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Piece::SecretLine(secret) => String::from_utf8_lossy(secret.expose()).into_owned(),
                Piece::Literal(bytes) | Piece::TypedLiteral { bytes, .. } => {
                    format!("{{{}}}{}", bytes.len(), String::from_utf8_lossy(bytes))
                }
                Piece::SecretLiteral(secret) => format!("{{{}}}", secret.expose().len()),
                Piece::Stream { len, .. } => format!("{{{len}}}..."),
            })
            .collect(),
        Err(error) => format!("error: {error}"),
    };
    assert_eq!(shown, expected);
}

#[test]
fn strings_take_the_plainest_form_that_holds_them() {
    let astring = |text: &str| Command::new("X").astring("it", text.as_bytes());
    check(astring("plain"), "X plain");
    check(astring("two words"), "X \"two words\"");
    check(astring(""), "X \"\"");
    check(astring("nil"), "X \"nil\"");
    check(astring(r#"a"b\c"#), r#"X "a\"b\\c""#);
    check(astring("a\r\nA2 NOOP"), "X {10}a\r\nA2 NOOP");
    check(astring("é"), "X {2}é");
    check(astring("[x]"), "X [x]");
    check(Command::new("LIST").list_mailbox("NIL"), "LIST \"NIL\"");
    check(
        astring("a\0b"),
        "error: it holds a NUL, which IMAP cannot send",
    );
}

fn raw(line: &str) -> Result<Command> {
    Command::raw(&[RawPart::Text(line.to_owned())])
}

#[test]
fn no_argument_ends_the_line() {
    check(
        Command::new("X").atom("it", "a\r\nb"),
        "error: it \"a\\r\\nb\" cannot be sent: it has to be one plain word",
    );
    assert!(raw("NOOP\r\nA1 NOOP").is_err());
    for line in [
        "SELECT {5}",
        "SELECT {5+}",
        "APPEND x ~{5}",
        "LOGIN ana {0-}",
    ] {
        assert!(raw(line).is_err(), "{line}");
    }
    for line in ["X {}", "X {5} ", "X {a5}", "X \"{5}\""] {
        assert!(raw(line).is_ok(), "{line}");
    }
    let section = Section {
        item: "BODY.PEEK[] x\r\nA2 NOOP BODY".to_owned(),
        part: Part::default(),
        partial: None,
    };
    let items = [FetchItem::Section(section)];
    assert!(Command::new("FETCH").fetch_items(&items).is_err());
    assert!(Command::new("X").flags(&[Flag::new("\\Seen) x")]).is_err());
    assert!(Command::new("X").flags(&[Flag::new("")]).is_err());
    assert!(Command::new("X").set(&SequenceSet::default()).is_err());
}

#[test]
fn secrets_do_not_show() {
    let command = Command::new("LOGIN")
        .astring("the user name", b"ana")
        .unwrap();
    let command = command
        .secret("the password", &Secret::new("pa\"ss"))
        .unwrap();
    assert_eq!(command.display(), "LOGIN ana <hidden>");
    assert!(!format!("{command:?}").contains("pa"), "{command:?}");
    for line in [
        "LOGIN ana se\"cret",
        "login \"a b\" secret",
        "LOGIN  ana  {6}cret",
    ] {
        let command = raw(line).unwrap();
        assert!(
            command.display().ends_with("<hidden>"),
            "{}",
            command.display()
        );
        assert!(!command.display().contains("cret"), "{}", command.display());
    }
}

#[test]
fn secrets_do_not_show_in_literals_either() {
    let text = |text: &str| RawPart::Text(text.to_owned());
    let literal = |text: &str| RawPart::Literal {
        bytes: text.as_bytes().to_vec(),
        waits: false,
    };
    for (parts, expected) in [
        (
            vec![text("LOGIN "), literal("ana"), text(" "), literal("hunter")],
            "LOGIN ana <hidden>",
        ),
        (
            vec![text("LOGIN ana "), literal("hunter"), text(" more")],
            "LOGIN ana <hidden><hidden>",
        ),
        (
            vec![
                text("LOGIN a"),
                literal("na"),
                text("x hun"),
                literal("ter"),
            ],
            "LOGIN anax <hidden><hidden>",
        ),
        (
            vec![text("authenticate plain "), literal("hunter")],
            "authenticate plain <hidden>",
        ),
        (vec![text("SELECT "), literal("INBOX")], "SELECT INBOX"),
    ] {
        let command = Command::raw(&parts).unwrap();
        assert_eq!(command.display(), expected);
        assert!(!format!("{command:?}").contains("hun"), "{command:?}");
    }
    let displayed = raw("AUTHENTICATE PLAIN AGFuYQBzZWNyZXQ=")
        .unwrap()
        .display();
    assert_eq!(displayed, "AUTHENTICATE PLAIN <hidden>");
}

#[test]
fn fetch_items_are_a_list_and_macros_are_not() {
    let section = Section {
        item: "BODY.PEEK".to_owned(),
        part: Part {
            path: vec![1, 2],
            text: Some(SectionText::HeaderFields(vec!["From".into(), "To".into()])),
        },
        partial: Some((0, 200)),
    };
    let items = [FetchItem::word("flags"), FetchItem::Section(section)];
    check(
        Command::new("FETCH").fetch_items(&items),
        "FETCH (FLAGS BODY.PEEK[1.2.HEADER.FIELDS (From To)]<0.200>)",
    );
    check(
        Command::new("FETCH").fetch_items(&[FetchItem::word("FAST")]),
        "FETCH FAST",
    );
}

#[test]
fn search_says_its_charset_only_when_it_needs_one() {
    let text = |text: &str| SearchKey::Text("SUBJECT".to_owned(), text.to_owned());
    check(
        Command::new("SEARCH").search(&[text("a b")]),
        "SEARCH SUBJECT \"a b\"",
    );
    let nested = SearchKey::Not(Box::new(SearchKey::All(vec![
        text("müde"),
        SearchKey::Word("SEEN".into()),
    ])));
    check(
        Command::new("SEARCH").search(&[nested]),
        "SEARCH CHARSET UTF-8 NOT (SUBJECT {5}müde SEEN)",
    );
    let since = SearchKey::Date("SINCE".to_owned(), Date::new(2026, 11, 1).unwrap());
    check(
        Command::new("SEARCH").search(&[since]),
        "SEARCH SINCE 1-Nov-2026",
    );
    check(
        Command::new("SEARCH").search(&[]),
        "error: no search criteria",
    );
}

#[test]
fn search_for_a_keyword_is_never_turned_into_another() {
    let keyword = |flag: &str| SearchKey::Keyword("KEYWORD".to_owned(), Flag::new(flag));
    check(
        Command::new("SEARCH").search(&[keyword("$Junk")]),
        "SEARCH KEYWORD $Junk",
    );
    assert!(Command::new("SEARCH").search(&[keyword("\\Seen")]).is_err());
}

#[test]
fn search_keys_go_only_so_deep() {
    let nested = |depth| {
        (0..depth).fold(SearchKey::Saved, |key, number| match number % 3 {
            0 => SearchKey::Not(Box::new(key)),
            1 => SearchKey::All(vec![key]),
            _ => SearchKey::Or(Box::new(SearchKey::Saved), Box::new(key)),
        })
    };
    assert!(Command::new("SEARCH").search(&[nested(100)]).is_ok());
    for keys in [nested(101), nested(3000)].map(|key| [key]) {
        assert!(Command::new("SEARCH").search(&keys).is_err());
        assert!(Command::new("SORT").search_in_charset(&keys).is_err());
    }
    let words = |keys: &[SearchKey]| -> Vec<(usize, String)> {
        let shown = SearchKey::walk(keys).map(|(depth, key)| (depth, format!("{key:?}")));
        shown.filter(|(_, key)| key.starts_with("Word")).collect()
    };
    let word = |text: &str| SearchKey::Word(text.to_owned());
    let or = SearchKey::Or(
        Box::new(word("A")),
        Box::new(SearchKey::All(vec![word("B"), word("C")])),
    );
    let order = ["A", "B", "C", "D"].map(|text| format!("Word({text:?})"));
    let expected: Vec<_> = [1, 2, 2, 0].into_iter().zip(order).collect();
    assert_eq!(words(&[or, word("D")]), expected);
}
