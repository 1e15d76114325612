//! The forms that an answer can have.

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Pretty,
    /// One document per command.
    Json,
    /// A line per entry, as it arrives.
    Jsonl,
    /// A header line and a row per entry.
    Csv,
    /// What IMAPClient returns, as a Python expression.
    Python,
    /// The server's bytes.
    Raw,
}

impl Format {
    /// All of them.
    pub(crate) const ALL: &[Format] = &[
        Format::Pretty,
        Format::Json,
        Format::Jsonl,
        Format::Csv,
        Format::Python,
        Format::Raw,
    ];

    /// Their names in the same order.
    pub(crate) const NAMES: &[&str] = &["pretty", "json", "jsonl", "csv", "python", "raw"];

    /// The word for it.
    pub(crate) fn name(self) -> &'static str {
        let all = Format::ALL.iter().zip(Format::NAMES);
        let mut known = all.filter_map(|(format, name)| (*format == self).then_some(*name));
        known.next().unwrap_or_default()
    }

    /// The one that a word stands for.
    pub(crate) fn named(word: &str) -> Option<Self> {
        let mut all = Format::ALL.iter();
        all.find(|format| format.name() == word).copied()
    }
}
