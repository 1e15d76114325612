//! What every row stands on: a session, and the one folder in which it may do what it wants.

use serde_json::Value;

use crate::shell::{Account, Refusal, Shell};

/// The folder of the tests, under the personal prefix.
const FOLDER: &str = "__imapclient";

/// Why a row did not pass.
#[derive(Debug)]
pub(crate) enum Ending {
    /// Something was not as it should be.
    Failed(String),
    /// This server cannot do it.
    Skipped(String),
}

/// How a row ends.
pub(crate) type Outcome<T = ()> = Result<T, Ending>;

impl From<Refusal> for Ending {
    fn from(refusal: Refusal) -> Self {
        match (refusal.class.as_str(), refusal.code.as_str()) {
            ("unsupported", _) => Ending::Skipped(refusal.text),
            (_, "BADCHARSET") => {
                Ending::Skipped("the server takes no UTF-8 in criteria".to_owned())
            }
            _ => Ending::Failed(refusal.to_string()),
        }
    }
}

/// Fails a row unless something holds.
pub(crate) fn ensure(holds: bool, told: impl FnOnce() -> String) -> Outcome {
    match holds {
        true => Ok(()),
        false => Err(Ending::Failed(told())),
    }
}

/// Fails a row unless a value is the one that is right.
pub(crate) fn same<A: PartialEq<B> + std::fmt::Debug, B: std::fmt::Debug>(
    what: &str,
    actual: A,
    expected: B,
) -> Outcome {
    ensure(actual == expected, || {
        format!("{what}: {actual:?}, not {expected:?}")
    })
}

/// Servers whose ways are known to be different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Shows an appended message only after NOOP, and no deleted ones.
    Gmail,
    /// Takes no quotes or backslashes in names.
    Fastmail,
    /// Subscribes to folders that are not there.
    Exchange,
    /// Any other.
    Other,
}

/// The session of the rows.
pub(crate) struct Live<'a> {
    account: &'a Account<'a>,
    shell: Shell,
    /// The folder of the tests.
    pub(crate) base: String,
    /// Between the levels of names.
    pub(crate) delimiter: String,
    /// What is known of the server's ways.
    pub(crate) kind: Kind,
    /// Messages are named by UID, else by sequence number.
    pub(crate) by_uid: bool,
    condstore: bool,
}

impl<'a> Live<'a> {
    /// Signs in and finds out where to work.
    pub(crate) fn start(account: &'a Account<'a>) -> Result<Self, String> {
        let mut shell = Shell::start(account)?;
        let mut ask = |command: &str| shell.ask(command).ok();
        let personal = ask("namespace").and_then(|spaces| spaces.pointer("/personal/0").cloned());
        let told = |key: &str| {
            let value = personal.as_ref()?.get(key)?;
            value.as_str().map(str::to_owned)
        };
        let prefix = told("prefix").unwrap_or_default();
        let delimiter = told("separator").or_else(|| {
            // Without NAMESPACE the separator of INBOX is that of all.
            let listed = ask("list_folders \"\" INBOX")?;
            Some(listed.pointer("/0/delimiter")?.as_str()?.to_owned())
        });
        let welcome = ask("welcome").unwrap_or_default().to_string();
        let gmail = ask("has_capability X-GM-EXT-1") == Some(Value::Bool(true));
        let kind = match welcome {
            _ if gmail => Kind::Gmail,
            line if line.contains("Microsoft Exchange") => Kind::Exchange,
            line if line.contains("fastmail") || line.contains("Cyrus") => Kind::Fastmail,
            _ => Kind::Other,
        };
        let condstore = ask("has_capability CONDSTORE") == Some(Value::Bool(true));
        if condstore {
            let _ = shell.ask("enable CONDSTORE");
        }
        Ok(Live {
            account,
            shell,
            base: format!("{prefix}{FOLDER}"),
            delimiter: delimiter.unwrap_or_else(|| "/".to_owned()),
            kind,
            by_uid: true,
            condstore,
        })
    }

    /// Runs a command.
    pub(crate) fn ask(&mut self, command: impl AsRef<str>) -> Outcome<Value> {
        Ok(self.shell.ask(command.as_ref())?)
    }

    /// Fails unless a command is refused, by whomever.
    pub(crate) fn refused(&mut self, command: &str) -> Outcome {
        let answer = self.shell.ask(command);
        let told = || format!("{command}: {answer:?}, where a refusal is right");
        ensure(answer.is_err(), told)
    }

    /// Leaves a row out where the server lacks something.
    pub(crate) fn needs(&mut self, capability: &str) -> Outcome {
        match self.ask(format!("has_capability {capability}"))? {
            Value::Bool(true) => Ok(()),
            _ => Err(Ending::Skipped(format!(
                "the server does not offer {capability}"
            ))),
        }
    }

    /// Another session of the same account.
    pub(crate) fn another(&self) -> Outcome<Shell> {
        Shell::start(self.account).map_err(Ending::Failed)
    }

    /// The account itself.
    pub(crate) fn account(&self) -> &Account<'a> {
        self.account
    }

    /// Says whether modification sequences come along.
    pub(crate) fn condstore(&self) -> bool {
        self.condstore
    }

    /// The name of a folder below that of the tests.
    pub(crate) fn below(&self, name: &str) -> String {
        format!("{}{}{name}", self.base, self.delimiter)
    }

    /// Opens the folder of the tests, empty and with nothing below it.
    pub(crate) fn prepare(&mut self) -> Outcome {
        if self.shell.ask("noop").is_err() {
            // The row before this one lost the connection.
            self.shell = Shell::start(self.account).map_err(Ending::Failed)?;
            if self.condstore {
                self.ask("enable CONDSTORE")?;
            }
        }
        self.clean_up()?;
        self.ask(format!(
            "set uid {}",
            if self.by_uid { "on" } else { "off" }
        ))?;
        self.ask(format!("create_folder {}", quoted(&self.base)))?;
        self.open()?;
        Ok(())
    }

    /// Opens the folder of the tests.
    pub(crate) fn open(&mut self) -> Outcome<Value> {
        self.ask(format!("select_folder {}", quoted(&self.base)))
    }

    /// Removes the folder of the tests with all below it, the deepest first.
    pub(crate) fn clean_up(&mut self) -> Outcome {
        let _ = self.shell.ask("close_folder");
        let mut names = self.listed("list_folders")?;
        names.sort_by_key(|name| std::cmp::Reverse(name.matches(&self.delimiter).count()));
        for name in names {
            self.ask(format!("delete_folder {}", quoted(&name)))?;
        }
        for name in self.listed("list_sub_folders")? {
            self.ask(format!("unsubscribe_folder {}", quoted(&name)))?;
        }
        Ok(())
    }

    /// The folder of the tests and those below it, as a command lists them.
    pub(crate) fn listed(&mut self, command: &str) -> Outcome<Vec<String>> {
        let pattern = quoted(&format!("{}*", self.base));
        let rows = self.ask(format!("{command} \"\" {pattern}"))?;
        let ours = format!("{}{}", self.base, self.delimiter);
        let names = rows.as_array().into_iter().flatten().filter_map(|row| {
            let name = row.get("name")?.as_str()?;
            let gone = |flag: &Value| {
                flag.as_str()
                    .is_some_and(|flag| flag.eq_ignore_ascii_case("\\NonExistent"))
            };
            let flags = row.get("flags").and_then(Value::as_array);
            let there = command != "list_folders" || !flags.into_iter().flatten().any(gone);
            let mine = name == self.base || name.starts_with(&ours);
            (there && mine).then(|| name.to_owned())
        });
        Ok(names.collect())
    }

    /// Puts a message into the folder of the tests, has the server tell of it, and gives its number.
    pub(crate) fn append(&mut self, message: &str, rest: &str) -> Outcome<u64> {
        let base = quoted(&self.base);
        self.ask(format!("append {base} {} {rest}", quoted(message)))?;
        self.ask("noop")?;
        let all = self.ids("search ALL")?;
        all.last()
            .copied()
            .ok_or_else(|| Ending::Failed("an appended message cannot be found".to_owned()))
    }

    /// The numbers that a command answers.
    pub(crate) fn ids(&mut self, command: impl AsRef<str>) -> Outcome<Vec<u64>> {
        let answer = self.ask(command.as_ref())?;
        let ids: Option<Vec<u64>> = answer
            .as_array()
            .and_then(|list| list.iter().map(Value::as_u64).collect());
        ids.ok_or_else(|| Ending::Failed(format!("{}: {answer}", command.as_ref())))
    }

    /// The item of one message.
    pub(crate) fn item(&mut self, number: u64, item: &str) -> Outcome<Value> {
        let asked = item.replace("BODY[", "BODY.PEEK[");
        let messages = self.ask(format!("fetch {number} {asked}"))?;
        let name = item.split_inclusive(']').next().unwrap_or(item);
        let found = messages.pointer("/0").and_then(Value::as_object);
        let found = found.and_then(|items| {
            let named = items.iter().find(|(key, _)| key.starts_with(name));
            named.map(|(_, value)| value.clone())
        });
        found.ok_or_else(|| Ending::Failed(format!("fetch {number} {item}: {messages}")))
    }
}

/// A text as one word of a line.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The words of a list, sorted, without \Recent, which is the server's alone.
pub(crate) fn flags(list: &Value) -> Vec<String> {
    let words = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let mut words: Vec<String> = words
        .filter(|word| !word.eq_ignore_ascii_case("\\Recent"))
        .map(str::to_owned)
        .collect();
    words.sort();
    words
}

/// Says whether news have an entry: `(1, EXISTS)`.
pub(crate) fn tells(news: &Value, number: u64, word: &str) -> bool {
    let entry = serde_json::json!([number, word]);
    news.as_array().is_some_and(|news| news.contains(&entry))
}
