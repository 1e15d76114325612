//! The capabilities people meet: what each is for, where it is written down, what uses it here.

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

const fn known(
    name: &'static str,
    group: &'static str,
    rfc: &'static str,
    gives: &'static str,
    commands: &'static str,
) -> Known {
    Known {
        name,
        group,
        rfc,
        gives,
        commands,
    }
}

/// Looks a capability up, in any case.
pub(crate) fn find(name: &str) -> Option<&'static Known> {
    let exact = KNOWN
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(name));
    let family = || {
        KNOWN
            .iter()
            .filter(|known| known.name.ends_with('='))
            .find(|known| {
                name.get(..known.name.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(known.name))
            })
    };
    exact.or_else(family)
}

/// All that we can explain.
pub(crate) static KNOWN: &[Known] = &[
    known(
        "AUTH=",
        "sign in",
        "9051",
        "a way to sign in with SASL",
        "login",
    ),
    known(
        "SASL-IR",
        "sign in",
        "4959",
        "signing in with one round trip less",
        "login",
    ),
    known(
        "STARTTLS",
        "sign in",
        "9051",
        "encryption begun on a connection in clear",
        "starttls",
    ),
    known(
        "LOGINDISABLED",
        "sign in",
        "9051",
        "no password is taken here: encrypt first",
        "starttls",
    ),
    known(
        "LOGIN-REFERRALS",
        "sign in",
        "2221",
        "the server may name another one for this user",
        "login",
    ),
    known(
        "UNAUTHENTICATE",
        "sign in",
        "8437",
        "sign out and keep the connection",
        "unauthenticate",
    ),
    known(
        "IDLE",
        "push",
        "2177",
        "the server tells you of new mail while you wait",
        "idle, watch",
    ),
    known(
        "NOTIFY",
        "push",
        "5465",
        "the same for several folders at once",
        "watch --all",
    ),
    known(
        "ESEARCH",
        "search",
        "4731",
        "counts and ranges in place of long lists of numbers",
        "search",
    ),
    known(
        "ESORT",
        "search",
        "5267",
        "the same for sorted answers",
        "sort",
    ),
    known(
        "SEARCHRES",
        "search",
        "5182",
        "the server keeps the last result as $",
        "search",
    ),
    known("SORT", "search", "5256", "the server sorts", "sort"),
    known(
        "SORT=DISPLAY",
        "search",
        "5957",
        "sorting by the names people see",
        "sort",
    ),
    known(
        "THREAD=",
        "search",
        "5256",
        "the server finds out what answers what",
        "thread",
    ),
    known(
        "WITHIN",
        "search",
        "5032",
        "OLDER and YOUNGER in seconds",
        "search",
    ),
    known(
        "SEARCH=FUZZY",
        "search",
        "6203",
        "finding what is nearly the same",
        "search",
    ),
    known(
        "MULTISEARCH",
        "search",
        "7377",
        "one search over several folders",
        "search",
    ),
    known(
        "CONTEXT=",
        "search",
        "5267",
        "searches that are kept up to date",
        "search",
    ),
    known(
        "PARTIAL",
        "search",
        "9394",
        "results page by page",
        "search, fetch",
    ),
    known(
        "PREVIEW",
        "search",
        "8970",
        "the first words of each message",
        "fetch",
    ),
    known(
        "PREVIEW=FUZZY",
        "search",
        "",
        "the first words of each message, an early form",
        "fetch",
    ),
    known(
        "SNIPPET=FUZZY",
        "search",
        "",
        "the first words of each message, an early form",
        "fetch",
    ),
    known(
        "X-GM-EXT-1",
        "search",
        "",
        "Gmail's labels, thread numbers and search",
        "search, fetch",
    ),
    known(
        "UIDPLUS",
        "change",
        "4315",
        "UIDs of appended and copied mail; expunge by UID",
        "append, copy, uid_expunge",
    ),
    known(
        "MOVE",
        "change",
        "6851",
        "move in one step, nothing lost half-way",
        "move",
    ),
    known(
        "UNSELECT",
        "change",
        "3691",
        "leave a folder without expunging",
        "unselect_folder",
    ),
    known(
        "MULTIAPPEND",
        "change",
        "3502",
        "several messages in one append",
        "multiappend",
    ),
    known(
        "CATENATE",
        "change",
        "4469",
        "a message made of parts the server has",
        "raw",
    ),
    known(
        "REPLACE",
        "change",
        "8508",
        "put a message in the place of another in one step",
        "append",
    ),
    known(
        "APPENDLIMIT",
        "change",
        "7889",
        "how large a message may be",
        "append",
    ),
    known(
        "APPENDLIMIT=",
        "change",
        "7889",
        "how large a message may be",
        "append",
    ),
    known(
        "SAVEDATE",
        "change",
        "8514",
        "when a message came into its folder",
        "fetch, search",
    ),
    known(
        "CONDSTORE",
        "sync",
        "7162",
        "changes since last time; no overwriting of others'",
        "fetch, store",
    ),
    known(
        "QRESYNC",
        "sync",
        "7162",
        "what is gone since last time, when a folder is opened",
        "select_folder",
    ),
    known("ENABLE", "sync", "5161", "turning extensions on", "enable"),
    known(
        "OBJECTID",
        "sync",
        "8474",
        "numbers of mails and folders that last",
        "fetch, status",
    ),
    known(
        "UIDONLY",
        "sync",
        "9586",
        "no sequence numbers at all",
        "enable",
    ),
    known(
        "INPROGRESS",
        "sync",
        "9585",
        "how far a long command has come",
        "",
    ),
    known(
        "NAMESPACE",
        "folders",
        "2342",
        "where your folders are, and others'",
        "namespace",
    ),
    known(
        "SPECIAL-USE",
        "folders",
        "6154",
        "which folder is for sent mail, drafts, trash",
        "list_folders",
    ),
    known(
        "CREATE-SPECIAL-USE",
        "folders",
        "6154",
        "saying what a new folder is for",
        "create_folder",
    ),
    known(
        "XLIST",
        "folders",
        "",
        "the same, an early form",
        "list_folders",
    ),
    known(
        "LIST-EXTENDED",
        "folders",
        "5258",
        "better questions about folders",
        "list_folders",
    ),
    known(
        "LIST-STATUS",
        "folders",
        "5819",
        "the list of folders with their counts",
        "list_folders --status",
    ),
    known(
        "LIST-MYRIGHTS",
        "folders",
        "8440",
        "the list of folders with your rights",
        "list_folders",
    ),
    known(
        "LIST-METADATA",
        "folders",
        "9590",
        "the list of folders with their metadata",
        "list_folders",
    ),
    known(
        "STATUS=SIZE",
        "folders",
        "8438",
        "how large a folder is",
        "folder_status",
    ),
    known(
        "CHILDREN",
        "folders",
        "3348",
        "which folders have others in them",
        "list_folders",
    ),
    known(
        "MAILBOX-REFERRALS",
        "folders",
        "2193",
        "folders on other servers",
        "",
    ),
    known(
        "LITERAL+",
        "wire",
        "7888",
        "long arguments without waiting",
        "",
    ),
    known(
        "LITERAL-",
        "wire",
        "7888",
        "arguments up to 4 kB without waiting",
        "",
    ),
    known(
        "BINARY",
        "wire",
        "3516",
        "attachments decoded by the server",
        "fetch",
    ),
    known(
        "COMPRESS=DEFLATE",
        "wire",
        "4978",
        "a compressed connection",
        "compress",
    ),
    known(
        "UTF8=",
        "wire",
        "9755",
        "names and addresses in UTF-8",
        "enable",
    ),
    known(
        "MESSAGELIMIT=",
        "wire",
        "9738",
        "how many messages one command may touch",
        "",
    ),
    known(
        "CONVERT",
        "wire",
        "5259",
        "attachments converted by the server",
        "",
    ),
    known("ID", "other", "2971", "who is on the other end", "id_"),
    known(
        "QUOTA",
        "other",
        "9208",
        "how much room there is and is used",
        "get_quota",
    ),
    known(
        "QUOTA=",
        "other",
        "9208",
        "what the room is counted in",
        "get_quota",
    ),
    known(
        "QUOTASET",
        "other",
        "9208",
        "setting how much room there is",
        "set_quota",
    ),
    known(
        "ACL",
        "other",
        "4314",
        "who may do what in a folder",
        "getacl, setacl",
    ),
    known(
        "RIGHTS=",
        "other",
        "4314",
        "which rights there are",
        "getacl",
    ),
    known(
        "METADATA",
        "other",
        "5464",
        "notes on folders and on the server",
        "getmetadata, setmetadata",
    ),
    known(
        "METADATA-SERVER",
        "other",
        "5464",
        "notes on the server",
        "getmetadata, setmetadata",
    ),
    known(
        "LANGUAGE",
        "other",
        "5255",
        "the server's words in your language",
        "",
    ),
    known(
        "I18NLEVEL=",
        "other",
        "5255",
        "how letters are compared",
        "search, sort",
    ),
    known("URLAUTH", "other", "4467", "links to mail for others", ""),
    known(
        "JMAPACCESS",
        "other",
        "9698",
        "the same mail through JMAP",
        "",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_in_a_group_that_is_shown_and_stands_once() {
        for (index, known) in KNOWN.iter().enumerate() {
            assert!(GROUPS.contains(&known.group), "{}", known.name);
            assert!(
                !KNOWN
                    .iter()
                    .skip(index + 1)
                    .any(|other| other.name == known.name),
                "{}",
                known.name
            );
        }
    }

    #[test]
    fn families_are_found_by_their_beginning() {
        assert_eq!(find("auth=plain").map(|known| known.group), Some("sign in"));
        assert_eq!(find("THREAD=REFS").map(|known| known.group), Some("search"));
        assert!(find("X-VENDOR-1").is_none());
        assert!(find("é").is_none());
    }
}
