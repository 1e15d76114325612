//! Sets of messages: ranges of numbers, never lists of them.

use std::fmt;

/// A range of numbers; `None` stands for `*`, the highest there is. Either end may be the larger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceRange {
    /// One end.
    pub start: Option<u32>,
    /// The other end; equal to the first for a single number.
    pub end: Option<u32>,
}

/// Ranges of message numbers, in the order they were given. RFC 9051 section 9, rule `sequence-set`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SequenceSet {
    ranges: Vec<SequenceRange>,
}

/// What stands for `$`: 0 is no number of a message, so that no set that was typed is this one.
const SAVED: SequenceRange = SequenceRange {
    start: Some(0),
    end: None,
};

impl SequenceSet {
    /// `$`, the result that the server has saved; it may hold any message, as `1:*` does. RFC 5182
    pub fn saved() -> Self {
        SequenceSet::from_ranges([SAVED])
    }

    /// Says whether it is `$`.
    pub fn is_saved(&self) -> bool {
        self.ranges == [SAVED]
    }

    /// Takes ranges as they are.
    pub fn from_ranges(ranges: impl IntoIterator<Item = SequenceRange>) -> Self {
        SequenceSet {
            ranges: ranges.into_iter().collect(),
        }
    }

    /// Reads a set as the RFC writes it: `1:3,7,9:*`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut set = SequenceSet::default();
        for piece in text.split(',') {
            let (start, end) = match piece.split_once(':') {
                Some((start, end)) => (position(start)?, position(end)?),
                None => (position(piece)?, position(piece)?),
            };
            set.ranges.push(SequenceRange { start, end });
        }
        Some(set)
    }

    /// Adds a number at the end, widening the last range where it follows on.
    pub fn push(&mut self, id: u32) {
        if let Some(last) = self.ranges.last_mut()
            && let (Some(start), Some(end)) = (last.start, last.end)
        {
            if start <= end && end.checked_add(1) == Some(id) {
                last.end = Some(id);
                return;
            }
            if (start..=end).contains(&id) {
                return;
            }
        }
        self.ranges.push(SequenceRange {
            start: Some(id),
            end: Some(id),
        });
    }

    /// Adds all of another set at the end, widening the last range where the next one follows on.
    pub fn append(&mut self, other: SequenceSet) {
        for range in other.ranges {
            match (range.start, range.end) {
                (Some(start), Some(end)) if start <= end => {
                    self.push(start);
                    if let Some(last) = self.ranges.last_mut()
                        && last.end == Some(start)
                    {
                        last.end = Some(end);
                    } else if start < end {
                        self.ranges.push(range);
                    }
                }
                _ => self.ranges.push(range),
            }
        }
    }

    /// Gives back the memory that was kept for more ranges.
    pub(crate) fn shrink(&mut self) {
        self.ranges.shrink_to_fit();
    }

    /// The ranges.
    pub fn ranges(&self) -> &[SequenceRange] {
        &self.ranges
    }

    /// Says whether there is no range at all.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Says whether `*` stands in it, so that what it means depends on the mailbox.
    pub fn is_open(&self) -> bool {
        self.ranges
            .iter()
            .any(|range| range.start.is_none() || range.end.is_none())
    }

    /// Says whether a number is in it, where `last` is the highest number there is, if that is known.
    /// With an unknown last number everything above an open range's start counts as in it.
    pub fn contains(&self, id: u32, last: Option<u32>) -> bool {
        self.ranges.iter().any(|range| {
            let start = range.start.or(last).unwrap_or(u32::MAX);
            let end = range.end.or(last).unwrap_or(u32::MAX);
            let star = range.start.is_none() || range.end.is_none();
            (start.min(end)..=start.max(end)).contains(&id)
                || (star && last.is_none() && id >= start.min(end))
        })
    }

    /// How many numbers it names, doubles counted twice; absent when `*` stands in it.
    pub fn count(&self) -> Option<u64> {
        self.ranges
            .iter()
            .map(|range| Some(u64::from(range.start?.abs_diff(range.end?)) + 1))
            .sum()
    }

    /// The numbers one by one; those of ranges with `*` are left out.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.ranges
            .iter()
            .filter_map(|range| Some((range.start?, range.end?)))
            .flat_map(|(start, end)| start.min(end)..=start.max(end))
    }

    /// The first numbers it names, no more than so many; ranges with `*` are left out. Nothing is counted one by one.
    pub fn first(&self, count: u64) -> SequenceSet {
        let mut left = count;
        let ranges = self.closed().map_while(|(start, end)| {
            let len = u64::from(end - start) + 1;
            let taken = u32::try_from(len.min(left).checked_sub(1)?).ok()?;
            left -= u64::from(taken) + 1;
            Some(closed(start, start + taken))
        });
        SequenceSet::from_ranges(ranges)
    }

    /// The last numbers it names, as [`SequenceSet::first`] gives the first.
    pub fn last(&self, count: u64) -> SequenceSet {
        let all: u64 = self
            .closed()
            .map(|(start, end)| u64::from(end - start) + 1)
            .sum();
        let mut surplus = all.saturating_sub(count);
        let ranges = self.closed().filter_map(|(start, end)| {
            let left_out = surplus.min(u64::from(end - start) + 1);
            surplus -= left_out;
            let begin = u32::try_from(u64::from(start) + left_out).ok();
            begin
                .filter(|begin| *begin <= end)
                .map(|begin| closed(begin, end))
        });
        SequenceSet::from_ranges(ranges.collect::<Vec<_>>())
    }

    /// The ends of the ranges without `*`, the lower first.
    fn closed(&self) -> impl Iterator<Item = (u32, u32)> {
        let ranges = self.ranges.iter();
        let ends = ranges.filter_map(|range| Some((range.start?, range.end?)));
        ends.map(|(start, end)| (start.min(end), start.max(end)))
    }

    /// Cuts it into sets whose text is at most `limit` bytes long each.
    pub fn split(&self, limit: usize) -> Vec<SequenceSet> {
        let mut sets = Vec::new();
        let mut current = SequenceSet::default();
        let mut length = 0;
        for range in &self.ranges {
            let size = range.to_string().len() + 1;
            if length + size > limit && !current.is_empty() {
                sets.push(std::mem::take(&mut current));
                length = 0;
            }
            current.ranges.push(*range);
            length += size;
        }
        sets.push(current);
        sets
    }
}

impl IntoIterator for SequenceSet {
    type Item = u32;
    type IntoIter = Box<dyn Iterator<Item = u32> + Send>;

    /// The numbers one by one; those of ranges with `*` are left out.
    fn into_iter(self) -> Self::IntoIter {
        let ranges = self.ranges.into_iter();
        let ends = ranges.filter_map(|range| Some((range.start?, range.end?)));
        Box::new(ends.flat_map(|(start, end)| start.min(end)..=start.max(end)))
    }
}

impl FromIterator<u32> for SequenceSet {
    /// Compresses numbers to ranges; those in order follow on each other (`1,2,3` is `1:3`).
    fn from_iter<I: IntoIterator<Item = u32>>(ids: I) -> Self {
        let mut set = SequenceSet::default();
        for id in ids {
            set.push(id);
        }
        set
    }
}

fn closed(start: u32, end: u32) -> SequenceRange {
    SequenceRange {
        start: Some(start),
        end: Some(end),
    }
}

/// Reads a `seq-number`: the outer absence is an error, the inner one is `*`.
fn position(text: &str) -> Option<Option<u32>> {
    if text == "*" {
        return Some(None);
    }
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| *number > 0).map(Some)
}

impl fmt::Display for SequenceRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |formatter: &mut fmt::Formatter<'_>, position: Option<u32>| match position {
            Some(number) => write!(formatter, "{number}"),
            None => formatter.write_str("*"),
        };
        write(formatter, self.start)?;
        if self.start != self.end {
            formatter.write_str(":")?;
            write(formatter, self.end)?;
        }
        Ok(())
    }
}

impl fmt::Display for SequenceSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_saved() {
            return formatter.write_str("$");
        }
        for (index, range) in self.ranges.iter().enumerate() {
            if index > 0 {
                formatter.write_str(",")?;
            }
            write!(formatter, "{range}")?;
        }
        Ok(())
    }
}

/// Messages by UID or by sequence number: this choice decides between `UID FETCH` and `FETCH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageSet {
    /// Sequence numbers.
    Sequence(SequenceSet),
    /// UIDs.
    Uid(SequenceSet),
}

impl MessageSet {
    /// The numbers, whatever they name.
    pub fn set(&self) -> &SequenceSet {
        match self {
            MessageSet::Sequence(set) | MessageSet::Uid(set) => set,
        }
    }

    /// Gives the numbers away, whatever they name.
    pub fn into_set(self) -> SequenceSet {
        match self {
            MessageSet::Sequence(set) | MessageSet::Uid(set) => set,
        }
    }

    /// Says whether the numbers are UIDs.
    pub fn is_uid(&self) -> bool {
        matches!(self, MessageSet::Uid(_))
    }

    /// Says whether it names no message.
    pub fn is_empty(&self) -> bool {
        self.set().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_order_become_ranges() {
        let set: SequenceSet = [1, 2, 3, 7, 9, 10].into_iter().collect();
        assert_eq!(set.to_string(), "1:3,7,9:10");
        assert_eq!(set.count(), Some(6));
    }

    #[test]
    fn order_is_kept() {
        let set: SequenceSet = [5, 4, 3].into_iter().collect();
        assert_eq!(set.to_string(), "5,4,3");
    }

    #[test]
    fn zero_signs_and_blanks_are_no_numbers() {
        for text in [
            "0",
            "",
            "+1",
            "-1",
            "1:",
            ":2",
            "1,,2",
            "4294967296",
            "1 2",
            "a",
        ] {
            assert_eq!(SequenceSet::parse(text), None, "{text}");
        }
        for text in ["1", "*", "1:*", "*:4", "4:1,9"] {
            assert_eq!(
                SequenceSet::parse(text)
                    .map(|set| set.to_string())
                    .as_deref(),
                Some(text)
            );
        }
    }

    #[test]
    fn an_open_range_reaches_the_last_message_even_from_above() {
        let set = SequenceSet::parse("900:*").expect("a set");
        assert!(set.contains(12, Some(12)));
        assert!(!set.contains(11, Some(12)));
        assert!(set.contains(900, None));
    }

    #[test]
    fn the_first_and_the_last_are_cut_from_ranges() {
        for (set, count, first, last) in [
            ("1:3,7,9:*", 0, "", ""),
            ("1:3,7,9:*", 2, "1:2", "3,7"),
            ("1:3,7,9:*", 4, "1:3,7", "1:3,7"),
            ("1:3,7,9:*", 9, "1:3,7", "1:3,7"),
            ("9:5,4", 2, "5:6", "9,4"),
            ("1:4294967295", 1, "1", "4294967295"),
            (
                "1:4294967295,1:4294967295",
                u64::MAX,
                "1:4294967295,1:4294967295",
                "1:4294967295,1:4294967295",
            ),
            ("4294967295", 1, "4294967295", "4294967295"),
        ] {
            let parsed = SequenceSet::parse(set).expect("a set");
            assert_eq!(
                parsed.first(count).to_string(),
                first,
                "the first {count} of {set}"
            );
            assert_eq!(
                parsed.last(count).to_string(),
                last,
                "the last {count} of {set}"
            );
        }
    }

    #[test]
    fn a_split_loses_nothing() {
        let set: SequenceSet = (1..2000).step_by(2).collect();
        let pieces = set.split(100);
        assert!(pieces.iter().all(|piece| piece.to_string().len() <= 100));
        let joined =
            SequenceSet::from_ranges(pieces.iter().flat_map(|piece| piece.ranges().to_vec()));
        assert_eq!(joined, set);
    }
}
