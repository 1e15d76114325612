//! Our program, talked with line by line: a command in, its answer as JSON out.

use std::ffi::OsStr;
use std::fmt;
use std::io::{self, BufRead, BufReader, PipeReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// No server needs longer for an answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// Answered without the server, always in the same way: what comes before it belongs to the command before.
const MARK: &str = "help exit --json";

/// The account that is tested.
pub(crate) struct Account<'a> {
    /// The file it stands in.
    pub(crate) config: &'a Path,
    /// Its section, `DEFAULT` or another.
    pub(crate) section: &'a str,
}

/// A session of our program.
pub(crate) struct Shell {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    mark: String,
}

/// What our program said instead of an answer.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// What was asked.
    pub(crate) command: String,
    /// `NO`, `unsupported:` and the like, without the colon.
    pub(crate) class: String,
    /// The response code, where there is one.
    pub(crate) code: String,
    /// The words.
    pub(crate) text: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refusal {
            command,
            class,
            text,
            ..
        } = self;
        write!(formatter, "{command}: {class}: {text}")
    }
}

impl Account<'_> {
    /// Our program for this account, with more options.
    pub(crate) fn program(&self, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
        command.arg("-f").arg(self.config).args(options);
        if self.section != "DEFAULT" {
            command.args([OsStr::new("-a"), OsStr::new(self.section)]);
        }
        command.args(["--no-input", "--json"]);
        command
    }

    /// Signs in, or tries to, and says what went wrong.
    pub(crate) fn sign_in(&self, options: &[&str]) -> Result<(), String> {
        let mut program = self.program(options);
        let output = program.args(["--quit-after", "login"]).output();
        let output = output.map_err(|error| error.to_string())?;
        match output.status.success() {
            true => Ok(()),
            false => Err(told(&String::from_utf8_lossy(&output.stderr))),
        }
    }
}

/// The failure in what our program said, or else all of it.
fn told(said: &str) -> String {
    let refusal = said.lines().find_map(|line| refusal(line, "sign in"));
    match refusal {
        Some(Refusal { class, text, .. }) => format!("{class}: {text}"),
        None => said.trim().replace('\n', "; "),
    }
}

impl Shell {
    /// Signs in.
    pub(crate) fn start(account: &Account<'_>) -> Result<Self, String> {
        let began = Shell::spawn(account).map_err(|error| error.to_string());
        let (child, input, lines) = began?;
        let mut shell = Shell {
            child,
            input,
            lines,
            mark: String::new(),
        };
        let _ = writeln!(shell.input, "{MARK}");
        let mut said = String::new();
        let deadline = Instant::now() + PATIENCE;
        while let Ok(line) = shell.line(deadline) {
            if line.starts_with('"') {
                shell.mark = line;
                return Ok(shell);
            }
            said.push_str(&line);
            said.push('\n');
        }
        Err(told(&said))
    }

    /// Starts our program with both its streams in one pipe, so that they keep their order.
    fn spawn(account: &Account<'_>) -> io::Result<(Child, ChildStdin, Receiver<String>)> {
        let (reader, writer) = io::pipe()?;
        let mut child = account
            .program(&["--yes", "--keep-going"])
            .stdin(Stdio::piped())
            .stdout(writer.try_clone()?)
            .stderr(writer)
            .spawn()?;
        let input = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let (sender, lines) = channel();
        let read = move |reader: PipeReader| {
            for line in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                if sender.send(line).is_err() {
                    break;
                }
            }
        };
        thread::spawn(move || read(reader));
        Ok((child, input, lines))
    }

    /// Runs a command and gives its answer, `null` where it has none.
    pub(crate) fn ask(&mut self, command: &str) -> Result<Value, Refusal> {
        let failed = |class: &str, text: &str| Refusal {
            command: command.to_owned(),
            class: class.to_owned(),
            code: String::new(),
            text: text.to_owned(),
        };
        let sent = writeln!(self.input, "{command}\n{MARK}");
        sent.map_err(|error| failed("closed", &error.to_string()))?;
        let mut said = Vec::new();
        let mut refused = None;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let line = self.line(deadline).map_err(|why| match why {
                RecvTimeoutError::Timeout => failed("timeout", "no answer"),
                RecvTimeoutError::Disconnected => failed("closed", "our program has ended"),
            })?;
            if line == self.mark {
                break;
            }
            refused = refused.or_else(|| refusal(&line, command));
            if !line.starts_with("warning: ") {
                said.push(line);
            }
        }
        match refused {
            Some(refusal) => Err(refusal),
            None => Ok(document(&said).unwrap_or(Value::Null)),
        }
    }

    fn line(&self, deadline: Instant) -> Result<String, RecvTimeoutError> {
        let left = deadline.saturating_duration_since(Instant::now());
        self.lines.recv_timeout(left)
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // One that was told to leave has a moment for it.
        let _ = writeln!(self.input, "logout");
        let _ = self.ask("quit");
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The failure that a line tells of.
fn refusal(line: &str, command: &str) -> Option<Refusal> {
    let value: Value = serde_json::from_str(line).ok()?;
    let error = value.get("error")?;
    let word = |name: &str| {
        let word = error.get(name).and_then(Value::as_str);
        word.unwrap_or_default().trim_end_matches(':').to_owned()
    };
    Some(Refusal {
        command: command.to_owned(),
        class: word("class"),
        code: word("code"),
        text: word("text"),
    })
}

/// The document that ends what was said; remarks stand before it. Commands without an answer say none.
fn document(said: &[String]) -> Option<Value> {
    let from = |start: usize| serde_json::from_str(&said.get(start..)?.join("\n")).ok();
    (0..said.len()).find_map(from)
}
