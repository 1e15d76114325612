//! `capabilities`: what the server says it can do.

use imapclient::client::State;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, switch, takes};
use super::super::failure::{Class, Failure};
use super::super::output::{CapabilitiesView, Column, Footer, Output, Shape, Table, Value};
use super::super::render::GROUPS;
use super::super::session::Session;
use super::COMMANDS;

pub(crate) static COMMAND: Command = Command {
    name: "capabilities",
    aliases: &[alias("capability"), alias("cap")],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[takes("name", Kind::Capability, Count::Any)],
    switches: &[switch("explain", "what each gives you, with its RFC")],
    summary: "what the server can do",
    details: "Shows the capabilities by what they are for; CAPABILITY is sent only where they are not known, and\n\
              with --raw. With names of groups (push, \"sign in\", change, ...) only those; with names of\n\
              capabilities yes or no for each, and in batch the status is 1 when one is missing.\n\
              RFC 9051 section 6.1.1",
    examples: &[
        "capabilities",
        "capabilities IDLE MOVE",
        "capabilities push change --explain",
        "cap --raw",
    ],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let only = call.words(0, "the name of a capability is wanted here")?;
    let only: Vec<String> = only.into_iter().map(|word| word.text).collect();
    let raw = call.wants_raw(session);
    let when = match session.state() {
        State::NotAuthenticated => "before sign-in",
        _ => "after sign-in",
    };
    let client = session.client(call)?;
    // Where the server's own line is wanted, what is known of it is not that.
    let known = match raw {
        true => client.ask_capability(),
        false => client.capability(),
    };
    let known = known.map_err(|error| call.failed(&error))?;
    let names: Vec<String> = known.iter().map(str::to_owned).collect();
    let cached = client.take_sent().is_empty();
    let asked = only.iter().any(|name| !is_group(name));
    if asked && !call.has("explain") && !raw {
        return Ok(yes_or_no(session, call, names, only));
    }
    let value = Value::tuple(names.iter().map(|name| name.clone().into_bytes()));
    let view = CapabilitiesView {
        names,
        when: when.to_owned(),
        explain: call.has("explain"),
        only,
        commands: COMMANDS.iter().map(|command| command.name).collect(),
    };
    let footer = if call.has("explain") {
        Footer::default()
    } else {
        Footer::part("CAPABILITY")
    };
    let footer = if cached { footer.and("cached") } else { footer };
    Ok(Output::new(value, Shape::Capabilities(view)).footer(footer))
}

fn is_group(name: &str) -> bool {
    GROUPS.iter().any(|group| group.eq_ignore_ascii_case(name))
}

/// Answers for each name. In batch a missing one is a failure behind the answers.
fn yes_or_no<'s>(
    session: &Session,
    call: &Call<'_>,
    names: Vec<String>,
    only: Vec<String>,
) -> Output<'s> {
    let has = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let missing: Vec<String> = only
        .iter()
        .filter(|name| !has(name))
        .map(|name| name.to_ascii_uppercase())
        .collect();
    let failure = (!session.modes.interactive && !missing.is_empty()).then(|| {
        let text = format!("the server does not offer {}", missing.join(" "));
        call.failing(Class::Unsupported, text)
    });
    let rows: Vec<_> = only
        .iter()
        .map(|name| {
            Value::row(vec![
                ("name", Value::Text(name.to_ascii_uppercase())),
                ("offered", Value::Bool(has(name))),
            ])
        })
        .collect();
    let shape = Shape::Table(Table {
        columns: vec![
            Column::text("NAME").fill(18).yields(0),
            Column::text("OFFERED").yields(0),
        ],
        rows: None,
    });
    let offered = format!("{} of {} offered", only.len() - missing.len(), only.len());
    Output::new(Value::List(rows), shape)
        .footer(Footer::part(offered))
        .failing(failure)
}
