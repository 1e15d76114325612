//! What is refused, and where the finger points.

use super::*;

#[test]
fn what_is_not_built_yet_is_refused_with_its_place() {
    check_refused(&[
        (
            "append Drafts <<EOF\nhello\nEO",
            "the word after <<",
            "<<EOF",
        ),
        ("append Drafts <<\nhello", "a word must follow <<", "<<"),
        ("c.noop() <<EOF\nEOF", "<<WORD stands among", "<<"),
        ("append Drafts < mail.eml", "< does not work here", "<"),
        ("select_folder ${HOME}", "variables", "${"),
        ("add_flags 5 ${x}", "variables", "${"),
        ("append Drafts {310}", "literals", "{310}"),
        ("append Drafts ~{310+}", "literals", "~{310+}"),
        ("raw NOOP # why", "raw is sent as typed", "#"),
    ]);
}

#[test]
fn literals_that_are_not_whole_are_pointed_at() {
    check_refused(&[
        (
            "raw APPEND Drafts {310}",
            "the bytes of this literal",
            "{310}",
        ),
        ("a7 LOGIN {3+}\nan", "the bytes of this literal", "{3+}"),
        (
            "raw X {2} \nmü",
            "the literal ends within a character",
            "{2}",
        ),
        (
            "raw X {3}\nab\n",
            "the literal ends within a character",
            "{3}",
        ),
        ("raw X {40000}\n", "this many bytes nobody types", "{40000}"),
        (
            "raw X {99999999999999999999}",
            "this many bytes nobody types",
            "{99999999999999999999}",
        ),
        (
            "raw APPEND Drafts {@mail.eml",
            "the name of a file",
            "{@mail.eml",
        ),
        ("raw APPEND Drafts {@}", "the name of a file", "{@"),
        ("raw X {3}\nabc\nNOOP", "a second line begins here", "\n"),
    ]);
}

#[test]
fn mistakes_are_pointed_at() {
    check_refused(&[
        (
            "fetch 5 (FLAGS",
            "the bracket opened here is not closed",
            "(",
        ),
        (
            "search \"two words",
            "the quote opened here is not closed",
            "\"",
        ),
        ("fetch 5 FLAGS)", "this bracket was not opened", ")"),
        ("fetch 5 FLAGS]", "this bracket was not opened", "]"),
        ("fetch 5 )", "this bracket was not opened", ")"),
        ("fetch 5 (FLAGS]", ") is needed before this bracket", "]"),
        (
            "fetch 5 [FLAGS, (a]",
            ") is needed before this bracket",
            "]",
        ),
        ("fetch [,1]", "nothing stands before this comma", ","),
        ("fetch [1,,2]", "nothing stands before this comma", ","),
        ("store 5 +FLAGS(\\Seen)", "a blank is missing before (", "("),
        ("search FROM a\"b c\"", "a quote inside a word", "\""),
        ("search FROM \"a\"b", "a blank is missing here", "b"),
        ("fetch 5 ('A', 'B')", "blanks part words, not commas", ","),
        ("search (FROM a)b", "a blank is missing here", "b"),
        (
            "x = c.fetch(1)",
            "one call with plain values works here",
            "c.fetch",
        ),
        ("\"fetch\" 5", "a line starts with a command", "\"fetch\""),
        ("(fetch 5)", "a line starts with a command", "(fetch 5)"),
        ("--json ls", "a line starts with a command", "--json"),
        ("@file", "a line starts with a command", "@file"),
        ("select a\u{7}b", "a control character (U+0007)", "\u{7}"),
        ("select a\0b", "a control character (U+0000)", "\0"),
        ("select a\rNOOP", "a control character (U+000D)", "\r"),
        (
            "select \"a\u{85}\"",
            "a control character (U+0085)",
            "\u{85}",
        ),
        (
            "raw NOOP\u{1b}[0m",
            "a control character (U+001B)",
            "\u{1b}",
        ),
        ("raw", "raw needs the text to send", "raw"),
        ("raw > x", "raw needs the text to send", "raw"),
        (". ", "after a tag", "."),
        (". hello", "after a tag", "."),
        ("a7 hello", "after a tag", "a7"),
        ("a7", "after a tag", "a7"),
        ("noop &&", "a command must follow here", "&&"),
        ("noop || # x", "a command must follow here", "||"),
        ("noop && ; noop", "a command must follow here", "&&"),
        ("noop ; ; noop", "a line starts with a command", ";"),
        ("&& noop", "a line starts with a command", "&"),
        ("noop && 5", "a line starts with a command", "5"),
        ("c.noop() c.noop()", "one call with plain values", "c"),
        ("$old", "a line starts with a command; $name =", "$old"),
        ("$ = noop", "a name for a result is letters", "$"),
        ("$1 = noop", "a name for a result is letters", "$1"),
        ("$env = noop", "a name for a result is letters", "$env"),
        ("$old = ", "a command must follow the =", "$old"),
        ("$old = raw NOOP", "only the result of a command", "$old"),
        ("$old = ?fetch", "only the result of a command", "$old"),
        ("$old = $new", "a line starts with a command", "$new"),
        ("| less", "a line starts with a command", "|"),
        ("noop |", "a command of the system's shell", "|"),
        ("noop | > x", "a command of the system's shell", "|"),
        ("! ", "a command of the system's shell", "!"),
        ("noop && !", "a command of the system's shell", "!"),
        ("$x = !ls", "only the result of a command", "$x"),
        ("5 FLAGS", "a line starts with a command", "5"),
        ("@@x", "a line starts with a command", "@@x"),
        ("? a b", "help takes one topic", "b"),
        ("? (a)", "a topic of help is one word", "(a)"),
    ]);
}

#[test]
fn nesting_ends_somewhere() {
    for (open, close) in [("(", ")"), ("[ ", "]")] {
        let deep = |depth: usize| format!("search {}x{}", open.repeat(depth), close.repeat(depth));
        assert!(parse(&deep(32)).is_ok());
        let error = parse(&deep(33)).expect_err("too deep");
        assert_eq!(error.message, "the brackets are nested too deeply");
    }
    assert!(
        parse(&format!(
            "c.search({}{})",
            "[".repeat(100_000),
            "]".repeat(100_000)
        ))
        .is_err()
    );
    assert!(parse(&format!("search {}", "[".repeat(100_000))).is_err());
}
