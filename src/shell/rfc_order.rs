//! Commands whose arguments the RFC has in another order than IMAPClient: `APPEND mailbox (flags) date message`.

use std::borrow::Cow;

use super::line::{Argument, CommandLine, Form, Span};

/// Puts the arguments of an APPEND in the RFC's order into that of IMAPClient: mailbox, message, flags, date.
pub(crate) fn reordered(line: &CommandLine) -> Cow<'_, CommandLine> {
    let append = line.verb.text.eq_ignore_ascii_case("APPEND") && line.form == Form::Words;
    if !append {
        return Cow::Borrowed(line);
    }
    let is_option = |argument: &&Argument| matches!(argument, Argument::Option { .. });
    let (options, words): (Vec<&Argument>, Vec<&Argument>) =
        line.arguments.iter().partition(is_option);
    let in_order = match words.as_slice() {
        [mailbox, flags @ Argument::List { .. }, date, message] => {
            vec![
                (*mailbox).clone(),
                (*message).clone(),
                (*flags).clone(),
                dated(date),
            ]
        }
        [mailbox, flags @ Argument::List { .. }, message] => {
            vec![(*mailbox).clone(), (*message).clone(), (*flags).clone()]
        }
        // Nothing but a message comes from a file.
        [mailbox, date, message @ Argument::File { .. }] => {
            vec![(*mailbox).clone(), (*message).clone(), dated(date)]
        }
        _ => return Cow::Borrowed(line),
    };
    let mut line = line.clone();
    let options = options.into_iter().cloned();
    line.arguments = in_order.into_iter().chain(options).collect();
    Cow::Owned(line)
}

/// The date as the option that it is in words.
fn dated(date: &Argument) -> Argument {
    let span: Span = date.span();
    Argument::Option {
        name: "date".to_owned(),
        value: Some(Box::new(date.clone())),
        span,
    }
}
