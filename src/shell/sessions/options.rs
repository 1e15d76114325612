//! The `#!` lines of a transcript: how the program was started.

use std::time::Duration;

use imapclient::client::Mechanism;

use crate::shell::account::{Interval, Method, TlsMode};
use crate::shell::render::Format;

/// How the program was started.
pub(super) struct Options {
    pub(super) user: String,
    pub(super) password: String,
    pub(super) method: Method,
    /// Lines to run after signing in.
    pub(super) init: Option<String>,
    pub(super) no_init: bool,
    pub(super) authorization: String,
    pub(super) tls: TlsMode,
    pub(super) timeout: Interval,
    pub(super) folder: Option<String>,
    pub(super) format: Format,
    pub(super) width: usize,
    /// Both streams are a terminal.
    pub(super) terminal: bool,
    /// Somebody is at the prompt.
    pub(super) interactive: bool,
    /// The prompt is shown after each answer.
    pub(super) prompt: bool,
    pub(super) plain: bool,
    pub(super) trace: bool,
    pub(super) read_only: bool,
    pub(super) yes: bool,
    pub(super) bare: bool,
    pub(super) dry_run: bool,
    pub(super) no_input: bool,
    pub(super) keep_going: bool,
    pub(super) no_login: bool,
    /// What is typed when the shell asks, in order.
    pub(super) answers: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            user: "ana".to_owned(),
            password: "secret".to_owned(),
            method: Method::Password,
            init: None,
            no_init: false,
            authorization: String::new(),
            tls: TlsMode::Implicit,
            timeout: Interval::Unset,
            folder: None,
            format: Format::Pretty,
            width: 80,
            terminal: false,
            interactive: false,
            prompt: false,
            plain: false,
            trace: false,
            read_only: false,
            yes: false,
            bare: false,
            dry_run: false,
            no_input: false,
            keep_going: false,
            no_login: false,
            answers: Vec::new(),
        }
    }
}

impl Options {
    /// Takes what stands behind `#!`.
    pub(super) fn take(&mut self, option: &str) -> Result<(), String> {
        let (word, value) = option.split_once(' ').unwrap_or((option, ""));
        match word {
            "user" => self.user = value.to_owned(),
            "password" => self.password = value.to_owned(),
            "auth" => {
                let mechanism = Mechanism::parse(value);
                let mechanism = mechanism.ok_or_else(|| format!("no mechanism: {value}"))?;
                self.method = Method::Mechanism(mechanism);
            }
            "init" => {
                let lines = self.init.get_or_insert_default();
                lines.push_str(value);
                lines.push('\n');
            }
            "no-init" => self.no_init = true,
            "authzid" => self.authorization = value.to_owned(),
            "clear" => self.tls = TlsMode::Clear,
            "starttls" => self.tls = TlsMode::StartTls,
            "timeout-ms" => {
                let milliseconds = value.parse().map_err(|_| format!("no number: {value}"))?;
                self.timeout = Interval::After(Duration::from_millis(milliseconds));
            }
            "folder" => self.folder = Some(value.to_owned()),
            "json" => self.format = Format::Json,
            "raw" => self.format = Format::Raw,
            "width" => self.width = value.parse().map_err(|_| format!("no number: {value}"))?,
            "terminal" => self.terminal = true,
            "interactive" => self.interactive = true,
            "prompt" => self.prompt = true,
            "plain" => self.plain = true,
            "trace" => self.trace = true,
            "read-only" => self.read_only = true,
            "yes" => self.yes = true,
            "bare" => self.bare = true,
            "dry-run" => self.dry_run = true,
            "no-input" => self.no_input = true,
            "keep-going" => self.keep_going = true,
            "no-login" => self.no_login = true,
            "answer" => self.answers.push(value.to_owned()),
            _ => return Err(format!("an unknown option: #! {option}")),
        }
        Ok(())
    }
}
