//! Makes messages of letters: header, encodings and parts. RFC 5322; RFC 2045; RFC 2047; RFC 2231

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::super::mailbox::Message;
use super::letter::{Letter, Text};
use crate::types::{DateTime, Flag};

/// Fields that say how a message is made.
const DIRECTIONS: [&str; 11] = [
    "Id",
    "Reply",
    "Zone",
    "Encode",
    "Unsubscribe",
    "Auto",
    "Html",
    "Raw",
    "Huge",
    "Digest",
    "From",
];

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// The lines of the huge message.
const HUGE_LINES: u32 = 150_000;

/// The message that a letter says.
pub(super) fn message(letter: &Letter, date: DateTime) -> Message {
    let flags = letter.flags.split_ascii_whitespace().map(Flag::new);
    let mut message = Message::new(whole(&letter.text, date), flags.collect(), date);
    if letter.text.field("Huge").is_some() {
        message.lines = HUGE_LINES;
    }
    message
}

fn whole(text: &Text, date: DateTime) -> Vec<u8> {
    let mut header = String::new();
    let mut add = |name: &str, value: &str| header.push_str(&format!("{name}: {value}\r\n"));
    let raw = text.field("Raw").is_some();
    let encode = |value: &str| {
        if raw {
            value.to_owned()
        } else {
            encoded(value)
        }
    };
    add(
        "Date",
        &date_field(date, text.field("Zone").unwrap_or("+0100")),
    );
    add(
        "From",
        &encode(text.field("From").unwrap_or("ana@example.org")),
    );
    if text.field("To").is_none() {
        add("To", "Ana Example <ana@example.org>");
    }
    for (name, value) in &text.fields {
        if !DIRECTIONS.contains(&name.as_str()) {
            add(name, &encode(value));
        }
    }
    let id = match text.field("Id") {
        Some(id) => id.to_owned(),
        None => format!("{:08x}", date.unix_seconds()),
    };
    add("Message-ID", &format!("<{id}@example.org>"));
    if let Some(reply) = text.field("Reply") {
        let ids: Vec<String> = reply
            .split(' ')
            .map(|id| format!("<{id}@example.org>"))
            .collect();
        add("In-Reply-To", ids.last().map_or("", String::as_str));
        add("References", &ids.join("\r\n "));
    }
    if text.field("Unsubscribe").is_some() {
        add("List-Unsubscribe", "<mailto:leave@example.org>");
    }
    if text.field("Auto").is_some() {
        add("Auto-Submitted", "auto-generated");
    }
    add("MIME-Version", "1.0");
    let (fields, body) = content(text, date);
    [header.as_bytes(), fields.as_bytes(), b"\r\n", &body].concat()
}

/// `Sat, 21 Nov 2026 18:40:00 +0100`: the moment as a clock in that zone shows it.
fn date_field(date: DateTime, zone: &str) -> String {
    let hours: i64 = zone
        .get(..3)
        .and_then(|hours| hours.parse().ok())
        .unwrap_or(0);
    let seconds = date.unix_seconds() + hours * 3600;
    let shown = DateTime::from_unix_seconds(seconds);
    let weekday = usize::try_from(seconds.div_euclid(super::DAY).rem_euclid(7)).unwrap_or(0);
    let weekday = WEEKDAYS.get(weekday).copied().unwrap_or("Thu");
    let day = shown.date.to_string().replace('-', " ");
    let (hour, minute, second) = (shown.hour, shown.minute, shown.second);
    format!("{weekday}, {day} {hour:02}:{minute:02}:{second:02} {zone}")
}

/// The fields that tell the content, and the content.
fn content(text: &Text, date: DateTime) -> (String, Vec<u8>) {
    let (outer, inner) = match text.body.split_once("-- message\n") {
        Some((outer, inner)) => (outer, Some(inner)),
        None => (text.body.as_str(), None),
    };
    if text.field("Digest").is_some() {
        let messages = text.body.split("@@\n").map(|written| within(written, date));
        let parts: Vec<_> = messages.map(|message| (String::new(), message)).collect();
        return multipart("digest", &parts);
    }
    if text.field("Content-Type").is_some() {
        return (String::new(), lines(&text.body).into_bytes());
    }
    let mut sections = outer.split("-- ");
    let first = sections.next().unwrap_or_default();
    let charset = text.field("Encode").unwrap_or_default();
    let subtype = if text.field("Html").is_some() {
        "html"
    } else {
        "plain"
    };
    let mut parts = vec![match text.field("Raw") {
        Some(_) => (
            text_fields(subtype, "utf-8", "8bit"),
            lines(first).into_bytes(),
        ),
        None => written(first, subtype, charset),
    }];
    let mut kind = "mixed";
    for section in sections {
        let (about, rest) = section.split_once('\n').unwrap_or((section, ""));
        let mut about = about.split(' ');
        let words =
            [about.next(), about.next(), about.next(), about.next()].map(Option::unwrap_or_default);
        match words {
            ["html", ..] => {
                kind = "alternative";
                parts.push(written(rest, "html", charset));
            }
            ["part", media, ..] => {
                kind = "report; report-type=delivery-status";
                parts.push((
                    format!("Content-Type: {media}\r\n"),
                    lines(rest).into_bytes(),
                ));
            }
            [_, media, name, size] => {
                parts.push(attachment(media, name, size.parse().unwrap_or(0)))
            }
        }
    }
    if let Some(inner) = inner {
        let fields = "Content-Type: message/rfc822\r\nContent-Disposition: inline\r\n".to_owned();
        parts.push((fields, within(inner, date)));
    }
    if text.field("Huge").is_some() {
        let fields = "Content-Type: video/mp4\r\nContent-Disposition: attachment; filename=film.mp4\r\n\
                      Content-Transfer-Encoding: base64\r\n";
        parts.push((fields.to_owned(), Vec::new()));
        let (fields, mut body) = multipart(kind, &parts);
        // The lines and the last boundary are put behind it on demand.
        body.truncate(body.len() - END.len());
        return (fields, body);
    }
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            multipart(kind, &parts)
        }
    }
}

/// A message within another.
fn within(written: &str, date: DateTime) -> Vec<u8> {
    whole(&Text::read(written), date)
}

const BOUNDARY: &str = "=_part";

/// The end of a multipart.
pub(in super::super) const END: &str = "\r\n--=_part--\r\n";

fn multipart(kind: &str, parts: &[(String, Vec<u8>)]) -> (String, Vec<u8>) {
    // One within another has another boundary.
    let nested = parts
        .iter()
        .any(|(_, body)| memchr::memmem::find(body, BOUNDARY.as_bytes()).is_some());
    let boundary = if nested { "=_outer" } else { BOUNDARY };
    let mut body = b"This is a message in several parts.\r\n".to_vec();
    for (fields, content) in parts {
        body.extend_from_slice(format!("\r\n--{boundary}\r\n{fields}\r\n").as_bytes());
        body.extend_from_slice(content);
    }
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    let (kind, more) = kind
        .split_once(';')
        .map_or((kind, String::new()), |(kind, more)| {
            (kind, format!(";{more}"))
        });
    (
        format!("Content-Type: multipart/{kind}{more}; boundary=\"{boundary}\"\r\n"),
        body,
    )
}

fn text_fields(subtype: &str, charset: &str, encoding: &str) -> String {
    format!(
        "Content-Type: text/{subtype}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    )
}

/// Text in the encoding that it is to have, or needs.
fn written(text: &str, subtype: &str, charset: &str) -> (String, Vec<u8>) {
    let text = lines(text);
    let latin: Option<Vec<u8>> = text
        .chars()
        .map(|sign| u8::try_from(u32::from(sign)).ok())
        .collect();
    match (charset, latin) {
        _ if text.is_ascii() => (text_fields(subtype, "us-ascii", "7bit"), text.into_bytes()),
        ("base64", _) => (
            text_fields(subtype, "utf-8", "base64"),
            wrapped(text.as_bytes()),
        ),
        ("latin1", Some(latin)) => (
            text_fields(subtype, "iso-8859-1", "quoted-printable"),
            quoted_printable(&latin),
        ),
        _ => (
            text_fields(subtype, "utf-8", "quoted-printable"),
            quoted_printable(text.as_bytes()),
        ),
    }
}

fn lines(text: &str) -> String {
    text.replace('\n', "\r\n")
}

fn attachment(media: &str, name: &str, size: usize) -> (String, Vec<u8>) {
    let file = match name.is_ascii() {
        true => format!("filename=\"{name}\""),
        false => {
            let bytes: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!("filename*=utf-8''{bytes}")
        }
    };
    let fields = format!(
        "Content-Type: {media}\r\nContent-Disposition: attachment; {file}\r\nContent-Transfer-Encoding: base64\r\n"
    );
    (fields, wrapped(&bytes_of(media, size)))
}

/// The bytes of a file that looks like one of its type from outside.
fn bytes_of(media: &str, size: usize) -> Vec<u8> {
    if media.starts_with("text/") {
        return (1..)
            .flat_map(|row| format!("{row};item {row};{}.00\r\n", row * 7 % 90).into_bytes())
            .take(size)
            .collect();
    }
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
    begin.iter().copied().chain(noise).take(size).collect()
}

fn wrapped(bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(bytes.len() / 54 * 78 + 80);
    for piece in bytes.chunks(57) {
        body.extend_from_slice(BASE64_STANDARD.encode(piece).as_bytes());
        body.extend_from_slice(b"\r\n");
    }
    body
}

/// RFC 2045 section 6.7
fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(text.len() * 2);
    let mut column = 0;
    for (at, &byte) in text.iter().enumerate() {
        let ends = matches!(text.get(at + 1), None | Some(b'\r'));
        let piece = match byte {
            b'\r' | b'\n' => {
                column = 0;
                body.push(byte);
                continue;
            }
            b' ' if ends => "=20".to_owned(),
            b'=' | 0x7f.. | 0..b' ' => format!("={byte:02X}"),
            _ => char::from(byte).to_string(),
        };
        if column + piece.len() > 75 {
            body.extend_from_slice(b"=\r\n");
            column = 0;
        }
        column += piece.len();
        body.extend_from_slice(piece.as_bytes());
    }
    body
}

/// A value with what is not ASCII in encoded words, up to the address at its end.
fn encoded(value: &str) -> String {
    let (words, rest) = match value.split_once(" <") {
        Some((name, address)) if !name.is_ascii() => (name, format!(" <{address}")),
        _ if value.is_ascii() => return folded(value),
        _ => (value, String::new()),
    };
    let mut pieces = vec![String::new()];
    for sign in words.chars() {
        match pieces.last_mut() {
            Some(piece) if piece.len() + sign.len_utf8() <= 42 => piece.push(sign),
            _ => pieces.push(sign.to_string()),
        }
    }
    let pieces: Vec<String> = pieces
        .iter()
        .map(|piece| format!("=?utf-8?B?{}?=", BASE64_STANDARD.encode(piece)))
        .collect();
    pieces.join("\r\n ") + &rest
}

/// A value on lines of a modest length.
fn folded(value: &str) -> String {
    let mut text = String::new();
    let mut column = 10;
    for word in value.split(' ') {
        if column + word.len() > 75 && !text.is_empty() {
            text.push_str("\r\n");
            column = 0;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
        column += word.len() + 1;
    }
    text
}
