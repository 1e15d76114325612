//! `fetch`: FETCH.

use imapclient::client::{FetchOptions, decode_labels};
use imapclient::types::{FetchItem, MessageSet, SearchKey, SequenceRange, SequenceSet};

use super::super::arguments::{self, Since};
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes, valued};
use super::super::failure::Failure;
use super::super::output::{AtHand, Footer, Items, MessagesView, Output, Shape, Value};
use super::super::progress::Progress;
use super::super::render::Format;
use super::super::session::Session;
use super::roll::{Roll, names_each};
use super::{changes, fetch_section, limit, peek};

pub(crate) static COMMAND: Command = Command {
    name: "fetch",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("items", Kind::Items, Count::Some),
    ],
    switches: &[
        valued(
            "modifiers",
            "WORDS",
            "\"CHANGEDSINCE N\": only what changed since a mod-sequence (CONDSTORE)",
        ),
        valued("changedsince", "N", "the same, the number alone"),
        limit::LIMIT,
    ],
    summary: "read messages, or parts of them",
    details: "Sends UID FETCH, or FETCH with --seq and for last:N, and shows messages as they arrive. Messages are\n\
              UIDs: 5, 1:10, 5:*, last:5, all, _ (the last result). Items are the RFC's: FLAGS, ENVELOPE,\n\
              BODYSTRUCTURE, RFC822.SIZE, INTERNALDATE, BODY.PEEK[TEXT], BODY.PEEK[HEADER.FIELDS (FROM TO)],\n\
              BODY.PEEK[]<0.200>, ...; BODY[] without PEEK marks as read. With one body section, --raw gives\n\
              its bytes alone: fetch 5 BODY.PEEK[] --raw > mail.eml. --limit asks for the first N messages of\n\
              those named and no more; which UIDs these are UID SEARCH tells. CHANGEDSINCE takes what changed\n\
              since a mod-sequence, VANISHED behind it names the UIDs that are gone. RFC 9051 section 6.4.5; RFC 7162",
    examples: &[
        "fetch last:5 FLAGS ENVELOPE",
        "fetch last:1 BODYSTRUCTURE",
        "fetch all (FLAGS RFC822.SIZE INTERNALDATE)",
        "fetch 1:* FLAGS --limit 20",
        "FETCH 1:* (FLAGS) (CHANGEDSINCE 90000)",
        "fetch last:1 BODY.PEEK[HEADER.FIELDS (FROM TO)]",
    ],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    let (items, changed_since) = items(call, &messages)?;
    peek::check_peek(session, call, &items)?;
    let limit = limit::of(call)?;
    if messages.is_empty() {
        return Ok(nothing("no message, nothing sent"));
    }
    let messages = match limit {
        Some(most) => {
            let since = changed_since.map(|since| since.modseq.saturating_add(1));
            let changed = since.map(|since| SearchKey::Number("MODSEQ".to_owned(), since));
            limit::first(session, call, messages, changed.as_slice(), most)?
        }
        None => messages,
    };
    if messages.is_empty() {
        return Ok(nothing("no message"));
    }
    let one_section = matches!(items.as_slice(), [item] if fetch_section::is_section(item));
    let raw = call.form.format == Format::Raw;
    if raw && one_section {
        return fetch_section::raw_section(session, call, messages, items);
    }
    let asked = Asked {
        messages,
        items,
        changed_since,
        shape: Shape::Messages(MessagesView::Auto),
    };
    stream(session, call, asked)
}

/// Reads `ITEMS [(CHANGEDSINCE N [VANISHED])]`, and the options that say the same.
fn items(
    call: &Call<'_>,
    messages: &MessageSet,
) -> Result<(Vec<FetchItem>, Option<Since>), Failure> {
    let failed = |mistake| call.failure(mistake);
    let mut rest = call.rest(1);
    let mut given = Vec::new();
    if rest.len() > 1
        && let Some(last) = rest.pop_if(|last| arguments::is_modifier(last))
    {
        given.push((
            last.span(),
            arguments::changed_since(&last).map_err(failed)?,
        ));
    }
    if let Some(value) = call.value("modifiers") {
        given.push((
            value.span(),
            arguments::changed_since(value).map_err(failed)?,
        ));
    }
    if let Some(value) = call.value("changedsince") {
        let modseq = arguments::mod_sequence("CHANGEDSINCE", value).map_err(failed)?;
        let vanished = false;
        given.push((value.span(), Since { modseq, vanished }));
    }
    if let [_, (twice, _), ..] = given.as_slice() {
        return Err(call.mistake(twice.clone(), "CHANGEDSINCE is given twice"));
    }
    let items = arguments::fetch_items(&rest)
        .map_err(|mistake| raw_hint(call.failure(mistake), call, messages))?;
    Ok((items, given.pop().map(|(_, since)| since)))
}

/// Sends FETCH for one item of the messages that the first argument names.
pub(super) fn item<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    item: &'static str,
) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    if messages.is_empty() {
        return Ok(changes::nothing_sent(Value::Map(Vec::new())));
    }
    let items = Items {
        item,
        // last:5 goes out as sequence numbers; what is shown are UIDs all the same.
        by_uid: session.settings.uid && !call.has("seq"),
    };
    let asked = Asked {
        messages,
        items: vec![FetchItem::word(item)],
        changed_since: None,
        shape: Shape::Items(items),
    };
    stream(session, call, asked)
}

/// What a FETCH asks for, and how it is shown.
pub(super) struct Asked {
    pub(super) messages: MessageSet,
    pub(super) items: Vec<FetchItem>,
    pub(super) changed_since: Option<Since>,
    pub(super) shape: Shape,
}

/// Sends FETCH and shows messages as they arrive; those that were named and did not come are told.
pub(super) fn stream<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    asked: Asked,
) -> Result<Output<'s>, Failure> {
    let Asked {
        messages,
        items,
        changed_since,
        shape,
    } = asked;
    let format = call.form.format;
    let raw = format == Format::Raw;
    let exists = || session.client.as_ref()?.selected()?.exists.map(u64::from);
    const ALL: SequenceRange = SequenceRange {
        start: Some(1),
        end: None,
    };
    let expected = match messages.set().ranges() {
        [ALL] => exists(),
        _ => session.count(&messages),
    };
    let marks = peek::marks_as_read(session, &items);
    let by_uid = session.settings.uid && !call.has("seq");
    let items = if by_uid && !messages.is_uid() && !raw {
        with_uid(items)
    } else {
        items
    };
    // What was not changed since does not come; that is no wonder.
    let mut roll = Some(Roll::new(&messages, names_each(call.argument(0))))
        .filter(|_| changed_since.is_none());
    session.expected = expected;
    session.client(call)?.take_sent();
    let mut progress =
        (!session.modes.watched).then(|| Progress::new(&session.modes, "messages", expected));
    let (client, warnings) = session.client_and_warnings(call)?;
    let vanished = changed_since.is_some_and(|since| since.vanished);
    let options = FetchOptions {
        changed_since: changed_since.map(|since| since.modseq),
        vanished,
        sink: None,
    };
    let name = call.command.name;
    // IMAPClient leaves them as they came, unless it is asked for them alone.
    let decodes_labels = format != Format::Python || matches!(shape, Shape::Items(_));
    let fetch = client.fetch(&messages, &items, options);
    let fetch = fetch.map_err(|error| unasked(call.failed(&error), &error))?;
    let sent = fetch.command();
    let at_hand = AtHand::default();
    let told = at_hand.clone();
    let mut fetch = fetch;
    // Tables have no column for what vanished.
    let aside = format == Format::Csv || call.value("columns").is_some();
    // What came behind UIDs that are gone.
    let mut held = None;
    let entries = std::iter::from_fn(move || {
        let next = held.take().unwrap_or_else(|| fetch.next());
        let gone = fetch.take_vanished();
        if !gone.is_empty() && aside {
            warnings.push(format!("gone since then: UID {gone}"));
        } else if !gone.is_empty() {
            held = Some(next);
            return Some(Ok(vanished_in(&gone)));
        }
        match next {
            Some(Ok(mut message)) => {
                told.set(fetch.is_at_hand());
                if decodes_labels {
                    decode_labels(&mut message);
                }
                if let Some(progress) = &mut progress {
                    progress.add(1, 0);
                }
                if let Some(roll) = &mut roll {
                    roll.came(message.uid);
                }
                Some(Ok(Value::from(message)))
            }
            Some(Err(error)) => {
                progress = None;
                // An answer that broke off says nothing about what is there.
                roll = None;
                Some(Err(Failure::from_error(name, &error)))
            }
            None => {
                progress = None;
                warnings.extend(roll.take().and_then(|roll| roll.missing()));
                None
            }
        }
    });
    let mut output = Output::stream(entries, shape);
    output.at_hand = at_hand;
    output.expected = expected;
    output.notes.extend(marks);
    Ok(output.footer(
        Footer::counting("message", "messages")
            .or_nothing("no message")
            .and(sent),
    ))
}

/// UIDs that are gone: a set, since a server may name any number of them.
pub(super) fn vanished_in(uids: &SequenceSet) -> Value {
    let set = Value::Bytes(uids.to_string().into_bytes());
    Value::Map(vec![(Value::Bytes(b"VANISHED".to_vec()), set)])
}

/// What turns on what a FETCH needs.
fn unasked(failure: Failure, error: &imapclient::Error) -> Failure {
    match error {
        imapclient::Error::WrongState { .. } => {
            failure.hint("select_folder FOLDER --qresync turns it on")
        }
        _ => failure,
    }
}

/// Has UIDs told where messages were named by sequence number: `last:5`. A macro goes alone, so it is spelt out.
fn with_uid(items: Vec<FetchItem>) -> Vec<FetchItem> {
    const FAST: [&str; 3] = ["FLAGS", "INTERNALDATE", "RFC822.SIZE"];
    let words = |more: &[&str]| -> Vec<FetchItem> {
        let words = FAST.iter().chain(more);
        words.map(|&word| FetchItem::word(word)).collect()
    };
    let items = match items.as_slice() {
        [FetchItem::Word(word)] if word == "FAST" => words(&[]),
        [FetchItem::Word(word)] if word == "ALL" => words(&["ENVELOPE"]),
        [FetchItem::Word(word)] if word == "FULL" => words(&["ENVELOPE", "BODY"]),
        _ => items,
    };
    let uid = FetchItem::word("UID");
    if items.contains(&uid) {
        return items;
    }
    std::iter::once(uid).chain(items).collect()
}

/// The answer where no message is to be fetched.
pub(super) fn nothing(sentence: &str) -> Output<'static> {
    let footer = Footer::counting("message", "messages").or_nothing(sentence);
    Output::new(Value::List(Vec::new()), Shape::Messages(MessagesView::Rows)).footer(footer)
}

/// An item we do not know can still be sent by hand.
fn raw_hint(failure: Failure, call: &Call<'_>, messages: &MessageSet) -> Failure {
    let uid = if messages.is_uid() { "UID " } else { "" };
    let items: Vec<_> = (1..call.len())
        .filter_map(|place| call.word(place).ok())
        .collect();
    let hint = format!(
        "nothing was sent · send it all the same with: raw {uid}FETCH {} ({})",
        messages.set(),
        items.join(" ").to_uppercase()
    );
    failure.hint(hint)
}
