//! A line that calls a command: its arguments told apart, counted, and read as the values they stand for.

use std::iter::Peekable;
use std::slice;

use imapclient::client::{Report, StoreAction};
use imapclient::types::{DateTime, Flag, MailboxName, MessageSet, SearchKey};

use super::answer_form::AnswerForm;
use super::arguments::{self, Mistake, Numbers};
use super::command::{Command, Switch};
use super::failure::{Class, Failure};
use super::line::{Argument, Span, Word};
use super::options;
use super::render::Format;
use super::session::Session;

/// A line that calls a command: its arguments told apart and counted.
pub(crate) struct Call<'l> {
    /// The command.
    pub(crate) command: &'static Command,
    /// Where its name stands.
    pub(crate) verb: Span,
    /// It was spelt as a Python call.
    pub(crate) python: bool,
    /// The form of the answer.
    pub(crate) form: AnswerForm,
    arguments: Vec<&'l Argument>,
    /// Arguments given by name as Python calls do, with their places.
    keywords: Vec<(usize, &'l Argument)>,
    switches: Vec<(&'static Switch, Option<&'l Argument>)>,
}

/// How an option was given.
enum Given<'l> {
    /// By its name alone.
    Plain,
    /// With a value.
    With(&'l Argument),
    /// Python's way of leaving it out: `silent=False`.
    Left,
}

impl<'l> Call<'l> {
    /// Tells options from arguments and counts them. The answer has the `usual` format unless they say otherwise.
    ///
    /// # Errors
    /// `usage:`, with the place of what does not fit.
    pub(crate) fn new(
        command: &'static Command,
        verb: &Word,
        arguments: &'l [Argument],
        python: bool,
        adds: Option<&'static str>,
        usual: Format,
    ) -> Result<Self, Failure> {
        let mut call = Call {
            command,
            verb: verb.span.clone(),
            python,
            form: AnswerForm::default(),
            arguments: Vec::new(),
            keywords: Vec::new(),
            switches: Vec::new(),
        };
        call.switches.extend(
            command
                .all_switches()
                .find(|switch| Some(switch.name) == adds)
                .map(|switch| (switch, None)),
        );
        let mut arguments = arguments.iter().peekable();
        while let Some(argument) = arguments.next() {
            let Argument::Option { name, value, span } = argument else {
                call.arguments.push(argument);
                continue;
            };
            if let (Some(value), Some(place)) = (value, command.place(name)) {
                call.keyword(name, place, value, span)?;
                continue;
            }
            let switch = call.switch(name, span)?;
            match call.value_of(switch, value.as_deref(), span, &mut arguments)? {
                Given::Left => {}
                Given::Plain => call.switches.push((switch, None)),
                Given::With(value) => call.switches.push((switch, Some(value))),
            }
        }
        call.count()?;
        call.form = AnswerForm::of(&call, usual)?;
        Ok(call)
    }

    /// The option of a name; `-y` is `--yes`, `-e` is `--exec`.
    fn switch(&self, name: &str, span: &Span) -> Result<&'static Switch, Failure> {
        let spelt = name.replace('-', "_").to_ascii_lowercase();
        let wanted = match spelt.as_str() {
            "y" => "yes",
            "e" => "exec",
            whole => whole,
        };
        self.command
            .all_switches()
            .find(|switch| switch.name.replace('-', "_") == wanted)
            .ok_or_else(|| self.unknown_switch(name, span.clone()))
    }

    /// The value of an option: behind its `=`, or the next argument where it needs one.
    fn value_of(
        &self,
        switch: &Switch,
        value: Option<&'l Argument>,
        span: &Span,
        rest: &mut Peekable<slice::Iter<'l, Argument>>,
    ) -> Result<Given<'l>, Failure> {
        let Some(what) = switch.value else {
            return match value {
                None => Ok(Given::Plain),
                Some(Argument::Word(word))
                    if !word.quoted && matches!(word.text.as_str(), "False" | "None") =>
                {
                    Ok(Given::Left)
                }
                Some(value) => {
                    let message = format!("--{} takes no value", switch.name);
                    Err(self.mistake(value.span(), message))
                }
            };
        };
        let next = || rest.next_if(|next| !matches!(next, Argument::Option { .. }));
        value.or_else(next).map(Given::With).ok_or_else(|| {
            let message = format!("--{} needs a value: {what}", switch.name);
            self.mistake(span.clone(), message)
        })
    }

    /// Takes an argument by the name of its parameter; `None` leaves it out.
    fn keyword(
        &mut self,
        name: &str,
        place: usize,
        value: &'l Argument,
        span: &Span,
    ) -> Result<(), Failure> {
        let twice = self.keywords.iter().any(|(known, _)| *known == place);
        if twice || place < self.arguments.len() {
            return Err(self.mistake(span.clone(), format!("{name} is given twice")));
        }
        match value {
            Argument::Word(word) if !word.quoted && word.text == "None" => {}
            value => self.keywords.push((place, value)),
        }
        Ok(())
    }

    fn unknown_switch(&self, name: &str, span: Span) -> Failure {
        let known = self.command.all_switches().map(|switch| switch.name);
        let text = format!("no option of {}", self.command.name);
        if let Some(near) = arguments::suggestion(name, known) {
            return self.mistake(span, format!("{text}; did you mean --{near}?"));
        }
        let mistake = self.mistake(span, text);
        if self.python {
            return mistake;
        }
        if options::is_option(name) {
            let hint =
                format!("--{name} is given when the program starts: imapclient-interact --{name}");
            return mistake.hint(hint);
        }
        let dashes = if name.len() == 1 { "-" } else { "--" };
        mistake.hint(format!(
            "a word that begins so stands in quotes: \"{dashes}{name}\""
        ))
    }

    fn count(&self) -> Result<(), Failure> {
        let missing = (0..self.command.fewest()).find(|place| self.argument(*place).is_none());
        if let Some(place) = missing {
            let missing = self
                .command
                .parameters
                .get(place)
                .map_or("argument", |parameter| parameter.name);
            let end = self
                .arguments
                .last()
                .map_or(self.verb.end, |last| last.span().end);
            return Err(self
                .mistake(end..end, format!("{} is missing", missing.to_uppercase()))
                .hint(self.command.usage()));
        }
        if let Some(most) = self.command.most()
            && let Some(surplus) = self.arguments.get(most)
        {
            let takes = match most {
                0 => "takes no argument".to_owned(),
                1 => "takes one argument".to_owned(),
                many => format!("takes {many} arguments"),
            };
            let failure = self.mistake(surplus.span(), takes);
            return Err(failure.hint(self.command.usage()));
        }
        Ok(())
    }

    /// A `usage:` failure at a place of the line.
    pub(crate) fn mistake(&self, span: Span, message: impl Into<String>) -> Failure {
        Failure::usage(self.command.name, message).at(span)
    }

    /// What is wrong with an argument as this command's failure.
    pub(crate) fn failure(&self, mistake: Mistake) -> Failure {
        let failure = self.mistake(mistake.span, mistake.message);
        match mistake.hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }

    /// The library's error as this command's failure.
    pub(crate) fn failed(&self, error: &imapclient::Error) -> Failure {
        Failure::from_error(self.command.name, error)
    }

    /// A failure of this command that is no mistake of typing.
    pub(crate) fn failing(&self, class: Class, text: impl Into<String>) -> Failure {
        Failure::new(class, self.command.name, text)
    }

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
