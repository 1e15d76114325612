//! What a thread does while somebody types: the connection is kept alive, news is told above the line.

use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;

use super::terminal::key;
use super::{A_WHILE, Answer, SOON, count, idle, last, leave, prompt, run, serve, session, told};

#[test]
fn noop_keeps_the_link_alive_where_there_is_no_idle_and_brings_news() {
    let mut server = serve("", |_, _, command| match command {
        "NOOP" => told(&["* 4 EXISTS"]),
        _ => Ok(Answer::Usual),
    });
    let mut terminal = session(&server, &[]);
    run(&mut terminal, "set keepalive 1");
    terminal.type_text("fetch 4 FLA");
    terminal.wait_for("+  4 messages in INBOX  1 new", SOON);
    terminal.expect_screen("what was typed", SOON, |screen| {
        last(screen).contains("> fetch 4 FLA")
    });
    terminal.type_text(key::CTRL_C);
    prompt(&mut terminal, "127.0.0.1:INBOX");
    run(&mut terminal, "set keepalive 0");
    terminal.type_line("raw CHECK");
    terminal.wait_for("OK done", SOON);
    thread::sleep(A_WHILE);
    leave(&mut terminal);
    let commands = server.commands();
    // Envelopes are not asked for where nobody asked for them.
    assert_eq!(count(&commands, "FETCH"), 0, "{commands:?}");
    let check = commands.iter().position(|command| command == "CHECK");
    let after = commands.split_at(check.expect("it was sent")).1;
    assert_eq!(count(after, "NOOP"), 0, "{commands:?}");
    assert!(count(&commands, "NOOP") > 0, "{commands:?}");
}

#[test]
fn bare_sends_nothing_at_the_prompt_that_was_not_typed() {
    let mut server = serve("IDLE ID ESEARCH", |_, _, _| Ok(Answer::Usual));
    let mut terminal = session(&server, &["--bare"]);
    run(&mut terminal, "set keepalive 1");
    thread::sleep(A_WHILE);
    leave(&mut terminal);
    let commands = server.commands();
    let words: Vec<_> = commands
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(words, ["LOGIN", "SELECT", "LOGOUT"]);
}

#[test]
fn the_trace_of_what_nobody_typed_stands_above_the_line() {
    let server = serve("", |_, _, _| Ok(Answer::Usual));
    let mut terminal = session(&server, &[]);
    run(&mut terminal, "trace on");
    run(&mut terminal, "set keepalive 1");
    terminal.type_text("fetch 4 FLA");
    terminal.expect_screen("the trace above what was typed", SOON, |screen| {
        let noop = screen
            .lines()
            .any(|line| line.starts_with("C: ") && line.ends_with("NOOP"));
        noop && screen.contains("== auto") && last(screen).contains("> fetch 4 FLA")
    });
}

#[test]
fn a_search_in_the_history_holds_the_printer_and_nothing_else() {
    let (push, pushed) = channel::<()>();
    let pushed = Mutex::new(pushed);
    let mut server = serve("IDLE", move |_, link, command| match command {
        "IDLE" => {
            let news = pushed.lock().is_ok_and(|pushed| pushed.try_recv().is_ok());
            idle(link, if news { "* 4 EXISTS\r\n" } else { "" })
        }
        _ => Ok(Answer::Usual),
    });
    let mut terminal = session(&server, &[]);
    run(&mut terminal, "set keepalive 1");
    terminal.type_text(key::CTRL_R);
    terminal.wait_for("reverse-i-search", SOON);
    push.send(()).expect("the server listens");
    // News has come, and after it the keeper went on: it counted anew, and renewed IDLE.
    server.wait_for("SEARCH UNSEEN\r\n");
    terminal.type_text("keepal");
    terminal.expect_screen("the search goes on", SOON, |screen| {
        last(screen).contains("keepal") && screen.contains("set keepalive 1")
    });
    terminal.type_text(key::CTRL_C);
    terminal.wait_for("+  4 messages in INBOX  1 new", SOON);
    terminal.type_line("raw CHECK");
    terminal.wait_for("OK done", SOON);
    prompt(&mut terminal, "127.0.0.1:INBOX");
    leave(&mut terminal);
    let commands = server.commands();
    assert_eq!(count(&commands, "CHECK"), 1, "{commands:?}");
}

#[test]
fn who_wrote_is_asked_once_that_was_wanted() {
    let mut server = serve("IDLE", |_, link, command| match command {
        "IDLE" => idle(link, "* 4 EXISTS\r\n"),
        "FETCH 4 (UID FLAGS ENVELOPE)" => told(&[
            "* 4 FETCH (UID 21 FLAGS () ENVELOPE (NIL \"Donnerstag\" ((\"Ann\" NIL \"ann\" \"example.org\")) NIL NIL NIL NIL NIL NIL NIL))",
        ]),
        _ => Ok(Answer::Usual),
    });
    let mut terminal = session(&server, &["--trace=trace"]);
    terminal.type_line("set news on");
    terminal.wait_for("+  4 messages in INBOX  UID 21  Ann  Donnerstag", SOON);
    leave(&mut terminal);
    let trace = std::fs::read_to_string(terminal.home().join("trace")).expect("it was written");
    let lines: Vec<_> = trace.lines().collect();
    let fetch = lines.iter().position(|line| line.contains(" FETCH 4 (UID"));
    let before = fetch
        .and_then(|fetch| lines.get(fetch.checked_sub(1)?))
        .copied();
    assert!(
        before.is_some_and(|line| line.contains("== auto")),
        "{trace}"
    );
    assert_eq!(count(&server.commands(), "FETCH 4"), 1);
}
