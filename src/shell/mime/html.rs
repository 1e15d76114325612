//! HTML as text: enough to read a mail by, and nothing of what a mail can do to its reader. One pass, each
//! character looked at once; what is held is bounded. No document is built, so none can be too deep or too odd.
//!
//! A parser with a tree (html5ever and what stands on it) is a hundred times this code for a result no better
//! to read, and holds the whole mail.

mod flow;

use self::flow::Flow;
use super::entities;
use super::tag::Tag;

/// More of a tag is not looked at.
const LONGEST_TAG: usize = 8 * 1024;

/// More links get no number.
const MOST_LINKS: usize = 500;

/// A longer address is cut, and that is marked.
const LONGEST_LINK: usize = 2 * 1024;

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

#[cfg(test)]
mod tests;
