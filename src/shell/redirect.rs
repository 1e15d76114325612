//! `> file` and `>> file`: an answer goes into a file, whole or not at all, and for its owner's eyes.

use std::fs::{File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::failure::Failure;
use super::line::{Redirect, RedirectMode};
use super::render::Screen;
use super::session::Session;
use super::shared::Shared;

/// Where an answer goes.
pub(crate) struct Target {
    stream: Option<Shared>,
    raw: Shared,
    /// A file beside the wanted one, until the answer is complete.
    pending: Option<(NamedTempFile, PathBuf)>,
}

impl Target {
    /// Opens the file that a line names; without one the answer goes to stdout.
    ///
    /// # Errors
    /// `refused:` with what the file system says.
    pub(crate) fn of(
        redirect: Option<&Redirect>,
        session: &Session,
        stdout: &Shared,
    ) -> Result<Self, Failure> {
        let Some(redirect) = redirect else {
            return Ok(Target {
                stream: None,
                raw: stdout.clone(),
                pending: None,
            });
        };
        let path = expand(&redirect.path.text, session.modes.home.as_deref());
        let refused = |error: std::io::Error| {
            let (path, why) = (path.display(), reason(&error));
            Failure::refused("", format!("cannot write {path}: {why}"))
                .at(redirect.path.span.clone())
        };
        let (stream, pending) = match redirect.mode {
            RedirectMode::Append => {
                let file = OpenOptions::new()
                    .create(true)
                    .append(true)
                    .mode(0o600)
                    .open(&path)
                    .map_err(refused)?;
                (Shared::new(file), None)
            }
            RedirectMode::Replace if is_special(&path) => {
                // A device or a pipe cannot be replaced, only written to.
                let file = OpenOptions::new()
                    .write(true)
                    .open(&path)
                    .map_err(refused)?;
                (Shared::new(file), None)
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
                let file: File = pending.reopen().map_err(refused)?;
                (Shared::new(file), Some((pending, path)))
            }
        };
        Ok(Target {
            stream: Some(stream.clone()),
            raw: stream,
            pending,
        })
    }

    /// Does something while the data of a screen goes into the file, if there is one: no terminal, all uncut.
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

    /// Puts the complete file in its place. Dropped without this, nothing is left behind.
    ///
    /// # Errors
    /// `refused:` with what the file system says.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        self.raw
            .flush()
            .map_err(|error| Failure::refused("", format!("cannot write: {error}")))?;
        let Some((pending, path)) = self.pending.take() else {
            return Ok(());
        };
        pending.persist(&path).map(|_| ()).map_err(|error| {
            Failure::refused(
                "",
                format!("cannot write {}: {}", path.display(), reason(&error.error)),
            )
        })
    }
}

/// A file name as a person types it, with `~` for the home directory.
pub(crate) fn expand(name: &str, home: Option<&Path>) -> PathBuf {
    match (name.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(name),
    }
}

/// What the system says, without its number and without the name of the file beside the wanted one.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    // tempfile adds a name of its own, which nobody typed.
    let text = text.split(" at path ").next().unwrap_or(&text);
    let text = text.split(" (os error ").next().unwrap_or(text);
    text.to_owned()
}

fn is_special(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|data| !data.is_file() && !data.is_dir())
}
