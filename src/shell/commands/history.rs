//! `history`: the lines typed before.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Column, Footer, Output, Shape, Table, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "history",
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[takes("n or words", Kind::Text, Count::Any)],
    switches: &[],
    summary: "show the lines typed before, or those with some words",
    details: "Without anything the newest 50 lines, with a number so many, with words those that hold all of them, in\n\
              any case. They are those of this account, of earlier sessions too; lines with a password and lines\n\
              that begin with a blank are not among them. Ctrl-R looks for a line while one is typed.",
    examples: &["history", "history 5", "history search unseen"],
    effect: Effect::Local,
    run,
};

/// Lines shown without a number.
const USUAL: usize = 50;

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let words = call.words(0, "a number or words of the line belong here")?;
    let number = |text: &str| {
        text.parse()
            .ok()
            .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (most, words) = match words.split_first() {
        Some((first, rest)) => match number(&first.text).filter(|_| !first.quoted) {
            Some(0) => {
                return Err(call.mistake(first.span.clone(), "a number from 1 up belongs here"));
            }
            Some(most) => (most, rest),
            None => (usize::MAX, words.as_slice()),
        },
        None => (USUAL, words.as_slice()),
    };
    let words: Vec<String> = words.iter().map(|word| word.text.to_lowercase()).collect();
    let holds = |line: &str| {
        let line = line.to_lowercase();
        words.iter().all(|word| line.contains(word.as_str()))
    };
    let lines = session.history.iter().enumerate().rev();
    let mut found: Vec<(usize, &String)> =
        lines.filter(|(_, line)| holds(line)).take(most).collect();
    found.reverse();
    let rows = found.into_iter().map(|(index, line)| {
        Value::row(vec![
            ("number", (index as u64 + 1).into()),
            ("line", line.as_str().into()),
        ])
    });
    let shape = Shape::Table(Table {
        columns: vec![Column::number("NO").fill(5), Column::text("LINE")],
        rows: None,
    });
    let nothing = match words.is_empty() {
        true => "no line was typed at a prompt",
        false => "no line holds these words",
    };
    Ok(Output::new(Value::List(rows.collect()), shape)
        .footer(Footer::counting("line", "lines").or_nothing(nothing)))
}
