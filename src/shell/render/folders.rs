//! The tree of folders: in order, what each is for, and its counts.

use std::collections::HashMap;
use std::io;

use imapclient::types::{Flag, ListedMailbox, Value as Raw};

use super::page::Page;
use super::{status, table};
use crate::shell::output::{Cell, Column, Folder, Folders, Tone, Value};

/// Special uses by their attribute; the first word that fits is shown. RFC 6154; XLIST of older servers
const USES: [(&str, &str); 13] = [
    ("\\Inbox", "inbox"),
    ("\\All", "all"),
    ("\\AllMail", "all"),
    ("\\Archive", "archive"),
    ("\\Drafts", "drafts"),
    ("\\Flagged", "flagged"),
    ("\\Starred", "flagged"),
    ("\\Important", "important"),
    ("\\Junk", "junk"),
    ("\\Spam", "junk"),
    ("\\Sent", "sent"),
    ("\\Trash", "trash"),
    ("\\Scheduled", "scheduled"),
];

/// Writes the tree; says how many folders there are.
pub(crate) fn write(page: &mut Page<'_>, folders: &Folders) -> io::Result<u64> {
    let full = folders.full || page.width >= 120;
    let mut columns = vec![
        Column::text("FOLDER").fill(30).least(20).yields(1),
        Column::text("USE").fill(10).yields(0),
    ];
    columns.extend(folders.figures.iter().map(|name| figure(name)));
    let rights = folders.rows.iter().any(|folder| folder.rights.is_some());
    if rights {
        columns.push(Column::text("RIGHTS").yields(0));
    }
    let entries = entries(&folders.rows);
    columns.extend(entries.iter().map(|name| Column::text(*name).yields(2)));
    if full {
        columns.push(Column::text("ATTRIBUTES").fill(26).least(10).yields(2));
        let head = match page.width >= 120 {
            true => "WIRE NAME (if different)",
            false => "WIRE NAME",
        };
        columns.push(Column::text(head).least(10).yields(3));
    }
    // The attributes say in their own words what a note says in ours, but for what only a note can say.
    let noted = !full
        || folders
            .rows
            .iter()
            .any(|folder| !remarks(folder).is_empty());
    if noted {
        columns.push(Column::text("NOTE").yields(2));
    }
    let rows: Vec<Vec<Cell>> = tree(&folders.rows)
        .into_iter()
        .map(|(folder, depth, name)| {
            let name = format!("{}{name}", "  ".repeat(depth.min(20)));
            let mut cells = vec![
                Cell::new(name),
                Cell::new(special_use(&folder.listed).unwrap_or_default()),
            ];
            cells.extend(folders.figures.iter().map(|name| told(folder, name)));
            cells.extend(rights.then(|| Cell::new(folder.rights.clone())));
            cells.extend(entries.iter().map(|name| entry(folder, name)));
            cells.extend(remarked(folder, full));
            cells
        })
        .collect();
    table::whole(page, columns, &rows)
}

/// The column of an item of STATUS.
fn figure(name: &str) -> Column {
    match name {
        "MESSAGES" => Column::count(name),
        "UNSEEN" => Column::count(name).fill(7),
        other => status::column(other),
    }
}

/// What STATUS told of an item; unseen messages stand out.
fn told(folder: &Folder, name: &str) -> Cell {
    let Some(status) = &folder.status else {
        return Cell::new(Value::Nil);
    };
    let cell = status::figure(status, name);
    match status.number(name) {
        Some(unseen) if unseen > 0 && name == "UNSEEN" => cell.tone(Tone::Strong),
        _ => cell,
    }
}

/// The names of all entries of metadata, each once.
fn entries(rows: &[Folder]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(|folder| &folder.metadata) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn entry(folder: &Folder, name: &str) -> Cell {
    let mut told = folder.metadata.iter();
    let told = told.find(|(known, _)| known == name);
    Cell::new(told.map_or(Value::Nil, |(_, value)| value.clone()))
}

/// Attributes and the name on the wire where they are wanted, and the note.
fn remarked(folder: &Folder, full: bool) -> Vec<Cell> {
    let listed = &folder.listed;
    let mut cells = Vec::new();
    if full {
        let attributes: Vec<&str> = listed.attributes.iter().map(Flag::as_str).collect();
        cells.push(Cell::new(attributes.join(" ")));
        cells.push(match listed.name.wire() {
            Some(wire) if wire != listed.name.as_str().as_bytes() => Cell::new(wire),
            _ => Cell::blank(),
        });
    }
    let notes = if full {
        remarks(folder)
    } else {
        [states(&folder.listed), remarks(folder)].concat()
    };
    cells.push(Cell::new(notes.join(", ")).tone(Tone::Dim));
    cells
}

fn special_use(listed: &ListedMailbox) -> Option<&'static str> {
    if listed.name.is_inbox() {
        return Some("inbox");
    }
    USES.into_iter()
        .find(|(attribute, _)| has(listed, attribute))
        .map(|(_, word)| word)
}

fn has(listed: &ListedMailbox, attribute: &str) -> bool {
    listed.attributes.iter().any(|flag| *flag == *attribute)
}

/// What the attributes say that matters before the folder is used.
fn states(listed: &ListedMailbox) -> Vec<String> {
    let mut notes = Vec::new();
    if has(listed, "\\NonExistent") {
        notes.push("does not exist".to_owned());
    } else if has(listed, "\\Noselect") {
        notes.push("cannot be opened".to_owned());
    }
    if has(listed, "\\Remote") {
        notes.push("on another server".to_owned());
    }
    if has(listed, "\\Subscribed") {
        notes.push("subscribed".to_owned());
    }
    notes
}

/// What no attribute says.
fn remarks(folder: &Folder) -> Vec<String> {
    let mut notes = Vec::new();
    let extended = |wanted: &[u8]| {
        let mut told = folder.listed.extended.iter();
        match told.find(|(tag, _)| tag.eq_ignore_ascii_case(wanted)) {
            Some((_, Raw::List(words))) => words.first().and_then(Raw::as_bytes),
            _ => None,
        }
    };
    if let Some(name) = extended(b"OLDNAME") {
        notes.push(format!("was {}", super::words::plain(name)));
    }
    // RFC 5258 section 3.5: mailboxes below it fit, which this LIST may not have told of.
    match extended(b"CHILDINFO") {
        Some(option) if option.eq_ignore_ascii_case(b"SUBSCRIBED") => {
            notes.push("subscribed ones below".to_owned());
        }
        Some(_) => notes.push("more of them below".to_owned()),
        None => {}
    }
    notes.extend(folder.note.clone());
    notes
}

/// The folders in the order of a tree, each with its depth and the part of its name that its parent does not
/// have. A parent that is not listed makes no level.
fn tree(folders: &[Folder]) -> Vec<(&Folder, usize, String)> {
    let mut sorted: Vec<(Vec<String>, &Folder)> = folders
        .iter()
        .map(|folder| (sort_key(&folder.listed), folder))
        .collect();
    sorted.sort_by(|(one, first), (two, second)| {
        one.cmp(two)
            .then_with(|| first.listed.name.as_str().cmp(second.listed.name.as_str()))
    });
    let mut depths: HashMap<&str, usize> = HashMap::new();
    let mut rows = Vec::with_capacity(sorted.len());
    for (_, folder) in sorted {
        let name = folder.listed.name.as_str();
        let parent = ancestors(&folder.listed).find(|parent| depths.contains_key(parent));
        let depth = parent
            .and_then(|parent| depths.get(parent))
            .map_or(0, |depth| depth + 1);
        let separator = delimiter(&folder.listed).map_or(0, str::len);
        let leaf = parent
            .and_then(|parent| name.get(parent.len() + separator..))
            .unwrap_or(name);
        depths.insert(name, depth);
        rows.push((folder, depth, leaf.to_owned()));
    }
    rows
}

fn delimiter(listed: &ListedMailbox) -> Option<&str> {
    let bytes = listed.delimiter.as_deref()?;
    std::str::from_utf8(bytes)
        .ok()
        .filter(|text| !text.is_empty())
}

/// The names above a folder, nearest first; at most as many as a tree is indented.
fn ancestors(listed: &ListedMailbox) -> impl Iterator<Item = &str> {
    fn above<'n>(name: &'n str, separator: Option<&str>) -> Option<&'n str> {
        name.rsplit_once(separator?)
            .map(|(above, _)| above)
            .filter(|above| !above.is_empty())
    }
    let separator = delimiter(listed);
    std::iter::successors(above(listed.name.as_str(), separator), move |name| {
        above(name, separator)
    })
    .take(100)
}

/// INBOX and what is in it first, then by name as people look it up, level by level.
fn sort_key(listed: &ListedMailbox) -> Vec<String> {
    let name = listed.name.as_str();
    let levels: Vec<&str> = match delimiter(listed) {
        Some(separator) => name.split(separator).take(100).collect(),
        None => vec![name],
    };
    let folded = levels
        .iter()
        .enumerate()
        .map(|(level, text)| match (level, folded(text)) {
            (0, text) if text == "inbox" => String::new(),
            (_, text) => text,
        });
    folded.collect()
}

/// A name without case and without the accents of Latin letters.
fn folded(name: &str) -> String {
    let plain = |character: char| match character {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ł' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ť' | 'ţ' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    };
    name.chars()
        .flat_map(char::to_lowercase)
        .map(plain)
        .collect()
}
