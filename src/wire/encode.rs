//! The only writer of wire syntax: every argument of every command passes here, so that none can
//! become a second command. What the grammar has no form for is refused before a byte is sent.
//! RFC 9051 section 9; RFC 3501 section 9

mod extensions;
mod fetch;
mod raw;
mod search;
mod string;
#[cfg(test)]
mod tests;

pub(crate) use self::string::quoted;
use self::string::{
    is_astring_byte, is_atom_byte, is_pattern_byte, never, no_nul, no_nul_in_name, string_piece,
};
use crate::error::{Error, Result};
use crate::types::{DateTime, Flag, MailboxName, Secret, SequenceSet, StatusItem};
use crate::wire::names::Names;

/// A piece of a command: literals are apart because the server may have to agree to each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes of the command line.
    Line(Vec<u8>),
    /// A secret in the command line, quoted already.
    SecretLine(Secret),
    /// The bytes of a literal.
    Literal(Vec<u8>),
    /// The bytes of a literal of which it is decided already whether leave to send it is waited for.
    TypedLiteral {
        /// The bytes.
        bytes: Vec<u8>,
        /// Leave is waited for.
        waits: bool,
    },
    /// The bytes of a literal that is a secret.
    SecretLiteral(Secret),
    /// A literal whose content the caller streams.
    Stream {
        /// How many bytes it has.
        len: u64,
        /// Leave is waited for.
        waits: bool,
    },
}

/// An element of a command: what the session has agreed on by the time it is sent decides about some.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    Written(Piece),
    Name(Name),
    /// A string in UTF-8 beyond ASCII: quotes hold it once the session has agreed on that, a literal before.
    Utf8(Vec<u8>),
    /// `CHARSET UTF-8`, which a session in UTF-8 must not say. RFC 6855 section 3
    Charset,
}

/// What is spelt as mailbox names are.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    Mailbox(MailboxName),
    /// In which `*` and `%` stay what they are.
    Pattern(String),
    /// Of Gmail: always in quotes.
    Label(MailboxName),
}

/// A command without its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    name: String,
    elements: Vec<Element>,
    /// No separator is due: nothing was written yet, or an opening parenthesis.
    open: bool,
    /// A person typed it.
    typed: bool,
}

impl Command {
    /// Begins a command with its name: `NOOP`, `UID FETCH`.
    pub fn new(name: &str) -> Self {
        Command {
            name: name.to_owned(),
            elements: vec![Element::Written(Piece::Line(name.as_bytes().to_vec()))],
            open: false,
            typed: false,
        }
    }

    /// The name it began with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Says whether a person typed it as it is, and wants the answer so.
    pub fn is_typed(&self) -> bool {
        self.typed
    }

    /// Its pieces in order, in a session that spells names so.
    pub fn pieces(&self, names: Names) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for element in &self.elements {
            let piece = match element {
                Element::Written(piece) => piece.clone(),
                Element::Name(name) => name.spelt(names),
                Element::Utf8(bytes) => string_piece(bytes, never, names),
                Element::Charset if names == Names::Utf8 => continue,
                Element::Charset => Piece::Line(b" CHARSET UTF-8".to_vec()),
            };
            match (pieces.last_mut(), piece) {
                (Some(Piece::Line(line)), Piece::Line(more)) => line.extend(more),
                (_, piece) => pieces.push(piece),
            }
        }
        pieces
    }

    /// The command as people may see it: secrets masked, literals by their size or, when short text, quoted.
    pub fn display(&self) -> String {
        let mut text = String::new();
        for piece in &self.pieces(Names::default()) {
            match piece {
                Piece::Line(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
                Piece::SecretLine(_) | Piece::SecretLiteral(_) => text.push_str("<hidden>"),
                Piece::Literal(bytes) => {
                    let short = Some(bytes).filter(|bytes| bytes.len() <= 80);
                    match short.and_then(|bytes| quoted(bytes, Names::Utf8)) {
                        Some(quoted) => text.push_str(&String::from_utf8_lossy(&quoted)),
                        None => text.push_str(&format!("{{{}}}", bytes.len())),
                    }
                }
                Piece::TypedLiteral { bytes, .. } => match std::str::from_utf8(bytes) {
                    Ok(short) if short.len() <= 80 => text.push_str(short),
                    _ => text.push_str(&format!("{{{}}}", bytes.len())),
                },
                Piece::Stream { len, .. } => text.push_str(&format!("{{{len}}}")),
            }
        }
        text
    }

    /// The secrets in it, as they are written.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.elements.iter().filter_map(|element| match element {
            Element::Written(Piece::SecretLine(secret) | Piece::SecretLiteral(secret)) => {
                Some(secret)
            }
            _ => None,
        })
    }

    /// The first mailbox name in it that is not ASCII, which can only be sent encoded.
    pub fn name_beyond_ascii(&self) -> Option<&str> {
        self.elements.iter().find_map(|element| match element {
            Element::Name(Name::Mailbox(name) | Name::Label(name))
                if name.wire().is_none() && !name.as_str().is_ascii() =>
            {
                Some(name.as_str())
            }
            Element::Name(Name::Pattern(text)) if !text.is_ascii() => Some(text.as_str()),
            _ => None,
        })
    }

    fn push(&mut self, bytes: &[u8]) {
        match self.elements.last_mut() {
            Some(Element::Written(Piece::Line(line))) => line.extend_from_slice(bytes),
            _ => self.piece(Piece::Line(bytes.to_vec())),
        }
    }

    fn piece(&mut self, piece: Piece) {
        self.elements.push(Element::Written(piece));
    }

    /// Writes a string in its plainest form, a word of bytes that may stand in one among them.
    fn text(&mut self, bytes: &[u8], plain: fn(u8) -> bool) {
        match string_piece(bytes, plain, Names::default()) {
            Piece::Literal(bytes) if std::str::from_utf8(&bytes).is_ok() => {
                self.elements.push(Element::Utf8(bytes));
            }
            piece => self.piece(piece),
        }
    }

    fn separate(&mut self) {
        if !self.open {
            self.push(b" ");
        }
        self.open = false;
    }

    fn word(mut self, text: &str) -> Self {
        self.separate();
        self.push(text.as_bytes());
        self
    }

    /// Writes a word that has to be an atom, such as a capability or an algorithm.
    ///
    /// # Errors
    /// [`Error::Argument`] when it is not; `what` names it in the message.
    pub fn atom(self, what: &str, text: &str) -> Result<Self> {
        if text.is_empty() || !text.bytes().all(is_atom_byte) {
            return Err(Error::Argument(format!(
                "{what} {text:?} cannot be sent: it has to be one plain word"
            )));
        }
        Ok(self.word(text))
    }

    /// Writes a number.
    pub fn number(self, number: u64) -> Self {
        self.word(&number.to_string())
    }

    /// Writes `NIL`.
    pub fn nil(self) -> Self {
        self.word("NIL")
    }

    /// Writes a date with time in quotes.
    pub fn date_time(self, date: &DateTime) -> Self {
        self.word(&format!("\"{date}\""))
    }

    /// Opens a parenthesis.
    pub fn open(mut self) -> Self {
        self.separate();
        self.push(b"(");
        self.open = true;
        self
    }

    /// Closes a parenthesis.
    pub fn close(mut self) -> Self {
        self.push(b")");
        self.open = false;
        self
    }

    /// Writes an `astring`: a word where it is one, else as [`Command::string`].
    ///
    /// # Errors
    /// [`Error::Argument`] for NUL, which no string can hold.
    pub fn astring(mut self, what: &str, bytes: &[u8]) -> Result<Self> {
        no_nul(what, bytes)?;
        self.separate();
        self.text(bytes, is_astring_byte);
        Ok(self)
    }

    /// Writes a `string`: in quotes where they can hold it, else as a literal.
    ///
    /// # Errors
    /// [`Error::Argument`] for NUL, which no string can hold.
    pub fn string(mut self, what: &str, bytes: &[u8]) -> Result<Self> {
        no_nul(what, bytes)?;
        self.separate();
        self.text(bytes, never);
        Ok(self)
    }

    /// Writes a `string`, or a `literal8` where NUL is in it, for which leave is waited as [`Command::stream8`] does.
    pub fn string8(mut self, bytes: &[u8]) -> Self {
        self.separate();
        if !bytes.contains(&0) {
            self.text(bytes, never);
            return self;
        }
        self.push(b"~");
        let bytes = bytes.to_vec();
        self.piece(Piece::TypedLiteral { bytes, waits: true });
        self
    }

    /// Writes a secret as a string that no trace shows.
    ///
    /// # Errors
    /// [`Error::Argument`] for NUL, which no string can hold.
    pub fn secret(mut self, what: &str, secret: &Secret) -> Result<Self> {
        no_nul(what, secret.expose())?;
        self.separate();
        self.piece(match quoted(secret.expose(), Names::default()) {
            Some(text) => Piece::SecretLine(Secret::new(text)),
            None => Piece::SecretLiteral(secret.clone()),
        });
        Ok(self)
    }

    /// Writes bytes that went through base64 already and are a secret, as AUTHENTICATE takes them.
    pub fn secret_base64(mut self, encoded: Secret) -> Self {
        self.separate();
        self.piece(Piece::SecretLine(encoded));
        self
    }

    /// Announces a literal that the caller streams. A server that does not understand what stands before it takes
    /// it for commands: where that can be, nothing of it may be sent before the server has agreed (`waits`).
    pub fn stream(mut self, len: u64, waits: bool) -> Self {
        self.separate();
        self.piece(Piece::Stream { len, waits });
        self
    }

    /// Announces a literal that the caller streams and that may hold NUL. Leave is waited for: of the servers that
    /// have BINARY not all know `~{n+}`. RFC 3516 section 4.4; RFC 9051 section 4.3
    pub fn stream8(mut self, len: u64) -> Self {
        self.separate();
        self.push(b"~");
        self.piece(Piece::Stream { len, waits: true });
        self
    }

    /// Writes a mailbox name as the session spells names; one that a server sent undecodable goes back as it came.
    ///
    /// # Errors
    /// [`Error::Argument`] for NUL.
    pub fn mailbox(self, name: &MailboxName) -> Result<Self> {
        no_nul_in_name("the mailbox name", name)?;
        Ok(self.named(Name::Mailbox(name.clone())))
    }

    /// Writes a pattern of LIST or LSUB, in which `*` and `%` stay what they are.
    ///
    /// # Errors
    /// [`Error::Argument`] for NUL.
    pub fn list_mailbox(self, pattern: &str) -> Result<Self> {
        no_nul("the pattern", pattern.as_bytes())?;
        Ok(self.named(Name::Pattern(pattern.to_owned())))
    }

    fn named(mut self, name: Name) -> Self {
        self.separate();
        self.elements.push(Element::Name(name));
        self
    }

    /// Writes the numbers of a set.
    ///
    /// # Errors
    /// [`Error::Argument`] for an empty set, which would be sent as nothing at all.
    pub fn set(self, set: &SequenceSet) -> Result<Self> {
        if set.is_empty() {
            return Err(Error::Argument("no message is named".to_owned()));
        }
        Ok(self.word(&set.to_string()))
    }

    /// Writes flags in parentheses.
    ///
    /// # Errors
    /// [`Error::Argument`] for what is no flag.
    pub fn flags(mut self, flags: &[Flag]) -> Result<Self> {
        self = self.open();
        for flag in flags {
            let text = flag.as_str();
            let name = text.strip_prefix('\\').unwrap_or(text);
            if name.is_empty() || !name.bytes().all(|byte| is_atom_byte(byte) || byte == b']') {
                return Err(Error::Argument(format!(
                    "{text:?} is no flag: flags are one word such as \\Seen or $Forwarded"
                )));
            }
            self = self.word(text);
        }
        Ok(self.close())
    }

    /// Writes the items of a STATUS in parentheses.
    ///
    /// # Errors
    /// [`Error::Argument`] for what is no item.
    pub fn status_items(mut self, items: &[StatusItem]) -> Result<Self> {
        self = self.open();
        for item in items {
            self = self.atom("the status item", item.as_str())?;
        }
        Ok(self.close())
    }
}

impl Name {
    /// The name as a session has it.
    fn spelt(&self, names: Names) -> Piece {
        match self {
            Name::Mailbox(name) => string_piece(&names.spell(name), is_astring_byte, names),
            Name::Pattern(text) => string_piece(&names.encode(text), is_pattern_byte, names),
            Name::Label(name) => string_piece(&names.spell(name), never, names),
        }
    }
}
