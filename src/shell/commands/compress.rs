//! `compress`: COMPRESS DEFLATE.

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::Failure;
use super::super::output::{Footer, Output};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "compress",
    aliases: &[],
    group: Group::Session,
    needs: Needs::SignedIn,
    capability: Some("COMPRESS=DEFLATE"),
    parameters: &[],
    switches: &[],
    summary: "compress the connection from here on",
    details: "Sends COMPRESS DEFLATE; until the connection ends both sides compress what they send. set compress on\n\
              does this after every sign-in where the server can. What was compressed on the wire is plain in\n\
              the trace. RFC 4978",
    examples: &["compress"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let client = session.client(call)?;
    let completed = client.compress().map_err(|error| call.failed(&error))?;
    Ok(Output::said(completed, ["compressed with DEFLATE"]).footer(Footer::part("COMPRESS ok")))
}
