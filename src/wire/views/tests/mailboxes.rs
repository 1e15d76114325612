//! LIST, STATUS, NAMESPACE.

use super::{check, each};
use crate::types::Namespace;

#[test]
fn mailboxes_are_listed() {
    let cases = [
        (
            "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent Items\"\r\n",
            "LIST (\\HasNoChildren \\Sent) / <Sent Items>",
        ),
        ("* LSUB () \"\\\\\" a\r\n", "LSUB () \\ <a>"),
        (
            "* LIST () \"/\" foo (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n",
            "LIST () / <foo> CHILDINFO=('SUBSCRIBED')",
        ),
        (
            "* LIST () \"/\" \"foo\" (OLDNAME (\"bar\") X 5)\r\n",
            "LIST () / <foo> OLDNAME=('bar') X=5",
        ),
        ("* LIST () \"/\" foo ()\r\n", "LIST () / <foo>"),
        ("* LIST () / \"foo\"\r\n", "LIST () / <foo>"),
    ];
    for (wire, expected) in cases {
        check(0, wire, expected);
    }
}

#[test]
fn odd_lines_of_list_are_read() {
    const SPACES: &str = "\n! list: the name has spaces and no quotes";
    let cases = [
        (
            21,
            "* List (\\HasNoChildren) \"/\" \"INBOX\"\r\n",
            "LIST (\\HasNoChildren) / <INBOX>".to_owned(),
        ),
        (
            40,
            "* LIST (\\HasNoChildren) \"/\" Tab\tname9\r\n",
            format!("LIST (\\HasNoChildren) / <Tab\tname9>{SPACES}"),
        ),
        (
            40,
            "* LIST () \"/\" a  b (old) c\r\n",
            format!("LIST () / <a  b (old) c>{SPACES}"),
        ),
        (
            40,
            "* LIST () \"/\" Drafts (old)\r\n",
            format!("LIST () / <Drafts (old)>{SPACES}"),
        ),
        (
            40,
            "* LIST () \"/\" 2024 01\r\n",
            format!("LIST () / <2024 01>{SPACES}"),
        ),
        (
            41,
            "* LIST (\\UnMarked) \".\" INBOX.[Airmail].Snooze\r\n",
            "LIST (\\UnMarked) . <INBOX.[Airmail].Snooze>".to_owned(),
        ),
        (
            42,
            "* LIST (\\NoInferiors) NIL \"Flat9\"\r\n",
            "LIST (\\NoInferiors) NIL <Flat9>".to_owned(),
        ),
        (
            42,
            "* LIST () \"\" Flat9\r\n",
            "LIST () NIL <Flat9>\n! list: the delimiter is a string in place of NIL".to_owned(),
        ),
        (43, "* LIST () \"/\" NIL\r\n", "LIST () / <NIL>".to_owned()),
        (43, "* LIST () \"/\" nil\r\n", "LIST () / <nil>".to_owned()),
        (
            44,
            "* LIST () \"/\" 20240101\r\n",
            "LIST () / <20240101>".to_owned(),
        ),
        (44, "* LIST () \"/\" 007\r\n", "LIST () / <007>".to_owned()),
        (
            45,
            "* LIST () \"/\" \"/Work9\"\r\n",
            "LIST () / </Work9>".to_owned(),
        ),
        (
            46,
            "* LIST (\\HasNoChildren) \"/\" {8}\r\nab\"c\\d 9\r\n",
            "LIST (\\HasNoChildren) / <ab\"c\\d 9>".to_owned(),
        ),
        (
            47,
            "* LIST () \"/\" \"Entwürfe9\"\r\n",
            "LIST () / <Entwürfe9>".to_owned(),
        ),
        (
            48,
            "* LIST () \"/\" \"R&D bad&x9\"\r\n* LIST () \"/\" Fine9\r\n",
            "LIST () / <R&D bad&x9>\nLIST () / <Fine9>\n\
             ! list: the name R&D bad&x9 is no modified UTF-7; shown as it came"
                .to_owned(),
        ),
        (
            0,
            "* LIST (\\A NIL) \"/\" a\r\n",
            "LIST (\\A) / <a>".to_owned(),
        ),
    ];
    for (quirk, wire, expected) in cases {
        check(quirk, wire, &expected);
    }
}

#[test]
fn a_line_of_list_that_lacks_something_is_kept_as_it_came() {
    let cases = [
        ("* LIST\r\n", "unparsed * LIST: nothing follows"),
        ("* LIST ()\r\n", "unparsed * LIST (): no delimiter"),
        ("* LIST () \"/\"\r\n", "unparsed * LIST () \"/\": no name"),
        (
            "* LIST a \"/\" b\r\n",
            "unparsed * LIST a \"/\" b: the attributes are no list",
        ),
        (
            "* LIST () \"/\" \"a\" b\r\n",
            "unparsed * LIST () \"/\" \"a\" b: more follows after the name",
        ),
        (
            "* STATUS\r\n",
            "unparsed * STATUS: neither a name nor a list",
        ),
        (
            "* STATUS a\r\n",
            "unparsed * STATUS a: no list of items at the end",
        ),
    ];
    for (wire, expected) in cases {
        check(0, wire, expected);
    }
}

#[test]
fn the_state_of_a_mailbox_is_read() {
    let cases = [
        (
            0,
            "* STATUS foo (MESSAGES 3 uidnext 9 MAILBOXID (F1))\r\n",
            "STATUS <foo> MESSAGES=3 UIDNEXT=9 MAILBOXID=(F1)",
        ),
        (
            0,
            "* STATUS {3}\r\na b (MESSAGES 3)\r\n",
            "STATUS <a b> MESSAGES=3",
        ),
        (
            0,
            "* STATUS NIL (MESSAGES 3)\r\n",
            "STATUS <NIL> MESSAGES=3",
        ),
        (
            49,
            "* STATUS INBOX (MESSAGES 231) \r\n",
            "STATUS <INBOX> MESSAGES=231",
        ),
        (
            50,
            "* STATUS Inbox (MESSAGES 232)\r\n",
            "STATUS <Inbox> MESSAGES=232",
        ),
        (51, "* STATUS \"INBOX\" ()\r\n", "STATUS <INBOX>"),
        (
            52,
            "* STATUS Sent Items (UIDNEXT 17)\r\n",
            "STATUS <Sent Items> UIDNEXT=17\n! status: the name has spaces and no quotes",
        ),
        (
            52,
            "* STATUS My (old)  files (UIDNEXT 17)\r\n",
            "STATUS <My (old)  files> UIDNEXT=17\n! status: the name has spaces and no quotes",
        ),
        (
            0,
            "* STATUS a (MESSAGES)\r\n",
            "STATUS <a> MESSAGES=NIL\n! status: the last item has no value",
        ),
        (
            0,
            "* STATUS a (MESSAGES -1 UNSEEN NIL)\r\n",
            "STATUS <a> MESSAGES=-1 UNSEEN=NIL",
        ),
        (
            0,
            "* STATUS a (SIZE 9223372036854775807)\r\n",
            "STATUS <a> SIZE=9223372036854775807",
        ),
    ];
    for (quirk, wire, expected) in cases {
        check(quirk, wire, expected);
    }
}

/// Reads a namespace and shows it with its notes.
fn check_namespace(wire: &str, expected: &str) {
    let mut shown = String::new();
    each(
        format!("* NAMESPACE {wire}\r\n").as_bytes(),
        |_, _, values| {
            let mut notes = Vec::new();
            shown = match super::super::namespace(values, &mut notes) {
                Ok(Namespace {
                    personal,
                    other,
                    shared,
                }) => [personal, other, shared].map(show_entries).join(" "),
                Err(problem) => format!("error: {problem}"),
            };
            shown.extend(notes.iter().map(|note| format!(" ! {note}")));
        },
    );
    assert_eq!(shown, expected, "{wire}");
}

fn show_entries(entries: Option<Vec<crate::types::NamespaceEntry>>) -> String {
    let Some(entries) = entries else {
        return "NIL".to_owned();
    };
    let show = |entry: &crate::types::NamespaceEntry| {
        let delimiter = entry
            .delimiter
            .as_deref()
            .map_or("NIL".into(), String::from_utf8_lossy);
        format!("<{}>{delimiter}+{}", entry.prefix, entry.extensions.len())
    };
    entries.iter().map(show).collect::<Vec<_>>().join(",")
}

#[test]
fn namespaces_are_read() {
    let cases = [
        ("((\"FOO.\" \"/\")) NIL NIL", "<FOO.>/+0 NIL NIL"),
        ("NIL NIL ((\"\" \".\"))", "NIL NIL <>.+0"),
        (
            "((\"\" \"/\")(\"#mh/\" \"/\" \"X-PARAM\" (\"FLAG1\" \"FLAG2\"))) NIL NIL",
            "<>/+0,<#mh/>/+2 NIL NIL",
        ),
        ("((\"N9.\" \".\")) () ()", "<N9.>.+0 NIL NIL"),
        ("((\"\" NIL)) NIL NIL", "<>NIL+0 NIL NIL"),
        (
            "((NIL \"/\")) NIL",
            "<>/+0 NIL NIL ! namespace: 2 kinds of namespaces instead of 3",
        ),
        (
            "(\"\" \"/\") NIL NIL",
            "<>/+0 NIL NIL ! namespace: one pair of parentheses instead of two",
        ),
        ("x NIL NIL", "error: a namespace is no list"),
        ("(((a) b)) NIL NIL", "error: the prefix is a list"),
    ];
    for (wire, expected) in cases {
        check_namespace(wire, expected);
    }
}
