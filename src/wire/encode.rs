//! The only writer of wire syntax: every argument of every command passes here, so that none can
//! become a second command. What the grammar has no form for is refused before a byte is sent.
//! RFC 9051 section 9; RFC 3501 section 9

mod extensions;

use crate::error::{Error, Result};
use crate::types::{
    DateTime, FetchItem, Flag, MailboxName, MessageSet, Part, SearchKey, Secret, SectionText,
    SequenceSet, StatusItem,
};
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
    /// The bytes of a literal that is a secret.
    SecretLiteral(Secret),
    /// A literal of this many bytes whose content the caller streams.
    Stream(u64),
}

/// An element of a command: what the session has agreed on by the time it is sent decides about some.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    Written(Piece),
    Name(Name),
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
}

impl Command {
    /// Begins a command with its name: `NOOP`, `UID FETCH`.
    pub fn new(name: &str) -> Self {
        Command {
            name: name.to_owned(),
            elements: vec![Element::Written(Piece::Line(name.as_bytes().to_vec()))],
            open: false,
        }
    }

    /// Takes a whole command as a person typed it; only what would not end with its line is refused.
    ///
    /// # Errors
    /// [`Error::Argument`] for CR, LF and NUL, and for a literal announced at the end, as whose bytes the
    /// server would take the commands to come.
    pub fn raw(text: &str) -> Result<Self> {
        if text.bytes().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return Err(Error::Argument(
                "a command is one line: CR, LF and NUL cannot be sent".to_owned(),
            ));
        }
        if announces_literal(text) {
            return Err(Error::Argument(
                "the line announces a literal, whose bytes cannot follow it".to_owned(),
            ));
        }
        let mut words = text.split_ascii_whitespace();
        let mut name = words.next().unwrap_or_default().to_ascii_uppercase();
        if name == "UID" {
            name.push(' ');
            name.push_str(&words.next().unwrap_or_default().to_ascii_uppercase());
        }
        let secret_at = if name == "LOGIN" {
            third_word(text)
        } else {
            None
        };
        let (open, secret) = text.split_at(secret_at.unwrap_or(text.len()));
        let mut command = Command {
            name,
            elements: Vec::new(),
            open: false,
        };
        command.push(open.as_bytes());
        if !secret.is_empty() {
            command.piece(Piece::SecretLine(Secret::new(secret)));
        }
        Ok(command)
    }

    /// The name it began with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its pieces in order, in a session that spells names so.
    pub fn pieces(&self, names: Names) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for element in &self.elements {
            let piece = match element {
                Element::Written(piece) => piece.clone(),
                Element::Name(name) => name.spelt(names),
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
                Piece::Literal(bytes) => match std::str::from_utf8(bytes) {
                    Ok(short) if short.len() <= 80 => text.push_str(short),
                    _ => text.push_str(&format!("{{{}}}", bytes.len())),
                },
                Piece::Stream(len) => text.push_str(&format!("{{{len}}}")),
            }
        }
        text
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
        self.piece(string_piece(bytes, is_astring_byte, Names::default()));
        Ok(self)
    }

    /// Writes a `string`: in quotes where they can hold it, else as a literal.
    ///
    /// # Errors
    /// [`Error::Argument`] for NUL, which no string can hold.
    pub fn string(mut self, what: &str, bytes: &[u8]) -> Result<Self> {
        no_nul(what, bytes)?;
        self.separate();
        self.piece(string_piece(bytes, never, Names::default()));
        Ok(self)
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

    /// Announces a literal that the caller streams.
    pub fn stream(mut self, len: u64) -> Self {
        self.separate();
        self.piece(Piece::Stream(len));
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

    /// Writes the items of a FETCH in parentheses.
    ///
    /// # Errors
    /// [`Error::Argument`] for what is no item, and for no items at all.
    pub fn fetch_items(mut self, items: &[FetchItem]) -> Result<Self> {
        if items.is_empty() {
            return Err(Error::Argument("no fetch item is named".to_owned()));
        }
        if let [FetchItem::Word(word)] = items
            && matches!(word.as_str(), "ALL" | "FAST" | "FULL")
        {
            // RFC 3501 section 9: a macro stands alone, without parentheses.
            return Ok(self.word(word));
        }
        self = self.open();
        for item in items {
            self = self.fetch_item(item)?;
        }
        Ok(self.close())
    }

    fn fetch_item(self, item: &FetchItem) -> Result<Self> {
        match item {
            FetchItem::Word(word) => self.atom("the fetch item", word),
            FetchItem::Section(section) => {
                if section.item.is_empty() || !section.item.bytes().all(is_atom_byte) {
                    return Err(Error::Argument(format!(
                        "{:?} cannot be sent: before the brackets has to be one plain word",
                        section.item
                    )));
                }
                if let Some(
                    SectionText::HeaderFields(fields) | SectionText::HeaderFieldsNot(fields),
                ) = &section.part.text
                {
                    check_header_fields(&section.part, fields)?;
                }
                let item = item.to_string();
                Ok(self.word(&item))
            }
        }
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

    /// Writes search keys, after `CHARSET UTF-8` where one of them is not ASCII.
    ///
    /// # Errors
    /// [`Error::Argument`] for no keys at all, and for what cannot be sent.
    pub fn search(mut self, keys: &[SearchKey]) -> Result<Self> {
        if keys.is_empty() {
            return Err(Error::Argument("no search criteria".to_owned()));
        }
        if !keys.iter().all(is_ascii) {
            self.elements.push(Element::Charset);
        }
        self.search_keys(keys)
    }

    /// Writes search keys without a charset before them.
    ///
    /// # Errors
    /// [`Error::Argument`] for what cannot be sent.
    pub fn search_keys(mut self, keys: &[SearchKey]) -> Result<Self> {
        for key in keys {
            self = self.search_key(key)?;
        }
        Ok(self)
    }

    fn search_key(self, key: &SearchKey) -> Result<Self> {
        const WHAT: &str = "the search key";
        match key {
            SearchKey::Word(word) => self.atom(WHAT, word),
            SearchKey::Keyword(word, flag) => {
                self.atom(WHAT, word)?.atom("the keyword", flag.as_str())
            }
            SearchKey::Text(word, text) => self.atom(WHAT, word)?.astring(word, text.as_bytes()),
            SearchKey::Header(field, text) => self
                .word("HEADER")
                .astring("the field name", field.as_bytes())?
                .astring(field, text.as_bytes()),
            SearchKey::Date(word, date) => Ok(self.atom(WHAT, word)?.word(&date.to_string())),
            SearchKey::Number(word, number) => Ok(self.atom(WHAT, word)?.number(*number)),
            SearchKey::Messages(MessageSet::Sequence(set)) => self.set(set),
            SearchKey::Messages(MessageSet::Uid(set)) => self.word("UID").set(set),
            SearchKey::Saved => Ok(self.word("$")),
            SearchKey::Not(key) => self.word("NOT").search_key(key),
            SearchKey::Or(one, two) => self.word("OR").search_key(one)?.search_key(two),
            SearchKey::Fuzzy(key) => self.word("FUZZY").search_key(key),
            SearchKey::All(keys) if keys.is_empty() => Err(Error::Argument(
                "parentheses without a search key in them".to_owned(),
            )),
            SearchKey::All(keys) => Ok(self.open().search_keys(keys)?.close()),
        }
    }
}

/// Says whether a byte may stand in an `atom`.
pub fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b']')
}

/// Says whether a line ends as the announcement of a literal: `{5}`, `{5+}`, `~{5}`.
fn announces_literal(text: &str) -> bool {
    text.strip_suffix('}')
        .and_then(|text| text.rsplit_once('{'))
        .is_some_and(|(_, size)| {
            let digits = size.strip_suffix(['+', '-']).unwrap_or(size);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Where the third word of a line begins; a second one in quotes may hold blanks.
fn third_word(text: &str) -> Option<usize> {
    let mut words = 0;
    let mut quoted = false;
    let mut escaped = false;
    let mut between = true;
    for (at, character) in text.char_indices() {
        let blank = character == ' ' && !quoted;
        if !blank && between {
            words += 1;
            if words == 3 {
                return Some(at);
            }
        }
        between = blank;
        quoted ^= character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
    }
    None
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

fn is_astring_byte(byte: u8) -> bool {
    is_atom_byte(byte) || byte == b']'
}

fn is_pattern_byte(byte: u8) -> bool {
    is_astring_byte(byte) || matches!(byte, b'%' | b'*')
}

fn never(_: u8) -> bool {
    false
}

/// A string in its plainest form: a word of bytes that may stand in one, in quotes, or as a literal.
fn string_piece(bytes: &[u8], plain: fn(u8) -> bool, names: Names) -> Piece {
    // NIL in the place of a string would be read as none.
    let is_word = !bytes.is_empty()
        && bytes.iter().all(|&byte| plain(byte))
        && !bytes.eq_ignore_ascii_case(b"NIL");
    if is_word {
        return Piece::Line(bytes.to_vec());
    }
    match quoted(bytes, names) {
        Some(text) => Piece::Line(text),
        None => Piece::Literal(bytes.to_vec()),
    }
}

/// Refuses a NUL in either spelling of a name.
fn no_nul_in_name(what: &str, name: &MailboxName) -> Result<()> {
    no_nul(what, name.as_str().as_bytes())?;
    no_nul(what, name.wire().unwrap_or_default())
}

fn no_nul(what: &str, bytes: &[u8]) -> Result<()> {
    if bytes.contains(&0) {
        return Err(Error::Argument(format!(
            "{what} holds a NUL, which IMAP cannot send"
        )));
    }
    Ok(())
}

/// The bytes in quotes, if quotes can hold them: no line ends, no 8-bit but the agreed UTF-8, not too long for
/// old servers.
fn quoted(bytes: &[u8], names: Names) -> Option<Vec<u8>> {
    let utf8 = names == Names::Utf8 && std::str::from_utf8(bytes).is_ok();
    let fits = |byte: u8| (b' '..0x7f).contains(&byte) || byte == b'\t' || (utf8 && byte >= 0x80);
    if bytes.len() > 1000 || !bytes.iter().all(|&byte| fits(byte)) {
        return None;
    }
    let mut text = Vec::with_capacity(bytes.len() + 2);
    text.push(b'"');
    for &byte in bytes {
        if matches!(byte, b'"' | b'\\') {
            text.push(b'\\');
        }
        text.push(byte);
    }
    text.push(b'"');
    Some(text)
}

fn check_header_fields(part: &Part, fields: &[String]) -> Result<()> {
    let is_name = |field: &String| {
        !field.is_empty() && field.bytes().all(|byte| is_atom_byte(byte) && byte != b':')
    };
    match fields.iter().find(|field| !is_name(field)) {
        Some(field) => Err(Error::Argument(format!(
            "{field:?} in [{part}] is no header field's name"
        ))),
        None if fields.is_empty() => {
            Err(Error::Argument(format!("[{part}] names no header field")))
        }
        None => Ok(()),
    }
}

fn is_ascii(key: &SearchKey) -> bool {
    match key {
        SearchKey::Text(_, text) => text.is_ascii(),
        SearchKey::Header(field, text) => field.is_ascii() && text.is_ascii(),
        SearchKey::Not(key) | SearchKey::Fuzzy(key) => is_ascii(key),
        SearchKey::Or(one, two) => is_ascii(one) && is_ascii(two),
        SearchKey::All(keys) => keys.iter().all(is_ascii),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::types::{Date, Section};

    fn check(command: Result<Command>, expected: &str) {
        let shown = match command {
            Ok(command) => command
                .pieces(Names::default())
                .iter()
                .map(|piece| match piece {
                    Piece::Line(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                    Piece::SecretLine(secret) => {
                        String::from_utf8_lossy(secret.expose()).into_owned()
                    }
                    Piece::Literal(bytes) => {
                        format!("{{{}}}{}", bytes.len(), String::from_utf8_lossy(bytes))
                    }
                    Piece::SecretLiteral(secret) => format!("{{{}}}", secret.expose().len()),
                    Piece::Stream(len) => format!("{{{len}}}..."),
                })
                .collect(),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn strings_take_the_plainest_form_that_holds_them() {
        let astring = |text: &str| Command::new("X").astring("it", text.as_bytes());
        check(astring("plain"), "X plain");
        check(astring("two words"), "X \"two words\"");
        check(astring(""), "X \"\"");
        check(astring("nil"), "X \"nil\"");
        check(astring(r#"a"b\c"#), r#"X "a\"b\\c""#);
        check(astring("a\r\nA2 NOOP"), "X {10}a\r\nA2 NOOP");
        check(astring("é"), "X {2}é");
        check(astring("[x]"), "X [x]");
        check(Command::new("LIST").list_mailbox("NIL"), "LIST \"NIL\"");
        check(
            astring("a\0b"),
            "error: it holds a NUL, which IMAP cannot send",
        );
    }

    #[test]
    fn no_argument_ends_the_line() {
        check(
            Command::new("X").atom("it", "a\r\nb"),
            "error: it \"a\\r\\nb\" cannot be sent: it has to be one plain word",
        );
        assert!(Command::raw("NOOP\r\nA1 NOOP").is_err());
        for line in [
            "SELECT {5}",
            "SELECT {5+}",
            "APPEND x ~{5}",
            "LOGIN ana {0-}",
        ] {
            assert!(Command::raw(line).is_err(), "{line}");
        }
        for line in ["X {}", "X {5} ", "X {a5}", "X \"{5}\""] {
            assert!(Command::raw(line).is_ok(), "{line}");
        }
        let section = Section {
            item: "BODY.PEEK[] x\r\nA2 NOOP BODY".to_owned(),
            part: Part::default(),
            partial: None,
        };
        let items = [FetchItem::Section(section)];
        assert!(Command::new("FETCH").fetch_items(&items).is_err());
        assert!(Command::new("X").flags(&[Flag::new("\\Seen) x")]).is_err());
        assert!(Command::new("X").flags(&[Flag::new("")]).is_err());
        assert!(Command::new("X").set(&SequenceSet::default()).is_err());
    }

    #[test]
    fn secrets_do_not_show() {
        let command = Command::new("LOGIN")
            .astring("the user name", b"ana")
            .unwrap();
        let command = command
            .secret("the password", &Secret::new("pa\"ss"))
            .unwrap();
        assert_eq!(command.display(), "LOGIN ana <hidden>");
        assert!(!format!("{command:?}").contains("pa"), "{command:?}");
        for line in [
            "LOGIN ana se\"cret",
            "login \"a b\" secret",
            "LOGIN  ana  {6}cret",
        ] {
            let command = Command::raw(line).unwrap();
            assert!(
                command.display().ends_with("<hidden>"),
                "{}",
                command.display()
            );
            assert!(!command.display().contains("cret"), "{}", command.display());
        }
    }

    #[test]
    fn fetch_items_are_a_list_and_macros_are_not() {
        let section = Section {
            item: "BODY.PEEK".to_owned(),
            part: Part {
                path: vec![1, 2],
                text: Some(SectionText::HeaderFields(vec!["From".into(), "To".into()])),
            },
            partial: Some((0, 200)),
        };
        let items = [FetchItem::word("flags"), FetchItem::Section(section)];
        check(
            Command::new("FETCH").fetch_items(&items),
            "FETCH (FLAGS BODY.PEEK[1.2.HEADER.FIELDS (From To)]<0.200>)",
        );
        check(
            Command::new("FETCH").fetch_items(&[FetchItem::word("FAST")]),
            "FETCH FAST",
        );
    }

    #[test]
    fn search_says_its_charset_only_when_it_needs_one() {
        let text = |text: &str| SearchKey::Text("SUBJECT".to_owned(), text.to_owned());
        check(
            Command::new("SEARCH").search(&[text("a b")]),
            "SEARCH SUBJECT \"a b\"",
        );
        let nested = SearchKey::Not(Box::new(SearchKey::All(vec![
            text("müde"),
            SearchKey::Word("SEEN".into()),
        ])));
        check(
            Command::new("SEARCH").search(&[nested]),
            "SEARCH CHARSET UTF-8 NOT (SUBJECT {5}müde SEEN)",
        );
        let since = SearchKey::Date("SINCE".to_owned(), Date::new(2026, 11, 1).unwrap());
        check(
            Command::new("SEARCH").search(&[since]),
            "SEARCH SINCE 1-Nov-2026",
        );
        check(
            Command::new("SEARCH").search(&[]),
            "error: no search criteria",
        );
    }

    #[test]
    fn search_for_a_keyword_is_never_turned_into_another() {
        let keyword = |flag: &str| SearchKey::Keyword("KEYWORD".to_owned(), Flag::new(flag));
        check(
            Command::new("SEARCH").search(&[keyword("$Junk")]),
            "SEARCH KEYWORD $Junk",
        );
        assert!(Command::new("SEARCH").search(&[keyword("\\Seen")]).is_err());
    }
}
