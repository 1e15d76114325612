//! Passwords and challenges: asked for, and shown nowhere.

use super::*;

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
