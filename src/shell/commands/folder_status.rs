//! `folder_status`: STATUS of one folder or of several.

use imapclient::types::{MailboxName, MailboxStatus, StatusItem};
use imapclient::{Client, Error};

use super::super::arguments::{self, STATUS_ITEMS};
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, switch, takes};
use super::super::failure::Failure;
use super::super::line::{Argument, Word};
use super::super::output::{Footer, Output, Shape, StatusView, Value};
use super::super::session::Session;
use super::super::suggest;

pub(crate) static COMMAND: Command = Command {
    name: "folder_status",
    aliases: &[alias("status"), alias("st")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[
        takes("folder", Kind::Folder, Count::One),
        takes("what", Kind::StatusItems, Count::Any),
    ],
    switches: &[switch("full", "every figure the server has")],
    summary: "count the messages of folders without opening them",
    details: "Sends STATUS for each folder. Further words are folders, patterns such as Archive/%, or items:\n\
              MESSAGES UNSEEN RECENT UIDNEXT UIDVALIDITY, and where the server has them HIGHESTMODSEQ SIZE DELETED\n\
              DELETED-STORAGE APPENDLIMIT MAILBOXID; a list is always items, a word in quotes always a folder.\n\
              Without items IMAPClient's five are asked for, in IMAP4rev2 without RECENT. The figures of the folder\n\
              that is open may be old. RFC 9051 section 6.3.11",
    examples: &[
        "folder_status INBOX",
        "folder_status INBOX MESSAGES UNSEEN",
        "folder_status INBOX % --full",
        "STATUS INBOX (UIDNEXT UIDVALIDITY)",
    ],
    effect: Effect::Reads,
    run,
};

/// The order in which a person reads the figures; what else comes follows in the server's order.
const ORDER: [&str; 10] = [
    "MESSAGES",
    "UNSEEN",
    "RECENT",
    "UIDNEXT",
    "UIDVALIDITY",
    "HIGHESTMODSEQ",
    "SIZE",
    "DELETED",
    "APPENDLIMIT",
    "MAILBOXID",
];

/// What a line asks for.
struct Wanted {
    folders: Vec<Name>,
    items: Vec<StatusItem>,
    /// The items were named, and so was their order.
    named: bool,
}

/// A folder, or a pattern of folders.
enum Name {
    Folder(MailboxName),
    Pattern(String),
}

/// What the server told.
#[derive(Default)]
struct Told {
    rows: Vec<MailboxStatus>,
    sent: usize,
    refused: Vec<(MailboxName, Error)>,
    empty: Vec<String>,
}

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mut wanted = wanted(session, call)?;
    let several = wanted.folders.len() > 1
        || wanted
            .folders
            .iter()
            .any(|name| matches!(name, Name::Pattern(_)));
    let client = session.client(call)?;
    if call.has("full") {
        add_all(client, &mut wanted).map_err(|error| call.failed(&error))?;
    }
    if !wanted.named && client.is_rev2().map_err(|error| call.failed(&error))? {
        wanted.items.retain(|item| item.as_str() != "RECENT");
    }
    let mut told = ask(client, &wanted).map_err(|error| call.failed(&error))?;
    if told.rows.is_empty()
        && let Some((name, error)) = told.refused.first()
    {
        return Err(suggest::refusal(session, call, error, name));
    }
    let value = if several {
        Value::List(told.rows.iter().map(row).collect())
    } else {
        told.rows.first().map_or(Value::Nil, dict)
    };
    let order: Vec<&str> = match wanted.named {
        true => wanted.items.iter().map(StatusItem::as_str).collect(),
        false => ORDER.to_vec(),
    };
    for status in &mut told.rows {
        let place = |name: &str| {
            order
                .iter()
                .position(|known| known.eq_ignore_ascii_case(name))
                .unwrap_or(order.len())
        };
        status.items.sort_by_key(|(name, _)| place(name));
    }
    Ok(shown(session, told, value, several))
}

fn shown<'s>(session: &Session, told: Told, value: Value, several: bool) -> Output<'s> {
    let selected = session.client.as_ref().and_then(Client::selected);
    let open = selected
        .map(|selected| selected.name.clone())
        .filter(|open| told.rows.iter().any(|status| status.name == *open));
    let mut footer = if several {
        Footer::counting("folder", "folders").and(format!("{} × STATUS", told.sent))
    } else {
        Footer::part("STATUS ok")
    };
    if let Some(open) = &open {
        footer = footer.and(format!(
            "{open} is open: the server may not refresh its figures (RFC 3501 6.3.10)"
        ));
    }
    if let Some(pattern) = told.empty.first() {
        footer = footer.or_nothing(format!("no folder matches {pattern}"));
    }
    let shape = Shape::Status(StatusView {
        rows: told.rows,
        open,
        table: several,
    });
    let mut output = Output::new(value, shape).footer(footer);
    for (name, error) in &told.refused {
        output = output.warning(format!("no status of {name}: {}", refusal(error)));
    }
    output
}

fn refusal(error: &Error) -> String {
    match error {
        Error::No(rejection) | Error::Bad(rejection) => rejection.text.clone(),
        other => other.to_string(),
    }
}

/// Tells folders from items.
fn wanted(session: &Session, call: &Call<'_>) -> Result<Wanted, Failure> {
    let mut folders = Vec::new();
    let mut items = Vec::new();
    for (place, argument) in call.rest(0).into_iter().enumerate() {
        match &argument {
            Argument::Word(word) if is_folder(call, place, word) => {
                check_typing(session, call, place, word)?;
                let pattern = !word.quoted && word.text.contains(['*', '%']);
                folders.push(if pattern {
                    Name::Pattern(word.text.clone())
                } else {
                    let name = arguments::mailbox(&argument);
                    Name::Folder(name.map_err(|mistake| call.failure(mistake))?)
                });
            }
            _ => items.push(argument),
        }
    }
    let named = !items.is_empty();
    if folders.is_empty() {
        let span = items.first().map_or(call.verb.clone(), Argument::span);
        return Err(call
            .mistake(span, "a status item, and no folder is named")
            .hint("a folder of this name goes in quotes"));
    }
    let items = arguments::status_items(&items).map_err(|mistake| call.failure(mistake))?;
    Ok(Wanted {
        folders,
        items,
        named,
    })
}

/// In Python the first argument is the folder and the other the items, as in IMAPClient. In words a name in
/// quotes is a folder, and a word is an item when it is one, all in capitals or all in small letters: people
/// have folders called Deleted.
fn is_folder(call: &Call<'_>, place: usize, word: &Word) -> bool {
    if call.python {
        return place == 0;
    }
    let text = word.text.as_str();
    let one_case = !text.contains(|letter: char| letter.is_ascii_lowercase())
        || !text.contains(|letter: char| letter.is_ascii_uppercase());
    let known = STATUS_ITEMS
        .iter()
        .any(|item| item.eq_ignore_ascii_case(text));
    word.quoted || !(one_case && known || text.starts_with("X-"))
}

/// A word in capitals that is nearly an item was hardly meant as a folder.
fn check_typing(
    session: &Session,
    call: &Call<'_>,
    place: usize,
    word: &Word,
) -> Result<(), Failure> {
    let text = word.text.as_str();
    let capitals = text
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte == b'-');
    let listed = session.folders.iter().flatten();
    let is_known = || listed.clone().any(|listed| listed.name.as_str() == text);
    if place == 0 || word.quoted || !capitals || text == "INBOX" || is_known() {
        return Ok(());
    }
    match arguments::suggestion(text, STATUS_ITEMS.iter().copied()) {
        Some(near) => Err(call
            .mistake(
                word.span.clone(),
                format!("not a status item; did you mean {near}?"),
            )
            .hint("a folder of this name goes in quotes")),
        None => Ok(()),
    }
}

/// Adds every figure that this server has.
fn add_all(client: &mut Client, wanted: &mut Wanted) -> imapclient::Result<()> {
    let known = client.capability()?;
    for item in ORDER.map(StatusItem::new) {
        let needed = item.capabilities();
        let told = needed.is_empty() || needed.iter().any(|name| known.has(name));
        if told && !wanted.items.contains(&item) {
            wanted.items.push(item);
        }
    }
    Ok(())
}

/// Asks folder by folder; only what ends the session ends this.
fn ask(client: &mut Client, wanted: &Wanted) -> imapclient::Result<Told> {
    let mut told = Told::default();
    for name in &wanted.folders {
        let names = match name {
            Name::Folder(name) => vec![name.clone()],
            Name::Pattern(pattern) => {
                let listed = client.list("", pattern)?;
                let mut names: Vec<_> = listed
                    .into_iter()
                    .filter(|listed| listed.can_be_opened())
                    .map(|listed| listed.name)
                    .collect();
                names.sort_by_key(|name| (!name.is_inbox(), name.as_str().to_lowercase()));
                if names.is_empty() {
                    told.empty.push(pattern.clone());
                }
                names
            }
        };
        for name in names {
            if told.rows.iter().any(|status| status.name == name) {
                continue;
            }
            told.sent += 1;
            match client.status(&name, &wanted.items) {
                Ok(status) => told.rows.push(status),
                Err(error @ (Error::No(_) | Error::Bad(_))) => told.refused.push((name, error)),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(told)
}

/// IMAPClient's dict: the items as the server spelt them.
pub(super) fn dict(status: &MailboxStatus) -> Value {
    let items = status.items.iter();
    Value::Map(
        items
            .map(|(name, value)| {
                let name = Value::Bytes(name.clone().into_bytes());
                (name, value.clone().into())
            })
            .collect(),
    )
}

fn row(status: &MailboxStatus) -> Value {
    Value::row(vec![
        ("name", Value::Mailbox(status.name.clone())),
        ("status", dict(status)),
    ])
}
