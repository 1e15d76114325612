//! Plain Python values, and the words they come to.

use jiff::civil::{Date, DateTime};

use super::literal::{self, Text};
use super::{one_call_only, skip_blanks};
use crate::shell::line::argument::{Argument, Bracket, Span, Word};
use crate::shell::line::cursor::Cursor;
use crate::shell::line::error::{LineError, Why};
use crate::shell::line::words::DEPTH_LIMIT;

/// A value with its place in the text.
#[derive(Debug)]
pub(super) struct Value {
    kind: Kind,
    /// Where it stands.
    pub(super) span: Span,
}

#[derive(Debug)]
enum Kind {
    None,
    Bool(bool),
    Int(i64),
    Text(Text),
    Date(Date),
    DateTime(DateTime),
    Sequence(Bracket, Vec<Value>),
    Dict(Vec<Value>),
}

/// Reads one value of those in the bracket that opens at `open`.
pub(super) fn value(
    cursor: &mut Cursor<'_>,
    depth: usize,
    open: &Span,
) -> Result<Value, LineError> {
    let start = cursor.position();
    if cursor.at_end() {
        return Err(LineError::unclosed(Why::Bracket, open.clone()));
    }
    if depth == DEPTH_LIMIT {
        return Err(LineError::new(
            cursor.here(),
            "the brackets are nested too deeply",
        ));
    }
    let kind = match cursor.peek() {
        Some('[') => Kind::Sequence(Bracket::Square, items(cursor, ']', depth)?.0),
        Some('(') => tuple(cursor, depth)?,
        Some('{') => dict(cursor, depth)?,
        Some('0'..='9' | '-' | '+' | '.') => Kind::Int(int(cursor)?),
        _ if literal::is_string(cursor) => Kind::Text(literal::strings(cursor)?),
        _ => named(cursor)?,
    };
    Ok(Value {
        kind,
        span: start..cursor.position(),
    })
}

/// Reads values up to the closing bracket, and says whether a comma stood among them.
fn items(
    cursor: &mut Cursor<'_>,
    close: char,
    depth: usize,
) -> Result<(Vec<Value>, bool), LineError> {
    let open = cursor.here();
    cursor.bump();
    let mut items = Vec::new();
    let mut comma = false;
    loop {
        skip_blanks(cursor);
        match cursor.peek() {
            None => return Err(LineError::unclosed(Why::Bracket, open)),
            Some(character) if character == close => {
                cursor.bump();
                return Ok((items, comma));
            }
            Some(_) => items.push(value(cursor, depth + 1, &open)?),
        }
        skip_blanks(cursor);
        if cursor.take(",") {
            comma = true;
        } else if cursor.peek().is_some_and(|next| next != close) {
            return Err(one_call_only(cursor.here()));
        }
    }
}

/// Reads a tuple, or a value in parentheses.
fn tuple(cursor: &mut Cursor<'_>, depth: usize) -> Result<Kind, LineError> {
    let (mut items, comma) = items(cursor, ')', depth)?;
    match items.pop() {
        Some(only) if items.is_empty() && !comma => Ok(only.kind),
        last => {
            items.extend(last);
            Ok(Kind::Sequence(Bracket::Round, items))
        }
    }
}

/// Reads a dict or, where no colon follows its first value, a set.
fn dict(cursor: &mut Cursor<'_>, depth: usize) -> Result<Kind, LineError> {
    let open = cursor.here();
    let begin = *cursor;
    cursor.bump();
    let mut pairs = Vec::new();
    loop {
        skip_blanks(cursor);
        if cursor.at_end() {
            return Err(LineError::unclosed(Why::Bracket, open));
        }
        if cursor.take("}") {
            return Ok(Kind::Dict(pairs));
        }
        pairs.push(value(cursor, depth + 1, &open)?);
        skip_blanks(cursor);
        if cursor.at_end() {
            return Err(LineError::unclosed(Why::Bracket, open));
        }
        if !cursor.take(":") {
            if pairs.len() == 1 && matches!(cursor.peek(), Some(',' | '}')) {
                *cursor = begin;
                let (items, _) = items(cursor, '}', depth)?;
                return Ok(Kind::Sequence(Bracket::Round, items));
            }
            return Err(one_call_only(cursor.here()));
        }
        skip_blanks(cursor);
        pairs.push(value(cursor, depth + 1, &open)?);
        skip_blanks(cursor);
        if !cursor.take(",") && cursor.peek().is_some_and(|next| next != '}') {
            return Err(one_call_only(cursor.here()));
        }
    }
}

fn int(cursor: &mut Cursor<'_>) -> Result<i64, LineError> {
    let start = cursor.position();
    cursor.take_while(|character| matches!(character, '-' | '+'));
    let digits = cursor.take_while(|character| character.is_ascii_digit() || character == '_');
    cursor.take_while(|character| character.is_alphanumeric() || matches!(character, '.' | '_'));
    let whole = cursor.since(start);
    let span = start..cursor.position();
    if whole.contains('.') {
        return Err(LineError::new(
            span,
            "IMAP has no fractions; write a whole number",
        ));
    }
    let sign = whole.len() - digits.len();
    let zeros =
        digits.len() > 1 && digits.starts_with('0') && digits.bytes().any(|byte| byte != b'0');
    let underscores = digits.split('_').any(str::is_empty);
    if !whole.ends_with(digits) || sign > 1 || zeros || underscores {
        return Err(one_call_only(span));
    }
    let number = whole.replace('_', "");
    number
        .parse()
        .map_err(|_| LineError::new(span, "this number is too large"))
}

/// Reads a constant or a date: the only names that are plain values.
fn named(cursor: &mut Cursor<'_>) -> Result<Kind, LineError> {
    let start = cursor.position();
    let here = cursor.here();
    let Some(first) = cursor.take_identifier() else {
        return Err(one_call_only(here));
    };
    if cursor.take(".") && cursor.take_identifier().is_none() {
        return Err(one_call_only(here));
    }
    match cursor.since(start) {
        "None" => Ok(Kind::None),
        "True" => Ok(Kind::Bool(true)),
        "False" => Ok(Kind::Bool(false)),
        "date" | "datetime.date" if cursor.peek() == Some('(') => date(cursor).map(Kind::Date),
        "datetime" | "datetime.datetime" if cursor.peek() == Some('(') => {
            datetime(cursor).map(Kind::DateTime)
        }
        _ => Err(one_call_only(start..start + first.len())),
    }
}

fn date(cursor: &mut Cursor<'_>) -> Result<Date, LineError> {
    let start = cursor.position();
    let numbers = numbers(cursor)?;
    let span = start..cursor.position();
    let [year, month, day] = numbers.as_slice() else {
        return Err(LineError::new(
            span,
            "a date is written date(year, month, day)",
        ));
    };
    civil_date(*year, *month, *day).ok_or_else(|| LineError::new(span, "there is no such day"))
}

fn datetime(cursor: &mut Cursor<'_>) -> Result<DateTime, LineError> {
    let start = cursor.position();
    let numbers = numbers(cursor)?;
    let span = start..cursor.position();
    let (Some([year, month, day]), true) = (numbers.first_chunk(), numbers.len() <= 7) else {
        let message = "a time is written datetime(year, month, day, hour, minute, second)";
        return Err(LineError::new(span, message));
    };
    let part = |index: usize| numbers.get(index).copied().unwrap_or(0);
    let time = || {
        let microsecond = i32::try_from(part(6))
            .ok()
            .filter(|part| (0..1_000_000).contains(part))?;
        let (hour, minute) = (i8::try_from(part(3)).ok()?, i8::try_from(part(4)).ok()?);
        let second = i8::try_from(part(5)).ok()?;
        Some(civil_date(*year, *month, *day)?.at(0, 0, 0, 0)).and_then(|midnight| {
            midnight
                .with()
                .hour(hour)
                .minute(minute)
                .second(second)
                .subsec_nanosecond(microsecond * 1000)
                .build()
                .ok()
        })
    };
    time().ok_or_else(|| LineError::new(span, "there is no such time"))
}

fn numbers(cursor: &mut Cursor<'_>) -> Result<Vec<i64>, LineError> {
    let (values, _) = items(cursor, ')', 0)?;
    values
        .into_iter()
        .map(|value| match value.kind {
            Kind::Int(number) => Ok(number),
            _ => Err(one_call_only(value.span)),
        })
        .collect()
}

/// A day as Python counts them, from the year 1 to 9999.
fn civil_date(year: i64, month: i64, day: i64) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| *year >= 1)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

impl Value {
    /// Says whether it is Python's None.
    pub(super) fn is_none(&self) -> bool {
        matches!(self.kind, Kind::None)
    }

    /// Turns it into the argument that says the same in words: None is `NIL`, a date is written as
    /// ISO 8601 has it, a list of numbers is a message set, and strings keep their quotes.
    pub(super) fn into_argument(self) -> Argument {
        let span = self.span;
        let word =
            |text: String, quoted: bool, span: Span| Argument::Word(Word { text, span, quoted });
        match self.kind {
            Kind::None => word("NIL".to_owned(), false, span),
            Kind::Bool(true) => word("True".to_owned(), false, span),
            Kind::Bool(false) => word("False".to_owned(), false, span),
            Kind::Int(number) => word(number.to_string(), false, span),
            Kind::Date(date) => word(date.to_string(), false, span),
            Kind::DateTime(time) => word(time.to_string(), false, span),
            Kind::Text(Text::Str(text)) => word(text, true, span),
            Kind::Text(Text::Bytes(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => word(text, true, span),
                Err(error) => Argument::Bytes {
                    bytes: error.into_bytes(),
                    span,
                },
            },
            Kind::Sequence(bracket, items) => match message_set(&items) {
                Some(set) => word(set, false, span),
                None => list(items, bracket, span),
            },
            Kind::Dict(pairs) => list(pairs, Bracket::Round, span),
        }
    }

    /// Turns it into an option, unless it is None, which stands for an argument that is not given.
    pub(super) fn into_option(self, name: String, span: Span) -> Option<Argument> {
        let value = match self.kind {
            Kind::None => return None,
            Kind::Bool(true) => None,
            _ => Some(Box::new(self.into_argument())),
        };
        Some(Argument::Option { name, value, span })
    }
}

fn list(items: Vec<Value>, bracket: Bracket, span: Span) -> Argument {
    Argument::List {
        items: items.into_iter().map(Value::into_argument).collect(),
        bracket,
        span,
    }
}

/// Joins numbers by commas; a list that is empty or holds anything else is no message set.
fn message_set(items: &[Value]) -> Option<String> {
    let numbers: Option<Vec<String>> = items
        .iter()
        .map(|item| match item.kind {
            Kind::Int(number) => Some(number.to_string()),
            _ => None,
        })
        .collect();
    numbers
        .filter(|numbers| !numbers.is_empty())
        .map(|numbers| numbers.join(","))
}
