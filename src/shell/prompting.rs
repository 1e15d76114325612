//! Asks at the terminal for what an account lacks: host and user name with echo, the password
//! without. The terminal is the controlling one; standard input may be a script and is left alone.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use imapclient::types::Secret;

use super::account::{Account, Origin, Result, SetupError, shown, value};
use super::failure::Class;
use super::signals;

/// What may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    /// Whatever is missing: someone sits at the prompt.
    Everything,
    /// Only a password: commands run in batch.
    PasswordOnly,
    /// Nothing: `--no-input`.
    Nothing,
}

/// A longer line is no host or user name.
const LONGEST: usize = 4096;

/// Asks for the host, if there is none.
///
/// # Errors
/// It cannot be asked for, or is none (`usage`); `interrupted` ended the wait.
pub(crate) fn host(
    account: &mut Account,
    asking: Asking,
    interrupted: &dyn Fn() -> bool,
) -> Result<()> {
    if account.host.is_some() {
        return Ok(());
    }
    let missing = Missing {
        what: "host",
        hint: "give a host with -H HOST, a URL or an account of the account file",
    };
    let typed = missing.line("host: ", asking, interrupted)?;
    let host = value::host(&typed).map_err(SetupError::usage)?;
    account.host = Some(host);
    account.origins.insert("host", Origin::Asked);
    Ok(())
}

/// Asks for the user name, if there is none.
///
/// # Errors
/// As [`host`].
pub(crate) fn username(
    account: &mut Account,
    asking: Asking,
    interrupted: &dyn Fn() -> bool,
) -> Result<()> {
    if account.username.is_some() {
        return Ok(());
    }
    let missing = Missing {
        what: "user name",
        hint: "give a user name with -u NAME, in the URL or as `username` in the account file",
    };
    account.username = Some(missing.line("username: ", asking, interrupted)?);
    account.origins.insert("username", Origin::Asked);
    Ok(())
}

/// Asks for the password, whether there is one or not: a refused one is asked for again.
///
/// # Errors
/// It cannot be asked for, or nothing was typed (`usage`); Ctrl-C.
pub(crate) fn password(account: &Account, asking: Asking) -> Result<Secret> {
    secret("password", account, asking)
}

/// Asks for a secret of the user: the password, or what a noun says.
///
/// # Errors
/// As [`password`].
pub(crate) fn secret(noun: &'static str, account: &Account, asking: Asking) -> Result<Secret> {
    let missing = Missing {
        what: noun,
        hint: "give one with --password-command, --password-file or --password-stdin, or in the account file",
    };
    let terminal = missing.check(asking != Asking::Nothing)?;
    let prompt = match (&account.username, &account.host) {
        (Some(user), Some(host)) => format!("{noun} for {} on {}: ", shown(user), shown(host)),
        (Some(user), None) => format!("{noun} for {}: ", shown(user)),
        _ => format!("{noun}: "),
    };
    let typed = signals::while_asking(|| {
        // Before the question is seen: who types at once is not echoed either.
        let _silence = Silence::on(&terminal);
        rpassword::prompt_password(prompt)
    });
    match typed {
        Ok(typed) if typed.is_empty() => Err(missing.error("none was typed")),
        Ok(typed) => Ok(Secret::new(typed.into_bytes())),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(SetupError::new(
            Class::Interrupted,
            format!("asking for the {noun}"),
        )),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Err(missing.error("none was typed"))
        }
        Err(error) => Err(missing.error(&error.to_string())),
    }
}

/// A terminal without echo, until this is dropped.
struct Silence<'t> {
    terminal: &'t File,
    before: Option<Termios>,
}

impl<'t> Silence<'t> {
    fn on(terminal: &'t File) -> Self {
        let before = tcgetattr(terminal).ok();
        if let Some(before) = &before {
            let mut silent = before.clone();
            silent.local_modes.remove(LocalModes::ECHO);
            // Where echo cannot be switched off, whoever reads the password says so.
            let _ = tcsetattr(terminal, OptionalActions::Now, &silent);
        }
        Silence { terminal, before }
    }
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            let _ = tcsetattr(self.terminal, OptionalActions::Now, before);
        }
    }
}

/// A value to ask for, and what to say when that cannot be done.
struct Missing {
    what: &'static str,
    hint: &'static str,
}

impl Missing {
    fn error(&self, why: &str) -> SetupError {
        SetupError::usage(format!("there is no {}: {}", self.what, shown(why))).hint(self.hint)
    }

    /// Says why it cannot be asked for, if it cannot.
    fn check(&self, may_ask: bool) -> Result<File> {
        if !may_ask {
            return Err(self.error("it cannot be asked for in batch or with --no-input"));
        }
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty");
        match terminal {
            Ok(terminal) if io::stderr().is_terminal() => Ok(terminal),
            _ => Err(self.error("there is no terminal to ask for it")),
        }
    }

    /// Asks for a line with echo.
    fn line(&self, prompt: &str, asking: Asking, interrupted: &dyn Fn() -> bool) -> Result<String> {
        let mut terminal = self.check(asking == Asking::Everything)?;
        let failed = |error: io::Error| self.error(&error.to_string());
        terminal.write_all(prompt.as_bytes()).map_err(failed)?;
        terminal.flush().map_err(failed)?;
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\n") && bytes.len() < LONGEST {
            if interrupted() {
                return Err(SetupError::new(
                    Class::Interrupted,
                    format!("asking for the {}", self.what),
                ));
            }
            if !readable(&terminal).map_err(failed)? {
                continue;
            }
            let mut byte = [0];
            match terminal.read(&mut byte) {
                Ok(0) => break,
                Ok(_) => bytes.extend_from_slice(&byte),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error)),
            }
        }
        let line =
            String::from_utf8(bytes).map_err(|_| self.error("what was typed is not UTF-8"))?;
        match line.trim() {
            "" => Err(self.error("nothing was typed")),
            line => Ok(line.to_owned()),
        }
    }
}

/// Waits a moment for a key, so that an interruption is noticed soon.
fn readable(terminal: &File) -> io::Result<bool> {
    let moment = Timespec {
        tv_sec: 0,
        tv_nsec: Duration::from_millis(200).subsec_nanos().into(),
    };
    match poll(&mut [PollFd::new(terminal, PollFlags::IN)], Some(&moment)) {
        Ok(ready) => Ok(ready > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
