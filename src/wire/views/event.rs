//! Any untagged data as an [`Event`].

use crate::types::{Body, Event};
use crate::wire::tree::{Kind, Node, Nodes};

use super::fetch::message;
use super::listing::listed_mailbox;
use super::status::mailbox_status;
use super::words::{capability, flags, vanished};

/// Reads an untagged response that is no status response: what is known gets its view, what is not is
/// kept as values, and what does not fit as bytes with what is wrong. `bodies` hands out a literal kept elsewhere.
pub fn event(
    number: Option<u64>,
    name: &str,
    values: Nodes<'_>,
    bodies: &mut dyn FnMut(usize) -> Option<Body>,
    notes: &mut Vec<String>,
) -> Event {
    let upper = name.to_ascii_uppercase();
    let whole = values.clone();
    let event = match (number, upper.as_str()) {
        (Some(number), "EXISTS") => counted(number, 0).map(Event::Exists),
        (Some(number), "RECENT") => counted(number, 0).map(Event::Recent),
        (Some(number), "EXPUNGE") => counted(number, 1).map(Event::Expunge),
        (Some(number), "FETCH") => {
            counted(number, 1).map(|seq| Event::Fetch(Box::new(message(seq, values, bodies))))
        }
        (None, "FLAGS") => all_flags(values),
        (None, "VANISHED") => {
            vanished(values, notes).map(|(earlier, uids)| Event::Vanished { earlier, uids })
        }
        (None, "LIST" | "LSUB" | "XLIST") => {
            listed_mailbox(values, notes).map(|mailbox| Event::List(upper.clone(), mailbox))
        }
        (None, "STATUS") => mailbox_status(values, notes).map(Event::MailboxStatus),
        (None, "CAPABILITY") => Ok(Event::Capability(capability(values))),
        _ => Ok(Event::Other {
            number,
            name: upper,
            values: values.map(Node::to_value).collect(),
        }),
    };
    event.unwrap_or_else(|problem| Event::Unparsed {
        bytes: line(number, name, whole),
        problem,
    })
}

/// The number before a name, where it can be one.
fn counted(number: u64, least: u32) -> Result<u32, String> {
    match u32::try_from(number) {
        Ok(number) if number >= least => Ok(number),
        Ok(_) => Err(format!("there is no message number {number}")),
        Err(_) => Err(format!("{number} is larger than any message number")),
    }
}

/// `* FLAGS (...)`
fn all_flags(values: Nodes<'_>) -> Result<Event, String> {
    let mut values = values;
    match values.next() {
        Some(list) if list.kind() == Kind::List => Ok(Event::Flags(flags(list))),
        _ => Err("no list of flags".to_owned()),
    }
}

/// The line as it came, but for the spaces between its first words.
fn line(number: Option<u64>, name: &str, values: Nodes<'_>) -> Vec<u8> {
    let number = number
        .map(|number| format!("{number} "))
        .unwrap_or_default();
    let mut line = format!("* {number}{name}").into_bytes();
    let rest = values.raw();
    if !rest.is_empty() {
        line.push(b' ');
        line.extend_from_slice(rest);
    }
    line
}
