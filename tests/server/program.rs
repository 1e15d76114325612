//! Our own program, run in batch as a script runs it: no terminal, a home of its own, bounded time.

use std::fs::{self, File, Permissions};
use std::io::{BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// A program that runs longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(100);
/// Between two looks at a program that runs.
const PAUSE: Duration = Duration::from_millis(2);

/// A run of the program that is being prepared.
pub struct Program {
    command: Command,
    input: Option<Vec<u8>>,
    unread: bool,
    home: TempDir,
}

/// A program that has ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit status; 128 and more for the signal that ended it.
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
    /// The most memory it had at once.
    pub peak_kib: u64,
    /// How long it ran.
    pub took: Duration,
}

/// A program that runs.
pub struct Running {
    child: Child,
    started: Instant,
    home: TempDir,
}

/// A program that is talked with.
pub struct Conversation {
    child: Child,
    input: Option<ChildStdin>,
    _home: TempDir,
}

impl Program {
    /// Our program with these arguments, knowing nothing of the settings of whoever runs the tests.
    pub fn new<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Self {
        let home = tempfile::tempdir().expect("a directory can be made");
        let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
        command
            .args(arguments)
            .current_dir(home.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home.path())
            .env("LANG", "C.UTF-8");
        Program {
            command,
            input: None,
            unread: false,
            home,
        }
    }

    /// Adds arguments.
    pub fn with<A: AsRef<std::ffi::OsStr>>(
        mut self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        self.command.args(arguments);
        self
    }

    /// Adds `-c` before each command.
    pub fn commands<'a>(mut self, commands: impl IntoIterator<Item = &'a str>) -> Self {
        for command in commands {
            self.command.args(["-c", command]);
        }
        self
    }

    /// Sets a variable of the environment.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// What it reads on its standard input; else there is none.
    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = Some(input.into());
        self
    }

    /// Its working directory and home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Writes a file into its working directory, for its owner alone.
    pub fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path().join(name);
        fs::write(&path, contents).expect("the home is ours");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("the file is ours");
        path
    }

    /// Gives it a standard output whose reader has gone already.
    pub fn unread(mut self) -> Self {
        self.unread = true;
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Ended {
        self.start().wait()
    }

    /// Runs it to its end and gives its home too, where files may have come about.
    pub fn run_at_home(self) -> (Ended, TempDir) {
        self.start().wait_at_home()
    }

    /// Starts it.
    pub fn start(mut self) -> Running {
        let file =
            |name: &str| File::create(self.home.path().join(name)).expect("the home is ours");
        let stdout = match self.unread {
            true => Stdio::from(std::io::pipe().expect("pipes can be made").1),
            false => Stdio::from(file(".stdout")),
        };
        self.command
            .stdout(stdout)
            .stderr(file(".stderr"))
            .stdin(match self.input {
                Some(_) => Stdio::piped(),
                None => Stdio::null(),
            });
        let started = Instant::now();
        let mut child = self.command.spawn().expect("our program can be started");
        if let (Some(input), Some(mut stdin)) = (self.input, child.stdin.take()) {
            // A program that does not want all of it is a matter of the test's.
            thread::spawn(move || stdin.write_all(&input));
        }
        Running {
            child,
            started,
            home: self.home,
        }
    }
}

impl Program {
    /// Starts it with a person, or another program, who writes commands and reads answers by turns.
    pub fn converse(mut self) -> (Conversation, BufReader<ChildStdout>) {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = self
            .command
            .stderr(Stdio::null())
            .spawn()
            .expect("our program can be started");
        let input = child.stdin.take();
        let output = child.stdout.take().expect("it has one");
        let conversation = Conversation {
            child,
            input,
            _home: self.home,
        };
        (conversation, BufReader::new(output))
    }
}

impl Conversation {
    /// Writes a line.
    pub fn say(&mut self, line: &str) {
        let input = self.input.as_mut().expect("it is still open");
        writeln!(input, "{line}").expect("the program reads");
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("the program runs");
    }

    /// Says nothing more, and gives the exit status.
    pub fn hang_up(mut self) -> i32 {
        self.input = None;
        self.wait()
    }

    /// Waits for its end with its input open.
    pub fn wait(mut self) -> i32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                return number(status);
            }
            if Instant::now() > deadline {
                let _ = self.child.kill();
                panic!("the program hangs");
            }
            thread::sleep(PAUSE);
        }
    }
}

impl Running {
    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("the program runs");
    }

    /// What it has written to stdout so far.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.read(".stdout")).into_owned()
    }

    /// What it has written to stderr so far.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.read(".stderr")).into_owned()
    }

    /// Its working directory and home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Waits until a file is there in its home.
    pub fn wait_for_file(&self, name: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.home.path().join(name).exists() {
            assert!(Instant::now() < deadline, "{name} never came");
            thread::sleep(PAUSE);
        }
    }

    /// Waits for its end.
    pub fn wait(self) -> Ended {
        self.wait_at_home().0
    }

    /// Waits for its end and gives its home too.
    pub fn wait_at_home(mut self) -> (Ended, TempDir) {
        let mut peak_kib = 0;
        let status = loop {
            peak_kib = peak_kib.max(self.peak_kib());
            if let Ok(Some(status)) = self.child.try_wait() {
                break status;
            }
            if self.started.elapsed() > PATIENCE {
                let _ = self.child.kill();
                let _ = self.child.wait();
                panic!("the program hangs; it said:\n{}", self.stderr());
            }
            thread::sleep(PAUSE);
        };
        let ended = Ended {
            status: number(status),
            stdout: self.read(".stdout"),
            stderr: self.stderr(),
            peak_kib,
            took: self.started.elapsed(),
        };
        (ended, self.home)
    }

    /// The most memory it had at once so far; none when it has just ended, or not begun: until its program is loaded it
    /// shares the memory of the tests.
    pub fn peak_kib(&self) -> u64 {
        let about = |name: &str| fs::read_to_string(format!("/proc/{}/{name}", self.child.id()));
        let program = about("comm").unwrap_or_default();
        if !program.starts_with("imapclient-") {
            return 0;
        }
        let status = about("status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.trim().strip_suffix(" kB"))
            .and_then(|number| number.trim().parse().ok())
            .unwrap_or(0)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.home.path().join(name)).unwrap_or_default()
    }
}

fn number(status: ExitStatus) -> i32 {
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

impl Ended {
    /// What it wrote to stdout, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// The lines of stderr that are no warnings, nor lines that go on with another.
    pub fn error(&self) -> &str {
        self.stderr
            .lines()
            .find(|line| !line.starts_with("warning:") && !line.starts_with(' '))
            .unwrap_or_default()
    }

    /// Fails the test unless the status and the first words of the error are these. The rest of stderr must hold
    /// all the other words.
    pub fn check(&self, status: i32, start: &str, words: &[&str]) -> &Self {
        assert_eq!(self.status, status, "{self}");
        assert!(self.error().starts_with(start), "not {start}: {self}");
        for word in words {
            assert!(self.stderr.contains(word), "{word} is missing: {self}");
        }
        self
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let stdout = self.stdout.get(..2000).unwrap_or(&self.stdout);
        write!(
            formatter,
            "status {} after {:?}, {} KiB\n--- stderr\n{}--- stdout\n{}",
            self.status,
            self.took,
            self.peak_kib,
            self.stderr,
            String::from_utf8_lossy(stdout)
        )
    }
}
