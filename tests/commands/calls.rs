//! Calls of the client's methods with any arguments, and what each must put on the wire.

use imapclient::Result;
use imapclient::client::{Append, Client, FetchOptions, Numbering, Report, StoreAction};
use imapclient::types::{
    Date, DateTime, FetchItem, Flag, MailboxName, MessageSet, Part, SearchKey, Secret, Section,
    SectionText, SequenceSet, StatusItem,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::tokens::Token::{self, Close, Open};

/// A call of one method.
#[derive(Debug, Clone)]
pub(crate) enum Call {
    Login(String, Vec<u8>),
    OnMailbox(&'static str, String),
    SentName(Vec<u8>),
    Rename(String, String),
    List(&'static str, String, String),
    ListStatus(String, Vec<String>),
    Status(String, Vec<String>),
    Id(Vec<(String, Option<String>)>),
    Append(String, Vec<String>, Option<DateTime>, Vec<u8>),
    Search(Vec<SearchKey>),
    Count(Vec<SearchKey>),
    Fetch(MessageSet, Vec<FetchItem>, Option<u64>),
    Store(MessageSet, StoreAction, Vec<String>),
    Copy(&'static str, MessageSet, String),
    Expunge(SequenceSet),
    Raw(String),
}

/// Text as nobody should type it.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        select(vec![
            "\r\n",
            "\n",
            "\r",
            "\0",
            "\"",
            "\\",
            "{5}",
            "{5+}",
            "~{3}",
            "A1 NOOP",
            " ",
            "(",
            ")",
            "NIL",
            "é",
            "%",
            "*",
            "[",
            "]",
            "&",
            "\t",
            "\u{7f}",
            "<0.5>",
            ".",
            ":",
            "\u{1f600}",
            "INBOX",
            "&AOk-",
            "+",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z0-9 ]{0,8}",
        ".{0,3}",
    ];
    prop_oneof![
        8 => vec(piece, 0..6).prop_map(|pieces| pieces.concat()),
        1 => (990usize..1010, 0x20u8..0x7f).prop_map(|(size, byte)| char::from(byte).to_string().repeat(size)),
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![text().prop_map(String::into_bytes), vec(any::<u8>(), 0..20)]
}

/// A word of the grammar, or anything.
fn word_or(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![4 => select(words).prop_map(str::to_owned), 1 => text()]
}

fn messages() -> impl Strategy<Value = MessageSet> {
    let set = prop_oneof![
        9 => vec((2u32..500, 0u32..9), 1..5).prop_map(|ranges| {
            // In their order, as imap-codec writes them.
            let mut last = 0;
            let mut range = |(gap, more): &(u32, u32)| {
                let start = last + gap;
                last = start + more;
                format!("{start}:{last}")
            };
            let ranges: Vec<_> = ranges.iter().map(&mut range).collect();
            SequenceSet::parse(&ranges.join(",")).unwrap_or_default()
        }),
        1 => Just(SequenceSet::default()),
    ];
    (set, any::<bool>()).prop_map(|(set, uid)| match uid {
        true => MessageSet::Uid(set),
        false => MessageSet::Sequence(set),
    })
}

fn uids() -> impl Strategy<Value = SequenceSet> {
    messages().prop_map(|messages| messages.set().clone())
}

/// Days of two digits: imap-codec writes others with a zero.
fn date() -> impl Strategy<Value = Date> {
    (1970u16..2200, 1u8..13, 10u8..29).prop_map(|(year, month, day)| Date { year, month, day })
}

fn date_time() -> impl Strategy<Value = DateTime> {
    (date(), 0u8..24, 0u8..60, 0u8..60, -720i16..840).prop_map(
        |(date, hour, minute, second, offset)| DateTime {
            date,
            hour,
            minute,
            second,
            offset,
        },
    )
}

fn key() -> impl Strategy<Value = SearchKey> {
    let leaf = prop_oneof![
        word_or(&["ALL", "UNSEEN", "DELETED", "NEW"]).prop_map(SearchKey::Word),
        (
            word_or(&["KEYWORD", "UNKEYWORD"]),
            word_or(&["$Junk", "\\Seen"])
        )
            .prop_map(|(word, flag)| SearchKey::Keyword(word, Flag::new(flag))),
        (word_or(&["SUBJECT", "FROM", "TEXT"]), text())
            .prop_map(|(word, text)| SearchKey::Text(word, text)),
        (text(), text()).prop_map(|(field, text)| SearchKey::Header(field, text)),
        (word_or(&["SINCE", "SENTON"]), date())
            .prop_map(|(word, date)| SearchKey::Date(word, date)),
        (word_or(&["LARGER", "SMALLER"]), 0u64..5000)
            .prop_map(|(word, number)| SearchKey::Number(word, number)),
        messages().prop_map(SearchKey::Messages),
        Just(SearchKey::Saved),
    ];
    leaf.prop_recursive(3, 12, 4, |key| {
        prop_oneof![
            key.clone().prop_map(|key| SearchKey::Not(Box::new(key))),
            (key.clone(), key.clone())
                .prop_map(|(one, two)| SearchKey::Or(Box::new(one), Box::new(two))),
            key.clone().prop_map(|key| SearchKey::Fuzzy(Box::new(key))),
            vec(key, 0..4).prop_map(SearchKey::All),
        ]
    })
}

fn item() -> impl Strategy<Value = FetchItem> {
    let fields = || vec(word_or(&["From", "To", "X-Spam"]), 0..4);
    let part_text = option::of(prop_oneof![
        Just(SectionText::Header),
        Just(SectionText::Text),
        fields().prop_map(SectionText::HeaderFields),
        fields().prop_map(SectionText::HeaderFieldsNot),
    ]);
    let part = (vec(1u32..200, 0..3), part_text).prop_map(|(path, text)| Part { path, text });
    let partial = option::of((0u32..5000, 1u32..5000));
    let name = prop_oneof![
        4 => select(vec!["BODY", "BODY.PEEK"]).prop_map(str::to_owned),
        1 => text().prop_map(|text| format!("BODY {text}")),
    ];
    let section = (name, part, partial).prop_map(|(item, part, partial)| {
        FetchItem::Section(Section {
            item,
            part,
            partial,
        })
    });
    prop_oneof![
        word_or(&["FLAGS", "ENVELOPE", "RFC822.SIZE", "UID", "FAST", "BODY"])
            .prop_map(FetchItem::word),
        section,
    ]
}

/// A call of any method.
pub(crate) fn call() -> impl Strategy<Value = Call> {
    const ON_MAILBOX: &[&str] = &[
        "SELECT",
        "EXAMINE",
        "CREATE",
        "DELETE",
        "SUBSCRIBE",
        "UNSUBSCRIBE",
    ];
    let action = || {
        select(vec![
            StoreAction::Add,
            StoreAction::Remove,
            StoreAction::Replace,
        ])
    };
    let flags = || {
        vec(
            word_or(&["\\Seen", "$Forwarded", "\\Deleted", "a]b", "\\*"]),
            0..4,
        )
    };
    let status = || vec(word_or(&["MESSAGES", "UNSEEN", "SIZE"]), 0..3);
    prop_oneof![
        (text(), bytes()).prop_map(|(user, password)| Call::Login(user, password)),
        (select(ON_MAILBOX), text()).prop_map(|(name, mailbox)| Call::OnMailbox(name, mailbox)),
        bytes().prop_map(Call::SentName),
        (text(), text()).prop_map(|(from, to)| Call::Rename(from, to)),
        (select(vec!["LIST", "LSUB"]), text(), text())
            .prop_map(|(name, one, two)| Call::List(name, one, two)),
        (text(), status()).prop_map(|(pattern, items)| Call::ListStatus(pattern, items)),
        (text(), status()).prop_map(|(mailbox, items)| Call::Status(mailbox, items)),
        vec((text(), option::of(text())), 0..3).prop_map(Call::Id),
        (text(), flags(), option::of(date_time()), bytes()).prop_map(
            |(mailbox, flags, date, message)| Call::Append(mailbox, flags, date, message)
        ),
        vec(key(), 0..4).prop_map(Call::Search),
        vec(key(), 0..4).prop_map(Call::Count),
        (messages(), vec(item(), 0..4), option::of(1u64..5000))
            .prop_map(|(set, items, since)| Call::Fetch(set, items, since)),
        (messages(), action(), flags())
            .prop_map(|(set, action, flags)| Call::Store(set, action, flags)),
        (select(vec!["COPY", "MOVE"]), messages(), text())
            .prop_map(|(name, set, to)| Call::Copy(name, set, to)),
        uids().prop_map(Call::Expunge),
        text().prop_map(Call::Raw),
    ]
}

fn flags_of(flags: &[String]) -> Vec<Flag> {
    flags.iter().map(Flag::new).collect()
}

fn items_of(items: &[String]) -> Vec<StatusItem> {
    items.iter().map(StatusItem::new).collect()
}

impl Call {
    /// Makes the call.
    pub(crate) fn make(&self, client: &mut Client) -> Result<()> {
        match self {
            Call::Login(user, password) => {
                client.login(user, &Secret::new(password.clone())).map(drop)
            }
            Call::OnMailbox(name, mailbox) => on_mailbox(client, name, &mailbox.as_str().into()),
            Call::SentName(wire) => client
                .create(&MailboxName::from_wire(wire.clone(), "shown"))
                .map(drop),
            Call::Rename(from, to) => client
                .rename(&from.as_str().into(), &to.as_str().into())
                .map(drop),
            Call::List("LIST", reference, pattern) => client.list(reference, pattern).map(drop),
            Call::List(_, reference, pattern) => client.lsub(reference, pattern).map(drop),
            Call::ListStatus(pattern, items) => {
                client.list_status("", pattern, &items_of(items)).map(drop)
            }
            Call::Status(mailbox, items) => client
                .status(&mailbox.as_str().into(), &items_of(items))
                .map(drop),
            Call::Id(fields) => client.id(fields).map(drop),
            Call::Append(mailbox, flags, date, message) => {
                let options = Append {
                    flags: flags_of(flags),
                    date: *date,
                    ..Append::default()
                };
                let mailbox = MailboxName::new(mailbox);
                client
                    .append(
                        &mailbox,
                        &mut message.as_slice(),
                        message.len() as u64,
                        &options,
                    )
                    .map(drop)
            }
            Call::Search(keys) => client.search(Numbering::Sequence, keys).map(drop),
            Call::Count(keys) => client.count(keys).map(drop),
            Call::Fetch(set, items, changed_since) => {
                let options = FetchOptions {
                    changed_since: *changed_since,
                    ..FetchOptions::default()
                };
                client
                    .fetch(set, items, options)?
                    .try_for_each(|message| message.map(drop))
            }
            Call::Store(set, action, flags) => client
                .store(set, *action, &flags_of(flags), Report::Silent)
                .map(drop),
            Call::Copy("COPY", set, to) => client.copy(set, &to.as_str().into()).map(drop),
            Call::Copy(_, set, to) => client.move_messages(set, &to.as_str().into()).map(drop),
            Call::Expunge(set) => client.uid_expunge(set).map(drop),
            Call::Raw(line) => client.raw(line).map(drop),
        }
    }

    /// What must be on the wire behind the tag; nothing can be said of a line that goes as it was typed.
    pub(crate) fn expected(&self) -> Option<Vec<Token>> {
        Some(match self {
            Call::Login(user, password) => {
                vec![word("LOGIN"), text_of(user), Token::Text(password.clone())]
            }
            Call::OnMailbox(name, mailbox) => vec![word(name), mailbox_of(mailbox)],
            Call::SentName(wire) => vec![word("CREATE"), Token::Text(wire.clone())],
            Call::Rename(from, to) => vec![word("RENAME"), mailbox_of(from), mailbox_of(to)],
            Call::List(name, one, two) => vec![word(name), mailbox_of(one), mailbox_of(two)],
            Call::ListStatus(pattern, items) => [
                vec![
                    word("LIST"),
                    text_of(""),
                    mailbox_of(pattern),
                    word("RETURN"),
                    Open,
                    word("STATUS"),
                ],
                list(items.iter().map(|item| word(item))),
                vec![Close],
            ]
            .concat(),
            Call::Status(mailbox, items) => [
                vec![word("STATUS"), mailbox_of(mailbox)],
                list(items.iter().map(|item| word(item))),
            ]
            .concat(),
            Call::Id(fields) if fields.is_empty() => vec![word("ID"), word("NIL")],
            Call::Id(fields) => {
                let pair = |(name, value): &(String, Option<String>)| {
                    [text_of(name), value.as_deref().map_or(word("NIL"), text_of)]
                };
                [vec![word("ID")], list(fields.iter().flat_map(pair))].concat()
            }
            Call::Append(mailbox, flags, date, message) => {
                let flags = if flags.is_empty() {
                    Vec::new()
                } else {
                    list(flags.iter().map(|flag| word(flag)))
                };
                let date = date.iter().map(|date| text_of(&date.to_string()));
                let mut tokens = vec![word("APPEND"), mailbox_of(mailbox)];
                tokens.extend(flags.into_iter().chain(date));
                tokens.push(Token::Text(message.clone()));
                tokens
            }
            Call::Search(keys) => [vec![word("SEARCH")], search(keys)].concat(),
            Call::Count(keys) => {
                let start = ["UID", "SEARCH", "RETURN"].map(word);
                [start.to_vec(), list([word("COUNT")]), search(keys)].concat()
            }
            Call::Fetch(set, items, since) => {
                let since =
                    since.map(|since| list([word("CHANGEDSINCE"), word(&since.to_string())]));
                let items: Vec<_> = items.iter().map(|item| word(&item.to_string())).collect();
                let items = match items.as_slice() {
                    [alone] if alone.bytes() == b"FAST" => items,
                    _ => list(items),
                };
                [on_messages("FETCH", set), items, since.unwrap_or_default()].concat()
            }
            Call::Store(set, action, flags) => {
                let item = match action {
                    StoreAction::Add => "+FLAGS.SILENT",
                    StoreAction::Remove => "-FLAGS.SILENT",
                    StoreAction::Replace => "FLAGS.SILENT",
                };
                [
                    on_messages("STORE", set),
                    vec![word(item)],
                    list(flags.iter().map(|flag| word(flag))),
                ]
                .concat()
            }
            Call::Copy(name, set, to) => [on_messages(name, set), vec![mailbox_of(to)]].concat(),
            Call::Expunge(set) => on_messages("EXPUNGE", &MessageSet::Uid(set.clone())),
            Call::Raw(_) => return None,
        })
    }
}

fn on_mailbox(client: &mut Client, name: &str, mailbox: &MailboxName) -> Result<()> {
    match name {
        "SELECT" => client.select(mailbox).map(drop),
        "EXAMINE" => client.examine(mailbox).map(drop),
        "CREATE" => client.create(mailbox).map(drop),
        "DELETE" => client.delete(mailbox).map(drop),
        "SUBSCRIBE" => client.subscribe(mailbox).map(drop),
        _ => client.unsubscribe(mailbox).map(drop),
    }
}

fn word(text: &str) -> Token {
    Token::Word(text.as_bytes().to_vec())
}

fn text_of(text: &str) -> Token {
    Token::Text(text.as_bytes().to_vec())
}

fn mailbox_of(name: &str) -> Token {
    Token::Text(imapclient::wire::utf7::encode(name))
}

fn list(tokens: impl IntoIterator<Item = Token>) -> Vec<Token> {
    [Open].into_iter().chain(tokens).chain([Close]).collect()
}

fn on_messages(name: &str, messages: &MessageSet) -> Vec<Token> {
    let mut tokens = vec![word(name), word(&messages.set().to_string())];
    if messages.is_uid() {
        tokens.insert(0, word("UID"));
    }
    tokens
}

fn search(keys: &[SearchKey]) -> Vec<Token> {
    let ascii = keys
        .iter()
        .flat_map(key_tokens)
        .all(|token| token.bytes().is_ascii());
    let charset: &[&str] = if ascii { &[] } else { &["CHARSET", "UTF-8"] };
    charset
        .iter()
        .map(|text| word(text))
        .chain(keys.iter().flat_map(key_tokens))
        .collect()
}

fn key_tokens(key: &SearchKey) -> Vec<Token> {
    match key {
        SearchKey::Word(text) => vec![word(text)],
        SearchKey::Keyword(key, flag) => vec![word(key), word(flag.as_str())],
        SearchKey::Text(key, text) => vec![word(key), text_of(text)],
        SearchKey::Header(field, text) => vec![word("HEADER"), text_of(field), text_of(text)],
        SearchKey::Date(key, date) => vec![word(key), word(&date.to_string())],
        SearchKey::Number(key, number) => vec![word(key), word(&number.to_string())],
        SearchKey::Messages(MessageSet::Sequence(set)) => vec![word(&set.to_string())],
        SearchKey::Messages(MessageSet::Uid(set)) => vec![word("UID"), word(&set.to_string())],
        SearchKey::Saved => vec![word("$")],
        SearchKey::Not(key) => [vec![word("NOT")], key_tokens(key)].concat(),
        SearchKey::Or(one, two) => [vec![word("OR")], key_tokens(one), key_tokens(two)].concat(),
        SearchKey::Fuzzy(key) => [vec![word("FUZZY")], key_tokens(key)].concat(),
        SearchKey::All(keys) => list(keys.iter().flat_map(key_tokens)),
        other => panic!("a new kind of key: {other:?}"),
    }
}
