//! What a server says it can do.

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
