//! The characters that HTML writes with `&`.

use std::borrow::Cow;

/// No name of ours is longer, and no number needs more.
pub(super) const LONGEST: usize = 10;

/// The names that mails use, in the order of their letters.
const NAMES: &[(&str, char)] = &[
    ("AElig", 'Æ'),
    ("Aacute", 'Á'),
    ("Acirc", 'Â'),
    ("Agrave", 'À'),
    ("Aring", 'Å'),
    ("Atilde", 'Ã'),
    ("Auml", 'Ä'),
    ("Ccedil", 'Ç'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Egrave", 'È'),
    ("Euml", 'Ë'),
    ("Iacute", 'Í'),
    ("Icirc", 'Î'),
    ("Igrave", 'Ì'),
    ("Iuml", 'Ï'),
    ("Ntilde", 'Ñ'),
    ("OElig", 'Œ'),
    ("Oacute", 'Ó'),
    ("Ocirc", 'Ô'),
    ("Ograve", 'Ò'),
    ("Oslash", 'Ø'),
    ("Otilde", 'Õ'),
    ("Ouml", 'Ö'),
    ("Scaron", 'Š'),
    ("Uacute", 'Ú'),
    ("Ucirc", 'Û'),
    ("Ugrave", 'Ù'),
    ("Uuml", 'Ü'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("acute", '´'),
    ("aelig", 'æ'),
    ("agrave", 'à'),
    ("amp", '&'),
    ("apos", '\''),
    ("aring", 'å'),
    ("atilde", 'ã'),
    ("auml", 'ä'),
    ("bdquo", '„'),
    ("bull", '•'),
    ("ccedil", 'ç'),
    ("cent", '¢'),
    ("copy", '©'),
    ("darr", '↓'),
    ("deg", '°'),
    ("divide", '÷'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("egrave", 'è'),
    ("emsp", ' '),
    ("ensp", ' '),
    ("euml", 'ë'),
    ("euro", '€'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("gt", '>'),
    ("hearts", '♥'),
    ("hellip", '…'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iexcl", '¡'),
    ("igrave", 'ì'),
    ("iquest", '¿'),
    ("iuml", 'ï'),
    ("laquo", '«'),
    ("larr", '←'),
    ("ldquo", '“'),
    ("lsaquo", '‹'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("mdash", '—'),
    ("micro", 'µ'),
    ("middot", '·'),
    ("minus", '−'),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("oelig", 'œ'),
    ("ograve", 'ò'),
    ("ordf", 'ª'),
    ("ordm", 'º'),
    ("oslash", 'ø'),
    ("otilde", 'õ'),
    ("ouml", 'ö'),
    ("para", '¶'),
    ("plusmn", '±'),
    ("pound", '£'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rarr", '→'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rsaquo", '›'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("scaron", 'š'),
    ("sect", '§'),
    ("shy", '\u{ad}'),
    ("szlig", 'ß'),
    ("thinsp", ' '),
    ("times", '×'),
    ("trade", '™'),
    ("uacute", 'ú'),
    ("uarr", '↑'),
    ("ucirc", 'û'),
    ("ugrave", 'ù'),
    ("uuml", 'ü'),
    ("yen", '¥'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
];

/// The character that stands between `&` and `;`.
pub(super) fn character(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        let place = NAMES
            .binary_search_by_key(&name, |(known, _)| *known)
            .ok()?;
        return NAMES.get(place).map(|(_, character)| *character);
    };
    let number = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // What Windows had between 128 and 159 is meant where programs wrote those numbers.
    let windows = u8::try_from(number)
        .ok()
        .filter(|byte| (128..160).contains(byte));
    if let Some(byte) = windows {
        let bytes = [byte];
        let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return text.0.chars().next();
    }
    char::from_u32(number).filter(|character| *character != '\0')
}

/// An attribute's value with its characters in place of what was written for them.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    let Some((before, mut rest)) = text.split_once('&') else {
        return Cow::Borrowed(text);
    };
    let mut told = before.to_owned();
    loop {
        let end = rest.bytes().take(LONGEST + 1).position(|byte| byte == b';');
        let named = end.and_then(|end| Some((character(rest.get(..end)?)?, rest.get(end + 1..)?)));
        let tail = match named {
            Some((character, tail)) => {
                told.push(character);
                tail
            }
            None => {
                told.push('&');
                rest
            }
        };
        let Some((before, after)) = tail.split_once('&') else {
            told.push_str(tail);
            return Cow::Owned(told);
        };
        told.push_str(before);
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_order() {
        assert!(NAMES.is_sorted_by_key(|(name, _)| *name));
        assert!(NAMES.iter().all(|(name, _)| name.len() <= LONGEST));
    }

    #[test]
    fn characters_are_found_by_name_and_number() {
        for (name, found) in [
            ("amp", Some('&')),
            ("Auml", Some('Ä')),
            ("auml", Some('ä')),
            ("#65", Some('A')),
            ("#x2014", Some('—')),
            ("#X41", Some('A')),
            ("#150", Some('–')),
            ("#0", None),
            ("#x110000", None),
            ("#99999999999", None),
            ("#-1", None),
            ("nosuch", None),
            ("", None),
        ] {
            assert_eq!(character(name), found, "{name}");
        }
    }

    #[test]
    fn values_of_attributes_are_decoded() {
        for (value, told) in [
            ("plain", "plain"),
            ("a?b=1&amp;c=2", "a?b=1&c=2"),
            ("a?b=1&c=2", "a?b=1&c=2"),
            ("&lt;&nosuch;&#233;&", "<&nosuch;é&"),
            ("&é;", "&é;"),
        ] {
            assert_eq!(decoded(value), told);
        }
    }
}
