//! The bytes received and not yet handed on. Room is made by moving what is left to the front, and
//! memory grows with the bytes received, never with a size somebody announced.

/// What is kept while nothing large is on its way, and so the largest piece of a literal. C libraries map 128 KiB and
/// more afresh; a little less comes of memory that was given back, as OpenSSL does after it read the trust store.
const USUAL: usize = 127 << 10;

/// The least room to read into.
const ROOM: usize = 16 << 10;

/// The read buffer: `bytes[start..end]` was received and not yet taken.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
}

impl Buffer {
    /// What was received and not yet taken.
    pub(super) fn live(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Bytes that were taken, until the next call of [`Buffer::room`].
    pub(super) fn taken(&self, taken: Taken) -> &[u8] {
        self.bytes.get(taken.start..taken.end).unwrap_or_default()
    }

    /// Takes `consumed` bytes off the front, of which the first `len` are wanted.
    pub(super) fn take(&mut self, len: usize, consumed: usize) -> Taken {
        let taken = Taken {
            start: self.start,
            end: self.start + len,
        };
        self.start = (self.start + consumed).min(self.end);
        taken
    }

    /// Puts bytes in front of what was not taken, in the place of as many that were taken just before.
    pub(super) fn put_in_front(&mut self, bytes: &[u8]) {
        let place = self.start.checked_sub(bytes.len());
        let place = place.and_then(|start| self.bytes.get_mut(start..self.start));
        if let Some(place) = place {
            place.copy_from_slice(bytes);
            self.start -= bytes.len();
        }
    }

    /// Room for at least 16 KiB.
    pub(super) fn room(&mut self) -> &mut [u8] {
        let live = self.end - self.start;
        let roomy = self.bytes.len() - self.end >= ROOM;
        let oversized = self.bytes.len() > USUAL && live <= self.bytes.len() / 4;
        if live == 0 || !roomy || oversized {
            self.compact(live);
        }
        self.bytes.get_mut(self.end..).unwrap_or_default()
    }

    /// Says how many bytes of the room were filled.
    pub(super) fn filled(&mut self, count: usize) {
        self.end = (self.end + count).min(self.bytes.len());
    }

    /// The memory held.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Moves what is left to the front. The room behind it is then at least a quarter of what was moved,
    /// so that moving costs a constant number of steps for each byte received.
    fn compact(&mut self, live: usize) {
        self.bytes.copy_within(self.start..self.end, 0);
        self.start = 0;
        self.end = live;
        let wanted = USUAL.max(live + (live / 4).max(USUAL / 2));
        if self.bytes.len() < wanted {
            self.bytes.reserve_exact(wanted - self.bytes.len());
            self.bytes.resize(wanted, 0);
        } else if self.bytes.len() > 2 * wanted {
            self.bytes.truncate(wanted);
            self.bytes.shrink_to_fit();
        }
    }
}

/// Where bytes stand that were taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    start: usize,
    end: usize,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn receive(buffer: &mut Buffer, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = buffer.room();
            assert!(room.len() >= ROOM);
            let count = room.len().min(bytes.len());
            room[..count].copy_from_slice(&bytes[..count]);
            buffer.filled(count);
            bytes = &bytes[count..];
        }
    }

    #[test]
    fn bytes_keep_their_order_while_the_buffer_grows_and_shrinks() {
        let mut buffer = Buffer::default();
        let sent: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
        receive(&mut buffer, &sent[..1_000_000]);
        assert_eq!(buffer.live(), &sent[..1_000_000]);
        let taken = buffer.take(10, 999_990);
        assert_eq!(buffer.taken(taken), &sent[..10]);
        receive(&mut buffer, &sent[1_000_000..]);
        assert_eq!(buffer.live(), &sent[999_990..]);
        assert!(buffer.bytes.len() < 3_500_000);
    }

    #[test]
    fn a_large_buffer_is_given_back_when_it_is_empty() {
        let mut buffer = Buffer::default();
        receive(&mut buffer, &vec![b'x'; 1 << 20]);
        buffer.take(0, 1 << 20);
        buffer.room();
        assert_eq!(buffer.bytes.capacity(), USUAL);
    }
}
