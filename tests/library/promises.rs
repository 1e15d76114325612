//! What the types promise to those who build upon them; the compiler checks it.

use imapclient::client::{
    Append, Client, Completed, Connected, Credentials, Endpoint, Greeting, Listing, Options,
    RawResponse, Security, Tls, TlsSettings, Transport, Waker,
};
use imapclient::script::{Script, Verdict};
use imapclient::types::{Event, MailboxStatus, Message, MessageSet, SearchKey, SelectedMailbox};
use imapclient::{Error, Rejection};

/// May be handed to another thread, and borrows nothing.
fn moves<T: Send + 'static>() {}

/// May be used by several threads at once besides.
fn shared<T: Send + Sync + 'static>() {}

#[test]
fn clients_and_values_go_to_other_threads_and_borrow_nothing() {
    moves::<Client>();
    moves::<Box<dyn Transport>>();
    moves::<Listing>();
    moves::<Message>();
    moves::<Event>();
    moves::<RawResponse>();
    shared::<Waker>();
    shared::<Tls>();
    shared::<Error>();
    shared::<Rejection>();
    shared::<(Endpoint, Security, TlsSettings, Connected)>();
    shared::<(Append, Completed, Credentials, Greeting, Options)>();
    shared::<(MailboxStatus, MessageSet, SearchKey, SelectedMailbox)>();
    shared::<(Script, Verdict)>();
}
