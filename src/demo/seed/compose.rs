//! Makes messages of letters: header, encodings and parts. RFC 5322; RFC 2045; RFC 2047; RFC 2231

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use quoted_printable::encode;

use super::super::mailbox::Message;
use super::DAY;
use super::letter::{Letter, direction};
use crate::types::{DateTime, Flag};

/// The day on which the year 1970 began comes first.
const WEEKDAYS: &str = "Thu Fri Sat Sun Mon Tue Wed";

/// The fields that tell a content, and the content.
type Part = (String, Vec<u8>);

/// The message that a letter says.
pub(super) fn message(letter: &Letter, date: DateTime) -> Message {
    let flags = letter.flags.split_ascii_whitespace().map(Flag::new);
    let mut message = Message::new(whole(&letter.text, date), flags.collect(), date);
    let lines = direction(&letter.text, "Lines").and_then(|lines| lines.parse().ok());
    message.lines = lines.unwrap_or(0);
    message
}

fn whole(text: &str, date: DateTime) -> Vec<u8> {
    let (header, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let told = |name: &str| direction(text, name);
    let id = told("Id").map_or_else(|| format!("{:08x}", date.unix_seconds()), str::to_owned);
    let mut lines = vec![format!(
        "Date: {}",
        date_field(date, told("Zone").unwrap_or("+0100"))
    )];
    let fields = header.lines().filter(|line| !line.starts_with('!'));
    lines.extend(fields.map(|line| match told("Encode") {
        Some("raw") => line.to_owned(),
        _ => encoded(line),
    }));
    if !header.contains("\nTo: ") {
        lines.push("To: Ana Example <ana@example.org>".to_owned());
    }
    lines.push(format!("Message-ID: <{id}@example.org>"));
    if let Some(reply) = told("Reply").filter(|ids| !ids.is_empty()) {
        let ids = reply.split(' ').map(|id| format!("<{id}@example.org>"));
        let ids: Vec<String> = ids.collect();
        lines.push(format!(
            "In-Reply-To: {}",
            ids.last().map_or("", String::as_str)
        ));
        lines.push(format!("References: {}", ids.join("\r\n ")));
    }
    lines.push("MIME-Version: 1.0\r\n".to_owned());
    let (fields, content) = match header.contains("\nContent-Type: ") {
        true => (String::new(), network(body)),
        false => content(text, body, date),
    };
    [
        lines.join("\r\n").as_bytes(),
        fields.as_bytes(),
        b"\r\n",
        &content,
    ]
    .concat()
}

/// `Sat, 21 Nov 2026 18:40:00 +0100`: the moment as a clock in that zone shows it.
fn date_field(date: DateTime, zone: &str) -> String {
    let hours: i64 = zone
        .get(..3)
        .and_then(|hours| hours.parse().ok())
        .unwrap_or(0);
    let seconds = date.unix_seconds() + hours * 3600;
    let day = seconds.div_euclid(DAY).rem_euclid(7);
    let weekday = WEEKDAYS.split(' ').nth(day as usize).unwrap_or_default();
    let shown = DateTime::from_unix_seconds(seconds).to_string();
    format!(
        "{weekday}, {}",
        shown.replacen('-', " ", 2).replace("+0000", zone)
    )
}

fn content(text: &str, body: &str, date: DateTime) -> Part {
    let kind = direction(text, "Multipart");
    if kind == Some("digest") {
        let messages = body
            .split("@@\n")
            .map(|text| (String::new(), whole(text, date)));
        return multipart("digest", &messages.collect::<Vec<_>>());
    }
    let (body, inner) = match body.split_once("-- message\n") {
        Some((body, inner)) => (body, Some(inner)),
        None => (body, None),
    };
    let how = direction(text, "Encode").unwrap_or_default();
    let subtype = direction(text, "Html").map_or("plain", |_| "html");
    let mut sections = body.split("-- ");
    let mut parts = vec![written(sections.next().unwrap_or_default(), subtype, how)];
    for section in sections {
        let (about, rest) = section.split_once('\n').unwrap_or((section, ""));
        parts.push(match about.split(' ').collect::<Vec<_>>()[..] {
            [_, media, name, size] => attachment(media, name, size.parse().unwrap_or(0)),
            [_, media] => (format!("Content-Type: {media}\r\n"), network(rest)),
            _ => written(rest, "html", how),
        });
    }
    parts.extend(inner.map(|inner| {
        let fields = "Content-Type: message/rfc822\r\nContent-Disposition: inline\r\n";
        (fields.to_owned(), whole(inner, date))
    }));
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            multipart(kind.unwrap_or("mixed"), &parts)
        }
    }
}

fn multipart(kind: &str, parts: &[Part]) -> Part {
    let mut body = b"This is a message in several parts.\r\n".to_vec();
    // One within another is shorter, and so has another boundary.
    let boundary = format!(
        "=_{}",
        parts.iter().map(|(_, body)| body.len()).sum::<usize>()
    );
    for (fields, content) in parts {
        body.extend(format!("\r\n--{boundary}\r\n{fields}\r\n").bytes());
        body.extend(content);
    }
    body.extend(format!("\r\n--{boundary}--\r\n").bytes());
    (
        format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n"),
        body,
    )
}

/// Text in the encoding that it is to have, or needs.
fn written(text: &str, subtype: &str, how: &str) -> Part {
    let text = network(text);
    let utf8 = String::from_utf8_lossy(&text);
    let latin: Option<Vec<u8>> = utf8.chars().map(|sign| u8::try_from(sign).ok()).collect();
    let (charset, encoding, body) = match (how, latin) {
        ("raw", _) => ("utf-8", "8bit", text),
        _ if text.is_ascii() => ("us-ascii", "7bit", text),
        ("base64", _) => ("utf-8", "base64", wrapped(&text)),
        ("latin1", Some(latin)) => ("iso-8859-1", "quoted-printable", encode(latin)),
        _ => ("utf-8", "quoted-printable", encode(text)),
    };
    let media = format!("Content-Type: text/{subtype}; charset={charset}\r\n");
    (
        format!("{media}Content-Transfer-Encoding: {encoding}\r\n"),
        body,
    )
}

/// Text with the line ends of mail.
fn network(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

/// A file that looks like one of its type from outside.
fn attachment(media: &str, name: &str, size: usize) -> Part {
    let coded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let file = match name.is_ascii() {
        true => format!("filename=\"{name}\""),
        false => format!("filename*=utf-8''{coded}"),
    };
    let begin: &[u8] = match media {
        "image/png" => b"\x89PNG\r\n\x1a\n",
        "image/jpeg" => b"\xff\xd8\xff\xe0",
        _ => b"%PDF-1.4\n",
    };
    let mut state = size as u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    let rows =
        (1..).flat_map(|row| format!("{row};item {row};{}.00\r\n", row * 7 % 90).into_bytes());
    let bytes: Vec<u8> = match media.starts_with("text/") {
        true => rows.take(size).collect(),
        false => begin.iter().copied().chain(noise).take(size).collect(),
    };
    let fields = format!("Content-Type: {media}\r\nContent-Disposition: attachment; {file}\r\n");
    (
        fields + "Content-Transfer-Encoding: base64\r\n",
        wrapped(&bytes),
    )
}

fn wrapped(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes
        .chunks(57)
        .map(|line| BASE64_STANDARD.encode(line) + "\r\n");
    lines.collect::<String>().into_bytes()
}

/// A field with what is not ASCII in encoded words, up to the address at its end.
fn encoded(line: &str) -> String {
    let Some((name, value)) = line.split_once(": ").filter(|_| !line.is_ascii()) else {
        return line.to_owned();
    };
    let (text, address) = match value.rsplit_once(" <") {
        Some((text, address)) if !text.is_ascii() => (text, format!(" <{address}")),
        _ => (value, String::new()),
    };
    let signs: Vec<char> = text.chars().collect();
    // As many as fit into a word, whatever they are.
    let words = signs
        .chunks(11)
        .map(|signs| BASE64_STANDARD.encode(String::from_iter(signs)));
    let words: Vec<String> = words.map(|word| format!("=?utf-8?B?{word}?=")).collect();
    format!("{name}: {}{address}", words.join("\r\n "))
}
