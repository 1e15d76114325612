//! That no method of the client is forgotten: each is compared with Dovecot, refused because the demo lacks
//! what it needs, or sends nothing.

use std::fs;
use std::io::Read;

use imapclient::client::{Append, Appended, Client, Numbering, Report, StoreAction, TlsSettings};
use imapclient::demo::Demo;
use imapclient::types::{Flag, ListSelection, RightsChange, Secret, SortKey};
use imapclient::{Error, Result};

use super::uids;

/// Methods that send nothing of their own: they look at the connection or change how it is used.
const SEND_NOTHING: &[&str] = &[
    "check_append",
    "disconnect",
    "drain_until",
    "enabled",
    "encode_names",
    "end",
    "finish_until",
    "greeting",
    "idling",
    "is_at_hand",
    "is_compressed",
    "is_draining",
    "is_idling",
    "is_rev2",
    "is_secured",
    "known_capabilities",
    "messages_so_far",
    "peer_certificate",
    "remember_secret",
    "selected",
    "sent_count",
    "set_deadline",
    "set_leave_at",
    "set_patience",
    "set_sending",
    "set_tap",
    "without_tap",
    "set_timeout",
    "set_trace",
    "set_trace_switch",
    "silent",
    "silent_for",
    "state",
    "take_events",
    "take_notes",
    "take_sent",
    "take_withheld",
    "traffic",
    "unfinished",
    "unfinished_bytes",
    "waker",
];

/// A call by its method's name.
type Call = (&'static str, fn(&mut Client) -> Result<()>);

/// Methods for extensions that are no part of the demo, which the client therefore refuses to send.
const LACKING: &[Call] = &[
    ("acl", |client| client.acl(&"INBOX".into()).map(drop)),
    ("set_acl", |client| {
        let change = RightsChange::Replace;
        client
            .set_acl(&"INBOX".into(), b"ben", change, "lr")
            .map(drop)
    }),
    ("delete_acl", |client| {
        client.delete_acl(&"INBOX".into(), b"ben").map(drop)
    }),
    ("list_extended", |client| {
        let subscribed = [ListSelection::Subscribed];
        client.list_extended(&subscribed, "", &["*"], &[]).map(drop)
    }),
    ("begin_list_extended", |client| {
        let subscribed = [ListSelection::Subscribed];
        client
            .begin_list_extended(&subscribed, "", &["*"], &[])
            .map(drop)
    }),
    ("begin_xlist", |client| {
        client.begin_xlist("", "*").map(drop)
    }),
    ("list_rights", |client| {
        client.list_rights(&"INBOX".into(), b"ben").map(drop)
    }),
    ("my_rights", |client| {
        client.my_rights(&"INBOX".into()).map(drop)
    }),
    ("append_many", |client| {
        let (mut one, mut other) = (&b"hi"[..], &b"ho"[..]);
        let sources: [&mut dyn Read; 2] = [&mut one, &mut other];
        let mut both = sources.map(|message| Appended {
            message,
            len: 2,
            options: Append::default(),
        });
        client.append_many(&"INBOX".into(), &mut both).map(drop)
    }),
    ("compress", |client| client.compress().map(drop)),
    ("create_special", |client| {
        let sent = [Flag::new("\\Sent")];
        client.create_special(&"Out".into(), &sent).map(drop)
    }),
    ("select_condstore", |client| {
        client.select_condstore(&"INBOX".into(), true).map(drop)
    }),
    ("select_qresync", |client| {
        client.select_qresync(&"INBOX".into(), None, true).map(drop)
    }),
    ("store_unchanged", |client| {
        let add = StoreAction::Add;
        client
            .store_unchanged(&uids("1"), 1, add, &[], Report::Flags)
            .map(drop)
    }),
    ("store_labels", |client| {
        let add = StoreAction::Add;
        client
            .store_labels(&uids("1"), add, &[], Report::Flags)
            .map(drop)
    }),
    ("xlist", |client| client.xlist("", "*").map(drop)),
    ("metadata", |client| {
        let entries = ["/shared/comment".to_owned()];
        client
            .metadata(&"INBOX".into(), &entries, Default::default())
            .map(drop)
    }),
    ("set_metadata", |client| {
        let entries = [("/shared/comment".to_owned(), None)];
        client.set_metadata(&"INBOX".into(), &entries).map(drop)
    }),
    ("notify_all", |client| client.notify_all().map(drop)),
    ("notify_none", |client| client.notify_none().map(drop)),
    ("notify_selected", |client| {
        client.notify_selected().map(drop)
    }),
    ("quota", |client| client.quota(b"").map(drop)),
    ("quota_root", |client| {
        client.quota_root(&"INBOX".into()).map(drop)
    }),
    ("set_quota", |client| {
        client.set_quota(b"", &[("STORAGE", 1)]).map(drop)
    }),
    ("sort", |client| {
        client.sort(&by_date(), Numbering::Uid, &[]).map(drop)
    }),
    ("sort_each", |client| {
        client.sort_each(&by_date(), Numbering::Uid, &[]).map(drop)
    }),
    ("sort_first", |client| {
        client
            .sort_first(&by_date(), Numbering::Uid, 1, &[])
            .map(drop)
    }),
    ("sort_return", |client| {
        client
            .sort_return(&by_date(), Numbering::Uid, &[], &[])
            .map(drop)
    }),
    ("thread", |client| {
        client.thread("REFERENCES", Numbering::Uid, &[]).map(drop)
    }),
    ("starttls", |client| {
        let tls = TlsSettings::new("localhost").prepare()?;
        client.starttls(&tls).map(drop)
    }),
];

fn by_date() -> [SortKey; 1] {
    [SortKey::new("DATE")]
}

/// The public methods of `Client`, as the source has them.
fn methods() -> Vec<String> {
    let (mut found, mut left) = (Vec::new(), vec!["src/client".into()]);
    while let Some(path) = left.pop() {
        if fs::metadata::<&std::path::PathBuf>(&path).unwrap().is_dir() {
            let inside = fs::read_dir(path).unwrap();
            left.extend(inside.map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let mut inside = false;
        for line in text.lines() {
            match line {
                "impl Client {" => inside = true,
                "}" => inside = false,
                _ if inside => {
                    let name = line.strip_prefix("    pub fn ");
                    let name = name.and_then(|rest| rest.split(['(', '<']).next());
                    found.extend(name.map(str::to_owned));
                }
                _ => {}
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_method_of_the_client_is_forgotten() {
    let methods = methods();
    assert!(methods.len() > 90, "only {} methods found", methods.len());
    let lacking: Vec<&str> = LACKING.iter().map(|(name, _)| *name).collect();
    let excused = [SEND_NOTHING, &lacking[..]].concat();
    let stale: Vec<_> = excused
        .iter()
        .filter(|name| !methods.iter().any(|method| method == *name))
        .collect();
    assert!(stale.is_empty(), "no methods of the client: {stale:?}");
    let cases = [include_str!("cases.rs"), include_str!("main.rs")].concat();
    let cases = cases.split_whitespace().collect::<String>();
    let called = |name: &String| {
        let mut before = ["client.", "Client::", "demo.", "dovecot."].iter();
        before.any(|before| cases.contains(&format!("{before}{name}(")))
    };
    let forgotten: Vec<_> = methods
        .iter()
        .filter(|name| !called(name) && !excused.contains(&name.as_str()))
        .collect();
    assert!(
        forgotten.is_empty(),
        "not compared with Dovecot: {forgotten:?}; each is to have a case, or a place in a list here"
    );
}

#[test]
fn what_the_demo_lacks_is_not_sent() {
    for (name, call) in LACKING {
        // Each in the state that is right for it. Of STARTTLS it is said as a failure of TLS.
        let refused = (0..3).any(|state| {
            let mut client = super::greeted(&Demo::new());
            if state > 0 {
                client.login("ana", &Secret::new("x")).unwrap();
            }
            if state > 1 {
                client.select(&"INBOX".into()).unwrap();
            }
            let outcome = call(&mut client);
            matches!(outcome, Err(Error::Unsupported { .. } | Error::Tls { .. }))
        });
        assert!(refused, "{name}");
    }
}
