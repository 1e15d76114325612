//! Messages in a line each, for a question: what will go.

use imapclient::types::Message;

use super::dates::{self, Clock};
use super::{fit, harmless, words};
use crate::shell::output::Align;

/// How wide a line is at most: a question may come before anything is known of the screen.
const WIDTH: usize = 79;

/// How wide the sender is.
const SENDER: usize = 15;

/// A message as UID, day, sender and subject: `  3101  Nov 02  shop.example     Your order is on its way`.
pub(crate) fn line(message: &Message, clock: &Clock) -> String {
    let envelope = message.envelope();
    let day = envelope
        .and_then(|envelope| envelope.date.as_deref())
        .and_then(dates::header_moment)
        .map_or_else(String::new, |moment| clock.day(&moment));
    let sender = envelope.map_or_else(String::new, |envelope| {
        words::addresses(&envelope.from, words::address_short)
    });
    let subject = envelope
        .and_then(|envelope| envelope.subject.as_deref())
        .map_or_else(|| "(no subject)".to_owned(), words::decode);
    let sender = fit::cut(&harmless::line(&sender), SENDER, "…");
    let text = format!(
        "  {:>4}  {day:<6}  {}  {}",
        message.uid.unwrap_or(message.seq),
        fit::filled(&sender, SENDER, Align::Left),
        harmless::line(&subject)
    );
    fit::cut(&text, WIDTH, "…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use imapclient::types::{Address, Envelope, ItemValue};
    use jiff::{Timestamp, tz::TimeZone};

    #[test]
    fn a_message_is_told_in_a_line_that_steers_no_terminal() {
        let envelope = Envelope {
            date: Some(b"Mon, 2 Nov 2026 08:00:00 +0000".to_vec()),
            subject: Some(b"Your =?utf-8?q?order?= \x1b[2J4690".to_vec()),
            from: vec![Address {
                mailbox: Some(b"no-reply-to-anybody".to_vec()),
                host: Some(b"shop.example".to_vec()),
                ..Address::default()
            }],
            ..Envelope::default()
        };
        let message = Message {
            seq: 4,
            uid: Some(3101),
            items: vec![(
                "ENVELOPE".to_owned(),
                ItemValue::Envelope(Box::new(envelope)),
            )],
            ..Message::default()
        };
        let clock = Clock {
            zone: TimeZone::UTC,
            now: "2026-11-22T20:00:00Z".parse().unwrap_or(Timestamp::MIN),
        };
        assert_eq!(
            line(&message, &clock),
            "  3101  Nov 02  no-reply-to-an…  Your order \\x1b[2J4690"
        );
    }
}
