//! The commands: reads their arguments and does what they say. RFC 3501 section 6; RFC 2177; RFC 2342; RFC 4315; RFC 6851

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::Result;
use super::fetch::items;
use super::listing::{joined, list, lsub, status};
use super::mailbox::{Message, PLACE};
use super::search::search;
use super::session::{CAPABILITIES, Doing, Session};
use super::store::Store;
use super::view::View;
use super::words::{bytes, flags, mailbox, misused, set, word, words};
use crate::types::{DateTime, SequenceSet};
use crate::wire::tree::{Kind, Node};

/// The commands that UID may stand before.
const WITH_UID: [&str; 6] = ["FETCH", "STORE", "SEARCH", "COPY", "MOVE", "EXPUNGE"];

impl Session {
    /// Runs a command, and gives the response code for the answer.
    pub(super) fn command(&mut self, store: &mut Store, words: &[Node<'_>]) -> Result<String> {
        let (name, mut args) = words.split_first().ok_or("BAD the command is missing")?;
        self.call.name = word(name);
        if let ("UID", [name, rest @ ..]) = (self.call.name.as_str(), args)
            && WITH_UID.contains(&word(name).as_str())
        {
            (self.call.uid, self.call.name, args) = (true, word(name), rest);
        }
        match (self.call.name.as_str(), args) {
            ("CAPABILITY", []) => self.push(format!("* CAPABILITY {CAPABILITIES}\r\n")),
            ("NOOP", []) => {}
            ("ID", [_]) => self.push("* ID (\"name\" \"demo\")\r\n"),
            ("LOGOUT", []) => {
                (self.view, self.doing) = (None, Doing::Ended);
                self.push("* BYE good-bye\r\n");
            }
            ("LOGIN" | "AUTHENTICATE", _) if self.signed_in => {
                return Err("BAD already signed in".into());
            }
            // Anybody is let in. RFC 3501 section 6.2.3
            ("LOGIN", [user, password]) if bytes(user).and(bytes(password)).is_ok() => {
                return Ok(self.let_in());
            }
            ("AUTHENTICATE", [mechanism, ..]) if word(mechanism) != "PLAIN" => {
                return Err("NO [CANNOT] PLAIN is the only mechanism".into());
            }
            ("AUTHENTICATE", [_, response]) => return self.sign_in(&bytes(response)?),
            ("AUTHENTICATE", [_]) => {
                self.doing = Doing::SigningIn;
                self.push("+ \r\n");
            }
            ("LOGIN" | "AUTHENTICATE", _) => return Err(misused(&self.call.name)),
            _ if !self.signed_in => return Err("BAD sign in first".into()),
            // Nothing that is offered here needs it.
            ("ENABLE", [_, ..]) => self.push("* ENABLED\r\n"),
            ("IDLE", []) => {
                self.doing = Doing::Idle;
                self.push("+ idling\r\n");
            }
            ("CHECK" | "CLOSE" | "UNSELECT", []) => return self.on_messages(store, args),
            (name, _) if WITH_UID.contains(&name) => return self.on_messages(store, args),
            _ => return self.on_mailboxes(store, args),
        }
        Ok(String::new())
    }

    /// The response of PLAIN: who is acted for, a name and a password. RFC 4616 section 2
    pub(super) fn sign_in(&mut self, response: &[u8]) -> Result<String> {
        let decoded = BASE64_STANDARD.decode(response).unwrap_or_default();
        match decoded.split(|byte| *byte == 0).collect::<Vec<_>>()[..] {
            [_, [_, ..], [_, ..]] => Ok(self.let_in()),
            _ => Err("BAD that is no response of PLAIN".into()),
        }
    }

    fn let_in(&mut self) -> String {
        self.signed_in = true;
        format!("[CAPABILITY {CAPABILITIES}] any password will do, ")
    }

    /// Runs a command on mailboxes by their names.
    fn on_mailboxes(&mut self, store: &mut Store, args: &[Node<'_>]) -> Result<String> {
        match (self.call.name.as_str(), args) {
            ("SELECT" | "EXAMINE", [name]) => return self.open(store, &mailbox(name)?),
            ("LIST", [reference, pattern, options @ ..]) => {
                self.push(list(store, &joined(reference, pattern)?, options)?);
            }
            ("LSUB", [reference, pattern]) => self.push(lsub(store, &joined(reference, pattern)?)),
            ("STATUS", [name, items]) if items.kind() == Kind::List => {
                let name = mailbox(name)?;
                let found = store.selectable(&name, "NONEXISTENT")?;
                self.push(status(&name, found, &words(items))?);
            }
            ("NAMESPACE", []) => self.push("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n"),
            ("APPEND", [name, about @ .., content]) if content.kind() == Kind::Literal => {
                let message = message(store.now(), about, bytes(content)?)?;
                let (validity, uid) = store.put(&mailbox(name)?, vec![message])?;
                return Ok(format!("[APPENDUID {validity} {uid}] "));
            }
            ("RENAME", [from, to]) => store.rename(&mailbox(from)?, &mailbox(to)?)?,
            ("CREATE", [name]) => {
                let name = mailbox(name)?;
                // The separator at the end says that it is to be a place for others.
                match name.strip_suffix('/') {
                    Some(place) => store.create(place, PLACE)?,
                    None => store.create(&name, "")?,
                };
            }
            ("DELETE", [name]) => store.delete(&mailbox(name)?)?,
            ("SUBSCRIBE", [name]) => store.subscribe(mailbox(name)?)?,
            ("UNSUBSCRIBE", [name]) => drop(store.subscribed.remove(&mailbox(name)?)),
            _ => return Err(misused(&self.call.name)),
        }
        Ok(String::new())
    }

    /// Opens a mailbox. What changes in it, and so all that it has, is told when the command ends.
    fn open(&mut self, store: &mut Store, name: &str) -> Result<String> {
        self.view = None;
        let mailbox = store.selectable(name, "NONEXISTENT")?;
        let (validity, next) = (mailbox.validity, mailbox.uid_next);
        self.push(format!("* OK [UIDVALIDITY {validity}] UIDs are valid\r\n"));
        self.push(format!("* OK [UIDNEXT {next}] the next UID\r\n"));
        if let Some(first) = mailbox.messages.iter().position(|it| !it.has("\\Seen")) {
            self.push(format!("* OK [UNSEEN {}] the first unseen\r\n", first + 1));
        }
        let (read_only, code) = match self.call.name.as_str() {
            "EXAMINE" => (true, "[READ-ONLY] "),
            _ => (false, "[READ-WRITE] "),
        };
        self.view = Some(View::new(validity, read_only));
        Ok(code.into())
    }

    /// Runs a command on the open mailbox.
    fn on_messages(&mut self, store: &mut Store, args: &[Node<'_>]) -> Result<String> {
        let view = self.view.as_mut().ok_or("BAD open a mailbox first")?;
        let opened = store.opened(view.validity)?;
        let (name, uid) = (self.call.name.as_str(), self.call.uid);
        if let ([messages, ..], true) = (args, name != "SEARCH") {
            view.choose(&set(messages)?, uid)?;
        }
        let chosen = |message: &Message| view.chosen.binary_search(&message.uid).is_ok();
        let stays = |message: &Message| !message.has("\\Deleted");
        match (name, args) {
            ("EXPUNGE" | "STORE" | "MOVE", _) if view.read_only => {
                return Err("NO the mailbox is open read-only".into());
            }
            ("SEARCH", keys) => self.out.extend(search(view, &self.call, keys)?.bytes()),
            ("FETCH", [_, wanted]) => {
                let told = view.fetch(opened, &items(wanted, uid)?)?;
                self.out.extend(told);
            }
            ("STORE", [_, how @ ..]) if how.len() > 1 => {
                let told = view.store(opened, how)?;
                self.out.extend(told.bytes());
            }
            ("COPY" | "MOVE", [_, target]) => {
                let copies = opened.messages.iter().filter(|message| chosen(message));
                let copies: Vec<Message> = copies.cloned().collect();
                let from: SequenceSet = copies.iter().map(|message| message.uid).collect();
                let (validity, to) = store.put(&mailbox(target)?, copies)?;
                // RFC 4315 section 3
                let code = format!("[COPYUID {validity} {from} {to}] ");
                match name {
                    _ if from.is_empty() => {}
                    "COPY" => return Ok(code),
                    _ => {
                        let opened = store.opened(view.validity)?;
                        opened.messages.retain(|message| !chosen(message));
                        self.push(format!("* OK {code}moved\r\n"));
                    }
                }
            }
            ("EXPUNGE", [_]) if uid => opened.messages.retain(|it| stays(it) || !chosen(it)),
            ("EXPUNGE", []) if !uid => opened.messages.retain(stays),
            ("CLOSE", []) if !view.read_only => {
                opened.messages.retain(stays);
                self.view = None;
            }
            ("CLOSE" | "UNSELECT", []) => self.view = None,
            ("CHECK", []) => {}
            _ => return Err(misused(name)),
        }
        Ok(String::new())
    }
}

/// The message of an APPEND, of which flags and a date may be told.
fn message(now: DateTime, about: &[Node<'_>], content: Vec<u8>) -> Result<Message> {
    let (flags, about) = match about {
        [list, about @ ..] if list.kind() == Kind::List => (flags(list)?, about),
        _ => (Vec::new(), about),
    };
    let date = match about {
        [] => Some(now),
        [date] => DateTime::parse(&bytes(date)?),
        _ => None,
    };
    let date = date.ok_or("BAD a date is written \"01-Feb-2026 12:00:00 +0100\"")?;
    Ok(Message::new(content, flags, date))
}
