//! Sessions of the commands, end to end without a terminal: `> ` typed, `? ` answered when asked, `C:` and `S:`
//! the wire, everything else what both streams show.

#![allow(clippy::unwrap_used)]

mod changing;
mod files;
mod reading;

use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use imapclient::client::{Client, Options, Waker};
use imapclient::script::Script;

use super::COMMANDS;
use crate::shell::account::Account;
use crate::shell::command::Call;
use crate::shell::engine::{self, Shell};
use crate::shell::line::{self, Line};
use crate::shell::render::{Palette, Screen};
use crate::shell::session::{Modes, Session};
use crate::shell::settings::Settings;
use crate::shell::shared::Shared;
use crate::shell::trace::Tracing;

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Who is at the other side of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Prompt,
    Batch,
}

fn shell(modes: Modes, transcript: &str, paper: &Paper) -> (Shell, imapclient::script::Verdict) {
    let script = Script::parse(transcript).unwrap();
    let verdict = script.verdict();
    let waker = Waker::new().unwrap();
    let stream = Shared::new(paper.clone());
    let tracing = Tracing::new(Box::new(stream.clone()), Palette::none());
    let interactive = modes.interactive;
    let mut screen = Screen::new(Box::new(stream.clone()), Box::new(stream.clone()));
    screen.terminal = interactive;
    let account = Account {
        host: Some("mail.example.org".to_owned()),
        ..Account::default()
    };
    let mut session = Session::new(account, modes, Settings::default(), waker.clone(), tracing);
    let options = Options::default();
    let sink = Some(session.tracing.sink());
    session.client = Some(Client::greet(Box::new(script), waker, options, sink).unwrap());
    session.notices = stream.clone();
    let mut answers: VecDeque<String> = transcript
        .lines()
        .filter_map(|line| line.strip_prefix("? "))
        .map(str::to_owned)
        .collect();
    let mut asked = stream.clone();
    session.asker = Box::new(move |lines, prompt| {
        for line in lines {
            asked.say(line);
        }
        let answer = answers.pop_front();
        asked.say(prompt.trim_end());
        write!(asked, "? ").unwrap();
        asked.say(answer.as_deref().unwrap_or_default());
        answer
    });
    let shell = Shell {
        session,
        screen,
        stdout: stream,
        prompt_width: None,
        stopwatch: |_| Duration::ZERO,
    };
    (shell, verdict)
}

/// Plays a session at the prompt or in a batch.
fn check(at: At, transcript: &str) {
    let modes = Modes {
        interactive: at == At::Prompt,
        ..Modes::default()
    };
    play(modes, transcript);
}

/// Plays a session and compares all that is not the wire's.
fn play(modes: Modes, transcript: &str) {
    let paper = Paper::default();
    let (mut shell, verdict) = shell(modes, transcript, &paper);
    for typed in transcript
        .lines()
        .filter_map(|line| line.strip_prefix("> "))
    {
        shell.screen.remark(&format!("> {typed}"));
        shell.run_line(typed);
    }
    let told = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    let wire = |line: &&str| {
        !["C:", "C~", "S:", "S~"]
            .iter()
            .any(|mark| line.starts_with(mark))
    };
    let expected: Vec<&str> = transcript.lines().filter(wire).collect();
    let shown: Vec<&str> = told.lines().map(str::trim_end).collect();
    assert_eq!(shown.join("\n"), expected.join("\n"));
    assert_eq!(verdict.problem(), None);
}

/// A server that is signed in to, with the extensions that Dovecot has.
const SERVER: &str = "S: * PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS MOVE ESEARCH LITERAL+] ready\n";

/// Opens INBOX with 30 messages.
const OPEN: &str = "\
> select_folder INBOX
C: A1 SELECT INBOX
S: * 30 EXISTS
S: A1 OK [READ-WRITE] done
INBOX opened read-write
  messages 30
  flags      none
  permanent  not told: all flags can be changed
SELECT ok · 0 ms · _1
";

/// Plays a session at the prompt with INBOX open; nothing is sent that is not typed.
fn check_open(transcript: &str) {
    play(bare(), &format!("{SERVER}{OPEN}{transcript}"));
}

fn bare() -> Modes {
    Modes {
        interactive: true,
        bare: true,
        ..Modes::default()
    }
}

const BOTH: [At; 2] = [At::Prompt, At::Batch];

#[test]
fn a_word_alone_is_a_pattern_and_two_are_directory_and_pattern() {
    check(
        At::Batch,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1] hi
> ls Archive/%
C: A1 LIST "" Archive/%
S: * LIST (\HasNoChildren) "/" Archive/2024
S: A1 OK done
FOLDER                          USE         NOTE
Archive/2024
> LIST "" %
C: A2 LIST "" %
S: A2 OK done
> list_folders("Archive")
C: A3 LIST Archive *
S: A3 OK done
list_folders Archive
[]
> c.list_folders(pattern="INBOX")
C: A4 LIST "" INBOX
S: * LIST () NIL INBOX
S: A4 OK done
list_folders --pattern=INBOX
[((), None, 'INBOX')]"#,
    );
}

#[test]
fn a_folder_that_refuses_status_gets_a_note_and_the_others_their_counts() {
    check(
        At::Prompt,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1] hi
> ls --status
C: A1 LIST "" *
S: * LIST () "/" INBOX
S: * LIST (\Noselect) "/" Lists
S: * LIST () "/" Locked
S: A1 OK done
C: A2 STATUS INBOX (MESSAGES UNSEEN)
S: * STATUS INBOX (MESSAGES 1042 UNSEEN 3)
S: A2 OK done
C: A3 STATUS Locked (MESSAGES UNSEEN)
S: A3 NO not yours
FOLDER                          USE         MESSAGES   UNSEEN  NOTE
INBOX                           inbox          1,042        3
Lists                                              –        –  cannot be opened
Locked                                             –        –  no status: not y…
3 folders · separator / · 2 × STATUS · 0 ms · _1"#,
    );
}

#[test]
fn list_status_asks_for_what_a_plain_list_tells() {
    check(
        At::Batch,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS SPECIAL-USE] hi
> ls --status --json
C: A1 LIST "" * RETURN (SPECIAL-USE CHILDREN STATUS (MESSAGES UNSEEN))
S: * LIST (\Sent) "/" Sent
S: * STATUS Sent (MESSAGES 2 UNSEEN 0)
S: A1 OK done
[
{"flags": ["\\Sent"], "delimiter": "/", "name": "Sent", "status": {"MESSAGES": 2, "UNSEEN": 0}}
]"#,
    );
}

#[test]
fn a_special_folder_without_attribute_is_found_by_its_name() {
    for at in BOTH {
        let footer = match at {
            At::Prompt => "\nby its name; no folder has \\Sent · 0 ms · _1",
            At::Batch => "",
        };
        check(
            at,
            &format!(
                r#"S: * PREAUTH [CAPABILITY IMAP4rev1 NAMESPACE] hi
> find_special_folder sent
C: A1 LIST "" *
S: * LIST () "." INBOX
S: A1 OK done
C: A2 NAMESPACE
S: * NAMESPACE (("INBOX." ".")) NIL NIL
S: A2 OK done
C: A3 LIST "" INBOX.Sent
S: A3 OK done
C: A4 LIST "" "INBOX.Sent Items"
S: * LIST () "." "INBOX.Sent Items"
S: A4 OK done
INBOX.Sent Items{footer}"#
            ),
        );
    }
}

#[test]
fn wildcards_in_the_name_of_a_folder_are_letters() {
    check(
        At::Batch,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1] hi
> folder_exists IN*
C: A1 LIST "" IN*
S: * LIST () "/" INBOX
S: A1 OK done
no
> folder_exists IN%X
C: A2 LIST "" IN%X
S: * LIST () "/" INBOX
S: * LIST () "/" IN%X
S: A2 OK done
yes
> folder_exists gone
C: A3 LIST "" gone
S: * LIST (\NonExistent) "/" gone
S: A3 OK done
no"#,
    );
}

#[test]
fn words_of_status_are_items_folders_or_slips() {
    check(
        At::Batch,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1] hi
> st Archive MESSAGES unseen
C: A1 STATUS Archive (MESSAGES UNSEEN)
S: * STATUS Archive (UNSEEN 0 MESSAGES 8112)
S: A1 OK done
Archive
  messages 8112
  unseen      0
> st Deleted
C: A2 STATUS Deleted (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)
S: * STATUS Deleted (MESSAGES 1)
S: A2 OK done
Deleted
  messages 1
> st "SIZE" (messages)
C: A3 STATUS SIZE (MESSAGES)
S: * STATUS SIZE (MESSAGES 2)
S: A3 OK done
SIZE
  messages 2
> st INBOX MESAGES
usage: folder_status: not a status item; did you mean MESSAGES?
    st INBOX MESAGES
             ^^^^^^^
    a folder of this name goes in quotes
> st UNSEEN
usage: folder_status: a status item, and no folder is named
    st UNSEEN
       ^^^^^^
    a folder of this name goes in quotes
> c.folder_status("MESSAGES", what="UNSEEN")
C: A4 STATUS MESSAGES (UNSEEN)
S: * STATUS MESSAGES (UNSEEN 4)
S: A4 OK done
folder_status MESSAGES --what=UNSEEN
{b'UNSEEN': 4}"#,
    );
}

#[test]
fn status_of_several_is_a_table_that_one_refusal_does_not_spoil() {
    check(
        At::Prompt,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1] hi
> st INBOX Gone A/% UNSEEN
C: A1 STATUS INBOX (UNSEEN)
S: * STATUS INBOX (UNSEEN 3)
S: A1 OK done
C: A2 STATUS Gone (UNSEEN)
S: A2 NO [NONEXISTENT] no such mailbox
C: A3 LIST "" A/%
S: * LIST () "/" A/b
S: * LIST (\Noselect) "/" A/c
S: * LIST () "/" A/a
S: A3 OK done
C: A4 STATUS A/a (UNSEEN)
S: * STATUS A/a (UNSEEN 1)
S: A4 OK done
C: A5 STATUS A/b (UNSEEN)
S: * STATUS A/b (UNSEEN 0)
S: A5 OK done
warning: no status of Gone: no such mailbox
FOLDER                           UNSEEN
INBOX                                 3
A/a                                   1
A/b                                   0
3 folders · 4 × STATUS · 0 ms · _1"#,
    );
}

#[test]
fn a_refused_name_gets_the_nearest_one_from_a_list_that_is_marked_as_ours() {
    check(
        At::Prompt,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1] hi
> subscribe Arhive
C: A1 SUBSCRIBE Arhive
S: A1 NO [NONEXISTENT] no such mailbox
C: A2 LIST "" *
S: * LIST () "/" Archive
S: A2 OK done
NO  subscribe_folder: no such mailbox  [NONEXISTENT]
    did you mean Archive?   (list_folders shows all)
> rename Archive Sent
C: A3 RENAME Archive Sent
S: A3 NO [ALREADYEXISTS] it is there
NO  rename_folder: it is there  [ALREADYEXISTS]"#,
    );
    check(
        At::Batch,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1] hi
> subscribe Arhive
C: A1 SUBSCRIBE Arhive
S: A1 NO [NONEXISTENT] no such mailbox
NO  subscribe_folder: no such mailbox  [NONEXISTENT]"#,
    );
}

#[test]
fn deleting_asks_for_the_number_of_messages_or_the_name() {
    check(
        At::Prompt,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1 UNSELECT] hi
> DELETE Notes
C: A1 STATUS Notes (MESSAGES)
S: * STATUS Notes (MESSAGES 12)
S: A1 OK done
delete_folder removes the folder Notes, with 12 messages, for ever
Delete folder Notes? Type 12 to go on, anything else to stop:
? yes
refused: delete_folder: stopped, nothing was sent
> delete Notes
C: A2 STATUS Notes (MESSAGES)
S: * STATUS Notes (MESSAGES 0)
S: A2 OK done
delete_folder removes the folder Notes, which is empty, for ever
Delete folder Notes? Type Notes to go on, anything else to stop:
? Notes
C: A3 DELETE Notes
S: A3 OK gone
folder Notes deleted
DELETE ok · 0 ms · _1
> delete Lists
C: A4 STATUS Lists (MESSAGES)
S: A4 NO not selectable
C: A5 LIST "" Lists
S: * LIST (\Noselect) "/" Lists
S: A5 OK done
delete_folder removes the folder Lists, with all its messages, for ever
Delete folder Lists? Type Lists to go on, anything else to stop:
? 0
refused: delete_folder: stopped, nothing was sent
> delete Nowhere
C: A6 STATUS Nowhere (MESSAGES)
S: A6 NO no such mailbox
C: A7 LIST "" Nowhere
S: A7 OK done
C: A8 LIST "" *
S: A8 OK done
NO  delete_folder: no such mailbox
> delete -y Notes
C: A9 DELETE Notes
S: A9 OK gone
folder Notes deleted
DELETE ok · 0 ms · _2"#,
    );
}

#[test]
fn in_batch_nothing_is_destroyed_without_leave() {
    check(
        At::Batch,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1 UNSELECT] hi
> delete Notes
refused: delete_folder: removes the folder Notes, with all its messages, for ever
    nothing was sent · -y does it without asking
> raw SELECT Notes
C: A1 SELECT Notes
S: * 2 EXISTS
S: A1 OK open
* 2 EXISTS
A OK open
> close
C: A2 UID SEARCH DELETED
S: * SEARCH 7
S: A2 OK done
refused: close_folder: removes 1 message marked \Deleted from Notes for ever
    nothing was sent · -y does it without asking
    unselect_folder leaves the folder and removes nothing
> delete --yes Notes
C: A3 UNSELECT
S: A3 OK left
C: A4 DELETE Notes
S: A4 OK gone
folder Notes deleted"#,
    );
}

#[test]
fn closing_shows_what_goes_and_only_where_something_goes() {
    check(
        At::Prompt,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1] hi
> raw SELECT Notes
C: A1 SELECT Notes
S: A1 OK open
A OK open
> close
C: A2 UID SEARCH DELETED
S: * SEARCH 7 8 9
S: A2 OK done
C: A3 UID FETCH 7:8 (ENVELOPE)
S: * 1 FETCH (UID 7 ENVELOPE (NIL "one" (("Shop" NIL "s" "example.org")) NIL NIL NIL NIL NIL NIL NIL))
S: * 2 FETCH (UID 8 ENVELOPE (NIL "two" NIL NIL NIL NIL NIL NIL NIL NIL))
S: A3 OK done
close_folder removes 3 messages marked \Deleted from Notes for ever:
    7  Shop            one
    8                  two
  … 1 more (show them with: search DELETED)
Remove 3 messages? Type 3 to go on, anything else to stop:
? 3
C: A4 CLOSE
S: A4 OK closed
Notes closed, 3 messages removed
CLOSE ok · 0 ms · _1
> raw EXAMINE Notes
C: A5 EXAMINE Notes
S: A5 OK [READ-ONLY] open
A OK [READ-ONLY] open
> close
C: A6 CLOSE
S: A6 OK closed
Notes closed
CLOSE ok · 0 ms · _2"#,
    );
}

#[test]
fn a_renamed_folder_that_is_open_is_opened_again() {
    check(
        At::Batch,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1] hi
> raw EXAMINE Lists/a
C: A1 EXAMINE Lists/a
S: A1 OK [READ-ONLY] open
A OK [READ-ONLY] open
> rename Lists Old/Lists
C: A2 RENAME Lists Old/Lists
S: A2 OK done
C: A3 EXAMINE Old/Lists/a
S: A3 OK [READ-ONLY] open
Lists is now Old/Lists · Old/Lists/a opened again
> rename Old/Li X
C: A4 RENAME Old/Li X
S: A4 OK done
Old/Li is now X"#,
    );
}

#[test]
fn capabilities_are_told_by_name_and_a_missing_one_fails_a_batch() {
    check(
        At::Batch,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi
> cap idle MOVE
NAME                OFFERED
IDLE                yes
MOVE                no
unsupported: capabilities: the server does not offer MOVE
> has_capability IDLE
yes
> cap --raw
C: A1 CAPABILITY
S: * CAPABILITY IMAP4rev1 IDLE
S: A1 OK done
* CAPABILITY IMAP4rev1 IDLE
> unselect
refused: unselect_folder: no folder is open
    select_folder FOLDER opens one"#,
    );
}

#[test]
fn what_the_server_says_of_itself_and_to_noop_is_told() {
    check(
        At::Batch,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1 ID] hi
> id_({"name": "x", "version": None})
C: A1 ID ("name" "x" "version" NIL)
S: * ID ("name" "Example" "vendor" NIL)
S: A1 OK done
id_ (name x version NIL)
((b'name', b'Example', b'vendor', None),)
> id --json
C: A2 ID NIL
S: * ID NIL
S: A2 OK done
[null]
> noop --json
C: A3 NOOP
S: * 4 EXISTS
S: * 2 FETCH (UID 9 FLAGS (\Seen))
S: * OK [ALERT] soon
S: A3 OK done
["done", [[4, "EXISTS"], [2, "FETCH", ["UID", 9, "FLAGS", ["\\Seen"]]], ["OK", "[ALERT] soon"]]]
> noop
C: A4 NOOP
S: * 5 EXISTS
S: * OK still here
S: A4 OK done
+  5 messages now
OK from the server: still here"#,
    );
}

#[test]
fn a_password_is_sent_and_shown_nowhere() {
    check(
        At::Batch,
        r#"S: * OK [CAPABILITY IMAP4rev1] hi
> ls
refused: list_folders: not signed in
    login USER signs in
> login ana secret surplus
usage: login: takes 2 arguments
    login USERNAME [PASSWORD]
> login ana wrong
C: A1 LOGIN ana "wrong"
S: A1 NO [AUTHENTICATIONFAILED] not wrong enough
auth: login: not *** enough  [AUTHENTICATIONFAILED]
> login ana secret
C: A2 LOGIN ana "secret"
S: A2 OK [CAPABILITY IMAP4rev1 IDLE] in
Connected to mail.example.org as ana (TLS, certificate and name verified).
> c.login("ana", "secret")
refused: login: signed in already, as ana
    logout, then connect, signs in anew
> starttls
refused: starttls: TLS must come before signing in
    connect again with --no-login, then starttls
> logout
C: A3 LOGOUT
S: * BYE see you
S: A3 OK done
see you
> ls
closed: list_folders: not connected: you logged out
    connect signs in again"#,
    );
}

#[test]
fn settings_and_trace_answer_on_stderr_alone() {
    check(
        At::Batch,
        r#"S: * PREAUTH hi
> set uid off
> set uid
off
> set format json
> set uid on
> trace off
> trace
{"screen": false, "file": false}
> trace sideways
{"error":{"class":"usage","code":null,"command":"trace","hint":null,"text":"trace is on, off, next or to FILE"}}"#,
    );
    check(
        At::Prompt,
        r#"S: * PREAUTH hi
> set uid off
uid off
> set uix on
usage: set: not a setting; did you mean uid?
    set uix on
        ^^^"#,
    );
}

#[test]
fn a_failure_has_the_format_of_its_line() {
    check(
        At::Batch,
        r#"S: * PREAUTH [CAPABILITY IMAP4rev1] hi
> cap MOVE --json
[
{"name": "MOVE", "offered": false}
]
{"error":{"class":"unsupported","code":null,"command":"capabilities","hint":null,"text":"the server does not offer MOVE"}}
> cap MOVE
NAME                OFFERED
MOVE                no
unsupported: capabilities: the server does not offer MOVE"#,
    );
}

#[test]
fn every_name_is_one_command_and_every_example_can_be_typed() {
    let mut words: Vec<&str> = COMMANDS
        .iter()
        .flat_map(|command| {
            std::iter::once(command.name).chain(command.aliases.iter().map(|alias| alias.word))
        })
        .collect();
    words.sort_unstable();
    let count = words.len();
    words.dedup();
    assert_eq!(words.len(), count, "a word is two commands: {words:?}");
    for command in COMMANDS {
        for example in command.examples {
            let parsed = line::parse(example).unwrap();
            let Line::Command(typed) = &parsed else {
                assert!(matches!(parsed, Line::Raw(_)), "{example}");
                continue;
            };
            let (found, adds) = engine::find(&typed.verb.text, false).unwrap();
            assert_eq!(found.name, command.name, "{example}");
            let call = Call::new(found, &typed.verb, &typed.arguments, false, adds);
            assert!(call.is_ok(), "{example}: {:?}", call.err());
        }
    }
}
