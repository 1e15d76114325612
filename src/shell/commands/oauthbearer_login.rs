//! `oauthbearer_login`: AUTHENTICATE OAUTHBEARER.

use imapclient::client::Mechanism;

use super::super::authenticating::Applicant;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::sign_in;

pub(crate) static COMMAND: Command = Command {
    name: "oauthbearer_login",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[
        takes("identity", Kind::Text, Count::One),
        takes("access_token", Kind::Secret, Count::Optional),
    ],
    switches: &[],
    summary: "sign in with an access token, the standard way",
    details: "Sends AUTHENTICATE OAUTHBEARER with an OAuth 2.0 access token. A token that is not given is asked for; neither history nor\n\
              trace ever holds one. RFC 7628",
    examples: &["oauthbearer_login ana@example.org"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let applicant = Applicant {
        mechanism: Mechanism::OAuthBearer,
        username: Some(call.word(0)?.to_owned()),
        secret: sign_in::secret(call, 1)?,
        authorization: String::new(),
        vendor: String::new(),
    };
    sign_in::answer_in_list(session, call, applicant)
}
