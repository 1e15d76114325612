//! What sessions must hold of each other.

use std::time::{Duration, Instant};

use super::super::Demo;
use super::{noon, said};
use crate::client::{Append, Client, Interest, Options, Waker};
use crate::types::{Event, Secret};

#[test]
fn what_others_remove_keeps_its_number_until_numbers_may_change() {
    let demo = Demo::at(noon());
    let (mut one, mut other) = (demo.connect().unwrap(), demo.connect().unwrap());
    let begin = "a LOGIN x y\r\nb SELECT Drafts\r\n";
    said(&mut *one, begin);
    said(&mut *other, begin);
    said(&mut *other, "c STORE 1 +FLAGS (\\Deleted)\r\nd EXPUNGE\r\n");
    let mail = "c APPEND Drafts {2+}\r\nhi\r\n";
    said(&mut *other, mail);
    for line in [
        "c FETCH 1:3 UID\r\n",
        "c STORE 2 FLAGS ()\r\n",
        "c SEARCH ALL\r\n",
    ] {
        let told = said(&mut *one, line);
        assert!(
            !told.contains("EXPUNGE") && !told.contains("EXISTS"),
            "{told}"
        );
        assert!(told.contains("\r\nc OK "), "{told}");
    }
    let told = said(&mut *one, "c NOOP\r\n");
    assert_eq!(
        told,
        "* 1 EXPUNGE\r\n* 3 EXISTS\r\n* 0 RECENT\r\nc OK NOOP done\r\n"
    );
}

#[test]
fn a_client_that_does_not_read_holds_nobody_up() {
    let demo = Demo::at(noon());
    let waker = Waker::new().unwrap();
    let mut lazy = demo.connect().unwrap();
    let fetch = b"a LOGIN x y\r\nb SELECT INBOX\r\nc FETCH 1:* BODY.PEEK[]\r\n";
    assert_eq!(lazy.write(fetch).unwrap(), fetch.len());
    // More than the link holds is on its way once the first message is there.
    let mut told = Vec::new();
    while !told.windows(9).any(|nine| nine == b"* 1 FETCH") {
        lazy.wait(Interest::Read, None, &waker).unwrap();
        let mut buffer = [0; 512];
        let count = lazy.read(&mut buffer).unwrap();
        told.extend_from_slice(&buffer[..count]);
    }
    let options = Options::default();
    let client = Client::greet(demo.connect().unwrap(), waker, options, None);
    let mut other = client.unwrap();
    other.set_timeout(Some(Duration::from_secs(10)));
    other.login("ana", &Secret::new("x")).unwrap();
    for _ in 0..1_000 {
        other.noop().unwrap();
    }
    other.select(&"INBOX".into()).unwrap();
}

#[test]
fn a_message_that_comes_ends_the_wait_of_an_idle_client() {
    let demo = Demo::at(noon());
    let greet = || {
        let options = Options::default();
        let client = Client::greet(
            demo.connect().unwrap(),
            Waker::new().unwrap(),
            options,
            None,
        );
        let mut client = client.unwrap();
        client.login("ana", &Secret::new("x")).unwrap();
        client
    };
    let (mut one, mut other) = (greet(), greet());
    let exists = one.select(&"Sent".into()).unwrap().exists.unwrap();
    let sender = std::thread::spawn(move || {
        let append = Append::default();
        let sent = other.append(&"Sent".into(), &mut &b"hi"[..], 2, &append);
        sent.unwrap();
    });
    let mut idle = one.idle().unwrap();
    let event = idle
        .wait(Instant::now() + Duration::from_secs(10))
        .unwrap()
        .unwrap();
    assert_eq!(event, Event::Exists(exists + 1));
    sender.join().unwrap();
    idle.done().unwrap();
}
