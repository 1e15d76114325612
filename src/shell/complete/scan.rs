//! An unfinished line up to the cursor, told apart into words: what the grammar makes of a whole line, as far
//! as the beginning of one allows.

/// A word that ends before the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it says, without quotes; empty for a list.
    pub(super) text: String,
    /// It stood in quotes or is a list, so it is no option and no sign.
    pub(super) means_itself: bool,
}

/// The word at the cursor, which may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Current {
    /// Where it begins in the line, its quote included.
    pub(super) start: usize,
    /// What it says so far, without its quote.
    pub(super) text: String,
    /// The quote it began with, which is still open.
    pub(super) quote: Option<char>,
    /// It is over: a quote or a bracket was closed right before the cursor.
    pub(super) closed: bool,
}

/// The line up to the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scan {
    /// The words of the line, then those of each list that is open, outermost first.
    levels: Vec<Vec<Token>>,
    /// Where the words begin that name commands.
    verbs: Vec<usize>,
    /// The word at the cursor.
    pub(super) current: Current,
}

impl Scan {
    /// Reads the beginning of a line.
    pub(super) fn of(text: &str) -> Self {
        let mut scanner = Scanner {
            text,
            position: 0,
            levels: vec![Vec::new()],
            verbs: Vec::new(),
        };
        let current = scanner.run();
        Scan {
            levels: scanner.levels,
            verbs: scanner.verbs,
            current,
        }
    }

    /// Where the words begin that name commands.
    pub(super) fn verbs(&self) -> impl Iterator<Item = usize> {
        self.verbs.iter().copied()
    }

    /// The words of the line itself; a list that is closed is one of them.
    pub(super) fn words(&self) -> &[Token] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    /// The words before the current one in the innermost open list, or in the line where none is open.
    pub(super) fn siblings(&self) -> &[Token] {
        self.levels.last().map_or(&[], Vec::as_slice)
    }

    /// Says whether a list is open.
    pub(super) fn in_list(&self) -> bool {
        self.levels.len() > 1
    }
}

struct Scanner<'t> {
    text: &'t str,
    position: usize,
    levels: Vec<Vec<Token>>,
    verbs: Vec<usize>,
}

impl Scanner<'_> {
    fn run(&mut self) -> Current {
        loop {
            self.skip_blanks();
            match self.peek() {
                Some('(') => {
                    self.position += 1;
                    self.levels.push(Vec::new());
                }
                Some(')') if self.levels.len() > 1 => {
                    let start = self.position;
                    self.position += 1;
                    self.levels.pop();
                    self.push(String::new(), true);
                    if self.peek().is_none() {
                        return Current {
                            start,
                            text: String::new(),
                            quote: None,
                            closed: true,
                        };
                    }
                }
                _ => {
                    if matches!(self.levels.as_slice(), [line] if line.is_empty()) {
                        self.verbs.push(self.position);
                    }
                    let word = self.word();
                    if self.peek().is_none() {
                        return word;
                    }
                    let means_itself = word.closed;
                    self.push(word.text, means_itself);
                }
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.position += rest.len() - rest.trim_start().len();
    }

    /// Adds a word; behind the sign of another command, behind `$name =` and `alias NAME =`, the words begin anew.
    fn push(&mut self, text: String, means_itself: bool) {
        let outside = self.levels.len() == 1;
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        // Behind `|` and `!` everything is for the system's shell.
        let ours = !level.iter().enumerate().any(|(place, token)| {
            let sign = token.text.starts_with('|') || (place == 0 && token.text.starts_with('!'));
            sign && !token.means_itself
        });
        let chained = ours && (text.ends_with(';') || matches!(text.as_str(), "&&" | "||"));
        let assigned = text == "="
            && match level.as_slice() {
                [name] => !name.means_itself && name.text.starts_with('$'),
                [alias, _] => !alias.means_itself && alias.text.eq_ignore_ascii_case("alias"),
                _ => false,
            };
        let is_prefix = |word: &str, prefixes: [&str; 2]| {
            prefixes
                .iter()
                .any(|prefix| word.eq_ignore_ascii_case(prefix))
        };
        let prefix = match level.as_slice() {
            [] => is_prefix(&text, ["dry", "time"]),
            [word] => is_prefix(&word.text, ["repeat", "every"]),
            _ => false,
        };
        if outside && (chained || assigned || prefix) && !means_itself {
            level.clear();
        } else {
            level.push(Token { text, means_itself });
        }
    }

    fn word(&mut self) -> Current {
        let start = self.position;
        let (text, quote, closed) = match self.peek() {
            Some(quote @ ('"' | '\'')) => {
                self.position += 1;
                let (text, closed) = self.quoted(quote);
                (text, (!closed).then_some(quote), closed)
            }
            _ => (self.bare(), None, false),
        };
        Current {
            start,
            text,
            quote,
            closed,
        }
    }

    /// Takes what follows an opening quote, and says whether it was closed.
    fn quoted(&mut self, quote: char) -> (String, bool) {
        let mut text = String::new();
        let mut escaped = false;
        for character in self.rest().to_owned().chars() {
            self.position += character.len_utf8();
            match character {
                _ if escaped => {
                    // Before anything else a backslash means itself.
                    if !matches!(character, '"' | '\\') {
                        text.push('\\');
                    }
                    text.push(character);
                    escaped = false;
                }
                '\\' if quote == '"' => escaped = true,
                _ if character == quote => return (text, true),
                _ => text.push(character),
            }
        }
        (text, false)
    }

    /// Takes a word without quotes; square brackets hold it together.
    fn bare(&mut self) -> String {
        let in_list = self.levels.len() > 1;
        let mut depth = 0_usize;
        let mut text = String::new();
        for character in self.rest().to_owned().chars() {
            match character {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                ')' if in_list && depth == 0 => break,
                _ if depth == 0 && character.is_whitespace() => break,
                _ => {}
            }
            self.position += character.len_utf8();
            text.push(character);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_up_to_the_cursor() {
        // The line; its words, those of the innermost list, the word at the cursor and where it begins.
        type Case = (
            &'static str,
            &'static [&'static str],
            &'static [&'static str],
            &'static str,
            usize,
        );
        let cases: &[Case] = &[
            ("", &[], &[], "", 0),
            ("sel", &[], &[], "sel", 0),
            ("fetch ", &["fetch"], &["fetch"], "", 6),
            ("fetch 5 (FLAGS EN", &["fetch", "5"], &["FLAGS"], "EN", 15),
            (
                "fetch 5 (A B) x",
                &["fetch", "5", ""],
                &["fetch", "5", ""],
                "x",
                14,
            ),
            ("cd \"Lists/im", &["cd"], &["cd"], "Lists/im", 3),
            ("cd \"a \\\"b\\\" c", &["cd"], &["cd"], "a \"b\" c", 3),
            ("cd \"a b\" x", &["cd", "a b"], &["cd", "a b"], "x", 9),
            (
                "fetch 5 BODY[HEADER.FIELDS (FR",
                &["fetch", "5"],
                &["fetch", "5"],
                "BODY[HEADER.FIELDS (FR",
                8,
            ),
            ("cd Élé", &["cd"], &["cd"], "Élé", 3),
            ("noop; cd Élé", &["cd"], &["cd"], "Élé", 9),
            ("$x = cd Élé", &["cd"], &["cd"], "Élé", 8),
            ("cd x && fetch 1 (", &["fetch", "1"], &[], "", 17),
            (
                "search OR (FROM a) (TO",
                &["search", "OR", ""],
                &[],
                "TO",
                20,
            ),
        ];
        for (line, words, siblings, current, start) in cases {
            let scan = Scan::of(line);
            let texts = |tokens: &[Token]| -> Vec<String> {
                tokens.iter().map(|token| token.text.clone()).collect()
            };
            assert_eq!(texts(scan.words()), *words, "{line}");
            assert_eq!(texts(scan.siblings()), *siblings, "{line}");
            assert_eq!(scan.current.text, *current, "{line}");
            assert_eq!(scan.current.start, *start, "{line}");
        }
    }

    #[test]
    fn a_word_that_was_closed_takes_nothing_more() {
        assert!(Scan::of("cd \"Archive\"").current.closed);
        assert!(Scan::of("fetch 5 (FLAGS)").current.closed);
        assert!(!Scan::of("cd \"Archive\" ").current.closed);
    }
}
