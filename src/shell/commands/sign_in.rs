//! What the commands that sign in by a mechanism have in common.

use imapclient::client::{Completed, State};
use imapclient::types::Secret;

use super::super::authenticating::{self, Applicant};
use super::super::call::Call;
use super::super::connecting;
use super::super::failure::{Class, Failure};
use super::super::line::Argument;
use super::super::output::{Output, Value};
use super::super::session::Session;

/// The secret at a place of the line, if it is there.
pub(super) fn secret(call: &Call<'_>, place: usize) -> Result<Option<Secret>, Failure> {
    match call.argument(place) {
        Some(Argument::Bytes { bytes, .. }) => Ok(Some(Secret::new(bytes.clone()))),
        _ => Ok(call.optional_word(place)?.map(Secret::new)),
    }
}

/// Signs in, and answers what the server says.
pub(super) fn answer<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    applicant: Applicant,
) -> Result<Output<'s>, Failure> {
    let completed = sign_in(session, call, applicant)?;
    Ok(Output::said(completed, [connecting::told(session)]))
}

/// The same in a list, as IMAPClient has it for tokens.
pub(super) fn answer_in_list<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    applicant: Applicant,
) -> Result<Output<'s>, Failure> {
    let completed = sign_in(session, call, applicant)?;
    Ok(Output::said(
        Value::list([completed]),
        [connecting::told(session)],
    ))
}

fn sign_in(
    session: &mut Session,
    call: &Call<'_>,
    applicant: Applicant,
) -> Result<Completed, Failure> {
    if session.state() != State::NotAuthenticated {
        let user = session.account.username.clone().unwrap_or_default();
        return Err(call
            .failing(Class::Refused, format!("signed in already, as {user}"))
            .hint("logout, then connect, signs in anew"));
    }
    authenticating::sign_in(session, applicant).map_err(|failure| Failure {
        attempted: call.command.name.to_owned(),
        ..failure
    })
}
