//! Which kind of thing stands at the cursor, as far as the table of commands says.

use super::scan::{Current, Scan, Token};
use crate::shell::arguments::{SEARCH_KEYS, Takes};
use crate::shell::command::{Command, Count, Kind, Parameter, Switch};
use crate::shell::dispatch;

/// What belongs at the cursor.
pub(super) enum Place {
    /// The name of a command.
    Verb,
    /// What help can be asked about.
    Topic,
    /// A command of IMAP, behind `raw`.
    RawVerb,
    /// A file's name, behind `>`.
    File,
    /// An argument of a command.
    Argument(Argument),
    /// Nothing that could be offered.
    Nothing,
}

/// An argument of a command.
pub(super) struct Argument {
    /// The command.
    pub(super) command: &'static Command,
    /// The parameter that stands here; none where there are too many arguments already.
    pub(super) parameter: Option<&'static Parameter>,
    /// Which of the command's parameters that is.
    pub(super) index: usize,
    /// The arguments before, options not counted.
    pub(super) before: Vec<String>,
    /// The option whose value stands here.
    pub(super) value_of: Option<&'static Switch>,
    /// The options given so far.
    pub(super) given: Vec<&'static str>,
    /// Options may stand here.
    pub(super) options: bool,
}

impl Place {
    /// Looks where the cursor is.
    pub(super) fn of(scan: &Scan) -> Self {
        let words = scan.words();
        let Some((verb, rest)) = words.split_first() else {
            return if scan.in_list() {
                Place::Nothing
            } else {
                Place::Verb
            };
        };
        if verb.text.eq_ignore_ascii_case("raw") || verb.text == "." {
            return match rest {
                [] => Place::RawVerb,
                _ => Place::Nothing,
            };
        }
        if verb.text == "?" || verb.text == "??" {
            return Place::Topic;
        }
        let signs =
            |token: &Token| !token.means_itself && matches!(token.text.as_str(), ">" | ">>");
        let program = words.iter().enumerate().any(|(place, token)| {
            let sign = token.text.starts_with('|') || (place == 0 && token.text.starts_with('!'));
            sign && !token.means_itself
        });
        match words.last() {
            _ if program => return Place::Nothing,
            Some(last) if signs(last) && !scan.in_list() => return Place::File,
            _ if words.iter().any(signs) => return Place::Nothing,
            _ => {}
        }
        let (verb, rest) = match rest.split_first() {
            Some((second, rest))
                if verb.text.eq_ignore_ascii_case("UID") && dispatch::uid_verb(&second.text) =>
            {
                (second, rest)
            }
            _ => (verb, rest),
        };
        match dispatch::find(&verb.text, true) {
            Ok((command, _)) => Place::Argument(argument(command, rest)),
            Err(_) => Place::Nothing,
        }
    }
}

/// Tells options from arguments, as [`crate::shell::call::Call`] does with a whole line.
fn argument(command: &'static Command, words: &[Token]) -> Argument {
    let mut place = Argument {
        command,
        parameter: None,
        index: 0,
        before: Vec::new(),
        value_of: None,
        given: Vec::new(),
        options: true,
    };
    for word in words {
        if place.value_of.take().is_some() {
            continue;
        }
        let option = word.text.strip_prefix("--").filter(|_| !word.means_itself);
        match option {
            Some("") if place.options => place.options = false,
            Some(option) if place.options => {
                let (name, value) = match option.split_once('=') {
                    Some((name, _)) => (name, true),
                    None => (option, false),
                };
                let name = name.replace('_', "-");
                let switch = command
                    .all_switches()
                    .find(|switch| switch.name.replace('_', "-").eq_ignore_ascii_case(&name));
                if let Some(switch) = switch {
                    place.given.push(switch.name);
                    place.value_of = Some(switch).filter(|switch| switch.value.is_some() && !value);
                }
            }
            _ => place.before.push(word.text.clone()),
        }
    }
    place.index = place
        .before
        .len()
        .min(command.parameters.len().saturating_sub(1));
    place.parameter = command.parameter(place.before.len());
    place
}

impl Argument {
    /// Says whether the name of a file stands here.
    pub(super) fn stands_for_file(&self, current: &Current) -> bool {
        let file = |parameter: &Parameter| parameter.kind == Kind::File;
        let option = self.options && current.text.starts_with('-') && current.quote.is_none();
        match self.value_of {
            Some(switch) => matches!(switch.value, Some("FILE" | "DIRECTORY")),
            None => self.parameter.is_some_and(file) && !option,
        }
    }

    /// What the innermost search key before the cursor waits for.
    pub(super) fn awaited(&self, scan: &Scan) -> Takes {
        if self
            .parameter
            .is_none_or(|parameter| parameter.kind != Kind::Criteria)
        {
            return Takes::Nothing;
        }
        let words: Vec<&str> = if scan.in_list() {
            scan.siblings()
                .iter()
                .map(|word| word.text.as_str())
                .collect()
        } else {
            let skipped = self.command.parameters.len().saturating_sub(1);
            self.before
                .iter()
                .skip(skipped)
                .map(String::as_str)
                .collect()
        };
        awaited(&words)
    }

    /// Says whether the arguments here go on to the end of the line.
    pub(super) fn is_endless(&self) -> bool {
        self.parameter
            .is_some_and(|parameter| matches!(parameter.count, Count::Some | Count::Any))
    }
}

/// Walks over search keys with what they take, to what is still to come.
fn awaited(words: &[&str]) -> Takes {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let Some(key) = SEARCH_KEYS
            .iter()
            .find(|key| key.name.eq_ignore_ascii_case(word))
        else {
            continue;
        };
        let needed = match key.takes {
            Takes::Nothing | Takes::Key | Takes::TwoKeys | Takes::Groups => 0,
            Takes::Header => 2,
            _ => 1,
        };
        for nth in 0..needed {
            if words.next().is_none() {
                return if nth == 1 { Takes::Text } else { key.takes };
            }
        }
    }
    Takes::Nothing
}
