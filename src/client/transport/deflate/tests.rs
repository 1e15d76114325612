#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use super::*;

/// A wire that gives out bytes in pieces and takes some at a time.
struct Wire {
    coming: Vec<u8>,
    at: usize,
    piece: usize,
    sent: Arc<Mutex<Vec<u8>>>,
    /// Every other write finds no room.
    full: bool,
}

impl Transport for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = &self.coming[self.at..];
        let count = rest.len().min(self.piece).min(buffer.len());
        if count == 0 {
            return Err(ErrorKind::WouldBlock.into());
        }
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.full = !self.full;
        if self.full {
            return Err(ErrorKind::WouldBlock.into());
        }
        let count = bytes.len().min(self.piece);
        self.sent.lock().unwrap().extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn wait(&mut self, _: Interest, _: Option<Instant>, _: &Waker) -> io::Result<Readiness> {
        Ok(Readiness::TimedOut)
    }
}

fn deflate(coming: Vec<u8>, piece: usize, early: &[u8]) -> (Deflate, Arc<Mutex<Vec<u8>>>) {
    let sent = Arc::default();
    let wire = Wire {
        coming,
        at: 0,
        piece,
        sent: Arc::clone(&sent),
        full: false,
    };
    (Deflate::over(Box::new(wire), early), sent)
}

fn compressed(bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut compress = Compress::new(Compression::best(), false);
    let mut out = Vec::with_capacity(bytes.len() + 1000);
    compress.compress_vec(bytes, &mut out, flush).unwrap();
    assert_eq!(compress.total_in(), bytes.len() as u64);
    out
}

/// Reads into room of some size until there is nothing more, and gives what came with the error that ended it.
fn read(deflate: &mut Deflate, room: usize) -> (Vec<u8>, ErrorKind) {
    let mut all = Vec::new();
    let mut buffer = vec![0; room];
    loop {
        match deflate.read(&mut buffer) {
            Ok(count) => all.extend_from_slice(&buffer[..count]),
            Err(error) => return (all, error.kind()),
        }
    }
}

fn lines(count: usize) -> Vec<u8> {
    (0..count)
        .flat_map(|number| format!("* {number} FETCH (FLAGS ())\r\n").into_bytes())
        .collect()
}

#[test]
fn what_was_compressed_comes_out_however_it_is_cut() {
    let plain = lines(2000);
    let wire = compressed(&plain, FlushCompress::Sync);
    for (piece, room, early) in [
        (1, 7, 0),
        (3, 1, 5),
        (100, 16 << 10, wire.len()),
        (1 << 20, 1 << 20, 1),
    ] {
        let (mut deflate, _) = deflate(wire[early..].to_vec(), piece, &wire[..early]);
        let (came, end) = read(&mut deflate, room);
        assert!(came == plain, "by {piece} into {room}");
        assert_eq!(end, ErrorKind::WouldBlock);
    }
}

#[test]
fn bytes_inside_count_as_ready() {
    let wire = compressed(&lines(100), FlushCompress::Sync);
    let (mut deflate, _) = deflate(wire, 1 << 20, b"");
    let waker = Waker::new().unwrap();
    let wait = |deflate: &mut Deflate| deflate.wait(Interest::Read, None, &waker).unwrap();
    assert_eq!(wait(&mut deflate), Readiness::TimedOut);
    assert_eq!(deflate.read(&mut [0; 10]).unwrap(), 10);
    assert_eq!(wait(&mut deflate), Readiness::Ready);
    read(&mut deflate, 100);
    assert_eq!(wait(&mut deflate), Readiness::TimedOut);
}

#[test]
fn what_is_written_can_be_inflated_after_each_flush() {
    let plain = lines(20_000);
    let (mut deflate, sent) = deflate(Vec::new(), 1000, b"");
    let mut patiently = |rest: &[u8]| {
        let mut at = 0;
        while at < rest.len() {
            match deflate.write(&rest[at..]) {
                Ok(count) => at += count,
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
        }
        while deflate.flush().is_err() {}
    };
    let (first, second) = plain.split_at(30);
    let mut inflater = Decompress::new(false);
    let mut got = Vec::with_capacity(plain.len() + 100);
    for part in [first, second] {
        patiently(part);
        let wire = std::mem::take(&mut *sent.lock().unwrap());
        inflater
            .decompress_vec(&wire, &mut got, FlushDecompress::Sync)
            .unwrap();
    }
    assert!(got == plain);
}

#[test]
fn a_bomb_is_a_limit_and_not_memory() {
    let wire = compressed(&vec![b' '; 4 << 20], FlushCompress::Sync);
    let (mut deflate, _) = deflate(wire, 1 << 20, b"");
    let mut buffer = vec![0; 64 << 10];
    let mut came = 0;
    let error = loop {
        match deflate.read(&mut buffer) {
            Ok(count) => came += count as u64,
            Err(error) => break error.kind(),
        }
    };
    assert_eq!(error, ErrorKind::FileTooLarge);
    assert!(came <= FREE);
}

#[test]
fn what_is_no_deflate_is_an_error() {
    let (mut wrong, _) = deflate(b"* OK in clear after all\r\n".to_vec(), 100, b"");
    assert_eq!(read(&mut wrong, 100).1, ErrorKind::InvalidData);
    let ended = compressed(b"* BYE\r\n", FlushCompress::Finish);
    let (mut over, _) = deflate([ended, b"more".to_vec()].concat(), 100, b"");
    assert_eq!(
        read(&mut over, 100),
        (b"* BYE\r\n".to_vec(), ErrorKind::UnexpectedEof)
    );
}
