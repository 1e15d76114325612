//! `quit`: leaves the shell.

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs, alias};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "quit",
    aliases: &[alias("exit")],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "sign out and leave",
    details: "Sends LOGOUT, waits at most 2 seconds for the answer, and leaves. So do Ctrl-D and the end of a script.",
    examples: &["quit"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, _: &Call<'_>) -> Result<Output<'s>, Failure> {
    session.leaving = true;
    Ok(Output::raw(|_| Ok(())))
}
