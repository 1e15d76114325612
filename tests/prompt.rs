//! The prompt, as a person at a terminal meets it.

mod dovecot;
mod terminal;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use dovecot::{Dovecot, Options};
use rustix::process::{Pid, Signal, kill_process};
use terminal::{Terminal, key};

/// Longest wait for what comes at once on a machine that is not busy.
const SOON: Duration = Duration::from_secs(15);

fn server() -> &'static Dovecot {
    static SERVER: OnceLock<Dovecot> = OnceLock::new();
    SERVER.get_or_init(|| Dovecot::start(Options::default()))
}

/// The options with which a user's password is in a file of their home.
fn options(server: &Dovecot, user: &str) -> Vec<String> {
    let port = server.tls_port().to_string();
    let ca = server.ca_file().display().to_string();
    ["-H", "localhost", "-P", &port, "--ca-file", &ca, "-u", user]
        .map(str::to_owned)
        .to_vec()
}

fn start(options: &[String], size: (u16, u16), password: &str) -> Terminal {
    start_in(options, size, password, &[])
}

fn start_in(
    options: &[String],
    size: (u16, u16),
    password: &str,
    variables: &[(&str, &str)],
) -> Terminal {
    let mut arguments: Vec<&str> = options.iter().map(String::as_str).collect();
    arguments.extend(["--password-file", "pw"]);
    Terminal::start_with(&arguments, size, |home, command| {
        std::fs::write(home.join("pw"), format!("{password}\n")).expect("home is ours");
        command.envs(variables.iter().copied());
    })
}

/// A signed-in session on the shared server for a user of its own, with some messages.
fn session(size: (u16, u16), variables: &[(&str, &str)]) -> (Terminal, String) {
    let server = server();
    let user = server.fresh_user();
    for number in 1..=6 {
        let message = format!(
            "From: Ana <ana@example.org>\r\nTo: bob@example.org\r\nDate: Sat, 21 Nov 2026 0{number}:15:22 \
             +0100\r\nSubject: Figures {number}\r\n\r\nHello.\r\n"
        );
        server.deliver_to(&user, "INBOX", message.as_bytes());
    }
    let mut terminal = start_in(&options(server, &user), size, server.password(), variables);
    prompt(&mut terminal, "localhost>");
    (terminal, user)
}

/// The last line of a screen.
fn last(screen: &str) -> &str {
    screen.lines().last().unwrap_or_default()
}

/// Waits for the prompt to stand on the last line, with nothing behind it.
#[track_caller]
fn prompt(terminal: &mut Terminal, prompt: &str) {
    terminal.expect_screen(prompt, SOON, |screen| last(screen) == prompt);
}

/// Sets a setting, and waits for the prompt behind the answer.
#[track_caller]
fn set(terminal: &mut Terminal, setting: &str) {
    terminal.type_line(&format!("set {setting}"));
    terminal.expect_screen(setting, SOON, |screen| {
        screen.contains(&format!("\n{setting}\n")) && last(screen).ends_with('>')
    });
}

#[test]
fn the_session_of_the_documentation_works_as_written() {
    let (mut terminal, _) = session((80, 40), &[]);
    terminal.type_line("select_folder inbox");
    prompt(&mut terminal, "localhost:INBOX [6]>");
    let screen = terminal.screen();
    assert!(screen.contains("INBOX opened read-write"), "{screen}");
    assert!(screen.contains("messages 6"), "{screen}");
    terminal.type_line("search UNSEEN");
    terminal.wait_for("UID SEARCH UNSEEN", SOON);
    let screen = terminal.screen();
    assert!(screen.contains("1  2  3  4  5  6"), "{screen}");
    terminal.type_line("fetch last:5 FLAGS ENVELOPE");
    terminal.wait_for("5 messages", SOON);
    let screen = terminal.screen();
    assert!(screen.contains("Figures 2"), "{screen}");
    assert!(!screen.contains("Figures 1"), "{screen}");
    prompt(&mut terminal, "localhost:INBOX [6]>");
    terminal.type_text(key::CTRL_D);
    assert_eq!(terminal.exit_status(), 0);
}

#[test]
fn tab_types_a_name_so_that_it_can_be_opened() {
    let server = server();
    let user = server.fresh_user();
    let name = "Éléments \"été\" [x]";
    server.doveadm(&["mailbox", "create", "-u", &user, name]);
    let mut terminal = start(&options(server, &user), (80, 24), server.password());
    prompt(&mut terminal, "localhost>");
    terminal.type_text("sel\tél\t");
    let line = "localhost> select_folder \"Éléments \\\"été\\\" [x]\"";
    terminal.expect_screen("the whole name", SOON, |screen| {
        last(screen).starts_with(line)
    });
    terminal.type_text(key::ENTER);
    terminal.wait_for("opened read-write", SOON);
    prompt(&mut terminal, &format!("localhost:{name}>"));
}

#[test]
fn raw_commands_ask_for_what_the_server_wants_besides() {
    let server = server();
    let mut options = options(server, &server.fresh_user());
    options.push("--no-login".to_owned());
    let user = options[7].clone();
    let mut terminal = start(&options, (80, 40), "");
    prompt(&mut terminal, "localhost>");
    terminal.type_line("raw AUTHENTICATE PLAIN");
    terminal.expect_screen("the challenge and a question", SOON, |screen| {
        screen.contains("\n+\nanswer for")
    });
    let plain = format!("\0{user}\0{}", server.password());
    terminal.type_line(&BASE64_STANDARD.encode(&plain));
    terminal.wait_for("OK", SOON);
    prompt(&mut terminal, "localhost>");
    terminal.type_line("raw APPEND INBOX {22}");
    terminal.type_line("Subject: one");
    terminal.type_line("");
    terminal.type_line("two ");
    terminal.wait_for("Append completed", SOON);
    terminal.type_line("trace on");
    prompt(&mut terminal, "localhost trace>");
    terminal.type_line("raw EXAMINE {5+}");
    terminal.type_line("INBOX");
    prompt(&mut terminal, "localhost:INBOX (ro) [1] trace>");
    terminal.type_line("fetch 1 BODY.PEEK[TEXT] --json");
    terminal.wait_for("\"two \\r\\n\"", SOON);
    let screen = terminal.screen();
    assert!(
        !screen.contains(&BASE64_STANDARD.encode(&plain)),
        "{screen}"
    );
    let history = terminal.home().join("history");
    assert!(!history.exists(), "{}", history.display());
}

#[test]
fn a_wrong_password_is_asked_for_three_times_and_never_shown() {
    let server = server();
    let user = server.fresh_user();
    let options = options(server, &user);
    let arguments: Vec<&str> = options.iter().map(String::as_str).collect();
    let mut terminal = Terminal::start(&arguments, 80, 24);
    for attempt in 1..=3 {
        terminal.expect_screen("the question", SOON, |screen| {
            screen.matches("password for").count() == attempt
        });
        terminal.type_line("no-such-secret");
    }
    assert_eq!(terminal.exit_status(), 5);
    let output = String::from_utf8_lossy(terminal.output()).into_owned();
    assert!(!output.contains("no-such-secret"), "{output}");
    assert!(output.contains("auth:"), "{output}");
}

#[test]
fn a_typed_password_signs_in_and_is_kept_out_of_the_history() {
    let server = server();
    let user = server.fresh_user();
    let options = options(server, &user);
    let arguments: Vec<&str> = options.iter().map(String::as_str).collect();
    let mut terminal = Terminal::start(&arguments, 80, 24);
    terminal.wait_for("password for", SOON);
    terminal.type_line(server.password());
    prompt(&mut terminal, "localhost>");
    for line in [
        "select_folder INBOX",
        " search ALL",
        "raw LOGIN ana top-secret",
        "raw NOOP",
    ] {
        terminal.type_line(line);
        terminal.expect_screen(line, SOON, |screen| {
            screen.contains(line.trim()) && last(screen).ends_with('>')
        });
    }
    terminal.type_text(key::CTRL_D);
    assert_eq!(terminal.exit_status(), 0);
    let folder = terminal.home().join(".local/state/imapclient-interact");
    let file = folder.join("history-localhost");
    let history = std::fs::read_to_string(&file).expect("there is a history");
    let kept: Vec<&str> = history.lines().skip(1).collect();
    assert_eq!(kept, ["select_folder INBOX", "raw NOOP"]);
    let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    let output = String::from_utf8_lossy(terminal.output()).into_owned();
    assert!(!output.contains(server.password()), "{output}");
}

#[test]
fn the_lines_typed_before_are_shown_without_those_that_hold_a_password() {
    let (mut terminal, _) = session((80, 40), &[]);
    for (line, told) in [
        ("namespace", "NAMESPACE ok"),
        (" has_capability IDLE", "yes"),
        ("login ana geheim", "refused"),
        ("noop", "nothing new"),
    ] {
        terminal.type_line(line);
        terminal.wait_for(told, SOON);
        prompt(&mut terminal, "localhost>");
    }
    terminal.type_line("history");
    terminal.wait_for("2 lines", SOON);
    let screen = terminal.screen();
    let shown: Vec<&str> = screen.lines().map(str::trim).collect();
    let rows = ["1  namespace", "2  noop"];
    assert!(shown.windows(2).any(|shown| shown == rows), "{screen}");
    prompt(&mut terminal, "localhost>");
    // It does not find itself.
    terminal.type_line("history 1 NAME");
    terminal.wait_for("1  namespace\n1 line", SOON);
    prompt(&mut terminal, "localhost>");
    terminal.type_line("history");
    terminal.wait_for("4  history 1 NAME\n4 lines", SOON);
}

#[test]
fn ctrl_c_ends_what_is_repeated_and_the_program_behind_an_answer() {
    let (mut terminal, _) = session((80, 40), &[]);
    terminal.type_line("every 100ms noop");
    terminal.wait_for("nothing new", SOON);
    terminal.type_text(key::CTRL_C);
    terminal.wait_for("stopped after", SOON);
    prompt(&mut terminal, "localhost>");
    for (line, answer, again) in [
        (
            "noop | (echo in the pipe; sleep 60)",
            "\nin the pipe",
            "!echo one $((1 + 2))",
        ),
        (
            "!echo behind the sign; sleep 60",
            "\nbehind the sign",
            "!echo two $((1 + 2))",
        ),
    ] {
        terminal.type_line(line);
        terminal.wait_for(answer, SOON);
        let stopped = Instant::now();
        terminal.type_text(key::CTRL_C);
        prompt(&mut terminal, "localhost>");
        terminal.type_line(again);
        terminal.wait_for(
            &again.replace("!echo ", "").replace("$((1 + 2))", "3"),
            SOON,
        );
        assert!(stopped.elapsed() < Duration::from_secs(50), "{line}");
        prompt(&mut terminal, "localhost>");
    }
    // The connection is in step.
    terminal.type_line("raw NOOP");
    terminal.wait_for("A OK", SOON);
    prompt(&mut terminal, "localhost>");
}

#[test]
fn without_history_no_file_is_made() {
    let server = server();
    let user = server.fresh_user();
    let mut options = options(server, &user);
    options.push("--no-history".to_owned());
    let mut terminal = start(&options, (80, 24), server.password());
    prompt(&mut terminal, "localhost>");
    terminal.type_line("help exit");
    terminal.wait_for("130  interrupted", SOON);
    prompt(&mut terminal, "localhost>");
    terminal.type_text(key::CTRL_D);
    assert_eq!(terminal.exit_status(), 0);
    assert!(!terminal.home().join(".local").exists());
}

#[test]
fn ctrl_c_clears_the_line_and_never_leaves() {
    let (mut terminal, _) = session((80, 24), &[]);
    for _ in 0..3 {
        terminal.type_text("search UNSE");
        terminal.expect_screen("the line", SOON, |screen| last(screen).contains("UNSE"));
        terminal.type_text(key::CTRL_C);
        prompt(&mut terminal, "localhost>");
    }
}

#[test]
fn pasted_lines_run_one_after_the_other_to_the_first_that_fails() {
    let (mut terminal, _) = session((80, 40), &[]);
    terminal.type_text("\x1b[200~select_folder INBOX\nfetch 5 ENVELOP\nsearch ALL\x1b[201~");
    terminal.wait_for("search ALL", SOON);
    assert!(!terminal.screen().contains("opened"));
    terminal.type_text(key::ENTER);
    terminal.wait_for("1 more line not run: this one failed", SOON);
    let screen = terminal.screen();
    assert!(screen.contains("INBOX opened"), "{screen}");
    assert!(screen.contains("did you mean ENVELOPE?"), "{screen}");
    assert!(!screen.contains("UID SEARCH"), "{screen}");
    prompt(&mut terminal, "localhost:INBOX [6]>");
}

#[test]
fn a_caret_stands_under_the_mistake() {
    let (mut terminal, _) = session((80, 24), &[]);
    terminal.type_line("select_folder INBOX");
    prompt(&mut terminal, "localhost:INBOX [6]>");
    terminal.type_line("fetch 3295 ENVELOP");
    terminal.wait_for("did you mean ENVELOPE?", SOON);
    let screen = terminal.screen();
    let mut lines = screen.lines().skip_while(|line| !line.contains("3295"));
    let (typed, caret) = (lines.next(), lines.next());
    assert_eq!(
        typed.and_then(|line| line.find("ENVELOP")),
        caret.and_then(|line| line.find("^^^^^^^")),
        "{screen}"
    );
}

#[test]
fn help_fits_a_small_terminal() {
    let (mut terminal, _) = session((80, 24), &[]);
    terminal.type_line("help");
    terminal.expect_screen("the end of help", SOON, |screen| {
        screen.contains("help all") && last(screen) == "localhost>"
    });
    let screen = terminal.screen();
    let shown = screen.lines().skip_while(|line| *line != "localhost> help");
    assert!((10..=24).contains(&shown.count()), "{screen}");
}

#[test]
fn a_window_made_wider_shows_more() {
    let (mut terminal, _) = session((80, 24), &[]);
    terminal.type_line("select_folder INBOX");
    prompt(&mut terminal, "localhost:INBOX [6]>");
    terminal.type_line("fetch 1 ENVELOPE");
    terminal.wait_for("1 message", SOON);
    assert!(!terminal.screen().contains("bob@example.org"));
    terminal.resize(120, 24);
    terminal.type_line("fetch 1 ENVELOPE");
    terminal.wait_for("bob@example.org", SOON);
}

#[test]
fn colour_is_there_unless_it_is_not_wanted() {
    for (variables, wanted) in [(&[][..], true), (&[("NO_COLOR", "1")][..], false)] {
        let (mut terminal, _) = session((80, 24), variables);
        terminal.type_line("select_folder INBOX");
        prompt(&mut terminal, "localhost:INBOX [6]>");
        let output = String::from_utf8_lossy(terminal.output()).into_owned();
        assert_eq!(output.contains("\x1b[32mlocalhost"), wanted, "{output:?}");
        assert_eq!(
            output.contains("\x1b[1mselect_folder"),
            wanted,
            "{output:?}"
        );
        assert_eq!(output.contains("[--readonly]"), wanted, "{output:?}");
    }
}

#[test]
fn a_dumb_terminal_gets_lines_and_nothing_else() {
    let (mut terminal, _) = session((80, 24), &[("TERM", "dumb")]);
    terminal.type_line("search ALL");
    terminal.wait_for("no folder is open", SOON);
    terminal.type_line("quit");
    assert_eq!(terminal.exit_status(), 0);
    let output = String::from_utf8_lossy(terminal.output()).into_owned();
    assert!(!output.contains('\x1b'), "{output:?}");
}

#[test]
fn the_prompt_stays_on_the_terminal_when_answers_go_into_a_file() {
    let server = server();
    let user = server.fresh_user();
    let program = env!("CARGO_BIN_EXE_imapclient-interact");
    let script = format!(
        "printf '%s\\n' {} > pw; {program} {} --password-file pw > answers; echo status $?",
        server.password(),
        options(server, &user).join(" ")
    );
    let mut terminal = Terminal::start_program("sh", &["-c", &script], 200, 24);
    prompt(&mut terminal, "localhost>");
    terminal.type_line("raw NOOP");
    terminal.expect_screen("a second prompt", SOON, |screen| {
        screen.contains("raw NOOP") && last(screen) == "localhost>"
    });
    terminal.type_text(key::CTRL_D);
    terminal.wait_for("status 0", SOON);
    let answers = std::fs::read_to_string(terminal.home().join("answers")).expect("it is there");
    assert!(answers.contains("OK"), "{answers:?}");
    assert!(!answers.contains("localhost>"), "{answers:?}");
    assert!(!answers.contains('\x1b'), "{answers:?}");
}

#[test]
fn a_signal_logs_out_and_leaves_the_terminal_as_it_was() {
    for signal in [Signal::TERM, Signal::HUP] {
        let server = server();
        let user = server.fresh_user();
        let program = env!("CARGO_BIN_EXE_imapclient-interact");
        let script = format!(
            "printf '%s\\n' {} > pw; stty -g > before; sh -c 'echo $$ > pid; exec {program} {} --password-file pw'; \
             echo status $?; stty -g > after; cmp before after && echo same",
            server.password(),
            options(server, &user).join(" ")
        );
        let mut terminal = Terminal::start_program("sh", &["-c", &script], 200, 24);
        prompt(&mut terminal, "localhost>");
        terminal.type_text("half a line");
        terminal.wait_for("half a line", SOON);
        let pid = std::fs::read_to_string(terminal.home().join("pid")).expect("it was written");
        let pid: i32 = pid.trim().parse().expect("it is a number");
        kill_process(Pid::from_raw(pid).expect("it is no zero"), signal).expect("it runs");
        terminal.wait_for("same", SOON);
        let screen = terminal.screen();
        assert!(screen.contains("status 0"), "{screen}");
        let output = String::from_utf8_lossy(terminal.output()).into_owned();
        assert!(
            output.rfind("\x1b[?2004l") > output.rfind("\x1b[?2004h"),
            "{output:?}"
        );
        let log = server.log();
        let farewell = log
            .lines()
            .any(|line| line.contains(&user) && line.contains("Logged out"));
        assert!(farewell, "{log}");
    }
}

#[test]
fn a_lost_link_is_said_once_and_mended_when_a_command_needs_it() {
    let mut server = Dovecot::start(Options::default());
    let user = server.fresh_user();
    server.deliver_to(&user, "INBOX", b"Subject: one\r\n\r\nHello.\r\n");
    let mut terminal = start(&options(&server, &user), (80, 40), server.password());
    prompt(&mut terminal, "localhost>");
    terminal.type_line("select_folder INBOX --readonly");
    prompt(&mut terminal, "localhost:INBOX (ro) [1]>");
    terminal.type_text("search A");
    server.kill9();
    terminal.wait_for("connection lost: ", SOON);
    terminal.expect_screen("what was typed", SOON, |screen| {
        last(screen).starts_with("localhost:INBOX (ro) [1]> search A")
    });
    // Nobody is there: it is tried again after a second, until Ctrl-C.
    terminal.type_line("LL");
    terminal.wait_for("reconnect 1/3 in 1 s", SOON);
    terminal.type_text(key::CTRL_C);
    prompt(&mut terminal, "localhost:INBOX !>");
    server.restart();
    terminal.type_line("search ALL");
    terminal.wait_for("signed in · INBOX reopened, UIDVALIDITY same", SOON);
    terminal.wait_for("1 message", SOON);
    prompt(&mut terminal, "localhost:INBOX (ro) [1]>");
    let screen = terminal.screen();
    assert_eq!(screen.matches("connection lost").count(), 1, "{screen}");
}

#[test]
fn news_appears_above_the_line_that_is_being_typed() {
    let (mut terminal, user) = session((80, 40), &[]);
    terminal.type_line("select_folder INBOX");
    prompt(&mut terminal, "localhost:INBOX [6]>");
    set(&mut terminal, "news on");
    terminal.type_text("fetch 7 FLA");
    let message = "From: =?utf-8?q?Zo=C3=AB?= M <zoe@example.net>\r\nSubject: Don\x1b[31mnerstag\r\n\r\nHi.\r\n";
    server().deliver_to(&user, "INBOX", message.as_bytes());
    terminal.wait_for(
        "+  7 messages in INBOX  UID 7  Zoë M  Don\\x1b[31mnerstag",
        SOON,
    );
    terminal.expect_screen("what was typed", SOON, |screen| {
        last(screen).starts_with("localhost:INBOX [6]> fetch 7 FLA")
    });
    server().doveadm(&[
        "flags", "add", "-u", &user, "\\Seen", "mailbox", "INBOX", "uid", "3",
    ]);
    terminal.wait_for("~  number 3 in INBOX", SOON);
    server().doveadm(&["expunge", "-u", &user, "mailbox", "INBOX", "uid", "1"]);
    terminal.wait_for("-  6 messages in INBOX  one removed (was number 1)", SOON);
    // The connection is there at once, and the prompt counts what there is now.
    terminal.type_line("GS");
    terminal.wait_for("1 message", SOON);
    prompt(&mut terminal, "localhost:INBOX [5]>");
    terminal.type_text(key::CTRL_D);
    assert_eq!(terminal.exit_status(), 0);
}

#[test]
fn a_compressed_connection_is_kept_and_tells_news() {
    let (mut terminal, user) = session((80, 40), &[]);
    set(&mut terminal, "compress on");
    set(&mut terminal, "keepalive 1");
    terminal.type_line("select_folder INBOX");
    prompt(&mut terminal, "localhost:INBOX [6]>");
    for unseen in 7..10 {
        server().deliver_to(&user, "INBOX", b"Subject: more\r\n\r\nHello.\r\n");
        terminal.wait_for(&format!("+  {unseen} messages in INBOX  1 new"), SOON);
        terminal.type_line("search ALL");
        prompt(&mut terminal, &format!("localhost:INBOX [{unseen}]>"));
    }
    terminal.type_text(key::CTRL_D);
    assert_eq!(terminal.exit_status(), 0);
}

#[test]
fn watch_tells_what_others_do_and_goes_on_when_the_server_is_back() {
    let mut server = Dovecot::start(Options::default());
    let user = server.fresh_user();
    for number in 1..=3 {
        server.deliver_to(
            &user,
            "INBOX",
            format!("Subject: {number}\r\n\r\nHello.\r\n").as_bytes(),
        );
    }
    let mut terminal = start(&options(&server, &user), (80, 40), server.password());
    prompt(&mut terminal, "localhost>");
    terminal.type_line("watch inbox");
    terminal.wait_for("watching INBOX (IDLE), Ctrl-C to stop", SOON);
    let letter = b"From: Marc Petit <marc@example.com>\r\nSubject: Q3\r\n\r\nHi.\r\n";
    server.deliver_to(&user, "INBOX", letter);
    terminal.wait_for("+  4 messages     UID 4  Marc Petit  Q3", SOON);
    server.doveadm(&[
        "flags", "add", "-u", &user, "\\Seen", "mailbox", "INBOX", "uid", "2",
    ]);
    terminal.wait_for("~  UID 2          flags \\Seen", SOON);
    server.doveadm(&["expunge", "-u", &user, "mailbox", "INBOX", "uid", "1"]);
    terminal.wait_for("-  3 messages     UID 1 removed", SOON);
    server.kill9();
    terminal.wait_for("!  connection lost: ", SOON);
    server.restart();
    server.doveadm(&["expunge", "-u", &user, "mailbox", "INBOX", "uid", "3"]);
    server.deliver_to(&user, "INBOX", letter);
    terminal.wait_for("INBOX reopened, UIDVALIDITY same", SOON);
    terminal.wait_for("UID 3 removed", SOON);
    terminal.wait_for("+  3 messages     UID 5  Marc Petit  Q3", SOON);
    terminal.type_text(key::CTRL_C);
    terminal.wait_for("2 new, 2 removed, 1 changed · _1", SOON);
    terminal.type_line("watch --all");
    terminal.wait_for("watching all folders (NOTIFY)", SOON);
    server.deliver_to(&user, "Archive", letter);
    terminal.wait_for("+  1 message in Archive  1 new", SOON);
    terminal.type_text(key::CTRL_C);
    prompt(&mut terminal, "localhost:INBOX [2]>");
    // The prompt hears of the open folder as before, and of no other.
    server.deliver_to(&user, "Archive", letter);
    server.deliver_to(&user, "INBOX", letter);
    terminal.wait_for("+  4 messages in INBOX  1 new", SOON);
    let screen = terminal.screen();
    assert!(!screen.contains("2 messages in Archive"), "{screen}");
    terminal.type_text(key::CTRL_D);
    assert_eq!(terminal.exit_status(), 0);
}

#[test]
fn news_waits_for_the_next_command_or_is_not_told_at_all() {
    let (mut terminal, user) = session((80, 40), &[]);
    terminal.type_line("select_folder INBOX");
    prompt(&mut terminal, "localhost:INBOX [6]>");
    terminal.type_line("set news after");
    prompt(&mut terminal, "localhost:INBOX [6]>");
    server().deliver_to(&user, "INBOX", b"Subject: later\r\n\r\nHi.\r\n");
    heard(&mut terminal, 7);
    let screen = terminal.screen();
    assert!(
        screen.contains("+  7 messages in INBOX  UID 7  later"),
        "{screen}"
    );
    terminal.type_line("set news off");
    prompt(&mut terminal, "localhost:INBOX [7]>");
    server().deliver_to(&user, "INBOX", b"Subject: never\r\n\r\nHi.\r\n");
    heard(&mut terminal, 8);
    let screen = terminal.screen();
    assert!(!screen.contains("never"), "{screen}");
    assert!(!screen.contains("+  8 messages"), "{screen}");
}

/// Presses Enter now and then until the prompt counts so many unseen messages. Nothing else shows what was heard.
#[track_caller]
fn heard(terminal: &mut Terminal, unseen: u32) {
    let wanted = format!("localhost:INBOX [{unseen}]>");
    for _ in 0..20 {
        thread::sleep(Duration::from_millis(500));
        let before = terminal.screen().matches("localhost:").count();
        terminal.type_text(key::ENTER);
        terminal.expect_screen("a prompt", SOON, |screen| {
            screen.matches("localhost:").count() > before && last(screen).ends_with('>')
        });
        if last(&terminal.screen()) == wanted {
            return;
        }
    }
    panic!("{wanted} never comes:\n{}", terminal.screen());
}

/// A server that signs everybody in and answers NOOP and LIST only when the test lets it.
struct Silent {
    port: u16,
    /// Told when one of them has come.
    waits: Receiver<()>,
    release: Sender<()>,
}

impl Silent {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (release, released) = channel();
        let (waiting, waits) = channel();
        thread::spawn(move || serve(&listener, &waiting, &released));
        Silent {
            port,
            waits,
            release,
        }
    }

    fn terminal(&self) -> Terminal {
        let options = [
            "-H",
            "127.0.0.1",
            "-P",
            &self.port.to_string(),
            "--insecure",
            "-u",
            "ana",
        ]
        .map(str::to_owned);
        let mut terminal = start(&options, (80, 24), "secret");
        prompt(&mut terminal, "127.0.0.1>");
        terminal
    }

    /// Runs a command that is never answered and presses Ctrl-C; the prompt must be back within a second.
    fn interrupt(&self, terminal: &mut Terminal) {
        terminal.type_line("raw NOOP");
        self.waits.recv_timeout(SOON).expect("the command arrives");
        terminal.wait_for("> raw NOOP", SOON);
        let pressed = Instant::now();
        terminal.type_text(key::CTRL_C);
        prompt(terminal, "127.0.0.1>");
        let waited = pressed.elapsed();
        assert!(waited < Duration::from_secs(1), "{waited:?}");
        let screen = terminal.screen();
        assert!(screen.contains("interrupted: "), "{screen}");
    }
}

/// Serves one session; a stream that breaks ends it.
fn serve(listener: &TcpListener, waiting: &Sender<()>, released: &Receiver<()>) -> Option<()> {
    let (stream, _) = listener.accept().ok()?;
    let mut out = stream.try_clone().ok()?;
    out.write_all(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        .ok()?;
    for line in BufReader::new(stream).lines() {
        let line = line.ok()?;
        let (tag, command) = line.split_once(' ')?;
        let answer = match command.split(' ').next()? {
            "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n",
            "NOOP" => {
                waiting.send(()).ok()?;
                released.recv().ok()?;
                "* OK a late word\r\n"
            }
            "LIST" => {
                waiting.send(()).ok()?;
                released.recv().ok()?;
                "* LIST () \"/\" INBOX\r\n"
            }
            "LOGOUT" => "* BYE so long\r\n",
            "CHECK" => "* OK checked\r\n",
            _ => "",
        };
        out.write_all(format!("{answer}{tag} OK done\r\n").as_bytes())
            .ok()?;
    }
    Some(())
}

#[test]
fn ctrl_c_gives_the_prompt_back_and_keeps_in_step() {
    let server = Silent::start();
    let mut terminal = server.terminal();
    server.interrupt(&mut terminal);
    terminal.type_line("raw CHECK");
    terminal.wait_for("waiting for the rest of", SOON);
    server.release.send(()).expect("the server waits");
    terminal.wait_for("* OK checked", SOON);
    prompt(&mut terminal, "127.0.0.1>");
    terminal.type_text(key::CTRL_D);
    assert_eq!(terminal.exit_status(), 0);
}

#[test]
fn a_second_ctrl_c_drops_the_link() {
    let server = Silent::start();
    let mut terminal = server.terminal();
    server.interrupt(&mut terminal);
    terminal.type_line("raw CHECK");
    terminal.wait_for("waiting for the rest of", SOON);
    terminal.type_text(key::CTRL_C);
    prompt(&mut terminal, "127.0.0.1 !>");
    let screen = terminal.screen();
    assert!(screen.contains("the connection was dropped"), "{screen}");
    terminal.type_text(key::CTRL_D);
    assert_eq!(terminal.exit_status(), 0);
}

#[test]
fn a_server_that_does_not_say_goodbye_is_not_waited_for() {
    let server = Silent::start();
    let mut terminal = server.terminal();
    server.interrupt(&mut terminal);
    let pressed = Instant::now();
    terminal.type_text(key::CTRL_D);
    assert_eq!(terminal.exit_status(), 0);
    let waited = pressed.elapsed();
    assert!(waited < Duration::from_secs(4), "{waited:?}");
}

#[test]
fn a_signal_ends_a_command_that_hangs() {
    let server = Silent::start();
    let mut terminal = server.terminal();
    terminal.type_line("raw NOOP");
    server
        .waits
        .recv_timeout(SOON)
        .expect("the command arrives");
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.exit_status(), 0);
}

#[test]
fn tab_waits_for_no_server_and_takes_what_comes_later() {
    let server = Silent::start();
    let mut terminal = server.terminal();
    terminal.type_text("cd in\t");
    server
        .waits
        .recv_timeout(SOON)
        .expect("the list is asked for");
    terminal.type_text("b");
    terminal.expect_screen("the editor goes on", SOON, |screen| {
        last(screen).starts_with("127.0.0.1> cd inb")
    });
    server.release.send(()).expect("the server waits");
    terminal.type_text("\t");
    terminal.expect_screen("the name", SOON, |screen| {
        last(screen).starts_with("127.0.0.1> cd INBOX")
    });
    terminal.type_text(key::CTRL_C);
    prompt(&mut terminal, "127.0.0.1>");
}

#[test]
fn a_question_is_answered_or_left_with_ctrl_c() {
    let server = server();
    let user = server.fresh_user();
    server.doveadm(&["mailbox", "create", "-u", &user, "Old"]);
    let mut terminal = start(&options(server, &user), (80, 40), server.password());
    prompt(&mut terminal, "localhost>");
    terminal.type_line("delete_folder Old");
    terminal.wait_for("to go on, anything else to stop:", SOON);
    terminal.type_text(key::CTRL_C);
    terminal.wait_for("stopped, nothing was changed", SOON);
    prompt(&mut terminal, "localhost>");
    terminal.type_line("folder_exists Old");
    terminal.wait_for("yes", SOON);
    prompt(&mut terminal, "localhost>");
    terminal.type_line("delete_folder Old");
    terminal.expect_screen("the question again", SOON, |screen| {
        screen.matches("to go on, anything else").count() == 2
    });
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.exit_status(), 0);
    let left = server.doveadm(&["mailbox", "list", "-u", &user]);
    assert!(left.lines().any(|name| name == "Old"), "{left}");
}
