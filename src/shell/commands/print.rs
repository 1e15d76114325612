//! `print`: a kept answer once more, in any format.

use super::super::answering::PRINT;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::{Class, Failure};
use super::super::output::{Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: PRINT,
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[takes("result", Kind::Result, Count::Optional)],
    switches: &[],
    summary: "show a result again, whole and in any format",
    details: "_ is the last answer, __ the one before, _8 the one with that number, $old the one kept by\n\
              $old = COMMAND; without a word the last. The server is not asked. The newest 100 answers of the\n\
              prompt are kept, up to 50 MB in all; a batch keeps only what has a name.",
    examples: &[
        "print",
        "print _8 --json",
        "print $old --columns uid,subject",
    ],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let name = call.optional_word(0)?.unwrap_or("_");
    let span = call
        .argument(0)
        .map_or(call.verb.clone(), |argument| argument.span());
    let Some(kept) = session.results.kept(name) else {
        let message = match name.starts_with(['_', '$']) {
            true => "there is no such result",
            false => "a result belongs here, such as _, _8 or $old",
        };
        return Err(call.mistake(span, message));
    };
    let mut output = match (&kept.answer, &kept.messages) {
        (Some(answer), _) => answer.output(),
        // What it named is kept whatever the answer's size.
        (None, Some(messages)) => Output::new(Value::Ids(messages.set().clone()), Shape::Ids)
            .warning("only the numbers of this answer were kept"),
        (None, None) => {
            let text = match session.modes.interactive {
                true => "this answer was not kept: it was too large, or others came since",
                false => "a batch keeps only answers with a name",
            };
            let failure = call.failing(Class::Refused, text).at(span);
            return Err(failure.hint("$name = COMMAND keeps the answer of a command"));
        }
    };
    output.all = true;
    Ok(output)
}
