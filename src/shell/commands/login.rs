//! `login`: signs in on a connection that is there.

use imapclient::client::State;
use imapclient::types::Secret;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::connecting;
use super::super::failure::{Class, Failure};
use super::super::output::Output;
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "login",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[
        takes("username", Kind::Text, Count::One),
        takes("password", Kind::Secret, Count::Optional),
    ],
    switches: &[],
    summary: "sign in, after --no-login or a refusal",
    details: "Sends LOGIN, or AUTHENTICATE PLAIN where LOGIN is forbidden or the password is not ASCII. A password\n\
              that is not given is asked for; neither history nor trace ever holds one. connect signs in as the\n\
              same user from then on. RFC 9051 section 6.2.3",
    examples: &["login ana@example.org"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    if session.state() != State::NotAuthenticated {
        let user = session.account.username.clone().unwrap_or_default();
        return Err(call
            .failing(Class::Refused, format!("signed in already, as {user}"))
            .hint("logout, then connect, signs in anew"));
    }
    let username = call.word(0)?;
    let password = call.optional_word(1)?.map(Secret::new);
    let completed = connecting::login(session, username, password).map_err(|failure| Failure {
        attempted: call.command.name.to_owned(),
        ..failure
    })?;
    Ok(Output::said(completed, [connecting::told(session)]))
}
