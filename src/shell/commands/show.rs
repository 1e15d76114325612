//! `show`: a message as a person reads it.

use imapclient::client::Client;
use imapclient::types::{BodyStructure, FetchItem, ItemValue, Message, SectionText, Value as Raw};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, switch, takes};
use super::super::failure::Failure;
use super::super::mime::{Kept, Unpacked, Wanted};
use super::super::output::{Footer, MessagesView, Output, Shape, Value};
use super::super::render::Format;
use super::super::render::parts::{self, Part};
use super::super::session::Session;
use super::{fetch, fetch_section, peek, reading};

pub(crate) static COMMAND: Command = Command {
    name: "show",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("part", Kind::Text, Count::Optional),
    ],
    switches: &[
        switch(
            "html",
            "the HTML of it, as text, where there is plain text too",
        ),
        switch("headers", "with all header fields"),
        switch("seen", "mark as read"),
    ],
    summary: "read messages",
    details: "Fetches FLAGS, ENVELOPE, BODYSTRUCTURE and the part with the text, decodes it, and names the other\n\
              parts with their numbers: show 5 2 shows part 2, save 5 2 writes it to a file. HTML is shown as\n\
              text, with where its links lead. Nothing is marked as read (BODY.PEEK) but with --seen. --raw gives\n\
              the exact bytes of the message or part: show 5 --raw > mail.eml. RFC 9051 section 6.4.5",
    examples: &[
        "show last:1",
        "show last:1 1",
        "show last:1 --headers",
        "show last:1 --raw",
    ],
    effect: Effect::Reads,
    run,
};

/// What is shown of each message.
struct Wish {
    part: Option<String>,
    html: bool,
    headers: bool,
    seen: bool,
}

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    let wish = wish(call)?;
    let whole = reading::part(wish.part.as_deref().unwrap_or_default());
    let item = reading::section(whole, wish.seen);
    if wish.seen {
        peek::check_peek(session, call, std::slice::from_ref(&item))?;
        session.unseen = None;
    }
    if messages.is_empty() {
        return Ok(fetch::nothing("no message, nothing sent"));
    }
    if call.form.format == Format::Raw {
        return fetch_section::raw_section(session, call, messages, vec![item]);
    }
    let uids = reading::uids(session, call, &messages)?;
    let (client, warnings) = session.client_and_warnings(call)?;
    let name = call.command.name;
    let expected = uids.count();
    let mut uids = uids.into_iter();
    let how = if wish.seen {
        "marked as read"
    } else {
        "read with PEEK"
    };
    let entries = std::iter::from_fn(move || {
        loop {
            let uid = uids.next()?;
            match message(client, uid, &wish, warnings) {
                Ok(Some(message)) => return Some(Ok(Value::from(message))),
                Ok(None) => warnings.push(format!("no message: UID {uid} does not exist here")),
                Err(Broken::Server(error)) => return Some(Err(Failure::from_error(name, &error))),
                Err(Broken::Refused(text, hint)) => {
                    return Some(Err(Failure::refused(name, text).hint(hint)));
                }
            }
        }
    });
    let mut output = Output::stream(entries, Shape::Messages(MessagesView::Reading));
    output.expected = expected;
    Ok(output.footer(
        Footer::counting("message", "messages")
            .or_nothing("no message")
            .and(how)
            .and("also: --html --headers --raw --seen"),
    ))
}

/// Why a message is not shown.
enum Broken {
    Server(imapclient::Error),
    /// What is wrong, and what can be done.
    Refused(String, String),
}

impl From<imapclient::Error> for Broken {
    fn from(error: imapclient::Error) -> Self {
        Broken::Server(error)
    }
}

fn wish(call: &Call<'_>) -> Result<Wish, Failure> {
    let part = call.optional_word(1)?;
    if let (Some(word), Some(argument)) = (part, call.argument(1))
        && !reading::is_part_number(word)
    {
        let text = "not the number of a part, such as 2 or 1.2; structure shows them";
        return Err(call.mistake(argument.span(), text));
    }
    Ok(Wish {
        part: part.map(str::to_owned),
        html: call.has("html"),
        headers: call.has("headers"),
        seen: call.has("seen"),
    })
}

/// Fetches one message, then its text, decoded.
fn message(
    client: &mut Client,
    uid: u32,
    wish: &Wish,
    warnings: &mut Vec<String>,
) -> Result<Option<Message>, Broken> {
    let mut items: Vec<FetchItem> = ["FLAGS", "RFC822.SIZE", "ENVELOPE", "BODYSTRUCTURE"]
        .map(FetchItem::word)
        .into();
    if wish.headers {
        items.push(reading::section(reading::text(SectionText::Header), false));
    }
    let Some(mut message) = reading::one(client, uid, &items, None)? else {
        return Ok(None);
    };
    let Some(structure) = structure_of(&message) else {
        let text = format!("the server told no structure of UID {uid} that can be read");
        let hint = format!("its bytes: show {uid} --raw");
        return Err(Broken::Refused(text, hint));
    };
    let parts = parts::parts(&structure);
    let readable = readable(&parts, uid, wish)?;
    if let Some(envelope) = enclosed(&parts, wish) {
        message.items.retain(|(name, _)| name != "ENVELOPE");
        message.items.push(("ENVELOPE".into(), envelope));
    }
    let Some(part) = readable else {
        if wish.seen {
            warnings.push(format!(
                "UID {uid} has no text to read, so it was not marked as read"
            ));
        }
        return Ok(Some(message));
    };
    let charset = part.charset();
    let charset = charset.as_deref().map(str::as_bytes);
    let wanted = match part.is("text/html") {
        true => Wanted::Html(charset),
        false => Wanted::Plain(charset),
    };
    let mut text = Unpacked::new(part.encoding(), &wanted, Kept::default());
    let item = reading::section(reading::part(&part.number), wish.seen);
    let came = reading::one(client, uid, &[item], Some(&mut text))?;
    if !reading::has_body(came.as_ref()) {
        warnings.push(format!(
            "the server sent nothing for part {} of UID {uid}",
            part.number
        ));
    }
    let text = text.finish().map_err(imapclient::Error::Io)?.into_body();
    let number = Raw::Atom(part.number.clone().into_bytes());
    message
        .items
        .push(("PART".into(), ItemValue::Value(number)));
    message.items.push(("TEXT".into(), ItemValue::Body(text)));
    Ok(Some(message))
}

fn structure_of(message: &Message) -> Option<BodyStructure> {
    message.items.iter().find_map(|(_, value)| match value {
        ItemValue::Structure(structure) => Some(structure.clone()),
        _ => None,
    })
}

/// The part with the text: of the whole message, or of the part that was named.
fn readable<'p, 's>(
    parts: &'p [Part<'s>],
    uid: u32,
    wish: &Wish,
) -> Result<Option<&'p Part<'s>>, Broken> {
    let Some(number) = &wish.part else {
        return Ok(parts::to_read(parts, wish.html));
    };
    let Some(place) = parts.iter().position(|part| part.number == *number) else {
        let text = format!("UID {uid} has no part {number}");
        return Err(Broken::Refused(
            text,
            format!("structure {uid} shows its parts"),
        ));
    };
    // What follows it further in is in it.
    let (_, from_there) = parts.split_at(place);
    let depth = from_there.first().map_or(0, |part| part.depth);
    let inside = from_there
        .iter()
        .skip(1)
        .take_while(|part| part.depth > depth)
        .count();
    let within = from_there.get(..=inside).unwrap_or_default();
    let found = parts::to_read(within, wish.html);
    if found.is_none()
        && let Some(part) = from_there.first()
    {
        let text = format!(
            "part {number} of UID {uid} is {}, not text",
            part.media_type()
        );
        return Err(Broken::Refused(
            text,
            format!("save {uid} {number} writes it to a file"),
        ));
    }
    Ok(found)
}

/// The envelope of the enclosed message that was named: it tells who wrote what is shown.
fn enclosed(parts: &[Part<'_>], wish: &Wish) -> Option<ItemValue> {
    let number = wish.part.as_ref()?;
    let part = parts.iter().find(|part| part.number == *number)?;
    Some(ItemValue::Envelope(Box::new(part.envelope()?.clone())))
}
