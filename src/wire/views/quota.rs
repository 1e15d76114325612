//! QUOTA and QUOTAROOT: how much room there is.

use crate::types::{Quota, QuotaResource, QuotaRoots};
use crate::wire::tree::{Kind, Nodes};

use super::listing::name_bytes;
use super::scalar::{note, note_anomalies, number, text};

/// Reads a QUOTA response. RFC 9208 section 5.1; RFC 2087 section 5.1
///
/// ```text
/// quota-response = "QUOTA" SP quota-root-name SP "(" quota-resource *(SP quota-resource) ")"
/// quota-resource = resource-name SP resource-usage SP resource-limit
/// ```
///
/// # Errors
/// What is missing or no number.
pub fn quota(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<Quota, String> {
    note_anomalies(notes, values.anomalies());
    let mut values = values;
    let root = name_bytes(values.next().ok_or("no quota root")?)?.into_owned();
    let list = values.next().filter(|list| list.kind() == Kind::List);
    let mut fields = list.ok_or("no list of resources")?.children();
    let mut resources = Vec::new();
    while let Some(name) = fields.next() {
        let name = text(name);
        let mut amount = |what| {
            let amount = fields.next().and_then(number);
            amount.ok_or_else(|| format!("the {what} of {name} is no number"))
        };
        let (usage, limit) = (amount("usage")?, amount("limit")?);
        resources.push(QuotaResource { name, usage, limit });
    }
    if values.next().is_some() {
        note(notes, "quota: more after the list");
    }
    Ok(Quota { root, resources })
}

/// Reads a QUOTAROOT response; there may be no root at all. RFC 9208 section 5.2; RFC 2087 section 5.2
///
/// ```text
/// quotaroot-response = "QUOTAROOT" SP mailbox *(SP quota-root-name)
/// ```
///
/// # Errors
/// What is missing.
pub fn quota_roots(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<QuotaRoots, String> {
    note_anomalies(notes, values.anomalies());
    let names = values.names();
    let mut values = values;
    let mailbox = names.decode(&name_bytes(values.next().ok_or("no mailbox")?)?);
    let roots = values.map(|root| name_bytes(root).map(|bytes| bytes.into_owned()));
    Ok(QuotaRoots {
        mailbox,
        roots: roots.collect::<Result<_, _>>()?,
    })
}
