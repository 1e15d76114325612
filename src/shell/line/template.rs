//! What an alias stands for: a line with `$1` to `$9`, each of them one argument, whatever that holds.
//!
//! Arguments are put into what was read, never into text, and are written out again as the words they were. So
//! nothing in them is read a second time: neither a blank nor a sign ends what it stands in.

use std::borrow::Cow;

use super::argument::{Argument, Form, Outlet, Program, Statement, Step, When, Word};
use super::error::LineError;
use super::form;
use super::program::program_places;

/// What an alias was called with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given<'l> {
    /// The arguments, options among them.
    pub(crate) arguments: &'l [Argument],
    /// Where the answer goes.
    pub(crate) outlet: &'l Outlet,
    /// The name the result is kept under.
    pub(crate) name: Option<&'l Word>,
}

/// Why an alias cannot be called like this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// No argument stands for `$n`.
    Missing(usize),
    /// This argument has no place.
    Surplus(Argument),
    /// This argument is none for its place: a file's name is a word.
    NoName(Argument),
    /// The line cannot be made of it; why.
    Line(String),
}

/// An alias with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expansion {
    /// The line it stands for now, as it could have been typed.
    pub(crate) text: String,
    /// The same, read.
    pub(crate) steps: Vec<Step>,
}

/// Looks whether a line can be kept: every `$1` has to be an argument of its own.
pub(super) fn check(text: &str, steps: &[Step]) -> Result<(), LineError> {
    for step in steps {
        match &step.statement {
            Statement::Command(line) => {
                if let Some(redirect) = &line.outlet.redirect {
                    check_word(text, &redirect.path)?;
                }
                for argument in &line.arguments {
                    check_argument(text, argument)?;
                }
            }
            Statement::Raw(line) if mentions_place(&line.text()) => {
                let message = "raw is sent as typed, and has no place for $1";
                return Err(LineError::new(line.span.clone(), message));
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_argument(text: &str, argument: &Argument) -> Result<(), LineError> {
    match argument {
        Argument::Word(word) => check_word(text, word),
        Argument::List { items, .. } => {
            items.iter().try_for_each(|item| check_argument(text, item))
        }
        Argument::Option { value, .. } => match value {
            Some(value) => check_argument(text, value),
            None => Ok(()),
        },
        Argument::File { .. } | Argument::Bytes { .. } => Ok(()),
    }
}

fn check_word(text: &str, word: &Word) -> Result<(), LineError> {
    let message = match (word.quoted, place_of(&word.text)) {
        (true, Some(_))
            if text
                .get(word.span.start..)
                .is_some_and(|at| at.starts_with('"')) =>
        {
            "$1 is one argument as it stands, whatever it holds; take the quotes away"
        }
        (false, None) if mentions_place(&word.text) => {
            "$1 to $9 stand alone, each of them an argument; put blanks around it"
        }
        _ => return Ok(()),
    };
    Err(LineError::new(word.span.clone(), message))
}

/// Which argument a word stands for.
fn place_of(text: &str) -> Option<usize> {
    match text.as_bytes() {
        [b'$', digit @ b'1'..=b'9'] => Some(usize::from(digit - b'0')),
        _ => None,
    }
}

fn mentions_place(text: &str) -> bool {
    let digit = |rest: &str| rest.starts_with(|next: char| next.is_ascii_digit());
    text.match_indices('$')
        .any(|(place, _)| text.get(place + 1..).is_some_and(digit))
}

/// Puts arguments into the places of a line, and those beyond at its end.
///
/// # Errors
///
/// The first argument that is missing, or has no place.
pub(crate) fn expanded(template: &str, given: Given<'_>) -> Result<Expansion, Misfit> {
    let mut steps = super::parse(template).unwrap_or_default();
    let options = |argument: &&Argument| matches!(argument, Argument::Option { .. });
    let (options, words): (Vec<_>, Vec<_>) = given.arguments.iter().partition(options);
    let needed = steps.iter().map(needed).max().unwrap_or(0);
    if let Some(missing) = (words.len() < needed).then_some(words.len() + 1) {
        return Err(Misfit::Missing(missing));
    }
    let (placed, more) = words.split_at(needed);
    for step in &mut steps {
        fill(step, placed)?;
    }
    let more: Vec<_> = more.iter().chain(&options).copied().collect();
    append(&mut steps, &more)?;
    check_outlet(&steps, given)?;
    let mut text = written(template, &steps, given.name);
    text.push_str(&form::outlet_form(given.outlet));
    let mut steps = super::parse(&text).map_err(|error| Misfit::Line(error.message))?;
    let values: Vec<String> = placed.iter().map(|argument| value(argument)).collect();
    for program in steps.iter_mut().filter_map(program) {
        program.arguments.clone_from(&values);
    }
    Ok(Expansion { text, steps })
}

/// How many arguments a command has places for.
fn needed(step: &Step) -> usize {
    let program = |program: &Program| program_places(&program.text);
    match &step.statement {
        Statement::Command(line) => {
            let words = line.arguments.iter().map(deepest);
            let path = line.outlet.redirect.as_ref();
            let path = path.filter(|redirect| !redirect.path.quoted);
            let path = path.and_then(|redirect| place_of(&redirect.path.text));
            let program = line.outlet.program.as_ref().map(program);
            words.chain(path).chain(program).max().unwrap_or(0)
        }
        Statement::Program(line) => program(line),
        Statement::Raw(line) => line.outlet.program.as_ref().map_or(0, program),
        Statement::Help(help) => help.outlet.program.as_ref().map_or(0, program),
        Statement::Alias(_) => 0,
    }
}

fn deepest(argument: &Argument) -> usize {
    match argument {
        Argument::Word(word) if !word.quoted => place_of(&word.text).unwrap_or(0),
        Argument::List { items, .. } => items.iter().map(deepest).max().unwrap_or(0),
        Argument::Option { value, .. } => value.as_deref().map_or(0, deepest),
        _ => 0,
    }
}

fn fill(step: &mut Step, placed: &[&Argument]) -> Result<(), Misfit> {
    let Statement::Command(line) = &mut step.statement else {
        return Ok(());
    };
    for argument in &mut line.arguments {
        fill_argument(argument, placed);
    }
    if let Some(redirect) = &mut line.outlet.redirect
        && !redirect.path.quoted
        && let Some(argument) =
            place_of(&redirect.path.text).and_then(|place| placed.get(place - 1))
    {
        match argument {
            Argument::Word(word) => redirect.path = word.clone(),
            other => return Err(Misfit::NoName((*other).clone())),
        }
    }
    Ok(())
}

fn fill_argument(argument: &mut Argument, placed: &[&Argument]) {
    match argument {
        Argument::Word(word) if !word.quoted => {
            if let Some(given) = place_of(&word.text).and_then(|place| placed.get(place - 1)) {
                *argument = (*given).clone();
            }
        }
        Argument::List { items, .. } => {
            items
                .iter_mut()
                .for_each(|item| fill_argument(item, placed));
        }
        Argument::Option {
            value: Some(value), ..
        } => fill_argument(value, placed),
        _ => {}
    }
}

/// Puts the arguments that have no place of their own at the end of the last command.
fn append(steps: &mut [Step], more: &[&Argument]) -> Result<(), Misfit> {
    let Some(first) = more.first() else {
        return Ok(());
    };
    match steps.last_mut().map(|step| &mut step.statement) {
        Some(Statement::Command(line)) if line.form == Form::Words => {
            line.arguments.extend(more.iter().copied().cloned());
            Ok(())
        }
        _ => Err(Misfit::Surplus((*first).clone())),
    }
}

/// Refuses a name and an outlet that are not for one command and its answer.
fn check_outlet(steps: &[Step], given: Given<'_>) -> Result<(), Misfit> {
    let refuse = |why: &str| Err(Misfit::Line(why.to_owned()));
    let outlet = *given.outlet != Outlet::default();
    if !outlet && given.name.is_none() {
        return Ok(());
    }
    let [step] = steps else {
        return refuse("it is several commands, and |, > and $name = are for one");
    };
    if given.name.is_some() && step.name.is_some() {
        return refuse("it keeps its result under a name of its own");
    }
    let own = match &step.statement {
        Statement::Command(line) => &line.outlet,
        Statement::Raw(line) => &line.outlet,
        Statement::Help(help) => &help.outlet,
        Statement::Program(_) | Statement::Alias(_) => {
            return refuse("it is a program, and |, > and $name = are for answers");
        }
    };
    match outlet && *own != Outlet::default() {
        true => refuse("it has a | or > of its own"),
        false => Ok(()),
    }
}

/// The steps as one line.
fn written(template: &str, steps: &[Step], name: Option<&Word>) -> String {
    let mut text = String::new();
    if let Some(name) = name {
        text.push_str(&format!("${} = ", name.text));
    }
    for (index, step) in steps.iter().enumerate() {
        text.push_str(match step.when {
            _ if index == 0 => "",
            When::Next => " ; ",
            When::Done => " && ",
            When::Failed => " || ",
        });
        text.push_str(&step_form(template, step));
    }
    text
}

fn step_form<'t>(template: &'t str, step: &Step) -> Cow<'t, str> {
    let typed = |span: super::Span| template.get(span).unwrap_or_default();
    let start = step.span.start;
    match &step.statement {
        Statement::Command(line) if line.form == Form::Words => {
            let lead = typed(start..line.verb.span.start);
            Cow::Owned(format!("{lead}{}", form::words_form(line)))
        }
        _ => Cow::Borrowed(typed(step.span.clone())),
    }
}

fn program(step: &mut Step) -> Option<&mut Program> {
    match &mut step.statement {
        Statement::Program(program) => Some(program),
        Statement::Command(line) => line.outlet.program.as_mut(),
        Statement::Raw(line) => line.outlet.program.as_mut(),
        Statement::Help(help) => help.outlet.program.as_mut(),
        Statement::Alias(_) => None,
    }
}

/// An argument as the system's shell gets it.
fn value(argument: &Argument) -> String {
    match argument {
        Argument::Word(word) => word.text.clone(),
        other => form::argument_form(other),
    }
}
