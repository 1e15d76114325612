//! Signing in at a real server by each mechanism it has, and the commands of its extensions.

#![allow(clippy::unwrap_used)]

mod dovecot;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use dovecot::{Dovecot, Options};
use imapclient::Error;
use imapclient::client::{
    self, Append, Appended, Client, Credentials, Endpoint, Mechanism, Numbering, Report, Security,
    State, StoreAction, Waker,
};
use imapclient::types::{
    Body, Flag, ListReturn, ListSelection, MessageSet, MetadataOptions, RightsChange, SearchKey,
    SearchReturn, Secret, SequenceSet, SortKey, StatusItem,
};

const MECHANISMS: [Mechanism; 5] = [
    Mechanism::Plain,
    Mechanism::Login,
    Mechanism::CramMd5,
    Mechanism::ScramSha1,
    Mechanism::ScramSha256,
];

fn shared() -> &'static Dovecot {
    static SERVER: OnceLock<Dovecot> = OnceLock::new();
    SERVER.get_or_init(|| Dovecot::start(Options::default()))
}

fn greet(server: &Dovecot) -> Client {
    let endpoint = Endpoint::new("127.0.0.1", server.plain_port());
    let waker = Waker::new().unwrap();
    let deadline = Some(Instant::now() + Duration::from_secs(20));
    let (transport, _) =
        client::connect(&endpoint, &Security::Clear, deadline, &waker, &mut |_| {}).unwrap();
    let options = client::Options {
        timeout: Some(Duration::from_secs(20)),
        ..client::Options::default()
    };
    Client::greet(transport, waker, options, None).unwrap()
}

fn signed_in(server: &Dovecot) -> Client {
    let mut client = greet(server);
    let credentials = Credentials::new(server.fresh_user(), Secret::new(server.password()));
    client
        .authenticate(Mechanism::ScramSha256, &credentials)
        .unwrap();
    client
}

fn all() -> [SearchKey; 1] {
    [SearchKey::Word("ALL".to_owned())]
}

#[test]
fn every_mechanism_signs_in() {
    for mechanism in MECHANISMS {
        let mut client = greet(shared());
        let secret = Secret::new(shared().password());
        let credentials = Credentials::new(shared().user(), secret);
        client.authenticate(mechanism, &credentials).unwrap();
        assert_eq!(client.state(), State::Authenticated, "{mechanism:?}");
        client.select(&"INBOX".into()).unwrap();
        client.logout().unwrap();
    }
}

#[test]
fn a_wrong_password_is_refused_and_the_right_one_taken_after_it() {
    for mechanism in MECHANISMS {
        let mut client = greet(shared());
        let wrong = Credentials::new(shared().user(), Secret::new("wrong"));
        let error = client.authenticate(mechanism, &wrong).unwrap_err();
        assert!(
            matches!(error, Error::Auth { .. }),
            "{mechanism:?}: {error:?}"
        );
        assert_eq!(client.state(), State::NotAuthenticated);
        let right = Credentials::new(shared().user(), Secret::new(shared().password()));
        client.authenticate(mechanism, &right).unwrap();
    }
}

#[test]
fn odd_names_and_passwords_sign_in() {
    let users: [(&str, &str); 3] = [
        ("a=b,c", "pass,w=rd"),
        ("zoë@exämple.org", "☃ geheim"),
        ("with space", " leading and trailing "),
    ];
    let server = Dovecot::start(Options {
        users: users.map(|(name, word)| (name.into(), word.into())).into(),
        ..Options::default()
    });
    for (name, password) in users {
        for mechanism in MECHANISMS {
            let credentials = Credentials::new(name, Secret::new(password));
            let result = greet(&server).authenticate(mechanism, &credentials);
            assert!(result.is_ok(), "{mechanism:?} {name}: {result:?}");
        }
    }
}

#[test]
fn messages_are_appended_together_sorted_threaded_and_searched() {
    let mut client = signed_in(shared());
    let [mut first, mut second, mut other] = [
        &b"Subject: b\r\nMessage-ID: <1@example.org>\r\n\r\none\r\n"[..],
        &b"Subject: Re: b\r\nMessage-ID: <2@example.org>\r\nReferences: <1@example.org>\r\n\r\ntwo\r\n"[..],
        &b"Subject: a\r\nMessage-ID: <3@example.org>\r\n\r\nthree\r\n"[..],
    ];
    let mut messages = [&mut first, &mut second, &mut other].map(|message| Appended {
        len: message.len() as u64,
        message,
        options: Append {
            flags: vec![Flag::new("\\Seen")],
            ..Append::default()
        },
    });
    let done = client.append_many(&"INBOX".into(), &mut messages).unwrap();
    assert_eq!(done.code.unwrap().name(), "APPENDUID");
    let mailbox = client.select_condstore(&"INBOX".into(), false).unwrap();
    assert_eq!(mailbox.exists, Some(3));
    let modseq = mailbox.highest_modseq.unwrap();

    let keys = [SortKey::new("SUBJECT"), SortKey::reverse("SIZE")];
    let sorted = client.sort(&keys, Numbering::Sequence, &all()).unwrap();
    assert_eq!(sorted.ids.unwrap().to_string(), "3,2,1");
    let threads = client
        .thread("REFERENCES", Numbering::Sequence, &all())
        .unwrap();
    assert!(
        threads.iter().any(|thread| thread.chain == [1, 2]),
        "{threads:?}"
    );

    let options = [SearchReturn::Count, SearchReturn::Max, SearchReturn::Save];
    let found = client
        .search_return(Numbering::Uid, &options, &all())
        .unwrap();
    assert_eq!((found.count, found.max), (Some(3), Some(3)));
    let found = client
        .search(Numbering::Sequence, &[SearchKey::Saved])
        .unwrap();
    assert_eq!(found.ids.unwrap().count(), Some(3));

    let one = MessageSet::Sequence([1].into_iter().collect::<SequenceSet>());
    let flagged = [Flag::new("\\Flagged")];
    let mut store = |flags: &[Flag]| {
        client
            .store_unchanged(&one, modseq, StoreAction::Add, flags, Report::Flags)
            .unwrap()
    };
    assert_eq!(store(&flagged).messages.len(), 1);
    assert_eq!(store(&[Flag::new("\\Draft")]).modified.to_string(), "1");
}

#[test]
fn mailboxes_are_listed_shared_limited_and_described() {
    let mut client = signed_in(shared());
    client.create(&"Büro".into()).unwrap();
    client.subscribe(&"Büro".into()).unwrap();
    let returns = [
        ListReturn::SpecialUse,
        ListReturn::Status(vec![StatusItem::new("MESSAGES")]),
    ];
    let subscribed = [ListSelection::Subscribed];
    let listing = client
        .list_extended(&subscribed, "", &["B%", "C%"], &returns)
        .unwrap();
    assert_eq!(listing.mailboxes[0].name.as_str(), "Büro");
    assert_eq!(listing.statuses[0].number("MESSAGES"), Some(0));
    let special = client
        .list_extended(&[ListSelection::SpecialUse], "", &["*"], &[])
        .unwrap();
    assert!(special.mailboxes.len() >= 5, "{special:?}");

    let name = "Büro".into();
    client
        .set_acl(&name, b"bob", RightsChange::Replace, "lrs")
        .unwrap();
    client
        .set_acl(&name, b"bob", RightsChange::Remove, "s")
        .unwrap();
    let acl = client.acl(&name).unwrap().unwrap();
    let bob = acl
        .entries
        .iter()
        .find(|entry| entry.identifier == b"bob")
        .unwrap();
    assert_eq!(bob.rights, "lr");
    client.delete_acl(&name, b"bob").unwrap();
    assert!(client.list_rights(&name, b"bob").unwrap().is_some());
    assert!(
        client
            .my_rights(&name)
            .unwrap()
            .unwrap()
            .rights
            .contains('a')
    );

    let (roots, quotas) = client.quota_root(&name).unwrap();
    assert_eq!((roots.mailbox.as_str(), roots.roots.len()), ("Büro", 1));
    assert_eq!(client.quota(&roots.roots[0]).unwrap(), quotas);
    let refused = client.set_quota(&roots.roots[0], &[("STORAGE", 1)]);
    assert!(
        matches!(refused, Err(Error::No(_) | Error::Unsupported { .. })),
        "{refused:?}"
    );

    let entry = "/private/comment".to_owned();
    let value = [(entry.clone(), Some("für mich".into()))];
    client.set_metadata(&name, &value).unwrap();
    let (found, _) = client
        .metadata(&name, &[entry], MetadataOptions::default())
        .unwrap();
    let value = found[0].entries[0].1.as_ref().and_then(Body::bytes);
    assert_eq!(value, Some("für mich".as_bytes()));
    assert!(
        client
            .enable(&["CONDSTORE"])
            .unwrap()
            .contains(&"CONDSTORE".to_owned())
    );
}
