//! Messages written straight into a maildir, which is how tests get many of them quickly.

use std::fs;
use std::path::Path;
use std::process;
use std::time::{SystemTime, UNIX_EPOCH};

use super::Dovecot;

/// Makes the three directories of a maildir.
pub fn prepare(server: &Dovecot, maildir: &Path) {
    for name in ["cur", "new", "tmp"] {
        server.make_directory(&maildir.join(name));
    }
}

/// Writes under `tmp` and moves to `new`, so that the server never sees half a message.
pub fn write(server: &Dovecot, maildir: &Path, number: u32, message: &[u8]) {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs());
    // The number has a fixed width, because the server sorts new messages by their names.
    let name = format!("{seconds}.M{number:09}P{}.test", process::id());
    let temporary = maildir.join("tmp").join(&name);
    fs::write(&temporary, message)
        .unwrap_or_else(|error| panic!("{}: {error}", temporary.display()));
    server.give_away(&temporary);
    let name = format!("{name},S={}", message.len());
    fs::rename(&temporary, maildir.join("new").join(name))
        .unwrap_or_else(|error| panic!("{}: {error}", temporary.display()));
}
