//! Certificates of the client's own, at a server that signs nobody in without.

use super::*;

fn dovecot() -> &'static Dovecot {
    static DOVECOT: OnceLock<Dovecot> = OnceLock::new();
    DOVECOT.get_or_init(|| {
        Dovecot::start(Options {
            require_client_certificate: true,
            ..Options::default()
        })
    })
}

/// Our program with an account for Dovecot and files to choose from.
fn run(keys: &str) -> Ended {
    run_at(dovecot().tls_port(), keys)
}

fn run_at(port: u16, keys: &str) -> Ended {
    let program = Program::new(["-f", "config.ini", "--timeout", "20"]);
    let (certificate, key) = dovecot().client_certificate();
    let read = |path| std::fs::read_to_string(path).expect("the server has written it");
    let (certificate, key) = (read(certificate), read(key));
    program.file("alice.pem", &certificate);
    program.file("alice.key", &key);
    program.file("both.pem", format!("{key}{certificate}"));
    program.file("rsa.key", key.replace("PRIVATE", "RSA PRIVATE"));
    program.file("other.pem", authority().pem());
    program.file("password", dovecot().password());
    program.file(
        "config.ini",
        format!(
            "[DEFAULT]\nhost = localhost\nport = {port}\nssl_ca_file = {}\n{keys}\n",
            dovecot().ca_file().display()
        ),
    );
    program.commands(["select_folder INBOX"]).run()
}

#[test]
fn the_certificate_is_enough_to_sign_in() {
    for keys in [
        "auth = EXTERNAL\nclient_cert = alice.pem\nclient_key = alice.key",
        "auth = EXTERNAL\nclient_cert = ~/both.pem",
        "auth = EXTERNAL\nclient_cert = both.pem\nusername = alice",
        "username = alice\npassword_file = password\nclient_cert = both.pem",
    ] {
        let ended = run(keys);
        ended.check(0, "", &[]);
        assert!(ended.text().contains("INBOX"), "{keys}: {ended}");
    }
    let keys = "starttls = true\nauth = EXTERNAL\nclient_cert = both.pem";
    run_at(dovecot().plain_port(), keys).check(0, "", &[]);
}

#[test]
fn without_one_nobody_is_signed_in() {
    for keys in [
        "auth = EXTERNAL",
        "username = alice\npassword_file = password",
    ] {
        let ended = run(keys);
        ended.check(
            5,
            "auth: ",
            &["valid SSL certificate", "client_cert and client_key"],
        );
    }
}

#[test]
fn another_users_certificate_does_not_sign_in() {
    let ended = run("auth = EXTERNAL\nclient_cert = both.pem\nusername = bob");
    ended.check(5, "auth: signing in as bob: ", &[]);
}

#[test]
fn files_that_are_no_use_are_named_with_their_keys() {
    for (keys, expected) in [
        (
            "client_cert = alice.pem\nclient_key = gone.key",
            "line 6: [DEFAULT] client_key: the client key gone.key cannot be read: no such file or directory",
        ),
        (
            "client_cert = alice.pem",
            "line 5: [DEFAULT] client_cert: there is no private key (PEM) in alice.pem",
        ),
        (
            "client_cert = alice.pem\nclient_key = rsa.key",
            "line 6: [DEFAULT] client_key: the key in rsa.key cannot be used: it is not in PKCS #8",
        ),
        (
            "ssl = false\nclient_cert = both.pem",
            "line 6: [DEFAULT] client_cert: without TLS there is nothing to show it to",
        ),
    ] {
        run(keys).check(2, &format!("config: config.ini, {expected}"), &[]);
    }
    let other = "username = alice\npassword_file = password\nclient_cert = other.pem\nclient_key = alice.key";
    run(other).check(
        2,
        "config: the key alice.key does not belong to the certificate other.pem",
        &[],
    );
}
