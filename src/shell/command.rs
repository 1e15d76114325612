//! The table of commands: what each is called, takes and does. Dispatch, arity and state checks, help,
//! completion, hints, confirmation, read-only, history masking and the README's list all follow from it.

use imapclient::client::State;

use super::call::Call;
use super::failure::Failure;
use super::output::Output;
use super::session::Session;

/// A command of the shell.
pub(crate) struct Command {
    /// Its name: IMAPClient's method.
    pub(crate) name: &'static str,
    /// Other words for it.
    pub(crate) aliases: &'static [Alias],
    /// Where help lists it.
    pub(crate) group: Group,
    /// What must be there for it to make sense.
    pub(crate) needs: Needs,
    /// The capability the server must have.
    pub(crate) capability: Option<&'static str>,
    /// What it takes, in order.
    pub(crate) parameters: &'static [Parameter],
    /// The options of its own; formats, `--seq` and `--yes` belong to all that can use them.
    pub(crate) switches: &'static [Switch],
    /// One line: what it does for a person.
    pub(crate) summary: &'static str,
    /// What goes over the wire, and what surprises.
    pub(crate) details: &'static str,
    /// Lines that run.
    pub(crate) examples: &'static [&'static str],
    /// What it does to mail.
    pub(crate) effect: Effect,
    /// Does it.
    pub(crate) run: Run,
}

/// A command at work: answers, and never prints.
pub(crate) type Run = for<'s> fn(&'s mut Session, &Call<'_>) -> Result<Output<'s>, Failure>;

/// Another word for a command.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alias {
    /// The word.
    pub(crate) word: &'static str,
    /// A switch that the word stands for besides: `EXAMINE` is `select_folder --readonly`.
    pub(crate) adds: Option<&'static str>,
}

/// Plain other words.
pub(crate) const fn alias(word: &'static str) -> Alias {
    Alias { word, adds: None }
}

/// Where help lists a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// Signing in, the session, the server.
    Session,
    /// Mailboxes.
    Folders,
    /// Finding and reading messages.
    Read,
    /// Changing messages.
    Change,
    /// The shell itself.
    Shell,
}

impl Group {
    /// All of them, in the order of help.
    pub(crate) const ALL: [Group; 5] = [
        Group::Session,
        Group::Folders,
        Group::Read,
        Group::Change,
        Group::Shell,
    ];

    /// The heading in help.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Group::Session => "session",
            Group::Folders => "folders",
            Group::Read => "read",
            Group::Change => "change",
            Group::Shell => "shell",
        }
    }
}

/// What must be there for a command to make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Needs {
    /// Nothing.
    Nothing,
    /// A connection.
    Connection,
    /// A signed-in session.
    SignedIn,
    /// An open mailbox.
    Folder,
}

/// What a command does to mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing.
    Reads,
    /// It changes something that can be changed back.
    Changes,
    /// It destroys something.
    Destroys,
    /// It concerns the shell alone.
    Local,
}

/// What kind of thing an argument is: decides completion, checks and how it is spelt in help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The name of a mailbox that exists.
    Folder,
    /// The name of a mailbox to be.
    NewFolder,
    /// A pattern of names.
    Pattern,
    /// Messages.
    Messages,
    /// Items of FETCH.
    Items,
    /// Items of STATUS.
    StatusItems,
    /// Parameters of SELECT in parentheses.
    SelectParameters,
    /// Search criteria.
    Criteria,
    /// Flags.
    Flags,
    /// A special use: `\Sent`.
    SpecialUse,
    /// The name of a capability.
    Capability,
    /// An algorithm of THREAD.
    Algorithm,
    /// A message: text or `@file`.
    Message,
    /// The name of a setting.
    Setting,
    /// A command or a topic of help.
    Topic,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The name of a result: `_`, `_8`, `$old`.
    Result,
    /// The name of a file, or of a directory for files.
    File,
    /// A word made by `alias`.
    Alias,
    /// An alias, a result with a name, or a setting.
    Own,
    /// Something that must not be shown.
    Secret,
    /// Anything.
    Text,
}

/// How often an argument may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// Once.
    One,
    /// Once or not at all.
    Optional,
    /// At least once, to the end of the line.
    Some,
    /// Any number of times, to the end of the line.
    Any,
}

/// One thing a command takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    /// Its name in help: `folder`.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) kind: Kind,
    /// How often it stands.
    pub(crate) count: Count,
}

/// Makes a parameter.
pub(crate) const fn takes(name: &'static str, kind: Kind, count: Count) -> Parameter {
    Parameter { name, kind, count }
}

/// An option of a command.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Switch {
    /// Its name without dashes.
    pub(crate) name: &'static str,
    /// The name of its value in help, if it takes one.
    pub(crate) value: Option<&'static str>,
    /// What it does.
    pub(crate) summary: &'static str,
}

/// Makes an option without a value.
pub(crate) const fn switch(name: &'static str, summary: &'static str) -> Switch {
    Switch {
        name,
        value: None,
        summary,
    }
}

/// Makes an option with a value.
pub(crate) const fn valued(
    name: &'static str,
    value: &'static str,
    summary: &'static str,
) -> Switch {
    Switch {
        name,
        value: Some(value),
        summary,
    }
}

/// Options that every command takes.
pub(crate) const COMMON: &[Switch] = &[
    valued(
        "format",
        "FORMAT",
        "pretty, json, jsonl, csv, python or raw, for this command",
    ),
    switch("json", "the answer as one JSON document"),
    switch("jsonl", "a line of JSON per message, folder or row"),
    switch("csv", "a table for spreadsheets"),
    switch("python", "the value that IMAPClient returns"),
    switch("raw", "the server's own bytes"),
    valued(
        "columns",
        "NAMES",
        "only these columns: uid,date,from,subject",
    ),
    switch("all", "every row, however many"),
];

/// Parameters that IMAPClient calls otherwise: its name, and ours.
const RENAMED: &[(&str, &str)] = &[("data", "items"), ("msg", "message")];

/// Options of commands that take messages.
pub(crate) const SEQ: Switch = switch("seq", "message numbers are sequence numbers, not UIDs");

/// Options of commands that ask before they act.
pub(crate) const YES: Switch = switch("yes", "do not ask");

/// How long the line may be that says how a command is typed.
const USAGE: usize = 80;

impl Command {
    /// Says whether it takes messages and so `--seq`.
    pub(crate) fn takes_messages(&self) -> bool {
        self.parameters
            .iter()
            .any(|parameter| matches!(parameter.kind, Kind::Messages | Kind::Criteria))
    }

    /// Says whether it takes the rest of the line as it stands, options and all.
    pub(crate) fn takes_line(&self) -> bool {
        self.name == "raw"
    }

    /// Says whether it may ask before it acts.
    pub(crate) fn asks(&self) -> bool {
        match self.effect {
            Effect::Destroys => true,
            Effect::Changes => self.takes_messages(),
            Effect::Reads | Effect::Local => false,
        }
    }

    /// All its options, those of many commands included.
    pub(crate) fn all_switches(&self) -> impl Iterator<Item = &'static Switch> {
        let seq = self.takes_messages().then_some(&SEQ);
        let yes = matches!(self.effect, Effect::Changes | Effect::Destroys).then_some(&YES);
        self.switches.iter().chain(seq).chain(yes).chain(COMMON)
    }

    /// The parameter that the argument at a place belongs to.
    pub(crate) fn parameter(&self, place: usize) -> Option<&'static Parameter> {
        self.parameters.get(place).or_else(|| {
            self.parameters
                .last()
                .filter(|last| matches!(last.count, Count::Some | Count::Any))
        })
    }

    /// How it is typed: `select_folder FOLDER [--readonly]`. Many options are not named one by one.
    pub(crate) fn usage(&self) -> String {
        let mut text = self.name.to_owned();
        for parameter in self.parameters {
            let name = parameter.name.to_uppercase();
            text.push_str(&match parameter.count {
                Count::One => format!(" {name}"),
                Count::Optional => format!(" [{name}]"),
                Count::Some => format!(" {name}..."),
                Count::Any => format!(" [{name}...]"),
            });
        }
        let switches: String = self
            .switches
            .iter()
            .map(|switch| match switch.value {
                Some(value) => format!(" [--{} {value}]", switch.name),
                None => format!(" [--{}]", switch.name),
            })
            .collect();
        let fits = text.chars().count() + switches.chars().count() <= USAGE;
        text.push_str(if fits { &switches } else { " [--...]" });
        text
    }

    /// The place of a parameter that is given by name, as Python calls do.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        let renamed = RENAMED.iter().find(|(python, _)| *python == name);
        let place = |name: &str| {
            let mut parameters = self.parameters.iter();
            parameters.position(|parameter| parameter.name == name)
        };
        place(name).or_else(|| renamed.and_then(|(_, ours)| place(ours)))
    }

    pub(crate) fn fewest(&self) -> usize {
        self.parameters
            .iter()
            .filter(|parameter| matches!(parameter.count, Count::One | Count::Some))
            .count()
    }

    pub(crate) fn most(&self) -> Option<usize> {
        let endless = self
            .parameters
            .iter()
            .any(|parameter| matches!(parameter.count, Count::Some | Count::Any));
        (!endless).then_some(self.parameters.len())
    }
}

impl Needs {
    /// The state of the session that it stands for.
    pub(crate) fn state(self) -> Option<State> {
        match self {
            Needs::Nothing => None,
            Needs::Connection => Some(State::NotAuthenticated),
            Needs::SignedIn => Some(State::Authenticated),
            Needs::Folder => Some(State::Selected),
        }
    }
}
