//! `> file` and `>> file`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::*;

#[test]
fn are_written_whole_and_for_their_owner() {
    let server = obliging();
    let program = to(&server).commands([
        "select_folder INBOX > opened",
        "search ALL > ids",
        "search ALL >> ids",
        "search ALL >> added",
        "fetch all FLAGS --json > flags.json",
        "raw SEARCH ALL > numbers",
    ]);
    program.file("ids", "old\n");
    let (ended, home) = program.run_at_home();
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(ended.text(), "");
    for (name, contents) in [
        ("ids", "1  2  3\n1  2  3\n"),
        ("added", "1  2  3\n"),
        ("numbers", "* SEARCH 1 2 3\r\n"),
    ] {
        let path = home.path().join(name);
        assert_eq!(
            fs::read_to_string(&path).expect("it is there"),
            contents,
            "{name}"
        );
        let mode = fs::metadata(&path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let json = fs::read(home.path().join("flags.json")).expect("it is there");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("it is whole");
    assert_eq!(json[1]["uid"], 2);
}

#[test]
fn that_others_could_read_are_closed_before_mail_comes_in() {
    let server = obliging();
    let program = to(&server).with(["--trace=wire"]).commands([
        "select_folder INBOX > opened",
        "search ALL >> ids",
        "search ALL >> ids",
        "trace to other",
        "record lines",
    ]);
    for name in ["ids", "wire", "other", "lines"] {
        let path = program.file(name, "old\n");
        fs::set_permissions(path, fs::Permissions::from_mode(0o644)).expect("it is ours");
    }
    let (ended, home) = program.run_at_home();
    assert_eq!(ended.status, 0, "{ended}");
    for name in ["ids", "wire", "other", "lines"] {
        let told = format!(
            "warning: others could read {name} (mode 0644); its owner alone can now (0600)"
        );
        assert_eq!(ended.stderr.matches(&told).count(), 1, "{name}: {ended}");
        let data = fs::metadata(home.path().join(name)).expect("it is there");
        assert_eq!(data.permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn stay_as_they_were_when_the_command_fails() {
    let server = Server::start(|link| {
        link.open(9)?;
        link.expect("UID FETCH")?;
        link.send("* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 2 FETCH (UID")?;
        link.cut()
    });
    let program =
        to(&server).commands(["select_folder INBOX >/dev/null", "fetch all FLAGS > flags"]);
    program.file("flags", "old\n");
    let (ended, home) = program.run_at_home();
    ended.check(6, "closed: fetch", &["1 of 9 came"]);
    assert_eq!(
        fs::read_to_string(home.path().join("flags")).expect("it is there"),
        "old\n"
    );
    assert_eq!(names(home.path()), ["flags", "password"]);
}

#[test]
fn stay_as_they_were_when_a_raw_command_is_refused() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.exchange("XLIST", "* XLIST half\r\n", "NO not now")?;
        link.farewell()
    });
    let program = to(&server).commands(["raw XLIST > list"]);
    program.file("list", "old\n");
    let (ended, home) = program.run_at_home();
    ended.check(1, "NO  raw", &["not now"]);
    let list = fs::read_to_string(home.path().join("list"));
    assert_eq!(list.expect("it is there"), "old\n");
}

#[test]
fn that_cannot_be_written_send_nothing() {
    let mut server = obliging();
    let ended = to(&server)
        .with(["--keep-going"])
        .commands([
            "select_folder INBOX",
            "search ALL > nowhere/ids",
            "search ALL >> nowhere/ids",
            "search ALL > /",
        ])
        .run();
    ended.check(1, "refused: search", &["nowhere/ids"]);
    assert_eq!(
        said(&ended)
            .iter()
            .filter(|line| line.starts_with("refused: search"))
            .count(),
        3,
        "{ended}"
    );
    assert!(
        !server
            .commands()
            .iter()
            .any(|command| command.contains("SEARCH"))
    );
}

#[test]
fn names_from_the_server_are_never_files() {
    let server = Server::start(|link| {
        link.open(1)?;
        link.exchange(
            "UID FETCH",
            "* 1 FETCH (UID 1 ENVELOPE (NIL \"; touch pwned > pwned\" NIL NIL NIL NIL NIL NIL NIL \"<../../x>\"))\r\n",
            "OK done",
        )?;
        link.serve()
    });
    let (ended, home) = to(&server)
        .commands(["select_folder INBOX", "fetch 1 ENVELOPE"])
        .run_at_home();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(!home.path().join("pwned").exists());
}

/// A structure of two attachments with hostile names of their files.
const HOSTILE: &str = "* 1 FETCH (UID 5 BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 3 1 NIL NIL NIL NIL)\
    (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 8 NIL (\"ATTACHMENT\" (\"FILENAME\" \"../../password\")) NIL NIL)\
    (\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 8 NIL (\"ATTACHMENT\" (\"FILENAME\" \"/etc/.\")) NIL NIL) \"MIXED\"))\r\n";

#[test]
fn of_attachments_stay_in_their_folder_and_replace_nothing() {
    let large = "QUJD".repeat(200_000);
    let part = format!(
        "* 1 FETCH (UID 5 BODY[2] {{{}}}\r\n{large})\r\n",
        large.len()
    );
    let server = Server::start(move |link| {
        link.open(3)?;
        link.exchange("UID FETCH 5 (BODYSTRUCTURE)", HOSTILE, "OK done")?;
        link.exchange("UID FETCH 5 (BODY.PEEK[2])", &part, "OK done")?;
        link.exchange(
            "UID FETCH 5 (BODY.PEEK[3])",
            "* 1 FETCH (UID 5 BODY[3] \"as is\")\r\n",
            "OK done",
        )?;
        link.expect("UID FETCH 5 (BODY.PEEK[])")?;
        link.send("* 1 FETCH (UID 5 BODY[] {900000}\r\nhalf")?;
        link.cut()
    });
    let program = to(&server).commands([
        "select_folder INBOX >/dev/null",
        "save 5 --attachments --csv",
        "save 5 whole.eml",
    ]);
    let (ended, home) = program.run_at_home();
    ended.check(6, "closed: save", &[]);
    assert_eq!(
        ended.text(),
        "uid,part,size,file\r\n5,2,600000,./password-2\r\n5,3,5,./5-3.png\r\n"
    );
    let read = |name: &str| fs::read_to_string(home.path().join(name)).expect("it is there");
    assert_eq!(read("password"), PASSWORD);
    assert_eq!(read("password-2"), "ABC".repeat(200_000));
    assert_eq!(read("5-3.png"), "as is");
    // Neither a half file nor one that waits for its name.
    assert_eq!(names(home.path()), ["5-3.png", "password", "password-2"]);
}

/// The files in a folder, but those of our own streams.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| {
            entry
                .expect("it can be read")
                .file_name()
                .into_string()
                .expect("it is ASCII")
        })
        .filter(|name| !name.starts_with(".std"))
        .collect();
    names.sort();
    names
}
