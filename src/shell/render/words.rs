//! Headers as people read them: RFC 2047 words, raw 8-bit bytes, addresses, MIME parameters.
//! What comes out is decoded but not yet harmless.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use charset::Charset;
use imapclient::types::{Address, Addresses};

/// Base64 as mail has it: padding or none, and whatever is left in the last bits.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes the bytes of a header field: RFC 2047 words, and raw bytes as UTF-8 or else Latin-1. Words in a
/// charset nobody knows, or not well encoded, stay as they are. RFC 2047 section 5 and 6.2
pub(crate) fn decode(header: &[u8]) -> String {
    let header = unfolded(header);
    let mut decoded = String::with_capacity(header.len());
    let mut pending: Option<Word> = None;
    let mut rest: &[u8] = &header;
    while let Some((before, word, after)) = next_word(rest) {
        let adjacent = pending.is_some() && before.iter().all(u8::is_ascii_whitespace);
        match &mut pending {
            // A character may be split between two words of one charset, so their bytes are joined first.
            Some(last) if adjacent && last.charset == word.charset => last.bytes.extend(word.bytes),
            _ => {
                flush(&mut decoded, pending.take());
                if !adjacent {
                    decoded.push_str(&plain(before));
                }
                pending = Some(word);
            }
        }
        rest = after;
    }
    flush(&mut decoded, pending);
    decoded.push_str(&plain(rest));
    decoded
}

/// As [`decode`], but what needs no decoding is not copied.
pub(crate) fn decoded(header: &[u8]) -> Cow<'_, str> {
    match memchr::memchr3(b'?', b'\r', b'\n', header) {
        None => plain(header),
        Some(_) => Cow::Owned(decode(header)),
    }
}

/// Reads bytes without RFC 2047: as UTF-8, else as Latin-1.
pub(crate) fn plain(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => charset::decode_latin1(bytes),
    }
}

/// An address as mail programs write it: `Zoë Müller <zoe@example.net>`.
pub(crate) fn address(address: Address<'_>) -> String {
    let place = mailbox_at_host(address);
    match display_name(address) {
        Some(name) => format!("{} <{place}>", quoted_if_needed(&name)),
        None => place,
    }
}

/// An address as short as it can be told: the name, or else the place.
pub(crate) fn address_short(address: Address<'_>) -> String {
    display_name(address).unwrap_or_else(|| mailbox_at_host(address))
}

/// The place of an address alone: `zoe@example.net`.
pub(crate) fn address_bare(address: Address<'_>) -> String {
    mailbox_at_host(address)
}

/// Addresses in a line, groups as `Team: one@example.org, two@example.org;`.
pub(crate) fn addresses(list: Addresses<'_>, one: fn(Address<'_>) -> String) -> String {
    let mut told = String::new();
    let mut separator = "";
    let mut in_group = false;
    for entry in list.iter() {
        match (entry.mailbox, entry.host) {
            (Some(group), None) => {
                told.push_str(separator);
                told.push_str(&decode(group));
                told.push_str(": ");
                separator = "";
                in_group = true;
            }
            (None, None) => {
                told.truncate(told.trim_end().len());
                told.push(';');
                separator = " ";
                in_group = false;
            }
            _ => {
                told.push_str(separator);
                told.push_str(&one(entry));
                separator = ", ";
            }
        }
    }
    if in_group {
        told.push(';');
    }
    told
}

/// The value of a MIME parameter, continuations joined and charset decoded. RFC 2231; RFC 2047 where
/// programs use it against the rule.
pub(crate) fn parameter(parameters: &[(Vec<u8>, Vec<u8>)], name: &str) -> Option<String> {
    let plain_value = |wanted: &str| {
        parameters
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(wanted.as_bytes()))
            .map(|(_, value)| value)
    };
    if let Some(value) = plain_value(&format!("{name}*")) {
        return Some(extended(value, None).0);
    }
    if let Some(value) = plain_value(name) {
        return Some(decode(value));
    }
    let mut joined = Vec::new();
    let mut label = None;
    // More pieces than this is nobody's file name.
    for number in 0..parameters.len().min(100) {
        if let Some(value) = plain_value(&format!("{name}*{number}*")) {
            let (bytes, told) = unpercent(value, number == 0);
            joined.extend(bytes);
            label = told.or(label);
        } else if let Some(value) = plain_value(&format!("{name}*{number}")) {
            joined.extend(value);
        } else {
            break;
        }
    }
    (!joined.is_empty()).then(|| in_charset(&joined, label.as_deref()))
}

fn extended(value: &[u8], label: Option<Vec<u8>>) -> (String, Option<Vec<u8>>) {
    let (bytes, told) = unpercent(value, true);
    let label = told.or(label);
    (in_charset(&bytes, label.as_deref()), label)
}

/// Undoes `%C3` and, at the beginning of a value, takes off `charset'language'`.
fn unpercent(value: &[u8], first: bool) -> (Vec<u8>, Option<Vec<u8>>) {
    let mut pieces = value.splitn(3, |byte| *byte == b'\'');
    let (label, text) = match (first, pieces.next(), pieces.next(), pieces.next()) {
        (true, Some(label), Some(_), Some(text)) => (Some(label.to_vec()), text),
        _ => (None, value),
    };
    (undo_hex(text, b'%', |byte| byte), label)
}

fn in_charset(bytes: &[u8], label: Option<&[u8]>) -> String {
    match label.and_then(charset_of) {
        Some(charset) => charset.decode_without_bom_handling(bytes).0.into_owned(),
        None => plain(bytes).into_owned(),
    }
}

/// Replaces the escape byte and two hexadecimal digits by the byte they stand for, and any other byte by what `other`
/// says.
fn undo_hex(text: &[u8], escape: u8, other: fn(u8) -> u8) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(escape, rest) {
        let (before, after) = rest.split_at(at);
        bytes.extend(before.iter().copied().map(other));
        let hex = after.get(1..3).and_then(hex_byte);
        bytes.push(hex.unwrap_or(escape));
        rest = after
            .get(if hex.is_some() { 3 } else { 1 }..)
            .unwrap_or_default();
    }
    bytes.extend(rest.iter().copied().map(other));
    bytes
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    match digits {
        [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
        _ => None,
    }
}

fn display_name(address: Address<'_>) -> Option<String> {
    let name = decode(address.name?);
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn mailbox_at_host(address: Address<'_>) -> String {
    let mailbox = address.mailbox.map(plain).unwrap_or_default();
    match address.host {
        Some(host) if !host.is_empty() => format!("{mailbox}@{}", plain(host)),
        _ => mailbox.into_owned(),
    }
}

fn quoted_if_needed(name: &str) -> Cow<'_, str> {
    if name.contains([',', ';', '<', '>', '"', '@']) {
        return Cow::Owned(format!(
            "\"{}\"",
            name.replace('\\', "\\\\").replace('"', "\\\"")
        ));
    }
    Cow::Borrowed(name)
}

/// Takes out the line ends of folded fields.
fn unfolded(header: &[u8]) -> Cow<'_, [u8]> {
    if !header.contains(&b'\n') {
        return Cow::Borrowed(header);
    }
    let mut whole = Vec::with_capacity(header.len());
    let mut rest = header;
    while let Some((&byte, after)) = rest.split_first() {
        let folded = |tail: &[u8]| {
            tail.first()
                .is_some_and(|next| matches!(next, b' ' | b'\t'))
        };
        rest = match (byte, after.split_first()) {
            (b'\r', Some((b'\n', tail))) if folded(tail) => tail,
            (b'\n', _) if folded(after) => after,
            _ => {
                whole.push(byte);
                after
            }
        };
    }
    Cow::Owned(whole)
}

/// An encoded word, its transfer encoding undone.
struct Word {
    charset: Charset,
    bytes: Vec<u8>,
}

/// Finds the next encoded word that can be decoded: what stands before it, the word, and what follows.
fn next_word(text: &[u8]) -> Option<(&[u8], Word, &[u8])> {
    memchr::memchr_iter(b'=', text).find_map(|start| {
        let (word, after) = encoded_word(text.get(start + 1..)?.strip_prefix(b"?")?)?;
        Some((text.get(..start)?, word, after))
    })
}

/// Reads `charset?encoding?text?=`. RFC 2047 section 2; the language of RFC 2231 section 5 is ignored
fn encoded_word(text: &[u8]) -> Option<(Word, &[u8])> {
    let mut pieces = text.splitn(4, |byte| *byte == b'?');
    let (label, encoding, content, after) = (
        pieces.next()?,
        pieces.next()?,
        pieces.next()?,
        pieces.next()?,
    );
    let after = after.strip_prefix(b"=")?;
    let label = label.split(|byte| *byte == b'*').next()?;
    let charset = charset_of(label)?;
    let bytes = match encoding {
        b"B" | b"b" => {
            let packed: Vec<u8> = content
                .iter()
                .copied()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect();
            LENIENT.decode(packed).ok()?
        }
        b"Q" | b"q" => undo_hex(content, b'=', |byte| if byte == b'_' { b' ' } else { byte }),
        _ => return None,
    };
    Some((Word { charset, bytes }, after))
}

/// The charset with a name, of which nearly all mail of today has but one.
fn charset_of(label: &[u8]) -> Option<Charset> {
    if label.eq_ignore_ascii_case(b"utf-8") {
        return Some(Charset::for_encoding(encoding_rs::UTF_8));
    }
    Charset::for_label_no_replacement(label)
}

fn flush(decoded: &mut String, word: Option<Word>) {
    if let Some(word) = word {
        decoded.push_str(&word.charset.decode_without_bom_handling(&word.bytes).0);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use imapclient::types::{Envelope, EnvelopeFields};

    use super::*;

    #[test]
    fn encoded_words_are_decoded() {
        for (header, told) in [
            ("plain", "plain"),
            ("=?utf-8?Q?Caf=C3=A9_au_lait?=", "Café au lait"),
            ("=?ISO-8859-1?B?Y2Fm6Q==?=", "café"),
            ("=?ISO-8859-1?B?Y2Fm6Q?=", "café"),
            (
                "Re: =?utf-8?q?gr=C3=BC=C3=9Fe?= an =?utf-8?q?alle?=",
                "Re: grüße an alle",
            ),
            ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
            ("=?utf-8?q?a?=\r\n =?iso-8859-1?q?=E9?= c", "aé c"),
            // a character of two bytes, one in each word
            ("=?utf-8?B?w6k=?= =?utf-8?B?w6nD?=\t=?utf-8?B?qQ==?=", "ééé"),
            ("=?UTF-8?Q?=E2=82?= =?utf-8?Q?=AC?=", "€"),
            ("=?utf-8*de?q?gr=C3=BCn?=", "grün"),
            ("=?utf-8?q?a=5Fb_c?=", "a_b c"),
            ("=?utf-8?q?=_4=4_=?=", "= 4=4 ="),
            ("=?x-unknown?q?abc?= x", "=?x-unknown?q?abc?= x"),
            ("=?utf-8?x?abc?= =?", "=?utf-8?x?abc?= =?"),
            ("=?utf-8?b?####?=", "=?utf-8?b?####?="),
            ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
            ("a=?utf-8?q?=zz=4?=", "a=zz=4"),
        ] {
            assert_eq!(decode(header.as_bytes()), told, "{header}");
        }
    }

    #[test]
    fn raw_bytes_are_utf_8_or_else_latin_1() {
        assert_eq!(decode("grün".as_bytes()), "grün");
        assert_eq!(decode(b"gr\xfcn"), "grün");
        assert_eq!(decode(b"\xe9 =?utf-8?q?=C3=A9?= \xe9"), "é é é");
    }

    fn entry<'e>(
        name: Option<&'e str>,
        mailbox: Option<&'e str>,
        host: Option<&'e str>,
    ) -> Address<'e> {
        Address {
            name: name.map(str::as_bytes),
            route: None,
            mailbox: mailbox.map(str::as_bytes),
            host: host.map(str::as_bytes),
        }
    }

    fn in_a_line(to: &[Address<'_>]) -> String {
        let fields = EnvelopeFields {
            to,
            ..EnvelopeFields::default()
        };
        addresses(Envelope::new(&fields).to(), address)
    }

    #[test]
    fn addresses_read_as_in_mail() {
        let zoe = entry(
            Some("=?utf-8?q?Zo=C3=AB_M=C3=BCller?="),
            Some("zoe"),
            Some("example.net"),
        );
        assert_eq!(address(zoe), "Zoë Müller <zoe@example.net>");
        assert_eq!(address_short(zoe), "Zoë Müller");
        let bare = entry(Some(" "), Some("ana"), Some("example.org"));
        assert_eq!(address(bare), "ana@example.org");
        let comma = entry(Some("Petit, Marc"), Some("m"), Some("example.com"));
        assert_eq!(address(comma), "\"Petit, Marc\" <m@example.com>");
        assert_eq!(
            in_a_line(&[zoe, bare]),
            "Zoë Müller <zoe@example.net>, ana@example.org"
        );
    }

    #[test]
    fn groups_have_their_marks() {
        let member = entry(None, Some("a"), Some("example.org"));
        let list = [
            entry(None, Some("Team"), None),
            member,
            entry(None, None, None),
            member,
        ];
        assert_eq!(in_a_line(&list), "Team: a@example.org; a@example.org");
        let empty = [
            entry(None, Some("undisclosed-recipients"), None),
            entry(None, None, None),
        ];
        assert_eq!(in_a_line(&empty), "undisclosed-recipients:;");
    }

    #[test]
    fn names_of_files_are_decoded() {
        let check = |parameters: &[(&str, &str)], told: Option<&str>| {
            let parameters: Vec<_> = parameters
                .iter()
                .map(|(key, value)| (key.as_bytes().to_vec(), value.as_bytes().to_vec()))
                .collect();
            assert_eq!(parameter(&parameters, "filename").as_deref(), told);
        };
        check(&[("FILENAME", "a.pdf")], Some("a.pdf"));
        check(&[("filename", "=?utf-8?q?=C3=A9?=.pdf")], Some("é.pdf"));
        check(&[("filename*", "utf-8'en'%C3%A9%20.pdf")], Some("é .pdf"));
        check(
            &[
                ("filename*0*", "utf-8''%C3"),
                ("filename*1*", "%A9"),
                ("filename*2", ".pdf"),
            ],
            Some("é.pdf"),
        );
        check(&[("name", "x")], None);
    }
}
