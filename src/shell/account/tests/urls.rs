//! URLs in place of an account.

use super::Site;
use crate::shell::failure::Class;

#[test]
fn the_parts_of_a_url_arrive_decoded() {
    type Case = (
        &'static str,
        &'static str,
        Option<&'static str>,
        u16,
        Option<&'static str>,
    );
    let cases: [Case; 9] = [
        ("imaps://h", "h", None, 993, None),
        ("IMAPS://h/", "h", None, 993, None),
        (
            "imaps://ana@h:1993/INBOX",
            "h",
            Some("ana"),
            1993,
            Some("INBOX"),
        ),
        (
            "imaps://ana%40example.org@h",
            "h",
            Some("ana@example.org"),
            993,
            None,
        ),
        (
            "imaps://ana@example.org@h",
            "h",
            Some("ana@example.org"),
            993,
            None,
        ),
        (
            "imaps://h/a/b%2Fc%20%C3%A4",
            "h",
            None,
            993,
            Some("a/b/c \u{e4}"),
        ),
        ("imap://[::1]", "::1", None, 143, None),
        ("imap://u@[::1]:1143/x", "::1", Some("u"), 1143, Some("x")),
        ("imaps://h/50%25", "h", None, 993, Some("50%")),
    ];
    for (url, host, user, port, folder) in cases {
        let account = Site::new("").load(url).unwrap();
        assert_eq!(account.host.as_deref(), Some(host), "{url}");
        assert_eq!(account.username.as_deref(), user, "{url}");
        assert_eq!(account.effective_port(), port, "{url}");
        assert_eq!(account.folder.as_deref(), folder, "{url}");
    }
}

#[test]
fn bad_urls_say_what_is_wrong() {
    let cases = [
        (
            "https://h",
            "a URL starts with imaps:// or imap://, not with https://",
        ),
        ("imaps://", "the URL names no host"),
        ("imaps:///INBOX", "the URL names no host"),
        ("imaps://@h", "the URL has an @ but no user name before it"),
        ("imaps://h:0", "the port of the URL is none (1 to 65535)"),
        ("imaps://h:", "the port of the URL is none (1 to 65535)"),
        (
            "imaps://h:99999",
            "the port of the URL is none (1 to 65535)",
        ),
        (
            "imaps://[::1]993",
            "only :PORT can follow the ] of a URL's host",
        ),
        (
            "imaps://h/%",
            "the folder of the URL has a % without two hexadecimal digits; a % itself is %25",
        ),
        (
            "imaps://h/%+1",
            "the folder of the URL has a % without two hexadecimal digits; a % itself is %25",
        ),
        (
            "imaps://h/%ff",
            "the folder of the URL is not UTF-8 when decoded",
        ),
        (
            "imaps://h/a%0D%0Ab",
            "the folder of the URL has a control character in it",
        ),
        (
            "imaps://a%00@h",
            "the user name of the URL has a control character in it",
        ),
        (
            "imaps://u;AUTH=*@h",
            "the user name of a URL cannot carry ;AUTH= or other parameters",
        ),
        (
            "imaps://h/x;UID=20",
            "the URL names more than a folder: it has a ; in its path",
        ),
    ];
    for (url, expected) in cases {
        let error = Site::new("").load(url).unwrap_err();
        assert_eq!(error.text, expected, "{url}");
        assert_eq!(error.class, Class::Usage, "{url}");
    }
}

#[test]
fn a_password_in_a_url_is_refused_and_not_shown() {
    let error = Site::new("").error("imaps://ana:hunter2@h");
    assert!(
        error.starts_with("usage: a URL with a password in it is not taken"),
        "{error}"
    );
    assert!(!error.contains("hunter2"), "{error}");
}
