//! Results and the environment in the arguments of a command: `$old` where flags stand is a keyword, where a folder
//! stands the folder of a result. What stands for messages is looked up where sets are read.

use std::borrow::Cow;
use std::iter::Peekable;
use std::vec;

use imapclient::types::MailboxName;

use super::command::{Command, Count, Kind, Parameter};
use super::dispatch;
use super::failure::Failure;
use super::line::{Argument, CommandLine, Form, Word, is_variable};
use super::results::{FOLDERS, Results};

/// Commands whose lists are flags, as in `APPEND mailbox (flags) date message`.
const FLAG_LISTS: &[&str] = &["append", "multiappend"];

/// Puts in what results and the environment stand for, as far as their place decides that.
///
/// # Errors
/// `usage:` for a name that was given to no result, for a keyword that is such a name too, and for what stands for
/// nothing at its place.
pub(crate) fn resolved<'l>(
    line: &'l CommandLine,
    results: &Results,
    interactive: bool,
) -> Result<Cow<'l, CommandLine>, Failure> {
    let python = line.form != Form::Words;
    if python || !line.arguments.iter().any(holds_result) {
        return Ok(Cow::Borrowed(line));
    }
    let uid = dispatch::uid_form(line);
    let verb = match (&line.arguments.first(), uid) {
        (Some(Argument::Word(second)), true) => second,
        _ => &line.verb,
    };
    let Ok((command, _)) = dispatch::find(&verb.text, interactive) else {
        // That is the mistake to be told.
        return Ok(Cow::Borrowed(line));
    };
    let mut line = line.clone();
    let skipped = usize::from(uid);
    let rest = line.arguments.split_off(skipped);
    let resolver = Resolver { command, results };
    line.arguments.extend(resolver.all(rest)?);
    Ok(Cow::Owned(line))
}

/// Says whether an argument may stand for a result.
fn holds_result(argument: &Argument) -> bool {
    match argument {
        Argument::Word(word) => {
            !word.quoted && (word.text.starts_with(['_', '\\']) || is_variable(&word.text))
        }
        Argument::List { items, .. } => items.iter().any(holds_result),
        Argument::Option { value, .. } => value.as_deref().is_some_and(holds_result),
        _ => false,
    }
}

struct Resolver<'r> {
    command: &'static Command,
    results: &'r Results,
}

impl Resolver<'_> {
    /// Resolves the arguments, each as what the command takes it for.
    fn all(&self, arguments: Vec<Argument>) -> Result<Vec<Argument>, Failure> {
        let mut resolved = Vec::new();
        let mut place = 0;
        let mut arguments = arguments.into_iter().peekable();
        let mut before = String::new();
        while let Some(argument) = arguments.next() {
            if let Argument::Option { .. } = argument {
                self.option(argument, &mut arguments, &mut resolved)?;
                continue;
            }
            let parameter = self.command.parameter(place);
            place += 1;
            let kind = parameter.map_or(Kind::Text, |parameter| self.kind(parameter, &argument));
            let kind = criterion(kind, &before);
            if let Argument::Word(word) = &argument {
                before.clone_from(&word.text);
            }
            match argument {
                Argument::Word(word)
                    if kind == Kind::Folder && self.command.name == "folder_status" =>
                {
                    resolved.extend(self.folders(word)?);
                }
                argument => resolved.push(self.argument(argument, kind)?),
            }
        }
        Ok(resolved)
    }

    /// What stands at a place; flags have several of them.
    fn kind(&self, parameter: &Parameter, argument: &Argument) -> Kind {
        let list = matches!(argument, Argument::List { .. });
        let labels = parameter.kind == Kind::Folder && parameter.count == Count::Some;
        if labels || (list && FLAG_LISTS.contains(&self.command.name)) {
            return Kind::Flags;
        }
        parameter.kind
    }

    /// Resolves an option with its value, which may be the next argument.
    fn option(
        &self,
        option: Argument,
        rest: &mut Peekable<vec::IntoIter<Argument>>,
        resolved: &mut Vec<Argument>,
    ) -> Result<(), Failure> {
        let Argument::Option { name, value, span } = option else {
            return Ok(());
        };
        let named = self.command.place(&name);
        let parameter = named.and_then(|place| self.command.parameter(place));
        let kind = match parameter {
            Some(parameter) => parameter.kind,
            None if name.eq_ignore_ascii_case("flags") => Kind::Flags,
            None => Kind::Text,
        };
        let valued = self
            .command
            .all_switches()
            .any(|switch| switch.value.is_some() && switch.name.eq_ignore_ascii_case(&name));
        let follows = valued && value.is_none();
        let value = match value {
            Some(value) => Some(Box::new(self.argument(*value, kind)?)),
            None => None,
        };
        resolved.push(Argument::Option { name, value, span });
        let next = rest.next_if(|next| follows && !matches!(next, Argument::Option { .. }));
        if let Some(next) = next {
            resolved.push(self.argument(next, kind)?);
        }
        Ok(())
    }

    fn argument(&self, argument: Argument, kind: Kind) -> Result<Argument, Failure> {
        match argument {
            Argument::Word(word) => self.word(word, kind).map(Argument::Word),
            Argument::List {
                items,
                bracket,
                span,
            } => {
                let mut resolved = Vec::with_capacity(items.len());
                let mut before = String::new();
                for item in items {
                    let kind = criterion(kind, &before);
                    if let Argument::Word(word) = &item {
                        before.clone_from(&word.text);
                    }
                    resolved.push(self.argument(item, kind)?);
                }
                Ok(Argument::List {
                    items: resolved,
                    bracket,
                    span,
                })
            }
            other => Ok(other),
        }
    }

    fn word(&self, word: Word, kind: Kind) -> Result<Word, Failure> {
        if word.quoted {
            return Ok(word);
        }
        if let Some(name) = word.text.strip_prefix("$env.") {
            let Ok(value) = std::env::var(name) else {
                let message = format!("the environment has no {name} that is text");
                return Err(self.mistake(&word, message));
            };
            return Ok(Word {
                text: value,
                quoted: true,
                ..word
            });
        }
        match kind {
            Kind::Flags => self.flag(word),
            Kind::Folder | Kind::NewFolder | Kind::Pattern => {
                let span = word.span.clone();
                let mut folders = self.folders(word)?;
                match (folders.pop(), folders.len()) {
                    (Some(Argument::Word(only)), 0) => Ok(only),
                    (_, more) => Err(Failure::usage(
                        self.command.name,
                        format!(
                            "this result holds {} folders, and one belongs here",
                            more + 1
                        ),
                    )
                    .at(span)),
                }
            }
            Kind::Messages | Kind::Criteria | Kind::Result => {
                for piece in word.text.split(',') {
                    self.known(&word, piece)?;
                }
                Ok(word)
            }
            Kind::Own => Ok(word),
            _ if is_variable(&word.text) => {
                let message = "a result stands for messages or folders, and neither belongs here; quote a word that \
                               begins with $";
                Err(self.mistake(&word, message))
            }
            _ => Ok(word),
        }
    }

    /// A `$word` among flags is a keyword, unless it is the name of a result: then nobody can know.
    fn flag(&self, word: Word) -> Result<Word, Failure> {
        let text = word.text.as_str();
        if let Some(keyword) = text.strip_prefix('\\').filter(|rest| is_variable(rest)) {
            return Ok(Word {
                text: keyword.to_owned(),
                ..word
            });
        }
        match text.strip_prefix('$') {
            Some(name) if self.results.is_named(name) => {
                let message = format!("{text} is a result of this session and a keyword");
                Err(self
                    .mistake(&word, message)
                    .hint(format!("\\{text} or \"{text}\" is the keyword")))
            }
            _ => Ok(word),
        }
    }

    /// The folders of a result as words in quotes; any other word as it is.
    fn folders(&self, word: Word) -> Result<Vec<Argument>, Failure> {
        let text = word.text.as_str();
        if word.quoted || !(is_variable(text) || is_numbered(text)) {
            return Ok(vec![Argument::Word(word)]);
        }
        self.known(&word, text)?;
        let Some(folders) = self.results.folders(text) else {
            let message = match text {
                "_" | "__" => "there is no such result with folders",
                _ => "there is no such result, or it holds no folders",
            };
            return Err(self.mistake(&word, message));
        };
        if folders.len() > FOLDERS {
            let message = format!("it holds more than {FOLDERS} folders, too many for one line");
            return Err(self.mistake(&word, message));
        }
        let quoted = |name: &MailboxName| {
            Argument::Word(Word {
                text: name.to_string(),
                quoted: true,
                span: word.span.clone(),
            })
        };
        Ok(folders.iter().map(quoted).collect())
    }

    /// Refuses the name of no result.
    fn known(&self, word: &Word, text: &str) -> Result<(), Failure> {
        match text.strip_prefix('$').filter(|_| is_variable(text)) {
            Some(name) if !self.results.is_named(name) => {
                let message = format!("there is no {text} yet");
                Err(self
                    .mistake(word, message)
                    .hint(format!("{text} = COMMAND keeps the result of a command")))
            }
            _ => Ok(()),
        }
    }

    fn mistake(&self, word: &Word, message: impl Into<String>) -> Failure {
        Failure::usage(self.command.name, message).at(word.span.clone())
    }
}

/// Behind KEYWORD and UNKEYWORD a flag stands, not a search key.
fn criterion(kind: Kind, before: &str) -> Kind {
    let keyword = ["KEYWORD", "UNKEYWORD"];
    match kind {
        Kind::Criteria if keyword.iter().any(|key| before.eq_ignore_ascii_case(key)) => Kind::Flags,
        kind => kind,
    }
}

/// Says whether a word is `_`, `__` or `_8`.
fn is_numbered(text: &str) -> bool {
    text.strip_prefix('_')
        .is_some_and(|rest| rest == "_" || rest.bytes().all(|byte| byte.is_ascii_digit()))
}
