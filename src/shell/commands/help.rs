//! `help`: what there is, and how one thing is used.

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Alias, Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::dispatch;
use super::super::failure::Failure;
use super::super::output::{Output, Shape, Value};
use super::super::session::Session;
use super::super::settings::SETTINGS;
use super::COMMANDS;

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
              ?COMMAND. help all lists every command. Topics: sets, criteria, flags, quoting, lines, settings, exit.",
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
    ("find and read", &["search", "fetch", "get_flags"]),
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
    ("the shell", &["connect", "set", "quit"]),
];

/// Texts on what is no command.
const TOPICS: &[(&str, &str)] = &[
    (
        "sets",
        "Messages are named by number; the numbers are UIDs, with --seq or set uid off sequence numbers.\n\
         \n  5            one message\n  1:10,20      ranges and several\n  5:*          from 5 to the last\n  \
         all          every message of the folder\n  last:5       the newest five\n  \
         _            what the last answer named; __ the one before; _8 by its number\n  \
         $old         what $old = COMMAND kept; $ alone is the last search\n\
         \nA set that names no message never means all: nothing is sent.",
    ),
    (
        "criteria",
        "Search criteria are the words of RFC 9051 section 6.4.4; all of them must hold.\n\
         \n  UNSEEN FROM ana SINCE 7d             three criteria\n  NOT DELETED                          the opposite\n  \
         OR FROM ana FROM bob                 one of two\n  ANY (FROM ana) (FROM bob) (TO cy)    one of several\n  \
         (SUBJECT \"two words\" LARGER 5M)      a group\n  HEADER List-Id \"\"                    a header field that is there\n  \
         UID 5:10   1:10                      by UID, by sequence number\n\
         \nDates: 1-Nov-2026, 2026-11-01, today, yesterday, 7d, 2w. Sizes: 5000, 10k, 5M. UNREAD is UNSEEN.",
    ),
    (
        "flags",
        "Flags of the protocol begin with a backslash: \\Seen \\Answered \\Flagged \\Deleted \\Draft.\n\
         Any other word is a keyword: $Forwarded, todo. A backslash needs no escaping outside quotes.\n\
         \\Deleted only marks: expunge removes what is marked.",
    ),
    (
        "quoting",
        "Words are separated by blanks. Quotes are needed only for blanks, quotes, brackets and nothing at all:\n\
         \n  \"Lists/imap protocol\"           inside \"\" a backslash escapes \" and \\\n  'a \"b\" c'                       inside '' nothing does\n  \
         BODY[HEADER.FIELDS (FROM TO)]   brackets hold a word together\n  # comment                       at the start or after a blank\n\
         \n> FILE and >> FILE at the end write the answer into a file; @FILE is the contents of a file.",
    ),
    (
        "lines",
        "A line is one command, or several:\n\
         \n  noop ; noop        the second after the first, unless that failed\n  \
         a && b             b only where a succeeded\n  a || b             b only where a failed\n\
         \n  fetch 5 ALL | less the answer goes through a program of the system\n  \
         !date              runs one; | and ! take the rest of the line\n  \
         $old = COMMAND     keeps the result: its messages, or its folders\n  \
         copy $old A        a variable is always one argument; $env.NAME is the environment\n\
         \n  dry COMMAND        shows what it would send, and sends nothing\n  \
         time COMMAND       tells how long it took\n  repeat 5 COMMAND   runs it so many times\n  \
         every 30s COMMAND  runs it again and again, until it fails or Ctrl-C\n\
         \nAmong flags $word is a keyword. Signs count with a blank before\n\
         them, ; with a blank or the end behind it, and never in quotes or brackets.\n\
         An open bracket or quote, or \\ at the end, goes on in the next line. append X <<EOF takes the lines\n\
         that follow, up to one that is just EOF.",
    ),
    (
        "exit",
        "The exit status of the program; in batch that of the first failure.\n\
         \n  0    all was done\n  1    NO, BAD, refused:, unsupported:\n  2    usage:, config:\n  \
         3    connect:\n  4    tls:\n  5    auth:\n  6    closed:, BYE, protocol:, limit:\n  \
         7    timeout:\n  130  interrupted",
    ),
];

/// The topics that are no commands.
pub(crate) fn topics() -> impl Iterator<Item = &'static str> {
    let texts = TOPICS.iter().map(|(name, _)| *name);
    texts.chain(["settings", "all"])
}

/// Answers `help TOPIC`, `?TOPIC` and `TOPIC ?`.
///
/// # Errors
/// `usage:` for a topic that is none.
pub(crate) fn answer(session: &Session, topic: Option<&str>) -> Result<Output<'static>, Failure> {
    let text = match topic {
        None => first_screen(),
        Some(word) if word.eq_ignore_ascii_case("all") => everything(),
        Some(word) if word.eq_ignore_ascii_case("settings") => settings(session),
        Some(word) => match TOPICS
            .iter()
            .find(|(name, _)| word.eq_ignore_ascii_case(name))
        {
            Some((_, text)) => (*text).to_owned(),
            None => page(find(word)?),
        },
    };
    Ok(Output::new(Value::Text(text.clone()), Shape::Text(text)))
}

fn find(word: &str) -> Result<&'static Command, Failure> {
    dispatch::find(word, true)
        .map(|(command, _)| command)
        .map_err(|failure| {
            let known = TOPICS.iter().map(|(name, _)| *name);
            match arguments::suggestion(word, known) {
                Some(near) => {
                    Failure::usage("help", format!("no help on {word}; did you mean {near}?"))
                }
                None => Failure::usage("help", failure.text),
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
         help COMMAND shows one · topics: sets criteria flags quoting lines settings exit\n\
         every command: help all",
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
    text.push_str(&format!("{}\n\n", details.join(" ")));
    for switch in command.all_switches() {
        let name = match switch.value {
            Some(value) => format!("--{} {value}", switch.name),
            None => format!("--{}", switch.name),
        };
        text.push_str(&format!("  {name:22} {}\n", switch.summary));
    }
    text.push_str("\nexamples");
    for example in command.examples {
        text.push_str(&format!("\n  {example}"));
    }
    text
}

fn spelt(alias: &Alias) -> String {
    match alias.adds {
        Some(adds) => format!("{} (--{adds})", alias.word),
        None => alias.word.to_owned(),
    }
}
