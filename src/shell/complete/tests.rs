#![allow(clippy::unwrap_used)]

use imapclient::client::{Client, Options, Waker};
use imapclient::script::Script;
use imapclient::types::{Flag, ListedMailbox, MailboxName, MessageSet};

use super::*;
use crate::shell::account::Account;
use crate::shell::aliases::Aliases;
use crate::shell::commands::COMMANDS;
use crate::shell::line::{Statement, parse_one};
use crate::shell::render::Palette;
use crate::shell::session::Modes;
use crate::shell::settings::Settings;
use crate::shell::trace::Tracing;

fn session(folders: &[&str]) -> Session {
    let modes = Modes {
        interactive: true,
        ..Modes::default()
    };
    let tracing = Tracing::new(Box::new(std::io::sink()), Palette::none());
    let mut session = Session::new(
        Account::default(),
        modes,
        Settings::default(),
        Waker::new().unwrap(),
        tracing,
    );
    let listed = folders.iter().map(|name| ListedMailbox {
        attributes: vec![Flag::new("\\HasNoChildren")],
        delimiter: Some(b"/".to_vec()),
        name: MailboxName::new(*name),
        extended: Vec::new(),
    });
    session.folders = (!folders.is_empty()).then(|| listed.collect());
    session
}

/// A session over a script that has signed it in.
fn connected(transcript: &str) -> Session {
    let mut session = session(&[]);
    let script = Script::parse(&format!(
        "S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE THREAD=REFERENCES THREAD=REFS] ready\n{transcript}"
    ));
    let waker = session.waker.clone();
    let client = Client::greet(Box::new(script.unwrap()), waker, Options::default(), None);
    session.client = Some(client.unwrap());
    session
}

fn aliases(lines: &[&str]) -> Aliases {
    let mut aliases = Aliases::default();
    for line in lines {
        let Ok(Statement::Alias(alias)) = parse_one(&format!("alias {line}")) else {
            panic!("{line}");
        };
        aliases.define(&alias).unwrap();
    }
    aliases
}

/// What Tab would make of the line, each candidate put into it.
fn lines(session: &mut Session, line: &str) -> Vec<String> {
    let (start, candidates) = candidates(session, line, line.len());
    let before = line.get(..start).unwrap();
    candidates
        .iter()
        .map(|candidate| format!("{before}{}", candidate.typed))
        .collect()
}

#[test]
fn words_complete_by_their_place_in_the_line() {
    let mut session = session(&[
        "INBOX",
        "Lists/imap protocol",
        "Lists/news",
        "_",
        "Entwürfe",
    ]);
    let found = Kept {
        messages: Some(MessageSet::Uid([5].into_iter().collect())),
        ..Kept::default()
    };
    session.results.keep(found, Some("old"));
    session.aliases = aliases(&["new = search UNSEEN SINCE $1", "into = copy $1 $2"]);
    let cases: &[(&str, &[&str])] = &[
        ("sel", &["select_folder "]),
        ("SELECT-F", &["select_folder "]),
        ("exam", &["examine "]),
        ("select_folder inb", &["select_folder INBOX "]),
        ("cd ent", &["cd Entwürfe "]),
        ("cd \"inb", &["cd \"INBOX\" "]),
        ("cd 'lists/i", &["cd 'Lists/imap protocol' "]),
        ("cd lists/i", &["cd \"Lists/imap protocol\" "]),
        ("cd L", &["cd \"Lists/imap protocol\"", "cd \"Lists/news\""]),
        ("cd _", &["cd \"_\" "]),
        ("cd INBOX --r", &["cd INBOX --readonly", "cd INBOX --raw"]),
        ("cd INBOX --readonly --read", &[]),
        ("cd INBOX inb", &[]),
        ("SELECT INBOX (cond", &["SELECT INBOX (CONDSTORE"]),
        (
            "examine INBOX (",
            &["examine INBOX (CONDSTORE", "examine INBOX (QRESYNC"],
        ),
        ("SELECT INBOX cond", &[]),
        ("fetch la", &["fetch last:"]),
        ("fetch 5 env", &["fetch 5 ENVELOPE "]),
        ("fetch 5 FLAGS env", &["fetch 5 FLAGS ENVELOPE "]),
        ("fetch 5 (FLAGS env", &["fetch 5 (FLAGS ENVELOPE"]),
        ("fetch 5 [FLAGS, env", &["fetch 5 [FLAGS, ENVELOPE "]),
        ("fetch 5 BODY.PEEK[T", &["fetch 5 BODY.PEEK[TEXT] "]),
        ("UID FETCH 5 env", &["UID FETCH 5 ENVELOPE "]),
        ("fetch 5 FLAGS --form", &["fetch 5 FLAGS --format "]),
        (
            "fetch 5 FLAGS --format js",
            &[
                "fetch 5 FLAGS --format json",
                "fetch 5 FLAGS --format jsonl",
            ],
        ),
        (
            "fetch 5 FLAGS --format=py",
            &["fetch 5 FLAGS --format=python "],
        ),
        ("search unse", &["search UNSEEN "]),
        ("search FROM ", &[]),
        ("search FROM unse", &[]),
        ("search FROM ana unse", &["search FROM ana UNSEEN "]),
        ("search SINCE yes", &["search SINCE yesterday "]),
        ("search OR (FROM a) (unse", &["search OR (FROM a) (UNSEEN"]),
        ("raw namesp", &["raw NAMESPACE "]),
        ("raw FETCH ", &[]),
        ("help crit", &["help criteria "]),
        ("?fet", &["?fetch "]),
        ("? fet", &["? fetch "]),
        ("noop && exam", &["noop && examine "]),
        ("noop; cd ent", &["noop; cd Entwürfe "]),
        ("$old = exam", &["$old = examine "]),
        ("ne", &["new "]),
        ("NEW yes", &["NEW yesterday "]),
        ("noop; new 7d unan", &["noop; new 7d UNANSWERED "]),
        ("new 7d --js", &["new 7d --json", "new 7d --jsonl"]),
        ("into 5 ent", &["into 5 Entwürfe "]),
        ("alias x = exam", &["alias x = examine "]),
        ("alias n", &["alias new "]),
        (
            "unset n",
            &["unset new", "unset news", "unset normalise_times"],
        ),
        ("help ne", &["help new "]),
        ("fetch $o", &["fetch $old "]),
        ("print $", &["print $old "]),
        ("noop | fet", &[]),
        ("noop | x && fet", &[]),
        ("!x ; fet", &[]),
        ("nothing ", &[]),
        ("set form", &["set format "]),
        ("set format py", &["set format python "]),
        (
            "folder_status INBOX mess",
            &["folder_status INBOX MESSAGES "],
        ),
    ];
    for (line, expected) in cases {
        let mut found = lines(&mut session, line);
        if found.len() > 1 {
            found.sort_by_key(|line| expected.iter().position(|wanted| wanted == line));
        }
        assert_eq!(found, *expected, "{line:?}");
    }
}

#[test]
fn an_empty_line_offers_every_command_under_its_own_name() {
    let (start, offered) = candidates(&mut session(&[]), "", 0);
    let names: Vec<&str> = offered.iter().map(|offer| offer.typed.as_str()).collect();
    assert_eq!(start, 0);
    for command in COMMANDS {
        assert!(names.contains(&command.name), "{}", command.name);
    }
}

#[test]
fn a_name_with_everything_in_it_is_typed_so_that_it_means_itself() {
    let name = "Éléments \"été\" [x]";
    let mut session = session(&[name, "INBOX"]);
    for typed in ["cd él", "cd \"él", "cd 'Él"] {
        let completed = lines(&mut session, typed);
        let [completed] = completed.as_slice() else {
            panic!("{typed}: {completed:?}");
        };
        let Ok(Statement::Command(line)) = parse_one(completed) else {
            panic!("{completed} cannot be read");
        };
        let word = line.arguments.first().unwrap();
        assert!(
            matches!(word, line::Argument::Word(word) if word.text == name),
            "{completed}"
        );
    }
}

#[test]
fn only_whole_names_are_ever_offered() {
    let mut session = session(&[]);
    for length in 1..6 {
        for command in COMMANDS {
            let typed = command.name.get(..length).unwrap_or(command.name);
            for line in lines(&mut session, typed) {
                let whole = crate::shell::dispatch::find(line.trim_end(), false);
                assert!(whole.is_ok(), "{typed} becomes {line}");
            }
        }
    }
}

#[test]
fn folders_are_asked_for_once() {
    let mut session = connected(
        "C: A1 LIST \"\" *\nS: * LIST () \"/\" INBOX\nS: * LIST () \"/\" \"a b\"\nS: A1 OK done\n",
    );
    assert_eq!(lines(&mut session, "cd in"), ["cd INBOX "]);
    assert_eq!(lines(&mut session, "cd a"), ["cd \"a b\" "]);
}

#[test]
fn a_refused_list_offers_nothing_and_is_not_repeated() {
    let mut session = connected("C: A1 LIST \"\" *\nS: A1 NO not now\n");
    assert!(lines(&mut session, "cd in").is_empty());
    assert!(lines(&mut session, "cd in").is_empty());
}

#[test]
fn nothing_is_asked_where_only_what_was_typed_is_sent() {
    let mut session = connected("");
    session.modes.bare = true;
    assert!(lines(&mut session, "cd in").is_empty());
}

#[test]
fn hints_say_what_is_still_to_be_typed() {
    for (line, expected) in [
        ("", None),
        ("s", None),
        (
            "sel",
            Some("ect_folder FOLDER [PARAMETERS] [--readonly] [--qresync] [--known STATE]"),
        ),
        (
            "cd",
            Some(" FOLDER [PARAMETERS] [--readonly] [--qresync] [--known STATE]"),
        ),
        (
            "cd ",
            Some("FOLDER [PARAMETERS] [--readonly] [--qresync] [--known STATE]"),
        ),
        (
            "cd INB",
            Some(" [PARAMETERS] [--readonly] [--qresync] [--known STATE]"),
        ),
        ("cd \"Lists/i", None),
        (
            "cd \"a b\"",
            Some(" [PARAMETERS] [--readonly] [--qresync] [--known STATE]"),
        ),
        ("cd INBOX --readonly", None),
        ("cd INBOX --read", Some("only")),
        ("search FROM ", Some("TEXT")),
        ("search HEADER Subject ", Some("TEXT")),
        ("search SINCE ", Some("DATE")),
        ("search (SINCE ", Some("DATE")),
        ("search FROM an", None),
        ("serach ", None),
        ("fetch ", Some("SET")),
        ("fetch 5 FLAGS --format ", Some("FORMAT")),
        ("raw ", None),
        ("into", Some(" $1 $2  = copy $1 $2")),
        ("into 5 ", Some("$2  = copy $1 $2")),
        ("into 5 A", None),
        ("into 5 A ", None),
    ] {
        let aliases = aliases(&["into = copy $1 $2"]);
        let found = hint(line, &aliases).map(|hint| hint.shown);
        match (line, expected, found) {
            // How fetch goes on is its own business; what it begins with is ours.
            ("fetch ", _, Some(found)) => {
                let usage = crate::shell::dispatch::find("fetch", false)
                    .unwrap()
                    .0
                    .usage();
                let rest = usage.strip_prefix("fetch ").unwrap();
                assert_eq!(found, rest);
            }
            (line, expected, found) => assert_eq!(found.as_deref(), expected, "{line:?}"),
        }
    }
}

#[test]
fn hints_of_syntax_are_not_taken_into_the_line() {
    assert_eq!(hint("cd ", &Aliases::default()).unwrap().taken, None);
    assert_eq!(
        hint("sel", &Aliases::default()).unwrap().taken.as_deref(),
        Some("ect_folder")
    );
}

#[test]
fn history_suggests_only_what_looks() {
    for (line, may) in [
        ("search UNSEEN", true),
        ("fetch 5 FLAGS", true),
        ("raw EXPUNGE", false),
        ("raw NOOP", false),
        ("source setup.imap", false),
        ("watch --for 5m", true),
        ("watch --exec \"rm x\"", false),
        ("watch -e \"rm x\"", false),
        ("search UNSEEN\nsearch SEEN", false),
        ("unknown 5", false),
        ("sear UNSEEN", false),
        ("by ann", true),
        ("by", false),
        ("gone 5", false),
        ("alias by = noop", false),
    ] {
        let aliases = aliases(&["by = search FROM $1", "gone = delete_messages $1"]);
        assert_eq!(may_be_suggested(line, &aliases), may, "{line}");
    }
}

#[test]
fn the_verb_is_bold_when_known_and_red_when_not() {
    let aliases = aliases(&["new = search UNSEEN"]);
    let painted = |line| painted(line, Palette::ansi(), &aliases).into_owned();
    assert_eq!(painted("new 5"), "\x1b[1mnew\x1b[0m 5");
    assert_eq!(painted("ne"), "ne");
    assert_eq!(painted("fetch 5"), "\x1b[1mfetch\x1b[0m 5");
    assert_eq!(painted("select 5"), "\x1b[1mselect\x1b[0m 5");
    assert_eq!(painted("fecth 5"), "\x1b[4;31mfecth\x1b[0m 5");
    assert_eq!(painted("zz"), "\x1b[4;31mzz\x1b[0m");
    // Not wrong yet.
    assert_eq!(
        painted("noop; $x = fetch 5 && fecth | zz; zz"),
        "\x1b[1mnoop\x1b[0m; $x = \x1b[1mfetch\x1b[0m 5 && \x1b[4;31mfecth\x1b[0m | zz; zz"
    );
    assert_eq!(painted("se"), "se");
    assert_eq!(painted("# fetch"), "# fetch");
    assert_eq!(
        super::painted("fetch", Palette::none(), &Aliases::default()),
        "fetch"
    );
}

#[test]
fn algorithms_and_special_uses_are_offered() {
    let mut session = connected("");
    assert_eq!(
        lines(&mut session, "thread R"),
        ["thread REFERENCES", "thread REFS"]
    );
    assert_eq!(
        lines(&mut session, "create_folder X --use \\S"),
        ["create_folder X --use \\Sent "]
    );
}
