//! The completion scripts in `completions/` are those the program prints.
//! `UPDATE_COMPLETIONS=1 cargo test --test completions` writes them anew.

#![cfg(feature = "shell")]
#![allow(clippy::unwrap_used)]

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

fn generated(what: &str) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .args(["--generate", what])
        .output()
        .unwrap();
    assert!(output.status.success(), "{what}: {output:?}");
    assert!(output.stderr.is_empty(), "{what}: {output:?}");
    output.stdout
}

#[test]
fn the_committed_completions_are_current() {
    let files = [
        ("complete-bash", "imapclient-interact.bash"),
        ("complete-zsh", "_imapclient-interact"),
        ("complete-fish", "imapclient-interact.fish"),
        ("complete-powershell", "imapclient-interact.ps1"),
        ("complete-elvish", "imapclient-interact.elv"),
    ];
    for (what, name) in files {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("completions")
            .join(name);
        let text = generated(what);
        if env::var_os("UPDATE_COMPLETIONS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let committed = fs::read(&path).unwrap_or_default();
        assert!(
            committed == text,
            "{name} is not current: UPDATE_COMPLETIONS=1 cargo test --test completions"
        );
    }
}

#[test]
fn the_man_page_is_one() {
    let page = String::from_utf8(generated("man")).unwrap();
    assert!(page.contains(".TH imapclient-interact 1"), "{page}");
    assert!(page.contains("password\\-command"), "{page}");
}
