//! Folders that are written as they arrive: for formats in which a folder is a line, and nothing has to be known of the
//! others.

use std::collections::{HashMap, VecDeque};

use imapclient::client::{ListTold, Listing};
use imapclient::types::{ListedMailbox, Metadata, StatusItem};
use imapclient::{Client, Error};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::news;
use super::super::output::{AtHand, Column, Folder, Output, Shape, Table, Value};
use super::list_extended::{self, Request, Told};
use super::{counts, list_folders};

/// What LIST tells of each folder.
const PLAIN: [&str; 3] = ["flags", "delimiter", "name"];

/// Gives the folders of a listing that has begun on one by one; none is kept.
pub(super) fn plain<'s>(
    client: &'s mut Client,
    call: &Call<'_>,
    listing: Listing,
    limit: Option<u32>,
) -> Output<'s> {
    let next = |client: &mut Client, listing: &mut Listing| {
        let listed = client.next_listed(listing)?;
        Ok(listed.map(|listed| Value::row(fields(&listed))))
    };
    Rows::new(client, call, listing, limit, next).output(&PLAIN.map(str::to_owned))
}

/// Gives the folders of a listing with options on, each as soon as all is told of it that was asked for. Those of which
/// some of it is never told come last.
pub(super) fn told<'s>(
    client: &'s mut Client,
    call: &Call<'_>,
    listing: Listing,
    request: Request,
) -> Output<'s> {
    let columns = columns(&request.status(), &request);
    let limit = request.limit;
    let mut joining = Joining::new(request);
    let next = move |client: &mut Client, listing: &mut Listing| loop {
        if let Some(folder) = joining.ready.pop_front() {
            return Ok(Some(joining.row(folder)?));
        }
        match client.next_told(listing)? {
            Some(told) => joining.take(told),
            None if joining.waiting.is_empty() => return Ok(None),
            None => joining.end(),
        }
    };
    Rows::new(client, call, listing, limit, next).output(&columns)
}

/// Gives folders on with their counts, for which the server is asked one by one.
pub(super) fn asked<'s>(
    client: &'s mut Client,
    call: &Call<'_>,
    folders: Vec<Folder>,
    items: Vec<StatusItem>,
    request: Request,
) -> Output<'s> {
    let command = call.command.name;
    let columns = columns(&items, &request);
    let mut folders = folders.into_iter();
    let rows = std::iter::from_fn(move || {
        let mut folder = folders.next()?;
        Some(match counts::ask(client, &mut folder, &items) {
            Ok(()) => Ok(list_folders::value(&folder, true, &request)),
            Err(error) => {
                folders = Vec::new().into_iter();
                Err(Failure::from_error(command, &error))
            }
        })
    });
    output(rows, &columns)
}

/// The answer that is made of rows.
fn output<'s>(
    rows: impl Iterator<Item = Result<Value, Failure>> + 's,
    columns: &[String],
) -> Output<'s> {
    let shape = Shape::Table(Table {
        columns: columns.iter().map(Column::text).collect(),
        rows: None,
    });
    let mut output = Output::stream(rows, shape);
    output.fields = columns.to_vec();
    output
}

/// The columns of a listing with options: not each folder has all of what was asked for.
fn columns(items: &[StatusItem], request: &Request) -> Vec<String> {
    let plain = PLAIN.map(str::to_owned);
    let items = items.iter().map(StatusItem::as_str);
    let more = items
        .map(str::to_owned)
        .chain(list_extended::names(request));
    plain.into_iter().chain(more).collect()
}

/// The rows of a listing on its way.
struct Rows<'s, N> {
    client: &'s mut Client,
    listing: Listing,
    command: &'static str,
    /// No more than this are wanted.
    left: Option<u32>,
    at_hand: AtHand,
    next: N,
}

impl<'s, N> Rows<'s, N>
where
    N: FnMut(&mut Client, &mut Listing) -> imapclient::Result<Option<Value>> + 's,
{
    fn new(
        client: &'s mut Client,
        call: &Call<'_>,
        listing: Listing,
        left: Option<u32>,
        next: N,
    ) -> Self {
        Rows {
            client,
            listing,
            command: call.command.name,
            left,
            at_hand: AtHand::default(),
            next,
        }
    }

    fn output(self, columns: &[String]) -> Output<'s> {
        let at_hand = self.at_hand.clone();
        let mut output = output(self, columns);
        output.at_hand = at_hand;
        output
    }
}

impl<N> Iterator for Rows<'_, N>
where
    N: FnMut(&mut Client, &mut Listing) -> imapclient::Result<Option<Value>>,
{
    type Item = Result<Value, Failure>;

    fn next(&mut self) -> Option<Result<Value, Failure>> {
        if self.left == Some(0) {
            // The rest is read away before the next command.
            return None;
        }
        self.left = self.left.map(|left| left - 1);
        match (self.next)(self.client, &mut self.listing) {
            Ok(row) => {
                self.at_hand.set(self.client.is_at_hand());
                row.map(Ok)
            }
            Err(error) => {
                self.left = Some(0);
                Some(Err(Failure::from_error(self.command, &error)))
            }
        }
    }
}

/// Puts together what is told of each folder.
struct Joining {
    request: Request,
    /// What was told of folders that lack something, by their names, in the order in which they were first told of.
    waiting: HashMap<String, (u64, Told)>,
    count: u64,
    ready: VecDeque<Told>,
}

impl Joining {
    fn new(request: Request) -> Self {
        Joining {
            request,
            waiting: HashMap::new(),
            count: 0,
            ready: VecDeque::new(),
        }
    }

    fn take(&mut self, part: ListTold) {
        let name = match &part {
            ListTold::Mailbox(listed) => &listed.name,
            ListTold::Status(status) => &status.name,
            ListTold::Rights(rights) => &rights.mailbox,
            ListTold::Metadata(Metadata { mailbox, .. }) => mailbox,
        };
        let key = list_extended::key(name);
        self.count += 1;
        let (_, told) = self
            .waiting
            .entry(key.clone())
            .or_insert_with(|| (self.count, Told::default()));
        told.add(part);
        if told.is_complete(&self.request) {
            self.ready
                .extend(self.waiting.remove(&key).map(|(_, told)| told));
        }
    }

    /// No more is told of those that wait.
    fn end(&mut self) {
        let mut rest: Vec<_> = self.waiting.drain().map(|(_, told)| told).collect();
        rest.sort_by_key(|(place, _)| *place);
        self.ready.extend(rest.into_iter().map(|(_, told)| told));
        // What was told of folders that are not in the list belongs to none.
        self.ready.retain(|told| told.listed.is_some());
    }

    fn row(&self, told: Told) -> imapclient::Result<Value> {
        let folder = told.folder(&self.request).map_err(Error::from)?;
        Ok(folder.map_or(Value::Nil, |folder| {
            let counts = !self.request.status().is_empty();
            list_folders::value(&folder, counts, &self.request)
        }))
    }
}

/// What LIST tells of a folder, under IMAPClient's names.
pub(super) fn fields(listed: &ListedMailbox) -> Vec<(&'static str, Value)> {
    let [flags, delimiter, name] = news::list_line(listed);
    vec![("flags", flags), ("delimiter", delimiter), ("name", name)]
}
