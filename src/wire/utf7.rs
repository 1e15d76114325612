//! Modified UTF-7, the encoding of mailbox names. RFC 3501 section 5.1.3; RFC 9051 appendix A.1

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

use crate::types::MailboxName;

/// Base64 with a comma for the slash, without padding, and with no bits left over at its end.
const BASE64: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// Encodes a name as it goes over the wire.
pub fn encode(text: &str) -> Vec<u8> {
    let mut wire = Vec::with_capacity(text.len());
    let mut shifted: Vec<u8> = Vec::new();
    for character in text.chars() {
        if !matches!(character, ' '..='~') {
            let mut units = [0; 2];
            shifted.extend(
                character
                    .encode_utf16(&mut units)
                    .iter()
                    .flat_map(|unit| unit.to_be_bytes()),
            );
            continue;
        }
        shift(&mut wire, &mut shifted);
        wire.push(character as u8);
        if character == '&' {
            wire.push(b'-');
        }
    }
    shift(&mut wire, &mut shifted);
    wire
}

/// Writes the characters collected, if any, between `&` and `-`.
fn shift(wire: &mut Vec<u8>, shifted: &mut Vec<u8>) {
    if !shifted.is_empty() {
        wire.push(b'&');
        wire.extend_from_slice(BASE64.encode(&shifted).as_bytes());
        wire.push(b'-');
        shifted.clear();
    }
}

/// Decodes a name; one that cannot be decoded reads as its bytes.
pub fn decode(wire: &[u8]) -> MailboxName {
    let text = text(wire).unwrap_or_else(|| String::from_utf8_lossy(wire).into_owned());
    MailboxName::from_wire(wire, text)
}

/// Says whether these are the bytes that [`encode`] makes of a name, as the RFC demands of servers.
pub fn is_canonical(wire: &[u8]) -> bool {
    text(wire).is_some_and(|text| encode(&text) == wire)
}

/// Says whether these bytes can be decoded.
pub fn is_readable(wire: &[u8]) -> bool {
    text(wire).is_some()
}

/// Decodes a name, or not at all.
fn text(wire: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(wire.len());
    let mut rest = std::str::from_utf8(wire)
        .ok()
        .filter(|wire| wire.is_ascii())?;
    while let Some((plain, shifted)) = rest.split_once('&') {
        text.push_str(plain);
        let (shifted, after) = shifted.split_once('-')?;
        if shifted.is_empty() {
            text.push('&');
        } else {
            push_shifted(&mut text, shifted)?;
        }
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// Decodes what stands between `&` and `-`.
fn push_shifted(text: &mut String, shifted: &str) -> Option<()> {
    let bytes = BASE64.decode(shifted).ok()?;
    let (units, []) = bytes.as_chunks::<2>() else {
        return None;
    };
    for character in char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit))) {
        text.push(character.ok()?);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wire: &str) {
        assert_eq!(encode(text), wire.as_bytes(), "{text:?}");
        let name = decode(wire.as_bytes());
        assert_eq!(name.as_str(), text);
        assert_eq!(name.wire(), Some(wire.as_bytes()));
        assert!(is_canonical(wire.as_bytes()), "{wire}");
    }

    #[test]
    fn names_go_both_ways() {
        check("Foo", "Foo");
        check("Foo Bar", "Foo Bar");
        check("", "");
        check("Stuff & Things", "Stuff &- Things");
        check("Hello\u{ff}world", "Hello&AP8-world");
        check("\u{ff}\u{fe}\u{fd}\u{fc}", "&AP8A,gD9APw-");
        check(
            "~peter/mail/\u{65e5}\u{672c}\u{8a9e}/\u{53f0}\u{5317}",
            "~peter/mail/&ZeVnLIqe-/&U,BTFw-",
        );
        check("\0foo", "&AAA-foo");
        check("foo\r\n\nbar\n", "foo&AA0ACgAK-bar&AAo-");
        check("\u{1f600}", "&2D3eAA-");
        check("&AP8-", "&-AP8-");
        let printable: String = (' '..='~').filter(|character| *character != '&').collect();
        check(&printable, &printable);
    }

    #[test]
    fn what_cannot_be_decoded_reads_as_its_bytes() {
        let cases = [
            "&",
            "a&b",
            "&&-",
            "&A-",
            "&AA-",
            "&AAA",
            "&AP8",
            "&AP8 -",
            "&!!!-",
            "&2D0-",
            "&3gA-",
            "&AP9-",
            "&AP8=-",
            "Entw\u{fc}rfe",
            "\u{fc} &AP8-",
        ];
        for wire in cases {
            assert_eq!(decode(wire.as_bytes()).as_str(), wire);
            assert!(!is_canonical(wire.as_bytes()), "{wire}");
        }
        assert_eq!(decode(b"a\xff").as_str(), "a\u{fffd}");
        assert_eq!(decode(b"a\xff").wire(), Some(&b"a\xff"[..]));
    }

    #[test]
    fn needless_shifts_are_read_and_told() {
        assert_eq!(decode(b"&AGE-b").as_str(), "ab");
        assert!(!is_canonical(b"&AGE-b"));
        assert!(!is_canonical(b"&AP8-&AP8-"));
        assert!(!is_canonical(b"tab\tname"));
    }
}
