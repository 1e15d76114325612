//! Literals and lists of absurd sizes.

use flate2::{Compress, Compression, FlushCompress};

use super::*;

#[test]
fn absurd_literals_are_refused_before_they_cost_anything() {
    for size in [
        "536870913",
        "4294967296",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "00000999999999999",
        &"9".repeat(5000),
    ] {
        let size = size.to_owned();
        let mut server = answering(move |link| {
            link.send(format!("* 1 FETCH (UID 1 BODY[] {{{size}}}\r\n"))?;
            link.flood(b"x", 1 << 20)?;
            link.stall()
        });
        let ended = check_ends(
            &mut server,
            "fetch 1 BODY.PEEK[]",
            6,
            "limit: fetch",
            &["512 MiB"],
        );
        assert!(ended.peak_kib < FLAT, "{ended}");
        assert_eq!(ended.text(), "");
    }
}

#[test]
fn what_is_announced_costs_nothing_until_it_comes() {
    let mut server = answering(|link| {
        link.send("* 1 FETCH (UID 1 BODY[] {500000000}\r\nonly this")?;
        link.cut()
    });
    let ended = check_ends(
        &mut server,
        "fetch 1 BODY.PEEK[]",
        6,
        "closed: fetch",
        &["0 of 1 came"],
    );
    assert!(ended.peak_kib < FLAT, "{ended}");
    assert_eq!(ended.text(), "");
}

#[test]
fn odd_sizes_are_read_as_what_they_say() {
    for (size, body) in [("0", ""), ("00005", "x\r\nyz"), ("5", "x) \r\n")] {
        let server = answering(move |link| {
            link.send(format!("* 1 FETCH (UID 1 BODY[] {{{size}}}\r\n{body})\r\n"))?;
            link.answer("OK done")
        });
        let ended = check_works(&server, "fetch 1 BODY.PEEK[] --raw");
        assert_eq!(ended.text(), format!("{body}A OK done\n"), "{size}");
    }
    // No literal at all: that item cannot be read, the session goes on.
    for size in ["-1", "", "abc", "5,5", "0x10"] {
        let server = answering(move |link| {
            link.send(format!(
                "* 1 FETCH (UID 1 BODY[] {{{size}}}\r\n* 2 FETCH (UID 2 FLAGS ())\r\n"
            ))?;
            link.answer("OK done")
        });
        let ended = check_works(&server, "fetch 1:2 (FLAGS BODY.PEEK[]) --json");
        assert!(
            ended.text().contains("\"uid\": 2") || ended.text().contains("\"uid\":2"),
            "{size}: {ended}"
        );
    }
}

#[test]
fn very_many_literals_take_linear_time() {
    let server = answering(|link| {
        let items = " {1}\r\na".repeat(100_000);
        link.send(format!(
            "* 1 FETCH (UID 1 X-MANY ({}))\r\n",
            items.trim_start()
        ))?;
        link.answer("OK done")
    });
    let ended = check_works(&server, "raw XMANY >/dev/null");
    assert!(ended.took < Duration::from_secs(30), "{ended}");
    let server = answering(|link| {
        for number in 1..=100_000 {
            link.send(format!(
                "* {number} FETCH (UID {number} BODY[] {{1}}\r\na)\r\n"
            ))?;
        }
        link.answer("OK done")
    });
    let ended = check_works(&server, "fetch all BODY.PEEK[] > /dev/null");
    assert!(ended.took < Duration::from_secs(60), "{ended}");
    assert!(ended.peak_kib < FLAT, "{ended}");
}

#[test]
fn nesting_has_a_limit_that_spoils_one_response_only() {
    for (depth, fine) in [
        (60, true),
        (200, false),
        (100_000, false),
        (5_000_000, false),
    ] {
        let server = answering(move |link| {
            let (open, close) = ("(".repeat(depth), ")".repeat(depth));
            link.send(format!(
                "* 1 FETCH (UID 1 X-DEEP {open}x{close})\r\n* 2 FETCH (UID 2 FLAGS ())\r\n"
            ))?;
            link.answer("OK done")
        });
        let ended = check_works(&server, "fetch 1:2 (FLAGS) > /dev/null");
        let warned = ended.stderr.matches("warning: the server sent").count();
        assert_eq!(
            warned,
            usize::from(!fine),
            "{depth}: {}",
            ended.stderr.len()
        );
        assert!(ended.stderr.len() < 20_000, "{depth}");
    }
}

#[test]
fn deep_structures_are_shown_or_said_to_be_too_deep() {
    for depth in [30, 60, 90, 200, 10_000] {
        let server = answering(move |link| {
            let part = "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1)";
            let structure = format!("{}{part}{}", "(".repeat(depth), " \"MIXED\")".repeat(depth));
            link.send(format!("* 1 FETCH (UID 1 BODYSTRUCTURE {structure})\r\n"))?;
            link.answer("OK done")
        });
        for command in [
            "fetch 1 BODYSTRUCTURE > /dev/null",
            "fetch 1 BODYSTRUCTURE --json > /dev/null",
        ] {
            check_works(&server, command);
        }
    }
}

#[test]
fn sets_are_never_counted_out() {
    let server = answering(|link| {
        link.send("* VANISHED 1:4294967295\r\n* ESEARCH (TAG \"x\") UID ALL 1:4294967295\r\n* OK [COPYUID 1 1:4294967295 1:4294967295] copied\r\n")?;
        link.answer("OK [MODIFIED 1:4294967295] done")
    });
    let ended = run(&server, &["raw NOOP", "raw XAFTER"]);
    assert_eq!(ended.status, 0, "{ended}");
    assert!(ended.peak_kib < FLAT, "{ended}");
}

#[test]
fn a_compressed_bomb_is_a_limit_and_not_memory() {
    let mut deflater = Compress::new(Compression::best(), false);
    let mut compressed = |bytes: &[u8]| {
        let mut piece = Vec::with_capacity(1 << 16);
        let flush = FlushCompress::Sync;
        deflater
            .compress_vec(bytes, &mut piece, flush)
            .expect("room");
        piece
    };
    let zeros = vec![0; 1 << 20];
    let mut bomb = compressed(b"* 1 FETCH (UID 1 BODY[] {500000000}\r\n");
    bomb.extend(compressed(&zeros));
    // Behind zeros, more of them are always the same bytes.
    bomb.extend(compressed(&zeros).repeat(150));
    let server = Server::start(move |link| {
        link.open(9)?;
        link.exchange("NOOP", "* CAPABILITY IMAP4rev1 COMPRESS=DEFLATE\r\n", "OK")?;
        link.exchange("COMPRESS", "", "OK from here on")?;
        link.send(&bomb)?;
        link.stall()
    });
    let ended = run(
        &server,
        &[
            "raw NOOP >/dev/null",
            "compress",
            "fetch 1 BODY.PEEK[] --raw > /dev/null",
        ],
    );
    ended.check(6, "limit: fetch", &["compressed bytes came to more than"]);
    assert!(ended.peak_kib < FLAT, "{ended}");
}
