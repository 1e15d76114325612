//! The floor plan of ARCHITECTURE.md: reads the `use` lines under `src/` and fails on an arrow that is not in it.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom in the library, by top-level module.
const LIBRARY: &[(&str, &[&str])] = &[
    ("types", &[]),
    ("error", &["types"]),
    ("wire", &["error", "types"]),
    ("client", &["wire", "error", "types"]),
    ("script", &["client", "error"]),
    ("demo", &["client", "wire", "error", "types"]),
];

/// The same among those parts of the shell that must not know the others.
const SHELL: &[(&str, &[&str])] = &[
    ("line", &[]),
    ("mime", &[]),
    ("output", &["failure"]),
    // Of render only the function that makes bytes of a server harmless.
    ("failure", &["account", "line", "options", "render"]),
    ("arguments", &["line"]),
    // Of lines only the caret under a mistake.
    ("render", &["output", "failure", "line"]),
];

/// What commands must not see, because they return an `Output` and never print.
const UNSEEN_BY_COMMANDS: &[&str] = &[
    "crate::shell::render::Screen",
    "crate::shell::editor",
    "crate::shell::program",
    "crate::shell::prompt",
];

/// Everything that a file imports, each path in full: `std::io`, `crate::wire::tree`.
struct File {
    /// `["shell", "commands", "fetch"]`
    module: Vec<String>,
    imports: BTreeSet<String>,
}

impl File {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let inside = path.strip_prefix("src").unwrap().with_extension("");
        let mut module: Vec<String> = inside
            .iter()
            .map(|part| part.to_str().unwrap().to_owned())
            .collect();
        if module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        let mut imports = BTreeSet::new();
        let mut statement = String::new();
        for line in text.lines() {
            let line = line.trim();
            let begins = ["use ", "pub use ", "pub(crate) use ", "pub(super) use "];
            if let Some(rest) = begins.iter().find_map(|begin| line.strip_prefix(begin)) {
                statement = rest.to_owned();
            } else if !statement.is_empty() {
                statement.push_str(line);
            }
            if let Some(whole) = statement.strip_suffix(';') {
                for path in expanded(whole) {
                    imports.insert(resolved(&path, &module));
                }
                statement.clear();
            }
        }
        File { module, imports }
    }

    /// The part of the house at a depth: `types` of `["types", "date"]`.
    fn part(&self, depth: usize) -> &str {
        self.module.get(depth).map_or("", String::as_str)
    }

    /// The parts that it imports below a path, itself left out.
    fn arrows(&self, below: &str, own: &str) -> BTreeSet<String> {
        let inside = self
            .imports
            .iter()
            .filter_map(|path| path.strip_prefix(below));
        inside
            .filter_map(|path| path.split("::").next())
            .filter(|part| {
                *part != own && part.starts_with(|first: char| first.is_ascii_lowercase())
            })
            .map(str::to_owned)
            .collect()
    }
}

/// The paths of an import with its braces multiplied out.
fn expanded(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else {
        return vec![path.split(" as ").next().unwrap().trim().to_owned()];
    };
    let inside = rest.trim_end().strip_suffix('}').unwrap();
    let mut depth = 0;
    let parts = inside.split(|sign| {
        depth += i32::from(sign == '{') - i32::from(sign == '}');
        sign == ',' && depth == 0
    });
    parts
        .filter(|part| !part.trim().is_empty())
        .flat_map(|part| expanded(&format!("{before}{}", part.trim())))
        .collect()
}

/// A path from the root of its crate.
fn resolved(path: &str, module: &[String]) -> String {
    let mut module = module.to_vec();
    let mut parts: Vec<&str> = path.split("::").collect();
    if !matches!(parts[0], "self" | "super") {
        return path.to_owned();
    }
    while let Some(&first) = parts.first() {
        match first {
            "self" => {}
            "super" => drop(module.pop()),
            _ => break,
        }
        parts.remove(0);
    }
    let parts = module.iter().map(String::as_str).chain(parts);
    format!("crate::{}", parts.collect::<Vec<_>>().join("::"))
}

/// All files under `src/` but tests, which may look anywhere.
fn files() -> Vec<File> {
    let mut found = Vec::new();
    let mut left = vec![PathBuf::from("src")];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if !path
            .iter()
            .any(|part| part == "tests" || part == "tests.rs")
        {
            found.push(File::read(&path));
        }
    }
    assert!(found.len() > 100, "only {} files found", found.len());
    found
}

fn check(found: &BTreeSet<String>, allowed: &[&str], file: &File) {
    let wrong: Vec<_> = found
        .iter()
        .filter(|part| !allowed.contains(&part.as_str()))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} imports {wrong:?}, which the floor plan does not allow",
        file.module.join("::")
    );
}

#[test]
fn the_library_has_no_arrow_that_is_not_in_the_plan() {
    for file in files() {
        let Some((part, allowed)) = LIBRARY.iter().find(|(part, _)| *part == file.part(0)) else {
            assert!(
                ["lib", "main", "shell"].contains(&file.part(0)),
                "{:?} is not in the plan",
                file.module
            );
            continue;
        };
        check(&file.arrows("crate::", part), allowed, &file);
    }
}

#[test]
fn the_shell_uses_the_public_library_alone() {
    for file in files()
        .iter()
        .filter(|file| ["main", "shell"].contains(&file.part(0)))
    {
        check(
            &file.arrows("imapclient::", ""),
            &["client", "demo", "script", "types"],
            file,
        );
        check(&file.arrows("crate::", ""), &["shell"], file);
    }
}

#[test]
fn parts_of_the_shell_know_no_more_than_they_should() {
    for file in files().iter().filter(|file| file.part(0) == "shell") {
        let part = file.part(1);
        let found = file.arrows("crate::shell::", part);
        if let Some((_, allowed)) = SHELL.iter().find(|(known, _)| *known == part) {
            check(&found, allowed, file);
        }
        if part == "commands" {
            let seen: Vec<_> = file
                .imports
                .iter()
                .filter(|path| is_below(path, UNSEEN_BY_COMMANDS))
                .collect();
            assert!(
                seen.is_empty(),
                "{:?} imports {seen:?}: commands never print",
                file.module
            );
        }
    }
}

/// Says whether a path is one of these or leads into one.
fn is_below(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| {
        path.strip_prefix(place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    })
}

#[test]
fn only_the_right_parts_touch_the_world() {
    // What is touched, and below which modules that is right.
    let rules = [
        ("native_tls", ["client::transport"].as_slice()),
        ("std::net", &["client::transport", "demo"]),
        ("std::env", &["shell"]),
        ("std::process", &["shell", "client::transport"]),
        ("rustyline", &["shell::editor"]),
        ("clap", &["shell::options"]),
    ];
    for file in files() {
        let module = file.module.join("::");
        for (touched, places) in rules.into_iter().filter(|_| module != "main") {
            let touches = file.imports.iter().any(|path| is_below(path, &[touched]));
            assert!(
                !touches || places.iter().any(|place| module.starts_with(place)),
                "{module} imports {touched}, which is for {places:?}"
            );
        }
        if ["types", "wire"].contains(&file.part(0)) {
            let streams = file
                .imports
                .iter()
                .filter(|path| path.starts_with("std::time"));
            assert_eq!(streams.count(), 0, "{module} knows a clock");
        }
    }
}

#[test]
fn imports_are_read_as_rust_reads_them() {
    let braces = expanded("super::{a::{self, B}, c as d}");
    assert_eq!(braces, ["super::a::self", "super::a::B", "super::c"]);
    let module = [
        "shell".to_owned(),
        "commands".to_owned(),
        "fetch".to_owned(),
    ];
    assert_eq!(
        resolved("super::super::output::Value", &module),
        "crate::shell::output::Value"
    );
    assert_eq!(resolved("std::io", &module), "std::io");
}
