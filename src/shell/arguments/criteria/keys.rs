//! The search keys there are, and what each takes.

/// A search key with what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SearchWord {
    /// Its name, upper-case.
    pub(crate) name: &'static str,
    /// What it takes.
    pub(crate) takes: Takes,
}

/// What follows a search key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing.
    Nothing,
    /// One string.
    Text,
    /// The name of a header field and a string.
    Header,
    /// A keyword.
    Keyword,
    /// A day.
    Date,
    /// A number of bytes.
    Size,
    /// A number of seconds, not 0.
    Seconds,
    /// A number of 64 bits.
    Number,
    /// An identifier of letters, digits, `-` and `_`. RFC 8474
    Identifier,
    /// A message set.
    Uids,
    /// One key.
    Key,
    /// Two keys.
    TwoKeys,
    /// Groups in parentheses, any number of them.
    Groups,
}

impl Takes {
    /// What follows, to be shown behind the key in hints; empty for nothing.
    pub(crate) fn placeholder(self) -> &'static str {
        match self {
            Takes::Nothing => "",
            Takes::Text => "TEXT",
            Takes::Header => "FIELD TEXT",
            Takes::Keyword => "KEYWORD",
            Takes::Date => "DATE",
            Takes::Size => "SIZE",
            Takes::Seconds => "SECONDS",
            Takes::Number => "NUMBER",
            Takes::Identifier => "ID",
            Takes::Uids => "SET",
            Takes::Key => "KEY",
            Takes::TwoKeys => "KEY KEY",
            Takes::Groups => "(KEYS) (KEYS)",
        }
    }

    /// What follows, in a sentence that begins with the key's name and "takes".
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Takes::Nothing => "nothing",
            Takes::Text => "one string, in quotes if it holds blanks",
            Takes::Header => "the name of a field and a string, such as List-Id \"\"",
            Takes::Keyword => "a keyword, such as $Forwarded",
            Takes::Date => "a date, such as 1-Nov-2026, 2026-11-01, today or 7d",
            Takes::Size => "a size in bytes, such as 500, 10k or 5M",
            Takes::Seconds => "a number of seconds from 1 up, such as 86400 for a day",
            Takes::Number => "a number",
            Takes::Identifier => "an id of letters, digits, - and _, as FETCH shows it",
            Takes::Uids => "a set of UIDs, such as 5, 1:3,7 or 5:*",
            Takes::Key => "one key, or several in parentheses",
            Takes::TwoKeys => {
                "exactly two keys; for more there is ANY (FROM ann) (FROM bob) (FROM cy)"
            }
            Takes::Groups => "groups in parentheses, such as ANY (FROM ann) (FROM bob)",
        }
    }
}

const fn key(name: &'static str, takes: Takes) -> SearchWord {
    SearchWord { name, takes }
}

/// All search keys by name: those of RFC 3501 and RFC 9051, of WITHIN (RFC 5032), CONDSTORE
/// (RFC 7162), SEARCH=FUZZY (RFC 6203), OBJECTID (RFC 8474), SAVEDATE (RFC 8514) and of Gmail; and
/// two of the shell's own, `UNREAD` and `ANY`.
pub(crate) const SEARCH_KEYS: &[SearchWord] = &[
    key("ALL", Takes::Nothing),
    key("ANSWERED", Takes::Nothing),
    key("ANY", Takes::Groups),
    key("BCC", Takes::Text),
    key("BEFORE", Takes::Date),
    key("BODY", Takes::Text),
    key("CC", Takes::Text),
    key("DELETED", Takes::Nothing),
    key("DRAFT", Takes::Nothing),
    key("EMAILID", Takes::Identifier),
    key("FLAGGED", Takes::Nothing),
    key("FROM", Takes::Text),
    key("FUZZY", Takes::Key),
    key("HEADER", Takes::Header),
    key("KEYWORD", Takes::Keyword),
    key("LARGER", Takes::Size),
    key("MODSEQ", Takes::Number),
    key("NEW", Takes::Nothing),
    key("NOT", Takes::Key),
    key("OLD", Takes::Nothing),
    key("OLDER", Takes::Seconds),
    key("ON", Takes::Date),
    key("OR", Takes::TwoKeys),
    key("RECENT", Takes::Nothing),
    key("SAVEDATESUPPORTED", Takes::Nothing),
    key("SAVEDBEFORE", Takes::Date),
    key("SAVEDON", Takes::Date),
    key("SAVEDSINCE", Takes::Date),
    key("SEEN", Takes::Nothing),
    key("SENTBEFORE", Takes::Date),
    key("SENTON", Takes::Date),
    key("SENTSINCE", Takes::Date),
    key("SINCE", Takes::Date),
    key("SMALLER", Takes::Size),
    key("SUBJECT", Takes::Text),
    key("TEXT", Takes::Text),
    key("THREADID", Takes::Identifier),
    key("TO", Takes::Text),
    key("UID", Takes::Uids),
    key("UNANSWERED", Takes::Nothing),
    key("UNDELETED", Takes::Nothing),
    key("UNDRAFT", Takes::Nothing),
    key("UNFLAGGED", Takes::Nothing),
    key("UNKEYWORD", Takes::Keyword),
    key("UNREAD", Takes::Nothing),
    key("UNSEEN", Takes::Nothing),
    key("X-GM-LABELS", Takes::Text),
    key("X-GM-MSGID", Takes::Number),
    key("X-GM-RAW", Takes::Text),
    key("X-GM-THRID", Takes::Number),
    key("YOUNGER", Takes::Seconds),
];

/// Finds a key by its name, in any case.
pub(super) fn known(name: &str) -> Option<SearchWord> {
    let found = SEARCH_KEYS
        .iter()
        .find(|key| key.name.eq_ignore_ascii_case(name));
    found.copied()
}
