//! A piece of news in one line: the time, a mark, what it is about, what happened.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::dates::Clock;
use super::fit;
use super::harmless;
use super::page::Painted;
use crate::shell::output::{Align, Tone, Value};

/// Where the second part of a line begins behind the mark.
const ABOUT: usize = 13;

/// Flags, and what a server says, may be longer than a line; however long a server makes them, it ends somewhere.
const MOST_LINES: usize = 10;

/// The line in pieces. `elsewhere` says whether folders are named: where only one is watched it goes without saying.
pub(crate) fn pieces(
    news: &Value,
    clock: &Clock,
    elsewhere: bool,
    cut: Option<(usize, &str)>,
) -> Vec<Painted> {
    let Value::Sparse(fields) = news else {
        return Vec::new();
    };
    let event = text(fields, "event").unwrap_or_default();
    let (mark, tone) = match event.as_str() {
        "new" => ("+", Tone::Good),
        "flags" => ("~", Tone::Warn),
        "removed" => ("-", Tone::Bad),
        "status" => ("=", Tone::Plain),
        "said" | "lost" => ("!", Tone::Bad),
        _ => (".", Tone::Dim),
    };
    let about = about(fields, &event, elsewhere);
    let what = what(fields, &event);
    let told = match (about.is_empty(), what.is_empty()) {
        (true, _) => what,
        (_, true) => about,
        _ => format!("{}  {what}", fit::filled(&about, ABOUT, Align::Left)),
    };
    let time = time(fields, clock);
    let told = harmless::line(&told).into_owned();
    let told = match cut {
        Some((width, sign)) => {
            let room = width * lines(&event);
            fit::cut(&told, room.saturating_sub(time.len() + 5).max(1), sign)
        }
        None => told,
    };
    let rest = if tone == Tone::Dim {
        Tone::Dim
    } else {
        Tone::Plain
    };
    vec![
        Painted::new(format!("{time}  "), Tone::Dim),
        Painted::new(mark, tone),
        Painted::new(format!("  {told}"), rest),
    ]
}

/// On how many lines of a terminal it may be told.
fn lines(event: &str) -> usize {
    match event {
        "new" => 1,
        _ => MOST_LINES,
    }
}

/// What it is about: the messages there are, or one of them.
fn about(fields: &[(&'static str, Value)], event: &str, elsewhere: bool) -> String {
    let folder = text(fields, "folder").filter(|_| elsewhere);
    let place = folder
        .map(|folder| format!(" in {folder}"))
        .unwrap_or_default();
    match (event, number(fields, "messages")) {
        ("new" | "removed" | "status", Some(1)) => format!("1 message{place}"),
        ("new" | "removed" | "status", Some(count)) => {
            format!("{} messages{place}", super::spell::grouped(count))
        }
        ("flags", _) if field(fields, "FLAGS").is_some() => message(fields) + &place,
        _ => String::new(),
    }
}

/// What happened.
fn what(fields: &[(&'static str, Value)], event: &str) -> String {
    let parts = match event {
        "new" => {
            let uid = number(fields, "uid").map(|uid| format!("UID {uid}"));
            let parts = [
                uid,
                text(fields, "name"),
                text(fields, "subject"),
                text(fields, "text"),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            match parts.is_empty() {
                true => vec!["one new".to_owned()],
                false => parts,
            }
        }
        "flags" => match text(fields, "text") {
            Some(text) => vec![text],
            None => vec![format!("flags {}", flags(fields))],
        },
        "removed" => match (number(fields, "uid"), number(fields, "seq")) {
            (Some(uid), _) => vec![format!("UID {uid} removed")],
            (None, Some(seq)) => vec![format!("one removed (was number {seq})")],
            (None, None) => vec![text(fields, "text").unwrap_or_else(|| "one removed".to_owned())],
        },
        "status" => {
            let unseen = number(fields, "unseen").map(|unseen| format!("{unseen} unseen"));
            unseen.into_iter().chain(text(fields, "text")).collect()
        }
        _ => text(fields, "text").into_iter().collect::<Vec<String>>(),
    };
    parts.join("  ")
}

fn message(fields: &[(&'static str, Value)]) -> String {
    match (number(fields, "uid"), number(fields, "seq")) {
        (Some(uid), _) => format!("UID {uid}"),
        (None, Some(seq)) => format!("number {seq}"),
        (None, None) => "a message".to_owned(),
    }
}

fn flags(fields: &[(&'static str, Value)]) -> String {
    match field(fields, "FLAGS") {
        Some(Value::List(flags)) if !flags.is_empty() => {
            let names = flags.iter().filter_map(|flag| match flag {
                Value::Flag(flag) => Some(flag.as_str()),
                _ => None,
            });
            names.collect::<Vec<_>>().join(" ")
        }
        _ => "none".to_owned(),
    }
}

/// The time of day in the zone of the screen.
fn time(fields: &[(&'static str, Value)], clock: &Clock) -> String {
    let at: Option<Timestamp> = text(fields, "at").and_then(|text| text.parse().ok());
    let local = at.map(|at| clock.local(&at.to_zoned(TimeZone::UTC)));
    local.map_or_else(String::new, |local| local.strftime("%H:%M:%S").to_string())
}

fn field<'f>(fields: &'f [(&'static str, Value)], name: &str) -> Option<&'f Value> {
    fields
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

fn number(fields: &[(&'static str, Value)], name: &str) -> Option<i128> {
    match field(fields, name) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    }
}

fn text(fields: &[(&'static str, Value)], name: &str) -> Option<String> {
    match field(fields, name) {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::Mailbox(name)) => Some(name.as_str().to_owned()),
        _ => None,
    }
}
