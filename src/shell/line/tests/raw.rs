//! Lines for the wire, and questions.

use super::*;

#[test]
fn help_is_asked_before_or_behind() {
    check(&[
        ("?", "help "),
        ("? # everything", "help "),
        ("?fetch", "help fetch"),
        ("? fetch", "help fetch"),
        ("fetch ?", "help fetch"),
        ("??fetch", "help+ fetch"),
        ("fetch ??", "help+ fetch"),
        ("help fetch", "help ‹fetch›"),
        ("search SUBJECT ?", "search ‹SUBJECT› ‹?›"),
        ("search \"?\"", "search \"?\""),
    ]);
}

#[test]
fn literals_take_the_lines_that_follow() {
    check(&[
        ("raw SELECT {5}\nINBOX", "raw: SELECT ‹INBOX›"),
        (
            "raw LOGIN {3+}\r\nana {6}  \nsec et",
            "raw: LOGIN ‹ana›+ ‹sec et›",
        ),
        (
            "raw X {7}\na\n\nöy; noop",
            "raw: X ‹a\\r\\n\\r\\n\\xc3\\xb6›y; noop",
        ),
        ("raw X {4}\nab\n", "raw: X ‹ab\\r\\n›"),
        ("raw X {0}\n (y)", "raw: X ‹› (y)"),
        ("raw X ~{1}\na", "raw: X ~‹a›"),
        (
            "raw APPEND Drafts (\\Seen) {@~/a b.eml} > out",
            "raw: APPEND Drafts (\\Seen) ‹@~/a b.eml› > out",
        ),
        (
            "a7 APPEND x CATENATE (TEXT {@a} TEXT {@b})",
            "a7: APPEND x CATENATE (TEXT ‹@a› TEXT ‹@b›)",
        ),
        ("raw X \"{@a}\" {5-}", "raw: X \"{@a}\" {5-}"),
        ("raw X \"{5}\"", "raw: X \"{5}\""),
    ]);
}

#[test]
fn raw_lines_are_kept_as_typed() {
    check(&[
        ("raw  NOOP", "raw:  NOOP"),
        (
            "RAW fetch 1  \"a \\\" > b\"   ",
            "raw: fetch 1  \"a \\\" > b\"",
        ),
        ("raw LIST \"\" #shared.*", "raw: LIST \"\" #shared.*"),
        ("raw SEARCH (A > B)", "raw: SEARCH (A > B)"),
        ("raw FETCH 1 (FLAGS", "raw: FETCH 1 (FLAGS"),
        ("raw LOGIN \"ana > x", "raw: LOGIN \"ana > x"),
        ("raw a7 NOOP", "raw: a7 NOOP"),
        ("raw X \\", "raw: X \\"),
        ("raw SELECT {x}", "raw: SELECT {x}"),
        ("a7 FETCH 1 FLAGS", "a7: FETCH 1 FLAGS"),
        ("A001  uid search all >> f", "A001: uid search all >> f"),
        (". NOOP", ".: NOOP"),
        ("rawhide x", "rawhide ‹x›"),
        ("raw NOOP; raw CHECK", "raw: NOOP; raw: CHECK"),
        (
            "raw NOOP && a7 CHECK || noop",
            "raw: NOOP && a7: CHECK || noop",
        ),
        ("raw SEARCH SUBJECT a;b", "raw: SEARCH SUBJECT a;b"),
        (
            "raw SEARCH SUBJECT \"a && b\"",
            "raw: SEARCH SUBJECT \"a && b\"",
        ),
    ]);
    let Ok(Statement::Raw(RawLine { span, tag, .. })) = parse_one("  a7  NOOP  > x") else {
        panic!("not raw")
    };
    assert_eq!(span, 6..10);
    assert_eq!(tag.map(|tag| tag.span), Some(2..4));
}
