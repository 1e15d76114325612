//! An answer that is kept to be shown again, as long as it is not too large.

use std::cell::RefCell;
use std::fmt::{self, Write};
use std::rc::Rc;
use std::sync::Arc;

use imapclient::types::{Body, ItemValue, MailboxName, Message};

use super::output::{Content, Output, Shape, Value};
use super::results::{FOLDERS, ROOM};

/// An answer as it was given.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    value: Value,
    shape: Shape,
    /// It came entry by entry.
    streamed: bool,
    by_sequence: bool,
    size: u64,
}

impl Answer {
    /// A complete answer, unless it is too large to be kept.
    #[cfg(test)]
    pub(crate) fn of(value: Value, shape: Shape) -> Option<Self> {
        Answer::new(value, shape, false, false)
    }

    fn new(value: Value, shape: Shape, streamed: bool, by_sequence: bool) -> Option<Self> {
        let size = weight(&value);
        let inner = Inner {
            value,
            shape,
            streamed,
            by_sequence,
            size,
        };
        (size <= ROOM).then(|| Answer {
            inner: Arc::new(inner),
        })
    }

    /// About how many bytes it takes.
    pub(crate) fn size(&self) -> u64 {
        self.inner.size
    }

    /// Says whether it is kept at more than one place.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.inner) > 1
    }

    /// The answer once more.
    pub(crate) fn output(&self) -> Output<'static> {
        let inner = &*self.inner;
        let mut output = match (&inner.value, inner.streamed) {
            (Value::List(entries), true) => {
                Output::stream(entries.clone().into_iter().map(Ok), inner.shape.clone())
            }
            (value, _) => Output::new(value.clone(), inner.shape.clone()),
        };
        output.by_sequence = inner.by_sequence;
        output
    }
}

/// Listens to an answer while it is shown.
pub(crate) struct Recorder {
    /// The answer itself is wanted, not only what it names.
    whole: bool,
    heard: Rc<RefCell<Heard>>,
}

#[derive(Default)]
struct Heard {
    folders: Vec<MailboxName>,
    entries: Vec<Value>,
    size: u64,
    /// What it is beside its entries; nothing for what is no value, and what is too large.
    form: Option<(Shape, bool)>,
    complete: Option<Answer>,
}

impl Recorder {
    /// A recorder of what an answer names, or of the whole of it.
    pub(crate) fn new(whole: bool) -> Self {
        Recorder {
            whole,
            heard: Rc::default(),
        }
    }

    /// Gives the answer on, and hears what it holds.
    pub(crate) fn listen<'c>(&self, mut output: Output<'c>) -> Output<'c> {
        output.content = match output.content {
            Content::Value(value) => {
                let mut heard = self.heard.borrow_mut();
                heard.folders = folders(&value);
                if self.whole {
                    let shape = output.shape.clone();
                    heard.complete = Answer::new(value.clone(), shape, false, output.by_sequence);
                }
                Content::Value(value)
            }
            Content::Stream(entries) => {
                let heard = Rc::clone(&self.heard);
                // What never ends is kept by nobody.
                if self.whole && !matches!(output.shape, Shape::News { .. }) {
                    heard.borrow_mut().form = Some((output.shape.clone(), output.by_sequence));
                }
                Content::Stream(Box::new(entries.inspect(move |entry| {
                    if let Ok(entry) = entry {
                        heard.borrow_mut().entry(entry);
                    }
                })))
            }
            raw => raw,
        };
        output
    }

    /// The folders that were named, and the answer where it may be kept.
    pub(crate) fn heard(self) -> (Vec<MailboxName>, Option<Answer>) {
        let mut heard = self.heard.take();
        let entries = std::mem::take(&mut heard.entries);
        let streamed = heard.form.and_then(|(shape, by_sequence)| {
            Answer::new(Value::List(entries), shape, true, by_sequence)
        });
        (heard.folders, heard.complete.or(streamed))
    }
}

impl Heard {
    fn entry(&mut self, entry: &Value) {
        if self.folders.len() <= FOLDERS {
            self.folders.extend(named_in(entry));
        }
        if self.form.is_none() {
            return;
        }
        self.size += weight(entry);
        if self.size > ROOM {
            self.form = None;
            self.entries = Vec::new();
        } else {
            self.entries.push(entry.clone());
        }
    }
}

/// The folders that an answer names: it is one, or its rows hold them.
fn folders(value: &Value) -> Vec<MailboxName> {
    match value {
        Value::List(rows) => rows.iter().flat_map(named_in).take(FOLDERS + 1).collect(),
        single => named_in(single).into_iter().collect(),
    }
}

/// The folder that an entry names.
fn named_in(entry: &Value) -> Option<MailboxName> {
    let name = |value: &Value| match value {
        Value::Mailbox(name) => Some(name.clone()),
        _ => None,
    };
    match entry {
        Value::Tuple(items) => items.iter().find_map(name),
        Value::Record { fields, .. } => fields.iter().find_map(|(_, field)| name(field)),
        single => name(single),
    }
}

/// About how many bytes a value takes.
fn weight(value: &Value) -> u64 {
    const OVERHEAD: u64 = 32;
    OVERHEAD
        + match value {
            Value::Bytes(bytes) | Value::HeaderText(bytes) => bytes.len() as u64,
            Value::Text(text) => text.len() as u64,
            Value::Ids(set) => size_of_val(set.ranges()) as u64,
            Value::List(items) | Value::Tuple(items) => items.iter().map(weight).sum(),
            Value::Map(pairs) => pairs
                .iter()
                .map(|(key, value)| weight(key) + weight(value))
                .sum(),
            Value::Record { fields, .. } | Value::Sparse(fields) => {
                fields.iter().map(|(_, field)| weight(field)).sum()
            }
            Value::Message(message) => message_weight(message),
            Value::Nil | Value::Bool(_) | Value::Int(_) | Value::Date(_) => 0,
            other => Length::of(other),
        }
}

fn message_weight(message: &Message) -> u64 {
    let items = message.items.iter().map(|(name, value)| {
        name.len() as u64
            + match value {
                // What went elsewhere cannot be shown again.
                ItemValue::Body(Body::Passed(_)) => ROOM + 1,
                ItemValue::Body(body) => body.len(),
                other => Length::of(other),
            }
    });
    items.sum()
}

/// How long something is when it is written down, as a measure of what it takes.
struct Length(u64);

impl Length {
    fn of(value: &impl fmt::Debug) -> u64 {
        let mut length = Length(0);
        // Counting cannot fail.
        let _ = write!(length, "{value:?}");
        length.0
    }
}

impl Write for Length {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len() as u64;
        Ok(())
    }
}
