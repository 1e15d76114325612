//! `headers`: the header of messages, decoded.

use imapclient::types::SectionText;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{MessagesView, Output, Shape};
use super::super::render::Format;
use super::super::session::Session;
use super::{fetch, fetch_section, reading};

pub(crate) static COMMAND: Command = Command {
    name: "headers",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("fields", Kind::Text, Count::Any),
    ],
    switches: &[],
    summary: "read the headers of messages",
    details: "Sends UID FETCH with BODY.PEEK[HEADER], or only the fields that are named, and shows them decoded and\n\
              unfolded. --raw gives them as they stand in the message. RFC 9051 section 6.4.5",
    examples: &["headers last:1", "headers last:3 Received List-Id"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    let fields = call.words(1, "the name of a header field belongs here")?;
    for field in &fields {
        let name = field.text.as_bytes();
        // RFC 5322 section 2.2
        let fits = |byte: &u8| (0x21..0x7f).contains(byte) && !b":\"()\\{%*]".contains(byte);
        if name.is_empty() || !name.iter().all(fits) {
            let text = "not the name of a header field, such as Received";
            return Err(call.mistake(field.span.clone(), text));
        }
    }
    if messages.is_empty() {
        return Ok(fetch::nothing("no message, nothing sent"));
    }
    let text = match fields.is_empty() {
        true => SectionText::Header,
        false => SectionText::HeaderFields(fields.into_iter().map(|field| field.text).collect()),
    };
    let items = vec![reading::section(reading::text(text), false)];
    if call.form.format == Format::Raw {
        return fetch_section::raw_section(session, call, messages, items);
    }
    let asked = fetch::Asked {
        messages,
        items,
        changed_since: None,
        shape: Shape::Messages(MessagesView::Headers),
    };
    fetch::stream(session, call, asked)
}
