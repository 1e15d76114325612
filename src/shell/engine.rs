//! A command on its way from the words of a line over checks and the run to the screen. Knows no terminal.

mod raw_line;
mod telling;

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::answer::Recorder;
use super::answering::{Asked, PRINT, answer, named};
use super::call::Call;
use super::command::{Effect, Needs};
use super::commands::help;
use super::dispatch;
use super::failure::{Class, Failure};
use super::interruption;
use super::line::{Outlet, Statement, Step};
use super::output::Output;
use super::prefixes;
use super::programs::{Input, Running};
use super::reconnecting;
use super::redirect::Target;
use super::render::{Screen, Shown};
use super::results::Kept;
use super::rfc_order;
use super::secrets;
use super::session::Session;
use super::shared::Shared;
use super::trouble::Trouble;
use super::variables;

/// The shell without its editor: lines in, screens out.
pub(crate) struct Shell {
    /// What it knows.
    pub(crate) session: Session,
    /// Where it shows things.
    pub(crate) screen: Screen,
    /// The stream behind the screen's data, for the server's own bytes.
    pub(crate) stdout: Shared,
    /// How wide the prompt is that the line stands behind, if there is one.
    pub(crate) prompt_width: Option<usize>,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was done.
    Done,
    /// It failed, and that was said.
    Failed(Class),
    /// Whoever read our answers has gone.
    PipeClosed,
}

impl Shell {
    /// Runs one command of a line and shows what came of it.
    pub(super) fn run_step(&mut self, text: &str, step: &Step) -> Outcome {
        let started = Instant::now();
        self.session.asked.store(0, Ordering::Relaxed);
        self.session.tracing.forget_exchange();
        self.screen.format = self.session.format();
        self.screen.normalise_times = self.session.settings.normalise_times;
        self.screen.folder_encode = self.session.settings.folder_encode;
        let result = self.try_step(step, started);
        if let (Some(name), Err(_)) = (&step.name, &result) {
            // Nobody should act on an older result in place of this one.
            self.session.results.forget_name(&name.text);
        }
        let outcome = self.show_outcome(text, result);
        self.count(step, &outcome, started);
        match (self.session.sourced.take(), &outcome) {
            (Some(sourced), Outcome::Done) => self.run_sourced(sourced),
            _ => outcome,
        }
    }

    /// Shows what there is to say besides the answer of a command.
    pub(super) fn show_outcome(&mut self, text: &str, result: Result<Shown, Failure>) -> Outcome {
        self.session.note_stage();
        self.show_warnings();
        let outcome = match result {
            Ok(shown) if shown.pipe_closed => Outcome::PipeClosed,
            Ok(_) => Outcome::Done,
            Err(failure) => {
                let class = failure.class;
                let mend = self.can_mend(&failure);
                self.fail(text, failure);
                // Whoever reads this knows what became of the link.
                self.session.told_loss |= self.session.lost();
                if mend && let Err(failure) = reconnecting::mend(&mut self.session) {
                    self.fail(text, failure);
                }
                if !self.session.modes.interactive {
                    // Nobody sees that `_` in the next line would mean an older answer.
                    self.session.results.forget_messages();
                    self.end_after(class);
                }
                Outcome::Failed(class)
            }
        };
        // A failure is told in the line's own format; `set format` may have changed the usual one.
        self.screen.format = self.session.format();
        self.show_news();
        outcome
    }

    /// In batch a refused sign-in ends the connection, as every failure of its class does.
    fn end_after(&mut self, class: Class) {
        if class == Class::Auth
            && let Some(client) = &mut self.session.client
            && client.end().is_none()
        {
            client.disconnect("signing in failed");
        }
    }

    /// Shows a failure, with a caret under the place it is about.
    pub(crate) fn fail(&mut self, text: &str, failure: Failure) {
        let mut failure = interruption::explain(failure, &self.session);
        let source = self.session.sourcing.last();
        failure.origin = source.map(|source| format!("{}:{}", source.name, source.line));
        let trouble = Trouble::new(&failure, text, &self.session);
        self.session.last_trouble = Some(trouble);
        if !secrets::may_be_kept(text.trim_start(), &self.session.aliases) {
            // The line is not repeated where it holds a password: screens end up in logs.
            failure.place = None;
        }
        if !failure.quiet {
            self.screen.fail_at(&failure, text, self.prompt_width);
        }
    }

    fn try_step(&mut self, step: &Step, started: Instant) -> Result<Shown, Failure> {
        match &step.statement {
            Statement::Help(topic) => {
                let output = help::answer(
                    &self.session,
                    topic.topic.as_ref().map(|word| word.text.as_str()),
                )?;
                self.show_in(&topic.outlet, output)
            }
            Statement::Raw(line) => self.run_raw(line),
            Statement::Alias(definition) => self.define(definition).map(|()| Shown::default()),
            Statement::Program(program) if self.session.dry => {
                let text = "dry shows what goes to the server, and this goes nowhere";
                Err(Failure::usage("!", text).at(program.span.clone()))
            }
            Statement::Program(program) => {
                let input = Input::Terminal;
                Running::start(&self.session, program, input, None, &self.stdout)
                    .map_err(|failure| failure.at(program.span.clone()))
                    .and_then(Running::wait)
                    .map(|()| Shown::default())
                    .map_err(|failure| named("!", failure))
            }
            Statement::Command(line) => {
                let interactive = self.session.may_abbreviate();
                let line = rfc_order::reordered(line);
                let line = variables::resolved(&line, &self.session.results, interactive)?;
                let usual = self.session.format();
                let ready = dispatch::ready(&line, interactive, &self.session.aliases, usual)?;
                if let Some(echo) = &ready.echo {
                    self.screen.remark(echo);
                }
                let command = ready.call.command;
                if command.needs != Needs::Nothing && command.effect != Effect::Local {
                    self.session.last_line = Some(line.as_ref().clone());
                }
                self.session.tracing.begin();
                let name = step.name.as_ref().map(|name| name.text.as_str());
                let result = self.run(&ready, name, started);
                self.session.tracing.end();
                result
            }
        }
    }

    /// Checks and runs a command once, and shows its answer where the line says.
    pub(super) fn attempt(
        &mut self,
        ready: &dispatch::Ready<'_>,
        name: Option<&str>,
        started: Instant,
    ) -> Result<Shown, Failure> {
        let call = &ready.call;
        self.session.check(call.command.needs, call)?;
        if matches!(call.command.effect, Effect::Changes | Effect::Destroys) {
            self.session.check_writable(call)?;
        }
        if call.command.needs != Needs::Nothing {
            interruption::read_rest(&mut self.session, &mut self.screen)
                .map_err(|failure| named(call.command.name, failure))?;
            // What was read away is not this command's.
            self.session.tracing.begin();
        }
        if prefixes::is_dry(&self.session, call) {
            let shown = self.run_dry(call, ready.outlet);
            return shown.map_err(|failure| named(call.command.name, failure));
        }
        let target = Target::of(ready.outlet, &mut self.session, &self.stdout)
            .map_err(|failure| named(call.command.name, failure))?;
        let sending = prefixes::usual_sending(&self.session);
        if let Some(client) = &mut self.session.client {
            client.set_sending(sending);
            client.take_sent();
            client.take_notes();
        }
        let session = &mut self.session;
        let recorder = Recorder::new(session.modes.interactive || name.is_some());
        let asked = Asked {
            call,
            raw: target.raw(),
            recorder: &recorder,
            started,
        };
        let result = target.on(&mut self.screen, |screen| answer(session, screen, asked));
        let result = target.end(result);
        self.show_notes();
        self.keep(call, name, recorder, result)
    }

    /// Shows an output that no command of the table made.
    pub(super) fn show_in(
        &mut self,
        outlet: &Outlet,
        output: Output<'_>,
    ) -> Result<Shown, Failure> {
        let target = Target::of(outlet, &mut self.session, &self.stdout)?;
        let shown = target.on(&mut self.screen, |screen| screen.show(output));
        target.end(shown)
    }

    /// Keeps a result for `_` and under its name.
    fn keep(
        &mut self,
        call: &Call<'_>,
        name: Option<&str>,
        recorder: Recorder,
        result: Result<Shown, Failure>,
    ) -> Result<Shown, Failure> {
        let mut shown = result.map_err(|failure| named(call.command.name, failure))?;
        if call.command.name == PRINT {
            return Ok(shown);
        }
        let (folders, answer) = recorder.heard();
        let searches = ["search", "sort", "gmail_search"].contains(&call.command.name);
        let search = searches && shown.found.is_some();
        let messages = shown.messages(self.session.settings.uid && !call.has("seq"), search);
        if shown.too_many {
            // Nobody should act on an older result in place of this one.
            self.session.results.forget_messages();
            let text = "these are too many messages to be kept: _ and $ do not name them";
            self.screen.warn(text);
        }
        let kept = Kept {
            messages,
            folders,
            search,
            answer,
        };
        self.session.results.keep(kept, name);
        Ok(shown)
    }

    /// Ends the session politely; a server that does not answer is not waited for.
    pub(crate) fn leave(&mut self) {
        if let Some(client) = &mut self.session.client
            && client.end().is_none()
        {
            client.set_patience(None);
            client.set_deadline(Some(Instant::now() + Duration::from_secs(2)));
            self.session.waker.reset();
            // Nobody waits for the answer to a farewell.
            let _ = client.logout();
        }
        self.session.client = None;
        // A command in place of a server ends now, and may say why.
        if !self.session.waker.is_woken() {
            self.session.murmur.settle();
        }
        self.show_murmur();
    }
}
