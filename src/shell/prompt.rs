//! The prompt: `account:folder (ro) [unseen]> `. Drawing it never touches the network.

use imapclient::client::State;

use super::output::Tone;
use super::render::{Palette, harmless};
use super::session::Session;

/// The template where none is set.
const TEMPLATE: &str = "{account}:{folder}{ro}{unseen}> ";

/// What the session is called: its account, or its host.
pub(crate) fn account(session: &Session) -> String {
    let account = &session.account;
    account
        .name
        .clone()
        .or_else(|| account.host.clone())
        .unwrap_or_else(|| "imap".to_owned())
}

/// The prompt and how many columns it takes.
pub(crate) fn text(session: &Session) -> (String, usize) {
    let text = if session.client.is_none() {
        "(not connected)> ".to_owned()
    } else {
        match session.client.as_ref().and_then(|client| client.end()) {
            Some(_) if session.state() == State::Logout && session.lost() => {
                format!("{}!> ", lost_place(session))
            }
            Some(_) => "(not connected)> ".to_owned(),
            None => filled(session),
        }
    };
    let width = unicode_width::UnicodeWidthStr::width(text.as_str());
    (text, width)
}

fn lost_place(session: &Session) -> String {
    match &session.opened {
        Some(opened) => format!(
            "{}:{} ",
            account(session),
            harmless::line(opened.name.as_str())
        ),
        None => format!("{} ", account(session)),
    }
}

fn filled(session: &Session) -> String {
    let template = session.account.prompt.as_deref().unwrap_or(TEMPLATE);
    let selected = session.client.as_ref().and_then(|client| client.selected());
    let folder = selected
        .map(|selected| harmless::line(selected.name.as_str()).into_owned())
        .unwrap_or_default();
    let read_only = if selected.is_some_and(|selected| selected.read_only) {
        " (ro)"
    } else {
        ""
    };
    let unseen = match (selected, session.unseen) {
        (Some(_), Some(unseen)) if unseen > 0 => format!(" [{unseen}]"),
        _ => String::new(),
    };
    let seq = if session.settings.uid { "" } else { " seq" };
    let trace = if session.tracing.is_on() {
        " trace"
    } else {
        ""
    };
    // Without a folder the colon before it says nothing.
    let template = if folder.is_empty() {
        template.replace(":{folder}", "")
    } else {
        template.to_owned()
    };
    template
        .replace("{account}", &harmless::line(&account(session)))
        .replace(
            "{host}",
            session.account.host.as_deref().unwrap_or_default(),
        )
        .replace(
            "{user}",
            session.account.username.as_deref().unwrap_or_default(),
        )
        .replace("{folder}", &folder)
        .replace("{ro}", read_only)
        .replace("{unseen}", &format!("{unseen}{seq}{trace}"))
}

/// The prompt in colours: the account's name, `(ro)` and `!`.
pub(crate) fn painted(session: &Session, prompt: &str, palette: Palette) -> String {
    let name = account(session);
    let mut text = prompt.to_owned();
    if let Some(rest) = prompt.strip_prefix(name.as_str()) {
        let painted = match session.account.prompt_color {
            Some(color) => nu_ansi_term::Style::new()
                .fg(color)
                .paint(&name)
                .to_string(),
            None => palette.paint(Tone::Good, &name),
        };
        text = format!("{painted}{rest}");
    }
    text.replacen("(ro)", &palette.paint(Tone::Warn, "(ro)"), 1)
        .replacen("!>", &palette.paint(Tone::Bad, "!>"), 1)
}
