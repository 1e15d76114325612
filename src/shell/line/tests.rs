//! Tables of lines and what they are read as, and what holds for any text at all.

use proptest::prelude::*;

use super::*;

/// Writes what a line was read as: one piece a word, quoted words in quotes, lists in brackets.
fn sketch(line: &Line) -> String {
    match line {
        Line::Empty => "empty".to_owned(),
        Line::Help(help) => {
            let topic = help.topic.as_ref().map_or("", |topic| topic.text.as_str());
            format!(
                "help{} {topic}{}",
                if help.grammar { "+" } else { "" },
                redirected(&help.redirect)
            )
        }
        Line::Raw(raw) => {
            let tag = raw.tag.as_ref().map_or("raw", |tag| tag.text.as_str());
            format!("{tag}: {}{}", raw.text, redirected(&raw.redirect))
        }
        Line::Command(command) => {
            let mut pieces = vec![command.verb.text.clone()];
            if let Form::Python { object } = &command.form {
                pieces.insert(
                    0,
                    format!("python({})", object.as_deref().unwrap_or_default()),
                );
            }
            pieces.extend(command.arguments.iter().map(sketch_argument));
            pieces.join(" ") + &redirected(&command.redirect)
        }
    }
}

fn sketch_argument(argument: &Argument) -> String {
    match argument {
        Argument::Word(word) if word.quoted => format!("{:?}", word.text),
        Argument::Word(word) => format!("‹{}›", word.text),
        Argument::List { items, bracket, .. } => {
            let items: Vec<String> = items.iter().map(sketch_argument).collect();
            match bracket {
                Bracket::Round => format!("({})", items.join(" ")),
                Bracket::Square => format!("[{}]", items.join(" ")),
            }
        }
        Argument::Option {
            name, value: None, ..
        } => format!("--{name}"),
        Argument::Option {
            name,
            value: Some(value),
            ..
        } => format!("--{name}={}", sketch_argument(value)),
        Argument::File {
            source: FileSource::Stdin,
            ..
        } => "@stdin".to_owned(),
        Argument::File {
            source: FileSource::Path(path),
            ..
        } => format!("@{path}"),
        Argument::Bytes { bytes, .. } => format!("{bytes:02x?}"),
    }
}

fn redirected(redirect: &Option<Redirect>) -> String {
    match redirect {
        None => String::new(),
        Some(Redirect {
            path,
            mode: RedirectMode::Replace,
            ..
        }) => format!(" > {}", path.text),
        Some(Redirect {
            path,
            mode: RedirectMode::Append,
            ..
        }) => format!(" >> {}", path.text),
    }
}

/// Compares each line with what it should be read as; a wrong line is shown with its error.
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        match parse(text) {
            Ok(line) => assert_eq!(sketch(&line), *expected, "{text}"),
            Err(error) => panic!("{text}\n{} {error}", caret(text, error.span.clone())),
        }
    }
}

/// Compares the error of each line: what it begins with, and the text it points at.
fn check_refused(table: &[(&str, &str, &str)]) {
    for (text, message, place) in table {
        let error = parse(text).expect_err(text);
        assert!(
            error.message.starts_with(message),
            "{text}: {}",
            error.message
        );
        assert_eq!(
            text.get(error.span.clone()),
            Some(*place),
            "{text}: {}",
            error.message
        );
    }
}

const PLAIN: &str = "one call with plain values works here; for programs use Python's IMAPClient";

#[test]
fn the_forty_lines_of_the_manual_are_read() {
    check(&[
        ("select_folder inbox", "select_folder ‹inbox›"),
        ("SELECT INBOX", "SELECT ‹INBOX›"),
        ("cd INBOX", "cd ‹INBOX›"),
        (
            "EXAMINE \"Lists/imap protocol\"",
            "EXAMINE \"Lists/imap protocol\"",
        ),
        (
            "select_folder \"a b\" --readonly",
            "select_folder \"a b\" --readonly",
        ),
        (
            "select_folder \"a b\" readonly=True",
            "select_folder \"a b\" --readonly",
        ),
        ("cd -", "cd ‹-›"),
        ("list_folders", "list_folders"),
        ("LIST \"\" *", "LIST \"\" ‹*›"),
        ("ls Archive/%", "ls ‹Archive/%›"),
        (
            "find_special_folder \\Trash",
            "find_special_folder ‹\\Trash›",
        ),
        (
            "folder_status Archive MESSAGES UNSEEN",
            "folder_status ‹Archive› ‹MESSAGES› ‹UNSEEN›",
        ),
        (
            "search UNSEEN FROM marc SINCE 7d",
            "search ‹UNSEEN› ‹FROM› ‹marc› ‹SINCE› ‹7d›",
        ),
        (
            "search OR FROM ann (FROM bob SUBJECT \"two words\")",
            "search ‹OR› ‹FROM› ‹ann› (‹FROM› ‹bob› ‹SUBJECT› \"two words\")",
        ),
        (
            "search ANY (FROM ann) (FROM bob) (FROM cy)",
            "search ‹ANY› (‹FROM› ‹ann›) (‹FROM› ‹bob›) (‹FROM› ‹cy›)",
        ),
        ("search SUBJECT müde", "search ‹SUBJECT› ‹müde›"),
        (
            "gmail_search \"has:attachment newer_than:2d\"",
            "gmail_search \"has:attachment newer_than:2d\"",
        ),
        ("fetch _ FLAGS ENVELOPE", "fetch ‹_› ‹FLAGS› ‹ENVELOPE›"),
        (
            "fetch 1:* (FLAGS INTERNALDATE RFC822.SIZE)",
            "fetch ‹1:*› (‹FLAGS› ‹INTERNALDATE› ‹RFC822.SIZE›)",
        ),
        (
            "fetch last:3 BODY.PEEK[HEADER.FIELDS (FROM TO DATE)]<0.500>",
            "fetch ‹last:3› ‹BODY.PEEK[HEADER.FIELDS (FROM TO DATE)]<0.500>›",
        ),
        ("FETCH 3 FAST --seq", "FETCH ‹3› ‹FAST› --seq"),
        (
            "fetch 3291 FLAGS MODSEQ --modifiers \"CHANGEDSINCE 90000\"",
            "fetch ‹3291› ‹FLAGS› ‹MODSEQ› --modifiers \"CHANGEDSINCE 90000\"",
        ),
        ("show 3295 2", "show ‹3295› ‹2›"),
        (
            "save 3295 --attachments ~/mail/",
            "save ‹3295› --attachments ‹~/mail/›",
        ),
        ("show 3295 --raw > mail.eml", "show ‹3295› --raw > mail.eml"),
        (
            "add_flags 3291,3295 \\Flagged $Later",
            "add_flags ‹3291,3295› ‹\\Flagged› ‹$Later›",
        ),
        (
            "STORE 3291 -FLAGS.SILENT (\\Seen)",
            "STORE ‹3291› ‹-FLAGS.SILENT› (‹\\Seen›)",
        ),
        (
            "append Drafts @mail.eml --flags (\\Draft) --date 2026-11-01",
            "append ‹Drafts› @mail.eml --flags (‹\\Draft›) --date ‹2026-11-01›",
        ),
        (
            "thread REFERENCES UTF-8 SINCE 30d",
            "thread ‹REFERENCES› ‹UTF-8› ‹SINCE› ‹30d›",
        ),
        (
            "c.fetch([3290, 3291], ['FLAGS', b'INTERNALDATE'])",
            "python(c) fetch ‹3290,3291› [\"FLAGS\" \"INTERNALDATE\"]",
        ),
        (". fetch 1:3 flags", ".: fetch 1:3 flags"),
        ("raw FETCH 1:3 (FLAGS)", "raw: FETCH 1:3 (FLAGS)"),
        ("trace next", "trace ‹next›"),
        ("move 5 X", "move ‹5› ‹X›"),
        ("as python", "as ‹python›"),
    ]);
}

#[test]
fn what_is_not_built_yet_is_refused_with_its_place() {
    check_refused(&[
        ("$old = search BEFORE 2020-01-01", "variables", "$"),
        ("$old=search ALL", "variables", "$"),
        ("move $old Archive/2019", "variables", "$old"),
        ("dry delete_messages $old", "dry is not built yet", "dry"),
        ("Time noop", "time is not built yet", "Time"),
        ("repeat 3 noop", "repeat is not built yet", "repeat"),
        (
            "every 30s folder_status INBOX UNSEEN",
            "every is not built yet",
            "every",
        ),
        ("append Drafts <<EOF\nhello\nEOF", "here-documents", "<<"),
        ("append Drafts < mail.eml", "< does not work here", "<"),
        (
            "fetch all ENVELOPE --jsonl | jq -r .ENVELOPE.subject | sort | uniq -c",
            "pipes are not built yet; use > FILE",
            "|",
        ),
        ("| less", "pipes", "|"),
        ("fetch 1 FLAGS |less", "pipes", "|"),
        (
            "list_folders --csv > folders.csv ; folder_status INBOX",
            "several commands",
            ";",
        ),
        ("list_folders; noop", "several commands", ";"),
        ("noop;", "several commands", ";"),
        ("select_folder \"INBOX\"; noop", "several commands", ";"),
        (
            "select_folder INBOX && search UNSEEN || !notify-send x",
            "conditions",
            "&&",
        ),
        ("noop || quit", "conditions", "||"),
        ("!ls", "running other programs", "!"),
        ("alias new = search UNSEEN SINCE $1", "variables", "$1"),
        ("select_folder ${HOME}", "variables", "${"),
        ("add_flags 5 ${x}", "variables", "${"),
        ("add_flags $old \\Seen", "variables", "$old"),
        ("fetch 5,$old FLAGS", "variables", "5,$old"),
        ("UID STORE $old +FLAGS $Later", "variables", "$old"),
        ("copy 5 --to=$where", "variables", "$where"),
        ("search (UID $old)", "variables", "$old"),
        ("append Drafts {310}", "literals", "{310}"),
        ("append Drafts ~{310+}", "literals", "~{310+}"),
        ("raw APPEND Drafts {310}", "literals", "APPEND Drafts {310}"),
        ("a7 LOGIN {3+}", "literals", "LOGIN {3+}"),
        (
            "raw APPEND Drafts {@mail.eml}",
            "literals",
            "APPEND Drafts {@mail.eml}",
        ),
        ("raw -", "raw - is not built yet", "-"),
        ("raw FETCH 1 FLAGS | less", "pipes", "|"),
        ("raw NOOP; raw NOOP", "several commands", ";"),
        ("raw NOOP # why", "raw is sent as typed", "#"),
        ("c.noop() | less", "pipes", "|"),
        ("c.noop(); c.noop()", "several commands", ";"),
    ]);
}

#[test]
fn signs_inside_of_words_survive() {
    check(&[
        ("fetch 1 BODY[]<0.200>", "fetch ‹1› ‹BODY[]<0.200>›"),
        ("select_folder #news.comp", "select_folder ‹#news.comp›"),
        ("select_folder a;b", "select_folder ‹a;b›"),
        ("select_folder a|b", "select_folder ‹a|b›"),
        ("select_folder a&&b", "select_folder ‹a&&b›"),
        ("select_folder Entw&APw-rfe", "select_folder ‹Entw&APw-rfe›"),
        ("select_folder a>b", "select_folder ‹a>b›"),
        ("select_folder a#", "select_folder ‹a#›"),
        (
            "search HEADER Message-ID <1@example.org>",
            "search ‹HEADER› ‹Message-ID› ‹<1@example.org>›",
        ),
        ("list_folders * %", "list_folders ‹*› ‹%›"),
        (
            "search (SUBJECT a | b ; c > d # e)",
            "search (‹SUBJECT› ‹a› ‹|› ‹b› ‹;› ‹c› ‹>› ‹d› ‹#› ‹e›)",
        ),
        (
            "search SUBJECT \"a | b ; c > d # e\"",
            "search ‹SUBJECT› \"a | b ; c > d # e\"",
        ),
        ("search FROM O'Brien", "search ‹FROM› ‹O'Brien›"),
        ("search FROM 'O Brien'", "search ‹FROM› \"O Brien\""),
        ("enable UTF8=ACCEPT", "enable ‹UTF8=ACCEPT›"),
        (
            "fetch 5 -FLAGS +FLAGS -1 -x5",
            "fetch ‹5› ‹-FLAGS› ‹+FLAGS› ‹-1› ‹-x5›",
        ),
        ("fetch $ FLAGS", "fetch ‹$› ‹FLAGS›"),
        (
            "search KEYWORD $Junk UNKEYWORD $Phishing",
            "search ‹KEYWORD› ‹$Junk› ‹UNKEYWORD› ‹$Phishing›",
        ),
        (
            "search NOT (KEYWORD $Junk)",
            "search ‹NOT› (‹KEYWORD› ‹$Junk›)",
        ),
        (
            "UID STORE 5 +FLAGS ($Junk)",
            "UID ‹STORE› ‹5› ‹+FLAGS› (‹$Junk›)",
        ),
        ("add-fl 5 $Junk", "add-fl ‹5› ‹$Junk›"),
        (
            "append X @m --flags=($Junk)",
            "append ‹X› @m --flags=(‹$Junk›)",
        ),
        (
            "append X @m --flags ($Junk)",
            "append ‹X› @m --flags (‹$Junk›)",
        ),
        ("APPEND X ($Junk) @m", "APPEND ‹X› (‹$Junk›) @m"),
        ("login ana \"$ecret\"", "login ‹ana› \"$ecret\""),
        ("select_folder Kosten{5}", "select_folder ‹Kosten{5}›"),
    ]);
}

#[test]
fn backslashes_are_ordinary_outside_of_quotes() {
    check(&[
        ("add_flags 5 \\Seen", "add_flags ‹5› ‹\\Seen›"),
        ("add_flags 5 a\\b\\\\c", "add_flags ‹5› ‹a\\b\\\\c›"),
        (
            r#"search SUBJECT "a \"b\" \\ \Seen""#,
            r#"search ‹SUBJECT› "a \"b\" \\ \\Seen""#,
        ),
        (
            r"search SUBJECT 'a \ b\\'",
            r#"search ‹SUBJECT› "a \\ b\\\\""#,
        ),
        ("search SUBJECT ''", "search ‹SUBJECT› \"\""),
    ]);
}

#[test]
fn square_brackets_are_words_or_lists() {
    check(&[
        ("cd [Gmail]", "cd ‹[Gmail]›"),
        ("cd [Gmail]/All", "cd ‹[Gmail]/All›"),
        ("cd [Google Mail]/All", "cd ‹[Google Mail]/All›"),
        ("cd [Gmail],x", "cd ‹[Gmail],x›"),
        (
            "fetch [1, 2] [FLAGS, ENVELOPE]",
            "fetch [‹1› ‹2›] [‹FLAGS› ‹ENVELOPE›]",
        ),
        (
            "fetch [1,2] [FLAGS ENVELOPE]",
            "fetch [‹1› ‹2›] [‹FLAGS› ‹ENVELOPE›]",
        ),
        (
            "fetch [5] [BODY[TEXT],FLAGS,]",
            "fetch [‹5›] [‹BODY[TEXT]› ‹FLAGS›]",
        ),
        ("fetch [1:*] ['FLAGS']", "fetch [‹1:*›] [\"FLAGS\"]"),
        ("fetch [] [[Gmail]/x]", "fetch [] [‹[Gmail]/x›]"),
        ("fetch 5 ['a]b', \"c]d\"]", "fetch ‹5› [\"a]b\" \"c]d\"]"),
        (
            "fetch 5 BODY[HEADER.FIELDS (\"X]\" TO)]",
            "fetch ‹5› ‹BODY[HEADER.FIELDS (\"X]\" TO)]›",
        ),
        (
            "fetch 5 (BODY[1.MIME] UID)",
            "fetch ‹5› (‹BODY[1.MIME]› ‹UID›)",
        ),
        ("add_flags 5 [foo]/bar", "add_flags ‹5› ‹[foo]/bar›"),
        ("search NOT (A)(B)", "search ‹NOT› (‹A›) (‹B›)"),
        ("search ()", "search ()"),
    ]);
}

#[test]
fn options_are_told_from_words() {
    check(&[
        ("ls --json", "ls --json"),
        ("ls --format=json -a", "ls --format=‹json› --a"),
        (
            "ls --columns=\"a b\" --sizes=[1, 2]",
            "ls --columns=\"a b\" --sizes=[‹1› ‹2›]",
        ),
        (
            "search ALL charset='UTF-8'",
            "search ‹ALL› --charset=\"UTF-8\"",
        ),
        (
            "fetch 5 silent=False charset=None size=-5",
            "fetch ‹5› --silent=‹False› --charset=‹None› --size=‹-5›",
        ),
        (
            "select x readonly=\"True\"",
            "select ‹x› --readonly=\"True\"",
        ),
        ("select x --readonly=True", "select ‹x› --readonly"),
        (
            "search SUBJECT a=b =x x=",
            "search ‹SUBJECT› ‹a=b› ‹=x› ‹x=›",
        ),
        (
            "add_flags 5 flags=(\\Seen)",
            "add_flags ‹5› --flags=(‹\\Seen›)",
        ),
        ("cd -- --x", "cd ‹--x›"),
        ("cd -- -x a=5 --", "cd ‹-x› ‹a=5› ‹--›"),
        ("append X --message=@m.eml", "append ‹X› --message=@m.eml"),
    ]);
    check_refused(&[
        ("cd ---", "this is not an option", "---"),
        ("cd --5", "this is not an option", "--5"),
        ("ls --json= x", "a value must follow", "--json="),
        ("ls --json.x", "a blank is missing", "."),
    ]);
}

#[test]
fn files_and_redirections() {
    check(&[
        ("append Drafts @mail.eml", "append ‹Drafts› @mail.eml"),
        (
            "append Drafts @\"my mail.eml\"",
            "append ‹Drafts› @my mail.eml",
        ),
        ("append Drafts @-", "append ‹Drafts› @stdin"),
        ("append Drafts @'-'", "append ‹Drafts› @-"),
        ("search FROM @@example.org", "search ‹FROM› ‹@example.org›"),
        (
            "search FROM \"@example.org\"",
            "search ‹FROM› \"@example.org\"",
        ),
        (
            "search FROM ann@example.org",
            "search ‹FROM› ‹ann@example.org›",
        ),
        ("multiappend X (@a @b)", "multiappend ‹X› (@a @b)"),
        ("ls >x", "ls > x"),
        ("ls >> \"a b\"  # note", "ls >> a b"),
        ("ls > [a]b.txt", "ls > [a]b.txt"),
        ("raw FETCH 1 BODY[] > x.txt", "raw: FETCH 1 BODY[] > x.txt"),
        ("c.noop() >> log", "python(c) noop >> log"),
        ("?fetch > help.txt", "help fetch > help.txt"),
    ]);
    check_refused(&[
        ("append Drafts @ x", "the name of a file", "@"),
        ("ls >", "> needs the name", ">"),
        ("ls >>> x", "> needs the name", ">>>"),
        ("ls > # x", "> needs the name", ">"),
        ("ls > a b", "> FILE must come last", "b"),
        ("ls > a > b", "> FILE must come last", ">"),
        ("ls > a | b", "pipes", "|"),
        ("ls > (a)", "a blank is missing before (", "("),
        ("> a", "a line starts with a command", ">"),
    ]);
}

#[test]
fn comments_blanks_and_line_ends_do_not_count() {
    check(&[
        ("", "empty"),
        ("  \t ", "empty"),
        ("\r\n", "empty"),
        ("# a comment", "empty"),
        ("#!/usr/bin/env imapclient-interact --source", "empty"),
        ("  #x", "empty"),
        ("noop # a comment | ; >", "noop"),
        ("noop #", "noop"),
        ("  noop  \r\n", "noop"),
        ("noop\n", "noop"),
        ("\tfetch\t5\tFLAGS", "fetch ‹5› ‹FLAGS›"),
    ]);
}

#[test]
fn a_line_goes_on_over_brackets_quotes_and_backslashes() {
    check(&[
        (
            "search (FROM ann\n  SUBJECT x)",
            "search (‹FROM› ‹ann› ‹SUBJECT› ‹x›)",
        ),
        (
            "search (FROM ann\r\n  SUBJECT x)\r\n",
            "search (‹FROM› ‹ann› ‹SUBJECT› ‹x›)",
        ),
        ("fetch [1,\n2] \\\nFLAGS", "fetch [‹1› ‹2›] ‹FLAGS›"),
        ("fetch 5 \\  \r\n  FLAGS", "fetch ‹5› ‹FLAGS›"),
        ("fetch 5 \\\n", "fetch ‹5›"),
        ("append X \"one\r\ntwo\n\"", "append ‹X› \"one\\ntwo\\n\""),
        (
            "c.fetch([1,\n 2], # these\n 'FLAGS')",
            "python(c) fetch ‹1,2› \"FLAGS\"",
        ),
        (
            "c.append('X', '''a\r\nb''')",
            "python(c) append \"X\" \"a\\nb\"",
        ),
    ]);
    check_refused(&[
        ("noop\nquit", "a second line begins here", "\n"),
        ("noop # why\nquit", "a second line begins here", "\n"),
        ("raw NOOP\nquit", "a second line begins here", "\n"),
        ("raw LOGIN \"a\nb\"", "a second line begins here", "\n"),
        ("raw LOGIN \"a\\\nb\"", "a second line begins here", "\n"),
        ("c.noop()\nc.noop()", "a second line begins here", "\n"),
        (
            "c.noop('a\n')",
            "the quote opened here is not closed on its line",
            "'",
        ),
    ]);
}

#[test]
fn what_is_open_is_incomplete() {
    for (text, expected) in [
        ("fetch 5 FLAGS", None),
        ("fetch 5 (FLAGS", Some(Why::Bracket)),
        ("fetch [1,", Some(Why::Bracket)),
        ("fetch 5 BODY[HEADER", Some(Why::Bracket)),
        ("search \"two", Some(Why::Quote)),
        ("search 'two", Some(Why::Quote)),
        ("search (SUBJECT \"two)", Some(Why::Quote)),
        ("search ALL \\", Some(Why::Backslash)),
        ("search ALL \\ ", Some(Why::Backslash)),
        ("search ALL\\", None),
        ("search FROM O'Brien", None),
        ("c.fetch(", Some(Why::Bracket)),
        ("c.fetch([1, 2], {'a':", Some(Why::Bracket)),
        ("c.fetch({'a'", Some(Why::Bracket)),
        ("c.fetch(x=", Some(Why::Bracket)),
        ("c.append('''a", Some(Why::Quote)),
        ("c.append('a", None),
        ("raw FETCH 1 (FLAGS", None),
        ("raw LOGIN \"ana", None),
        ("fetch 5 FLAGS)", None),
        ("append X <<EOF", None),
        ("!ls (", None),
    ] {
        assert_eq!(is_incomplete(text), expected, "{text}");
    }
}

#[test]
fn mistakes_are_pointed_at() {
    check_refused(&[
        (
            "fetch 5 (FLAGS",
            "the bracket opened here is not closed",
            "(",
        ),
        (
            "search \"two words",
            "the quote opened here is not closed",
            "\"",
        ),
        ("fetch 5 FLAGS)", "this bracket was not opened", ")"),
        ("fetch 5 FLAGS]", "this bracket was not opened", "]"),
        ("fetch 5 )", "this bracket was not opened", ")"),
        ("fetch 5 (FLAGS]", ") is needed before this bracket", "]"),
        (
            "fetch 5 [FLAGS, (a]",
            ") is needed before this bracket",
            "]",
        ),
        ("fetch [,1]", "nothing stands before this comma", ","),
        ("fetch [1,,2]", "nothing stands before this comma", ","),
        ("store 5 +FLAGS(\\Seen)", "a blank is missing before (", "("),
        ("search FROM a\"b c\"", "a quote inside a word", "\""),
        ("search FROM \"a\"b", "a blank is missing here", "b"),
        ("search (FROM a)b", "a blank is missing here", "b"),
        ("x = c.fetch(1)", PLAIN, "c.fetch"),
        ("\"fetch\" 5", "a line starts with a command", "\"fetch\""),
        ("(fetch 5)", "a line starts with a command", "(fetch 5)"),
        ("--json ls", "a line starts with a command", "--json"),
        ("@file", "a line starts with a command", "@file"),
        ("select a\u{7}b", "a control character (U+0007)", "\u{7}"),
        ("select a\0b", "a control character (U+0000)", "\0"),
        ("select a\rNOOP", "a control character (U+000D)", "\r"),
        (
            "select \"a\u{85}\"",
            "a control character (U+0085)",
            "\u{85}",
        ),
        (
            "raw NOOP\u{1b}[0m",
            "a control character (U+001B)",
            "\u{1b}",
        ),
        ("raw", "raw needs the text to send", "raw"),
        ("raw > x", "raw needs the text to send", "raw"),
        (". ", "after a tag", "."),
        (". hello", "after a tag", "."),
        ("a7 hello", "after a tag", "a7"),
        ("a7", "after a tag", "a7"),
        ("5 FLAGS", "a line starts with a command", "5"),
        ("@@x", "a line starts with a command", "@@x"),
        ("? a b", "help takes one topic", "b"),
        ("? (a)", "a topic of help is one word", "(a)"),
    ]);
}

#[test]
fn nesting_ends_somewhere() {
    for (open, close) in [("(", ")"), ("[ ", "]")] {
        let deep = |depth: usize| format!("search {}x{}", open.repeat(depth), close.repeat(depth));
        assert!(parse(&deep(32)).is_ok());
        let error = parse(&deep(33)).expect_err("too deep");
        assert_eq!(error.message, "the brackets are nested too deeply");
    }
    assert!(
        parse(&format!(
            "c.search({}{})",
            "[".repeat(100_000),
            "]".repeat(100_000)
        ))
        .is_err()
    );
    assert!(parse(&format!("search {}", "[".repeat(100_000))).is_err());
}

#[test]
fn help_is_asked_before_or_behind() {
    check(&[
        ("?", "help "),
        ("? # everything", "help "),
        ("?fetch", "help fetch"),
        ("? fetch", "help fetch"),
        ("fetch ?", "help fetch"),
        ("??fetch", "help+ fetch"),
        ("fetch ??", "help+ fetch"),
        ("help fetch", "help ‹fetch›"),
        ("search SUBJECT ?", "search ‹SUBJECT› ‹?›"),
        ("search \"?\"", "search \"?\""),
    ]);
}

#[test]
fn raw_lines_are_kept_as_typed() {
    check(&[
        ("raw  NOOP", "raw:  NOOP"),
        (
            "RAW fetch 1  \"a \\\" > b\"   ",
            "raw: fetch 1  \"a \\\" > b\"",
        ),
        ("raw LIST \"\" #shared.*", "raw: LIST \"\" #shared.*"),
        ("raw SEARCH (A > B)", "raw: SEARCH (A > B)"),
        ("raw FETCH 1 (FLAGS", "raw: FETCH 1 (FLAGS"),
        ("raw LOGIN \"ana > x", "raw: LOGIN \"ana > x"),
        ("raw a7 NOOP", "raw: a7 NOOP"),
        ("raw X \\", "raw: X \\"),
        ("raw SELECT {x}", "raw: SELECT {x}"),
        ("a7 FETCH 1 FLAGS", "a7: FETCH 1 FLAGS"),
        ("A001  uid search all >> f", "A001: uid search all >> f"),
        (". NOOP", ".: NOOP"),
        ("rawhide x", "rawhide ‹x›"),
    ]);
    let Ok(Line::Raw(RawLine { span, tag, .. })) = parse("  a7  NOOP  > x") else {
        panic!("not raw")
    };
    assert_eq!(span, 6..10);
    assert_eq!(tag.map(|tag| tag.span), Some(2..4));
}

#[test]
fn python_calls_with_plain_values_are_read() {
    check(&[
        ("c.noop()", "python(c) noop"),
        ("noop()", "python() noop"),
        (
            "client.select_folder('INBOX', readonly=True)",
            "python(client) select_folder \"INBOX\" --readonly",
        ),
        (
            "c.select_folder('INBOX', readonly=False)",
            "python(c) select_folder \"INBOX\" --readonly=‹False›",
        ),
        (
            "c.search('ALL', charset='UTF-8',)",
            "python(c) search \"ALL\" --charset=\"UTF-8\"",
        ),
        (
            "c.search('ALL', charset = None)",
            "python(c) search \"ALL\"",
        ),
        (
            "c.sort(['ARRIVAL'], 'ALL', None)",
            "python(c) sort [\"ARRIVAL\"] \"ALL\"",
        ),
        (
            "c.f(None, True, False, 0, -5, 1_000)",
            "python(c) f ‹NIL› ‹True› ‹False› ‹0› ‹-5› ‹1000›",
        ),
        (
            "c.add_flags([1, 2], ['\\Seen', b'\\\\Draft'], silent=True)",
            "python(c) add_flags ‹1,2› [\"\\\\Seen\" \"\\\\Draft\"] --silent",
        ),
        ("c.fetch((1,), ('FLAGS'))", "python(c) fetch ‹1› \"FLAGS\""),
        ("c.fetch([], ())", "python(c) fetch [] ()"),
        (
            "c.id_({'name': 'x', 'version': None})",
            "python(c) id_ (\"name\" \"x\" \"version\" ‹NIL›)",
        ),
        (
            "c.search(['SINCE', date(2026, 11, 1), ['OR', 5]])",
            "python(c) search [\"SINCE\" ‹2026-11-01› [\"OR\" ‹5›]]",
        ),
        (
            "c.append('X', b'', (), datetime.datetime(2026, 11, 1, 12, 30))",
            "python(c) append \"X\" \"\" () ‹2026-11-01T12:30:00›",
        ),
        (
            "c.f(datetime(2026,1,2), datetime.date(1,1,1))",
            "python(c) f ‹2026-01-02T00:00:00› ‹0001-01-01›",
        ),
        (
            r#"c.f(u'a', r'\d\'', "it's", '''x'y''', """z""")"#,
            r#"python(c) f "a" "\\d\\'" "it's" "x'y" "z""#,
        ),
        (
            r"c.f('\x41\u00fc\U0001F600\101\n\q', b'\xc3\xbc')",
            r#"python(c) f "Aü😀A\n\\q" "ü""#,
        ),
        (r"c.f(b'\xff\x00')", "python(c) f [ff, 00]"),
        ("c.f('a' 'b'\n'c', b'd' b'e')", "python(c) f \"abc\" \"de\""),
        ("c.noop()  # why", "python(c) noop"),
        ("search (OR a b)", "search (‹OR› ‹a› ‹b›)"),
        ("fetch BODY[1]", "fetch ‹BODY[1]›"),
        ("c.capabilities", "c.capabilities"),
    ]);
}

#[test]
fn programs_in_python_are_refused() {
    check_refused(&[
        ("c.fetch(c.search('ALL'))", PLAIN, "c"),
        ("c.fetch(messages, 'FLAGS')", PLAIN, "messages"),
        ("print(c.noop())", PLAIN, "c"),
        ("a.b.c(1)", PLAIN, "a.b.c"),
        ("c.fetch(1)[0]", PLAIN, "["),
        ("c.fetch(1).keys()", PLAIN, "."),
        ("c.fetch(1) + 1", PLAIN, "+"),
        ("c.fetch(1 + 1)", PLAIN, "+"),
        ("c.fetch([1][0])", PLAIN, "["),
        ("c.fetch(*a)", PLAIN, "*"),
        ("c.fetch(,)", PLAIN, ","),
        ("c.f(f'x')", PLAIN, "f"),
        ("c.f({1, 2})", PLAIN, ","),
        ("c.f({1: 2 3})", PLAIN, "3"),
        ("c.f(007)", PLAIN, "007"),
        ("c.f(5x)", PLAIN, "5x"),
        ("c.f(--5)", PLAIN, "--5"),
        ("c.f(1.5)", "IMAP has no fractions", "1.5"),
        ("c.f(.5)", "IMAP has no fractions", ".5"),
        (
            "c.f(99999999999999999999)",
            "this number is too large",
            "99999999999999999999",
        ),
        ("c.f(a=1, 2)", "values without a name come before", "2"),
        ("c.f(a=1, a=2)", "this argument is given twice", "a"),
        (
            "c.f(date(2026, 2, 30))",
            "there is no such day",
            "(2026, 2, 30)",
        ),
        ("c.f(date(2026, 2))", "a date is written", "(2026, 2)"),
        (
            "c.f(datetime(2026, 2, 1, 25))",
            "there is no such time",
            "(2026, 2, 1, 25)",
        ),
        ("c.f(datetime(2026, 2))", "a time is written", "(2026, 2)"),
        ("c.f(date(2026, 'x', 1))", PLAIN, "'x'"),
        ("c.f('a' b'b')", "bytes and text cannot be joined", " "),
        ("c.f(b'ü')", "bytes are written in ASCII", "ü"),
        (r"c.f('\ud800')", "Python has no such character", "\\"),
        (r"c.f('\xg')", "Python has no such character", "\\"),
        ("c.f(a b)", PLAIN, "a"),
    ]);
}

#[test]
fn every_part_knows_its_place() {
    let text = "fetch 1:3 (FLAGS \"ü\") --x=5 @f >> o";
    let Ok(Line::Command(line)) = parse(text) else {
        panic!("not a command")
    };
    let places: Vec<&str> = line
        .arguments
        .iter()
        .filter_map(|argument| text.get(argument.span()))
        .collect();
    assert_eq!(places, ["1:3", "(FLAGS \"ü\")", "--x=5", "@f"]);
    assert_eq!(text.get(line.verb.span), Some("fetch"));
    assert_eq!(
        line.redirect.and_then(|redirect| text.get(redirect.span)),
        Some(">> o")
    );
    let text = " c.fetch([1, 2], ['A'], modifiers=('x',))";
    let Ok(Line::Command(line)) = parse(text) else {
        panic!("not a command")
    };
    let places: Vec<&str> = line
        .arguments
        .iter()
        .filter_map(|argument| text.get(argument.span()))
        .collect();
    assert_eq!(places, ["[1, 2]", "['A']", "modifiers=('x',)"]);
}

#[test]
fn a_python_call_is_echoed_in_words() {
    for (text, words) in [
        (
            "c.fetch([3290, 3291], ['FLAGS', b'INTERNALDATE'])",
            "fetch 3290,3291 FLAGS INTERNALDATE",
        ),
        (
            "c.select_folder('INBOX', readonly=True)",
            "select_folder INBOX --readonly",
        ),
        (
            "c.select_folder('[Gmail]/All Mail')",
            "select_folder \"[Gmail]/All Mail\"",
        ),
        ("c.select_folder('_')", "select_folder \"_\""),
        ("c.select_folder('$x')", "select_folder \"$x\""),
        ("c.select_folder('-x')", "select_folder \"-x\""),
        ("c.select_folder('?')", "select_folder \"?\""),
        ("c.select_folder('a=5')", "select_folder \"a=5\""),
        (
            "c.search(['FROM', 'ann', ['SUBJECT', 'two words']])",
            "search FROM ann (SUBJECT \"two words\")",
        ),
        (
            "c.search('UNSEEN', charset='UTF-8')",
            "search UNSEEN --charset=UTF-8",
        ),
        ("c.sort(['ARRIVAL'], 'ALL')", "sort (ARRIVAL) ALL"),
        ("c.sort(['ARRIVAL'])", "sort (ARRIVAL)"),
        (
            "c.add_flags(5, ['\\\\Seen'], silent=True)",
            "add_flags 5 \\Seen --silent",
        ),
        ("c.set_flags(5, [])", "set_flags 5 ()"),
        (
            "c.append('X', 'a \"b\" \\\\', ('\\\\Seen',), None)",
            "append X \"a \\\"b\\\" \\\\\" (\\Seen)",
        ),
        (
            "c.fetch(5, ['FLAGS'], ['CHANGEDSINCE 5'])",
            "fetch 5 (FLAGS) (\"CHANGEDSINCE 5\")",
        ),
        ("c.append('X', b'\\xff') > f", "append X b\"\\xff\" > f"),
        ("c.create_folder('')", "create_folder \"\""),
        ("c.create_folder('{5}')", "create_folder \"{5}\""),
        ("c.create_folder('Entwürfe')", "create_folder Entwürfe"),
    ] {
        let Ok(Line::Command(line)) = parse(text) else {
            panic!("{text}")
        };
        assert_eq!(words_form(&line), words, "{text}");
    }
}

#[test]
fn carets_stand_under_what_they_point_at() {
    for (text, span, drawn) in [
        ("fetch 5 x", 8..9, "        ^"),
        ("fetch 5 x", 9..9, "         ^"),
        ("ls 日本 x", 3..9, "   ^^^^"),
        ("ls 日本 x", 10..11, "        ^"),
        ("ls\tab", 3..5, "  \t^^"),
        ("search (a\n bc", 11..13, " ^^"),
        ("search (a\n bc", 7..12, "       ^^"),
        ("ü", 1..2, "^"),
        ("x", 40..50, " ^"),
    ] {
        assert_eq!(caret(text, span), drawn, "{text}");
    }
}

/// The arguments of a line without their places, brackets' kinds, and, where words were written
/// out, the quotes that had to be added.
fn meaning(line: &CommandLine, with_quotes: bool) -> Vec<String> {
    fn write(argument: &Argument, with_quotes: bool) -> String {
        match argument {
            Argument::Word(word) if word.quoted && with_quotes => format!("{:?}", word.text),
            Argument::Word(word) => format!("‹{:?}›", word.text),
            Argument::List { items, .. } => {
                let items: Vec<String> =
                    items.iter().map(|item| write(item, with_quotes)).collect();
                format!("({})", items.join(" "))
            }
            Argument::Option {
                name,
                value: Some(value),
                ..
            } => {
                format!("--{name}={}", write(value, with_quotes))
            }
            other => sketch_argument(other),
        }
    }
    let mut pieces = vec![line.verb.text.clone(), redirected(&line.redirect)];
    pieces.extend(
        line.arguments
            .iter()
            .map(|argument| write(argument, with_quotes)),
    );
    pieces
}

/// Pieces lines are made of, so that random ones are often right and always near the grammar.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        " ",
        " ",
        " ",
        " ",
        "(",
        ")",
        "[",
        "]",
        ",",
        "\"",
        "'",
        "\\",
        " \\\n",
        "\n",
        "\r\n",
        "#",
        " # ",
        ">",
        " > f",
        " >> \"a b\"",
        ";",
        "|",
        "&&",
        "<<",
        "<",
        "!",
        "?",
        "??",
        "$",
        "${",
        "$x",
        "_",
        "-",
        "--",
        "--a",
        "--a=",
        "-x",
        "a=",
        "a=5",
        "a=True",
        "=",
        "@",
        "@@",
        "@-",
        "@f",
        "{5}",
        "raw ",
        ". ",
        "a7 ",
        "NOOP",
        "fetch",
        "search ",
        "c.f(",
        "f(",
        "b'",
        "'''",
        "1",
        "-1",
        "1.5",
        "None",
        "True",
        "date(2026,1,2)",
        "{",
        "}",
        ":",
        "\\Seen",
        "BODY[TEXT]<0.5>",
        "[Gmail]/x",
        "(a b)",
        "[a, b]",
        "KEYWORD",
        "add_flags",
        "ü",
        "日",
        "\u{7}",
        "\u{301}",
        "*",
        "%",
        "~",
    ];
    prop_oneof![
        8 => prop::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "[a-z]{1,4}",
        1 => any::<char>().prop_map(String::from),
    ]
}

fn any_line() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..14).prop_map(|pieces| pieces.concat())
}

/// Lines that are right more often than not.
fn tidy_line() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..6).prop_map(|pieces| format!("fetch {}", pieces.join(" ")))
}

/// A text as a Python string.
fn python_string(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|character| format!("\\U{:08x}", u32::from(character)))
        .collect();
    format!("'{escaped}'")
}

fn check_any(text: &str) -> Result<(), TestCaseError> {
    match parse(text) {
        Err(error) => {
            prop_assert!(text.get(error.span.clone()).is_some(), "{text:?} {error:?}");
            prop_assert!(!error.message.is_empty());
            caret(text, error.span);
        }
        Ok(Line::Command(line)) if line.form == Form::Words => {
            let words = words_form(&line);
            let again = parse(&words);
            let Ok(Line::Command(again)) = again else {
                return Err(TestCaseError::fail(format!("{text:?} {words:?} {again:?}")));
            };
            prop_assert_eq!(
                meaning(&again, false),
                meaning(&line, false),
                "{:?} {:?}",
                text,
                words
            );
            prop_assert_eq!(words_form(&again), words);
        }
        Ok(Line::Raw(raw)) => {
            prop_assert_eq!(text.get(raw.span), Some(raw.text.as_str()));
            prop_assert!(
                !raw.text
                    .contains(|character: char| character.is_control() && character != '\t')
            );
        }
        Ok(_) => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in any_line()) {
        check_any(&text)?;
    }

    #[test]
    fn any_line_written_out_is_read_back(text in tidy_line()) {
        check_any(&text)?;
    }

    #[test]
    fn any_characters_are_read_or_refused(text in "\\PC{0,40}") {
        check_any(&text)?;
        parse(&format!("c.f({text})")).ok();
        parse(&format!("raw {text}")).ok();
    }

    #[test]
    fn any_python_strings_come_through(first in any_line(), second in "[ -~\\n]{0,12}") {
        let (one, two) = (python_string(&first), python_string(&second));
        let line = command(&format!("c.fetch({one}, [{two}, 'x'], a={one})"))?;
        let texts = texts(&line.arguments);
        prop_assert_eq!(&texts, &[first.as_str(), &second, "x", &first]);
        let controls = |character: char| character.is_control() && character != '\n';
        if !first.contains(controls) {
            let words = words_form(&line);
            let again = command(&words)?;
            prop_assert_eq!(self::texts(&again.arguments), texts, "{:?}", words);
        }
    }
}

fn command(text: &str) -> Result<CommandLine, TestCaseError> {
    match parse(text) {
        Ok(Line::Command(line)) => Ok(line),
        other => Err(TestCaseError::fail(format!("{text:?} {other:?}"))),
    }
}

/// The words of arguments, those in lists and options too.
fn texts(arguments: &[Argument]) -> Vec<&str> {
    let mut found = Vec::new();
    for argument in arguments {
        match argument {
            Argument::Word(word) => found.push(word.text.as_str()),
            Argument::List { items, .. } => found.extend(texts(items)),
            Argument::Option {
                value: Some(value), ..
            } => found.extend(texts(std::slice::from_ref(value))),
            _ => {}
        }
    }
    found
}
