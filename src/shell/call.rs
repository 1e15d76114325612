//! A line that calls a command: its arguments told apart and counted.

mod values;

use std::iter::Peekable;
use std::slice;

use super::answer_form::AnswerForm;
use super::arguments::{self, Mistake};
use super::command::{Command, Switch};
use super::failure::{Class, Failure};
use super::line::{Argument, Span, Word};
use super::options;
use super::render::Format;

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
}
