//! Which lines hold a secret and must not be remembered.

use super::aliases::Aliases;
use super::arguments;
use super::command::{Command, Kind};
use super::commands::COMMANDS;
use super::dispatch;
use super::line::{self, Argument, CommandLine, Statement, Step};

/// Says whether a typed line may go into the history: not one with a password, nor one that cannot be read and
/// so may be half of one.
pub(crate) fn may_be_kept(text: &str, aliases: &Aliases) -> bool {
    if text.trim().is_empty() || text.starts_with([' ', '\t']) || names_user_with_password(text) {
        return false;
    }
    let private = names_private_entry(text);
    match line::parse(text) {
        Ok(steps) if steps.is_empty() => false,
        Ok(steps) => steps
            .iter()
            .all(|step| is_harmless(step, text, private, aliases)),
        Err(_) => !private && !mentions_login(text),
    }
}

/// Says whether a line may be shown again, and recorded: blanks before it mean nothing there, and a comment is judged as
/// the command that it may have been.
pub(crate) fn may_be_shown(text: &str, aliases: &Aliases) -> bool {
    let said = text.trim_start_matches(|sign: char| sign == '#' || sign.is_whitespace());
    let comment = text.trim_start().starts_with('#');
    (comment && said.is_empty()) || may_be_kept(said, aliases)
}

/// Says whether a command that was read holds no secret; `private` says that its line names a private entry.
fn is_harmless(step: &Step, text: &str, private: bool, aliases: &Aliases) -> bool {
    match &step.statement {
        Statement::Help(_) => true,
        // A password in it would be one of another program's.
        Statement::Program(_) => true,
        Statement::Alias(definition) => {
            let mut steps = definition.steps.iter();
            steps.all(|step| is_harmless(step, text, private, aliases))
        }
        Statement::Raw(line) => {
            let sent = line.text();
            let verb = sent.split_ascii_whitespace().next().unwrap_or_default();
            let secret = ["LOGIN", "AUTHENTICATE"]
                .iter()
                .any(|secret| verb.eq_ignore_ascii_case(secret));
            !secret && (!private || verb.eq_ignore_ascii_case("GETMETADATA"))
        }
        Statement::Command(line) => match (aliases.expansion(step), find(line)) {
            (Some(Ok(expansion)), _) => may_be_kept(&expansion.text, aliases),
            (Some(Err(_)), _) => !aliases.takes_secret(&line.verb.text),
            (None, Some(command)) => {
                let private = private && command.name == "setmetadata";
                !private && !gives_secret(command, line)
            }
            (None, None) => {
                let word = &line.verb.text;
                !private && !may_mean_secret(word, aliases) && !mentions_login(text)
            }
        },
    }
}

/// Says whether every command of a line is one now.
pub(crate) fn is_known(text: &str, aliases: &Aliases) -> bool {
    let known = |step: &Step| match &step.statement {
        Statement::Command(line) => aliases.expansion(step).is_some() || find(line).is_some(),
        _ => true,
    };
    line::parse(text).is_ok_and(|steps| steps.iter().all(known))
}

fn find(line: &CommandLine) -> Option<&'static Command> {
    let found = dispatch::find(&line.verb.text, true);
    found.ok().map(|(command, _)| command)
}

/// Says whether a line gives a command the secret it takes.
fn gives_secret(command: &Command, line: &CommandLine) -> bool {
    let Some(place) = secret_of(command) else {
        return false;
    };
    let name_of_it = command.parameters.get(place).map(|secret| secret.name);
    let named = line.arguments.iter().any(|argument| {
        matches!(argument, Argument::Option { name, .. }
            if Some(name.as_str()) == name_of_it || name.to_ascii_lowercase().contains("pass"))
    });
    named || line.arguments.len() > place
}

pub(super) fn secret_of(command: &Command) -> Option<usize> {
    let mut parameters = command.parameters.iter();
    parameters.position(|parameter| parameter.kind == Kind::Secret)
}

/// Says whether a word is a slip for a command that takes a secret.
fn may_mean_secret(word: &str, aliases: &Aliases) -> bool {
    let words = COMMANDS
        .iter()
        .filter(|command| secret_of(command).is_some())
        .flat_map(|command| {
            let aliases = command.aliases.iter().map(|alias| alias.word);
            std::iter::once(command.name).chain(aliases)
        });
    // LOGIN and AUTHENTICATE are the words of the protocol, whatever the commands are called.
    let words = words.chain(["login", "authenticate"]);
    arguments::suggestion(word, words.chain(aliases.taking_secrets())).is_some()
}

fn mentions_login(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["login", "authenticate", "password", "passwd"]
        .iter()
        .any(|word| text.contains(word))
}

/// Finds an entry of METADATA that nobody else sees, whose value may be a secret.
fn names_private_entry(text: &str) -> bool {
    text.to_ascii_lowercase().contains("/private/")
}

/// Finds `imaps://user:password@host` anywhere in a line.
fn names_user_with_password(text: &str) -> bool {
    text.match_indices("://").any(|(index, sign)| {
        let rest = text.get(index + sign.len()..).unwrap_or_default();
        let authority = rest
            .split(|character: char| character.is_whitespace() || character == '/')
            .next()
            .unwrap_or_default();
        // A password may hold anything, a slash typed by mistake included.
        let user = authority.rsplit_once('@').map_or(rest, |(user, _)| user);
        user.contains(':') && rest.contains('@')
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Aliases, Statement, is_known, line, may_be_kept, may_be_shown};

    #[test]
    fn no_line_with_a_password_is_kept() {
        for line in [
            "",
            "   ",
            " search UNSEEN",
            "raw LOGIN ana secret",
            "raw login ana secret",
            "noop ; raw login ana secret",
            "noop && login ana secret || noop",
            "raw AUTHENTICATE PLAIN AGFuYQBzZWNyZXQ=",
            "a1 LOGIN ana secret",
            ". login ana secret",
            "connect imaps://ana:secret@mail.example.org/INBOX",
            "connect imaps://ana:sec/ret@mail.example.org",
            "lgoin ana secret",
            "login ana \"secret",
            "autenticate PLAIN secret",
            "# login ana secret",
            "plain_login ana secret",
            "plain_login ana password=\"secret\"",
            "sasl_login CRAM-MD5 ana secret",
            "sasl_login PLAIN ana secret --as bob",
            "oauth2_login ana --access_token=secret",
            "c.oauth2_login('ana', access_token='secret')",
            "c.oauthbearer_login('ana', 'secret')",
            "oauthbearer_logn ana secret",
            "setmetadata INBOX /private/x secret",
            "setmetadata INBOX (/Private/x secret)",
            "raw SETMETADATA INBOX (/private/x secret)",
            "setmetdata INBOX (/private/x secret)",
            "setmetadata INBOX (/private/x \"secret",
        ] {
            assert!(!may_be_kept(line, &Aliases::default()), "{line:?}");
        }
    }

    #[test]
    fn other_lines_are() {
        for line in [
            "search UNSEEN",
            "select_folder \"Lists/imap protocol\"",
            "raw FETCH 1 (FLAGS)",
            "connect imaps://ana@mail.example.org:993/INBOX",
            "connect mail.example.org",
            "serach UNSEEN",
            "fetch 1 (FLAGS",
            "?fetch",
            "sasl_login SCRAM-SHA-256 ana",
            "oauth2_login ana",
            "getmetadata INBOX /private/comment",
            "select_folder INBOX && search UNSEEN ; noop",
            "raw GETMETADATA INBOX /private/comment",
            "setmetadata INBOX /shared/comment \"all may read this\"",
            "append Archive @/private/tmp/mail.eml",
        ] {
            assert!(may_be_kept(line, &Aliases::default()), "{line:?}");
        }
    }

    #[test]
    fn comments_are_shown_again_but_not_those_with_a_password() {
        for (line, shown) in [
            ("#", true),
            ("# what came today", true),
            ("# login", true),
            ("  # what came today", true),
            ("  search UNSEEN", true),
            ("# login ana secret", false),
            ("  # connect imaps://ana:secret@mail.example.org", false),
            ("# setmetadata INBOX /private/x secret", false),
            (" login ana secret", false),
        ] {
            assert_eq!(may_be_shown(line, &Aliases::default()), shown, "{line}");
        }
    }

    #[test]
    fn no_alias_brings_a_password_into_the_history() {
        let mut aliases = Aliases::default();
        for line in ["alias enter = login ana", "alias new = search SINCE $1"] {
            let Ok(Statement::Alias(alias)) = line::parse_one(line) else {
                panic!("{line}");
            };
            aliases.define(&alias).unwrap();
        }
        for (line, kept) in [
            ("enter", true),
            ("enter secret", false),
            ("ENTER secret --json", false),
            ("noop ; enter secret", false),
            ("etner secret", false),
            ("new 7d", true),
            ("new", true),
            ("alias x = search SINCE $1", true),
            ("alias x = login ana secret", false),
            ("alias x = noop ; raw LOGIN ana secret", false),
            ("alias x = login ana \"secret", false),
        ] {
            assert_eq!(may_be_kept(line, &aliases), kept, "{line}");
        }
        for (line, known) in [
            ("new 7d", true),
            ("noop ; old 7d", false),
            ("alias x = noop", true),
        ] {
            assert_eq!(is_known(line, &aliases), known, "{line}");
        }
    }
}
