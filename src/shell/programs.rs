//! Other programs: `!cmd`, and `cmd | prog`, which reads an answer on its standard input. Both go through the
//! system's shell; what it writes to standard error stays on the terminal.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

use signal_hook::consts::{SIGINT, SIGPIPE};

use super::failure::{Class, Failure, system_reason};
use super::line::Program;
use super::session::Session;
use super::shared::Shared;

/// A program that runs.
pub(crate) struct Running {
    child: Child,
    /// Carries its output to where no process can write by itself.
    carrier: Option<JoinHandle<()>>,
}

/// What a program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    /// What is written to [`Running::input`].
    Answer,
    /// What the shell itself would read.
    Terminal,
}

impl Running {
    /// Starts a program; its output goes into a file, or where the answers of the shell go.
    ///
    /// # Errors
    /// `refused:` after `set shell off`, and with what the system says.
    pub(crate) fn start(
        session: &Session,
        program: &Program,
        input: Input,
        file: Option<File>,
        stdout: &Shared,
    ) -> Result<Self, Failure> {
        Running::start_with(session, program, input, file, stdout, &[])
    }

    /// The same, with variables in its environment.
    ///
    /// # Errors
    /// As [`Running::start`] has them.
    pub(crate) fn start_with(
        session: &Session,
        program: &Program,
        input: Input,
        file: Option<File>,
        stdout: &Shared,
        variables: &[(&str, String)],
    ) -> Result<Self, Failure> {
        check(session)?;
        let carried = file.is_none() && !stdout.is_of_process();
        let output = match file {
            Some(file) => Stdio::from(file),
            None if carried => Stdio::piped(),
            None => Stdio::inherit(),
        };
        let stdin = match input {
            Input::Answer => Stdio::piped(),
            Input::Terminal if carried => Stdio::null(),
            Input::Terminal => Stdio::inherit(),
        };
        let mut command = Command::new("sh");
        command.arg("-c").arg(&program.text);
        // The word before them is what the system's shell calls itself, `$0`.
        command.arg("sh").args(&program.arguments);
        command.stdin(stdin).stdout(output);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        let mut child = command.spawn().map_err(|error| cannot("run sh", &error))?;
        let carrier = child
            .stdout
            .take()
            .map(|output| carry(output, stdout.clone()));
        Ok(Running { child, carrier })
    }

    /// Where to write what the program reads.
    pub(crate) fn input(&mut self) -> Option<Shared> {
        self.child.stdin.take().map(Shared::piped)
    }

    /// Waits for its end. Status 1 is a failure without words: it is how grep says that it found nothing, and what
    /// went wrong is the program's to tell.
    ///
    /// # Errors
    /// `refused:` where it did not succeed, and `interrupted` where Ctrl-C ended it.
    pub(crate) fn wait(mut self) -> Result<(), Failure> {
        let status = self.child.wait();
        if let Some(carrier) = self.carrier.take() {
            // It ends with the program's output; there is nothing to tell when it could not write.
            let _ = carrier.join();
        }
        match status {
            Ok(status) => judged(status).map_err(|failure| Failure {
                quiet: status.code() == Some(1),
                ..failure
            }),
            Err(error) => Err(cannot("wait for the program", &error)),
        }
    }
}

/// What a program writes, up to a byte more than `most`.
///
/// # Errors
/// `refused:` as for any program.
pub(crate) fn output(session: &Session, text: &str, most: usize) -> Result<Vec<u8>, Failure> {
    check(session)?;
    let mut command = Command::new("sh");
    command.arg("-c").arg(text);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| cannot("run sh", &error))?;
    let mut bytes = Vec::new();
    // Dropped before the wait: a program that writes more than is read must not wait for ever.
    let read = match child.stdout.take() {
        Some(output) => output.take(most as u64 + 1).read_to_end(&mut bytes),
        None => Ok(0),
    };
    let status = child
        .wait()
        .map_err(|error| cannot("wait for the program", &error))?;
    read.map_err(|error| cannot("read what the program writes", &error))?;
    judged(status).map(|()| bytes)
}

/// Refuses programs once they are switched off.
fn check(session: &Session) -> Result<(), Failure> {
    match session.settings.shell {
        true => Ok(()),
        false => Err(Failure::refused(
            "",
            "programs were switched off (set shell off)",
        )),
    }
}

fn cannot(what: &str, error: &io::Error) -> Failure {
    Failure::refused("", format!("cannot {what}: {}", system_reason(error)))
}

fn carry(mut output: impl Read + Send + 'static, mut to: Shared) -> JoinHandle<()> {
    thread::spawn(move || {
        // Whoever has gone reads no more.
        let _ = io::copy(&mut output, &mut to);
    })
}

/// Takes the exit status of a program as success or failure.
fn judged(status: ExitStatus) -> Result<(), Failure> {
    let told = match (status.code(), status.signal()) {
        (Some(0), _) | (_, Some(SIGPIPE)) => return Ok(()),
        (_, Some(SIGINT)) => return Err(Failure::new(Class::Interrupted, "", "")),
        (Some(code), _) => format!("the program ended with status {code}"),
        (None, Some(signal)) => format!("the program was ended by signal {signal}"),
        (None, None) => "the program did not succeed".to_owned(),
    };
    Err(Failure::refused("", told))
}
