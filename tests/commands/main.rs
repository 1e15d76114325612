//! No argument becomes a second command: for any strings, what the client's methods send is exactly one command
//! with those arguments, by an independent scanner and by imap-codec, or nothing. And answers mean the same
//! however their bytes arrive.

// The library's error is large; a test may pass it on all the same.
#![allow(clippy::unwrap_used, clippy::result_large_err)]

mod calls;
mod server;
mod tokens;

use std::io::Read;
use std::sync::{Arc, Mutex};

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::encode::Encoder;
use imap_codec::fragmentizer::Fragmentizer;
use imapclient::client::{Client, FetchOptions, Numbering};
use imapclient::types::{
    Event, FetchItem, ItemValue, Message, MessageSet, Part, SearchKey, Section, SequenceSet,
    StatusItem,
};
use imapclient::{Error, Result};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use self::calls::{Call, call, text};
use self::server::{Server, connected};
use self::tokens::{Token, scan};

const CAPABILITIES: &str = "IMAP4rev1 UIDPLUS MOVE ID ESEARCH SEARCHRES SEARCH=FUZZY WITHIN \
     OBJECTID SAVEDATE X-GM-EXT-1 LIST-STATUS CONDSTORE STATUS=SIZE";

/// A client in the state that a call needs.
fn client_for(call: &Call, literals: &str) -> (Client, Arc<Mutex<Server>>) {
    let condition = if matches!(call, Call::Login(..)) {
        "OK"
    } else {
        "PREAUTH"
    };
    let (mut client, server) = connected(
        &format!("{condition} [CAPABILITY {CAPABILITIES} {literals}] ready"),
        &[],
    );
    if condition == "PREAUTH" {
        client.select(&"INBOX".into()).unwrap();
        server.lock().unwrap().commands.clear();
    }
    (client, server)
}

/// Reads a command with imap-codec and writes it again, if imap-codec knows it.
fn by_imap_codec(command: &[u8]) -> Option<Vec<u8>> {
    let mut fragmentizer = Fragmentizer::without_max_message_size();
    fragmentizer.enqueue_bytes(command);
    while fragmentizer.progress().is_some() && !fragmentizer.is_message_complete() {}
    assert_eq!(
        fragmentizer.message_bytes(),
        command,
        "imap-codec sees another command"
    );
    let (rest, read) = CommandCodec::default().decode(command).ok()?;
    assert!(
        rest.is_empty(),
        "imap-codec sees a second command: {}",
        rest.escape_ascii()
    );
    Some(CommandCodec::default().encode(&read).dump())
}

/// What is left of a command where the ways of writing differ: no parentheses, no case, no quotes around dates.
fn essence(tokens: &[Token]) -> Vec<Vec<u8>> {
    tokens
        .iter()
        .filter(|token| !matches!(token, Token::Open | Token::Close))
        .map(|token| token.bytes().to_ascii_uppercase())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sent_is_the_one_command_that_was_meant(
        call in call(),
        literals in select(vec!["", "LITERAL+", "LITERAL-"]),
    ) {
        let (mut client, server) = client_for(&call, literals);
        let result = call.make(&mut client);
        let server = server.lock().unwrap();
        prop_assert!(server.unfinished().is_empty(), "left over: {}", server.unfinished().escape_ascii());
        match (&result, server.commands.as_slice()) {
            (Ok(()), [command]) => {
                let Some(expected) = call.expected() else { return Ok(()) };
                let sent = scan(command);
                let same = expected.len() == sent.len() && expected.iter().zip(&sent).all(|(one, two)| one.is(two));
                prop_assert!(same, "{} is not {expected:?}", command.escape_ascii());
                if let Some(again) = by_imap_codec(command) {
                    prop_assert_eq!(essence(&scan(&again)), essence(&sent));
                }
            }
            (Err(Error::Argument(_) | Error::Refused(_)), []) => {}
            _ => prop_assert!(false, "{result:?} with {:?}", server.commands),
        }
    }

    #[test]
    fn a_refused_literal_is_not_sent(call in call()) {
        let (mut client, server) = client_for(&call, "");
        server.lock().unwrap().refuses_literals = true;
        let result = call.make(&mut client);
        let state = server.lock().unwrap();
        prop_assert!(state.unfinished().is_empty(), "left over: {}", state.unfinished().escape_ascii());
        prop_assert!(state.commands.len() <= 1, "{:?}", state.commands);
        drop(state);
        if let Err(Error::No(_) | Error::Auth { .. }) = result {
            client.noop().unwrap();
        }
    }
}

/// Data as servers send it, and as they should not.
fn untagged() -> impl Strategy<Value = Vec<u8>> {
    let string = prop_oneof![
        text().prop_map(|text| format!("{{{}}}\r\n{text}", text.len())),
        "[a-z ]{0,9}".prop_map(|text| format!("\"{text}\"")),
        Just("NIL".to_owned()),
        text().prop_filter("a line", |text| !text.contains(['\r', '\n'])),
    ];
    (1u32..6, string, 0usize..9).prop_map(|(id, string, which)| {
        let data = match which {
            0 => format!("{id} FETCH (UID {id} FLAGS (\\Seen) BODY[] {string})"),
            1 => format!("{id} FETCH (UID {id} ENVELOPE ({string} {string} NIL NIL NIL NIL NIL NIL NIL {string}))"),
            2 => format!("LIST (\\Marked) \"/\" {string}"),
            3 => format!("STATUS {string} (MESSAGES {id} X {string})"),
            4 => format!("SEARCH 1:{id} {id} 9"),
            5 => format!("{id} EXPUNGE"),
            6 => format!("OK [X-CODE {string}] text"),
            7 => format!("{id} FETCH (UID {id} BODY[] {{300000}}\r\n{})", "x".repeat(300_000)),
            _ => string,
        };
        format!("* {data}\r\n").into_bytes()
    })
}

/// All that a client makes of answers: what methods give, and the events left over.
fn understood(answers: &[Vec<u8>], reads: &[usize]) -> Vec<String> {
    let (mut client, server) =
        connected(&format!("PREAUTH [CAPABILITY {CAPABILITIES}] ready"), reads);
    let mut told = Vec::new();
    for (method, answer) in answers.iter().enumerate() {
        server.lock().unwrap().untagged.push_back(answer.clone());
        told.push(match method {
            0 => format!("{:?}", client.select(&"INBOX".into())),
            1 => format!("{:?}", fetched(&mut client)),
            2 => format!("{:?}", client.list("", "*")),
            3 => format!(
                "{:?}",
                client.status(&"INBOX".into(), &[StatusItem::new("MESSAGES")])
            ),
            4 => format!(
                "{:?}",
                client.search(Numbering::Uid, &[SearchKey::Word("ALL".into())])
            ),
            _ => format!(
                "{:?}",
                client.noop().map(|(_, events)| shown_events(&events))
            ),
        });
        told.push(format!("{:?} {:?}", client.state(), client.end()));
    }
    let (events, lost) = client.take_events();
    told.push(format!("{lost} {:?}", client.take_notes()));
    told.extend(shown_events(&events));
    // Tags are random, and where a literal is cut short they are part of what cannot be read.
    let tag: String = server
        .lock()
        .unwrap()
        .commands
        .first()
        .map_or_else(String::new, |sent| {
            let letters = sent.iter().take_while(|byte| byte.is_ascii_alphabetic());
            letters.map(|&byte| char::from(byte)).collect()
        });
    told.iter().map(|told| told.replace(&tag, "TAG")).collect()
}

/// What FETCH brings.
fn fetched(client: &mut Client) -> Result<Vec<String>> {
    let set = MessageSet::Uid(SequenceSet::parse("1:*").unwrap());
    let body = Section {
        item: "BODY".to_owned(),
        part: Part::default(),
        partial: None,
    };
    let items = [
        FetchItem::word("FLAGS"),
        FetchItem::word("ENVELOPE"),
        FetchItem::Section(body),
    ];
    client
        .fetch(&set, &items, FetchOptions::default())?
        .map(|message| Ok(shown(&message?)))
        .collect()
}

/// A message with the content of its literals, wherever that is kept.
fn shown(message: &Message) -> String {
    let items = message.items.iter().map(|(name, value)| match value {
        ItemValue::Body(body) => {
            let mut bytes = Vec::new();
            body.reader().unwrap().read_to_end(&mut bytes).unwrap();
            format!("{name} {}", bytes.escape_ascii())
        }
        value => format!("{name} {value:?}"),
    });
    let items: Vec<_> = items.collect();
    format!(
        "{} {:?} {items:?} {:?}",
        message.seq, message.uid, message.notes
    )
}

fn shown_events(events: &[Event]) -> Vec<String> {
    let shown = events.iter().map(|event| match event {
        Event::Fetch(message) => shown(message),
        Event::Unparsed { bytes, problem } => format!("{problem}: {}", bytes.escape_ascii()),
        event => format!("{event:?}"),
    });
    shown.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn answers_mean_the_same_however_they_arrive(
        answers in vec(vec(untagged(), 0..5).prop_map(|lines| lines.concat()), 1..7),
        // One large read among the small ones, so that a large literal does not take all day.
        reads in vec(prop_oneof![Just(1), 1usize..40, 1usize..5000], 1..5)
            .prop_map(|sizes| [sizes, vec![30_000]].concat()),
    ) {
        prop_assert_eq!(understood(&answers, &reads), understood(&answers, &[]));
    }
}
