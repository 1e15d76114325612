//! What may have been meant.

use imapclient::Error;
use imapclient::types::MailboxName;

use super::arguments;
use super::call::Call;
use super::failure::Failure;
use super::session::Session;

/// A folder with a name like this one. The folders are listed once for it, where somebody is at the prompt and
/// commands may be sent unasked.
pub(crate) fn folder(session: &mut Session, name: &str) -> Option<String> {
    if session.folders.is_none() && session.is_connected() && session.may_ask_unasked() {
        session.tracing.own("auto");
        // Without the list there is nothing to suggest, and the failure that is told counts more.
        let listed = session.client.as_mut().map(|client| client.list("", "*"));
        session.folders = listed.and_then(Result::ok);
    }
    let folders = session.folders.as_ref()?;
    let names = || folders.iter().map(|listed| listed.name.as_str());
    if names().any(|known| known == name) {
        // The name is right, and something else is wrong.
        return None;
    }
    arguments::suggestion(name, names()).map(str::to_owned)
}

/// The line for it, to stand under a refusal.
pub(crate) fn folder_hint(session: &mut Session, name: &str) -> Option<String> {
    if let Some(near) = folder(session, name) {
        return Some(format!("did you mean {near}?   (list_folders shows all)"));
    }
    let listed = session.folders.as_ref()?;
    let undecodable = listed.iter().any(|listed| {
        // A name that decodes and has an & in it is spelt otherwise on the wire.
        let as_it_came = listed.name.wire() == Some(name.as_bytes());
        listed.name.as_str() == name && as_it_came && name.contains('&')
    });
    let told = undecodable && session.settings.folder_encode;
    told.then(|| {
        "this name is no modified UTF-7; set folder_encode off sends it as it is".to_owned()
    })
}

/// The refusal of a command on a folder, with the folder that may have been meant.
pub(crate) fn refusal(
    session: &mut Session,
    call: &Call<'_>,
    error: &Error,
    name: &MailboxName,
) -> Failure {
    let failure = call.failed(error);
    match error {
        Error::No(_) => match folder_hint(session, name.as_str()) {
            Some(hint) => failure.hint(hint),
            None => failure,
        },
        _ => failure,
    }
}
