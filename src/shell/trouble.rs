//! The last failure with all that was there: what `errverbose` tells.

use std::time::Duration;

use jiff::Timestamp;

use super::commands::info;
use super::failure::{Class, Failure, meaning};
use super::output::{Output, Value};
use super::render::duration;
use super::secrets;
use super::session::Session;

/// A failure, and what was there when it came.
#[derive(Debug)]
pub(crate) struct Trouble {
    failure: Failure,
    /// The line that was typed, but for one with a secret.
    line: Option<String>,
    sent: Vec<String>,
    received: Vec<String>,
    /// Where the session stood then.
    state: String,
    server: String,
    at: Timestamp,
    took: Option<Duration>,
}

impl Trouble {
    /// Takes down what is there now.
    pub(crate) fn new(failure: &Failure, line: &str, session: &Session) -> Self {
        let kept = secrets::may_be_kept(line.trim_start(), &session.aliases);
        let (sent, received, begun) = session
            .tracing
            .with_exchange(|exchange| (exchange.sent(), exchange.received(), exchange.begun()));
        Trouble {
            failure: failure.clone(),
            line: kept.then(|| line.trim().to_owned()),
            sent,
            received,
            state: info::state(session),
            server: match session.is_connected() && session.account.host.is_some() {
                true => format!("{}, {}", session.account.place(), info::security(session)),
                false => session.account.place(),
            },
            at: (session.now)(),
            took: begun.map(session.stopwatch),
        }
    }

    /// All of it.
    pub(crate) fn told(&self) -> Output<'static> {
        let facts = self.facts();
        let widest = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let lines = facts.iter().flat_map(|(name, texts)| {
            texts.iter().enumerate().map(move |(nth, text)| {
                let name = if nth == 0 { name } else { "" };
                format!("{name:widest$}   {text}")
            })
        });
        let lines: Vec<String> = lines.collect();
        Output::said(self.value(), lines)
    }

    fn facts(&self) -> Vec<(&'static str, Vec<String>)> {
        let failure = &self.failure;
        let hidden = || "(not shown: it may hold a password)".to_owned();
        let nothing = || vec!["nothing".to_owned()];
        let or_nothing = |lines: &Vec<String>| match lines.is_empty() {
            true => nothing(),
            false => lines.clone(),
        };
        let mut facts = vec![
            ("command", vec![self.line.clone().unwrap_or_else(hidden)]),
            (
                "failure",
                vec![format!("{}{}", failure.lead(), failure.headline())],
            ),
            ("sent", or_nothing(&self.sent)),
            ("answered", or_nothing(&self.received)),
            ("meaning", self.meaning()),
        ];
        let advice = self.advice();
        if !advice.is_empty() {
            facts.push(("to do", advice));
        }
        let at = self.at.strftime("%Y-%m-%d %H:%M:%S%.3f UTC").to_string();
        let at = match self.took {
            Some(took) => format!("{at}, {} after it was sent", duration(took)),
            None => at,
        };
        facts.extend([
            ("state", vec![self.state.clone()]),
            ("server", vec![self.server.clone()]),
            ("at", vec![at]),
        ]);
        facts
    }

    fn meaning(&self) -> Vec<String> {
        let class = self.failure.class;
        let word = class.word();
        let code = self.failure.code.as_deref().and_then(meaning::of_code);
        let code = code.map(|(told, _)| told);
        let unknown = || match (&self.failure.code, class) {
            (Some(code), Class::No | Class::Bad | Class::Bye | Class::Auth) => {
                Some(format!("{code}: a code of this server's own"))
            }
            _ => None,
        };
        let class = format!("{word}: {}", meaning::of_class(class));
        std::iter::once(class)
            .chain(code.or_else(unknown))
            .collect()
    }

    fn advice(&self) -> Vec<String> {
        let code = self.failure.code.as_deref().and_then(meaning::of_code);
        let code = code.and_then(|(_, advice)| advice).map(str::to_owned);
        let mut advice = self.failure.hints.clone();
        // A hint of the command may say the same, and better.
        let told = |code: &String| advice.iter().any(|hint| hint.contains(code.as_str()));
        let code = code.filter(|code| !told(code));
        advice.extend(code);
        advice
    }

    fn value(&self) -> Value {
        let list = |lines: Vec<String>| Value::List(lines.into_iter().map(Value::Text).collect());
        let failure = &self.failure;
        Value::row(vec![
            ("command", self.line.clone().into()),
            ("class", failure.class.word().into()),
            ("attempted", failure.attempted.clone().into()),
            ("text", failure.text.clone().into()),
            ("code", failure.code.clone().into()),
            ("sent", list(self.sent.clone())),
            ("answered", list(self.received.clone())),
            ("meaning", list(self.meaning())),
            ("hints", list(self.advice())),
            ("state", self.state.clone().into()),
            ("server", self.server.clone().into()),
            ("at", self.at.to_string().into()),
        ])
    }
}
