//! What extensions bring, asked of a Dovecot as a person would: for each the lines that are typed, and what is answered
//! to the last of them. Where the server at hand lacks one, the same line is refused before anything is sent.

#![cfg(feature = "shell")]
#![allow(clippy::unwrap_used)]

#[path = "../dovecot/mod.rs"]
mod dovecot;
mod rows;
#[path = "../server/mod.rs"]
mod server;

use std::collections::BTreeSet;

use dovecot::{Dovecot, Options};
use rows::{ROWS, SILENT};
use serde_json::Value;
use server::{Ended, Program};

/// What is in INBOX, but the last: name, options of append, text.
const MESSAGES: [(&str, &str, &str); 4] = [
    (
        "one.eml",
        "--flags (\\Seen)",
        "From: Zora <z@example.org>\r\nSubject: a\r\n\r\nfirst\r\n",
    ),
    (
        "two.eml",
        "",
        "From: Anna <z@example.org>\r\nSubject: two\r\n\r\nsecond, which is the longest of the three\r\n",
    ),
    (
        "three.eml",
        "",
        "From: Mia <z@example.org>\r\nSubject: b\r\nMIME-Version: 1.0\r\n\
         Content-Transfer-Encoding: base64\r\n\r\naGVsbG8AAQ==\r\n",
    ),
    (
        "nul.eml",
        "",
        "From: Nul <z@example.org>\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: binary\r\n\r\na\0b\r\n",
    ),
];

/// Types lines at a new account with three messages, and gives what the last is answered.
fn types(server: &Dovecot, lines: &[&str], format: &str) -> Ended {
    let port = server.tls_port().to_string();
    let ca = server.ca_file().display().to_string();
    let program = Program::new(["-H", "localhost", "-P", &port, "--ca-file", &ca, format])
        .with(["-u", &server.fresh_user(), "-p", server.password()])
        .with(["--no-input", "--yes", "--timeout", "30"]);
    let mut commands = Vec::new();
    for (name, options, text) in MESSAGES {
        program.file(name, text);
        commands.push(format!("append INBOX @{name} {options}"));
    }
    commands.pop();
    commands.push("select_folder INBOX".to_owned());
    let (last, before) = lines.split_last().unwrap();
    commands.extend(before.iter().map(|&line| line.to_owned()));
    for command in &mut commands {
        command.push_str(" > /dev/null");
    }
    commands.push((*last).to_owned());
    program.commands(commands.iter().map(String::as_str)).run()
}

/// Compares JSON: `"*"` stands for anything, and an object may have more than is named.
fn fits(answer: &Value, wanted: &Value) -> bool {
    match (answer, wanted) {
        (_, Value::String(any)) if any == "*" => true,
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| fits(one, other))
        }
        (Value::Object(one), Value::Object(other)) => other
            .iter()
            .all(|(key, wanted)| one.get(key).is_some_and(|value| fits(value, wanted))),
        _ => answer == wanted,
    }
}

/// Compares a text: `*` stands for anything.
fn fits_text(answer: &str, wanted: &str) -> bool {
    let pattern = regex::escape(wanted).replace("\\*", ".*");
    // What begins with a star is a line of the server.
    let pattern = pattern
        .strip_prefix(".*")
        .map_or(pattern.clone(), |rest| format!("\\*{rest}"));
    regex::Regex::new(&format!("(?m)^{pattern}$"))
        .unwrap()
        .is_match(answer)
}

#[test]
fn every_extension_does_here_what_it_says_or_is_refused() {
    let server = Dovecot::start(Options::default());
    let told = types(&server, &["capabilities"], "--json");
    let told: Vec<String> = serde_json::from_str(&told.text()).unwrap();
    let offers = |name: &str| told.iter().any(|known| known == name);
    let mut wrong = Vec::new();
    for row in ROWS {
        let typed = row.lines.join("; ");
        let json: Option<Value> = serde_json::from_str(row.answer).ok();
        let ended = types(
            &server,
            row.lines,
            if json.is_some() { "--json" } else { "--plain" },
        );
        let text = ended.text();
        let right = match &json {
            _ if !offers(row.capability) => {
                let words = ["unsupported", row.capability].map(|word| ended.stderr.contains(word));
                // ENABLE of what is not there is no failure.
                words == [true, true] || (text.trim() == "[]" && row.capability == "UTF8=ACCEPT")
            }
            Some(wanted) => {
                let answer = serde_json::from_str(&text).unwrap_or(Value::Null);
                ended.status == 0 && fits(&answer, wanted)
            }
            None => ended.status == 0 && fits_text(&format!("{text}{}", ended.stderr), row.answer),
        };
        if !right {
            wrong.push(format!(
                "{}: {typed}\n{ended}\nnot {}",
                row.capability, row.answer
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let used: BTreeSet<&str> = ROWS.iter().map(|row| row.capability).collect();
    let unused: Vec<&String> = told
        .iter()
        .filter(|name| !used.contains(name.as_str()))
        .filter(|name| {
            !SILENT
                .iter()
                .any(|silent| name == silent || (silent.ends_with('=') && name.starts_with(silent)))
        })
        .collect();
    assert!(unused.is_empty(), "no row asks for {unused:?}");
}
