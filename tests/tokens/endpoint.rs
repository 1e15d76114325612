//! What is asked of the endpoint, and what it may answer.

use super::*;

#[test]
fn the_refresh_token_is_exchanged_for_one_the_mail_server_gets() {
    let mut endpoint = endpoint(|_| granted("an-access-token"));
    let mut imap = imap(true);
    let ended = program(&imap.port(), &endpoint.port(), "")
        .with(["--trace"])
        .commands(["noop"])
        .run();
    ended.check(0, "", &["== an access token for 3600 s"]);
    for secret in [SECRET, REFRESH, "an-access-token"] {
        assert!(!ended.stderr.contains(secret), "{ended}");
    }
    let asked = String::from_utf8(endpoint.heard()).unwrap();
    assert!(asked.starts_with("POST /token?x=1 HTTP/1.1\r\n"), "{asked}");
    assert!(
        asked.ends_with(
            "grant_type=refresh_token&client_id=an-id&client_secret=client-geheim&refresh_token=1%2F%2Frefresh-geheim"
        ),
        "{asked}"
    );
    // user=alice^Aauth=Bearer an-access-token^A^A
    let sent = "AUTHENTICATE XOAUTH2 dXNlcj1hbGljZQFhdXRoPUJlYXJlciBhbi1hY2Nlc3MtdG9rZW4BAQ==";
    assert_eq!(imap.commands()[0], sent);
}

#[test]
fn what_stands_in_the_environment_counts_where_the_file_is_silent() {
    let mut endpoint = endpoint(|_| granted("t"));
    let imap = imap(true);
    let program = program(&imap.port(), &endpoint.port(), "");
    let file = program.home().join("config.ini");
    let ini = std::fs::read_to_string(&file).unwrap();
    let ini: Vec<&str> = ini
        .lines()
        .filter(|line| !line.contains("_secret") && !line.contains("_refresh"))
        .collect();
    std::fs::write(&file, ini.join("\n")).unwrap();
    let ended = program
        .variable("imapclient_oauth2_client_id", "another-id")
        .variable("imapclient_oauth2_refresh_token", "from-the-environment")
        .commands(["noop"])
        .run();
    ended.check(0, "", &[]);
    let asked = String::from_utf8(endpoint.heard()).unwrap();
    assert!(
        asked.ends_with("client_id=an-id&refresh_token=from-the-environment"),
        "{asked}"
    );
}

#[test]
fn a_token_is_asked_for_once_and_again_when_it_was_refused() {
    let mut endpoint = endpoint(|_| granted("t"));
    let (good, bad) = (imap(true), imap(false));
    let sections = format!("[bad]\nport = {}\n", bad.port());
    let ended = program(&good.port(), &endpoint.port(), &sections)
        .with(["--keep-going"])
        .commands(["connect", "connect bad", "connect"])
        .run();
    assert_eq!(ended.status, 5, "{ended}");
    // One is for the start, `connect` and the other account; it is refused there, and another asked for.
    assert_eq!(endpoint.connections(), 2, "{ended}");
}

#[test]
fn refusals_of_the_endpoint_say_what_to_do() {
    for (answer, expected) in [
        (
            http(
                "400 Bad Request",
                r#"{"error":"invalid_grant","error_description":"Token 1//refresh-geheim has been revoked."}"#,
            ),
            "auth: no access token from localhost: invalid_grant: Token *** has been revoked.",
        ),
        (
            http("401 Unauthorized", r#"{"error":"invalid_client"}"#),
            "auth: no access token from localhost: invalid_client",
        ),
        (
            "HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n".to_owned(),
            "auth: no access token from localhost: it wants to send us elsewhere (HTTP status 302)",
        ),
        (
            http("500 Internal Server Error", "<html>"),
            "auth: no access token from localhost: it answered with HTTP status 500",
        ),
        (
            http("200 OK", &"x".repeat(100_000)),
            "auth: no access token from localhost: the answer is too large for a token",
        ),
        (
            "SSH-2.0-OpenSSH_9.2\r\n\r\n".to_owned(),
            "auth: no access token from localhost: the answer is no HTTP",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_owned(),
            "connect: no access token from localhost: the connection was lost",
        ),
    ] {
        let status = if answer.ends_with('{') { 3 } else { 5 };
        let endpoint = endpoint(move |_| answer.clone());
        let mut imap = imap(true);
        let ended = program(&imap.port(), &endpoint.port(), "").commands(["noop"]).run();
        ended.check(status, expected, &[]);
        for secret in [SECRET, REFRESH] {
            assert!(!ended.stderr.contains(secret), "{ended}");
        }
        assert_eq!(imap.heard(), b"", "{ended}");
    }
}

#[test]
fn a_refused_token_is_told_in_words() {
    let endpoint = endpoint(|_| granted("an-access-token"));
    let imap = imap(false);
    let ended = program(&imap.port(), &endpoint.port(), "")
        .commands(["noop"])
        .run();
    ended.check(
        5,
        "auth: signing in as alice: Invalid credentials (status 400, scope https://mail.google.com/, schemes Bearer)  \
         [AUTHENTICATIONFAILED]",
        &["the token is over or withdrawn"],
    );
}
