//! `fetch`: FETCH.

use imapclient::client::FetchOptions;
use imapclient::types::{FetchItem, MessageSet};

use super::super::command::{Call, Command, Count, Effect, Group, Kind, Needs, takes, valued};
use super::super::failure::{Class, Failure};
use super::super::output::{Footer, MessagesView, Output, Shape, Value};
use super::super::render::Format;
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "fetch",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("items", Kind::Items, Count::Some),
    ],
    switches: &[valued(
        "modifiers",
        "\"CHANGEDSINCE N\"",
        "only what changed since a mod-sequence (CONDSTORE)",
    )],
    summary: "read messages, or parts of them",
    details: "Sends UID FETCH, or FETCH with --seq and for last:N, and shows messages as they arrive. Messages are\n\
              UIDs: 5, 1:10, 5:*, last:5, all, _ (the last result). Items are the RFC's: FLAGS, ENVELOPE,\n\
              BODYSTRUCTURE, RFC822.SIZE, INTERNALDATE, BODY.PEEK[TEXT], BODY.PEEK[HEADER.FIELDS (FROM TO)],\n\
              BODY.PEEK[]<0.200>, ...; BODY[] without PEEK marks as read. With one body section, --raw gives\n\
              its bytes alone: fetch 5 BODY.PEEK[] --raw > mail.eml. RFC 9051 section 6.4.5",
    examples: &[
        "fetch last:5 FLAGS ENVELOPE",
        "fetch last:1 BODYSTRUCTURE",
        "fetch all (FLAGS RFC822.SIZE INTERNALDATE)",
        "fetch last:1 BODY.PEEK[HEADER.FIELDS (FROM TO)]",
    ],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    let items = call
        .fetch_items(1)
        .map_err(|failure| raw_hint(failure, call, &messages))?;
    check_peek(session, call, &items)?;
    if messages.is_empty() {
        return Ok(nothing());
    }
    let changed_since = call.changed_since("modifiers")?;
    let one_section = matches!(items.as_slice(), [item] if is_section(item));
    let raw = call.has("raw")
        || session.format() == Format::Raw
        || call.value_word("format")? == Some("raw");
    if raw && one_section {
        return raw_section(session, call, messages, items);
    }
    let exists = || session.client.as_ref()?.selected()?.exists.map(u64::from);
    let expected = match messages.set().to_string().as_str() {
        "1:*" => exists(),
        _ => session.count(&messages),
    };
    let client = session.client(call)?;
    let options = FetchOptions {
        changed_since,
        sink: None,
    };
    client.take_sent();
    let name = call.command.name;
    let fetch = client
        .fetch(&messages, &items, options)
        .map_err(|error| call.failed(&error))?;
    let sent = fetch.command();
    let entries = fetch.map(move |message| match message {
        Ok(message) => Ok(Value::from(message)),
        Err(error) => Err(Failure::from_error(name, &error)),
    });
    let mut output = Output::stream(entries, Shape::Messages(MessagesView::Auto));
    output.expected = expected;
    Ok(output.footer(
        Footer::counting("message", "messages")
            .or_nothing("no message")
            .and(sent),
    ))
}

/// The answer where no message was named: nothing goes out.
fn nothing() -> Output<'static> {
    let footer = Footer::counting("message", "messages").or_nothing("no message, nothing sent");
    Output::new(Value::List(Vec::new()), Shape::Messages(MessagesView::Rows)).footer(footer)
}

/// Gives the bytes of one section as they arrive, and nothing else.
fn raw_section<'s>(
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
            changed_since: None,
            sink: Some(out),
        };
        let mut count = 0;
        for message in client.fetch(&messages, &items, options).map_err(failed)? {
            message.map_err(failed)?;
            count += 1;
        }
        match count {
            0 => Err(Failure::new(
                Class::Refused,
                name,
                "the server sent no such message",
            )),
            _ => Ok(()),
        }
    }))
}

fn is_section(item: &FetchItem) -> bool {
    match item {
        FetchItem::Section(section) => section.item != "BINARY.SIZE",
        FetchItem::Word(word) => {
            matches!(word.as_str(), "RFC822" | "RFC822.HEADER" | "RFC822.TEXT")
        }
    }
}

/// In a read-only session nothing may be marked as read.
fn check_peek(session: &Session, call: &Call<'_>, items: &[FetchItem]) -> Result<(), Failure> {
    if !(session.modes.read_only || session.account.read_only) {
        return Ok(());
    }
    match items.iter().find(|item| item.sets_seen()) {
        Some(item) => {
            let failure = call.failing(
                Class::Refused,
                format!("{item} marks messages as read, and this session is read-only"),
            );
            Err(failure.hint("BODY.PEEK[...] reads without marking"))
        }
        None => Ok(()),
    }
}

/// An item we do not know can still be sent by hand.
fn raw_hint(failure: Failure, call: &Call<'_>, messages: &MessageSet) -> Failure {
    let uid = if messages.is_uid() { "UID " } else { "" };
    let items: Vec<_> = (1..call.len())
        .filter_map(|place| call.word(place).ok())
        .collect();
    let hint = format!(
        "nothing was sent · send it all the same with: raw {uid}FETCH {} ({})",
        messages.set(),
        items.join(" ").to_uppercase()
    );
    failure.hint(hint)
}
