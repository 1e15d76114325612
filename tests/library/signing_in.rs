//! Names, passwords and STARTTLS: what goes out, and what never does.

use imapclient::Error;
use imapclient::client::{State, Tls, TlsSettings};
use imapclient::types::Secret;

use super::Test;
use super::stage::*;

/// How a name and a password go out, and what the server has to offer for it.
#[test]
fn passwords_go_out_by_the_way_that_can_carry_them() {
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "",
            "ana",
            "se\"cr\\et",
            "C: A1 LOGIN ana \"se\\\"cr\\\\et\"\nS: A1 OK in\n",
        ),
        (
            "",
            "ana b",
            "s ecret",
            "C: A1 LOGIN \"ana b\" \"s ecret\"\nS: A1 OK in\n",
        ),
        (
            "LITERAL+",
            "ana",
            "sécret",
            "C: A1 LOGIN ana {7}\nS: + go\nC: sécret\nS: A1 OK in\n",
        ),
        (
            "AUTH=PLAIN SASL-IR",
            "ana",
            "sécret",
            "C: A1 AUTHENTICATE PLAIN AGFuYQBzw6ljcmV0\nS: A1 OK in\n",
        ),
        (
            "AUTH=PLAIN",
            "ana",
            "sécret",
            "C: A1 AUTHENTICATE PLAIN\nS: + \nC: AGFuYQBzw6ljcmV0\nS: A1 OK in\n",
        ),
        (
            "AUTH=PLAIN LOGINDISABLED SASL-IR",
            "ana",
            "secret",
            "C: A1 AUTHENTICATE PLAIN AGFuYQBzZWNyZXQ=\nS: A1 OK in\n",
        ),
        (
            "AUTH=PLAIN",
            "ana",
            "secret",
            "C: A1 LOGIN ana \"secret\"\nS: A1 OK in\n",
        ),
    ];
    for (capabilities, user, password, lines) in cases {
        let text = format!("S: * OK [CAPABILITY IMAP4rev1 {capabilities}] ready\n{lines}");
        let (mut client, verdict) = greet(&text, true).expect("a greeting");
        client.sign_in(user, &Secret::new(*password)).expect(lines);
        assert_eq!(verdict.problem(), None, "{lines}");
        assert_eq!(client.state(), State::Authenticated);
        assert!(
            client.known_capabilities().is_none(),
            "those of before do not count"
        );
    }
}

#[test]
fn where_no_way_is_safe_nothing_of_the_password_is_sent() {
    for (secured, capabilities) in [
        (false, "LOGINDISABLED"),
        (false, "LOGINDISABLED AUTH=PLAIN SASL-IR"),
        (true, "LOGINDISABLED"),
    ] {
        let text = format!("S: * OK [CAPABILITY IMAP4rev1 {capabilities}] ready\n");
        let (mut client, verdict) = greet(&text, secured).expect("a greeting");
        let refused = client.sign_in("ana", &Secret::new("secret"));
        assert!(matches!(refused, Err(Error::Auth { .. })), "{refused:?}");
        assert_eq!(verdict.problem(), None);
    }
    let literal =
        "S: * OK [CAPABILITY IMAP4rev1] ready\nC: A1 LOGIN ana {7}\nS: A1 NO no literals here\n";
    let (mut client, verdict) = greet(literal, true).expect("a greeting");
    let refused = client.login("ana", &Secret::new("sécret"));
    assert!(matches!(refused, Err(Error::Auth { .. })), "{refused:?}");
    assert_eq!(verdict.problem(), None);
}

#[test]
fn endless_challenges_are_cancelled() {
    let text = "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\nC: A1 AUTHENTICATE PLAIN\nS: + \nC: AGFuYQBzZWNyZXQ=\n\
                S: + more\nC: *\nS: A1 BAD cancelled\n";
    let (mut client, verdict) = greet(text, true).expect("a greeting");
    let refused = client.authenticate_plain("", "ana", &Secret::new("secret"));
    assert!(matches!(refused, Err(Error::Auth { .. })), "{refused:?}");
    assert_eq!(verdict.problem(), None);
}

fn tls() -> Tls {
    TlsSettings::new("mail.example.org").prepare().expect("TLS")
}

#[test]
fn starttls_that_is_odd_in_any_way_ends_the_connection() {
    let offers = "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] ready\nC: A1 STARTTLS\n";
    let cases = [
        "S: * OK [CAPABILITY IMAP4rev1] ready\n".to_owned(),
        "S: * OK ready\nC: A1 CAPABILITY\nS: A1 BAD what\n".to_owned(),
        "S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] ready\n".to_owned(),
        format!("{offers}S: A1 NO later\n"),
        format!("{offers}S: A1 BAD never\n"),
        format!("{offers}S: + go on\n"),
        format!("{offers}S~ A1 OK go\\r\\n* PREAUTH injected\\r\\n\n"),
        format!("{offers}S~ A1 OK go\\r\\n* \n"),
    ];
    for text in cases {
        let (mut client, verdict) = greet(&text, false).expect("a greeting");
        let refused = client.starttls(&tls());
        assert!(
            matches!(refused, Err(Error::Tls { .. })),
            "{text}{refused:?}"
        );
        assert!(!client.is_secured());
        let sent = client.login("ana", &Secret::new("secret"));
        assert!(matches!(sent, Err(Error::Closed(_))), "{text}{sent:?}");
        assert_eq!(verdict.problem(), None, "{text}");
    }
}

#[test]
fn what_was_said_before_tls_is_forgotten() -> Test {
    let text = "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\nC: A1 STARTTLS\nS: * LIST () \"/\" forged\n\
                S: * OK [ALERT] read this\nS: A1 OK go\nC: A2 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: A2 OK done\n\
                C: A3 LOGIN ana \"secret\"\nS: A3 OK in\n";
    let (mut client, verdict) = greet(text, false)?;
    client.starttls(&tls())?;
    assert!(client.is_secured());
    assert!(client.known_capabilities().is_none());
    assert_eq!(client.take_events(), (vec![], 0));
    client.sign_in("ana", &Secret::new("secret"))?;
    assert_eq!(verdict.problem(), None);
    assert!(matches!(client.starttls(&tls()), Err(Error::Refused(_))));
    Ok(())
}
