//! The server within the process that `--demo` talks to.

use imapclient::client::Transport;
use imapclient::demo::Demo;

use super::account::Account;
use super::failure::{Class, Failure, system_reason};
use super::options::AccountOptions;
use super::render::{ColorChoice, Screen};
use super::session::Session;

/// Starts the demo if the account is the demo's, and lets other programs in where that was asked for.
///
/// # Errors
/// `usage:` for an address that cannot be listened on.
pub(crate) fn start(
    account: &Account,
    options: &AccountOptions,
    color: ColorChoice,
) -> Result<Option<Demo>, Failure> {
    if !account.demo {
        return Ok(None);
    }
    let demo = Demo::new();
    if let Some(address) = &options.demo_listen {
        let address = listen(&demo, address)?;
        demo.let_mail_arrive();
        Screen::standard(color).remark(&format!(
            "demo server: listening on {address}, in clear, for any user and password"
        ));
    }
    Ok(Some(demo))
}

fn listen(demo: &Demo, address: &str) -> Result<String, Failure> {
    let listening = demo.listen(address).map(|address| address.to_string());
    listening.map_err(|error| {
        let why = match error.raw_os_error() {
            Some(_) => system_reason(&error),
            None => error.to_string(),
        };
        Failure::usage("", format!("--demo-listen {address}: {why}"))
    })
}

/// A connection to the demo, if the account is the demo's.
///
/// # Errors
/// `refused:` where the system gives no pipe.
pub(crate) fn link(session: &Session) -> Result<Option<Box<dyn Transport>>, Failure> {
    match (&session.demo, session.account.demo) {
        (Some(demo), true) => demo.connect().map(Some).map_err(|error| {
            Failure::new(Class::Refused, "", format!("cannot make a pipe: {error}"))
        }),
        _ => Ok(None),
    }
}

/// What is said when the prompt opens on the demo, in place of what is said of a connection, and what to try.
pub(crate) fn banner(demo: &Demo) -> (String, &'static str) {
    let (mailboxes, messages) = demo.count();
    let told = format!(
        "demo server: {mailboxes} folders, {messages} made-up messages, in this program's memory."
    );
    let next = "Nothing leaves your machine. Try:  select_folder INBOX   search UNSEEN   tour";
    (told, next)
}

#[cfg(test)]
mod tests;
