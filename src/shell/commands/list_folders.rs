//! `list_folders`: LIST, with the counts of STATUS where they are wanted.

use imapclient::Error;
use imapclient::types::{ListedMailbox, MailboxStatus, StatusItem};

use super::super::call::Call;
use super::super::command::{
    Command, Count, Effect, Group, Kind, Needs, Switch, alias, switch, takes,
};
use super::super::failure::Failure;
use super::super::news;
use super::super::output::{Folder, Folders, Footer, Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "list_folders",
    aliases: &[alias("list"), alias("ls")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[
        takes("directory", Kind::Folder, Count::Optional),
        takes("pattern", Kind::Pattern, Count::Optional),
    ],
    switches: SWITCHES,
    summary: "list the folders",
    details: "Sends LIST and shows the folders as a tree. One argument alone is a pattern; two are the name it\n\
              starts from and the pattern, as in LIST \"\" %. In a pattern * stands for anything, % for anything\n\
              within a level. --status adds the counts: with LIST-STATUS in the same command, else by one STATUS\n\
              for each folder. RFC 9051 section 6.3.9",
    examples: &[
        "list_folders",
        "ls Archive/%",
        "list_folders --status --full",
        "LIST \"\" %",
    ],
    effect: Effect::Reads,
    run,
};

/// The options of `list_folders` and `list_sub_folders`.
pub(super) const SWITCHES: &[Switch] = &[
    switch("status", "with the numbers of messages and of unseen ones"),
    switch("full", "with attributes and the names on the wire"),
];

/// So many commands for one answer are worth a word before.
const MANY: usize = 20;

/// The command that lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// All folders.
    List,
    /// The subscribed ones.
    Lsub,
    /// All folders, by the older command.
    Xlist,
}

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    answer(session, call, Verb::List)
}

/// Lists the folders that the call names.
///
/// # Errors
/// The server's, and those of arguments.
pub(super) fn answer<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    verb: Verb,
) -> Result<Output<'s>, Failure> {
    let (directory, pattern) = wanted(call)?;
    let counts = call.has("status");
    let items = [StatusItem::new("MESSAGES"), StatusItem::new("UNSEEN")];
    let client = session.client(call)?;
    let failed = |error: Error| call.failed(&error);
    let in_one = counts && verb == Verb::List && {
        let known = client.capability().map_err(failed)?;
        known.has("LIST-STATUS") || known.has("IMAP4REV2")
    };
    let mut rows: Vec<Folder> = if in_one {
        let (listed, statuses) = client
            .list_status(&directory, &pattern, &items)
            .map_err(failed)?;
        joined(listed, statuses)
    } else {
        let listed = match verb {
            Verb::List => client.list(&directory, &pattern),
            Verb::Lsub => client.lsub(&directory, &pattern),
            Verb::Xlist => client.xlist(&directory, &pattern),
        };
        listed.map_err(failed)?.into_iter().map(folder).collect()
    };
    if verb == Verb::List && directory.is_empty() && pattern == "*" {
        session.folders = Some(rows.iter().map(|row| row.listed.clone()).collect());
    }
    let asked = if counts && !in_one {
        ask_each(session, call, &mut rows, &items)?
    } else {
        0
    };
    let how = match (verb, in_one, asked) {
        (_, true, _) => "LIST-STATUS".to_owned(),
        (Verb::List, _, 0) => "LIST".to_owned(),
        (Verb::Lsub, _, 0) => "LSUB".to_owned(),
        (Verb::Xlist, _, 0) => "XLIST".to_owned(),
        (_, _, asked) => format!("{asked} × STATUS"),
    };
    let footer = footer(&rows, &pattern).and(how);
    let value = Value::List(rows.iter().map(|row| value(row, counts)).collect());
    let shape = Shape::Folders(Folders {
        rows,
        counts,
        full: call.has("full"),
    });
    Ok(Output::new(value, shape).footer(footer))
}

/// Reference and pattern. A word alone is a pattern, but in Python, where IMAPClient's order holds.
fn wanted(call: &Call<'_>) -> Result<(String, String), Failure> {
    let (first, second) = (call.pattern(0)?, call.pattern(1)?);
    let everything = || "*".to_owned();
    Ok(match (first, second) {
        (Some(pattern), None) if !call.python && call.len() == 1 => (String::new(), pattern),
        (directory, pattern) => (
            directory.unwrap_or_default(),
            pattern.unwrap_or_else(everything),
        ),
    })
}

fn folder(listed: ListedMailbox) -> Folder {
    Folder {
        listed,
        status: None,
        note: None,
    }
}

/// Folders with what LIST-STATUS told of them.
fn joined(listed: Vec<ListedMailbox>, mut statuses: Vec<MailboxStatus>) -> Vec<Folder> {
    let mut told = |listed: &ListedMailbox| {
        let place = statuses
            .iter()
            .position(|status| status.name == listed.name)?;
        Some(statuses.swap_remove(place))
    };
    listed
        .into_iter()
        .map(|listed| {
            let status = told(&listed);
            // A server leaves out the folders it has no answer for. RFC 5819 section 2
            let silent = status.is_none() && can_be_opened(&listed);
            Folder {
                listed,
                status,
                note: silent.then(|| "no status told".to_owned()),
            }
        })
        .collect()
}

/// Sends one STATUS for each folder; a refusal is noted and spoils nothing else. Gives how many were sent.
fn ask_each(
    session: &mut Session,
    call: &Call<'_>,
    rows: &mut [Folder],
    items: &[StatusItem],
) -> Result<usize, Failure> {
    let asked: Vec<&mut Folder> = rows
        .iter_mut()
        .filter(|row| can_be_opened(&row.listed))
        .collect();
    let count = asked.len();
    if session.modes.interactive && count > MANY {
        let text = format!("asking for the status of {count} folders one by one, Ctrl-C stops");
        session.notices.say(&text);
    }
    let client = session.client(call)?;
    for row in asked {
        match client.status(&row.listed.name, items) {
            Ok(status) => row.status = Some(status),
            Err(Error::No(rejection) | Error::Bad(rejection)) => {
                row.note = Some(format!("no status: {}", rejection.text));
            }
            Err(error) => return Err(call.failed(&error)),
        }
    }
    Ok(count)
}

/// Says whether a folder holds messages, as far as its attributes tell.
pub(super) fn can_be_opened(listed: &ListedMailbox) -> bool {
    let cannot = ["\\Noselect", "\\NonExistent"];
    !listed
        .attributes
        .iter()
        .any(|flag| cannot.iter().any(|attribute| *flag == **attribute))
}

fn footer(rows: &[Folder], pattern: &str) -> Footer {
    let footer =
        Footer::counting("folder", "folders").or_nothing(format!("no folder matches {pattern}"));
    let separator = |row: &Folder| row.listed.delimiter.clone();
    let Some(first) = rows.first().map(separator) else {
        return footer;
    };
    match first {
        _ if rows.iter().any(|row| separator(row) != first) => footer.and("several separators"),
        Some(bytes) => footer.and(format!("separator {}", String::from_utf8_lossy(&bytes))),
        None => footer.and("no levels"),
    }
}

/// IMAPClient's tuple, with the counts behind it where they were asked for.
fn value(row: &Folder, counts: bool) -> Value {
    let [flags, delimiter, name] = news::list_line(&row.listed);
    let mut fields = vec![("flags", flags), ("delimiter", delimiter), ("name", name)];
    if counts {
        let status = row.status.as_ref().map(super::folder_status::dict);
        fields.push(("status", status.unwrap_or(Value::Nil)));
    }
    Value::row(fields)
}
