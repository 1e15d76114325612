//! A Dovecot of our own for the tests: started on free loopback ports, in a new directory under
//! `/tmp`, and gone with all its files when the test program ends, however it ends.
//!
//! It needs no rights: as root its mail belongs to `nobody`, else everything runs as the user who
//! runs the tests. A test file shares one server through a `OnceLock` and takes a `fresh_user` for
//! each test; a test that kills its server, or wants other `Options`, starts one for itself.

// Every test program compiles this module for itself and uses only a part of it.
#![allow(dead_code, unreachable_pub)]

mod certificates;
mod config;
mod guard;
mod maildir;
mod ports;

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

use certificates::Certificates;
pub use certificates::ServerCertificate;
use config::{Account, Program};
use guard::Guard;
use ports::Ports;

/// The user whom `Dovecot::user` names.
const ALICE: &str = "alice";
/// Another user, with whom mailboxes can be shared.
pub const BOB: &str = "bob";
/// The password of alice, bob and every `fresh_user`.
const PASSWORD: &str = "correct-horse";

/// How many users `Dovecot::fresh_user` can name.
const FRESH_USERS: u32 = 500;

/// Longest wait for a server to start or stop; a machine under load is slow, a hang is for ever.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks at a server that is starting or stopping.
const PAUSE: Duration = Duration::from_millis(5);
/// Another test program may take a port between our look and the server's start.
const PORT_TRIES: usize = 5;

/// How mail is kept on the server's disk, which shows in small ways on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// One file per message; the only one `Dovecot::deliver` can write.
    #[default]
    Maildir,
    /// Dovecot's own format.
    Sdbox,
}

/// What may differ from server to server.
#[derive(Clone, Debug)]
pub struct Options {
    /// The certificate shown for STARTTLS and on the TLS port.
    pub certificate: ServerCertificate,
    /// Signs nobody in without a certificate of `client_certificate`'s authority.
    pub require_client_certificate: bool,
    /// How mail is kept.
    pub storage: Storage,
    /// Prefix of the personal namespace, ending with the separator, or empty.
    pub prefix: &'static str,
    /// Between the levels of mailbox names.
    pub separator: char,
    /// Room for each user's mail.
    pub quota_kib: u64,
    /// Names and passwords of users beside the usual ones: names in UTF-8 without colons, passwords of
    /// any bytes, neither with control characters.
    pub users: Vec<(Vec<u8>, Vec<u8>)>,
    /// Settings added at the end of the configuration file.
    pub extra: String,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            certificate: ServerCertificate::Valid,
            require_client_certificate: false,
            storage: Storage::Maildir,
            prefix: "",
            separator: '/',
            quota_kib: 1_048_576,
            users: Vec::new(),
            extra: String::new(),
        }
    }
}

/// A running server; dropping it stops it and removes its files.
pub struct Dovecot {
    process: Option<Child>,
    guard: Guard,
    program: Program,
    account: Account,
    certificates: Certificates,
    options: Options,
    ports: Ports,
    fresh_users: AtomicU32,
    deliveries: AtomicU32,
    // Last, so that its files go when nobody uses them any more.
    directory: TempDir,
}

impl Dovecot {
    /// Starts a server and returns when it has greeted a first connection.
    pub fn start(options: Options) -> Self {
        let program = Program::find();
        // Not the directory TMPDIR names: the names of sockets may not be long, and another user
        // than ours has to reach it.
        let directory = tempfile::Builder::new()
            .prefix("imapclient-dovecot-")
            .permissions(Permissions::from_mode(0o755))
            .tempdir_in("/tmp");
        let directory = directory.expect("a directory can be made in /tmp");
        let mut server = Dovecot {
            process: None,
            guard: Guard::start(directory.path()),
            program,
            account: Account::choose(),
            certificates: Certificates::write(directory.path(), options.certificate),
            options,
            ports: Ports::free(),
            fresh_users: AtomicU32::new(0),
            deliveries: AtomicU32::new(0),
            directory,
        };
        server.make_directory(&server.path("mail"));
        server.write_users();
        for _ in 1..PORT_TRIES {
            if server.run() {
                return server;
            }
            server.ports = Ports::free();
        }
        panic!("Dovecot found no free port:\n{}", server.log());
    }

    /// The loopback port that begins in clear, offers STARTTLS and takes passwords before it too.
    pub fn plain_port(&self) -> u16 {
        self.ports.plain
    }

    /// The loopback port that begins with TLS.
    pub fn tls_port(&self) -> u16 {
        self.ports.tls
    }

    /// An address and port that begin in clear and offer STARTTLS, and until then LOGINDISABLED.
    pub fn starttls_only(&self) -> (&'static str, u16) {
        ("127.0.0.2", self.ports.plain)
    }

    /// The PEM file of the authority that signed the server's certificate, if it is a valid one.
    pub fn ca_file(&self) -> &Path {
        &self.certificates.ca
    }

    /// The PEM files of a certificate for alice and of its key.
    pub fn client_certificate(&self) -> (&Path, &Path) {
        (&self.certificates.client, &self.certificates.client_key)
    }

    /// The name of a user who is there from the start.
    pub fn user(&self) -> &'static str {
        ALICE
    }

    /// The password of `user`, of `BOB` and of every `fresh_user`.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// The name of a user with empty mailboxes, for one test: each call names another one.
    pub fn fresh_user(&self) -> String {
        let number = self.fresh_users.fetch_add(1, Ordering::Relaxed);
        assert!(number < FRESH_USERS, "more fresh users than the server has");
        format!("user{number}")
    }

    /// Puts a message into one of alice's mailboxes without any IMAP, as a delivery does.
    pub fn deliver(&self, mailbox: &str, message: &[u8]) {
        self.deliver_to(ALICE, mailbox, message);
    }

    /// Puts a message into a user's mailbox, named as IMAP4rev1 spells it (modified UTF-7) without
    /// the namespace's prefix. The mailbox is made if it is not there.
    pub fn deliver_to(&self, user: &str, mailbox: &str, message: &[u8]) {
        self.deliver_all(user, mailbox, [message]);
    }

    /// Like `deliver_to` for many messages: some ten thousand a second.
    pub fn deliver_all(
        &self,
        user: &str,
        mailbox: &str,
        messages: impl IntoIterator<Item = impl AsRef<[u8]>>,
    ) {
        assert_eq!(self.options.storage, Storage::Maildir, "needs maildir");
        let number = self.users().position(|(name, _)| name == user.as_bytes());
        let home = self.home(number.expect("the server knows the user"));
        self.make_directory(&home);
        let mut directory = home.join("mail");
        self.make_directory(&directory);
        if mailbox != "INBOX" {
            for level in mailbox.split(self.options.separator) {
                directory.push(level);
                self.make_directory(&directory);
            }
        }
        maildir::prepare(self, &directory);
        for message in messages {
            let number = self.deliveries.fetch_add(1, Ordering::Relaxed);
            maildir::write(self, &directory, number, message.as_ref());
        }
    }

    /// Runs `doveadm` on this server and returns what it printed.
    pub fn doveadm(&self, arguments: &[&str]) -> String {
        let output = Command::new(self.program.doveadm())
            .arg("-c")
            .arg(self.path("dovecot.conf"))
            .args(arguments)
            .output()
            .expect("doveadm can be started");
        assert!(
            output.status.success(),
            "doveadm {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What the server has logged so far, for the message of a test that fails.
    pub fn log(&self) -> String {
        let log = fs::read(self.path("log")).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Stops the server in order, which takes Dovecot a second.
    pub fn stop(&mut self) {
        let Some(mut process) = self.process.take() else {
            return;
        };
        let _ = kill_process(Pid::from_child(&process), Signal::TERM);
        let deadline = Instant::now() + PATIENCE;
        while matches!(process.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(PAUSE);
        }
        self.end(process);
    }

    /// Kills the server and all its processes in the middle of whatever they do.
    pub fn kill9(&mut self) {
        if let Some(process) = self.process.take() {
            self.end(process);
        }
    }

    /// Starts a stopped or killed server again, with the same ports, users and mail.
    pub fn restart(&mut self) {
        self.stop();
        assert!(self.run(), "the port was taken:\n{}", self.log());
    }

    /// Kills what is left of the process group and waits until none of it listens any more.
    fn end(&mut self, mut process: Child) {
        let _ = kill_process_group(Pid::from_child(&process), Signal::KILL);
        let _ = process.wait();
        self.guard.forget();
        let deadline = Instant::now() + PATIENCE;
        while !self.ports.are_free() && Instant::now() < deadline {
            thread::sleep(PAUSE);
        }
    }

    /// Starts the process and waits for its first greeting. False if a port was taken.
    fn run(&mut self) -> bool {
        let config = config::write(
            self.directory.path(),
            &self.program,
            &self.account,
            &self.certificates,
            &self.ports,
            &self.options,
        );
        let _ = fs::remove_file(self.path("log"));
        let log = File::create(self.path("log")).expect("the log can be written");
        let process = Command::new(&self.program.path)
            .arg("-F")
            .arg("-c")
            .arg(config)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .process_group(0)
            .spawn();
        let process = process.expect("dovecot can be started");
        self.guard.watch(process.id());
        self.process = Some(process);
        let deadline = Instant::now() + PATIENCE;
        while !self.is_ready() {
            if self.has_ended() {
                self.kill9();
                let log = self.log();
                assert!(
                    log.contains("Address already in use"),
                    "Dovecot does not start:\n{log}"
                );
                return false;
            }
            assert!(
                Instant::now() < deadline,
                "Dovecot is not ready:\n{}",
                self.log()
            );
            thread::sleep(PAUSE);
        }
        true
    }

    /// Whether this very server greets: its process file is written when it has all its ports.
    fn is_ready(&self) -> bool {
        if !self.path("run/master.pid").exists() {
            return false;
        }
        let Ok(stream) = TcpStream::connect(("127.0.0.1", self.ports.plain)) else {
            return false;
        };
        let _ = stream.set_read_timeout(Some(PATIENCE));
        let mut greeting = String::new();
        let read = BufReader::new(stream).read_line(&mut greeting);
        read.is_ok() && greeting.starts_with("* OK")
    }

    fn has_ended(&mut self) -> bool {
        match &mut self.process {
            Some(process) => !matches!(process.try_wait(), Ok(None)),
            None => true,
        }
    }

    /// Writes the file of names and passwords. All users are there from the start, because the server
    /// looks for changes in that file only once a second.
    fn write_users(&self) {
        let Account { uid, gid, .. } = self.account;
        let mut file = Vec::new();
        for (number, (name, password)) in self.users().enumerate() {
            let impossible = |byte: &u8| *byte == b':' || byte.is_ascii_control();
            assert!(
                !name.iter().any(impossible) && !name.starts_with(b"#"),
                "the server's file of users cannot hold this name"
            );
            let home = self.home(number);
            let password = BASE64_STANDARD.encode(&password);
            let rest = format!(
                ":{{PLAIN.b64}}{password}:{uid}:{gid}::{}::\n",
                home.display()
            );
            for byte in name {
                // The server escapes a name before it looks it up.
                if b"\"'\\".contains(&byte) {
                    file.push(b'\\');
                }
                file.push(byte);
            }
            file.extend_from_slice(rest.as_bytes());
        }
        fs::write(self.path("users"), file).expect("the file of users can be written");
    }

    /// Every user's name and password; a user's number is the place in this list.
    fn users(&self) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
        let fresh = (0..FRESH_USERS).map(|number| format!("user{number}"));
        [ALICE.to_owned(), BOB.to_owned()]
            .into_iter()
            .chain(fresh)
            .map(|name| (name.into_bytes(), PASSWORD.as_bytes().to_vec()))
            .chain(self.options.users.iter().cloned())
    }

    fn home(&self, number: usize) -> PathBuf {
        self.path("mail").join(number.to_string())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Makes a directory that belongs to the account that reads the mail.
    fn make_directory(&self, directory: &Path) {
        if directory.is_dir() {
            return;
        }
        fs::create_dir(directory)
            .and_then(|()| fs::set_permissions(directory, Permissions::from_mode(0o700)))
            .unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
        self.give_away(directory);
    }

    fn give_away(&self, path: &Path) {
        let Account { uid, gid, .. } = self.account;
        if rustix::process::getuid().is_root() {
            chown(path, Some(uid), Some(gid))
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // An orderly stop takes Dovecot a second, and its files go anyway.
        self.kill9();
    }
}
