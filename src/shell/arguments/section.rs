//! Sections of a message: `BODY.PEEK[1.HEADER.FIELDS (FROM TO)]<0.200>`.

use imapclient::types::{Part, Section, SectionText};

use super::mistake::Mistake;
use super::piece::{Piece, is_atom};

/// The items that take a section.
pub(super) const HEADS: &[&str] = &["BODY", "BODY.PEEK", "BINARY", "BINARY.PEEK", "BINARY.SIZE"];

/// What a section can name.
const TEXTS: &[&str] = &[
    "HEADER",
    "HEADER.FIELDS",
    "HEADER.FIELDS.NOT",
    "TEXT",
    "MIME",
];

/// Reads an item with brackets.
///
/// ```text
/// section        = "[" [section-spec] "]"
/// partial        = "<" number "." nz-number ">"
/// section-binary = "[" [section-part] "]"
/// ```
/// RFC 9051 section 9; RFC 3501 section 9; RFC 3516 section 7
pub(super) fn section(piece: Piece<'_>) -> Result<Section, Mistake> {
    let head_end = piece.text().find(['[', '<']).unwrap_or_default();
    let (head, rest) = piece.split_at(head_end);
    let item = head.text().to_ascii_uppercase();
    if !HEADS.contains(&item.as_str()) {
        return Err(Mistake::unknown(
            head.span(),
            "not an item that takes a section",
            &item,
            HEADS.iter().copied(),
        ));
    }
    let Some(inside) = rest.strip_prefix("[") else {
        let message = format!("a section stands before the range, such as {item}[]<0.200>");
        return Err(Mistake::new(rest.span(), message));
    };
    let Some(end) = closing_bracket(inside.text()) else {
        return Err(Mistake::new(piece.span(), "the closing ] is missing"));
    };
    let (inside, after) = inside.split_at(end);
    let (_, tail) = after.split_at(1);
    let part = part(inside.trim())?;
    if item.starts_with("BINARY") && part.text.is_some() {
        let message = format!("{item} takes part numbers only, such as {item}[1.2]");
        return Err(Mistake::new(inside.span(), message));
    }
    let partial = partial(tail)?;
    if partial.is_some() && item == "BINARY.SIZE" {
        let message = "BINARY.SIZE is of a whole part; leave the range out";
        return Err(Mistake::new(tail.span(), message));
    }
    Ok(Section {
        item,
        part,
        partial,
    })
}

/// Finds the `]` that ends a section; in quotes it is part of a name.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.find(|character: char| {
        quoted ^= character == '"';
        character == ']' && !quoted
    })
}

/// Reads `1.2.HEADER`: part numbers, then what of that part.
fn part(inside: Piece<'_>) -> Result<Part, Mistake> {
    let mut path = Vec::new();
    let mut rest = inside;
    while rest
        .text()
        .starts_with(|first: char| first.is_ascii_digit())
    {
        let (number, after) = match rest.split_once('.') {
            Some((number, after)) => (number, Some(after)),
            None => (rest, None),
        };
        path.push(part_number(number)?);
        rest = match after {
            None => return Ok(Part { path, text: None }),
            Some(after) if after.text().is_empty() => {
                return Err(Mistake::new(
                    inside.span(),
                    "a number or HEADER, TEXT or MIME follows the last dot",
                ));
            }
            Some(after) => after,
        };
    }
    if rest.text().is_empty() {
        return Ok(Part { path, text: None });
    }
    let text = section_text(rest)?;
    if text == SectionText::Mime && path.is_empty() {
        let message = "MIME is of a part with a number, such as 1.MIME";
        return Err(Mistake::new(rest.span(), message));
    }
    Ok(Part {
        path,
        text: Some(text),
    })
}

fn part_number(piece: Piece<'_>) -> Result<u32, Mistake> {
    let digits = piece.text().bytes().all(|byte| byte.is_ascii_digit());
    match piece.text().parse() {
        Ok(number) if digits && number > 0 => Ok(number),
        _ => Err(Mistake::new(
            piece.span(),
            "not a part number; these are numbers from 1 up with dots between, such as 1.2",
        )),
    }
}

fn section_text(piece: Piece<'_>) -> Result<SectionText, Mistake> {
    let end = piece.text().find([' ', '\t', '(']);
    let (name, rest) = piece.split_at(end.unwrap_or(piece.text().len()));
    let names = rest.trim();
    let upper = name.text().to_ascii_uppercase();
    let text = match upper.as_str() {
        "HEADER.FIELDS" => {
            return header_fields(&upper, piece, names).map(SectionText::HeaderFields);
        }
        "HEADER.FIELDS.NOT" => {
            return header_fields(&upper, piece, names).map(SectionText::HeaderFieldsNot);
        }
        "HEADER" => SectionText::Header,
        "TEXT" => SectionText::Text,
        "MIME" => SectionText::Mime,
        _ => {
            let known = TEXTS.iter().copied();
            return Err(Mistake::unknown(
                name.span(),
                "not a part of a message",
                &upper,
                known,
            ));
        }
    };
    if names.text().is_empty() {
        return Ok(text);
    }
    let message = format!("nothing follows {upper}; single fields are HEADER.FIELDS (FROM TO)");
    Err(Mistake::new(names.span(), message))
}

/// Reads `(FROM "TO")`.
fn header_fields(section: &str, whole: Piece<'_>, list: Piece<'_>) -> Result<Vec<String>, Mistake> {
    let inside = list
        .strip_prefix("(")
        .and_then(|inside| inside.strip_suffix(")"));
    let fields = inside
        .into_iter()
        .flat_map(|inside| inside.split(' '))
        .map(|field| field.trim())
        .filter(|field| !field.text().is_empty())
        .map(header_field)
        .collect::<Result<Vec<_>, _>>()?;
    if fields.is_empty() {
        let message = format!("{section} takes names in parentheses, such as {section} (FROM TO)");
        return Err(Mistake::new(whole.span(), message));
    }
    Ok(fields)
}

/// Reads the name of a header field, in quotes or not. RFC 5322 section 2.2
fn header_field(piece: Piece<'_>) -> Result<String, Mistake> {
    let name = piece
        .strip_prefix("\"")
        .and_then(|name| name.strip_suffix("\""))
        .unwrap_or(piece);
    if is_atom(name.text()) && !name.text().contains(':') {
        return Ok(name.text().to_owned());
    }
    let message = match name.text().strip_suffix(':') {
        Some(before) if is_atom(before) => "a field is named without its colon",
        _ => "not the name of a header field",
    };
    Err(Mistake::new(piece.span(), message))
}

/// Reads `<0.200>`, or nothing.
fn partial(tail: Piece<'_>) -> Result<Option<(u32, u32)>, Mistake> {
    if tail.text().is_empty() {
        return Ok(None);
    }
    let numbers = tail
        .strip_prefix("<")
        .and_then(|inside| inside.strip_suffix(">"))
        .and_then(|inside| inside.split_once('.'))
        .and_then(|(origin, length)| Some((number(origin)?, number(length)?)));
    match numbers {
        Some((origin, length)) if length > 0 => Ok(Some((origin, length))),
        _ => Err(Mistake::new(
            tail.span(),
            "a range is the first byte and how many, such as <0.200>",
        )),
    }
}

fn number(piece: Piece<'_>) -> Option<u32> {
    let digits = piece.text().bytes().all(|byte| byte.is_ascii_digit());
    piece.text().parse().ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use crate::shell::arguments::tests::check_items as check;

    #[test]
    fn sections_of_the_grammar_are_read() {
        for same in [
            "BODY[]",
            "BODY[1]",
            "BODY.PEEK[1.2.3]",
            "BODY[HEADER]",
            "BODY[TEXT]",
            "BODY[1.MIME]",
            "BODY.PEEK[4.2.HEADER.FIELDS.NOT (From X-Spam)]",
            "BODY.PEEK[HEADER.FIELDS (FROM TO)]<0.500>",
            "BINARY[1.2]<10.4294967295>",
            "BINARY.SIZE[2]",
        ] {
            check(same, same);
        }
        for (typed, expected) in [
            (
                "body.peek[header.fields (from)]",
                "BODY.PEEK[HEADER.FIELDS (from)]",
            ),
            ("BODY[HEADER.FIELDS(FROM)]", "BODY[HEADER.FIELDS (FROM)]"),
            (
                "BODY[HEADER.FIELDS (\"From\"  To)]",
                "BODY[HEADER.FIELDS (From To)]",
            ),
            ("BODY[ TEXT ]", "BODY[TEXT]"),
            (
                "'BODY[HEADER.FIELDS (FROM TO)]<0.5> UID'",
                "BODY[HEADER.FIELDS (FROM TO)]<0.5> UID",
            ),
            ("(BODY[1.TEXT] FLAGS)", "BODY[1.TEXT] FLAGS"),
        ] {
            check(typed, expected);
        }
    }

    #[test]
    fn what_the_grammar_has_not_is_marked() {
        let range = "a range is the first byte and how many, such as <0.200>";
        let number =
            "not a part number; these are numbers from 1 up with dots between, such as 1.2";
        let fields = "HEADER.FIELDS takes names in parentheses, such as HEADER.FIELDS (FROM TO)";
        let no_field = "not the name of a header field";
        for (typed, marked, message) in [
            (
                "BODYPEEK[]",
                "BODYPEEK",
                "not an item that takes a section; did you mean BODY.PEEK?",
            ),
            ("FLAGS[]", "FLAGS", "not an item that takes a section"),
            (
                "BODY[HEDER]",
                "HEDER",
                "not a part of a message; did you mean HEADER?",
            ),
            (
                "BODY[1.MINE]",
                "MINE",
                "not a part of a message; did you mean MIME?",
            ),
            (
                "BODY[MIME]",
                "MIME",
                "MIME is of a part with a number, such as 1.MIME",
            ),
            ("BODY[0]", "0", number),
            ("BODY[1.4294967296]", "4294967296", number),
            ("BODY[1x.TEXT]", "1x", number),
            (
                "BODY[1.]",
                "1.",
                "a number or HEADER, TEXT or MIME follows the last dot",
            ),
            ("BODY[HEADER.FIELDS]", "HEADER.FIELDS", fields),
            ("BODY[HEADER.FIELDS FROM]", "HEADER.FIELDS FROM", fields),
            ("BODY[HEADER.FIELDS ()]", "HEADER.FIELDS ()", fields),
            (
                "BODY[HEADER.FIELDS (From:)]",
                "From:",
                "a field is named without its colon",
            ),
            ("BODY[HEADER.FIELDS (FROM \\TO)]", "\\TO", no_field),
            ("BODY[HEADER.FIELDS (Fröm)]", "Fröm", no_field),
            (
                "BODY[TEXT (FROM)]",
                "(FROM)",
                "nothing follows TEXT; single fields are HEADER.FIELDS (FROM TO)",
            ),
            ("BODY[]<0>", "<0>", range),
            ("BODY[]<0.0>", "<0.0>", range),
            ("BODY[]<+1.5>", "<+1.5>", range),
            ("BODY[]x", "x", range),
            (
                "BODY<0.5>",
                "<0.5>",
                "a section stands before the range, such as BODY[]<0.200>",
            ),
            (
                "BINARY[1.MIME]",
                "1.MIME",
                "BINARY takes part numbers only, such as BINARY[1.2]",
            ),
            (
                "BINARY.SIZE[1]<0.5>",
                "<0.5>",
                "BINARY.SIZE is of a whole part; leave the range out",
            ),
            ("'BODY[TEXT'", "BODY[TEXT", "the closing ] is missing"),
        ] {
            check(typed, &format!("{marked}: {message}"));
        }
    }
}
