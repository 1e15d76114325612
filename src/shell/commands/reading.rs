//! What commands that read single messages have in common: one message after the other, and parts by number.

use std::io::Write;

use imapclient::client::{Client, FetchOptions};
use imapclient::types::{
    FetchItem, ItemValue, Message, MessageSet, Part, Section, SectionText, SequenceSet,
};

use super::super::call::Call;
use super::super::failure::{Class, Failure};
use super::super::session::Session;
use super::roll::{Roll, names_each};

/// More messages than this are looked for before they are read one by one.
const FEW: u64 = 100;

/// The UIDs that an argument names: by itself where each is named, else as the server tells.
///
/// # Errors
/// The server's; `refused:` where none is there.
pub(super) fn uids(
    session: &mut Session,
    call: &Call<'_>,
    messages: &MessageSet,
) -> Result<SequenceSet, Failure> {
    if let MessageSet::Uid(set) = messages
        && names_each(call.argument(0))
        && set.count().is_some_and(|count| count <= FEW)
    {
        return Ok(set.clone());
    }
    let client = session.client(call)?;
    let failed = |error: imapclient::Error| call.failed(&error);
    let mut uids = SequenceSet::default();
    let items = [FetchItem::word("UID")];
    for message in client
        .fetch(messages, &items, FetchOptions::default())
        .map_err(failed)?
    {
        if let Some(uid) = message.map_err(failed)?.uid {
            uids.push(uid);
        }
    }
    if uids.is_empty() {
        let missing = Roll::new(messages, false).missing();
        let text = missing.unwrap_or_else(|| "no message: none of these exists here".to_owned());
        return Err(call.failing(Class::Refused, text));
    }
    Ok(uids)
}

/// Fetches items of one message; none where the server has no such message.
///
/// # Errors
/// The server's.
pub(super) fn one<'a>(
    client: &'a mut Client,
    uid: u32,
    items: &[FetchItem],
    sink: Option<&'a mut dyn Write>,
) -> imapclient::Result<Option<Message>> {
    let set = MessageSet::Uid([uid].into_iter().collect());
    let options = FetchOptions {
        sink,
        ..FetchOptions::default()
    };
    let mut found = None;
    for message in client.fetch(&set, items, options)? {
        let message = message?;
        found.get_or_insert(message);
    }
    Ok(found)
}

/// `BODY.PEEK[…]`, or with `marks` the form that marks as read.
pub(super) fn section(part: Part, marks: bool) -> FetchItem {
    let item = if marks { "BODY" } else { "BODY.PEEK" };
    FetchItem::Section(Section {
        item: item.to_owned(),
        part,
        partial: None,
    })
}

/// A part by its number, `1.2`; the whole message has none.
pub(super) fn part(number: &str) -> Part {
    Part {
        path: number
            .split('.')
            .filter_map(|number| number.parse().ok())
            .collect(),
        text: None,
    }
}

/// What of the whole message.
pub(super) fn text(text: SectionText) -> Part {
    Part {
        path: Vec::new(),
        text: Some(text),
    }
}

/// Says whether a word is the number of a part: `2`, `1.2`.
pub(super) fn is_part_number(word: &str) -> bool {
    word.split('.').all(|number| {
        number.parse::<u32>().is_ok_and(|number| number > 0)
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Says whether a message came with the content of a section.
pub(super) fn has_body(message: Option<&Message>) -> bool {
    message.is_some_and(|message| {
        let mut values = message.items.iter().map(|(_, value)| value);
        values.any(|value| matches!(value, ItemValue::Body(_)))
    })
}
