//! clap's errors in the form all errors of this program have: one line, and one that says what to do.

use std::error::Error as _;

use clap::CommandFactory as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Options;
use crate::shell::account::{SetupError, shown};

/// Says whether the program has a long option of this name, written without dashes.
pub(crate) fn is_option(name: &str) -> bool {
    let command = Options::command();
    command
        .get_arguments()
        .any(|known| known.get_long() == Some(name))
}

/// The error as `usage:`, with a hint.
pub(super) fn rewritten(error: &clap::Error) -> SetupError {
    let argument = context(error, ContextKind::InvalidArg);
    let given = context(error, ContextKind::InvalidValue).unwrap_or_default();
    // clap names an option with its value: `--port <PORT>`.
    let option = || {
        argument
            .as_deref()
            .and_then(|name| name.split([' ', '[']).next())
            .unwrap_or("an option")
            .to_owned()
    };
    let text = match error.kind() {
        ErrorKind::UnknownArgument => unknown(&argument.clone().unwrap_or_default()),
        ErrorKind::InvalidValue if given.is_empty() => format!("{} needs a value", option()),
        ErrorKind::InvalidValue => {
            let values = context(error, ContextKind::ValidValue).unwrap_or_default();
            format!("{} \"{given}\" is not one of: {values}", option())
        }
        ErrorKind::ValueValidation => {
            let why = error
                .source()
                .map(|why| shown(&why.to_string()))
                .unwrap_or_default();
            format!("{}: {why}", option())
        }
        ErrorKind::NoEquals => format!("{} takes its value after a = sign", option()),
        ErrorKind::TooManyValues => format!("{} takes no value", option()),
        ErrorKind::InvalidUtf8 => "an argument is not UTF-8".to_owned(),
        _ => first_line(error),
    };
    let similar = context(error, ContextKind::SuggestedArg)
        .or_else(|| context(error, ContextKind::SuggestedValue));
    SetupError::usage(text).hint(match similar {
        Some(similar) => format!("did you mean {similar}?"),
        None => "imapclient-interact --help lists the options".to_owned(),
    })
}

fn unknown(argument: &str) -> String {
    if !argument.starts_with('-') {
        return format!("there is one argument too many: \"{argument}\"");
    }
    let command = Options::command();
    let longer = command
        .get_arguments()
        .filter_map(|option| option.get_long());
    let begun = |name: &&str| {
        argument
            .strip_prefix("--")
            .is_some_and(|begun| name.starts_with(begun))
    };
    let names: Vec<String> = longer
        .filter(begun)
        .map(|name| format!("--{name}"))
        .collect();
    match names.is_empty() {
        true => format!("there is no option {argument}"),
        false => format!("{argument} could be {}", names.join(", ")),
    }
}

/// One part of what clap knows about the error, made fit for a line.
fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(shown(text)),
        ContextValue::Strings(texts) => Some(shown(&texts.join(" "))),
        ContextValue::StyledStr(text) => Some(shown(&text.to_string())),
        other => Some(shown(&other.to_string())),
    }
}

/// clap's own words, for what cannot happen with these options.
fn first_line(error: &clap::Error) -> String {
    let rendered = error.render().to_string();
    let line = rendered.lines().next().unwrap_or_default();
    shown(line.strip_prefix("error: ").unwrap_or(line))
}
