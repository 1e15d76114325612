//! `oauth2_login`: AUTHENTICATE XOAUTH2.

use imapclient::client::Mechanism;

use super::super::authenticating::Applicant;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::sign_in;

pub(crate) static COMMAND: Command = Command {
    name: "oauth2_login",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[
        takes("user", Kind::Text, Count::One),
        takes("access_token", Kind::Secret, Count::Optional),
        takes("mech", Kind::Choice(&["XOAUTH2"]), Count::Optional),
        takes("vendor", Kind::Text, Count::Optional),
    ],
    switches: &[],
    summary: "sign in with an access token, the way of Gmail",
    details: "Sends AUTHENTICATE XOAUTH2 with an OAuth 2.0 access token. A token that is not given is asked for; neither history nor\n\
              trace ever holds one. oauthbearer_login is the standard way.",
    examples: &["oauth2_login ana@example.org"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    if let Some(mechanism) = call.optional_word(2)?
        && !mechanism.eq_ignore_ascii_case("XOAUTH2")
    {
        let span = call
            .argument(2)
            .map_or(call.verb.clone(), |given| given.span());
        return Err(call
            .mistake(span, "oauth2_login speaks XOAUTH2 only")
            .hint("oauthbearer_login and sasl_login MECHANISM speak others"));
    }
    let applicant = Applicant {
        mechanism: Mechanism::XOAuth2,
        username: Some(call.word(0)?.to_owned()),
        secret: sign_in::secret(call, 1)?,
        authorization: String::new(),
        vendor: call.optional_word(3)?.unwrap_or_default().to_owned(),
    };
    sign_in::answer_in_list(session, call, applicant)
}
