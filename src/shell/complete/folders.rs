//! The folders for Tab: asked of the server once, in the time a person does not notice.

use std::time::{Duration, Instant};

use imapclient::client::State;
use imapclient::types::ListedMailbox;

use super::offer::Offer;
use crate::shell::render::harmless;
use crate::shell::session::Session;

/// How long Tab waits for the server.
const PATIENCE: Duration = Duration::from_millis(200);

/// From this many names on one level is offered at a time.
const MANY: usize = 40;

/// Brings the list of folders up to date as far as the server is quick enough; what is late comes with the
/// next Tab, or is read away before the next command.
fn refresh(session: &mut Session) {
    if session.folders.is_some()
        || !session.may_ask_unasked()
        || session.state() < State::Authenticated
        || !session.is_connected()
    {
        return;
    }
    let Some(client) = &mut session.client else {
        return;
    };
    let until = Instant::now() + PATIENCE;
    let listing = match session.listing.take() {
        Some(listing) if client.is_draining() => listing,
        // The connection is busy with the rest of something else, or with an IDLE that was typed.
        _ if client.is_draining() && !(client.is_idling() && session.own_idle) => return,
        _ => {
            session.tracing.own("auto");
            client.set_leave_at(Some(until));
            let begun = client.begin_list("", "*");
            client.set_leave_at(None);
            match begun {
                Ok(listing) => listing,
                Err(_) => return,
            }
        }
    };
    session.listing = Some(listing);
    // What went wrong is met again by the next command.
    let _ = list_on(session, until);
}

/// Reads on in a listing that is not complete yet, until a moment; says whether one is left.
///
/// # Errors
/// The library's: interrupted, or the link is lost.
pub(crate) fn list_on(session: &mut Session, until: Instant) -> imapclient::Result<bool> {
    let (Some(mut listing), Some(client)) = (session.listing.take(), &mut session.client) else {
        return Ok(false);
    };
    match client.list_on(&mut listing, until) {
        Ok(true) => session.folders = Some(listing.into_mailboxes()),
        Ok(false) => session.listing = Some(listing),
        Err(error @ imapclient::Error::Interrupted { usable: true }) => {
            session.listing = Some(listing);
            return Err(error);
        }
        // A server that refuses is not asked at every Tab.
        Err(error) if !error.is_fatal() => session.folders = Some(Vec::new()),
        Err(error) => return Err(error),
    }
    Ok(session.listing.is_some())
}

/// The folders to offer behind what is typed. Where the name must be one that can be opened, those that
/// cannot are left out.
pub(super) fn offers(session: &mut Session, typed: &str, to_open: bool) -> Vec<Offer> {
    refresh(session);
    let known = match (&session.folders, &session.listing) {
        (Some(folders), _) => folders.as_slice(),
        (None, Some(listing)) => listing.mailboxes(),
        (None, None) => &[],
    };
    named(known, typed, to_open)
}

fn named(known: &[ListedMailbox], typed: &str, to_open: bool) -> Vec<Offer> {
    let fitting: Vec<&ListedMailbox> = known
        .iter()
        .filter(|listed| super::offer::begins_with(listed.name.as_str(), typed))
        // A name that cannot be shown as it is cannot be typed either.
        .filter(|listed| harmless::line(listed.name.as_str()) == listed.name.as_str())
        .collect();
    let by_level = fitting.len() > MANY;
    let mut offers: Vec<Offer> = Vec::new();
    for listed in fitting {
        let name = listed.name.as_str();
        let level = by_level.then(|| level(listed, typed)).flatten();
        let offer = match level {
            Some(level) => Offer::name(level).unfinished(),
            None if can_be_meant(listed, to_open) => Offer::name(name),
            None => continue,
        };
        if !offers.iter().any(|known| known.text == offer.text) {
            offers.push(offer);
        }
    }
    offers.sort_by(|one, two| one.text.cmp(&two.text));
    offers
}

/// The name up to the end of the level that is being typed, if it goes on behind it.
fn level<'n>(listed: &'n ListedMailbox, typed: &str) -> Option<&'n str> {
    let name = listed.name.as_str();
    let delimiter = std::str::from_utf8(listed.delimiter.as_deref()?).ok()?;
    let from = name
        .char_indices()
        .nth(typed.chars().count())
        .map(|(index, _)| index)?;
    let found = name.get(from..)?.find(delimiter)?;
    name.get(..from + found + delimiter.len())
}

fn can_be_meant(listed: &ListedMailbox, to_open: bool) -> bool {
    !listed.attributes.iter().any(|attribute| {
        let attribute = attribute.as_str();
        attribute.eq_ignore_ascii_case("\\NonExistent")
            || (to_open && attribute.eq_ignore_ascii_case("\\Noselect"))
    })
}

#[cfg(test)]
mod tests {
    use imapclient::types::{Flag, MailboxName};

    use super::*;

    fn listed(name: &str, attributes: &[&str]) -> ListedMailbox {
        ListedMailbox {
            attributes: attributes.iter().map(|name| Flag::new(*name)).collect(),
            delimiter: Some(b"/".to_vec()),
            name: MailboxName::new(name),
            extended: Vec::new(),
        }
    }

    fn texts(offers: &[Offer]) -> Vec<&str> {
        offers.iter().map(|offer| offer.text.as_str()).collect()
    }

    #[test]
    fn names_are_matched_in_any_case_and_unusable_ones_left_out() {
        let known = [
            listed("INBOX", &[]),
            listed("Lists", &["\\Noselect"]),
            listed("Lists/été", &[]),
            listed("lists/\x1b[2J", &[]),
            listed("gone", &["\\NonExistent"]),
        ];
        assert_eq!(texts(&named(&known, "inb", true)), ["INBOX"]);
        assert_eq!(texts(&named(&known, "li", true)), ["Lists/été"]);
        assert_eq!(texts(&named(&known, "li", false)), ["Lists", "Lists/été"]);
        assert_eq!(texts(&named(&known, "LISTS/É", true)), ["Lists/été"]);
        assert!(named(&known, "go", false).is_empty());
    }

    #[test]
    fn of_many_folders_one_level_is_offered_at_a_time() {
        let mut known: Vec<_> = (0..60)
            .map(|number| listed(&format!("Archive/{number:02}"), &[]))
            .collect();
        known.push(listed("Archive", &[]));
        known.push(listed("INBOX", &[]));
        let offers = named(&known, "", true);
        assert_eq!(texts(&offers), ["Archive", "Archive/", "INBOX"]);
        assert!(offers.iter().any(|offer| offer.unfinished));
        assert_eq!(named(&known, "archive/", true).len(), 60);
    }
}
