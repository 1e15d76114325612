//! Numbers without a tree.

use crate::wire::framer::line;

/// The numbers at the beginning of some bytes, blanks between them, and what follows the last:
/// `1 2 3 (MODSEQ 9)` read straight off the wire. Leading zeros are allowed.
#[derive(Debug, Clone)]
pub struct Numbers<'a> {
    rest: &'a [u8],
}

/// Reads numbers straight off bytes, without a tape.
pub fn numbers(bytes: &[u8]) -> Numbers<'_> {
    Numbers { rest: bytes }
}

impl<'a> Numbers<'a> {
    /// What was not read yet; after the last number what is none.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl Iterator for Numbers<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.rest = line::blanks(self.rest);
        let len = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (digits, rest) = self.rest.split_at_checked(len)?;
        if !matches!(rest.first(), None | Some(b' ' | b'\t' | b'(')) {
            return None;
        }
        let number = line::number(digits)?;
        self.rest = rest;
        Some(number)
    }
}
