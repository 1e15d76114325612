//! What is typed for each extension, and what comes of it.

/// What an extension brings.
pub(super) struct Row {
    /// Its capability.
    pub(super) capability: &'static str,
    /// What is typed; the last line is the one that needs it.
    pub(super) lines: &'static [&'static str],
    /// What is answered to that: JSON, in which `"*"` stands for anything; or lines of raw, in which `*` does.
    pub(super) answer: &'static str,
}

const fn row(
    capability: &'static str,
    lines: &'static [&'static str],
    answer: &'static str,
) -> Row {
    Row {
        capability,
        lines,
        answer,
    }
}

/// Every extension that our Dovecot offers, and some that it does not.
pub(super) const ROWS: &[Row] = &[
    row(
        "ENABLE",
        &["unselect_folder", "enable CONDSTORE X-NONE"],
        r#"["CONDSTORE"]"#,
    ),
    row("ID", &["id"], r#"[["name", "Dovecot"]]"#),
    row(
        "NAMESPACE",
        &["namespace"],
        r#"{"personal": [{"prefix": "", "separator": "/"}], "other": "*", "shared": null}"#,
    ),
    row(
        "LIST-EXTENDED",
        &[
            "create_folder Work/a",
            "subscribe_folder Work/a",
            "LIST (SUBSCRIBED) \"\" * RETURN (CHILDREN)",
        ],
        r#"[{"flags": ["\\Subscribed", "\\HasNoChildren"], "delimiter": "/", "name": "Work/a"}]"#,
    ),
    row(
        "LIST-EXTENDED",
        &[
            "create_folder Work/a",
            "subscribe_folder Work/a",
            "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %",
        ],
        r#"[{"flags": "*", "delimiter": "/", "name": "Work", "extended": {"CHILDINFO": ["SUBSCRIBED"]}}]"#,
    ),
    row(
        "LIST-EXTENDED",
        &["LIST \"\" (INBOX Dra%) RETURN (SUBSCRIBED)"],
        r#"[{"flags": [], "delimiter": "/", "name": "Drafts"}, {"flags": [], "delimiter": "/", "name": "INBOX"}]"#,
    ),
    row(
        "SPECIAL-USE",
        &["LIST (SPECIAL-USE) \"\" Dra%"],
        r#"[{"flags": "*", "delimiter": "/", "name": "Drafts"}]"#,
    ),
    row(
        "LIST-STATUS",
        &["LIST \"\" INBOX RETURN (STATUS (MESSAGES UNSEEN))"],
        r#"[{"flags": [], "delimiter": "/", "name": "INBOX", "status": {"MESSAGES": 3, "UNSEEN": 2}}]"#,
    ),
    row(
        "STATUS=SIZE",
        &["folder_status INBOX SIZE"],
        r#"{"SIZE": "*"}"#,
    ),
    row(
        "CREATE-SPECIAL-USE",
        &["create_folder Old --use \\Archive"],
        r#""*""#,
    ),
    row(
        "ESEARCH",
        &["search RETURN (MIN MAX COUNT ALL) ALL"],
        r#"{"MIN": 1, "MAX": 3, "COUNT": 3, "ALL": [1, 2, 3]}"#,
    ),
    row(
        "SEARCHRES",
        &["search RETURN (SAVE) SEEN", "fetch $ FLAGS"],
        r#"[{"uid": 1, "seq": 1, "FLAGS": ["\\Seen", "\\Recent"]}]"#,
    ),
    row(
        "SEARCHRES",
        &["search RETURN (SAVE) UNSEEN", "search $ SUBJECT two"],
        "[2]",
    ),
    row(
        "CONTEXT=SEARCH",
        &["search RETURN (PARTIAL 2:3) ALL"],
        r#"{"PARTIAL": {"range": "2:3", "ids": [2, 3]}}"#,
    ),
    row(
        "CONTEXT=SEARCH",
        &["raw UID SEARCH RETURN (ALL UPDATE) UNSEEN"],
        "* ESEARCH (TAG \"*\") UID ALL 2:3",
    ),
    row("PARTIAL", &["search RETURN (PARTIAL -1:-2) ALL"], r#""*""#),
    row("WITHIN", &["search YOUNGER 3600"], "[1, 2, 3]"),
    row("WITHIN", &["search OLDER 3600"], "[]"),
    row("SEARCH=FUZZY", &["search FUZZY SUBJECT two"], "[2]"),
    row("SORT", &["sort (REVERSE SIZE) ALL"], "[3, 2, 1]"),
    row("SORT=DISPLAY", &["sort (DISPLAYFROM) ALL"], "[2, 3, 1]"),
    row(
        "ESORT",
        &["sort RETURN (MIN MAX COUNT ALL) (SUBJECT) ALL"],
        r#"{"MIN": 1, "MAX": 2, "COUNT": 3, "ALL": [1, 3, 2]}"#,
    ),
    row(
        "THREAD=REFERENCES",
        &["thread REFERENCES UTF-8 ALL"],
        "[[1], [2], [3]]",
    ),
    row("THREAD=REFS", &["thread REFS UTF-8 ALL"], "[[1], [2], [3]]"),
    row(
        "THREAD=ORDEREDSUBJECT",
        &["thread ORDEREDSUBJECT UTF-8 ALL"],
        "[[1], [2], [3]]",
    ),
    row(
        "CONDSTORE",
        &["add_flags 2 todo", "search MODSEQ 1 KEYWORD todo"],
        "[2]",
    ),
    row(
        "CONDSTORE",
        &["fetch 2 MODSEQ"],
        r#"[{"uid": 2, "seq": 2, "MODSEQ": "*"}]"#,
    ),
    row(
        "CONDSTORE",
        &["fetch all FLAGS --modifiers \"CHANGEDSINCE 9000000\""],
        "[]",
    ),
    row(
        "CONDSTORE",
        &["fetch all MODSEQ", "add_flags 1:3 done --unchangedsince 1"],
        "warning: changed meanwhile and left alone [MODIFIED]: UID 1:3; *",
    ),
    row(
        "BINARY",
        &["fetch 3 BINARY.PEEK[1] BINARY.SIZE[1]"],
        r#"[{"uid": 3, "seq": 3, "BINARY[1]": "hello\u0000\u0001", "BINARY.SIZE[1]": 7}]"#,
    ),
    row(
        "BINARY",
        &["fetch 3 BINARY.PEEK[1]<1.4>"],
        r#"[{"uid": 3, "seq": 3, "BINARY[1]<1>": "ello"}]"#,
    ),
    row(
        "BINARY",
        &["append INBOX @nul.eml --as-is", "fetch 4 BINARY.PEEK[1]"],
        r#"[{"uid": 4, "seq": 4, "BINARY[1]": "a\u0000b\r\n"}]"#,
    ),
    row(
        "PREVIEW",
        &["fetch 1 PREVIEW"],
        r#"[{"uid": 1, "seq": 1, "PREVIEW": "first"}]"#,
    ),
    row(
        "PREVIEW",
        &["fetch 1 PREVIEW", "fetch 1 PREVIEW (LAZY)"],
        r#"[{"uid": 1, "seq": 1, "PREVIEW": "first"}]"#,
    ),
    row(
        "SAVEDATE",
        &["fetch 1 SAVEDATE"],
        r#"[{"uid": 1, "seq": 1, "SAVEDATE": "*"}]"#,
    ),
    row("SAVEDATE", &["search SAVEDSINCE yesterday"], "[1, 2, 3]"),
    row("OBJECTID", &["fetch 1 EMAILID THREADID"], r#""*""#),
    row(
        "UIDPLUS",
        &["delete_messages 1:2", "uid_expunge 1", "search ALL"],
        "[2, 3]",
    ),
    row("MOVE", &["move 1 Archive", "search ALL"], "[2, 3]"),
    row(
        "UNSELECT",
        &["unselect_folder", "info"],
        r#"{"state": "signed in, no folder open"}"#,
    ),
    row(
        "METADATA",
        &[
            "setmetadata INBOX /private/comment \"a \\\"note\\\"\"",
            "getmetadata INBOX /private/comment",
        ],
        r#"{"/private/comment": "a \"note\""}"#,
    ),
    row(
        "ACL",
        &["setacl INBOX bob lr", "getacl INBOX"],
        r#"[{"identifier": "bob", "rights": "lr"}, {"identifier": "*", "rights": "*"}]"#,
    ),
    row(
        "ACL",
        &["setacl INBOX bob lr", "deleteacl INBOX bob", "getacl INBOX"],
        r#"[{"identifier": "*", "rights": "*"}]"#,
    ),
    row("ACL", &["myrights INBOX"], r#""lrwstipekxacd""#),
    row(
        "ACL",
        &["listrights INBOX bob"],
        r#"{"required": "", "optional": ["l", "r", "w", "s", "t", "p", "i", "e", "k", "x", "a", "c", "d"]}"#,
    ),
    row(
        "QUOTA",
        &["get_quota_root INBOX"],
        r#"[{"mailbox": "INBOX", "quota_roots": ["User quota"]}, [{"quota_root": "User quota", "resource": "STORAGE", "usage": "*", "limit": 1048576}]]"#,
    ),
    row(
        "MULTIAPPEND",
        &[
            "multiappend Archive @one.eml @two.eml",
            "folder_status Archive MESSAGES",
        ],
        r#"{"MESSAGES": 2}"#,
    ),
    row("LITERAL+", &["search SUBJECT \"\u{e9}t\u{e9}\""], "[]"),
    row("COMPRESS=DEFLATE", &["compress", "search ALL"], "[1, 2, 3]"),
    row(
        "IDLE",
        &["idle", "idle_check 0", "idle_done"],
        r#"["*", []]"#,
    ),
    row(
        "NOTIFY",
        &[
            "raw NOTIFY SET (SELECTED (MessageNew (UID FLAGS) MessageExpunge)) (SUBSCRIBED (MessageNew MessageExpunge))",
        ],
        "A OK *",
    ),
    row(
        "CATENATE",
        &["raw APPEND INBOX CATENATE (URL \"/INBOX/;UID=1/;SECTION=HEADER\" TEXT {2}\nhi)"],
        "A OK *",
    ),
    row(
        "UTF8=ACCEPT",
        &["unselect_folder", "enable UTF8=ACCEPT"],
        r#"["UTF8=ACCEPT"]"#,
    ),
    row("X-GM-EXT-1", &["fetch 1 X-GM-MSGID"], r#""*""#),
];

/// Capabilities that no line asks for: parts of others, and such as are used before signing in.
pub(super) const SILENT: &[&str] = &[
    "IMAP4REV1",
    "SASL-IR",
    "LOGIN-REFERRALS",
    "CHILDREN",
    "URL-PARTIAL",
    "I18NLEVEL=1",
    "QRESYNC",
    "SNIPPET=FUZZY",
    "PREVIEW=FUZZY",
    "RIGHTS=",
];
