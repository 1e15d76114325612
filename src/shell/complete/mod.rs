//! What may come next in a line: candidates for Tab, hints, colours. Asked by the editor, answered without a
//! terminal, from the table of commands and what the session knows.

mod alias;
mod files;
pub(super) mod folders;
mod hint;
mod offer;
mod paint;
mod place;
mod scan;
mod verbs;

#[cfg(test)]
mod tests;

use self::offer::Offer;
use self::place::{Argument, Place};
use self::scan::Scan;
use self::verbs::{aliases, topics, verbs};
use super::arguments::{self, Takes};
use super::command::{Effect, Kind};
use super::line;
use super::results::Kept;
use super::session::Session;
use super::settings::SETTINGS;

pub(crate) use self::hint::{Hint, hint, may_be_suggested};
pub(crate) use self::paint::painted;

/// Something Tab offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// What the list shows.
    pub(crate) shown: String,
    /// What is put into the line.
    pub(crate) typed: String,
}

/// What a special use may be. RFC 6154 section 2; RFC 8457
const SPECIAL_USES: &[&str] = &[
    "\\All",
    "\\Archive",
    "\\Drafts",
    "\\Flagged",
    "\\Important",
    "\\Junk",
    "\\Sent",
    "\\Trash",
];

/// What may stand at a place of a line, and where the word begins that it would replace.
pub(crate) fn candidates(
    session: &mut Session,
    line: &str,
    position: usize,
) -> (usize, Vec<Candidate>) {
    let before = line.get(..position).unwrap_or(line);
    let mut scan = Scan::of(before);
    if let Some(instead) = alias::instead(&session.aliases, before, &scan) {
        let (start, candidates) = candidates(session, &instead.line, instead.line.len());
        // The word may be offered from a later place on, behind its `--flags=`.
        let within = start.saturating_sub(instead.start);
        return (scan.current.start + within, candidates);
    }
    let place = Place::of(&scan);
    if scan.current.closed {
        return (position, Vec::new());
    }
    if scan.current.text.starts_with('@') && matches!(place, Place::Argument(_)) {
        return files::candidates(session, &scan.current, '@');
    }
    let more = line
        .get(position..)
        .is_none_or(|rest| rest.is_empty() || !rest.starts_with([' ', ')']))
        && !scan.in_list();
    if let Place::Argument(argument) = &place
        && argument.stands_for_file(&scan.current)
    {
        return files::candidates(session, &scan.current, '>');
    }
    let offers = match &place {
        Place::Verb => verbs(session, &mut scan),
        Place::Topic => topics(session),
        Place::RawVerb => line::RAW_VERBS
            .split_ascii_whitespace()
            .map(Offer::word)
            .collect(),
        Place::File => return files::candidates(session, &scan.current, '>'),
        Place::Argument(argument) => arguments_of(session, argument, &mut scan),
        Place::Nothing => Vec::new(),
    };
    let start = scan.current.start;
    (start, offer::candidates(offers, &scan.current, more))
}

fn arguments_of(session: &mut Session, argument: &Argument, scan: &mut Scan) -> Vec<Offer> {
    if let Some(switch) = argument.value_of {
        return values(session, switch.name);
    }
    let typed = &scan.current.text;
    if argument.options && typed.starts_with('-') && scan.current.quote.is_none() {
        if let Some((name, _)) = typed
            .strip_prefix("--")
            .and_then(|typed| typed.split_once('='))
        {
            let name = name.to_owned();
            let length = name.len() + "--=".len();
            scan.current.start += length;
            scan.current.text = scan
                .current
                .text
                .get(length..)
                .unwrap_or_default()
                .to_owned();
            return values(session, &name);
        }
        return options(argument);
    }
    let Some(parameter) = argument.parameter else {
        return Vec::new();
    };
    match parameter.kind {
        Kind::Folder => {
            let to_open = argument.command.effect == Effect::Reads;
            match typed.starts_with('$') {
                true => results(session, |kept| !kept.folders.is_empty()),
                false => folders::offers(session, typed, to_open),
            }
        }
        Kind::NewFolder | Kind::Pattern => folders::offers(session, typed, false),
        Kind::Criteria => criteria(session, argument.awaited(scan)),
        Kind::Setting | Kind::Text => settings(argument),
        Kind::SelectParameters => match scan.in_list() {
            true => plain(&arguments::SELECT_PARAMETERS),
            false => Vec::new(),
        },
        kind => {
            if matches!(kind, Kind::Items | Kind::StatusItems | Kind::Flags) {
                enter_square_list(scan);
            }
            words(session, kind)
        }
    }
}

/// What a parameter of a kind may be.
fn words(session: &Session, kind: Kind) -> Vec<Offer> {
    match kind {
        Kind::Messages => sets(session),
        Kind::Result => results(session, |_| true),
        Kind::Items => plain(arguments::FETCH_ITEMS),
        Kind::StatusItems => plain(arguments::STATUS_ITEMS),
        Kind::Flags => flags(session),
        Kind::SpecialUse => plain(SPECIAL_USES),
        Kind::Capability => capabilities(session).map(Offer::word).collect(),
        Kind::Algorithm => capabilities(session)
            .filter_map(|name| name.strip_prefix("THREAD="))
            .map(Offer::word)
            .collect(),
        Kind::Topic => topics(session),
        Kind::Alias => aliases(session),
        Kind::Own => {
            let mut offers = aliases(session);
            offers.extend(results(session, |_| true));
            offers.extend(all_settings());
            offers
        }
        Kind::Choice(choices) => plain(choices),
        _ => Vec::new(),
    }
}

fn capabilities(session: &Session) -> impl Iterator<Item = &str> {
    let client = session.client.as_ref();
    let known = client.and_then(|client| client.known_capabilities());
    known.into_iter().flat_map(|known| known.iter())
}

fn plain(words: &'static [&'static str]) -> Vec<Offer> {
    words.iter().copied().map(Offer::word).collect()
}

/// The results that have a name, of those that fit.
fn results(session: &Session, fits: impl Fn(&Kept) -> bool) -> Vec<Offer> {
    let names = session.results.names().map(|name| format!("${name}"));
    let fitting = names.filter(|name| session.results.kept(name).is_some_and(&fits));
    fitting.map(Offer::word).collect()
}

/// Sets that need no numbers.
fn sets(session: &Session) -> Vec<Offer> {
    let mut offers = vec![
        Offer::word("all").note("every message of the folder"),
        Offer::word("last:")
            .note("the newest, such as last:5")
            .unfinished(),
        Offer::word("_").note("what the last answer named"),
    ];
    offers.extend(results(session, |kept| kept.messages.is_some()));
    offers
}

/// The flags that the open folder keeps, and those every server has.
fn flags(session: &Session) -> Vec<Offer> {
    let selected = session.client.as_ref().and_then(|client| client.selected());
    let kept = selected.map(|selected| {
        let permanent = selected.permanent_flags.as_ref();
        permanent.unwrap_or(&selected.flags).as_slice()
    });
    let kept = kept.unwrap_or_default().iter().map(|flag| flag.as_str());
    let mut offers: Vec<Offer> = Vec::new();
    for flag in arguments::SYSTEM_FLAGS.iter().copied().chain(kept) {
        let known = |offer: &Offer| offer.text.eq_ignore_ascii_case(flag);
        // Nobody sets \Recent, and \* only says that new keywords are welcome.
        if !matches!(flag, "\\*" | "\\Recent") && !offers.iter().any(known) {
            offers.push(Offer::word(flag));
        }
    }
    offers
}

/// The search keys, or what the last of them waits for.
fn criteria(session: &Session, awaited: Takes) -> Vec<Offer> {
    match awaited {
        Takes::Nothing => {
            let keys = arguments::SEARCH_KEYS
                .iter()
                .map(|key| Offer::word(key.name));
            let sets = sets(session)
                .into_iter()
                .filter(|offer| offer.text != "all");
            keys.chain(sets).collect()
        }
        Takes::Date => plain(&["today", "yesterday", "7d", "30d"]),
        Takes::Uids => sets(session),
        Takes::Keyword => flags(session)
            .into_iter()
            .filter(|offer| !offer.text.starts_with('\\'))
            .collect(),
        _ => Vec::new(),
    }
}

/// The settings, or the values of the one that was named.
fn settings(argument: &Argument) -> Vec<Offer> {
    let of_setting = argument
        .command
        .parameters
        .first()
        .is_some_and(|first| first.kind == Kind::Setting);
    match argument.before.first() {
        _ if !of_setting => Vec::new(),
        None => all_settings().collect(),
        Some(name) => SETTINGS
            .iter()
            .find(|setting| setting.name == name.replace('-', "_").to_ascii_lowercase())
            .map(|setting| plain(setting.values))
            .unwrap_or_default(),
    }
}

fn all_settings() -> impl Iterator<Item = Offer> {
    SETTINGS
        .iter()
        .map(|setting| Offer::word(setting.name).note(setting.summary))
}

/// The options that were not given yet.
fn options(argument: &Argument) -> Vec<Offer> {
    argument
        .command
        .all_switches()
        .filter(|switch| !argument.given.contains(&switch.name))
        .map(|switch| Offer::word(format!("--{}", switch.name)).note(switch.summary))
        .collect()
}

/// The values of an option, where there is a choice.
fn values(session: &Session, option: &str) -> Vec<Offer> {
    match option {
        "format" => SETTINGS
            .iter()
            .find(|setting| setting.name == "format")
            .map(|setting| plain(setting.values))
            .unwrap_or_default(),
        "flags" => flags(session),
        "use" => plain(SPECIAL_USES),
        _ => Vec::new(),
    }
}

/// In `[FLAGS, EN` the word at the cursor is `EN`.
fn enter_square_list(scan: &mut Scan) {
    let current = &mut scan.current;
    if !current.text.starts_with('[') || current.quote.is_some() {
        return;
    }
    if let Some(last) = current.text.rfind(['[', ',', ' ']) {
        current.start += last + 1;
        current.text = current.text.get(last + 1..).unwrap_or_default().to_owned();
    }
}
