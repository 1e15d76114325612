//! `watch`: tells what happens in folders, as it happens.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, switch, takes, valued};
use super::super::failure::{Class, Failure};
use super::super::line;
use super::super::live::{Watch, Wishes};
use super::super::output::{Output, Shape};
use super::super::render::Format;
use super::super::session::Session;
use super::select_folder;

pub(crate) static COMMAND: Command = Command {
    name: "watch",
    aliases: &[],
    group: Group::Session,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[takes("folder", Kind::Folder, Count::Optional)],
    switches: &[
        switch("all", "hear of the folders that are not open too"),
        valued("for", "TIME", "only so long: 60s, 5m, 1h"),
        valued(
            "count",
            "N",
            "only until N messages have come, gone or changed",
        ),
        valued(
            "exec",
            "CMD",
            "run a program for each: it reads the news as a line of JSON",
        ),
    ],
    summary: "tell what happens in a folder as it happens, until Ctrl-C",
    details: "Opens the folder where it is not open, learns its UIDs (UID SEARCH), and waits with IDLE, or\n\
              with NOOP every 15 seconds where there is none. Shows who wrote each message that comes (FETCH),\n\
              each change of flags, each removal, and what becomes of the connection: a lost one is made\n\
              anew and what happened meanwhile is told, flags included where the server counts changes\n\
              (CONDSTORE); in batch where the program was started with --reconnect. --all hears of the other\n\
              folders too, of 50,000 at most, by NOTIFY, or by STATUS every 60 seconds. More than 100 messages\n\
              that go at once are told in one line. The answer, _, is what has arrived.\n\
              --exec has WATCH_EVENT, WATCH_FOLDER and WATCH_UID in its environment; nothing of a mail is\n\
              part of its command line. RFC 2177; RFC 5465",
    examples: &[
        "watch --for 2s",
        "watch INBOX --for 1s --jsonl",
        "watch --all --for 1s",
        "watch --for 1s --exec \"cat >> news.jsonl\"",
    ],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let wishes = wishes(session, call)?;
    if call.len() > 0 {
        open(session, call)?;
    }
    let client = session.client(call)?;
    if client.selected().is_none() && !wishes.all {
        let failure = call.failing(Class::Refused, "no folder is open");
        return Err(failure.hint("watch FOLDER opens one · watch --all watches all of them"));
    }
    let folders = wishes.all;
    let watch = Watch::begin(session, call.command.name, wishes)?;
    let names = watch.names();
    let mut output = Output::stream(watch, Shape::News { folders });
    output.names = Some(names);
    Ok(output)
}

/// Reads the options.
fn wishes(session: &Session, call: &Call<'_>) -> Result<Wishes, Failure> {
    let format = call.form.format;
    let program = call.value_word("exec")?;
    if program.is_some() && !session.settings.shell {
        let text = "programs were switched off (set shell off)";
        let failure = call.failing(Class::Refused, text);
        return Err(match call.value("exec") {
            Some(value) => failure.at(value.span()),
            None => failure,
        });
    }
    Ok(Wishes {
        all: call.has("all"),
        lasts: read(call, "for", "how long: 60s, 5m, 1h", line::interval)?,
        count: read(call, "count", "how many, from 1 on", count)?,
        program: program.map(|text| line::Program {
            text: text.to_owned(),
            arguments: Vec::new(),
            span: call.verb.clone(),
        }),
        raw: format == Format::Raw,
    })
}

/// Reads the value of an option.
fn read<T>(
    call: &Call<'_>,
    name: &str,
    wanted: &str,
    read: fn(&str) -> Option<T>,
) -> Result<Option<T>, Failure> {
    let (Some(word), Some(value)) = (call.value_word(name)?, call.value(name)) else {
        return Ok(None);
    };
    read(word)
        .map(Some)
        .ok_or_else(|| call.mistake(value.span(), wanted))
}

fn count(word: &str) -> Option<u64> {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse().ok().filter(|count| digits && *count > 0)
}

/// Opens the folder that is named, unless it is open.
fn open(session: &mut Session, call: &Call<'_>) -> Result<(), Failure> {
    let name = call.mailbox(0)?;
    let client = session.client(call)?;
    if client.selected().is_some_and(|open| open.name == name) {
        return Ok(());
    }
    select_folder::open(session, call, name, false).map(|_| ())
}
