//! What Python's IMAPClient does wrong and is done right here, promise by promise, from making a client to the
//! account file. Most are proved by a transcript in `tests/sessions`, where the same calls are made on the same
//! answers of a server; the others need a process, and are proved here.

#![cfg(feature = "shell")]
#![allow(clippy::unwrap_used)]

mod done;
#[path = "../server/mod.rs"]
mod server;
#[path = "../terminal/mod.rs"]
mod terminal;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What shows that a promise is kept.
enum Proof {
    /// A transcript of `tests/sessions`, which plays all there are.
    Played(&'static str),
    /// Something that is done with our program.
    Done(fn()),
}

use Proof::{Done, Played};

/// The promises in the order in which a session comes to them.
const PROMISES: &[(&str, Proof)] = &[
    ("sets of messages work in every call", Played("fixes/sets")),
    (
        "a command speaks IMAP in place of a host",
        Done(done::a_command_is_the_server),
    ),
    (
        "after logout it is said that nothing is connected",
        Played("fixes/after-logout"),
    ),
    (
        "a wait that ran out ends the connection for good",
        Played("fixes/after-a-timeout"),
    ),
    (
        "a response code ends at its own bracket",
        Played("fixes/capability-code"),
    ),
    (
        "a line may be longer than a million bytes",
        Done(done::a_line_is_as_long_as_it_is),
    ),
    (
        "empty lines, lower case and OK without text are understood",
        Played("fixes/tolerance"),
    ),
    (
        "a continuation nobody asked for is told",
        Played("fixes/unexpected-continuation"),
    ),
    (
        "literals of every form are read in any response",
        Played("fixes/literals"),
    ),
    (
        "a literal that is refused is a NO",
        Played("fixes/literal-refused"),
    ),
    ("alerts are shown", Played("fixes/alerts")),
    ("user names are quoted", Played("fixes/login")),
    (
        "user names and passwords may be beyond ASCII",
        Played("fixes/login-beyond-ascii"),
    ),
    (
        "passwords beyond ASCII go by AUTHENTICATE",
        Played("shell/password-beyond-ascii"),
    ),
    (
        "extensions of NAMESPACE, and no answer to it, are understood",
        Played("fixes/namespace"),
    ),
    (
        "one bad LIST line does not hide the others",
        Played("fixes/list"),
    ),
    (
        "a folder that opens read-only is open",
        Played("fixes/select-read-only"),
    ),
    (
        "a NO to UNSELECT is an error",
        Played("fixes/unselect-refused"),
    ),
    (
        "rights and their owners are quoted and unquoted",
        Played("fixes/acl"),
    ),
    (
        "folders of quotas are quoted and encoded",
        Played("fixes/quota"),
    ),
    (
        "SORT may be answered by nothing, and with MODSEQ",
        Played("fixes/sort"),
    ),
    (
        "charsets are said only where they are needed",
        Played("fixes/thread-and-charset"),
    ),
    (
        "flags are given though one message has none",
        Played("fixes/get-flags"),
    ),
    (
        "what came before a NO is shown, and only once",
        Played("fixes/data-before-a-no"),
    ),
    (
        "NO to several messages at once is an error",
        Played("fixes/multiappend"),
    ),
    ("COPYUID and APPENDUID come back", Played("fixes/copy")),
    (
        "messages are moved by sequence numbers too",
        Played("fixes/move"),
    ),
    (
        "without MOVE messages are moved where that is safe",
        Played("shell/move-without-move-removes-only-what-was-copied"),
    ),
    (
        "expunge of an empty set expunges nothing",
        Played("fixes/expunge-of-nothing"),
    ),
    ("numbers become ranges", Played("fixes/long-sets")),
    ("long sets are split", Done(done::sets_are_split)),
    (
        "an answer to SEARCH may be MODSEQ alone",
        Played("fixes/search-with-modseq-alone"),
    ),
    (
        "several SEARCH lines are joined",
        Played("fixes/search-in-several-lines"),
    ),
    (
        "sets and ESEARCH are read as answers to SEARCH",
        Played("fixes/search-answered-by-sets"),
    ),
    (
        "messages nobody asked for are never in a result",
        Played("fixes/fetch-without-uid"),
    ),
    (
        "one bad BODYSTRUCTURE does not hide the others",
        Played("fixes/body-structure"),
    ),
    (
        "one bad ENVELOPE does not hide the others",
        Played("fixes/envelope"),
    ),
    (
        "times of winter read in summer are right",
        Done(done::times_are_those_of_their_day),
    ),
    (
        "names in broken UTF-7 do not hide the others",
        Played("fixes/names-in-broken-utf-7"),
    ),
    (
        "criteria are quoted at any nesting",
        Played("fixes/criteria-are-quoted"),
    ),
    (
        "criteria may be beyond ASCII at any nesting",
        Played("fixes/charset-in-nested-criteria"),
    ),
    (
        "untagged lines may come before IDLE begins",
        Played("fixes/idle-after-untagged-lines"),
    ),
    (
        "lines in one packet with the leave to idle are seen",
        Played("fixes/idle-lines-that-come-with-the-leave"),
    ),
    (
        "half a line waits for its other half",
        Played("fixes/idle-half-a-line"),
    ),
    (
        "literals are read while IDLE runs",
        Played("fixes/idle-literals"),
    ),
    (
        "a closed link is told while IDLE runs",
        Played("fixes/idle-on-a-closed-link"),
    ),
    (
        "the end of IDLE is not waited for without end",
        Played("fixes/idle-done-on-a-dead-link"),
    ),
    (
        "IDLE is ended before another command",
        Played("fixes/commands-while-idle-runs"),
    ),
    ("the host is asked for", Done(done::the_host_is_asked_for)),
    (
        "a file that cannot be read is named, with the reason",
        Done(done::a_missing_file_is_named),
    ),
];

/// Where the transcripts are.
fn sessions() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sessions"))
}

#[test]
fn every_promise_has_its_transcript_and_every_transcript_its_promise() {
    let mut played = BTreeSet::new();
    for (promise, proof) in PROMISES {
        let Played(name) = proof else { continue };
        let text = fs::read_to_string(sessions().join(format!("{name}.txt")));
        let text = text.unwrap_or_else(|error| panic!("{promise}: {name}: {error}"));
        assert!(
            text.contains("\nC: "),
            "{promise}: nothing is sent in {name}"
        );
        assert!(played.insert(*name), "{name} proves two promises");
    }
    for entry in fs::read_dir(sessions().join("fixes")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(sessions()).unwrap().with_extension("");
        let name = name.to_str().unwrap();
        assert!(played.contains(name), "{name} proves no promise");
    }
}

#[test]
fn promises_that_need_a_process_are_kept() {
    for (promise, proof) in PROMISES {
        if let Done(proof) = proof
            && let Err(failure) = std::panic::catch_unwind(proof)
        {
            let said = failure.downcast_ref::<String>();
            panic!(
                "{promise}: {}",
                said.map_or("it is not kept", String::as_str)
            );
        }
    }
}
