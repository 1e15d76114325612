#![allow(clippy::unwrap_used)]
use super::*;
use crate::types::Value;
use crate::wire::framer::{Framer, Limits, Step};

/// A value in one line: `N5`, `a`, `"s"`, `{l}`, `~{l}`, `nil`, `(...)`.
fn show(node: Node<'_>) -> String {
    let text = || {
        String::from_utf8_lossy(&node.bytes().unwrap())
            .escape_debug()
            .to_string()
    };
    match node.kind() {
        Kind::Nil => "nil".to_owned(),
        Kind::Number => format!("N{}", node.number().unwrap()),
        Kind::Atom => text(),
        Kind::Quoted => format!("\u{ab}{}\u{bb}", text()),
        Kind::Literal => format!("{{{}}}", text()),
        Kind::Literal8 => format!("~{{{}}}", text()),
        Kind::List => format!(
            "({})",
            node.children().map(show).collect::<Vec<_>>().join(" ")
        ),
    }
}

/// Parses the rest of `* ...`, framed as it would be on the wire.
fn parsed(input: &str) -> (Vec<String>, Vec<AnomalyKind>) {
    let mut framer = Framer::new(Limits::default());
    let line = format!("* 1 FETCH {input}\r\n");
    framer.space()[..line.len()].copy_from_slice(line.as_bytes());
    framer.filled(line.len());
    let Ok(Step::Response(frame)) = framer.step() else {
        panic!("{input:?} is no response")
    };
    let mut tape = Tape::default();
    let nodes = parse(frame, 10, &mut tape, 100).unwrap();
    let values: Vec<Value> = nodes.clone().map(Node::to_value).collect();
    assert_eq!(values.len(), nodes.clone().count());
    let shown = nodes.map(show).collect();
    (
        shown,
        tape.anomalies()
            .iter()
            .map(|anomaly| anomaly.kind)
            .collect(),
    )
}

fn check(input: &str, wanted: &[&str]) {
    assert_eq!(
        parsed(input),
        (wanted.iter().map(|s| (*s).to_owned()).collect(), vec![]),
        "{input:?}"
    );
}

fn check_odd(input: &str, wanted: &[&str], anomalies: &[AnomalyKind]) {
    assert_eq!(
        parsed(input),
        (
            wanted.iter().map(|s| (*s).to_owned()).collect(),
            anomalies.to_vec()
        ),
        "{input:?}"
    );
}

#[test]
fn words_and_numbers() {
    check("abc", &["abc"]);
    check("abc 111 def", &["abc", "N111", "def"]);
    check("  abc \t\t  def  ", &["abc", "def"]);
    check(
        "F.O:-O_0; \\Seen a%b * a]b9",
        &["F.O:-O_0;", "\\\\Seen", "a%b", "*", "a]b9"],
    );
    check(
        "45 0 0123 00 -1 9.3736e+06",
        &["N45", "N0", "0123", "00", "-1", "9.3736e+06"],
    );
    check(
        "18446744073709551615 18446744073709551616",
        &["N18446744073709551615", "18446744073709551616"],
    );
    check("NIL nil Nil NILS", &["nil", "nil", "nil", "NILS"]);
    check("{abc} {} {-1} x", &["{abc}", "{}", "{-1}", "x"]);
    check("a\"b\" a\\\"b", &["a\\\"b\\\"", "a\\\\\\\"b"]);
    check("", &[]);
}

#[test]
fn numbers_in_a_row() {
    check(
        "1 2  3\t4 (5 6) 7 8 x 9",
        &["N1", "N2", "N3", "N4", "(N5 N6)", "N7", "N8", "x", "N9"],
    );
    check("1 2(modseq 9)", &["N1", "N2", "(modseq N9)"]);
    check("12 345 ", &["N12", "N345"]);
}

#[test]
fn lists() {
    check("()", &["()"]);
    check("(aaa)(bbb ccc)", &["(aaa)", "(bbb ccc)"]);
    check("(aaa (bbb ccc) ) x", &["(aaa (bbb ccc))", "x"]);
    check(
        "((0 1 2) \"more\" NIL)",
        &["((N0 N1 N2) \u{ab}more\u{bb} nil)"],
    );
    check_odd(
        "abc (1 2",
        &["abc", "(N1 N2)"],
        &[AnomalyKind::UnclosedList],
    );
    check_odd(
        "a (b ) c)",
        &["a", "(b)", "c"],
        &[AnomalyKind::StrayParenthesis],
    );
}

#[test]
fn quoted_strings() {
    check("\"abc def\" \"\"", &["\u{ab}abc def\u{bb}", "\u{ab}\u{bb}"]);
    check(
        r#""aaa\"bbb" "aaa\\bbb" "aaa\\bbb \"\"""#,
        &["«aaa\\\"bbb»", "«aaa\\\\bbb»", "«aaa\\\\bbb \\\"\\\"»"],
    );
    check(r#""aaa\Zbbb""#, &["«aaa\\\\Zbbb»"]);
    check("\"foo[bar rrr]\" \"(a\"", &["«foo[bar rrr]»", "«(a»"]);
    check_odd("\"", &["«»"], &[AnomalyKind::UnclosedString]);
    check_odd("\"aaa bbb", &["«aaa bbb»"], &[AnomalyKind::UnclosedString]);
}

#[test]
fn strings_with_quotes_nobody_escaped() {
    use AnomalyKind::{BackslashAtEnd, BareQuote};
    check_odd(
        r#"("<s@x.test>" NIL "=?UTF-8?Q?"Dummy=C3=ADa_Algo"?=" NIL)"#,
        &["(«<s@x.test>» nil «=?UTF-8?Q?\\\"Dummy=C3=ADa_Algo\\\"?=» nil)"],
        &[BareQuote],
    );
    check_odd(
        r#"(("nm" NIL "pow" "x.test\")) (("nm" NIL "pow" "x.test\")) NIL"#,
        &[
            "((«nm» nil «pow» «x.test\\\\»))",
            "((«nm» nil «pow» «x.test\\\\»))",
            "nil",
        ],
        &[BackslashAtEnd, BackslashAtEnd],
    );
    check_odd(
        r#"NIL """" "base64" 65322"#,
        &["nil", "«\\\"\\\"»", "«base64»", "N65322"],
        &[BareQuote],
    );
    check_odd(
        r#"("MOUNDARY="_006_KOS_"" "OCTET-STREAM")"#,
        &["(«MOUNDARY=\\\"_006_KOS_\\\"» «OCTET-STREAM»)"],
        &[BareQuote],
    );
    check_odd(r#""abc"def ghi"#, &["«abc»", "def", "ghi"], &[BareQuote]);
}

#[test]
fn sections() {
    check(
        "BODY[HEADER.FIELDS (FROM \"X-A]B\")]<0> x",
        &["BODY[HEADER.FIELDS (FROM \\\"X-A]B\\\")]<0>", "x"],
    );
    check(
        "body.peek[]<0.5> BINARY.SIZE[1 2] binary[ 1 ]",
        &["body.peek[]<0.5>", "BINARY.SIZE[1 2]", "binary[ 1 ]"],
    );
    check(
        "BODY[1]\"abc\" BODY[2](x)",
        &["BODY[1]", "«abc»", "BODY[2]", "(x)"],
    );
    check(
        "INBOX.[Airmail].Snooze [Gmail]/x [a b] foo[bar rrr]",
        &[
            "INBOX.[Airmail].Snooze",
            "[Gmail]/x",
            "[a",
            "b]",
            "foo[bar",
            "rrr]",
        ],
    );
    check(
        "BODY[HEADER.FIELDS ({3}\r\nX-A)] {2}\r\nhi",
        &["BODY[HEADER.FIELDS ({3}\\r\\nX-A)]", "{hi}"],
    );
    check_odd(
        "(BODY[TEXT x)",
        &["(BODY[TEXT x)"],
        &[AnomalyKind::UnclosedSection],
    );
}

#[test]
fn literals_in_their_places() {
    check(
        "(12 \"foo\" {3}\r\na)b \"x\"{2}\r\n()) y",
        &["(N12 «foo» {a)b} «x» {()})", "y"],
    );
    check(
        "(BODY[HEADER]{6}\r\nA: b\r\n)",
        &["(BODY[HEADER] {A: b\\r\\n})"],
    );
    check("(B ~{3}\r\na\0b {0}\r\n)", &["(B ~{a\\0b} {})"]);
    check("(BODY[TEXT] {5}\r\nhello\r\n)", &["(BODY[TEXT] {hello})"]);
    check_odd(
        "(\"abc {2}\r\nhi x)",
        &["(«abc » {hi} x)"],
        &[AnomalyKind::UnclosedString],
    );
}

#[test]
fn nesting_has_a_limit() {
    let frame = |bytes| Frame {
        bytes,
        literals: &[],
    };
    let mut tape = Tape::default();
    let deep = "(".repeat(101);
    assert_eq!(
        parse(frame(deep.as_bytes()), 0, &mut tape, 100).unwrap_err(),
        "nested deeper than 100"
    );
    let fits = format!("{}x{} y", "(".repeat(100), ")".repeat(100));
    let nodes = parse(frame(fits.as_bytes()), 0, &mut tape, 100).unwrap();
    assert_eq!(nodes.clone().count(), 2);
    let mut value = nodes.clone().next().unwrap().to_value();
    for _ in 0..100 {
        let Value::List(mut values) = value else {
            panic!("a list is missing")
        };
        value = values.pop().unwrap();
    }
    assert_eq!(value, Value::Atom(b"x".to_vec()));
}

#[test]
fn raw_bytes_reach_from_the_first_to_the_last() {
    let frame = Frame {
        bytes: b"X Sent Items (UIDNEXT 17) 1 2 3 ",
        literals: &[],
    };
    let mut tape = Tape::default();
    let mut nodes = parse(frame, 2, &mut tape, 100).unwrap();
    assert_eq!(nodes.raw(), b"Sent Items (UIDNEXT 17) 1 2 3");
    nodes.next();
    assert_eq!(nodes.raw(), b"Items (UIDNEXT 17) 1 2 3");
    nodes.next();
    let list = nodes.next().unwrap();
    assert_eq!(
        (list.raw(), list.start(), list.end()),
        (&b"(UIDNEXT 17)"[..], 13, 25)
    );
    assert_eq!(list.children().raw(), b"UIDNEXT 17");
    nodes.next();
    assert_eq!(nodes.raw(), b"2 3");
}

#[test]
fn numbers_straight_off_bytes() {
    let mut some = numbers(b" 1 2  007\t(MODSEQ 5)");
    assert_eq!(some.by_ref().collect::<Vec<_>>(), [1, 2, 7]);
    assert_eq!(some.rest(), b"(MODSEQ 5)");
    let mut some = numbers(b"1 2,3");
    assert_eq!(some.by_ref().collect::<Vec<_>>(), [1]);
    assert_eq!(some.rest(), b"2,3");
    assert_eq!(numbers(b"").count(), 0);
}
