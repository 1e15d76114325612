//! `source`: run the lines of a file, or those a program writes.

use std::io::{self, IsTerminal};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes, valued};
use super::super::failure::{Class, Failure};
use super::super::line::Span;
use super::super::output::Output;
use super::super::programs;
use super::super::redirect;
use super::super::script;
use super::super::session::Session;
use super::super::sourcing::{DEEPEST, Source, Sourced};
use super::super::waiting::Waiting;

/// The name, for those who treat it apart.
pub(crate) const SOURCE: &str = "source";

pub(crate) static COMMAND: Command = Command {
    name: SOURCE,
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[takes("file", Kind::File, Count::Optional)],
    switches: &[valued(
        "exec",
        "COMMAND",
        "run this program, and take what it writes as the lines; -e for short",
    )],
    summary: "run the lines of a file, or those a program writes",
    details: "The lines are those of a script: whole names only, # begins a comment, brackets, quotes and\n\
              here-documents go on over several. The first that fails ends the file, unless --keep-going was given\n\
              to the program; its error names file and line. Files may run others, none itself. In batch - is\n\
              standard input. set shell off forbids programs. Aliases, settings and $names stay.",
    examples: &["source setup.imap", "source -e \"echo noop\""],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    if session.sourcing.len() >= DEEPEST {
        let text = format!("{DEEPEST} files run each other already, one within the other");
        return Err(call.failing(Class::Refused, text));
    }
    let (name, path, text) = match (call.optional_word(0)?, call.value_word("exec")?) {
        (Some("-"), None) => (
            "standard input".to_owned(),
            None,
            standard_input(session, call)?,
        ),
        (Some(name), None) => {
            let path = redirect::expand(name, session.modes.home.as_deref());
            let known = path.canonicalize().ok();
            let runs = |source: &Source| source.path.is_some() && source.path == known;
            if session.sourcing.iter().any(runs) {
                return Err(mistake(call, "this file runs already, and would never end"));
            }
            let text =
                script::read(&path, &session.waker).map_err(|failure| placed(call, failure))?;
            (name.to_owned(), known, text)
        }
        (None, Some(program)) => {
            let bytes =
                programs::output(session, program, script::LARGEST).map_err(|failure| Failure {
                    attempted: SOURCE.to_owned(),
                    ..failure
                })?;
            let text =
                script::text(bytes, "what it wrote").map_err(|failure| placed(call, failure))?;
            // Its text may be long, and holds what is nobody's business.
            ("program".to_owned(), None, text)
        }
        (Some(_), Some(_)) => return Err(mistake(call, "a file or a program, not both")),
        (None, None) => {
            let failure = call.mistake(call.verb.end..call.verb.end, "FILE is missing");
            return Err(failure.hint(call.command.usage()));
        }
    };
    let from = Source {
        name,
        path,
        line: 0,
    };
    let lines = script::numbered(&text);
    session.sourced = Some(Sourced { from, lines });
    Ok(Output::raw(|_| Ok(())))
}

/// What is wrong with the file, at the place that names it.
fn placed(call: &Call<'_>, failure: Failure) -> Failure {
    failure.at(file(call))
}

fn mistake(call: &Call<'_>, text: impl Into<String>) -> Failure {
    call.mistake(file(call), text)
}

/// Where the file is named.
fn file(call: &Call<'_>) -> Span {
    call.argument(0)
        .map_or(call.verb.clone(), |file| file.span())
}

/// All of standard input, where nobody else reads it.
fn standard_input(session: &Session, call: &Call<'_>) -> Result<String, Failure> {
    if session.modes.interactive || io::stdin().is_terminal() {
        return Err(mistake(
            call,
            "- is standard input, where you type; type the lines themselves",
        ));
    }
    if session.modes.reads_stdin {
        return Err(mistake(
            call,
            "- is standard input, and the present lines come from there",
        ));
    }
    let stdin = Waiting::on(io::stdin(), &session.waker);
    script::read_whole(stdin, "standard input").map_err(|failure| placed(call, failure))
}
