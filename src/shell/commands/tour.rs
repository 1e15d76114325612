//! `tour`: the shell in five steps, each with something to type.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::{Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "tour",
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[takes("step", Kind::Choice(NUMBERS), Count::Optional)],
    switches: &[],
    summary: "show you around, in five steps",
    details: "Shows the next step, or the one asked for: what there is to see, and lines to type. They open\n\
              INBOX and change nothing in it; tour itself sends nothing.",
    examples: &["tour", "tour 3"],
    effect: Effect::Local,
    run,
};

/// One thing to learn.
struct Step {
    /// What it is about.
    title: &'static str,
    /// What will be seen, and what that means.
    text: &'static str,
    /// What to type, in this order; the steps before have been typed then.
    lines: &'static [&'static str],
}

/// What the steps are called on a line.
const NUMBERS: &[&str] = &["1", "2", "3", "4", "5"];

/// The steps. Their lines read, or are shown and not sent: they are typed on the mail of real people too.
static STEPS: [Step; NUMBERS.len()] = [
    Step {
        title: "open a folder",
        text: "Most commands work on the folder that is open. Opening one tells how many messages it has; then the \
               prompt names it, and a number in brackets is of those unread. Tab completes what you begin: sel, Tab, \
               IN, Tab.",
        lines: &["select_folder INBOX"],
    },
    Step {
        title: "find messages",
        text: "This search is for what is unread and came within 30 days. It answers with UIDs, the numbers by which \
               the folder knows its messages; the line below tells what was sent. _ stands for the messages of the \
               last answer, and mails lists them.",
        lines: &["search UNSEEN SINCE 30d", "mails _"],
    },
    Step {
        title: "read one",
        text: "Messages are named by UID (45, 40:50), from the end (last:3), all, or _ as before. show reads the text of \
               one and does not mark it as read; structure lists its parts, attachments with an @.",
        lines: &["show last:1", "structure _"],
    },
    Step {
        title: "change nothing by mistake, and see the wire",
        text: "dry before a command shows what it would send, and sends nothing; where mail may only be read, even that \
               is refused. What cannot be undone is asked about first. After trace next one command shows what goes to the server \
               (C:) and what comes back (S:), passwords masked.",
        lines: &[
            "dry add_flags last:1 \\Flagged",
            "trace next",
            "fetch last:1 FLAGS INTERNALDATE",
        ],
    },
    Step {
        title: "take answers elsewhere",
        text: "Every answer comes in other forms too: --json, --jsonl, --csv, --python, and --raw as the server sent it. \
               | gives it to a program, > FILE writes it into a file. The second line counts who wrote the last 20.",
        lines: &[
            "mails last:3 --columns uid,subject --jsonl",
            "mails last:20 --columns from --csv | sort | uniq -c | sort -rn",
        ],
    },
];

/// What is said after the last step. What stands in columns is a line of its own.
const END: &str = "That was the tour. Where to go from here:\n\
     \n  help              commands by what they are for; help COMMAND shows one\n  \
     help lines        several commands on a line, variables, words of your own\n  \
     watch             tells what happens in the folder as it happens, until Ctrl-C\n  \
     errverbose        tells the last failure in full, and what to do about it\n  \
     tour 1            begins again\n\
     \nimapclient-interact -H HOST -u USER opens your own mail; the README says how accounts are kept in a file. \
     Ctrl-D leaves.";

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let place = match call.optional_word(0)? {
        None => session.toured,
        Some(word) => NUMBERS
            .iter()
            .position(|number| *number == word)
            .ok_or_else(|| {
                let at = call.argument(0).map_or(call.verb.clone(), Argument::span);
                call.mistake(at, format!("one of: {}", NUMBERS.join(", ")))
            })?,
    };
    session.toured = (place + 1).min(STEPS.len());
    let text = match STEPS.get(place) {
        Some(step) => step.page(place + 1),
        None => END.to_owned(),
    };
    Ok(Output::new(Value::Text(text.clone()), Shape::Text(text)))
}

impl Step {
    fn page(&self, number: usize) -> String {
        let next = match number == STEPS.len() {
            true => "tour tells where to go from here.",
            false => "tour shows the next step.",
        };
        format!(
            "Step {number} of {}: {}\n\n{}\n\n  {}\n\n{next}",
            STEPS.len(),
            self.title,
            self.text,
            self.lines.join("\n  ")
        )
    }
}
