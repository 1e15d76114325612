//! Arguments of an alias: what stands at the cursor is what stands there in the line it stands for.

use super::scan::Scan;
use crate::shell::aliases::Aliases;

/// A line to be completed in place of one that calls an alias.
pub(super) struct Instead {
    /// The line the alias stands for, as far as the cursor, with the word that is typed there.
    pub(super) line: String,
    /// Where that word begins in it.
    pub(super) start: usize,
}

/// The line in place of this one, if it calls an alias whose argument is at the cursor.
pub(super) fn instead(aliases: &Aliases, before: &str, scan: &Scan) -> Option<Instead> {
    let (template, place) = called(aliases, scan)?;
    let start = scan.current.start;
    let typed = before.get(start..)?;
    let mut line = match template.find(&format!("${place}")) {
        Some(place) if !typed.starts_with('-') => template.get(..place)?.to_owned(),
        _ => format!("{template} "),
    };
    let place = line.len();
    line.push_str(typed);
    Some(Instead { line, start: place })
}

/// What an alias waits for still, and what it stands for: ` $1  = search UNSEEN SINCE $1`.
pub(super) fn hint(aliases: &Aliases, scan: &Scan) -> Option<String> {
    let fresh = scan.current.text.is_empty() && scan.current.quote.is_none();
    let (template, place, lead) = match scan.words() {
        [] => (aliases.text(&scan.current.text)?, 1, " "),
        _ if fresh => called(aliases, scan).map(|(template, place)| (template, place, ""))?,
        _ => return None,
    };
    let waits = (place..=9).map(|place| format!("${place} "));
    let waits: String = waits
        .filter(|place| template.contains(place.trim_end()))
        .collect();
    (place == 1 || !waits.is_empty()).then(|| format!("{lead}{waits} = {template}"))
}

/// What the alias stands for that the line calls, and which of its arguments is at the cursor.
fn called<'a>(aliases: &'a Aliases, scan: &Scan) -> Option<(&'a str, usize)> {
    let (verb, before) = scan.words().split_first()?;
    let template = aliases.text(&verb.text).filter(|_| !verb.means_itself)?;
    let options = |word: &&super::scan::Token| !word.means_itself && word.text.starts_with("--");
    let place = before.iter().filter(|word| !options(word)).count() + 1;
    Some((template, place))
}
