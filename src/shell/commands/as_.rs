//! `as`: the last command in the words of others: Python, the wire, curl.

use imapclient::types::{MessageSet, SearchKey};

use super::super::account::{Account, TlsMode};
use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, Parameter, takes};
use super::super::dispatch;
use super::super::failure::{Class, Failure};
use super::super::line::{Argument, CommandLine, Form};
use super::super::output::{Output, Shape, Value};
use super::super::prefixes;
use super::super::render::python_text;
use super::super::session::Session;
use super::methods::METHODS;

pub(crate) static COMMAND: Command = Command {
    name: "as",
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Connection,
    capability: None,
    parameters: &[takes("language", Kind::Choice(LANGUAGES), Count::One)],
    switches: &[],
    summary: "spell the last command in Python, as curl or for raw",
    details: "python is the call of IMAPClient; raw is what goes over the wire, to be sent by raw; curl is a command\n\
              line of that program. The last command for the server counts. Nothing is sent, and no password is\n\
              shown.",
    examples: &["as python", "as raw", "as curl"],
    effect: Effect::Local,
    run,
};

/// What a command can be spelt in.
const LANGUAGES: &[&str] = &["python", "raw", "curl"];

/// Methods that take objects of Python, which words do not make.
const OBJECTS: &[&str] = &["multiappend", "set_quota", "sasl_login"];

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let language = call.word(0)?.to_ascii_lowercase();
    if !LANGUAGES.contains(&language.as_str()) {
        let place = call.argument(0).map_or(call.verb.clone(), Argument::span);
        return Err(call.mistake(place, format!("one of: {}", LANGUAGES.join(", "))));
    }
    let Some(line) = session.last_line.clone() else {
        let text = "there is no command to spell: none was sent yet, or the last was raw";
        return Err(call.failing(Class::Refused, text));
    };
    let ready = dispatch::ready(&line, true, &session.aliases, session.format())?;
    let last = &ready.call;
    let lines = match language.as_str() {
        "python" => vec![python(session, call, last, &line)?],
        "raw" => wire(session, last)?
            .into_iter()
            .map(|command| format!("raw {command}"))
            .collect(),
        _ => curl(session, call, last)?,
    };
    let value = Value::list(lines.iter().map(String::as_str));
    Ok(Output::new(value, Shape::Lines(lines)))
}

/// What goes over the wire, as a dry run finds it.
fn wire(session: &mut Session, last: &Call<'_>) -> Result<Vec<String>, Failure> {
    session.dry = true;
    let withheld = prefixes::withheld(session, last);
    session.dry = false;
    withheld
}

/// Spells the commands for curl, which signs in and opens the folder by its URL. It shows the answers of most
/// commands, and drops literals.
fn curl(session: &mut Session, call: &Call<'_>, last: &Call<'_>) -> Result<Vec<String>, Failure> {
    let commands = wire(session, last)?;
    let account = &session.account;
    let Some(host) = &account.host else {
        return Err(call.failing(Class::Refused, "curl needs a host, and there is none here"));
    };
    let scheme = match account.tls {
        TlsMode::Implicit => "imaps",
        _ => "imap",
    };
    let port = account
        .port
        .map_or(String::new(), |port| format!(":{port}"));
    let selected = session.client.as_ref().and_then(|client| client.selected());
    let folder = selected.map_or("", |selected| selected.name.as_str());
    let url = quoted(&format!("{scheme}://{host}{port}/{}", percent(folder)));
    let user = quoted(account.username.as_deref().unwrap_or("USER"));
    if commands.iter().any(|command| holds_literal(command)) {
        let text = "curl sends no literals by -X";
        return Err(call
            .failing(Class::Refused, text)
            .hint("curl -T FILE appends a message to the folder of the URL"));
    }
    let how = tls_options(account);
    let spelt = |command: &String| format!("curl {how}-u {user} {url} -X {}", quoted(command));
    Ok(commands.iter().map(spelt).collect())
}

/// Says whether a command has bytes that go out apart from its line.
fn holds_literal(command: &str) -> bool {
    command.split(' ').any(|word| {
        let length = word
            .strip_prefix('{')
            .and_then(|word| word.strip_suffix('}'));
        length.is_some_and(|length| length.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// What has curl protect the connection as it is protected here, a blank behind each.
fn tls_options(account: &Account) -> String {
    let mut options = String::new();
    if account.tls == TlsMode::StartTls {
        options.push_str("--ssl-reqd ");
    }
    if let Some(file) = &account.ca_file {
        options.push_str(&format!("--cacert {} ", quoted(&file.to_string_lossy())));
    }
    if !account.verify_certificate && account.tls != TlsMode::Clear {
        options.push_str("--insecure ");
    }
    options
}

/// A word for the system's shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A folder's name in a URL. RFC 3986 section 2
fn percent(name: &str) -> String {
    let spelt = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    name.bytes().map(spelt).collect()
}

/// Spells the call of IMAPClient.
fn python(
    session: &Session,
    call: &Call<'_>,
    last: &Call<'_>,
    line: &CommandLine,
) -> Result<String, Failure> {
    let name = last.command.name;
    let method = METHODS.iter().any(|(method, _)| *method == name);
    let message = |parameter: &Parameter| parameter.kind == Kind::Message;
    let objects = OBJECTS.contains(&name) || last.command.parameters.iter().any(message);
    if !method || objects {
        let text = format!("{name} is no single call of IMAPClient with plain values");
        return Err(call
            .failing(Class::Refused, text)
            .hint("as raw spells what goes over the wire"));
    }
    if line.form != Form::Words {
        return Err(call.failing(Class::Refused, "the last command was typed in Python"));
    }
    let mut arguments = Vec::new();
    for (place, parameter) in last.command.parameters.iter().enumerate() {
        if last.argument(place).is_none() {
            break;
        }
        arguments.push(argument(session, last, place, parameter)?);
    }
    if let Some(switch) = ["qresync", "known"].iter().find(|name| last.has(name)) {
        return Err(unspelt(&format!("--{switch}")));
    }
    for (switch, value) in [("readonly", "True"), ("silent", "True")] {
        if last.has(switch) {
            arguments.push(format!("{switch}={value}"));
        }
    }
    if let Some(charset) = last.value_word("charset")? {
        arguments.push(format!("charset={}", python_text(charset)));
    }
    if let Some(modifiers) = last.value_word("modifiers")? {
        arguments.push(format!("modifiers=[{}]", python_text(modifiers)));
    }
    Ok(format!("client.{name}({})", arguments.join(", ")))
}

fn argument(
    session: &Session,
    last: &Call<'_>,
    place: usize,
    parameter: &Parameter,
) -> Result<String, Failure> {
    let list = |words: Vec<String>| format!("[{}]", words.join(", "));
    Ok(match parameter.kind {
        Kind::Secret => "getpass.getpass()".to_owned(),
        Kind::Messages => messages(&last.messages(place, session)?),
        Kind::Criteria => {
            let keys = criteria(&last.criteria(place, session)?);
            list(keys.ok_or_else(|| unspelt("one of the search keys"))?)
        }
        Kind::SelectParameters => match last.word(place) {
            Ok(word @ ("True" | "False")) => word.to_owned(),
            _ => return Err(unspelt("what stands behind the folder")),
        },
        Kind::Items => {
            let items = arguments::fetch_items(&last.rest(place))
                .map_err(|mistake| last.failure(mistake))?;
            list(
                items
                    .iter()
                    .map(|item| python_text(&item.to_string()))
                    .collect(),
            )
        }
        Kind::Flags => {
            let flags = last.flags(place)?;
            list(
                flags
                    .iter()
                    .map(|flag| python_text(flag.as_str()))
                    .collect(),
            )
        }
        Kind::Folder | Kind::NewFolder => python_text(last.mailbox(place)?.as_str()),
        _ if matches!(parameter.count, Count::Some | Count::Any) => {
            let words = last.words(place, "a word belongs here")?;
            list(words.iter().map(|word| python_text(&word.text)).collect())
        }
        _ => python_text(last.word(place)?),
    })
}

/// What Python's client cannot be asked.
fn unspelt(what: &str) -> Failure {
    let text = format!("{what} has no spelling in Python");
    Failure::refused("as", text).hint("as raw spells what goes over the wire")
}

/// A list of few numbers, or the set as a text.
fn messages(messages: &MessageSet) -> String {
    let set = messages.set();
    match set.count() {
        Some(count) if count <= 20 => {
            let ids: Vec<_> = set.iter().map(|id| id.to_string()).collect();
            format!("[{}]", ids.join(", "))
        }
        _ => python_text(&set.to_string()),
    }
}

/// The keys as IMAPClient takes them; nothing where one has no spelling. How deep keys may go is limited where they
/// are read.
fn criteria(keys: &[SearchKey]) -> Option<Vec<String>> {
    let keys: Option<Vec<_>> = keys.iter().map(key).collect();
    keys.map(|keys| keys.concat())
}

fn key(key: &SearchKey) -> Option<Vec<String>> {
    let word = |word: &str| python_text(word);
    let list = |keys: Vec<String>| format!("[{}]", keys.join(", "));
    let nested = |inner: &SearchKey| match inner {
        SearchKey::All(keys) => criteria(keys).map(list),
        single => self::key(single).map(list),
    };
    Some(match key {
        SearchKey::Word(name) => vec![word(name)],
        SearchKey::Keyword(name, flag) => vec![word(name), word(flag.as_str())],
        SearchKey::Text(name, text) => vec![word(name), word(text)],
        SearchKey::Header(name, text) => vec![word("HEADER"), word(name), word(text)],
        SearchKey::Date(name, date) => {
            vec![
                word(name),
                format!("date({}, {}, {})", date.year, date.month, date.day),
            ]
        }
        SearchKey::Number(name, number) => vec![word(name), number.to_string()],
        SearchKey::Messages(MessageSet::Uid(set)) => vec![word("UID"), word(&set.to_string())],
        SearchKey::Messages(MessageSet::Sequence(set)) => vec![word(&set.to_string())],
        SearchKey::Saved => vec![word("$")],
        SearchKey::Not(inner) => vec![word("NOT"), nested(inner)?],
        SearchKey::Or(one, other) => vec![word("OR"), nested(one)?, nested(other)?],
        SearchKey::Fuzzy(inner) => vec![word("FUZZY"), nested(inner)?],
        SearchKey::All(keys) => vec![list(criteria(keys)?)],
        _ => return None,
    })
}
