//! What a server said that no command asked for: kept until somebody asks, the newest of it.

use std::collections::VecDeque;

use super::connection::Received;
use crate::types::{Event, StatusText};
use crate::wire::response::Response;
use crate::wire::views;

/// How many events are kept; older ones are counted and forgotten.
const KEPT_EVENTS: usize = 1000;

/// About how many bytes the kept events may take.
const KEPT_BYTES: usize = 32 << 20;

/// How many times its bytes on the wire a value may take: `7 9` is two of them.
const WEIGHT: usize = 16;

/// The news of a session, oldest first.
#[derive(Default)]
pub(super) struct News {
    /// Each with about how much it takes.
    events: VecDeque<(usize, Event)>,
    kept_bytes: usize,
    lost: u64,
}

impl News {
    /// Keeps news, of which the response had so many bytes; the newest that fit [`KEPT_EVENTS`] and [`KEPT_BYTES`].
    pub(super) fn keep(&mut self, event: Event, size: usize) {
        let size = match event {
            Event::Other { .. } => size.saturating_mul(WEIGHT),
            _ => size,
        };
        self.events.push_back((size, event));
        self.kept_bytes += size;
        while self.events.len() > KEPT_EVENTS || self.kept_bytes > KEPT_BYTES {
            let Some((size, _)) = self.events.pop_front() else {
                break;
            };
            self.kept_bytes -= size;
            self.lost += 1;
        }
    }

    /// Forgets what was told of a mailbox that is not open any more: nobody could tell it from the next one's.
    pub(super) fn leave_mailbox(&mut self) {
        let kept_bytes = &mut self.kept_bytes;
        self.events.retain(|(size, event)| {
            let of_mailbox = matches!(
                event,
                Event::Exists(_)
                    | Event::Recent(_)
                    | Event::Expunge(_)
                    | Event::Vanished { .. }
                    | Event::Fetch(_)
                    | Event::Flags(_)
            );
            if of_mailbox {
                *kept_bytes -= size;
            }
            !of_mailbox
        });
    }

    /// Hands out the oldest news.
    pub(super) fn next(&mut self) -> Option<Event> {
        let (size, event) = self.events.pop_front()?;
        self.kept_bytes -= size;
        Some(event)
    }

    /// Hands out all news, and how much older news was forgotten.
    pub(super) fn take(&mut self) -> (Vec<Event>, u64) {
        self.kept_bytes = 0;
        let events = self.events.drain(..).map(|(_, event)| event).collect();
        (events, std::mem::take(&mut self.lost))
    }
}

/// A response as an event of its own.
pub(super) fn event(received: &mut Received<'_>) -> Event {
    let bytes = received.frame.bytes;
    let (response, mut bodies) = received.parts();
    match response {
        Response::Status {
            condition,
            code,
            text,
        } => Event::Status(StatusText {
            condition: *condition,
            code: code.clone(),
            text: text.to_string(),
        }),
        Response::Data {
            number,
            name,
            values,
        } => views::event(*number, name, values.clone(), &mut bodies, &mut Vec::new()),
        Response::Unparsed(problem) => Event::Unparsed {
            bytes: bytes.to_vec(),
            problem: problem.clone(),
        },
        Response::Tagged { .. } | Response::Continue(_) => Event::Unparsed {
            bytes: bytes.to_vec(),
            problem: "nobody asked for this".to_owned(),
        },
    }
}
