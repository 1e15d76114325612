//! Numbers as sorted ranges: membership in logarithmic time however they are ordered.

use std::collections::BTreeMap;

use crate::types::SequenceSet;

/// A set of numbers, kept as ranges that neither touch nor overlap.
#[derive(Debug, Default)]
pub(super) struct RangeSet {
    /// Start to end, both in it.
    ranges: BTreeMap<u32, u32>,
}

impl RangeSet {
    /// The numbers of a set, `*` standing for `last`, or for all there is above when that is not known.
    pub(super) fn of(set: &SequenceSet, last: Option<u32>) -> Self {
        let mut ranges = RangeSet::default();
        for range in set.ranges() {
            let start = range.start.or(last).unwrap_or(u32::MAX);
            let end = range.end.or(last).unwrap_or(u32::MAX);
            ranges.insert(start.min(end), start.max(end));
        }
        ranges
    }

    /// Adds all from `start` to `end`.
    pub(super) fn insert(&mut self, mut start: u32, mut end: u32) {
        if let Some((&before, &last)) = self.ranges.range(..=start).next_back()
            && last.saturating_add(1) >= start
        {
            start = before;
            end = end.max(last);
        }
        while let Some((&next, &last)) = self.ranges.range(start..).next()
            && next <= end.saturating_add(1)
        {
            end = end.max(last);
            self.ranges.remove(&next);
        }
        self.ranges.insert(start, end);
    }

    /// Says whether a number is in it.
    pub(super) fn contains(&self, number: u32) -> bool {
        self.ranges
            .range(..=number)
            .next_back()
            .is_some_and(|(_, &end)| number <= end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_become_one() {
        let mut set = RangeSet::default();
        for number in [5, 3, 4, 9, 1, u32::MAX, 2] {
            set.insert(number, number);
        }
        assert_eq!(
            set.ranges.into_iter().collect::<Vec<_>>(),
            [(1, 5), (9, 9), (u32::MAX, u32::MAX)]
        );
    }

    #[test]
    fn a_range_swallows_what_it_covers() {
        let mut set = RangeSet::default();
        set.insert(10, 20);
        set.insert(30, 40);
        set.insert(5, 35);
        assert!(
            set.contains(5)
                && set.contains(25)
                && set.contains(40)
                && !set.contains(41)
                && !set.contains(4)
        );
        assert_eq!(set.ranges.len(), 1);
    }
}
