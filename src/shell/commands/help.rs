//! `help`: what there is, and how one thing is used.

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{
    Alias, COMMON, Command, Count, Effect, Group, Kind, Needs, Switch, YES, alias, takes,
};
use super::super::dispatch;
use super::super::failure::Failure;
use super::super::output::{Output, Shape, Value};
use super::super::session::Session;
use super::super::settings::SETTINGS;
use super::COMMANDS;
use super::help_topics::TOPICS;

pub(crate) static COMMAND: Command = Command {
    name: "help",
    aliases: &[alias("?")],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[takes("topic", Kind::Topic, Count::Optional)],
    switches: &[],
    summary: "what there is, and how one thing is used",
    details: "help COMMAND shows how a command is typed, what it sends and lines that run; so do COMMAND ? and\n\
              ?COMMAND. help all lists every command. Topics: sets, criteria, dates, flags, quoting, lines,\n\
              formats, keys, settings, exit.",
    examples: &["help", "help fetch", "help sets"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    answer(session, call.optional_word(0)?)
}

/// The commands of the first screen: what most sessions are made of.
const FIRST: &[(&str, &[&str])] = &[
    (
        "look around",
        &["list_folders", "folder_status", "capabilities", "info"],
    ),
    (
        "open",
        &["select_folder", "unselect_folder", "close_folder"],
    ),
    (
        "find and read",
        &["search", "mails", "show", "structure", "save", "fetch"],
    ),
    (
        "change",
        &[
            "add_flags",
            "remove_flags",
            "copy",
            "move",
            "append",
            "delete_messages",
            "expunge",
        ],
    ),
    (
        "folders",
        &["create_folder", "rename_folder", "delete_folder"],
    ),
    ("the wire", &["raw", "trace"]),
    ("the shell", &["tour", "connect", "set", "quit"]),
];

/// The topics that are no commands.
pub(crate) fn topics() -> impl Iterator<Item = &'static str> {
    let texts = TOPICS.iter().map(|(name, _)| *name);
    texts.chain(["formats", "settings", "all"])
}

/// Answers `help TOPIC`, `?TOPIC` and `TOPIC ?`.
///
/// # Errors
/// `usage:` for a topic that is none.
pub(crate) fn answer(session: &Session, topic: Option<&str>) -> Result<Output<'static>, Failure> {
    let text = match topic {
        None => first_screen(),
        Some(word) if word.eq_ignore_ascii_case("all") => everything(),
        Some(word) if word.eq_ignore_ascii_case("formats") => formats(),
        Some(word) if word.eq_ignore_ascii_case("settings") => settings(session),
        Some(word) => match TOPICS
            .iter()
            .find(|(name, _)| word.eq_ignore_ascii_case(name))
        {
            Some((_, text)) => (*text).to_owned(),
            None => match session.aliases.text(word) {
                Some(text) => format!(
                    "{word} stands for\n  {text}\n\nalias NAME = LINE makes such words, help alias says how."
                ),
                None => page(find(word)?),
            },
        },
    };
    Ok(Output::new(Value::Text(text.clone()), Shape::Text(text)))
}

fn find(word: &str) -> Result<&'static Command, Failure> {
    dispatch::find(word, true)
        .map(|(command, _)| command)
        .map_err(|failure| {
            let begun = COMMANDS
                .iter()
                .any(|command| command.name.starts_with(word));
            match arguments::suggestion(word, topics()).filter(|_| !begun) {
                Some(near) => {
                    Failure::usage("help", format!("no help on {word}; did you mean {near}?"))
                }
                None => Failure {
                    attempted: "help".to_owned(),
                    ..failure
                },
            }
        })
}

fn first_screen() -> String {
    let mut text = String::new();
    for (task, names) in FIRST {
        let names = names
            .iter()
            .filter(|name| COMMANDS.iter().any(|command| command.name == **name));
        text.push_str(&format!(
            "{task:<14} {}\n",
            names.copied().collect::<Vec<_>>().join("  ")
        ));
    }
    text.push_str(
        "\nNumbers are UIDs. Messages: 5  1:10  last:5  all  _ (the last answer)\n\
         Tab completes, Ctrl-C stops, Ctrl-D leaves. > FILE writes an answer into a file.\n\
         help COMMAND shows one, help all lists them. Topics: sets criteria dates flags\n\
         quoting lines formats keys settings exit",
    );
    text
}

fn everything() -> String {
    let widest = COMMANDS
        .iter()
        .map(|command| command.name.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for group in Group::ALL {
        text.push_str(&format!("{}\n", group.title()));
        for command in COMMANDS.iter().filter(|command| command.group == group) {
            text.push_str(&format!(
                "  {:widest$}  {}\n",
                command.name, command.summary
            ));
        }
    }
    text.push_str("\nRFC verbs (SELECT, UID FETCH, STORE, ...) work too. help COMMAND shows one.");
    text
}

fn formats() -> String {
    let mut text = String::from(
        "Every command answers in any of these forms: as an option of its own (fetch 5 FLAGS --json), of the \
         program, or for the session (set format json).\n",
    );
    for switch in COMMON {
        text.push_str(&option(switch));
    }
    text.push_str(
        "\n\nraw COMMAND is sent as typed and takes no options. print shows an answer again in another form. \
         > FILE writes one into a file, | PROGRAM gives it to one.",
    );
    text
}

fn settings(session: &Session) -> String {
    let mut text = String::from("set NAME VALUE sets, set alone shows.\n");
    for setting in SETTINGS {
        let value = session.settings.value(setting.name).unwrap_or_default();
        text.push_str(&format!(
            "\n  {:16} {:8} {} ({})",
            setting.name,
            value,
            setting.summary,
            setting.values.join("|")
        ));
    }
    text
}

/// The help of one command.
fn page(command: &Command) -> String {
    let mut text = format!("{}\n  {}\n", command.usage(), command.summary);
    let words: Vec<_> = command.aliases.iter().map(spelt).collect();
    if !words.is_empty() {
        text.push_str(&format!("  also: {}\n", words.join(", ")));
    }
    if let Some(capability) = command.capability {
        text.push_str(&format!("  needs: {capability}\n"));
    }
    text.push('\n');
    let details: Vec<_> = command.details.lines().map(str::trim).collect();
    text.push_str(&format!("{}\n", details.join(" ")));
    text.push_str(&options(command));
    text.push_str("examples");
    for example in command.examples {
        text.push_str(&format!("\n  {example}"));
    }
    text
}

/// The options of a command, its own one by one.
fn options(command: &Command) -> String {
    if command.takes_line() {
        return String::from("\n");
    }
    let common = |switch: &&Switch| COMMON.iter().any(|common| common.name == switch.name);
    let own = command.all_switches().filter(|switch| !common(switch));
    let mut text: String = own
        .filter(|switch| switch.name != YES.name || command.asks())
        .map(option)
        .collect();
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(
        "\n  --json --jsonl --csv --python --raw --columns NAMES --all  (help formats)\n\n",
    );
    text
}

/// How wide the names of options stand.
const OPTION: usize = 22;

/// A line on an option; the line before ends first.
fn option(switch: &Switch) -> String {
    let name = match switch.value {
        Some(value) => format!("--{} {value}", switch.name),
        None => format!("--{}", switch.name),
    };
    match name.len() <= OPTION {
        true => format!("\n  {name:OPTION$} {}", switch.summary),
        false => format!("\n  {name}\n  {:OPTION$} {}", "", switch.summary),
    }
}

fn spelt(alias: &Alias) -> String {
    match alias.adds {
        Some(adds) => format!("{} (--{adds})", alias.word),
        None => alias.word.to_owned(),
    }
}
