//! What a server says without being asked, in a person's words.

use imapclient::types::{Condition, Event, Flag, ItemValue, ListedMailbox, Message, ResponseCode};

use super::output::Value;

use super::render::{grouped, imap, short_set};

/// The line for an event, if it is worth one: alerts and warnings of the server always, news of the mailbox
/// where somebody is looking.
pub(crate) fn told(event: &Event, watching: bool) -> Option<String> {
    match event {
        Event::Status(status) if matches!(status.code, Some(ResponseCode::Alert)) => {
            Some(format!("ALERT from the server: {}", status.text))
        }
        Event::Status(status) => match status.condition {
            Condition::No => Some(format!("NO from the server: {}", status.text)),
            Condition::Bad => Some(format!("BAD from the server: {}", status.text)),
            _ => None,
        },
        _ if !watching => None,
        Event::Exists(1) => Some("+  1 message now".to_owned()),
        Event::Exists(count) => Some(format!("+  {count} messages now")),
        Event::Expunge(number) => Some(format!("-  message number {number} is gone")),
        Event::Vanished { uids, .. } => {
            let shown = short_set(uids);
            let cut = shown.contains('…').then(|| uids.count()).flatten();
            let count = cut.map(|count| format!(", {} in all", grouped(count.into())));
            Some(format!("-  UID {shown} gone{}", count.unwrap_or_default()))
        }
        Event::Fetch(message) => {
            let flags = message.flags()?;
            let flags: Vec<_> = flags.iter().map(|flag| flag.as_str()).collect();
            Some(format!(
                "~  {} flags {}",
                who(message),
                if flags.is_empty() {
                    "none".to_owned()
                } else {
                    flags.join(" ")
                }
            ))
        }
        Event::Other {
            number,
            name,
            values,
        } => {
            let mut told = String::from("*");
            for word in number.iter().map(u64::to_string).chain([name.clone()]) {
                told.push_str(&format!(" {word}"));
            }
            for value in values {
                told.push_str(&format!(" {}", imap(value)));
            }
            Some(format!("?  {told}"))
        }
        _ => None,
    }
}

/// The message that something happened to.
fn who(message: &Message) -> String {
    match message.uid {
        Some(uid) => format!("UID {uid}"),
        None => format!("message number {}", message.seq),
    }
}

/// The line for an event that was asked for: whatever it is, it is shown.
pub(crate) fn line(event: &Event) -> String {
    if let Some(told) = told(event, true) {
        return told;
    }
    match event {
        Event::Status(status) => {
            let word = format!("{:?}", status.condition).to_ascii_uppercase();
            format!("{word} from the server: {}", status.text)
        }
        Event::Recent(count) => format!("   {count} recent"),
        Event::Flags(flags) => {
            let flags: Vec<_> = flags.iter().map(Flag::as_str).collect();
            format!("   flags of the folder: {}", flags.join(" "))
        }
        Event::List(_, listed) => {
            let attributes = listed.attributes.iter().map(Flag::as_str);
            let words: Vec<&str> = std::iter::once(listed.name.as_str())
                .chain(attributes)
                .collect();
            format!("   folder {}", words.join(" "))
        }
        Event::MailboxStatus(status) => {
            let items = status.items.iter();
            let items =
                items.map(|(name, value)| format!("{} {}", name.to_ascii_lowercase(), imap(value)));
            let items: Vec<String> = items.collect();
            format!("   status of {}: {}", status.name, items.join(", "))
        }
        Event::Fetch(message) => {
            let items: Vec<&str> = message
                .items
                .iter()
                .map(|(name, _)| name.as_ref())
                .collect();
            format!("~  {} {}", who(message), items.join(" "))
        }
        Event::Capability(names) => format!("   capabilities: {}", names.join(" ")),
        Event::Unparsed { bytes, problem } => {
            let start = bytes.get(..500).unwrap_or(bytes);
            let start = String::from_utf8_lossy(start);
            format!("   cannot be read ({problem}): {start}")
        }
        Event::Other { number, name, .. } => {
            let number = number
                .map(|number| format!("{number} "))
                .unwrap_or_default();
            format!("   {number}{name}")
        }
        _ => "   something new".to_owned(),
    }
}

/// An untagged response as IMAPClient gives it: a tuple of its words.
pub(crate) fn value(event: &Event) -> Value {
    let word = |word: &str| Value::Bytes(word.as_bytes().to_vec());
    match event {
        Event::Exists(count) => Value::Tuple(vec![(*count).into(), word("EXISTS")]),
        Event::Recent(count) => Value::Tuple(vec![(*count).into(), word("RECENT")]),
        Event::Expunge(number) => Value::Tuple(vec![(*number).into(), word("EXPUNGE")]),
        Event::Vanished { earlier, uids } => {
            let mut words = vec![word("VANISHED")];
            words.extend(earlier.then(|| Value::Tuple(vec![word("EARLIER")])));
            words.push(word(&uids.to_string()));
            Value::Tuple(words)
        }
        Event::Fetch(message) => fetched(message),
        Event::Flags(flags) => {
            Value::Tuple(vec![word("FLAGS"), Value::tuple(flags.iter().cloned())])
        }
        Event::Status(status) => {
            let condition = format!("{:?}", status.condition).to_ascii_uppercase();
            let text = match &status.code {
                Some(code) => format!("[{code}] {}", status.text),
                None => status.text.clone(),
            };
            Value::Tuple(vec![word(&condition), word(&text)])
        }
        Event::List(name, listed) => {
            let mut words = vec![word(name)];
            words.extend(list_line(listed));
            Value::Tuple(words)
        }
        Event::MailboxStatus(status) => {
            let items = status.items.iter();
            let items = items.flat_map(|(name, value)| [word(name), value.clone().into()]);
            let name = Value::Mailbox(status.name.clone());
            Value::Tuple(vec![word("STATUS"), name, Value::tuple(items)])
        }
        Event::Capability(names) => {
            let words = names.iter().map(|name| word(name));
            Value::tuple(std::iter::once(word("CAPABILITY")).chain(words))
        }
        Event::Other {
            number,
            name,
            values,
        } => {
            let number = number.map(Value::from).into_iter();
            let values = values.iter().cloned().map(Value::from);
            Value::tuple(number.chain([word(name)]).chain(values))
        }
        Event::Unparsed { bytes, .. } => Value::Bytes(bytes.clone()),
        _ => Value::Nil,
    }
}

/// Attributes, separator and name of a LIST line.
pub(crate) fn list_line(listed: &ListedMailbox) -> [Value; 3] {
    [
        Value::tuple(listed.attributes.iter().cloned()),
        listed.delimiter.clone().into(),
        Value::Mailbox(listed.name.clone()),
    ]
}

/// A FETCH nobody asked for: the number, the word, the items in turn.
fn fetched(message: &Message) -> Value {
    let word = |word: &str| Value::Bytes(word.as_bytes().to_vec());
    let mut items = Vec::new();
    if let Some(uid) = message.uid {
        items.extend([word("UID"), uid.into()]);
    }
    for (name, value) in &message.items {
        items.extend([word(name), item(value)]);
    }
    Value::Tuple(vec![message.seq.into(), word("FETCH"), Value::Tuple(items)])
}

fn item(value: &ItemValue) -> Value {
    match value {
        ItemValue::Flags(flags) => Value::tuple(flags.iter().cloned()),
        ItemValue::Envelope(envelope) => Value::Envelope(envelope.clone()),
        ItemValue::Structure(structure) => structure.clone().into(),
        ItemValue::DateTime(date) => (*date).into(),
        ItemValue::Number(number) => (*number).into(),
        ItemValue::ModSeq(number) => Value::tuple([*number]),
        ItemValue::Body(body) => body.bytes().map(<[u8]>::to_vec).into(),
        ItemValue::Value(value) | ItemValue::Misfit(value, _) => value.clone().into(),
        _ => Value::Nil,
    }
}
