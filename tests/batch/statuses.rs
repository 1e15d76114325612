//! Exit statuses, and what becomes of the commands behind a failed one.

use super::*;

/// Commands that do nothing wrong, and one that is answered with NO.
fn server() -> Server {
    Server::start(|link| {
        link.sign_in()?;
        loop {
            let command = link.expect("")?;
            match command.as_str() {
                "SELECT gone" => link.answer("NO [NONEXISTENT] no such folder")?,
                "XBAD" => link.answer("BAD what is that?")?,
                "LOGOUT" => {
                    link.send("* BYE bye\r\n")?;
                    link.answer("OK bye")?;
                }
                "XCUT" => {
                    link.send("* 1 EXI")?;
                    return link.cut();
                }
                "XRESET" => return link.reset(),
                "XBYE" => link.send("* BYE going down\r\n")?,
                "XSILENT" => return link.stall(),
                "XFOREIGN" => link.send("zz OK done\r\n")?,
                "XPLUS" => link.send("+ more?\r\n")?,
                "XLONG" => link.flood(b"x", 17 << 20)?,
                _ => link.answer("OK done")?,
            }
        }
    })
}

fn check(commands: &[&str], options: &[&str], status: i32, errors: &[&str]) -> Ended {
    let server = server();
    let ended = to(&server)
        .with(options)
        .commands(commands.iter().copied())
        .run();
    assert_eq!(ended.status, status, "{commands:?}: {ended}");
    let said = said(&ended);
    let said: Vec<_> = said.iter().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(said.len(), errors.len(), "{commands:?}: {ended}");
    for (line, start) in said.iter().zip(errors) {
        assert!(line.starts_with(start), "{start}: {ended}");
    }
    ended
}

#[test]
fn each_class_has_its_own() {
    for (command, status, error) in [
        ("raw NOOP", 0, None),
        (" ", 0, None),
        ("# nothing", 0, None),
        (
            "select_folder gone",
            1,
            Some("NO  select_folder: no such folder  [NONEXISTENT]"),
        ),
        ("raw XBAD", 1, Some("BAD raw: what is that?")),
        (
            "fetch 1 FLAGS",
            1,
            Some("refused: fetch: no folder is open"),
        ),
        ("no_such_command", 2, Some("usage: ")),
        ("select_folder", 2, Some("usage: ")),
        ("select_folder \"open", 2, Some("usage: ")),
        ("raw XCUT", 6, Some("closed: raw: ")),
        ("raw XRESET", 6, Some("closed: raw: ")),
        ("raw XBYE", 6, Some("BYE raw: going down")),
        ("raw XFOREIGN", 6, Some("protocol: raw: ")),
        ("raw XPLUS", 6, Some("protocol: raw: ")),
        ("raw XLONG", 6, Some("limit: raw: ")),
        ("raw XSILENT", 7, Some("timeout: raw: ")),
    ] {
        check(&[command], &[], status, error.as_slice());
    }
}

#[test]
fn the_first_failure_ends_a_batch() {
    let ended = check(
        &["select_folder gone", "raw NOOP"],
        &[],
        1,
        &["NO  select_folder"],
    );
    assert_eq!(ended.text(), "");
}

#[test]
fn keep_going_goes_on_and_keeps_the_first_failure() {
    let ended = check(
        &[
            "no_such_command",
            "raw NOOP",
            "select_folder gone",
            "raw NOOP",
        ],
        &["--keep-going"],
        2,
        &["usage:", "NO  select_folder"],
    );
    assert_eq!(ended.text(), "A OK done\n".repeat(2));
}

#[test]
fn after_a_lost_link_nothing_more_is_tried() {
    for (lost, status, error) in [
        ("raw XCUT", 6, "closed: raw"),
        ("raw XRESET", 6, "closed: raw"),
        ("raw XBYE", 6, "BYE raw"),
        ("raw XFOREIGN", 6, "protocol: raw"),
        ("raw XSILENT", 7, "timeout: raw"),
    ] {
        let mut server = server();
        let ended = to(&server)
            .with(["--keep-going"])
            .commands([lost, "raw NOOP", "select_folder INBOX", "fetch 1 FLAGS"])
            .run();
        assert_eq!(ended.status, status, "{ended}");
        let said: Vec<_> = said(&ended)
            .into_iter()
            .filter(|line| !line.starts_with(' '))
            .collect();
        assert_eq!(said.len(), 4, "{ended}");
        assert!(said[0].starts_with(error), "{ended}");
        for (line, name) in said[1..].iter().zip(["raw", "select_folder", "fetch"]) {
            assert!(
                line.starts_with(&format!("closed: {name}: not connected")),
                "{ended}"
            );
        }
        assert!(ended.took < Duration::from_secs(5), "{ended}");
        assert_eq!(server.connections(), 1);
        assert!(!server.commands().contains(&"NOOP".to_owned()));
    }
}

#[test]
fn an_answer_that_comes_late_is_nobodys() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.expect("XSLOW")?;
        link.pause(Duration::from_millis(2500))?;
        link.answer("OK too late")?;
        link.stall()
    });
    let ended = to(&server)
        .with(["--keep-going"])
        .commands(["raw XSLOW", "raw NOOP"])
        .run();
    ended.check(7, "timeout: raw", &["closed: raw"]);
    assert_eq!(ended.text(), "");
}

#[test]
fn a_farewell_without_answer_is_waited_for_two_seconds() {
    for answered in ["nothing", "rubbish"] {
        let server = Server::start(move |link| {
            link.sign_in()?;
            link.exchange("NOOP", "", "OK done")?;
            link.expect("LOGOUT")?;
            if answered == "rubbish" {
                link.send("zz NO whatever\r\n* BYE\r\n")?;
            }
            link.stall()
        });
        let ended = to(&server)
            .with(["--timeout", "30"])
            .commands(["raw NOOP"])
            .run();
        assert_eq!(ended.status, 0, "{ended}");
        assert_eq!(said(&ended), Vec::<&str>::new());
        assert!(ended.took < Duration::from_secs(4), "{ended}");
    }
}
