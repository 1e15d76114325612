//! Answers at the wrong time, with the wrong tag, cut short, or inside of mail.

use super::*;

#[test]
fn an_answer_before_its_command_is_refused() {
    // Whoever answers ahead can only guess the tag; a right guess would be refused all the same.
    for guess in ["A3", "next", "same"] {
        let mut server = Server::start(move |link| {
            link.open(9)?;
            let tag = link.tag().to_owned();
            let number: u64 = tag
                .trim_start_matches(char::is_alphabetic)
                .parse()
                .unwrap_or(0);
            let prefix = tag.trim_end_matches(|c: char| c.is_ascii_digit());
            let next = match guess {
                "next" => format!("{prefix}{}", number + 1),
                "same" => tag.clone(),
                guess => guess.to_owned(),
            };
            link.expect("NOOP")?;
            let noop = link.tag().to_owned();
            let next = match guess {
                "next" => format!("{prefix}{}", number + 2),
                _ => next,
            };
            // In one piece: a right guess that comes after SEARCH was sent is an answer like any other.
            link.send(format!(
                "{noop} OK done\r\n* SEARCH 666\r\n{next} OK forged\r\n"
            ))?;
            link.stall()
        });
        let ended = run(&server, &["raw NOOP", "search ALL", "raw XAFTER"]);
        // The forged answer comes before SEARCH is sent, and is not believed.
        assert_eq!(ended.status, 6, "{ended}");
        assert!(ended.stderr.contains("protocol: search"), "{ended}");
        assert!(!ended.text().contains("666"), "{ended}");
        assert!(!server::contains(&server.heard(), b"XAFTER"), "{ended}");
    }
}

#[test]
fn a_tag_that_only_begins_or_ends_like_ours_is_not_ours() {
    for change in ["shorter", "longer", "lower", "empty"] {
        let mut server = answering(move |link| {
            let tag = link.tag().to_owned();
            let other = match change {
                "shorter" => tag.get(..tag.len() - 1).unwrap_or_default().to_owned(),
                "longer" => format!("{tag}1"),
                "lower" => tag.to_lowercase(),
                _ => "x".to_owned(),
            };
            link.send(format!("* SEARCH 666\r\n{other} OK done\r\n"))?;
            link.stall()
        });
        let ended = check_ends(
            &mut server,
            "search ALL",
            6,
            "protocol: search",
            &["not ours"],
        );
        assert_eq!(ended.text(), "");
    }
}

#[test]
fn mail_that_looks_like_protocol_stays_mail() {
    let body = "A1 OK done\r\n* BYE leave\r\n+ go on\r\n* 9 EXPUNGE\r\n)\r\n{5}\r\n";
    for announced in [body.len(), body.len() - 2] {
        let body = &body[..announced];
        let server = answering(move |link| {
            let tag = link.tag().to_owned();
            let body = body.replace("A1", &tag);
            link.send(format!(
                "* 1 FETCH (UID 1 BODY[] {{{}}}\r\n{body})\r\n",
                body.len()
            ))?;
            link.answer("OK done")
        });
        let ended = check_works(&server, "fetch 1 BODY.PEEK[] --raw");
        assert!(
            ended
                .text()
                .contains("* BYE leave\r\n+ go on\r\n* 9 EXPUNGE\r\n"),
            "{ended}"
        );
        assert_eq!(said(&ended), Vec::<&str>::new());
    }
    let server = answering(|link| {
        link.send("* 1 FETCH (UID 1 ENVELOPE (NIL \"* BYE leave\" NIL NIL NIL NIL NIL NIL NIL \"A1 OK done\"))\r\n")?;
        link.answer("OK done")
    });
    check_works(&server, "fetch 1 ENVELOPE");
}

#[test]
fn rubbish_between_lines_is_passed_over_and_told() {
    for rubbish in [
        "\r\n",
        "\n\n\n",
        "*\r\n",
        "* \r\n",
        "rubbish\r\n",
        "* 1\r\n",
        "\0\0\r\n",
        "* \u{e9}\u{e9}\r\n",
        "* LIST (\r\n",
        "* \"open\r\n",
        ")\r\n",
        "* 1 FETCH\r\n",
        "* FETCH 1 (UID 1)\r\n",
        "* 1 FETCH (UID\r\n",
        "* STATUS\r\n",
        "* OK [\r\n",
        "*OK\r\n",
    ] {
        let server = answering(move |link| {
            link.send(format!("{rubbish}* SEARCH 1 2 3\r\n{rubbish}"))?;
            link.answer("OK done")
        });
        let ended = run(&server, &["search ALL", "raw XAFTER"]);
        assert_eq!(ended.status, 0, "{rubbish:?}: {ended}");
        assert_eq!(ended.text(), "1  2  3\nA OK done\n", "{rubbish:?}: {ended}");
    }
}

#[test]
fn a_bare_carriage_return_belongs_to_its_line() {
    let server = answering(|link| {
        link.send("\r* SEARCH 6 6 6\r\n* SEARCH 1 2 3\r\n")?;
        link.answer("OK done")
    });
    let ended = check_works(&server, "search ALL");
    assert_eq!(ended.text(), "1  2  3\nA OK done\n");
    assert!(ended.stderr.contains("\\r* SEARCH 6 6 6"), "{ended}");
}

#[test]
fn bare_line_feeds_end_lines() {
    let server = answering(|link| {
        link.send("* SEARCH 1 2 3\n")?;
        link.send(format!("{} OK done\n", link.tag()))
    });
    let ended = check_works(&server, "search ALL");
    assert_eq!(ended.text(), "1  2  3\nA OK done\n");
}

#[test]
fn news_never_mixes_into_an_answer() {
    let server = answering(|link| {
        link.send(
            "* 12 EXISTS\r\n* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 3 EXPUNGE\r\n* LIST () \"/\" x\r\n\
             * STATUS x (MESSAGES 1)\r\n* SEARCH 1 2 3\r\n* 2 FETCH (FLAGS ())\r\n",
        )?;
        link.answer("OK done")
    });
    let ended = check_works(&server, "search ALL");
    assert_eq!(ended.text(), "1  2  3\nA OK done\n");
    let server = answering(|link| {
        link.send(
            "* SEARCH 7 8 9\r\n* 4 FETCH (UID 4 FLAGS (\\Seen))\r\n* 12 EXISTS\r\n* LIST () \"/\" x\r\n\
             * 1 FETCH (UID 1 FLAGS ())\r\n* 1 FETCH (UID 1 FLAGS (\\Answered))\r\n",
        )?;
        link.answer("OK done")
    });
    let ended = check_works(&server, "fetch 1 FLAGS --json");
    let messages = document(&ended);
    assert_eq!(messages.as_array().map(Vec::len), Some(1), "{ended}");
    assert_eq!(messages[0]["uid"], 1);
    assert_eq!(messages[0]["FLAGS"], serde_json::json!([]));
}

#[test]
fn a_cut_leaves_complete_rows_and_says_how_many() {
    let rows = "* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 2 FETCH (UID 2 FLAGS (\\Flagged))\r\n";
    for tail in [
        "",
        "* 3",
        "* 3 FETCH (UID 3 FLAGS (\\Deleted",
        "* 3 FETCH (UID 3 BODY[] {9}\r\nhalf",
        "* 3 FETCH (UID 3)\r",
        "ABC OK",
    ] {
        for format in ["", " --json"] {
            let mut server = answering(move |link| {
                link.send(format!("{rows}{tail}"))?;
                link.cut()
            });
            let command = format!("fetch all FLAGS{format}");
            let start = match format {
                "" => "closed: fetch",
                _ => "{\"error\":{\"class\":\"closed\"",
            };
            let ended = check_ends(&mut server, &command, 6, start, &["2 of 9 came"]);
            let text = ended.text();
            assert!(
                !text.contains("Deleted") && !text.contains("half"),
                "{tail}: {ended}"
            );
            match format {
                "" => assert_eq!(text.lines().count(), 1 + 2, "{tail}: {ended}"),
                _ => assert_eq!(document(&ended).as_array().map(Vec::len), Some(2)),
            }
        }
    }
}

#[test]
fn a_cut_search_shows_nothing() {
    for tail in ["* SEARCH 1 2", "* SEARCH 1 2 3\r\n"] {
        let mut server = answering(move |link| {
            link.send(tail)?;
            link.cut()
        });
        let ended = check_ends(&mut server, "search ALL", 6, "closed: search", &[]);
        assert_eq!(ended.text(), "");
    }
}

#[test]
fn a_folder_that_cannot_be_opened_leaves_none_open() {
    let server = answering(|link| {
        link.send("* 3 EXISTS\r\n")?;
        link.answer("NO no such folder")
    });
    let ended = run(&server, &["select_folder gone", "fetch 1 FLAGS"]);
    ended.check(
        1,
        "NO  select_folder",
        &["refused: fetch: no folder is open"],
    );
}
