//! The last data that nobody looked at: it is told after all when its command fails, or the link does.

use std::collections::VecDeque;

use crate::wire::framer::{Frame, Literal};

/// Responses that are kept.
const RESPONSES: usize = 12;

/// Of a longer response no more is kept. This is done for every response, and most are shorter.
const LONGEST: usize = 1024;

/// The last data responses since something was sent, each cut short.
#[derive(Debug, Default)]
pub(super) struct Tail {
    kept: VecDeque<Kept>,
    left_out: u64,
}

/// A response, or its beginning.
#[derive(Debug, Default)]
pub(super) struct Kept {
    bytes: Vec<u8>,
    literals: Vec<Literal>,
    /// It went on.
    pub(super) is_cut: bool,
}

impl Tail {
    /// Keeps a response in the room of the oldest.
    pub(super) fn take(&mut self, frame: Frame<'_>) {
        let mut kept = match self.kept.len() {
            RESPONSES => {
                self.left_out += 1;
                self.kept.pop_front().unwrap_or_default()
            }
            _ => Kept::default(),
        };
        let begin = frame.bytes.get(..LONGEST);
        kept.is_cut = begin.is_some_and(|begin| begin.len() < frame.bytes.len());
        kept.bytes.clear();
        kept.bytes.extend_from_slice(begin.unwrap_or(frame.bytes));
        kept.literals.clear();
        let literals = frame.literals.iter();
        let there = literals.take_while(|literal| literal.start <= kept.bytes.len());
        kept.literals.extend(there);
        self.kept.push_back(kept);
    }

    /// Forgets all: it was no answer, or a good one.
    pub(super) fn clear(&mut self) {
        self.left_out = 0;
        self.kept.clear();
    }

    /// Gives all that is kept, and how many responses came before that.
    pub(super) fn hand_out(&mut self) -> (u64, VecDeque<Kept>) {
        let left_out = std::mem::take(&mut self.left_out);
        (left_out, std::mem::take(&mut self.kept))
    }
}

impl Kept {
    /// What there is of it.
    pub(super) fn frame(&self) -> Frame<'_> {
        Frame {
            bytes: &self.bytes,
            literals: &self.literals,
        }
    }
}
