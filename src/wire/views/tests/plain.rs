//! Responses that are lists of words or numbers: SEARCH, ESEARCH, ID, CAPABILITY, FLAGS, VANISHED and the like.

use super::super::{enabled, esearch, id, search};
use super::{check, each};

#[test]
fn lists_of_words_are_read() {
    let cases = [
        (17, "* 99 NOOP\r\n", "other 99 NOOP "),
        (17, "* XSTATS a (b c)\r\n", "other XSTATS a (b c)"),
        (19, "*  522 EXISTS\r\n", "Exists(522)"),
        (
            22,
            "* capability imap4rev1 idle\r\n",
            "CAPABILITY IMAP4REV1 IDLE",
        ),
        (
            28,
            "* CAPABILITY IMAP4rev1 LITERAL + IDLE\r\n",
            "CAPABILITY IMAP4REV1 LITERAL IDLE",
        ),
        (
            29,
            "* CAPABILITY IMAP4 IMAP4rev1 UIDPLUS \r\n",
            "CAPABILITY IMAP4 IMAP4REV1 UIDPLUS",
        ),
        (
            30,
            "* CAPABILITY IMAP4rev1 APPENDLIMIT APPENDLIMIT=35651584\r\n",
            "CAPABILITY IMAP4REV1 APPENDLIMIT APPENDLIMIT=35651584",
        ),
        (58, "* FLAGS (\\Seen a]b9)\r\n", "FLAGS \\Seen a]b9"),
        (
            59,
            "* FLAGS (\\Seen $Forwarded )\r\n",
            "FLAGS \\Seen $Forwarded",
        ),
        (61, "* FLAGS (\\Seen \\*)\r\n", "FLAGS \\Seen \\*"),
        (
            0,
            "* FLAGS NIL\r\n",
            "unparsed * FLAGS NIL: no list of flags",
        ),
        (0, "* 3 EXPUNGE\r\n", "Expunge(3)"),
        (0, "* 0 EXISTS\r\n", "Exists(0)"),
        (
            0,
            "* 0 EXPUNGE\r\n",
            "unparsed * 0 EXPUNGE: there is no message number 0",
        ),
        (
            0,
            "* VANISHED (EARLIER) 1:5,7\r\n",
            "VANISHED earlier=true 1:5,7",
        ),
        (0, "* VANISHED 7\r\n", "VANISHED earlier=false 7"),
        (0, "* VANISHED x\r\n", "unparsed * VANISHED x: x is no set"),
        (
            0,
            "* VANISHED (EARLIER)\r\n",
            "unparsed * VANISHED (EARLIER): no uids",
        ),
    ];
    for (quirk, wire, expected) in cases {
        check(quirk, wire, expected);
    }
    each(b"* ENABLED condstore QRESYNC \r\n", |_, _, values| {
        assert_eq!(enabled(values), ["CONDSTORE", "QRESYNC"])
    });
}

/// Reads a SEARCH or ESEARCH; shows what was told of it.
fn check_search(wire: &str, expected: &str) {
    let mut shown = String::new();
    each(format!("* {wire}\r\n").as_bytes(), |_, name, values| {
        let mut notes = Vec::new();
        let result = if name == "ESEARCH" {
            esearch(values, &mut notes)
        } else {
            search(values, &mut notes)
        };
        let mut told = Vec::new();
        told.extend(
            result
                .tag
                .map(|tag| format!("tag={}", String::from_utf8_lossy(&tag))),
        );
        told.extend(result.uid.then(|| "uid".to_owned()));
        told.extend(result.ids.map(|ids| format!("ids={ids}")));
        for (name, value) in [
            ("min", result.min),
            ("max", result.max),
            ("count", result.count),
        ] {
            told.extend(value.map(|value| format!("{name}={value}")));
        }
        told.extend(result.modseq.map(|modseq| format!("modseq={modseq}")));
        told.extend(
            result
                .partial
                .map(|window| format!("partial={}:{} {}", window.first, window.last, window.ids)),
        );
        told.extend(
            result
                .more
                .iter()
                .map(|(name, value)| format!("{name}={}", super::show::value(value))),
        );
        told.extend(notes.iter().map(|note| format!("! {note}")));
        shown = told.join(" ");
    });
    assert_eq!(shown, expected, "{wire}");
}

#[test]
fn results_of_searches_are_read() {
    let cases = [
        ("SEARCH 1 2 3", "ids=1:3"),
        ("SEARCH 4", "ids=4"),
        ("SEARCH", "ids="),
        ("SEARCH ", "ids="),
        ("SEARCH 61 62 63 ", "ids=61:63"),
        ("SEARCH 1 2 3 (modseq 999)", "ids=1:3 modseq=999"),
        ("SEARCH 1 2 3(modseq 999)", "ids=1:3 modseq=999"),
        ("SEARCH 1 2 (modseq 9) 3 4", "ids=1:4 modseq=9"),
        ("SEARCH (MODSEQ 5)", "ids= modseq=5"),
        ("SEARCH 1  2\t007", "ids=1:2,7"),
        ("SEARCH 1,2", "ids=1:2"),
        ("SEARCH 1:3 9", "ids=1:3,9"),
        (
            "SEARCH 1 abc 0 4294967296 2",
            "ids=1:2 ! search: abc is no message number ! search: 0 is no message number ! search: 4294967296 is no message number",
        ),
        ("SEARCH 1 (x y)", "ids=1 ! search: (x y) is no mod-sequence"),
        ("SORT 5 3 4 1", "ids=5,3:4,1"),
        (
            "ESEARCH (TAG \"A1\") UID ALL 33866,33897 (MODSEQ 284535)",
            "tag=A1 uid ids=33866,33897 modseq=284535 ! esearch: modseq in parentheses",
        ),
        ("ESEARCH (TAG \"A1\") UID COUNT 517", "tag=A1 uid count=517"),
        ("ESEARCH (TAG \"A1\")", "tag=A1"),
        (
            "ESEARCH (tag \"A1\") min 2 max 9 count 3 all 2,5,9 modseq 7",
            "tag=A1 ids=2,5,9 min=2 max=9 count=3 modseq=7",
        ),
        ("ESEARCH (TAG A1) ALL 4", "tag=A1 ids=4"),
        (
            "ESEARCH (TAG \"A1\") PARTIAL (1:100 2,4)",
            "tag=A1 partial=1:100 2,4",
        ),
        (
            "ESEARCH (TAG \"A1\") PARTIAL (-1:-5 NIL)",
            "tag=A1 partial=-1:-5 ",
        ),
        (
            "ESEARCH (TAG \"A1\") PARTIAL (1 2:3)",
            "tag=A1 PARTIAL=(1 2:3) ! esearch: PARTIAL cannot be (1 2:3)",
        ),
        (
            "ESEARCH (TAG \"A1\") ALL x COUNT",
            "tag=A1 ALL=x ! esearch: ALL cannot be x ! esearch: COUNT has no value",
        ),
    ];
    for (wire, expected) in cases {
        check_search(wire, expected);
    }
}

#[test]
fn results_over_several_lines_are_joined() {
    let mut joined = crate::types::SearchResult::default();
    each(
        b"* SEARCH 11 12\r\n* SEARCH 13 (MODSEQ 4)\r\n",
        |_, _, values| {
            joined.merge(search(values, &mut Vec::new()));
        },
    );
    assert_eq!(joined.ids.unwrap().to_string(), "11:13");
    assert_eq!(joined.modseq, Some(4));
}

/// Reads an ID response; shows its fields and the notes.
fn check_id(wire: &str, expected: &str) {
    let mut shown = String::new();
    each(format!("* ID {wire}\r\n").as_bytes(), |_, _, values| {
        let mut notes = Vec::new();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        shown = match id(values, &mut notes) {
            Ok(None) => "NIL".to_owned(),
            Ok(Some(fields)) => fields
                .iter()
                .map(|(name, value)| {
                    format!(
                        "{}={}",
                        text(name),
                        value.as_deref().map_or("NIL".to_owned(), text)
                    )
                })
                .collect::<Vec<_>>()
                .join(" "),
            Err(problem) => format!("error: {problem}"),
        };
        shown.extend(notes.iter().map(|note| format!(" ! {note}")));
    });
    assert_eq!(shown, expected, "{wire}");
}

#[test]
fn what_a_server_says_of_itself_is_read() {
    let cases = [
        ("NIL", "NIL"),
        ("", "NIL"),
        ("()", ""),
        (
            "(\"name\" \"Srv9\" \"version\" \"1.2\" )",
            "name=Srv9 version=1.2",
        ),
        (
            "(support-url https://example.org/s name Bridge9 vendor \"P AG\")",
            "support-url=https://example.org/s name=Bridge9 vendor=P AG",
        ),
        ("(\"name\" NIL)", "name=NIL"),
        ("(\"name\")", "name=NIL ! id: a name without a value"),
        ("\"name\" \"x\"", "name=x ! id: no parentheses"),
        ("(\"name\" (a b))", "error: the value of a field is a list"),
    ];
    for (wire, expected) in cases {
        check_id(wire, expected);
    }
}
