//! The UIDs of a folder by the places of its messages, in blocks: one goes without all behind it being moved.

/// How many are kept in all: four bytes each.
pub(crate) const MOST: usize = 1_000_000;

/// How many a block holds at most.
const BLOCK: usize = 4096;

/// UIDs in the order of the messages, so ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Uids {
    /// None of them is empty.
    blocks: Vec<Vec<u32>>,
}

impl Uids {
    /// Adds the UID of a message behind all others.
    pub(crate) fn push(&mut self, uid: u32) {
        match self.blocks.last_mut() {
            Some(last) if last.len() < BLOCK => last.push(uid),
            _ => self.blocks.push(vec![uid]),
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.blocks.iter().map(Vec::len).sum()
    }

    /// The last of them.
    pub(crate) fn last(&self) -> Option<u32> {
        self.blocks.last()?.last().copied()
    }

    /// The UID at a place, from 0 on.
    pub(crate) fn get(&self, place: usize) -> Option<u32> {
        let (block, inner) = self.find(place)?;
        self.blocks.get(block)?.get(inner).copied()
    }

    /// Takes the UID at a place out; those behind it move up.
    pub(crate) fn remove(&mut self, place: usize) -> Option<u32> {
        let (block, inner) = self.find(place)?;
        let uids = self.blocks.get_mut(block)?;
        let uid = uids.remove(inner);
        if uids.is_empty() {
            self.blocks.remove(block);
        }
        Some(uid)
    }

    /// The place of a UID.
    pub(crate) fn place(&self, uid: u32) -> Option<usize> {
        let block = self
            .blocks
            .partition_point(|block| block.last().is_some_and(|last| *last < uid));
        let inner = self.blocks.get(block)?.binary_search(&uid).ok()?;
        let before: usize = self.blocks.iter().take(block).map(Vec::len).sum();
        Some(before + inner)
    }

    /// Forgets those from a place on.
    pub(crate) fn truncate(&mut self, len: usize) {
        while self.len() > len {
            let surplus = self.len() - len;
            match self.blocks.last_mut() {
                Some(last) if last.len() > surplus => last.truncate(last.len() - surplus),
                _ => {
                    self.blocks.pop();
                }
            }
        }
    }

    /// All of them, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        self.blocks.iter().flatten().copied()
    }

    fn find(&self, place: usize) -> Option<(usize, usize)> {
        let mut before = 0;
        for (index, block) in self.blocks.iter().enumerate() {
            if place < before + block.len() {
                return Some((index, place - before));
            }
            before += block.len();
        }
        None
    }
}

impl FromIterator<u32> for Uids {
    fn from_iter<I: IntoIterator<Item = u32>>(uids: I) -> Self {
        let mut all = Uids::default();
        for uid in uids {
            all.push(uid);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_move_up_when_one_before_them_goes() {
        let mut uids: Uids = (0..10_000).map(|number| number * 2 + 1).collect();
        let mut plain: Vec<u32> = uids.iter().collect();
        for place in [9_999, 0, 0, 4_095, 4_095, 5_000, 9_993] {
            assert_eq!(uids.remove(place), Some(plain.remove(place)), "{place}");
        }
        assert_eq!(uids.remove(plain.len()), None);
        assert_eq!((uids.len(), uids.last()), (9_993, plain.last().copied()));
        for place in [0, 1, 4_093, 4_094, 4_095, 9_992, 9_993] {
            assert_eq!(uids.get(place), plain.get(place).copied(), "{place}");
        }
        for uid in [0, 1, 2, 5, 8_191, 8_193, 19_997, 30_000] {
            assert_eq!(
                uids.place(uid),
                plain.iter().position(|known| *known == uid)
            );
        }
        for len in [9_000, 4_096, 4_095, 1, 0] {
            uids.truncate(len);
            assert!(uids.iter().eq(plain.iter().copied().take(len)), "{len}");
        }
        uids.push(7);
        assert_eq!(uids.iter().collect::<Vec<_>>(), [7]);
    }

    #[test]
    fn a_large_folder_is_emptied_in_no_time() {
        let mut uids: Uids = (1..=MOST as u32).collect();
        for uid in 1..=200_000 {
            assert_eq!(uids.remove(0), Some(uid));
        }
        assert_eq!(uids.len(), MOST - 200_000);
    }
}
