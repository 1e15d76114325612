//! Files made of what a mail holds, under names that a mail proposes. A mail is hostile: of its name only the last
//! part counts, it hides nothing, goes nowhere else, and replaces nothing.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::super::failure::system_reason;
use super::super::render::harmless;

/// Longer names are cut; file systems end at 255 bytes.
const LONGEST_NAME: usize = 200;

/// What stands behind a dot further from the end is no extension.
const LONGEST_EXTENSION: usize = 16;

/// So many files of one name are told apart.
const SAME_NAME: u32 = 1000;

/// Where files go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Into a folder, under names from the mail.
    Folder(PathBuf),
    /// Under this name.
    File(PathBuf),
}

impl Place {
    /// Tells a folder from a file.
    ///
    /// # Errors
    /// A sentence that says what is wrong: a file that is there already, a folder that is not.
    pub(super) fn of(path: PathBuf, typed: &str) -> Result<Self, String> {
        if path.is_dir() {
            return Ok(Place::Folder(path));
        }
        if typed.ends_with('/') {
            return Err("there is no such folder; make it first".to_owned());
        }
        match path.symlink_metadata() {
            Ok(_) => {
                Err("a file of this name is there already, and nothing is overwritten".to_owned())
            }
            Err(_) => Ok(Place::File(path)),
        }
    }
}

/// A file on its way: complete in its place, or not there at all.
pub(super) struct NewFile {
    file: BufWriter<File>,
    pending: TempPath,
    folder: PathBuf,
    name: String,
    /// The name is a mail's, and may be another one where it is taken.
    yields: bool,
    len: u64,
}

impl NewFile {
    /// Begins a file, for its owner's eyes only, beside the place it will have.
    ///
    /// # Errors
    /// What the file system says, as a sentence.
    pub(super) fn begin(place: &Place, proposed: &str) -> Result<Self, String> {
        let (folder, name, yields) = match place {
            Place::Folder(folder) => (folder.clone(), proposed.to_owned(), true),
            Place::File(path) => {
                let parent = path
                    .parent()
                    .filter(|parent| !parent.as_os_str().is_empty());
                let name = path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                (parent.unwrap_or(Path::new(".")).to_owned(), name, false)
            }
        };
        let begun = NamedTempFile::new_in(&folder).map_err(|error| cannot(&folder, &error))?;
        let (file, pending) = begun.into_parts();
        Ok(NewFile {
            file: BufWriter::new(file),
            pending,
            folder,
            name,
            yields,
            len: 0,
        })
    }

    /// How many bytes were written.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Gives the complete file its name, or one like it where that is taken; says which.
    ///
    /// # Errors
    /// What the file system says, as a sentence.
    pub(super) fn finish(mut self) -> Result<PathBuf, String> {
        self.file
            .flush()
            .map_err(|error| cannot(&self.folder, &error))?;
        let mut pending = self.pending;
        let last = if self.yields { SAME_NAME } else { 1 };
        for number in 1..=last {
            let path = self.folder.join(numbered(&self.name, number));
            match pending.persist_noclobber(&path) {
                Ok(()) => return Ok(path),
                Err(error) if error.error.kind() == ErrorKind::AlreadyExists && number < last => {
                    pending = error.path;
                }
                Err(error) => return Err(cannot(&path, &error.error)),
            }
        }
        Err(format!("{} files of this name are there already", last))
    }

    /// What is wrong with the file, as a sentence.
    pub(super) fn cannot(&self, error: &io::Error) -> String {
        cannot(&self.folder.join(&self.name), error)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.len += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn cannot(path: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {}", path.display(), system_reason(error))
}

/// `report.pdf`, `report-2.pdf`, `report-3.pdf`.
fn numbered(name: &str, number: u32) -> String {
    if number == 1 {
        return name.to_owned();
    }
    let (stem, extension) = parted(name);
    format!("{stem}-{number}{extension}")
}

/// A name without its extension, and that with its dot.
fn parted(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= LONGEST_EXTENSION => name.split_at(dot),
        _ => (name, ""),
    }
}

/// The name that a mail proposes, as far as it can be followed.
pub(super) fn safe_name(proposed: &str) -> Option<String> {
    let base = proposed.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = base.chars().filter(|letter| !harmless::is_harmful(*letter));
    let plain: String = shown
        .map(|letter| match letter {
            ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            letter if letter.is_whitespace() => ' ',
            letter => letter,
        })
        .collect();
    // A leading dot hides a file, a leading dash is an option, a tilde somebody's home.
    let name = plain
        .trim_start_matches(['.', ' ', '-', '~'])
        .trim_end_matches(['.', ' ']);
    let (stem, extension) = parted(name);
    let mut most = LONGEST_NAME.saturating_sub(extension.len()).min(stem.len());
    while !stem.is_char_boundary(most) {
        most -= 1;
    }
    let stem = stem.get(..most).unwrap_or_default();
    (!stem.is_empty()).then(|| format!("{stem}{extension}"))
}

/// The extension of a type that mails often have.
pub(super) fn extension(media_type: &str) -> &'static str {
    match media_type {
        "text/plain" => "txt",
        "text/html" => "html",
        "text/csv" => "csv",
        "text/calendar" => "ics",
        "message/rfc822" => "eml",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;
    use std::os::unix::fs::{MetadataExt, symlink};

    use super::*;

    #[test]
    fn a_mail_names_a_file_and_nothing_else() {
        for (proposed, name) in [
            ("Q3 figures.pdf", Some("Q3 figures.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("..\\..\\boot.ini", Some("boot.ini")),
            ("/etc/cron.d/x", Some("x")),
            (".bashrc", Some("bashrc")),
            ("-rf", Some("rf")),
            ("~root", Some("root")),
            (". -.~x", Some("x")),
            ("a\0b\r\nc\u{202e}gpj.exe", Some("abcgpj.exe")),
            ("C:a*b?.txt", Some("C_a_b_.txt")),
            ("tab\there. ", Some("tabhere")),
            ("你好.txt", Some("你好.txt")),
            ("..", None),
            ("a/", None),
            ("\u{200b}", None),
            ("", None),
        ] {
            assert_eq!(safe_name(proposed).as_deref(), name, "{proposed:?}");
        }
        let long = safe_name(&format!("{}.pdf", "é".repeat(500))).unwrap();
        assert!(
            long.len() <= LONGEST_NAME && long.ends_with("é.pdf"),
            "{long}"
        );
        let long = safe_name(&format!("x.{}", "é".repeat(500))).unwrap();
        assert!(long.len() <= LONGEST_NAME, "{long}");
    }

    fn saved(place: &Place, name: &str) -> Result<PathBuf, String> {
        let mut file = NewFile::begin(place, name)?;
        file.write_all(name.as_bytes()).unwrap();
        assert_eq!(file.len(), name.len() as u64);
        file.finish()
    }

    #[test]
    fn nothing_is_overwritten_and_links_are_not_followed() {
        let directory = tempfile::tempdir().unwrap();
        let place = Place::of(directory.path().to_owned(), "x").unwrap();
        symlink("/nowhere/else", directory.path().join("a-2.txt")).unwrap();
        let names: Vec<_> = (0..3)
            .map(|_| saved(&place, "a.txt").unwrap())
            .map(|path| {
                path.strip_prefix(directory.path())
                    .unwrap()
                    .display()
                    .to_string()
            })
            .collect();
        assert_eq!(names, ["a.txt", "a-3.txt", "a-4.txt"]);
        let mode = fs::metadata(directory.path().join("a.txt")).unwrap().mode();
        assert_eq!(mode & 0o777, 0o600);
        let taken = directory.path().join("a.txt");
        assert!(Place::of(taken.clone(), "a.txt").is_err());
        // One that came meanwhile stays too.
        assert!(
            saved(&Place::File(taken), "b")
                .unwrap_err()
                .contains("exists")
        );
        assert_eq!(fs::read(directory.path().join("a.txt")).unwrap(), b"a.txt");
    }

    #[test]
    fn what_was_not_finished_is_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let place = Place::Folder(directory.path().to_owned());
        let mut file = NewFile::begin(&place, "a.txt").unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
        assert!(Place::of(directory.path().join("no"), "no/").is_err());
    }
}
