//! Where commands come from.

use std::io::BufRead;

use rustix::process::Signal;

use super::*;

fn check(program: Program, status: i32, stdout: &str) -> Ended {
    let ended = program.run();
    assert_eq!(ended.status, status, "{ended}");
    assert_eq!(ended.text(), stdout, "{ended}");
    ended
}

const SCRIPT: &str =
    "\u{feff}# a script\r\n\r\nraw NOOP\r\nselect_folder INBOX >/dev/null\nsearch ALL\n";

#[test]
fn a_file_is_a_script() {
    let server = obliging_for_scripts();
    let program = to(&server).with(["--source", "script"]);
    program.file("script", SCRIPT);
    check(program, 0, "A OK done\n1  2  3\n");
}

#[test]
fn standard_input_is_a_script_where_nothing_else_is() {
    let server = obliging_for_scripts();
    check(to(&server).input(SCRIPT), 0, "A OK done\n1  2  3\n");
    check(
        to(&server).with(["--source", "-"]).input(SCRIPT),
        0,
        "A OK done\n1  2  3\n",
    );
    // With commands it is not read.
    check(
        to(&server).commands(["raw XONE"]).input(SCRIPT),
        0,
        "A OK done\n",
    );
}

#[test]
fn commands_come_before_the_script() {
    let server = obliging_for_scripts();
    check(
        to(&server)
            .commands(["raw XONE", "quit"])
            .with(["--source", "-"])
            .input(SCRIPT),
        0,
        "A OK done\n",
    );
}

#[test]
fn an_empty_script_signs_in_and_out() {
    let mut server = obliging_for_scripts();
    check(to(&server).input(""), 0, "");
    assert_eq!(
        server.commands(),
        [&format!("LOGIN ana \"{PASSWORD}\""), "LOGOUT"]
    );
}

#[test]
fn a_password_may_stand_before_the_script() {
    let mut server = obliging_for_scripts();
    let program = Program::to(&server)
        .with(["--timeout", "2", "--password-stdin"])
        .input(format!("{PASSWORD}\nraw NOOP\n"));
    check(program, 0, "A OK done\n");
    assert_eq!(server.commands()[0], format!("LOGIN ana \"{PASSWORD}\""));
}

#[test]
fn a_script_that_cannot_be_read_connects_nowhere() {
    let mut server = obliging_for_scripts();
    let ended = to(&server).with(["--source", "nowhere"]).run();
    ended.check(2, "usage:", &["nowhere"]);
    let program = to(&server).with(["--source", "binary"]);
    program.file("binary", b"raw NOOP\n\xff\xfe\n");
    program.run().check(2, "usage:", &["binary", "UTF-8"]);
    assert_eq!(server.connections(), 0);
}

#[test]
fn abbreviations_do_not_work() {
    let server = obliging_for_scripts();
    let ended = to(&server).commands(["sear ALL"]).run();
    ended.check(2, "usage:", &["search"]);
}

#[test]
fn without_a_password_nothing_is_connected() {
    let mut server = obliging_for_scripts();
    let program = Program::to(&server)
        .commands(["raw NOOP"])
        .with(["--no-input"]);
    program
        .run()
        .check(2, "usage:", &["password", "--password-file"]);
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_password_on_the_command_line_is_warned_about() {
    let server = obliging_for_scripts();
    let ended = Program::to(&server)
        .with(["-p", PASSWORD])
        .commands(["raw NOOP"])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(
        ended.stderr.contains("warning: ") && ended.stderr.contains("others"),
        "{ended}"
    );
    assert!(!ended.stderr.contains(PASSWORD), "{ended}");
}

#[test]
fn a_command_on_standard_input_is_answered_before_the_next_comes() {
    let server = obliging_for_scripts();
    let (mut conversation, mut answers) = to(&server).converse();
    for command in ["raw NOOP", "raw XONE", "raw XTWO \"\""] {
        conversation.say(command);
        let mut answer = String::new();
        let read = answers.read_line(&mut answer);
        assert!(
            read.is_ok() && answer == "A OK done\n",
            "{command}: {answer}"
        );
    }
    conversation.say("no such\nraw NOOP");
    assert_eq!(conversation.hang_up(), 2);
}

#[test]
fn a_signal_ends_the_wait_for_the_next_command() {
    for (signal, last) in [(Signal::INT, "NOOP"), (Signal::TERM, "LOGOUT")] {
        let mut server = obliging_for_scripts();
        let (mut conversation, mut answers) = to(&server).converse();
        conversation.say("raw NOOP");
        assert!(answers.read_line(&mut String::new()).is_ok());
        conversation.signal(signal);
        assert_eq!(conversation.wait(), 130);
        assert_eq!(server.commands().last().map_or("", |command| command), last);
    }
}

/// A server that serves any command after signing in.
pub(super) fn obliging_for_scripts() -> Server {
    Server::start(|link| {
        link.sign_in()?;
        link.serve()
    })
}

#[test]
fn every_runs_a_command_until_it_fails() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.exchange("NOOP", "", "OK done")?;
        link.exchange("NOOP", "", "OK done")?;
        link.exchange("NOOP", "", "NO enough")?;
        link.farewell()
    });
    let ended = to(&server).commands(["every 100ms noop"]).run();
    assert_eq!(ended.status, 1, "{ended}");
    let times = said(&ended);
    assert!(times.contains(&"NO  noop: enough"), "{ended}");
    assert!(times.contains(&"stopped: run 3 failed"), "{ended}");
    let is_time = |line: &&&str| line.len() == 8 && line.matches(':').count() == 2;
    assert_eq!(times.iter().filter(is_time).count(), 3, "{ended}");
}

#[test]
fn a_dry_run_sends_what_reads_and_shows_what_changes() {
    let server = Server::start(|link| {
        link.open(3)?;
        link.exchange("UID SEARCH ALL", "* SEARCH 1 2 3\r\n", "OK done")?;
        link.farewell()
    });
    let program = to(&server).with(["-n"]).commands([
        "select_folder INBOX >/dev/null",
        "search ALL",
        "copy _ Archive",
        "expunge",
        "raw DELETE Archive",
    ]);
    let told = "1  2  3\nUID COPY 1:3 Archive\nEXPUNGE\nDELETE Archive\n";
    check(program, 0, told);
}
