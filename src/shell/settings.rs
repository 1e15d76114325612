//! What `set` sets.

use std::borrow::Cow;

use super::account::{Interval, interval};
use super::arguments;
use super::render::Format;

/// The settings of a session.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Message numbers are UIDs (IMAPClient's `use_uid`).
    pub(crate) uid: bool,
    /// The format of answers.
    pub(crate) format: Format,
    /// Commands may be sent that nobody typed.
    pub(crate) auto: bool,
    /// Connections are compressed after signing in, where the server can.
    pub(crate) compress: bool,
    /// Names of folders are encoded and decoded (IMAPClient's `folder_encode`).
    pub(crate) folder_encode: bool,
    /// Dates in python format are naive and local (IMAPClient's `normalise_times`).
    pub(crate) normalise_times: bool,
    /// Other programs may be run; once off it stays off.
    pub(crate) shell: bool,
    /// How often the server is shown that somebody is there.
    pub(crate) keepalive: Interval,
    /// When the prompt tells what the server says by itself.
    pub(crate) news: NewsAt,
    /// The time of each command is told after it.
    pub(crate) timing: bool,
    /// Forms of answers that a person cannot take in at once are cut; `all` shows everything.
    pub(crate) all: bool,
}

/// When the prompt tells what the server says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum NewsAt {
    /// At once, above what is being typed, as far as the server says it by itself.
    #[default]
    Unasked,
    /// At once, with who wrote what has come: that is asked for.
    Once,
    /// The same after the next command.
    After,
    /// Never, but for alerts.
    Never,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            uid: true,
            format: Format::Pretty,
            auto: true,
            compress: false,
            folder_encode: true,
            normalise_times: true,
            shell: true,
            keepalive: Interval::Unset,
            news: NewsAt::Unasked,
            timing: false,
            all: false,
        }
    }
}

/// One setting: its name, its values, what it is for.
pub(crate) struct Setting {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it may be set to.
    pub(crate) values: &'static [&'static str],
    /// What it is for.
    pub(crate) summary: &'static str,
}

/// What is offered for `keepalive`, which may be any number of seconds.
const SECONDS: &[&str] = &["default", "0", "240", "540"];

const NEWS: &[&str] = &["default", "on", "off", "after"];

const ON_OFF: &[&str] = &["on", "off"];

/// All settings, in the order of their names.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        name: "all",
        values: ON_OFF,
        summary: "show every row, however many",
    },
    Setting {
        name: "auto",
        values: ON_OFF,
        summary: "at the prompt, send what nobody typed: ID once, LIST for Tab, the unseen count, keep-alive",
    },
    Setting {
        name: "compress",
        values: ON_OFF,
        summary: "compress connections (COMPRESS=DEFLATE) where the server can, at once and after signing in",
    },
    Setting {
        name: "folder_encode",
        values: ON_OFF,
        summary: "names of folders are encoded and decoded; off: as they stand on the wire",
    },
    Setting {
        name: "format",
        values: Format::NAMES,
        summary: "the form of answers",
    },
    Setting {
        name: "keepalive",
        values: SECONDS,
        summary: "seconds between signs of life at the prompt; default: IDLE renewed at 540, NOOP at 240; 0: none",
    },
    Setting {
        name: "news",
        values: NEWS,
        summary: "tell above the prompt what the server says by itself; on: and who wrote what comes; after: once the next command is done",
    },
    Setting {
        name: "normalise_times",
        values: ON_OFF,
        summary: "in python format dates are local and naive; off: with the offset as sent",
    },
    Setting {
        name: "shell",
        values: ON_OFF,
        summary: "run other programs with |, ! and source -e; off stays off",
    },
    Setting {
        name: "timing",
        values: ON_OFF,
        summary: "tell after each command how long it took, in any format and in batch",
    },
    Setting {
        name: "uid",
        values: ON_OFF,
        summary: "message numbers are UIDs; off: sequence numbers",
    },
];

/// The name of a setting as it is in the list; `use_uid` is IMAPClient's for `uid`.
pub(crate) fn setting_name(typed: &str) -> String {
    match typed.to_ascii_lowercase().replace('-', "_").as_str() {
        "use_uid" => "uid".to_owned(),
        name => name.to_owned(),
    }
}

impl Settings {
    /// The value of a setting as it is typed.
    pub(crate) fn value(&self, name: &str) -> Option<Cow<'static, str>> {
        let on_off = |on: bool| if on { "on" } else { "off" };
        Some(Cow::Borrowed(match name {
            "keepalive" => match self.keepalive {
                Interval::Unset => "default",
                Interval::Off => "0",
                Interval::After(every) => return Some(every.as_secs_f64().to_string().into()),
            },
            "news" => match self.news {
                NewsAt::Unasked => "default",
                NewsAt::Once => "on",
                NewsAt::After => "after",
                NewsAt::Never => "off",
            },
            "all" => on_off(self.all),
            "auto" => on_off(self.auto),
            "compress" => on_off(self.compress),
            "folder_encode" => on_off(self.folder_encode),
            "format" => self.format.name(),
            "normalise_times" => on_off(self.normalise_times),
            "shell" => on_off(self.shell),
            "timing" => on_off(self.timing),
            "uid" => on_off(self.uid),
            _ => return None,
        }))
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// A sentence that names what is possible.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let name = setting_name(name);
        let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) else {
            let near = arguments::suggestion(&name, SETTINGS.iter().map(|setting| setting.name));
            return Err(match near {
                Some(near) => format!("not a setting; did you mean {near}?"),
                None => "not a setting; set alone shows all".to_owned(),
            });
        };
        let value = value.to_ascii_lowercase();
        if setting.name == "keepalive" {
            self.keepalive = keepalive(&value)?;
            return Ok(());
        }
        let on = match (setting.values == ON_OFF, value.as_str()) {
            (true, "on" | "true" | "yes" | "1") => true,
            (true, "off" | "false" | "no" | "0") => false,
            (false, value) if setting.values.contains(&value) => false,
            _ => {
                return Err(format!(
                    "{} is one of: {}",
                    setting.name,
                    setting.values.join(", ")
                ));
            }
        };
        match setting.name {
            "all" => self.all = on,
            "auto" => self.auto = on,
            "news" => self.news = news_named(&value),
            "compress" => self.compress = on,
            "folder_encode" => self.folder_encode = on,
            "normalise_times" => self.normalise_times = on,
            "shell" if on && !self.shell => {
                return Err("programs were switched off for the whole session".to_owned());
            }
            "shell" => self.shell = on,
            "timing" => self.timing = on,
            "uid" => self.uid = on,
            _ => self.format = Format::named(&value).unwrap_or(self.format),
        }
        Ok(())
    }
}

fn news_named(value: &str) -> NewsAt {
    match value {
        "on" => NewsAt::Once,
        "after" => NewsAt::After,
        "off" => NewsAt::Never,
        _ => NewsAt::Unasked,
    }
}

fn keepalive(value: &str) -> Result<Interval, String> {
    match value {
        "default" | "on" => Ok(Interval::Unset),
        "off" => Ok(Interval::Off),
        "" => Err("keepalive is a number of seconds, 0 for none, or default".to_owned()),
        seconds => interval(seconds),
    }
}
