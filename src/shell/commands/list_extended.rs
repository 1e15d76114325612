//! LIST with options: what a line asks for beyond a reference and one pattern, and its answer as folders.

use std::collections::HashMap;

use imapclient::client::{ExtendedList, ListTold};
use imapclient::types::{
    Body, ListReturn, ListSelection, ListedMailbox, MailboxName, MailboxStatus, Metadata, MyRights,
    StatusItem,
};

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Switch, switch, valued};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::{Folder, Value};
use super::limit;

/// The options of LIST-EXTENDED and its relatives.
pub(super) const SUBSCRIBED: Switch = switch("subscribed", "the subscribed ones, existing or not");
/// Those on other servers.
pub(super) const REMOTE: Switch = switch("remote", "those on other servers, too");
/// Those above others that fit.
pub(super) const RECURSIVEMATCH: Switch =
    switch("recursivematch", "also those with such ones below them");
/// Those with a use.
pub(super) const SPECIAL_USE: Switch = switch("special-use", "those with a special use");
/// What to tell.
pub(super) const RETURN: Switch = valued(
    "return",
    "(OPTIONS)",
    "what to tell of each: CHILDREN SUBSCRIBED SPECIAL-USE STATUS (UNSEEN) MYRIGHTS METADATA (ENTRY)",
);

/// What LIST is asked.
pub(super) struct Request {
    pub(super) selection: Vec<ListSelection>,
    pub(super) reference: String,
    pub(super) patterns: Vec<String>,
    pub(super) returns: Vec<ListReturn>,
    /// No more folders than this are shown.
    pub(super) limit: Option<u32>,
}

impl Request {
    /// Reads `[(SELECTION)] [REFERENCE] [PATTERNS] [RETURN (OPTIONS)]` and the options that say the same.
    /// A word alone is a pattern, but in Python, where IMAPClient's order holds.
    pub(super) fn of(call: &Call<'_>) -> Result<Self, Failure> {
        let failed = |mistake| call.failure(mistake);
        let mut rest = call.rest(0);
        let mut request = Request {
            selection: switched(call),
            reference: String::new(),
            patterns: Vec::new(),
            returns: Vec::new(),
            limit: limit::of(call)?,
        };
        if let Some(returns) = call.value("return") {
            request.returns = arguments::list_return(returns).map_err(failed)?;
        }
        if call.python || call.len() == 0 {
            return request.named(call);
        }
        if let [.., Argument::Word(word), list @ Argument::List { .. }] = rest.as_slice()
            && !word.quoted
            && word.text.eq_ignore_ascii_case("RETURN")
        {
            request
                .returns
                .extend(arguments::list_return(list).map_err(failed)?);
            rest.truncate(rest.len() - 2);
        }
        if let Some(first @ Argument::List { .. }) = rest.first() {
            let selection = arguments::list_selection(first).map_err(failed)?;
            request.selection.extend(selection);
            rest.remove(0);
        }
        match rest.as_slice() {
            [] => request.patterns.push("*".to_owned()),
            [pattern] => request.patterns = patterns(call, pattern)?,
            [reference, rest @ ..] => {
                request.reference = arguments::pattern(reference).map_err(failed)?;
                for pattern in rest {
                    request.patterns.extend(patterns(call, pattern)?);
                }
            }
        }
        Ok(request)
    }

    /// Reads IMAPClient's `directory` and `pattern`, each at its place or by its name.
    fn named(mut self, call: &Call<'_>) -> Result<Self, Failure> {
        if let Some(surplus) = call.argument(2) {
            let text = "several patterns are a list: list_folders(\"\", [\"a\", \"b\"])";
            return Err(call.mistake(surplus.span(), text));
        }
        self.reference = call.pattern(0)?.unwrap_or_default();
        self.patterns = match call.argument(1) {
            Some(argument) => patterns(call, argument)?,
            None => vec!["*".to_owned()],
        };
        Ok(self)
    }

    /// The one pattern of a LIST as RFC 3501 has it.
    pub(super) fn plain(&self) -> Option<&str> {
        match self.patterns.as_slice() {
            [pattern] if self.selection.is_empty() && self.returns.is_empty() => Some(pattern),
            _ => None,
        }
    }

    /// The items of STATUS that are to be told.
    pub(super) fn status(&self) -> Vec<StatusItem> {
        let mut asked = Vec::new();
        for option in &self.returns {
            if let ListReturn::Status(items) = option {
                asked.extend(items.iter().cloned());
            }
        }
        asked
    }
}

fn switched(call: &Call<'_>) -> Vec<ListSelection> {
    let known = [
        (SUBSCRIBED, ListSelection::Subscribed),
        (REMOTE, ListSelection::Remote),
        (RECURSIVEMATCH, ListSelection::RecursiveMatch),
        (SPECIAL_USE, ListSelection::SpecialUse),
    ];
    let given = known
        .into_iter()
        .filter(|(switch, _)| call.has(switch.name));
    given.map(|(_, option)| option).collect()
}

fn patterns(call: &Call<'_>, argument: &Argument) -> Result<Vec<String>, Failure> {
    let items = match argument {
        Argument::List { items, span, .. } if items.is_empty() => {
            return Err(call.mistake(span.clone(), "a pattern belongs into these brackets"));
        }
        Argument::List { items, .. } => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    items
        .iter()
        .map(|item| arguments::pattern(item).map_err(|mistake| call.failure(mistake)))
        .collect()
}

/// What is told of one folder.
#[derive(Default)]
pub(super) struct Told {
    pub(super) listed: Option<ListedMailbox>,
    status: Option<MailboxStatus>,
    rights: Option<MyRights>,
    metadata: Option<Metadata>,
}

impl Told {
    /// Adds what one response tells.
    pub(super) fn add(&mut self, part: ListTold) {
        match part {
            ListTold::Mailbox(listed) => self.listed = Some(listed),
            ListTold::Status(status) => self.status = Some(status),
            ListTold::Rights(rights) => self.rights = Some(rights),
            ListTold::Metadata(metadata) => self.metadata = Some(metadata),
        }
    }

    /// Says whether all is there that was asked for. Of what cannot be opened there is no status.
    pub(super) fn is_complete(&self, request: &Request) -> bool {
        let Some(listed) = &self.listed else {
            return false;
        };
        request.returns.iter().all(|option| match option {
            ListReturn::Status(_) => self.status.is_some() || !listed.can_be_opened(),
            ListReturn::MyRights => self.rights.is_some(),
            ListReturn::Metadata(_) => self.metadata.is_some(),
            ListReturn::Subscribed | ListReturn::Children | ListReturn::SpecialUse => true,
        })
    }

    /// The folder, unless only other things were told of it.
    pub(super) fn folder(self, request: &Request) -> std::io::Result<Option<Folder>> {
        let Some(listed) = self.listed else {
            return Ok(None);
        };
        // A server leaves out the folders it has no answer for. RFC 5819 section 2
        let counted = !request.status().is_empty();
        let silent = counted && self.status.is_none() && listed.can_be_opened();
        let entries = self.metadata.map(|told| told.entries).unwrap_or_default();
        let entries = entries
            .into_iter()
            .map(|(name, value)| Ok((name, value.map(bytes).transpose()?.into())));
        Ok(Some(Folder {
            status: self.status,
            rights: self.rights.map(|told| told.rights),
            metadata: entries.collect::<std::io::Result<_>>()?,
            note: silent.then(|| "no status told".to_owned()),
            listed,
        }))
    }
}

/// The folders of an answer, each with what else was told of it.
pub(super) fn folders(told: ExtendedList, request: &Request) -> std::io::Result<Vec<Folder>> {
    let mut statuses = by_name(told.statuses, |status| &status.name);
    let mut rights = by_name(told.rights, |rights| &rights.mailbox);
    let mut metadata = by_name(told.metadata, |metadata| &metadata.mailbox);
    let most = request.limit.map_or(usize::MAX, |most| most as usize);
    let folders = told.mailboxes.into_iter().take(most).map(|listed| {
        let key = key(&listed.name);
        let told = Told {
            status: statuses.remove(&key),
            rights: rights.remove(&key),
            metadata: metadata.remove(&key),
            listed: Some(listed),
        };
        told.folder(request)
    });
    folders.filter_map(Result::transpose).collect()
}

/// The names under which what was asked for besides the status stands in a table.
pub(super) fn names(request: &Request) -> Vec<String> {
    let mut names = Vec::new();
    for option in &request.returns {
        match option {
            ListReturn::MyRights => names.push("rights".to_owned()),
            ListReturn::Metadata(entries) => names.extend_from_slice(entries),
            _ => {}
        }
    }
    if request.selection.contains(&ListSelection::RecursiveMatch) {
        names.push("CHILDINFO".to_owned());
    }
    names
}

fn by_name<T>(told: Vec<T>, name: fn(&T) -> &MailboxName) -> HashMap<String, T> {
    told.into_iter().map(|one| (key(name(&one)), one)).collect()
}

/// Names that mean the same mailbox have the same key: INBOX has no case.
pub(super) fn key(name: &MailboxName) -> String {
    if name.is_inbox() {
        return "INBOX".to_owned();
    }
    name.as_str().to_owned()
}

/// The bytes of a value, wherever they are kept.
pub(super) fn bytes(body: Body) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::copy(&mut body.reader()?, &mut bytes)?;
    Ok(bytes)
}

/// What was told of a folder besides IMAPClient's three, for those who asked for it.
pub(super) fn fields(row: &Folder, request: &Request) -> Vec<(&'static str, Value)> {
    let text = |text: &str| Value::Bytes(text.as_bytes().to_vec());
    let mut fields = Vec::new();
    if request.returns.contains(&ListReturn::MyRights) {
        fields.push(("rights", row.rights.as_deref().map(text).into()));
    }
    let metadata = |option: &ListReturn| matches!(option, ListReturn::Metadata(_));
    if request.returns.iter().any(metadata) {
        let pairs = row
            .metadata
            .iter()
            .map(|(name, value)| (text(name), value.clone()));
        fields.push(("metadata", Value::Map(pairs.collect())));
    }
    if request.selection.contains(&ListSelection::RecursiveMatch) {
        let pairs = row.listed.extended.iter();
        let pairs = pairs.map(|(tag, value)| (tag.clone().into(), value.clone().into()));
        fields.push(("extended", Value::Map(pairs.collect())));
    }
    fields
}
