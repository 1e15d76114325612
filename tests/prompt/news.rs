//! What happens while somebody types or watches: news, and links that are lost.

use super::*;

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
