//! The commands of a batch: those of `-c` and of a file at once, those on standard input as they arrive, so
//! that another program can read an answer before it writes its next command.

use std::collections::VecDeque;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use imapclient::client::Waker;
use memchr::memchr;

use super::failure::{Class, Failure, is_stopped};
use super::line::{self, Why};
use super::options::{self, Invocation};
use super::waiting::Waiting;

/// A script in a file, and one line on standard input, may be this large.
pub(crate) const LARGEST: usize = 16 << 20;

/// Trying again and again would take quadratic time on a quote that never closes.
const LONGEST_OPEN: usize = 64 * 1024;

/// A command of a batch.
pub(crate) struct Command {
    /// The file that it stands in, if it is one of a file.
    pub(crate) file: Option<String>,
    /// Its line and text.
    pub(crate) line: Numbered,
}

impl Command {
    fn alone(text: String) -> Self {
        let line = Numbered { number: 1, text };
        Command { file: None, line }
    }
}

/// The commands of a batch that are left.
pub(crate) struct Script {
    known: VecDeque<Command>,
    arriving: Option<Arriving>,
}

impl Script {
    /// Finds out what is to be run; nothing where somebody types, or where this is a probe.
    ///
    /// # Errors
    /// `usage:` for a file that cannot be read or is no text.
    pub(crate) fn of(invocation: &Invocation, waker: &Waker) -> Result<Option<Self>, Failure> {
        let typed = invocation.commands.iter().cloned();
        let mut known: VecDeque<Command> = typed.map(Command::alone).collect();
        let typed = known.is_empty() && invocation.quit_after.is_none();
        let arriving = match &invocation.source {
            Some(options::Script::File(path)) => {
                let file = Some(path.display().to_string());
                let lines = numbered(&read(path, waker)?).into_iter();
                known.extend(lines.map(|line| Command {
                    file: file.clone(),
                    line,
                }));
                false
            }
            Some(options::Script::Stdin) => true,
            None => typed && !io::stdin().is_terminal(),
        };
        let batch = arriving || invocation.source.is_some() || !known.is_empty();
        let arriving = arriving.then(Arriving::default);
        Ok(batch.then_some(Script { known, arriving }))
    }

    /// Says whether its commands come on standard input.
    pub(crate) fn arrives(&self) -> bool {
        self.arriving.is_some()
    }

    /// Says whether it is known that no command is left.
    pub(crate) fn is_over(&self) -> bool {
        self.known.is_empty() && self.arriving.is_none()
    }

    /// The next command; nothing at the end, or when the waker ended the wait for it.
    ///
    /// # Errors
    /// `usage:` where standard input cannot be read, or is no text.
    pub(crate) fn next(&mut self, waker: &Waker) -> Result<Option<Command>, Failure> {
        match (self.known.pop_front(), &mut self.arriving) {
            (None, Some(arriving)) => Ok(arriving.next(waker)?.map(Command::alone)),
            (known, _) => Ok(known),
        }
    }
}

/// Standard input, a command at a time.
#[derive(Default)]
struct Arriving {
    bytes: Vec<u8>,
    /// Where what was not yet taken begins.
    start: usize,
    gathering: Gathering,
    begun: bool,
    ended: bool,
}

impl Arriving {
    fn next(&mut self, waker: &Waker) -> Result<Option<String>, Failure> {
        while let Some(line) = self.line(waker)? {
            if let Some(command) = self.gathering.take(&line) {
                return Ok(Some(command));
            }
        }
        Ok(self.gathering.rest())
    }

    /// The next line without its end.
    fn line(&mut self, waker: &Waker) -> Result<Option<String>, Failure> {
        let mut searched = 0;
        let length = loop {
            let left = self.bytes.get(self.start..).unwrap_or_default();
            if let Some(found) = memchr(b'\n', left.get(searched..).unwrap_or_default()) {
                break searched + found + 1;
            }
            searched = left.len();
            if self.ended {
                break searched;
            }
            if searched > LARGEST {
                return Err(refused("standard input has a line too large for a script"));
            }
            if !self.read(waker)? {
                return Ok(None);
            }
        };
        if length == 0 {
            return Ok(None);
        }
        let left = self.bytes.get(self.start..).unwrap_or_default();
        let line = left.get(..length).unwrap_or_default().to_vec();
        self.start += length;
        let line = text(line, "standard input")?;
        let line = line.strip_suffix('\n').unwrap_or(&line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = match std::mem::replace(&mut self.begun, true) {
            false => line.trim_start_matches('\u{feff}'),
            true => line,
        };
        Ok(Some(line.to_owned()))
    }

    /// Reads what there is, waiting for it; false when the waker ended the wait.
    fn read(&mut self, waker: &Waker) -> Result<bool, Failure> {
        let mut piece = [0; 16 * 1024];
        let count = match Waiting::on(io::stdin(), waker).read(&mut piece) {
            Err(error) if is_stopped(&error) => return Ok(false),
            read => read.map_err(|error| cannot_read("standard input", &error))?,
        };
        self.ended = count == 0;
        self.bytes.drain(..std::mem::take(&mut self.start));
        let piece = piece.get(..count).unwrap_or_default();
        self.bytes.extend_from_slice(piece);
        Ok(true)
    }
}

/// Lines on their way to commands: a line each, but where brackets, quotes, literals or here-documents
/// are open at its end.
#[derive(Default)]
struct Gathering {
    open: String,
    /// The word that ends the here-document that is open.
    document: Option<String>,
}

impl Gathering {
    /// Takes a line, and gives the command that ends with it.
    fn take(&mut self, line: &str) -> Option<String> {
        if !self.open.is_empty() {
            self.open.push('\n');
        }
        self.open.push_str(line);
        if self.open.len() <= LARGEST && self.document.as_ref().is_some_and(|word| word != line) {
            // Nothing in it has a meaning, and so it may be large.
            return None;
        }
        let ended = self.document.take().is_some();
        match line::is_incomplete(&self.open) {
            Some(Why::Document(word)) => self.document = Some(word),
            Some(_) if ended || self.open.len() <= LONGEST_OPEN => {}
            _ => return Some(std::mem::take(&mut self.open)),
        }
        None
    }

    /// What is still open at the end; the end of the last line may be what a literal waits for.
    fn rest(&mut self) -> Option<String> {
        if line::is_incomplete(&self.open) == Some(Why::Literal) {
            self.open.push('\n');
        }
        (!self.open.is_empty()).then(|| std::mem::take(&mut self.open))
    }
}

/// A command of a text, and the line it begins in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Numbered {
    /// The line, counted from 1.
    pub(crate) number: usize,
    /// The command.
    pub(crate) text: String,
}

/// The commands of a text.
pub(crate) fn commands(text: &str) -> Vec<String> {
    let numbered = numbered(text).into_iter();
    numbered.map(|command| command.text).collect()
}

/// The commands of a text with their lines.
pub(crate) fn numbered(text: &str) -> Vec<Numbered> {
    let mut gathering = Gathering::default();
    let mut commands = Vec::new();
    let mut number = 1;
    for (index, line) in text.lines().enumerate() {
        if let Some(text) = gathering.take(line) {
            commands.push(Numbered { number, text });
            number = index + 2;
        }
    }
    let rest = gathering.rest();
    commands.extend(rest.map(|text| Numbered { number, text }));
    commands
}

/// The text of a script in a file.
pub(crate) fn read(path: &Path, waker: &Waker) -> Result<String, Failure> {
    let name = path.display().to_string();
    let file = Waiting::open(path, waker).map_err(|error| cannot_read(&name, &error))?;
    let text = read_whole(file, &name)?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// The text of a script that comes on a stream.
pub(crate) fn read_whole(stream: impl Read, name: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = stream.take(LARGEST as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| cannot_read(name, &error))?;
    text(bytes, name)
}

fn cannot_read(name: &str, error: &io::Error) -> Failure {
    Failure::system(Class::Usage, format_args!("cannot read {name}"), error)
}

/// The text of a script, which may not be larger than one.
pub(crate) fn text(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    if bytes.len() > LARGEST {
        return Err(refused(&format!("{name} is too large for a script")));
    }
    String::from_utf8(bytes).map_err(|_| refused(&format!("{name} is not UTF-8 text")))
}

fn refused(text: &str) -> Failure {
    Failure::usage("", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(commands(text), expected, "{text:?}");
    }

    #[test]
    fn a_line_is_a_command() {
        check("", &[]);
        check("noop", &["noop"]);
        check("noop\r\n\r\nquit\n", &["noop", "", "quit"]);
        check(
            "fetch 1 (FLAGS\nUID)\nnoop",
            &["fetch 1 (FLAGS\nUID)", "noop"],
        );
        check("fetch 1 \\\nFLAGS\nnoop\n", &["fetch 1 \\\nFLAGS", "noop"]);
        check("search \"a\nnoop\n", &["search \"a\nnoop"]);
    }

    #[test]
    fn commands_know_the_line_they_begin_in() {
        let found = numbered("noop\n\n# x\nfetch 1 (FLAGS\nUID)\nnoop\nsearch (");
        let numbers: Vec<_> = found.iter().map(|command| command.number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 6, 7]);
    }

    #[test]
    fn here_documents_go_on_to_their_word() {
        check(
            "append X <<EOF\n(\"\n\nEOF\nnoop\n",
            &["append X <<EOF\n(\"\n\nEOF", "noop"],
        );
        check(
            "multiappend X <<A <<B\n1\nA\n2\nB\nnoop",
            &["multiappend X <<A <<B\n1\nA\n2\nB", "noop"],
        );
        check("append X <<EOF\nnoop\nEO", &["append X <<EOF\nnoop\nEO"]);
        let large = "x\n".repeat(1 << 20);
        check(
            &format!("append X <<EOF\n{large}EOF\nnoop"),
            &[&format!("append X <<EOF\n{large}EOF"), "noop"],
        );
    }

    #[test]
    fn literals_go_on_for_their_bytes() {
        check(
            "raw APPEND X {5}\r\na\n\"b\r\nnoop",
            &["raw APPEND X {5}\na\n\"b", "noop"],
        );
        check("raw X {3}\na\n", &["raw X {3}\na\n"]);
        check("raw X {99}\nab\n", &["raw X {99}\nab\n"]);
    }
}
