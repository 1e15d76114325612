//! `id_`: ID, the names of both programs.

use imapclient::client::IdFields;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::line::Word;
use super::super::output::{Cell, Facts, Footer, Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "id_",
    aliases: &[alias("id")],
    group: Group::Session,
    needs: Needs::Connection,
    capability: Some("ID"),
    parameters: &[takes("parameters", Kind::Text, Count::Any)],
    switches: &[],
    summary: "ask the server what it is, and say what we are",
    details: "Sends ID with the fields given, a name and a value in turn, or with NIL, which says nothing of us, and\n\
              shows what the server says of itself. NIL as a value leaves it open. RFC 2971",
    examples: &["id_", "id_ (name mytool version 1.0)"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let fields = fields(call)?;
    let client = session.client(call)?;
    let answer = client.id(&fields).map_err(|error| call.failed(&error))?;
    let Some(answer) = answer else {
        let footer = Footer::part("ID ok").and("the server says nothing of itself");
        return Ok(Output::silent(Value::Tuple(vec![Value::Nil])).footer(footer));
    };
    let lines = answer
        .iter()
        .map(|(name, value)| {
            let name = String::from_utf8_lossy(name).into_owned();
            (name, Cell::new(value.clone()))
        })
        .collect();
    let facts = Facts {
        lines,
        ..Facts::default()
    };
    Ok(Output::new(tuple(answer), Shape::Facts(facts)).footer(Footer::part("ID ok")))
}

/// IMAPClient's value: the parsed line in a tuple.
fn tuple(fields: IdFields) -> Value {
    let words = fields
        .into_iter()
        .flat_map(|(name, value)| [Value::from(name), value.into()]);
    Value::Tuple(vec![Value::tuple(words)])
}

/// Names and values in turn, in brackets or without; nothing, `NIL` and `None` say nothing.
fn fields(call: &Call<'_>) -> Result<Vec<(String, Option<String>)>, Failure> {
    let words = call.words(0, "a name or a value of ID is wanted here")?;
    if let [only] = words.as_slice()
        && is_nil(only)
    {
        return Ok(Vec::new());
    }
    let mut fields = Vec::new();
    let mut words = words.into_iter();
    while let Some(name) = words.next() {
        let Some(value) = words.next() else {
            return Err(call
                .mistake(name.span.clone(), format!("{} has no value", name.text))
                .hint("names and values in turn: id_ (name mytool version 1.0)"));
        };
        let value = (!is_nil(&value)).then_some(value.text);
        fields.push((name.text, value));
    }
    Ok(fields)
}

fn is_nil(word: &Word) -> bool {
    !word.quoted && (word.text.eq_ignore_ascii_case("NIL") || word.text == "None")
}
