//! The session and the folders: rows G.

use serde_json::{Value, json};

use crate::live::{Kind, Live, Outcome, ensure, quoted, same, tells};

/// How often news are looked for that must come.
const LOOKS: usize = 12;

const MESSAGE: &str = "Subject: something\r\n\r\ntext\r\n";

/// Names that need care, and one that does not.
const NAMES: [&str; 6] = [
    "foobar",
    "123",
    "\"foobar\"",
    "foo \"bar\"",
    "stuff & things",
    "test & \u{2622}",
];

/// Names that this server takes.
fn names(live: &Live<'_>) -> Vec<&'static str> {
    let odd = |name: &&str| name.contains(['"', '\\']);
    let taken = |name: &&str| live.kind != Kind::Fastmail || !odd(name);
    NAMES.into_iter().filter(taken).collect()
}

pub(crate) fn capabilities(live: &mut Live<'_>) -> Outcome {
    let names = live.ask("capabilities")?;
    let names = names.as_array().cloned().unwrap_or_default();
    ensure(names.len() > 1, || format!("only {names:?}"))?;
    for name in names.iter().filter_map(Value::as_str) {
        same(name, live.ask(format!("has_capability {name}"))?, true)?;
    }
    same("WONT_EXIST", live.ask("has_capability WONT_EXIST")?, false)
}

pub(crate) fn namespace(live: &mut Live<'_>) -> Outcome {
    let spaces = live.ask("namespace")?;
    for part in ["personal", "other", "shared"] {
        let space = spaces.get(part);
        let told = space.is_some_and(|space| space.is_null() || space.is_array());
        ensure(told, || format!("{part}: {space:?}"))?;
        for entry in space.and_then(Value::as_array).into_iter().flatten() {
            let prefix = entry.get("prefix").is_some_and(Value::is_string);
            ensure(prefix, || format!("{part}: {entry}"))?;
        }
    }
    Ok(())
}

pub(crate) fn unselect(live: &mut Live<'_>) -> Outcome {
    live.needs("UNSELECT")?;
    let opened = live.open()?;
    same("EXISTS", &opened["EXISTS"], 0)?;
    same("search", live.ids("search")?, Vec::<u64>::new())?;
    live.ask("unselect_folder")?;
    live.refused("search")?;
    live.refused("unselect_folder")
}

pub(crate) fn select_and_close(live: &mut Live<'_>) -> Outcome {
    let opened = live.open()?;
    same("EXISTS", &opened["EXISTS"], 0)?;
    // IMAP4rev2 has no RECENT any more.
    let recent = opened.get("RECENT");
    ensure(recent.is_none_or(Value::is_u64), || format!("{opened}"))?;
    let flags = opened["FLAGS"].as_array().map_or(0, Vec::len);
    ensure(flags >= 2, || format!("{opened}"))?;
    live.ask("close_folder")?;
    live.refused("search")
}

pub(crate) fn select_read_only(live: &mut Live<'_>) -> Outcome {
    live.append(MESSAGE, "")?;
    let opened = live.open()?;
    ensure(opened.get("READ-ONLY").is_none(), || format!("{opened}"))?;
    let base = quoted(&live.base);
    let opened = live.ask(format!("select_folder {base} --readonly"))?;
    ensure(opened.get("READ-ONLY").is_some(), || format!("{opened}"))?;
    same("EXISTS", &opened["EXISTS"], 1)
}

pub(crate) fn list(live: &mut Live<'_>) -> Outcome {
    let odd = ["test\"folder\"", "foo\\bar"];
    let mut names = vec!["simple", "simple2", "L\u{ff}R"];
    if live.kind != Kind::Fastmail {
        names.extend(odd);
    }
    for name in &names {
        let name = quoted(&live.below(name));
        live.ask(format!("create_folder {name}"))?;
    }
    let listed = live.listed("list_folders")?;
    for name in names {
        let name = live.below(name);
        ensure(listed.contains(&name), || {
            format!("{name} is not in {listed:?}")
        })?;
    }
    Ok(())
}

pub(crate) fn xlist(live: &mut Live<'_>) -> Outcome {
    live.needs("XLIST")?;
    let folders = live.ask("xlist_folders")?;
    let rows = folders.as_array().into_iter().flatten();
    let inbox = rows
        .filter_map(|row| row["flags"].as_array())
        .flatten()
        .any(|flag| *flag == "\\Inbox");
    ensure(inbox, || format!("no folder has \\Inbox: {folders}"))
}

pub(crate) fn subscriptions(live: &mut Live<'_>) -> Outcome {
    let mut names: Vec<String> = [
        "foobar",
        "foobar2",
        "stuff & things",
        "test & \u{2622}",
        "x y",
    ]
    .map(|name| live.below(name))
    .to_vec();
    for name in &names {
        live.ask(format!("create_folder {}", quoted(name)))?;
        live.ask(format!("subscribe_folder {}", quoted(name)))?;
    }
    let mut listed = live.listed("list_sub_folders")?;
    listed.sort();
    names.sort();
    same("list_sub_folders", listed, names.clone())?;
    for name in &names {
        live.ask(format!("unsubscribe_folder {}", quoted(name)))?;
    }
    same(
        "after unsubscribing",
        live.listed("list_sub_folders")?,
        Vec::<String>::new(),
    )?;
    match live.kind {
        Kind::Exchange => Ok(()),
        _ => {
            let missing = quoted(&live.below("this is not there"));
            live.refused(&format!("subscribe_folder {missing}"))
        }
    }
}

pub(crate) fn folder_cycle(live: &mut Live<'_>) -> Outcome {
    live.ask("set folder_encode off")?;
    let as_they_are = cycles(live, |name| name.is_ascii() && !name.contains('&'));
    live.ask("set folder_encode on")?;
    as_they_are?;
    cycles(live, |_| true)
}

/// Makes and deletes folders of some names, each name written as words are, and as Python's bytes where it has such.
fn cycles(live: &mut Live<'_>, wanted: fn(&str) -> bool) -> Outcome {
    for name in names(live).into_iter().filter(|name| wanted(name)) {
        let full = live.below(name);
        let folder = quoted(&full);
        cycle(live, &full, |method| format!("{method} {folder}"))?;
        if full.is_ascii() {
            cycle(live, &full, |method| format!("c.{method}(b{folder})"))?;
        }
    }
    Ok(())
}

/// Makes a folder, opens it and deletes it.
fn cycle(live: &mut Live<'_>, name: &str, call: impl Fn(&str) -> String) -> Outcome {
    let exists = call("folder_exists");
    same(&exists, live.ask(&exists)?, false)?;
    live.ask(call("create_folder"))?;
    same(&exists, live.ask(&exists)?, true)?;
    let listed = live.listed("list_folders")?;
    ensure(listed.iter().any(|listed| listed == name), || {
        format!("{name} is not in {listed:?}")
    })?;
    live.ask(call("select_folder"))?;
    live.ask("close_folder")?;
    live.ask(call("delete_folder"))?;
    same(&exists, live.ask(&exists)?, false)
}

pub(crate) fn rename(live: &mut Live<'_>) -> Outcome {
    for name in names(live).into_iter().chain(["x"]) {
        let (old, new) = (quoted(&live.below(name)), quoted(&live.below("renamed")));
        live.ask(format!("create_folder {old}"))?;
        live.ask(format!("rename_folder {old} {new}"))?;
        same(name, live.ask(format!("folder_exists {old}"))?, false)?;
        same("renamed", live.ask(format!("folder_exists {new}"))?, true)?;
        live.ask(format!("delete_folder {new}"))?;
    }
    Ok(())
}

pub(crate) fn status(live: &mut Live<'_>) -> Outcome {
    let usual = live.ask(format!("folder_status {}", quoted(&live.base)))?;
    for item in ["MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN"] {
        ensure(usual[item].is_u64(), || format!("{item}: {usual}"))?;
    }
    let folder = quoted(&live.below("test \u{2622}"));
    live.ask(format!("create_folder {folder}"))?;
    let counts = |told: Value| json!([told["MESSAGES"], told["UNSEEN"]]);
    let status = format!("folder_status {folder}");
    same("a new folder", counts(live.ask(&status)?), json!([0, 0]))?;
    live.ask(format!("append {folder} {}", quoted(MESSAGE)))?;
    let after = live.ask(&status)?;
    same("after append", counts(after.clone()), json!([1, 1]))?;
    match live.kind {
        Kind::Gmail => Ok(()),
        _ => same("RECENT", &after["RECENT"], 1),
    }
}

pub(crate) fn idle(live: &mut Live<'_>) -> Outcome {
    let append = format!("append {} {}", quoted(&live.base), quoted(MESSAGE));
    let mut other = live.another()?;
    live.ask("idle")?;
    other.ask(&append)?;
    let mut looks = (0..LOOKS).map(|_| live.ask("idle_check 5"));
    let told = looks.any(|news| news.is_ok_and(|news| tells(&news, 1, "EXISTS")));
    ensure(told, || "idle_check never told of (1, EXISTS)".to_owned())?;
    let done = live.ask("idle_done")?;
    ensure(
        done[0].as_str().is_some_and(|text| !text.is_empty()),
        || format!("{done}"),
    )?;

    live.ask("idle")?;
    other.ask(&append)?;
    let done = live.ask("idle_done")?;
    // Whether it comes in time for idle_done is the server's matter; it must not be lost.
    let mut looks = (0..LOOKS).map(|_| live.ask("noop"));
    let told = tells(&done[1], 2, "EXISTS")
        || looks.any(|news| news.is_ok_and(|news| tells(&news[1], 2, "EXISTS")));
    ensure(told, || "(2, EXISTS) was lost".to_owned())
}

pub(crate) fn noop(live: &mut Live<'_>) -> Outcome {
    same("at first", live.ask("noop")?[1].clone(), json!([]))?;
    let append = format!("append {} {}", quoted(&live.base), quoted(MESSAGE));
    live.another()?.ask(&append)?;
    let mut looks = (0..LOOKS).map(|_| live.ask("noop"));
    let told = looks.any(|news| news.is_ok_and(|news| tells(&news[1], 1, "EXISTS")));
    ensure(told, || "noop never told of (1, EXISTS)".to_owned())
}
