//! What is known of a session, and kept true by all that a server says.

mod kept;

use std::collections::VecDeque;
use std::io::{self, Write};

use super::news::News;
use crate::error::Rejection;
use crate::types::{Capabilities, Condition, MailboxName, ResponseCode, SelectedMailbox};
use crate::wire::names::Names;
use crate::wire::response::Response;
use crate::wire::{tree::Nodes, views};

/// Where a session stands. RFC 9051 section 3
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Before signing in.
    NotAuthenticated,
    /// Signed in, no mailbox open.
    Authenticated,
    /// A mailbox is open.
    Selected,
    /// After LOGOUT, or when the link is gone.
    Logout,
}

/// What the tagged OK of a command said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completed {
    /// The human text.
    pub text: String,
    /// The response code, such as COPYUID.
    pub code: Option<ResponseCode>,
}

/// What is known of a session.
#[derive(Default)]
pub(super) struct Session {
    pub(super) authenticated: bool,
    logged_out: bool,
    pub(super) selected: Option<SelectedMailbox>,
    pub(super) capabilities: Option<Capabilities>,
    /// Mailbox names are neither encoded nor decoded.
    pub(super) names_as_they_are: bool,
    /// What ENABLE turned on.
    pub(super) enabled: Capabilities,
    pub(super) news: News,
    /// A tagged answer still to come of a command whose result nobody waits for.
    pub(super) pending: Option<Pending>,
    /// Commands that were sent behind it, in their order: the server answers them one after the other.
    pub(super) behind: VecDeque<Pending>,
    /// The commands sent since the caller last asked, as people may see them.
    sent: VecDeque<String>,
    /// How many there were, those that were taken and forgotten included.
    sent_count: u64,
    /// Takes the untagged responses of commands as they come.
    pub(super) tap: Option<Box<dyn Write + Send>>,
    /// What was odd about responses and how they were read all the same.
    pub(super) notes: Vec<String>,
    pub(super) tap_failure: Option<io::Error>,
    /// Counts how often the server told its capabilities.
    pub(super) capabilities_told: u64,
    /// Counts how often the server told that messages were removed.
    pub(super) removals: u64,
    /// How many FETCH responses have come since the last command was sent.
    pub(super) fetched: u64,
    pub(super) bye: Option<Rejection>,
}

/// A command whose answer is still on its way.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    pub(super) tag: String,
    pub(super) command: String,
    /// How often the server had told its capabilities when the command was sent.
    pub(super) capabilities_told: u64,
    /// The line that ends the command: DONE for IDLE.
    pub(super) ending: Option<&'static str>,
    /// The answer may come before those to the commands it was sent behind.
    pub(super) overtakes: bool,
}

impl Session {
    pub(super) fn state(&self) -> State {
        match (self.logged_out, self.authenticated, &self.selected) {
            (true, _, _) => State::Logout,
            (_, false, _) => State::NotAuthenticated,
            (_, true, None) => State::Authenticated,
            (_, true, Some(_)) => State::Selected,
        }
    }

    /// Forgets all that a server said before TLS.
    pub(super) fn forget(&mut self) {
        *self = Session {
            sent: std::mem::take(&mut self.sent),
            sent_count: self.sent_count,
            tap: self.tap.take(),
            ..Session::default()
        };
    }

    /// Keeps the state true to what an untagged response says; whoever asked for it sees it besides.
    pub(super) fn update(&mut self, response: &Response<'_>) {
        match response {
            Response::Status {
                condition,
                code,
                text,
            } => {
                if let Some(code) = code {
                    self.update_by_code(code);
                }
                if *condition == Condition::Bye && self.bye.is_none() {
                    self.bye = Some(Rejection {
                        command: String::new(),
                        text: text.to_string(),
                        code: code.clone(),
                    });
                }
            }
            Response::Data {
                number,
                name,
                values,
            } => self.update_by_data(*number, name, values),
            Response::Tagged { .. } | Response::Continue(_) | Response::Unparsed(_) => {}
        }
    }

    fn update_by_data(&mut self, number: Option<u64>, name: &str, values: &Nodes<'_>) {
        if name.eq_ignore_ascii_case("FETCH") {
            self.fetched += 1;
            return;
        }
        if name.eq_ignore_ascii_case("CAPABILITY") {
            self.learn_capabilities(Capabilities::new(views::capability(values.clone())));
            return;
        }
        if name.eq_ignore_ascii_case("ENABLED") {
            self.enable(views::enabled(values.clone()));
            return;
        }
        let Some(selected) = &mut self.selected else {
            return;
        };
        let number = number.and_then(|number| u32::try_from(number).ok());
        if name.eq_ignore_ascii_case("EXISTS") {
            selected.exists = number.or(selected.exists);
        } else if name.eq_ignore_ascii_case("RECENT") {
            selected.recent = number.or(selected.recent);
        } else if name.eq_ignore_ascii_case("EXPUNGE") {
            self.removals += 1;
            selected.exists = selected.exists.map(|exists| exists.saturating_sub(1));
        } else if name.eq_ignore_ascii_case("FLAGS")
            && let Some(list) = values.clone().next()
        {
            selected.flags = views::flags(list);
        } else if name.eq_ignore_ascii_case("VANISHED")
            && let Ok((false, uids)) = views::vanished(values.clone(), &mut Vec::new())
        {
            self.removals += 1;
            let gone = uids.count().and_then(|count| u32::try_from(count).ok());
            // More than there are cannot be gone: then nobody knows how many are left.
            selected.exists = selected
                .exists
                .zip(gone)
                .and_then(|(exists, gone)| exists.checked_sub(gone));
        }
    }

    /// How mailbox names are spelt by now.
    pub(super) fn names(&self) -> Names {
        if self.enabled.has("UTF8=ACCEPT") || self.enabled.has("IMAP4REV2") {
            Names::Utf8
        } else if self.names_as_they_are {
            Names::AsTheyAre
        } else {
            Names::ModifiedUtf7
        }
    }

    /// What follows from a command's tagged answer, whoever sent it and whether anybody still waits for it.
    pub(super) fn completed(&mut self, pending: &Pending, ok: bool) {
        match pending.command.as_str() {
            "LOGIN" | "AUTHENTICATE" if ok => {
                self.authenticated = true;
                // Capabilities change at sign-in: those of before do not count.
                if self.capabilities_told == pending.capabilities_told {
                    self.capabilities = None;
                }
            }
            "UNAUTHENTICATE" if ok => self.forget(),
            "SELECT" | "EXAMINE" if !ok => self.selected = None,
            "CLOSE" | "UNSELECT" if ok => self.selected = None,
            _ => {}
        }
    }

    /// Begins the state of a mailbox that is being opened: nothing known but the name.
    pub(super) fn opening(&mut self, name: &MailboxName, read_only: bool) {
        self.selected = Some(SelectedMailbox {
            name: name.clone(),
            read_only,
            exists: None,
            recent: None,
            first_unseen: None,
            uid_next: None,
            uid_validity: None,
            highest_modseq: None,
            flags: Vec::new(),
            permanent_flags: None,
            codes: Vec::new(),
        });
    }

    /// Takes out a command that is answered before those it was sent behind, if it may be; these are still to come.
    /// RFC 9051 section 5.5; RFC 3501 section 5.5
    pub(super) fn overtaking(&mut self, tag: &[u8]) -> Option<Pending> {
        let found = |sent: &Pending| sent.overtakes && sent.tag.as_bytes() == tag;
        let place = self.behind.iter().position(found)?;
        let overtaking = self.behind.remove(place)?;
        // Once it is completed the oldest is awaited again.
        self.behind.push_front(self.pending.take()?);
        Some(overtaking)
    }

    /// Ends it after LOGOUT.
    pub(super) fn logged_out(&mut self) {
        self.logged_out = true;
        self.selected = None;
    }

    /// Takes extensions as turned on.
    pub(super) fn enable<I: IntoIterator<Item: AsRef<str>>>(&mut self, names: I) {
        let known: Vec<String> = self.enabled.iter().map(str::to_owned).collect();
        let names = names.into_iter().map(|name| name.as_ref().to_owned());
        self.enabled = Capabilities::new(known.into_iter().chain(names));
    }

    fn learn_capabilities(&mut self, capabilities: Capabilities) {
        self.capabilities = Some(capabilities);
        self.capabilities_told += 1;
    }

    pub(super) fn update_by_code(&mut self, code: &ResponseCode) {
        if let ResponseCode::Capability(names) = code {
            self.learn_capabilities(Capabilities::new(names));
            return;
        }
        let Some(selected) = &mut self.selected else {
            return;
        };
        match code {
            ResponseCode::PermanentFlags(flags) => selected.permanent_flags = Some(flags.clone()),
            ResponseCode::ReadOnly => selected.read_only = true,
            ResponseCode::ReadWrite => selected.read_only = false,
            ResponseCode::UidNext(number) => selected.uid_next = Some(*number),
            ResponseCode::UidValidity(number) => selected.uid_validity = Some(*number),
            ResponseCode::Unseen(number) => selected.first_unseen = Some(*number),
            ResponseCode::HighestModSeq(number) => selected.highest_modseq = Some(*number),
            ResponseCode::NoModSeq => selected.highest_modseq = None,
            code if code.name() == "CLOSED" => self.closed(),
            _ => {}
        }
    }

    /// Forgets what a server told of the mailbox that it leaves while it opens another. RFC 7162 section 3.2.11
    fn closed(&mut self) {
        let opening = self.pending.as_ref();
        let opening = opening.filter(|pending| ["SELECT", "EXAMINE"].contains(&&*pending.command));
        if let (Some(pending), Some(selected)) = (opening, &self.selected) {
            let read_only = pending.command == "EXAMINE";
            let name = selected.name.clone();
            self.opening(&name, read_only);
            self.news.leave_mailbox();
        }
    }
}
