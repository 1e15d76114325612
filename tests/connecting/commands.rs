//! A command of the shell in place of a server: `stream = true`.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::*;

fn program(command: &str, keys: &str) -> Program {
    let program = Program::new(["-f", "config.ini", "--timeout", "10"]);
    program.file(
        "config.ini",
        format!(
            "[DEFAULT]\nhost = {}\nstream = true\n{keys}\n",
            command.replace('%', "%%")
        ),
    );
    program
}

#[test]
fn dovecot_is_spoken_to_without_a_network() {
    static DOVECOT: OnceLock<Dovecot> = OnceLock::new();
    let dovecot = DOVECOT.get_or_init(|| Dovecot::start(Options::default()));
    let ended = program(&dovecot.stream_command(dovecot.user()), "")
        .commands(["select_folder INBOX", "search ALL", "info"])
        .run();
    ended.check(0, "", &[]);
    assert!(ended.text().contains("INBOX"), "{ended}");
}

#[test]
fn a_name_and_password_are_asked_for_only_where_nobody_is_signed_in() {
    let script = "printf '* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN SASL-IR] hello\\r\\n'; \
        read line; echo \"$line\" >&2; set -- $line; printf '%s OK [CAPABILITY IMAP4rev1] in\\r\\n' $1; \
        read line; set -- $line; printf '* BYE bye\\r\\n%s OK out\\r\\n' $1";
    let ended = program(script, "username = ana\npassword = geheim")
        .commands(["logout"])
        .run();
    ended.check(0, "command: ", &["AUTHENTICATE PLAIN AGFuYQBnZWhlaW0="]);
    assert!(!ended.stderr.contains("warning"), "{ended}");
    let ended = program(script, "")
        .commands(["noop"])
        .with(["--no-input"])
        .run();
    ended.check(2, "usage: ", &["there is no user name"]);
}

#[test]
fn a_command_that_ends_is_told_with_its_last_words() {
    let ended = program("echo '\x1b[2Jno such host' >&2; exit 7", "")
        .commands(["noop"])
        .run();
    ended.check(
        3,
        "command: \\x1b[2Jno such host",
        &["connect: the command: "],
    );
    let ended = program("printf '* PREAUTH hi\\r\\n'; sleep 0.1", "")
        .commands(["noop"])
        .run();
    ended.check(6, "closed: ", &[]);
}

#[test]
fn what_a_command_says_when_its_input_has_ended_is_told() {
    let script = "printf '* PREAUTH [CAPABILITY IMAP4rev1] hi\\r\\n'; read line; set -- $line; \
        printf '* BYE bye\\r\\n%s OK out\\r\\n' $1; cat; sleep 0.05; echo 'good night' >&2";
    let ended = program(script, "").commands(["logout"]).run();
    ended.check(0, "command: good night", &[]);
}

#[test]
fn one_that_is_silent_is_not_waited_for_without_end() {
    let begun = Instant::now();
    let ended = program("exec sleep 60", "")
        .with(["--timeout", "0.2"])
        .commands(["noop"])
        .run();
    ended.check(7, "timeout: the command: ", &[]);
    assert!(begun.elapsed() < Duration::from_secs(10), "{ended}");
    let running = program("echo started >started; exec sleep 60", "")
        .commands(["noop"])
        .start();
    running.wait_for_file("started");
    running.signal(Signal::INT);
    assert_eq!(running.wait().status, 130);
}

#[test]
fn it_has_no_tls() {
    for (keys, options, expected) in [
        (
            "ssl = true",
            &[][..],
            "config: config.ini, line 4: [DEFAULT] ssl: stream is true beside it",
        ),
        (
            "ssl_ca_file = ca.pem",
            &[],
            "config: config.ini, line 4: [DEFAULT] ssl_ca_file: stream is true",
        ),
        (
            "",
            &["--starttls"],
            "usage: --starttls cannot be combined with stream = true",
        ),
        (
            "",
            &["--quit-after", "tls"],
            "usage: --quit-after tls needs TLS, and a command",
        ),
    ] {
        let ended = program("exit 1", keys).with(options).run();
        ended.check(2, expected, &[]);
    }
    // What [DEFAULT] says is for the sections that have a server.
    let program = Program::new(["-f", "config.ini", "local"]).commands(["noop"]);
    let ini = "[DEFAULT]\nhost = mail.example.org\nssl = true\n[local]\nstream = true\nhost = printf '* BYE no\\r\\n'\n";
    program.file("config.ini", ini);
    program.run().check(3, "connect: the command: ", &[]);
    let program = Program::new(["-f", "config.ini"]).commands(["noop"]);
    program.file("config.ini", "[DEFAULT]\nstream = true\n");
    program.run().check(
        2,
        "config: config.ini, line 2: [DEFAULT] stream: there is no host beside it",
        &[],
    );
}
