//! The words that a command begins with, and those that help can be asked about.

use super::offer::{self, Offer};
use super::scan::Scan;
use crate::shell::commands::{COMMANDS, help};
use crate::shell::session::Session;

/// The commands; another word for one only where its own name does not fit.
pub(super) fn verbs(session: &Session, scan: &mut Scan) -> Vec<Offer> {
    let current = &mut scan.current;
    if current.quote.is_some() {
        return Vec::new();
    }
    if let Some(topic) = current.text.strip_prefix('?') {
        let topic = topic.trim_start_matches('?').to_owned();
        current.start += current.text.len() - topic.len();
        current.text = topic;
        return topics(session);
    }
    current.text = current.text.replace('-', "_");
    let mut offers = Vec::new();
    for command in COMMANDS {
        if offer::begins_with(command.name, &current.text) {
            offers.push(Offer::word(command.name).note(command.summary));
            continue;
        }
        let aliases = command.aliases.iter().map(|alias| alias.word);
        for alias in aliases.filter(|word| word.starts_with(char::is_alphabetic)) {
            offers.push(Offer::word(alias).note(command.summary));
        }
    }
    offers.extend(aliases(session));
    offers.sort_by(|one, two| one.text.cmp(&two.text));
    offers
}

/// What help can be asked about.
pub(super) fn topics(session: &Session) -> Vec<Offer> {
    let commands = COMMANDS
        .iter()
        .map(|command| Offer::word(command.name).note(command.summary));
    let texts = help::topics().map(Offer::word);
    commands.chain(texts).chain(aliases(session)).collect()
}

/// The words made by `alias`.
pub(super) fn aliases(session: &Session) -> Vec<Offer> {
    let all = session.aliases.all();
    all.map(|(name, text)| Offer::word(name).note(format!("= {text}")))
        .collect()
}
