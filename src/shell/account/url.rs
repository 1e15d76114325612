//! The URL form of an account: `imap(s)://[user@]host[:port][/folder]`.

use super::setup_error::{Result, SetupError, shown};
use super::value;

/// How the scheme asks for protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// `imaps`: TLS from the first byte.
    Imaps,
    /// `imap`: STARTTLS, required.
    Imap,
}

/// The parts of a URL, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) scheme: Scheme,
    pub(super) user: Option<String>,
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) folder: Option<String>,
}

/// Says whether an argument is meant as a URL and not as the name of an account.
pub(super) fn is_url(text: &str) -> bool {
    text.contains("://")
}

/// Takes a URL apart. Its text is never quoted in an error: it may hold a password.
///
/// RFC 5092 section 3, without its parts for messages and ways of signing in.
pub(super) fn parse(text: &str) -> Result<Url> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "imaps" => Scheme::Imaps,
        "imap" => Scheme::Imap,
        _ => {
            let text = format!(
                "a URL starts with imaps:// or imap://, not with {}://",
                shown(scheme)
            );
            return Err(SetupError::usage(text));
        }
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, server) = match authority.rsplit_once('@') {
        Some((user, server)) => (Some(user), server),
        None => (None, authority),
    };
    let (host, port) = host_and_port(server)?;
    Ok(Url {
        scheme,
        user: user.map(user_name).transpose()?,
        host,
        port,
        folder: folder(path)?,
    })
}

fn user_name(text: &str) -> Result<String> {
    if text.contains(':') {
        return Err(SetupError::usage(
            "a URL with a password in it is not taken: everyone on this machine could read it",
        )
        .hint("leave it out to be asked, or use --password-command, --password-file or --password-stdin"));
    }
    if text.contains(';') {
        return Err(SetupError::usage(
            "the user name of a URL cannot carry ;AUTH= or other parameters",
        ));
    }
    if text.is_empty() {
        return Err(SetupError::usage(
            "the URL has an @ but no user name before it",
        ));
    }
    decoded(text, "user name")
}

fn host_and_port(server: &str) -> Result<(String, Option<u16>)> {
    let (host, port) = match server.rfind(']') {
        // The colons of an IPv6 address are inside the brackets.
        Some(end) => {
            let (host, rest) = server.split_at(end + 1);
            match rest.strip_prefix(':') {
                Some(port) => (host, Some(port)),
                None if rest.is_empty() => (host, None),
                None => {
                    return Err(SetupError::usage(
                        "only :PORT can follow the ] of a URL's host",
                    ));
                }
            }
        }
        None => match server.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (server, None),
        },
    };
    if host.is_empty() {
        return Err(SetupError::usage("the URL names no host"));
    }
    let host = value::host(host)
        .map_err(|_| SetupError::usage("the host of the URL is not a host name"))?;
    let port = port
        .map(value::port)
        .transpose()
        .map_err(|_| SetupError::usage("the port of the URL is none (1 to 65535)"))?;
    Ok((host, port))
}

fn folder(path: &str) -> Result<Option<String>> {
    if path.is_empty() {
        return Ok(None);
    }
    if let Some(sign) = path.chars().find(|c| matches!(c, '?' | '#' | ';')) {
        return Err(SetupError::usage(format!(
            "the URL names more than a folder: it has a {sign} in its path"
        ))
        .hint("in the name of a folder write %3F for ?, %23 for # and %3B for ;"));
    }
    decoded(path, "folder").map(Some)
}

/// Undoes percent encoding, which must be whole and give clean UTF-8.
fn decoded(text: &str, part: &str) -> Result<String> {
    let wrong = |why: &str| SetupError::usage(format!("the {part} of the URL {why}"));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
            return Err(wrong(
                "has a % without two hexadecimal digits; a % itself is %25",
            ));
        };
        bytes.push((high * 16 + low) as u8);
    }
    let decoded = String::from_utf8(bytes).map_err(|_| wrong("is not UTF-8 when decoded"))?;
    match decoded.chars().any(char::is_control) {
        true => Err(wrong("has a control character in it")),
        false => Ok(decoded),
    }
}
