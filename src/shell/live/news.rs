//! One piece of news, and its value: what jsonl, csv and python give, and what the pretty line is made of.

use imapclient::types::{Envelope, Flag, MailboxName, SequenceSet};
use jiff::Timestamp;

use crate::shell::output::{NEWS, Value};
use crate::shell::render::words;

/// One piece of news. What does not belong to it is absent.
#[derive(Debug, Clone)]
pub(crate) struct News {
    /// `new`, `flags`, `removed`, `status`, `said`, `lost`, `back`, `alive`.
    pub(crate) event: &'static str,
    /// When it was heard.
    pub(crate) at: Timestamp,
    /// The folder it is about.
    pub(crate) folder: Option<MailboxName>,
    /// How many messages the folder has now.
    pub(crate) messages: Option<u32>,
    /// How many of them are unseen, of folders that are not open.
    pub(crate) unseen: Option<u64>,
    /// The message.
    pub(crate) uid: Option<u32>,
    /// The messages, where many of them are told at once.
    pub(crate) uids: Option<SequenceSet>,
    /// The number it has, or had.
    pub(crate) seq: Option<u32>,
    /// Its flags.
    pub(crate) flags: Option<Vec<Flag>>,
    /// Who wrote it to whom about what.
    pub(crate) envelope: Option<Box<Envelope>>,
    /// What was said, or what happened where no message of its own tells it.
    pub(crate) text: Option<String>,
    /// How many messages it is about.
    pub(crate) count: u64,
}

impl Default for News {
    fn default() -> Self {
        News {
            event: "",
            at: Timestamp::UNIX_EPOCH,
            folder: None,
            messages: None,
            unseen: None,
            uid: None,
            uids: None,
            seq: None,
            flags: None,
            envelope: None,
            text: None,
            count: 1,
        }
    }
}

impl News {
    /// Something that was said, of the connection or by the server.
    pub(crate) fn said(event: &'static str, at: Timestamp, text: impl Into<String>) -> Self {
        News {
            event,
            at,
            text: Some(text.into()),
            ..News::default()
        }
    }

    /// The value, its fields in an order that never changes.
    pub(crate) fn value(&self) -> Value {
        let sender = self
            .envelope
            .as_ref()
            .and_then(|envelope| envelope.from().iter().next());
        let subject = self
            .envelope
            .as_ref()
            .and_then(|envelope| envelope.subject());
        let name = sender.map(words::address_short);
        let address = sender.map(words::address_bare);
        let values: [Value; NEWS.len()] = [
            format!("{:.3}", self.at).into(),
            self.folder.clone().into(),
            self.event.into(),
            self.messages.into(),
            self.unseen.into(),
            self.uid.into(),
            self.seq.into(),
            address.into(),
            name.into(),
            subject.map(words::decode).into(),
            self.flags.clone().map(Value::list).into(),
            self.text.clone().into(),
            self.uids.as_ref().map(ToString::to_string).into(),
        ];
        Value::Sparse(NEWS.into_iter().zip(values).collect())
    }
}
