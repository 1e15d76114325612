//! What holds for any text at all.

use proptest::prelude::*;

use super::*;

/// The arguments of a line without their places, brackets' kinds, and, where words were written
/// out, the quotes that had to be added.
fn meaning(line: &CommandLine, with_quotes: bool) -> Vec<String> {
    fn write(argument: &Argument, with_quotes: bool) -> String {
        match argument {
            Argument::Word(word) if word.quoted && with_quotes => format!("{:?}", word.text),
            Argument::Word(word) => format!("‹{:?}›", word.text),
            Argument::List { items, .. } => {
                let items: Vec<String> =
                    items.iter().map(|item| write(item, with_quotes)).collect();
                format!("({})", items.join(" "))
            }
            Argument::Option {
                name,
                value: Some(value),
                ..
            } => {
                format!("--{name}={}", write(value, with_quotes))
            }
            other => sketch_argument(other),
        }
    }
    let mut pieces = vec![line.verb.text.clone(), sent_to(&line.outlet)];
    pieces.extend(
        line.arguments
            .iter()
            .map(|argument| write(argument, with_quotes)),
    );
    pieces
}

/// Pieces lines are made of, so that random ones are often right and always near the grammar.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        " ",
        " ",
        " ",
        " ",
        "(",
        ")",
        "[",
        "]",
        ",",
        "\"",
        "'",
        "\\",
        " \\\n",
        "\n",
        "\r\n",
        "#",
        " # ",
        ">",
        " > f",
        " >> \"a b\"",
        ";",
        "|",
        "&&",
        "<<",
        "<",
        "!",
        "?",
        "??",
        "$",
        "${",
        "$x",
        "$1",
        "alias x = ",
        "_",
        "-",
        "--",
        "--a",
        "--a=",
        "-x",
        "a=",
        "a=5",
        "a=True",
        "=",
        "@",
        "@@",
        "@-",
        "@f",
        "{5}",
        "raw ",
        ". ",
        "a7 ",
        "NOOP",
        "fetch",
        "search ",
        "c.f(",
        "f(",
        "b'",
        "'''",
        "1",
        "-1",
        "1.5",
        "None",
        "True",
        "date(2026,1,2)",
        "{",
        "}",
        ":",
        "\\Seen",
        "BODY[TEXT]<0.5>",
        "[Gmail]/x",
        "(a b)",
        "[a, b]",
        "KEYWORD",
        "add_flags",
        "ü",
        "日",
        "\u{7}",
        "\u{301}",
        "*",
        "%",
        "~",
    ];
    prop_oneof![
        8 => prop::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "[a-z]{1,4}",
        1 => any::<char>().prop_map(String::from),
    ]
}

fn any_line() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..14).prop_map(|pieces| pieces.concat())
}

/// Lines that are right more often than not.
fn tidy_line() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..6).prop_map(|pieces| format!("fetch {}", pieces.join(" ")))
}

/// A text as a Python string.
fn python_string(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|character| format!("\\U{:08x}", u32::from(character)))
        .collect();
    format!("'{escaped}'")
}

fn check_any(text: &str) -> Result<(), TestCaseError> {
    match parse(text) {
        Err(error) => {
            prop_assert!(text.get(error.span.clone()).is_some(), "{text:?} {error:?}");
            prop_assert!(!error.message.is_empty());
            caret(text, error.span);
        }
        Ok(steps) => {
            for step in steps {
                prop_assert!(text.get(step.span).is_some(), "{text:?}");
                check_statement(text, step.statement)?;
            }
        }
    }
    Ok(())
}

fn check_statement(text: &str, statement: Statement) -> Result<(), TestCaseError> {
    match statement {
        Statement::Command(line) if line.form == Form::Words => {
            let words = words_form(&line);
            let again = parse(&words).map(|mut steps| steps.pop().map(|step| step.statement));
            let Ok(Some(Statement::Command(again))) = again else {
                return Err(TestCaseError::fail(format!("{text:?} {words:?} {again:?}")));
            };
            prop_assert_eq!(
                meaning(&again, false),
                meaning(&line, false),
                "{:?} {:?}",
                text,
                words
            );
            prop_assert_eq!(words_form(&again), words);
        }
        Statement::Raw(raw) => {
            let sent = raw.text();
            if let [RawPiece::Text(only)] = raw.parts.as_slice() {
                prop_assert_eq!(text.get(raw.span), Some(only.as_str()));
            }
            prop_assert!(
                !sent.contains(|character: char| character.is_control() && character != '\t')
            );
        }
        Statement::Alias(alias) => {
            prop_assert!(text.contains(&alias.text), "{:?}", text);
            prop_assert_eq!(
                parse(&alias.text).map(|steps| steps.len()),
                Ok(alias.steps.len())
            );
            for step in alias.steps {
                check_statement(text, step.statement)?;
            }
        }
        _ => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in any_line()) {
        check_any(&text)?;
    }

    #[test]
    fn any_line_written_out_is_read_back(text in tidy_line()) {
        check_any(&text)?;
    }

    #[test]
    fn any_characters_are_read_or_refused(text in "\\PC{0,40}") {
        check_any(&text)?;
        parse(&format!("c.f({text})")).ok();
        parse(&format!("raw {text}")).ok();
    }

    #[test]
    fn any_python_strings_come_through(first in any_line(), second in "[ -~\\n]{0,12}") {
        let (one, two) = (python_string(&first), python_string(&second));
        let line = command(&format!("c.fetch({one}, [{two}, 'x'], a={one})"))?;
        let texts = texts(&line.arguments);
        prop_assert_eq!(&texts, &[first.as_str(), &second, "x", &first]);
        let controls = |character: char| character.is_control() && character != '\n';
        if !first.contains(controls) {
            let words = words_form(&line);
            let again = command(&words)?;
            prop_assert_eq!(self::texts(&again.arguments), texts, "{:?}", words);
        }
    }
}

fn command(text: &str) -> Result<CommandLine, TestCaseError> {
    match parse_one(text) {
        Ok(Statement::Command(line)) => Ok(line),
        other => Err(TestCaseError::fail(format!("{text:?} {other:?}"))),
    }
}

/// The words of arguments, those in lists and options too.
fn texts(arguments: &[Argument]) -> Vec<&str> {
    let mut found = Vec::new();
    for argument in arguments {
        match argument {
            Argument::Word(word) => found.push(word.text.as_str()),
            Argument::List { items, .. } => found.extend(texts(items)),
            Argument::Option {
                value: Some(value), ..
            } => found.extend(texts(std::slice::from_ref(value))),
            _ => {}
        }
    }
    found
}
