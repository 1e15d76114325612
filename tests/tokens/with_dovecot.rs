//! Tokens that a real server checks.

use super::*;
use dovecot::{Dovecot, Options};

fn dovecot() -> &'static Dovecot {
    static DOVECOT: OnceLock<Dovecot> = OnceLock::new();
    DOVECOT.get_or_init(|| {
        Dovecot::start(Options {
            tokens: true,
            ..Options::default()
        })
    })
}

/// Our program at Dovecot, with an endpoint that gives out tokens of this age.
fn run(age: u64, keys: &str) -> server::Ended {
    let endpoint = endpoint(move |_| granted(&dovecot().token("alice", age)));
    let port = dovecot().tls_port().to_string();
    let program = program(&port, &endpoint.port(), keys).commands(["select_folder INBOX"]);
    let ours = std::fs::read_to_string(dovecot().ca_file()).unwrap();
    program.file("ca.pem", format!("{}{ours}", authority().pem()));
    program.run()
}

#[test]
fn a_token_signs_in_by_each_mechanism() {
    for keys in ["", "auth = xoauth2", "auth = OAUTHBEARER"] {
        let ended = run(0, keys);
        ended.check(0, "", &[]);
        assert!(ended.text().contains("INBOX"), "{ended}");
    }
}

#[test]
fn a_token_that_is_over_is_refused_and_not_shown() {
    for keys in ["", "auth = OAUTHBEARER"] {
        let ended = run(7200, keys);
        ended.check(5, "auth: signing in as alice: ", &["status"]);
        assert!(!ended.stderr.contains("eyJ"), "{ended}");
    }
}

#[test]
fn a_token_from_elsewhere_is_as_good_as_a_password() {
    let program = Program::new(["-f", "config.ini"]).commands(["select_folder INBOX"]);
    program.file(
        "config.ini",
        format!(
            "[DEFAULT]\nhost = localhost\nport = {}\nssl_ca_file = {}\nusername = alice\nauth = XOAUTH2\n\
             password_command = cat token\n",
            dovecot().tls_port(),
            dovecot().ca_file().display()
        ),
    );
    program.file("token", dovecot().token("alice", 0));
    program.run().check(0, "", &[]);
}
