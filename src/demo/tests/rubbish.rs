//! Whatever comes is answered, in bounded memory.

use proptest::prelude::*;

use super::super::Demo;
use super::{answer, check, noon, said};

#[test]
fn what_would_take_much_memory_is_not_done() {
    // The huge message again and again; a list asked for twice is told once.
    let sections: Vec<String> = (0..90).map(|at| format!("BODY[]<{at}.99999999>")).collect();
    let fetch = format!("c SELECT INBOX\nd FETCH 1:* ({})\n", sections.join(" "));
    let answer = answer(format!("a LOGIN x y\n{fetch}").as_bytes());
    let last = answer.lines().last().unwrap();
    assert_eq!(
        last,
        "d NO [LIMIT] that is more at once than the demo gives"
    );
    check(
        "c SEARCH RETURN (ALL ALL ALL) ALL\n",
        "* ESEARCH (TAG \"c\") ALL 1:3\nc OK SEARCH done",
    );
    check(
        &format!("c FETCH 1 ({})\n", "UID ".repeat(200)),
        "c BAD there are no items, or too many",
    );
    check(
        &format!("c APPEND Drafts {}", "{0+}\n".repeat(100)),
        "* BYE the literal is too large",
    );
    // A message of nothing but parts within parts.
    let parts = format!(
        "Content-Type: multipart/mixed; boundary=a\n\n{}",
        "--a\n\nx\n".repeat(50_000)
    );
    let len = parts.replace('\n', "\r\n").len();
    check(
        &format!("c APPEND Drafts {{{len}+}}\n{parts}\nd FETCH 4 BODY\n"),
        &format!(
            "* 4 EXISTS\n* 1 RECENT\nc OK [APPENDUID 20786002 5] APPEND done\n\
             * 4 FETCH (BODY (\"text\" \"plain\" (\"boundary\" \"a\" \"charset\" \"us-ascii\") NIL NIL \"7bit\" {} 150000))\n\
             d OK FETCH done",
            len - 45
        ),
    );
}

#[test]
fn what_would_be_kept_for_ever_is_bounded() {
    let mut link = Demo::at(noon()).connect().unwrap();
    said(&mut *link, "a LOGIN x y\r\n");
    let mail = format!(
        "c APPEND Trash {{{}+}}\r\n{}\r\n",
        4 << 20,
        "x".repeat(4 << 20)
    );
    let last = (0..20)
        .map(|_| said(&mut *link, &mail))
        .find(|said| !said.starts_with("c OK"));
    assert_eq!(
        last.unwrap(),
        "c NO [OVERQUOTA] the demo holds no more mail\r\n"
    );
    let subscribe =
        |count| format!("c CREATE {count}\r\nc SUBSCRIBE {count}\r\nc DELETE {count}\r\n");
    let last = (0..2_000).map(|count| said(&mut *link, &subscribe(count)));
    let mut last = last.map(|said| said.replace("c OK CREATE done\r\n", ""));
    let last = last.find(|said| !said.starts_with("c OK")).unwrap();
    assert!(
        last.starts_with("c NO [LIMIT] there are too many subscriptions\r\n"),
        "{last}"
    );
}

/// Pieces of commands, whole and broken.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "a LOGIN x y\r\n",
        "b SELECT INBOX\r\n",
        "c ",
        "\r\n",
        "FETCH ",
        "UID ",
        "1:* ",
        "(",
        ")",
        "BODY[",
        "BODY.PEEK[1.2.HEADER.FIELDS (From)]<0.9>",
        "]",
        "<",
        "{3}\r\n",
        "{3+}\r\n",
        "{99999999999999999999}\r\n",
        "\"",
        "\\Seen",
        "SEARCH ",
        "OR ",
        "NOT ",
        "TEXT x ",
        "STORE 1 +FLAGS ",
        "APPEND INBOX ",
        "IDLE",
        "DONE\r\n",
        "LIST \"\" *",
        "STATUS INBOX (MESSAGES)",
        "EXPUNGE",
        "RENAME INBOX x/y",
        "CREATE x/y",
        "DELETE x",
        "COPY 1:* x/y",
        "MOVE 1:9 Trash",
        "AUTHENTICATE PLAIN\r\n",
        "AGEAYg==\r\n",
        "RETURN (COUNT)",
        "*",
        "4294967295",
        "0",
        "\0",
        "%",
    ];
    prop_oneof![
        12 => prop::sample::select(words.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ]
}

/// Pieces of messages, among them what opens and never closes.
fn mail() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "From: ",
        "To: ",
        "Subject: =?utf-8?B?",
        "Content-Type: multipart/mixed; boundary=",
        "Content-Type: message/rfc822",
        "Content-Disposition: attachment; filename*=utf-8''%",
        "Content-Transfer-Encoding: base64",
        "Date: 31 Feb",
        "ana@example.org",
        "team: ",
        "<",
        ">",
        "(",
        ")",
        ",",
        ";",
        ":",
        "\"",
        "\\",
        "=",
        "=?x?Q?y?=",
        "a",
        "\r\n",
        "\r\n ",
        "\r\n\r\n",
        "\r\n--a\r\n",
        "\r\n--a--",
        "\n",
        "\r",
        "ü",
    ];
    let piece = prop_oneof![
        20 => prop::sample::select(pieces.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whatever a message holds, all of it is told.
    #[test]
    fn any_message_is_told(mail in mail()) {
        let items = "FLAGS ENVELOPE BODY BODYSTRUCTURE BODY[] BODY[HEADER.FIELDS (TO)] BODY[1] BODY[1.1.HEADER] BODY[2.MIME]";
        let mut bytes = format!("a LOGIN x y\r\nb APPEND Trash {{{}+}}\r\n", mail.len()).into_bytes();
        bytes.extend(mail);
        bytes.extend(format!("\r\nc SELECT Trash\r\nd FETCH * ({items})\r\ne SEARCH TEXT x FROM y\r\n").bytes());
        let answer = answer(&bytes);
        prop_assert!(answer.contains("\r\nd OK FETCH done\r\n"), "{}", answer);
        prop_assert!(answer.ends_with("e OK SEARCH done\r\n"), "{}", answer);
    }

    /// Whatever comes, the server answers or waits, says what is wrong, and stays within its bounds.
    #[test]
    fn rubbish_is_answered(pieces in prop::collection::vec(piece(), 0..60), signed_in in any::<bool>()) {
        let mut bytes = if signed_in { b"a LOGIN x y\r\nb SELECT Drafts\r\n".to_vec() } else { Vec::new() };
        bytes.extend(pieces.concat());
        let answer = answer(&bytes);
        for line in answer.lines().filter(|line| line.contains(" BAD ")) {
            prop_assert!(line.split(" BAD ").nth(1).is_some_and(|why| !why.is_empty()), "{}", line);
        }
    }
}
