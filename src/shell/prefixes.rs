//! Words before a command, done: `dry` shows what it would send, `time` how long it takes, `repeat` and `every`
//! run it again.

use std::time::{Duration, Instant};

use imapclient::client::{Sending, Waker};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::answering::drain;
use super::call::Call;
use super::command::{Effect, Needs};
use super::commands::source::SOURCE;
use super::engine::{Outcome, Shell};
use super::failure::{Class, Failure};
use super::line::{Expansion, Outlet, Prefix, Step};
use super::output::{Footer, Output, Shape, Value};
use super::render::{Shown, duration};
use super::session::Session;
use super::shared::Shared;

/// What the words before a command hold for.
#[derive(Debug, Clone, Copy)]
enum Body<'s> {
    /// One command of a line, with that line.
    Command(&'s str, &'s Step),
    /// All that an alias stands for.
    Alias(&'s Expansion),
}

impl Shell {
    /// Runs a command under the words before it; the first is the outermost. An alias is what it stands for.
    pub(super) fn run_prefixed(&mut self, text: &str, step: &Step) -> Outcome {
        match self.session.aliases.expansion(step) {
            None => self.under(&step.prefixes, Body::Command(text, step)),
            Some(Ok(expansion)) => {
                self.show_expansion(&expansion);
                self.under(&step.prefixes, Body::Alias(&expansion))
            }
            Some(Err(failure)) => self.show_outcome(text, Err(failure)),
        }
    }

    fn under(&mut self, prefixes: &[Prefix], body: Body<'_>) -> Outcome {
        let Some((first, rest)) = prefixes.split_first() else {
            return match body {
                Body::Command(text, step) => self.run_step(text, step),
                Body::Alias(expansion) => self.run_steps(&expansion.text, &expansion.steps),
            };
        };
        match first {
            Prefix::Dry => {
                let before = std::mem::replace(&mut self.session.dry, true);
                let outcome = self.under(rest, body);
                self.session.dry = before;
                outcome
            }
            Prefix::Time => {
                let started = Instant::now();
                let outcome = self.under(rest, body);
                let took = duration((self.session.stopwatch)(started));
                self.screen.remark(&format!("time: {took}"));
                outcome
            }
            Prefix::Repeat(runs) => {
                for run in 1..=*runs {
                    let outcome = self.under(rest, body);
                    if outcome != Outcome::Done || self.session.leaving {
                        return self.ended(outcome, run, *runs > run);
                    }
                    self.prompt_width = None;
                }
                Outcome::Done
            }
            Prefix::Every(interval) => self.every(*interval, rest, body),
        }
    }

    /// Runs a command now and after each interval, until it fails or somebody stops it. Runs that are due while
    /// one still goes on are left out.
    fn every(&mut self, interval: Duration, rest: &[Prefix], body: Body<'_>) -> Outcome {
        let mut due = Instant::now();
        let mut runs = 0;
        loop {
            runs += 1;
            let now = jiff::Zoned::now();
            self.screen.remark(&now.strftime("%H:%M:%S").to_string());
            let outcome = self.under(rest, body);
            if outcome != Outcome::Done || self.session.leaving {
                return self.ended(outcome, runs, true);
            }
            self.prompt_width = None;
            while due <= Instant::now() {
                due += interval;
            }
            if slept(&self.session.waker, due) {
                continue;
            }
            if self.session.modes.interactive {
                self.screen
                    .remark(&format!("stopped after {runs} {}", times(runs)));
                return Outcome::Done;
            }
            return Outcome::Failed(Class::Interrupted);
        }
    }

    /// Tells how far a repetition came that was to go on.
    fn ended(&mut self, outcome: Outcome, runs: u32, unfinished: bool) -> Outcome {
        if unfinished && let Outcome::Failed(_) = outcome {
            self.screen.remark(&format!("stopped: run {runs} failed"));
        }
        outcome
    }

    /// Shows what a command would send, and sends nothing of it, or under `-n` only what reads.
    pub(super) fn run_dry(&mut self, call: &Call<'_>, outlet: &Outlet) -> Result<Shown, Failure> {
        let withheld = withheld(&mut self.session, call)?;
        self.show_in(outlet, shown_only(withheld))
    }
}

/// Runs a command of which nothing is sent, or under `-n` only what reads, and gives what was withheld.
///
/// # Errors
/// What went wrong before anything was to be sent.
pub(super) fn withheld(session: &mut Session, call: &Call<'_>) -> Result<Vec<String>, Failure> {
    if call.command.needs == Needs::Nothing {
        let text = "it is no command for the server: a dry run of it would show nothing";
        return Err(call.mistake(call.verb.clone(), text));
    }
    let sending = match session.dry {
        true => Sending::Nothing,
        false => Sending::Reading,
    };
    let client = session.client(call)?;
    client.set_sending(sending);
    client.take_withheld();
    let result = (call.command.run)(session, call).and_then(|output| {
        let mut nowhere = Shared::new(std::io::sink());
        drain(output, &mut nowhere)
    });
    let usual = usual_sending(session);
    let client = session.client(call)?;
    client.set_sending(usual);
    let withheld = client.take_withheld();
    if let Err(failure) = result
        && (withheld.is_empty() || failure.class != Class::Refused)
    {
        return Err(failure);
    }
    // What the run had to warn of is that answers are missing.
    session.warnings.clear();
    Ok(withheld)
}

/// What a dry run shows: the commands, a line each.
pub(super) fn shown_only(commands: Vec<String>) -> Output<'static> {
    let value = Value::list(commands.iter().map(String::as_str));
    let footer = match commands.is_empty() {
        true => "nothing would be sent",
        false => "dry run, nothing was sent; more may follow on the answer",
    };
    Output::new(value, Shape::Lines(commands)).footer(Footer::part(footer))
}

/// What goes out when no `dry` says otherwise.
pub(super) fn usual_sending(session: &Session) -> Sending {
    match session.modes.dry_run {
        true => Sending::Reading,
        false => Sending::All,
    }
}

/// Says whether a command is only shown.
pub(super) fn is_dry(session: &Session, call: &Call<'_>) -> bool {
    let changes = matches!(call.command.effect, Effect::Changes | Effect::Destroys);
    // The lines of a file are shown each as its own.
    let dry = session.dry && call.command.name != SOURCE;
    dry || session.modes.dry_run && changes
}

fn times(runs: u32) -> &'static str {
    if runs == 1 { "run" } else { "runs" }
}

/// Waits until then; says whether nobody ended the wait.
fn slept(waker: &Waker, until: Instant) -> bool {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return !waker.is_woken();
        }
        let mut polled = [PollFd::new(waker, PollFlags::IN)];
        let left = Timespec::try_from(left).ok();
        // An interrupted wait is taken up again for what is left of it.
        if let Ok(1..) = poll(&mut polled, left.as_ref()) {
            return false;
        }
    }
}
