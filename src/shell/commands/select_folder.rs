//! `select_folder`: SELECT and EXAMINE.

use imapclient::client::Resynced;
use imapclient::types::{MailboxName, SelectedMailbox, SequenceSet};

use super::super::call::Call;
use super::super::command::{
    Alias, Command, Count, Effect, Group, Kind, Needs, alias, switch, takes,
};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::{Footer, Output, Shape, Value};
use super::super::reconnecting::Uids;
use super::super::session::{Opened, Session};
use super::super::suggest;
use super::resync::{self, KNOWN, QRESYNC, Since, Told};
use super::selected::{facts, value};

pub(crate) static COMMAND: Command = Command {
    name: "select_folder",
    aliases: &[
        alias("select"),
        Alias {
            word: "examine",
            adds: Some("readonly"),
        },
        alias("cd"),
    ],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[
        takes("folder", Kind::Folder, Count::One),
        takes("parameters", Kind::SelectParameters, Count::Optional),
    ],
    switches: &[
        switch("readonly", "EXAMINE: look, change nothing"),
        QRESYNC,
        KNOWN,
    ],
    summary: "open a folder",
    details: "Sends SELECT, or EXAMINE with --readonly and in a read-only session, and shows what the server\n\
              tells of the folder. A folder that was open is left, also when this one cannot be opened.\n\
              cd - opens the folder before. With --qresync the server tells besides which messages vanished, are\n\
              new or changed since the folder was last open here, or since --known; VANISHED comes in place of\n\
              EXPUNGE from then on. The RFC's parameters work too: (CONDSTORE), which has changes counted,\n\
              and (QRESYNC (UIDVALIDITY MODSEQ UIDS)). RFC 9051 section 6.3.2; RFC 7162 section 3.2.5",
    examples: &[
        "select_folder INBOX",
        "select_folder INBOX --readonly",
        "select_folder INBOX --qresync",
        "SELECT INBOX (CONDSTORE)",
        "cd -",
    ],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let back = call.word(0).is_ok_and(|word| word == "-");
    let (name, before) = match (back, session.previous.clone()) {
        (true, Some(previous)) => (previous.name.clone(), Some(previous)),
        (true, None) => {
            return Err(call.mistake(call.verb.clone(), "there is no folder before this one"));
        }
        (false, _) => (call.mailbox(0)?, None),
    };
    let by_place = read_only_by_place(call);
    let read_only =
        by_place.unwrap_or(call.has("readonly")) || before.is_some_and(|before| before.read_only);
    let name = one_inbox(name);
    let parameters = call.argument(1).filter(|_| by_place.is_none());
    let since = Since::of(session, call, &name, parameters)?;
    let resynced = open_since(session, call, name, read_only, since.as_ref())?;
    let selected = &resynced.mailbox;
    let read_only = session
        .opened
        .as_ref()
        .is_some_and(|opened| opened.read_only);
    let verb = if read_only { "EXAMINE ok" } else { "SELECT ok" };
    let first_unseen = session.count_unseen();
    let mut facts = facts(selected, read_only, session.unseen.flatten(), first_unseen);
    let mut entries = value(selected);
    let told = since.map(|since| since.told(&resynced));
    if told == Some(Told::All) {
        resync::tell(&mut facts, &resynced);
        entries.extend(resync::entries(&resynced));
    }
    let mut output = Output::new(Value::Map(entries), Shape::Facts(facts));
    if let Some(Told::Nothing(Some(why))) = told {
        output.notes.push(why.to_owned());
    }
    Ok(output.footer(Footer::part(verb)))
}

/// `True` in the second place, as Python calls have it: the folder is only to be looked at.
fn read_only_by_place(call: &Call<'_>) -> Option<bool> {
    match call.argument(1)? {
        Argument::Word(word) if !word.quoted => match word.text.as_str() {
            "True" => Some(true),
            "False" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Opens a folder, in a read-only session always by EXAMINE.
///
/// # Errors
/// The server's refusal, with what it did to the session and what may have been meant.
pub(super) fn open(
    session: &mut Session,
    call: &Call<'_>,
    name: MailboxName,
    read_only: bool,
) -> Result<SelectedMailbox, Failure> {
    open_since(session, call, one_inbox(name), read_only, None).map(|opened| opened.mailbox)
}

/// IMAP has one word for it; some servers know it in no other case.
fn one_inbox(name: MailboxName) -> MailboxName {
    match name.is_inbox() {
        true => MailboxName::new("INBOX"),
        false => name,
    }
}

/// Opens a folder, and hears what became of it where that is asked.
fn open_since(
    session: &mut Session,
    call: &Call<'_>,
    name: MailboxName,
    read_only: bool,
    since: Option<&Since>,
) -> Result<Resynced, Failure> {
    let read_only = read_only || session.modes.read_only || session.account.read_only;
    let client = session.client(call)?;
    let had = client.selected().is_some();
    let result = match since {
        Some(Since::Whatever) => client.select_condstore(&name, read_only).map(unsynced),
        None if read_only => client.examine(&name).map(unsynced),
        None => client.select(&name).map(unsynced),
        Some(since) => client.select_qresync(&name, since.known(), read_only),
    };
    let resynced = match result {
        Ok(resynced) => resynced,
        Err(error) => return Err(refused(session, call, &error, name.as_str(), had)),
    };
    let opened = Opened {
        name,
        read_only,
        uid_validity: resynced.mailbox.uid_validity,
    };
    let renewed = since.is_some_and(|since| since.told(&resynced) == Told::Renewed);
    check_uids(session, &opened, renewed);
    session.folder_opened(opened);
    Ok(resynced)
}

/// Forgets numbers that mean other messages in the folder that was opened, and says so where that is a wonder.
/// `renewed` says that what the server was told of the folder is of another one.
fn check_uids(session: &mut Session, opened: &Opened, renewed: bool) {
    let before = session.opened.as_ref();
    let before = before.filter(|before| before.name == opened.name);
    let changed = before
        .filter(|before| before.uid_validity != opened.uid_validity)
        .map(|before| Uids::compare(before, Some(opened)));
    if before.is_none() || changed.is_some() {
        session.results.forget_messages();
    }
    let renewed = renewed.then_some(match opened.uid_validity {
        Some(_) => Uids::Changed,
        None => Uids::Unknown,
    });
    if let Some(uids) = changed.or(renewed) {
        session.warnings.push(uids.told().to_owned());
    }
}

/// A folder of which nothing was known before.
fn unsynced(mailbox: &SelectedMailbox) -> Resynced {
    Resynced {
        mailbox: mailbox.clone(),
        vanished: SequenceSet::default(),
        changed: Vec::new(),
    }
}

/// Tells a refusal with what it did to the session and what may have been meant.
fn refused(
    session: &mut Session,
    call: &Call<'_>,
    error: &imapclient::Error,
    name: &str,
    had: bool,
) -> Failure {
    let mut failure = call.failed(error);
    if error.is_fatal() {
        return failure;
    }
    if let Some(hint) = suggest::folder_hint(session, name) {
        failure = failure.hint(hint);
    }
    let left = session
        .client
        .as_ref()
        .is_none_or(|client| client.selected().is_none());
    if had && left {
        let left = session
            .opened
            .as_ref()
            .map_or_else(String::new, |opened| opened.name.to_string());
        session.folder_left();
        failure = failure.hint(format!(
            "no folder is open now: a failed SELECT closes {left} · back with: cd -"
        ));
    }
    failure
}
