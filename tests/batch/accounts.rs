//! Accounts of a file, and who gets which password.

use super::*;

/// A server in clear that signs in whoever comes.
fn hospitable() -> Server {
    Server::start(|link| {
        link.sign_in()?;
        link.serve()
    })
}

fn login(server: &mut Server) -> Vec<String> {
    let commands = server.commands();
    commands
        .into_iter()
        .filter(|command| command.starts_with("LOGIN"))
        .collect()
}

#[test]
fn are_opened_by_name_each_with_its_own_protection_and_password() {
    let authority = server::Authority::named("Authority of accounts");
    let identity = authority.identity(server::Flaw::None);
    let secured = identity.clone();
    let mut servers = [
        Server::start_tls(identity, |link| {
            link.sign_in()?;
            link.serve()
        }),
        Server::start(move |link| {
            link.send("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n")?;
            link.exchange("STARTTLS", "", "OK begin")?;
            link.secure(secured.clone())?;
            link.serve()
        }),
        hospitable(),
        hospitable(),
        hospitable(),
    ];
    let ports: Vec<String> = servers.iter().map(Server::port).collect();
    let file = format!(
        "[DEFAULT]\nhost = localhost\ntimeout = 2\nssl_ca_file = ca.pem\nssl = false\n\n\
         [tls]\nport = {}\nssl = true\nusername = one\npassword = first\n\n\
         [later]\nport = {}\nstarttls = true\nusername = two\npassword = second\n\n\
         [Clear]\nport = {}\nusername = three\npassword = third%%;#\n\n\
         [by-file]\nport = {}\nusername = four\npassword_file = fourth\n\n\
         [by command]\nport = {}\nusername = five\npassword_command = echo fifth\n",
        ports[0], ports[1], ports[2], ports[3], ports[4]
    );
    let names = ["tls", "later", "Clear", "by-file", "by command"];
    for (number, name) in names.into_iter().enumerate() {
        let program = match number % 2 {
            0 => Program::new(["-f", "accounts.ini", "-a", name]),
            _ => Program::new(["-f", "accounts.ini", name]),
        };
        let program = program.commands(["raw NOOP"]);
        program.file("accounts.ini", &file);
        program.file("ca.pem", authority.pem());
        program.file("fourth", "fourth\n");
        let ended = program.run();
        assert_eq!(
            (ended.status, ended.text().as_str()),
            (0, "A OK done\n"),
            "{name}: {ended}"
        );
        assert_eq!(
            ended.stderr.contains("warning: no TLS"),
            number > 1,
            "{name}: {ended}"
        );
    }
    let expected = [
        "LOGIN one \"first\"",
        "LOGIN two \"second\"",
        "LOGIN three \"third%;#\"",
        "LOGIN four \"fourth\"",
        "LOGIN five \"fifth\"",
    ];
    for (server, expected) in servers.iter_mut().zip(expected) {
        assert_eq!(login(server), [expected]);
    }
}

#[test]
fn that_are_not_there_are_named_with_those_that_are() {
    let program = Program::new(["-f", "accounts.ini", "-a", "wrok"]).commands(["raw NOOP"]);
    program.file(
        "accounts.ini",
        "[DEFAULT]\nhost = localhost\n[work]\n[home]\n",
    );
    program.run().check(2, "config:", &["wrok", "work"]);
}

#[test]
fn of_the_usual_file_are_found_under_the_home_directory_or_where_a_variable_says() {
    for variable in [false, true] {
        let mut server = hospitable();
        let program = Program::new(["work"]).commands(["raw NOOP"]);
        let contents = format!(
            "[DEFAULT]\nhost = localhost\nport = {}\nssl = false\n[work]\nusername = ana\npassword = geheim\n",
            server.port()
        );
        let program = if variable {
            let path = program.file("elsewhere.ini", contents);
            program.variable("IMAPCLIENT_INTERACT_CONFIG", &path.display().to_string())
        } else {
            let directory = program.home().join(".config/imapclient-interact");
            std::fs::create_dir_all(directory).expect("the home is ours");
            program.file(".config/imapclient-interact/config.ini", contents);
            program
        };
        let ended = program.run();
        assert_eq!(ended.status, 0, "{ended}");
        assert_eq!(login(&mut server), ["LOGIN ana \"geheim\""]);
    }
}

#[test]
fn take_what_they_lack_from_the_environment() {
    let mut server = hospitable();
    let program = Program::new(["-f", "accounts.ini"])
        .commands(["raw NOOP"])
        .variable("imapclient_username", "eva")
        .variable("imapclient_password", "from % outside");
    program.file(
        "accounts.ini",
        format!(
            "[DEFAULT]\nhost = localhost\nport = {}\nssl = no\n",
            server.port()
        ),
    );
    let ended = program.run();
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(login(&mut server), ["LOGIN eva \"from % outside\""]);
}

#[test]
fn and_their_passwords_stay_at_home_when_a_host_is_named() {
    for target in [false, true] {
        let mut server = hospitable();
        let program = match target {
            true => Program::new([
                format!("imap://ana@localhost:{}/", server.port()),
                "--insecure".to_owned(),
            ]),
            false => Program::to(&server),
        };
        let program = program
            .commands(["raw NOOP"])
            .variable("imapclient_username", "eva")
            .variable("imapclient_password", "stored");
        std::fs::create_dir_all(program.home().join(".config/imapclient-interact"))
            .expect("the home is ours");
        program.file(
            ".config/imapclient-interact/config.ini",
            "[DEFAULT]\nhost = localhost\nusername = ana\npassword = stored\n",
        );
        program.run().check(2, "usage:", &["there is no password"]);
        assert_eq!(server.connections(), 0);
    }
}

#[test]
fn and_files_do_not_mix_with_hosts() {
    for option in [
        ["-H", "localhost"],
        ["-u", "ana"],
        ["-P", "993"],
        ["-p", "x"],
    ] {
        let program = Program::new(["-f", "accounts.ini"])
            .with(option)
            .commands(["raw NOOP"]);
        program.file("accounts.ini", "[DEFAULT]\nhost = localhost\n");
        program
            .run()
            .check(2, "usage:", &["-f/--file cannot be combined with"]);
    }
}

#[test]
fn in_a_file_that_others_can_read_are_warned_about() {
    use std::os::unix::fs::PermissionsExt;
    let server = hospitable();
    let program = Program::new(["-f", "accounts.ini"]).commands(["raw NOOP"]);
    let contents = format!(
        "[DEFAULT]\nhost = localhost\nport = {}\nssl = no\nusername = ana\npassword = geheim\n",
        server.port()
    );
    let path = program.file("accounts.ini", contents);
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(path, open).expect("the file is ours");
    let ended = program.run();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(
        ended.stderr.contains("accounts.ini") && ended.stderr.contains("644"),
        "{ended}"
    );
}

#[test]
fn are_listed_with_what_the_file_says_of_them_but_their_passwords() {
    let server = hospitable();
    let port = server.port();
    let program = Program::new(["-f", "a.ini", "--no-input", "--json"]).commands(["accounts"]);
    let text = format!(
        "[DEFAULT]\nhost = localhost\nport = {port}\nssl = no\nusername = ana\npassword = {PASSWORD}\n\
         [odd]\nssl = maybe\nusername =\n[gone]\nhost = gone.%(username)s\nexpect_failure = no such|refused\n"
    );
    program.file("a.ini", &text);
    let ended = program.run();
    let expected = r#"[
{"account": "DEFAULT", "host": "localhost", "username": "ana", "expect_failure": null},
{"account": "odd", "host": "localhost", "username": null, "expect_failure": null},
{"account": "gone", "host": "gone.ana", "username": "ana", "expect_failure": "no such|refused"}
]
"#;
    assert_eq!(ended.text(), expected, "{ended}");
    assert_eq!(ended.status, 0, "{ended}");
}
