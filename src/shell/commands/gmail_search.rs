//! `gmail_search`: SEARCH with X-GM-RAW, in the words of Gmail's own search.

use imapclient::types::SearchKey;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, SEQ, takes};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::Output;
use super::super::session::Session;
use super::{charset, found, limit};

pub(crate) static COMMAND: Command = Command {
    name: "gmail_search",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: Some("X-GM-EXT-1"),
    parameters: &[
        takes("query", Kind::Text, Count::One),
        takes("charset", Kind::Text, Count::Optional),
    ],
    switches: &[limit::LIMIT, SEQ],
    summary: "find messages in the words of Gmail's search",
    details: "Sends UID SEARCH X-GM-RAW with the query, which stands in quotes where it has several words, and shows\n\
              the numbers found. Only Gmail has it; search knows the words of all servers.",
    examples: &["gmail_search \"has:attachment from:ana\""],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    if let Some(Argument::Word(word)) = call.argument(1) {
        let several = "a query of several words stands in quotes";
        charset::known(call, word).map_err(|failure| failure.hint(several))?;
    }
    let query = call.word(0)?;
    let key = SearchKey::Text("X-GM-RAW".to_owned(), query.to_owned());
    found::search(session, call, &[key])
}
