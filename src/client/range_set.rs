//! Numbers as sorted ranges: membership in logarithmic time however they are ordered.

use std::collections::BTreeMap;

use crate::types::{SequenceRange, SequenceSet};

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
        let next = self.ranges.range(start.saturating_add(1)..).next();
        let apart = next.is_none_or(|(&next, _)| next > end.saturating_add(1));
        if let Some((&before, last)) = self.ranges.range_mut(..=start).next_back()
            && last.saturating_add(1) >= start
        {
            // Numbers mostly come in order, each behind the one before.
            if apart {
                *last = end.max(*last);
                return;
            }
            start = before;
            end = end.max(*last);
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

    /// The highest number.
    pub(super) fn last(&self) -> Option<u32> {
        self.ranges.values().next_back().copied()
    }

    /// How many numbers are in it.
    pub(super) fn count(&self) -> u64 {
        let sizes = self.ranges.iter();
        sizes.map(|(start, end)| u64::from(end - start) + 1).sum()
    }

    /// The numbers that are in another one too.
    pub(super) fn common(&self, other: &RangeSet) -> RangeSet {
        let mut common = RangeSet::default();
        let (mut ours, mut theirs) = (self.ranges.iter(), other.ranges.iter());
        let (mut one, mut two) = (ours.next(), theirs.next());
        while let (Some((&start, &end)), Some((&from, &to))) = (one, two) {
            if start.max(from) <= end.min(to) {
                common.ranges.insert(start.max(from), end.min(to));
            }
            if end < to {
                one = ours.next();
            } else {
                two = theirs.next();
            }
        }
        common
    }

    /// Adds all of another one.
    pub(super) fn extend(&mut self, other: RangeSet) {
        for (start, end) in other.ranges {
            self.insert(start, end);
        }
    }
}

impl From<RangeSet> for SequenceSet {
    fn from(set: RangeSet) -> Self {
        let ranges = set.ranges.into_iter();
        SequenceSet::from_ranges(ranges.map(|(start, end)| SequenceRange {
            start: Some(start),
            end: Some(end),
        }))
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

    #[test]
    fn what_two_have_in_common_is_in_both() {
        let of = |text: &str| RangeSet::of(&SequenceSet::parse(text).expect("a set"), None);
        for (one, two, expected) in [
            ("1:4294967295", "3,9:12", "3,9:12"),
            ("1:5,8:10", "5:8,10", "5,8,10"),
            ("1:5", "6:9", ""),
            ("1:3,5:7", "2:6", "2:3,5:6"),
        ] {
            let common = SequenceSet::from(of(one).common(&of(two)));
            assert_eq!(common.to_string(), expected, "{one} and {two}");
            let common = SequenceSet::from(of(two).common(&of(one)));
            assert_eq!(common.to_string(), expected, "{two} and {one}");
        }
    }
}
