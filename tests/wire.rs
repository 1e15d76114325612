//! What holds for any bytes a server may send: no panic, no dependence on how they arrive, nothing lost.

use imapclient::types::Value;
use imapclient::wire::framer::{Frame, Framer, Limits, Overflow, Step};
use imapclient::wire::response::{self, Response};
use imapclient::wire::tree::{self, Kind, Node, Nodes, Tape};
use imapclient::wire::utf7;
use proptest::collection::vec;
use proptest::prelude::*;

/// Small enough that random streams come across them.
const SMALL: Limits = Limits {
    line: 300,
    literal_in_memory: 8,
    literal: 4096,
    response: 600,
    depth: 5,
};

/// What came out of a framer, pieces of a literal joined.
#[derive(Debug, Clone, PartialEq)]
enum Out {
    Literal(u64, Vec<u8>),
    /// The bytes, and of each literal its place, size, and whether it is elsewhere.
    Response(Vec<u8>, Vec<(usize, u64, bool)>),
    Overflow,
    Unread(Vec<u8>),
}

/// Runs a framer over reads of the sizes given, over and over.
fn run(limits: &Limits, mut input: &[u8], sizes: &[usize]) -> Vec<Out> {
    let mut framer = Framer::new(limits.clone());
    let mut out = Vec::new();
    let mut sizes = sizes.iter().cycle();
    while !input.is_empty() {
        let room = framer.space();
        let size = sizes
            .next()
            .map_or(room.len(), |size| (*size).clamp(1, room.len()))
            .min(input.len());
        let (read, rest) = input.split_at(size);
        room[..size].copy_from_slice(read);
        framer.filled(size);
        input = rest;
        if drain(&mut framer, &mut out).is_err() {
            out.push(Out::Overflow);
            return out;
        }
    }
    out.push(Out::Unread(framer.unread().to_vec()));
    out
}

fn drain(framer: &mut Framer, out: &mut Vec<Out>) -> Result<(), Overflow> {
    loop {
        match framer.step()? {
            Step::More => return Ok(()),
            Step::LiteralStart(size) => out.push(Out::Literal(size, Vec::new())),
            Step::LiteralPiece(piece) => match out.last_mut() {
                Some(Out::Literal(_, bytes)) => bytes.extend_from_slice(piece),
                other => panic!("a piece behind {other:?}"),
            },
            Step::Response(frame) => {
                let literals = frame
                    .literals
                    .iter()
                    .map(|literal| (literal.start, literal.len, literal.elsewhere));
                out.push(Out::Response(frame.bytes.to_vec(), literals.collect()));
            }
        }
    }
}

/// Puts the bytes of a stream together again from what came out.
fn joined(out: &[Out]) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut kept: Vec<&[u8]> = Vec::new();
    for one in out {
        match one {
            Out::Literal(_, bytes) => kept.push(bytes),
            Out::Response(bytes, literals) => {
                let mut from = 0;
                let mut elsewhere = kept.drain(..);
                for (start, _, _) in literals.iter().filter(|(_, _, elsewhere)| *elsewhere) {
                    stream.extend_from_slice(&bytes[from..*start]);
                    stream
                        .extend_from_slice(elsewhere.next().expect("a literal that was handed on"));
                    from = *start;
                }
                stream.extend_from_slice(&bytes[from..]);
                stream.extend_from_slice(b"\r\n");
            }
            Out::Unread(bytes) => stream.extend_from_slice(bytes),
            Out::Overflow => {}
        }
    }
    stream
}

/// Walks over everything that can be asked of nodes.
fn walk<'a>(frame: Frame<'a>, nodes: Nodes<'a>, depth: usize) {
    assert!(depth <= SMALL.depth);
    let mut last = 0;
    let _ = nodes.raw();
    for node in nodes {
        assert!(
            last <= node.start() && node.start() < node.end() && node.end() <= frame.bytes.len()
        );
        assert_eq!(node.raw(), &frame.bytes[node.start()..node.end()]);
        last = node.end();
        check(node);
        walk(frame, node.children(), depth + 1);
    }
}

fn check(node: Node<'_>) {
    let value = node.to_value();
    match node.kind() {
        Kind::Nil => assert_eq!((value, node.bytes()), (Value::Nil, None)),
        Kind::Number => assert_eq!(Some(value), node.number().map(Value::Number)),
        Kind::List => assert_eq!(
            value,
            Value::List(node.children().map(Node::to_value).collect())
        ),
        Kind::Atom | Kind::Quoted => assert_eq!(value.as_bytes(), node.bytes().as_deref()),
        Kind::Literal | Kind::Literal8 => {
            assert_eq!(node.bytes().is_none(), node.elsewhere().is_some())
        }
    }
}

/// Syntax that matters to the framer and the tree.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let syntax = prop::sample::select(vec![
        "* ",
        "+ ",
        "A1 ",
        "OK ",
        "NO",
        "BYE",
        "[ALERT] ",
        "[UIDNEXT 5]",
        "[PERMANENTFLAGS (",
        ")]",
        "[",
        "]",
        "FETCH ",
        "1 ",
        "23 ",
        "LIST ",
        "SEARCH",
        "(",
        ")",
        " ",
        "\"",
        "\\",
        "\\\"",
        "\"\"",
        "\r\n",
        "\n",
        "\r",
        "NIL",
        "BODY[",
        "BODY[]<0>",
        "BODY[TEXT] ",
        "{3}\r\n",
        "{0}\r\n",
        "~{2}\r\n",
        "{5+}\n",
        "{12}\r\n",
        "{4097}\r\n",
        "{005}\r\n",
        "{x}",
        "{",
        "\0",
        "abc",
        "\u{e9}",
        "<5>",
    ]);
    prop_oneof![
        8 => syntax.prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..12),
    ]
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

/// A response as the RFCs would have it, without what the framer takes off: NULs in front, line ends other than CR LF.
fn proper() -> impl Strategy<Value = String> {
    let literal = "[a-z()\" \r\n]{0,30}".prop_map(|text| format!("{{{}}}\r\n{text}", text.len()));
    let value = prop_oneof![
        "[a-zA-Z0-9.$]{1,10}",
        r#""[a-z ()]{0,10}""#,
        literal,
        Just("(a (b NIL) 5)".to_owned())
    ];
    let fetch = vec(value, 0..6).prop_map(|values| format!("* 7 FETCH ({})", values.join(" ")));
    let status = "(A1|\\*) (OK|NO|BAD) [a-z ]{0,10}(\\{5\\})?";
    prop_oneof![
        fetch,
        status,
        Just("+ idling".to_owned()),
        "\\* LIST \\(\\) \"/\" [a-z]{1,5}"
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn any_split_into_reads_gives_the_same(input in stream(), sizes in vec(1_usize..40, 1..20)) {
        prop_assert_eq!(run(&SMALL, &input, &sizes), run(&SMALL, &input, &[]));
        prop_assert_eq!(run(&SMALL, &input, &[1]), run(&SMALL, &input, &[]));
    }

    #[test]
    fn nothing_a_server_sends_panics(input in stream()) {
        let mut framer = Framer::new(SMALL);
        framer.space()[..input.len()].copy_from_slice(&input);
        framer.filled(input.len());
        let mut tape = Tape::default();
        loop {
            match framer.step() {
                Ok(Step::Response(frame)) => {
                    if let Response::Data { values, .. } = response::read(frame, &mut tape, SMALL.depth) {
                        walk(frame, values, 0);
                    }
                }
                Ok(Step::More) | Err(_) => break,
                Ok(_) => {}
            }
        }
    }

    #[test]
    fn every_byte_is_in_a_response(responses in vec(proper(), 0..12), sizes in vec(1_usize..100, 1..20)) {
        let limits = Limits { literal_in_memory: 12, ..Limits::default() };
        let input: Vec<u8> = responses.iter().flat_map(|response| format!("{response}\r\n").into_bytes()).collect();
        let out = run(&limits, &input, &sizes);
        prop_assert_eq!(out.iter().filter(|one| matches!(one, Out::Response(..))).count(), responses.len());
        prop_assert_eq!(joined(&out), input);
    }

    #[test]
    fn every_byte_but_blanks_and_parentheses_is_in_a_value(input in "[a-c1NIL()\"\\\\ \\[\\]{}]{0,80}") {
        let mut tape = Tape::default();
        let frame = Frame { bytes: input.as_bytes(), literals: &[] };
        let Ok(nodes) = tree::parse(frame, 0, &mut tape, 100) else { return Ok(()) };
        let mut left: Vec<u8> = input.clone().into_bytes();
        blank(nodes, &mut left);
        prop_assert!(left.iter().all(|byte| b" ()".contains(byte)), "{:?}", String::from_utf8_lossy(&left));
    }

    #[test]
    fn names_survive_the_wire(text in any::<String>()) {
        let wire = utf7::encode(&text);
        prop_assert!(wire.iter().all(|byte| (b' '..=b'~').contains(byte)));
        prop_assert!(utf7::is_canonical(&wire));
        let name = utf7::decode(&wire);
        prop_assert_eq!(name.as_str(), text);
    }

    #[test]
    fn names_on_the_wire_are_kept(wire in prop_oneof![vec(any::<u8>(), 0..30), "[&A-D,-]{0,12}".prop_map(String::into_bytes)]) {
        let name = utf7::decode(&wire);
        prop_assert_eq!(name.wire(), Some(wire.as_slice()));
        prop_assert!(!utf7::is_canonical(&wire) || utf7::encode(name.as_str()) == wire);
    }
}

/// Replaces the bytes of all leaves by blanks.
fn blank(nodes: Nodes<'_>, bytes: &mut [u8]) {
    for node in nodes {
        if node.kind() == Kind::List {
            blank(node.children(), bytes);
        } else {
            bytes[node.start()..node.end()].fill(b' ');
        }
    }
}

/// Frames and parses a stream, and says how many responses it had and how many values all in all.
fn digest(input: &[u8]) -> (usize, usize) {
    let mut framer = Framer::new(Limits::default());
    let mut tape = Tape::default();
    let (mut responses, mut values) = (0, 0);
    for read in input.chunks(500) {
        framer.space()[..read.len()].copy_from_slice(read);
        framer.filled(read.len());
        while let Step::Response(frame) = framer.step().expect("within the limits") {
            responses += 1;
            if let Response::Data { values: nodes, .. } = response::read(frame, &mut tape, 100) {
                values += nodes.map(|node| node.children().count() + 1).sum::<usize>();
            }
        }
    }
    (responses, values)
}

/// Each of these takes minutes where the time grows with the square of the size.
#[test]
fn time_grows_with_what_was_received() {
    let many = 200_000;
    let units = [
        "BODY[ ",
        "BODY[\"",
        "\"a\"b",
        "\\\" ",
        "\" \\\" ",
        "\"\\\" (\"x",
        "( ) ",
        ")",
        "\"",
        "{",
        "[",
        "\\",
        "\r",
        "{5} ",
        "1 ",
        "a\"b \"",
        "\"a\"b\" ",
        "BODY[({1}",
        "~{1",
        "\t",
        "\"x\"\"",
        "\0",
    ];
    for unit in units {
        let input = format!("* 1 FETCH {} x\r\n", unit.repeat(many));
        assert_eq!(digest(input.as_bytes()).0, 1, "{unit:?}");
    }
    let literals = format!("* 1 FETCH ({})\r\n", "X {3}\r\nabc".repeat(many));
    assert_eq!(digest(literals.as_bytes()), (1, 2 * many + 1));
    let stray = format!("* 1 FETCH ({})\r\n", "X {3}\r\nabc\r\n ".repeat(many));
    assert_eq!(digest(stray.as_bytes()), (1, 2 * many + 1));
    let unclosed = format!("* 1 FETCH ({})\r\n", "\"x {3}\r\nabc BODY[".repeat(many));
    assert_eq!(digest(unclosed.as_bytes()).0, 1);
    assert_eq!(digest("\r\n".repeat(many).as_bytes()).0, many);
    assert_eq!(digest("* 1 EXISTS\n".repeat(many).as_bytes()).0, many);
}

#[test]
fn a_million_numbers_are_a_million_values() {
    let numbers: Vec<String> = (1..=1_000_000)
        .map(|number: u32| number.to_string())
        .collect();
    let (responses, values) = digest(format!("* SEARCH {}\r\n", numbers.join(" ")).as_bytes());
    assert_eq!(values, 1_000_000);
    assert!(responses > 50, "they came in {responses} pieces");
}
