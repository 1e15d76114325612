//! Numbers no server should send.

use super::*;

#[test]
fn are_unknown_or_wrong_but_never_wrapped() {
    for number in [
        "0",
        "-1",
        "4294967296",
        "18446744073709551616",
        "9999999999999999999999999999999999999999",
        "00",
        "1.5",
        "NIL",
        "abc",
    ] {
        let server = answering(move |link| {
            link.send(format!(
                "* {number} EXISTS\r\n* {number} EXPUNGE\r\n* {number} RECENT\r\n* {number} FETCH (FLAGS ())\r\n\
                 * OK [UIDNEXT {number}] x\r\n* OK [UIDVALIDITY {number}] x\r\n* OK [UNSEEN {number}] x\r\n\
                 * 1 FETCH (UID {number} FLAGS (\\Seen) RFC822.SIZE {number} MODSEQ ({number}))\r\n\
                 * 2 FETCH (UID 2 FLAGS (\\Seen) RFC822.SIZE 22)\r\n"
            ))?;
            link.answer("OK done")
        });
        let ended = run(
            &server,
            &["fetch 1:2 (FLAGS RFC822.SIZE) --json", "raw XAFTER"],
        );
        assert_eq!(ended.status, 0, "{number}: {ended}");
        let messages = document(&ended);
        let messages = messages.as_array().expect("a list");
        assert!(
            messages
                .iter()
                .any(|message| message["uid"] == 2 && message["RFC822.SIZE"] == 22),
            "{number}: {ended}"
        );
    }
}

#[test]
fn of_63_bits_are_sizes() {
    let server = answering(|link| {
        link.send("* 1 FETCH (UID 1 RFC822.SIZE 9223372036854775807)\r\n")?;
        link.answer("OK done")
    });
    let ended = check_works(&server, "fetch 1 RFC822.SIZE --json");
    assert!(ended.text().contains("9223372036854775807"), "{ended}");
}

#[test]
fn in_searches_spoil_only_themselves() {
    for number in ["0", "-1", "4294967296", "99999999999999999999999", "x"] {
        let server = answering(move |link| {
            link.send(format!("* SEARCH 1 {number} 3\r\n"))?;
            link.answer("OK done")
        });
        let ended = run(&server, &["search ALL", "raw XAFTER"]);
        assert!(ended.text().ends_with("A OK done\n"), "{number}: {ended}");
        assert!(
            ended.stderr.contains(number),
            "{number} is passed over in silence: {ended}"
        );
    }
}
