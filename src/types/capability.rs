//! What a server says it can do.

/// The extensions that are a part of IMAP4rev2. RFC 9051 appendix E
const IN_REV2: [&str; 13] = [
    "ENABLE",
    "ESEARCH",
    "IDLE",
    "LIST-EXTENDED",
    "LIST-STATUS",
    "MOVE",
    "NAMESPACE",
    "SASL-IR",
    "SEARCHRES",
    "SPECIAL-USE",
    "STATUS=SIZE",
    "UIDPLUS",
    "UNSELECT",
];

/// The capabilities of a server, upper-cased, in its order, without doubles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities(Vec<String>);

impl Capabilities {
    /// Takes names as they were sent.
    pub fn new<I: IntoIterator<Item: AsRef<str>>>(names: I) -> Self {
        let mut known = Vec::<String>::new();
        let mut seen = std::collections::HashSet::new();
        for name in names {
            let name = name.as_ref().to_ascii_uppercase();
            if seen.insert(name.clone()) {
                known.push(name);
            }
        }
        Capabilities(known)
    }

    /// Says whether a capability is there: exactly this name, in any case; `APPENDLIMIT=` with any value.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|known| {
            let compared = if name.ends_with('=') {
                name.len()
            } else {
                known.len()
            };
            let start = known.get(..compared);
            start.is_some_and(|start| start.eq_ignore_ascii_case(name))
        })
    }

    /// Says whether a server has an extension, by its name or as a part of IMAP4rev2.
    ///
    /// # Example
    /// ```
    /// use imapclient::types::Capabilities;
    ///
    /// let known = Capabilities::new(["IMAP4rev2", "SORT"]);
    /// assert!(known.offers("sort") && known.offers("NAMESPACE"));
    /// assert!(!known.offers("THREAD=REFERENCES") && !known.has("NAMESPACE"));
    /// ```
    /// RFC 9051 appendix E
    pub fn offers(&self, extension: &str) -> bool {
        let mut included = IN_REV2.iter();
        self.has(extension)
            || (self.has("IMAP4REV2") && included.any(|name| name.eq_ignore_ascii_case(extension)))
    }

    /// The names, in the server's order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
