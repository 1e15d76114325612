//! The lines typed before: a private file for each account, without those that hold a secret.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

use etcetera::BaseStrategy;

use super::editor::LineEditor;
use super::engine::Shell;
use super::prompt;
use super::script;
use super::secrets;

/// The lines of before, a file for each account.
pub(super) struct History {
    keep: bool,
    path: Option<PathBuf>,
}

impl History {
    /// A history that is kept, or not.
    pub(super) fn new(keep: bool) -> Self {
        History { keep, path: None }
    }

    /// Takes up the history of the account that the session is of now.
    pub(super) fn follow(&mut self, editor: &mut LineEditor, shell: &mut Shell) {
        let path = self.keep.then(|| history_file(shell)).flatten();
        if path == self.path {
            return;
        }
        if self.path.is_some() {
            let _ = editor.clear_history();
        }
        if let Some(path) = &path {
            // A first session has no history yet.
            let _ = editor.load_history(path);
        }
        shell.session.history = editor.history().iter().cloned().collect();
        self.path = path;
    }

    /// Remembers a line, unless it holds a secret; says whether it did.
    pub(super) fn keep(&self, editor: &mut LineEditor, typed: &str, shell: &Shell) -> bool {
        let aliases = &shell.session.aliases;
        let typed = typed.trim_end();
        let lines = script::commands(typed);
        let lines: Vec<&String> = lines
            .iter()
            .filter(|line| !line.trim().is_empty())
            .collect();
        let harmless = lines.iter().all(|line| secrets::may_be_kept(line, aliases));
        // A line may call an alias that one before it makes, with a secret.
        let unknown = lines.len() > 1 && !lines.iter().all(|line| secrets::is_known(line, aliases));
        if lines.is_empty() || !harmless || unknown {
            return false;
        }
        let added = editor.add_history_entry(typed).unwrap_or(false);
        if added && let Some(path) = &self.path {
            // A history that cannot be written is none; the session goes on.
            let _ = editor.append_history(path);
        }
        added
    }
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
