//! What keeps the program from having an account to connect to.

use std::fmt;
use std::io;
use std::path::Path;

use crate::shell::failure::{Class, Failure};

/// The result of everything that happens before a connection is tried.
pub(crate) type Result<T, E = SetupError> = std::result::Result<T, E>;

/// A mistake in the options, the account file or the source of the password. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetupError {
    /// Whose mistake it is.
    pub(crate) class: Class,
    /// What was attempted and what is wrong with it, on one line; never a secret.
    pub(crate) text: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
}

impl SetupError {
    /// A mistake on the command line.
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        SetupError::new(Class::Usage, text)
    }

    /// A mistake in a file or in a value of it.
    pub(crate) fn config(text: impl Into<String>) -> Self {
        SetupError::new(Class::Config, text)
    }

    /// Any class.
    pub(crate) fn new(class: Class, text: impl Into<String>) -> Self {
        SetupError {
            class,
            text: text.into(),
            hint: None,
        }
    }

    /// Adds the line that says what to do.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.class.word(), self.text)?;
        match &self.hint {
            Some(hint) => write!(formatter, "\n{hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SetupError {}

impl From<SetupError> for Failure {
    fn from(error: SetupError) -> Self {
        let failure = Failure::new(error.class, "", error.text);
        match error.hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

/// Text for a message of one line: control and invisible characters are spelled out.
pub(crate) fn shown(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\'' | '\\' => harmless.push(character),
            _ => harmless.extend(character.escape_debug()),
        }
    }
    harmless
}

/// A path for a message of one line.
pub(crate) fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

/// Why a file could not be read, without the number of the operating system.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::IsADirectory => "it is a directory".into(),
        _ => error.to_string(),
    }
}

/// The candidate a mistyped word most likely meant.
pub(crate) fn suggestion<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let spelled = word.to_lowercase().replace('-', "_");
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let folded = candidate.to_lowercase();
            let distance = strsim::damerau_levenshtein(&spelled, &folded);
            let begins = spelled.len() >= 3 && folded.starts_with(&spelled);
            // In a word of three letters two changes leave nothing to recognise.
            let near = distance <= 2 && distance * 2 < spelled.chars().count().max(2);
            // Where only case tells two apart, the one as typed.
            let exact = strsim::damerau_levenshtein(word, candidate);
            (near || begins).then_some((distance, exact, candidate))
        })
        .min()
        .map(|(_, _, candidate)| candidate)
}
