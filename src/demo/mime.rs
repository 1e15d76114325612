//! Takes a message apart, and tells what it is made of. RFC 5322; RFC 2045; RFC 2046; RFC 3501 section 7.4.2

use mailparse::{MailAddr, ParsedMail, SingleInfo, addrparse};
use memchr::{memchr, memchr_iter, memmem};

use super::words::{list, nstring, string};

/// Messages within messages, and parts within parts; what is deeper is left whole.
const DEEPEST: usize = 20;
/// A message with more lines that may be boundaries is left whole.
const MOST_BOUNDARIES: usize = 1_000;
/// Of a longer value the rest is left out.
const LONGEST_VALUE: usize = 64 << 10;

/// What an envelope tells, in order.
const ENVELOPE: &str = "date subject from sender reply-to to cc bcc in-reply-to message-id";

/// A message, or a part of one.
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
    /// Takes a message apart that is in so many others; one that cannot be is text.
    pub(super) fn read(bytes: &'m [u8], depth: usize) -> Part<'m> {
        let mut boundaries = memmem::find_iter(bytes, b"\n--");
        let few = boundaries.nth(MOST_BOUNDARIES).is_none();
        let mail = few.then(|| mailparse::parse_mail(bytes).ok()).flatten();
        Part::of(mail.as_ref(), bytes, depth)
    }

    fn of(mail: Option<&ParsedMail<'m>>, bytes: &'m [u8], depth: usize) -> Part<'m> {
        let (header, body) = bytes.split_at(header(bytes).len());
        let media = mail.map_or("text/plain", |mail| &mail.ctype.mimetype);
        let parts = mail.iter().flat_map(|mail| &mail.subparts);
        let children = match media {
            _ if depth >= DEEPEST => Vec::new(),
            "message/rfc822" => vec![Part::read(body, depth + 1)],
            _ => parts
                .map(|part| Part::of(Some(part), part.raw_bytes, depth + 1))
                .collect(),
        };
        Part {
            bytes,
            header,
            body,
            media: media.to_owned(),
            children,
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
        let (mut holder, mut found) = (self, self);
        for (level, number) in path.iter().enumerate() {
            holder = match found.message() {
                _ if level == 0 => self,
                Some(message) => message,
                // A part of several that holds no others is its own first part, as real servers have it.
                None if found.is_multipart() || holder.is_multipart() => found,
                None => return None,
            };
            found = match (number.checked_sub(1)?, holder.is_multipart()) {
                (0, false) => holder,
                (_, false) => return None,
                (index, true) => holder.children.get(index as usize)?,
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
        let whole = || String::from_utf8_lossy(self.body).into_owned();
        let decoded = || mailparse::parse_mail(self.bytes)?.get_body();
        let is_text = self.media.starts_with("text/");
        is_text.then(|| decoded().unwrap_or_else(|_| whole()))
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
    let (mut found, mut rest) = (Vec::new(), header);
    while !rest.is_empty() {
        // A line that begins with a blank goes on with the field.
        let mut ends = memchr_iter(b'\n', rest).map(|end| end + 1);
        let end = ends.find(|end| !matches!(rest.get(*end), Some(b' ' | b'\t')));
        let (lines, after) = rest.split_at(end.unwrap_or(rest.len()));
        if let Some((name, _)) = memchr(b':', lines).and_then(|colon| lines.split_at_checked(colon))
        {
            found.push((name.trim_ascii_end(), lines));
        }
        rest = after;
    }
    found
}

/// The value of the first field of that name, without line ends.
pub(super) fn field(header: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut fields = fields(header).into_iter();
    let (_, lines) = fields.find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()))?;
    let (_, value) = lines.split_at_checked(memchr(b':', lines)? + 1)?;
    let mut value = value.trim_ascii().to_vec();
    value.retain(|byte| !matches!(byte, b'\r' | b'\n'));
    value.truncate(LONGEST_VALUE);
    Some(value)
}

/// The envelope of a message with this header.
pub(super) fn envelope(header: &[u8]) -> Vec<u8> {
    let people = |name: &str| addresses(&field(header, name).unwrap_or_default());
    let values = ENVELOPE.split(' ').map(|name| match name {
        "from" | "to" | "cc" | "bcc" => people(name),
        "sender" | "reply-to" => match people(name) {
            none if none == b"NIL" => people("from"),
            some => some,
        },
        _ => nstring(field(header, name)),
    });
    list(&values.collect::<Vec<_>>())
}

/// The addresses of a field, groups with their begin and end.
fn addresses(value: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(value);
    let entry = |name: Option<&str>, mailbox: Option<&str>, host: Option<&str>| {
        list(&[name, None, mailbox, host].map(nstring))
    };
    let one = |person: &SingleInfo| {
        let (mailbox, host) = person.addr.rsplit_once('@').unwrap_or((&person.addr, ""));
        entry(person.display_name.as_deref(), Some(mailbox), Some(host))
    };
    let mut found = Vec::new();
    match addrparse(&text) {
        Ok(people) => people.iter().for_each(|person| match person {
            MailAddr::Single(person) => found.extend(one(person)),
            MailAddr::Group(group) => {
                found.extend(entry(None, Some(&group.group_name), None));
                found.extend(group.addrs.iter().flat_map(one));
                found.extend(entry(None, None, None));
            }
        }),
        // No address: a name at least.
        Err(_) => found.extend(entry(None, Some(&text), Some(""))),
    }
    // No blanks stand between them.
    let all = Some(found).filter(|found| !found.is_empty());
    list(all.as_slice())
}

/// The structure of a part; with `extended` as BODYSTRUCTURE. Parts are never deeper than they are read.
pub(super) fn structure(part: &Part<'_>, extended: bool) -> Vec<u8> {
    let (kind, subkind) = part.media.split_once('/').unwrap_or(("text", "plain"));
    let value = |name: &str| field(part.header, name).unwrap_or_default();
    let text = |name: &str| nstring(field(part.header, name));
    let number = |number: usize| number.to_string().into_bytes();
    let about = parameters(&value("content-type"), kind == "text");
    let mut values = Vec::new();
    let mut more = text("content-md5");
    if part.is_multipart() {
        let inner = part.children.iter();
        let inner = inner.flat_map(|part| structure(part, extended));
        values.extend([inner.collect(), string(subkind)]);
        more = about;
    } else {
        let encoding = field(part.header, "content-transfer-encoding");
        values.extend([string(kind), string(subkind), about]);
        values.extend(["content-id", "content-description"].map(text));
        values.push(string(encoding.as_deref().unwrap_or(b"7bit")));
        values.push(number(part.body.len()));
        if let Some(inner) = part.message() {
            values.extend([envelope(inner.header), structure(inner, extended)]);
        }
        if kind == "text" || part.message().is_some() {
            values.push(number(memchr_iter(b'\n', part.body).count()));
        }
    }
    if extended {
        let place = value("content-disposition");
        let kind = place.split(|byte| *byte == b';').next();
        let kind = kind.filter(|kind| !kind.is_empty()).map(<[u8]>::trim_ascii);
        let kind = kind.map(|kind| [string(kind), parameters(&place, false)]);
        let languages = value("content-language");
        let languages = languages.split(|byte| b", ".contains(byte));
        let languages = languages.filter(|word| !word.is_empty()).map(string);
        values.push(more);
        values.push(list(kind.as_ref().map_or(&[], |kind| kind)));
        values.push(list(&languages.collect::<Vec<_>>()));
        values.push(text("content-location"));
    }
    list(&values)
}

/// The parameters behind a value, `; name=value`, as they stand there; of a text the charset in any case.
fn parameters(value: &[u8], of_text: bool) -> Vec<u8> {
    let mut found = Vec::new();
    for piece in pieces(value).iter().skip(1).filter(|it| !it.is_empty()) {
        let (name, value) = piece.split_at(memchr(b'=', piece).unwrap_or(piece.len()));
        found.extend([name.to_vec(), value.get(1..).unwrap_or_default().to_vec()]);
    }
    let mut names = found.iter().step_by(2);
    if of_text && !names.any(|name| name.eq_ignore_ascii_case(b"charset")) {
        found.extend([b"charset".to_vec(), b"us-ascii".to_vec()]);
    }
    list(&found.iter().map(string).collect::<Vec<_>>())
}

/// Cuts a value at its semicolons; quotes, and blanks outside of them, are taken off.
fn pieces(value: &[u8]) -> Vec<Vec<u8>> {
    let (mut pieces, mut piece) = (Vec::new(), Vec::new());
    let (mut quoted, mut escaped) = (false, false);
    for &byte in value {
        match byte {
            b'\\' if quoted && !escaped => escaped = true,
            b'"' if !escaped => quoted = !quoted,
            b';' if !quoted => pieces.push(std::mem::take(&mut piece)),
            b' ' | b'\t' if !quoted => {}
            _ => {
                piece.push(byte);
                escaped = false;
            }
        }
    }
    pieces.push(piece);
    pieces
}
