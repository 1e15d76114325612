//! What stands on stdout and stderr in each format.

use serde_json::Value;

use super::*;

fn run(options: &[&str], commands: &[&str]) -> Ended {
    let server = obliging();
    to(&server)
        .with(options)
        .commands(commands.iter().copied())
        .run()
}

#[test]
fn the_keys_of_json_are_one_word_each() {
    let ended = run(&["--json"], &["select_folder INBOX", "info", "stats"]);
    assert_eq!(ended.status, 0, "{ended}");
    let mut keys = 0;
    for document in serde_json::Deserializer::from_slice(&ended.stdout).into_iter::<Value>() {
        for (key, _) in document
            .expect("a document")
            .as_object()
            .expect("an object")
        {
            assert!(!key.contains(' '), "{key}: {ended}");
            keys += 1;
        }
    }
    assert!(
        keys > 15 && ended.text().contains("\"connected_for\""),
        "{ended}"
    );
}

#[test]
fn rows_do_not_wait_for_those_that_have_not_come() {
    let row = |number| format!("* {number} FETCH (UID {number} RFC822.SIZE 789)\r\n");
    let server = Server::start(move |link| {
        link.open(9)?;
        link.expect("UID FETCH")?;
        // The widths of a table are settled meanwhile. A message is told once the next one begins.
        for rows in [[1, 2], [3, 4], [5, 6]] {
            link.send(rows.map(row).concat())?;
            link.pause(Duration::from_millis(700))?;
        }
        link.stall()
    });
    for format in ["jsonl", "csv", "pretty"] {
        let running = to(&server)
            .with(["--timeout", "60", "--format", format])
            .commands(["select_folder INBOX > /dev/null", "fetch all RFC822.SIZE"])
            .start();
        let deadline = std::time::Instant::now() + Duration::from_secs(20);
        while running.stdout().lines().count() < 5 {
            assert!(
                std::time::Instant::now() < deadline,
                "{format}: {}",
                running.stdout()
            );
            std::thread::sleep(Duration::from_millis(2));
        }
        running.signal(rustix::process::Signal::INT);
        assert_eq!(running.wait().status, 130, "{format}");
    }
}

#[test]
fn json_is_one_document_per_command() {
    for (options, command) in [
        (&["--json"][..], "search ALL"),
        (&["--format", "json"], "search ALL"),
        (&[], "search ALL --json"),
        (&[], "search ALL --format json"),
    ] {
        let ended = run(options, &["select_folder INBOX >/dev/null", command]);
        assert_eq!(ended.status, 0, "{ended}");
        let document: Value = serde_json::from_slice(&ended.stdout).expect("one document");
        assert_eq!(document, serde_json::json!([1, 2, 3]), "{ended}");
    }
    let ended = run(
        &["--json"],
        &["select_folder INBOX >/dev/null", "fetch all FLAGS"],
    );
    let document: Value = serde_json::from_slice(&ended.stdout).expect("one document");
    assert_eq!(document[0]["uid"], 1, "{ended}");
    assert_eq!(
        document[0]["FLAGS"],
        serde_json::json!(["\\Seen"]),
        "{ended}"
    );
    assert_eq!(document.as_array().map(Vec::len), Some(2), "{ended}");
}

#[test]
fn errors_are_objects_where_answers_are_json() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.exchange("SELECT", "", "NO [NONEXISTENT] gone \x1b[2J")?;
        link.stall()
    });
    let ended = to(&server)
        .with(["--json", "--keep-going"])
        .commands(["select_folder a", "nonsense"])
        .run();
    assert_eq!(ended.status, 1, "{ended}");
    assert_eq!(ended.text(), "");
    let lines = said(&ended);
    let errors: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect();
    assert_eq!(errors[0]["error"]["class"], "NO");
    assert_eq!(errors[0]["error"]["command"], "select_folder");
    assert_eq!(errors[0]["error"]["code"], "NONEXISTENT");
    assert_eq!(errors[1]["error"]["class"], "usage");
    assert!(!ended.stderr.contains('\x1b'), "{ended}");
}

#[test]
fn errors_before_the_first_command_are_objects_too() {
    let server = Server::start(|link| link.send("* BYE full\r\n"));
    let ended = to(&server).with(["--json"]).commands(["raw NOOP"]).run();
    assert_eq!(ended.status, 3, "{ended}");
    let last = said(&ended).last().copied().unwrap_or_default().to_owned();
    let error: Value = serde_json::from_str(&last).expect("an object");
    assert_eq!(error["error"]["class"], "connect", "{ended}");
}

#[test]
fn raw_is_the_servers_own_bytes() {
    let ended = run(
        &["--raw"],
        &[
            "select_folder INBOX >/dev/null",
            "fetch all FLAGS",
            "search ALL",
        ],
    );
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(
        ended.text(),
        "* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 2 FETCH (UID 2 FLAGS ())\r\n* SEARCH 1 2 3\r\n"
    );
}

#[test]
fn a_pipe_gets_no_colour_and_no_frills() {
    let ended = run(
        &[],
        &["select_folder INBOX", "search ALL", "fetch all FLAGS"],
    );
    assert_eq!(ended.status, 0, "{ended}");
    assert!(!ended.stdout.contains(&0x1b), "{ended}");
    assert!(!ended.stderr.contains('\x1b'), "{ended}");
    assert!(!ended.text().contains("ms"), "{ended}");
    let colourful = run(&["--color", "always"], &["select_folder INBOX", "nonsense"]);
    assert!(colourful.stderr.contains('\x1b'), "{colourful}");
}

#[test]
fn a_reader_that_has_gone_ends_the_batch_quietly() {
    for options in [&[][..], &["--json"], &["--raw"]] {
        let mut server = Server::start(|link| {
            link.open(100_000)?;
            link.expect("UID FETCH")?;
            for number in 1..=100_000 {
                link.send(format!("* {number} FETCH (UID {number} FLAGS ())\r\n"))?;
            }
            link.answer("OK done")?;
            link.serve()
        });
        let ended = to(&server)
            .with(options)
            .commands([
                "select_folder INBOX >/dev/null",
                "fetch all FLAGS",
                "raw NOOP",
            ])
            .unread()
            .run();
        assert_eq!(ended.status, 0, "{ended}");
        assert_eq!(said(&ended), Vec::<&str>::new());
        assert!(!server.commands().contains(&"NOOP".to_owned()));
    }
    let server = Server::start(|link| {
        link.sign_in()?;
        let lines = "* XDATA something\r\n".repeat(100_000);
        link.exchange("XDATA", &lines, "OK done")?;
        link.serve()
    });
    for options in [&[][..], &["--raw"]] {
        let ended = to(&server)
            .with(options)
            .commands(["raw XDATA", "raw NOOP"])
            .unread()
            .run();
        assert_eq!(ended.status, 0, "{ended}");
        assert_eq!(said(&ended), Vec::<&str>::new());
    }
    // Nor is it a failure for what needs no server.
    for option in ["--help", "--version"] {
        let ended = Program::new([option]).unread().run();
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{ended}");
    }
}
