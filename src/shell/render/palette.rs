//! Whether there is colour, and which: the sixteen of the terminal's own theme and no others.

use std::ffi::OsStr;

use nu_ansi_term::{Color, Style};

use crate::shell::output::Tone;

/// What `--color` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ColorChoice {
    /// Colour on a terminal that can, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Colour everywhere.
    Always,
    /// None.
    Never,
}

/// Paints, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Palette {
    on: bool,
}

impl Palette {
    /// A palette that paints nothing.
    pub(crate) fn none() -> Self {
        Palette { on: false }
    }

    /// A palette that paints.
    #[cfg(test)]
    pub(crate) fn ansi() -> Self {
        Palette { on: true }
    }

    /// Decides from the option, `NO_COLOR` and `TERM` as they are in the environment, and whether the stream
    /// is a terminal. An empty NO_COLOR counts as unset.
    pub(crate) fn decide(
        choice: ColorChoice,
        no_color: Option<&OsStr>,
        term: Option<&OsStr>,
        terminal: bool,
    ) -> Self {
        let on = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                terminal
                    && no_color.is_none_or(|value| value.is_empty())
                    && term.is_none_or(|name| name != "dumb")
            }
        };
        Palette { on }
    }

    /// Says whether it paints.
    pub(crate) fn is_on(self) -> bool {
        self.on
    }

    /// Paints a text that is harmless already.
    pub(crate) fn paint(self, tone: Tone, text: &str) -> String {
        if !self.on || text.is_empty() || tone == Tone::Plain {
            return text.to_owned();
        }
        let style = match tone {
            Tone::Plain => Style::new(),
            Tone::Head | Tone::Strong => Style::new().bold(),
            Tone::Id => Color::Cyan.normal(),
            Tone::Good => Color::Green.normal(),
            Tone::Warn => Color::Yellow.normal(),
            Tone::Bad => Color::Red.normal(),
            Tone::Dim => Color::DarkGray.normal(),
        };
        style.paint(text).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_for_terminals_that_want_it() {
        let decide = |choice, no_color: Option<&str>, term: Option<&str>, terminal| {
            Palette::decide(
                choice,
                no_color.map(OsStr::new),
                term.map(OsStr::new),
                terminal,
            )
            .is_on()
        };
        for (choice, no_color, term, terminal, on) in [
            (ColorChoice::Auto, None, Some("xterm"), true, true),
            (ColorChoice::Auto, Some(""), None, true, true),
            (ColorChoice::Auto, Some("1"), Some("xterm"), true, false),
            (ColorChoice::Auto, None, Some("dumb"), true, false),
            (ColorChoice::Auto, None, Some("xterm"), false, false),
            (ColorChoice::Always, Some("1"), Some("dumb"), false, true),
            (ColorChoice::Never, None, Some("xterm"), true, false),
        ] {
            assert_eq!(
                decide(choice, no_color, term, terminal),
                on,
                "{choice:?} {no_color:?} {term:?}"
            );
        }
    }

    #[test]
    fn without_colour_not_a_byte_is_added() {
        assert_eq!(Palette::none().paint(Tone::Bad, "x"), "x");
        assert_eq!(Palette::ansi().paint(Tone::Id, "x"), "\x1b[36mx\x1b[0m");
    }
}
