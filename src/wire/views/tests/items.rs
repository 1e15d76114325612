//! FETCH as a whole, and its items but for ENVELOPE and BODYSTRUCTURE.

use super::{check, events};

#[test]
fn items_are_read_in_any_order_and_under_the_servers_names() {
    let cases = [
        ("* 4 FETCH ()\r\n", "4"),
        (
            "* 23 FETCH (ABC 123 StUfF \"hello\")\r\n",
            "23 ABC=123 STUFF='hello'",
        ),
        ("* 23 FETCH (uiD 76)\r\n", "23 uid=76"),
        (
            "* 1 FETCH (FLAGS (\\Seen Stuff 12) MODSEQ (99) EMAILID (M1) X-GM-MSGID 1278455344230334865)\r\n",
            "1 FLAGS=(\\Seen Stuff 12) MODSEQ=modseq 99 EMAILID=(M1) X-GM-MSGID=1278455344230334865",
        ),
        (
            "* 1 FETCH (RFC822.TEXT {4}\r\nbody RFC822 {6}\r\nA: b\r\n)\r\n",
            "1 RFC822.TEXT=body body RFC822=body A: b\\r\\n",
        ),
        (
            "* 1 FETCH (BODY[HEADER.FIELDS (from subject)]<0> {5}\r\nA: b\n)\r\n",
            "1 BODY[HEADER.FIELDS (FROM SUBJECT)]<0>=body A: b\\n",
        ),
        (
            "* 1 FETCH (BINARY[1] ~{3}\r\na\0b BINARY.SIZE[1] 3)\r\n",
            "1 BINARY[1]=body a\\u{0}b BINARY.SIZE[1]=3",
        ),
        (
            "* 1 FETCH (BODY[] NIL BODY[1] \"\")\r\n",
            "1 BODY[]=NIL BODY[1]=body ",
        ),
        (
            "* 1 FETCH (INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" SAVEDATE NIL)\r\n",
            "1 INTERNALDATE=[17-Jul-1996 02:44:25 -0700] SAVEDATE=NIL",
        ),
        (
            "* 1 FETCH (ENVELOPE NIL BODYSTRUCTURE NIL BODY NIL)\r\n",
            "1 ENVELOPE=NIL BODYSTRUCTURE=NIL BODY=NIL",
        ),
        (
            "* 1 FETCH (RFC822.SIZE 9223372036854775807 X-BIG 18446744073709551616)\r\n",
            "1 RFC822.SIZE=9223372036854775807 X-BIG=18446744073709551616",
        ),
        ("* 2 UNKNOWN (a b)\r\n", "other 2 UNKNOWN (a b)"),
    ];
    for (wire, expected) in cases {
        check(0, wire, expected);
    }
}

#[test]
fn odd_items_are_repaired_and_noted() {
    let cases = [
        (72, "* 1 FETCH (UID 71)\r\n", "1 uid=71"),
        (
            74,
            "* 1 FETCH (BODY[] {5}\r\nhello UID 71 FLAGS (\\Seen))\r\n",
            "1 uid=71 BODY[]=body hello FLAGS=(\\Seen)",
        ),
        (75, "* 1 FETCH (UID 71 )\r\n", "1 uid=71"),
        (
            76,
            "* 1 FETCH (UID 71 MODSEQ (-1) FLAGS (\\Seen))\r\n",
            "1 uid=71 FLAGS=(\\Seen)\n! modseq (-1) ignored",
        ),
        (
            77,
            "* 1 FETCH (UID 71 RFC822.SIZE 9.3736e+06 FLAGS (\\Seen))\r\n",
            "1 uid=71 RFC822.SIZE=9373600 FLAGS=(\\Seen)\n! RFC822.SIZE is written as 9.3736e+06",
        ),
        (
            78,
            "* 0 FETCH (UID 71 FLAGS (\\Seen))\r\n",
            "unparsed * 0 FETCH (UID 71 FLAGS (\\Seen)): there is no message number 0",
        ),
        (
            79,
            "* 1 FETCH (UID 71 (ENVELOPE (envelope)) FLAGS (\\Seen))\r\n",
            "1 uid=71 ENVELOPE={date=Mon, 2 Nov 2026 09:15:22 +0100 subject=Inner from=Ann<ann@example.org> \
             sender=Ann<ann@example.org> reply-to=Ann<ann@example.org> message-id=<in@example.org>} FLAGS=(\\Seen)\n\
             ! items in extra parentheses",
        ),
        (
            80,
            "* 1 FETCH (UID 71 BODY[2.MIME] {6}\r\nA: b\r\n BODY[2])\r\n",
            "1 uid=71 BODY[2.MIME]=body A: b\\r\\n BODY[2]=NIL\n! BODY[2] has no value",
        ),
        (
            80,
            "* 1 FETCH (BODY[2] BODY[3] \"x\" UID 71)\r\n",
            "1 uid=71 BODY[2]=NIL BODY[3]=body x\n! BODY[2] has no value",
        ),
        (
            81,
            "* 1 FETCH (UID 71 BODY[] {5}\r\nhello) FLAGS (\\Seen) RFC822.SIZE 5\r\n",
            "1 uid=71 BODY[]=body hello FLAGS=(\\Seen) RFC822.SIZE=5\n! items after the closing parenthesis",
        ),
        (
            82,
            "* 1 FETCH (UID 71 BODY[HEADER]{6}\r\nA: b\r\n)\r\n",
            "1 uid=71 BODY[HEADER]=body A: b\\r\\n",
        ),
        (
            83,
            "* 1 FETCH (UID 71 BODY[]<0.5> {5}\r\nhello)\r\n",
            "1 uid=71 BODY[]<0.5>=body hello\n! BODY[]<0.5> repeats the length that was asked for",
        ),
        (
            84,
            "* 1 FETCH (UID 71 BODY[TEXT] {005}\r\nhello)\r\n",
            "1 uid=71 BODY[TEXT]=body hello",
        ),
        (
            85,
            "* 1 FETCH (UID 71 BODY[TEXT] {5}\r\nhello\r\n)\r\n",
            "1 uid=71 BODY[TEXT]=body hello",
        ),
        (
            86,
            "* 1 FETCH (UID 71 BODY[TEXT] {5}\r\nab\0cd)\r\n",
            "1 uid=71 BODY[TEXT]=body ab\\u{0}cd",
        ),
        (
            88,
            "* 1 FETCH (UID 71 X-GM-LABELS (\"\\\\Inbox\" NIL lab9))\r\n",
            "1 uid=71 X-GM-LABELS=('\\Inbox' lab9)\n! NIL among the labels",
        ),
        (
            89,
            "* 1 FETCH (UID 71 INTERNALDATE \"1-Jan-2024 09.07.06 +0100\")\r\n* 2 FETCH (UID 72 INTERNALDATE NIL)\r\n",
            "1 uid=71 INTERNALDATE=[01-Jan-2024 09:07:06 +0100]\n2 uid=72 INTERNALDATE=NIL",
        ),
    ];
    for (quirk, wire, expected) in cases {
        check(quirk, wire, expected);
    }
}

#[test]
fn what_does_not_fit_is_kept_as_it_came() {
    let cases = [
        (
            "* 1 FETCH (INTERNALDATE \"ABC\" UID 71)\r\n",
            "1 uid=71 INTERNALDATE=misfit 'ABC': no date",
        ),
        (
            "* 1 FETCH (INTERNALDATE 5 UID 71)\r\n",
            "1 uid=71 INTERNALDATE=misfit 5: no date",
        ),
        ("* 1 FETCH (UID X)\r\n", "1 UID=misfit X: no uid"),
        ("* 1 FETCH (UID 0)\r\n", "1 UID=misfit 0: no uid"),
        (
            "* 1 FETCH (UID 4294967296)\r\n",
            "1 UID=misfit 4294967296: no uid",
        ),
        (
            "* 1 FETCH (RFC822.SIZE -5 UID 71)\r\n",
            "1 uid=71 RFC822.SIZE=misfit -5: no number",
        ),
        (
            "* 1 FETCH (RFC822.SIZE 1.5 UID 71)\r\n",
            "1 uid=71 RFC822.SIZE=misfit 1.5: no number",
        ),
        (
            "* 1 FETCH (FLAGS \\Seen)\r\n",
            "1 FLAGS=misfit \\Seen: the flags are no list",
        ),
        (
            "* 1 FETCH (FLAGS NIL)\r\n",
            "1 FLAGS=misfit NIL: the flags are no list",
        ),
        (
            "* 1 FETCH (MODSEQ (x))\r\n",
            "1 MODSEQ=misfit (x): no mod-sequence",
        ),
        (
            "* 1 FETCH (BODY[1] (a b) UID 71)\r\n",
            "1 uid=71 BODY[1]=misfit (a b): a list in place of content",
        ),
        (
            "* 1 FETCH (ENVELOPE \"x\" UID 71)\r\n",
            "1 uid=71 ENVELOPE=misfit 'x': the envelope is no list",
        ),
        (
            "* 1 FETCH (ONE TWO THREE)\r\n",
            "1 ONE=TWO THREE=NIL\n! THREE has no value",
        ),
        (
            "* 1 FETCH (RFC822.SIZE FLAGS (\\Seen))\r\n",
            "1 RFC822.SIZE=NIL FLAGS=(\\Seen)\n! RFC822.SIZE has no value",
        ),
        (
            "* 1 FETCH (UID 71 5 FLAGS ())\r\n",
            "1 uid=71 FLAGS=()\n! a value without a name: 5",
        ),
        (
            "* 1 FETCH (UID 71 (a b) FLAGS ())\r\n",
            "1 uid=71 FLAGS=()\n! a value without a name: (a b)",
        ),
        (
            "* 1 FETCH UID 71 FLAGS ()\r\n",
            "1 uid=71 FLAGS=()\n! no parentheses around the items",
        ),
        ("* 1 FETCH\r\n", "1\n! no items"),
        (
            "* 1 FETCH (FLAGS (a)) )\r\n",
            "1 FLAGS=(a)\n! a parenthesis closes no list",
        ),
        (
            "* 1 FETCH (FLAGS (a) X (b c\r\n",
            "1 FLAGS=(a) X=(b c)\n! a list is not closed",
        ),
        (
            "* 1 FETCH (X 1 FLAGS (a) X 2)\r\n",
            "1 X=2 FLAGS=(a)\n! X is told twice",
        ),
        (
            "* 1 FETCH (BODY[] 123)\r\n",
            "1 BODY[]=body 123\n! BODY[] has no quotes",
        ),
        (
            "* 1 FETCH (MODSEQ 12)\r\n",
            "1 MODSEQ=modseq 12\n! modseq without parentheses",
        ),
        (
            "* 4294967296 FETCH (UID 1)\r\n",
            "unparsed * 4294967296 FETCH (UID 1): 4294967296 is larger than any message number",
        ),
    ];
    for (wire, expected) in cases {
        check(0, wire, expected);
    }
}

#[test]
fn a_bad_structure_leaves_its_neighbours_alone() {
    let (_, notes) = events(b"* 1 FETCH (UID 71 BODYSTRUCTURE (1 2 3) FLAGS (x))\r\n");
    assert!(notes.is_empty());
    check(
        0,
        "* 1 FETCH (UID 71 BODYSTRUCTURE (1 2 3) FLAGS (x))\r\n",
        "1 uid=71 BODYSTRUCTURE=misfit (1 2 3): the parameters of a part are no list FLAGS=(x)",
    );
}

#[test]
fn large_content_is_taken_from_where_it_is_kept() {
    let large = "x".repeat(300_000);
    let literal = format!("{{{}}}\r\n{large}", large.len());
    let cases = [
        (
            "BODY[1] \"a\" BODY[2] LARGE UID 71",
            "1 uid=71 BODY[1]=body a BODY[2]=body elsewhere 0",
        ),
        (
            "X-LOG LARGE BODY[] LARGE",
            "1 X-LOG=body elsewhere 0 BODY[]=body elsewhere 1",
        ),
        (
            "ENVELOPE (NIL LARGE) UID 71",
            "1 uid=71 ENVELOPE=misfit (NIL ''): the subject is too large to be held in memory",
        ),
    ];
    for (items, expected) in cases {
        check(
            0,
            &format!("* 1 FETCH ({})\r\n", items.replace("LARGE", &literal)),
            expected,
        );
    }
}
