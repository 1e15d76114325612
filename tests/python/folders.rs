//! What commands on folders and on the session return.

use super::*;

#[test]
fn select_folder_is_a_dict_with_bytes_for_keys() {
    evaluates(
        &[SELECTED],
        &[],
        &["select_folder INBOX"],
        r"{b'PERMANENTFLAGS': (b'\\Seen', b'[foo]/bar', b'\\*'), b'FLAGS': (b'\\Seen', b'\\Draft', b'12'),
           b'EXISTS': 3, b'RECENT': 1, b'UIDVALIDITY': 7, b'UIDNEXT': 30, b'UNSEEN': [b'2'],
           b'HIGHESTMODSEQ': 99, b'MAILBOXID': [b'(F1)'], b'READ-WRITE': True}",
    );
    evaluates(
        &[(
            "EXAMINE INBOX",
            "* FLAGS (\\Seen)\r\n* 0 EXISTS\r\n* OK [NOMODSEQ] none\r\nOK [READ-ONLY] done\r\n",
        )],
        &[],
        &["select_folder INBOX readonly=True"],
        r"{b'FLAGS': (b'\\Seen',), b'EXISTS': 0, b'NOMODSEQ': [b''], b'READ-ONLY': [b'']}",
    );
}

#[test]
fn every_command_on_folders_and_the_session_is_what_imapclient_returns() {
    let cases: [(&str, &str, &str, &str); 19] = [
        (
            "list_folders",
            "LIST \"\" *",
            "* LIST (\\HasNoChildren \\Sent) \"/\" \"Stuff &- Things\"\r\n* LIST () NIL 123\r\n\
             * LIST (\\Noselect) \".\" {8}\r\n&AP8-.it\r\n* LIST () \"\\\\\" \"it's \\\"q\\\"\"\r\n",
            r#"[((b'\\HasNoChildren', b'\\Sent'), b'/', 'Stuff & Things'), ((), None, '123'),
               ((b'\\Noselect',), b'.', '\xff.it'), ((), b'\\', 'it\'s "q"')]"#,
        ),
        ("list_folders nowhere %", "LIST nowhere %", "", "[]"),
        (
            "list_sub_folders",
            "LSUB \"\" *",
            "* LSUB () \"/\" INBOX\r\n",
            "[((), b'/', 'INBOX')]",
        ),
        (
            "folder_status INBOX",
            "STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)",
            "* STATUS INBOX (MESSAGES 3 RECENT 1 UIDNEXT 30 UIDVALIDITY 7 UNSEEN 2)\r\n",
            "{b'MESSAGES': 3, b'RECENT': 1, b'UIDNEXT': 30, b'UIDVALIDITY': 7, b'UNSEEN': 2}",
        ),
        (
            "folder_exists INBOX",
            "LIST \"\" INBOX",
            "* LIST () \"/\" INBOX\r\n",
            "True",
        ),
        ("folder_exists Gone", "LIST \"\" Gone", "", "False"),
        (
            "find_special_folder \\Sent",
            "LIST \"\" *",
            "* LIST (\\Sent) \"/\" \"Entw&APw-rfe\"\r\n",
            "'Entwürfe'",
        ),
        (
            "capabilities",
            "CAPABILITY",
            "* CAPABILITY imap4rev1 IDLE\r\n",
            "(b'IMAP4REV1', b'UIDPLUS', b'NAMESPACE', b'ID', b'MOVE', b'UNSELECT', b'CONDSTORE', b'ACL', b'QUOTA',
              b'METADATA', b'ENABLE', b'XLIST', b'SORT', b'THREAD=REFERENCES', b'X-GM-EXT-1', b'IDLE')",
        ),
        ("has_capability NOTIFY", "CAPABILITY", "", "False"),
        (
            "namespace",
            "NAMESPACE",
            "* NAMESPACE ((\"&AP8-.\" \"/\")(\"\" NIL)) NIL ((\"#shared/\" \"/\" \"X\" (\"y\")))\r\n",
            "((('\u{ff}.', '/'), ('', None)), None, (('#shared/', '/'),))",
        ),
        (
            "id_",
            "ID NIL",
            "* ID (\"name\" \"x\" \"version\" NIL)\r\n",
            "((b'name', b'x', b'version', None),)",
        ),
        ("id_", "ID NIL", "* ID NIL\r\n", "(None,)"),
        (
            "noop",
            "NOOP",
            "* 3 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK text here\r\n* VANISHED 1:5,7\r\nOK done (0.1)\r\n",
            r"(b'done (0.1)', [(3, b'EXISTS'), (1, b'FETCH', (b'FLAGS', (b'\\Seen',))), (b'OK', b'text here'),
               (b'VANISHED', b'1:5,7')])",
        ),
        (
            "create_folder Neu",
            "CREATE Neu",
            "OK Create completed.\r\n",
            "b'Create completed.'",
        ),
        (
            "rename_folder Neu Alt",
            "RENAME Neu Alt",
            "OK renamed\r\n",
            "b'renamed'",
        ),
        (
            "delete_folder Alt --yes",
            "DELETE Alt",
            "OK gone\r\n",
            "b'gone'",
        ),
        (
            "subscribe_folder Neu",
            "SUBSCRIBE Neu",
            "OK ok\r\n",
            "[b'ok']",
        ),
        (
            "unsubscribe_folder Neu",
            "UNSUBSCRIBE Neu",
            "OK ok\r\n",
            "[b'ok']",
        ),
        ("logout", "LOGOUT", "", "b'bye'"),
    ];
    for (command, sent, answer, expected) in cases {
        let answers: Answers = Box::leak(Box::new([(sent, answer)]));
        evaluates(answers, &[], &[command], expected);
    }
}

#[test]
fn rights_quotas_and_notes_are_imapclients_records() {
    for (command, sent, answer, expected) in [
        (
            "getacl INBOX",
            "GETACL INBOX",
            "* ACL INBOX \"fred x\" lrs 12 w\r\n",
            "[(b'fred x', b'lrs'), (b'12', b'w')]",
        ),
        ("getacl INBOX", "GETACL INBOX", "", "[]"),
        (
            "c.setacl('INBOX', 'bob', 'lrs')",
            "SETACL INBOX bob lrs",
            "OK set it\r\n",
            "b'set it'",
        ),
        (
            "deleteacl INBOX bob",
            "DELETEACL INBOX bob",
            "OK gone\r\n",
            "b'gone'",
        ),
        (
            "listrights INBOX bob",
            "LISTRIGHTS INBOX bob",
            "* LISTRIGHTS INBOX bob l rs w\r\n",
            "(b'l', (b'rs', b'w'))",
        ),
        (
            "myrights INBOX",
            "MYRIGHTS INBOX",
            "* MYRIGHTS INBOX lr\r\n",
            "b'lr'",
        ),
        (
            "get_quota",
            "GETQUOTAROOT INBOX",
            "* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" (STORAGE 3 5 MESSAGE 1 9)\r\n",
            "[Quota('', 'STORAGE', 3, 5), Quota('', 'MESSAGE', 1, 9)]",
        ),
        (
            "get_quota_root \"My mail\"",
            "GETQUOTAROOT \"My mail\"",
            "* QUOTAROOT \"My mail\" \"User quota\" 7\r\n* QUOTA \"User quota\" (STORAGE 3 5)\r\n",
            "(MailboxQuotaRoots('My mail', ['User quota', '7']), [Quota('User quota', 'STORAGE', 3, 5)])",
        ),
        (
            "get_quota_root INBOX",
            "GETQUOTAROOT INBOX",
            "* QUOTAROOT INBOX\r\n",
            "(MailboxQuotaRoots('INBOX', []), [])",
        ),
        (
            "c.set_quota([('', 'STORAGE', 0, 9)])",
            "SETQUOTA \"\" (STORAGE 9)",
            "* QUOTA \"\" (STORAGE 3 9)\r\n",
            "[Quota('', 'STORAGE', 3, 9)]",
        ),
        ("c.set_quota([])", "", "", "None"),
        (
            "getmetadata INBOX /private/a /private/b",
            "GETMETADATA INBOX (/private/a /private/b)",
            "* METADATA INBOX (/private/a \"x\" /private/b NIL)\r\n",
            "{'/private/a': b'x', '/private/b': None}",
        ),
        (
            "setmetadata INBOX /private/a x",
            "SETMETADATA INBOX (/private/a \"x\")",
            "",
            "b'done'",
        ),
        (
            "enable CONDSTORE X",
            "ENABLE CONDSTORE X",
            "* ENABLED CONDSTORE\r\n",
            "[b'CONDSTORE']",
        ),
        ("enable CONDSTORE", "ENABLE CONDSTORE", "", "[]"),
        (
            "xlist_folders",
            "XLIST \"\" *",
            "* XLIST (\\Inbox) \"/\" Inbox\r\n",
            r"[((b'\\Inbox',), b'/', 'Inbox')]",
        ),
        ("welcome", "", "", "b'* OK [CAPABILITY IMAP4rev1] ready'"),
    ] {
        let answers: Answers = Box::leak(Box::new([(sent, answer)]));
        evaluates(answers, &[], &[command], expected);
    }
}
