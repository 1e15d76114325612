//! A person at a terminal: runs a program in a terminal of its own, types, and reads the screen as
//! it would look, however the program drew it.
//!
//! The program starts as `setsid --ctty` (util-linux) starts it, because giving a child a
//! controlling terminal from here would need unsafe code. One thing is not as at a real terminal:
//! Ctrl-Z does nothing, since there is no shell to come back to.

// Every test program compiles this module for itself and uses only a part of it.
#![allow(dead_code, unreachable_pub)]

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use tempfile::TempDir;
use vt100::Parser;

/// What keys send.
pub mod key {
    pub const ENTER: &str = "\r";
    pub const TAB: &str = "\t";
    pub const ESCAPE: &str = "\x1b";
    pub const BACKSPACE: &str = "\x7f";
    pub const UP: &str = "\x1b[A";
    pub const DOWN: &str = "\x1b[B";
    pub const RIGHT: &str = "\x1b[C";
    pub const LEFT: &str = "\x1b[D";
    pub const CTRL_A: &str = "\x01";
    pub const CTRL_C: &str = "\x03";
    pub const CTRL_D: &str = "\x04";
    pub const CTRL_R: &str = "\x12";
    pub const CTRL_U: &str = "\x15";
}

/// Longest wait for a program that was told to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program in a terminal; dropping it hangs up and kills the program.
pub struct Terminal {
    child: Child,
    // Our side of the terminal; none once the other side is closed.
    device: Option<File>,
    parser: Parser<Answers>,
    output: Vec<u8>,
    home: TempDir,
}

impl Terminal {
    /// Starts our own program with these arguments.
    pub fn start(arguments: &[&str], columns: u16, rows: u16) -> Self {
        let home = home();
        let program = env!("CARGO_BIN_EXE_imapclient-interact");
        let command = command(program, arguments, home.path());
        Terminal::open(command, home, columns, rows)
    }

    /// Starts our own program in a home directory prepared with files, by a closure that may set
    /// variables too.
    pub fn start_with(
        arguments: &[&str],
        (columns, rows): (u16, u16),
        prepare: impl FnOnce(&Path, &mut Command),
    ) -> Self {
        let home = home();
        let program = env!("CARGO_BIN_EXE_imapclient-interact");
        let mut command = command(program, arguments, home.path());
        prepare(home.path(), &mut command);
        Terminal::open(command, home, columns, rows)
    }

    /// Starts any program.
    pub fn start_program(program: &str, arguments: &[&str], columns: u16, rows: u16) -> Self {
        let home = home();
        let command = command(program, arguments, home.path());
        Terminal::open(command, home, columns, rows)
    }

    fn open(mut command: Command, home: TempDir, columns: u16, rows: u16) -> Self {
        let device = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC);
        let device = device.expect("the system has a free terminal");
        grantpt(&device).expect("the terminal is ours");
        unlockpt(&device).expect("the terminal is ours");
        let name = ptsname(&device, Vec::new()).expect("the terminal has a name");
        // Before the program starts, so that it never sees another size.
        set_size(&device, columns, rows);
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let open = || File::from(rustix::fs::open(&name, flags, Mode::empty()).expect("it is new"));
        let child = command
            .stdin(open())
            .stdout(open())
            .stderr(open())
            .spawn()
            .expect("setsid and the program can be started");
        Terminal {
            child,
            device: Some(File::from(device)),
            parser: Parser::new_with_callbacks(size(rows), size(columns), 0, Answers::default()),
            output: Vec::new(),
            home,
        }
    }

    /// The program's home directory: empty at its start, gone with this terminal.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Types a text or presses keys, without Enter.
    pub fn type_text(&mut self, text: &str) {
        if let Some(device) = &mut self.device {
            // A program that has ended reads nothing any more; the screen will say so.
            let _ = device.write_all(text.as_bytes());
        }
    }

    /// Types a line and presses Enter.
    pub fn type_line(&mut self, line: &str) {
        self.type_text(line);
        self.type_text(key::ENTER);
    }

    /// Waits until a text stands on the screen, and fails with the screen if it never does.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str, timeout: Duration) {
        self.expect_screen(text, timeout, |screen| screen.contains(text));
    }

    /// Waits until the screen is as wanted, and fails with the screen if it never is.
    #[track_caller]
    pub fn expect_screen(
        &mut self,
        what: &str,
        timeout: Duration,
        is_wanted: impl Fn(&str) -> bool,
    ) {
        let deadline = Instant::now() + timeout;
        while !is_wanted(&self.drawn()) {
            assert!(
                self.read_until(deadline),
                "{what:?} is not on the screen:\n{}",
                self.drawn()
            );
        }
    }

    /// The screen as it is now: lines without the blanks at their ends and at the bottom. A line
    /// that the terminal had to wrap is one line. What scrolled off the top is not there.
    pub fn screen(&mut self) -> String {
        while self.read_until(Instant::now()) {}
        self.drawn()
    }

    /// Row and column of the cursor, from zero.
    pub fn cursor(&mut self) -> (u16, u16) {
        while self.read_until(Instant::now()) {}
        self.parser.screen().cursor_position()
    }

    /// Every byte the program has written so far, to look for colours and other sequences.
    pub fn output(&mut self) -> &[u8] {
        while self.read_until(Instant::now()) {}
        &self.output
    }

    /// Changes the size of the window, of which the program is told by a signal.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        if let Some(device) = &self.device {
            set_size(device, columns, rows);
        }
        self.parser.set_size(size(rows), size(columns));
    }

    /// Sends the program a signal.
    pub fn signal(&mut self, signal: Signal) {
        let _ = kill_process(Pid::from_child(&self.child), signal);
    }

    /// Closes the window, as when a connection to the machine is lost.
    pub fn hang_up(&mut self) {
        self.device = None;
    }

    /// Waits for the program's end and returns its exit status, or 128 and the signal that ended it.
    #[track_caller]
    pub fn exit_status(&mut self) -> i32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // It may have more to write before it can end.
            self.read_until(Instant::now() + Duration::from_millis(10));
            if let Some(status) = self.child.try_wait().expect("it is our child") {
                return status
                    .code()
                    .unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
            }
            assert!(
                Instant::now() < deadline,
                "the program does not end:\n{}",
                self.drawn()
            );
        }
    }

    fn drawn(&self) -> String {
        let text = self.parser.screen().contents();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        lines.join("\n").trim_end().to_owned()
    }

    /// Waits for output and draws it. False when there is none before the deadline, or never again.
    fn read_until(&mut self, deadline: Instant) -> bool {
        let Some(device) = &mut self.device else {
            return false;
        };
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout = Timespec::try_from(left).expect("the timeout is short");
        let mut ready = [PollFd::new(device, PollFlags::IN)];
        if !matches!(poll(&mut ready, Some(&timeout)), Ok(1..)) {
            return false;
        }
        let mut buffer = [0; 4096];
        match device.read(&mut buffer) {
            Ok(count @ 1..) => {
                self.output.extend_from_slice(&buffer[..count]);
                self.parser.process(&buffer[..count]);
                let answers = std::mem::take(&mut self.parser.callbacks_mut().0);
                self.type_text(&answers);
                true
            }
            // Linux reports an error when nobody has the other side open any more.
            _ => {
                self.device = None;
                false
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a terminal answers by itself to a program's questions.
#[derive(Default)]
struct Answers(String);

impl vt100::Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        _: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        letter: char,
    ) {
        // Where is the cursor?
        if letter == 'n' && parameters == [[6]] {
            let (row, column) = screen.cursor_position();
            self.0
                .push_str(&format!("\x1b[{};{}R", row + 1, column + 1));
        }
    }
}

fn home() -> TempDir {
    tempfile::tempdir().expect("a directory can be made")
}

/// A command that takes its standard input for its controlling terminal and knows nothing of the
/// settings of whoever runs the tests.
fn command(program: &str, arguments: &[&str], home: &Path) -> Command {
    let mut command = Command::new("setsid");
    command
        .arg("--ctty")
        .arg(program)
        .args(arguments)
        .current_dir(home)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .env("TERM", "xterm-256color");
    command
}

fn set_size(device: impl std::os::fd::AsFd, columns: u16, rows: u16) {
    let size = Winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(device, size).expect("a terminal has a size");
}

fn size(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a screen has rows and columns")
}
