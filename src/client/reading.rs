//! Commands that are answered by untagged data of certain names: each response goes to its view.

use super::connection::Received;
use super::exchange::{Exchange, Next, Taken};
use super::session::{Completed, Pending};
use crate::error::Result;
use crate::types::Body;
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::tree::Nodes;

/// How much is said of responses that cannot be read.
const MOST_NOTES: usize = 20;

/// Reads the values of a response, and notes what is odd about them.
pub(super) type View<T> = fn(Nodes<'_>, &mut Vec<String>) -> Result<T, String>;

/// An untagged response without a number, as a command's reader sees it.
pub(super) struct Data<'d> {
    /// The name, upper-cased.
    pub(super) name: &'d str,
    pub(super) values: Nodes<'d>,
    /// Hands out the literals kept elsewhere.
    pub(super) bodies: &'d mut dyn FnMut(usize) -> Option<Body>,
    pub(super) notes: &'d mut Vec<String>,
}

impl Data<'_> {
    /// Keeps what a view reads; a response that does not fit is noted and stays an event.
    pub(super) fn into<T>(self, list: &mut Vec<T>, view: View<T>) -> Taken {
        let view = view(self.values, self.notes);
        noted(self.name, view, list, self.notes)
    }
}

/// Takes a view that fits, and notes one that does not: what is given then is not all there is.
pub(super) fn noted<T>(
    name: &str,
    view: Result<T, String>,
    list: &mut Vec<T>,
    notes: &mut Vec<String>,
) -> Taken {
    if let Err(why) = &view
        && notes.len() < MOST_NOTES
    {
        notes.push(format!("a {name} response is left out: {why}"));
    }
    collected(view, list)
}

/// Takes a view that fits; one that does not stays an event with its bytes.
pub(super) fn collected<T>(view: Result<T, String>, list: &mut Vec<T>) -> Taken {
    match view {
        Ok(value) => {
            list.push(value);
            Taken::Yes
        }
        Err(_) => Taken::No,
    }
}

impl Exchange {
    /// Runs a command and has its untagged data looked at, one response at a time.
    pub(super) fn read(
        &mut self,
        command: &Command,
        take: &mut dyn FnMut(Data<'_>) -> Taken,
    ) -> Result<Completed> {
        let mut notes = Vec::new();
        let completed = self.run(command, &mut |received| look_at(received, &mut notes, take));
        self.session.note(notes);
        completed
    }

    /// Reads one response of a running command, and has it looked at where it is untagged data.
    pub(super) fn read_next(
        &mut self,
        pending: &Pending,
        take: &mut dyn FnMut(Data<'_>) -> Taken,
    ) -> Result<Next> {
        let mut notes = Vec::new();
        let next = self.next(pending, &mut None, &mut |received| {
            look_at(received, &mut notes, take)
        });
        self.session.note(notes);
        self.connection.check(next)
    }

    /// Runs a command and gives all that a view reads of the responses of one name.
    pub(super) fn read_all<T>(
        &mut self,
        command: &Command,
        name: &str,
        view: View<T>,
    ) -> Result<Vec<T>> {
        let mut list = Vec::new();
        self.read(command, &mut |data| {
            if data.name == name {
                data.into(&mut list, view)
            } else {
                Taken::No
            }
        })?;
        Ok(list)
    }
}

/// Has a response looked at where it is untagged data without a number.
fn look_at(
    received: &mut Received<'_>,
    notes: &mut Vec<String>,
    take: &mut dyn FnMut(Data<'_>) -> Taken,
) -> Taken {
    let (response, mut bodies) = received.parts();
    if let Response::Unparsed(problem) = response
        && notes.len() < MOST_NOTES
    {
        // It may have been the answer: then what is given is not all there is.
        notes.push(format!(
            "a response that cannot be read is left out: {problem}"
        ));
    }
    let Response::Data {
        number: None,
        name,
        values,
    } = response
    else {
        return Taken::No;
    };
    take(Data {
        name: &name.to_ascii_uppercase(),
        values: values.clone(),
        bodies: &mut bodies,
        notes,
    })
}
