//! The demo against a real server: every method of the client on both, with the same messages, and the answers
//! compared. Where they may differ the reason stands beside the case.

#![cfg(feature = "demo")]
// The calls return the library's own error.
#![allow(clippy::unwrap_used, clippy::result_large_err)]

#[path = "../dovecot/mod.rs"]
mod dovecot;

mod cases;
mod clients;
mod methods;

use std::fmt::Debug;
use std::time::Duration;

use dovecot::{Dovecot, Options as Setting};
use imapclient::client::{Append, Client, Endpoint, FetchOptions, Options, Security, Waker};
use imapclient::demo::Demo;
use imapclient::types::{DateTime, FetchItem, Flag, ItemValue, MessageSet, Secret, SequenceSet};
use imapclient::{Error, Result};

/// The mailbox that both have.
const SAME: &str = "Same";

/// A client of the demo and one of Dovecot.
struct Both {
    demo: Client,
    dovecot: Client,
    differences: Vec<String>,
    server: Dovecot,
    within: Demo,
    user: String,
}

impl Both {
    /// Connects to both, and puts the demo's messages into a mailbox of each, but for those that are huge.
    fn start() -> Both {
        let server = Dovecot::start(Setting::default());
        let noon = DateTime::parse(b"29-Nov-2026 12:00:00 +0000").unwrap();
        let (within, user) = (Demo::at(noon), server.fresh_user());
        let mut both = Both {
            demo: greeted(&within),
            dovecot: connected(&server),
            differences: Vec::new(),
            server,
            within,
            user,
        };
        let (user, password) = both.credentials();
        both.run("login", |client| client.login(&user, &password).map(drop));
        both.run("create", |client| client.create(&SAME.into()).map(drop));
        let names: Vec<_> = both.demo.list("", "*").unwrap();
        for mailbox in names.iter().filter(|mailbox| mailbox.name.as_str() != SAME) {
            both.demo.examine(&mailbox.name).unwrap();
            both.copy_all();
        }
        both.demo.unselect().unwrap();
        both.dovecot.subscribe(&"INBOX".into()).unwrap();
        both
    }

    /// What both take to sign in.
    fn credentials(&self) -> (String, Secret) {
        (self.user.clone(), Secret::new(self.server.password()))
    }

    /// New connections, on which nobody is signed in.
    fn strangers(&self) -> [Client; 2] {
        [greeted(&self.within), connected(&self.server)]
    }

    /// Goes on with new connections.
    fn begin_anew(&mut self) {
        [self.demo, self.dovecot] = self.strangers();
    }

    fn copy_all(&mut self) {
        let items = ["FLAGS", "INTERNALDATE", "RFC822.SIZE"].map(FetchItem::word);
        for message in fetched(&mut self.demo, &sequence("1:*"), &items).unwrap() {
            let size = message.item("RFC822.SIZE");
            if !matches!(size, Some(ItemValue::Number(..100_000))) {
                continue;
            }
            let mut options = Append::default();
            for (_, value) in &message.items {
                match value {
                    ItemValue::Flags(flags) => options.flags = kept(flags),
                    ItemValue::DateTime(date) => options.date = Some(*date),
                    _ => {}
                }
            }
            let mut body = Vec::new();
            let whole = [section("BODY.PEEK[]")];
            let sink = FetchOptions {
                sink: Some(&mut body),
                ..FetchOptions::default()
            };
            let one = sequence(&message.seq.to_string());
            self.demo.fetch(&one, &whole, sink).unwrap().for_each(drop);
            self.run("append", |client| {
                let done =
                    client.append(&SAME.into(), &mut &body[..], body.len() as u64, &options)?;
                // Of the code only the UID: each has its own UIDVALIDITY.
                Ok(done
                    .code
                    .map(|code| code.to_string().split(' ').next_back().map(str::to_owned)))
            });
        }
    }

    /// Runs a call on both and notes what differs.
    fn run<T: Debug>(&mut self, what: &str, call: impl Fn(&mut Client) -> Result<T>) {
        let said = |result: Result<T>| match result {
            Ok(value) => format!("{value:#?}"),
            Err(error) => told(&error),
        };
        let (demo, dovecot) = (said(call(&mut self.demo)), said(call(&mut self.dovecot)));
        if demo != dovecot {
            let different = demo
                .lines()
                .zip(dovecot.lines())
                .filter(|(one, other)| one != other);
            let first: Vec<_> = different
                .take(6)
                .map(|(one, other)| {
                    format!("    demo    {}\n    dovecot {}\n", one.trim(), other.trim())
                })
                .collect();
            let lines = (demo.lines().count(), dovecot.lines().count());
            self.differences
                .push(format!("{what}: {lines:?} lines\n{}", first.concat()));
        }
    }
}

fn greeted(demo: &Demo) -> Client {
    let waker = Waker::new().unwrap();
    Client::greet(demo.connect().unwrap(), waker, Options::default(), None).unwrap()
}

fn connected(server: &Dovecot) -> Client {
    let endpoint = Endpoint::new("127.0.0.1", server.plain_port());
    let patience = Some(Duration::from_secs(30));
    Client::connect(&endpoint, &Security::Clear, patience).unwrap()
}

/// What kind of failure it was; the words are each server's own, and so are most codes.
fn told(error: &Error) -> String {
    match error {
        Error::No(rejection) => {
            let code = rejection.code.as_ref().map(|code| code.name().to_owned());
            let code = code.filter(|code| {
                ["TRYCREATE", "ALREADYEXISTS", "BADCHARSET"].contains(&code.as_str())
            });
            format!("NO {code:?}")
        }
        Error::Bad(_) => "BAD".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Flags that a client can set.
fn kept(flags: &[Flag]) -> Vec<Flag> {
    let mut kept = flags.to_vec();
    kept.retain(|flag| flag != "\\Recent");
    kept
}

fn sequence(text: &str) -> MessageSet {
    MessageSet::Sequence(SequenceSet::parse(text).unwrap())
}

fn uids(text: &str) -> MessageSet {
    MessageSet::Uid(SequenceSet::parse(text).unwrap())
}

fn fetched(
    client: &mut Client,
    messages: &MessageSet,
    items: &[FetchItem],
) -> Result<Vec<imapclient::types::Message>> {
    client
        .fetch(messages, items, FetchOptions::default())?
        .collect()
}

fn section(text: &str) -> FetchItem {
    FetchItem::parse(text).unwrap()
}

#[test]
fn the_demo_answers_as_a_real_server_does() {
    let mut both = Both::start();
    cases::in_no_mailbox(&mut both);
    cases::fetching(&mut both);
    cases::searching(&mut both);
    cases::changing(&mut both);
    cases::mailboxes(&mut both);
    cases::signing_in(&mut both);
    assert!(
        both.differences.is_empty(),
        "{} differences\n{}",
        both.differences.len(),
        both.differences.join("\n")
    );
}
