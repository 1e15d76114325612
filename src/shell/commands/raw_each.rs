//! `raw -`: the commands on standard input, sent without waiting for one answer before the next.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::rc::Rc;

use imapclient::client::{RawAnswer, RawEach, Upcoming};
use imapclient::types::RawPart;

use super::super::failure::{Class, Failure};
use super::super::line::RawLine;
use super::super::output::{AtHand, Output, Shape, Value};
use super::super::session::Session;
use super::raw::{Refusal, check_open, failed, lines_of, may_change, not_connected, tagged};
use super::raw_input::RawInput;

/// Sends the commands on standard input and shows the server's lines as they come, each command's end as that of `A1`,
/// `A2` and so on.
///
/// # Errors
/// Where standard input is not for commands. In the answer: what ends the connection, and lines that are not sent, with
/// which the sending ends. NO and BAD are answers, and the refusal that is told besides.
pub(crate) fn send<'s>(
    session: &'s mut Session,
    line: &RawLine,
) -> Result<(Output<'s>, Refusal), Failure> {
    readable(session).map_err(|failure| failure.at(line.span.clone()))?;
    check_open(session)?;
    let read_only = session.modes.read_only || session.account.read_only;
    let Some(client) = &mut session.client else {
        return Err(not_connected());
    };
    let mut input = RawInput::new(client.waker().clone());
    let unsent = Rc::new(RefCell::new(Unsent::default()));
    let told = Rc::clone(&unsent);
    let mut answers = client.raw_each(move |may_wait| {
        let upcoming = input.next(may_wait).and_then(|upcoming| match &upcoming {
            Upcoming::Command(parts) if read_only => may_change(&text(parts))
                .map_or(Ok(upcoming), |failure| Err(of_line(failure, input.line()))),
            _ => Ok(upcoming),
        });
        let mut unsent = told.borrow_mut();
        unsent.line = input.line();
        upcoming.unwrap_or_else(|failure| {
            unsent.failure = Some(failure);
            Upcoming::End
        })
    });
    let refusal = Refusal::default();
    let told = Rc::clone(&refusal);
    let mut refusals = Refusals::default();
    let mut waiting = VecDeque::new();
    let mut ended = false;
    // Whoever writes the commands may wait for the answers.
    let at_hand = AtHand::default();
    let more = at_hand.clone();
    let lines = std::iter::from_fn(move || {
        while waiting.is_empty() && !ended {
            match answers.next() {
                Some(Ok(RawAnswer::Response(response))) => {
                    waiting.extend(lines_of(&response).map(|line| Ok(Value::Bytes(line))));
                }
                Some(Ok(RawAnswer::Ended { number, outcome })) => {
                    let tag = format!("A{number}");
                    if let Err(error) = &outcome {
                        refusals.count += 1;
                        refusals
                            .first
                            .get_or_insert_with(|| (tag.clone(), failed(error)));
                    }
                    waiting.push_back(Ok(Value::Text(tagged(&tag, &outcome))));
                }
                Some(Err(error)) => {
                    ended = true;
                    let failure = failed(&error);
                    let failure = match failure.class {
                        // It is about a line, and all before it is answered.
                        Class::Refused | Class::Usage => of_line(failure, unsent.borrow().line),
                        _ => failure.hint(so_far(&answers)),
                    };
                    waiting.push_back(Err(failure));
                }
                None => {
                    ended = true;
                    let failure = unsent.borrow_mut().failure.take();
                    waiting.extend(failure.map(Err));
                    *told.borrow_mut() = refusals.told(answers.answered());
                }
            }
        }
        let line = waiting.pop_front();
        more.set(!waiting.is_empty());
        line
    });
    let mut output = Output::stream(lines, Shape::Plain);
    output.at_hand = at_hand;
    Ok((output, refusal))
}

/// What is known of a line that was not sent.
#[derive(Default)]
struct Unsent {
    line: u64,
    failure: Option<Failure>,
}

/// The commands that the server refused.
#[derive(Default)]
struct Refusals {
    count: u64,
    /// Under which tag, and in which words.
    first: Option<(String, Failure)>,
}

impl Refusals {
    /// Tells them as one failure, if there are any.
    fn told(&mut self, answered: u64) -> Option<Failure> {
        let (tag, failure) = self.first.take()?;
        let commands = match answered {
            1 => "command was",
            _ => "commands were",
        };
        let count = self.count;
        Some(failure.hint(format!(
            "{count} of {answered} {commands} refused, {tag} first"
        )))
    }
}

fn so_far<S: FnMut(bool) -> Upcoming>(answers: &RawEach<'_, S>) -> String {
    let (answered, sent) = (answers.answered(), answers.sent());
    format!("{answered} of {sent} commands sent were answered")
}

fn of_line(failure: Failure, line: u64) -> Failure {
    let text = format!("line {line} of standard input: {}", failure.text);
    Failure { text, ..failure }.hint("nothing was sent from this line on")
}

/// What stands in the lines of a command, without the bytes of literals.
fn text(parts: &[RawPart]) -> String {
    let texts = parts.iter().filter_map(|part| match part {
        RawPart::Text(text) => Some(text.as_str()),
        RawPart::Literal { .. } | RawPart::Stream(_) => None,
    });
    texts.collect()
}

/// Refuses where standard input belongs to somebody else.
fn readable(session: &Session) -> Result<(), Failure> {
    if session.dry || session.modes.dry_run {
        let text = "a dry run shows one command; give each its own raw";
        return Err(Failure::usage("raw", text));
    }
    if session.modes.interactive || io::stdin().is_terminal() {
        let text = "- is standard input, where you type; type raw before each command";
        return Err(Failure::usage("raw", text));
    }
    if session.modes.reads_stdin {
        let text = "- is standard input, and the present lines come from there";
        return Err(Failure::usage("raw", text)
            .hint("give raw - with -c, and the commands on standard input"));
    }
    Ok(())
}
