//! Where a password comes from when it is not typed.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use zeroize::Zeroizing;

use imapclient::types::Secret;

use super::setup_error::{Result, SetupError, reason, shown_path};
use crate::shell::failure::Class;

/// How long a password command may take: time enough to type the passphrase of a key.
pub(crate) const COMMAND_LIMIT: Duration = Duration::from_secs(60);

/// More than any password; it keeps a wrong file or command from filling the memory.
const LONGEST: usize = 64 * 1024;

/// How often a wait looks whether it has been interrupted.
const SLICE: Duration = Duration::from_millis(100);

/// Where the password of an account comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PasswordSource {
    /// From nowhere: it has to be asked for.
    None,
    /// It stands in the options, the file or the environment.
    Given(Secret),
    /// The first line a shell command writes.
    Command(String),
    /// The first line of a file.
    File(PathBuf),
    /// The first line of standard input, which can be read only once.
    Stdin,
}

impl PasswordSource {
    /// Fetches the password; `None` says that it has to be asked for. A command may take
    /// [`COMMAND_LIMIT`], and `interrupted` ends the wait for it; what it writes to stderr is shown.
    ///
    /// # Errors
    /// The source fails or gives an empty line (`config`), takes too long (`timeout`), or the wait
    /// was interrupted.
    pub(crate) fn obtain(&self, interrupted: &dyn Fn() -> bool) -> Result<Option<Secret>> {
        match self {
            PasswordSource::None => Ok(None),
            PasswordSource::Given(secret) => Ok(Some(secret.clone())),
            PasswordSource::Command(command) => {
                from_command(command, COMMAND_LIMIT, interrupted).map(Some)
            }
            PasswordSource::File(path) => from_file(path).map(Some),
            PasswordSource::Stdin => from_stdin().map(Some),
        }
    }
}

fn from_file(path: &Path) -> Result<Secret> {
    let cannot = |error: io::Error| {
        let text = format!(
            "cannot read the password file {}: {}",
            shown_path(path),
            reason(&error)
        );
        SetupError::config(text)
    };
    let file = File::open(path).map_err(cannot)?;
    let mut bytes = buffer();
    file.take(LONGEST as u64)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    first_line(&bytes).ok_or_else(|| {
        SetupError::config(format!(
            "the first line of the password file {} is empty",
            shown_path(path)
        ))
    })
}

fn from_stdin() -> Result<Secret> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Err(
            SetupError::usage("--password-stdin: standard input is a terminal")
                .hint("leave the option out to be asked without echo"),
        );
    }
    // Nothing is read ahead: a script may follow.
    let mut bytes = buffer();
    let mut byte = [0];
    while bytes.len() < LONGEST && byte != *b"\n" {
        match rustix::io::read(&stdin, &mut byte) {
            Err(Errno::INTR) => {}
            Err(error) => {
                let reason = reason(&error.into());
                return Err(SetupError::config(format!("--password-stdin: {reason}")));
            }
            Ok(0) => break,
            Ok(_) => bytes.extend_from_slice(&byte),
        }
    }
    first_line(&bytes).ok_or_else(|| {
        SetupError::config("--password-stdin: the first line of standard input is empty")
    })
}

pub(super) fn from_command(
    command: &str,
    limit: Duration,
    interrupted: &dyn Fn() -> bool,
) -> Result<Secret> {
    // Standard input may be the script; a command that asks opens the terminal itself.
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(|error| {
            SetupError::config(format!(
                "cannot start a shell for the password command: {error}"
            ))
        })?;
    let deadline = Instant::now() + limit;
    let outcome = output(&mut child, deadline, interrupted);
    if outcome.is_err() {
        // It may have ended by itself meanwhile; either way nothing of it stays behind.
        let _ = child.kill();
        let _ = child.wait();
    }
    let (bytes, status) = outcome?;
    if !status.success() {
        return Err(
            SetupError::config(format!("the password command failed ({status})"))
                .hint(COMMAND_HINT),
        );
    }
    first_line(&bytes).ok_or_else(|| {
        SetupError::config("the password command printed no password").hint(COMMAND_HINT)
    })
}

/// People put the password itself where a command is expected; the command is not shown for that reason.
const COMMAND_HINT: &str = "password_command is a shell command that prints the password (such as: pass show mail); \
    the password itself goes into `password`";

/// Reads what a child writes until it is done, the deadline passes or the wait is interrupted.
fn output(
    child: &mut Child,
    deadline: Instant,
    interrupted: &dyn Fn() -> bool,
) -> Result<(Zeroizing<Vec<u8>>, ExitStatus)> {
    let failed = |error: io::Error| SetupError::config(format!("the password command: {error}"));
    let mut pipe = child.stdout.take();
    let mut bytes = buffer();
    loop {
        if interrupted() {
            return Err(SetupError::new(
                Class::Interrupted,
                "waiting for the password command",
            ));
        }
        if Instant::now() >= deadline {
            return Err(SetupError::new(
                Class::Timeout,
                "the password command did not end in time",
            ));
        }
        let mut idle = true;
        if let Some(reader) = &mut pipe {
            if readable(reader).map_err(failed)? {
                idle = false;
                if !read_some(reader, &mut bytes)? {
                    pipe = None;
                }
            }
        } else {
            thread::sleep(SLICE.min(Duration::from_millis(5)));
        }
        // A background process may hold the pipe open after the command itself has ended.
        if idle && let Some(status) = child.try_wait().map_err(failed)? {
            return Ok((bytes, status));
        }
    }
}

/// Waits a slice for bytes or the end of a pipe.
fn readable(pipe: &impl std::os::fd::AsFd) -> io::Result<bool> {
    let timeout = Timespec {
        tv_sec: 0,
        tv_nsec: SLICE.subsec_nanos().into(),
    };
    match poll(&mut [PollFd::new(pipe, PollFlags::IN)], Some(&timeout)) {
        Ok(ready) => Ok(ready > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Reads what is there; `false` is the end.
fn read_some(pipe: &mut impl io::Read, bytes: &mut Vec<u8>) -> Result<bool> {
    let mut chunk = Zeroizing::new([0; 4096]);
    let count = match pipe.read(chunk.as_mut_slice()) {
        Ok(count) => count,
        Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(true),
        Err(error) => return Err(SetupError::config(format!("the password command: {error}"))),
    };
    if bytes.len() + count > LONGEST {
        return Err(SetupError::config(
            "the password command prints more than a password",
        ));
    }
    bytes.extend_from_slice(chunk.get(..count).unwrap_or_default());
    Ok(count > 0)
}

/// The bytes up to the first line end, unless there are none.
fn first_line(bytes: &[u8]) -> Option<Secret> {
    let line = bytes.split(|byte| *byte == b'\n').next()?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    (!line.is_empty()).then(|| Secret::new(line))
}

/// Holds the longest password without growing, so that no copy of it stays in freed memory.
fn buffer() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(LONGEST))
}
