//! What each mechanism says to which challenge.

#![allow(clippy::unwrap_used)]

use super::{Credentials, Dialogue, Mechanism};
use crate::error::Error;
use crate::types::Secret;

fn check(mechanism: Mechanism, who: &Credentials, challenges: &[&str], expected: &[&str]) {
    let mut dialogue = Dialogue::new(mechanism, who, "nonce".to_owned()).unwrap();
    let answers: Vec<String> = challenges
        .iter()
        .map(|challenge| match dialogue.respond(challenge.as_bytes()) {
            Ok(secret) => String::from_utf8(secret.expose().to_vec()).unwrap(),
            Err(why) => format!("error: {why}"),
        })
        .collect();
    assert_eq!(answers, expected, "{mechanism:?}");
}

#[test]
fn one_message_says_it_all() {
    let mut who = Credentials::new("tim", Secret::new("tanstaaftanstaaf"));
    check(
        Mechanism::Plain,
        &who,
        &["", ""],
        &[
            "\0tim\0tanstaaftanstaaf",
            "error: the server asks for more than there is to say",
        ],
    );
    check(Mechanism::External, &who, &[""], &[""]);
    check(Mechanism::Anonymous, &who, &[""], &["tim"]);
    who.authorization = "Kurt".to_owned();
    check(
        Mechanism::Plain,
        &who,
        &[""],
        &["Kurt\0tim\0tanstaaftanstaaf"],
    );
    check(Mechanism::External, &who, &[""], &["Kurt"]);
}

#[test]
fn tokens_go_in_their_frames_and_a_refusal_is_heard() {
    let mut who = Credentials::new("a=b,c@example.org", Secret::new("tok"));
    let refusal = r#"{"status":"401"}"#;
    let end = "error: the server asks on after it refused the token";
    check(
        Mechanism::XOAuth2,
        &who,
        &["", refusal, ""],
        &[
            "user=a=b,c@example.org\u{1}auth=Bearer tok\u{1}\u{1}",
            "",
            end,
        ],
    );
    check(
        Mechanism::OAuthBearer,
        &who,
        &["", refusal, ""],
        &[
            "n,a=a=3Db=2Cc@example.org,\u{1}auth=Bearer tok\u{1}\u{1}",
            "\u{1}",
            end,
        ],
    );
    who.vendor = "maker".to_owned();
    who.username = String::new();
    check(
        Mechanism::XOAuth2,
        &who,
        &[""],
        &["user=\u{1}auth=Bearer tok\u{1}vendor=maker\u{1}\u{1}"],
    );
    check(
        Mechanism::OAuthBearer,
        &who,
        &[""],
        &["n,,\u{1}auth=Bearer tok\u{1}\u{1}"],
    );
}

#[test]
fn login_answers_what_is_asked() {
    let who = Credentials::new("ana", Secret::new("pw"));
    let end = "error: the server asks for more than name and password";
    for prompts in [
        ["Username:", "Password:", ""],
        ["User Name\0", "Password\0", ""],
        ["", "", ""],
        ["Username:", "Kennwort:", "Noch etwas:"],
    ] {
        check(Mechanism::Login, &who, &prompts, &["ana", "pw", end]);
    }
    check(
        Mechanism::Login,
        &who,
        &["password", "user"],
        &["pw", "ana"],
    );
}

#[test]
fn cram_md5_answers_as_in_rfc_2195() {
    let who = Credentials::new("tim", Secret::new("tanstaaftanstaaf"));
    check(
        Mechanism::CramMd5,
        &who,
        &["<1896.697170952@postoffice.reston.mci.net>"],
        &["tim b913a602c7eda7a495b4e6e7334d3890"],
    );
}

#[test]
fn separators_cannot_be_smuggled_in() {
    for (mechanism, username, secret) in [
        (Mechanism::Plain, "a\0b", "x"),
        (Mechanism::Plain, "a", "x\0"),
        (Mechanism::XOAuth2, "a\u{1}auth=x", "x"),
        (Mechanism::OAuthBearer, "a", "x\u{1}"),
    ] {
        let who = Credentials::new(username, Secret::new(secret));
        let refused = Dialogue::new(mechanism, &who, String::new());
        assert!(matches!(refused, Err(Error::Argument(_))), "{mechanism:?}");
    }
}

#[test]
fn names_are_found_in_any_case() {
    for mechanism in Mechanism::ALL {
        let name = mechanism.name().to_ascii_lowercase();
        assert_eq!(Mechanism::parse(&name), Some(mechanism));
    }
    assert_eq!(Mechanism::parse("NTLM"), None);
}
