//! The transcripts of `tests/sessions/library`.

use imapclient::Result;
use imapclient::client::{Append, Client, Report, StoreAction};
use imapclient::types::{Flag, StatusItem};

use super::Test;
use super::stage::*;

/// Moves two messages, and says what COPYUID told of them.
fn copyuid(client: &mut Client) -> Result<String> {
    let done = client.move_messages(&uids("71,73"), &"Archive".into())?;
    let code = done.first().and_then(|done| done.code.clone());
    Ok(code.map(|code| code.to_string()).unwrap_or_default())
}

/// The transcripts of `tests/sessions/library`, each with the calls it is about and what they give.
#[test]
fn transcripts_are_played_by_the_calls_they_are_about() -> Test {
    type Calls = fn(&mut Client) -> Result<String>;
    let table: &[(&str, Calls)] = &[
        ("append-with-literal-plus", |client| {
            let message = b"Subject: x\r\n\r\nhi\r\n";
            let options = Append {
                flags: vec![Flag::new("\\Seen")],
                ..Append::default()
            };
            let done = client.append(&"Sent".into(), &mut &message[..], 18, &options)?;
            Ok(done.code.map(|code| code.to_string()).unwrap_or_default())
        }),
        ("move-with-copyuid", copyuid),
        ("001-copyuid-empty", copyuid),
        ("002-code-on-a-line-of-its-own", copyuid),
        ("003-untagged-code-without-ok", copyuid),
        ("list-with-literal-name", |client| {
            let names = client.list("", "*")?;
            let names: Vec<_> = names.iter().map(|listed| listed.name.as_str()).collect();
            Ok(names.join(" | "))
        }),
        ("status-of-another-between", |client| {
            let status = client.status(&"INBOX".into(), &[StatusItem::new("MESSAGES")])?;
            Ok(format!("{} {:?}", status.name, status.items))
        }),
        ("store-with-news-between", |client| {
            let flags = [Flag::new("\\Seen")];
            let changed = client.store(&uids("71"), StoreAction::Add, &flags, Report::Flags)?;
            let other = events(client);
            Ok(format!("{} changed, {} news", changed.len(), other.len()))
        }),
        ("id-and-namespace", |client| {
            let fields = client.id(&[("name".to_owned(), Some("x".to_owned()))])?;
            let namespace = client.namespace()?;
            let personal = namespace.personal.unwrap_or_default();
            let personal = personal.first().map(|one| one.prefix.to_string());
            Ok(format!(
                "{:?} {personal:?}",
                fields.map(|fields| fields.len())
            ))
        }),
    ];
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions/library");
    for (name, calls) in table {
        let text = std::fs::read_to_string(root.join(format!("{name}.txt")))?;
        let (mut client, verdict) = greet(&text, true)?;
        let expected = text.lines().find_map(|line| line.strip_prefix("# gives: "));
        if text.contains("A1 SELECT INBOX") {
            client.select(&"INBOX".into())?;
        }
        assert_eq!(Some(calls(&mut client)?.as_str()), expected, "{name}");
        assert_eq!(verdict.problem(), None, "{name}");
    }
    let count = std::fs::read_dir(root)?.count();
    assert_eq!(count, table.len(), "a transcript that no call plays");
    Ok(())
}
