//! No argument becomes a second command: for any strings, what the client's methods send is exactly one command
//! with those arguments, by an independent scanner and by imap-codec, or nothing. And answers mean the same
//! however their bytes arrive.

mod calls;
mod server;
mod tokens;

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::encode::Encoder;
use imap_codec::fragmentizer::Fragmentizer;
use imapclient::client::{Client, FetchOptions, Numbering};
use imapclient::types::{Body, FetchItem, ItemValue, MessageSet, SequenceSet, StatusItem};
use imapclient::{Error, Result};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use self::calls::{Call, call, text};
use self::server::connected;
use self::tokens::{Token, scan};

const CAPABILITIES: &str = "IMAP4rev1 UIDPLUS MOVE ID ESEARCH LIST-STATUS CONDSTORE";

/// A client in the state that a call needs.
fn client_for(call: &Call, literals: &str) -> (Client, std::sync::Arc<std::sync::Mutex<server::Server>>) {
    let condition = if matches!(call, Call::Login(..)) { "OK" } else { "PREAUTH" };
    let (mut client, server) =
        connected(&format!("{condition} [CAPABILITY {CAPABILITIES} {literals}] ready"), &[]);
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
    assert_eq!(fragmentizer.message_bytes(), command, "imap-codec sees another command");
    let (rest, read) = CommandCodec::default().decode(command).ok()?;
    assert!(rest.is_empty(), "imap-codec sees a second command: {}", rest.escape_ascii());
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
