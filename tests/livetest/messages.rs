//! Messages put, changed, carried and removed: rows U1 to U4, U13, U14 and U19 to U21.

use std::fs;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::live::{Ending, Kind, Live, Outcome, ensure, flags, quoted, same};

const MESSAGE: &str = "Subject: something\r\n\r\nlines\r\nof text\r\n";

const DATE: &str = "2009-04-05T11:00:05+02:00";

pub(crate) fn append_text(live: &mut Live<'_>) -> Outcome {
    let number = live.append(MESSAGE, &format!("--flags (abc def) --date {DATE}"))?;
    appended(live, number, json!(MESSAGE))
}

pub(crate) fn append_bytes(live: &mut Live<'_>) -> Outcome {
    let directory = tempfile::tempdir().map_err(failed)?;
    let file = directory.path().join("message.eml");
    let mut bytes = MESSAGE.as_bytes().to_vec();
    bytes.extend_from_slice(b"caf\xe9\r\n");
    fs::write(&file, &bytes).map_err(failed)?;
    let base = quoted(&live.base);
    let file = quoted(&format!("@{}", file.display()));
    // Quotes would make a text of the name.
    let file = file.trim_matches('"');
    live.ask(format!(
        "append {base} {file} --flags (abc def) --date {DATE}"
    ))?;
    live.ask("noop")?;
    let number = live.ids("search ALL")?.last().copied().unwrap_or_default();
    use base64::Engine;
    let base64 = base64::prelude::BASE64_STANDARD.encode(&bytes);
    appended(live, number, json!({ "base64": base64 }))
}

fn failed(error: std::io::Error) -> Ending {
    Ending::Failed(error.to_string())
}

/// Compares a message with what was appended.
fn appended(live: &mut Live<'_>, number: u64, text: Value) -> Outcome {
    same("RFC822", live.item(number, "RFC822")?, text)?;
    let date = live.item(number, "INTERNALDATE")?;
    let point = |text: &str| text.parse::<Timestamp>().ok();
    same(
        "INTERNALDATE",
        point(date.as_str().unwrap_or_default()),
        point(DATE),
    )?;
    let told = flags(&live.item(number, "FLAGS")?);
    for flag in ["abc", "def"] {
        ensure(told.iter().any(|told| told == flag), || {
            format!("{flag} is not in {told:?}")
        })?;
    }
    Ok(())
}

/// The list that a command answers for a message.
fn answered(live: &mut Live<'_>, command: &str, number: u64) -> Outcome<Vec<String>> {
    let answer = live.ask(command)?;
    let list = answer.get(number.to_string());
    let list = list.ok_or_else(|| Ending::Failed(format!("{command}: {answer}")))?;
    Ok(flags(list))
}

pub(crate) fn change_flags(live: &mut Live<'_>) -> Outcome {
    let number = live.append(MESSAGE, "")?;
    let steps = [
        (format!("set_flags {number} abc def"), vec!["abc", "def"]),
        (format!("get_flags {number}"), vec!["abc", "def"]),
        (format!("add_flags {number} boo"), vec!["abc", "boo", "def"]),
        (format!("remove_flags {number} boo"), vec!["abc", "def"]),
    ];
    for (command, expected) in steps {
        same(&command, answered(live, &command, number)?, expected)?;
    }
    Ok(())
}

pub(crate) fn labels(live: &mut Live<'_>) -> Outcome {
    live.needs("X-GM-EXT-1")?;
    let number = live.append(MESSAGE, "")?;
    let steps = [
        (
            format!("set_gmail_labels {number} _imapclient_foo"),
            vec!["_imapclient_foo"],
        ),
        (
            format!("get_gmail_labels {number}"),
            vec!["_imapclient_foo"],
        ),
        (
            format!("add_gmail_labels {number} _imapclient_b\u{e4}r"),
            vec!["_imapclient_b\u{e4}r", "_imapclient_foo"],
        ),
        (
            format!("remove_gmail_labels {number} _imapclient_foo"),
            vec!["_imapclient_b\u{e4}r"],
        ),
    ];
    for (command, expected) in steps {
        same(&command, answered(live, &command, number)?, expected)?;
    }
    Ok(())
}

/// Makes a folder to which a message is carried, and gives its name as it is typed.
fn target(live: &mut Live<'_>) -> Outcome<String> {
    let target = quoted(&live.below("target"));
    live.ask(format!("create_folder {target}"))?;
    Ok(target)
}

pub(crate) fn copy(live: &mut Live<'_>) -> Outcome {
    let number = live.append(MESSAGE, "")?;
    let target = target(live)?;
    live.ask(format!("copy {number} {target}"))?;
    let opened = live.ask(format!("select_folder {target}"))?;
    same("messages in the target", &opened["EXISTS"], 1)?;
    let there = live.ids("search ALL")?;
    let copied = there.first().copied().unwrap_or_default();
    same("RFC822", live.item(copied, "RFC822")?, MESSAGE)
}

pub(crate) fn move_messages(live: &mut Live<'_>) -> Outcome {
    live.needs("MOVE")?;
    let number = live.append(MESSAGE, "")?;
    let target = target(live)?;
    live.ask(format!("move {number} {target}"))?;
    live.ask("noop")?;
    same(
        "messages in the source",
        live.ids("search ALL")?,
        Vec::<u64>::new(),
    )?;
    let opened = live.ask(format!("select_folder {target}"))?;
    same("messages in the target", &opened["EXISTS"], 1)
}

/// Appends messages and marks some as deleted.
fn deleted(live: &mut Live<'_>, marks: &[bool]) -> Outcome<Vec<u64>> {
    for mark in marks {
        live.append(MESSAGE, if *mark { "--flags (\\Deleted)" } else { "" })?;
    }
    live.ids("search ALL")
}

pub(crate) fn expunge(live: &mut Live<'_>) -> Outcome {
    let none = live.ask("expunge")?;
    ensure(none[0].is_string(), || format!("{none}"))?;
    let quiet = none[1] == json!([]) || none[1] == json!([[0, "EXISTS"]]);
    ensure(quiet, || format!("expunge of nothing: {none}"))?;
    if live.kind == Kind::Gmail {
        return Err(Ending::Skipped(
            "Gmail removes what is deleted by itself".to_owned(),
        ));
    }
    deleted(live, &[true])?;
    let told = live.ask("expunge")?;
    let removed = told[1]
        .as_array()
        .is_some_and(|news| news.contains(&json!([1, "EXPUNGE"])));
    ensure(removed, || format!("no (1, EXPUNGE): {told}"))?;
    same("left", live.ids("search ALL")?, Vec::<u64>::new())
}

pub(crate) fn uid_expunge(live: &mut Live<'_>) -> Outcome {
    live.needs("UIDPLUS")?;
    if !live.by_uid {
        return Err(Ending::Skipped("UID EXPUNGE takes UIDs only".to_owned()));
    }
    if live.kind == Kind::Gmail {
        return Err(Ending::Skipped(
            "Gmail removes what is deleted by itself".to_owned(),
        ));
    }
    let ids = deleted(live, &[true, false, true])?;
    let [first, kept, last] = ids[..] else {
        return Err(Ending::Failed(format!(
            "three messages were appended: {ids:?}"
        )));
    };
    live.ask(format!("uid_expunge {first}"))?;
    same("left", live.ids("search ALL")?, vec![kept, last])?;
    live.ask(format!("expunge {last}"))?;
    same("left in the end", live.ids("search ALL")?, vec![kept])
}

pub(crate) fn getacl(live: &mut Live<'_>) -> Outcome {
    live.needs("ACL")?;
    let folder = quoted(&live.below("acl"));
    live.ask(format!("create_folder {folder}"))?;
    let acl = live.ask(format!("getacl {folder}"))?;
    let facts = live.ask("info")?;
    let user = facts["user"].as_str().unwrap_or_default().to_lowercase();
    let rows = acl.as_array().into_iter().flatten();
    let listed = rows
        .filter_map(|row| row["identifier"].as_str())
        .any(|who| who.to_lowercase() == user || user.starts_with(&format!("{who}@")));
    ensure(listed, || format!("{user} is not in {acl}"))
}
