//! What searches, sorts and threads return.

use super::*;

#[test]
fn search_is_a_list_of_numbers() {
    for (answer, expected) in [
        ("* SEARCH 1 2 5\r\n", "[1, 2, 5]"),
        ("* SEARCH\r\n", "[]"),
        ("", "[]"),
        ("* SEARCH 4 2\r\n* SEARCH 9 (MODSEQ 99)\r\n", "[4, 2, 9]"),
        ("* SEARCH (MODSEQ 5)\r\n", "[]"),
    ] {
        let answers: Answers = Box::leak(Box::new([SELECTED, ("UID SEARCH ALL", answer)]));
        evaluates(
            answers,
            &[],
            &["select_folder INBOX", "search ALL"],
            expected,
        );
    }
}

#[test]
fn sorted_threaded_and_labelled_messages_are_lists_tuples_and_dicts() {
    for (command, sent, answer, expected) in [
        (
            "sort (REVERSE DATE) UNSEEN",
            "UID SORT (REVERSE DATE) US-ASCII UNSEEN",
            "* SORT 9 4 5 (MODSEQ 3)\r\n",
            "[9, 4, 5]",
        ),
        ("sort DATE", "UID SORT (DATE) US-ASCII ALL", "", "[]"),
        (
            "thread",
            "UID THREAD REFERENCES US-ASCII ALL",
            "* THREAD (1 2)(3)(4 (5)(6 7))\r\n",
            "((1, 2), (3,), (4, (5,), (6, 7)))",
        ),
        (
            "thread",
            "UID THREAD REFERENCES US-ASCII ALL",
            "* THREAD ((8)(9))\r\n",
            "(((8,), (9,)),)",
        ),
        ("thread", "UID THREAD REFERENCES US-ASCII ALL", "", "()"),
        (
            "c.gmail_search('x y')",
            "UID SEARCH X-GM-RAW \"x y\"",
            "* SEARCH 4 2\r\n",
            "[4, 2]",
        ),
        (
            "get_gmail_labels 5,7",
            "UID FETCH 5,7 (X-GM-LABELS)",
            "* 1 FETCH (UID 5 X-GM-LABELS (\"\\\\Inbox\" \"&AOk-\" 12))\r\n* 2 FETCH (UID 7 X-GM-LABELS ())\r\n",
            r"{5: ['\\Inbox', 'é', '12'], 7: []}",
        ),
        (
            "add_gmail_labels 5 x",
            "UID STORE 5 +X-GM-LABELS (\"x\")",
            "* 1 FETCH (UID 5 X-GM-LABELS (x))\r\n",
            "{5: ['x']}",
        ),
        (
            "remove_gmail_labels 5 x",
            "UID STORE 5 -X-GM-LABELS (\"x\")",
            "",
            "None",
        ),
        (
            "set_gmail_labels 5 x --silent",
            "UID STORE 5 X-GM-LABELS.SILENT (\"x\")",
            "",
            "None",
        ),
        ("set_gmail_labels () x", "", "", "{}"),
    ] {
        let answers: Answers = Box::leak(Box::new([SELECTED, (sent, answer)]));
        evaluates(answers, &[], &["select_folder INBOX", command], expected);
    }
}
