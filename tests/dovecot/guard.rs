//! A small process that cleans up after a test program that could not do it itself: one that was
//! killed, or one that kept its server in a `static`, which Rust never drops.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Reads process ids, one a line, an empty line for none. When its input ends, as it does however
/// the test program ended, it kills the group of the last process named and removes the directory.
const SCRIPT: &str = r#"
trap '' HUP INT TERM
server=
while read -r line; do server=$line; done
if [ -n "$server" ]; then kill -KILL "-$server"; fi
# Once more if a dying process put a file into a directory that was just emptied.
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
"#;

/// Lives as long as the server's directory.
pub struct Guard(Child);

impl Guard {
    /// Starts to watch over a directory.
    pub fn start(directory: &Path) -> Self {
        let child = Command::new("/bin/sh")
            .args(["-c", SCRIPT, "sh"])
            .arg(directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C at the terminal must reach the tests and not their guard.
            .process_group(0)
            .spawn();
        Guard(child.expect("/bin/sh can be started"))
    }

    /// Names the process to stop: the leader of its own process group.
    pub fn watch(&mut self, process: u32) {
        self.tell(&process.to_string());
    }

    /// Forgets the process, because it is gone and its number may be another's soon.
    pub fn forget(&mut self) {
        self.tell("");
    }

    fn tell(&mut self, line: &str) {
        if let Some(input) = &mut self.0.stdin {
            // A guard that is gone has nothing left to guard.
            let _ = writeln!(input, "{line}");
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}
