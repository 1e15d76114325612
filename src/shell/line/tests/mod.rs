//! Tables of lines and what they are read as, and what holds for any text at all.

use super::*;

mod alias;
mod any;
mod continued;
mod places;
mod python;
mod raw;
mod refused;
mod words;

/// Writes what a line was read as: one piece a word, quoted words in quotes, lists in brackets.
fn sketch(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        text.push_str(match step.when {
            When::Next if text.is_empty() => "",
            When::Next => "; ",
            When::Done => " && ",
            When::Failed => " || ",
        });
        if let Some(name) = &step.name {
            text.push_str(&format!("${} = ", name.text));
        }
        text.push_str(&sketch_statement(&step.statement));
    }
    if text.is_empty() {
        "empty".to_owned()
    } else {
        text
    }
}

fn sketch_statement(statement: &Statement) -> String {
    match statement {
        Statement::Help(help) => {
            let topic = help.topic.as_ref().map_or("", |topic| topic.text.as_str());
            format!(
                "help{} {topic}{}",
                if help.grammar { "+" } else { "" },
                sent_to(&help.outlet)
            )
        }
        Statement::Program(program) => format!("!{}", program.text),
        Statement::Alias(alias) => {
            format!("alias {} = {}", alias.name.text, sketch(&alias.steps))
        }
        Statement::Raw(raw) => {
            let tag = raw.tag.as_ref().map_or("raw", |tag| tag.text.as_str());
            let sent: String = raw.parts.iter().map(sketch_piece).collect();
            format!("{tag}: {sent}{}", sent_to(&raw.outlet))
        }
        Statement::Command(command) => {
            let mut pieces = vec![command.verb.text.clone()];
            if let Form::Python { object } = &command.form {
                pieces.insert(
                    0,
                    format!("python({})", object.as_deref().unwrap_or_default()),
                );
            }
            pieces.extend(command.arguments.iter().map(sketch_argument));
            pieces.join(" ") + &sent_to(&command.outlet)
        }
    }
}

fn sketch_piece(piece: &RawPiece) -> String {
    match piece {
        RawPiece::Text(text) => text.clone(),
        RawPiece::Literal { bytes, waits } => {
            let sign = if *waits { "" } else { "+" };
            format!("‹{}›{sign}", bytes.escape_ascii())
        }
        RawPiece::File { path, .. } => format!("‹@{path}›"),
    }
}

fn sketch_argument(argument: &Argument) -> String {
    match argument {
        Argument::Word(word) if word.quoted => format!("{:?}", word.text),
        Argument::Word(word) => format!("‹{}›", word.text),
        Argument::List { items, bracket, .. } => {
            let items: Vec<String> = items.iter().map(sketch_argument).collect();
            match bracket {
                Bracket::Round => format!("({})", items.join(" ")),
                Bracket::Square => format!("[{}]", items.join(" ")),
            }
        }
        Argument::Option {
            name, value: None, ..
        } => format!("--{name}"),
        Argument::Option {
            name,
            value: Some(value),
            ..
        } => format!("--{name}={}", sketch_argument(value)),
        Argument::File {
            source: FileSource::Stdin,
            ..
        } => "@stdin".to_owned(),
        Argument::File {
            source: FileSource::Path(path),
            ..
        } => format!("@{path}"),
        Argument::Bytes { bytes, .. } => format!("{bytes:02x?}"),
    }
}

fn sent_to(outlet: &Outlet) -> String {
    let program = outlet.program.as_ref();
    let program = program.map(|program| format!(" | {}", program.text));
    program.unwrap_or_default() + &redirected(&outlet.redirect)
}

fn redirected(redirect: &Option<Redirect>) -> String {
    match redirect {
        None => String::new(),
        Some(Redirect {
            path,
            mode: RedirectMode::Replace,
            ..
        }) => format!(" > {}", path.text),
        Some(Redirect {
            path,
            mode: RedirectMode::Append,
            ..
        }) => format!(" >> {}", path.text),
    }
}

/// Compares each line with what it should be read as; a wrong line is shown with its error.
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        match parse(text) {
            Ok(line) => assert_eq!(sketch(&line), *expected, "{text}"),
            Err(error) => panic!("{text}\n{} {error}", caret(text, error.span.clone())),
        }
    }
}

/// Compares the error of each line: what it begins with, and the text it points at.
fn check_refused(table: &[(&str, &str, &str)]) {
    for (text, message, place) in table {
        let error = parse(text).expect_err(text);
        assert!(
            error.message.starts_with(message),
            "{text}: {}",
            error.message
        );
        assert_eq!(
            text.get(error.span.clone()),
            Some(*place),
            "{text}: {}",
            error.message
        );
    }
}
