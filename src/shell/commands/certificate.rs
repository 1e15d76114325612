//! `certificate`: what the server's certificate says.

use imapclient::Client;

use super::super::call::Call;
use super::super::certificate::Certificate;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::{Class, Failure};
use super::super::output::{Cell, Facts, Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "certificate",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "the server's certificate: names, issuer, days left",
    details: "Sends nothing, and shows the certificate of the handshake: whose it is, the names it is for, who signed it\n\
              and how long it lasts. Those between it and its authority are not known here. RFC 5280",
    examples: &["certificate"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let der = Client::peer_certificate(session.client(call)?);
    let der = der.ok_or_else(|| {
        let failure = call.failing(Class::Refused, "there is no certificate without TLS");
        failure.hint("starttls begins TLS, where the server offers it")
    })?;
    let certificate = Certificate::read(&der)
        .ok_or_else(|| call.failing(Class::Refused, "the server's certificate cannot be read"))?;
    let left = certificate.left();
    let facts = [
        ("subject", Value::from(certificate.subject)),
        ("names", Value::list(certificate.names)),
        ("issuer", certificate.issuer.into()),
        ("from", certificate.from.into()),
        ("until", certificate.until.into()),
        ("days left", certificate.days_left.into()),
        ("serial", certificate.serial.into()),
    ];
    let value = facts
        .iter()
        .map(|(name, value)| (Value::from(name.replace(' ', "_")), value.clone()));
    let value = Value::Map(value.collect());
    let lines = facts
        .into_iter()
        .filter_map(|(name, value)| match (name, value) {
            ("days left", _) => None,
            ("until", Value::Text(day)) => Some((name, Value::from(format!("{day}, {left}")))),
            ("names", Value::List(names)) => {
                let names: Vec<String> = names.into_iter().filter_map(text).collect();
                Some((name, names.join(", ").into()))
            }
            other => Some(other),
        });
    let shown = Facts {
        lines: lines
            .map(|(name, value)| (name.to_owned(), Cell::new(value)))
            .collect(),
        ..Facts::default()
    };
    Ok(Output::new(value, Shape::Facts(shown)))
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
