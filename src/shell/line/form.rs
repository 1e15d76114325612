//! A command written out in words, as it could have been typed.

use super::argument::{
    Argument, CommandLine, FileSource, Form, Outlet, Redirect, RedirectMode, Word,
};
use super::cursor::Cursor;
use super::variable;
use super::words::{self, Words};

/// Writes a command in words: what is echoed for a Python call, so that people learn the words.
///
/// Reading it again gives the same arguments. A word keeps the quotes it was typed with; a Python
/// string gets them only where it needs them. Two things have no spelling in words and are shown as
/// they are, for the renderer to make harmless: control characters, and bytes that are no text.
pub(crate) fn words_form(line: &CommandLine) -> String {
    let mut writer = Writer {
        text: line.verb.text.clone(),
        typed: line.form == Form::Words,
    };
    let only = match line.arguments.as_slice() {
        [Argument::Word(word)] => matches!(word.text.as_str(), "?" | "??"),
        _ => false,
    };
    for argument in unbracketed(line) {
        writer.text.push(' ');
        match argument {
            // A question mark as the only argument would ask for help.
            Argument::Word(word) if only => writer.quoted(&word.text),
            _ => writer.argument(argument, "x "),
        }
    }
    writer.outlet(&line.outlet);
    writer.text
}

/// Writes a name as it has to be typed: in quotes where it needs them.
pub(crate) fn spelt(name: &str) -> String {
    if means_itself(name) && reads_as_word(name, "x ") {
        name.to_owned()
    } else {
        quoted_form(name)
    }
}

/// Writes a file's name as it is typed behind `@` or `>`.
pub(crate) fn path_form(path: &str) -> String {
    if reads_as_file(path) && reads_as_path(path) {
        path.to_owned()
    } else {
        quoted_form(path)
    }
}

/// Writes one argument.
pub(super) fn argument_form(argument: &Argument) -> String {
    let mut writer = Writer::typed();
    writer.argument(argument, "x ");
    writer.text
}

/// Writes ` | prog` and ` > file`.
pub(super) fn outlet_form(outlet: &Outlet) -> String {
    let mut writer = Writer::typed();
    writer.outlet(outlet);
    writer.text
}

/// Writes a text in double quotes.
pub(crate) fn quoted_form(text: &str) -> String {
    let mut writer = Writer {
        text: String::new(),
        typed: false,
    };
    writer.quoted(text);
    writer.text
}

/// The arguments with the brackets of the last list left out where nobody would type them: a Python
/// call with two values, as in `fetch(5, ['FLAGS'])`, and `search([…])`.
fn unbracketed(line: &CommandLine) -> Vec<&Argument> {
    let positional = line
        .arguments
        .iter()
        .filter(|argument| !matches!(argument, Argument::Option { .. }));
    let count = positional.count();
    let loose = line.form != Form::Words
        && (count == 2 || (count == 1 && line.verb.text.eq_ignore_ascii_case("search")));
    let mut shown = Vec::new();
    for (index, argument) in line.arguments.iter().enumerate() {
        match argument {
            Argument::List { items, .. } if loose && index + 1 == count && !items.is_empty() => {
                shown.extend(items);
            }
            _ => shown.push(argument),
        }
    }
    shown
}

struct Writer {
    text: String,
    /// Quotes are kept as they were typed.
    typed: bool,
}

impl Writer {
    /// Writes what was typed in words.
    fn typed() -> Self {
        Writer {
            text: String::new(),
            typed: true,
        }
    }

    /// Writes an argument; `lead` is a line that ends where such an argument may stand.
    fn argument(&mut self, argument: &Argument, lead: &str) {
        match argument {
            Argument::Word(word) => self.word(word, lead),
            Argument::List { items, .. } => {
                self.text.push('(');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.text.push(' ');
                    }
                    self.argument(item, "x (");
                }
                self.text.push(')');
            }
            Argument::Option { name, value, .. } => {
                self.text.push_str("--");
                self.text.push_str(name);
                if let Some(value) = value {
                    self.text.push('=');
                    self.argument(value, "x --x=");
                }
            }
            Argument::File {
                source: FileSource::Stdin,
                ..
            } => self.text.push_str("@-"),
            Argument::File {
                source: FileSource::Path(path),
                ..
            } => {
                self.text.push('@');
                self.plain_or_quoted(path, reads_as_file(path));
            }
            Argument::Bytes { bytes, .. } => {
                self.text
                    .push_str(&format!("b\"{}\"", bytes.escape_ascii()));
            }
        }
    }

    fn word(&mut self, word: &Word, lead: &str) {
        let plain = if self.typed {
            !word.quoted
        } else {
            !word.quoted || means_itself(&word.text)
        };
        self.plain_or_quoted(&word.text, plain && reads_as_word(&word.text, lead));
    }

    fn outlet(&mut self, outlet: &Outlet) {
        if let Some(program) = &outlet.program {
            self.text.push_str(" | ");
            self.text.push_str(&program.text);
        }
        if let Some(redirect) = &outlet.redirect {
            self.redirect(redirect);
        }
    }

    fn redirect(&mut self, redirect: &Redirect) {
        self.text.push_str(match redirect.mode {
            RedirectMode::Replace => " > ",
            RedirectMode::Append => " >> ",
        });
        let path = &redirect.path;
        self.plain_or_quoted(&path.text, !path.quoted && reads_as_path(&path.text));
    }

    fn plain_or_quoted(&mut self, text: &str, plain: bool) {
        if plain {
            self.text.push_str(text);
        } else {
            self.quoted(text);
        }
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for character in text.chars() {
            if matches!(character, '"' | '\\') {
                self.text.push('\\');
            }
            self.text.push(character);
        }
        self.text.push('"');
    }
}

/// Says whether a text has no second meaning without its quotes: a result, the mailbox before, help,
/// a variable or the server's saved result.
fn means_itself(text: &str) -> bool {
    let result = text
        .strip_prefix('_')
        .is_some_and(|rest| rest == "_" || rest.bytes().all(|byte| byte.is_ascii_digit()));
    !result && !matches!(text, "-" | "?" | "??" | "$") && !variable::is_variable(text)
}

/// Says whether a text is read as just that word when it is typed without quotes.
fn reads_as_word(text: &str, lead: &str) -> bool {
    let close = if lead.ends_with('(') { ")" } else { "" };
    let Some(Argument::Word(word)) = read_back(&format!("{lead}{text}{close}")) else {
        return false;
    };
    word.text == text && !word.quoted
}

fn reads_as_file(path: &str) -> bool {
    let file = read_back(&format!("x @{path}"));
    matches!(file, Some(Argument::File { source: FileSource::Path(read), .. }) if read == path)
}

fn reads_as_path(path: &str) -> bool {
    let line = format!("x > {path}");
    let words = words::words(&mut Cursor::new(&line));
    let redirect = words.ok().and_then(|words| words.outlet.redirect);
    redirect.is_some_and(|redirect| redirect.path.text == path && !redirect.path.quoted)
}

/// Reads a line of two words and takes the second out of its option or list.
fn read_back(line: &str) -> Option<Argument> {
    let Words {
        mut arguments,
        outlet,
    } = words::words(&mut Cursor::new(line)).ok()?;
    let argument = arguments.pop()?;
    if arguments.len() != 1 || outlet != Outlet::default() {
        return None;
    }
    match argument {
        Argument::Option {
            value: Some(value), ..
        } => Some(*value),
        Argument::List { mut items, .. } if items.len() == 1 => items.pop(),
        other => Some(other),
    }
}
