//! More than anyone asked for.

use super::*;

#[test]
fn an_endless_line_ends_at_the_limit() {
    for start in [
        "* ",
        "* SEARCH ",
        "* 1 FETCH (",
        "A",
        "+ ",
        "* OK [",
        "* LIST (\\Noselect) \"/\" \"",
    ] {
        let mut server = answering(move |link| {
            link.send(start)?;
            link.flood(b"x y", 200 << 20)
        });
        let ended = check_ends(&mut server, "raw XLONG", 6, "limit: raw", &["16 MiB"]);
        assert!(ended.peak_kib < 80 << 10, "{start}: {ended}");
    }
}

#[test]
fn lines_nobody_asked_for_cost_no_memory() {
    for line in [
        "* 5 EXISTS\r\n",
        "* 5 FETCH (FLAGS (\\Seen) X (a b (c d)))\r\n",
        "* LIST () \"/\" some.folder\r\n",
        "* STATUS INBOX (MESSAGES 5)\r\n",
        "* OK [ALERT] read this\r\n",
        "* XUNKNOWN (1 2 3) {3}\r\nabc\r\n",
        "* VANISHED 1:4294967295\r\n",
        "* CAPABILITY IMAP4rev1 X-ONE X-TWO\r\n",
        "* (((\r\n",
        "rubbish without a tag\r\n",
        "\r\n",
    ] {
        let server = answering(move |link| {
            link.flood(line.as_bytes(), 4 << 20)?;
            // The flood may have ended in the middle of a line of its own.
            link.send("\r\n")?;
            link.answer("OK done")
        });
        let ended = check_works(&server, "search ALL");
        assert!(ended.peak_kib < FLAT, "{line}: {ended}");
        assert!(
            said(&ended).len() < 3000,
            "{line}: {} lines",
            said(&ended).len()
        );
    }
}

#[test]
fn a_bye_ends_a_flood() {
    let mut server = answering(|link| {
        link.send("* BYE enough\r\n")?;
        link.flood(b"* 5 EXISTS\r\n", 200 << 20)
    });
    let ended = check_ends(&mut server, "raw XFLOOD", 6, "BYE raw", &["enough"]);
    assert!(ended.peak_kib < FLAT, "{ended}");
}

#[test]
fn a_search_may_find_a_million_messages() {
    // In one line and in many. No two numbers follow each other, so that no range holds more than one.
    for (name, in_a_line) in [("SEARCH", 1_000_000), ("SEARCH", 100), ("SORT", 1_000_000)] {
        let server = answering(move |link| {
            let numbers: Vec<String> = (1..=1_000_000)
                .map(|number| (number * 3).to_string())
                .collect();
            for line in numbers.chunks(in_a_line) {
                link.send(format!("* {name} {}\r\n", line.join(" ")))?;
            }
            link.answer("OK done")
        });
        let ended = check_works(&server, "search ALL --json");
        let numbers = document(&ended);
        assert_eq!(numbers.as_array().map(Vec::len), Some(1_000_000));
        assert_eq!(numbers[999_999], 3_000_000);
        assert!(ended.peak_kib < 80 << 10, "{name}: {} KiB", ended.peak_kib);
    }
}

#[test]
fn numbers_in_lines_cost_no_memory_however_many_there_are() {
    // As one line of numbers, and as one of ranges. No two of them follow each other.
    for (head, joint, tail) in [
        ("* SEARCH ", " ", " (MODSEQ 917)"),
        ("* ESEARCH UID ALL ", ",", " MODSEQ 917"),
    ] {
        for format in ["jsonl", "csv", "raw"] {
            let peak = |count: u32| {
                let server = answering(move |link| {
                    let numbers: Vec<String> = (1..=count).map(|n| (n * 3).to_string()).collect();
                    link.send(format!("{head}{}{tail}\r\n", numbers.join(joint)))?;
                    link.answer("OK done")
                });
                let command = format!("search ALL --{format}");
                let ended = to(&server)
                    .commands(["select_folder INBOX >/dev/null", &command])
                    .run();
                let text = ended.text();
                assert_eq!(ended.status, 0, "{format}: {}", ended.stderr);
                let numbers: Vec<&str> = match format {
                    "raw" => {
                        let line = text.strip_prefix(head).expect("the line as it came");
                        let line = line.strip_suffix("\r\n").expect("with its end");
                        let line = line.strip_suffix(tail).expect("and all of it");
                        line.split(joint).collect()
                    }
                    "csv" => text.lines().skip(1).collect(),
                    _ => text.lines().collect(),
                };
                assert_eq!(numbers.len(), count as usize, "{head} --{format}");
                let mut counted = numbers.iter().zip(1..);
                assert!(
                    counted.all(|(number, place): (_, u32)| *number == (place * 3).to_string())
                );
                ended.peak_kib
            };
            let (few, many) = (peak(10), peak(1_000_000));
            assert!(many < few + 2048, "{head} --{format}: {few}, {many} KiB");
        }
    }
}

#[test]
fn numbers_nobody_asked_for_are_no_answer_however_many_there_are() {
    let server = answering(|link| {
        let numbers = " 7 9".repeat(2 << 20);
        link.send(format!(
            "* SEARCH{numbers} (MODSEQ 5)\r\n* 1 FETCH (UID 1 FLAGS ())\r\n"
        ))?;
        link.answer("OK done")
    });
    let ended = check_works(&server, "fetch 1 FLAGS --json");
    let expected = serde_json::json!([{"uid": 1, "seq": 1, "FLAGS": []}]);
    assert_eq!(document(&ended), expected);
    assert!(ended.peak_kib < 2 * FLAT, "{} KiB", ended.peak_kib);
    assert!(said(&ended).len() < 10, "{}", ended.stderr.len());
}

#[test]
fn of_very_many_numbers_the_first_are_kept_alone() {
    let server = answering(|link| {
        let numbers: Vec<String> = (1..=1_000_000).map(|n| (n * 3).to_string()).collect();
        link.send(format!("* SEARCH {}\r\n", numbers.join(" ")))?;
        link.answer("OK done")
    });
    let ended = check_works(&server, "search ALL --limit 3 --json");
    assert_eq!(document(&ended), serde_json::json!([3, 6, 9]));
    assert!(ended.peak_kib < 24 << 10, "{} KiB", ended.peak_kib);
}

#[test]
fn of_numbers_without_end_those_that_came_are_shown() {
    let mut server = answering(|link| {
        link.send("* SEARCH")?;
        link.flood(b" 5 7", 8 << 20)?;
        link.cut()
    });
    let ended = check_ends(
        &mut server,
        "search ALL --csv",
        6,
        "closed: search",
        &["came before"],
    );
    let text = ended.text();
    assert!(text.lines().count() > 4_000_000, "{}", text.len());
    let numbers = text.lines().skip(1);
    assert!(numbers.into_iter().all(|line| line == "5" || line == "7"));
    assert!(ended.peak_kib < 2 * FLAT, "{} KiB", ended.peak_kib);
}

#[test]
fn too_many_numbers_to_be_kept_are_named_by_no_line_behind_them() {
    let server = answering(|link| {
        link.send("* SEARCH")?;
        link.flood(b" 5 7", 4 << 20)?;
        link.send("\r\n")?;
        link.answer("OK done")
    });
    let ended = run(&server, &["search ALL --csv >/dev/null", "fetch _ FLAGS"]);
    ended.check(2, "usage: fetch", &["there is no result with messages"]);
    assert!(
        ended
            .stderr
            .contains("warning: these are too many messages")
    );
    assert!(ended.peak_kib < 2 * FLAT, "{} KiB", ended.peak_kib);
}

#[test]
fn labels_cost_no_memory_however_many_messages_have_them() {
    const MESSAGES: u32 = 100_000;
    let server = Server::start(|link| {
        link.open(MESSAGES)?;
        link.exchange("NOOP", "* CAPABILITY IMAP4rev1 X-GM-EXT-1\r\n", "OK")?;
        link.expect("UID FETCH 1:* (X-GM-LABELS)")?;
        for number in 1..=MESSAGES {
            link.send(format!(
                "* {number} FETCH (UID {number} X-GM-LABELS (\"two words\" &AOk-))\r\n"
            ))?;
        }
        link.answer("OK done")?;
        link.serve()
    });
    for (format, spelt) in [
        ("pretty", "\"two words\" é\n"),
        ("json", ": [\"two words\", \"é\"]"),
        ("python", ": ['two words', 'é']"),
    ] {
        let get = format!("get_gmail_labels all --format {format}");
        let ended = run(&server, &["raw NOOP >/dev/null", &get]);
        assert_eq!(ended.status, 0, "{format}: {}", ended.stderr);
        let count = ended.text().matches(spelt).count();
        assert_eq!(count, MESSAGES as usize, "{format}");
        assert!(ended.peak_kib < FLAT, "{format}: {} KiB", ended.peak_kib);
    }
}

#[test]
fn folders_in_lines_cost_no_memory_however_many_there_are() {
    let server = answering(|link| {
        for number in 0..200_000 {
            link.send(format!(
                "* LIST (\\HasNoChildren) \"/\" \"folder {number}\"\r\n"
            ))?;
        }
        link.answer("OK done")
    });
    for format in ["jsonl", "csv", "raw"] {
        let ended = check_works(&server, &format!("list_folders --{format}"));
        assert!(ended.text().contains("folder 199999"), "{format}");
        assert!(ended.peak_kib < FLAT, "{format}: {} KiB", ended.peak_kib);
    }
    let counting = Server::start(|link| {
        link.open(9)?;
        link.exchange("NOOP", "* CAPABILITY IMAP4rev1 LIST-STATUS\r\n", "OK")?;
        link.expect("LIST")?;
        for number in 0..200_000 {
            link.send(format!(
                "* LIST () \"/\" \"folder {number}\"\r\n* STATUS \"folder {number}\" (MESSAGES 1 UNSEEN 0)\r\n"
            ))?;
        }
        link.answer("OK done")?;
        link.serve()
    });
    for format in ["jsonl", "csv"] {
        let list = format!("list_folders --status --{format}");
        let ended = run(&counting, &["raw NOOP >/dev/null", &list]);
        assert_eq!(ended.status, 0, "{format}: {}", ended.stderr);
        assert_eq!(ended.text().matches("folder ").count(), 200_000, "{format}");
        assert!(ended.peak_kib < FLAT, "{format}: {} KiB", ended.peak_kib);
    }
    // So many are kept for no line behind it, and none of another answer stand in for them.
    let ended = run(&server, &["list_folders --jsonl", "folder_status _"]);
    ended.check(2, "usage: folder_status", &["more than 10000 folders"]);
}

#[test]
fn honest_answers_may_be_big() {
    let server = answering(|link| {
        for number in 0..50_000 {
            link.send(format!(
                "* LIST (\\HasNoChildren) \"/\" \"folder {number}\"\r\n"
            ))?;
        }
        link.answer("OK done")
    });
    let ended = check_works(&server, "list_folders");
    assert!(ended.text().contains("folder 49999"), "{ended}");

    let server = answering(|link| {
        let names: Vec<String> = (0..100_000).map(|number| format!("X-{number}")).collect();
        link.send(format!("* CAPABILITY IMAP4rev1 {}\r\n", names.join(" ")))?;
        link.answer("OK done")
    });
    check_works(&server, "raw CAPABILITY");

    let server = answering(|link| {
        let addresses = "(NIL NIL \"ana\" \"example.org\")".repeat(100_000);
        link.send(format!("* 1 FETCH (UID 1 ENVELOPE (NIL \"many\" ({addresses}) NIL NIL NIL NIL NIL NIL NIL))\r\n"))?;
        link.answer("OK done")
    });
    let ended = check_works(&server, "fetch 1 ENVELOPE --json");
    let message = document(&ended);
    assert_eq!(
        message[0]["ENVELOPE"]["from"].as_array().map(Vec::len),
        Some(100_000)
    );
}

#[test]
fn a_flood_between_commands_does_not_keep_the_next_one_waiting_for_ever() {
    let mut server = Server::start(|link| {
        link.sign_in()?;
        link.exchange("NOOP", "", "OK done")?;
        link.flood(b"* 5 EXISTS\r\n", 8 << 20)?;
        link.serve()
    });
    let ended = to(&server).commands(["raw NOOP", "raw XAFTER"]).run();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(server.commands().contains(&"XAFTER".to_owned()));
}
