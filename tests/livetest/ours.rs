//! The same rows on a Dovecot of our own, where nothing may fail and only certain rows may be left out.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::dovecot::{Dovecot, Options};
use crate::shell::Account;
use crate::{Request, run};

/// What Dovecot does not have: what only Gmail has. UID EXPUNGE is by UID.
const NOT_HERE: [&str; 6] = ["G8", "U4 uid", "U8 uid", "U4 seq", "U8 seq", "U20 seq"];

/// Runs the rows; true when all is as it should be.
pub(crate) fn check(request: &Request) -> bool {
    let server = Dovecot::start(Options::default());
    let directory = tempfile::tempdir().expect("a directory can be made");
    let config = directory.path().join("livetest.ini");
    write(&config, &server);
    let account = Account {
        config: &config,
        section: "DEFAULT",
    };
    let mut report = run(&account, request);
    let passed = report.finish();
    let left_out = !request.only.is_empty() || report.skipped == NOT_HERE;
    if !left_out {
        println!("skipped are {:?}, not {NOT_HERE:?}", report.skipped);
    }
    passed && left_out
}

/// Writes an account file as its user would.
fn write(path: &Path, server: &Dovecot) {
    let text = format!(
        "[DEFAULT]\n\
         host = localhost\n\
         port = {tls}\n\
         ssl_ca_file = {ca}\n\
         username = {user}\n\
         password = {password}\n\
         timeout = 60\n\
         \n\
         [starttls]\n\
         port = {plain}\n\
         starttls = true\n\
         \n\
         [clear]\n\
         port = {plain}\n\
         ssl = no\n\
         \n\
         [wrong password]\n\
         password = wrong\n\
         expect_failure = (?i)auth.*failed\n\
         \n\
         [nobody there]\n\
         port = 1\n\
         expect_failure = ^connect: .*refused\n\
         \n\
         [unknown authority]\n\
         ssl_ca_file =\n\
         expect_failure = ^tls: \n",
        tls = server.tls_port(),
        plain = server.plain_port(),
        ca = server.ca_file().display(),
        user = server.fresh_user(),
        password = server.password(),
    );
    fs::write(path, text).expect("the directory is ours");
    fs::set_permissions(path, Permissions::from_mode(0o600)).expect("the file is ours");
}
