//! A client, and a script in place of its server.

use imapclient::Result;
use imapclient::client::{Client, FetchOptions, Options, Waker};
use imapclient::script::{Script, Verdict};
use imapclient::types::{Event, FetchItem, Message, MessageSet, SequenceSet};

/// A client that has read the greeting of a script, and what becomes of the script.
pub(super) fn greet(transcript: &str, secured: bool) -> Result<(Client, Verdict)> {
    let script = Script::parse(transcript).expect("a transcript");
    let verdict = script.verdict();
    let options = Options {
        secured,
        ..Options::default()
    };
    let waker = Waker::new().expect("a pipe");
    Client::greet(Box::new(script), waker, options, None).map(|client| (client, verdict))
}

/// A client with a folder open that is about to play these lines.
pub(super) fn selected(capabilities: &str, lines: &str) -> (Client, Verdict) {
    let transcript = format!(
        "S: * PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] ready\nC: A1 SELECT INBOX\n\
         S: * 9 EXISTS\nS: A1 OK [READ-WRITE] done\n{lines}"
    );
    let (mut client, verdict) = greet(&transcript, true).expect("a greeting");
    client.select(&"INBOX".into()).expect("a folder");
    (client, verdict)
}

/// Plays lines with a folder open; the script must be played to its end.
pub(super) fn play<T>(capabilities: &str, lines: &str, body: impl FnOnce(&mut Client) -> T) -> T {
    let (mut client, verdict) = selected(capabilities, lines);
    let result = body(&mut client);
    assert_eq!(verdict.problem(), None, "{lines}");
    result
}

pub(super) fn uids(text: &str) -> MessageSet {
    MessageSet::Uid(SequenceSet::parse(text).expect("a set"))
}

pub(super) fn items(names: &[&str]) -> Vec<FetchItem> {
    names.iter().map(|name| FetchItem::word(*name)).collect()
}

pub(super) fn fetched(client: &mut Client, set: &str, names: &[&str]) -> Result<Vec<Message>> {
    client
        .fetch(&uids(set), &items(names), FetchOptions::default())?
        .collect()
}

pub(super) fn events(client: &mut Client) -> Vec<String> {
    let short = |event: Event| match event {
        Event::Fetch(message) => format!("Fetch {} {:?}", message.seq, message.flags()),
        Event::Status(status) => format!("{:?} {}", status.condition, status.text),
        other => format!("{other:?}"),
    };
    client.take_events().0.into_iter().map(short).collect()
}
