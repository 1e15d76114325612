//! The line that is typed: Tab, history, pasted lines, mistakes.

use super::*;

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
fn what_is_typed_while_a_command_runs_comes_after_it() {
    let (mut terminal, _) = session((80, 24), &[]);
    terminal.type_line("!echo begun; sleep 1");
    terminal.wait_for("\nbegun", SOON);
    terminal.type_text("!echo first $((20 + 2))\r!echo second $((20 + 3))\r!echo half ");
    terminal.wait_for("second 23", SOON);
    terminal.type_line("a line $((20 + 4))");
    terminal.wait_for("half a line 24", SOON);
    assert!(terminal.screen().contains("first 22"));
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
