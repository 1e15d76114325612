//! The bytes of one section of messages, as `--raw` gives them.

use imapclient::client::FetchOptions;
use imapclient::types::{FetchItem, ItemValue, MessageSet};

use super::super::call::Call;
use super::super::failure::{Class, Failure};
use super::super::output::Output;
use super::super::session::Session;

/// Gives the bytes of one section as they arrive, and nothing else.
pub(super) fn raw_section<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    messages: MessageSet,
    items: Vec<FetchItem>,
) -> Result<Output<'s>, Failure> {
    let name = call.command.name;
    let client = session.client(call)?;
    client.set_tap(None);
    Ok(Output::raw(move |out| {
        let failed = |error: imapclient::Error| Failure::from_error(name, &error);
        let options = FetchOptions {
            sink: Some(out),
            ..FetchOptions::default()
        };
        let (mut came, mut count) = (false, 0);
        for message in client.fetch(&messages, &items, options).map_err(failed)? {
            let message = message.map_err(failed)?;
            let values = message.items.iter().map(|(_, value)| value);
            came = true;
            count += values
                .filter(|value| matches!(value, ItemValue::Body(_)))
                .count();
        }
        let refused = |text: &str| Err(Failure::new(Class::Refused, name, text));
        match (came, count) {
            (false, _) => refused("the server sent no such message"),
            (true, 0) => refused("the server sent the message without what was asked for"),
            _ => Ok(()),
        }
    }))
}

pub(super) fn is_section(item: &FetchItem) -> bool {
    match item {
        FetchItem::Section(section) => section.item != "BINARY.SIZE",
        FetchItem::Word(word) => {
            matches!(word.as_str(), "RFC822" | "RFC822.HEADER" | "RFC822.TEXT")
        }
    }
}
