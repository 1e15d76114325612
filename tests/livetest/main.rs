//! The live tests: what the live tests of Python's IMAPClient do, done with our program on any server.
//!
//! `cargo test --test livetest` runs them on a Dovecot of our own. `scripts/livetest CONFIG [SECTION] [ROW...]`
//! runs them on the server that a section of an account file names. They work in a folder of their own,
//! `__imapclient` under the personal prefix, and remove it afterwards.

#![allow(clippy::print_stdout)]

#[path = "../dovecot/mod.rs"]
mod dovecot;

mod accounts;
mod finding;
mod general;
mod live;
mod messages;
mod ours;
mod patience;
mod reading;
mod readme;
mod report;
mod shell;

use std::env;
use std::process::ExitCode;

use live::{Live, Outcome};
use report::Report;
use shell::Account;

/// A row of the list.
struct Row {
    /// `G7`, as the list has it.
    number: &'static str,
    /// What it is about.
    title: &'static str,
    /// Does it.
    run: fn(&mut Live<'_>) -> Outcome,
}

const fn row(number: &'static str, title: &'static str, run: fn(&mut Live<'_>) -> Outcome) -> Row {
    Row { number, title, run }
}

/// Rows on the session and on folders, once each.
const ONCE: &[Row] = &[
    row("G2", "capabilities", general::capabilities),
    row("G3", "namespace", general::namespace),
    row("G4", "unselect", general::unselect),
    row("G5", "select and close", general::select_and_close),
    row("G6", "select read-only", general::select_read_only),
    row("G7", "list", general::list),
    row("G8", "XLIST", general::xlist),
    row("G9", "subscriptions", general::subscriptions),
    row(
        "G10",
        "folders from making to deleting",
        general::folder_cycle,
    ),
    row("G11", "rename", general::rename),
    row("G12", "status", general::status),
    row("G13", "IDLE", general::idle),
    row("G14", "NOOP", general::noop),
    row("T1", "timeout of connecting", patience::connect_timeout),
    row("T2", "timeout of reading", patience::read_timeout),
];

/// Rows on messages, with UIDs and with sequence numbers.
const TWICE: &[Row] = &[
    row("U1", "append text", messages::append_text),
    row("U2", "append bytes", messages::append_bytes),
    row("U3", "flags", messages::change_flags),
    row("U4", "Gmail labels", messages::labels),
    row("U5", "search", finding::search),
    row("U6", "search MODSEQ", finding::modseq),
    row("U7", "search beyond ASCII", finding::search_unicode),
    row("U8", "Gmail search", finding::gmail_search),
    row("U9", "sort", finding::sort),
    row("U10", "sort beyond ASCII", finding::sort_unicode),
    row("U11", "thread", finding::thread),
    row("U12", "thread beyond ASCII", finding::thread_unicode),
    row("U13", "copy", messages::copy),
    row("U14", "move", messages::move_messages),
    row("U15", "fetch", reading::fetch),
    row("U16", "fetch a part of a body", reading::partial),
    row("U17", "fetch what changed", reading::modifiers),
    row("U18", "BODY and BODYSTRUCTURE", reading::structure),
    row("U19", "expunge", messages::expunge),
    row("U20", "UID EXPUNGE", messages::uid_expunge),
    row("U21", "rights", messages::getacl),
];

/// What was asked for.
struct Request {
    /// The account file; none is a server of our own.
    config: Option<String>,
    section: String,
    /// Only these rows; all where there are none.
    only: Vec<String>,
}

impl Request {
    /// Reads the arguments. Options of other test programs are not ours.
    fn read(arguments: impl Iterator<Item = String>) -> Self {
        let mut request = Request {
            config: None,
            section: "DEFAULT".to_owned(),
            only: Vec::new(),
        };
        let mut arguments = arguments.peekable();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--config" => request.config = arguments.next(),
                "--section" => request.section = arguments.next().unwrap_or_default(),
                word if word.starts_with('-') => {}
                word => request.only.push(word.to_owned()),
            }
        }
        request
    }

    /// Says whether a row is wanted.
    fn wants(&self, number: &str) -> bool {
        let named = |only: &String| only.eq_ignore_ascii_case(number);
        self.only.is_empty() || self.only.iter().any(named)
    }

    /// Says whether any row is wanted: a word that a run of all tests is narrowed by is none of ours.
    fn wants_any(&self) -> bool {
        let rows = ONCE.iter().chain(TWICE).map(|row| row.number);
        rows.chain(["G1"]).any(|number| self.wants(number))
    }
}

fn main() -> ExitCode {
    let request = Request::read(env::args().skip(1));
    let passed = match &request.config {
        _ if !request.wants_any() => true,
        Some(config) => {
            let account = Account {
                config: config.as_ref(),
                section: &request.section,
            };
            run(&account, &request).finish()
        }
        None => ours::check(&request) && readme::is_current(),
    };
    match passed {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Runs the rows on a server.
fn run(account: &Account<'_>, request: &Request) -> Report {
    let mut report = Report::default();
    let mut live = match Live::start(account) {
        Ok(live) => live,
        Err(why) => {
            report.broken(&format!("[{}] cannot sign in: {why}", account.section));
            return report;
        }
    };
    report.say(&format!("working in the folder {}", live.base));
    if request.wants("G1") {
        accounts::check(&mut live, &mut report);
    }
    let by_sequence = TWICE.iter().map(|row| (row, Some(false)));
    let rows = ONCE.iter().map(|row| (row, None));
    let rows = rows
        .chain(TWICE.iter().map(|row| (row, Some(true))))
        .chain(by_sequence);
    for (row, by_uid) in rows.filter(|(row, _)| request.wants(row.number)) {
        live.by_uid = by_uid.unwrap_or(true);
        let mode = by_uid.map_or("", |by_uid| if by_uid { "uid" } else { "seq" });
        let outcome = live.prepare().and_then(|()| (row.run)(&mut live));
        report.row(row.number, mode, row.title, outcome);
    }
    if let Err(why) = live.clean_up() {
        report.broken(&format!(
            "the folder {} could not be removed: {why:?}",
            live.base
        ));
    }
    report
}
