//! Every command in every format: the transcripts are played again in each, and the answers read by machine.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command as Process, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use super::replay::{How, Played, replay, replay_as, with_options};
use crate::shell::commands::COMMANDS;
use crate::shell::engine::Outcome;

/// The formats that machines read.
const FORMATS: [&str; 5] = ["json", "jsonl", "csv", "python", "raw"];

/// Commands that have no answer on stdout in batch, or none that a transcript can have.
const SAY_NOTHING: &[(&str, &str)] = &[
    ("accounts", "reads a file: tests/batch/accounts.rs"),
    ("certificate", "needs a handshake: tests/connecting/tls.rs"),
    ("compress", "needs a stream: tests/large.rs"),
    ("connect", "opens a socket: tests/connecting"),
    ("export", "writes files: tests/large.rs"),
    ("history", "is typed at a terminal: tests/prompt/typing.rs"),
    ("info", "tells how long the connection is there"),
    ("quit", "leaves"),
    ("save", "writes files: tests/batch"),
    ("set", "answers on stderr"),
    (
        "starttls",
        "needs a handshake: tests/connecting/starttls.rs",
    ),
    ("source", "answers what its lines answer"),
    ("trace", "answers on stderr"),
    ("unset", "answers on stderr"),
];

/// The lines of all transcripts in a format.
fn lines(files: &[PathBuf], format: &'static str, how: How) -> Vec<Played> {
    let played = files.iter().filter_map(|file| replay(file, format, how));
    let machine = played.flatten().filter(|line| !line.own_form);
    machine.collect()
}

/// What is wrong with an answer in a format.
fn wrong(format: &str, data: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(data) {
        Ok(text) => text,
        Err(_) if format == "raw" => return None,
        Err(_) => return Some("not UTF-8".to_owned()),
    };
    match format {
        "json" => {
            let read = serde_json::from_str::<Value>(text);
            read.err().map(|error| error.to_string())
        }
        "jsonl" => {
            let mut read = text.lines().map(serde_json::from_str::<Value>);
            read.find_map(|line| line.err().map(|error| error.to_string()))
        }
        "csv" => csv(text).err(),
        _ => None,
    }
}

/// Reads RFC 4180 and counts the cells of each row.
fn csv(text: &str) -> Result<Vec<usize>, String> {
    let mut rows = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut cells = 1;
        loop {
            rest = match rest.strip_prefix('"') {
                Some(quoted) => after_quotes(quoted)?,
                None => {
                    rest.trim_start_matches(|sign: char| !matches!(sign, ',' | '\r' | '\n' | '"'))
                }
            };
            if let Some(next) = rest.strip_prefix(',') {
                cells += 1;
                rest = next;
            } else if let Some(next) = rest.strip_prefix("\r\n") {
                rest = next;
                break;
            } else {
                return Err(format!("neither a comma nor CRLF before {rest:?}"));
            }
        }
        rows.push(cells);
    }
    match rows.iter().find(|row| Some(*row) != rows.first()) {
        Some(odd) => Err(format!(
            "a row of {odd} cells under a header of {}",
            rows[0]
        )),
        None => Ok(rows),
    }
}

/// What follows a cell in quotes.
fn after_quotes(mut rest: &str) -> Result<&str, String> {
    loop {
        let (_, after) = rest.split_once('"').ok_or("a quote is open")?;
        match after.strip_prefix('"') {
            Some(more) => rest = more,
            None => return Ok(after),
        }
    }
}

/// Collects what is wrong, and which commands were answered at all.
#[derive(Default)]
struct Findings {
    wrong: Vec<String>,
    answered: BTreeMap<&'static str, BTreeSet<&'static str>>,
    python: Vec<(String, String)>,
}

impl Findings {
    fn take(&mut self, format: &'static str, line: &Played) {
        let place = format!("{} in {format}", line.place);
        if let Outcome::Failed(_) = line.outcome
            && matches!(format, "json" | "jsonl")
        {
            let objects = line
                .errors
                .lines()
                .filter(|line| line.starts_with(r#"{"error":"#));
            let whole = objects.filter_map(|line| serde_json::from_str::<Value>(line).ok());
            let whole = whole.filter(|value| is_error(&value["error"])).count();
            if whole != 1 {
                self.wrong
                    .push(format!("{place}: no error object: {}", line.errors));
            }
        }
        if line.data.is_empty() {
            return;
        }
        if let Some(why) = wrong(format, &line.data) {
            let data = String::from_utf8_lossy(&line.data);
            self.wrong.push(format!("{place}: {why}\n{data}"));
        }
        if format == "python" {
            let text = String::from_utf8_lossy(&line.data).into_owned();
            self.python.push((place, text));
        }
        if let (Outcome::Done, Some(command)) = (&line.outcome, line.command) {
            self.answered
                .entry(command.name)
                .or_default()
                .insert(format);
        }
    }
}

/// Says whether an error object has its fields, each of its type.
fn is_error(error: &Value) -> bool {
    let text = |name: &str| error.get(name).is_some_and(Value::is_string);
    let perhaps = |name: &str| {
        error
            .get(name)
            .is_some_and(|value| value.is_null() || value.is_string())
    };
    text("class") && text("command") && text("text") && perhaps("code") && perhaps("hint")
}

#[test]
fn every_answer_can_be_read_in_every_format() {
    let files = super::files(&super::root());
    let mut found = Findings::default();
    for format in FORMATS {
        for line in lines(&files, format, How::Process) {
            found.take(format, &line);
        }
    }
    found.wrong.extend(not_python(&found.python));
    assert!(
        found.wrong.is_empty(),
        "{} answers cannot be read:\n{}",
        found.wrong.len(),
        found.wrong.join("\n")
    );
    let mut missing = Vec::new();
    for command in COMMANDS {
        if SAY_NOTHING.iter().any(|(name, _)| *name == command.name) {
            continue;
        }
        let formats = found
            .answered
            .get(command.name)
            .cloned()
            .unwrap_or_default();
        // An answer without a line of the server's has nothing in raw.
        let left: Vec<_> = FORMATS
            .iter()
            .filter(|format| **format != "raw")
            .filter(|format| !formats.contains(*format))
            .collect();
        if !left.is_empty() {
            missing.push(format!("{} in {left:?}", command.name));
        }
    }
    let missing = missing.join("\n");
    assert!(
        missing.is_empty(),
        "no transcript shows an answer of\n{missing}"
    );
}

/// The same answers come, however the format is asked for.
#[test]
fn a_format_is_asked_for_in_three_ways() {
    for file in one_for_each_command() {
        for format in FORMATS {
            let ways = [How::Process, How::Setting, How::Option];
            let answers = ways.map(|how| replay(file, format, how).map(answers));
            let [process, setting, option] = &answers;
            // A plain way that changes what is sent, such as --raw, has no transcript to be played by.
            let (Some(process), Some(setting), Some(option)) = (process, setting, option) else {
                continue;
            };
            assert_eq!(process, setting, "{format} by set in {}", file.display());
            for (process, option) in process.iter().zip(option) {
                assert_eq!(process, option, "{format} by option in {}", file.display());
            }
        }
    }
}

/// The answers of the lines that leave their form open. `errverbose` and `stats`
/// tell of lines that have their form.
fn answers(played: Vec<Played>) -> Vec<(String, String)> {
    let open = played.into_iter().filter(|line| {
        !line.own_form
            && line.command.is_some_and(|command| {
                !["raw", "help", "errverbose", "stats"].contains(&command.name)
            })
    });
    open.map(|line| (line.place, String::from_utf8_lossy(&line.data).into_owned()))
        .collect()
}

/// A file for each command in which it is done.
fn one_for_each_command() -> &'static BTreeSet<PathBuf> {
    static FILES: OnceLock<BTreeSet<PathBuf>> = OnceLock::new();
    FILES.get_or_init(find_one_for_each_command)
}

fn find_one_for_each_command() -> BTreeSet<PathBuf> {
    let mut left: BTreeSet<&str> = COMMANDS.iter().map(|command| command.name).collect();
    let mut chosen = BTreeSet::new();
    for file in super::files(&super::root()) {
        for line in replay(&file, "json", How::Process).unwrap_or_default() {
            let name = line.command.map_or("", |command| command.name);
            if line.outcome == Outcome::Done && !line.own_form && left.remove(name) {
                chosen.insert(file.clone());
            }
        }
    }
    chosen
}

#[test]
fn rows_can_be_had_with_one_of_their_columns() {
    let mut seen = BTreeSet::new();
    for file in one_for_each_command() {
        let whole = replay(file, "csv", How::Process).unwrap_or_default();
        let header = |line: &Played| {
            String::from_utf8_lossy(&line.data)
                .lines()
                .next()
                .map(str::to_owned)
        };
        let last = |line: &Played| header(line)?.rsplit(',').next().map(str::to_owned);
        let rows = |line: &Played| {
            let data = String::from_utf8_lossy(&line.data);
            csv(&data).unwrap_or_else(|why| panic!("{}: {why}\n{data}", line.place))
        };
        // The connecting is number 0, and no line.
        let mut choose = |number: usize, typed: &str| {
            let line = whole.get(number - 1).filter(|line| !line.data.is_empty());
            match line.and_then(last) {
                Some(column) => with_options(typed, &format!("--columns \"{column}\"")),
                None => typed.to_owned(),
            }
        };
        let chosen = replay_as(file, "csv", How::Process, &mut choose).unwrap_or_default();
        for (whole, chosen) in whole.iter().zip(&chosen) {
            let plain = whole.command.is_some_and(|command| command.name != "raw");
            if whole.own_form || !plain || whole.outcome != Outcome::Done || whole.data.is_empty() {
                continue;
            }
            assert_eq!(
                header(chosen),
                last(whole),
                "{}: {}",
                whole.place,
                chosen.errors
            );
            let expected = vec![1; rows(whole).len()];
            assert_eq!(rows(chosen), expected, "{}", whole.place);
            seen.extend(whole.command.map(|command| command.name));
        }
    }
    assert!(seen.len() > COMMANDS.len() / 2, "only {seen:?}");
}

/// Has Python evaluate all answers at once, and gives those that it cannot.
#[allow(clippy::print_stderr)]
fn not_python(answers: &[(String, String)]) -> Vec<String> {
    const SCRIPT: &str = concat!(
        include_str!("../../../tests/python/names.py"),
        r#"
for place, text in json.load(sys.stdin):
    try:
        value(text)
    except Exception as error:
        print(f'{place}: {error!r} {text!r}')
"#
    );
    let started = Process::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        eprintln!("skipped: there is no python3");
        return Vec::new();
    };
    let input = serde_json::to_vec(answers).unwrap();
    child.stdin.take().unwrap().write_all(&input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(str::to_owned).collect()
}
