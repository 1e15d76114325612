//! Servers that take their time.

use super::*;

/// Two messages' worth of bytes that come in pieces, one every eighth of a second.
fn dripping(bytes: usize, count: usize) -> Server {
    answering(move |link| {
        let text = "x".repeat(bytes * count);
        let answer = format!("* 1 FETCH (UID 1 BODY[] {{{}}}\r\n", text.len());
        link.send(answer)?;
        let pieces = text.as_bytes().chunks(bytes).map(<[u8]>::to_vec);
        link.drip(pieces.collect::<Vec<_>>(), Duration::from_millis(125))?;
        link.send(")\r\n")?;
        link.answer("OK done")
    })
}

fn fetch(server: &Server) -> Ended {
    to(server)
        .with([
            "--timeout",
            "1",
            "--keep-going",
            "-c",
            "select_folder INBOX >/dev/null",
        ])
        .commands(["fetch 1 BODY.PEEK[] --raw", "raw XAFTER"])
        .run()
}

#[test]
fn eight_hundred_bytes_a_second_are_honest_work() {
    let server = dripping(100, 20);
    let ended = fetch(&server);
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(ended.stdout.len(), 2000 + "A OK done\n".len());
    assert!(ended.took > Duration::from_secs(2), "{ended}");
}

#[test]
fn a_few_bytes_a_second_are_silence() {
    let server = dripping(2, 400);
    let ended = fetch(&server);
    ended.check(7, "timeout: fetch", &["closed: raw"]);
    assert!(ended.took < Duration::from_secs(10), "{ended}");
}

#[test]
fn silence_anywhere_costs_one_time_out() {
    for part in [
        "",
        "* ",
        "* SEARCH 1 2",
        "* SEARCH 1 2\r\n",
        "* 1 FETCH (BODY[] {100}\r\nabc",
        "XYZ",
    ] {
        let mut server = answering(move |link| {
            link.send(part)?;
            link.stall()
        });
        let ended = to(&server)
            .with([
                "--timeout",
                "1",
                "--keep-going",
                "-c",
                "select_folder INBOX >/dev/null",
            ])
            .commands(["search ALL", "search ALL", "raw NOOP"])
            .run();
        ended.check(
            7,
            "timeout: search",
            &["1 s", "closed: search", "closed: raw"],
        );
        assert_eq!(ended.text(), "", "{part}");
        assert!(ended.took < Duration::from_secs(4), "{part}: {ended}");
        assert_eq!(server.connections(), 1);
    }
}

#[test]
fn a_server_that_does_not_read_is_not_written_to_for_ever() {
    let server = Server::start(|link| {
        link.sign_in()?;
        // More than the buffers between us hold; the program reads while it writes.
        link.flood(b"* 5 EXISTS\r\n", 30 << 20)?;
        link.serve()
    });
    let ended = to(&server)
        .with(["--timeout", "5"])
        .commands(["raw NOOP"])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
}
