//! What stands on the screen, whatever the terminal.

use super::*;

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
