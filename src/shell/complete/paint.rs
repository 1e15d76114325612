//! The line in colours while it is typed: commands that are known are bold, those that are not are red.

use std::borrow::Cow;

use nu_ansi_term::{Color, Style};

use super::offer;
use super::scan::Scan;
use crate::shell::aliases::Aliases;
use crate::shell::commands::COMMANDS;
use crate::shell::dispatch;
use crate::shell::render::Palette;

/// The line in colours. Nothing but colour is added, so that the cursor stays where it is.
pub(crate) fn painted<'l>(line: &'l str, palette: Palette, aliases: &Aliases) -> Cow<'l, str> {
    if !palette.is_on() {
        return Cow::Borrowed(line);
    }
    let mut painted = String::new();
    let mut done = 0;
    for start in Scan::of(line).verbs() {
        let word = line.get(start..).unwrap_or_default();
        let word = word.split(char::is_whitespace).next().unwrap_or_default();
        let word = word.strip_suffix(';').unwrap_or(word);
        let end = start + word.len();
        if let Some(style) = style(word, line.len() > end, aliases) {
            painted.push_str(line.get(done..start).unwrap_or_default());
            painted.push_str(&style.paint(word).to_string());
            done = end;
        }
    }
    if done == 0 {
        return Cow::Borrowed(line);
    }
    painted.push_str(line.get(done..).unwrap_or_default());
    Cow::Owned(painted)
}

fn style(word: &str, complete: bool, aliases: &Aliases) -> Option<Style> {
    // Comments, questions, tags, Python calls: nothing that the table knows.
    let plain = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    if word.is_empty() || !word.chars().all(plain) {
        return None;
    }
    let known = ["raw", "uid"]
        .iter()
        .any(|own| word.eq_ignore_ascii_case(own));
    if known || aliases.text(word).is_some() || dispatch::find(word, complete).is_ok() {
        return Some(Style::new().bold());
    }
    let typed = word.replace('-', "_");
    let begins = COMMANDS.iter().any(|command| {
        let aliases = command.aliases.iter().map(|alias| alias.word);
        std::iter::once(command.name)
            .chain(aliases)
            .chain(["raw", "uid"])
            .any(|name| offer::begins_with(name, &typed))
    });
    let begins = begins || aliases.names().any(|name| offer::begins_with(name, &typed));
    (complete || !begins).then(|| Color::Red.underline())
}
