//! Messages on their way to a server: read twice, once to be measured and once to be sent, and never held whole.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Seek};
use std::path::PathBuf;
use std::time::SystemTime;

use imapclient::client::{Content, CrlfReader, Survey};

use super::super::failure::{Class, Failure, system_reason};
use super::super::line::FileSource;
use super::super::mbox;
use super::super::redirect::expand;
use super::super::session::Session;
use super::super::waiting::Waiting;

/// Where a message comes from; it can be read twice.
pub(super) enum Source {
    Bytes(Vec<u8>),
    File {
        file: File,
        name: String,
    },
    /// A file that is open only while it is read, for there may be very many; all of it, or a message of an mbox.
    Among {
        path: PathBuf,
        place: Option<mbox::Place>,
    },
}

/// What the first reading of a message found.
pub(super) struct Measured {
    /// How long it is as it will be sent.
    pub(super) len: u64,
    /// How long it is as it was read.
    pub(super) read: u64,
    /// What is in it that needs more than a plain literal.
    pub(super) content: Content,
    /// What the file looked like.
    stamp: Option<Stamp>,
}

/// What changes when somebody writes to a file.
type Stamp = (u64, Option<SystemTime>);

impl Source {
    /// The name of the file that it is, where it is all of one.
    pub(super) fn name(&self) -> Option<String> {
        match self {
            Source::File { name, .. } => Some(name.clone()),
            Source::Among { path, place: None } => Some(path.display().to_string()),
            Source::Bytes(_) | Source::Among { .. } => None,
        }
    }

    /// Opens a file, or takes what standard input has.
    ///
    /// # Errors
    /// `refused:` with what the system says, and `interrupted` where a pipe was waited for.
    pub(super) fn open(session: &Session, source: &FileSource) -> Result<Self, Failure> {
        let path = match source {
            FileSource::Path(path) => path,
            FileSource::Stdin if session.modes.interactive => {
                let text = "standard input is the keyboard here; name a file";
                return Err(Failure::refused("", text));
            }
            FileSource::Stdin => {
                let mut stdin = Waiting::on(io::stdin(), &session.waker);
                let file = spooled(&mut stdin).map_err(|error| {
                    Failure::system(Class::Refused, "cannot read standard input", &error)
                })?;
                return Ok(Source::File {
                    file,
                    name: "standard input".to_owned(),
                });
            }
        };
        let path = expand(path, session.modes.home.as_deref());
        let name = path.display().to_string();
        let cannot = |error: io::Error| {
            Failure::system(Class::Refused, format_args!("cannot read {name}"), &error)
        };
        let mut opened = Waiting::open(&path, &session.waker).map_err(cannot)?;
        let file = match opened.get().metadata().map_err(cannot)?.is_file() {
            true => opened.into_file(),
            // A pipe can be read once only.
            false => spooled(&mut opened),
        };
        let file = file.map_err(cannot)?;
        Ok(Source::File { file, name })
    }

    /// What the file system says, with the name of what it says it of.
    pub(super) fn cannot(&self, error: &io::Error) -> String {
        match self {
            Source::Bytes(_) => error.to_string(),
            Source::Among { path, .. } => {
                format!("cannot read {}: {}", path.display(), system_reason(error))
            }
            Source::File { name, .. } => format!("cannot read {name}: {}", system_reason(error)),
        }
    }

    /// Reads the message once, to know how long it is: a literal is announced with its length.
    pub(super) fn measure(&self, as_is: bool) -> Result<Measured, String> {
        let stamp = self.stamp().map_err(|error| self.cannot(&error))?;
        let mut counted = Counted {
            inner: self.whole().map_err(|error| self.cannot(&error))?,
            read: 0,
        };
        let mut survey = Survey::default();
        let copied = if as_is {
            io::copy(&mut counted, &mut survey)
        } else {
            io::copy(&mut CrlfReader::new(&mut counted), &mut survey)
        };
        let len = copied.map_err(|error| self.cannot(&error))?;
        let read = counted.read;
        let now = self.stamp().map_err(|error| self.cannot(&error))?;
        match (self, now) {
            (Source::File { name, .. }, Some((size, _))) if now != stamp || size != read => {
                Err(format!("{name} changed while it was read"))
            }
            (Source::Among { path, .. }, _) if now != stamp => {
                Err(format!("{} changed while it was read", path.display()))
            }
            (Source::File { name, .. }, _) if name == "standard input" && read == 0 => {
                Err("there is nothing on standard input".to_owned())
            }
            _ => Ok(Measured {
                len,
                read,
                content: survey.content(),
                stamp,
            }),
        }
    }

    /// Reads the message again, as it is sent.
    pub(super) fn reader<'f>(&'f self, as_is: bool, measured: &Measured) -> Watched<'f> {
        Watched {
            source: self,
            as_is,
            inner: None,
            left: measured.len,
            stamp: measured.stamp,
        }
    }

    /// The bytes from the beginning.
    fn whole(&self) -> io::Result<Box<dyn Read + '_>> {
        match self {
            Source::Bytes(bytes) => Ok(Box::new(bytes.as_slice())),
            Source::File { file, .. } => {
                let mut file: &File = file;
                file.rewind()?;
                Ok(Box::new(file))
            }
            Source::Among { path, place: None } => Ok(Box::new(File::open(path)?)),
            Source::Among {
                path,
                place: Some(place),
            } => Ok(Box::new(mbox::Message::new(File::open(path)?, place)?)),
        }
    }

    fn stamp(&self) -> io::Result<Option<Stamp>> {
        let stamp = |data: Metadata| (data.len(), data.modified().ok());
        match self {
            Source::Bytes(_) => Ok(None),
            Source::File { file, .. } => file.metadata().map(stamp).map(Some),
            Source::Among { path, .. } => fs::metadata(path).map(stamp).map(Some),
        }
    }
}

/// Copies what can be read once only into a file without a name.
fn spooled(source: &mut dyn Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(source, &mut file)?;
    Ok(file)
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    read: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.read += count as u64;
        Ok(count)
    }
}

/// A message that is being sent. Before its last bytes it makes sure that nobody has written to the file since
/// it was measured: a mixture of two versions must not become a message.
pub(super) struct Watched<'f> {
    source: &'f Source,
    as_is: bool,
    /// Opened when it is its turn.
    inner: Option<Box<dyn Read + 'f>>,
    left: u64,
    stamp: Option<Stamp>,
}

impl Read for Watched<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let inner = match &mut self.inner {
            Some(inner) => inner,
            none => {
                let whole = self.source.whole()?;
                none.insert(match self.as_is {
                    true => whole,
                    false => Box::new(CrlfReader::new(whole)),
                })
            }
        };
        let count = inner.read(out)?;
        self.left = self.left.saturating_sub(count as u64);
        if self.left == 0 && self.source.stamp()? != self.stamp {
            return Err(io::Error::other("it changed while it was sent"));
        }
        if self.left == 0 {
            // Closed at once: very many may follow.
            self.inner = Some(Box::new(io::empty()));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_that_changes_underway_becomes_no_message() -> io::Result<()> {
        let mut growing = tempfile::NamedTempFile::new()?;
        growing.write_all(b"one\r\n")?;
        let source = Source::File {
            file: File::open(growing.path())?,
            name: "it".to_owned(),
        };
        let measured = source.measure(false).map_err(io::Error::other)?;
        growing.write_all(b"two\r\n")?;
        let mut reader = source.reader(false, &measured);
        let error = reader
            .read_to_end(&mut Vec::new())
            .map_err(|error| error.to_string());
        assert_eq!(error, Err("it changed while it was sent".to_owned()));
        Ok(())
    }
}
