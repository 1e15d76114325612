//! Names of files behind `@` and `>`.

use std::fs;
use std::path::PathBuf;

use super::Candidate;
use super::scan::Current;
use crate::shell::line;
use crate::shell::render::harmless;
use crate::shell::session::Session;

/// Of a larger directory no more is looked at: nobody reads such a list.
const MOST: usize = 10_000;

/// The files that the word at the cursor may become; `sign` is what stands before their names.
pub(super) fn candidates(
    session: &Session,
    current: &Current,
    sign: char,
) -> (usize, Vec<Candidate>) {
    let (start, typed) = match current.text.strip_prefix('@') {
        Some(typed) if sign == '@' => (current.start + 1, typed),
        _ => (current.start, current.text.as_str()),
    };
    // Behind `@` a quote has no scanner of its own: the word is taken as it stands.
    let typed = typed.trim_start_matches('"');
    let (directory, beginning) = match typed.rfind('/') {
        Some(slash) => typed.split_at(slash + 1),
        None => ("", typed),
    };
    let mut names: Vec<(String, bool)> = entries(session, directory)
        .into_iter()
        .filter(|(name, _)| name.starts_with(beginning))
        .filter(|(name, _)| beginning.starts_with('.') || !name.starts_with('.'))
        .collect();
    names.sort();
    let alone = names.len() == 1;
    let candidates = names.iter().map(|(name, is_directory)| {
        let path = format!("{directory}{name}");
        let form = if current.quote.is_some() {
            line::quoted_form(&path)
        } else {
            line::path_form(&path)
        };
        let typed = match (is_directory, form.strip_suffix('"')) {
            // The quote stays open for what is in the directory.
            (true, Some(open)) if form != path => format!("{open}/"),
            (true, _) => format!("{form}/"),
            (false, _) if alone => format!("{form} "),
            (false, _) => form,
        };
        let mark = if *is_directory { "/" } else { "" };
        Candidate {
            shown: format!("{name}{mark}"),
            typed,
        }
    });
    (start, candidates.collect())
}

/// What is in a directory, and which of it are directories.
fn entries(session: &Session, directory: &str) -> Vec<(String, bool)> {
    let path = match (directory.strip_prefix("~/"), &session.modes.home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ if directory.is_empty() => PathBuf::from("."),
        _ => PathBuf::from(directory),
    };
    let Ok(entries) = fs::read_dir(path) else {
        return Vec::new();
    };
    entries
        .flatten()
        .take(MOST)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_directory = entry.path().is_dir();
            // A name that would drive the terminal can be typed, but is not shown.
            (harmless::line(&name) == name.as_str()).then_some((name, is_directory))
        })
        .collect()
}
