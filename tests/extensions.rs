//! The commands of extensions, against transcripts: what goes out, what is made of odd answers, and that
//! nothing goes out where the server lacks what they need.

// The calls return the library's own error.
#![allow(clippy::unwrap_used, clippy::result_large_err)]

use std::sync::{Arc, Mutex};

use imapclient::client::{
    Append, Appended, Client, Credentials, FetchOptions, Mechanism, Numbering, Options, Report,
    StoreAction, TraceEvent, Waker,
};
use imapclient::script::{Script, Verdict};
use imapclient::types::{
    FetchItem, Flag, ListReturn, ListSelection, MessageSet, MetadataOptions, RightsChange,
    SearchKey, SearchReturn, Secret, SortKey,
};
use imapclient::{Error, Result};

/// A client signed in to a server with some capabilities, and, where the transcript begins so, a mailbox open.
fn client(capabilities: &str, transcript: &str) -> (Client, Verdict) {
    let text = format!("S: * PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] ready\n{transcript}");
    let script = Script::parse(&text).unwrap();
    let verdict = script.verdict();
    let waker = Waker::new().unwrap();
    let mut client = Client::greet(Box::new(script), waker, Options::default(), None).unwrap();
    if transcript.starts_with("C: A1 SELECT") {
        client.select(&"INBOX".into()).unwrap();
    }
    (client, verdict)
}

/// Runs one call over a transcript, which has to be played to its end.
fn check<T>(
    capabilities: &str,
    transcript: &str,
    call: impl FnOnce(&mut Client) -> Result<T>,
) -> T {
    let (mut client, verdict) = client(capabilities, transcript);
    let result = call(&mut client);
    assert_eq!(verdict.problem(), None);
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// The transcript of a command in an open mailbox.
fn selected(rest: &str) -> String {
    format!("C: A1 SELECT INBOX\nS: A1 OK done\n{rest}")
}

fn all() -> [SearchKey; 1] {
    [SearchKey::Word("ALL".to_owned())]
}

fn uids(text: &str) -> MessageSet {
    MessageSet::Uid(imapclient::types::SequenceSet::parse(text).unwrap())
}

type Call = fn(&mut Client) -> Result<()>;

#[test]
fn nothing_is_sent_where_the_capability_is_missing() {
    let calls: [(&str, Call); 27] = [
        ("QRESYNC", |client| {
            client.select_qresync(&"x".into(), None, false).map(drop)
        }),
        ("QRESYNC", |client| {
            let options = FetchOptions {
                changed_since: Some(7),
                vanished: true,
                ..FetchOptions::default()
            };
            let items = [FetchItem::word("FLAGS")];
            client.fetch(&uids("1"), &items, options).map(drop)
        }),
        ("SORT", |client| {
            client
                .sort(&[SortKey::new("DATE")], Numbering::Uid, &all())
                .map(drop)
        }),
        ("THREAD=REFS", |client| {
            client.thread("refs", Numbering::Uid, &all()).map(drop)
        }),
        ("ACL", |client| client.acl(&"x".into()).map(drop)),
        ("ACL", |client| {
            client
                .set_acl(&"x".into(), b"bob", RightsChange::Add, "l")
                .map(drop)
        }),
        ("ACL", |client| {
            client.delete_acl(&"x".into(), b"bob").map(drop)
        }),
        ("ACL", |client| {
            client.list_rights(&"x".into(), b"bob").map(drop)
        }),
        ("ACL", |client| client.my_rights(&"x".into()).map(drop)),
        ("QUOTA", |client| client.quota(b"").map(drop)),
        ("QUOTA", |client| client.quota_root(&"x".into()).map(drop)),
        ("QUOTA", |client| client.set_quota(b"", &[]).map(drop)),
        ("METADATA", |client| {
            let entries = ["/private/comment".to_owned()];
            client
                .metadata(&"x".into(), &entries, MetadataOptions::default())
                .map(drop)
        }),
        ("METADATA-SERVER", |client| {
            client.set_metadata(&"".into(), &[]).map(drop)
        }),
        ("MULTIAPPEND", |client| {
            client.append_many(&"x".into(), &mut []).map(drop)
        }),
        ("LIST-EXTENDED", |client| {
            client
                .list_extended(&[ListSelection::Subscribed], "", &["*"], &[])
                .map(drop)
        }),
        ("LIST-MYRIGHTS", |client| {
            client
                .list_extended(&[], "", &["*"], &[ListReturn::MyRights])
                .map(drop)
        }),
        ("CREATE-SPECIAL-USE", |client| {
            client
                .create_special(&"x".into(), &[Flag::new("\\Sent")])
                .map(drop)
        }),
        ("ESEARCH", |client| {
            client.search_return(Numbering::Uid, &[], &all()).map(drop)
        }),
        ("SEARCH=FUZZY", |client| {
            let key = SearchKey::Fuzzy(Box::new(SearchKey::Text("TEXT".into(), "x".into())));
            client
                .search(Numbering::Uid, &[SearchKey::Not(Box::new(key))])
                .map(drop)
        }),
        ("WITHIN", |client| {
            client
                .search(Numbering::Uid, &[SearchKey::Number("OLDER".into(), 9)])
                .map(drop)
        }),
        ("SEARCHRES", |client| {
            client.search(Numbering::Uid, &[SearchKey::Saved]).map(drop)
        }),
        ("CONDSTORE", |client| {
            client.select_condstore(&"x".into(), true).map(drop)
        }),
        ("CONDSTORE", |client| {
            client
                .store_unchanged(&uids("1"), 1, StoreAction::Add, &[], Report::Flags)
                .map(drop)
        }),
        ("X-GM-EXT-1", |client| {
            client
                .store_labels(&uids("1"), StoreAction::Add, &[], Report::Flags)
                .map(drop)
        }),
        ("X-GM-EXT-1", |client| {
            let items = [FetchItem::word("X-GM-LABELS")];
            client
                .fetch(&uids("1"), &items, FetchOptions::default())
                .map(drop)
        }),
        ("XLIST", |client| client.xlist("", "*").map(drop)),
    ];
    for (missing, call) in calls {
        let (mut client, verdict) = client("IDLE", &selected(""));
        match call(&mut client) {
            Err(Error::Unsupported {
                capability,
                instead,
            }) => {
                assert_eq!(capability, missing);
                assert!(instead.is_some(), "{missing} names nothing to do instead");
            }
            other => panic!("{missing}: {other:?}"),
        }
        assert_eq!(verdict.problem(), None, "{missing}");
    }
}

#[test]
fn a_no_is_an_error_and_the_session_goes_on() {
    let text = "C: A1 GETACL Team\nS: A1 NO [NONEXISTENT] no such mailbox\nC: A2 NOOP\nS: A2 OK\n";
    let (mut client, verdict) = client("ACL", text);
    let refused = client.acl(&"Team".into());
    assert!(matches!(refused, Err(Error::No(_))), "{refused:?}");
    client.noop().unwrap();
    assert_eq!(verdict.problem(), None);

    let text = "C: A1 APPEND x {1}\nS: + go\nC: a {1}\nS: A1 NO too much\n";
    let (mut client, verdict) = self::client("MULTIAPPEND", text);
    let (mut one, mut two) = (&b"a"[..], &b"b"[..]);
    let mut messages = [
        Appended {
            message: &mut one,
            len: 1,
            options: Append::default(),
        },
        Appended {
            message: &mut two,
            len: 1,
            options: Append::default(),
        },
    ];
    let refused = client.append_many(&"x".into(), &mut messages);
    assert!(matches!(refused, Err(Error::No(_))), "{refused:?}");
    assert_eq!(verdict.problem(), None);
}

#[test]
fn an_esearch_of_another_command_is_news() {
    let text = selected(
        "C: A2 UID SEARCH RETURN (COUNT) ALL\nS: * ESEARCH (TAG \"B7\") UID ALL 1:9\n\
         S: * ESEARCH (TAG \"A2\") UID COUNT 3\nS: A2 OK done\n\
         C: A3 UID SEARCH ALL\nS: * ESEARCH (TAG \"A2\") UID ALL 4\nS: A3 OK done\n",
    );
    let (mut client, verdict) = client("ESEARCH", &text);
    let found = client.search_return(Numbering::Uid, &[SearchReturn::Count], &all());
    let found = found.unwrap();
    assert_eq!((found.count, found.ids), (Some(3), None));
    assert_eq!(client.take_events().0.len(), 1);
    // It is said where no other came: a server may have the wrong tag.
    assert_eq!(client.search(Numbering::Uid, &all()).unwrap().ids, None);
    assert_eq!(client.take_events().0.len(), 1);
    assert_eq!(client.take_notes().len(), 1);
    assert_eq!(verdict.problem(), None);
}

#[test]
fn quotas_of_odd_servers_are_read() {
    let text = "C: A1 GETQUOTAROOT INBOX\nS: * QUOTAROOT INBOX \"\"\nS: * QUOTA \"\" (STORAGE 10 5120 )\nS: A1 OK done\n";
    let (roots, quotas) = check("QUOTA", text, |client| client.quota_root(&"INBOX".into()));
    assert_eq!(roots.roots, [b""]);
    assert_eq!(
        (quotas[0].resources[0].usage, quotas[0].resources[0].limit),
        (10, 5120)
    );

    let text = "C: A1 GETQUOTAROOT INBOX\nS: * QUOTAROOT INBOX\nS: A1 OK done\n";
    let (roots, quotas) = check("QUOTA", text, |client| client.quota_root(&"INBOX".into()));
    assert!(roots.roots.is_empty() && quotas.is_empty());

    // One that makes no sense is news with its bytes, the other is not touched by it.
    let text = "C: A1 GETQUOTA \"\"\nS: * QUOTA \"\" (STORAGE lots 5120)\nS: * QUOTA \"\" ()\nS: A1 OK done\n";
    let (mut client, _) = client("QUOTA", text);
    assert!(client.quota(b"").unwrap()[0].resources.is_empty());
    assert_eq!(client.take_events().0.len(), 1);
}

#[test]
fn rights_of_odd_identifiers_are_read() {
    let text = "C: A1 GETACL Z&APw-\nS: * ACL Z&APw- {4}\nS~ a\"\\\\b \"\" NIL lr odd\\r\\n\nS: A1 OK done\n";
    let acl = check("ACL", text, |client| client.acl(&"Zü".into())).unwrap();
    assert_eq!(acl.mailbox.as_str(), "Zü");
    let entries: Vec<_> = acl
        .entries
        .iter()
        .map(|entry| {
            (
                String::from_utf8_lossy(&entry.identifier),
                entry.rights.as_str(),
            )
        })
        .collect();
    assert_eq!(
        entries,
        [
            ("a\"\\b".into(), ""),
            ("NIL".into(), "lr"),
            ("odd".into(), "")
        ]
    );

    let text = "C: A1 LISTRIGHTS x bob\nS: * LISTRIGHTS x bob \"\" l ra it\nS: A1 OK done\n";
    let rights = check("ACL", text, |client| {
        client.list_rights(&"x".into(), b"bob")
    })
    .unwrap();
    assert_eq!(
        (rights.required.as_str(), rights.optional.join("|")),
        ("", "l|ra|it".to_owned())
    );

    let text = "C: A1 MYRIGHTS x\nS: A1 OK done\n";
    assert_eq!(
        check("ACL", text, |client| client.my_rights(&"x".into())),
        None
    );
}

#[test]
fn long_values_of_metadata_are_kept_out_of_memory() {
    let value = "v".repeat(300_000);
    let text = format!(
        "C: A1 GETMETADATA (MAXSIZE 9 DEPTH 1) \"\" (/shared/admin)\n\
         S: * METADATA \"\" (/shared/admin {{300000}}\nS: {value}\nS: A1 OK [METADATA LONGENTRIES 2199] more\n"
    );
    let text = text.replace(&format!("{value}\n"), &format!("{value} /shared/b NIL)\n"));
    let options = MetadataOptions {
        max_size: Some(9),
        depth: imapclient::types::MetadataDepth::One,
    };
    let (found, longest) = check("METADATA-SERVER", &text, |client| {
        client.metadata(&"".into(), &["/shared/admin".to_owned()], options)
    });
    let entries = &found[0].entries;
    assert_eq!(
        entries[0]
            .1
            .as_ref()
            .map(|body| (body.len(), body.bytes().is_none())),
        Some((300_000, true))
    );
    assert_eq!(entries[1], ("/shared/b".to_owned(), None));
    assert_eq!(longest, Some(2199));
}

#[test]
fn a_hundred_thousand_messages_are_threaded() {
    let chain: Vec<String> = (1..=50_000).map(|id: u32| id.to_string()).collect();
    let flat: String = (50_001..=100_000)
        .map(|id: u32| format!("({id})"))
        .collect();
    let text = selected(&format!(
        "C: A2 UID THREAD REFS US-ASCII ALL\nS: * THREAD ({}){flat}\nS: A2 OK done\n",
        chain.join(" ")
    ));
    let threads = check("THREAD=REFS", &text, |client| {
        client.thread("refs", Numbering::Uid, &all())
    });
    assert_eq!(threads.len(), 50_001);
    assert_eq!(
        threads.iter().map(|thread| thread.len()).sum::<usize>(),
        100_000
    );
}

#[test]
fn threads_nested_too_deep_are_left_out_and_noted() {
    let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    let text = selected(&format!(
        "C: A2 UID THREAD REFS US-ASCII ALL\nS: * THREAD {deep}\nS: * THREAD (2)\nS: A2 OK done\n"
    ));
    let (mut client, verdict) = client("THREAD=REFS", &text);
    let threads = client.thread("REFS", Numbering::Uid, &all()).unwrap();
    assert_eq!(threads.len(), 1);
    assert!(client.take_notes()[0].contains("nested deeper"));
    assert_eq!(verdict.problem(), None);
}

#[test]
fn threads_of_odd_servers_are_read() {
    for (sent, expected) in [
        ("", "[]"),
        ("()", "[]"),
        ("((3)(5))", "[[] [3][5]]"),
        ("(1 (2)(3) 4)", "[[1] [2][3][4]]"),
        ("(1) 2", "[[1], [2]]"),
        ("(1 x 0 2)", "[[1, 2]]"),
    ] {
        let text = selected(&format!(
            "C: A2 THREAD REFS US-ASCII ALL\nS: * THREAD {sent}\nS: A2 OK done\n"
        ));
        let threads = check("THREAD=REFS", &text, |client| {
            client.thread("REFS", Numbering::Sequence, &all())
        });
        let shown: Vec<String> = threads
            .iter()
            .map(|thread| {
                let branches: String = thread
                    .branches
                    .iter()
                    .map(|branch| format!("{:?}", branch.chain))
                    .collect();
                format!("{:?} {branches}", thread.chain)
                    .trim_end()
                    .to_owned()
            })
            .collect();
        assert_eq!(format!("[{}]", shown.join(", ")), expected, "{sent}");
    }
}

#[test]
fn sort_says_utf8_only_when_it_has_to() {
    let text = selected(
        "C: A2 SORT (ARRIVAL) UTF-8 SUBJECT {5}\nS: + go\nC: müde\nS: * SORT\nS: A2 OK done\n",
    );
    let key = SearchKey::Text("SUBJECT".to_owned(), "müde".to_owned());
    let sorted = check("SORT", &text, |client| {
        client.sort(&[SortKey::new("arrival")], Numbering::Sequence, &[key])
    });
    assert_eq!(sorted.ids.map(|ids| ids.to_string()).as_deref(), Some(""));
    let text = selected(
        "C: A2 UID SORT (DATE) US-ASCII ALL\nS: * SORT 2 84 882 (MODSEQ 917162500)\nS: A2 OK done\n",
    );
    let sorted = check("SORT", &text, |client| {
        client.sort(&[SortKey::new("DATE")], Numbering::Uid, &all())
    });
    assert_eq!(sorted.modseq, Some(917_162_500));
    let (mut client, verdict) = client("SORT", &selected(""));
    let refused = client.sort(&[SortKey::new("DISPLAYFROM")], Numbering::Uid, &all());
    assert!(
        matches!(refused, Err(Error::Unsupported { .. })),
        "{refused:?}"
    );
    assert_eq!(verdict.problem(), None);
}

#[test]
fn a_saved_result_is_searched_in() {
    let text = selected(
        "C: A2 UID SEARCH RETURN (SAVE) UNSEEN\nS: A2 OK done\n\
         C: A3 UID SEARCH RETURN (PARTIAL -1:-2) $\nS: * ESEARCH (TAG \"A3\") UID PARTIAL (-1:-2 8:9)\nS: A3 OK done\n",
    );
    let found = check("ESEARCH SEARCHRES PARTIAL", &text, |client| {
        let unseen = [SearchKey::Word("UNSEEN".to_owned())];
        client.search_return(Numbering::Uid, &[SearchReturn::Save], &unseen)?;
        let window = [SearchReturn::Partial(-1, -2)];
        client.search_return(Numbering::Uid, &window, &[SearchKey::Saved])
    });
    let window = found.partial.unwrap();
    let told = (window.first, window.last, window.ids.to_string());
    assert_eq!(told, (-1, -2, "8:9".to_owned()));
}

#[test]
fn a_conditional_store_tells_what_it_left_alone() {
    // RFC 7162 section 3.1.3 has a NO with the code, too.
    let text = selected(
        "C: A2 UID STORE 7:9 (UNCHANGEDSINCE 5) -FLAGS.SILENT (\\Seen)\n\
         S: * 1 FETCH (UID 7 MODSEQ (6))\nS: A2 NO [MODIFIED 8:9] gone meanwhile\n",
    );
    let stored = check("CONDSTORE", &text, |client| {
        let seen = [Flag::new("\\Seen")];
        client.store_unchanged(&uids("7:9"), 5, StoreAction::Remove, &seen, Report::Silent)
    });
    assert_eq!(stored.modified.to_string(), "8:9");
    assert_eq!(stored.messages[0].uid, Some(7));
    let text = selected("C: A2 UID STORE 7 (UNCHANGEDSINCE 5) FLAGS ()\nS: A2 NO read-only\n");
    let (mut client, _) = client("CONDSTORE", &text);
    let refused = client.store_unchanged(&uids("7"), 5, StoreAction::Replace, &[], Report::Flags);
    assert!(matches!(refused, Err(Error::No(_))), "{refused:?}");
}

#[test]
fn enable_counts_also_where_the_server_does_not_say_so() {
    let text = "C: A1 ENABLE utf8=accept X-OTHER\nS: A1 OK ENABLE completed\n\
                C~ A2 LIST \"\" \"\\xc3\\xa9%\"\\r\\n\nS~ * LIST () \"/\" \"\\xc3\\xa9t\\xc3\\xa9 & more\"\\r\\n\nS: A2 OK done\n";
    let mailboxes = check("ENABLE UTF8=ACCEPT", text, |client| {
        assert!(client.enable(&["utf8=accept", "X-OTHER"])?.is_empty());
        assert_eq!(client.enabled().iter().collect::<Vec<_>>(), ["UTF8=ACCEPT"]);
        client.list("", "é%")
    });
    assert_eq!(mailboxes[0].name.as_str(), "été & more");

    // A raw ENABLE means the same.
    let text = "C: A1 ENABLE IMAP4rev2\nS: * ENABLED IMAP4rev2\nS: A1 OK done\nC~ A2 DELETE \"\\xc3\\xa9\"\\r\\n\nS: A2 OK done\n";
    check("ENABLE IMAP4rev2", text, |client| {
        client.raw("ENABLE IMAP4rev2")?;
        client.delete(&"é".into())
    });

    let (mut client, verdict) = client("ENABLE", &selected(""));
    let refused = client.enable(&["CONDSTORE"]);
    assert!(
        matches!(refused, Err(Error::WrongState { .. })),
        "{refused:?}"
    );
    assert_eq!(verdict.problem(), None);
}

/// A client at a server that offers some mechanisms, and all that its trace shows.
fn stranger(capabilities: &str, transcript: &str) -> (Client, Verdict, Arc<Mutex<String>>) {
    let text = format!("S: * OK [CAPABILITY IMAP4rev1 {capabilities}] ready\n{transcript}");
    let script = Script::parse(&text).unwrap();
    let verdict = script.verdict();
    let shown = Arc::new(Mutex::new(String::new()));
    let trace = Arc::clone(&shown);
    let sink = move |event: TraceEvent<'_>| {
        let line = match event {
            TraceEvent::Sent(bytes) => format!("C: {}\n", String::from_utf8_lossy(bytes)),
            TraceEvent::Received(bytes) => format!("S: {}\n", String::from_utf8_lossy(bytes)),
            other => format!("{other:?}\n"),
        };
        trace.lock().unwrap().push_str(&line);
    };
    let waker = Waker::new().unwrap();
    let options = Options::default();
    let client = Client::greet(Box::new(script), waker, options, Some(Box::new(sink))).unwrap();
    (client, verdict, shown)
}

#[test]
fn a_refused_token_is_told_with_its_reason_and_never_shown() {
    let text = "C: A1 AUTHENTICATE XOAUTH2 dXNlcj1hbmEBYXV0aD1CZWFyZXIgdG9rZW4tMQEB\n\
                S: + eyJzdGF0dXMiOiI0MDEiLCJzY29wZSI6Im1haWwifQ==\nC:\nS: A1 NO [AUTHENTICATIONFAILED] invalid token-1\n";
    let (mut client, verdict, trace) = stranger("AUTH=XOAUTH2 SASL-IR", text);
    let credentials = Credentials::new("ana", Secret::new("token-1"));
    let error = client
        .authenticate(Mechanism::XOAuth2, &credentials)
        .unwrap_err();
    assert_eq!(verdict.problem(), None);
    assert_eq!(
        error.to_string(),
        r#"invalid *** ({"status":"401","scope":"mail"})"#
    );
    assert!(
        matches!(error, Error::Auth { code: Some(_), .. }),
        "{error:?}"
    );
    let trace = trace.lock().unwrap();
    assert!(
        trace.contains("C: A1 AUTHENTICATE XOAUTH2 <hidden>\nS: + <hidden>\nC: <hidden>\n"),
        "{trace}"
    );
    for secret in ["token-1", "dXNlcj", "eyJz"] {
        assert!(!trace.contains(secret), "{trace}");
    }
    assert!(!format!("{credentials:?} {error:?} {:?}", client.take_sent()).contains("token-1"));
}

#[test]
fn an_empty_first_response_is_an_equals_sign() {
    let text = "C: A1 AUTHENTICATE EXTERNAL =\nS: A1 OK in\n";
    let (mut client, verdict, _) = stranger("AUTH=EXTERNAL SASL-IR", text);
    let nobody = Credentials::new("", Secret::new(""));
    client.authenticate(Mechanism::External, &nobody).unwrap();
    assert_eq!(verdict.problem(), None);
    let text = "C: A1 AUTHENTICATE EXTERNAL\nS: +\nC:\nS: A1 OK in\n";
    let (mut client, verdict, _) = stranger("AUTH=EXTERNAL", text);
    client.authenticate(Mechanism::External, &nobody).unwrap();
    assert_eq!(verdict.problem(), None);
}

#[test]
fn a_mechanism_that_is_not_offered_is_not_tried() {
    for (capabilities, expected) in [
        (
            "AUTH=PLAIN AUTH=CRAM-MD5 AUTH=NTLM",
            Some("AUTHENTICATE with PLAIN or CRAM-MD5"),
        ),
        ("", Some("LOGIN, which sends the password itself")),
        ("LOGINDISABLED", None),
    ] {
        let (mut client, verdict, _) = stranger(capabilities, "");
        let credentials = Credentials::new("ana", Secret::new("secret"));
        match client.authenticate(Mechanism::ScramSha256, &credentials) {
            Err(Error::Unsupported {
                capability,
                instead,
            }) => {
                assert_eq!(capability, "AUTH=SCRAM-SHA-256");
                assert_eq!(instead.as_deref(), expected);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(verdict.problem(), None);
    }
}

#[test]
fn a_server_that_proves_nothing_is_left() {
    let text = "C: A1 AUTHENTICATE SCRAM-SHA-1\nS: A1 OK welcome\n";
    let (mut client, _, _) = stranger("AUTH=SCRAM-SHA-1", text);
    let credentials = Credentials::new("ana", Secret::new("secret"));
    let error = client
        .authenticate(Mechanism::ScramSha1, &credentials)
        .unwrap_err();
    assert!(matches!(error, Error::Auth { .. }), "{error:?}");
    assert!(error.to_string().contains("did not prove"), "{error}");
    assert!(client.end().is_some());
}

#[test]
fn a_server_that_never_stops_asking_is_left() {
    let asks = "S: + \nC: *\n".repeat(15);
    let text = format!("C: A1 AUTHENTICATE ANONYMOUS\nS: + \nC: YW5h\n{asks}S: + \n");
    let (mut client, _, _) = stranger("AUTH=ANONYMOUS", &text);
    let error = client
        .authenticate(
            Mechanism::Anonymous,
            &Credentials::new("ana", Secret::new("")),
        )
        .unwrap_err();
    assert!(matches!(error, Error::Protocol(_)), "{error:?}");
    assert!(client.end().is_some());
}
