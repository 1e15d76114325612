//! ENVELOPE.

use super::{check, events};
use crate::types::{Address, Envelope, EnvelopeFields, Event};

const ANN: &str = "Ann<ann@example.org>";

/// Checks the envelope of message 71.
fn check_envelope(quirk: u32, wire: &str, expected: &str, notes: &[&str]) {
    let wire = format!("* 1 FETCH (UID 71 ENVELOPE ({wire}))\r\n");
    let notes: String = notes.iter().map(|note| format!("\n! {note}")).collect();
    check(
        quirk,
        &wire,
        &format!("1 uid=71 ENVELOPE={}{notes}", expected.replace("ANN", ANN)),
    );
}

#[test]
fn envelopes_are_read() {
    check_envelope(
        0,
        r#""Mon, 2 Nov 2026 09:15:22 +0100" {5}"#.to_owned().as_str().replace("{5}", "{5}\r\nHello").as_str(),
        "{date=Mon, 2 Nov 2026 09:15:22 +0100 subject=Hello}",
        &["envelope: 2 fields instead of 10"],
    );
    check_envelope(
        0,
        r#""d" "a \"b\" \\c" (addr) (addr) (addr) (addr)(addr) NIL "<a@example.org>" "<b@example.org>""#,
        r#"{date=d subject=a "b" \c from=ANN sender=ANN reply-to=ANN to=ANN cc=ANN in-reply-to=<a@example.org> message-id=<b@example.org>}"#,
        &[],
    );
}

#[test]
fn strings_are_found_in_whatever_way_they_came() {
    check_envelope(
        0,
        "(\"d\" \"a \\\"b\\\"\" ((\"A\\\\nn\" NIL {3}\r\nann \"example.org\")) NIL NIL NIL NIL NIL atom \"\")",
        "{date=d subject=a \"b\" from=A\\nn<ann@example.org> in-reply-to=atom message-id=}",
        &["envelope: in extra parentheses"],
    );
}

#[test]
fn odd_envelopes_are_repaired_and_noted() {
    check_envelope(
        90,
        r#"NIL "Retrieval failed" (("Mail System" NIL NIL ".MISSING-HOST-NAME.")) NIL NIL (addr) NIL NIL NIL NIL"#,
        "{subject=Retrieval failed from=Mail System<-@.MISSING-HOST-NAME.> to=ANN}",
        &[],
    );
    check_envelope(
        91,
        r#""Tue, 24 Sep 2019 09:48:05 +0800" "Subj two" (addr) (addr) (addr) NIL NIL NIL "<r@example.org>""#,
        "{date=Tue, 24 Sep 2019 09:48:05 +0800 subject=Subj two from=ANN sender=ANN reply-to=ANN in-reply-to=<r@example.org>}",
        &["envelope: 9 fields instead of 10"],
    );
    check_envelope(
        92,
        r#""Tue, 24 Sep 2019 09:48:05 +0800" "Subj three" (addr) (addr) (addr) NIL NIL NIL"#,
        "{date=Tue, 24 Sep 2019 09:48:05 +0800 subject=Subj three from=ANN sender=ANN reply-to=ANN}",
        &["envelope: 8 fields instead of 10"],
    );
    check_envelope(
        93,
        r#"NIL "Subj four" (NIL ("N" NIL "ann" "example.org")) NIL NIL NIL NIL NIL NIL "<a@example.org>""#,
        "{subject=Subj four from=N<ann@example.org> message-id=<a@example.org>}",
        &["envelope: NIL among the addresses of from"],
    );
    check_envelope(
        94,
        r#"NIL "Subj five" ((NIL NIL "ann" "example.org") (NIL NIL "bob" "example.org")) NIL NIL NIL NIL NIL NIL "<a@example.org>""#,
        "{subject=Subj five from=-<ann@example.org>,-<bob@example.org> message-id=<a@example.org>}",
        &[],
    );
    check_envelope(
        95,
        r#"NIL "Subj six" (addr) () () () NIL NIL NIL "<a@example.org>""#,
        "{subject=Subj six from=ANN message-id=<a@example.org>}",
        &[],
    );
    check_envelope(
        96,
        r#"NIL "Subj seven" (addr) (("<s@example.org>" NIL "=?UTF-8?Q?"Dummy=C3=ADa_Algo"?=" NIL)) NIL (addr) NIL NIL NIL "<a@example.org>""#,
        r#"{subject=Subj seven from=ANN sender=<s@example.org><=?UTF-8?Q?"Dummy=C3=ADa_Algo"?=@-> to=ANN message-id=<a@example.org>}"#,
        &["a quote inside a string is not escaped"],
    );
    check_envelope(
        97,
        r#"NIL "Subj eight" (("nm" NIL "pow" "example.org\")) (("nm" NIL "pow" "example.org\")) NIL (addr) NIL NIL NIL "<a@example.org>""#,
        r"{subject=Subj eight from=nm<pow@example.org\> sender=nm<pow@example.org\> to=ANN message-id=<a@example.org>}",
        &["a backslash stands before the quote that ends a string"],
    );
    check_envelope(
        99,
        r#"NIL "Subj nine" (addr) NIL NIL ((NIL NIL "friends9" NIL)(NIL NIL "bob" "example.org")(NIL NIL NIL NIL)) NIL NIL NIL "<a@example.org>""#,
        "{subject=Subj nine from=ANN to=-<friends9@->,-<bob@example.org>,-<-@-> message-id=<a@example.org>}",
        &[],
    );
    check_envelope(
        100,
        r#"NIL "Kjøp nå" (addr) (addr) (addr) (addr) NIL NIL NIL "<a@example.org>""#,
        "{subject=Kjøp nå from=ANN sender=ANN reply-to=ANN to=ANN message-id=<a@example.org>}",
        &[],
    );
}

#[test]
fn further_slips_are_repaired_too() {
    check_envelope(
        0,
        r#"(NIL "x" NIL NIL NIL NIL NIL NIL NIL NIL)"#,
        "{subject=x}",
        &["envelope: in extra parentheses"],
    );
    check_envelope(
        0,
        r#"NIL "x" (NIL NIL "ann" "example.org") "" NIL NIL NIL NIL NIL NIL"#,
        "{subject=x from=-<ann@example.org>}",
        &["envelope: from is an address without a list around it"],
    );
    check_envelope(
        0,
        r#"NIL "x" (("N" NIL "ann")) NIL NIL NIL NIL NIL NIL NIL more"#,
        "{subject=x from=N<ann@->}",
        &[
            "envelope: an address of 3 fields instead of 4",
            "envelope: 11 fields instead of 10",
        ],
    );
}

#[test]
fn what_is_no_envelope_is_a_misfit() {
    for (wire, expected) in [
        (
            r#"NIL (a b) NIL"#,
            "misfit (NIL (a b) NIL): the subject is a list",
        ),
        (
            r#"NIL x "ann@example.org""#,
            "misfit (NIL x 'ann@example.org'): from is no list of addresses",
        ),
        ("", "misfit (): the envelope is empty"),
    ] {
        check_envelope(0, wire, expected, &[]);
    }
}

#[test]
fn an_envelope_that_was_read_equals_one_that_was_made() {
    let wire = b"* 1 FETCH (ENVELOPE (NIL \"\" ((\"An\\\"n\" NIL \"ann\" {11}\r\nexample.org)) NIL () NIL NIL NIL NIL \"<a>\"))\r\n";
    let (events, _) = events(wire);
    let [Event::Fetch(message)] = events.as_slice() else {
        panic!("{events:?}");
    };
    let made = Envelope::new(&EnvelopeFields {
        subject: Some(b""),
        from: &[Address {
            name: Some(b"An\"n"),
            route: None,
            mailbox: Some(b"ann"),
            host: Some(b"example.org"),
        }],
        message_id: Some(b"<a>"),
        ..EnvelopeFields::default()
    });
    assert_eq!(message.envelope(), Some(&made));
}
