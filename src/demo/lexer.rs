//! The tokens of a structured header field. RFC 5322 section 3.2

/// A token. Blanks between them are not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(Vec<u8>),
    Quoted(Vec<u8>),
    Comment(Vec<u8>),
    /// One of `<>@,;:`.
    Special(u8),
}

/// Cuts a value into its tokens.
pub(super) fn tokens(value: &[u8]) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some((&first, after)) = rest.split_first() {
        rest = match first {
            b' ' | b'\t' | b'\r' | b'\n' => after,
            b'"' => {
                let (text, after) = enclosed(after, b'"', b'"');
                found.push(Token::Quoted(text));
                after
            }
            b'(' => {
                let (text, after) = enclosed(after, b'(', b')');
                found.push(Token::Comment(text));
                after
            }
            b'<' | b'>' | b'@' | b',' | b';' | b':' => {
                found.push(Token::Special(first));
                after
            }
            _ => {
                let ends = |byte: &u8| b" \t\r\n\"(<>@,;:".contains(byte);
                let len = rest.iter().position(ends).unwrap_or(rest.len());
                let (word, after) = rest.split_at(len);
                found.push(Token::Word(word.to_vec()));
                after
            }
        };
    }
    found
}

/// The text up to the sign that closes it, with what follows.
fn enclosed(bytes: &[u8], open: u8, close: u8) -> (Vec<u8>, &[u8]) {
    let mut text = Vec::new();
    let mut depth = 0_usize;
    let mut rest = bytes.iter();
    while let Some(&byte) = rest.next() {
        match byte {
            b'\\' => text.extend(rest.next()),
            _ if byte == close && depth == 0 => return (text, rest.as_slice()),
            _ => {
                depth = match byte {
                    _ if open == close => 0,
                    _ if byte == open => depth + 1,
                    _ => depth - usize::from(byte == close),
                };
                text.push(byte);
            }
        }
    }
    (text, &[])
}
