//! The test server itself: that it starts, offers what the tests need, and leaves nothing behind.
//! It is spoken to in plain IMAP, without the library that is tested with it.

#![allow(clippy::unwrap_used)]

mod dovecot;

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use native_tls::{Certificate, Identity, TlsConnector};

use dovecot::{BOB, Dovecot, Options, ServerCertificate, Storage};

const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The server of the tests that do not change it.
fn shared() -> &'static Dovecot {
    static SERVER: OnceLock<Dovecot> = OnceLock::new();
    SERVER.get_or_init(|| Dovecot::start(Options::default()))
}

#[test]
fn plain_port_takes_passwords_before_tls() {
    let mut session = Session::plain(shared());
    assert!(session.greeting.contains("STARTTLS"), "{session:?}");
    assert!(!session.greeting.contains("LOGINDISABLED"), "{session:?}");
    session.login(shared(), shared().user());
}

#[test]
fn starttls_only_takes_passwords_after_tls() {
    let stream = TcpStream::connect(shared().starttls_only()).unwrap();
    let mut session = Session::over(stream);
    assert!(session.greeting.contains("LOGINDISABLED"), "{session:?}");
    session.ok("STARTTLS");
    let connector = trusting(shared()).build().unwrap();
    let stream = connector.connect("127.0.0.2", session.into_stream());
    let mut session = Session::without_greeting(stream.unwrap());
    session.login(shared(), shared().user());
}

#[test]
fn tls_port_is_trusted_under_each_of_its_names() {
    for name in ["localhost", "127.0.0.1", "::1"] {
        let stream = tls(shared(), name, trusting(shared())).unwrap();
        Session::over(stream).login(shared(), BOB);
    }
}

#[test]
fn wrong_certificates_are_wrong_for_their_reason() {
    let cases = [
        (ServerCertificate::Expired, "expired"),
        (ServerCertificate::OtherName, "mismatch"),
        (ServerCertificate::OtherAuthority, "local issuer"),
        (ServerCertificate::SelfSigned, "self"),
    ];
    for (certificate, reason) in cases {
        let server = Dovecot::start(Options {
            certificate,
            ..Options::default()
        });
        let error = tls(&server, "localhost", trusting(&server)).unwrap_err();
        assert!(
            error.to_string().contains(reason),
            "{certificate:?}: {error}"
        );
    }
}

#[test]
fn client_certificates_can_be_required() {
    let server = Dovecot::start(Options {
        require_client_certificate: true,
        ..Options::default()
    });
    let mut session = Session::over(tls(&server, "localhost", trusting(&server)).unwrap());
    let refused = session.run(&format!("LOGIN {} {}", server.user(), server.password()));
    assert!(refused.contains(" NO "), "{refused}");

    let (certificate, key) = server.client_certificate();
    let identity = Identity::from_pkcs8(&read(certificate), &read(key)).unwrap();
    let mut connector = trusting(&server);
    connector.identity(identity);
    let stream = tls(&server, "localhost", connector).unwrap();
    Session::over(stream).login(&server, server.user());
}

#[test]
fn offers_the_extensions_that_are_tested() {
    let mut session = Session::plain(shared());
    let before = session.run("CAPABILITY");
    for name in ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"] {
        assert!(
            before.contains(&format!(" AUTH={name}")),
            "{name}: {before}"
        );
    }
    session.login(shared(), shared().user());
    let after = session.run("CAPABILITY");
    let expected = "ACL COMPRESS=DEFLATE CONDSTORE ENABLE ESEARCH ID IDLE \
        LIST-EXTENDED LIST-STATUS LITERAL+ METADATA MOVE MULTIAPPEND NAMESPACE NOTIFY QRESYNC \
        QUOTA RIGHTS= SEARCHRES SORT SPECIAL-USE THREAD=REFS UIDPLUS UNSELECT WITHIN";
    for name in expected.split_ascii_whitespace() {
        assert!(after.contains(&format!(" {name}")), "{name}: {after}");
    }
    let folders = session.ok("LIST (SPECIAL-USE) \"\" \"*\"");
    assert!(folders.contains("\\Drafts) \"/\" Drafts"), "{folders}");
    session.ok("SETMETADATA INBOX (/private/comment \"mine\")");
    let comment = session.ok("GETMETADATA INBOX /private/comment");
    assert!(comment.contains("mine"), "{comment}");
    session.ok("COMPRESS DEFLATE");
}

#[test]
fn odd_names_and_passwords_sign_in() {
    let users: [(&[u8], &[u8]); 4] = [
        (br#"quote"back\slash"#, br#"pass"wo\rd:{7}%"#),
        (b"with space", b" leading and trailing "),
        ("zoë@exämple.org".as_bytes(), "☃ geheim".as_bytes()),
        (b"latin", b"lat\xefn"),
    ];
    let server = Dovecot::start(Options {
        users: users.map(|(name, word)| (name.into(), word.into())).into(),
        ..Options::default()
    });
    for (name, password) in users {
        let mut session = Session::plain(&server);
        let mut line = format!("LOGIN {{{}+}}\r\n", name.len()).into_bytes();
        line.extend_from_slice(name);
        line.extend_from_slice(format!(" {{{}+}}\r\n", password.len()).as_bytes());
        line.extend_from_slice(password);
        let answer = session.run_bytes(&line);
        let name = String::from_utf8_lossy(name);
        assert!(
            answer.contains(" OK "),
            "{name}: {answer}\n{}",
            server.log()
        );
    }
}

#[test]
fn failed_sign_ins_are_answered_at_once() {
    let start = Instant::now();
    for _ in 0..5 {
        let answer = Session::plain(shared()).run("LOGIN alice wrong");
        assert!(answer.contains("AUTHENTICATIONFAILED"), "{answer}");
    }
    // Dovecot's own delays would add up to more than ten seconds.
    assert!(start.elapsed() < LONGEST_WAIT, "{:?}", start.elapsed());
}

#[test]
fn delivered_messages_are_there_in_their_order() {
    let user = shared().fresh_user();
    let messages = (1..=500).map(|number| format!("Subject: {number}\n\nHello.\n"));
    shared().deliver_all(&user, "INBOX", messages);
    shared().deliver_to(&user, "Lists/r&APg-d", b"Subject: one\r\n\r\nHi.\r\n");
    let mut session = Session::plain(shared());
    session.login(shared(), &user);
    let status = session.ok("STATUS Lists/r&APg-d (MESSAGES)");
    assert!(status.contains("(MESSAGES 1)"), "{status}");
    let selected = session.ok("SELECT INBOX");
    assert!(selected.contains("* 500 EXISTS"), "{selected}");
    let subject = session.ok("FETCH 321 BODY.PEEK[HEADER.FIELDS (Subject)]");
    assert!(subject.contains("Subject: 321"), "{subject}");
}

#[test]
fn a_delivery_ends_the_wait_of_an_idle_client() {
    let user = shared().fresh_user();
    let mut session = Session::plain(shared());
    session.login(shared(), &user);
    session.ok("SELECT INBOX");
    session.send(b"i IDLE\r\n");
    while !session.line().starts_with('+') {}
    shared().deliver_to(&user, "INBOX", b"Subject: news\r\n\r\n.\r\n");
    while !session.line().contains("1 EXISTS") {}
}

#[test]
fn mailboxes_can_be_shared() {
    let (ours, theirs) = (shared().fresh_user(), shared().fresh_user());
    let mut owner = Session::plain(shared());
    owner.login(shared(), &ours);
    owner.ok("CREATE Plans");
    owner.ok(&format!("SETACL Plans {theirs} lrs"));
    let mut guest = Session::plain(shared());
    guest.login(shared(), &theirs);
    let spaces = guest.ok("NAMESPACE");
    assert!(
        spaces.contains(r#"((("" "/")) (("Others/" "/")) NIL"#)
            || spaces.contains(r#"(("" "/")) (("Others/" "/")) NIL"#),
        "{spaces}"
    );
    let selected = guest.ok(&format!("SELECT Others/{ours}/Plans"));
    assert!(
        selected.contains("[READ-ONLY]") || selected.contains("[READ-WRITE]"),
        "{selected}"
    );
}

#[test]
fn options_change_the_server() {
    let server = Dovecot::start(Options {
        prefix: "INBOX.",
        separator: '.',
        storage: Storage::Sdbox,
        quota_kib: 20,
        extra: "login_greeting = Good day.".into(),
        ..Options::default()
    });
    let mut session = Session::plain(&server);
    assert!(session.greeting.ends_with("Good day.\r\n"), "{session:?}");
    session.login(&server, server.user());
    let spaces = session.ok("NAMESPACE");
    assert!(spaces.contains(r#"(("INBOX." "."))"#), "{spaces}");
    let folders = session.ok("LIST \"\" *");
    assert!(folders.contains("INBOX.Drafts"), "{folders}");
    let message = "x".repeat(50_000);
    let answer = session.run(&format!("APPEND INBOX {{{}+}}\r\n{message}", message.len()));
    assert!(answer.contains("NO [OVERQUOTA]"), "{answer}");
}

#[test]
fn killed_server_is_there_again_after_a_restart() {
    let mut server = Dovecot::start(Options::default());
    server.deliver("INBOX", b"Subject: kept\r\n\r\n.\r\n");
    let mut session = Session::plain(&server);
    session.login(&server, server.user());
    server.kill9();
    assert_eq!(session.line(), "");
    TcpStream::connect(("127.0.0.1", server.plain_port())).unwrap_err();
    server.restart();
    let mut session = Session::plain(&server);
    session.login(&server, server.user());
    let selected = session.ok("SELECT INBOX");
    assert!(selected.contains("* 1 EXISTS"), "{selected}");
}

#[test]
fn stopped_server_closes_its_connections() {
    let mut server = Dovecot::start(Options::default());
    let mut session = Session::plain(&server);
    session.login(&server, server.user());
    server.stop();
    while !session.line().is_empty() {}
    TcpStream::connect(("127.0.0.1", server.plain_port())).unwrap_err();
}

#[test]
fn doveadm_reaches_the_server() {
    let user = shared().fresh_user();
    let mut session = Session::plain(shared());
    session.login(shared(), &user);
    shared().doveadm(&["kick", &user]);
    while !session.line().is_empty() {}
}

#[test]
fn stream_command_is_signed_in() {
    let mut child = Command::new("sh")
        .args(["-c", &shared().stream_command(BOB)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"a LOGOUT\r\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let output = String::from_utf8_lossy(&output.stdout);
    assert!(output.starts_with("* PREAUTH "), "{output}");
}

#[test]
fn log_of_a_quiet_session_is_quiet() {
    let server = Dovecot::start(Options::default());
    let mut session = Session::plain(&server);
    session.login(&server, server.user());
    session.ok("SELECT INBOX");
    session.ok("LOGOUT");
    let log = server.log();
    assert!(!log.contains("Error") && !log.contains("Warning"), "{log}");
}

#[test]
fn dropped_server_leaves_nothing_behind() {
    let server = Dovecot::start(Options::default());
    let (port, directory) = (server.plain_port(), server.ca_file().parent().unwrap());
    let directory = directory.to_owned();
    drop(server);
    TcpListener::bind(("127.0.0.1", port)).unwrap();
    assert!(!directory.exists());
}

#[test]
fn aborted_test_program_leaves_nothing_behind() {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "abort_with_a_server", "--ignored", "--nocapture"])
        .stderr(Stdio::null())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let output = String::from_utf8_lossy(&output.stdout);
    let words = output.split("server: ").nth(1).unwrap();
    let mut words = words.split_ascii_whitespace();
    let port: u16 = words.next().unwrap().parse().unwrap();
    let directory = Path::new(words.next().unwrap());
    let deadline = Instant::now() + LONGEST_WAIT;
    while directory.exists() || TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(
            Instant::now() < deadline,
            "{} is there",
            directory.display()
        );
        thread::sleep(Duration::from_millis(10));
    }
}

/// Not a test: what `aborted_test_program_leaves_nothing_behind` runs in a process of its own.
#[test]
#[ignore = "aborts the test program"]
#[allow(clippy::print_stdout)]
fn abort_with_a_server() {
    let server = shared();
    let directory = server.ca_file().parent().unwrap();
    println!("server: {} {}", server.plain_port(), directory.display());
    std::process::abort();
}

trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

/// Just enough of an IMAP client to see that the server is as it should be.
struct Session<S> {
    stream: BufReader<S>,
    greeting: String,
}

impl Session<TcpStream> {
    fn plain(server: &Dovecot) -> Self {
        Session::over(TcpStream::connect(("127.0.0.1", server.plain_port())).unwrap())
    }

    fn into_stream(self) -> TcpStream {
        self.stream.into_inner()
    }
}

impl<S: Stream> Session<S> {
    fn over(stream: S) -> Self {
        let mut session = Session::without_greeting(stream);
        session.greeting = session.line();
        session
    }

    fn without_greeting(stream: S) -> Self {
        Session {
            stream: BufReader::new(stream),
            greeting: String::new(),
        }
    }

    fn login(&mut self, server: &Dovecot, user: &str) {
        let answer = self.run(&format!("LOGIN {user} {}", server.password()));
        assert!(answer.contains(" OK "), "{answer}\n{}", server.log());
    }

    fn ok(&mut self, command: &str) -> String {
        let answer = self.run(command);
        assert!(
            answer.contains("\na OK ") || answer.starts_with("a OK "),
            "{command}: {answer}"
        );
        answer
    }

    fn run(&mut self, command: &str) -> String {
        self.run_bytes(command.as_bytes())
    }

    /// Sends a command and returns all lines up to the one with its tag.
    fn run_bytes(&mut self, command: &[u8]) -> String {
        self.send(&[b"a ", command, b"\r\n"].concat());
        let mut answer = String::new();
        loop {
            let line = self.line();
            answer.push_str(&line);
            if line.is_empty() || line.starts_with("a ") {
                return answer;
            }
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).unwrap();
    }

    /// The next line, or nothing at the end.
    fn line(&mut self) -> String {
        let mut line = Vec::new();
        // However the server ended the connection, it has ended.
        let _ = self.stream.read_until(b'\n', &mut line);
        String::from_utf8_lossy(&line).into_owned()
    }
}

impl<S> std::fmt::Debug for Session<S> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.greeting)
    }
}

/// A connector that trusts the server's authority and no other.
fn trusting(server: &Dovecot) -> native_tls::TlsConnectorBuilder {
    let mut connector = TlsConnector::builder();
    let authority = Certificate::from_pem(&read(server.ca_file())).unwrap();
    connector.disable_built_in_roots(true);
    connector.add_root_certificate(authority);
    connector
}

fn tls(
    server: &Dovecot,
    name: &str,
    connector: native_tls::TlsConnectorBuilder,
) -> Result<native_tls::TlsStream<TcpStream>, native_tls::HandshakeError<TcpStream>> {
    let stream = TcpStream::connect(("127.0.0.1", server.tls_port())).unwrap();
    connector.build().unwrap().connect(name, stream)
}

fn read(file: &Path) -> Vec<u8> {
    std::fs::read(file).unwrap()
}
