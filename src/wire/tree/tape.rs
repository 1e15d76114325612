//! The flat form of a tree.

use super::{Anomaly, AnomalyKind};
use crate::wire::names::Names;

/// More values than this in one response are not read; it bounds the tape at 64 MiB.
const MOST_NODES: usize = 4 << 20;

/// How many anomalies of one response are told.
const MOST_ANOMALIES: usize = 100;

/// How many nodes a tape keeps room for between responses.
const KEPT_NODES: usize = 64 << 10;

/// Why a response is not read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Refused {
    /// Lists are nested deeper than this.
    TooDeep(usize),
    TooMany,
}

impl From<Refused> for String {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooDeep(depth) => format!("nested deeper than {depth}"),
            Refused::TooMany => format!("more than {MOST_NODES} values in one response"),
        }
    }
}

/// How the bytes of a node are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Nil,
    Number,
    /// Numbers with one blank before each but the first.
    Numbers,
    Atom,
    /// A quoted string without a backslash.
    Plain,
    /// A quoted string with backslashes.
    Escaped,
    /// A quoted string without its closing quote.
    Unclosed,
    Literal,
    Literal8,
    List,
}

/// One entry of the tape.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) form: Form,
    /// The first byte, in the frame.
    pub(super) start: u32,
    /// The byte after the last.
    pub(super) end: u32,
    /// Of a list the entry that follows its last child; of a literal its index in the frame.
    pub(super) link: u32,
}

/// The nodes of one response; kept between responses so that its memory is reused.
#[derive(Debug, Default)]
pub struct Tape {
    entries: Vec<Entry>,
    anomalies: Vec<Anomaly>,
    /// The lists that are open while a response is read.
    open: Vec<u32>,
    /// How the session spells mailbox names.
    names: Names,
}

impl Tape {
    /// Says how the responses to come spell mailbox names.
    pub fn set_names(&mut self, names: Names) {
        self.names = names;
    }

    pub(super) fn names(&self) -> Names {
        self.names
    }

    /// What did not fit the grammar in the response read last, in the order it was come across.
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.entries.shrink_to(KEPT_NODES);
        self.anomalies.clear();
        self.open.clear();
    }

    pub(super) fn note(&mut self, at: usize, kind: AnomalyKind) {
        if self.anomalies.len() < MOST_ANOMALIES {
            self.anomalies.push(Anomaly { at, kind });
        }
    }

    pub(super) fn push(
        &mut self,
        form: Form,
        (start, end): (u32, u32),
        link: u32,
    ) -> Result<(), Refused> {
        if self.entries.len() >= MOST_NODES {
            return Err(Refused::TooMany);
        }
        self.entries.push(Entry {
            form,
            start,
            end,
            link,
        });
        Ok(())
    }

    pub(super) fn open_list(
        &mut self,
        (start, end): (u32, u32),
        depth: usize,
    ) -> Result<(), Refused> {
        if self.open.len() >= depth {
            return Err(Refused::TooDeep(depth));
        }
        self.open.push(self.len());
        self.push(Form::List, (start, end), 0)
    }

    pub(super) fn close_list(&mut self, end: u32) -> bool {
        let Some(open) = self.open.pop() else {
            return false;
        };
        let next = self.len();
        if let Some(list) = self.entries.get_mut(open as usize) {
            list.end = end;
            list.link = next;
        }
        true
    }

    /// Says whether no list is open.
    pub(super) fn at_top(&self) -> bool {
        self.open.is_empty()
    }

    /// The entry with an index.
    pub(super) fn entry(&self, index: u32) -> Option<Entry> {
        self.entries.get(index as usize).copied()
    }

    /// The number of entries, which [`MOST_NODES`] keeps within 32 bits.
    pub(super) fn len(&self) -> u32 {
        self.entries.len() as u32
    }
}
