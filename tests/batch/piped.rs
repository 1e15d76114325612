//! `raw -`: the commands on standard input, many on their way at once.

use super::scripts::obliging_for_scripts;
use super::*;
use std::sync::mpsc;
use std::thread;

/// So long nothing more comes where a command goes alone.
const SHORTLY: Duration = Duration::from_millis(200);

/// So long an answer is waited for.
const LONG: Duration = Duration::from_secs(20);

/// Our program, which sends these commands.
fn piped(server: &Server, input: impl Into<Vec<u8>>) -> Program {
    to(server).commands(["raw -"]).input(input)
}

#[test]
fn a_program_that_finds_nothing_fails_without_a_word() {
    for (lines, status, said) in [
        (
            &["help exit | grep nothing-like-it", "!echo more"][..],
            1,
            "",
        ),
        (&["!exit 1"], 1, ""),
        (
            &["!exit 2"],
            1,
            "refused: !: the program ended with status 2\n",
        ),
    ] {
        let ended = Program::new(["--demo"])
            .commands(lines.iter().copied())
            .run();
        assert_eq!(ended.status, status, "{lines:?}: {ended}");
        assert_eq!(ended.stderr, said, "{lines:?}: {ended}");
        assert_eq!(ended.text(), "", "{lines:?}: {ended}");
    }
}

#[test]
fn commands_are_sent_before_the_first_is_answered() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.expect("XONE")?;
        let one = link.tag().to_owned();
        link.expect("XTWO (\"a b\")")?;
        let two = link.tag().to_owned();
        link.expect("XTHREE")?;
        // RFC 9051 section 5.5: in the order the server likes.
        let three = link.tag().to_owned();
        link.send(format!("* ONE yes\r\n{one} OK first\r\n"))?;
        link.send(format!(
            "{three} OK third\r\n* TWO\r\n{two} NO [LIMIT] second\r\n"
        ))?;
        link.farewell()
    });
    let ended = piped(&server, "XONE\r\n\nXTWO (\"a b\")\nXTHREE").run();
    let answers = "* ONE yes\nA1 OK first\nA3 OK third\n* TWO\nA2 NO [LIMIT] second\n";
    assert_eq!(ended.text(), answers, "{ended}");
    assert_eq!(ended.status, 1, "{ended}");
    assert_eq!(
        said(&ended),
        [
            "NO  raw: second  [LIMIT]",
            "    1 of 3 commands were refused, A2 first"
        ]
    );
}

#[test]
fn a_command_is_answered_before_the_next_is_typed() {
    let server = obliging_for_scripts();
    let (mut conversation, out) = to(&server).commands(["raw -"]).converse();
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || io::BufRead::lines(out).try_for_each(|line| sender.send(line)));
    for number in 1..=3 {
        conversation.say("XNOOP");
        let line = lines
            .recv_timeout(LONG)
            .expect("it answers")
            .expect("it is text");
        assert_eq!(line, format!("A{number} OK done"));
    }
    assert_eq!(conversation.hang_up(), 0);
}

#[test]
fn literals_take_the_bytes_that_follow_and_wait_for_leave() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.expect("XONE {4+}")?;
        assert_eq!(link.bytes(4)?, "a\r\nb");
        assert_eq!(link.line()?, " end");
        let one = link.tag().to_owned();
        // The one that waits comes alone.
        assert!(link.is_silent(SHORTLY)?);
        link.send(format!("{one} OK one\r\n"))?;
        link.expect("XTWO {3}")?;
        assert!(link.is_silent(SHORTLY)?);
        link.send("+ go on\r\n")?;
        assert_eq!(link.bytes(3)?, "xyz");
        assert_eq!(link.line()?, "");
        link.answer("OK two")?;
        link.expect("XTHREE {9}")?;
        link.answer("NO too large")?;
        link.exchange("XFOUR", "", "OK four")?;
        link.farewell()
    });
    let input = "XONE {4+}\r\na\r\nb end\r\nXTWO {3}\nxyz\nXTHREE {9}\r\n123456789\r\nXFOUR\r\n";
    let ended = piped(&server, input).run();
    let answers = "A1 OK one\nA2 OK two\nA3 NO too large\nA4 OK four\n";
    assert_eq!(ended.text(), answers, "{ended}");
    ended.check(1, "NO  raw: too large", &["1 of 4", "A3 first"]);
}

#[test]
fn what_changes_the_session_goes_alone() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.expect("NOOP")?;
        assert!(link.is_silent(SHORTLY)?);
        link.answer("OK done")?;
        link.expect("SELECT Drafts")?;
        assert!(link.is_silent(SHORTLY)?);
        link.send("* 2 EXISTS\r\n")?;
        link.answer("OK [READ-WRITE] open")?;
        link.exchange("CHECK", "", "OK done")?;
        link.exchange("UID SEARCH ALL", "* SEARCH 7\r\n", "OK done")?;
        link.farewell()
    });
    let input = "NOOP\nSELECT Drafts\nCHECK\n";
    let ended = to(&server)
        .commands(["raw - > answers", "search"])
        .input(input)
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(ended.text().trim(), "7", "{ended}");
}

#[test]
fn a_read_only_session_sends_up_to_the_line_that_may_change_something() {
    let mut server = obliging_for_scripts();
    let ended = piped(
        &server,
        "NOOP\nSTATUS x (MESSAGES)\nSTORE 1 FLAGS ()\nNOOP\n",
    )
    .with(["--read-only"])
    .run();
    assert_eq!(ended.text(), "A1 OK done\nA2 OK done\n", "{ended}");
    assert_eq!(ended.status, 1, "{ended}");
    assert_eq!(
        said(&ended),
        [
            "refused: raw: line 3 of standard input: STORE may change something, and this session is read-only (2 came before)",
            "    nothing was sent from this line on"
        ]
    );
    let commands = server.commands();
    assert!(
        !commands.iter().any(|line| line.contains("STORE")),
        "{commands:?}"
    );
}

#[test]
fn lines_that_are_no_commands_end_the_sending() {
    for (input, status, why) in [
        (
            &b"NOOP\nX \xff\nNOOP\n"[..],
            2,
            "line 2 of standard input: it is not UTF-8",
        ),
        (
            b"NOOP\nX {5+}\r\nab",
            2,
            "line 2 of standard input: the input ends within its literal: 2 of 5",
        ),
        (
            b"NOOP\nX {2+}\r\nab",
            2,
            "line 2 of standard input: the input ends behind its literal",
        ),
        (
            b"NOOP\nX {99999999999999999999}\r\nab",
            2,
            "line 2 of standard input: its literals are larger",
        ),
        (
            b"NOOP\nX\0\n",
            2,
            "line 2 of standard input: a command is one line",
        ),
        (
            b"NOOP\nSTARTTLS\nNOOP\n",
            1,
            "line 2 of standard input: STARTTLS changes",
        ),
        (
            b"NOOP\nIDLE\nNOOP\n",
            1,
            "line 2 of standard input: IDLE changes",
        ),
        (
            b"NOOP\nCOMPRESS DEFLATE\nNOOP\n",
            1,
            "line 2 of standard input: COMPRESS changes",
        ),
        (
            b"NOOP\nAUTHENTICATE PLAIN\nNOOP\n",
            1,
            "line 2 of standard input: AUTHENTICATE is",
        ),
    ] {
        let server = obliging_for_scripts();
        let ended = piped(&server, input).run();
        assert_eq!(ended.text(), "A1 OK done\n", "{ended}");
        assert_eq!(ended.status, status, "{ended}");
        assert!(ended.stderr.contains(why), "{why}: {ended}");
    }
    let server = obliging_for_scripts();
    let long = [b"NOOP\n".to_vec(), vec![b'x'; 70_000]].concat();
    let ended = piped(&server, long).run();
    ended.check(2, "usage: raw: line 2 of", &["longer than 65536 bytes"]);
}

#[test]
fn a_lost_link_tells_how_many_were_answered() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.expect("XONE")?;
        let one = link.tag().to_owned();
        link.expect("XTWO")?;
        link.expect("XTHREE")?;
        link.send(format!("{one} OK done\r\n* BYE going down\r\n"))?;
        link.half_close()
    });
    let ended = piped(&server, "XONE\nXTWO\nXTHREE\n").run();
    assert_eq!(ended.text(), "A1 OK done\n", "{ended}");
    ended.check(
        6,
        "BYE raw: going down",
        &["1 of 3 commands sent were answered"],
    );
}

#[test]
fn a_password_is_hidden_and_waits_for_leave() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.expect("XONE")?;
        link.answer("OK done")?;
        link.expect("LOGIN ana geheim2")?;
        link.answer("OK in")?;
        link.farewell()
    });
    let ended = piped(&server, "XONE\nLOGIN ana geheim2\n")
        .with(["--trace"])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(ended.stderr.contains("LOGIN ana <hidden>"), "{ended}");
    assert!(!ended.stderr.contains("geheim2"), "{ended}");
}

#[test]
fn large_answers_and_many_commands_do_not_wait_for_each_other() {
    let server = Server::start(|link| {
        link.sign_in()?;
        for _ in 0..40 {
            link.expect("XLONG")?;
            // More than any buffer holds, before the next command is read.
            link.flood(b"* OK talk talk talk talk talk talk talk talk\r\n", 300_000)?;
            link.answer("OK done")?;
        }
        link.farewell()
    });
    let ended = piped(&server, format!("XLONG {}\n", "x".repeat(9_000)).repeat(40)).run();
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(ended.text().ends_with("A40 OK done\n"));
}

#[test]
fn a_stream_of_commands_takes_constant_memory() {
    let peak = |count: usize| {
        let server = obliging_for_scripts();
        let running = piped(&server, "NOOP\n".repeat(count)).run();
        assert_eq!(running.status, 0);
        assert!(running.text().ends_with(&format!("A{count} OK done\n")));
        running.peak_kib
    };
    let (small, large) = (peak(1_000), peak(50_000));
    assert!(large < small + 4_000, "{small} and {large} KiB");
}

#[test]
fn an_interrupt_ends_the_wait_for_commands_and_for_answers() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.expect("XWAIT")?;
        link.stall()
    });
    let running = piped(&server, "XWAIT\n").with(["--timeout", "60"]).start();
    server.wait_for("XWAIT");
    running.signal(rustix::process::Signal::INT);
    let ended = running.wait();
    assert_eq!(ended.status, 130, "{ended}");
    assert!(
        ended.stderr.contains("0 of 1 commands sent were answered"),
        "{ended}"
    );
    let server = obliging_for_scripts();
    let (conversation, _out) = to(&server).commands(["raw -"]).converse();
    std::thread::sleep(Duration::from_millis(500));
    conversation.signal(rustix::process::Signal::INT);
    assert_eq!(conversation.wait(), 130);
}

#[test]
fn standard_input_that_is_somebody_elses_is_refused() {
    let server = obliging_for_scripts();
    let ended = to(&server).input("raw -\nNOOP\n").run();
    ended.check(2, "usage: raw: - is standard input", &["come from there"]);
    let server = obliging_for_scripts();
    let ended = piped(&server, "NOOP\n").with(["--dry-run"]).run();
    ended.check(2, "usage: raw: a dry run shows one command", &[]);
}
