//! The capabilities people meet: what each is for, where it is written down, what uses it here.

use std::sync::OnceLock;

/// The groups in the order they are shown.
pub(crate) const GROUPS: [&str; 8] = [
    "sign in", "push", "search", "change", "sync", "folders", "wire", "other",
];

/// What is worth saying when a server lacks it.
pub(crate) const MISSED: [&str; 15] = [
    "IMAP4REV2",
    "IDLE",
    "MOVE",
    "UIDPLUS",
    "SPECIAL-USE",
    "ESEARCH",
    "SORT",
    "CONDSTORE",
    "QRESYNC",
    "QUOTA",
    "ACL",
    "METADATA",
    "PREVIEW",
    "OBJECTID",
    "COMPRESS=DEFLATE",
];

/// One capability, or a family of them when the name ends in `=`.
#[derive(Debug)]
pub(crate) struct Known {
    /// Its name, upper-cased.
    pub(crate) name: &'static str,
    /// One of [`GROUPS`].
    pub(crate) group: &'static str,
    /// The RFC, or empty.
    pub(crate) rfc: &'static str,
    /// What it gives a person.
    pub(crate) gives: &'static str,
    /// Commands that use it, this shell's and those it will have; only those it has are shown.
    pub(crate) commands: &'static str,
}

/// Looks a capability up, in any case.
pub(crate) fn find(name: &str) -> Option<&'static Known> {
    let exact = all()
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(name));
    let family = || {
        let mut families = all().iter().filter(|known| known.name.ends_with('='));
        families.find(|known| {
            name.get(..known.name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(known.name))
        })
    };
    exact.or_else(family)
}

/// All that we can explain. The table has a group in brackets, and below it a line for each.
fn all() -> &'static [Known] {
    static ALL: OnceLock<Vec<Known>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut group = "";
        let lines = include_str!("known.txt").lines();
        lines
            .filter_map(|line| match line.strip_prefix('[') {
                Some(head) => {
                    group = head.trim_end_matches(']');
                    None
                }
                None => known(group, line),
            })
            .collect()
    })
}

fn known(group: &'static str, line: &'static str) -> Option<Known> {
    let mut fields = line.split('|').map(str::trim);
    Some(Known {
        name: fields.next().filter(|name| !name.is_empty())?,
        group,
        rfc: fields.next()?,
        gives: fields.next()?,
        commands: fields.next()?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_is_in_a_group_that_is_shown_and_stands_once() {
        let mut names = BTreeSet::new();
        for known in all() {
            assert!(GROUPS.contains(&known.group), "{}", known.name);
            assert!(!known.gives.is_empty(), "{}", known.name);
            assert!(names.insert(known.name), "{}", known.name);
        }
        let lines = include_str!("known.txt").lines();
        assert_eq!(lines.filter(|line| line.contains('|')).count(), names.len());
    }

    #[test]
    fn families_are_found_by_their_beginning() {
        assert_eq!(find("auth=plain").map(|known| known.group), Some("sign in"));
        assert_eq!(find("THREAD=REFS").map(|known| known.group), Some("search"));
        assert!(find("X-VENDOR-1").is_none());
        assert!(find("é").is_none());
    }
}
