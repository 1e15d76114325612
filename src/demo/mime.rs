//! Takes a message apart: header fields, and the parts of the body. RFC 5322; RFC 2045; RFC 2046

use mailparse::ParsedMail;
use memchr::memmem;

/// Messages within messages, and parts within parts; what is deeper is left whole.
const DEEPEST: usize = 20;
/// A message with more lines that may be boundaries is left whole.
const MOST_BOUNDARIES: usize = 1_000;
/// Of a longer value the rest is left out.
const LONGEST_VALUE: usize = 64 << 10;

/// A message, or a part of one.
#[derive(Debug)]
pub(super) struct Part<'m> {
    /// All of it.
    pub(super) bytes: &'m [u8],
    /// The header with the blank line that ends it.
    pub(super) header: &'m [u8],
    pub(super) body: &'m [u8],
    /// `text/plain`, in small letters.
    pub(super) media: String,
    /// The parts of a multipart; of a message in a message, that message.
    pub(super) children: Vec<Part<'m>>,
}

impl<'m> Part<'m> {
    /// Takes a message apart; one that cannot be is text.
    pub(super) fn of_message(bytes: &'m [u8]) -> Part<'m> {
        Part::read(bytes, 0)
    }

    fn read(bytes: &'m [u8], depth: usize) -> Part<'m> {
        let boundaries = memmem::find_iter(bytes, b"\n--");
        if boundaries.take(MOST_BOUNDARIES + 1).count() <= MOST_BOUNDARIES
            && let Ok(mail) = mailparse::parse_mail(bytes)
        {
            return Part::of(&mail, bytes, depth);
        }
        Part::whole(bytes, "text/plain")
    }

    fn of(mail: &ParsedMail<'m>, bytes: &'m [u8], depth: usize) -> Part<'m> {
        let mut part = Part::whole(bytes, &mail.ctype.mimetype);
        let parts = mail.subparts.iter();
        part.children = match part.media.as_str() {
            _ if depth >= DEEPEST => Vec::new(),
            "message/rfc822" => vec![Part::read(part.body, depth + 1)],
            _ => parts
                .map(|part| Part::of(part, part.raw_bytes, depth + 1))
                .collect(),
        };
        part
    }

    /// A part that holds no others.
    fn whole(bytes: &'m [u8], media: &str) -> Part<'m> {
        let (header, body) = bytes.split_at(header(bytes).len());
        Part {
            bytes,
            header,
            body,
            media: media.to_owned(),
            children: Vec::new(),
        }
    }

    pub(super) fn is_multipart(&self) -> bool {
        self.media != "message/rfc822" && !self.children.is_empty()
    }

    /// The message that this part is.
    pub(super) fn message(&self) -> Option<&Part<'m>> {
        self.children.first().filter(|_| !self.is_multipart())
    }

    /// The part of a message at a path. RFC 3501 section 6.4.5
    pub(super) fn at(&self, path: &[u32]) -> Option<&Part<'m>> {
        let mut holder = self;
        let mut found = self;
        for (level, number) in path.iter().enumerate() {
            if level > 0 {
                holder = match found.message() {
                    Some(message) => message,
                    // A part of several that holds no others is its own first part, as real servers have it.
                    None if found.is_multipart() || holder.is_multipart() => found,
                    None => return None,
                };
            }
            let index = usize::try_from(*number).ok()?.checked_sub(1)?;
            found = match (holder.is_multipart(), index) {
                (true, _) => holder.children.get(index)?,
                (false, 0) => holder,
                (false, _) => return None,
            };
        }
        Some(found)
    }

    /// Says whether something holds of this part, or of one in it.
    pub(super) fn any(&self, holds: &dyn Fn(&Part<'_>) -> bool) -> bool {
        holds(self) || self.children.iter().any(|part| part.any(holds))
    }

    /// The text of a part that is text, decoded as well as can be.
    pub(super) fn text(&self) -> Option<String> {
        let is_text = self.media.starts_with("text/");
        let decoded = || mailparse::parse_mail(self.bytes).and_then(|part| part.get_body());
        is_text
            .then(|| decoded().unwrap_or_else(|_| String::from_utf8_lossy(self.body).into_owned()))
    }
}

/// The header of a message, with the blank line that ends it.
pub(super) fn header(message: &[u8]) -> &[u8] {
    let mut length = 0;
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        length += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
    }
    message.get(..length).unwrap_or_default()
}

/// The fields of a header, each with its name and with all its lines.
pub(super) fn fields(header: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found = Vec::new();
    let mut rest = header;
    while !rest.is_empty() {
        // A line that begins with a blank goes on with the field.
        let ends = memchr::memchr_iter(b'\n', rest).map(|end| end + 1);
        let mut ends = ends.filter(|end| !matches!(rest.get(*end), Some(b' ' | b'\t')));
        let (lines, after) = rest.split_at(ends.next().unwrap_or(rest.len()));
        if let Some(colon) = memchr::memchr(b':', lines) {
            found.push((
                lines.get(..colon).unwrap_or_default().trim_ascii_end(),
                lines,
            ));
        }
        rest = after;
    }
    found
}

/// What stands behind the colon of a field, without line ends.
pub(super) fn value(lines: &[u8]) -> Vec<u8> {
    let colon = memchr::memchr(b':', lines).map_or(0, |at| at + 1);
    let mut value = lines.get(colon..).unwrap_or_default().trim_ascii().to_vec();
    value.retain(|byte| !matches!(byte, b'\r' | b'\n'));
    value.truncate(LONGEST_VALUE);
    value
}

/// The value of the first field of that name.
pub(super) fn field(header: &[u8], name: &str) -> Option<Vec<u8>> {
    let fields = fields(header);
    let mut same = fields
        .iter()
        .filter(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()));
    same.next().map(|(_, lines)| value(lines))
}
