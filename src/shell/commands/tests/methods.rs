//! Every public method of IMAPClient is a command of its name, takes its arguments by their names, is explained with
//! a line that runs, and stands in the README.

use super::super::COMMANDS;
use super::super::methods::METHODS;
use crate::shell::dispatch;
use crate::shell::settings::SETTINGS;

/// The attributes that are settings here.
const ATTRIBUTES: &[&str] = &["folder_encode", "normalise_times", "uid"];

#[test]
fn every_method_is_a_command_with_its_parameters() {
    let mut wrong = Vec::new();
    for (method, parameters) in METHODS {
        let Ok((command, _)) = dispatch::find(method, false) else {
            wrong.push(format!("{method} is no command"));
            continue;
        };
        for parameter in *parameters {
            let taken = command.place(parameter).is_some();
            if !taken
                && !command
                    .all_switches()
                    .any(|switch| switch.name == *parameter)
            {
                wrong.push(format!("{method} does not take {parameter}=..."));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_attribute_is_a_setting() {
    for attribute in ATTRIBUTES {
        assert!(
            SETTINGS.iter().any(|setting| setting.name == *attribute),
            "set {attribute} is missing"
        );
    }
}

#[test]
fn every_command_is_in_the_readme_with_its_other_words() {
    const README: &str = include_str!("../../../../README.md");
    for command in COMMANDS {
        let begin = [" ", "`"].map(|end| format!("| `{}{end}", command.name));
        let row = README
            .lines()
            .find(|line| begin.iter().any(|begin| line.starts_with(begin)));
        let row = row.unwrap_or_else(|| panic!("{} is not in the README", command.name));
        for alias in command.aliases {
            assert!(
                row.contains(&format!("`{}`", alias.word)),
                "{} in {row}",
                alias.word
            );
        }
    }
}

#[test]
fn the_answer_of_every_command_is_described() {
    const FORMATS: &str = include_str!("../../../../docs/formats.md");
    let missing: Vec<_> = COMMANDS
        .iter()
        .filter(|command| !FORMATS.contains(&format!("`{}`", command.name)))
        .map(|command| command.name)
        .collect();
    assert!(
        missing.is_empty(),
        "docs/formats.md does not tell of {missing:?}"
    );
}
