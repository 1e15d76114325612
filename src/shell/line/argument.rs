//! What a line is made of, every part with its place in the text.

use std::ops::Range;

use super::alias::Definition;

/// A place in the text of a line, in bytes.
pub(crate) type Span = Range<usize>;

/// A statement of a line, and what it hangs on. A line without any is empty or only a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// When it is run.
    pub(crate) when: When,
    /// The name its result is kept under: `$name = …`.
    pub(crate) name: Option<Word>,
    /// The words before it, the outermost first.
    pub(crate) prefixes: Vec<Prefix>,
    /// What is run.
    pub(crate) statement: Statement,
    /// The statement, with where its answer goes.
    pub(crate) span: Span,
}

/// When a statement of a line is run. `&&` and `||` count alike and from left to right, as in other shells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// Behind `;`, and the first of a line: as if it had a line of its own.
    Next,
    /// Behind `&&`: when the one before succeeded.
    Done,
    /// Behind `||`: when the one before failed.
    Failed,
}

/// A word before a command that says how it is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// `dry`: what it would send is shown.
    Dry,
    /// `time`: how long it took is shown.
    Time,
    /// `repeat 5`: so many times.
    Repeat(u32),
    /// `every 30s`: again and again.
    Every(std::time::Duration),
}

/// One command of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Statement {
    /// `?`, `?fetch`, `??fetch` or `fetch ?`.
    Help(Help),
    /// A command of the shell, in words or as a Python call.
    Command(CommandLine),
    /// Text for the wire.
    Raw(RawLine),
    /// `!cmd`: a command of the system's shell.
    Program(Program),
    /// `alias NAME = LINE`.
    Alias(Definition),
}

/// Where an answer goes, if not to the screen: through a program, into a file, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outlet {
    /// ` | prog`
    pub(crate) program: Option<Program>,
    /// ` > file`
    pub(crate) redirect: Option<Redirect>,
}

/// A command for the system's shell, which takes the rest of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Program {
    /// The command as it was typed.
    pub(crate) text: String,
    /// What `$1` and on are in it: the arguments of the alias that it is part of.
    pub(crate) arguments: Vec<String>,
    /// Where it stands.
    pub(crate) span: Span,
}

/// A question about a command or a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Help {
    /// What is asked about; absent for a lone `?`.
    pub(crate) topic: Option<Word>,
    /// `??` was typed: the RFC's grammar is wanted too.
    pub(crate) grammar: bool,
    /// Where the answer goes.
    pub(crate) outlet: Outlet,
}

/// A command with its arguments in the order they were typed, options among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommandLine {
    /// The command's name as it was typed, never quoted.
    pub(crate) verb: Word,
    /// What follows it.
    pub(crate) arguments: Vec<Argument>,
    /// Where the answer goes.
    pub(crate) outlet: Outlet,
    /// How the line was spelled.
    pub(crate) form: Form,
}

/// How a command was spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// In words.
    Words,
    /// As a Python call: positional arguments come in the order of IMAPClient's parameters, and the
    /// answer is wanted in Python's spelling.
    Python {
        /// The name before the dot, if there was one.
        object: Option<String>,
    },
}

/// A line that goes to the server as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawLine {
    /// What to send, without tag and line end, exactly as it was typed.
    pub(crate) parts: Vec<RawPiece>,
    /// Where that text stands.
    pub(crate) span: Span,
    /// The tag that was typed (`a7`, or `.`), under which the answer is shown; absent after `raw`.
    pub(crate) tag: Option<Word>,
    /// Where the answer goes.
    pub(crate) outlet: Outlet,
}

/// A piece of a line for the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RawPiece {
    /// A part of the line.
    Text(String),
    /// `{5}` or `{5+}` at the end of a line, and the bytes on the lines that follow.
    Literal {
        /// The bytes, line ends as CRLF.
        bytes: Vec<u8>,
        /// Without a plus: the server's leave is waited for.
        waits: bool,
    },
    /// `{@file}`: the contents of a file, announced with their size.
    File {
        /// The file's name, as it was typed (`~` included).
        path: String,
        /// The sign and the name.
        span: Span,
    },
}

impl RawLine {
    /// What stands in its lines, without the bytes of literals.
    pub(crate) fn text(&self) -> String {
        let texts = self.parts.iter().filter_map(|part| match part {
            RawPiece::Text(text) => Some(text.as_str()),
            RawPiece::Literal { .. } | RawPiece::File { .. } => None,
        });
        texts.collect()
    }

    /// Says whether it is `raw -`: the commands stand on standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        self.tag.is_none() && self.text().trim_matches([' ', '\t']) == "-"
    }
}

/// ` > file` or ` >> file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Redirect {
    /// The file's name, as it was typed (`~` included).
    pub(crate) path: Word,
    /// Whether what the file holds is kept.
    pub(crate) mode: RedirectMode,
    /// The sign and the name.
    pub(crate) span: Span,
}

/// What happens to a file that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RedirectMode {
    /// `>`: it is replaced.
    Replace,
    /// `>>`: it is added to.
    Append,
}

/// A word, without its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// The word's text.
    pub(crate) text: String,
    /// Where it stands, quotes included.
    pub(crate) span: Span,
    /// It stood in quotes, so it means itself: `"_"` is a name, not the last result. A Python string
    /// counts as quoted.
    pub(crate) quoted: bool,
}

/// The brackets a list was typed with. They mean the same; a Python list or tuple keeps its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bracket {
    /// `(a b)`.
    Round,
    /// `[a, b]`.
    Square,
}

/// Where the contents of a file argument come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileSource {
    /// A file, by the name as it was typed (`~` included).
    Path(String),
    /// Standard input, `@-`.
    Stdin,
}

/// One argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Argument {
    /// A word, quoted or not.
    Word(Word),
    /// `(a b)` or `[a, b]`; a Python list, tuple or dict (its keys and values in turn).
    List {
        /// What stands between the brackets.
        items: Vec<Argument>,
        /// The kind of brackets.
        bracket: Bracket,
        /// The list, brackets included.
        span: Span,
    },
    /// `--name`, `--name=value`, `-x`, or `name=value` with a value in Python's spelling.
    Option {
        /// The name as it was typed, without dashes.
        name: String,
        /// The value behind `=`. Absent when there is none and for `=True`, which is the same thing;
        /// an unquoted `False` or `None` stays a word.
        value: Option<Box<Argument>>,
        /// The whole option.
        span: Span,
    },
    /// `@file`: the contents of a file.
    File {
        /// Which file.
        source: FileSource,
        /// The sign and the name.
        span: Span,
    },
    /// A Python bytes value that is no UTF-8; there is no way to say it in words.
    Bytes {
        /// The value.
        bytes: Vec<u8>,
        /// Where it stands.
        span: Span,
    },
}

impl Argument {
    /// Where it stands in the text.
    pub(crate) fn span(&self) -> Span {
        match self {
            Argument::Word(Word { span, .. })
            | Argument::List { span, .. }
            | Argument::Option { span, .. }
            | Argument::File { span, .. }
            | Argument::Bytes { span, .. } => span.clone(),
        }
    }
}
