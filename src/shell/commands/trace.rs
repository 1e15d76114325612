//! `trace`: the wire, as it is spoken.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Output, Shape, Value};
use super::super::private;
use super::super::redirect;
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "trace",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[
        takes("mode", Kind::Choice(MODES), Count::Optional),
        takes("file", Kind::File, Count::Optional),
    ],
    switches: &[],
    summary: "show what goes over the wire",
    details: "on and off switch it, next traces one command, to FILE writes into a file besides (to off ends that),\n\
              alone it says what is on. C: was sent, S: received, == is this program's own; == auto marks what\n\
              nobody typed. Passwords are masked. A file is readable by its owner alone.",
    examples: &[
        "trace on",
        "trace next",
        "trace to ~/imap.trace",
        "trace to off",
    ],
    effect: Effect::Local,
    run,
};

const MODES: &[&str] = &["on", "off", "next", "to"];

/// What the marks mean.
const LEGEND: &str = "C: sent, S: received, == ours. Secrets are masked.";

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let Some(mode) = call.optional_word(0)? else {
        return Ok(told(session));
    };
    let mode = mode.to_ascii_lowercase();
    if mode != "to"
        && let Some(surplus) = call.argument(1)
    {
        return Err(call.mistake(surplus.span(), format!("trace {mode} takes nothing else")));
    }
    let note = match mode.as_str() {
        "on" => {
            session.tracing.switch(true);
            format!("trace on: {LEGEND}")
        }
        "off" => {
            session.tracing.switch(false);
            "trace off".to_owned()
        }
        "next" => {
            session.tracing.next_only();
            format!("trace of the next command: {LEGEND}")
        }
        "to" => to_file(session, call)?,
        _ => {
            let span = call
                .argument(0)
                .map_or(call.verb.clone(), |argument| argument.span());
            return Err(call.mistake(span, "trace is on, off, next or to FILE"));
        }
    };
    Ok(session.done(&note))
}

fn to_file(session: &mut Session, call: &Call<'_>) -> Result<String, Failure> {
    let Some(name) = call.optional_word(1)? else {
        let end = call
            .argument(0)
            .map_or(call.verb.end, |mode| mode.span().end);
        return Err(call
            .mistake(end..end, "the name of a file is missing, or off")
            .hint("trace to ~/imap.trace · trace to off"));
    };
    if name == "off" {
        session.tracing.close_file();
        return Ok("no trace into a file any more".to_owned());
    }
    let path = redirect::expand(name, session.modes.home.as_deref());
    let opened = private::append(&path, &session.waker, &mut session.warnings);
    let file = opened.map_err(|error| Failure::unwritable(&path, &error))?;
    session.tracing.to_file(file);
    Ok(format!("trace into {}; secrets are masked", path.display()))
}

fn told<'s>(session: &Session) -> Output<'s> {
    let screen = session.tracing.is_on();
    let file = session.tracing.has_file();
    let word = |on: bool| if on { "on" } else { "off" };
    let value = vec![
        (Value::Text("screen".to_owned()), Value::Bool(screen)),
        (Value::Text("file".to_owned()), Value::Bool(file)),
    ];
    let line = match file {
        true => format!("trace {}, and into a file", word(screen)),
        false => format!("trace {}", word(screen)),
    };
    Output::new(Value::Map(value), Shape::Lines(vec![line]))
}
