//! A program that is run for each piece of news: it reads the news as a line of JSON. Nothing that a mail says is
//! ever part of a command line.

use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;

use super::news::News;
use crate::shell::failure::Failure;
use crate::shell::line::Program;
use crate::shell::programs::{Input, Running};
use crate::shell::render::{harmless, json_line};
use crate::shell::session::Session;
use crate::shell::shared::Shared;

/// Runs a program for a piece of news, and waits for its end. What it writes goes to stderr: stdout has the answer
/// alone.
///
/// # Errors
/// `refused:` after `set shell off`, where it did not succeed, and with what the system says.
pub(crate) fn run(session: &Session, program: &Program, news: &News) -> Result<(), Failure> {
    let stderr = std::io::stderr().as_fd().try_clone_to_owned().ok();
    let number = |number: Option<u32>| number.map(|number| number.to_string());
    let folder = news
        .folder
        .as_ref()
        .map(|name| harmless::line(name.as_str()).into_owned());
    let variables = [
        ("WATCH_EVENT", news.event.to_owned()),
        ("WATCH_FOLDER", folder.unwrap_or_default()),
        ("WATCH_UID", number(news.uid).unwrap_or_default()),
    ];
    let nowhere = Shared::new(std::io::sink());
    let mut running = Running::start_with(
        session,
        program,
        Input::Answer,
        stderr.map(File::from),
        &nowhere,
        &variables,
    )?;
    if let Some(mut input) = running.input() {
        // A program that does not read it has another way of knowing.
        let _ = input
            .write_all(json_line(&news.value()).as_bytes())
            .and_then(|()| input.flush());
    }
    running.wait()
}
