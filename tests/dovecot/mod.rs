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
mod mail;
mod options;
mod ports;
mod tokens;

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicU32;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

use certificates::Certificates;
pub use certificates::ServerCertificate;
use config::{Account, Program};
use guard::Guard;
pub use options::{Options, Storage};
use ports::Ports;

/// The user whom `Dovecot::user` names.
const ALICE: &str = "alice";
/// Another user, with whom mailboxes can be shared.
pub const BOB: &str = "bob";
/// The password of alice, bob and every `fresh_user`.
const PASSWORD: &str = "correct-horse";

/// Longest wait for a server to start or stop; a machine under load is slow, a hang is for ever.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks at a server that is starting or stopping.
const PAUSE: Duration = Duration::from_millis(5);
/// Another test program may take a port between our look and the server's start.
const PORT_TRIES: usize = 5;

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
        tokens::write(server.directory.path());
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

    /// An access token for a user that was made so many seconds ago and lasts an hour.
    pub fn token(&self, user: &str, age: u64) -> String {
        tokens::token(user, age)
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

    /// A shell command that speaks IMAP for a user on its standard input and output, signed in from
    /// the start (PREAUTH).
    pub fn stream_command(&self, user: &str) -> String {
        let doveadm = self.program.doveadm();
        let config = self.path("dovecot.conf");
        format!(
            "{} -c {} exec imap -u {user}",
            doveadm.display(),
            config.display()
        )
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

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // An orderly stop takes Dovecot a second, and its files go anyway.
        self.kill9();
    }
}
