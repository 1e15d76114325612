//! Other people's clients at work on the demo, over the port that it opens: what they do is looked at with our own
//! client afterwards. One that is not installed is left out, in a line that says so.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use expectrl::{Eof, Expect as _, Session};
use imapclient::client::{Client, FetchOptions};
use imapclient::demo::Demo;
use imapclient::types::FetchItem;
use tempfile::TempDir;

use super::{greeted, sequence};

/// A client that works longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A demo on a port, and a place for the files of a client.
struct Stage {
    demo: Demo,
    port: String,
    home: TempDir,
}

impl Stage {
    fn new() -> Stage {
        let demo = Demo::new();
        let port = demo.listen("127.0.0.1:0").unwrap().port().to_string();
        let home = tempfile::tempdir().unwrap();
        Stage { demo, port, home }
    }

    /// Runs a client to its end and gives what it wrote.
    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = fs::File::create(self.home.path().join("output")).unwrap();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.home.path())
            .env("HOME", self.home.path())
            .stdin(Stdio::null())
            .stderr(output.try_clone().unwrap())
            .stdout(output);
        let ended = within_patience(command.spawn().unwrap());
        let output = fs::read(self.home.path().join("output")).unwrap();
        let output = String::from_utf8_lossy(&output).into_owned();
        assert!(ended, "{program:?} {arguments:?}:\n{output}");
        output
    }

    /// Our own client, to look at what another has done.
    fn look(&self) -> Client {
        let mut client = greeted(&self.demo);
        client
            .login("ana", &imapclient::types::Secret::new("x"))
            .unwrap();
        client
    }
}

/// Waits for a process; says whether it ended well and in time.
fn within_patience(mut child: Child) -> bool {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match child.try_wait().unwrap() {
            Some(status) => return status.success(),
            None if Instant::now() > deadline => {
                child.kill().unwrap();
                child.wait().unwrap();
                return false;
            }
            None => thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// Says whether a program can be run, and in a line if not.
#[allow(clippy::print_stderr)]
fn there_is(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    let output = command.output();
    let runs = output.is_ok_and(|output| output.status.success());
    if !runs {
        let line = [&[program], arguments].concat().join(" ");
        eprintln!("left out: `{line}` does not run here");
    }
    runs
}

/// Runs a script of Python to its end.
fn python(stage: &Stage, python: &str, script: &str) {
    let said = stage.run(python, &["-c", script, &stage.port]);
    assert!(said.ends_with("done\n"), "{said}");
}

#[test]
fn imaplib_works_on_the_demo() {
    if !there_is("python3", &["--version"]) {
        return;
    }
    let stage = Stage::new();
    python(&stage, "python3", include_str!("clients/with_imaplib.py"));
    let kept = stage.look().list("", "Notes/*").unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].name.as_str(), "Notes/kept");
}

#[test]
fn imapclient_works_on_the_demo() {
    // scripts/test makes one that has it.
    let name = std::env::var("IMAPCLIENT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if !there_is(&name, &["-c", "import imapclient"]) {
        return;
    }
    let stage = Stage::new();
    python(&stage, &name, include_str!("clients/with_imapclient.py"));
    let mut client = stage.look();
    assert_eq!(client.select(&"Trash".into()).unwrap().exists, Some(2));
}

#[test]
fn curl_works_on_the_demo() {
    if !there_is("curl", &["--version"]) {
        return;
    }
    let stage = Stage::new();
    let curl = |path: &str, more: &[&str]| {
        let url = format!("imap://127.0.0.1:{}/{path}", stage.port);
        let common = ["-sS", "--user", "ana:any password", url.as_str()];
        stage.run("curl", &[&common, more].concat())
    };
    assert_eq!(curl("", &[]).lines().count(), 9);
    let lists = curl("", &["-X", "LIST \"Lists/\" %"]);
    assert!(lists.contains("Lists/protocols"), "{lists}");
    assert!(curl("INBOX", &["-X", "SEARCH UNSEEN"]).starts_with("* SEARCH "));
    let header = curl("Sent;MAILINDEX=1;SECTION=HEADER.FIELDS%20(SUBJECT)", &[]);
    assert_eq!(header, "Subject: Re: Lunch on Thursday?\r\n\r\n");
    assert!(curl("Sent;UID=1", &[]).contains("\r\n\r\nGladly."));
    let envelope = curl("Sent", &["-X", "FETCH 1 (ENVELOPE BODYSTRUCTURE)"]);
    assert!(
        envelope.contains("(\"Ana Example\" NIL \"ana\" \"example.org\")"),
        "{envelope}"
    );

    let note = stage.home.path().join("note");
    fs::write(&note, "Subject: a note\r\n\r\nBuy cake.\r\n").unwrap();
    curl("", &["-X", "CREATE Notes"]);
    curl("Notes", &["-T", note.to_str().unwrap()]);
    assert_eq!(curl("Notes?SUBJECT%20note", &[]), "* SEARCH 1\r\n");
    let flagged = curl("Notes", &["-X", "STORE 1 +FLAGS (\\Flagged Later)"]);
    assert!(flagged.contains("Later"), "{flagged}");
    curl("Notes", &["-X", "COPY 1 Trash"]);
    curl("Notes", &["-X", "MOVE 1 Drafts"]);
    assert_eq!(curl("Notes", &["-X", "SEARCH ALL"]), "* SEARCH\r\n");
    curl("Drafts", &["-X", "STORE 1:4 +FLAGS.SILENT \\Deleted"]);
    assert_eq!(
        curl("Drafts", &["-X", "EXPUNGE"])
            .matches("EXPUNGE")
            .count(),
        4
    );
    let mut client = stage.look();
    assert_eq!(client.select(&"Trash".into()).unwrap().exists, Some(3));
}

/// mutt and neomutt take the same settings and keys.
fn mutt(name: &str) {
    if !there_is(name, &["-v"]) {
        return;
    }
    let stage = Stage::new();
    let settings = format!(
        "set folder=imap://ana@127.0.0.1:{}/\nset imap_pass=x\nset ssl_starttls=no ssl_force_tls=no\n\
         set resolve=no delete=yes move=no quit=yes confirmappend=no wait_key=no\n",
        stage.port
    );
    let file = stage.home.path().join("muttrc");
    fs::write(&file, settings).unwrap();
    let keys = "push \"<first-entry><flag-message><copy-message>=Drafts<enter><save-message>=Trash<enter>\
                <last-entry><display-message><exit><sync-mailbox><change-folder>=INBOX<enter>\
                <limit>~s lunch<enter><first-entry><set-flag>O<quit>\"";
    let mut command = Command::new(name);
    command
        .arg("-F")
        .arg(file)
        .args(["-f", "=Sent", "-e", keys]);
    command.env("TERM", "xterm").env("HOME", stage.home.path());
    let mut terminal = Session::spawn(command).unwrap();
    terminal.set_expect_timeout(Some(PATIENCE));
    let shown = terminal.expect(Eof).unwrap();
    let shown = String::from_utf8_lossy(shown.as_bytes()).into_owned();
    assert!(shown.contains("Lunch on Thursday"), "{shown}");

    let mut client = stage.look();
    let mut count = |name: &str| client.select(&name.into()).unwrap().exists;
    assert_eq!(
        [count("Sent"), count("Drafts"), count("Trash")],
        [Some(4), Some(4), Some(3)],
        "{shown}"
    );
    let flags = [FetchItem::word("FLAGS"), FetchItem::word("ENVELOPE")];
    let last: Vec<_> = client
        .fetch(&sequence("*"), &flags, FetchOptions::default())
        .unwrap()
        .collect();
    assert!(format!("{last:?}").contains("\\Flagged"), "{last:?}");
}

#[test]
fn mutt_works_on_the_demo() {
    mutt("mutt");
}

#[test]
fn neomutt_works_on_the_demo() {
    mutt("neomutt");
}
