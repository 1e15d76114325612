//! The script itself: a transcript that was not kept to is told, whatever the client did.

use imapclient::script::Script;

use super::stage::*;

/// Sends NOOP after a greeting, and says what the script has to say about it.
fn verdict(lines: &str) -> Option<String> {
    let text = format!("S: * PREAUTH ready\n{lines}");
    let (mut client, verdict) = greet(&text, true).expect("a greeting");
    // What the client makes of a script that does not fit is not the question here.
    let _ = client.noop();
    verdict.problem()
}

#[test]
fn what_does_not_fit_a_transcript_is_told() {
    let cases = [
        ("C: A1 NOOP\nS: A1 OK done\n", None),
        ("C: A1 <hidden>\nS: A1 OK done\n", None),
        (
            "C: A1 CHECK\nS: A1 OK done\n",
            Some("expected \"A1 CHECK\\r\\n\", the client sent \"A1 NOOP\\r\\n\""),
        ),
        (
            "C: A1 NOOP now\n",
            Some("expected \"A1 NOOP now\\r\\n\", the client sent \"A1 NOOP\\r\\n\""),
        ),
        (
            "C: A1 NOOP\nS: A1 OK done\nC: A2 NOOP\n",
            Some("the client never sent \"A2 NOOP\\r\\n\""),
        ),
        (
            "C: A1 NOOP\nS: A1 OK done\nS: * 1 EXISTS\n",
            Some("the client never read \"* 1 EXISTS\\r\\n\""),
        ),
        (
            "C: A1 NOOP\nS: A1 OK done\nS-\n",
            Some("the client never waited for the silent server"),
        ),
    ];
    for (lines, expected) in cases {
        assert_eq!(verdict(lines).as_deref(), expected, "{lines}");
    }
}

#[test]
fn a_bad_escape_is_told_with_its_line() {
    let error = Script::parse("S: * OK ready\nS~ \\q\n").expect_err("an escape");
    assert_eq!(error, "line 2: a bad escape");
}
