//! `%%` and `%(key)s` in values, as Python's `ConfigParser` expands them, but a lone `%` and an
//! unknown name are kept instead of failing: people have `%` in passwords.

/// Python's limit for values that refer to values.
const DEPTH: usize = 10;
/// What one value may grow to.
const LENGTH: usize = 64 * 1024;
/// How many references one value may lead to; ten levels of ten references each would not end.
const REFERENCES: usize = 1_000;

/// Expands one value; `lookup` gives the raw value of a key (lower case) as the section sees it.
///
/// # Errors
/// The value refers to itself, or grows without measure: the text says which.
pub(super) fn expand(
    raw: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<String, &'static str> {
    let mut work = Work {
        expanded: String::with_capacity(raw.len()),
        references: 0,
        lookup,
    };
    work.expand(raw, 1)?;
    Ok(work.expanded)
}

/// The keys (lower case) a raw value refers to.
pub(super) fn references(raw: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = raw;
    while let Some((_, after)) = rest.split_once('%') {
        rest = match reference(after) {
            Some((name, after)) => {
                found.push(name.to_lowercase());
                after
            }
            None => after.strip_prefix('%').unwrap_or(after),
        };
    }
    found
}

struct Work<'a> {
    expanded: String,
    references: usize,
    lookup: &'a dyn Fn(&str) -> Option<String>,
}

impl Work<'_> {
    /// Recursive, but never deeper than [`DEPTH`].
    fn expand(&mut self, raw: &str, depth: usize) -> Result<(), &'static str> {
        if depth > DEPTH {
            return Err("its %(...)s references go deeper than 10, perhaps in a circle");
        }
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('%') {
            self.push(before)?;
            rest = if let Some(after) = after.strip_prefix('%') {
                self.push("%")?;
                after
            } else if let Some((name, behind)) = reference(after)
                && let Some(value) = (self.lookup)(&name.to_lowercase())
            {
                self.references += 1;
                if self.references > REFERENCES {
                    return Err("it has too many %(...)s references");
                }
                self.expand(&value, depth + 1)?;
                behind
            } else {
                self.push("%")?;
                after
            };
        }
        self.push(rest)
    }

    fn push(&mut self, text: &str) -> Result<(), &'static str> {
        if self.expanded.len() + text.len() > LENGTH {
            return Err("it grows beyond 64 KiB when its %(...)s references are filled in");
        }
        self.expanded.push_str(text);
        Ok(())
    }
}

/// The name in `(name)s` at the start of a text that follows a `%`, and what comes behind it.
fn reference(after: &str) -> Option<(&str, &str)> {
    let (name, behind) = after.strip_prefix('(')?.split_once(')')?;
    let behind = behind.strip_prefix('s')?;
    (!name.is_empty()).then_some((name, behind))
}
