//! `sasl_login`: AUTHENTICATE with a mechanism by name.

use imapclient::client::Mechanism;

use super::super::authenticating::Applicant;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, Switch, takes, valued};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::sign_in;

pub(crate) static COMMAND: Command = Command {
    name: "sasl_login",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[
        takes("mech_name", Kind::Choice(MECHANISMS), Count::One),
        takes("username", Kind::Text, Count::Optional),
        takes("secret", Kind::Secret, Count::Optional),
    ],
    switches: &[AS],
    summary: "sign in by a mechanism you name",
    details: "Sends AUTHENTICATE with PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256, EXTERNAL, ANONYMOUS, XOAUTH2 or\n\
              OAUTHBEARER, and no other. --as acts as somebody else, where the mechanism can say it. What is not\n\
              given is asked for; neither history nor trace ever holds a secret. RFC 9051 section 6.2.2",
    examples: &[
        "sasl_login SCRAM-SHA-256 ana@example.org",
        "sasl_login EXTERNAL",
    ],
    effect: Effect::Local,
    run,
};

const MECHANISMS: &[&str] = &[
    "PLAIN",
    "LOGIN",
    "CRAM-MD5",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
    "EXTERNAL",
    "ANONYMOUS",
    "XOAUTH2",
    "OAUTHBEARER",
];

const AS: Switch = valued("as", "USER", "act as this user");

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let name = call.word(0)?;
    let Some(mechanism) = Mechanism::parse(name) else {
        let span = call
            .argument(0)
            .map_or(call.verb.clone(), |given| given.span());
        let failure = call.mistake(span, "not a mechanism that is built");
        return Err(failure.hint(format!("these are {}", MECHANISMS.join(" "))));
    };
    let username = call.optional_word(1)?.map(str::to_owned);
    let acts_as = match (call.value_word("as")?, &username) {
        // Who we are the server knows already; a name can only say whom to act as.
        (None, Some(name)) if mechanism == Mechanism::External => name.clone(),
        (given, _) => given.unwrap_or_default().to_owned(),
    };
    let applicant = Applicant {
        mechanism,
        username,
        secret: sign_in::secret(call, 2)?,
        authorization: acts_as,
        vendor: String::new(),
    };
    sign_in::answer(session, call, applicant)
}
