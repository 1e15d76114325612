//! What Tab offers, and how it is put into the line: in quotes where it needs them.

use super::Candidate;
use super::scan::Current;
use crate::shell::line;

/// Up to this many candidates are told with what they are for.
const TOLD: usize = 12;

/// Something that may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    /// What it says, without quotes.
    pub(super) text: String,
    /// What it is for, in a few words.
    pub(super) note: String,
    /// It is a name, which may need quotes; other things are typed as they are.
    pub(super) name: bool,
    /// More has to follow without a blank.
    pub(super) unfinished: bool,
}

impl Offer {
    /// A word of the language, typed as it is.
    pub(super) fn word(text: impl Into<String>) -> Self {
        Offer {
            text: text.into(),
            note: String::new(),
            name: false,
            unfinished: false,
        }
    }

    /// A name of something outside of the language.
    pub(super) fn name(text: impl Into<String>) -> Self {
        Offer {
            name: true,
            ..Offer::word(text)
        }
    }

    /// Says what it is for.
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// More has to follow without a blank.
    pub(super) fn unfinished(mut self) -> Self {
        self.unfinished = true;
        self
    }

    fn form(&self, quote: Option<char>) -> String {
        if !self.name {
            return self.text.clone();
        }
        let form = match quote {
            Some('\'') if !self.text.contains('\'') => format!("'{}'", self.text),
            Some(_) => line::quoted_form(&self.text),
            None => line::spelt(&self.text),
        };
        match form.strip_suffix(['"', '\'']) {
            // The quote stays open for what has to follow.
            Some(open) if self.unfinished && form.len() > self.text.len() => open.to_owned(),
            _ => form,
        }
    }
}

/// Says whether a name begins with what is typed. Case does not count, and `-` equals `_` where a word of the
/// language is meant.
pub(super) fn begins_with(name: &str, typed: &str) -> bool {
    let mut name = name.chars().flat_map(char::to_lowercase);
    typed
        .chars()
        .flat_map(char::to_lowercase)
        .all(|wanted| name.next() == Some(wanted))
}

/// Keeps the offers that begin with what is typed and puts them into the form of the line. `more` says whether
/// a blank belongs behind a candidate that is the only one.
pub(super) fn candidates(offers: Vec<Offer>, current: &Current, more: bool) -> Vec<Candidate> {
    let fitting: Vec<Offer> = offers
        .into_iter()
        .filter(|offer| begins_with(&offer.text, &current.text))
        .collect();
    let quote = current
        .quote
        .or_else(|| common_quote(&fitting, &current.text));
    let alone = fitting.len() == 1;
    let told = fitting.len() <= TOLD && fitting.iter().any(|offer| !offer.note.is_empty());
    let widest = fitting
        .iter()
        .map(|offer| unicode_width::UnicodeWidthStr::width(offer.text.as_str()))
        .max()
        .unwrap_or(0);
    fitting
        .iter()
        .map(|offer| {
            let mut typed = offer.form(quote);
            if alone && more && !offer.unfinished {
                typed.push(' ');
            }
            let shown = offer.form(current.quote);
            let shown = if told {
                format!("{shown:widest$}  {}", offer.note)
                    .trim_end()
                    .to_owned()
            } else {
                shown
            };
            Candidate { shown, typed }
        })
        .collect()
}

/// Where names go on together behind what is typed and one of them needs quotes, all get them: the editor puts
/// in what they have in common.
fn common_quote(offers: &[Offer], typed: &str) -> Option<char> {
    let (first, rest) = offers.split_first()?;
    let needs = |offer: &Offer| offer.name && line::spelt(&offer.text) != offer.text;
    if rest.is_empty() || !offers.iter().any(needs) {
        return None;
    }
    let common = rest
        .iter()
        .fold(first.text.chars().count(), |common, offer| {
            let same = first.text.chars().zip(offer.text.chars());
            same.take_while(|(one, two)| one == two).count().min(common)
        });
    (common > typed.chars().count()).then_some('"')
}
