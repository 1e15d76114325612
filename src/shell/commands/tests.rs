//! What must hold of every entry of the table.

#![allow(clippy::unwrap_used)]

mod methods;

use super::COMMANDS;
use crate::shell::call::Call;
use crate::shell::command::{Command, Effect};
use crate::shell::dispatch;
use crate::shell::line::{self, Statement};

fn words(command: &'static Command) -> impl Iterator<Item = &'static str> {
    std::iter::once(command.name).chain(command.aliases.iter().map(|alias| alias.word))
}

/// How words are compared when they are typed.
fn folded(word: &str) -> String {
    word.replace('-', "_").to_ascii_lowercase()
}

#[test]
fn a_word_is_one_command() {
    let mut all: Vec<String> = COMMANDS
        .iter()
        .flat_map(|command| words(command).map(folded))
        .collect();
    all.sort_unstable();
    let twice: Vec<_> = all.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_word_names_its_command_however_it_is_spelt() {
    for command in COMMANDS {
        for word in words(command) {
            for spelt in [
                word.to_owned(),
                word.to_ascii_uppercase(),
                word.replace('_', "-"),
            ] {
                let (found, _) = dispatch::find(&spelt, false).unwrap();
                assert_eq!(found.name, command.name, "{spelt}");
            }
        }
    }
}

#[test]
fn every_command_has_examples_and_they_can_be_typed() {
    for command in COMMANDS {
        assert!(!command.examples.is_empty(), "{}", command.name);
        for example in command.examples {
            let parsed = line::parse_one(example).unwrap();
            let Statement::Command(typed) = &parsed else {
                let name = match parsed {
                    Statement::Raw(_) => "raw",
                    Statement::Alias(_) => "alias",
                    _ => "",
                };
                assert_eq!(command.name, name, "{example}");
                continue;
            };
            let (found, adds) = dispatch::find(&typed.verb.text, false).unwrap();
            assert_eq!(found.name, command.name, "{example}");
            let call = Call::new(
                found,
                &typed.verb,
                &typed.arguments,
                false,
                adds,
                Default::default(),
            );
            assert!(call.is_ok(), "{example}: {:?}", call.err());
        }
    }
}

#[test]
fn texts_fit_where_they_are_shown() {
    for command in COMMANDS {
        let name = command.name;
        let switches = command.all_switches();
        for summary in std::iter::once(command.summary).chain(switches.map(|switch| switch.summary))
        {
            let told = format!("{name}: {summary}");
            assert!(!summary.is_empty(), "{told}");
            assert!(!summary.contains('\n'), "{told}");
            assert!(!summary.ends_with('.'), "{told}");
        }
        assert!(!command.details.is_empty(), "{name}");
        // In help all it stands behind the longest name, in one line.
        assert!(command.summary.chars().count() <= 57, "{name}");
        let usage = command.usage();
        assert!(usage.chars().count() <= 80, "{usage}");
    }
}

#[test]
fn no_abbreviation_destroys_and_none_works_in_a_script() {
    for command in COMMANDS {
        for end in 1..command.name.len() {
            let Some(short) = command.name.get(..end) else {
                continue;
            };
            let whole = COMMANDS
                .iter()
                .any(|other| words(other).any(|word| folded(word) == short));
            if whole {
                continue;
            }
            if let Ok((found, _)) = dispatch::find(short, true) {
                assert_ne!(found.effect, Effect::Destroys, "{short} is {}", found.name);
            }
            assert!(dispatch::find(short, false).is_err(), "{short}");
        }
    }
}

#[test]
fn what_an_alias_adds_is_an_option_of_its_command() {
    for command in COMMANDS {
        for alias in command.aliases {
            let known = |added| command.all_switches().any(|switch| switch.name == added);
            assert!(alias.adds.is_none_or(known), "{}", alias.word);
        }
    }
}
