#![allow(clippy::unwrap_used)]

use imapclient::types::{Date, MessageSet, SearchKey};

use super::{SEARCH_KEYS, Takes, criteria};
use crate::shell::arguments::Numbers;
use crate::shell::arguments::tests::{arguments, python, results, shown, shown_in};
use crate::shell::line::Argument;

fn read(arguments: &[Argument]) -> Result<String, super::Mistake> {
    let numbers = Numbers {
        uid: true,
        exists: Some(142),
        results: &results,
    };
    let today = Date::new(2026, 11, 22).unwrap();
    criteria(arguments, &numbers, today).map(|keys| spelled(&keys))
}

fn spelled(keys: &[SearchKey]) -> String {
    let keys: Vec<String> = keys.iter().map(spelled_key).collect();
    keys.join(" ")
}

fn spelled_key(key: &SearchKey) -> String {
    match key {
        SearchKey::Word(word) => word.clone(),
        SearchKey::Keyword(word, flag) => format!("{word} {flag}"),
        SearchKey::Text(word, text) => format!("{word} {text:?}"),
        SearchKey::Header(field, text) => format!("HEADER {field:?} {text:?}"),
        SearchKey::Date(word, date) => format!("{word} {date}"),
        SearchKey::Number(word, number) => format!("{word} {number}"),
        SearchKey::Messages(MessageSet::Sequence(set)) => set.to_string(),
        SearchKey::Messages(MessageSet::Uid(set)) => format!("UID {set}"),
        SearchKey::Saved => "$".to_owned(),
        SearchKey::Not(key) => format!("NOT {}", spelled_key(key)),
        SearchKey::Fuzzy(key) => format!("FUZZY {}", spelled_key(key)),
        SearchKey::Or(one, two) => format!("OR {} {}", spelled_key(one), spelled_key(two)),
        SearchKey::All(keys) => format!("({})", spelled(keys)),
        other => format!("{other:?}"),
    }
}

fn check(typed: &str, expected: &str) {
    assert_eq!(shown(typed, read(&arguments(typed))), expected, "{typed}");
}

fn check_python(call: &str, expected: &str) {
    assert_eq!(shown_in(call, read(&python(call))), expected, "{call}");
}

#[test]
fn the_words_of_the_rfc_are_read_in_order() {
    for (typed, expected) in [
        ("", "ALL"),
        ("unseen From marc", "UNSEEN FROM \"marc\""),
        ("UNREAD", "UNSEEN"),
        (
            "SUBJECT \"two words\" TEXT \"\"",
            "SUBJECT \"two words\" TEXT \"\"",
        ),
        ("SUBJECT müde", "SUBJECT \"müde\""),
        ("FROM UNSEEN", "FROM \"UNSEEN\""),
        ("HEADER List-Id \"\"", "HEADER \"List-Id\" \"\""),
        (
            "KEYWORD $Forwarded UNKEYWORD todo",
            "KEYWORD $Forwarded UNKEYWORD todo",
        ),
        ("NOT DELETED", "NOT DELETED"),
        (
            "OR FROM ann (FROM bob SUBJECT x)",
            "OR FROM \"ann\" (FROM \"bob\" SUBJECT \"x\")",
        ),
        (
            "OR OR SEEN DRAFT NOT NEW OLD",
            "OR OR SEEN DRAFT NOT NEW OLD",
        ),
        ("(UNSEEN)", "(UNSEEN)"),
        ("(FROM ann)(FROM bob)", "(FROM \"ann\") (FROM \"bob\")"),
        (
            "MODSEQ 40000 OLDER 60 YOUNGER 86400",
            "MODSEQ 40000 OLDER 60 YOUNGER 86400",
        ),
        (
            "X-GM-RAW \"has:attachment\" X-GM-THRID 18446744073709551615",
            "X-GM-RAW \"has:attachment\" X-GM-THRID 18446744073709551615",
        ),
        ("X-GM-LABELS \\Inbox", "X-GM-LABELS \"\\\\Inbox\""),
        ("EMAILID M6d99ac-1_2", "EMAILID \"M6d99ac-1_2\""),
        (
            "FUZZY SUBJECT flwer NOT FUZZY (BODY x)",
            "FUZZY SUBJECT \"flwer\" NOT FUZZY (BODY \"x\")",
        ),
        ("CHARSET utf-8 SUBJECT é", "SUBJECT \"é\""),
    ] {
        check(typed, expected);
    }
}

#[test]
fn dates_sizes_and_any_are_expanded() {
    for (typed, expected) in [
        ("SINCE 7d", "SINCE 15-Nov-2026"),
        (
            "SENTON today BEFORE yesterday",
            "SENTON 22-Nov-2026 BEFORE 21-Nov-2026",
        ),
        (
            "ON 2026-11-01 SAVEDSINCE 1-Nov",
            "ON 1-Nov-2026 SAVEDSINCE 1-Nov-2026",
        ),
        ("SENTBEFORE \"1-Nov-2026\"", "SENTBEFORE 1-Nov-2026"),
        (
            "LARGER 5M SMALLER 10k LARGER 1g LARGER 0",
            "LARGER 5000000 SMALLER 10000 LARGER 1000000000 LARGER 0",
        ),
        ("ANY (FROM ann)", "FROM \"ann\""),
        (
            "ANY (FROM a) (FROM b) (FROM c)",
            "OR FROM \"a\" OR FROM \"b\" FROM \"c\"",
        ),
        (
            "ANY (SEEN) (OLD) (NEW) (DRAFT) UNSEEN",
            "OR OR SEEN OLD OR NEW DRAFT UNSEEN",
        ),
        ("ANY (SEEN OLD) (NEW)", "OR (SEEN OLD) NEW"),
        ("NOT ANY (SEEN) (OLD)", "NOT OR SEEN OLD"),
    ] {
        check(typed, expected);
    }
}

#[test]
fn numbers_alone_are_sequence_numbers() {
    for (typed, expected) in [
        ("1:3,7 UNSEEN", "1:3,7 UNSEEN"),
        ("*", "*"),
        ("last:5", "138:142"),
        ("UID 1:3,9:*", "UID 1:3,9:*"),
        ("UID all", "UID 1:*"),
        ("_ UNSEEN", "UID 3:5,9 UNSEEN"),
        ("UID _", "UID 3:5,9"),
        ("_8", "1:2"),
        ("$ SEEN", "UID 7 SEEN"),
        (
            "UID _8",
            "_8: these are sequence numbers; leave UID out before them",
        ),
        (
            "UID last:5",
            "last:5: these are sequence numbers; leave UID out before them",
        ),
        ("__", "__: no message is in this set, so none can be found"),
        (
            "NOT __",
            "__: no message is in this set, so none can be found",
        ),
        ("UID 0", "0: message numbers start at 1"),
        (
            "UID",
            "UID: UID takes a set of UIDs, such as 5, 1:3,7 or 5:*",
        ),
        ("1:", "1:: a range has two ends, such as 1:5 or 5:*"),
        ("\"_\"", "_: not a search key"),
    ] {
        check(typed, expected);
    }
}

#[test]
fn a_wrong_number_of_arguments_is_marked_at_the_key() {
    let or = "exactly two keys; for more there is ANY (FROM ann) (FROM bob) (FROM cy)";
    let text = "one string, in quotes if it holds blanks";
    let any = "groups in parentheses, such as ANY (FROM ann) (FROM bob)";
    for (typed, marked, takes) in [
        ("SEEN FROM", "FROM", text),
        ("FROM (a)", "FROM", text),
        ("NOT (TO)", "TO", text),
        ("NOT", "NOT", "one key, or several in parentheses"),
        ("(NOT)", "NOT", "one key, or several in parentheses"),
        ("FUZZY", "FUZZY", "one key, or several in parentheses"),
        ("OR SEEN", "OR", or),
        ("(OR SEEN) OLD", "OR", or),
        (
            "HEADER Subject",
            "HEADER",
            "the name of a field and a string, such as List-Id \"\"",
        ),
        ("ANY", "ANY", any),
        ("ANY FROM ann", "ANY", any),
    ] {
        let key = marked;
        check(typed, &format!("{marked}: {key} takes {takes}"));
    }
}

#[test]
fn wrong_words_and_values_are_marked() {
    for (typed, expected) in [
        ("UNSEN", "UNSEN: not a search key; did you mean UNSEEN?"),
        (
            "SUBJECT two words",
            "words: not a search key (text of several words stands in quotes)",
        ),
        (
            "LARGER 5T",
            "5T: LARGER takes a size in bytes, such as 500, 10k or 5M",
        ),
        (
            "LARGER 99999999999999999999",
            "99999999999999999999: LARGER takes a size in bytes, such as 500, 10k or 5M",
        ),
        (
            "LARGER M",
            "M: LARGER takes a size in bytes, such as 500, 10k or 5M",
        ),
        (
            "OLDER 0",
            "0: OLDER takes a number of seconds from 1 up, such as 86400 for a day",
        ),
        ("MODSEQ x", "x: MODSEQ takes a number"),
        (
            "MODSEQ \"/flags/\\\\draft\" all 1",
            "\"/flags/\\\\draft\": MODSEQ of a single entry is not built yet; send it with raw",
        ),
        (
            "KEYWORD \\Seen",
            "\\Seen: KEYWORD takes a keyword, such as $Forwarded",
        ),
        (
            "THREADID a.b",
            "a.b: THREADID takes an id of letters, digits, - and _, as FETCH shows it",
        ),
        (
            "SINCE 30-Feb-2026",
            "30-Feb-2026: there is no such day in the calendar",
        ),
        (
            "HEADER Subject: x",
            "Subject:: a header field is named without its colon",
        ),
        (
            "HEADER \"\" x",
            "\"\": the name of a header field is missing here",
        ),
        ("()", "(): a search key belongs into these brackets"),
        ("NOT ()", "(): a search key belongs into these brackets"),
        (
            "RETURN (MIN) ALL",
            "RETURN: RETURN is not built yet; send it with raw",
        ),
        (
            "SEEN CHARSET UTF-8",
            "CHARSET: CHARSET stands before all search keys",
        ),
        (
            "CHARSET",
            "CHARSET: CHARSET takes the name of a charset, such as UTF-8",
        ),
        (
            "CHARSET UTF-8",
            "CHARSET: search criteria are missing behind the charset",
        ),
        (
            "CHARSET KOI8-R ALL",
            "KOI8-R: not a charset that is built: these are UTF-8 and US-ASCII \
             (leave CHARSET out, it is sent where it is needed; or send the command with raw)",
        ),
        (
            "--seen",
            "--seen: a search key such as UNSEEN belongs here, not an option",
        ),
        (
            "FROM @file",
            "@file: a search key such as UNSEEN belongs here, not the contents of a file",
        ),
    ] {
        check(typed, expected);
    }
}

#[test]
fn python_calls_are_read_as_imapclient_reads_them() {
    for (call, expected) in [
        ("c.search()", "ALL"),
        ("c.search('UNSEEN')", "UNSEEN"),
        (
            "c.search('NOT DELETED SMALLER 500')",
            "NOT DELETED SMALLER 500",
        ),
        ("c.search(b'NOT DELETED')", "NOT DELETED"),
        (
            "c.search('SUBJECT \"two words\" (OR SEEN OLD)')",
            "SUBJECT \"two words\" (OR SEEN OLD)",
        ),
        (
            "c.search('TEXT \"a \\\\\"b\\\\\" \\\\\\\\\"')",
            "TEXT \"a \\\"b\\\" \\\\\"",
        ),
        ("c.search('1:3')", "1:3"),
        ("c.search(['UNSEEN', 'FROM', 'ann'])", "UNSEEN FROM \"ann\""),
        (
            "c.search(['NOT', ['SUBJECT', 'x', 'FLAGGED']])",
            "NOT (SUBJECT \"x\" FLAGGED)",
        ),
        ("c.search(['SINCE', date(2005, 4, 3)])", "SINCE 3-Apr-2005"),
        (
            "c.search(['SINCE', datetime(2005, 4, 3, 2, 0)])",
            "SINCE 3-Apr-2005",
        ),
        (
            "c.search(['MODSEQ', 40000, 'UID', [1, 2]])",
            "MODSEQ 40000 UID 1:2",
        ),
        ("c.search(['SUBJECT', '(foo)'])", "SUBJECT \"(foo)\""),
        (
            "c.search('')",
            "'': search criteria are missing between these quotes; ALL finds every message",
        ),
        (
            "c.search([])",
            "[]: a search key belongs into these brackets",
        ),
        (
            "c.search([[]])",
            "[]: a search key belongs into these brackets",
        ),
        (
            "c.search('NOT DELETD')",
            "DELETD: not a search key; did you mean DELETED?",
        ),
        (
            "c.search(b'NOT DELETD')",
            "b'NOT DELETD': not a search key; did you mean DELETED?",
        ),
        (
            "c.search('FROM \"ann')",
            "\"ann: the quote opened here is not closed",
        ),
        (
            "c.search('FROM a\"b\"')",
            "a\": a quote inside a word; put quotes around the whole word",
        ),
        (
            "c.search('(SEEN')",
            "(: the bracket opened here is not closed",
        ),
        ("c.search('SEEN)')", "): this bracket was not opened"),
        (
            "c.search(['NOT DELETED'])",
            "'NOT DELETED': not a search key (in a list every word of the criteria stands in its own quotes)",
        ),
    ] {
        check_python(call, expected);
    }
}

#[test]
fn deep_criteria_are_refused_before_the_stack_is() {
    let deep = "the search keys are nested too deeply";
    for (unit, count, refused) in [
        ("NOT ", 49, false),
        ("NOT ", 100_000, true),
        ("OR SEEN ", 100_000, true),
        ("(", 100_000, true),
    ] {
        let text = format!(
            "search '{}SEEN{}'",
            unit.repeat(count),
            ")".repeat(if unit == "(" { count } else { 0 })
        );
        let result = read(&python(&text));
        match result {
            Ok(_) => assert!(!refused, "{unit}"),
            Err(mistake) => {
                assert!(refused, "{unit}");
                assert_eq!(mistake.message, deep);
            }
        }
    }
    let wide = format!("search ANY{}", " (SEEN)".repeat(10_000));
    assert!(read(&python(&wide)).is_ok());
}

#[test]
fn every_key_is_listed_once_in_order_and_can_be_typed() {
    assert!(SEARCH_KEYS.is_sorted_by(|one, two| one.name < two.name));
    for key in SEARCH_KEYS {
        let takes = match key.takes {
            Takes::Nothing => "",
            Takes::Text | Takes::Identifier | Takes::Keyword => "x",
            Takes::Header => "List-Id x",
            Takes::Date => "today",
            Takes::Size | Takes::Seconds | Takes::Number | Takes::Uids => "5",
            Takes::Key => "SEEN",
            Takes::TwoKeys => "SEEN OLD",
            Takes::Groups => "(SEEN) (OLD)",
        };
        assert!(
            read(&arguments(&format!("{} {takes}", key.name))).is_ok(),
            "{}",
            key.name
        );
        assert_eq!(takes.is_empty(), key.takes.placeholder().is_empty());
    }
}
