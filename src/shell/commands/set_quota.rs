//! `set_quota`: SETQUOTA, limits a quota root.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::line::{Argument, Word};
use super::super::output::{Output, Value};
use super::super::session::Session;
use super::{changes, quota};

pub(crate) static COMMAND: Command = Command {
    name: "set_quota",
    aliases: &[alias("setquota")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("QUOTA"),
    parameters: &[
        takes("quotas", Kind::Text, Count::One),
        takes("limits", Kind::Text, Count::Any),
    ],
    switches: &[],
    summary: "limit a quota root; mostly for administrators",
    details: "Sends SETQUOTA with the name of a quota root and its limits, a resource and a number in turn: STORAGE\n\
              counts in units of 1024 bytes, MESSAGE in messages. What is not named is not limited any more; ()\n\
              removes all limits. In Python the root and each limit are one tuple, ('', 'STORAGE', 0, 512), as\n\
              Quota has them. RFC 9208 section 4.1.4",
    examples: &[
        "set_quota \"User quota\" (STORAGE 512000)",
        "set_quota \"\" (STORAGE 512 MESSAGE 100)",
    ],
    effect: Effect::Changes,
    run,
};

/// The root, and resources with their limits.
type Limits = (String, Vec<(String, u64)>);

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let (root, limits) = match call.argument(0) {
        Some(Argument::List { items, .. }) if items.is_empty() => {
            return Ok(changes::nothing_sent(Value::Nil));
        }
        Some(Argument::List { items, .. }) => records(call, items)?,
        _ => (call.word(0)?.to_owned(), limits(call)?),
    };
    let limits: Vec<(&str, u64)> = limits
        .iter()
        .map(|(resource, limit)| (resource.as_str(), *limit))
        .collect();
    let client = session.client(call)?;
    let quotas = client
        .set_quota(root.as_bytes(), &limits)
        .map_err(|error| call.failed(&error))?;
    Ok(quota::shown(quota::list(&quotas), &quotas, "SETQUOTA"))
}

/// Resources and numbers in turn, in brackets or without.
fn limits(call: &Call<'_>) -> Result<Vec<(String, u64)>, Failure> {
    let mut words = Vec::new();
    for argument in call.rest(1) {
        match argument {
            Argument::List { items, .. } => words.extend(items),
            single => words.push(single),
        }
    }
    if words.is_empty() && call.argument(1).is_none() {
        return Err(call
            .mistake(call.verb.end..call.verb.end, "limits are missing")
            .hint("set_quota ROOT (STORAGE 512000) · () removes all limits"));
    }
    words
        .chunks(2)
        .map(|pair| match pair {
            [resource, limit] => Ok((word(call, resource)?.text.clone(), number(call, limit)?)),
            [alone, ..] => Err(call.mistake(alone.span(), "this resource has no limit behind it")),
            [] => Err(call.mistake(call.verb.clone(), "limits are missing")),
        })
        .collect()
}

/// IMAPClient's records: root, resource, usage, limit. Only one root is possible.
fn records(call: &Call<'_>, items: &[Argument]) -> Result<Limits, Failure> {
    // One record may stand alone, without a list around it.
    let alone = matches!(items, [Argument::Word(_), ..]);
    let whole = [items];
    let rows: Vec<&[Argument]> = if alone {
        whole.to_vec()
    } else {
        items
            .iter()
            .map(|item| match item {
                Argument::List { items, .. } => items.as_slice(),
                single => std::slice::from_ref(single),
            })
            .collect()
    };
    let mut root: Option<String> = None;
    let mut limits = Vec::new();
    for row in rows {
        let [name, resource, _usage, limit] = row else {
            let span = row.first().map_or(call.verb.clone(), Argument::span);
            return Err(call.mistake(span, "a quota is four values: root, resource, usage, limit"));
        };
        let name = word(call, name)?;
        if root.as_ref().is_some_and(|root| *root != name.text) {
            let text = "set_quota takes the limits of one quota root only";
            return Err(call.mistake(name.span.clone(), text));
        }
        root = Some(name.text.clone());
        limits.push((word(call, resource)?.text.clone(), number(call, limit)?));
    }
    Ok((root.unwrap_or_default(), limits))
}

fn word<'a>(call: &Call<'_>, argument: &'a Argument) -> Result<&'a Word, Failure> {
    match argument {
        Argument::Word(word) => Ok(word),
        other => Err(call.mistake(other.span(), "one word is wanted here")),
    }
}

fn number(call: &Call<'_>, argument: &Argument) -> Result<u64, Failure> {
    let word = word(call, argument)?;
    let digits = !word.text.is_empty() && word.text.bytes().all(|byte| byte.is_ascii_digit());
    match word.text.parse() {
        Ok(number) if digits => Ok(number),
        _ => Err(call.mistake(word.span.clone(), "a limit is a whole number")),
    }
}
