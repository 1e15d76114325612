//! Lines that go on over several.

use super::*;

#[test]
fn a_line_goes_on_over_brackets_quotes_and_backslashes() {
    check(&[
        (
            "search (FROM ann\n  SUBJECT x)",
            "search (‹FROM› ‹ann› ‹SUBJECT› ‹x›)",
        ),
        (
            "search (FROM ann\r\n  SUBJECT x)\r\n",
            "search (‹FROM› ‹ann› ‹SUBJECT› ‹x›)",
        ),
        ("fetch [1,\n2] \\\nFLAGS", "fetch [‹1› ‹2›] ‹FLAGS›"),
        ("fetch 5 \\  \r\n  FLAGS", "fetch ‹5› ‹FLAGS›"),
        ("fetch 5 \\\n", "fetch ‹5›"),
        (
            "fetch 5 BODY[HEADER.FIELDS (A\r\nB)]",
            "fetch ‹5› ‹BODY[HEADER.FIELDS (A B)]›",
        ),
        ("append X \"one\r\ntwo\n\"", "append ‹X› \"one\\ntwo\\n\""),
        (
            "c.fetch([1,\n 2], # these\n 'FLAGS')",
            "python(c) fetch ‹1,2› \"FLAGS\"",
        ),
        (
            "c.append('X', '''a\r\nb''')",
            "python(c) append \"X\" \"a\\nb\"",
        ),
    ]);
    check_refused(&[
        ("noop\nquit", "a second line begins here", "\n"),
        ("noop # why\nquit", "a second line begins here", "\n"),
        ("raw NOOP\nquit", "a second line begins here", "\n"),
        ("raw LOGIN \"a\nb\"", "a second line begins here", "\n"),
        ("raw LOGIN \"a\\\nb\"", "a second line begins here", "\n"),
        ("c.noop()\nc.noop()", "a second line begins here", "\n"),
        (
            "c.noop('a\n')",
            "the quote opened here is not closed on its line",
            "'",
        ),
    ]);
}

#[test]
fn what_is_open_is_incomplete() {
    for (text, expected) in [
        ("fetch 5 FLAGS", None),
        ("fetch 5 (FLAGS", Some(Why::Bracket)),
        ("fetch [1,", Some(Why::Bracket)),
        ("fetch 5 BODY[HEADER", Some(Why::Bracket)),
        ("search \"two", Some(Why::Quote)),
        ("search 'two", Some(Why::Quote)),
        ("search (SUBJECT \"two)", Some(Why::Quote)),
        ("search ALL \\", Some(Why::Backslash)),
        ("search ALL \\ ", Some(Why::Backslash)),
        ("search ALL\\", None),
        ("search FROM O'Brien", None),
        ("c.fetch(", Some(Why::Bracket)),
        ("c.fetch([1, 2], {'a':", Some(Why::Bracket)),
        ("c.fetch({'a'", Some(Why::Bracket)),
        ("c.fetch(x=", Some(Why::Bracket)),
        ("c.append('''a", Some(Why::Quote)),
        ("c.append('a", None),
        ("raw FETCH 1 (FLAGS", None),
        ("raw LOGIN \"ana", None),
        ("raw LOGIN {3}", Some(Why::Literal)),
        ("raw LOGIN {3}\nana {6}\nsecre", Some(Why::Literal)),
        ("raw LOGIN {3}\nana {6}\nsecret", None),
        ("fetch 5 FLAGS)", None),
        ("append X <<EOF", Some(Why::Document("EOF".to_owned()))),
        (
            "append X <<'E' <<F\na\nE\nb",
            Some(Why::Document("F".to_owned())),
        ),
        ("append X <<EOF --flags (\\Seen)\na (\n\nEOF", None),
        ("!ls (", None),
    ] {
        assert_eq!(is_incomplete(text), expected, "{text}");
    }
}
