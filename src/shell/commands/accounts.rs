//! `accounts`: the accounts of the configuration file.

use super::super::account::{self, Environment};
use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::{Class, Failure};
use super::super::output::{Column, Footer, Output, Shape, Table, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "accounts",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "the accounts of the configuration file",
    details: "Shows the sections of the file that the session was started with, else of the usual one, with server\n\
              and user; connect NAME goes to one of them. Nothing is sent, and no password is shown.",
    examples: &["accounts", "accounts --json"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let file = session.account.file.clone();
    let Some(path) = file.or_else(|| Environment::of_process().default_file) else {
        let text = "no account file is known: there is no home directory";
        return Err(call.failing(Class::Config, text));
    };
    let accounts = account::overview(&path)?;
    let rows = accounts.into_iter().map(|account| {
        Value::row(vec![
            ("account", account.name.into()),
            ("host", account.host.into()),
            ("username", account.username.into()),
            ("expect_failure", account.expect_failure.into()),
        ])
    });
    let value = Value::List(rows.collect());
    let shape = Shape::Table(Table {
        columns: vec![
            Column::text("ACCOUNT").yields(0),
            Column::text("HOST").fill(24),
            Column::text("USERNAME"),
        ],
        rows: None,
    });
    let footer = Footer::counting("account", "accounts").and(path.display().to_string());
    Ok(Output::new(value, shape).footer(footer))
}
