//! LIST and LSUB whose folders are written as they arrive: for formats in which a folder is a line, and nothing has to be
//! known of the others.

use imapclient::types::ListedMailbox;

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::news;
use super::super::output::{AtHand, Column, Output, Shape, Table, Value};
use super::super::session::Session;
use super::limit;
use super::list_folders::Verb;

/// Sends LIST or LSUB and gives the folders on one by one; none is kept.
pub(super) fn answer<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    verb: Verb,
    directory: &str,
    pattern: &str,
) -> Result<Output<'s>, Failure> {
    let mut left = limit::of(call)?;
    let name = call.command.name;
    let client = session.client(call)?;
    let begun = match verb {
        Verb::Lsub => client.begin_lsub(directory, pattern),
        Verb::List | Verb::Xlist => client.begin_list(directory, pattern),
    };
    let mut listing = begun.map_err(|error| call.failed(&error))?;
    let at_hand = AtHand::default();
    let told = at_hand.clone();
    let entries = std::iter::from_fn(move || {
        if left == Some(0) {
            // The rest is read away before the next command.
            return None;
        }
        left = left.map(|left| left - 1);
        let listed = match client.next_listed(&mut listing) {
            Ok(listed) => listed?,
            Err(error) => {
                left = Some(0);
                return Some(Err(Failure::from_error(name, &error)));
            }
        };
        told.set(client.is_at_hand());
        Some(Ok(Value::row(fields(&listed))))
    });
    let columns = ["FLAGS", "DELIMITER", "NAME"].map(Column::text).into();
    let shape = Shape::Table(Table {
        columns,
        rows: None,
    });
    let mut output = Output::stream(entries, shape);
    output.at_hand = at_hand;
    Ok(output)
}

/// What LIST tells of a folder, under IMAPClient's names.
pub(super) fn fields(listed: &ListedMailbox) -> Vec<(&'static str, Value)> {
    let [flags, delimiter, name] = news::list_line(listed);
    vec![("flags", flags), ("delimiter", delimiter), ("name", name)]
}
