//! QRESYNC on a real server: what became of a folder while it was left.

use super::large::{dovecot, program};

/// A user with ten messages, and what the server says of INBOX: UIDVALIDITY and HIGHESTMODSEQ.
fn left() -> (String, String) {
    let user = dovecot().fresh_user();
    let messages = (1..=10).map(|number| format!("Subject: {number}\r\n\r\nx\r\n"));
    dovecot().deliver_all(&user, "INBOX", messages);
    // The mod-sequence counts from the first change that was asked about.
    let told = json(&user, "select_folder INBOX --qresync --json");
    let known = format!("{}:{}", told["UIDVALIDITY"], told["HIGHESTMODSEQ"]);
    (user, known)
}

/// Runs one command and reads its answer.
fn json(user: &str, command: &str) -> serde_json::Value {
    let ended = program(user).commands([command]).run();
    assert_eq!(ended.status, 0, "{ended}");
    serde_json::from_str(&ended.text()).unwrap_or_else(|error| panic!("{error}: {ended}"))
}

/// Another session marks UID 3 and removes 5 to 7, and a message arrives.
fn change(user: &str) {
    let ended = program(user)
        .with(["-y"])
        .commands([
            "select_folder INBOX >/dev/null",
            "add_flags 3 \\Flagged --silent",
            "delete_messages 5:7 --silent",
            "expunge >/dev/null",
        ])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    dovecot().deliver_to(user, "INBOX", b"Subject: new\r\n\r\nx\r\n");
}

fn uids(messages: &serde_json::Value) -> Vec<u64> {
    let messages = messages.as_array().expect("messages");
    messages
        .iter()
        .filter_map(|message| message["uid"].as_u64())
        .collect()
}

#[test]
fn what_vanished_changed_and_came_meanwhile_is_told() {
    let (user, known) = left();
    change(&user);
    let told = json(
        &user,
        &format!("select_folder INBOX --known {known} --json"),
    );
    assert_eq!(told["VANISHED"], "5:7", "{told}");
    assert_eq!(uids(&told["FETCH"]), [3, 11], "{told}");
    assert_eq!(told["EXISTS"], 8);
    // Of what was not known nothing is told to be gone.
    let told = json(
        &user,
        &format!("select_folder INBOX --known {known}:1:6 --json"),
    );
    assert_eq!(told["VANISHED"], "5:6", "{told}");
    // A folder made anew under the same name has nothing in common with the old one.
    let told = json(&user, "select_folder INBOX --known 7:1 --json");
    assert_eq!(told.get("VANISHED"), None, "{told}");
}

#[test]
fn a_fetch_names_what_vanished_among_what_changed() {
    let (user, known) = left();
    change(&user);
    let (_, modseq) = known.split_once(':').expect("two numbers");
    let fetch = format!("fetch 1:* FLAGS (CHANGEDSINCE {modseq} VANISHED) --json");
    let ended = program(&user)
        .commands(["select_folder INBOX --qresync >/dev/null", &fetch])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    let told: serde_json::Value = serde_json::from_str(&ended.text()).expect("json");
    assert_eq!(told[0]["VANISHED"], "5:7", "{told}");
    assert_eq!(uids(&told), [3, 11], "{told}");
}

#[test]
fn an_expunge_that_is_told_by_uid_counts_as_one_by_number() {
    let (user, _) = left();
    let ended = program(&user)
        .with(["-y"])
        .commands([
            "select_folder INBOX --qresync >/dev/null",
            "delete_messages 2,4 --silent",
            "expunge",
            "move 9 Archive >/dev/null",
            "fetch last:1 FLAGS --json",
        ])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(
        ended.text().starts_with("2 messages removed from INBOX"),
        "{ended}"
    );
    assert!(
        ended.text().contains("{\"uid\": 10, \"seq\": 7,"),
        "{ended}"
    );
}
