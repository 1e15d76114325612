//! Opening folders, fetching.

use super::{Modes, OPEN, SERVER, check_open, play};

#[test]
fn last_messages_are_fetched_by_number_and_shown_by_uid() {
    check_open(
        r#"> fetch last:2 FAST
C: A2 FETCH 29:30 (UID FLAGS INTERNALDATE RFC822.SIZE)
S: * 29 FETCH (UID 71 FLAGS (\Seen) RFC822.SIZE 900)
S: * 30 FETCH (UID 75 FLAGS () RFC822.SIZE 12000)
S: A2 OK done
warning: UID 71: INTERNALDATE was asked for and did not come
warning: UID 75: INTERNALDATE was asked for and did not come
  UID  FLAGS     SIZE
   71          0.9 kB
   75  N      12.0 kB
2 messages · FETCH 29:30 (UID FLAGS INTERNALDATE RFC822.SIZE) · 0 ms · _2
> get_flags _
C: A3 UID FETCH 71,75 (FLAGS)
S: * 29 FETCH (UID 71 FLAGS (\Seen))
S: * 30 FETCH (UID 75 FLAGS ())
S: A3 OK done
  UID  FLAGS
   71  \Seen
   75  –
2 messages · UID FETCH 71,75 (FLAGS) · 0 ms · _3
> get_flags last:1 --json
C: A4 FETCH 30 (UID FLAGS)
S: * 30 FETCH (UID 75 FLAGS ())
S: A4 OK done
{"75": []}
> fetch 30 FAST --seq --json
C: A5 FETCH 30 FAST
S: * 30 FETCH (FLAGS ())
S: A5 OK done
warning: message 30: INTERNALDATE, RFC822.SIZE was asked for and did not come
[
{"uid": null, "seq": 30, "FLAGS": []}
]
"#,
    );
}

#[test]
fn messages_that_did_not_come_are_named() {
    check_open(
        r"> fetch 999 FLAGS
C: A2 UID FETCH 999 (FLAGS)
S: A2 OK done
no message · UID FETCH 999 (FLAGS) · 0 ms · _2
warning: no message: UID 999 does not exist here
> fetch 5,7,9 FLAGS
C: A3 UID FETCH 5,7,9 (FLAGS)
S: * 1 FETCH (UID 7 FLAGS ())
S: A3 OK done
  UID  FLAGS
    7  N
1 message · UID FETCH 5,7,9 (FLAGS) · 0 ms · _3
warning: UID 5,9 gave nothing: not here, or left out by the server
> fetch 5:9 FLAGS
C: A4 UID FETCH 5:9 (FLAGS)
S: * 1 FETCH (UID 7 FLAGS ())
S: A4 OK done
  UID  FLAGS
    7  N
1 message · UID FETCH 5:9 (FLAGS) · 0 ms · _4
> get_flags 98,99
C: A5 UID FETCH 98:99 (FLAGS)
S: A5 OK done
warning: no message: none of UID 98:99 exists here
no message · UID FETCH 98:99 (FLAGS) · 0 ms · _5
",
    );
}

#[test]
fn that_reading_marks_as_read_is_said_once() {
    check_open(
        r#"> fetch 5 BODY[TEXT]
C: A2 UID FETCH 5 (BODY[TEXT])
S: * 1 FETCH (UID 5 BODY[TEXT] "hi")
S: A2 OK done
UID  5
SEQ  1
-- BODY[TEXT] 2 bytes ----------------------------------------------------------
hi
1 message · UID FETCH 5 (BODY[TEXT]) · 0 ms · _2
BODY[TEXT] marked the messages as read (\Seen); with .PEEK they stay as they are
> fetch 6 BODY[TEXT]
C: A3 UID FETCH 6 (BODY[TEXT])
S: * 2 FETCH (UID 6 BODY[TEXT] "hi")
S: A3 OK done
UID  6
SEQ  2
-- BODY[TEXT] 2 bytes ----------------------------------------------------------
hi
1 message · UID FETCH 6 (BODY[TEXT]) · 0 ms · _3
"#,
    );
}

#[test]
fn inbox_is_one_word_and_its_unseen_messages_are_counted() {
    let modes = Modes {
        interactive: true,
        ..Modes::default()
    };
    let transcript = r#"> select_folder inbox
C: A1 SELECT INBOX
S: * 142 EXISTS
S: * 0 RECENT
S: * OK [UNSEEN 139] first
S: * OK [UIDNEXT 3301] next
S: * OK [UIDVALIDITY 1239278212] valid
S: * OK [HIGHESTMODSEQ 90210] highest
S: A1 OK [READ-WRITE] done
C: A2 UID SEARCH RETURN (MIN COUNT) UNSEEN
S: * ESEARCH (TAG x) UID MIN 3291 COUNT 3
S: A2 OK done
INBOX opened read-write
  messages 142      unseen 3         recent 0      first unseen UID 3291
  uidnext  3301     uidvalidity 1239278212         highestmodseq 90210
  flags      none
  permanent  not told: all flags can be changed
SELECT ok · 0 ms · _1
"#;
    play(modes.clone(), &format!("{SERVER}{transcript}"));

    let server = SERVER.replace("ESEARCH ", "");
    let transcript = OPEN.replace(
        "INBOX opened",
        "C: A2 UID SEARCH UNSEEN\nS: * SEARCH 9 4\nS: A2 OK done\nINBOX opened",
    );
    let transcript = transcript.replace(
        "messages 30",
        "messages 30       unseen 2         first unseen UID 4",
    );
    play(modes, &format!("{server}{transcript}"));
}
