//! APPEND of texts and files.

use std::fs;
use std::io::Write;

use tempfile::NamedTempFile;

use super::{Modes, OPEN, SERVER, bare, check_open, play};

fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

#[test]
fn texts_and_files_are_sent_with_crlf() {
    let unix = file(b"one\ntwo\n");
    let clean = file(b"one\r\n");
    check_open(
        &r#"> append Drafts "hi" --flags (\Seen \Draft) --date 2026-11-01T09:15:22+01:00
C: A2 APPEND Drafts (\Seen \Draft) "01-Nov-2026 09:15:22 +0100" {2+}
C: hi
S: A2 OK [APPENDUID 9 12] done
appended to Drafts as UID 12, 2 bytes
APPEND Drafts (\Seen \Draft) "01-Nov-2026 09:15:22 +0100" {2} · 0 ms · _2
> append Drafts @UNIX
C: A3 APPEND Drafts {10+}
C: one
C: two
C:
S: A3 OK done
warning: line ends were changed to CRLF, which adds 2 bytes; --as-is sends it as it is
appended to Drafts, 10 bytes; the server does not say under which UID
APPEND Drafts {10} · 0 ms · _3
> append Drafts @UNIX --as-is
C: A4 APPEND Drafts {8+}
C~ one\ntwo\n\r\n
S: A4 OK [APPENDUID 9 14] done
appended to Drafts as UID 14, 8 bytes
APPEND Drafts {8} · 0 ms · _4
"#
        .replace("UNIX", &unix.path().display().to_string()),
    );
    check_open(&format!(
        "> append Drafts @{0}
C: A2 APPEND Drafts {{5+}}
C: one
C:
S: A2 NO [TRYCREATE] no such mailbox
NO  append: no such mailbox  [TRYCREATE]
    create_folder Drafts makes the folder
",
        clean.path().display()
    ));
}

#[test]
fn python_calls_give_flags_and_date_by_place() {
    check_open(
        r#"> c.append('Drafts', b'a\nb', ['\\Seen'], None)
append Drafts "a\nb" (\Seen)
C: A2 APPEND Drafts (\Seen) {4+}
C~ a\r\nb\r\n
S: A2 OK [APPENDUID 9 12] done
warning: line ends were changed to CRLF, which adds 1 byte; --as-is sends it as it is
b'[APPENDUID 9 12] done'
"#,
    );
}

#[test]
fn a_message_that_cannot_be_read_is_not_begun() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone.eml").display().to_string();
    let mark = "^".repeat(gone.len() + 1);
    check_open(&format!(
        "> append Drafts @{gone}
refused: append: cannot read {gone}: No such file or directory
    append Drafts @{gone}
                  {mark}
    nothing was sent
> append Drafts @-
refused: append: standard input is the keyboard here; name a file
    append Drafts @-
                  ^^
    nothing was sent
"
    ));
}

#[test]
fn without_leave_from_the_server_no_byte_of_the_message_goes_out() {
    let server = SERVER.replace(" LITERAL+", "");
    let transcript = "> append Drafts \"hi\"
C: A2 APPEND Drafts {2}
S: A2 NO [OVERQUOTA] too much
NO  append: too much  [OVERQUOTA]
";
    play(bare(), &format!("{server}{OPEN}{transcript}"));
}

#[test]
fn a_read_only_session_appends_nothing() {
    let modes = Modes {
        read_only: true,
        ..bare()
    };
    let transcript = "> append Drafts \"hi\"
refused: append: this session is read-only (--read-only)
";
    play(modes, &format!("{SERVER}{transcript}"));
}

#[test]
fn a_file_that_changes_underway_becomes_no_message() {
    use crate::shell::commands::message_source::Source;
    use std::io::Read;

    let mut growing = file(b"one\r\n");
    let source = Source::File {
        file: fs::File::open(growing.path()).unwrap(),
        name: "it".to_owned(),
    };
    let measured = source.measure(false).unwrap();
    growing.write_all(b"two\r\n").unwrap();
    let mut read = Vec::new();
    let error = source
        .reader(false, &measured)
        .unwrap()
        .read_to_end(&mut read)
        .unwrap_err();
    assert_eq!(error.to_string(), "it changed while it was sent");
}
