//! One exchange of a refresh token for an access token, over HTTPS. RFC 6749 section 6

use std::time::Duration;

use imapclient::Error;
use imapclient::client::{Endpoint, Security, TlsSettings, connect};
use imapclient::types::Secret;
use ureq::Agent;
use ureq::http::Uri;
use zeroize::Zeroizing;

use super::https::{self, Line};
use super::{Asking, Granted, answer};
use crate::shell::account::OAuth2;
use crate::shell::failure::{Class, Failure};

/// An answer is a few hundred bytes; some put a certificate's worth of claims into a token.
const LARGEST: u64 = 64 * 1024;

/// The port of HTTPS.
const PORT: u16 = 443;

/// Asks the endpoint for a token. It is always checked to be who it should be: it gets the secrets.
pub(super) fn exchange(
    oauth2: &OAuth2,
    refresh: Option<&Secret>,
    asking: &Asking<'_>,
) -> Result<Granted, Failure> {
    let refresh = refresh.unwrap_or(&oauth2.refresh_token);
    let url: Uri = asking
        .url
        .parse()
        .map_err(|_| Failure::new(Class::Config, "", "the token endpoint is not a URL"))?;
    let host = url.host().unwrap_or_default().to_owned();
    let endpoint = Endpoint::new(host.as_str(), url.port_u16().unwrap_or(PORT));
    asking
        .tracing
        .own(&format!("asking {endpoint} for an access token"));
    // In the text, so that it stays there whatever command this was for.
    let told = |failure: Failure| match failure.class {
        Class::Interrupted => failure,
        _ => Failure {
            text: format!("no access token from {host}: {}", failure.text),
            ..failure
        },
    };
    let line = reach(&endpoint, asking).map_err(told)?;
    let form = form(oauth2, refresh);
    let (status, body) = post(line, url, &form).map_err(|error| told(https::failure(error)))?;
    let secrets = [Some(refresh), oauth2.client_secret.as_ref()];
    let granted = answer::read(status, &body, &secrets).map_err(told)?;
    let lasts = granted.lasts.unwrap_or(Duration::ZERO).as_secs();
    asking
        .tracing
        .own(&format!("an access token for {lasts} s"));
    Ok(granted)
}

/// Connects, as to a mail server, but TLS is never weakened.
fn reach(endpoint: &Endpoint, asking: &Asking<'_>) -> Result<Line, Failure> {
    let mut settings = TlsSettings::new(endpoint.host.as_str());
    settings.ca_file.clone_from(&asking.ca_file);
    let tls = settings
        .prepare()
        .map_err(|error| Failure::new(Class::Config, "", error.to_string()))?;
    let mut report = |text: &str| asking.tracing.own(text);
    let security = Security::Tls(tls);
    let (transport, _) = connect(
        endpoint,
        &security,
        asking.deadline,
        asking.waker,
        &mut report,
    )
    .map_err(|error| unreached(&error))?;
    Ok(Line::new(transport, asking.deadline, asking.waker.clone()))
}

/// What goes without a check at a mail server does not here.
fn unreached(error: &Error) -> Failure {
    let mut failure = Failure::from_error("", error);
    if failure.class == Class::Tls {
        failure.hints = vec![
            "where tokens come from is always checked; --ca-file FILE (ssl_ca_file) names its authority, if it is one of your own"
                .to_owned(),
        ];
    }
    failure
}

/// Sends a form and reads the answer, of any status. Nothing is followed elsewhere, and no proxy gets to see it.
fn post(line: Line, url: Uri, form: &[u8]) -> Result<(u16, Zeroizing<Vec<u8>>), ureq::Error> {
    let config = Agent::config_builder()
        .user_agent(concat!("imapclient-interact/", env!("CARGO_PKG_VERSION")))
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .max_idle_connections(0)
        .build();
    let agent = Agent::with_parts(config, https::Only::new(line), https::NoLookUp);
    let mut response = agent
        .post(url)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .send(form)?;
    let status = response.status().as_u16();
    let body = response
        .body_mut()
        .with_config()
        .limit(LARGEST)
        .read_to_vec()?;
    Ok((status, Zeroizing::new(body)))
}

/// The fields of the request. A program without a secret of its own sends none.
fn form(oauth2: &OAuth2, refresh: &Secret) -> Zeroizing<Vec<u8>> {
    let mut form = Zeroizing::new(Vec::with_capacity(4096));
    form.extend_from_slice(b"grant_type=refresh_token");
    let mut field = |name: &str, value: &Secret| {
        form.extend_from_slice(format!("&{name}=").as_bytes());
        for &byte in value.expose() {
            encode(byte, &mut form);
        }
    };
    field("client_id", &oauth2.client_id);
    if let Some(secret) = &oauth2.client_secret {
        field("client_secret", secret);
    }
    field("refresh_token", refresh);
    form
}

fn encode(byte: u8, form: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        form.push(byte);
    } else {
        let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or(b'0');
        form.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 15)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_encoded_and_no_secret_is_sent_where_there_is_none() {
        let mut oauth2 = OAuth2 {
            client_id: Secret::new("id&x=1"),
            client_secret: None,
            refresh_token: Secret::new("1//a+b c\u{e9}"),
            token_url: None,
            mechanism: None,
        };
        let sent = |oauth2: &OAuth2| {
            String::from_utf8_lossy(&form(oauth2, &oauth2.refresh_token)).into_owned()
        };
        assert_eq!(
            sent(&oauth2),
            "grant_type=refresh_token&client_id=id%26x%3D1&refresh_token=1%2F%2Fa%2Bb%20c%C3%A9"
        );
        oauth2.client_secret = Some(Secret::new("~%"));
        assert!(
            sent(&oauth2).contains("&client_secret=~%25&"),
            "{}",
            sent(&oauth2)
        );
    }
}
