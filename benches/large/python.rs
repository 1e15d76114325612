//! Python's IMAPClient at the same work. `IMAPCLIENT_PYTHON` names a Python that has it.

use std::env;
use std::process::{Command, Stdio};

const PROGRAM: &str = "
import sys, ssl, imapclient
port, ca, mailbox, work = sys.argv[1:5]
context = ssl.create_default_context(cafile=ca) if ca else None
client = imapclient.IMAPClient('127.0.0.1', port=int(port), ssl=bool(ca), ssl_context=context)
client.login('alice', 'correct-horse')
client.select_folder(mailbox, readonly=True)
if work.startswith('fetch '):
    # It takes numbers only, and the server no line as long as 100,000 of them.
    uids = client.search('ALL')
    for start in range(0, len(uids), 5000):
        for uid, message in client.fetch(uids[start:start + 5000], work.split()[1:]).items():
            print(uid, message)
elif work == 'search':
    print(client.search('ALL'))
elif work == 'body':
    sys.stdout.buffer.write(client.fetch([1], ['BODY.PEEK[]']).popitem()[1][b'BODY[]'])
client.logout()
";

/// A Python that has IMAPClient, if there is one.
pub(crate) fn find() -> Option<String> {
    let python = env::var("IMAPCLIENT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let found = Command::new(&python)
        .args(["-c", "import imapclient"])
        .stderr(Stdio::null())
        .status();
    found.is_ok_and(|status| status.success()).then_some(python)
}

/// The command that does a piece of work.
pub(crate) fn command(python: &str, port: u16, ca: &str, mailbox: &str, work: &str) -> Command {
    let mut command = Command::new(python);
    command.args(["-c", PROGRAM, &port.to_string(), ca, mailbox, work]);
    command
}
