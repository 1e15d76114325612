//! Why TLS did not come about, in one sentence, and what to try.

use std::io;

use super::link::Seen;
use super::{Stage, Tls};
use crate::error::Error;

/// What the first byte from a TLS server can be: an alert, or a message of the handshake.
const TLS_RECORDS: [u8; 2] = [0x15, 0x16];

/// Makes an error of what OpenSSL says about a handshake and what was seen on the wire.
pub(super) fn explain(text: &str, tls: &Tls, stage: Stage, seen: &Seen) -> Error {
    let host = tls.server_name();
    let clear = seen
        .first_byte()
        .is_some_and(|byte| !TLS_RECORDS.contains(&byte));
    let (text, hint) = if clear {
        answered_in_clear(host, stage)
    } else if let Some(reason) = certificate_reason(text) {
        refused_certificate(host, reason, tls)
    } else {
        let reason = handshake_reason(text);
        if seen.ended() && !reason.contains("alert") {
            closed_by_server(host, stage)
        } else {
            failed_handshake(host, &reason)
        }
    };
    Error::Tls { text, hint }
}

/// Makes an error inside an established session readable.
pub(super) fn in_session(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() {
        return error;
    }
    io::Error::new(
        error.kind(),
        format!("TLS: {}", handshake_reason(&error.to_string())),
    )
}

fn answered_in_clear(host: &str, stage: Stage) -> (String, Option<String>) {
    match stage {
        Stage::FromTheStart => (
            format!("this port of {host} does not speak TLS: it answers in clear text"),
            Some(
                "port 993 is the one with TLS; on port 143 use STARTTLS (--starttls, starttls = true)"
                    .to_owned(),
            ),
        ),
        Stage::StartTls => (
            format!("{host} agreed to STARTTLS and went on in clear text"),
            None,
        ),
    }
}

fn closed_by_server(host: &str, stage: Stage) -> (String, Option<String>) {
    let hint = match stage {
        Stage::FromTheStart => {
            Some("does this port speak TLS? IMAP over TLS is port 993".to_owned())
        }
        Stage::StartTls => None,
    };
    (
        format!("{host} closed the connection during the TLS handshake"),
        hint,
    )
}

fn refused_certificate(host: &str, reason: &str, tls: &Tls) -> (String, Option<String>) {
    match reason {
        "hostname mismatch" | "IP address mismatch" => (
            format!("the certificate of {host} is for another name ({reason})"),
            Some(
                "use a name that is in the certificate; --no-check-hostname \
                 (ssl_check_hostname = false) goes without the name"
                    .to_owned(),
            ),
        ),
        "certificate has expired" => (
            format!("the certificate of {host} has expired"),
            Some("the server's owner must renew it; or is this machine's clock wrong?".to_owned()),
        ),
        "certificate is not yet valid" => (
            format!("the certificate of {host} is not yet valid"),
            Some("is this machine's clock wrong?".to_owned()),
        ),
        // A signature fails when an authority has the name of a known one and another key.
        _ if reason.contains("issuer certificate")
            || reason == "certificate signature failure"
            || reason.contains("self-signed")
            || reason.contains("self signed")
            || reason.contains("first certificate") =>
        {
            (
                format!("the certificate of {host} comes from no known authority ({reason})"),
                Some(authority_hint(tls)),
            )
        }
        _ => (
            format!("the certificate of {host} is refused: {reason}"),
            None,
        ),
    }
}

fn authority_hint(tls: &Tls) -> String {
    match tls.ca_file() {
        Some(path) => format!(
            "only the authorities in {} count; they stand in place of the system's",
            path.display()
        ),
        None => {
            "--ca-file FILE (ssl_ca_file) names the authority, if it is one of your own".to_owned()
        }
    }
}

fn failed_handshake(host: &str, reason: &str) -> (String, Option<String>) {
    let old = reason.contains("unsupported protocol") || reason.contains("protocol version");
    if old {
        return (
            format!("{host} does not speak TLS 1.2 or newer ({reason})"),
            Some("older versions are not safe, so they are not used".to_owned()),
        );
    }
    if reason.contains("alert") {
        return (format!("{host} refused the TLS handshake: {reason}"), None);
    }
    (
        format!("the TLS handshake with {host} failed: {reason}"),
        None,
    )
}

/// The reason in the parentheses at the end, which is there when the certificate was refused.
fn certificate_reason(text: &str) -> Option<&str> {
    if !text.contains("certificate verify failed") {
        return None;
    }
    let (_, tail) = text.strip_suffix(')')?.rsplit_once('(')?;
    Some(tail)
}

/// The reason out of OpenSSL's `error:NUMBER:LIBRARY:FUNCTION:REASON:FILE:LINE:...`; any other text is
/// taken as it is.
fn handshake_reason(text: &str) -> String {
    let reason = text
        .split_once("error:")
        .and_then(|(_, fields)| fields.split(':').nth(3))
        .map(str::trim)
        .filter(|reason| !reason.is_empty())
        .unwrap_or(text);
    reason
        .split(" (os error ")
        .next()
        .unwrap_or(reason)
        .to_owned()
}
