//! How a form is asked for, and what failures look like in it.

use super::*;

#[test]
fn a_python_call_is_answered_in_python_unless_it_asks_otherwise() {
    if !python_is_there() {
        return;
    }
    const ANSWERS: Answers = &[
        SELECTED,
        (
            "UID FETCH 5 (FLAGS)",
            "* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n",
        ),
    ];
    let select = "select_folder INBOX > /dev/null";
    let output = run(ANSWERS, &[], &[select, "c.fetch([5], ['FLAGS'])"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert!(errors.ends_with("fetch 5 FLAGS\n"), "{errors}");
    check(
        "call",
        &output.stdout,
        r"{5: {b'SEQ': 1, b'FLAGS': (b'\\Seen',)}}",
    );

    let json = "[\n{\"uid\": 5, \"seq\": 1, \"FLAGS\": [\"\\\\Seen\"]}\n]\n";
    for (arguments, call) in [
        (&["--json"][..], "c.fetch([5], ['FLAGS'])"),
        (&[][..], "c.fetch([5], ['FLAGS'], json=True)"),
        (&[][..], "c.fetch([5], ['FLAGS'], format='json')"),
    ] {
        let output = run(ANSWERS, arguments, &[select, call]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), json, "{call}");
    }
}

#[test]
fn what_came_before_a_failure_is_an_expression_and_the_error_has_the_format_asked_for() {
    if !python_is_there() {
        return;
    }
    const ANSWERS: Answers = &[
        SELECTED,
        (
            "UID FETCH 5:6 (FLAGS)",
            "* 1 FETCH (UID 5 FLAGS ())\r\nNO [LIMIT] some gone\r\n",
        ),
    ];
    let select = "select_folder INBOX > /dev/null";
    let output = run(ANSWERS, &[], &[select, "fetch 5:6 FLAGS --python"]);
    assert_eq!(output.status.code(), Some(1));
    check("fetch", &output.stdout, "{5: {b'SEQ': 1, b'FLAGS': ()}}");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("NO  fetch: some gone (1 of "), "{errors}");

    let output = run(ANSWERS, &[], &[select, "fetch 5:6 FLAGS --jsonl"]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "{\"uid\": 5, \"seq\": 1, \"FLAGS\": []}\n"
    );
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors.lines().last().unwrap();
    assert!(
        last.starts_with(r#"{"error":{"class":"NO","code":"LIMIT","command":"fetch""#),
        "{errors}"
    );
}

#[test]
fn options_that_make_no_sense_together_are_usage_errors() {
    for (command, told) in [
        (
            "search --json --csv",
            "--json cannot be combined with --csv",
        ),
        (
            "search --format yaml",
            "yaml is no format: pretty, json, jsonl, csv, python, raw",
        ),
        (
            "search --python --columns uid",
            "python and raw have no columns",
        ),
        ("search --csv --columns uid,,x", "a column has no name"),
    ] {
        let output = run(
            &[SELECTED],
            &[],
            &["select_folder INBOX > /dev/null", command],
        );
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(
            errors.contains(&format!("usage: search: {told}")),
            "{errors}"
        );
    }
    let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .args(["--python", "--csv", "-H", "127.0.0.1"])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        errors.starts_with("usage: --csv cannot be combined with --python\n"),
        "{errors}"
    );
}

#[test]
fn csv_is_read_by_pythons_own_reader() {
    if !python_is_there() {
        return;
    }
    // Eleven bytes, which no power of two is a multiple of: pieces are cut at every place of a line.
    let body = "é\"€,ab\r\n".repeat(70_000);
    let answer = format!(
        "* 1 FETCH (UID 5 BODY[] {{{}}}\r\n{body})\r\n* 2 FETCH (UID 6 BODY[] \"=1+1\")\r\n",
        body.len()
    );
    let answers: Answers = Box::leak(Box::new([
        SELECTED,
        (
            "UID FETCH 5:6 (BODY.PEEK[])",
            &*Box::leak(answer.into_boxed_str()),
        ),
    ]));
    let select = "select_folder INBOX > /dev/null";
    let output = run(answers, &["--csv"], &[select, "fetch 5:6 BODY.PEEK[]"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let script = r#"
import csv, io, sys
csv.field_size_limit(10 ** 8)
rows = list(csv.reader(io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8', newline=''), strict=True))
cell = '\u00e9"\u20ac,ab\n' * 70000
assert rows == [['uid', 'seq', 'BODY[]'], ['5', '1', cell], ['6', '2', "'=1+1"]], repr(rows)[:300]
"#;
    let mut child = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(&output.stdout);
    let read = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "{errors}");
}
