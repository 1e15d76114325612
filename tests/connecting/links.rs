//! Links that do not come about or do not last.

use super::*;

#[test]
fn refused_are_named_with_host_and_port() {
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = closed
        .local_addr()
        .expect("it has an address")
        .port()
        .to_string();
    drop(closed);
    let ended = to("localhost", &port, &[]).commands(["raw NOOP"]).run();
    ended.check(3, "connect:", &[&format!("localhost:{port}"), "refused"]);
}

#[test]
fn without_a_known_name_are_no_connection() {
    let ended = to("nowhere.invalid", "993", &[])
        .commands(["raw NOOP"])
        .run();
    ended.check(3, "connect:", &["nowhere.invalid", "spelled right"]);
}

#[test]
fn unanswered_time_out() {
    let (port, _kept) = unanswering();
    let ended = to("127.0.0.1", &port, &[]).commands(["raw NOOP"]).run();
    ended.check(7, "timeout:", &[&format!("127.0.0.1:{port}"), "2 s"]);
}

/// A port with a full queue: connecting to it gets no answer at all.
fn unanswering() -> (String, Vec<std::os::fd::OwnedFd>) {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, listen, socket_with};
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let new = || {
        socket_with(AddressFamily::INET, SocketType::STREAM, flags, None)
            .expect("sockets can be made")
    };
    let socket = new();
    bind(
        &socket,
        &"127.0.0.1:0"
            .parse::<std::net::SocketAddr>()
            .expect("it is one"),
    )
    .expect("a port is free");
    listen(&socket, 0).expect("it can listen");
    let listener = TcpListener::from(socket);
    let address = listener.local_addr().expect("it has an address");
    let mut kept = vec![listener.into()];
    let soon = Timespec {
        tv_sec: 0,
        tv_nsec: 50_000_000,
    };
    // Each that comes about takes a place in the queue.
    for _ in 0..16 {
        let client = new();
        let _ = connect(&client, &address);
        let connected = poll(&mut [PollFd::new(&client, PollFlags::OUT)], Some(&soon));
        kept.push(client);
        if connected == Ok(0) {
            return (address.port().to_string(), kept);
        }
    }
    panic!("the queue does not fill up");
}

#[test]
fn lost_while_signing_in_are_closed() {
    for (reset, secured) in [(false, false), (true, false), (false, true), (true, true)] {
        let script = move |link: &mut Link| {
            link.send(GREETING)?;
            link.expect("LOGIN")?;
            match reset {
                true => link.reset(),
                false => link.cut(),
            }
        };
        let (mut server, options): (_, &[&str]) = match secured {
            true => (serving_tls(script), &[]),
            false => (serving(script), &["--insecure"]),
        };
        let ended = run(&server, options);
        ended.check(6, "closed:", &["LOGIN"]);
        assert_eq!(server.connections(), 1);
    }
}

#[test]
fn silent_while_signing_in_time_out_once() {
    let mut server = serving_tls(|link| {
        link.send(GREETING)?;
        link.stall()
    });
    let ended = to("localhost", &server.port(), &["--keep-going"])
        .commands(["raw NOOP", "raw NOOP", "raw NOOP"])
        .run();
    ended.check(7, "timeout:", &["LOGIN"]);
    assert!(ended.took < Duration::from_secs(5), "{ended}");
    assert_eq!(server.connections(), 1);
}
