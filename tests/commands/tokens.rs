//! A scanner of commands that knows nothing of the encoder: words, strings, parentheses. Anything that is not
//! exactly one command panics.

use super::server::announced;

/// A piece of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// A word as it stands, sections with their brackets included.
    Word(Vec<u8>),
    /// What is in quotes or in a literal.
    Text(Vec<u8>),
    Open,
    Close,
}

impl Token {
    /// The bytes it stands for.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Token::Word(bytes) | Token::Text(bytes) => bytes,
            Token::Open => b"(",
            Token::Close => b")",
        }
    }

    /// Says whether this is what was to be sent: words in any case, texts by their bytes in any form. A text
    /// may go as a word, but not as one that reads as NIL.
    pub(crate) fn is(&self, sent: &Token) -> bool {
        match (self, sent) {
            (Token::Word(one), Token::Word(two)) => one.eq_ignore_ascii_case(two),
            (Token::Text(one), Token::Word(two)) => {
                one == two && !one.is_empty() && !one.eq_ignore_ascii_case(b"NIL")
            }
            (one, two) => one == two,
        }
    }
}

/// The tokens of one command behind its tag, which ends with the only line end that is not a literal's.
pub(crate) fn scan(command: &[u8]) -> Vec<Token> {
    let mut rest = command;
    let mut tokens = Vec::new();
    let mut due = false;
    loop {
        match rest.split_first() {
            Some((b'\r', b"\n")) => break,
            Some((b' ', after)) => {
                assert!(
                    due,
                    "two blanks, or one behind (: {}",
                    command.escape_ascii()
                );
                (due, rest) = (false, after);
                continue;
            }
            Some((b'(', after)) => {
                assert!(!due, "no blank before (: {}", command.escape_ascii());
                tokens.push(Token::Open);
                rest = after;
                continue;
            }
            Some((b')', after)) => {
                tokens.push(Token::Close);
                (due, rest) = (true, after);
                continue;
            }
            _ => {}
        }
        assert!(!due, "no blank between: {}", command.escape_ascii());
        let (token, after) = quoted(rest)
            .or_else(|| literal(rest))
            .or_else(|| word(rest))
            .unwrap_or_else(|| {
                panic!(
                    "no token at {} of {}",
                    rest.escape_ascii(),
                    command.escape_ascii()
                )
            });
        tokens.push(token);
        (due, rest) = (true, after);
    }
    assert!(due, "a blank at the end: {}", command.escape_ascii());
    let depth = tokens.iter().fold(0i32, |depth, token| match token {
        Token::Open => depth + 1,
        Token::Close if depth > 0 => depth - 1,
        Token::Close => panic!("closed too often: {}", command.escape_ascii()),
        _ => depth,
    });
    assert_eq!(depth, 0, "not closed: {}", command.escape_ascii());
    tokens.remove(0);
    // A message is passed on as it is; nothing else may hold a NUL.
    let message = tokens.first().is_some_and(|name| name.bytes() == b"APPEND");
    let short = tokens.len() - usize::from(message);
    let nul = tokens[..short]
        .iter()
        .find(|token| token.bytes().contains(&0));
    assert_eq!(nul, None, "{}", command.escape_ascii());
    tokens
}

fn quoted(input: &[u8]) -> Option<(Token, &[u8])> {
    let mut rest = input.strip_prefix(b"\"")?;
    let mut text = Vec::new();
    loop {
        match rest {
            [b'"', after @ ..] => return Some((Token::Text(text), after)),
            [b'\\', byte @ (b'"' | b'\\'), after @ ..] => {
                text.push(*byte);
                rest = after;
            }
            [b'\\' | b'\r' | b'\n' | 0 | 0x80.., ..] | [] => return None,
            [byte, after @ ..] => {
                text.push(*byte);
                rest = after;
            }
        }
    }
}

fn literal(input: &[u8]) -> Option<(Token, &[u8])> {
    if !input.starts_with(b"{") {
        return None;
    }
    let end = input.windows(2).position(|pair| pair == b"\r\n")?;
    let (size, _) = announced(&input[..end])?;
    let (text, after) = input[end + 2..].split_at_checked(size)?;
    Some((Token::Text(text.to_vec()), after))
}

fn word(input: &[u8]) -> Option<(Token, &[u8])> {
    let plain = |byte: &u8| byte.is_ascii_graphic() && !b"(){\"".contains(byte);
    let mut length = input.iter().take_while(|byte| plain(byte)).count();
    let section = [
        &b"BODY["[..],
        b"BODY.PEEK[",
        b"BINARY[",
        b"BINARY.PEEK[",
        b"BINARY.SIZE[",
    ];
    if section.iter().any(|start| input.starts_with(start)) {
        // The blanks and parentheses between the brackets belong to it.
        length = input.iter().position(|byte| *byte == b']')? + 1;
        length += input[length..]
            .iter()
            .take_while(|byte| plain(byte))
            .count();
        let inside = input[..length].iter();
        inside
            .clone()
            .all(|byte| plain(byte) || b" ()".contains(byte))
            .then_some(())?;
    }
    (length > 0).then(|| (Token::Word(input[..length].to_vec()), &input[length..]))
}
