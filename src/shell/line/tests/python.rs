//! Python calls, and their echo in words.

use super::*;

const PLAIN: &str = "one call with plain values works here; for programs use Python's IMAPClient";

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
            "c.fetch({5, 6}, {'FLAGS',})",
            "python(c) fetch ‹5,6› (\"FLAGS\")",
        ),
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
        ("c.f({1, 2: 3})", PLAIN, ":"),
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
        let Ok(Statement::Command(line)) = parse_one(text) else {
            panic!("{text}")
        };
        assert_eq!(words_form(&line), words, "{text}");
    }
}
