//! HTML as text: enough to read a mail by, and nothing of what a mail can do to its reader. One pass, each
//! character looked at once; what is held is bounded. No document is built, so none can be too deep or too odd.
//!
//! A parser with a tree (html5ever and what stands on it) is a hundred times this code for a result no better
//! to read, and holds the whole mail.

use super::entities;
use super::tag::Tag;

/// More of a tag is not looked at.
const LONGEST_TAG: usize = 8 * 1024;

/// More links get no number.
const MOST_LINKS: usize = 500;

/// A longer address is cut, and that is marked.
const LONGEST_LINK: usize = 2 * 1024;

/// Quotes in quotes further in than this are not marked.
const DEEPEST: usize = 8;

/// HTML on its way to text.
#[derive(Default)]
pub(super) struct Html {
    state: State,
    /// A tag, or the name of a character.
    begun: String,
    flow: Flow,
    /// Where the link leads that we are in, and what its text is so far.
    link: Option<(String, String)>,
    links: Vec<String>,
}

/// Where in the HTML we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Text,
    /// Behind `<`.
    Begun,
    /// In a tag, perhaps in a quoted value, perhaps right behind `=`.
    Tag { quote: Option<char>, value: bool },
    /// In a comment, behind so many dashes.
    Comment { dashes: u8 },
    /// In an element whose content is no text, with so much of its end found.
    Skipped { end: &'static str, found: usize },
    /// Behind `&`.
    Entity,
}

/// Elements whose content is no text, by what ends them.
const SKIPPED: [&str; 3] = ["</script", "</style", "</title"];

impl Html {
    /// Reads the next piece.
    pub(super) fn read(&mut self, text: &str, out: &mut String) {
        text.chars().for_each(|letter| self.take(letter, out));
    }

    /// Ends the text, and adds where its links lead.
    pub(super) fn finish(&mut self, out: &mut String) {
        match self.state {
            State::Entity => self.end_entity(None, out),
            State::Begun => self.show('<', out),
            _ => {}
        }
        if !self.links.is_empty() {
            self.flow.quotes = 0;
            self.flow.lines(2);
            self.flow.words("links:", out);
            for (place, link) in std::mem::take(&mut self.links).iter().enumerate() {
                self.flow.lines(1);
                self.flow.words(&format!("[{}] {link}", place + 1), out);
            }
        }
        self.flow.end(out);
    }

    fn take(&mut self, letter: char, out: &mut String) {
        match self.state {
            State::Text => match letter {
                '<' => self.state = State::Begun,
                '&' => self.begin(State::Entity),
                letter => self.show(letter, out),
            },
            State::Begun => {
                if letter.is_ascii_alphabetic() || matches!(letter, '/' | '!' | '?') {
                    self.begin(State::Tag {
                        quote: None,
                        value: false,
                    });
                    self.begun.push(letter);
                } else {
                    self.state = State::Text;
                    self.show('<', out);
                    self.take(letter, out);
                }
            }
            State::Tag { quote, value } => self.in_tag(letter, quote, value, out),
            State::Comment { dashes } => {
                self.state = match letter {
                    '-' => State::Comment {
                        dashes: (dashes + 1).min(2),
                    },
                    '>' if dashes >= 2 => State::Text,
                    _ => State::Comment { dashes: 0 },
                }
            }
            State::Skipped { end, found } => self.skip(letter, end, found),
            State::Entity => {
                let more = letter.is_ascii_alphanumeric() || letter == '#';
                if more && self.begun.len() < entities::LONGEST {
                    self.begun.push(letter);
                } else {
                    self.end_entity(Some(letter), out);
                }
            }
        }
    }

    fn begin(&mut self, state: State) {
        self.begun.clear();
        self.state = state;
    }

    fn in_tag(&mut self, letter: char, quote: Option<char>, value: bool, out: &mut String) {
        let (quote, value) = match (quote, letter) {
            (None, '>') => return self.end_tag(out),
            (None, '"' | '\'') if value => (Some(letter), false),
            (None, '=') => (None, true),
            (None, letter) => (None, value && letter.is_ascii_whitespace()),
            (Some(open), letter) => (Some(open).filter(|open| *open != letter), false),
        };
        if self.begun.len() < LONGEST_TAG {
            self.begun.push(letter);
        }
        self.state = if self.begun == "!--" {
            State::Comment { dashes: 2 }
        } else {
            State::Tag { quote, value }
        };
    }

    fn skip(&mut self, letter: char, end: &'static str, found: usize) {
        let next = end.get(found..).and_then(|rest| rest.chars().next());
        let found = match next {
            Some(next) if letter.to_ascii_lowercase() == next => found + 1,
            _ if letter == '<' => 1,
            _ => 0,
        };
        if found == end.len() {
            self.begin(State::Tag {
                quote: None,
                value: false,
            });
            self.begun.push_str(end.get(1..).unwrap_or_default());
        } else {
            self.state = State::Skipped { end, found };
        }
    }

    /// Shows the character whose name has ended, or what was written where there is none of that name.
    fn end_entity(&mut self, after: Option<char>, out: &mut String) {
        self.state = State::Text;
        let name = std::mem::take(&mut self.begun);
        let found = entities::character(&name);
        match found {
            Some(character) => self.show(character, out),
            None => {
                self.show('&', out);
                name.chars().for_each(|letter| self.show(letter, out));
            }
        }
        if let Some(after) = after.filter(|after| found.is_none() || *after != ';') {
            self.take(after, out);
        }
    }

    fn show(&mut self, letter: char, out: &mut String) {
        if let Some((_, text)) = &mut self.link
            && text.len() < LONGEST_LINK
        {
            text.push(letter);
        }
        self.flow.letter(letter, out);
    }

    fn end_tag(&mut self, out: &mut String) {
        self.state = State::Text;
        let text = std::mem::take(&mut self.begun);
        let tag = Tag::read(&text);
        let name = tag.name.to_ascii_lowercase();
        if !tag.closes
            && let Some(end) = SKIPPED.iter().find(|end| end.get(2..) == Some(&name))
        {
            self.state = State::Skipped { end, found: 0 };
        }
        match name.as_str() {
            "br" => self.flow.break_line(),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" => {
                self.flow.lines(2)
            }
            "div" | "tr" | "table" | "dt" | "dd" | "section" | "article" | "header" | "footer"
            | "center" | "form" | "address" | "caption" | "figure" | "body" => self.flow.lines(1),
            "li" => {
                self.flow.lines(1);
                if !tag.closes {
                    self.flow.words("- ", out);
                }
            }
            "td" | "th" => self.flow.blank(),
            "hr" => {
                self.flow.lines(1);
                self.flow.words("--------", out);
                self.flow.lines(1);
            }
            "pre" => {
                self.flow.lines(2);
                self.flow.as_it_is = !tag.closes;
            }
            "blockquote" => {
                self.flow.lines(2);
                self.flow.quotes = match tag.closes {
                    true => self.flow.quotes.saturating_sub(1),
                    false => self.flow.quotes + 1,
                };
            }
            "img" => self.image(tag, out),
            "a" => self.anchor(tag, out),
            _ => {}
        }
        self.begun = text;
    }

    fn image(&mut self, tag: Tag<'_>, out: &mut String) {
        let told = entities::decoded(tag.attribute("alt").unwrap_or_default());
        let told = told.trim();
        if !told.is_empty() {
            let shown = format!("[{told}]");
            shown.chars().for_each(|letter| self.show(letter, out));
        }
    }

    /// Begins a link, or ends one with its number.
    fn anchor(&mut self, tag: Tag<'_>, out: &mut String) {
        if let Some((leads, text)) = self.link.take()
            && is_worth_telling(&leads, &text)
            && self.links.len() < MOST_LINKS
        {
            self.links.push(leads);
            self.flow.blank();
            let number = format!("[{}]", self.links.len());
            self.flow.words(&number, out);
        }
        let leads = tag.attribute("href").filter(|_| !tag.closes);
        self.link = leads.map(|leads| {
            let leads = entities::decoded(leads);
            let cut = leads.char_indices().nth(LONGEST_LINK);
            let leads = match cut.and_then(|(place, _)| leads.get(..place)) {
                Some(beginning) => format!("{beginning}…"),
                None => leads.into_owned(),
            };
            (leads.trim().to_owned(), String::new())
        });
    }
}

/// Says whether a link shows something, leads out of the mail, and elsewhere than its text says.
fn is_worth_telling(leads: &str, text: &str) -> bool {
    let Some((scheme, place)) = leads.split_once(':') else {
        return false;
    };
    let known = ["http", "https", "ftp", "mailto", "tel"];
    let bare = |text: &str| {
        let text = text.trim().trim_end_matches('/');
        let text = text
            .strip_prefix("https://")
            .or(text.strip_prefix("http://"))
            .unwrap_or(text);
        text.to_ascii_lowercase()
    };
    let place = place.strip_prefix("//").unwrap_or(place);
    known.iter().any(|known| scheme.eq_ignore_ascii_case(known))
        && !text.trim().is_empty()
        && bare(text) != bare(place)
}

/// Text as it flows: blanks become one, lines end where elements do.
#[derive(Default)]
struct Flow {
    /// Something was written.
    begun: bool,
    /// Something was written in this line.
    in_line: bool,
    /// A blank stands before what comes next.
    blank: bool,
    /// So many lines end before what comes next.
    lines: usize,
    /// So many quotes are open.
    quotes: usize,
    /// Blanks and line ends stay.
    as_it_is: bool,
}

impl Flow {
    fn letter(&mut self, letter: char, out: &mut String) {
        match letter {
            '\n' if self.as_it_is => self.break_line(),
            '\r' if self.as_it_is => {}
            ' ' | '\t' if self.as_it_is => {
                self.place(out);
                out.push(letter);
            }
            // Of no width: they are there for the breaking of lines, and to fill previews.
            '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            letter if letter.is_whitespace() => self.blank = true,
            letter => {
                self.place(out);
                out.push(letter);
            }
        }
    }

    fn words(&mut self, words: &str, out: &mut String) {
        words.chars().for_each(|letter| self.letter(letter, out));
    }

    fn blank(&mut self) {
        self.blank = true;
    }

    /// Ends the line before what comes next; `many` is 2 for an empty line between.
    fn lines(&mut self, many: usize) {
        self.lines = self.lines.max(many);
    }

    /// Ends the line here; two such make an empty line.
    fn break_line(&mut self) {
        self.lines = (self.lines + 1).min(2);
    }

    /// Writes what was put off until something follows.
    fn place(&mut self, out: &mut String) {
        if self.lines > 0 && self.begun {
            (0..self.lines).for_each(|_| out.push('\n'));
            self.in_line = false;
        }
        if !self.in_line {
            (0..self.quotes.min(DEEPEST)).for_each(|_| out.push_str("> "));
        } else if self.blank {
            out.push(' ');
        }
        (self.lines, self.blank) = (0, false);
        (self.begun, self.in_line) = (true, true);
    }

    fn end(&mut self, out: &mut String) {
        if self.begun {
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, told: &str) {
        let mut reader = Html::default();
        let mut text = String::new();
        reader.read(html, &mut text);
        reader.finish(&mut text);
        assert_eq!(text, told, "{html}");
    }

    #[test]
    fn text_flows_as_on_a_page() {
        for (html, told) in [
            ("", ""),
            ("plain", "plain\n"),
            ("a\n  b <b>c</b>d", "a b cd\n"),
            ("<p>one</p>\n<p>two</p>", "one\n\ntwo\n"),
            ("one<br>two<br/><br>three", "one\ntwo\n\nthree\n"),
            ("<div>a<div>b</div></div>c", "a\nb\nc\n"),
            ("<ul><li>a</li><li>b</ul>c", "- a\n- b\n\nc\n"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c", "a b\nc\n"),
            ("<pre>a\n  b\r\n\nc</pre>d  e", "a\n  b\n\nc\n\nd e\n"),
            ("a<blockquote>b<br>c</blockquote>d", "a\n\n> b\n> c\n\nd\n"),
            ("a<hr>b", "a\n--------\nb\n"),
            ("<img src=x alt='A &amp; B'>", "[A & B]\n"),
        ] {
            check(html, told);
        }
    }

    #[test]
    fn what_is_no_text_does_not_show() {
        for html in [
            "<head><title>no</title><style>p > a {}</style></head>yes",
            "<script>if (a<b) '</scr' + \"</div>\"</SCRIPT >yes",
            "<!-- no --><!----><!-->yes<!-- > -- ->no",
            "<!DOCTYPE html><?xml version='1'?><![if !mso]>yes<![endif]>",
            "<a title=\"no > no\" href=''>yes</a>",
            "<p class=a'b>yes",
            "y\u{200b}e&shy;s&zwnj;&#847;",
            "yes<b no=\"end",
        ] {
            check(html, "yes\n");
        }
    }

    #[test]
    fn characters_are_told_by_name_and_odd_ones_stay() {
        for (html, told) in [
            ("&lt;a&gt; &amp;amp; &#65;&#x42;", "<a> &amp; AB\n"),
            ("AT&T &co; &; & &amp", "AT&T &co; &; & &\n"),
            ("a&nbsp;&nbsp;b &eacutex", "a b &eacutex\n"),
            ("1 < 2 <3 <", "1 < 2 <3 <\n"),
            ("&averylongnamethatisnone;", "&averylongnamethatisnone;\n"),
        ] {
            check(html, told);
        }
    }

    #[test]
    fn links_tell_where_they_lead() {
        check(
            "<a href='https://evil.example/?a=1&amp;b=2'>your bank</a>.",
            "your bank [1].\n\nlinks:\n[1] https://evil.example/?a=1&b=2\n",
        );
        for same in [
            "<a href='https://example.org/'>Example.org</a>",
            "<a href='mailto:Example.org'>Example.org</a>",
            "<a href='#top'>Example.org</a>",
            "<a href='javascript:x()'>Example.org</a>",
            "<a name=x>Example.org</a><a href='https://x.example'> </a>",
        ] {
            check(same, "Example.org\n");
        }
    }

    #[test]
    fn nothing_held_grows_with_the_mail() {
        let mut reader = Html::default();
        let mut text = String::new();
        let link = format!("<a href='http://{}'>x</a>", "y".repeat(100_000));
        for piece in ["<b ", &"x=\"y\" ".repeat(100_000), ">", &link.repeat(600)] {
            reader.read(piece, &mut text);
        }
        reader.read(&"<blockquote>".repeat(100_000), &mut text);
        reader.read("z", &mut text);
        assert!(reader.begun.capacity() < 4 * LONGEST_TAG);
        assert_eq!(reader.links.len(), MOST_LINKS);
        assert!(
            reader
                .links
                .iter()
                .all(|link| link.len() <= LONGEST_LINK + 3)
        );
        assert!(text.ends_with(&format!("\n\n{}z", "> ".repeat(DEEPEST))));
    }
}
