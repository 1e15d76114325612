//! What a token endpoint answers: a token, or why there is none. RFC 6749 sections 5.1 and 5.2

use std::time::Duration;

use imapclient::types::Secret;
use serde_json::Value;

use super::Granted;
use crate::shell::failure::{Class, Failure};

/// No token lasts longer than a year, whatever is said.
const LONGEST: u64 = 366 * 24 * 60 * 60;

/// What is shown of an endpoint's own words.
const MOST_WORDS: usize = 300;

/// Reads an answer. No secret that was sent is in the failure, even where the endpoint repeats it.
pub(super) fn read(
    status: u16,
    body: &[u8],
    secrets: &[Option<&Secret>],
) -> Result<Granted, Failure> {
    let fields: Option<Value> = serde_json::from_slice(body).ok();
    let fields = fields.as_ref().and_then(Value::as_object);
    let field = |name: &str| fields.and_then(|fields| fields.get(name));
    let text = |name: &str| field(name).and_then(Value::as_str);
    if let Some(error) = text("error") {
        return Err(refused(error, text("error_description"), secrets));
    }
    if !(200..300).contains(&status) || fields.is_none() {
        return Err(no_answer(status));
    }
    let bearer = |kind: &str| kind.eq_ignore_ascii_case("bearer");
    if !text("token_type").is_none_or(bearer) {
        return Err(auth(
            "the token that is given is none for signing in to mail (no bearer token)",
        ));
    }
    let access = text("access_token").filter(|token| is_token(token));
    let access = access.ok_or_else(|| auth("there is no access token in the answer"))?;
    Ok(Granted {
        access: Secret::new(access),
        lasts: field("expires_in").and_then(seconds),
        refresh: text("refresh_token")
            .filter(|token| is_token(token))
            .map(Secret::new),
    })
}

/// ```text
/// access-token = 1*VSCHAR
/// ```
/// RFC 6749 appendix A.12
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Some write the number as a string.
fn seconds(value: &Value) -> Option<Duration> {
    let number = value.as_u64();
    let number = number.or_else(|| value.as_str().and_then(|text| text.parse().ok()))?;
    Some(Duration::from_secs(number.min(LONGEST)))
}

fn refused(error: &str, description: Option<&str>, secrets: &[Option<&Secret>]) -> Failure {
    // Microsoft goes on for lines about traces and times.
    let description = description.and_then(|text| text.lines().next());
    let description = description.filter(|line| !line.trim().is_empty());
    let told = match description {
        Some(line) => format!("{error}: {line}"),
        None => error.to_owned(),
    };
    let failure = auth(shortened(&masked(told, secrets)));
    match hint(error) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// What to do about an error. RFC 6749 section 5.2
fn hint(error: &str) -> Option<&'static str> {
    Some(match error {
        "invalid_grant" => "oauth2_refresh_token has to be got anew: it is over, or was withdrawn",
        "invalid_client" | "unauthorized_client" => {
            "oauth2_client_id and oauth2_client_secret have to be as this endpoint has them registered"
        }
        "invalid_scope" | "invalid_request" | "unsupported_grant_type" => {
            "is oauth2_token_url the token endpoint of the mail's provider?"
        }
        "temporarily_unavailable" | "server_error" | "slow_down" => "connect tries again",
        _ => return None,
    })
}

fn no_answer(status: u16) -> Failure {
    match status {
        200..300 => auth("the answer is not the JSON of a token endpoint"),
        300..400 => auth(format!(
            "it wants to send us elsewhere (HTTP status {status}), which is not followed"
        )),
        _ => auth(format!(
            "it answered with HTTP status {status} and no reason"
        )),
    }
    .hint("is oauth2_token_url the token endpoint of the mail's provider?")
}

fn auth(text: impl Into<String>) -> Failure {
    Failure::new(Class::Auth, "", text)
}

fn masked(mut text: String, secrets: &[Option<&Secret>]) -> String {
    for secret in secrets.iter().flatten() {
        if let Ok(secret) = std::str::from_utf8(secret.expose())
            && !secret.is_empty()
        {
            text = text.replace(secret, "***");
        }
    }
    text
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_WORDS) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn check(status: u16, body: &str, expected: &str) {
        let secret = Secret::new("1//refresh");
        match read(status, body.as_bytes(), &[Some(&secret), None]) {
            Ok(granted) => {
                let access = String::from_utf8_lossy(granted.access.expose()).into_owned();
                let refresh = granted.refresh.map(|token| token.expose().to_vec());
                let told = format!("{access} {:?} {refresh:?}", granted.lasts);
                assert_eq!(told, expected, "{body}");
            }
            Err(failure) => assert_eq!(failure.to_string(), expected, "{body}"),
        }
    }

    #[test]
    fn tokens_are_read_as_endpoints_write_them() {
        check(
            200,
            r#"{"access_token":"ya29.a","expires_in":3599,"scope":"https://mail.google.com/","token_type":"Bearer"}"#,
            "ya29.a Some(3599s) None",
        );
        check(
            200,
            r#"{"access_token":"a","expires_in":"3600"}"#,
            "a Some(3600s) None",
        );
        check(
            200,
            r#"{"access_token":"a","expires_in":-1}"#,
            "a None None",
        );
        check(
            200,
            r#"{"access_token":"a","expires_in":18446744073709551615,"refresh_token":"r"}"#,
            "a Some(31622400s) Some([114])",
        );
    }

    #[test]
    fn refusals_are_told_in_the_endpoints_words_and_without_secrets() {
        check(
            400,
            r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#,
            "auth: invalid_grant: Token has been expired or revoked.\n    oauth2_refresh_token has to be got anew: it is over, or was withdrawn",
        );
        check(
            401,
            r#"{"error":"odd","error_description":"1//refresh is bad\r\nTrace ID: 1"}"#,
            "auth: odd: *** is bad",
        );
        check(200, r#"{"error":"\u001b[2J"}"#, "auth: \\x1b[2J");
        let long = format!(r#"{{"error":"{}"}}"#, "x".repeat(1000));
        check(400, &long, &format!("auth: {}...", "x".repeat(300)));
    }

    #[test]
    fn what_is_no_answer_is_told_as_such() {
        let hint = "\n    is oauth2_token_url the token endpoint of the mail's provider?";
        for (status, body, expected) in [
            (
                200,
                "<html>",
                "the answer is not the JSON of a token endpoint",
            ),
            (200, "[]", "the answer is not the JSON of a token endpoint"),
            (
                302,
                "",
                "it wants to send us elsewhere (HTTP status 302), which is not followed",
            ),
            (502, "{}", "it answered with HTTP status 502 and no reason"),
        ] {
            check(status, body, &format!("auth: {expected}{hint}"));
        }
        check(200, "{}", "auth: there is no access token in the answer");
        check(
            200,
            r#"{"access_token":"a\u0001b"}"#,
            "auth: there is no access token in the answer",
        );
        check(
            200,
            r#"{"access_token":["a"]}"#,
            "auth: there is no access token in the answer",
        );
        check(
            200,
            r#"{"access_token":"a","token_type":"mac"}"#,
            "auth: the token that is given is none for signing in to mail (no bearer token)",
        );
        let deep = "[".repeat(100_000);
        check(
            200,
            &deep,
            &format!("auth: the answer is not the JSON of a token endpoint{hint}"),
        );
    }
}
