//! The prompt: `account:folder (ro) [unseen]> `. Drawing it never touches the network; what it shows is brought
//! up to date before.

use super::output::Tone;
use super::render::{Palette, harmless};
use super::session::Session;

/// The template where none is set.
const TEMPLATE: &str = "{account}:{folder}{ro}{unseen}> ";

/// A prompt, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prompt {
    /// Without colours.
    pub(crate) plain: String,
    /// In colours.
    pub(crate) painted: String,
    /// How many columns it takes.
    pub(crate) width: usize,
}

/// How a part of the prompt is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paint {
    Account,
    Tone(Tone),
}

/// What the session is called: its account, or its host.
pub(crate) fn account(session: &Session) -> String {
    let account = &session.account;
    account
        .name
        .clone()
        .or_else(|| account.host.clone())
        .or_else(|| account.stream.as_ref().map(|_| "command".to_owned()))
        .unwrap_or_else(|| "imap".to_owned())
}

/// The prompt as the session stands.
pub(crate) fn of(session: &Session, palette: Palette) -> Prompt {
    let end = session.client.as_ref().map(|client| client.end());
    let parts = match end {
        Some(None) => {
            let template = session.account.prompt.as_deref().unwrap_or(TEMPLATE);
            filled(template, session)
        }
        Some(Some(_)) if session.lost() => lost(session),
        _ => vec![(Paint::Tone(Tone::Plain), "(not connected)> ".to_owned())],
    };
    let plain: String = parts.iter().map(|(_, text)| text.as_str()).collect();
    let painted = parts.iter().map(|(paint, text)| match paint {
        Paint::Tone(tone) => palette.paint(*tone, text),
        Paint::Account if palette.is_on() => match session.account.prompt_color {
            Some(color) => color.normal().paint(text).to_string(),
            None => palette.paint(Tone::Good, text),
        },
        Paint::Account => text.clone(),
    });
    Prompt {
        painted: painted.collect(),
        width: unicode_width::UnicodeWidthStr::width(plain.as_str()),
        plain,
    }
}

/// Where the session was when the link was lost.
fn lost(session: &Session) -> Vec<(Paint, String)> {
    let mut parts = vec![(Paint::Account, shown(&account(session)))];
    if let Some(opened) = &session.opened {
        let folder = format!(":{}", shown(opened.name.as_str()));
        parts.push((Paint::Tone(Tone::Plain), folder));
    }
    parts.push((Paint::Tone(Tone::Plain), " ".to_owned()));
    parts.push((Paint::Tone(Tone::Bad), "!> ".to_owned()));
    parts
}

/// The template with its fields filled in, each once: what a field holds is no template.
fn filled(template: &str, session: &Session) -> Vec<(Paint, String)> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, field) = rest.split_at(open);
        literal.push_str(before);
        let name = field.find('}').and_then(|close| field.get(1..close));
        let Some((paint, text)) = name.and_then(|name| value(name, session)) else {
            // Not a field of ours: a brace like any other character.
            literal.push('{');
            rest = field.get(1..).unwrap_or_default();
            continue;
        };
        if name == Some("folder") && text.is_empty() && literal.ends_with(':') {
            // Without a folder the colon before it says nothing.
            literal.pop();
        }
        parts.push((
            Paint::Tone(Tone::Plain),
            shown(&std::mem::take(&mut literal)),
        ));
        parts.push((paint, text));
        rest = field
            .get(name.map_or(0, str::len) + 2..)
            .unwrap_or_default();
    }
    literal.push_str(rest);
    parts.push((Paint::Tone(Tone::Plain), shown(&literal)));
    parts
}

/// What a field of the template stands for.
fn value(name: &str, session: &Session) -> Option<(Paint, String)> {
    let selected = session.client.as_ref().and_then(|client| client.selected());
    let plain = |text: &str| (Paint::Tone(Tone::Plain), shown(text));
    Some(match name {
        "account" => (Paint::Account, shown(&account(session))),
        "host" => plain(session.account.host.as_deref().unwrap_or_default()),
        "user" => plain(session.account.username.as_deref().unwrap_or_default()),
        "folder" => plain(selected.map_or("", |selected| selected.name.as_str())),
        "ro" => {
            let read_only = selected.is_some_and(|selected| selected.read_only);
            let text = if read_only { " (ro)" } else { "" };
            (Paint::Tone(Tone::Warn), text.to_owned())
        }
        "unseen" => {
            let unseen = match (selected, session.unseen) {
                (Some(_), Some(Some(0)) | None) | (None, _) => String::new(),
                (Some(_), Some(Some(unseen))) => format!(" [{unseen}]"),
                (Some(_), Some(None)) => " [?]".to_owned(),
            };
            let seq = if session.settings.uid { "" } else { " seq" };
            let trace = if session.tracing.is_on() {
                " trace"
            } else {
                ""
            };
            plain(&format!("{unseen}{seq}{trace}"))
        }
        _ => return None,
    })
}

fn shown(text: &str) -> String {
    harmless::line(text).into_owned()
}
