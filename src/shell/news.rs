//! What a server says without being asked, in a person's words.

use imapclient::types::{Condition, Event, ResponseCode};

/// The line for an event, if it is worth one: alerts and warnings of the server always, news of the mailbox
/// where somebody is looking.
pub(crate) fn told(event: &Event, watching: bool) -> Option<String> {
    match event {
        Event::Status(status) if matches!(status.code, Some(ResponseCode::Alert)) => {
            Some(format!("ALERT from the server: {}", status.text))
        }
        Event::Status(status) => match status.condition {
            Condition::No => Some(format!("NO from the server: {}", status.text)),
            Condition::Bad => Some(format!("BAD from the server: {}", status.text)),
            _ => None,
        },
        _ if !watching => None,
        Event::Exists(1) => Some("+  1 message now".to_owned()),
        Event::Exists(count) => Some(format!("+  {count} messages now")),
        Event::Expunge(number) => Some(format!("-  message number {number} is gone")),
        Event::Vanished { uids, .. } => Some(format!("-  UID {uids} gone")),
        Event::Fetch(message) => {
            let flags = message.flags()?;
            let flags: Vec<_> = flags.iter().map(|flag| flag.as_str()).collect();
            let who = match message.uid {
                Some(uid) => format!("UID {uid}"),
                None => format!("message number {}", message.seq),
            };
            Some(format!(
                "~  {who} flags {}",
                if flags.is_empty() {
                    "none".to_owned()
                } else {
                    flags.join(" ")
                }
            ))
        }
        _ => None,
    }
}
