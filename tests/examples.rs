//! The examples of every help text, typed as they stand on a Dovecot, as a person would who follows `help`.

#![cfg(feature = "shell")]
#![allow(clippy::unwrap_used)]

mod dovecot;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, OnceLock};
use std::thread;

use dovecot::{Dovecot, Options};
use tempfile::TempDir;

/// What an example needs, or comes to, that the others do not.
#[derive(Clone, Copy)]
struct Circumstances {
    /// How the program is started.
    options: &'static [&'static str],
    /// What is typed before.
    before: &'static [&'static str],
    /// What is said where it cannot succeed here.
    says: Option<&'static str>,
}

const USUAL: Circumstances = Circumstances {
    options: &["--folder", "INBOX"],
    before: &[],
    says: None,
};

/// Nobody can be asked for a password here.
const SIGNING_IN: Circumstances = Circumstances {
    options: &["--no-login"],
    says: Some("--no-input"),
    ..USUAL
};

/// Our Dovecot has no tokens.
const NO_TOKENS: Circumstances = Circumstances {
    says: Some("does not offer AUTH="),
    ..SIGNING_IN
};

const NO_FOLDER: Circumstances = Circumstances {
    options: &[],
    ..USUAL
};

const IDLING: Circumstances = Circumstances {
    options: &["--folder", "INBOX", "--timeout", "2"],
    before: &["idle"],
    ..USUAL
};

const RESULTS: Circumstances = Circumstances {
    before: &[
        "search; search; search; search; search; search; search",
        "$old = fetch all ENVELOPE",
    ],
    ..USUAL
};

/// A failure that is right here.
const fn says(word: &'static str) -> Circumstances {
    Circumstances {
        says: Some(word),
        ..USUAL
    }
}

/// The circumstances of examples that begin so.
const SPECIAL: &[(&str, Circumstances)] = &[
    // The accounts and hosts of examples are nobody's.
    ("connect work", says("config")),
    ("connect imaps://", says("connect")),
    ("login ", SIGNING_IN),
    ("plain_login ", SIGNING_IN),
    ("oauth2_login ", NO_TOKENS),
    ("oauthbearer_login ", NO_TOKENS),
    ("sasl_login SCRAM", SIGNING_IN),
    (
        "sasl_login EXTERNAL",
        Circumstances {
            says: Some("EXTERNAL"),
            ..SIGNING_IN
        },
    ),
    (
        "starttls",
        Circumstances {
            options: &["--no-login"],
            ..USUAL
        },
    ),
    (
        "as ",
        Circumstances {
            before: &["search ALL"],
            ..USUAL
        },
    ),
    ("certificate", says("without TLS")),
    ("enable ", NO_FOLDER),
    ("idle_check", IDLING),
    ("idle_done", IDLING),
    (
        "cd -",
        Circumstances {
            before: &["select_folder Archive"],
            ..USUAL
        },
    ),
    ("set_quota ", says("only by admin")),
    ("create_folder Sent --use", says("CREATE-SPECIAL-USE")),
    ("CREATE Old (USE", says("CREATE-SPECIAL-USE")),
    (
        "create_folder ",
        Circumstances {
            before: &["delete_folder Notes; delete_folder \"Lists/imap protocol\""],
            ..USUAL
        },
    ),
    (
        "multiappend Archive @archive.mbox",
        Circumstances {
            before: &["export all archive.mbox"],
            ..USUAL
        },
    ),
    ("print", RESULTS),
    ("source setup.imap", says("No such file")),
    (
        "unset ",
        Circumstances {
            before: &["alias new = search UNSEEN", "$old = noop"],
            ..USUAL
        },
    ),
];

/// Commands whose capability Dovecot has not.
const NOT_OFFERED: &[&str] = &[
    "xlist_folders",
    "gmail_search",
    "get_gmail_labels",
    "add_gmail_labels",
    "remove_gmail_labels",
    "set_gmail_labels",
];

fn server() -> &'static Dovecot {
    static SERVER: OnceLock<Dovecot> = OnceLock::new();
    SERVER.get_or_init(|| Dovecot::start(Options::default()))
}

const MESSAGE: &str = "From: Ana <ana@example.org>\r\nTo: bob@example.org\r\nDate: Sat, 21 Nov 2026 09:15:22 +0100\r\n\
    Subject: Figures\r\nMessage-ID: <NUMBER@example.org>\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=edge\r\n\r\n\
    --edge\r\nContent-Type: text/plain\r\n\r\nHello.\r\n\
    --edge\r\nContent-Type: text/plain; name=\"notes.txt\"\r\n\
    Content-Disposition: attachment; filename=\"notes.txt\"\r\n\r\nNotes.\r\n--edge--\r\n";

/// The files that examples name, and an account.
fn home(user: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let server = server();
    for name in ["mail.eml", "one.eml", "two.eml"] {
        fs::write(home.path().join(name), MESSAGE).unwrap();
    }
    let account = format!(
        "[DEFAULT]\nhost = localhost\nport = {}\nssl = no\nssl_ca_file = {}\nusername = {user}\npassword = {}\ntimeout = 20\n",
        server.plain_port(),
        server.ca_file().display(),
        server.password()
    );
    let config = home.path().join("config.ini");
    fs::write(&config, account).unwrap();
    fs::set_permissions(&config, fs::Permissions::from_mode(0o600)).unwrap();
    home
}

fn run(home: &TempDir, options: &[&str], lines: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    command
        .args(["-f", "config.ini", "--no-input", "--yes", "--json"])
        .args(options)
        .current_dir(home.path())
        .env("HOME", home.path())
        .stdin(Stdio::null());
    for line in lines {
        command.args(["-c", line]);
    }
    command.output().unwrap()
}

/// The answers of help, each a text.
fn texts(home: &TempDir, lines: &[&str]) -> Vec<String> {
    let output = run(home, &[], lines);
    let text = String::from_utf8(output.stdout).unwrap();
    let texts = serde_json::Deserializer::from_str(&text).into_iter::<String>();
    texts.map(Result::unwrap).collect()
}

/// Every example of every command, with the command's name.
fn examples() -> Vec<(String, String)> {
    let home = home(server().user());
    let all = texts(&home, &["help all"]).remove(0);
    let names: Vec<&str> = all
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .collect();
    let questions: Vec<String> = names.iter().map(|name| format!("help {name}")).collect();
    let questions: Vec<&str> = questions.iter().map(String::as_str).collect();
    let pages = texts(&home, &questions);
    assert_eq!(pages.len(), names.len());
    let mut examples = Vec::new();
    for (name, page) in names.iter().zip(pages) {
        let (_, listed) = page.split_once("\nexamples\n").unwrap();
        let lines = listed
            .lines()
            .map(|line| (name.to_string(), line.trim().to_owned()));
        examples.extend(lines);
    }
    examples
}

/// A user with what the examples speak of.
fn user() -> String {
    let server = server();
    let user = server.fresh_user();
    let messages = (1..=20).map(|number| MESSAGE.replace("NUMBER", &number.to_string()));
    server.deliver_all(&user, "INBOX", messages);
    for folder in ["Archive", "Old", "Projects", "Notes", "Lists/imap protocol"] {
        server.deliver_to(&user, folder, MESSAGE.as_bytes());
    }
    user
}

/// Types an example, and gives what is wrong with what came of it.
fn wrong(name: &str, example: &str) -> Option<String> {
    let home = home(&user());
    let special = SPECIAL.iter().find(|(begin, _)| example.starts_with(begin));
    let circumstances = special.map_or(USUAL, |(_, circumstances)| *circumstances);
    let mut lines = circumstances.before.to_vec();
    lines.push(example);
    let output = run(&home, circumstances.options, &lines);
    let said = String::from_utf8_lossy(&output.stderr);
    let passed = match circumstances.says {
        Some(word) => said.contains(word),
        None if NOT_OFFERED.contains(&name) => said.contains(r#""class":"unsupported""#),
        None => output.status.success(),
    };
    (!passed).then(|| format!("help {name}: {example}\n    {}", said.trim()))
}

#[test]
fn every_line_of_the_tour_works_on_real_mail() {
    let user = user();
    let home = home(&user);
    let steps = texts(&home, &["tour"; 5]).join("\n");
    let lines = steps.lines().filter_map(|line| line.strip_prefix("  "));
    // Whoever opens a folder first takes \Recent away.
    run(&home, &["--folder", "INBOX"], &["noop"]);
    let mail = || server().doveadm(&["fetch", "-u", &user, "mailbox uid flags", "ALL"]);
    let before = mail();
    let output = run(&home, &[], &lines.collect::<Vec<_>>());
    let done = output.status.success() && !output.stdout.is_empty();
    assert!(done, "{output:?}");
    assert_eq!(mail(), before);
}

#[test]
fn every_example_of_every_help_text_does_what_it_says() {
    let examples = examples();
    assert!(examples.len() > 100, "{examples:?}");
    let next = Mutex::new(examples.iter());
    let failed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some((name, example)) = next.lock().unwrap().next() else {
                        break;
                    };
                    failed.lock().unwrap().extend(wrong(name, example));
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(
        failed.is_empty(),
        "{} examples fail:\n{}",
        failed.len(),
        failed.join("\n")
    );
}
