//! `> file` and `>> file`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

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
    let mut names: Vec<_> = fs::read_dir(home.path())
        .expect("the home is there")
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
    assert_eq!(names, ["flags", "password"]);
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
