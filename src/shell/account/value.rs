//! Text into values: what a boolean, a port, a host or a number of seconds may look like.
//! The errors are fragments that follow the name of the key or option.

use std::path::{Path, PathBuf};
use std::time::Duration;

use nu_ansi_term::Color;

use super::setup_error::shown;

/// A number of seconds that may be switched off or not be given at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Interval {
    /// Nothing was said: the program's own default holds.
    #[default]
    Unset,
    /// 0 or empty: none.
    Off,
    /// This long.
    After(Duration),
}

impl Interval {
    /// The duration, unless there is none; `default` where nothing was said.
    pub(crate) fn or_default(self, default: Option<Duration>) -> Option<Duration> {
        match self {
            Interval::Unset => default,
            Interval::Off => None,
            Interval::After(duration) => Some(duration),
        }
    }
}

/// Exactly Python's eight words, in any case.
pub(super) fn boolean(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "true" | "on" => Ok(true),
        "0" | "no" | "false" | "off" => Ok(false),
        _ => Err(format!(
            "\"{}\" is not a boolean (1 yes true on, 0 no false off)",
            shown(text)
        )),
    }
}

/// A port a server can listen on.
pub(crate) fn port(text: &str) -> Result<u16, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<u16>() {
        Ok(port) if digits && port > 0 => Ok(port),
        _ => Err(format!("\"{}\" is not a port (1 to 65535)", shown(text))),
    }
}

/// A number of seconds, perhaps with a fraction; 0 or nothing switches it off.
pub(crate) fn interval(text: &str) -> Result<Interval, String> {
    // So that a deadline can be computed from it on any clock.
    const LONGEST: f64 = 1e9;
    if text.is_empty() {
        return Ok(Interval::Off);
    }
    let wrong = || {
        format!(
            "\"{}\" is not a number of seconds (0 means none)",
            shown(text)
        )
    };
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    if !(0.0..=LONGEST).contains(&seconds) {
        return Err(wrong());
    }
    if seconds == 0.0 {
        return Ok(Interval::Off);
    }
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_| wrong())?;
    // A tiny number is still a limit, not none.
    Ok(Interval::After(duration.max(Duration::from_millis(1))))
}

/// A bare host name or address; brackets round an IPv6 address are taken off.
pub(crate) fn host(text: &str) -> Result<String, String> {
    let wrong = |why: &str| Err(format!("\"{}\" is not a host name: {why}", shown(text)));
    let bare = match text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(address) if address.contains(':') => address,
        Some(_) => return wrong("only an IPv6 address goes in brackets"),
        None => text,
    };
    if bare.is_empty() {
        return wrong("it is empty");
    }
    if bare.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return wrong("there is a blank or control character in it");
    }
    if bare.contains("://") {
        return wrong("it is a URL, which goes on the command line as it is");
    }
    if bare.contains(['/', '@', '[', ']']) {
        return wrong("only the bare name or address goes here");
    }
    if bare.matches(':').count() == 1 {
        return wrong("the port is an option and a key of its own");
    }
    Ok(bare.to_owned())
}

/// One of the eight colours every terminal has.
pub(super) fn color(text: &str) -> Result<Color, String> {
    Ok(match text.to_ascii_lowercase().as_str() {
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" | "purple" => Color::Magenta,
        "cyan" => Color::Cyan,
        "white" => Color::White,
        _ => {
            return Err(format!(
                "\"{}\" is not a colour (black red green yellow blue magenta cyan white)",
                shown(text)
            ));
        }
    })
}

/// A path, with a leading `~` replaced by the home directory.
pub(super) fn path(text: &str, home: Option<&Path>) -> PathBuf {
    match (text.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => {
            home.join(rest.trim_start_matches('/'))
        }
        _ => PathBuf::from(text),
    }
}
