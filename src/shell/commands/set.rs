//! `set`: the settings.

use imapclient::client::State;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Column, Output, Shape, Table, Value};
use super::super::session::Session;
use super::super::settings::{SETTINGS, setting_name};
use super::super::signing_in;

pub(crate) static COMMAND: Command = Command {
    name: "set",
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[
        takes("name", Kind::Setting, Count::Optional),
        takes("value", Kind::Text, Count::Optional),
    ],
    switches: &[],
    summary: "show the settings, or change one",
    details: "set alone shows all with their values, set NAME one, set NAME VALUE changes it for this session.\n\
              help settings says what each may be.",
    examples: &["set", "set uid off", "set format json"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let (name, value) = (call.optional_word(0)?, call.optional_word(1)?);
    let Some(name) = name else {
        return Ok(all(session));
    };
    let key = setting_name(name);
    let known = session.settings.value(&key);
    let span = |place| {
        call.argument(place)
            .map_or(call.verb.clone(), |argument| argument.span())
    };
    match (known, value) {
        (Some(known), None) => Ok(Output::new(Value::Text(known.into_owned()), Shape::Plain)),
        (known, value) => {
            let place = usize::from(known.is_some());
            let value = value.unwrap_or_default();
            session
                .settings
                .set(&key, value)
                .map_err(|problem| call.mistake(span(place), problem))?;
            if key == "compress"
                && session.state() >= State::Authenticated
                && session.is_connected()
            {
                compress(session, call)?;
            }
            let value = session.settings.value(&key).unwrap_or_default();
            Ok(session.done(&format!("{key} {value}")))
        }
    }
}

/// Compresses the present connection, where that is wanted now and the server can.
fn compress(session: &mut Session, call: &Call<'_>) -> Result<(), Failure> {
    let Some(mut client) = session.client.take() else {
        return Ok(());
    };
    let result = signing_in::compress(session, &mut client);
    session.client = Some(client);
    result.map_err(|error| call.failed(&error))
}

fn all<'s>(session: &Session) -> Output<'s> {
    let row = |setting: &super::super::settings::Setting| {
        let value = session.settings.value(setting.name).unwrap_or_default();
        Value::row(vec![
            ("name", setting.name.into()),
            ("value", value.as_ref().into()),
            ("meaning", setting.summary.into()),
        ])
    };
    let shape = Shape::Table(Table {
        columns: vec![
            Column::text("NAME").fill(8).yields(0),
            Column::text("VALUE").fill(8).yields(0),
            Column::text("MEANING"),
        ],
        rows: None,
    });
    Output::new(Value::List(SETTINGS.iter().map(row).collect()), shape)
}
