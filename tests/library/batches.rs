//! Sets of very many messages in parts, and which messages they are.

use imapclient::Error;
use imapclient::client::{Report, StoreAction};
use imapclient::types::{Flag, MessageSet, SequenceSet};

use super::stage::*;

fn numbers(text: &str) -> MessageSet {
    MessageSet::Sequence(SequenceSet::parse(text).expect("a set"))
}

/// 2,000 numbers of which none follows on another.
fn every_other(first: u32) -> String {
    let numbers = (first..first + 4000).step_by(2);
    numbers
        .map(|number| number.to_string())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a set is cut into.
fn check(capabilities: &str, set: &MessageSet, most: u32, lines: &str, expected: &[&str]) {
    play(capabilities, lines, |client| {
        let parts = client.batches(set, most).expect("parts");
        let parts: Vec<_> = parts.map(|part| part.set().to_string()).collect();
        assert_eq!(parts, expected, "{set:?}");
    });
}

#[test]
fn a_small_set_goes_as_it_is_and_a_large_one_by_the_uids_there_are() {
    let searched = |key: &str, uids: &str| {
        format!("C: A2 UID SEARCH {key}\nS: * SEARCH {uids}\nS: A2 OK done\n")
    };
    check("", &uids("5,3"), 2, "", &["5,3"]);
    check("", &uids("1:*"), 9, "", &["1:*"]);
    check("", &uids("1:4294967295"), 9, "", &["1:4294967295"]);
    check("", &numbers("2:9"), 9, "", &["2:9"]);
    check("", &MessageSet::Uid(SequenceSet::default()), 9, "", &[]);
    let lines = searched("UID 1:*", "40 12 13 14 20");
    check("", &uids("1:*"), 3, &lines, &["12:14", "20,40"]);
    let lines = searched("UID 3:20", "3 4 5 6 7 8");
    check("", &uids("3:20"), 4, &lines, &["3:6", "7:8"]);
    // A sequence number means the message that it means now.
    let lines = searched("2:9", "12 13 14 20 40 41 42 43");
    check("", &numbers("2:9"), 4, &lines, &["12:14,20", "40:43"]);
    let lines =
        "C: A2 UID SEARCH RETURN (ALL) $\nS: * ESEARCH (TAG \"A2\") UID ALL 7:9\nS: A2 OK done\n";
    let saved = MessageSet::Sequence(SequenceSet::saved());
    check("ESEARCH SEARCHRES", &saved, 2, lines, &["7:8", "9"]);
}

#[test]
fn a_part_is_no_longer_than_the_server_can_take() {
    let lines = "C: A2 UID SEARCH UID 1:*\nS: * SEARCH 1 2 3\nS: A2 OK done\n";
    check("MESSAGELIMIT=2", &uids("1:*"), 1000, lines, &["1:2", "3"]);
    let found = every_other(1_000_000);
    let lines = format!(
        "C: A2 NOOP\nS: * 4000 EXISTS\nS: A2 OK done\nC: A3 UID SEARCH UID 1:*\nS: * SEARCH {found}\nS: A3 OK done\n"
    );
    for (capability, longest) in [("", 7000), ("XYMHIGHESTMODSEQ", 800)] {
        play(capability, &lines, |client| {
            client.noop().expect("more messages");
            let parts = client.batches(&uids("1:*"), 2000).expect("parts");
            let parts: Vec<_> = parts.map(|part| part.set().to_string()).collect();
            let lengths: Vec<_> = parts.iter().map(String::len).collect();
            assert!(
                lengths.iter().all(|length| *length <= longest),
                "{lengths:?}"
            );
            assert!(
                parts.join(",") == found.replace(' ', ","),
                "a message is missing"
            );
        });
    }
}

#[test]
fn what_nobody_named_is_in_no_part() {
    let lines = "C: A2 UID SEARCH RETURN (ALL) UID 100:200\n\
                 S: * ESEARCH (TAG \"A2\") UID ALL 1:4294967295\nS: A2 OK done\n";
    play("ESEARCH", lines, |client| {
        let refused = client.batches(&uids("100:200"), 2).expect_err("too many");
        let text = "the server names 101 messages in a mailbox of 9";
        assert_eq!(refused.to_string(), text);
        assert!(matches!(refused, Error::Refused(_)));
    });
    let lines = "C: A2 UID SEARCH RETURN (ALL) UID 100:200\n\
                 S: * ESEARCH (TAG \"A2\") UID ALL 99:102,200:201\nS: A2 OK done\n";
    check(
        "ESEARCH",
        &uids("100:200"),
        2,
        lines,
        &["100:101", "102,200"],
    );
    // `*` is the last message, whatever stands before it.
    let lines = "C: A2 UID SEARCH UID 900:*\nS: * SEARCH 7\nS: A2 OK done\n";
    check("MESSAGELIMIT=1", &uids("900:*"), 1, lines, &["7"]);
}

#[test]
fn sequence_numbers_of_a_long_set_are_looked_up_before_anything_moves() {
    let long = every_other(1).replace(' ', ",");
    let cut = long[..7000].rfind(',').expect("a comma");
    let (first, second) = (&long[..cut], &long[cut + 1..]);
    let asked = |more: &str| {
        format!(
            "S: * 4000 EXISTS\nC: A2 UID SEARCH {first}\nS: * SEARCH 5001 5002\n{more}S: A2 OK done\n"
        )
    };
    let lines = asked("")
        + &format!(
            "C: A3 UID SEARCH {second}\nS: * SEARCH 5004\nS: * 7 EXPUNGE\nS: A3 OK done\n\
             C: A4 UID MOVE 5001:5002,5004 Archive\nS: A4 OK done\n"
        );
    play("MOVE", &lines, |client| {
        let done = client.move_messages(&numbers(&long), &"Archive".into());
        assert_eq!(done.expect("moved").len(), 1);
    });
    // What is removed between the two questions moves the numbers of the second.
    play("", &asked("S: * 1 EXPUNGE\n"), |client| {
        let flags = [Flag::new("\\Seen")];
        let refused = client
            .store(&numbers(&long), StoreAction::Add, &flags, Report::Silent)
            .expect_err("moved numbers");
        let text = "messages were removed meanwhile: the numbers mean others now";
        assert_eq!(refused.to_string(), text);
    });
}
