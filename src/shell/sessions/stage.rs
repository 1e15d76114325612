//! A shell whose server is a script and whose screen is a buffer.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use imapclient::client::Waker;
use imapclient::script::{Script, Verdict};
use imapclient::types::Secret;
use jiff::tz::{Offset, TimeZone};

use super::options::Options;
use crate::shell::account::{Account, TlsMode};
use crate::shell::connecting;
use crate::shell::engine::{Outcome, Shell};
use crate::shell::failure::Failure;
use crate::shell::options;
use crate::shell::paper::Paper;
use crate::shell::prompt;
use crate::shell::render::{Clock, Format, Palette, Screen};
use crate::shell::session::{Asker, Modes, Session};
use crate::shell::settings::Settings;
use crate::shell::shared::Shared;
use crate::shell::trace::Tracing;

/// Copies what goes through it.
struct Copying(Shared, Paper);

impl Write for Copying {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.0.write(bytes)?;
        self.1.write(bytes.get(..count).unwrap_or_default())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A session on its way.
pub(super) struct Stage {
    shell: Shell,
    script: Option<Script>,
    verdict: Verdict,
    paper: Paper,
    data: Paper,
    errors: Paper,
    outcome: Outcome,
    password: String,
    until: options::Stage,
    prompt: bool,
}

impl Stage {
    pub(super) fn new(options: &Options, transcript: &str) -> Result<Self, String> {
        let script = Script::parse(transcript)?;
        let paper = Paper::default();
        let stream = Shared::new(paper.clone());
        let (data, errors) = (Paper::default(), Paper::default());
        let out = Shared::new(Copying(stream.clone(), data.clone()));
        let err = Copying(stream.clone(), errors.clone());
        let mut screen = Screen::new(Box::new(out.clone()), Box::new(err));
        screen.width = options.width;
        screen.terminal = options.terminal;
        screen.plain = options.plain;
        screen.format = options.format;
        screen.clock = Clock {
            zone: Some(TimeZone::fixed(Offset::constant(1))),
            now: "2026-11-22T21:00:00Z".parse().unwrap(),
        };
        Ok(Stage {
            verdict: script.verdict(),
            script: Some(script),
            shell: Shell {
                session: session(options, &stream),
                screen,
                stdout: out,
                prompt_width: options.interactive.then_some(2),
            },
            paper,
            data,
            errors,
            outcome: Outcome::Done,
            password: options.password.clone(),
            until: match options.no_login {
                true => options::Stage::Tls,
                false => options::Stage::Login,
            },
            prompt: options.prompt,
        })
    }

    /// Connects and signs in, as the program does; says whether the session goes on.
    pub(super) fn connect(&mut self) -> bool {
        let connected = self.open();
        self.shell.show_warnings();
        if let Err(failure) = connected {
            self.shell.screen.fail(&failure);
            return false;
        }
        if self.shell.session.modes.interactive {
            let told = connecting::told(&self.shell.session);
            self.shell.screen.remark(&told);
            self.shell.show_news();
            if !self.shell.run_init() {
                return false;
            }
        }
        self.refresh_prompt();
        true
    }

    fn open(&mut self) -> Result<(), Failure> {
        let session = &mut self.shell.session;
        let Some(script) = self.script.take() else {
            return Ok(());
        };
        // The authorities of the system are read for nothing where no handshake comes.
        let tls = match session.account.tls {
            TlsMode::StartTls => connecting::prepare(session)?,
            TlsMode::Implicit | TlsMode::Clear => None,
        };
        connecting::warn(session);
        let transport = Box::new(script);
        let deadline = session.account.timeout.or_default(None);
        let deadline = deadline.map(|limit| Instant::now() + limit);
        let client =
            connecting::reaching::talk(session, transport, tls.as_ref(), self.until, deadline)?;
        connecting::enter(session, client, tls.as_ref(), self.until)
    }

    /// Runs a line as if it were typed; says whether the session goes on.
    pub(super) fn run(&mut self, typed: &str) -> bool {
        self.shell.session.waker.reset();
        self.outcome = self.shell.run_line(typed);
        if self.shell.session.leaving || self.outcome == Outcome::PipeClosed {
            return false;
        }
        self.refresh_prompt();
        true
    }

    fn refresh_prompt(&mut self) {
        self.shell.session.waker.reset();
        self.shell.refresh_prompt();
        if self.prompt {
            let text = prompt::of(&self.shell.session, Palette::none()).plain;
            self.shell.session.notices.say(&format!("prompt: {text}"));
        }
    }

    /// Ends the session as the program does.
    pub(super) fn leave(&mut self) {
        self.shell.leave();
    }

    /// The lines shown since the last call; durations that are measured are written as 0.
    pub(super) fn shown(&mut self) -> Vec<String> {
        let bytes = self.paper.take();
        let text = String::from_utf8_lossy(&bytes).replace('\r', "<CR>");
        text.lines().map(timeless).collect()
    }

    /// How the last line ended.
    pub(super) fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// What went to stdout, and what to stderr, since the last call.
    pub(super) fn streams(&mut self) -> (Vec<u8>, Vec<u8>) {
        (self.data.take(), self.errors.take())
    }

    /// Makes an answer's format the usual one.
    pub(super) fn set_format(&mut self, format: Format) {
        self.shell.session.settings.format = format;
        self.shell.screen.format = format;
    }

    /// What went otherwise on the wire than the transcript says.
    pub(super) fn problem(&self) -> Option<String> {
        self.verdict.problem()
    }

    pub(super) fn password(&self) -> &str {
        &self.password
    }
}

fn session(options: &Options, stream: &Shared) -> Session {
    let account = Account {
        host: Some("mail.example.org".to_owned()),
        username: Some(options.user.clone()),
        method: options.method.clone(),
        init: options.init.clone(),
        authorization: options.authorization.clone(),
        tls: options.tls,
        timeout: options.timeout,
        folder: options.folder.clone(),
        read_only: options.read_only,
        ..Account::default()
    };
    let modes = Modes {
        redraws: false,
        watched: true,
        interactive: options.interactive,
        read_only: options.read_only,
        yes: options.yes,
        no_input: options.no_input || !options.interactive,
        keep_going: options.keep_going,
        reads_stdin: false,
        bare: options.bare,
        no_init: options.no_init,
        reconnect: false,
        dry_run: options.dry_run,
        home: None,
    };
    let settings = Settings {
        format: options.format,
        ..Settings::default()
    };
    let tracing = Tracing::new(Box::new(stream.clone()), Palette::none());
    tracing.switch(options.trace);
    let mut session = Session::new(account, modes, settings, Waker::new().unwrap(), tracing);
    session.password = Some(Secret::new(options.password.clone()));
    session.notices = stream.clone();
    session.stopwatch = |_| Duration::from_millis(31);
    session.now = || "2026-11-22T20:14:03.118Z".parse().unwrap();
    session.asker = asker(options, stream);
    session
}

/// Shows a question, and the answer as it would stand behind it.
fn asker(options: &Options, stream: &Shared) -> Asker {
    let stream = stream.clone();
    let mut answers = options.answers.clone().into_iter();
    Box::new(move |lines, question| {
        lines.iter().for_each(|line| stream.say(line));
        let answer = answers.next()?;
        stream.say(&format!("{question}{answer}"));
        Some(answer)
    })
}

/// A line of the trace without the times that were measured.
pub(crate) fn timeless(line: &str) -> String {
    if !line.starts_with("== ") {
        return line.to_owned();
    }
    let mut words: Vec<&str> = line.split(' ').collect();
    for place in 1..words.len() {
        if words[place].trim_end_matches(',') == "ms" && words[place - 1].parse::<u64>().is_ok() {
            words[place - 1] = "0";
        }
    }
    words.join(" ")
}
