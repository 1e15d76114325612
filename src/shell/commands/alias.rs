//! `alias`: the words of one's own. `alias NAME = LINE` makes one, and is told apart before words are.

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Column, Footer, Output, Shape, Table, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "alias",
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[takes("name [= line]", Kind::Alias, Count::Optional)],
    switches: &[],
    summary: "make a word of one's own, or show them",
    details: "alias NAME = LINE makes one. The rest of the line is kept as typed, ; and | and > among it, and runs\n\
              where NAME stands as a command, shown as what it is then. $1 to $9 in it are the arguments: each is\n\
              one argument, whatever it holds, and has to be given. What is given beyond goes to the end of the\n\
              line, and so to the last of several commands; options always do. A program behind ! or | gets them\n\
              as its own: \"$1\" in quotes there. The words before a command, $name =, | and > work with an alias\n\
              as with any command. The words of the shell and of IMAP keep their meaning, an alias cannot stand\n\
              for another, and none holds a password. alias shows all, alias NAME one, unset NAME forgets it. The\n\
              init lines of an account may make some.",
    examples: &["alias new = search UNSEEN SINCE $1", "alias"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let Some(name) = call.optional_word(0)? else {
        return Ok(all(session));
    };
    match session.aliases.text(name) {
        Some(text) => Ok(Output::new(Value::Text(text.to_owned()), Shape::Plain)),
        None => {
            let near = arguments::suggestion(name, session.aliases.names());
            let message = match near {
                Some(near) => format!("there is no such alias; did you mean {near}?"),
                None => "there is no such alias; alias NAME = LINE makes one".to_owned(),
            };
            let span = call
                .argument(0)
                .map_or(call.verb.clone(), |name| name.span());
            Err(call.mistake(span, message))
        }
    }
}

fn all<'s>(session: &Session) -> Output<'s> {
    let rows = session
        .aliases
        .all()
        .map(|(name, text)| Value::row(vec![("name", name.into()), ("line", text.into())]));
    let shape = Shape::Table(Table {
        columns: vec![Column::text("NAME").fill(8).yields(0), Column::text("LINE")],
        rows: None,
    });
    Output::new(Value::List(rows.collect()), shape)
        .footer(Footer::default().or_nothing("no alias yet; alias NAME = LINE makes one"))
}
