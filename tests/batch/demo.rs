//! `--demo` and `--demo-listen`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::server::program::Running;
use super::*;

#[test]
fn the_demo_needs_nothing_and_says_nothing_of_its_own() {
    let ended = Program::new(["--demo"])
        .commands([
            "select_folder INBOX",
            "search FROM \"Zoë\" FLAGGED",
            "fetch last:1 RFC822.SIZE --csv",
        ])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(ended.stderr, "", "{ended}");
    let lines: Vec<_> = ended.text().lines().map(str::to_owned).collect();
    assert!(lines.contains(&"14  52".to_owned()), "{ended}");
    assert_eq!(
        lines.last().map(String::as_str),
        Some("59,51,2349"),
        "{ended}"
    );
}

#[test]
fn what_is_too_large_to_keep_is_made_on_demand() {
    let (ended, home) = Program::new(["--demo", "--folder", "INBOX"])
        .commands([
            "fetch 56 BODY.PEEK[1] --raw > film",
            "fetch 56 BODY.PEEK[1]<11699999.9> --raw",
        ])
        .run_at_home();
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(ended.text(), "\n", "{ended}");
    let film = std::fs::metadata(home.path().join("film"));
    assert_eq!(film.map(|film| film.len()).ok(), Some(11_700_000));
}

#[test]
fn what_is_large_stands_between_what_came_before_and_after_it() {
    let ended = Program::new(["--demo", "--folder", "INBOX"])
        .commands([
            "search FROM \"Zoë\" FLAGGED",
            "fetch 56 BODY.PEEK[1] --raw",
            "fetch 1 UID --csv",
        ])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    let text = ended.text();
    assert!(text.len() > 11_700_000, "{}", text.len());
    assert!(text.starts_with("14  52\n"), "{:.60}", text);
    assert!(
        text.ends_with("\r\nuid,seq\r\n1,1\r\n"),
        "{:.60}",
        &text[text.len() - 60..]
    );
}

/// Starts a demo that listens, and waits until the shell is in IDLE: what arrives before is no news to it.
fn listening(arguments: &[&str]) -> (Running, u16) {
    let running = Program::new(["--demo", "--demo-listen", "127.0.0.1:0"])
        .with(arguments)
        .commands(["idle", "idle_check"])
        .start();
    let deadline = Instant::now() + Duration::from_secs(30);
    let told = loop {
        let told = running.stderr();
        if told.contains("S: + ") {
            break told;
        }
        assert!(Instant::now() < deadline, "IDLE never began:\n{told}");
        thread::sleep(Duration::from_millis(5));
    };
    let port = told
        .split("listening on 127.0.0.1:")
        .nth(1)
        .and_then(|rest| rest.split_once(','));
    let port = port.expect("a port").0.parse().expect("a number");
    (running, port)
}

#[test]
fn other_programs_may_use_the_demo_while_the_shell_does() {
    let (running, port) = listening(&["--folder", "Sent", "--trace"]);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the demo listens");
    let mut lines = BufReader::new(stream.try_clone().expect("a second handle")).lines();
    let mut next = || {
        lines
            .next()
            .expect("a line")
            .expect("a line that can be read")
    };
    assert!(next().starts_with("* OK [CAPABILITY IMAP4rev1 "));
    let sent = stream.write_all(b"a LOGIN ana x\r\nb STATUS Trash (MESSAGES)\r\n");
    sent.expect("the demo reads");
    assert!(next().starts_with("a OK "));
    assert_eq!(next(), "* STATUS Trash (MESSAGES 2)");
    // The shell, and the demo with it, may end before this is answered: it waits for this mail alone.
    let sent = stream.write_all(b"c APPEND Sent {2+}\r\nhi\r\n");
    sent.expect("the demo reads");
    let ended = running.wait();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(ended.text().contains('6'), "{ended}");
}

/// Numbers that look drawn by lot, the same in every run.
struct Lot(u64);

impl Lot {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % count
    }

    /// A line as a broken client would send it, or a hostile one.
    fn line(&mut self) -> Vec<u8> {
        const LINES: [&str; 16] = [
            "a SELECT INBOX",
            "a FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[1.HEADER.FIELDS (FROM TO)]<0.10>)",
            "a UID FETCH 1:* BODY[]",
            "a SEARCH RETURN (MIN ALL) OR NOT TEXT garden (FROM zoe SINCE 1-Nov-2026)",
            "a STORE 1:* +FLAGS (\\Deleted Keyword)",
            "a UID COPY 1:9 Drafts",
            "a MOVE 1 Trash",
            "a EXPUNGE",
            "a LIST \"\" * RETURN (STATUS (MESSAGES))",
            "a CREATE x/y/z",
            "a RENAME x INBOX/q",
            "a DELETE x",
            "a APPEND Drafts (\\Seen) {3+}\r\nhi!",
            "a SEARCH TEXT {15000000}",
            "a APPEND Drafts {4000000000+}",
            "a IDLE\r\nDONE",
        ];
        let mut line = LINES[self.below(LINES.len())].as_bytes().to_vec();
        for _ in 0..self.below(4) {
            let at = self.below(line.len());
            match self.below(4) {
                0 => line[at] = u8::try_from(self.below(256)).expect("a byte"),
                1 => drop(line.drain(at..)),
                2 => drop(line.splice(at..at, b"(".repeat(self.below(3000)))),
                _ => drop(line.splice(at..at, b"{9+}\r\n\"".iter().copied())),
            }
            line.push(b' ');
        }
        [&line[..], b"\r\n"].concat()
    }
}

/// Sends rubbish for a while; with `reads` what comes back is read, and every BAD must say why.
fn pester(port: u16, seed: u64, reads: bool) {
    let mut lot = Lot(seed);
    let until = Instant::now() + Duration::from_secs(3);
    while Instant::now() < until {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the demo listens");
        let pause = Some(Duration::from_millis(200));
        stream
            .set_write_timeout(pause)
            .expect("a timeout can be set");
        stream
            .set_read_timeout(pause)
            .expect("a timeout can be set");
        let mut sent = b"a LOGIN x y\r\n".to_vec();
        for _ in 0..40 {
            sent.extend(lot.line());
        }
        // A server that has said BYE takes no more, and one whose answers nobody reads takes nothing either.
        let _ = stream.write_all(&sent);
        let mut answers = Vec::new();
        if reads {
            // What it still waits for never comes.
            let _ = stream.read_to_end(&mut answers);
        }
        let answers = String::from_utf8_lossy(&answers);
        for line in answers.lines().filter(|line| line.starts_with("a BAD")) {
            assert!(line.len() > "a BAD ".len(), "{line}");
        }
    }
}

/// Says whether a client is served as it should be.
fn serves(port: u16) -> bool {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the demo listens");
    let pause = Some(Duration::from_secs(30));
    stream
        .set_read_timeout(pause)
        .expect("a timeout can be set");
    let sent = stream.write_all(b"a LOGIN x y\r\nb STATUS Sent (MESSAGES)\r\nc LOGOUT\r\n");
    let mut said = String::new();
    let read = stream.read_to_string(&mut said);
    sent.is_ok() && read.is_ok() && said.ends_with("c OK LOGOUT done\r\n")
}

#[test]
fn whatever_comes_the_demo_goes_on_in_bounded_memory() {
    let (running, port) = listening(&["--trace", "--folder", "Archive"]);
    let pests = (0..10).map(|seed| thread::spawn(move || pester(port, seed, seed % 2 == 0)));
    for pest in pests.collect::<Vec<_>>() {
        pest.join().expect("nothing was wrong with the answers");
    }
    // The places of those that have just left may still be taken.
    let deadline = Instant::now() + Duration::from_secs(30);
    while !serves(port) {
        assert!(Instant::now() < deadline, "nobody is served any more");
        thread::sleep(Duration::from_millis(20));
    }
    let peak = running.peak_kib();
    assert!(peak < 400 << 10, "{peak} KiB");
    running.signal(Signal::TERM);
    let ended = running.wait();
    assert!(!ended.stderr.contains("panicked"), "{ended}");
}
