//! An account file: read once, its sections looked up by name. Values come out as Python's
//! `ConfigParser` would give them, with the place they stand at.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use configparser::ini::Ini;

use super::interpolation;
use super::keys;
use super::lines::{self, Checked, DEFAULT, LINE_BREAK};
use super::setup_error::{Result, SetupError, reason, shown, shown_path, suggestion};

/// An account file has a few lines; whatever is larger than this is none.
const LARGEST: u64 = 1024 * 1024;

/// An account file without syntax errors.
pub(crate) struct IniFile {
    path: PathBuf,
    mode: u32,
    reader: Ini,
    checked: Checked,
}

/// A value of a section, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) value: String,
    /// The section it stands in, which may be `[DEFAULT]`.
    pub(super) section: String,
    pub(super) line: usize,
}

impl IniFile {
    /// Reads a file and checks its lines.
    ///
    /// # Errors
    /// It cannot be read, is not text, or has a syntax error or duplicate: names file and line.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let cannot =
            |why: &str| SetupError::config(format!("cannot read {}: {why}", shown_path(path)));
        let file = File::open(path).map_err(|error| cannot(&reason(&error)))?;
        let metadata = file.metadata().map_err(|error| cannot(&reason(&error)))?;
        if metadata.is_dir() {
            return Err(cannot("it is a directory"));
        }
        let mut bytes = Vec::new();
        file.take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| cannot(&reason(&error)))?;
        if bytes.len() as u64 > LARGEST {
            return Err(cannot("it is larger than 1 MiB"));
        }
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err(cannot("it is UTF-16; save it as UTF-8"));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = error.as_bytes().get(..error.utf8_error().valid_up_to());
            let line = before
                .unwrap_or_default()
                .split(|byte| *byte == b'\n')
                .count();
            cannot(&format!("line {line} is not UTF-8"))
                .hint("a password of other bytes can come from password_file or password_command")
        })?;
        IniFile::parse(path, metadata.permissions().mode() & 0o7777, &text)
    }

    /// Reads the text of a file.
    pub(super) fn parse(path: &Path, mode: u32, text: &str) -> Result<Self> {
        let checked = lines::check(text).map_err(|bad| {
            SetupError::config(format!(
                "{}, line {}: {}",
                shown_path(path),
                bad.line,
                bad.text
            ))
        })?;
        let mut settings = Ini::new_cs().defaults();
        settings.default_section = DEFAULT.to_owned();
        settings.comment_symbols = Vec::new();
        settings.enable_inline_comments = false;
        settings.multiline = false;
        let mut reader = Ini::new_from_defaults(settings);
        reader
            .read(checked.text.clone())
            .map_err(|why| SetupError::config(format!("{}: {}", shown_path(path), shown(&why))))?;
        let file = IniFile {
            path: path.to_owned(),
            mode,
            reader,
            checked,
        };
        match file.place(DEFAULT, "expect_failure") {
            Some(line) => Err(file.error(
                DEFAULT,
                "expect_failure",
                line,
                "it cannot be set for [DEFAULT]",
            )),
            None => Ok(file),
        }
    }

    /// The path it was read from.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The names of the accounts: the sections other than `[DEFAULT]`, in the order of the file.
    pub(crate) fn accounts(&self) -> &[String] {
        &self.checked.sections
    }

    /// A section by its exact name.
    ///
    /// # Errors
    /// There is none: the hint names the nearest, or those there are.
    pub(super) fn section<'f>(&'f self, name: &'f str) -> Result<Section<'f>> {
        let accounts = self.accounts();
        if name == DEFAULT || accounts.iter().any(|account| account == name) {
            return Ok(Section { file: self, name });
        }
        let text = format!(
            "{} has no section [{}]",
            shown_path(&self.path),
            shown(name)
        );
        let hint = match suggestion(name, accounts.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {}?", shown(near)),
            None if accounts.is_empty() => "it has no section but [DEFAULT]".to_owned(),
            None => format!("its sections: {}", shown(&accounts.join(" "))),
        };
        let hint = match name.contains('.') {
            true => format!(
                "{hint}; for a server write -H {0} or imaps://{0}",
                shown(name)
            ),
            false => hint,
        };
        Err(SetupError::config(text).hint(hint))
    }

    /// The warning that others can read the secrets in this file.
    pub(super) fn exposure(&self) -> Option<String> {
        let readable = self.mode & 0o044 != 0;
        let secret = self.checked.places.keys().any(|(section, key)| {
            let filled = self
                .raw(section, key)
                .is_some_and(|value| !value.is_empty());
            filled && keys::SECRETS.contains(&key.as_str())
        });
        (readable && secret).then(|| {
            format!(
                "{path} holds a password and others can read it (mode {mode:04o}): chmod 600 {path}",
                path = shown_path(&self.path),
                mode = self.mode
            )
        })
    }

    /// The error for a value: names file, line, section and key.
    fn error(&self, section: &str, key: &str, line: usize, why: &str) -> SetupError {
        let (path, section, key) = (shown_path(&self.path), shown(section), shown(key));
        SetupError::config(format!("{path}, line {line}: [{section}] {key}: {why}"))
    }

    fn place(&self, section: &str, key: &str) -> Option<usize> {
        let name = (section.to_owned(), key.to_owned());
        self.checked.places.get(&name).map(|place| place.line)
    }

    fn raw(&self, section: &str, key: &str) -> Option<String> {
        let value = self
            .reader
            .get_map_ref()
            .get(section)?
            .get(key)?
            .as_deref()?;
        Some(value.replace(LINE_BREAK, "\n"))
    }
}

/// One section of a file, with `[DEFAULT]` behind it.
#[derive(Clone, Copy)]
pub(super) struct Section<'f> {
    file: &'f IniFile,
    name: &'f str,
}

impl<'f> Section<'f> {
    pub(super) fn name(&self) -> &'f str {
        self.name
    }

    /// The sections a value is looked for in, the more specific first.
    pub(super) fn levels(&self) -> Vec<&'f str> {
        match self.name {
            DEFAULT => vec![DEFAULT],
            name => vec![name, DEFAULT],
        }
    }

    /// The value of a key as the section sees it, its own or inherited.
    pub(super) fn find(&self, key: &str) -> Result<Option<Found>> {
        match self.find_in(self.name, key)? {
            None if self.name != DEFAULT => self.find_in(DEFAULT, key),
            found => Ok(found),
        }
    }

    /// The value of a key in exactly this section of the file, expanded as `self` sees it.
    pub(super) fn find_in(&self, section: &str, key: &str) -> Result<Option<Found>> {
        let (Some(raw), Some(line)) = (self.file.raw(section, key), self.file.place(section, key))
        else {
            return Ok(None);
        };
        let wrong = |why: &str| self.file.error(section, key, line, why);
        let value = interpolation::expand(&raw, &|key| self.raw(key)).map_err(wrong)?;
        if value.contains('\n') && !keys::may_continue(key) {
            let name = (section.to_owned(), key.to_owned());
            let continued = self
                .file
                .checked
                .places
                .get(&name)
                .and_then(|place| place.continued);
            return Err(wrong(&match continued {
                Some(below) => format!(
                    "its value goes over several lines: line {below} is indented and continues it"
                ),
                None => "its value goes over several lines".to_owned(),
            }));
        }
        Ok(Some(Found {
            value,
            section: section.to_owned(),
            line,
        }))
    }

    /// The error for a value of this section.
    pub(super) fn error(&self, found: &Found, key: &str, why: &str) -> SetupError {
        self.file.error(&found.section, key, found.line, why)
    }

    /// The warnings for keys nobody knows; helpers for `%(name)s` are known by being used.
    pub(super) fn unknown_keys(&self) -> Vec<String> {
        let mine = |section: &str| section == self.name || section == DEFAULT;
        let places: Vec<_> = self
            .file
            .checked
            .places
            .iter()
            .filter(|((section, _), _)| mine(section))
            .collect();
        let used: Vec<String> = places
            .iter()
            .filter_map(|((section, key), _)| self.file.raw(section, key))
            .flat_map(|raw| interpolation::references(&raw))
            .collect();
        let mut unknown: Vec<_> = places
            .into_iter()
            .filter(|((_, key), _)| !keys::KEYS.contains(&key.as_str()) && !used.contains(key))
            .map(|((section, key), place)| (place.line, section, key))
            .collect();
        unknown.sort();
        unknown
            .into_iter()
            .map(|(line, section, key)| {
                let near = suggestion(key, keys::KEYS.iter().copied());
                let near = near
                    .map(|near| format!(", did you mean {near}?"))
                    .unwrap_or_default();
                let (path, section, key) =
                    (shown_path(&self.file.path), shown(section), shown(key));
                format!("{path}, line {line}: [{section}] {key}: unknown key{near}")
            })
            .collect()
    }

    fn raw(&self, key: &str) -> Option<String> {
        self.file
            .raw(self.name, key)
            .or_else(|| self.file.raw(DEFAULT, key))
    }
}
