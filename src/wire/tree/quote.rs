//! Where a quoted string may end.

use memchr::memchr2;

/// Finds the first quote or backslash. Most strings end within a few words of eight bytes, sooner than a search that is
/// made for long ones pays.
pub(super) fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    const FEW: usize = 3;
    let (words, _) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().take(FEW).enumerate() {
        let word = u64::from_le_bytes(*word);
        // What is told falsely stands above what is told truly, of either, so the lowest bit is right.
        let found = first_of(word, b'"') | first_of(word, b'\\');
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let passed = FEW.min(words.len()) * 8;
    memchr2(b'"', b'\\', bytes.get(passed..)?).map(|distance| passed + distance)
}

/// The highest bit of the lowest byte of a word that is this one, and of some above it falsely; zero where there is none.
fn first_of(word: u64, byte: u8) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let differs = word ^ (ONES * u64::from(byte));
    differs.wrapping_sub(ONES) & !differs & (ONES << 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        // They differ from a quote or a backslash in one bit, by one, or in the highest bit.
        for other in [b'a', b'#', b'!', b']', b'[', 0xa2, 0xdc, 0] {
            assert_eq!(quote_or_backslash(&[other; 40]), None);
            for len in 0..40 {
                for at in 0..len {
                    for (mark, later) in [(b'"', b'\\'), (b'\\', b'"')] {
                        let mut bytes = vec![other; len];
                        bytes[at] = mark;
                        assert_eq!(quote_or_backslash(&bytes), Some(at), "{bytes:?}");
                        bytes[at..].fill(later);
                        bytes[at] = mark;
                        assert_eq!(quote_or_backslash(&bytes), Some(at), "{bytes:?}");
                    }
                }
            }
        }
    }
}
