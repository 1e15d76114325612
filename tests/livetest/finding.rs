//! Messages found, sorted and threaded: rows U5 to U12.

use serde_json::{Value, json};

use crate::live::{Ending, Kind, Live, Outcome, ensure, quoted, same};

/// A message whose body is not ASCII.
const SMILE: &str = "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\
                     Subject: a smile\r\n\r\n\u{263a}\r\n";

pub(crate) fn search(live: &mut Live<'_>) -> Outcome {
    for subject in ["a", "b", "c"] {
        let flags = if subject == "c" {
            "--flags (\\Deleted)"
        } else {
            ""
        };
        live.append(&format!("Subject: {subject}\r\n\r\nBody"), flags)?;
    }
    // Gmail does not show what is deleted.
    let deleted = usize::from(live.kind != Kind::Gmail);
    let cases = [
        ("search ALL", 2 + deleted),
        ("search", 2 + deleted),
        ("search DELETED", deleted),
        ("search NOT DELETED", 2),
        ("search NOT DELETED SMALLER 500", 2),
        ("search NOT DELETED SMALLER 5", 0),
        ("search SUBJECT a", 1),
        ("search SUBJECT c", deleted),
        ("c.search(['NOT', 'DELETED'])", 2),
        ("c.search('NOT DELETED SMALLER 500')", 2),
    ];
    for (command, count) in cases {
        same(command, live.ids(command)?.len(), count)?;
    }
    Ok(())
}

pub(crate) fn modseq(live: &mut Live<'_>) -> Outcome {
    live.needs("CONDSTORE")?;
    let number = live.append("Subject: x\r\n\r\nBody", "")?;
    let first = sequence(live, number)?;
    same(
        "search",
        live.ids(format!("search MODSEQ {first}"))?,
        vec![number],
    )?;
    live.ask(format!("add_flags {number} \\Flagged"))?;
    let then = sequence(live, number)?;
    ensure(then > first, || {
        format!("MODSEQ did not grow: {first}, {then}")
    })?;
    let found = live.ids(format!("search MODSEQ {}", first + 1))?;
    same("search after a change", found, vec![number])
}

fn sequence(live: &mut Live<'_>, number: u64) -> Outcome<u64> {
    let told = live.item(number, "MODSEQ")?;
    let sequence = told.as_u64().or_else(|| told.get(0)?.as_u64());
    sequence.ok_or_else(|| Ending::Failed(format!("MODSEQ: {told}")))
}

pub(crate) fn search_unicode(live: &mut Live<'_>) -> Outcome {
    let number = live.append(SMILE, "")?;
    same(
        "BODY \u{263a}",
        live.ids("search BODY \u{263a}")?,
        vec![number],
    )?;
    same(
        "BODY \u{b5}",
        live.ids("search BODY \u{b5}")?,
        Vec::<u64>::new(),
    )?;
    let mixed = live.ids("search (NOT DELETED BODY \u{263a}) SUBJECT smile")?;
    same("mixed", mixed, vec![number])
}

pub(crate) fn gmail_search(live: &mut Live<'_>) -> Outcome {
    live.needs("X-GM-EXT-1")?;
    let word = format!("imapclient{}", std::process::id());
    let number = live.append(&format!("Subject: {word}\r\n\r\nBody"), "")?;
    let search = |query: &str| format!("gmail_search {}", quoted(query));
    same("the word", live.ids(search(&word))?, vec![number])?;
    let other = live.ids(search(&format!("{word}x")))?;
    same("another word", other, Vec::<u64>::new())?;
    live.ids(search("\u{263a}")).map(drop)
}

/// Appends messages of growing size, and gives their numbers.
fn growing(live: &mut Live<'_>) -> Outcome<Vec<u64>> {
    for lines in [1, 10, 100] {
        let body = "some text\r\n".repeat(lines);
        live.append(&format!("Subject: {lines} lines\r\n\r\n{body}"), "")?;
    }
    live.ids("search ALL")
}

pub(crate) fn sort(live: &mut Live<'_>) -> Outcome {
    live.needs("SORT")?;
    let mut expected = growing(live)?;
    expected.reverse();
    for command in [
        "sort (REVERSE SIZE)",
        "sort (REVERSE SIZE) NOT DELETED",
        "sort \"REVERSE SIZE\" ALL",
    ] {
        same(command, live.ids(command)?, expected.clone())?;
    }
    Ok(())
}

pub(crate) fn sort_unicode(live: &mut Live<'_>) -> Outcome {
    live.needs("SORT")?;
    growing(live)?;
    let number = live.append(SMILE, "")?;
    let found = live.ids("sort (REVERSE SIZE) BODY \u{263a}")?;
    same("sort", found, vec![number])
}

pub(crate) fn thread(live: &mut Live<'_>) -> Outcome {
    live.needs("THREAD=REFERENCES")?;
    let ids = growing(live)?;
    let single: Vec<Value> = ids.iter().map(|id| json!([id])).collect();
    for command in [
        "thread",
        "thread REFERENCES NOT DELETED",
        "thread REFERENCES ALL",
    ] {
        same(command, live.ask(command)?, json!(single))?;
    }
    Ok(())
}

pub(crate) fn thread_unicode(live: &mut Live<'_>) -> Outcome {
    live.needs("THREAD=REFERENCES")?;
    let number = live.append(SMILE, "")?;
    let found = live.ask("thread REFERENCES BODY \u{263a}")?;
    same("thread", found, json!([[number]]))
}
