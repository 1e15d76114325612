//! The calls that both servers must answer alike.

use std::time::{Duration, Instant};

use imapclient::client::{
    Append, Appended, Client, Completed, Credentials, Deliveries, Delivery, ListTold, Mechanism,
    Numbering, RawAnswer, Report, State, StoreAction, Upcoming,
};
use imapclient::types::{
    Body, Date, Event, FetchItem, Flag, ItemValue, ListedMailbox, MailboxStatus, Message, RawPart,
    SearchKey, SearchReturn, Secret, SelectedMailbox, StatusItem, Value,
};

use super::{Both, SAME, fetched, kept, section, sequence, uids};

/// Messages without what is not compared, in order: a session's \Recent depends on who came first.
fn plain(mut messages: Vec<Message>) -> Vec<Message> {
    for message in &mut messages {
        for (name, value) in &mut message.items {
            *name = name.to_ascii_uppercase().into();
            match value {
                ItemValue::Flags(flags) => *flags = sorted(flags),
                // Of a part that is not there Dovecot gives an empty string, the demo NIL, as RFC 3501 section 7.4.2 says.
                ItemValue::Value(Value::Nil) => *value = ItemValue::Body(Body::Memory(Vec::new())),
                _ => {}
            }
        }
        message.items.sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    messages
}

fn sorted(flags: &[Flag]) -> Vec<Flag> {
    let mut flags = kept(flags);
    flags.sort_by_key(|flag| flag.as_str().to_ascii_lowercase());
    flags
}

/// Of an opened mailbox what does not depend on the server's own counting.
fn opened(selected: &SelectedMailbox) -> impl std::fmt::Debug + use<> {
    (
        selected.read_only,
        selected.exists,
        selected.first_unseen,
        selected.uid_next,
        sorted(&selected.flags),
        selected.permanent_flags.as_ref().map(|flags| sorted(flags)),
    )
}

/// News without responses that only carry text, and without RECENT and VANISHED's kin.
fn news(events: Vec<Event>) -> Vec<String> {
    let told = events.into_iter().filter_map(|event| match event {
        Event::Exists(_) | Event::Expunge(_) => Some(format!("{event:?}")),
        Event::Fetch(message) => Some(format!("{:?}", plain(vec![*message]))),
        _ => None,
    });
    told.collect()
}

fn listed(mailboxes: Vec<ListedMailbox>) -> Vec<String> {
    let mut lines: Vec<String> = mailboxes
        .iter()
        // Dovecot's user has no mailboxes but those that the test makes.
        .filter(|mailbox| ours(mailbox.name.as_str()))
        .map(|mailbox| {
            format!(
                "{} {:?} {:?}",
                mailbox.name,
                sorted(&mailbox.attributes),
                mailbox.delimiter
            )
        })
        .collect();
    lines.sort();
    lines
}

fn ours(name: &str) -> bool {
    ["INBOX", SAME, "Tree", "Grün", "Moved"].contains(&name.split('/').next().unwrap_or_default())
}

fn statuses(statuses: Vec<MailboxStatus>) -> Vec<String> {
    let ours = statuses
        .iter()
        .filter(|status| ours(status.name.as_str()) && status.name.as_str() != "INBOX");
    let mut lines: Vec<String> = ours
        .map(|status| format!("{} {:?}", status.name, status.items))
        .collect();
    lines.sort();
    lines
}

pub(super) fn in_no_mailbox(both: &mut Both) {
    both.run("noop", |client| {
        client.noop().map(|(_, events)| news(events))
    });
    // The test's Dovecot has a namespace of shared mailboxes too.
    both.run("namespace", |client| {
        client.namespace().map(|spaces| spaces.personal)
    });
    both.run("id", |client| client.id(&[]).map(|fields| fields.is_some()));
    both.run("capability", |client| {
        let known = client.ask_capability()?;
        let names = "IMAP4rev1 LITERAL+ SASL-IR ID ENABLE IDLE NAMESPACE CHILDREN LIST-STATUS SPECIAL-USE UNSELECT UIDPLUS MOVE ESEARCH";
        Ok(names.split(' ').map(|name| known.has(name)).collect::<Vec<_>>())
    });
    both.run("capability without asking again", |client| {
        client.capability().map(|known| known.has("IMAP4rev1"))
    });
    both.run("wait_for_news where there are none", |client| {
        client.wait_for_news(Instant::now())
    });
    both.run("fetch without a mailbox", |client| {
        fetched(client, &uids("1"), &[FetchItem::word("FLAGS")])
    });
    both.run("examine", |client| client.examine(&SAME.into()).map(opened));
    both.run("unselect", |client| client.unselect().map(drop));
    both.run("select of what is not there", |client| {
        client.select(&"Nowhere".into()).map(opened)
    });
    both.run("select", |client| client.select(&SAME.into()).map(opened));
}

pub(super) fn fetching(both: &mut Both) {
    let words = [
        "FLAGS",
        "INTERNALDATE",
        "RFC822.SIZE",
        "UID",
        "ENVELOPE",
        "BODY",
        "BODYSTRUCTURE",
        "RFC822.HEADER",
        "ALL",
        "FAST",
        "FULL",
    ];
    for word in words {
        both.run(word, |client| {
            Ok(plain(fetched(
                client,
                &uids("1:*"),
                &[FetchItem::word(word)],
            )?))
        });
    }
    let sections = [
        "",
        "HEADER",
        "TEXT",
        "1",
        "1.MIME",
        "2",
        "2.MIME",
        "2.HEADER",
        "2.TEXT",
        "2.1",
        "2.2",
        "2.1.MIME",
        "3",
        "3.HEADER",
        "1.1",
        "1.HEADER",
        "9",
        "HEADER.FIELDS (FROM Subject X-Odd)",
        "HEADER.FIELDS.NOT (FROM TO DATE)",
        "2.HEADER.FIELDS (SUBJECT)",
    ];
    for part in sections {
        let item = section(&format!("BODY.PEEK[{part}]"));
        both.run(part, |client| {
            Ok(plain(fetched(
                client,
                &uids("1:*"),
                std::slice::from_ref(&item),
            )?))
        });
    }
    for partial in ["<0.20>", "<5.1000000>", "<100000.5>", "<300.1>"] {
        let item = section(&format!("BODY.PEEK[]{partial}"));
        both.run(partial, |client| {
            Ok(plain(fetched(
                client,
                &sequence("1:20"),
                std::slice::from_ref(&item),
            )?))
        });
    }
    for set in ["1", "2,4:6,5", "*", "*:4", "900:*", "1:3,2:4", "4294967295"] {
        both.run(set, |client| {
            Ok(plain(fetched(
                client,
                &uids(set),
                &[FetchItem::word("FLAGS")],
            )?))
        });
        if set != "900:*" {
            both.run(set, |client| {
                Ok(plain(fetched(
                    client,
                    &sequence(set),
                    &[FetchItem::word("UID")],
                )?))
            });
        }
    }
    // These mark what they read.
    for (set, item) in [
        ("40", section("BODY[]")),
        ("41", FetchItem::word("RFC822")),
        ("42", FetchItem::word("RFC822.TEXT")),
    ] {
        both.run("what is read becomes seen", |client| {
            let read = plain(fetched(client, &uids(set), std::slice::from_ref(&item))?);
            let flags = plain(fetched(client, &uids(set), &[FetchItem::word("FLAGS")])?);
            Ok((read, flags))
        });
    }
}

pub(super) fn searching(both: &mut Both) {
    let word = |name: &str| SearchKey::Word(name.to_owned());
    let text = |name: &str, text: &str| SearchKey::Text(name.to_owned(), text.to_owned());
    let date = |name: &str, day| {
        SearchKey::Date(
            name.to_owned(),
            Date {
                year: 2026,
                month: 11,
                day,
            },
        )
    };
    let mut searches: Vec<Vec<SearchKey>> = [
        "ALL",
        "ANSWERED",
        "DELETED",
        "DRAFT",
        "FLAGGED",
        "SEEN",
        "UNANSWERED",
        "UNDELETED",
        "UNDRAFT",
        "UNFLAGGED",
        "UNSEEN",
    ]
    .iter()
    .map(|name| vec![word(name)])
    .collect();
    searches.extend(
        [
            ("FROM", "zoe"),
            ("FROM", "Zoë"),
            ("FROM", "BEN example"),
            ("TO", "山田"),
            ("CC", "ben"),
            ("BCC", "ben"),
            ("SUBJECT", "GARTEN"),
            ("SUBJECT", "打ち合わせ"),
            ("SUBJECT", "[imap]"),
            ("SUBJECT", "фото"),
            ("SUBJECT", ""),
            ("TEXT", "Σας"),
            ("TEXT", "example.org"),
            ("TEXT", "protocols@example.org"),
            ("BODY", "Kürbis"),
            ("BODY", "KÜRBIS"),
            ("BODY", "お世話"),
            ("BODY", "яблок"),
            ("BODY", "attached"),
            ("BODY", "from:"),
            ("BODY", "<b>north wing"),
            ("TEXT", "unknown user"),
            ("BODY", "¡Hola"),
            ("TEXT", "Harbour"),
            ("BODY", "river"),
        ]
        .iter()
        .map(|(name, what)| vec![text(name, what)]),
    );
    for name in ["BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE"] {
        searches.push(vec![date(name, 20)]);
        searches.push(vec![date(name, 9)]);
    }
    let header = |name: &str, text: &str| SearchKey::Header(name.to_owned(), text.to_owned());
    let number = |name: &str, number| SearchKey::Number(name.to_owned(), number);
    searches.extend([
        vec![header("Message-ID", "lunch")],
        vec![header("X-Odd", "")],
        vec![header("X-Empty", "")],
        vec![header("List-Id", "PROTOCOLS")],
        vec![header("Nothing", "")],
        vec![number("LARGER", 1000)],
        vec![number("SMALLER", 400)],
        vec![SearchKey::Keyword(
            "KEYWORD".to_owned(),
            Flag::new("$forwarded"),
        )],
        vec![SearchKey::Keyword(
            "UNKEYWORD".to_owned(),
            Flag::new("$Forwarded"),
        )],
        vec![SearchKey::Keyword(
            "KEYWORD".to_owned(),
            Flag::new("Nobody"),
        )],
        vec![SearchKey::Messages(uids("3:9,12"))],
        vec![SearchKey::Messages(sequence("3:9,*"))],
        vec![SearchKey::Not(Box::new(text("FROM", "a"))), word("UNSEEN")],
        vec![SearchKey::Or(
            Box::new(text("FROM", "ben")),
            Box::new(SearchKey::All(vec![word("FLAGGED"), word("SEEN")])),
        )],
    ]);
    for keys in &searches {
        let name = format!("search {keys:?}");
        both.run(&name, |client| Ok(client.search(Numbering::Uid, keys)?.ids));
        both.run(&name, |client| {
            Ok(client.search(Numbering::Sequence, keys)?.ids)
        });
        both.run(&name, |client| client.count(keys));
        both.run(&name, |client| {
            let parts = client.search_each(Numbering::Uid, keys)?;
            parts.collect::<imapclient::Result<Vec<_>>>()
        });
    }
    let flagged = [word("FLAGGED")];
    let returns = [
        vec![SearchReturn::Min],
        vec![SearchReturn::Max, SearchReturn::Count],
        vec![SearchReturn::All],
        vec![
            SearchReturn::Min,
            SearchReturn::Max,
            SearchReturn::Count,
            SearchReturn::All,
        ],
        vec![],
    ];
    for options in &returns {
        for keys in [&flagged[..], &[text("FROM", "nobody at all")]] {
            both.run(&format!("{options:?} {keys:?}"), |client| {
                let found = client.search_return(Numbering::Uid, options, keys)?;
                Ok((found.ids, found.min, found.max, found.count, found.uid))
            });
        }
    }
    both.run("search_first", |client| {
        Ok(client.search_first(Numbering::Uid, 3, &flagged)?.ids)
    });
    both.run("batches", |client| {
        let batches = client.batches(&uids("1:*"), 70)?;
        Ok(batches
            .map(|part| part.set().to_string())
            .collect::<Vec<_>>())
    });
    both.run("count_from", |client| {
        client
            .count_from(&flagged)
            .map(|found| (found.min, found.count))
    });
}

pub(super) fn changing(both: &mut Both) {
    let flag = |name: &str| Flag::new(name);
    let changes = [
        (
            uids("1:3"),
            StoreAction::Add,
            vec![flag("\\Flagged"), flag("$Work")],
            Report::Flags,
        ),
        (
            sequence("2"),
            StoreAction::Remove,
            vec![flag("\\Flagged")],
            Report::Flags,
        ),
        (uids("3"), StoreAction::Replace, vec![], Report::Flags),
        (
            uids("4"),
            StoreAction::Replace,
            vec![flag("\\Seen"), flag("$WORK")],
            Report::Silent,
        ),
        (
            uids("4000"),
            StoreAction::Add,
            vec![flag("\\Seen")],
            Report::Flags,
        ),
    ];
    for (set, action, flags, report) in &changes {
        both.run(&format!("store {action:?} {set:?}"), |client| {
            let told = plain(client.store(set, *action, flags, *report)?);
            let now = plain(fetched(client, &uids("1:5"), &[FetchItem::word("FLAGS")])?);
            Ok((told, now))
        });
    }
    let last = |code: Option<imapclient::types::ResponseCode>| {
        let code = code.map(|code| code.to_string());
        code.map(|code| {
            code.split(' ')
                .skip(2)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
    };
    both.run("copy to nowhere", |client| {
        client.copy(&uids("1"), &"Nowhere".into()).map(|_| ())
    });
    both.run("copy", |client| {
        client.create(&"Tree/Leaf".into())?;
        let done = client.copy(&uids("1:3,7"), &"Tree/Leaf".into())?;
        Ok(done
            .into_iter()
            .map(|done| last(done.code))
            .collect::<Vec<_>>())
    });
    both.run("copy of nothing", |client| {
        let done = client.copy(&uids("4000"), &"Tree/Leaf".into())?;
        Ok(done
            .into_iter()
            .map(|done| last(done.code))
            .collect::<Vec<_>>())
    });
    both.run("append each", |client| {
        let mut append = |folder: &str| {
            let mut texts = [&b"Subject: 1\r\n\r\n"[..], b"Subject: 2\r\n\r\n", b"x\r\n"];
            let messages = texts.iter_mut().map(|text| Appended {
                len: text.len() as u64,
                message: text,
                options: Append::default(),
            });
            client.append_each(&folder.into(), &mut messages.collect::<Vec<_>>())
        };
        let (nowhere, there) = (append("Nowhere"), append("Tree/Leaf"));
        let told = |deliveries: Deliveries| {
            let each = deliveries.each.into_iter().map(|delivery| match delivery {
                Delivery::Arrived(done) => format!("{:?}", last(done.code)),
                Delivery::Refused(no) => format!("refused {:?}", no.code),
                other => format!("{other:?}"),
            });
            each.collect::<Vec<_>>()
        };
        Ok((told(nowhere), told(there)))
    });
    both.run("batches", |client| {
        let parts = client.batches(&uids("2:*"), 4)?;
        Ok(parts.map(|part| part.set().to_string()).collect::<Vec<_>>())
    });
    both.run("batches by number", |client| {
        let parts = client.batches(&sequence("1:7"), 4)?;
        Ok(parts.map(|part| part.set().to_string()).collect::<Vec<_>>())
    });
    both.run("copy within", |client| {
        client
            .copy(&uids("1"), &SAME.into())
            .map(|_| client.selected().unwrap().exists)
    });
    both.run("move", |client| {
        let done = client.move_messages(&uids("5:6"), &"Tree/Leaf".into())?;
        let exists = client.selected().unwrap().exists;
        Ok((
            done.into_iter()
                .map(|done| last(done.code))
                .collect::<Vec<_>>(),
            exists,
        ))
    });
    both.run("uid_expunge", |client| {
        client.store(
            &uids("7:9"),
            StoreAction::Add,
            &[flag("\\Deleted")],
            Report::Silent,
        )?;
        let set = imapclient::types::SequenceSet::parse("8,9,10").unwrap();
        client
            .uid_expunge(&set)
            .map(|(_, events)| news(events).len())
    });
    both.run("expunge", |client| {
        client.expunge().map(|(_, events)| news(events).len())
    });
    both.run("what is left", |client| {
        Ok(plain(fetched(
            client,
            &sequence("1:*"),
            &[FetchItem::word("FLAGS")],
        )?))
    });
    both.run("idle", |client| {
        let idle = client.idle()?;
        idle.done().map(|(_, events)| news(events))
    });
    both.run("raw", |client| {
        let lines: Vec<_> = client
            .raw("SEARCH FLAGGED DELETED")?
            .collect::<Result<_, _>>()?;
        Ok(lines
            .iter()
            .map(|line| String::from_utf8_lossy(&line.bytes).starts_with('*'))
            .collect::<Vec<_>>())
    });
    both.run("raw_parts", |client| {
        let text = |text: &str| RawPart::Text(text.to_owned());
        let bytes = b"garden".to_vec();
        let waits = RawPart::Literal { bytes, waits: true };
        let keys = [text("UID SEARCH SUBJECT "), waits, text(" SEEN")];
        let said = client
            .raw_parts(&keys, &mut [])?
            .map(|line| Ok(line?.bytes));
        Ok(said
            .collect::<imapclient::Result<Vec<_>>>()?
            .first()
            .cloned())
    });
    both.run("raw_each", |client| {
        let mut lines = ["NOOP", "STATUS No/Such (MESSAGES)", "SEARCH FLAGGED"].into_iter();
        let answers = client.raw_each(|_| match lines.next() {
            Some(line) => Upcoming::Command(vec![RawPart::Text(line.to_owned())]),
            None => Upcoming::End,
        });
        let mut ends = Vec::new();
        for answer in answers {
            if let RawAnswer::Ended { number, outcome } = answer? {
                ends.push((number, outcome.is_ok()));
            }
        }
        // Which is answered first is the server's choice: Dovecot is slow to say OK to NOOP now and then.
        ends.sort_unstable();
        Ok(ends)
    });
    both.run("close", |client| {
        client.store(
            &uids("20"),
            StoreAction::Add,
            &[flag("\\Deleted")],
            Report::Silent,
        )?;
        client.close()?;
        client.examine(&SAME.into()).map(|selected| selected.exists)
    });
    // Dovecot says OK to a STORE that changes nothing, the demo says NO: a person wants to know.
    both.run("store read-only", |client| {
        let _ = client.store(
            &uids("1"),
            StoreAction::Add,
            &[flag("\\Deleted")],
            Report::Flags,
        );
        Ok(plain(fetched(
            client,
            &uids("1"),
            &[FetchItem::word("FLAGS")],
        )?))
    });
    both.run("close read-only", |client| client.close().map(drop));
}

pub(super) fn mailboxes(both: &mut Both) {
    let items = ["MESSAGES", "UIDNEXT", "UNSEEN"].map(StatusItem::new);
    both.run("status", |client| {
        client
            .status(&SAME.into(), &items)
            .map(|status| format!("{:?}", status.items))
    });
    both.run("status of what is not there", |client| {
        client.status(&"Nowhere".into(), &items)
    });
    both.run("create twice", |client| {
        client.create(&SAME.into()).map(drop)
    });
    both.run("create in another script", |client| {
        client.create(&"Grün/日本".into()).map(drop)
    });
    both.run("create with a separator behind", |client| {
        client.create(&"Tree/".into()).map(drop)
    });
    both.run("subscribe", |client| {
        client.subscribe(&"Tree/Leaf".into())?;
        client.subscribe(&"Grün/日本".into()).map(drop)
    });
    for (reference, pattern) in [
        ("", "*"),
        ("", "%"),
        ("Tree/", "%"),
        ("", "Tree/*"),
        ("", "inbox"),
        ("", "*ame"),
        ("Gr", "*"),
        ("", "Nothing"),
    ] {
        both.run(&format!("list {reference:?} {pattern:?}"), |client| {
            client.list(reference, pattern).map(listed)
        });
        both.run(&format!("lsub {reference:?} {pattern:?}"), |client| {
            client.lsub(reference, pattern).map(listed)
        });
    }
    both.run("a listing in two steps", |client| {
        let mut listing = client.begin_list("", "Tree*")?;
        while !client.list_on(&mut listing, Instant::now() + Duration::from_secs(30))? {}
        Ok(listed(listing.mailboxes().to_vec()))
    });
    both.run("a listing one by one", |client| {
        let mut listing = client.begin_lsub("", "*")?;
        let mut found = Vec::new();
        while let Some(mailbox) = client.next_listed(&mut listing)? {
            found.push(mailbox);
        }
        Ok(listed(found))
    });
    both.run("list of the separator", |client| {
        Ok(client
            .list("", "")?
            .iter()
            .map(|root| (root.delimiter.clone(), root.name.as_str().len()))
            .collect::<Vec<_>>())
    });
    both.run("list_status", |client| {
        let (mailboxes, told) = client.list_status("", "*", &items)?;
        Ok((listed(mailboxes), statuses(told)))
    });
    both.run("list_status one by one", |client| {
        let mut listing = client.begin_list_status("", "*", &items)?;
        let (mut mailboxes, mut statuses_told) = (Vec::new(), Vec::new());
        while let Some(told) = client.next_told(&mut listing)? {
            match told {
                ListTold::Mailbox(mailbox) => mailboxes.push(mailbox),
                ListTold::Status(status) => statuses_told.push(status),
                other => panic!("nobody asked for {other:?}"),
            }
        }
        Ok((listed(mailboxes), statuses(statuses_told)))
    });
    both.run("unsubscribe", |client| {
        client.unsubscribe(&"Tree/Leaf".into())?;
        client.lsub("", "Tree/*").map(listed)
    });
    both.run("rename", |client| {
        client.rename(&"Tree".into(), &"Moved".into())?;
        client.list("", "*").map(listed)
    });
    both.run("rename of what is not there", |client| {
        client.rename(&"Tree".into(), &"Moved/x".into()).map(drop)
    });
    both.run("rename onto another", |client| {
        client.rename(&"Moved".into(), &SAME.into()).map(drop)
    });
    both.run("delete", |client| {
        client.delete(&"Moved/Leaf".into())?;
        client.delete(&"Grün/日本".into())?;
        client.list("", "*").map(listed)
    });
    both.run("delete of what is not there", |client| {
        client.delete(&"Nowhere".into()).map(drop)
    });
    both.run("delete of INBOX", |client| {
        client.delete(&"INBOX".into()).map(drop)
    });
    both.run("enable", |client| client.enable(&["X-NOTHING"]).map(drop));
}

type SignIn = fn(&mut Client, &str, &Secret) -> imapclient::Result<Completed>;

pub(super) fn signing_in(both: &mut Both) {
    both.run("logout", |client| client.logout().map(drop));
    let (user, password) = both.credentials();
    let calls: [SignIn; 3] = [
        |client, user, password| client.sign_in(user, password),
        |client, user, password| client.authenticate_plain("", user, password),
        |client, user, password| {
            client.authenticate(Mechanism::Plain, &Credentials::new(user, password.clone()))
        },
    ];
    for call in calls {
        both.begin_anew();
        both.run("signing in", |client| {
            call(client, &user, &password)?;
            Ok(client.state() == State::Authenticated)
        });
    }
    let [demo, dovecot] = both.strangers().map(|client| {
        client.session(|client| {
            client.login(&user, &password)?;
            client.noop().map(|(_, events)| news(events))
        })
    });
    assert_eq!(demo.unwrap(), dovecot.unwrap());
}
