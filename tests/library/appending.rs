//! Several messages put into a mailbox one behind the other: what goes out before which answer, and what is known of each.

use imapclient::Error;
use imapclient::client::{Append, Appended, Client, Deliveries, Delivery};
use imapclient::types::Flag;

use super::stage::*;

/// Appends messages with the bytes of these texts.
fn append(client: &mut Client, texts: &[&str], options: &Append) -> Deliveries {
    let mut readers: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
    let mut messages: Vec<_> = readers
        .iter_mut()
        .map(|reader| Appended {
            len: reader.len() as u64,
            message: reader,
            options: options.clone(),
        })
        .collect();
    client.append_each(&"Sent".into(), &mut messages)
}

/// What became of messages, a letter each.
fn letters(became: &Deliveries) -> String {
    let letter = |delivery: &Delivery| match delivery {
        Delivery::Arrived(_) => 'a',
        Delivery::Refused(_) => 'r',
        Delivery::Unknown => '?',
        Delivery::NotSent => '-',
    };
    became.each.iter().map(letter).collect()
}

/// Plays an exchange that is its script to the end, and checks what became of the messages.
fn check(capabilities: &str, lines: &str, texts: &[&str], expected: &str) {
    play(capabilities, lines, |client| {
        let became = append(client, texts, &Append::default());
        assert_eq!(letters(&became), expected, "{lines}{:?}", became.error);
    });
}

const FIRST: &str = "C: A2 APPEND Sent {1+}\nC: a\nS: A2 OK done\n";

#[test]
fn messages_go_out_before_the_answers_where_nobody_has_to_be_asked() {
    let two = "C: A3 APPEND Sent {1+}\nC: b\nC: A4 APPEND Sent {1+}\nC: c\n";
    let lines = format!("{FIRST}{two}S: A3 OK done\nS: A4 OK done\n");
    check("LITERAL+", &lines, &["a", "b", "c"], "aaa");
    // LITERAL- has a limit, and what waits for leave waits for all answers before.
    let long = "x".repeat(4097);
    let lines = format!(
        "{FIRST}C: A3 APPEND Sent {{1+}}\nC: b\nS: A3 OK done\nC: A4 APPEND Sent {{4097}}\nS: + go\nC: {long}\n\
         S: A4 OK done\nC: A5 APPEND Sent {{1+}}\nC: d\nS: A5 OK done\n"
    );
    check("LITERAL-", &lines, &["a", "b", &long, "d"], "aaaa");
    let lines = "C: A2 APPEND Sent {1}\nS: + go\nC: a\nS: A2 OK done\nC: A3 APPEND Sent {1}\nS: A3 NO full\n";
    check("", lines, &["a", "b", "c"], "ar-");
    // Flags that a server may not know are no reason to have the message taken for commands.
    let lines = "C: A2 APPEND Sent (\\Odd) {1}\nS: + go\nC: a\nS: A2 OK done\n\
                 C: A3 APPEND Sent (\\Odd) {1}\nS: A3 BAD what\n";
    play("LITERAL+", lines, |client| {
        let options = Append {
            flags: vec![Flag::new("\\Odd")],
            ..Append::default()
        };
        assert_eq!(letters(&append(client, &["a", "b", "c"], &options)), "ar-");
    });
}

#[test]
fn a_mailbox_that_is_not_there_is_sent_one_message() {
    let lines =
        "C: A2 APPEND Sent {1+}\nC: a\nS: A2 NO [TRYCREATE] none\nC: A3 NOOP\nS: A3 OK done\n";
    play("LITERAL+", lines, |client| {
        let became = append(client, &["a", "b", "c"], &Append::default());
        assert_eq!(letters(&became), "r--");
        assert!(matches!(became.error, Some(Error::No(_))));
        client.noop().expect("in step");
    });
}

#[test]
fn what_was_sent_behind_a_refusal_has_its_own_answer() {
    let three = "C: A3 APPEND Sent {1+}\nC: b\nC: A4 APPEND Sent {1+}\nC: c\nC: A5 APPEND Sent {1+}\nC: d\n";
    let lines = format!(
        "{FIRST}{three}S: A3 NO [OVERQUOTA] full\nS: * 4 EXISTS\nS: A4 OK done\nS: A5 BAD no\n"
    );
    check("LITERAL+", &lines, &["a", "b", "c", "d"], "arar");
    let lines = format!("{FIRST}{three}S: A3 OK done\nS: * BYE shutting down\n");
    check("LITERAL+", &lines, &["a", "b", "c", "d"], "aa??");
    // Answers in another order are no answers anybody can rely on.
    let lines = format!("{FIRST}{three}S: A4 OK done\n");
    check("LITERAL+", &lines, &["a", "b", "c", "d"], "a???");
    let lines = format!("{FIRST}{three}S: + go on\n");
    check("LITERAL+", &lines, &["a", "b", "c", "d"], "a???");
}

#[test]
fn an_interruption_leaves_the_session_in_step() {
    let lines = format!(
        "{FIRST}C: A3 APPEND Sent {{1+}}\nC: b\nC: A4 APPEND Sent {{1+}}\nC: c\nC^\n\
         S: A3 OK done\nS: A4 NO full\nC: A5 NOOP\nS: A5 OK done\n"
    );
    play("LITERAL+", &lines, |client| {
        let became = append(client, &["a", "b", "c"], &Append::default());
        assert_eq!(letters(&became), "a??");
        assert!(matches!(
            became.error,
            Some(Error::Interrupted { usable: true })
        ));
        client.waker().reset();
        client.noop().expect("in step");
    });
}

#[test]
fn only_so_much_is_on_its_way() {
    let half = "y".repeat(600 << 10);
    let announced = format!("APPEND Sent {{{}+}}\nC: {half}\n", half.len());
    let lines = format!(
        "{FIRST}C: A3 {announced}S: A3 OK done\nC: A4 {announced}C: A5 APPEND Sent {{1+}}\nC: z\n\
         S: A4 OK done\nS: A5 OK done\n"
    );
    check("LITERAL+", &lines, &["a", &half, &half, "z"], "aaaa");
}

#[test]
fn a_message_that_ends_early_breaks_the_connection_and_is_told() {
    let lines = format!("{FIRST}C: A3 APPEND Sent {{5+}}\n");
    let (mut client, _) = selected("LITERAL+", &lines);
    let (mut one, mut two, mut three) = (&b"a"[..], &b"bc"[..], &b"d"[..]);
    let appended = |message, len| Appended {
        message,
        len,
        options: Append::default(),
    };
    let mut messages = [
        appended(&mut one as &mut dyn std::io::Read, 1),
        appended(&mut two, 5),
        appended(&mut three, 1),
    ];
    let became = client.append_each(&"Sent".into(), &mut messages);
    assert_eq!(letters(&became), "a?-");
    assert!(matches!(became.error, Some(Error::Closed(_))));
    assert!(client.end().is_some());
}
