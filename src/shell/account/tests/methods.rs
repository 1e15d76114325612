//! How an account signs in, and what does not go together.

use imapclient::client::Mechanism;
use imapclient::types::Secret;

use super::{Environment, Site, account, error};
use crate::shell::account::{Method, OAuth2, Origin, PasswordSource};

const KEYS: &str =
    "oauth2_client_id = i\noauth2_client_secret = s%%c\noauth2_refresh_token = 1//r\n";

fn oauth2(ini: &str) -> OAuth2 {
    match account(ini).method {
        Method::OAuth2(oauth2) => oauth2,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mechanism_is_named_in_any_case() {
    for (name, mechanism) in [
        ("plain", Mechanism::Plain),
        ("Scram-Sha-256", Mechanism::ScramSha256),
        ("EXTERNAL", Mechanism::External),
    ] {
        let account = account(&format!("[DEFAULT]\nhost = h\nauth = {name}\nauthzid = b"));
        assert_eq!(account.method, Method::Mechanism(mechanism));
        assert_eq!(account.authorization, "b");
    }
    assert_eq!(account("[DEFAULT]\nauth =\n").method, Method::Password);
}

#[test]
fn a_token_is_asked_for_with_what_stands_in_the_file() {
    let ini = format!("[DEFAULT]\nhost = imap.gmail.com\npassword = p\noauth2 = yes\n{KEYS}");
    let expected = OAuth2 {
        client_id: Secret::new("i"),
        client_secret: Some(Secret::new("s%c")),
        refresh_token: Secret::new("1//r"),
        token_url: None,
        mechanism: None,
    };
    assert_eq!(oauth2(&ini), expected);
    // The password beside it is never used.
    assert_eq!(account(&ini).password, PasswordSource::None);
    let bearer = oauth2(&format!(
        "{ini}auth = oauthbearer\noauth2_token_url = https://x/y\n"
    ));
    assert_eq!(bearer.mechanism, Some(Mechanism::OAuthBearer));
    assert_eq!(bearer.token_url.as_deref(), Some("https://x/y"));
}

#[test]
fn the_environment_fills_in_what_the_file_leaves_out() {
    let mut site = Site::new(
        "[DEFAULT]\nhost = imap.gmail.com\noauth2 = 1\noauth2_client_id = file\noauth2_client_secret =\n",
    );
    site.environment = Environment {
        oauth2_client_id: Some(Secret::new("environment")),
        oauth2_client_secret: Some(Secret::new("es")),
        oauth2_refresh_token: Some(Secret::new(b"\xff".to_vec())),
        ..site.environment
    };
    let account = site.load("").unwrap();
    let Method::OAuth2(oauth2) = &account.method else {
        panic!("{account:?}");
    };
    assert_eq!(oauth2.client_id, Secret::new("file"));
    assert_eq!(oauth2.client_secret, Some(Secret::new("es")));
    assert_eq!(oauth2.refresh_token, Secret::new(b"\xff".to_vec()));
    assert_eq!(
        account.origin("oauth2_refresh_token"),
        &Origin::Environment("imapclient_oauth2_refresh_token")
    );
}

#[test]
fn what_is_missing_or_does_not_fit_is_named() {
    for (ini, expected) in [
        (
            "auth = NTLM",
            "line 2: [DEFAULT] auth: \"NTLM\" is none of PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 EXTERNAL ANONYMOUS \
             XOAUTH2 OAUTHBEARER",
        ),
        (
            "auth = login\nauthzid = b",
            "line 3: [DEFAULT] authzid: LOGIN cannot say whom to act as",
        ),
        (
            "host = imap.gmail.com\noauth2 = true",
            "line 3: [DEFAULT] oauth2: oauth2_client_id is missing, beside it and in the environment \
             (imapclient_oauth2_client_id)",
        ),
        (
            "oauth2 = true\nauth = plain",
            "line 3: [DEFAULT] auth: PLAIN takes no access token; with oauth2 = true it is XOAUTH2 or OAUTHBEARER",
        ),
        (
            "oauth2 = true\nKEYS",
            "line 2: [DEFAULT] oauth2: there is no host beside it, and a token is for one server alone",
        ),
        (
            "host = mail.example.org\noauth2 = true\nKEYS",
            "line 3: [DEFAULT] oauth2: it is not known where tokens for mail.example.org come from",
        ),
        (
            "host = h\noauth2 = true\nKEYSoauth2_token_url = http://x/",
            "line 7: [DEFAULT] oauth2_token_url: \"http://x/\" does not start with https://",
        ),
    ] {
        let ini = ini.replace("KEYS", KEYS);
        assert_eq!(error(&format!("[DEFAULT]\n{ini}\n")), expected);
    }
}

#[test]
fn a_password_on_the_command_line_is_of_no_use_beside_a_token() {
    let site = Site::new(&format!(
        "[DEFAULT]\nhost = imap.gmail.com\noauth2 = true\n{KEYS}[x]\noauth2 = no\nauth = EXTERNAL\n"
    ));
    for (options, expected) in [
        (
            "--password-stdin",
            "usage: a password is of no use with oauth2 = true",
        ),
        (
            "x --password-command c",
            "usage: a password is of no use with auth = EXTERNAL",
        ),
    ] {
        assert!(
            site.error(options).starts_with(expected),
            "{}",
            site.error(options)
        );
    }
}

#[test]
fn a_refresh_token_that_is_used_at_another_host_is_warned_of() {
    let ini = format!(
        "[DEFAULT]\nhost = imap.gmail.com\noauth2 = on\n{KEYS}[x]\nhost = outlook.office365.com\n"
    );
    let warnings = Site::new(&ini).load("x").unwrap().warnings;
    assert_eq!(
        warnings,
        [
            "the refresh token of [DEFAULT], set beside the host imap.gmail.com, is used for outlook.office365.com"
        ]
    );
}
