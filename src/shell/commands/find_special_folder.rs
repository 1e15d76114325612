//! `find_special_folder`: the folder for sent mail, drafts, ..., by its attribute or else by its name.

use imapclient::Client;
use imapclient::types::MailboxName;

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "find_special_folder",
    aliases: &[],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[takes("folder_flag", Kind::SpecialUse, Count::One)],
    switches: &[],
    summary: "find the folder for sent mail, drafts, trash and the like",
    details: "Sends LIST and looks for the attribute: \\All \\Archive \\Drafts \\Flagged \\Junk \\Sent \\Trash. Where no\n\
              folder has it, asks with one LIST each for the names such folders usually have, in the user's own\n\
              namespace. Whether an attribute or a name was found stands in the footer. RFC 6154",
    examples: &["find_special_folder \\Sent", "find_special_folder trash"],
    effect: Effect::Reads,
    run,
};

/// The attributes of RFC 6154 and of RFC 8457, with the names that such folders usually have, IMAPClient's.
const USES: &[(&str, &[&str])] = &[
    ("\\All", &[]),
    ("\\Archive", &["Archive"]),
    ("\\Drafts", &["Drafts"]),
    ("\\Flagged", &[]),
    ("\\Important", &[]),
    ("\\Junk", &["Junk", "Spam"]),
    (
        "\\Sent",
        &["Sent", "Sent Items", "Sent items", "Sent Messages"],
    ),
    (
        "\\Trash",
        &["Trash", "Deleted Items", "Deleted Messages", "Deleted"],
    ),
];

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let (flag, names) = special_use(call)?;
    let client = session.client(call)?;
    let listed = client.list("", "*").map_err(|error| call.failed(&error))?;
    let by_attribute = listed
        .iter()
        .find(|listed| {
            listed
                .attributes
                .iter()
                .any(|attribute| *attribute == *flag)
        })
        .map(|listed| listed.name.clone());
    let (found, how) = match by_attribute {
        Some(name) => (Some(name), format!("has the attribute {flag}")),
        None => {
            let found = by_name(client, names).map_err(|error| call.failed(&error))?;
            (found, format!("by its name; no folder has {flag}"))
        }
    };
    session.folders = Some(listed);
    Ok(match found {
        Some(name) => Output::new(name, Shape::Plain).footer(Footer::part(how)),
        None => {
            let footer = Footer::default().or_nothing(format!("no folder for {flag}"));
            Output::silent(Value::Nil).footer(footer)
        }
    })
}

/// The attribute that is meant, and the names to look for. Any other attribute is looked for as it is.
fn special_use(call: &Call<'_>) -> Result<(String, &'static [&'static str]), Failure> {
    let typed = call.word(0)?;
    let name = typed.trim_start_matches('\\');
    let known = USES
        .iter()
        .find(|(flag, _)| flag.trim_start_matches('\\').eq_ignore_ascii_case(name));
    if let Some((flag, names)) = known {
        return Ok(((*flag).to_owned(), names));
    }
    let flags = USES.iter().map(|(flag, _)| *flag);
    match arguments::suggestion(&format!("\\{name}"), flags) {
        Some(near) => {
            let span = call
                .argument(0)
                .map_or(call.verb.clone(), |argument| argument.span());
            Err(call.mistake(span, format!("not a special use; did you mean {near}?")))
        }
        None => Ok((format!("\\{name}"), &[])),
    }
}

/// Asks for each name in each of the user's own namespaces, as IMAPClient does.
fn by_name(client: &mut Client, names: &[&str]) -> imapclient::Result<Option<MailboxName>> {
    if names.is_empty() {
        return Ok(None);
    }
    for prefix in prefixes(client)? {
        for name in names {
            let wanted = MailboxName::new(format!("{prefix}{name}"));
            let listed = client.list("", wanted.as_str())?;
            if let Some(found) = listed.into_iter().find(|listed| listed.name == wanted) {
                return Ok(Some(found.name));
            }
        }
    }
    Ok(None)
}

/// What the names of the user's own folders begin with.
fn prefixes(client: &mut Client) -> imapclient::Result<Vec<String>> {
    if !client.capability()?.offers("NAMESPACE") {
        return Ok(vec![String::new(), "INBOX.".to_owned()]);
    }
    let personal = client.namespace()?.personal.unwrap_or_default();
    let prefixes: Vec<String> = personal
        .iter()
        .map(|entry| entry.prefix.as_str().to_owned())
        .collect();
    Ok(if prefixes.is_empty() {
        vec![String::new()]
    } else {
        prefixes
    })
}
