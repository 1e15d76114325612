//! What `select_folder --qresync` adds: what was known of the folder, and what became of it since.

use imapclient::client::{Known, Resynced};
use imapclient::types::{MailboxName, SequenceSet};

use super::super::arguments::{self, SelectParameters};
use super::super::call::Call;
use super::super::command::{Switch, switch, valued};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::{Cell, Facts, Value};
use super::super::render::short_set;
use super::super::session::Session;

pub(super) const QRESYNC: Switch = switch(
    "qresync",
    "tell what vanished and changed since it was open (QRESYNC)",
);
pub(super) const KNOWN: Switch = valued(
    "known",
    "STATE",
    "the same, since UIDVALIDITY:MODSEQ, or UIDVALIDITY:MODSEQ:UIDS",
);

/// What a SELECT is to be told of.
pub(super) enum Since {
    /// Nothing was known: the folder is opened as if it were new.
    Nothing,
    /// This was known.
    Known(Known),
    /// It does not matter: only that changes are counted from now on is asked (CONDSTORE).
    Whatever,
}

impl Since {
    /// Reads `(CONDSTORE)` and `(QRESYNC (…))`, `--qresync` and `--known`; absent where none is given.
    pub(super) fn of(
        session: &Session,
        call: &Call<'_>,
        name: &MailboxName,
        given: Option<&Argument>,
    ) -> Result<Option<Self>, Failure> {
        if let Some(given) = given {
            return parameters(call, given).map(Some);
        }
        if let Some(given) = call.value("known") {
            return known(call, given).map(|known| Some(Since::Known(known)));
        }
        Ok(call
            .has("qresync")
            .then(|| match session.known_folders.of(name) {
                Some(known) => Since::Known(known.clone()),
                None => Since::Nothing,
            }))
    }

    /// What is known, if anything is.
    pub(super) fn known(&self) -> Option<&Known> {
        match self {
            Since::Nothing | Since::Whatever => None,
            Since::Known(known) => Some(known),
        }
    }

    /// What the server could tell.
    pub(super) fn told(&self, resynced: &Resynced) -> Told {
        let mailbox = &resynced.mailbox;
        match self {
            Since::Known(known) if mailbox.uid_validity == Some(known.uid_validity) => Told::All,
            Since::Known(_) => Told::Renewed,
            Since::Nothing | Since::Whatever if mailbox.highest_modseq.is_none() => Told::Nothing(
                Some("the server counts no changes in this folder (NOMODSEQ)"),
            ),
            Since::Whatever => Told::Nothing(None),
            Since::Nothing => Told::Nothing(Some(
                "nothing was known of the folder; from now on --qresync tells what became of it",
            )),
        }
    }
}

/// What the server could tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// All that became of the folder since.
    All,
    /// Nothing: what was known is of a folder that is no more.
    Renewed,
    /// Nothing, and why, where that is a wonder.
    Nothing(Option<&'static str>),
}

/// Reads the parameters as the RFC writes them.
fn parameters(call: &Call<'_>, given: &Argument) -> Result<Since, Failure> {
    if let Some(option) = ["qresync", "known"].iter().find(|option| call.has(option)) {
        let text = format!("--{option} says the same: one of them is enough");
        return Err(call.mistake(given.span(), text));
    }
    let parameters = arguments::select_parameters(given);
    Ok(match parameters.map_err(|mistake| call.failure(mistake))? {
        SelectParameters::CondStore => Since::Whatever,
        SelectParameters::QResync(known) => Since::Known(known),
    })
}

/// Reads `67890007:90060115194045000:41,43:211`.
fn known(call: &Call<'_>, given: &Argument) -> Result<Known, Failure> {
    let mistake = || {
        let wanted = "what was known is UIDVALIDITY:MODSEQ, and perhaps :UIDS behind it";
        call.mistake(given.span(), wanted)
    };
    let Argument::Word(word) = given else {
        return Err(mistake());
    };
    let mut parts = word.text.splitn(3, ':');
    let mut number = |most: u64| {
        let digits = parts
            .next()
            .filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        let number = digits.and_then(|digits| digits.parse().ok());
        number
            .filter(|number| (1..=most).contains(number))
            .ok_or_else(mistake)
    };
    let uid_validity = number(u32::MAX.into())?;
    // RFC 7162 section 7: a mod-sequence has 63 bits.
    let highest_modseq = number(i64::MAX.unsigned_abs())?;
    let uids = parts.next().map(|uids| {
        let set = SequenceSet::parse(uids).filter(|set| !set.is_open());
        set.ok_or_else(mistake)
    });
    Ok(Known {
        uid_validity,
        highest_modseq,
        uids: uids.transpose()?,
        numbers: None,
    })
}

/// What became of the folder, for programs: the UIDs that are gone as a set, since a server may name any number of them,
/// and the messages that are new or have changed.
pub(super) fn entries(resynced: &Resynced) -> [(Value, Value); 2] {
    let key = |name: &str| Value::Bytes(name.as_bytes().to_vec());
    let vanished = Value::Bytes(resynced.vanished.to_string().into_bytes());
    let changed = Value::list(resynced.changed.iter().cloned());
    [(key("VANISHED"), vanished), (key("FETCH"), changed)]
}

/// What became of the folder, for people.
pub(super) fn tell(facts: &mut Facts, resynced: &Resynced) {
    let changed: SequenceSet = resynced
        .changed
        .iter()
        .filter_map(|message| message.uid)
        .collect();
    for (head, uids) in [("vanished", &resynced.vanished), ("changed", &changed)] {
        let told = match uids.is_empty() {
            true => "nothing".to_owned(),
            false => format!("UID {}", short_set(uids)),
        };
        facts.lines.push((head.to_owned(), Cell::new(told)));
    }
}
