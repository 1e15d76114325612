//! `plain_login`: AUTHENTICATE PLAIN.

use imapclient::client::Mechanism;

use super::super::authenticating::Applicant;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::sign_in;

pub(crate) static COMMAND: Command = Command {
    name: "plain_login",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[
        takes("identity", Kind::Text, Count::One),
        takes("password", Kind::Secret, Count::Optional),
        takes("authorization_identity", Kind::Text, Count::Optional),
    ],
    switches: &[],
    summary: "sign in by AUTHENTICATE PLAIN",
    details: "Sends AUTHENTICATE PLAIN; a third argument is whom to act as. A password that is not given is asked for; neither history nor\n\
              trace ever holds one. RFC 4616",
    examples: &["plain_login ana@example.org"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let applicant = Applicant {
        mechanism: Mechanism::Plain,
        username: Some(call.word(0)?.to_owned()),
        secret: sign_in::secret(call, 1)?,
        authorization: call.optional_word(2)?.unwrap_or_default().to_owned(),
        vendor: String::new(),
    };
    sign_in::answer(session, call, applicant)
}
