//! Where exported messages go: a file that is put in its place when it is done, or a directory of files.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use imapclient::types::{Body, ItemValue, Message};
use tempfile::NamedTempFile;

use super::super::failure::system_reason;
use super::super::mbox;

/// How much is gathered before it is written.
const BUFFER: usize = 64 << 10;

/// Where messages go, each whole or not at all.
pub(super) enum Target {
    /// One file for all of them.
    Mbox {
        path: PathBuf,
        /// Beside the wanted file, until it is done; absent then.
        pending: Option<BufWriter<NamedTempFile>>,
        /// It replaces a file, which half an export must not.
        replaces: bool,
        /// Where the last whole message ends.
        end: u64,
    },
    /// A file for each.
    Directory {
        path: PathBuf,
        validity: u64,
        /// The UIDs of the messages that were there before.
        there: HashSet<u32>,
    },
}

impl Target {
    /// An mbox.
    pub(super) fn mbox(path: PathBuf, replace: bool) -> Result<Self, String> {
        let replaces = fs::symlink_metadata(&path).is_ok();
        if path.is_dir() {
            return Err(format!(
                "{} is a directory; --eml exports into one",
                path.display()
            ));
        }
        // A device or a pipe would be gone, and a file of that name in its place.
        if fs::metadata(&path).is_ok_and(|data| !data.is_file()) {
            return Err(format!("{} is no file and is not replaced", path.display()));
        }
        if replaces && !replace {
            return Err(format!(
                "{} is there already; --replace writes over it",
                path.display()
            ));
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file = NamedTempFile::new_in(folder).map_err(|error| cannot(&path, &error))?;
        Ok(Target::Mbox {
            pending: Some(BufWriter::with_capacity(BUFFER, file)),
            path,
            replaces,
            end: 0,
        })
    }

    /// A directory, which is made if it is not there.
    pub(super) fn directory(path: PathBuf, validity: u64) -> Result<Self, String> {
        fs::create_dir_all(&path).map_err(|error| cannot(&path, &error))?;
        let mut there = HashSet::new();
        for entry in fs::read_dir(&path).map_err(|error| cannot(&path, &error))? {
            let entry = entry.map_err(|error| cannot(&path, &error))?;
            there.extend(
                entry
                    .file_name()
                    .to_str()
                    .and_then(|name| uid_of(name, validity)),
            );
        }
        Ok(Target::Directory {
            path,
            validity,
            there,
        })
    }

    /// Its name.
    pub(super) fn name(&self) -> String {
        match self {
            Target::Mbox { path, .. } | Target::Directory { path, .. } => {
                path.display().to_string()
            }
        }
    }

    /// The UIDs of messages that need not be fetched again.
    pub(super) fn there(&self) -> &HashSet<u32> {
        static NONE: std::sync::LazyLock<HashSet<u32>> = std::sync::LazyLock::new(HashSet::new);
        match self {
            Target::Mbox { .. } => &NONE,
            Target::Directory { there, .. } => there,
        }
    }

    /// Adds a message.
    pub(super) fn add(&mut self, message: &Message, body: &Body) -> Result<(), String> {
        match self {
            Target::Mbox {
                path,
                pending: Some(file),
                end,
                ..
            } => {
                let arrived = match message.item("INTERNALDATE") {
                    Some(ItemValue::DateTime(date)) => Some(date),
                    _ => None,
                };
                let mut counted = Counted {
                    inner: file,
                    count: 0,
                };
                let mut reader = body.reader().map_err(|error| error.to_string())?;
                mbox::write(&mut counted, &mut reader, arrived)
                    .map_err(|error| cannot(path, &error))?;
                *end += counted.count;
                Ok(())
            }
            Target::Mbox { path, .. } => Err(format!("{} is complete", path.display())),
            Target::Directory { path, validity, .. } => {
                let uid = message.uid.ok_or("the server told no UID for a message")?;
                let name = path.join(format!("{validity}.{uid}.eml"));
                write_whole(path, &name, body).map_err(|error| cannot(&name, &error))
            }
        }
    }

    /// Puts an mbox in its place. An export that failed leaves a new file with the messages that came whole, and
    /// a file that was there as it is.
    pub(super) fn finish(&mut self, complete: bool) -> Result<(), String> {
        let Target::Mbox {
            path,
            pending,
            replaces,
            end,
        } = self
        else {
            return Ok(());
        };
        let Some(file) = pending.take() else {
            return Ok(());
        };
        if !complete && (*replaces || *end == 0) {
            return Err(format!("{} is as it was before", path.display()));
        }
        let file = match complete {
            true => file
                .into_inner()
                .map_err(|error| cannot(path, error.error()))?,
            false => whole_messages(file, *end).map_err(|error| cannot(path, &error))?,
        };
        let placed = match *replaces {
            true => file.persist(&*path),
            false => file.persist_noclobber(&*path),
        };
        placed.map(drop).map_err(|error| cannot(path, &error.error))
    }
}

/// Cuts off the message that is not whole.
fn whole_messages(file: BufWriter<NamedTempFile>, end: u64) -> io::Result<NamedTempFile> {
    let (mut file, rest) = file.into_parts();
    let written = file.stream_position()?;
    if let (Ok(rest), Ok(missing)) = (rest, usize::try_from(end.saturating_sub(written))) {
        file.write_all(rest.get(..missing).unwrap_or(&rest))?;
    }
    file.as_file().set_len(end)?;
    Ok(file)
}

/// Writes a message beside its place and moves it there when it is whole.
fn write_whole(folder: &Path, name: &Path, body: &Body) -> io::Result<()> {
    let mut file = NamedTempFile::new_in(folder)?;
    match body.bytes() {
        Some(bytes) => file.write_all(bytes)?,
        None => {
            io::copy(&mut body.reader()?, &mut file)?;
        }
    }
    file.persist(name).map(drop).map_err(|error| error.error)
}

/// The UID in the name of a file that we wrote.
fn uid_of(name: &str, validity: u64) -> Option<u32> {
    let (before, uid) = name.strip_suffix(".eml")?.split_once('.')?;
    (before == validity.to_string())
        .then(|| uid.parse().ok())
        .flatten()
}

fn cannot(path: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {}", path.display(), system_reason(error))
}

/// Counts what is written.
struct Counted<W> {
    inner: W,
    count: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.count += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
