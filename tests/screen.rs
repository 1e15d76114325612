//! The terminal of the tests itself, with programs that every system has.

mod terminal;

use std::time::Duration;

use rustix::process::Signal;

use terminal::{Terminal, key};

const SOON: Duration = Duration::from_secs(10);

fn sh(script: &str) -> Terminal {
    Terminal::start_program("sh", &["-c", script], 40, 10)
}

#[test]
fn program_sees_a_terminal_of_the_size_asked_for() {
    let mut terminal = sh("tty -s && stty size; : >/dev/tty && echo own; echo $HOME; pwd");
    terminal.wait_for("own", SOON);
    assert_eq!(terminal.exit_status(), 0);
    let home = terminal.home().display().to_string();
    assert_eq!(terminal.screen(), format!("10 40\nown\n{home}\n{home}"));
}

#[test]
fn screen_is_what_is_seen_and_not_what_was_sent() {
    let mut terminal = sh(r"printf 'one two\rsix\033[1;31m red\033[m\033[K\nend'");
    terminal.wait_for("end", SOON);
    assert_eq!(terminal.exit_status(), 0);
    assert_eq!(terminal.screen(), "six red\nend");
    assert_eq!(terminal.cursor(), (1, 3));
    let output = String::from_utf8_lossy(terminal.output()).into_owned();
    assert!(output.contains("\x1b[1;31m"), "{output}");
}

#[test]
fn what_is_typed_is_read() {
    let mut terminal = sh("read -r line; echo \"<$line>\"");
    terminal.type_line("hello");
    terminal.wait_for("<hello>", SOON);
    assert_eq!(terminal.screen(), "hello\n<hello>");
}

#[test]
fn cursor_position_is_told() {
    let mut terminal = sh(r"stty raw -echo; printf 'abc\033[6n'; dd bs=1 count=6 | tr '\033' 'E'");
    terminal.wait_for("E[1;4R", SOON);
}

#[test]
fn keys_and_signals_end_programs() {
    let mut terminal = sh("trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 1; done");
    terminal.wait_for("ready", SOON);
    terminal.type_text(key::CTRL_C);
    assert_eq!(terminal.exit_status(), 3);
    assert!(terminal.screen().contains("caught"));

    let mut terminal = sh("echo ready; exec cat");
    terminal.wait_for("ready", SOON);
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.exit_status(), 128 + 15);

    let mut terminal = sh("echo ready; exec cat");
    terminal.wait_for("ready", SOON);
    terminal.hang_up();
    assert_eq!(terminal.exit_status(), 128 + 1);
}

#[test]
fn new_size_is_told() {
    let mut terminal = sh("trap 'stty size' WINCH; echo ready; while :; do sleep 0.1; done");
    terminal.wait_for("ready", SOON);
    terminal.resize(100, 20);
    terminal.wait_for("20 100", SOON);
}

#[test]
#[should_panic(expected = "\"never\" is not on the screen:\nbut this")]
fn missing_text_fails_with_the_screen() {
    sh("echo but this").wait_for("never", SOON);
}
