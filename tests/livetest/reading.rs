//! Messages and parts of them read: rows U15 to U18.

use serde_json::{Value, json};

use crate::live::{Ending, Live, Outcome, ensure, same};

const MESSAGE: &str = "Date: Tue, 16 Mar 2010 16:45:32 +0000\r\nSubject: A multipart message\r\n\
    From: Bob Smith <bob@smith.com>\r\nSender: \"Bob, the sender\" <sender@smith.com>\r\n\
    Reply-To: foo <foo@foo.com>\r\nTo: Some One <some@one.com>, foo@foo.com\r\n\
    Cc: cc <cc@cc.com>\r\nIn-Reply-To: <previous@smith.com>\r\nMessage-ID: <this@smith.com>\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n\
    --edge\r\nContent-Type: text/html; charset=us-ascii\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    <b>Hello</b>\r\n--edge\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nHello\r\n--edge--\r\n";

const PLAIN: &str = "Subject: plain\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n\
    0123456789abcdefghijklmnopqrstuvwxyz\r\n";

pub(crate) fn fetch(live: &mut Live<'_>) -> Outcome {
    let number = live.append(MESSAGE, "")?;
    let answer = live.ask(format!("fetch {number} RFC822 FLAGS INTERNALDATE ENVELOPE"))?;
    let [message] = &answer.as_array().cloned().unwrap_or_default()[..] else {
        return Err(Ending::Failed(format!(
            "one message was asked for: {answer}"
        )));
    };
    let mut keys: Vec<&str> = message
        .as_object()
        .into_iter()
        .flat_map(|items| items.keys().map(String::as_str))
        .filter(|key| *key != "MODSEQ" || !live.condstore())
        .collect();
    keys.sort_unstable();
    same(
        "items",
        keys,
        vec!["ENVELOPE", "FLAGS", "INTERNALDATE", "RFC822", "seq", "uid"],
    )?;
    same("RFC822", &message["RFC822"], MESSAGE)?;
    let (key, others) = if live.by_uid {
        ("uid", "seq")
    } else {
        ("seq", "uid")
    };
    same(key, &message[key], number)?;
    ensure(!live.by_uid || message[others] == 1, || {
        format!("{others}: {message}")
    })?;
    same("ENVELOPE", without_raw(&message["ENVELOPE"]), envelope())
}

/// An envelope without the fields that repeat what the server sent.
fn without_raw(envelope: &Value) -> Value {
    let mut envelope = envelope.clone();
    if let Some(fields) = envelope.as_object_mut() {
        fields.remove("raw");
    }
    envelope
}

fn envelope() -> Value {
    let address = |name: Value, mailbox: &str, host: &str| json!({"name": name, "route": null, "mailbox": mailbox, "host": host});
    json!({
        "date": "2010-03-16T16:45:32+00:00",
        "subject": "A multipart message",
        "from": [address(json!("Bob Smith"), "bob", "smith.com")],
        "sender": [address(json!("Bob, the sender"), "sender", "smith.com")],
        "reply_to": [address(json!("foo"), "foo", "foo.com")],
        "to": [address(json!("Some One"), "some", "one.com"), address(Value::Null, "foo", "foo.com")],
        "cc": [address(json!("cc"), "cc", "cc.com")],
        "bcc": [],
        "in_reply_to": "<previous@smith.com>",
        "message_id": "<this@smith.com>",
    })
}

pub(crate) fn partial(live: &mut Live<'_>) -> Outcome {
    let number = live.append(PLAIN, "")?;
    for (asked, key, from, length) in [
        ("BODY[]<0.20>", "BODY[]<0>", 0, 20),
        ("BODY[]<2.25>", "BODY[]<2>", 2, 25),
    ] {
        let answer = live.ask(format!("fetch {number} {asked}"))?;
        let expected = PLAIN.get(from..from + length).unwrap_or_default();
        same(
            asked,
            answer.pointer("/0").and_then(|message| message.get(key)),
            Some(&json!(expected)),
        )?;
    }
    Ok(())
}

pub(crate) fn modifiers(live: &mut Live<'_>) -> Outcome {
    live.needs("CONDSTORE")?;
    let number = live.append(PLAIN, "")?;
    let told = live.item(number, "MODSEQ")?;
    let now = told
        .as_u64()
        .or_else(|| told.get(0)?.as_u64())
        .unwrap_or_default();
    for (since, count) in [(now - 1, 1), (now, 0)] {
        let command = format!("fetch {number} FLAGS --modifiers \"CHANGEDSINCE {since}\"");
        let answer = live.ask(&command)?;
        same(&command, answer.as_array().map(Vec::len), Some(count))?;
    }
    Ok(())
}

pub(crate) fn structure(live: &mut Live<'_>) -> Outcome {
    let plain = live.append(PLAIN, "")?;
    let mixed = live.append(MESSAGE, "")?;
    for item in ["BODY", "BODYSTRUCTURE"] {
        let told = live.item(plain, item)?;
        let kind = |part: &Value| {
            let word = |key: &str| part[key].as_str().unwrap_or_default().to_lowercase();
            format!("{}/{}", word("type"), word("subtype"))
        };
        same(item, kind(&told), "text/plain")?;
        // The server may leave the charset out where it is the usual one.
        let charset = told.pointer("/parameters/charset").and_then(Value::as_str);
        let usual = charset.is_none_or(|charset| charset.eq_ignore_ascii_case("us-ascii"));
        ensure(usual, || format!("{item}: {told}"))?;
        let told = live.item(mixed, item)?;
        same(item, kind(&told), "multipart/mixed")?;
        let parts: Vec<String> = told["parts"]
            .as_array()
            .into_iter()
            .flatten()
            .map(kind)
            .collect();
        same(item, parts, vec!["text/html", "text/plain"])?;
    }
    Ok(())
}
