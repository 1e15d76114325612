//! Capabilities by what a person wants to know, or explained one by one.

use std::io;

use super::fit;
use super::harmless;
use super::known::{self, GROUPS, MISSED};
use super::page::{Page, Painted};
use super::table;
use crate::shell::output::{CapabilitiesView, Cell, Column, Tone};

/// Writes the capabilities; says how many rows were explained, if any were.
pub(crate) fn write(page: &mut Page<'_>, view: &CapabilitiesView) -> io::Result<Option<u64>> {
    if view.explain {
        return explain(page, view).map(Some);
    }
    title(page, view)?;
    for group in GROUPS {
        let names: Vec<&str> = chosen(view)
            .filter(|name| group_of(name) == group)
            .collect();
        group_lines(page, group, &names)?;
    }
    let missing: Vec<&str> = MISSED
        .into_iter()
        .filter(|name| !has(view, name))
        .map(spelt)
        .take(6)
        .collect();
    if view.only.is_empty() && !missing.is_empty() {
        page.line(
            Tone::Dim,
            &format!("missing, often asked for: {}", missing.join(" ")),
        )?;
    }
    Ok(None)
}

fn title(page: &mut Page<'_>, view: &CapabilitiesView) -> io::Result<()> {
    let mut parts: Vec<String> = Vec::new();
    let revisions: Vec<&str> = view
        .names
        .iter()
        .filter(|name| is_revision(name))
        .map(|name| spelt(name))
        .collect();
    if !revisions.is_empty() {
        parts.push(harmless::line(&revisions.join(" ")).into_owned());
    }
    if !view.when.is_empty() {
        parts.push(harmless::line(&view.when).into_owned());
    }
    parts.push(match view.names.len() {
        1 => "1 name".to_owned(),
        names => format!("{names} names"),
    });
    page.line(Tone::Plain, &parts.join(page.speller.marks.dot))
}

fn group_lines(page: &mut Page<'_>, group: &str, names: &[&str]) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let harmless: Vec<_> = names.iter().map(|name| harmless::line(name)).collect();
    let room = if page.terminal {
        page.width.saturating_sub(14).max(20)
    } else {
        usize::MAX
    };
    let lines = fit::wrap(harmless.iter().map(|name| name.as_ref()), " ", room);
    for (index, line) in lines.into_iter().enumerate() {
        let label = if index == 0 { group } else { "" };
        page.pieces(&[
            Painted::new(format!("  {label:<12}"), Tone::Plain),
            Painted::new(line, Tone::Plain),
        ])?;
    }
    Ok(())
}

fn explain(page: &mut Page<'_>, view: &CapabilitiesView) -> io::Result<u64> {
    let columns = vec![
        Column::text("NAME").fill(12).yields(0),
        Column::text("RFC").fill(9).yields(0),
        Column::text("WHAT IT GIVES YOU")
            .fill(if page.width >= 120 { 58 } else { 0 })
            .least(20)
            .yields(1)
            .wraps(),
        Column::text(if page.width >= 120 {
            "COMMANDS HERE"
        } else {
            "COMMANDS"
        })
        .least(18)
        .yields(2)
        .wraps(),
    ];
    let mut rows = Vec::new();
    for group in GROUPS {
        for name in chosen(view).filter(|name| group_of(name) == group) {
            let (rfc, gives, commands) = match known::find(name) {
                Some(known) => (known.rfc, known.gives, present(known.commands, view)),
                None => ("", "nothing is known of it here", String::new()),
            };
            let cells = [name, rfc, gives, &commands];
            rows.push(cells.into_iter().map(Cell::new).collect());
        }
    }
    table::whole(page, columns, &rows)
}

/// Those of some commands that there are.
fn present(commands: &str, view: &CapabilitiesView) -> String {
    let present = commands.split(", ").filter(|typed| {
        let name = typed.split(' ').next().unwrap_or_default();
        view.commands.contains(&name)
    });
    present.collect::<Vec<_>>().join(", ")
}

/// The names that are asked for, without the revisions of IMAP, which the title tells.
fn chosen(view: &CapabilitiesView) -> impl Iterator<Item = &str> {
    let names = view
        .names
        .iter()
        .map(String::as_str)
        .filter(|name| !is_revision(name));
    names.filter(|name| {
        let wanted = |only: &String| {
            only.eq_ignore_ascii_case(name) || only.eq_ignore_ascii_case(group_of(name))
        };
        view.only.is_empty() || view.only.iter().any(wanted)
    })
}

fn group_of(name: &str) -> &'static str {
    known::find(name).map_or("other", |known| known.group)
}

fn has(view: &CapabilitiesView, name: &str) -> bool {
    view.names
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

fn is_revision(name: &str) -> bool {
    name.get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("IMAP4"))
}

/// The revisions as everybody writes them.
fn spelt(name: &str) -> &str {
    match name {
        "IMAP4REV1" => "IMAP4rev1",
        "IMAP4REV2" => "IMAP4rev2",
        other => other,
    }
}
