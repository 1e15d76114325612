//! Lines, headers, continuation and interpolation, as Python's `ConfigParser` reads them.

use super::{Site, account, error, given};

#[test]
fn passwords_come_out_as_python_reads_them() {
    let cases = [
        ("password = se#cret;x", "se#cret;x"),
        ("password = p ; c # d", "p ; c # d"),
        ("password = a%%b", "a%b"),
        ("password = a%b", "a%b"),
        ("password = 100%", "100%"),
        ("password = %%(host)s", "%(host)s"),
        ("password = %(host)s!", "h!"),
        ("password = %(HOST)s", "h"),
        ("password = %(nobody)s", "%(nobody)s"),
        ("password = %(host)x %()s %(", "%(host)x %()s %("),
        ("password = a=b:c", "a=b:c"),
        ("password:a=b", "a=b"),
        ("PassWord =   \t x y \t", "x y"),
        ("  password = indented", "indented"),
        ("password = \"quoted\"", "\"quoted\""),
        ("password = x\r\n# comment\r\n   ; comment\r\n", "x"),
        ("password = x\n\n\n", "x"),
        ("password = [x]", "[x]"),
        ("password = gr\u{fc}n", "gr\u{fc}n"),
    ];
    for (line, expected) in cases {
        let account = account(&format!("[DEFAULT]\n{line}\nhost = h"));
        assert_eq!(account.password, given(expected), "{line}");
    }
}

#[test]
fn byte_order_marks_and_line_ends_do_not_matter() {
    for ini in [
        "\u{feff}[DEFAULT]\nhost = h\nport = 1",
        "[DEFAULT]\r\nhost = h\r\nport = 1\r\n",
        "[DEFAULT]\rhost = h\rport = 1\r",
        "# c\n\n[DEFAULT] ; c\n\nhost: h\nport: 1",
        "[DEFAULT]\nhost = h\n[DEFAULT]\nport = 1",
    ] {
        let account = account(ini);
        assert_eq!(
            (account.host.as_deref(), account.port),
            (Some("h"), Some(1)),
            "{ini:?}"
        );
    }
}

#[test]
fn syntax_errors_fail_the_file_and_name_the_line() {
    let cases = [
        (
            "host = h",
            "line 1: the missing section header: a line like [DEFAULT] must come first",
        ),
        (
            "\n[DEFAULT]\nhost h",
            "line 3: neither a section header nor `key = value`",
        ),
        (
            "[DEFAULT]\n[\n",
            "line 2: a section header has no closing ]",
        ),
        (
            "[DEFAULT]\n[work = x\n",
            "line 2: a section header has no closing ]",
        ),
        (
            "[DEFAULT]\n[]\n",
            "line 2: a section header names no section",
        ),
        (
            "[DEFAULT]\n= h\n",
            "line 2: there is no key before the = sign",
        ),
        (
            "[DEFAULT]\nhost = a\nHost = b",
            "line 3: [DEFAULT] host: it is set already in line 2",
        ),
        (
            "[DEFAULT]\nhost = a\n[DEFAULT]\nhost = b",
            "line 4: [DEFAULT] host: it is set already in line 2",
        ),
        (
            "[a]\nhost = a\n[b]\n[a]\n",
            "line 4: section [a] is there twice",
        ),
        (
            "[DEFAULT]\nhost = a\0b",
            "line 2: there is a NUL character in it",
        ),
        (
            "[a]\nhost = x\nhost = y",
            "line 3: [a] host: it is set already in line 2",
        ),
        (
            "[DEFAULT]\nexpect_failure = x",
            "line 2: [DEFAULT] expect_failure: it cannot be set for [DEFAULT]",
        ),
    ];
    for (ini, expected) in cases {
        assert_eq!(error(ini), expected, "{ini:?}");
    }
}

#[test]
fn a_bad_line_is_never_quoted() {
    let error = error("[DEFAULT]\npassword\nhunter2");
    assert!(
        !error.contains("hunter2") && !error.contains("password"),
        "{error}"
    );
}

#[test]
fn values_over_several_lines_are_for_commands_only() {
    let command = account(
        "[DEFAULT]\nhost = h\npassword_command = first\n  # comment\n\n    [ -f x ] && second\n\n[x]\n",
    );
    let expected = super::PasswordSource::Command("first\n\n[ -f x ] && second".into());
    assert_eq!(command.password, expected);
    assert_eq!(
        error("[DEFAULT]\nhost = h\n  port = 143"),
        "line 2: [DEFAULT] host: its value goes over several lines: line 3 is indented and continues it"
    );
    assert_eq!(
        error("[DEFAULT]\nhost = %(password_command)s\npassword_command = a\n  b"),
        "line 2: [DEFAULT] host: its value goes over several lines"
    );
}

#[test]
fn references_end_at_a_depth_of_ten() {
    let chain = |levels: usize| {
        let mut ini = String::from("[DEFAULT]\nhost = %(k1)s\n");
        for level in 1..levels {
            ini.push_str(&format!("k{level} = %(k{})s\n", level + 1));
        }
        ini + &format!("k{levels} = h\n")
    };
    assert_eq!(account(&chain(9)).host.as_deref(), Some("h"));
    let deep =
        "line 2: [DEFAULT] host: its %(...)s references go deeper than 10, perhaps in a circle";
    assert_eq!(error(&chain(10)), deep);
    assert_eq!(error("[DEFAULT]\nhost = %(host)s"), deep);
    let mut bomb = String::from("[DEFAULT]\nhost = %(k1)s\n");
    for level in 1..9 {
        let next = format!("%(k{})s", level + 1);
        bomb.push_str(&format!("k{level} = {}\n", next.repeat(10)));
    }
    assert!(
        error(&(bomb + "k9 =\n")).contains("too many"),
        "it would not end"
    );
}

#[test]
fn references_look_into_the_section_first() {
    let site = Site::new("[DEFAULT]\nname = default\nhost = %(name)s\n[work]\nname = work\n");
    assert_eq!(site.load("").unwrap().host.as_deref(), Some("default"));
    assert_eq!(site.load("-a work").unwrap().host.as_deref(), Some("work"));
    assert!(site.load("-a work").unwrap().warnings.is_empty());
}

#[test]
fn section_names_keep_their_case_and_are_exact() {
    let site = Site::new("[Work]\nhost = a\n[work]\nhost = b\n[default]\nhost = c\n");
    assert_eq!(site.load("Work").unwrap().host.as_deref(), Some("a"));
    assert_eq!(site.load("-a work").unwrap().host.as_deref(), Some("b"));
    assert_eq!(site.load("").unwrap().host, None);
    assert_eq!(site.load("DEFAULT").unwrap().name, None);
    assert_eq!(
        site.error("wrok"),
        "config: DIR/config.ini has no section [wrok]\ndid you mean work?"
    );
    assert_eq!(
        site.error("imap.example.org"),
        "config: DIR/config.ini has no section [imap.example.org]\nits sections: Work work default; \
         for a server write -H imap.example.org or imaps://imap.example.org"
    );
}

#[test]
fn unknown_keys_are_warned_about_where_they_are_used() {
    let site = Site::new(
        "[DEFAULT]\nhost = h\nuser = x\n[a]\nssl_verify = no\ncolour-of-hat = red\n[b]\nport_ = 1\n",
    );
    let warnings = |account| -> Vec<String> {
        let warnings = site.load(account).unwrap().warnings;
        warnings
            .iter()
            .map(|warning| warning.split_once(", ").unwrap().1.to_owned())
            .collect()
    };
    let user = "line 3: [DEFAULT] user: unknown key, did you mean username?";
    assert_eq!(warnings(""), [user]);
    assert_eq!(
        warnings("a"),
        [
            user,
            "line 5: [a] ssl_verify: unknown key, did you mean ssl_verify_cert?",
            "line 6: [a] colour-of-hat: unknown key"
        ]
    );
    assert_eq!(
        warnings("b"),
        [user, "line 8: [b] port_: unknown key, did you mean port?"]
    );
}
