//! Where answers go: `> file` and `>> file`, whole or not at all, and for their owner's eyes; `| prog`.

use std::fs::{File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::failure::{Class, Failure};
use super::line::{Outlet, Redirect, RedirectMode};
use super::private;
use super::programs::{Input, Running};
use super::render::{Screen, Shown};
use super::session::Session;
use super::shared::Shared;
use super::waiting::Waiting;

/// Where an answer goes: to the screen, into a file, through a program, or through a program into a file.
pub(crate) struct Target {
    /// What is no screen.
    stream: Option<Shared>,
    raw: Shared,
    /// A file beside the wanted one, until the answer is complete.
    pending: Option<(NamedTempFile, PathBuf)>,
    /// The program that reads the answer.
    program: Option<Running>,
}

impl Target {
    /// Opens the file and starts the program that a line names; without them the answer goes to stdout.
    ///
    /// # Errors
    /// `refused:` with what the system says.
    pub(crate) fn of(
        outlet: &Outlet,
        session: &mut Session,
        stdout: &Shared,
    ) -> Result<Self, Failure> {
        let (file, pending) = match &outlet.redirect {
            Some(redirect) => {
                open(redirect, session).map(|(file, pending)| (Some(file), pending))?
            }
            None => (None, None),
        };
        let Some(program) = &outlet.program else {
            let stream = file.map(Shared::new);
            return Ok(Target {
                raw: stream.clone().unwrap_or_else(|| stdout.clone()),
                stream,
                pending,
                program: None,
            });
        };
        let file = file.map(Waiting::into_file).transpose();
        let file = file.map_err(|error| Failure::system(Class::Refused, "cannot write", &error))?;
        let started = Running::start(session, program, Input::Answer, file, stdout);
        let mut running = started.map_err(|failure| failure.at(program.span.clone()))?;
        let stream = running.input();
        Ok(Target {
            raw: stream.clone().unwrap_or_else(|| stdout.clone()),
            stream,
            pending,
            program: Some(running),
        })
    }

    /// Does something while the data of a screen goes elsewhere, if it does: no terminal, all uncut.
    pub(crate) fn on<T>(&self, screen: &mut Screen, work: impl FnOnce(&mut Screen) -> T) -> T {
        match &self.stream {
            Some(stream) => screen.with_data_onto(Box::new(stream.clone()), work),
            None => work(screen),
        }
    }

    /// The stream for the server's own bytes.
    pub(crate) fn raw(&self) -> Shared {
        self.raw.clone()
    }

    /// Brings an answer to its end: waits for the program, and puts the complete file in its place; what has failed
    /// leaves nothing behind. Where whoever read the answer has gone, that is no error.
    ///
    /// # Errors
    /// The answer's own, the program's, or `refused:` with what the file system says.
    pub(crate) fn end(mut self, result: Result<Shown, Failure>) -> Result<Shown, Failure> {
        let flushed = self
            .raw
            .flush()
            .map_err(|error| Failure::refused("", format!("cannot write: {error}")));
        let result = result.and_then(|shown| flushed.map(|()| shown));
        let mut result = match result {
            Err(_) if self.raw.is_abandoned() => Ok(Shown {
                pipe_closed: true,
                ..Shown::default()
            }),
            Err(_) if self.raw.is_stopped() => Err(Failure::new(Class::Interrupted, "", "")),
            result => result,
        };
        if let Some(program) = self.program.take() {
            self.raw.close();
            let ended = program.wait();
            if let Ok(shown) = &mut result {
                // It had seen enough; our own readers are still there.
                shown.pipe_closed = false;
                ended?;
            }
        }
        let shown = result?;
        self.persist()?;
        Ok(shown)
    }

    fn persist(&mut self) -> Result<(), Failure> {
        let Some((pending, path)) = self.pending.take() else {
            return Ok(());
        };
        let persisted = pending.persist(&path);
        persisted
            .map(|_| ())
            .map_err(|error| Failure::unwritable(&path, &error.error))
    }
}

/// A file to write to, and what is to be put in whose place once it is complete.
type Opened = (Waiting<File>, Option<(NamedTempFile, PathBuf)>);

/// Opens the file that a redirection names.
fn open(redirect: &Redirect, session: &mut Session) -> Result<Opened, Failure> {
    let path = expand(&redirect.path.text, session.modes.home.as_deref());
    let refused =
        |error: std::io::Error| Failure::unwritable(&path, &error).at(redirect.path.span.clone());
    match redirect.mode {
        RedirectMode::Append => {
            let file = private::append(&path, &session.waker, &mut session.warnings);
            file.map(|file| (file, None)).map_err(refused)
        }
        RedirectMode::Replace if is_special(&path) => {
            // A device or a pipe cannot be replaced, only written to.
            let file = Waiting::create(OpenOptions::new().write(true), &path, &session.waker);
            file.map(|file| (file, None)).map_err(refused)
        }
        RedirectMode::Replace => {
            let folder = path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
                .unwrap_or(Path::new("."));
            if path.is_dir() {
                return Err(refused(std::io::ErrorKind::IsADirectory.into()));
            }
            let pending = NamedTempFile::new_in(folder).map_err(refused)?;
            pending
                .as_file()
                .set_permissions(Permissions::from_mode(0o600))
                .map_err(refused)?;
            let file = Waiting::on(pending.reopen().map_err(refused)?, &session.waker);
            Ok((file, Some((pending, path))))
        }
    }
}

/// A file name as a person types it, with `~` for the home directory.
pub(crate) fn expand(name: &str, home: Option<&Path>) -> PathBuf {
    match (name.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(name),
    }
}

fn is_special(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|data| !data.is_file() && !data.is_dir())
}
