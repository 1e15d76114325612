//! Threads: which messages answer which.

/// Messages in the order of a conversation: each answers the one before it, and where the conversation parts,
/// its branches follow. The nesting is as deep as the parentheses of the response were, which the wire limits.
/// RFC 5256 section 4
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    /// The messages one after the other; none where the branches answer a message that is missing.
    pub chain: Vec<u32>,
    /// What answers the last of them.
    pub branches: Vec<Thread>,
}

impl Thread {
    /// How many messages it has.
    pub fn len(&self) -> usize {
        self.chain.len() + self.branches.iter().map(Thread::len).sum::<usize>()
    }

    /// Says whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
