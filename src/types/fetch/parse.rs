//! Reads an item as it is written in a command.

use super::{FetchItem, Part, Section, SectionText};

impl FetchItem {
    /// Reads an item as it is written in FETCH; none for what is not written so.
    ///
    /// # Example
    /// ```
    /// use imapclient::types::FetchItem;
    ///
    /// let item = FetchItem::parse("body.peek[1.HEADER.FIELDS (From To)]<0.200>").unwrap();
    /// assert_eq!(item.to_string(), "BODY.PEEK[1.HEADER.FIELDS (From To)]<0.200>");
    /// assert_eq!(FetchItem::parse("BODY[1.FROM]"), None);
    /// ```
    /// RFC 9051 section 9, rule `fetch-att`; RFC 3501 section 9
    pub fn parse(text: &str) -> Option<Self> {
        let Some((item, rest)) = text.split_once('[') else {
            return is_word(text).then(|| FetchItem::word(text));
        };
        let (inside, partial) = rest.rsplit_once(']')?;
        let section = Section {
            item: item.to_ascii_uppercase(),
            part: part(inside)?,
            partial: match partial {
                "" => None,
                _ => Some(range(partial)?),
            },
        };
        is_word(item).then_some(FetchItem::Section(section))
    }
}

/// ```text
/// section-spec = section-msgtext / (section-part ["." section-text])
/// ```
fn part(inside: &str) -> Option<Part> {
    let (spec, list) = match inside.split_once(' ') {
        Some((spec, list)) => (spec, Some(list)),
        None => (inside, None),
    };
    let mut words = spec.split('.').peekable();
    let mut path = Vec::new();
    while let Some(number) =
        words.next_if(|word| word.starts_with(|sign: char| sign.is_ascii_digit()))
    {
        path.push(number.parse().ok().filter(|number| *number > 0)?);
    }
    let text = words.collect::<Vec<_>>().join(".").to_ascii_uppercase();
    let text = match (text.as_str(), list) {
        ("", None) if spec.is_empty() || !spec.ends_with('.') => None,
        ("HEADER", None) => Some(SectionText::Header),
        ("HEADER.FIELDS", Some(list)) => Some(SectionText::HeaderFields(names(list)?)),
        ("HEADER.FIELDS.NOT", Some(list)) => Some(SectionText::HeaderFieldsNot(names(list)?)),
        ("TEXT", None) => Some(SectionText::Text),
        ("MIME", None) if !path.is_empty() => Some(SectionText::Mime),
        _ => return None,
    };
    Some(Part { path, text })
}

/// ```text
/// header-list = "(" header-fld-name *(SP header-fld-name) ")"
/// ```
fn names(list: &str) -> Option<Vec<String>> {
    let inside = list.strip_prefix('(')?.strip_suffix(')')?;
    let bare = |name: &str| {
        let quoted = name
            .strip_prefix('"')
            .and_then(|name| name.strip_suffix('"'));
        let name = quoted.unwrap_or(name);
        is_word(name).then(|| name.to_owned())
    };
    inside
        .split_ascii_whitespace()
        .map(bare)
        .collect::<Option<Vec<_>>>()
        .filter(|names| !names.is_empty())
}

/// ```text
/// partial = "<" number "." nz-number ">"
/// ```
fn range(partial: &str) -> Option<(u32, u32)> {
    let (origin, length) = partial
        .strip_prefix('<')?
        .strip_suffix('>')?
        .split_once('.')?;
    Some((
        origin.parse().ok()?,
        length.parse().ok().filter(|length| *length > 0)?,
    ))
}

/// Says whether a text is a word that needs no quotes.
fn is_word(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"()[]{}<>\"\\%*".contains(&byte);
    !text.is_empty() && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_as_they_are_written() {
        for text in [
            "FLAGS",
            "RFC822.SIZE",
            "BODY[]",
            "BODY[1.2]",
            "BODY.PEEK[HEADER]",
            "BODY[1.MIME]",
            "BODY[TEXT]<0.5>",
            "BINARY.SIZE[3]",
            "BODY[2.HEADER.FIELDS.NOT (X-Odd To)]",
        ] {
            let read = FetchItem::parse(text).map(|item| item.to_string());
            assert_eq!(read.as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_item_is_none() {
        for text in [
            "",
            "(FLAGS)",
            "FLAGS UID",
            "BODY[",
            "BODY]",
            "[1]",
            "BODY[1.]",
            "BODY[0]",
            "BODY[1..2]",
            "BODY[MIME]",
            "BODY[FOO]",
            "BODY[9.FOO]",
            "BODY[TEXT (A)]",
            "BODY[HEADER.FIELDS]",
            "BODY[HEADER.FIELDS ()]",
            "BODY[HEADER.FIELDS (A]B)]",
            "BODY[]<0>",
            "BODY[]<0.0>",
            "BODY[]<4294967296.1>",
            "BODY[]x",
        ] {
            assert_eq!(FetchItem::parse(text), None, "{text}");
        }
    }
}
