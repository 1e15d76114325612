//! A shell on the demo whose screen is a buffer and whose clock stands still.

use std::time::Duration;

use imapclient::client::Waker;
use imapclient::demo::Demo;
use imapclient::types::DateTime;
use jiff::tz::TimeZone;
use tempfile::TempDir;

use crate::shell::account::{self, Environment};
use crate::shell::aliases::Aliases;
use crate::shell::complete::painted;
use crate::shell::connecting;
use crate::shell::demo;
use crate::shell::engine::{Outcome, Shell};
use crate::shell::options::{self, Request};
use crate::shell::paper::Paper;
use crate::shell::prompt;
use crate::shell::render::{Clock, Palette, Screen};
use crate::shell::session::{Modes, Session};
use crate::shell::settings::Settings;
use crate::shell::shared::Shared;
use crate::shell::trace::Tracing;

/// The day of the demo's mail and of the screens.
const TODAY: (&[u8], &str) = (b"29-Nov-2026 12:00:00 +0000", "2026-11-29T12:00:00Z");

/// A shell on the demo.
pub(super) struct Stage {
    pub(super) shell: Shell,
    palette: Palette,
    paper: Paper,
    _home: TempDir,
}

impl Stage {
    /// Opens the demo as the program does, on a terminal so many columns wide.
    pub(super) fn open(width: usize, palette: Palette) -> Stage {
        let paper = Paper::default();
        let stream = Shared::new(paper.clone());
        let mut screen = Screen::new(Box::new(stream.clone()), Box::new(stream.clone()));
        (screen.width, screen.terminal) = (width, true);
        (screen.palette, screen.err_palette) = (palette, palette);
        screen.clock = Clock {
            zone: Some(TimeZone::UTC),
            now: TODAY.1.parse().unwrap(),
        };
        let home = tempfile::tempdir().unwrap();
        let modes = Modes {
            interactive: true,
            yes: true,
            home: Some(home.path().to_owned()),
            ..Modes::default()
        };
        let tracing = Tracing::new(Box::new(stream.clone()), palette);
        let waker = Waker::new().unwrap();
        let Request::Run(options) = options::parse(["x".into(), "--demo".into()]).unwrap() else {
            panic!("--demo runs");
        };
        let account = account::load(&options.account, &Environment::default()).unwrap();
        let mut session = Session::new(account, modes, Settings::default(), waker, tracing);
        session.notices = stream.clone();
        session.stopwatch = |_| Duration::from_millis(1);
        let demo = Demo::at(DateTime::parse(TODAY.0).unwrap());
        session.demo = Some(demo.clone());
        let mut shell = Shell {
            session,
            screen,
            stdout: stream,
            prompt_width: None,
        };
        connecting::open(&mut shell.session, options::Stage::Login).unwrap();
        let (told, next) = demo::banner(&demo);
        shell.screen.remark(&told);
        shell.screen.remark(next);
        Stage {
            shell,
            palette,
            paper,
            _home: home,
        }
    }

    /// Types a line at the prompt, and shows both as they stand then.
    pub(super) fn typed(&mut self, line: &str) -> Outcome {
        self.shell.session.waker.reset();
        self.shell.refresh_prompt();
        let prompt = prompt::of(&self.shell.session, self.palette);
        let typed = format!(
            "{}{}",
            prompt.painted,
            painted(line, self.palette, &Aliases::default())
        );
        self.shell.session.notices.say(&typed);
        self.shell.prompt_width = Some(prompt.width);
        self.shell.run_line(line)
    }

    /// What the screen shows, the times on the wire written as 0.
    pub(super) fn shown(&self) -> String {
        let text = self.paper.text();
        let lines = text.lines().map(crate::shell::sessions::stage::timeless);
        lines
            .map(|line| line.trim_end().to_owned() + "\n")
            .collect()
    }
}
