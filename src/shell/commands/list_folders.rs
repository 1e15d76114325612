//! `list_folders`: LIST, with the counts of STATUS where they are wanted.

use imapclient::Error;
use imapclient::client::ExtendedList;
use imapclient::types::{ListReturn, ListSelection, StatusItem};

use super::super::call::Call;
use super::super::command::{
    Command, Count, Effect, Group, Kind, Needs, Switch, alias, switch, takes,
};
use super::super::failure::Failure;
use super::super::output::{Folder, Folders, Footer, Output, Shape, Value};
use super::super::session::Session;
use super::changes;
use super::counts::{ask_each, counts, has_list_status};
use super::limit;
use super::list_extended::{self, Request};
use super::row_by_row;

pub(crate) static COMMAND: Command = Command {
    name: "list_folders",
    aliases: &[alias("list"), alias("ls")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[
        takes("directory", Kind::Folder, Count::Optional),
        takes("pattern", Kind::Pattern, Count::Any),
    ],
    switches: &[
        STATUS,
        FULL,
        limit::LIMIT,
        list_extended::SUBSCRIBED,
        list_extended::REMOTE,
        list_extended::RECURSIVEMATCH,
        list_extended::SPECIAL_USE,
        list_extended::RETURN,
    ],
    summary: "list the folders",
    details: "Sends LIST and shows the folders as a tree. One argument alone is a pattern; two are the name it\n\
              starts from and the pattern, as in LIST \"\" %. In a pattern * stands for anything, % for anything\n\
              within a level; several stand in brackets. --status adds the counts: with LIST-STATUS in the same\n\
              command, else by one STATUS for each folder. Where the server has LIST-EXTENDED, --subscribed and\n\
              its like choose, and --return says what is told of each; the RFC's own words mean the same:\n\
              LIST (SUBSCRIBED) \"\" (a b) RETURN (CHILDREN). RFC 9051 section 6.3.9; RFC 5258; RFC 5819",
    examples: &[
        "list_folders",
        "ls Archive/%",
        "list_folders --status --full",
        "list_folders --subscribed --return (CHILDREN STATUS (MESSAGES SIZE))",
        "LIST (SUBSCRIBED) \"\" (INBOX Archive/%) RETURN (STATUS (UNSEEN))",
    ],
    effect: Effect::Reads,
    run,
};

/// Counts besides.
const STATUS: Switch = switch("status", "with the numbers of messages and of unseen ones");
/// All that LIST told.
const FULL: Switch = switch("full", "with attributes and the names on the wire");

/// The options of the older commands that list.
pub(super) const SWITCHES: &[Switch] = &[STATUS, FULL, limit::LIMIT];

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
    let request = Request::of(call)?;
    match request.plain() {
        Some(pattern) => listed(session, call, Verb::List, &request.reference, pattern),
        None => extended(session, call, request),
    }
}

/// Lists the folders that the call of an older command names.
///
/// # Errors
/// The server's, and those of arguments.
pub(super) fn answer<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    verb: Verb,
) -> Result<Output<'s>, Failure> {
    let (directory, pattern) = wanted(call)?;
    listed(session, call, verb, &directory, &pattern)
}

/// Lists the subscribed folders, by the command that the session has for that.
///
/// # Errors
/// The server's, and those of arguments.
pub(super) fn subscribed<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
) -> Result<Output<'s>, Failure> {
    let rev2 = session.client(call)?.is_rev2();
    if !rev2.map_err(|error| call.failed(&error))? {
        return answer(session, call, Verb::Lsub);
    }
    let (reference, pattern) = wanted(call)?;
    let request = Request {
        selection: vec![ListSelection::Subscribed],
        reference,
        patterns: vec![pattern],
        returns: Vec::new(),
        limit: limit::of(call)?,
    };
    extended(session, call, request)
}

/// LIST as RFC 3501 has it, or one of the older commands.
fn listed<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    verb: Verb,
    directory: &str,
    pattern: &str,
) -> Result<Output<'s>, Failure> {
    let limit = limit::of(call)?;
    let by_rows = call.form.comes_by_lines();
    let failed = |error: Error| call.failed(&error);
    let items = match call.has("status") {
        true => counts(),
        false if by_rows => {
            let client = session.client(call)?;
            let begun = match verb {
                Verb::List => client.begin_list(directory, pattern),
                Verb::Lsub => client.begin_lsub(directory, pattern),
                Verb::Xlist => client.begin_xlist(directory, pattern),
            };
            let listing = begun.map_err(failed)?;
            return Ok(row_by_row::plain(client, call, listing, limit));
        }
        false => Vec::new(),
    };
    let client = session.client(call)?;
    let in_one =
        !items.is_empty() && verb == Verb::List && has_list_status(client).map_err(failed)?;
    let request = Request {
        selection: Vec::new(),
        reference: directory.to_owned(),
        patterns: vec![pattern.to_owned()],
        returns: match in_one {
            true => vec![ListReturn::Status(items.clone())],
            false => Vec::new(),
        },
        limit,
    };
    if in_one && by_rows {
        let client = session.client(call)?;
        let begun = client.begin_list_status(directory, pattern, &items);
        let listing = begun.map_err(failed)?;
        return Ok(row_by_row::told(client, call, listing, request));
    }
    let told = if in_one {
        let told = client.list_status(directory, pattern, &items);
        let (mailboxes, statuses) = told.map_err(failed)?;
        ExtendedList {
            mailboxes,
            statuses,
            ..ExtendedList::default()
        }
    } else {
        let listed = match verb {
            Verb::List => client.list(directory, pattern),
            Verb::Lsub => client.lsub(directory, pattern),
            Verb::Xlist => client.xlist(directory, pattern),
        };
        ExtendedList {
            mailboxes: listed.map_err(failed)?,
            ..ExtendedList::default()
        }
    };
    let mut rows = list_extended::folders(told, &request).map_err(|error| failed(error.into()))?;
    let all = verb == Verb::List && directory.is_empty() && pattern == "*";
    if all && limit.is_none() {
        session.folders = Some(rows.iter().map(|row| row.listed.clone()).collect());
    }
    if by_rows {
        let client = session.client(call)?;
        return Ok(row_by_row::asked(client, call, rows, items, request));
    }
    let asked = if items.is_empty() || in_one {
        0
    } else {
        ask_each(session, call, &mut rows, &items)?
    };
    let how = match (verb, in_one, asked) {
        (_, true, _) => "LIST-STATUS".to_owned(),
        (Verb::List, _, 0) => "LIST".to_owned(),
        (Verb::Lsub, _, 0) => "LSUB".to_owned(),
        (Verb::Xlist, _, 0) => "XLIST".to_owned(),
        (_, _, asked) => format!("{asked} × STATUS"),
    };
    let footer = footer(&rows, pattern).and(how);
    Ok(shown(call, rows, &items, &request).footer(footer))
}

/// LIST with options, which go out as they were asked for.
fn extended<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    mut request: Request,
) -> Result<Output<'s>, Failure> {
    let by_rows = call.form.comes_by_lines();
    let client = session.client(call)?;
    let failed = |error: Error| call.failed(&error);
    let mut items = request.status();
    // The counts that --status stands for come in the same command where the server can.
    let alone = call.has("status") && items.is_empty();
    if alone {
        items = counts();
    }
    let each = alone && !has_list_status(client).map_err(failed)?;
    if alone && !each {
        request.returns.push(ListReturn::Status(items.clone()));
    }
    client.take_sent();
    let patterns: Vec<&str> = request.patterns.iter().map(String::as_str).collect();
    if by_rows && !each {
        let client = session.client(call)?;
        let begun = client.begin_list_extended(
            &request.selection,
            &request.reference,
            &patterns,
            &request.returns,
        );
        let listing = begun.map_err(failed)?;
        return Ok(row_by_row::told(client, call, listing, request));
    }
    let told = client
        .list_extended(
            &request.selection,
            &request.reference,
            &patterns,
            &request.returns,
        )
        .map_err(failed)?;
    let sent = changes::sent(session);
    let mut rows = list_extended::folders(told, &request).map_err(|error| failed(error.into()))?;
    if by_rows {
        let client = session.client(call)?;
        return Ok(row_by_row::asked(client, call, rows, items, request));
    }
    let footer = footer(&rows, &request.patterns.join(" ")).and(sent);
    let footer = match each {
        true => footer.and(format!(
            "{} × STATUS",
            ask_each(session, call, &mut rows, &items)?
        )),
        false => footer,
    };
    Ok(shown(call, rows, &items, &request).footer(footer))
}

fn shown<'s>(
    call: &Call<'_>,
    rows: Vec<Folder>,
    items: &[StatusItem],
    request: &Request,
) -> Output<'s> {
    let counts = !items.is_empty();
    let value = Value::List(rows.iter().map(|row| value(row, counts, request)).collect());
    let shape = Shape::Folders(Folders {
        rows,
        figures: items.iter().map(|item| item.as_str().to_owned()).collect(),
        full: call.has("full"),
    });
    Output::new(value, shape)
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

/// IMAPClient's tuple, with what else was asked for behind it.
pub(super) fn value(row: &Folder, counts: bool, request: &Request) -> Value {
    let mut fields = row_by_row::fields(&row.listed);
    if counts {
        let status = row.status.as_ref().map(super::folder_status::dict);
        fields.push(("status", status.unwrap_or(Value::Nil)));
    }
    fields.extend(list_extended::fields(row, request));
    Value::row(fields)
}
