//! `search`: SEARCH.

use imapclient::client::Numbering;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes, valued};
use super::super::failure::{Class, Failure};
use super::super::output::{Footer, Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "search",
    aliases: &[alias("find")],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[takes("criteria", Kind::Criteria, Count::Any)],
    switches: &[valued(
        "charset",
        "CHARSET",
        "UTF-8, which is sent by itself where it is needed",
    )],
    summary: "find messages",
    details: "Sends UID SEARCH, or SEARCH with --seq, and shows the numbers found; _ names them afterwards.\n\
              Criteria are the RFC's words, all of which must hold; none means ALL. NOT, OR and parentheses\n\
              nest. CHARSET UTF-8 goes along only where a word is not ASCII. Dates may be 2026-11-01,\n\
              yesterday, 7d or 2w, sizes 5M; UNREAD is UNSEEN; ANY (a) (b) (c) is OR of several; what was\n\
              sent stands in the footer. RFC 9051 section 6.4.4",
    examples: &[
        "search",
        "search UNSEEN SINCE 7d",
        "search OR FROM ana (SUBJECT \"two words\" LARGER 5M)",
    ],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let criteria = call.criteria(0, session)?;
    if let Some(charset) = call.value_word("charset")?
        && !["UTF-8", "US-ASCII"]
            .iter()
            .any(|known| charset.eq_ignore_ascii_case(known))
    {
        return Err(call.mistake(
            call.verb.clone(),
            "criteria are sent as UTF-8 where they are not ASCII; there is no other charset",
        ));
    }
    let uid = session.settings.uid && !call.has("seq");
    let numbering = if uid {
        Numbering::Uid
    } else {
        Numbering::Sequence
    };
    let client = session.client(call)?;
    let found = client
        .search(numbering, &criteria)
        .map_err(|error| call.failed(&error))?;
    let sent = client.take_sent().join(" · ");
    let ids = match (found.ids, found.count) {
        (None, Some(count)) if count > 0 => {
            let text = format!("the server told only how many match: {count}");
            return Err(call.failing(Class::Refused, text));
        }
        (ids, _) => ids.unwrap_or_default(),
    };
    let footer = Footer::counting("message", "messages")
        .or_nothing("no message matches")
        .and(sent);
    Ok(Output::new(Value::Ids(ids), Shape::Ids).footer(footer))
}
