//! What may be asked of LIST, SEARCH, SORT and SELECT beyond the plain command.

use super::StatusItem;

/// Which mailboxes LIST looks for. RFC 5258 section 3.1; RFC 6154 section 2
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListSelection {
    /// Subscribed ones, also those that do not exist.
    Subscribed,
    /// Also ones on other servers.
    Remote,
    /// Also those that have a mailbox below them to which another option applies.
    RecursiveMatch,
    /// Those with a special use.
    SpecialUse,
}

impl ListSelection {
    /// The word of the command.
    pub fn as_str(self) -> &'static str {
        match self {
            ListSelection::Subscribed => "SUBSCRIBED",
            ListSelection::Remote => "REMOTE",
            ListSelection::RecursiveMatch => "RECURSIVEMATCH",
            ListSelection::SpecialUse => "SPECIAL-USE",
        }
    }
}

/// What LIST tells of each mailbox. RFC 5258 section 3.2; RFC 5819; RFC 6154; RFC 8440; RFC 9590
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListReturn {
    /// Whether it is subscribed.
    Subscribed,
    /// Whether there are mailboxes below it.
    Children,
    /// Its special use.
    SpecialUse,
    /// Its status.
    Status(Vec<StatusItem>),
    /// What we may do with it.
    MyRights,
    /// Its metadata.
    Metadata(Vec<String>),
}

impl ListReturn {
    /// The first word of the command.
    pub fn as_str(&self) -> &'static str {
        match self {
            ListReturn::Subscribed => "SUBSCRIBED",
            ListReturn::Children => "CHILDREN",
            ListReturn::SpecialUse => "SPECIAL-USE",
            ListReturn::Status(_) => "STATUS",
            ListReturn::MyRights => "MYRIGHTS",
            ListReturn::Metadata(_) => "METADATA",
        }
    }
}

/// What SEARCH or SORT tells of its result. RFC 4731; RFC 5182; RFC 5267; RFC 6203; RFC 9394
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchReturn {
    /// The lowest number.
    Min,
    /// The highest number.
    Max,
    /// How many there are.
    Count,
    /// All numbers.
    All,
    /// The result is kept on the server, as `$`.
    Save,
    /// How well each message fits, for fuzzy keys. RFC 6203 section 4
    Relevancy,
    /// The results from one place to another, counted from 1, or from -1 backwards from the last.
    Partial(i64, i64),
}

/// One key of a SORT. RFC 5256 section 3; RFC 5957
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// `ARRIVAL`, `CC`, `DATE`, `FROM`, `SIZE`, `SUBJECT`, `TO`, `DISPLAYFROM`, `DISPLAYTO`, ... upper-cased.
    pub name: String,
    /// `REVERSE` stands before it.
    pub reverse: bool,
}

impl SortKey {
    /// Sorts by a key, the lowest first.
    pub fn new(name: impl Into<String>) -> Self {
        SortKey {
            name: name.into().to_ascii_uppercase(),
            reverse: false,
        }
    }

    /// Sorts by a key, the highest first.
    pub fn reverse(name: impl Into<String>) -> Self {
        SortKey {
            reverse: true,
            ..SortKey::new(name)
        }
    }
}
