//! A message in one line outside of tables: number, day, sender, subject.

use imapclient::types::Message;

use super::dates::{self, Clock};
use super::fit;
use super::{harmless, words};
use crate::shell::output::Align;

/// How wide a sender is.
const SENDER: usize = 14;

/// How wide a subject is, so that the line fits the narrowest usual screen.
const SUBJECT: usize = 43;

/// Tells which message it is; what its envelope lacks is left out. Harmless.
pub(crate) fn outline(message: &Message, clock: &Clock) -> String {
    let number = message.uid.unwrap_or(message.seq).to_string();
    let mut text = fit::filled(&number, 5, Align::Right);
    let Some(envelope) = message.envelope() else {
        return text;
    };
    if let Some(date) = envelope.date().and_then(dates::header_moment) {
        text.push_str(&format!("  {}", clock.short(&date)));
    }
    let sender = words::addresses(envelope.from(), words::address_short);
    let sender = fit::cut(&harmless::line(&sender), SENDER, "…");
    text.push_str(&format!("  {}", fit::filled(&sender, SENDER, Align::Left)));
    let subject = words::decode(envelope.subject().unwrap_or_default());
    let subject = fit::cut(&harmless::line(&subject), SUBJECT, "…");
    text.push_str(&format!("  {subject}"));
    text.truncate(text.trim_end().len());
    text
}
