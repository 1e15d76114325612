//! Flags, copies, removal.

use super::{Modes, OPEN, SERVER, bare, check_open, play};

#[test]
fn flags_are_changed_and_shown() {
    check_open(
        r#"> add_flags 5,7 \Seen $Later
C: A2 UID STORE 5,7 +FLAGS (\Seen $Later)
S: * 2 FETCH (UID 5 FLAGS (\Seen $Later))
S: * 3 FETCH (UID 7 FLAGS (\Answered \Seen $Later))
S: A2 OK done
  UID  FLAGS
    5  \Seen $Later
    7  \Answered \Seen $Later
2 messages · UID STORE 5,7 +FLAGS (\Seen $Later) · 0 ms · _2
> store 5 -flags.silent (\Seen)
C: A3 UID STORE 5 -FLAGS.SILENT (\Seen)
S: A3 OK done
STORE ok · UID STORE 5 -FLAGS.SILENT (\Seen) · 0 ms · _3
> set_flags 5 ()
C: A4 UID STORE 5 FLAGS ()
S: * 2 FETCH (UID 5 FLAGS ())
S: A4 OK done
  UID  FLAGS
    5  –
1 message · UID STORE 5 FLAGS () · 0 ms · _4
> remove_flags last:2 \Seen --json
C: A5 STORE 29:30 -FLAGS (\Seen)
S: * 29 FETCH (FLAGS (\Draft))
S: * 30 FETCH (FLAGS ())
S: A5 OK done
{"29": ["\\Draft"], "30": []}
"#,
    );
}

#[test]
fn flags_as_python_calls_take_silent_by_place_and_by_name() {
    check_open(
        r"> c.add_flags([5], ['\\Seen'], True)
add_flags 5 (\Seen) True
C: A2 UID STORE 5 +FLAGS.SILENT (\Seen)
S: A2 OK done
None
> c.delete_messages([5], silent=True)
delete_messages 5 --silent
C: A3 UID STORE 5 +FLAGS.SILENT (\Deleted)
S: A3 OK done
None
",
    );
}

#[test]
fn an_empty_set_changes_nothing() {
    check_open(
        r"> search UNSEEN
C: A2 UID SEARCH UNSEEN
S: * SEARCH
S: A2 OK done
no message matches · UID SEARCH UNSEEN · 0 ms · _2
> add_flags _ \Deleted
no message, nothing sent · 0 ms · _3
> expunge _
no message, nothing sent · 0 ms · _4
> uid_expunge []
no message, nothing sent · 0 ms · _5
> copy _ Archive
no message, nothing sent · 0 ms · _6
> move _ Archive
no message, nothing sent · 0 ms · _7
> c.expunge([])
expunge ()
[]
",
    );
}

#[test]
fn many_messages_are_asked_about() {
    check_open(
        r"> add_flags 1:25 \Seen --seq
add_flags adds \Seen to 25 messages of INBOX (1:25)
Change 25 messages? Type 25 to go on, anything else to stop:
? y
refused: add_flags: stopped, nothing was sent
> add_flags 1:20 \Seen --seq --silent
C: A2 STORE 1:20 +FLAGS.SILENT (\Seen)
S: A2 OK done
STORE ok · STORE 1:20 +FLAGS.SILENT (\Seen) · 0 ms · _2
> copy 5:* Archive
C: A3 UID SEARCH RETURN (COUNT) UID 5:*
S: * ESEARCH (TAG x) UID COUNT 2
S: A3 OK done
copy copies 2 messages of INBOX (5:*) to Archive
Copy 2 messages? Type 2 to go on, anything else to stop:
? 2
C: A4 UID COPY 5:* Archive
S: A4 OK [COPYUID 9 5,8 70:71] done
2 messages copied to Archive: UID 5,8 → 70:71
UID COPY 5:* Archive · 0 ms · _3
> move 1:900 Archive
C: A5 UID SEARCH RETURN (COUNT) UID 1:900
S: * ESEARCH (TAG x) UID COUNT 3
S: A5 OK done
C: A6 UID MOVE 1:900 Archive
S: * OK [COPYUID 9 5:7 72:74] moved
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: A6 OK done
3 messages moved to Archive: UID 5:7 → 72:74
UID MOVE 1:900 Archive · 0 ms · _4
> delete_messages * --silent
C: A7 UID STORE * +FLAGS.SILENT (\Deleted)
S: A7 OK done
STORE ok · UID STORE * +FLAGS.SILENT (\Deleted) · 0 ms · _5
expunge removes them for good · remove_flags SET \Deleted takes it back
> set_flags all () --silent -y
C: A8 UID STORE 1:* FLAGS.SILENT ()
S: A8 OK done
STORE ok · UID STORE 1:* FLAGS.SILENT () · 0 ms · _6
",
    );
}

#[test]
fn in_a_batch_nothing_is_counted_and_nothing_is_sent() {
    let open = OPEN.replace("SELECT ok · 0 ms · _1\n", "");
    let transcript = r#"> add_flags all \Seen
refused: add_flags: adds \Seen to the open-ended set 1:*
    nothing was sent · -y does it without asking
> copy 1:900 Archive
refused: copy: copies up to 30 messages (1:900) to Archive
    nothing was sent · -y does it without asking
> expunge
refused: expunge: removes every message marked \Deleted from INBOX for ever
    nothing was sent · -y does it without asking
> uid_expunge 5
refused: uid_expunge: removes those of UID 5 that are marked \Deleted from INBOX for ever
    nothing was sent · -y does it without asking
> expunge -y --json
C: A2 EXPUNGE
S: * 2 EXPUNGE
S: * 29 EXISTS
S: A2 OK done
["done", [[2, "EXPUNGE"], [29, "EXISTS"]]]
"#;
    play(Modes::default(), &format!("{SERVER}{open}{transcript}"));
}

#[test]
fn expunge_shows_what_will_go() {
    check_open(
        r#"> expunge
C: A2 UID SEARCH DELETED
S: * SEARCH 5 7 9 11
S: A2 OK done
C: A3 UID FETCH 5,7 (ENVELOPE)
S: * 1 FETCH (UID 5 ENVELOPE (NIL "Your order" (("Shop" NIL "a" "shop.example")) NIL NIL NIL NIL NIL NIL NIL))
S: * 2 FETCH (UID 7 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))
S: A3 OK done
expunge removes 4 messages marked \Deleted from INBOX for ever:
    5  Shop            Your order
    7
  … 2 more (show them with: search DELETED)
Remove 4 messages? Type 4 to go on, anything else to stop:
? 4
C: A4 EXPUNGE
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: * OK [ALERT] nearly full
S: A4 OK done
warning: ALERT from the server: nearly full
2 messages removed from INBOX
EXPUNGE · 0 ms · _2
> expunge 9
C: A5 UID SEARCH DELETED UID 9
S: * SEARCH
S: A5 OK done
C: A6 UID EXPUNGE 9
S: A6 OK done
nothing removed: no such message is marked \Deleted in INBOX
UID EXPUNGE 9 · 0 ms · _3
> expunge 1:3 --seq
refused: expunge: UID EXPUNGE takes UIDs, and these are sequence numbers
    nothing was sent · leave --seq out, or set uid on
"#,
    );
}

#[test]
fn expunge_with_messages_needs_uidplus() {
    let server = SERVER.replace("UIDPLUS MOVE ", "");
    let transcript = "> expunge 5
unsupported: expunge: the server does not offer UIDPLUS
    expunge without messages removes everything that is marked \\Deleted
> move 5 Archive
unsupported: move: the server offers neither MOVE nor UIDPLUS
    copy SET FOLDER, then delete_messages SET; expunge removes all that is marked \\Deleted
";
    play(bare(), &format!("{server}{OPEN}{transcript}"));
}

#[test]
fn move_without_move_removes_only_what_was_copied() {
    let server = SERVER.replace("MOVE ", "");
    let transcript = r"> move 1:3 Archive --seq
C: A2 COPY 1:3 Archive
S: A2 OK [COPYUID 9 5:7 72:74] done
C: A3 UID STORE 5:7 +FLAGS.SILENT (\Deleted)
S: A3 OK done
C: A4 UID EXPUNGE 5:7
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: A4 OK done
3 messages moved to Archive: UID 5:7 → 72:74
COPY 1:3 Archive · UID STORE 5:7 +FLAGS.SILENT (\Deleted) · UID EXPUNGE 5:7
0 ms · _2
the server lacks MOVE: copied, marked \Deleted and removed with UID EXPUNGE
> move 8 Archive
C: A5 UID COPY 8 Archive
S: A5 OK [COPYUID 9 8 75] done
C: A6 UID STORE 8 +FLAGS.SILENT (\Deleted)
S: A6 NO read only
NO  move: copied to Archive, but not removed here: read only
    not sent again · look with: get_flags 8 · then: delete_messages 8, uid_expunge 8
> move 99 Archive
C: A7 UID COPY 99 Archive
S: A7 OK no messages
warning: no message: UID 99 does not exist here
the server names no message moved: no messages
UID COPY 99 Archive · 0 ms · _3
the server lacks MOVE: copied, marked \Deleted and removed with UID EXPUNGE
> move 9 Archive
C: A8 UID COPY 9 Archive
S: A8 OK [COPYUID 9  ] done
refused: move: copied to Archive, but the server does not say which messages
    the originals were left where they are
";
    play(bare(), &format!("{server}{OPEN}{transcript}"));
}

#[test]
fn a_folder_that_is_not_there_can_be_made() {
    check_open(
        "> copy 5 \"Old stuff\"
C: A2 UID COPY 5 \"Old stuff\"
S: A2 NO [TRYCREATE] no such mailbox
NO  copy: no such mailbox  [TRYCREATE]
    create_folder \"Old stuff\" makes the folder
",
    );
}

#[test]
fn after_a_lost_connection_nobody_knows_what_was_done() {
    check_open(
        "> move 5 Archive
C: A2 UID MOVE 5 Archive
S: * BYE shutting down
BYE move: shutting down
    not sent again: move may or may not have happened · check with: search UID 5
",
    );
}

#[test]
fn sequence_numbers_of_results_do_not_outlive_expunge() {
    check_open(
        "> search ALL --seq
C: A2 SEARCH ALL
S: * SEARCH 2 3
S: A2 OK done
2  3
2 messages · 2:3 · SEARCH ALL · 0 ms · _2
> expunge -y
C: A3 EXPUNGE
S: * 1 EXPUNGE
S: A3 OK done
1 message removed from INBOX
EXPUNGE · 0 ms · _3
> get_flags _
usage: get_flags: there is no result with messages yet
    get_flags _
              ^
",
    );
}
