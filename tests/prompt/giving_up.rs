//! Ctrl-C, and the signals that end a session.

use super::*;

#[test]
fn ctrl_c_ends_what_is_repeated_and_the_program_behind_an_answer() {
    let (mut terminal, _) = session((80, 40), &[]);
    terminal.type_line("every 100ms noop");
    terminal.wait_for("nothing new", SOON);
    terminal.type_text(key::CTRL_C);
    terminal.wait_for("stopped after", SOON);
    prompt(&mut terminal, "localhost>");
    // A shell that is about to fork may miss a SIGINT; one that becomes the program does not.
    for (line, answer, again) in [
        (
            "noop | (echo in the pipe; exec sleep 60)",
            "\nin the pipe",
            "!echo one $((1 + 2))",
        ),
        (
            "!echo behind the sign; exec sleep 60",
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
