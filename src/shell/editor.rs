//! The prompt: rustyline around the engine. What completes, hints and is coloured is asked of [`complete`];
//! what lines mean is the engine's.
//!
//! [`complete`]: super::complete

use std::borrow::Cow;
use std::io::{self, IsTerminal};

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint as EditorHint, Hinter};
use rustyline::history::{FileHistory, SearchDirection};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{
    Behavior, Cmd, CompletionType, Config, Context, Editor, ExternalPrinter, Helper, KeyCode,
    KeyEvent, Modifiers,
};

use super::aliases::Aliases;
use super::complete::{self, Hint};
use super::engine::Shell;
use super::history::History;
use super::line;
use super::live::{Announcer, Keeper};
use super::output::Tone;
use super::prompt::{self, Prompt};
use super::render::Palette;
use super::script;
use super::settings::NewsAt;
use super::signals;

/// Lines that are remembered.
const HISTORY: usize = 10_000;

/// The line editor with all that it asks of us.
pub(super) type LineEditor = Editor<Assistant, FileHistory>;

/// Reads and runs lines until the person leaves; gives the exit status.
pub(crate) fn run(mut shell: Shell, keep_history: bool) -> u8 {
    let palette = shell.screen.err_palette;
    let plain = shell.screen.plain;
    let announcer = Announcer::default();
    let (mut editor, above) = match editor(&announcer) {
        Ok(editor) => editor,
        Err(error) => {
            shell
                .screen
                .warn(&format!("the terminal cannot be used: {error}"));
            shell.leave();
            return 1;
        }
    };
    let keeper = Keeper::new(shell, announcer.clone(), above);
    editor.set_helper(Some(Assistant {
        keeper: keeper.clone(),
        palette,
        // Without colour nobody could tell a hint from what was typed.
        hints: palette.is_on() && !plain,
        prompt_width: 0,
        aliases: Aliases::default(),
    }));
    let mut history = History::new(keep_history);
    let mut shell = keeper.take();
    if !shell.run_init() {
        shell.leave();
        return 0;
    }
    loop {
        shell.refresh_prompt();
        let prompt = prompt::of(&shell.session, palette);
        history.follow(&mut editor, &mut shell);
        let print_at_once = shell.session.settings.news != NewsAt::After;
        let aliases = shell.session.aliases.clone();
        keeper.give(shell);
        if print_at_once {
            announcer.open();
        }
        let read = read(&mut editor, &keeper, &prompt, aliases);
        let mut late = announcer.close();
        shell = keeper.take();
        shell.screen.measure();
        if shell.session.settings.news != NewsAt::After {
            tell(&shell, &mut late);
        }
        // Asked after the waker was reset: a signal before it is seen here, one after it wakes the next wait.
        if signals::leaving() {
            break;
        }
        match read {
            Ok(typed) => {
                shell.prompt_width = Some(prompt.width);
                let kept = history.keep(&mut editor, &typed, &shell);
                if !shell.run_typed(&typed) || !shell.run_init() {
                    break;
                }
                if kept {
                    // It is one of the lines of before from now on: history does not find itself.
                    shell.session.history.push(typed.trim_end().to_owned());
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
        tell(&shell, &mut late);
    }
    shell.leave();
    0
}

/// Tells what was not printed above the line.
fn tell(shell: &Shell, lines: &mut Vec<String>) {
    for line in lines.drain(..) {
        shell.session.notices.say(&line);
    }
}

/// Reads a line, with SIGTERM and SIGHUP logging out meanwhile.
fn read(
    editor: &mut LineEditor,
    keeper: &Keeper,
    prompt: &Prompt,
    aliases: Aliases,
) -> rustyline::Result<String> {
    let leaver = keeper.clone();
    signals::at_the_end(Some(Box::new(move || {
        leaver.take().leave();
        std::process::exit(0);
    })));
    if signals::leaving() {
        // The signal came before there was anybody to hear it.
        signals::at_the_end(None);
        return Err(ReadlineError::Eof);
    }
    if let Some(assistant) = editor.helper_mut() {
        assistant.prompt_width = prompt.width;
        assistant.aliases = aliases;
    }
    let read = editor.readline(&(&prompt.plain, &prompt.painted));
    signals::at_the_end(None);
    read
}

/// The editor, and whether the trace can be printed above its line.
fn editor(announcer: &Announcer) -> rustyline::Result<(LineEditor, bool)> {
    // Where the answers go into a file or a pipe, prompt and echo belong on the terminal all the same.
    let behavior = if io::stdout().is_terminal() {
        Behavior::Stdio
    } else {
        Behavior::PreferTerm
    };
    let config = Config::builder()
        .max_history_size(HISTORY)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .completion_prompt_limit(200)
        .behavior(behavior)
        .build();
    let mut editor = Editor::with_history(config.clone(), FileHistory::with_config(&config))?;
    editor.bind_sequence(
        KeyEvent(KeyCode::Up, Modifiers::NONE),
        Cmd::HistorySearchBackward,
    );
    editor.bind_sequence(
        KeyEvent(KeyCode::Down, Modifiers::NONE),
        Cmd::HistorySearchForward,
    );
    // A terminal that can do nothing has none, and gets the news after the next line.
    let printer = editor.create_external_printer();
    let above = printer.is_ok() && io::stderr().is_terminal();
    if let Ok(mut printer) = printer {
        announcer.print_with(move |line| printer.print(line).is_ok());
    }
    Ok((editor, above))
}

/// Answers the editor's questions.
pub(super) struct Assistant {
    keeper: Keeper,
    palette: Palette,
    hints: bool,
    prompt_width: usize,
    aliases: Aliases,
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
        let mut shell = self.keeper.take();
        // What is sent for Tab is traced when the editor has left the terminal.
        shell.session.tracing.hold();
        let (start, candidates) = complete::candidates(&mut shell.session, line, position);
        let pairs = candidates.into_iter().map(|candidate| Pair {
            display: candidate.shown,
            replacement: candidate.typed,
        });
        let pairs = pairs.collect();
        self.keeper.give(shell);
        Ok((start, pairs))
    }
}

impl EditorHint for Hint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.taken.as_deref()
    }
}

impl Hinter for Assistant {
    type Hint = Hint;

    fn hint(&self, line: &str, position: usize, context: &Context<'_>) -> Option<Hint> {
        if !self.hints || position < line.len() {
            return None;
        }
        let hint = suggested(line, context, &self.aliases)
            .or_else(|| complete::hint(line, &self.aliases))?;
        let columns = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
        let typed = unicode_width::UnicodeWidthStr::width(line);
        // The last column stays free, so that the cursor never wraps.
        let room = columns.checked_sub(self.prompt_width + typed + 1)?;
        hint.fitted(room)
    }
}

/// The newest line of the history that goes on as this one does, if all it does is look. Before an argument is
/// begun the syntax tells more.
fn suggested(line: &str, context: &Context<'_>, aliases: &Aliases) -> Option<Hint> {
    let typed = line.split_whitespace().count();
    if typed < 2 || line.ends_with(char::is_whitespace) {
        return None;
    }
    let history = context.history();
    let newest = history.len().checked_sub(1)?;
    let found = history
        .starts_with(line, newest, SearchDirection::Reverse)
        .ok()??;
    let rest = found.entry.get(line.len()..)?.to_owned();
    (!rest.is_empty() && complete::may_be_suggested(&found.entry, aliases)).then(|| Hint {
        shown: rest.clone(),
        taken: Some(rest),
    })
}

impl Highlighter for Assistant {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(self.palette.paint(Tone::Dim, hint))
    }

    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        complete::painted(line, self.palette, &self.aliases)
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.palette.is_on() && kind != CmdKind::MoveCursor
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        // Of pasted lines only the last can go on.
        let commands = script::commands(context.input());
        let open = commands.last().and_then(|last| line::is_incomplete(last));
        Ok(match open {
            Some(_) => ValidationResult::Incomplete,
            None => ValidationResult::Valid(None),
        })
    }
}
