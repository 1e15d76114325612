//! Where access tokens come from: the endpoints that are known, and what another one may look like.

use ureq::http::Uri;

use super::setup_error::shown;

/// The mail servers of Microsoft, whose token endpoint depends on the tenant.
const MICROSOFT: [&str; 3] = [
    "outlook.office365.com",
    "outlook.office.com",
    "imap-mail.outlook.com",
];

/// The domains of mail that belong to persons and to no tenant of Microsoft.
const PERSONAL: [&str; 4] = ["outlook.com", "hotmail.com", "live.com", "msn.com"];

/// The token endpoint for a mail server, if it is one that is known. The tenant of Microsoft is the domain of the user.
pub(crate) fn known(host: &str, username: &str) -> Option<String> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if MICROSOFT.contains(&host.as_str()) {
        let tenant = tenant(username);
        return Some(format!(
            "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
        ));
    }
    let url = match host.as_str() {
        "imap.gmail.com" | "imap.googlemail.com" => "https://oauth2.googleapis.com/token",
        "imap.mail.yahoo.com" => "https://api.login.yahoo.com/oauth2/get_token",
        _ => return None,
    };
    Some(url.to_owned())
}

fn tenant(username: &str) -> String {
    let domain = username.rsplit_once('@').map(|(_, domain)| domain);
    let domain = domain.unwrap_or_default().to_ascii_lowercase();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    if PERSONAL.contains(&domain.as_str()) {
        "consumers".to_owned()
    } else if domain.contains('.') && domain.bytes().all(plain) {
        domain
    } else {
        "common".to_owned()
    }
}

/// Takes a token endpoint as it is written. Only HTTPS will do: secrets go there.
pub(super) fn parse(text: &str) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    // A URL with a password in it is not repeated.
    if text.contains('@') {
        return Err("no user or password may stand in the URL".to_owned());
    }
    let wrong = |why: &str| format!("\"{}\" {why}", shown(text));
    let url: Uri = text.parse().map_err(|_| wrong("is not a URL"))?;
    let https = url
        .scheme_str()
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
    match url.host() {
        _ if !https => Err(wrong("does not start with https://")),
        None | Some("") => Err(wrong("names no host")),
        Some(_) if text.contains('#') => Err(wrong("has a # in it")),
        Some(_) => Ok(Some(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microsofts_endpoint_is_the_tenants() {
        for (username, tenant) in [
            ("ana@example.org", "example.org"),
            ("ana@OUTLOOK.com", "consumers"),
            ("ana", "common"),
            ("ana@example.org/../x", "common"),
            ("ana@exämple.org", "common"),
        ] {
            let url = known("Outlook.Office365.com.", username);
            let expected = format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token");
            assert_eq!(url, Some(expected), "{username}");
        }
        assert_eq!(known("mail.example.org", "ana@outlook.com"), None);
    }

    #[test]
    fn an_endpoint_is_https_and_a_whole_url() {
        for (text, expected) in [
            (
                "https://sso.example.org/token",
                Ok("https://sso.example.org/token"),
            ),
            ("https://[::1]:8443/t?x=1", Ok("https://[::1]:8443/t?x=1")),
            (
                "http://sso.example.org/token",
                Err("does not start with https://"),
            ),
            ("sso.example.org/token", Err("is not a URL")),
            ("/token", Err("does not start with https://")),
            ("https:///token", Err("is not a URL")),
            (
                "https://ana:secret@sso.example.org/",
                Err("no user or password"),
            ),
            ("https://sso.example.org/ token", Err("is not a URL")),
        ] {
            match (parse(text), expected) {
                (Ok(url), Ok(expected)) => assert_eq!(url.as_deref(), Some(expected)),
                (Err(error), Err(expected)) => {
                    assert!(error.contains(expected), "{text}: {error}");
                    assert!(!error.contains("secret"), "{error}");
                }
                (result, _) => panic!("{text}: {result:?}"),
            }
        }
    }
}
