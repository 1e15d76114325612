//! Values as short text, for cases that fit on a line or two.

use crate::types::{
    Address, Addresses, BodyPart, BodyStructure, Disposition, Envelope, Event, ItemValue, Message,
    Value,
};

pub(super) fn event(event: &Event) -> String {
    match event {
        Event::Fetch(message) => self::message(message),
        Event::List(word, mailbox) => {
            let attributes: Vec<&str> = mailbox
                .attributes
                .iter()
                .map(|flag| flag.as_str())
                .collect();
            let extended: String = mailbox
                .extended
                .iter()
                .map(|(tag, value)| format!(" {}={}", bytes(tag), self::value(value)))
                .collect();
            let delimiter = mailbox.delimiter.as_deref().map_or("NIL".to_owned(), bytes);
            format!(
                "{word} ({}) {delimiter} <{}>{extended}",
                attributes.join(" "),
                mailbox.name
            )
        }
        Event::MailboxStatus(status) => {
            let items: Vec<String> = status
                .items
                .iter()
                .map(|(name, value)| format!("{name}={}", self::value(value)))
                .collect();
            format!("STATUS <{}> {}", status.name, items.join(" "))
                .trim_end()
                .to_owned()
        }
        Event::Flags(flags) => {
            format!(
                "FLAGS {}",
                flags
                    .iter()
                    .map(|flag| flag.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        }
        Event::Vanished { earlier, uids } => format!("VANISHED earlier={earlier} {uids}"),
        Event::Capability(names) => format!("CAPABILITY {}", names.join(" ")),
        Event::Other {
            number,
            name,
            values,
        } => {
            let number = number
                .map(|number| format!("{number} "))
                .unwrap_or_default();
            format!("other {number}{name} {}", self::values(values))
        }
        Event::Unparsed { bytes, problem } => format!("unparsed {}: {problem}", self::bytes(bytes)),
        other => format!("{other:?}"),
    }
}

pub(super) fn message(message: &Message) -> String {
    let mut text = format!("{}", message.seq);
    if let Some(uid) = message.uid {
        text += &format!(" uid={uid}");
    }
    for (name, value) in &message.items {
        text += &format!(" {name}={}", item(value));
    }
    for note in &message.notes {
        text += &format!("\n! {note}");
    }
    text
}

fn item(item: &ItemValue) -> String {
    match item {
        ItemValue::Flags(flags) => {
            format!(
                "({})",
                flags
                    .iter()
                    .map(|flag| flag.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        }
        ItemValue::Envelope(envelope) => self::envelope(envelope),
        ItemValue::Structure(structure) => self::structure(structure),
        ItemValue::DateTime(date_time) => format!("[{date_time}]"),
        ItemValue::Number(number) => number.to_string(),
        ItemValue::ModSeq(number) => format!("modseq {number}"),
        ItemValue::Body(body) => match body.bytes() {
            Some(bytes) => format!("body {}", self::bytes(bytes)),
            None => format!("body elsewhere {}", body.len()),
        },
        ItemValue::Value(value) => self::value(value),
        ItemValue::Misfit(value, problem) => format!("misfit {}: {problem}", self::value(value)),
    }
}

pub(super) fn envelope(envelope: &Envelope) -> String {
    let strings = [
        ("date", envelope.date()),
        ("subject", envelope.subject()),
        ("in-reply-to", envelope.in_reply_to()),
        ("message-id", envelope.message_id()),
    ];
    let lists = [
        ("from", envelope.from()),
        ("sender", envelope.sender()),
        ("reply-to", envelope.reply_to()),
        ("to", envelope.to()),
        ("cc", envelope.cc()),
        ("bcc", envelope.bcc()),
    ];
    let string = |(name, value): &(&str, Option<&[u8]>)| {
        value.map(|value| format!("{name}={}", bytes(value)))
    };
    let list = |(name, list): &(&str, Addresses<'_>)| {
        let addresses: Vec<String> = list.iter().map(address).collect();
        (!addresses.is_empty()).then(|| format!("{name}={}", addresses.join(",")))
    };
    let mut shown: Vec<String> = strings.iter().take(2).filter_map(string).collect();
    shown.extend(lists.iter().filter_map(list));
    shown.extend(strings.iter().skip(2).filter_map(string));
    format!("{{{}}}", shown.join(" "))
}

fn address(address: Address<'_>) -> String {
    let text = |part: Option<&[u8]>| part.map_or("-".to_owned(), bytes);
    format!(
        "{}<{}@{}>",
        text(address.name),
        text(address.mailbox),
        text(address.host)
    )
}

pub(super) fn structure(structure: &BodyStructure) -> String {
    match structure {
        BodyStructure::Part(part) => self::part(part),
        BodyStructure::Multipart(multipart) => {
            let parts: Vec<String> = multipart.parts.iter().map(self::structure).collect();
            let mut text = format!("{}[{}]", string(&multipart.media_subtype), parts.join(", "));
            text += &pairs(&multipart.parameters);
            text += &tail(
                &multipart.disposition,
                &multipart.language,
                &multipart.location,
                &multipart.more,
            );
            if multipart.extensions > 0 {
                format!("{text} ext{}", multipart.extensions)
            } else {
                text
            }
        }
    }
}

fn part(part: &BodyPart) -> String {
    let mut text = format!(
        "{}/{}",
        string(&part.media_type),
        string(&part.media_subtype)
    );
    text += &pairs(&part.parameters);
    let number = |number: Option<u64>| number.map_or("-".to_owned(), |number| number.to_string());
    text += &format!(" {} {}", string(&part.encoding), number(part.size));
    if part.lines.is_some() {
        text += &format!(" {}", number(part.lines));
    }
    for (name, value) in [
        ("id", &part.id),
        ("desc", &part.description),
        ("md5", &part.md5),
    ] {
        if let Some(value) = value {
            text += &format!(" {name}={}", bytes(value));
        }
    }
    if let Some(envelope) = &part.envelope {
        text += &format!(
            " {}",
            envelope
                .subject()
                .map_or("{}".to_owned(), |subject| format!("{{{}}}", bytes(subject)))
        );
    }
    if let Some(body) = &part.body {
        text += &format!(" <{}>", structure(body));
    }
    text += &tail(
        &part.disposition,
        &part.language,
        &part.location,
        &part.more,
    );
    if part.extensions > 0 {
        format!("{text} ext{}", part.extensions)
    } else {
        text
    }
}

fn tail(
    disposition: &Option<Disposition>,
    language: &[Vec<u8>],
    location: &Option<Vec<u8>>,
    more: &[Value],
) -> String {
    let mut text = String::new();
    if let Some(disposition) = disposition {
        text += &format!(
            " dsp={}{}",
            bytes(&disposition.kind),
            pairs(&disposition.parameters)
        );
    }
    if !language.is_empty() {
        text += &format!(
            " lang={}",
            language
                .iter()
                .map(|language| bytes(language))
                .collect::<Vec<_>>()
                .join(",")
        );
    }
    if let Some(location) = location {
        text += &format!(" loc={}", bytes(location));
    }
    if !more.is_empty() {
        text += &format!(" more={}", values(more));
    }
    text
}

fn pairs(pairs: &[(Vec<u8>, Vec<u8>)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", bytes(name), bytes(value)))
        .collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!("{{{}}}", pairs.join(" "))
    }
}

fn string(string: &Option<Vec<u8>>) -> String {
    string.as_deref().map_or("-".to_owned(), bytes)
}

pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Nil => "NIL".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Atom(atom) => bytes(atom),
        Value::String(string, _) => format!("'{}'", bytes(string)),
        Value::List(list) => format!("({})", values(list)),
    }
}

fn values(list: &[Value]) -> String {
    list.iter().map(value).collect::<Vec<_>>().join(" ")
}

/// Bytes as text, UTF-8 as it is, controls escaped.
fn bytes(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .chars()
        .map(|c| {
            if c.is_control() {
                c.escape_default().to_string()
            } else {
                c.to_string()
            }
        })
        .collect()
}
