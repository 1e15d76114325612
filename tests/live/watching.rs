//! `watch`, over links that break, into programs that leave, and into ones that are given the news.

use std::io::BufRead;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::terminal::{Terminal, key};
use super::{
    Answer, SOON, arguments, batch, count, idle, idle_lost, lost, prompt, serve, serve_once,
    session, told,
};

/// What a message says whose subject would be a command where somebody let it be one.
const HOSTILE: &str = "* 4 FETCH (UID 21 FLAGS () ENVELOPE (NIL \"$(touch taken) `touch taken` '; touch taken; '\" \
    ((\"$(touch taken)\" NIL \"ann\" \"example.org\")) NIL NIL NIL NIL NIL NIL NIL))";

#[test]
fn ctrl_c_ends_it_at_any_moment() {
    let idles = AtomicUsize::new(0);
    let server = serve_once("IDLE", move |link, command| match command {
        "IDLE" if idles.fetch_add(1, Ordering::SeqCst) > 0 => lost(link),
        "IDLE" => idle(link, ""),
        _ => Ok(Answer::Usual),
    });
    let mut terminal = session(&server, &["--bare"]);
    let stop = |terminal: &mut Terminal, before: &str| {
        let pressed = Instant::now();
        terminal.type_text(key::CTRL_C);
        terminal.wait_for("watched ", SOON);
        prompt(terminal, before);
        assert!(
            pressed.elapsed() < Duration::from_secs(1),
            "{:?}",
            pressed.elapsed()
        );
    };
    terminal.type_line("watch");
    terminal.wait_for("watching INBOX (IDLE)", SOON);
    // It is said before it begins.
    server.wait_for(" IDLE");
    stop(&mut terminal, "127.0.0.1:INBOX>");
    // Nobody is there: it is tried again after a while, until Ctrl-C.
    terminal.type_line("watch --jsonl");
    terminal.wait_for("reconnect 2 in 4 s", SOON);
    let pressed = Instant::now();
    terminal.type_text(key::CTRL_C);
    prompt(&mut terminal, "127.0.0.1:INBOX !>");
    assert!(pressed.elapsed() < Duration::from_secs(1));
}

#[test]
fn in_batch_a_lost_link_ends_it_unless_it_is_to_be_mended() {
    for (options, status) in [(&[][..], 6), (&["--reconnect"][..], 0)] {
        let mut server = serve("IDLE", |connection, link, command| {
            match (connection, command) {
                (0, "IDLE") => idle_lost(link),
                (_, "IDLE") => idle(link, "* 2 EXPUNGE\r\n"),
                _ => Ok(Answer::Usual),
            }
        });
        let ended = batch(&server, options)
            .commands(["watch INBOX --count 1 --jsonl"])
            .run();
        assert_eq!(ended.status, status, "{}", ended.stderr);
        let told = String::from_utf8_lossy(&ended.stdout);
        let events: Vec<_> = told
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON"))
            .map(|event| event["event"].as_str().unwrap_or_default().to_owned())
            .collect();
        match status {
            0 => assert_eq!(events, ["lost", "back", "removed"], "{told}"),
            _ => assert!(events.is_empty(), "{told}"),
        }
        let logins = if status == 0 { 2 } else { 1 };
        assert_eq!(count(&server.commands(), "LOGIN"), logins);
    }
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_without_more_news() {
    let server = serve("IDLE", |_, link, command| match command {
        "IDLE" => idle(link, "* 2 EXPUNGE\r\n"),
        _ => Ok(Answer::Usual),
    });
    let port = server.port();
    let program = env!("CARGO_BIN_EXE_imapclient-interact");
    let options = arguments(&port, &[]).join(" ");
    let script = format!(
        "printf 'secret\\n' > pw; {program} {options} -c 'watch INBOX --jsonl' | head -1; echo ended ${{PIPESTATUS[0]}}"
    );
    let mut terminal = Terminal::start_program("bash", &["-c", &script], 120, 24);
    terminal.wait_for("\"event\": \"removed\"", SOON);
    terminal.wait_for("ended 0", SOON);
    let mut terminal = session(&server, &["--bare"]);
    terminal.type_line("watch --jsonl | head -1");
    terminal.wait_for("\"event\": \"removed\"", SOON);
    terminal.wait_for("watched ", SOON);
    prompt(&mut terminal, "127.0.0.1:INBOX>");
}

#[test]
fn a_program_gets_the_news_on_its_standard_input_and_no_mail_in_its_line() {
    let server = serve("IDLE", |_, link, command| match command {
        "IDLE" => idle(link, "* 4 EXISTS\r\n"),
        "FETCH 4 (UID FLAGS ENVELOPE)" => told(&[HOSTILE]),
        _ => Ok(Answer::Usual),
    });
    let ended = batch(&server, &["-c"])
        .with(["watch INBOX --count 1 --csv --exec \"cat > news; echo $WATCH_EVENT $WATCH_FOLDER $WATCH_UID > words; echo seen; exit 3\"", "-c", "!ls; cat news words"])
        .run();
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(told.contains("new INBOX 21\n"), "{told}");
    assert!(told.contains("{\"at\": \""), "{told}");
    assert!(
        told.contains("\"subject\": \"$(touch taken) `touch"),
        "{told}"
    );
    assert!(!told.lines().any(|line| line == "taken"), "{told}");
    // What it says goes beside the answer, and that it failed does not end the watching.
    assert!(!told.lines().any(|line| line == "seen"), "{told}");
    assert!(ended.stderr.contains("seen"), "{}", ended.stderr);
    assert!(
        ended
            .stderr
            .contains("warning: --exec: the program ended with status 3")
    );
}

#[test]
fn news_is_shown_before_a_program_is_run_for_it() {
    let server = serve("IDLE", |_, link, command| match command {
        "IDLE" => idle(link, "* 2 EXPUNGE\r\n"),
        _ => Ok(Answer::Usual),
    });
    let mut terminal = session(&server, &["--bare"]);
    terminal.type_line("watch --count 1 --exec \"echo from the program\"");
    terminal.wait_for("\nfrom the program", SOON);
    let screen = terminal.screen();
    let (before, _) = screen
        .split_once("\nfrom the program")
        .expect("it was seen");
    assert!(before.contains(" removed"), "{screen}");
}

#[test]
fn programs_that_were_switched_off_are_not_run() {
    let mut server = serve("IDLE", |_, _, _| Ok(Answer::Usual));
    let ended = batch(&server, &[])
        .commands(["set shell off", "watch INBOX --exec \"touch taken\""])
        .run();
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert!(
        ended
            .stderr
            .contains("refused: watch: programs were switched off")
    );
    assert_eq!(count(&server.commands(), "SELECT"), 0);
}

#[test]
fn a_signal_ends_it_in_batch() {
    let server = serve("IDLE", |_, link, command| match command {
        "IDLE" => idle(link, "* 2 EXPUNGE\r\n"),
        _ => Ok(Answer::Usual),
    });
    for signal in [Signal::INT, Signal::TERM] {
        let (running, mut answer) = batch(&server, &[])
            .commands(["watch INBOX --jsonl"])
            .converse();
        let mut line = String::new();
        answer.read_line(&mut line).expect("news comes");
        assert!(line.contains("\"event\": \"removed\""), "{line}");
        let sent = Instant::now();
        running.signal(signal);
        assert_eq!(running.wait(), 130);
        assert!(sent.elapsed() < Duration::from_secs(2));
    }
}

#[test]
fn a_server_that_always_leaves_is_not_asked_without_end() {
    let mut server = serve("IDLE", |_, link, command| match command {
        "IDLE" => {
            link.send("* BYE tired\r\n")?;
            lost(link)
        }
        _ => Ok(Answer::Usual),
    });
    let ended = batch(&server, &["--reconnect"])
        .commands(["watch INBOX --for 3s"])
        .run();
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    // One at once, one a second later, and the next would come after four more.
    let logins = count(&server.commands(), "LOGIN");
    assert!((2..=3).contains(&logins), "{logins} connections");
    let told = ended.text();
    assert!(
        told.contains("connection lost: the server closed the session: tired"),
        "{told}"
    );
}

#[test]
fn more_news_than_is_kept_is_said_and_does_not_confuse_the_numbers() {
    let server = serve("IDLE", |connection, link, command| {
        match (connection, command) {
            (_, "IDLE") => idle(link, "* 4 EXISTS\r\n"),
            (_, "FETCH 4 (UID FLAGS ENVELOPE)") => {
                let flood = "* 1 FETCH (FLAGS (\\Seen))\r\n".repeat(1500);
                link.send(flood)?;
                told(&["* 4 FETCH (UID 14 FLAGS ())"])
            }
            (_, "UID SEARCH ALL") => told(&["* SEARCH 11 12 13"]),
            _ => Ok(Answer::Usual),
        }
    });
    let ended = batch(&server, &[]).commands(["watch INBOX --for 3s"]).run();
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let told = ended.text();
    assert!(told.contains("UID 14"), "{told}");
    assert!(
        told.contains("1500 news came too fast to be told"),
        "{told}"
    );
}
