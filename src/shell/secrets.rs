//! Which lines hold a secret and must not be remembered.

use super::command::Kind;
use super::engine;
use super::line::{self, Line};

/// Says whether a typed line may go into the history: not one with a password, nor one that cannot be read and
/// so may be half of one.
pub(crate) fn may_be_kept(text: &str) -> bool {
    if text.trim().is_empty() || text.starts_with(' ') {
        return false;
    }
    match line::parse(text) {
        Ok(Line::Empty) => false,
        Ok(Line::Help(_)) => true,
        Ok(Line::Raw(line)) => {
            let verb = line
                .text
                .split_ascii_whitespace()
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            !matches!(verb.as_str(), "LOGIN" | "AUTHENTICATE")
        }
        Ok(Line::Command(line)) => match engine::find(&line.verb.text, true) {
            Ok((command, _)) => {
                let secret = command
                    .parameters
                    .iter()
                    .position(|parameter| parameter.kind == Kind::Secret);
                secret.is_none_or(|place| line.arguments.len() <= place)
            }
            Err(_) => !mentions_login(text),
        },
        Err(_) => !mentions_login(text),
    }
}

fn mentions_login(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["login", "authenticate", "password", "passwd"]
        .iter()
        .any(|word| text.contains(word))
}
