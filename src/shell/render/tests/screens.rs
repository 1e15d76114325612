//! Folders, status, searches, capabilities and tables.

use super::*;

fn opened(
    title: &str,
    figures: [u64; 6],
    flags: &str,
    permanent: &str,
    first: Option<u64>,
) -> Output<'static> {
    let [messages, unseen, recent, next, validity, modseq] = figures;
    let mut counts = vec![
        ("messages", Cell::count(messages)),
        ("unseen", Cell::count(unseen)),
        ("recent", Cell::count(recent)),
    ];
    counts.extend(first.map(|uid| ("first unseen UID", Cell::id(uid))));
    let facts = Facts {
        title: Some(title.to_owned()),
        grid: vec![
            counts,
            vec![
                ("uidnext", Cell::new(next)),
                ("uidvalidity", Cell::new(validity)),
                ("highestmodseq", Cell::new(modseq)),
            ],
        ],
        lines: vec![
            ("flags".to_owned(), Cell::new(flags)),
            ("permanent".to_owned(), Cell::new(permanent)),
        ],
        right: false,
    };
    Output::new(Value::Nil, Shape::Facts(facts))
}

fn some_folders(full: bool) -> Output<'static> {
    let same = |name: &str, attributes: &str, counts| folder(name, name, attributes, counts);
    let sent = "&AMk-l&AOk-ments envoy&AOk-s";
    let rows = vec![
        same("Trash", "\\HasNoChildren \\Trash", Some((37, 0))),
        same("Lists/imap protocol", "\\HasNoChildren", Some((20417, 0))),
        same("Lists", "\\HasChildren \\Noselect", None),
        folder(
            "Éléments envoyés",
            sent,
            "\\HasNoChildren \\Sent",
            Some((911, 0)),
        ),
        same("Drafts", "\\HasNoChildren \\Drafts", Some((2, 0))),
        same("Archive/2025", "\\HasNoChildren", Some((4132, 0))),
        same("Archive/2024", "\\HasNoChildren", Some((3980, 0))),
        same("Archive", "\\HasChildren \\Archive", Some((8112, 0))),
        same("INBOX", "\\HasNoChildren", Some((142, 3))),
    ];
    let value = Value::list(rows.iter().map(|folder| folder.listed.name.clone()));
    let footer = Footer::counting("folder", "folders")
        .and("separator /")
        .and("LIST-STATUS");
    Output::new(
        value,
        Shape::Folders(Folders {
            rows,
            figures: vec!["MESSAGES".to_owned(), "UNSEEN".to_owned()],
            full,
        }),
    )
    .footer(timed(footer, 34, 3))
}

fn capable(explain: bool, only: &[&str]) -> Output<'static> {
    let names = "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 IDLE NOTIFY ESEARCH SEARCHRES SORT THREAD=REFERENCES \
                 WITHIN UIDPLUS MOVE UNSELECT MULTIAPPEND CONDSTORE QRESYNC ENABLE NAMESPACE SPECIAL-USE \
                 LIST-EXTENDED LIST-STATUS CHILDREN LITERAL+ BINARY COMPRESS=DEFLATE UTF8=ACCEPT ID QUOTA METADATA \
                 X-VENDOR-1";
    let view = CapabilitiesView {
        names: names
            .split_whitespace()
            .map(str::to_ascii_uppercase)
            .collect(),
        when: "after sign-in".to_owned(),
        explain,
        only: only.iter().map(|only| (*only).to_owned()).collect(),
        commands: vec![
            "append",
            "copy",
            "idle",
            "move",
            "multiappend",
            "uid_expunge",
            "unselect_folder",
            "watch",
        ],
    };
    Output::new(Value::Nil, Shape::Capabilities(view))
}

#[test]
fn an_opened_folder() {
    let flags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded";
    let inbox = || {
        opened(
            "INBOX opened read-write",
            [142, 3, 0, 3301, 1239278212, 90210],
            flags,
            &format!("{flags} \\*"),
            Some(3291),
        )
        .footer(timed(Footer::part("SELECT ok"), 23, 1))
    };
    check(
        80,
        inbox(),
        "\
INBOX opened read-write
  messages 142      unseen 3         recent 0      first unseen UID 3291
  uidnext  3301     uidvalidity 1239278212         highestmodseq 90210
  flags      \\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded
  permanent  \\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded \\*
SELECT ok · 23 ms · _1",
    );
    let lists = opened(
        "Lists/imap protocol opened read-only (EXAMINE)",
        [20417, 0, 0, 51288, 1239278290, 771034],
        "\\Answered \\Flagged \\Deleted \\Seen \\Draft",
        "none: nothing you change here is kept",
        None,
    );
    check(
        120,
        lists.footer(timed(Footer::part("EXAMINE ok"), 61, 2)),
        "\
Lists/imap protocol opened read-only (EXAMINE)
  messages 20,417   unseen 0   recent 0   uidnext 51288   uidvalidity 1239278290   highestmodseq 771034
  flags      \\Answered \\Flagged \\Deleted \\Seen \\Draft          permanent  none: nothing you change here is kept
EXAMINE ok · 61 ms · _2",
    );
}

#[test]
fn the_tree_of_folders() {
    check(
        80,
        some_folders(false),
        "\
FOLDER                          USE         MESSAGES   UNSEEN  NOTE
INBOX                           inbox            142        3
Archive                         archive        8,112        0
  2024                                         3,980        0
  2025                                         4,132        0
Drafts                          drafts             2        0
Éléments envoyés                sent             911        0
Lists                                              –        –  cannot be opened
  imap protocol                               20,417        0
Trash                           trash             37        0
9 folders · separator / · LIST-STATUS · 34 ms · _3",
    );
    check(
        120,
        some_folders(true),
        "\
FOLDER                          USE         MESSAGES   UNSEEN  ATTRIBUTES                  WIRE NAME (if different)
INBOX                           inbox            142        3  \\HasNoChildren
Archive                         archive        8,112        0  \\HasChildren \\Archive
  2024                                         3,980        0  \\HasNoChildren
  2025                                         4,132        0  \\HasNoChildren
Drafts                          drafts             2        0  \\HasNoChildren \\Drafts
Éléments envoyés                sent             911        0  \\HasNoChildren \\Sent        &AMk-l&AOk-ments envoy&AOk-s
Lists                                              –        –  \\HasChildren \\Noselect
  imap protocol                               20,417        0  \\HasNoChildren
Trash                           trash             37        0  \\HasNoChildren \\Trash
9 folders · separator / · LIST-STATUS · 34 ms · _3",
    );
}

#[test]
fn a_folder_whose_parent_is_not_listed_keeps_its_whole_name() {
    let rows = vec![
        folder("a/b", "a/b", "", None),
        folder("a/b/c", "a/b/c", "", None),
    ];
    let output = Output::new(
        Value::Nil,
        Shape::Folders(Folders {
            rows,
            ..Folders::default()
        }),
    );
    check(
        80,
        output,
        "FOLDER                          USE         NOTE\na/b\n  c\n",
    );
}

#[test]
fn numbers_of_a_search() {
    let mut output = found([3291, 3295, 3300], "UNSEEN");
    output.footer = timed(output.footer, 12, 5);
    check(
        80,
        output,
        "\
3291  3295  3300
3 messages · 3291,3295,3300 · UID SEARCH UNSEEN · 12 ms · _5",
    );
    let mut output = found([], "FROM nobody SINCE 15-Nov-2026");
    output.footer = timed(output.footer, 9, 6);
    check(
        80,
        output,
        "no message matches · UID SEARCH FROM nobody SINCE 15-Nov-2026 · 9 ms · _6",
    );
    let mut output = found((2001..2140).step_by(3), "SUBJECT invoice NOT DELETED");
    output.footer = timed(output.footer, 88, 7);
    check(
        120,
        output,
        "\
2001  2004  2007  2010  2013  2016  2019  2022  2025  2028  2031  2034  2037  2040  2043
2046  2049  2052  2055  2058  2061  2064  2067  2070  2073  2076  2079  2082  2085  2088
2091  2094  2097  2100  2103  2106  2109  2112  2115  2118  2121  2124  2127  2130  2133
2136  2139
47 messages · 2001,2004,2007,…,2139 (copy it whole with: print _) · UID SEARCH SUBJECT invoice NOT DELETED · 88 ms · _7",
    );
}

#[test]
fn status_of_one_folder_and_of_several() {
    let archive = status(
        "Archive",
        &[
            ("MESSAGES", 8112),
            ("UNSEEN", 0),
            ("RECENT", 0),
            ("UIDNEXT", 17204),
            ("UIDVALIDITY", 1239278231),
        ],
    );
    let view = StatusView {
        rows: vec![archive],
        ..StatusView::default()
    };
    check(
        80,
        Output::new(Value::Nil, Shape::Status(view)).footer(timed(
            Footer::part("STATUS ok"),
            8,
            10,
        )),
        "\
Archive
  messages          8112
  unseen               0
  recent               0
  uidnext          17204
  uidvalidity 1239278231
STATUS ok · 8 ms · _10",
    );
    let size = |name, messages, bytes| {
        status(
            name,
            &[("MESSAGES", messages), ("UNSEEN", 0), ("SIZE", bytes)],
        )
    };
    let rows = vec![
        size("Archive/2024", 3980, 412_000_000),
        size("Archive/2025", 4132, 530_800_000),
    ];
    let footer = timed(
        Footer::counting("folder", "folders").and("2 × STATUS"),
        19,
        11,
    );
    check(
        80,
        Output::new(
            Value::Nil,
            Shape::Status(StatusView {
                rows,
                ..StatusView::default()
            }),
        )
        .footer(footer),
        "\
FOLDER                           MESSAGES   UNSEEN       SIZE
Archive/2024                        3,980        0   412.0 MB
Archive/2025                        4,132        0   530.8 MB
2 folders · 2 × STATUS · 19 ms · _11",
    );
}

#[test]
fn status_of_many_items_marks_the_open_folder() {
    let row = |name, figures: [u64; 7]| {
        let names = [
            "MESSAGES",
            "UNSEEN",
            "RECENT",
            "UIDNEXT",
            "UIDVALIDITY",
            "HIGHESTMODSEQ",
            "SIZE",
        ];
        status(name, &names.into_iter().zip(figures).collect::<Vec<_>>())
    };
    let rows = vec![
        row("INBOX", [142, 3, 0, 3301, 1239278212, 90210, 18_400_000]),
        row("Drafts", [2, 0, 0, 58, 1239278219, 1204, 100_000]),
        row(
            "Archive/2024",
            [3980, 0, 0, 8831, 1239278232, 55120, 412_000_000],
        ),
    ];
    let view = StatusView {
        rows,
        open: Some("inbox".into()),
        table: false,
    };
    check(
        120,
        Output::new(Value::Nil, Shape::Status(view)).footer(Footer::counting("folder", "folders")),
        "\
FOLDER                       MESSAGES   UNSEEN   RECENT   UIDNEXT   UIDVALIDITY   HIGHESTMODSEQ       SIZE
INBOX (open)                      142        3        0      3301    1239278212           90210    18.4 MB
Drafts                              2        0        0        58    1239278219            1204   100.0 kB
Archive/2024                    3,980        0        0      8831    1239278232           55120   412.0 MB
3 folders",
    );
}

#[test]
fn capabilities_are_grouped_by_what_a_person_wants_to_know() {
    let footer = Footer::part("CAPABILITY").and("cached");
    check(
        80,
        capable(false, &[]).footer(timed(footer, 0, 12)),
        "\
IMAP4rev1 · after sign-in · 31 names
  sign in     SASL-IR AUTH=PLAIN AUTH=XOAUTH2
  push        IDLE NOTIFY
  search      ESEARCH SEARCHRES SORT THREAD=REFERENCES WITHIN
  change      UIDPLUS MOVE UNSELECT MULTIAPPEND
  sync        CONDSTORE QRESYNC ENABLE
  folders     NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS CHILDREN
  wire        LITERAL+ BINARY COMPRESS=DEFLATE UTF8=ACCEPT
  other       ID QUOTA METADATA X-VENDOR-1
missing, often asked for: IMAP4rev2 ACL PREVIEW OBJECTID
CAPABILITY · cached · 0 ms · _12",
    );
}

#[test]
fn capabilities_are_explained() {
    check(
        120,
        capable(true, &["push", "change"]).footer(Footer::part("cached")),
        "\
NAME          RFC        WHAT IT GIVES YOU                                           COMMANDS HERE
IDLE          2177       the server tells you of new mail while you wait             idle, watch
NOTIFY        5465       the same for several folders at once                        watch --all
UIDPLUS       4315       UIDs of appended and copied mail; expunge by UID            append, copy, uid_expunge
MOVE          6851       move in one step, nothing lost half-way                     move
UNSELECT      3691       leave a folder without expunging                            unselect_folder
MULTIAPPEND   3502       several messages in one append                              multiappend
6 of 31 names · cached",
    );
}

#[test]
fn a_table_gives_way_where_it_may() {
    let columns = vec![
        Column::id("UID"),
        Column::text("NAME").yields(1),
        Column::text("WHERE").yields(2).least(5),
        Column::count("COUNT"),
    ];
    let row = |uid: u64| {
        Value::row(vec![
            ("uid", uid.into()),
            ("name", "a name of some length".into()),
            ("where", "a place far away".into()),
            ("count", 20417_u64.into()),
        ])
    };
    let table = Shape::Table(Table {
        columns,
        rows: None,
    });
    let output = Output::new(Value::List(vec![row(1), row(22)]), table);
    check(
        40,
        output,
        "\
UID  NAME                  WHERE   COUNT
  1  a name of some leng…  a pl…  20,417
 22  a name of some leng…  a pl…  20,417",
    );
}
