//! The README's list of commands is the table's. `UPDATE_README=1 cargo test readme` writes it anew.

#![allow(clippy::unwrap_used)]

use std::env;
use std::fs;

use super::command::{Command, Group};
use super::commands::COMMANDS;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

const BEGIN: &str = "<!-- commands -->\n";
const END: &str = "<!-- end of commands -->\n";

/// The commands as they stand in the README, by group.
fn tables() -> String {
    let mut text = String::new();
    for group in Group::ALL {
        let commands: Vec<_> = COMMANDS
            .iter()
            .filter(|command| command.group == group)
            .collect();
        if commands.is_empty() {
            continue;
        }
        text.push_str(&format!("\n**{}**\n\n", group.title()));
        text.push_str("| command | other names | what it does |\n| --- | --- | --- |\n");
        for command in commands {
            text.push_str(&row(command));
        }
    }
    text.push('\n');
    text
}

fn row(command: &Command) -> String {
    let code = |text: &str| format!("`{}`", text.replace('|', "\\|"));
    let other = command.aliases.iter().map(|alias| code(alias.word));
    let other: Vec<_> = other.collect();
    let summary = command.summary.replace('|', "\\|");
    format!(
        "| {} | {} | {summary} |\n",
        code(&command.usage()),
        other.join(" ")
    )
}

#[test]
fn the_readme_lists_the_commands_there_are() {
    let readme = fs::read_to_string(README).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (listed, after) = rest.split_once(END).unwrap();
    if env::var_os("UPDATE_README").is_some() {
        fs::write(README, format!("{before}{BEGIN}{}{END}{after}", tables())).unwrap();
        return;
    }
    assert!(
        listed == tables(),
        "README.md is behind the table of commands: UPDATE_README=1 cargo test readme"
    );
}
