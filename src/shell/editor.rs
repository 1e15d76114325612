//! The prompt: rustyline around the engine. What completes, hints and is coloured is asked of [`complete`];
//! what lines mean is the engine's.
//!
//! [`complete`]: super::complete

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use etcetera::BaseStrategy;
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{
    Cmd, CompletionType, Config, Context, Editor, Helper, KeyCode, KeyEvent, Modifiers,
};

use super::complete;
use super::engine::{Outcome, Shell};
use super::line;
use super::output::Tone;
use super::prompt;
use super::render::Palette;
use super::secrets;
use super::signals;

/// Lines that are remembered.
const HISTORY: usize = 10_000;

type Prompt = Editor<Assistant, FileHistory>;

/// The shell, shared with the editor's questions and with the end by a signal.
type SharedShell = Arc<Mutex<Shell>>;

/// Reads and runs lines until the person leaves; gives the exit status.
pub(crate) fn run(shell: Shell, keep_history: bool) -> u8 {
    let palette = shell.screen.err_palette;
    let history = keep_history.then(|| history_file(&shell)).flatten();
    let shell: SharedShell = Arc::new(Mutex::new(shell));
    let mut editor = match editor(&shell, palette) {
        Ok(editor) => editor,
        Err(error) => {
            lock(&shell)
                .screen
                .warn(&format!("the terminal cannot be used: {error}"));
            lock(&shell).leave();
            return 1;
        }
    };
    if let Some(path) = &history {
        // A first session has no history yet.
        let _ = editor.load_history(path);
    }
    loop {
        leave_by_signal(&shell);
        let (text, width) = {
            let mut shell = lock(&shell);
            shell.refresh_prompt();
            prompt::text(&shell.session)
        };
        let read = editor.readline(&text);
        signals::at_the_end(None);
        let mut shell = lock(&shell);
        shell.screen.measure();
        shell.session.waker.reset();
        match read {
            Ok(typed) => {
                let typed = typed.trim_end().to_owned();
                if secrets::may_be_kept(&typed) {
                    let _ = editor.add_history_entry(&typed);
                    if let Some(path) = &history {
                        let _ = editor.append_history(path);
                    }
                }
                shell.prompt_width = Some(width);
                let outcome = shell.run_line(&typed);
                if shell.session.leaving || signals::leaving() || outcome == Outcome::PipeClosed {
                    break;
                }
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => {
                shell
                    .screen
                    .warn(&format!("the terminal cannot be read: {error}"));
                break;
            }
        }
    }
    lock(&shell).leave();
    0
}

/// Has SIGTERM and SIGHUP log out while the prompt waits.
fn leave_by_signal(shell: &SharedShell) {
    let shell = Arc::clone(shell);
    signals::at_the_end(Some(Box::new(move || {
        if let Ok(mut shell) = shell.try_lock() {
            shell.leave();
        }
        std::process::exit(0);
    })));
}

fn editor(shell: &SharedShell, palette: Palette) -> rustyline::Result<Prompt> {
    let config = Config::builder()
        .max_history_size(HISTORY)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .completion_prompt_limit(200)
        .build();
    let mut editor = Editor::with_history(config.clone(), FileHistory::with_config(&config))?;
    editor.set_helper(Some(Assistant {
        shell: Arc::clone(shell),
        palette,
    }));
    editor.bind_sequence(
        KeyEvent(KeyCode::Up, Modifiers::NONE),
        Cmd::HistorySearchBackward,
    );
    editor.bind_sequence(
        KeyEvent(KeyCode::Down, Modifiers::NONE),
        Cmd::HistorySearchForward,
    );
    Ok(editor)
}

/// The history of this account: in a directory and a file for its owner alone.
fn history_file(shell: &Shell) -> Option<PathBuf> {
    let strategy = etcetera::base_strategy::Xdg::new().ok()?;
    let folder = strategy.state_dir()?.join("imapclient-interact");
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .ok()?;
    let name: String = prompt::account(&shell.session)
        .chars()
        .map(|character| {
            if character.is_alphanumeric() || "-_.@".contains(character) {
                character
            } else {
                '_'
            }
        })
        .collect();
    Some(folder.join(format!("history-{name}")))
}

/// Asks at the terminal, between two prompts.
pub(crate) fn ask(lines: &[String], prompt: &str) -> Option<String> {
    let mut err = io::stderr();
    for line in lines {
        writeln!(err, "{line}").ok()?;
    }
    write!(err, "{prompt}").ok()?;
    err.flush().ok()?;
    let mut answer = String::new();
    match io::stdin().read_line(&mut answer) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(answer),
    }
}

/// A panic elsewhere does not make the shell unusable.
fn lock(shell: &SharedShell) -> MutexGuard<'_, Shell> {
    shell.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers the editor's questions.
struct Assistant {
    shell: SharedShell,
    palette: Palette,
}

impl Helper for Assistant {}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let mut shell = lock(&self.shell);
        let (start, candidates) = complete::candidates(&mut shell.session, line, position);
        let pairs = candidates.into_iter().map(|candidate| Pair {
            display: candidate.shown,
            replacement: candidate.typed,
        });
        Ok((start, pairs.collect()))
    }
}

impl Hinter for Assistant {
    type Hint = String;

    fn hint(&self, line: &str, position: usize, _: &Context<'_>) -> Option<String> {
        if position < line.len() {
            return None;
        }
        complete::hint(line)
    }
}

impl Highlighter for Assistant {
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        let shell = self.shell.try_lock();
        match shell {
            Ok(shell) if self.palette.is_on() => {
                Cow::Owned(prompt::painted(&shell.session, prompt, self.palette))
            }
            _ => Cow::Borrowed(prompt),
        }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(self.palette.paint(Tone::Dim, hint))
    }

    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if !self.palette.is_on() {
            return Cow::Borrowed(line);
        }
        complete::painted(line, self.palette)
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.palette.is_on() && kind != CmdKind::MoveCursor
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(match line::is_incomplete(context.input()) {
            Some(_) => ValidationResult::Incomplete,
            None => ValidationResult::Valid(None),
        })
    }
}
