//! What stands between `<` and `>`.

/// A tag, without its angle brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// The element's name as it was written.
    pub(super) name: &'t str,
    /// It ends the element.
    pub(super) closes: bool,
    rest: &'t str,
}

impl<'t> Tag<'t> {
    /// Reads `a href="…"` or `/a`.
    pub(super) fn read(text: &'t str) -> Self {
        let (closes, text) = match text.strip_prefix('/') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let end = text.find(|character: char| character.is_ascii_whitespace() || character == '/');
        let (name, rest) = text.split_at(end.unwrap_or(text.len()));
        Tag { name, closes, rest }
    }

    /// The value of an attribute, as it was written.
    pub(super) fn attribute(&self, wanted: &str) -> Option<&'t str> {
        let mut rest = self.rest;
        loop {
            rest = rest.trim_start_matches(|letter: char| is_blank(letter) || letter == '/');
            if rest.is_empty() {
                return None;
            }
            // A name may begin with `=`, or nothing would ever be taken.
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, letter)| is_blank(*letter) || matches!(letter, '=' | '/'))
                .map_or(rest.len(), |(place, _)| place);
            let (name, after) = rest.split_at(end);
            let (value, after) = match after.trim_start_matches(is_blank).strip_prefix('=') {
                Some(value) => value_of(value.trim_start_matches(is_blank)),
                None => ("", after),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
            rest = after;
        }
    }
}

/// A value in quotes or without, and what follows it.
fn value_of(text: &str) -> (&str, &str) {
    let Some(quote) = text
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))
    else {
        return text.split_at(text.find(is_blank).unwrap_or(text.len()));
    };
    let inside = text.get(1..).unwrap_or_default();
    inside.split_once(quote).unwrap_or((inside, ""))
}

fn is_blank(letter: char) -> bool {
    letter.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_however_they_are_written() {
        for (text, value) in [
            ("a href=\"x y\"", Some("x y")),
            ("a class='b' HREF = 'x>y' id=c", Some("x>y")),
            ("a href=x/y id=c", Some("x/y")),
            ("a\n\thref=x", Some("x")),
            ("a href", Some("")),
            ("a data-href=x", None),
            ("a title=\"href=x\"", None),
            ("a title=\"no end href=x", None),
            ("a =href=x", None),
            ("a", None),
            ("a / / =", None),
        ] {
            assert_eq!(Tag::read(text).attribute("href"), value, "{text}");
        }
        let tag = Tag::read("/Td x");
        assert_eq!((tag.name, tag.closes), ("Td", true));
        assert_eq!(Tag::read("br/").name, "br");
    }
}
