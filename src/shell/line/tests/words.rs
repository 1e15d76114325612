//! Lines of words.

use super::*;

#[test]
fn programs_take_the_rest_of_the_line() {
    check(&[
        (
            "fetch all ENVELOPE --jsonl | jq -r .ENVELOPE.subject | sort | uniq -c",
            "fetch ‹all› ‹ENVELOPE› --jsonl | jq -r .ENVELOPE.subject | sort | uniq -c",
        ),
        ("fetch 1 FLAGS |less", "fetch ‹1› ‹FLAGS› | less"),
        ("select_folder a|b", "select_folder ‹a|b›"),
        ("search (SUBJECT |)", "search (‹SUBJECT› ‹|›)"),
        ("noop | wc -l; ls && x # y", "noop | wc -l; ls && x # y"),
        ("noop | sort > f.txt", "noop | sort > f.txt"),
        ("noop | sort >> ~/f", "noop | sort >> ~/f"),
        ("noop | sort 2> f", "noop | sort 2> f"),
        ("noop | sort > $f", "noop | sort > $f"),
        ("noop | sort > a | tee b", "noop | sort > a | tee b"),
        ("noop | awk '$1 > 5'", "noop | awk '$1 > 5'"),
        ("noop | awk \"\\\" > 5\"", "noop | awk \"\\\" > 5\""),
        ("noop | x > a b", "noop | x > a b"),
        ("raw FETCH 1 FLAGS | less", "raw: FETCH 1 FLAGS | less"),
        ("c.noop() | less", "python(c) noop | less"),
        ("?fetch | less", "help fetch | less"),
        ("!ls (", "!ls ("),
        (
            "select_folder INBOX && search UNSEEN || !notify-send \"no mail server\"",
            "select_folder ‹INBOX› && search ‹UNSEEN› || !notify-send \"no mail server\"",
        ),
    ]);
    let Ok(Statement::Command(line)) = parse_one("noop | sort > f.txt") else {
        panic!("not a command")
    };
    let program = line.outlet.program.as_ref();
    assert_eq!(program.map(|program| program.span.clone()), Some(7..11));
    assert!(line.outlet.redirect.is_some());
    for text in ["noop | sort 2> f", "noop | sort > $f", "noop | x > a b"] {
        let Ok(Statement::Command(line)) = parse_one(text) else {
            panic!("not a command")
        };
        assert!(line.outlet.redirect.is_none(), "{text}");
    }
}

#[test]
fn commands_are_chained() {
    check(&[
        ("", "empty"),
        ("#! x", "empty"),
        ("noop;", "noop"),
        ("noop ; # and that is all", "noop"),
        ("list_folders; noop", "list_folders; noop"),
        (
            "list_folders --csv > folders.csv ; folder_status INBOX",
            "list_folders --csv > folders.csv; folder_status ‹INBOX›",
        ),
        (
            "select_folder \"INBOX\"; search UNSEEN",
            "select_folder \"INBOX\"; search ‹UNSEEN›",
        ),
        (
            "select_folder INBOX && search UNSEEN || noop ; ?fetch",
            "select_folder ‹INBOX› && search ‹UNSEEN› || noop; help fetch",
        ),
        ("noop &&noop", "noop && noop"),
        ("noop && \\\n noop", "noop && noop"),
        ("$old = search ALL", "$old = search ‹ALL›"),
        (
            "noop && $old=c.search('ALL'); move $old,5 A",
            "noop && $old = python(c) search \"ALL\"; move ‹$old,5› ‹A›",
        ),
        ("search SUBJECT a&&b", "search ‹SUBJECT› ‹a&&b›"),
        ("search (SUBJECT && ||)", "search (‹SUBJECT› ‹&&› ‹||›)"),
        (
            "c.noop(); c.search(['ALL']) || d.noop()",
            "python(c) noop; python(c) search [\"ALL\"] || python(d) noop",
        ),
        ("noop > a.txt && noop >> b # c", "noop > a.txt && noop >> b"),
    ]);
}

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
        ("ls > a | b", "> FILE must come last", "|"),
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
