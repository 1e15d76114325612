//! ACL, LISTRIGHTS and MYRIGHTS: who may do what.

use crate::types::{Acl, AclEntry, ListedRights, MyRights};
use crate::wire::tree::Nodes;

use super::listing::name_bytes;
use super::scalar::{note, note_anomalies, text};

/// Reads an ACL response. RFC 4314 section 3.6
///
/// ```text
/// acl-data = "ACL" SP mailbox *(SP identifier SP rights)
/// ```
///
/// # Errors
/// What is missing.
pub fn acl(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<Acl, String> {
    note_anomalies(notes, values.anomalies());
    let names = values.names();
    let mut values = values;
    let mailbox = names.decode(&name_bytes(values.next().ok_or("no mailbox")?)?);
    let mut entries = Vec::new();
    while let Some(identifier) = values.next() {
        let rights = values.next().map(text);
        if rights.is_none() {
            note(notes, "acl: the last identifier has no rights");
        }
        entries.push(AclEntry {
            identifier: name_bytes(identifier)?.into_owned(),
            rights: rights.unwrap_or_default(),
        });
    }
    Ok(Acl { mailbox, entries })
}

/// Reads a LISTRIGHTS response. RFC 4314 section 3.7
///
/// ```text
/// listrights-data = "LISTRIGHTS" SP mailbox SP identifier SP rights *(SP rights)
/// ```
///
/// # Errors
/// What is missing.
pub fn listed_rights(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<ListedRights, String> {
    note_anomalies(notes, values.anomalies());
    let names = values.names();
    let mut values = values;
    Ok(ListedRights {
        mailbox: names.decode(&name_bytes(values.next().ok_or("no mailbox")?)?),
        identifier: name_bytes(values.next().ok_or("no identifier")?)?.into_owned(),
        required: values.next().map(text).unwrap_or_default(),
        optional: values.map(text).collect(),
    })
}

/// Reads a MYRIGHTS response. RFC 4314 section 3.8
///
/// ```text
/// myrights-data = "MYRIGHTS" SP mailbox SP rights
/// ```
///
/// # Errors
/// What is missing.
pub fn my_rights(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<MyRights, String> {
    note_anomalies(notes, values.anomalies());
    let names = values.names();
    let mut values = values;
    Ok(MyRights {
        mailbox: names.decode(&name_bytes(values.next().ok_or("no mailbox")?)?),
        rights: values.next().map(text).ok_or("no rights")?,
    })
}
