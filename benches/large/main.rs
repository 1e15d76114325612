//! What large mailboxes cost, with `scripts/bench`: every row is a piece of work done in turn by a bare socket (the
//! floor: it sends the command and reads to the tagged line), by the program, and by Python's IMAPClient where
//! there is one, against a Dovecot of our own with 100,000 messages and one of 200 MB. Medians count. Linux only.
//!
//! `scripts/bench [--runs N] [ROW...]`: a row is chosen by a part of its name. `--program` names another build of the
//! program than cargo's for benchmarks.

// A benchmark is there to print.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../../tests/dovecot/mod.rs"]
mod dovecot;
mod floor;
mod mail;
mod measure;
mod python;
mod rows;

use std::env;
use std::io;
use std::path::PathBuf;

use self::mail::Mail;
use self::measure::{Cost, measure, median};
use self::rows::{Row, rows};

fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let mut runs = 9;
    let mut program = PathBuf::from(env!("CARGO_BIN_EXE_imapclient-interact"));
    let mut wanted = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--floor" => return floor::run(&arguments.collect::<Vec<_>>()),
            "--runs" => {
                runs = arguments
                    .next()
                    .and_then(|n| n.parse().ok())
                    .unwrap_or(runs)
            }
            "--program" => {
                let named = arguments.next().map(PathBuf::from);
                program = named.unwrap_or(program).canonicalize()?;
            }
            // cargo's own.
            "--bench" => {}
            row => wanted.push(row.to_owned()),
        }
    }
    println!("making the mailboxes ...");
    let mail = Mail::new()?;
    println!("{:<34} {:>7} {}", "", "", Cost::HEADS);
    for row in rows(&mail, &program)? {
        if wanted.is_empty() || wanted.iter().any(|part| row.name.contains(part.as_str())) {
            show(row, runs)?;
        }
    }
    Ok(())
}

/// Runs all that does the work of a row in turn, and prints the medians.
fn show(mut row: Row, runs: usize) -> io::Result<()> {
    let mut costs = vec![Vec::new(); row.doers.len()];
    for run in 0..=runs {
        for (doer, costs) in row.doers.iter_mut().zip(&mut costs) {
            if run > 1 && doer.once {
                continue;
            }
            let cost = measure(&mut doer.command, doer.to_file.as_deref(), row.repeat)?;
            // The first run fills the server's caches.
            if run > 0 {
                costs.push(cost);
            }
        }
    }
    let floor = median(costs.first().map_or(&[][..], Vec::as_slice));
    for (index, (doer, costs)) in row.doers.iter().zip(&costs).enumerate() {
        let name = if index == 0 { row.name.as_str() } else { "" };
        println!(
            "{name:<34} {:>7} {}",
            doer.name,
            median(costs).beside(&floor)
        );
    }
    Ok(())
}
