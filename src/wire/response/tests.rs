#![allow(clippy::unwrap_used)]
use super::*;

/// A response in one line.
fn show(line: &[u8]) -> String {
    let mut tape = Tape::default();
    let frame = Frame {
        bytes: line,
        literals: &[],
    };
    match read(frame, &mut tape, 100) {
        Response::Tagged {
            tag,
            completion,
            code,
            text,
        } => {
            format!(
                "tagged {} {completion:?} {} {text:?}",
                tag.escape_ascii(),
                show_code(code)
            )
        }
        Response::Continue(text) => format!("continue {:?}", String::from_utf8_lossy(text)),
        Response::Status {
            condition,
            code,
            text,
        } => format!("{condition:?} {} {text:?}", show_code(code)),
        Response::Data {
            number,
            name,
            values,
        } => {
            format!(
                "data {} {name} {}",
                number.map_or("-".to_owned(), |n| n.to_string()),
                values.raw().escape_ascii()
            )
        }
        Response::Unparsed(problem) => format!("unparsed: {problem}"),
    }
}

fn show_code(code: Option<ResponseCode>) -> String {
    code.map_or("-".to_owned(), |code| format!("[{}]", debug(&code)))
}

fn debug(code: &ResponseCode) -> String {
    match code {
        ResponseCode::CopyUid {
            validity,
            source,
            target,
        } => format!("COPYUID {validity} {source}/{target}"),
        ResponseCode::AppendUid { validity, uids } => format!("APPENDUID {validity} {uids}"),
        ResponseCode::Modified(uids) => format!("MODIFIED {uids}"),
        ResponseCode::Capability(words) => format!("CAPABILITY {}", words.join(" ")),
        ResponseCode::PermanentFlags(flags) => {
            format!(
                "FLAGS {}",
                flags
                    .iter()
                    .map(|flag| flag.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        }
        ResponseCode::Other { name, values, raw } => {
            format!("{name} {} {}", values.len(), raw.escape_ascii())
        }
        known => format!("{known:?}"),
    }
}

fn check(cases: &[(&str, &str)]) {
    for (line, wanted) in cases {
        assert_eq!(show(line.as_bytes()), *wanted, "{line:?}");
    }
}

#[test]
fn kinds_are_told_apart() {
    check(&[
        ("A1 OK", r#"tagged A1 Ok - """#),
        ("a1 ok done", r#"tagged a1 Ok - "done""#),
        ("A1  NO  no way", r#"tagged A1 No - "no way""#),
        (
            "A1 BAD User is authenticated",
            r#"tagged A1 Bad - "User is authenticated""#,
        ),
        ("A1 BYE closing", r#"tagged A1 Bye - "closing""#),
        ("+", r#"continue """#),
        ("+ ", r#"continue """#),
        ("+ VXNlcg==", r#"continue "VXNlcg==""#),
        ("* OK hi", r#"Ok - "hi""#),
        ("* OK", r#"Ok - """#),
        ("* BYE", r#"Bye - """#),
        ("* preauth in", r#"PreAuth - "in""#),
        ("* NO LOGOUT Intrusion", r#"No - "LOGOUT Intrusion""#),
        ("* BAD [ALERT] Please", r#"Bad [Alert] "Please""#),
        ("* 3 EXISTS", "data 3 EXISTS "),
        ("*  522 EXISTS", "data 522 EXISTS "),
        ("* 99 NOOP", "data 99 NOOP "),
        ("* XSTATS a (b c) ", "data - XSTATS a (b c)"),
        ("* List (\\A) \"/\" x", "data - List (\\\\A) \\\"/\\\" x"),
        ("* FLAGS(\\Seen)", "data - FLAGS (\\\\Seen)"),
        ("* SEARCH", "data - SEARCH "),
        ("* SEARCH ", "data - SEARCH "),
        ("* SEARCH 1 2 3(modseq 9)", "data - SEARCH 1 2 3(modseq 9)"),
        ("* LIST () \"\" OK", "data - LIST () \\\"\\\" OK"),
    ]);
}

#[test]
fn what_is_no_response_is_told() {
    check(&[
        ("", "unparsed: an empty line"),
        ("Server Unavailable. 15", "unparsed: no IMAP response"),
        (
            "220 mail.example.org ESMTP NO UCE",
            "unparsed: no IMAP response",
        ),
        ("HTTP/1.1 400 Bad Request", "unparsed: no IMAP response"),
        (
            "Your address is blocked* BYE out",
            "unparsed: no IMAP response",
        ),
        ("A1 OKAY", "unparsed: no IMAP response"),
        ("A1 PREAUTH x", "unparsed: no IMAP response"),
        ("A1", "unparsed: no IMAP response"),
        ("(a) OK x", "unparsed: no IMAP response"),
        ("+OK ready", "unparsed: no IMAP response"),
        ("*", "unparsed: no IMAP response"),
        (")", "unparsed: no IMAP response"),
        ("* ", "unparsed: an untagged response without a name"),
        ("* 5", "unparsed: an untagged response without a name"),
        ("* (a)", "unparsed: an untagged response without a name"),
        (
            "* 99999999999999999999 EXISTS",
            "unparsed: a message number that does not fit 64 bits",
        ),
    ]);
    assert_eq!(show(b"* \xff\xfe x"), "unparsed: a name that is not UTF-8");
    let deep = format!("* X {}", "(".repeat(101));
    assert_eq!(show(deep.as_bytes()), "unparsed: nested deeper than 100");
}

#[test]
fn codes_are_read() {
    check(&[
        (
            "* OK [UIDVALIDITY 1528896777421] x",
            r#"Ok [UidValidity(1528896777421)] "x""#,
        ),
        ("* OK [UIDNEXT 0] x", r#"Ok [UidNext(0)] "x""#),
        ("* OK [unseen 007]", r#"Ok [Unseen(7)] """#),
        (
            "* OK [HIGHESTMODSEQ 501328]",
            r#"Ok [HighestModSeq(501328)] """#,
        ),
        ("* OK [NOMODSEQ] x", r#"Ok [NoModSeq] "x""#),
        (
            "A1 OK [READ-WRITE] done",
            r#"tagged A1 Ok [ReadWrite] "done""#,
        ),
        ("A1 OK[READ-ONLY]done", r#"tagged A1 Ok [ReadOnly] "done""#),
        ("A1 NO [TRYCREATE] x", r#"tagged A1 No [TryCreate] "x""#),
        (
            "A1 OK [MODIFIED 7,9] x",
            r#"tagged A1 Ok [MODIFIED 7,9] "x""#,
        ),
        (
            "A1 OK [APPENDUID 38505 3955] x",
            r#"tagged A1 Ok [APPENDUID 38505 3955] "x""#,
        ),
        (
            "A1 OK [COPYUID 38505 304,319:320 3956:3958] x",
            r#"tagged A1 Ok [COPYUID 38505 304,319:320/3956:3958] "x""#,
        ),
        (
            "A1 OK [COPYUID 701  ] done",
            r#"tagged A1 Ok [COPYUID 701 /] "done""#,
        ),
        (
            "* OK [CAPABILITY imap4rev1 LITERAL + IDLE] a ] b",
            r#"Ok [CAPABILITY imap4rev1 LITERAL IDLE] "a ] b""#,
        ),
        (
            "* OK [PERMANENTFLAGS (\\Seen a]b9 \\*)] Flags",
            r#"Ok [FLAGS \Seen a]b9 \*] "Flags""#,
        ),
        ("* OK [PERMANENTFLAGS ( \\* )]", r#"Ok [FLAGS \*] """#),
        ("* OK [PERMANENTFLAGS ()] None", r#"Ok [FLAGS ] "None""#),
        ("[COPYUID 124 10 233]", r#"Ok [COPYUID 124 10/233] """#),
        ("* [COPYUID 55 31 6]", r#"Ok [COPYUID 55 31/6] """#),
        (
            "A1 NO [nonexistent] x",
            r#"tagged A1 No [NONEXISTENT 0 nonexistent] "x""#,
        ),
        (
            "* OK [BADCHARSET (UTF-8 a]b)] x",
            r#"Ok [BADCHARSET 1 BADCHARSET (UTF-8 a]b)] "x""#,
        ),
        (
            "* NO [BADURL \"a]b\" c] x",
            r#"No [BADURL 2 BADURL \"a]b\" c] "x""#,
        ),
        ("* OK [UIDNEXT x] y", r#"Ok [UIDNEXT 1 UIDNEXT x] "y""#),
        (
            "* OK [UIDNEXT 99999999999999999999] y",
            r#"Ok [UIDNEXT 1 UIDNEXT 99999999999999999999] "y""#,
        ),
        ("* OK [] y", r#"Ok [ 0 ] "y""#),
        ("* OK [ALERT", r#"Ok - "[ALERT""#),
        ("* OK [X \"a] b", r#"Ok [X 1 X \"a] "b""#),
    ]);
}

#[test]
fn a_code_that_is_free_text_is_kept() {
    let line = br#"A1 OK [Error="Data.Storage.WrongServerException: Cross Server access" Proxy=H.TEST:1993:SSL] AUTHENTICATE completed."#;
    let mut tape = Tape::default();
    let Response::Tagged {
        code: Some(ResponseCode::Other { name, raw, .. }),
        text,
        ..
    } = read(
        Frame {
            bytes: line,
            literals: &[],
        },
        &mut tape,
        100,
    )
    else {
        panic!("not what it should be")
    };
    assert_eq!(name, "ERROR");
    assert!(raw.ends_with(b"Proxy=H.TEST:1993:SSL"));
    assert_eq!(text, "AUTHENTICATE completed.");
}

#[test]
fn text_in_any_charset_is_shown() {
    assert_eq!(show(b"* OK Willk\xf6mmen"), "Ok - \"Willk\u{fffd}mmen\"");
}
