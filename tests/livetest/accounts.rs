//! Row G1: every other account of the file signs in, or fails as it says it does.

use regex::Regex;

use crate::live::{Ending, Live, Outcome};
use crate::report::Report;
use crate::shell::Account;

/// Tries every other account.
pub(crate) fn check(live: &mut Live<'_>, report: &mut Report) {
    let listed = match live.ask("accounts") {
        Ok(listed) => listed,
        Err(ending) => return report.row("G1", "", "accounts", Err(ending)),
    };
    let ours = live.account().section;
    let rows = listed.as_array().into_iter().flatten();
    let others: Vec<_> = rows
        .filter_map(|row| Some((row["account"].as_str()?, row["expect_failure"].as_str())))
        .filter(|(name, _)| *name != ours)
        .collect();
    if others.is_empty() {
        let why = "the file has no other section".to_owned();
        report.row("G1", "", "other accounts", Err(Ending::Skipped(why)));
    }
    for (section, pattern) in others {
        let account = Account {
            config: live.account().config,
            section,
        };
        let (told, outcome) = tried(account.sign_in(&[]), pattern);
        report.row("G1", "", &format!("[{section}] {told}"), outcome);
    }
}

/// Compares how signing in went with what is expected.
fn tried(went: Result<(), String>, pattern: Option<&str>) -> (&'static str, Outcome) {
    let outcome = match (&went, pattern.map(Regex::new)) {
        (_, Some(Err(error))) => Err(format!("expect_failure: {error}")),
        (Ok(()), Some(Ok(pattern))) => Err(format!("no failure, where one is expected: {pattern}")),
        (Err(why), Some(Ok(pattern))) if !pattern.is_match(why) => {
            Err(format!("{why}; expected is {pattern}"))
        }
        (Err(why), None) => Err(why.clone()),
        _ => Ok(()),
    };
    let told = if pattern.is_some() {
        "fails as expected"
    } else {
        "signs in"
    };
    (told, outcome.map_err(Ending::Failed))
}
