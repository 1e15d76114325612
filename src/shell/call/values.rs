//! The arguments and options of a call: as they were typed, and as the values they stand for.

use imapclient::client::{Report, StoreAction};
use imapclient::types::{DateTime, Flag, MailboxName, MessageSet, SearchKey};

use super::Call;
use crate::shell::arguments::{self, Numbers};
use crate::shell::failure::Failure;
use crate::shell::line::{Argument, Word};
use crate::shell::render::Format;
use crate::shell::session::Session;

impl<'l> Call<'l> {
    /// How many arguments there are, those given by name among them, options not counted.
    pub(crate) fn len(&self) -> usize {
        self.arguments.len() + self.keywords.len()
    }

    /// The argument at a place.
    pub(crate) fn argument(&self, place: usize) -> Option<&'l Argument> {
        let keyword = || self.keywords.iter().find(|(known, _)| *known == place);
        self.arguments
            .get(place)
            .copied()
            .or_else(|| keyword().map(|(_, value)| *value))
    }

    /// All arguments from a place on.
    pub(crate) fn rest(&self, place: usize) -> Vec<Argument> {
        let named = self.keywords.iter().filter(|(known, _)| *known >= place);
        self.arguments
            .iter()
            .skip(place)
            .copied()
            .chain(named.map(|(_, value)| *value))
            .cloned()
            .collect()
    }

    /// The words from a place on, in brackets or without; `wanted` says what each of them has to be.
    pub(crate) fn words(&self, place: usize, wanted: &str) -> Result<Vec<Word>, Failure> {
        let mut words = Vec::new();
        for argument in self.rest(place) {
            let items = match argument {
                Argument::List { items, .. } => items,
                single => vec![single],
            };
            for item in items {
                match item {
                    Argument::Word(word) => words.push(word),
                    other => return Err(self.mistake(other.span(), wanted)),
                }
            }
        }
        Ok(words)
    }

    /// Says whether the server's own bytes are wanted.
    pub(crate) fn wants_raw(&self, session: &Session) -> bool {
        let word = self.value_word("format").ok().flatten();
        match (self.has("json"), self.has("raw"), word) {
            (true, _, _) => false,
            (_, true, _) => true,
            (_, _, Some(word)) => word.eq_ignore_ascii_case("raw"),
            _ => session.format() == Format::Raw,
        }
    }

    /// Says whether an option was given.
    pub(crate) fn has(&self, switch: &str) -> bool {
        self.switches.iter().any(|(known, _)| known.name == switch)
    }

    /// The value of an option.
    pub(crate) fn value(&self, switch: &str) -> Option<&'l Argument> {
        self.switches
            .iter()
            .rev()
            .find(|(known, _)| known.name == switch)
            .and_then(|(_, value)| *value)
    }

    /// The value of an option, as a word.
    pub(crate) fn value_word(&self, switch: &str) -> Result<Option<&'l str>, Failure> {
        self.value(switch)
            .map(|value| self.as_word(value))
            .transpose()
    }

    fn as_word(&self, argument: &'l Argument) -> Result<&'l str, Failure> {
        match argument {
            Argument::Word(word) => Ok(&word.text),
            other => Err(self.mistake(other.span(), "one word is wanted here")),
        }
    }

    fn required(&self, place: usize) -> Result<&'l Argument, Failure> {
        self.argument(place).ok_or_else(|| {
            let name = self
                .command
                .parameter(place)
                .map_or("argument", |parameter| parameter.name);
            self.mistake(
                self.verb.end..self.verb.end,
                format!("{} is missing", name.to_uppercase()),
            )
        })
    }

    /// The argument at a place, as a word.
    pub(crate) fn word(&self, place: usize) -> Result<&'l str, Failure> {
        self.as_word(self.required(place)?)
    }

    /// The argument at a place, as a word, if it is there.
    pub(crate) fn optional_word(&self, place: usize) -> Result<Option<&'l str>, Failure> {
        self.argument(place)
            .map(|argument| self.as_word(argument))
            .transpose()
    }

    /// The argument at a place, as the name of a mailbox.
    pub(crate) fn mailbox(&self, place: usize) -> Result<MailboxName, Failure> {
        arguments::mailbox(self.required(place)?).map_err(|mistake| self.failure(mistake))
    }

    /// The argument at a place, as a reference or pattern of LIST, if it is there.
    pub(crate) fn pattern(&self, place: usize) -> Result<Option<String>, Failure> {
        self.argument(place)
            .map(|argument| arguments::pattern(argument).map_err(|mistake| self.failure(mistake)))
            .transpose()
    }

    /// The argument at a place, as messages; an empty set stays one.
    pub(crate) fn messages(&self, place: usize, session: &Session) -> Result<MessageSet, Failure> {
        let argument = self.required(place)?;
        session
            .with_numbers(!self.has("seq"), |numbers: &Numbers<'_>| {
                arguments::message_set(argument, numbers)
            })
            .map_err(|mistake| self.failure(mistake))
    }

    /// The arguments from a place on, as search criteria.
    pub(crate) fn criteria(
        &self,
        place: usize,
        session: &Session,
    ) -> Result<Vec<SearchKey>, Failure> {
        let rest = self.rest(place);
        session
            .with_numbers(!self.has("seq"), |numbers: &Numbers<'_>| {
                arguments::criteria(&rest, numbers, arguments::today())
            })
            .map_err(|mistake| self.failure(mistake))
    }

    /// The arguments from a place on, as flags.
    pub(crate) fn flags(&self, place: usize) -> Result<Vec<Flag>, Failure> {
        arguments::flags(&self.rest(place)).map_err(|mistake| self.failure(mistake))
    }

    /// The argument at a place alone, as flags.
    pub(crate) fn flags_at(&self, place: usize) -> Result<Vec<Flag>, Failure> {
        match self.argument(place) {
            Some(argument) => arguments::flags(std::slice::from_ref(argument))
                .map_err(|mistake| self.failure(mistake)),
            None => Ok(Vec::new()),
        }
    }

    /// The argument at a place, as the item of STORE.
    pub(crate) fn store_item(&self, place: usize) -> Result<(StoreAction, Report), Failure> {
        match self.required(place)? {
            Argument::Word(word) => {
                arguments::store_item(word).map_err(|mistake| self.failure(mistake))
            }
            other => Err(self.mistake(other.span(), "an item such as +FLAGS belongs here")),
        }
    }

    /// Says whether a Python call has this truth value at a place: `delete_messages(5, True)`.
    pub(crate) fn python_truth(&self, place: usize) -> Option<bool> {
        match self.argument(place) {
            Some(Argument::Word(word)) if self.python && !word.quoted => match word.text.as_str() {
                "True" => Some(true),
                "False" | "NIL" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value of an option, as flags.
    pub(crate) fn flags_of(&self, switch: &str) -> Result<Vec<Flag>, Failure> {
        match self.value(switch) {
            Some(value) => arguments::flags(std::slice::from_ref(value))
                .map_err(|mistake| self.failure(mistake)),
            None => Ok(Vec::new()),
        }
    }

    /// An argument as a date with time.
    pub(crate) fn date_time(&self, argument: &Argument) -> Result<DateTime, Failure> {
        arguments::date_time(argument, &jiff::tz::TimeZone::system())
            .map_err(|mistake| self.failure(mistake))
    }
}
