//! BODYSTRUCTURE and BODY.

use super::{check, events};
use crate::types::{BodyStructure, Event, ItemValue};

const PLAIN: &str = "text/plain 7bit 12 1 ext4";

/// Checks the structure of message 71, given with the name of its item.
fn check_structure(quirk: u32, wire: &str, expected: &str, notes: &[&str]) {
    let (name, structure) = wire.split_once(' ').unwrap();
    let notes: String = notes
        .iter()
        .map(|note| format!("\n! structure: {note}"))
        .collect();
    let notes = notes.replace("structure: BARE", "a quote inside a string is not escaped");
    let expected = expected.replace('§', PLAIN);
    check(
        quirk,
        &format!("* 1 FETCH (UID 71 {name} {structure})\r\n"),
        &format!("1 uid=71 {name}={expected}{notes}"),
    );
}

#[test]
fn structures_are_read() {
    let cases = [
        (
            r#"BODY ("TEXT" "PLAIN" ("CHARSET" "us-ascii") NIL NIL "7BIT" 2279 48)"#,
            "TEXT/PLAIN{CHARSET=us-ascii} 7BIT 2279 48",
        ),
        (
            r#"BODYSTRUCTURE ("text" "plain" ("charset" "utf-8" "format" "flowed") "<id@example.org>" "A note" "8bit" 9 2 "bWQ1" ("attachment" ("filename" "a b.txt")) ("en" "de") "http://example.org/" 7 ("x" (y)))"#,
            "text/plain{charset=utf-8 format=flowed} 8bit 9 2 id=<id@example.org> desc=A note md5=bWQ1 \
             dsp=attachment{filename=a b.txt} lang=en,de loc=http://example.org/ more=7 ('x' (y)) ext6",
        ),
        (
            r#"BODY (("text" "plain" NIL NIL NIL "7bit" 1 1) ("image" "png" NIL NIL NIL "base64" 5) "MIXED")"#,
            "MIXED[text/plain 7bit 1 1, image/png base64 5]",
        ),
        (
            r#"BODYSTRUCTURE ((("text" "plain" NIL NIL NIL "7bit" 1 1)("text" "html" NIL NIL NIL "7bit" 2 1) "alternative")(text plain part) "mixed" ("boundary" "b1") ("inline" NIL) "en" NIL)"#,
            "mixed[alternative[text/plain 7bit 1 1, text/html 7bit 2 1], §]{boundary=b1} dsp=inline lang=en ext4",
        ),
        (
            r#"BODYSTRUCTURE ("message" "rfc822" NIL NIL NIL "7bit" 300 (envelope) (text plain part) 12 NIL ("attachment" NIL) NIL NIL)"#,
            "message/rfc822 7bit 300 12 {Inner} <§> dsp=attachment ext4",
        ),
        (
            r#"BODY ("message" "rfc822" NIL NIL NIL "7bit" 300 (envelope) ((text plain part)(text plain part) "mixed") 12)"#,
            "message/rfc822 7bit 300 12 {Inner} <mixed[§, §]>",
        ),
        (
            r#"BODYSTRUCTURE ("message" "delivery-status" NIL NIL NIL "7bit" 300 NIL NIL NIL NIL)"#,
            "message/delivery-status 7bit 300 ext4",
        ),
    ];
    for (wire, expected) in cases {
        check_structure(0, wire, expected, &[]);
    }
}

#[test]
fn odd_parts_are_repaired_and_noted() {
    let cases: [(u32, &str, &str, &[&str]); 14] = [
        (
            101,
            r#"BODYSTRUCTURE ("text" "plain" ("charset" "utf-8") NIL NIL "QUOTED-PRINTABLE" 850 31 NIL "inline" NIL NIL)"#,
            "text/plain{charset=utf-8} QUOTED-PRINTABLE 850 31 dsp=inline ext4",
            &["the disposition of a part is a string"],
        ),
        (
            102,
            r#"BODYSTRUCTURE ("application" "msword" NIL NIL NIL "base64" 50446 NIL (NIL NIL) NIL NIL)"#,
            "application/msword base64 50446 ext4",
            &[],
        ),
        (
            105,
            r#"BODYSTRUCTURE ((NIL NIL NIL NIL NIL "7BIT" 563 NIL NIL NIL NIL)(text plain part) "mixed" ("boundary" "b1") NIL NIL)"#,
            "mixed[-/- 7BIT 563 ext4, §]{boundary=b1} ext3",
            &[],
        ),
        (
            110,
            r#"BODYSTRUCTURE (("multipart" "related" ("boundary" "b3") NIL NIL "7BIT" 400 ("boundary" "b3") NIL NIL NIL)(text plain part) "mixed" ("boundary" "b1") NIL NIL NIL)"#,
            "mixed[multipart/related{boundary=b3} 7BIT 400 ext4, §]{boundary=b1} ext4",
            &["parameters in the place of the md5"],
        ),
        (
            111,
            r#"BODYSTRUCTURE ((text plain part)( "X-ZIP" ("BOUNDARY" "") NIL NIL "base64" 4096) "MIXED" ("BOUNDARY" "b1") NIL NIL)"#,
            "MIXED[§, application/X-ZIP{BOUNDARY=} base64 4096]{BOUNDARY=b1} ext3",
            &["a part without a type, read as application"],
        ),
        (
            112,
            r#"BODYSTRUCTURE (("APPLICATION" NIL NIL NIL "base64" 356) "MIXED" ("BOUNDARY" "b1") NIL NIL)"#,
            "MIXED[APPLICATION/- base64 356]{BOUNDARY=b1} ext3",
            &["a part without a subtype"],
        ),
        (
            113,
            r#"BODYSTRUCTURE ("multipart" "digest" ("boundary" "b4") NIL NIL "7BIT" -1 NIL NIL NIL NIL)"#,
            "multipart/digest{boundary=b4} 7BIT - ext4",
            &["the size of a part is no size"],
        ),
        (
            115,
            r#"BODYSTRUCTURE (("MOUNDARY="_006_KOS_"" "OCTET-STREAM" ("name" "t.dat") NIL NIL "quoted-printable" 383137 NIL ("attachment" ("filename" "t.dat"))) "MIXED" ("boundary" "b1"))"#,
            r#"MIXED[MOUNDARY="_006_KOS_"/OCTET-STREAM{name=t.dat} quoted-printable 383137 dsp=attachment{filename=t.dat} ext2]{boundary=b1} ext1"#,
            &["BARE"],
        ),
        (
            114,
            r#"BODY (("text" "html" ("charset" "UTF-8") NIL NIL "quoted-printable" 1224 16)("application" "octet-stream" ("name" "f.pdf") NIL """" "base64" 65322) "MIXED")"#,
            r#"MIXED[text/html{charset=UTF-8} quoted-printable 1224 16, application/octet-stream{name=f.pdf} base64 65322 desc=""]"#,
            &["BARE"],
        ),
        (
            117,
            r#"BODYSTRUCTURE ("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 100 5 NIL NIL ("en" NIL) NIL)"#,
            "text/plain{charset=utf-8} 7bit 100 5 lang=en ext4",
            &["NIL among the languages of a part"],
        ),
        (
            118,
            r#"BODYSTRUCTURE ("text" "html" ("charset" "utf-8") NIL NIL "base64" 38706 497 NIL NIL NIL ())"#,
            "text/html{charset=utf-8} base64 38706 497 ext4",
            &[],
        ),
        (
            119,
            r#"BODYSTRUCTURE ("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 104 NIL ("inline" NIL) NIL NIL)"#,
            "text/plain{charset=utf-8} 7bit 104 dsp=inline ext4",
            &["a part without its count of lines"],
        ),
        (
            120,
            r#"BODYSTRUCTURE ("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 2943)"#,
            "MESSAGE/RFC822 7BIT 2943",
            &["an enclosed message without its envelope and structure"],
        ),
        (
            121,
            r#"BODYSTRUCTURE ("text" "plain" NIL NIL NIL NIL 105 5 NIL NIL NIL NIL)"#,
            "text/plain - 105 5 ext4",
            &[],
        ),
    ];
    for (quirk, wire, expected, notes) in cases {
        check_structure(quirk, wire, expected, notes);
    }
}

#[test]
fn odd_multiparts_are_repaired_and_noted() {
    let cases: [(u32, &str, &str, &[&str]); 6] = [
        (
            103,
            r#"BODYSTRUCTURE ((text plain part)(text plain part) "mixed" ("boundary" "b1") "S/MIME Encrypted Message" NIL)"#,
            "mixed[§, §]{boundary=b1} dsp=S/MIME Encrypted Message ext3",
            &["the disposition of a part is a string"],
        ),
        (
            104,
            r#"BODYSTRUCTURE ((text plain part)(text plain part) "alternative" ("boundary" NIL) NIL NIL NIL)"#,
            "alternative[§, §]{boundary=} ext4",
            &["a parameter without a value"],
        ),
        (
            106,
            r#"BODYSTRUCTURE (("ALTERNATIVE" ("BOUNDARY" "b9") NIL NIL)(text plain part) "MIXED" ("BOUNDARY" "b9") NIL NIL)"#,
            "MIXED[ALTERNATIVE[]{BOUNDARY=b9} ext3, §]{BOUNDARY=b9} ext3",
            &["a multipart without parts"],
        ),
        (
            107,
            r#"BODYSTRUCTURE ((text plain part)("RELATED" NIL ("ATTACHMENT" NIL) NIL) "MIXED" ("BOUNDARY" "b9") NIL NIL)"#,
            "MIXED[§, RELATED[] dsp=ATTACHMENT ext3]{BOUNDARY=b9} ext3",
            &["a multipart without parts"],
        ),
        (
            108,
            r#"BODY (("TEXT" "PLAIN" NIL NIL NIL "7BIT" 211 5)("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 2942 (envelope) ("ALTERNATIVE") 51) "REPORT")"#,
            "REPORT[TEXT/PLAIN 7BIT 211 5, MESSAGE/RFC822 7BIT 2942 51 {Inner} <ALTERNATIVE[]>]",
            &["a multipart without parts"],
        ),
        (
            109,
            r#"BODYSTRUCTURE ((text plain part)(NIL "alternative" ("boundary" "b2") NIL NIL NIL) "mixed" ("boundary" "b1") NIL NIL)"#,
            "mixed[§, alternative[]{boundary=b2} ext4]{boundary=b1} ext3",
            &["a multipart without parts"],
        ),
    ];
    for (quirk, wire, expected, notes) in cases {
        check_structure(quirk, wire, expected, notes);
    }
}

#[test]
fn what_is_no_structure_is_a_misfit() {
    for (wire, problem) in [
        ("BODYSTRUCTURE ()", "a part is empty"),
        ("BODYSTRUCTURE \"x\"", "a part is no list"),
        (
            "BODYSTRUCTURE (a b (c d) NIL NIL x y)",
            "the size of a part is no number",
        ),
        ("BODYSTRUCTURE ((a b) (()) \"mixed\")", "a part is empty"),
    ] {
        let (events, _) = events(format!("* 1 FETCH (UID 71 {wire} FLAGS (x))\r\n").as_bytes());
        let Some(Event::Fetch(message)) = events.first() else {
            panic!("{wire}")
        };
        assert!(message.flags().is_some(), "{wire}");
        match message.item("BODYSTRUCTURE") {
            Some(ItemValue::Misfit(_, told)) => assert_eq!(told, problem, "{wire}"),
            other => panic!("{wire}: {other:?}"),
        }
    }
}

#[test]
fn a_structure_cut_by_a_line_end_in_a_string_is_a_misfit() {
    const WIRE: &str =
        "* 1 FETCH (UID 71 BODYSTRUCTURE ((text plain part)(\"APPLICATION\" \"PDF\r\n";
    check(
        116,
        WIRE,
        "1 uid=71 BODYSTRUCTURE=misfit (('text' 'plain' NIL NIL NIL '7bit' 12 1 NIL NIL NIL NIL) \
         ('APPLICATION' 'PDF')): it is cut off\n\
         ! a quoted string is not closed\n! a list is not closed",
    );
}

#[test]
fn depth_and_number_of_parts_are_bounded() {
    let part = r#"("text" "plain" NIL NIL NIL "7bit" 1 1)"#;
    let nested =
        |depth: usize| format!("{}{part}{}", "(".repeat(depth), " \"mixed\")".repeat(depth));
    let read = |structure: &str| {
        let (mut events, _) =
            events(format!("* 1 FETCH (BODYSTRUCTURE {structure})\r\n").as_bytes());
        let Event::Fetch(mut message) = events.remove(0) else {
            panic!("no fetch")
        };
        message.items.remove(0).1
    };
    assert!(matches!(
        read(&nested(60)),
        ItemValue::Structure(BodyStructure::Multipart(_))
    ));
    let wide = |parts: usize| format!("({} \"mixed\")", part.repeat(parts));
    assert!(matches!(read(&wide(9_999)), ItemValue::Structure(_)));
    assert!(matches!(read(&wide(10_000)), ItemValue::Misfit(..)));
}
