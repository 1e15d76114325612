//! `search`: SEARCH.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::changes;
use super::charset::{self, CHARSET};
use super::{found, limit, sort};

pub(crate) static COMMAND: Command = Command {
    name: "search",
    aliases: &[alias("find")],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[takes("criteria", Kind::Criteria, Count::Any)],
    switches: &[CHARSET, found::RETURN, limit::LIMIT],
    summary: "find messages",
    details: "Sends UID SEARCH, or SEARCH with --seq, and shows the numbers found; _ names them afterwards.\n\
              Criteria are the RFC's words, all of which must hold; none means ALL. NOT, OR and parentheses\n\
              nest. CHARSET UTF-8 goes along only where a word is not ASCII. Dates may be 2026-11-01,\n\
              yesterday, 7d or 2w, sizes 5M; UNREAD is UNSEEN; ANY (a) (b) (c) is OR of several; what was\n\
              sent stands in the footer. --return, or RETURN (COUNT) before the criteria, asks only for that\n\
              of the result; with SAVE the server keeps it, and $ stands for it in any set. --limit asks for the\n\
              first N alone where the server can (RETURN (PARTIAL 1:N)), and keeps to them where it cannot.\n\
              RFC 9051 section 6.4.4; RFC 4731; RFC 5182; RFC 9394",
    examples: &[
        "search",
        "search UNSEEN SINCE 7d",
        "search UNSEEN --limit 20",
        "search RETURN (COUNT MIN) UNSEEN",
        "search OR FROM ana (SUBJECT \"two words\" LARGER 5M)",
    ],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let (returns, begin) = found::returns(call)?;
    let criteria = charset::criteria_of(session, call, call.rest(begin))?;
    let Some(options) = returns else {
        return found::search(session, call, &criteria);
    };
    let numbering = sort::numbering(session, call);
    let client = session.client(call)?;
    let found = client.search_return(numbering, &options, &criteria);
    let found = found.map_err(|error| call.failed(&error))?;
    let sent = changes::sent(session);
    Ok(found::told(session, found, &options, sent))
}
