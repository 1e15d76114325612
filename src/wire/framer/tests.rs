#![allow(clippy::unwrap_used)]
use super::*;

const LIMITS: Limits = Limits {
    line: 200,
    literal_in_memory: 20,
    literal: 1 << 30,
    response: 400,
    depth: 100,
};

/// Bytes with their control characters escaped.
fn show(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .replace('\r', "\\r")
        .replace('\n', "\\n")
        .replace('\0', "\\x00")
}

/// What comes out, a line each: responses escaped, pieces of literals joined, the error last.
fn out(limits: &Limits, input: &[u8], reads: usize) -> Vec<String> {
    let mut framer = Framer::new(limits.clone());
    let mut out = Vec::new();
    let mut pieces: Vec<u8> = Vec::new();
    for read in input.chunks(reads) {
        framer.space()[..read.len()].copy_from_slice(read);
        framer.filled(read.len());
        loop {
            match framer.step() {
                Ok(Step::More) => break,
                Ok(Step::LiteralStart(size)) => out.push(format!("<{size}")),
                Ok(Step::LiteralPiece(piece)) => pieces.extend_from_slice(piece),
                Ok(Step::Response(frame)) => {
                    if !pieces.is_empty() {
                        out.push(format!(">{}", show(&pieces)));
                        pieces.clear();
                    }
                    out.push(show(frame.bytes));
                }
                Err(overflow) => {
                    out.push(format!("! {overflow}"));
                    return out;
                }
            }
        }
    }
    if !framer.unread().is_empty() {
        out.push(format!("? {}", show(framer.unread())));
    }
    out
}

fn check(input: &str, wanted: &[&str]) {
    for reads in [1, 2, 3, 7, usize::MAX] {
        assert_eq!(
            out(&LIMITS, input.as_bytes(), reads),
            wanted,
            "{input:?} by {reads}"
        );
    }
}

#[test]
fn lines_end_with_lf_and_cr_before_it() {
    check(
        "* 1 EXISTS\r\n* 2 EXISTS\n* 3 EXISTS\r\r\n",
        &["* 1 EXISTS", "* 2 EXISTS", "* 3 EXISTS"],
    );
    check("\r\n\n+\r\n", &["", "", "+"]);
    check("* 1 EX", &["? * 1 EX"]);
    check("a\rb\r\n", &["a\\rb"]);
}

#[test]
fn nuls_before_a_line_are_dropped() {
    check(
        "\0\0* 31 EXISTS\r\n\0A1 OK \0\r\n",
        &["* 31 EXISTS", "A1 OK \\x00"],
    );
    check("\0\0\0", &[]);
}

#[test]
fn literals_belong_to_their_response() {
    check(
        "* LIST () \"/\" {3}\r\na\nb\r\n* 2 EXISTS\r\n",
        &["* LIST () \"/\" {3}\\r\\na\\nb", "* 2 EXISTS"],
    );
    check(
        "* X {005}\r\nhello {0}\r\n ~{2+}\nab\r\n",
        &["* X {005}\\r\\nhello {0}\\r\\n ~{2+}\\nab"],
    );
    check(
        "* 1 FETCH (BODY[TEXT]{2}\r\nab)\r\n",
        &["* 1 FETCH (BODY[TEXT]{2}\\r\\nab)"],
    );
    check("* X {5}\r\nhel", &["? * X {5}\\r\\nhel"]);
}

#[test]
fn text_announces_no_literal() {
    for line in [
        "* OK {5}",
        "* no[ALERT] {5}",
        "* BYE {5}",
        "A1 OK {5}",
        "a2 bad {5}",
        "+ {5}",
        "Hello {5}",
        "* LIST () \"/\" work{5}",
        "* X {}",
        "* X {-1}",
    ] {
        check(&format!("{line}\r\n* 1 EXISTS\r\n"), &[line, "* 1 EXISTS"]);
    }
}

#[test]
fn a_literal_counted_short_by_its_line_end_does_not_end_a_fetch() {
    check(
        "* 1 FETCH (BODY[] {5}\r\nhello\r\n)\r\n* 2 EXISTS\r\n",
        &["* 1 FETCH (BODY[] {5}\\r\\nhello\\r\\n)", "* 2 EXISTS"],
    );
    check(
        "* 1 FETCH (BODY[] {2}\r\nhi\r\n UID 5)\r\nA1 OK\r\n",
        &["* 1 FETCH (BODY[] {2}\\r\\nhi\\r\\n UID 5)", "A1 OK"],
    );
    // The parenthesis is missing: what begins a response is one.
    check(
        "* 1 FETCH (BODY[] {2}\r\nhi\r\n* 2 EXISTS\r\n",
        &["* 1 FETCH (BODY[] {2}\\r\\nhi", "* 2 EXISTS"],
    );
    check(
        "* 1 FETCH (BODY[] {2}\r\nhi\r\n\r\nA1 OK done\r\n",
        &["* 1 FETCH (BODY[] {2}\\r\\nhi", "A1 OK done"],
    );
    check(
        "* LIST () \"/\" {2}\r\nhi\r\n)\r\n",
        &["* LIST () \"/\" {2}\\r\\nhi", ")"],
    );
    check(
        "* 1 FETCH (UID 1) {2}\r\nhi\r\n)\r\n",
        &["* 1 FETCH (UID 1) {2}\\r\\nhi", ")"],
    );
}

#[test]
fn large_literals_are_handed_on() {
    let body = "0123456789".repeat(3);
    check(
        &format!(
            "* 1 FETCH (BODY[] {{30}}\r\n{body} X {{3}}\r\nabc BODY[1] {{30}}\r\n{body})\r\n+\r\n"
        ),
        &[
            "<30",
            "<30",
            &format!(">{body}{body}"),
            "* 1 FETCH (BODY[] {30}\\r\\n X {3}\\r\\nabc BODY[1] {30}\\r\\n)",
            "+",
        ],
    );
    check(
        &format!("* 1 FETCH (BODY[] {{30}}\r\n{body}\r\n)\r\n"),
        &[
            "<30",
            &format!(">{body}"),
            "* 1 FETCH (BODY[] {30}\\r\\n\\r\\n)",
        ],
    );
    check(
        &format!("* X {{40}}\r\n{body}"),
        &["<40", "? * X {40}\\r\\n"],
    );
}

#[test]
fn literals_know_their_places() {
    let mut framer = Framer::new(LIMITS);
    let input = format!(
        "* 1 FETCH (A {{3}}\r\nabc B {{30}}\r\n{} C {{2}}\r\nde)\r\n",
        "x".repeat(30)
    );
    framer.space()[..input.len()].copy_from_slice(input.as_bytes());
    framer.filled(input.len());
    loop {
        match framer.step().unwrap() {
            Step::Response(frame) => {
                let found: Vec<_> = frame
                    .literals
                    .iter()
                    .map(|l| (l.start, l.len, l.elsewhere))
                    .collect();
                assert_eq!(found, [(18, 3, false), (30, 30, true), (38, 2, false)]);
                assert_eq!(&frame.bytes[18..21], b"abc");
                assert_eq!(&frame.bytes[38..40], b"de");
                break;
            }
            Step::More => panic!("nothing came"),
            _ => {}
        }
    }
    assert!(framer.unread().is_empty());
}

#[test]
fn limits_hold() {
    let line = "a line is longer than the limit of 200 bytes";
    check(
        &format!("{}\r\n", "x".repeat(200)),
        &["x".repeat(200).as_str()],
    );
    assert!(
        out(&LIMITS, &[b'x'; 202], 9)
            .last()
            .unwrap()
            .ends_with(line)
    );
    check(&format!("{}\r\n", "x".repeat(202)), &[&format!("! {line}")]);
    let literal = "! a literal was announced that is larger than the limit of 1024 MiB";
    check("* X {1073741825}\r\n", &[literal]);
    check("* X {99999999999999999999}\r\n", &[literal]);
    check(&format!("* X {{{}}}\r\n", "9".repeat(150)), &[literal]);
    check(
        &format!("* X {{{}5}}\r\nhello\r\n", "0".repeat(150)),
        &[&format!("* X {{{}5}}\\r\\nhello", "0".repeat(150))],
    );
    let response = format!("* X{}", " {20}\r\n01234567890123456789".repeat(20));
    assert_eq!(
        out(&LIMITS, response.as_bytes(), 5),
        ["! a response is larger than the limit of 400 bytes"]
    );
    let text = format!("* X{}", " {0}\r\n".repeat(40));
    assert_eq!(out(&LIMITS, text.as_bytes(), 5), [format!("! {line}")]);
}

#[test]
fn a_literal_on_its_way_tells_how_far_it_is() {
    for (size, wanted) in [(9, (2, 9)), (30, (2, 30))] {
        let mut framer = Framer::new(LIMITS);
        assert_eq!(framer.literal_progress(), None);
        let input = format!("* X {{{size}}}\r\nab");
        framer.space()[..input.len()].copy_from_slice(input.as_bytes());
        framer.filled(input.len());
        while !matches!(framer.step().unwrap(), Step::More) {}
        assert_eq!(framer.literal_progress(), Some(wanted));
    }
}

#[test]
fn after_a_limit_nothing_comes() {
    let mut framer = Framer::new(LIMITS);
    framer.space()[..18].copy_from_slice(b"* X {9999999999}\r\n");
    framer.filled(18);
    let first = framer.step().unwrap_err();
    assert_eq!(framer.step().unwrap_err(), first);
}

/// What a framer holds in memory.
fn held(framer: &Framer) -> usize {
    framer.buffer.capacity()
        + framer.prefix.capacity()
        + framer.literals.capacity() * size_of::<Literal>()
}

/// Feeds a framer to the end of the input or to its limit, whichever comes first; says what it held at most
/// beyond nine times what it had received, which is what the list of many small literals takes.
fn most_held(input: impl Iterator<Item = u8>) -> usize {
    let mut framer = Framer::new(Limits {
        line: 1 << 20,
        response: 4 << 20,
        ..Limits::default()
    });
    let (mut received, mut most) = (0, 0);
    let mut input = input.peekable();
    while input.peek().is_some() {
        let mut count = 0;
        for (place, byte) in framer.space().iter_mut().take(4096).zip(&mut input) {
            *place = byte;
            count += 1;
        }
        framer.filled(count);
        received += count;
        let failed = loop {
            match framer.step() {
                Ok(Step::More) => break false,
                Ok(_) => {}
                Err(_) => break true,
            }
        };
        most = most.max(held(&framer).saturating_sub(9 * received));
        if failed {
            break;
        }
    }
    most
}

#[test]
fn memory_grows_with_what_was_received() {
    let announced = [
        ("* X {200000}\r\n", "x"),
        ("* X {500000000}\r\n", "x"),
        ("* X {0}\r\n", " {0}\r\n"),
    ];
    for (start, rest) in announced {
        let most = most_held(start.bytes().chain(rest.bytes().cycle().take(6 << 20)));
        assert!(most <= 256 << 10, "{start:?} {most}");
    }
    for unit in [
        "x",
        "\r",
        "\0",
        "* 1 EXISTS\r\n",
        "\r\n",
        "* X {300000}\r\n",
    ] {
        let most = most_held(unit.bytes().cycle().take(6 << 20));
        assert!(most <= 256 << 10, "{unit:?} {most}");
    }
}

#[test]
fn memory_is_given_back() {
    let mut framer = Framer::new(Limits::default());
    let large = format!(
        "* X {{200000}}\r\n{} {{0}}\r\n {{300000}}\r\n{}\r\n",
        "x".repeat(200_000),
        "y".repeat(300_000)
    );
    for read in large
        .as_bytes()
        .chunks(10_000)
        .chain([&b"* 1 EXISTS\r\n"[..]])
    {
        framer.space()[..read.len()].copy_from_slice(read);
        framer.filled(read.len());
        while !matches!(framer.step().unwrap(), Step::More) {}
    }
    framer.space();
    assert!(held(&framer) <= 384 << 10, "{}", held(&framer));
}

/// What becomes of a line that is longer than a piece: it is put together again from the responses, and these are given.
fn pieces(line: &str, reads: usize) -> Vec<String> {
    let mut framer = Framer::new(Limits::default());
    let mut responses = Vec::new();
    let mut again = Vec::new();
    for mut rest in [line.as_bytes(), b"\r\n* 1 EXISTS\r\n"] {
        while !rest.is_empty() {
            let room = framer.space();
            let size = room.len().min(reads).min(rest.len());
            room[..size].copy_from_slice(&rest[..size]);
            framer.filled(size);
            rest = &rest[size..];
            while let Step::Response(frame) = framer.step().unwrap() {
                responses.push(show(frame.bytes));
                let part = framer.part();
                let frame = framer.current().unwrap();
                again.extend_from_slice(&frame.bytes[part.repeated..]);
                match part.joint {
                    Some(joint) => again.push(joint),
                    None => again.extend_from_slice(b"\r\n"),
                }
            }
            assert!(framer.buffer.capacity() <= line.len().max(256 << 10));
        }
    }
    assert!(
        again == [line.as_bytes(), b"\r\n* 1 EXISTS\r\n"].concat(),
        "by {reads}"
    );
    assert_eq!(responses.pop().as_deref(), Some("* 1 EXISTS"));
    responses
}

#[test]
fn a_long_line_of_numbers_comes_as_several_responses_without_half_a_number() {
    let numbers = |separator: &str| {
        let numbers: Vec<String> = (1..50_000).map(|number| (number * 7).to_string()).collect();
        numbers.join(separator)
    };
    for (head, separator, tail) in [
        ("* SEARCH ", " ", ""),
        ("* sort ", " ", " (MODSEQ 917162500)"),
        ("* ESEARCH (TAG \"A1\") UID ALL ", ",", " MODSEQ 917162500"),
    ] {
        let numbers = numbers(separator);
        for reads in [1, 7, 5000, usize::MAX] {
            let responses = pieces(&format!("{head}{numbers}{tail}"), reads);
            assert!(responses.len() >= 3, "{head} by {reads}");
            let (last, before) = responses.split_last().unwrap();
            let mut told: Vec<&str> = Vec::new();
            for response in before {
                told.extend(response.strip_prefix(head).unwrap().split(separator));
            }
            let last = last.strip_prefix(head).unwrap();
            told.extend(last.strip_suffix(tail).unwrap().split(separator));
            assert!(told.iter().copied().eq(numbers.split(separator)));
        }
    }
}

#[test]
fn a_long_line_of_anything_else_comes_whole() {
    let long = "1 2 3 4 5 6 7 8 9 ".repeat(10_000);
    for line in [
        format!("* SEARCH 1 x {long}"),
        format!("* SEARCH (MODSEQ 5) {long}"),
        format!("* SEARCH \"{long}\""),
        format!("* SEARCH {}", "1".repeat(200_000)),
        format!("* THREAD ({long})"),
        format!("* OK {long}"),
        long.clone(),
        format!("* ESEARCH (TAG \"A ALL {long}\")"),
    ] {
        assert_eq!(pieces(&line, 9000).len(), 1, "{:.20}", line);
    }
    let mut framer = Framer::new(Limits::default());
    framer.keep_lines(true);
    for _ in 0..20 {
        let room = &mut framer.space()[..10_000];
        let line = [&b"* SEARCH"[..], &b" 1".repeat(4996)].concat();
        room.copy_from_slice(&line);
        framer.filled(10_000);
        assert!(matches!(framer.step(), Ok(Step::More)));
    }
}
