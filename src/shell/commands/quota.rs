//! What the commands of QUOTA have in common: IMAPClient's record for each limit, and the table of a person.

use imapclient::types::Quota;

use super::super::output::{Cell, Column, Footer, Output, Shape, Table, Value};

/// What STORAGE counts in. RFC 9208 section 5.1
const STORAGE_UNIT: i128 = 1024;

/// IMAPClient's list: a record for each resource of each root.
pub(super) fn list(quotas: &[Quota]) -> Value {
    let records = quotas.iter().flat_map(|quota| {
        quota.resources.iter().map(|resource| Value::Record {
            name: "Quota",
            fields: vec![
                ("quota_root", root(&quota.root)),
                ("resource", resource.name.clone().into()),
                ("usage", resource.usage.into()),
                ("limit", resource.limit.into()),
            ],
        })
    });
    Value::List(records.collect())
}

/// The name of a root, for which no encoding is known.
pub(super) fn root(bytes: &[u8]) -> Value {
    Value::Text(String::from_utf8_lossy(bytes).into_owned())
}

/// The limits as rows.
pub(super) fn shown<'s>(value: Value, quotas: &[Quota], sent: &str) -> Output<'s> {
    let rows = quotas.iter().flat_map(|quota| {
        quota.resources.iter().map(|resource| {
            vec![
                named(&quota.root),
                resource.name.clone().into(),
                amount(&resource.name, resource.usage),
                amount(&resource.name, resource.limit),
                share(resource.usage, resource.limit),
            ]
        })
    });
    let shape = Shape::Table(Table {
        columns: vec![
            Column::text("ROOT").fill(20),
            Column::text("RESOURCE").yields(0),
            Column::number("USED").fill(12),
            Column::number("LIMIT").fill(12),
            Column::number("SHARE"),
        ],
        rows: Some(rows.collect()),
    });
    let footer = Footer::counting("limit", "limits").or_nothing("nothing is limited");
    Output::new(value, shape).footer(footer.and(format!("{sent} ok")))
}

/// A root in a cell: the usual one has no name.
fn named(bytes: &[u8]) -> Cell {
    match bytes {
        [] => Cell::new("\"\""),
        bytes => Cell::new(root(bytes)),
    }
}

fn amount(resource: &str, number: u64) -> Cell {
    if resource.eq_ignore_ascii_case("STORAGE") {
        return Cell::size(Value::Int(i128::from(number) * STORAGE_UNIT));
    }
    Cell::count(number)
}

fn share(usage: u64, limit: u64) -> Cell {
    let percent = (u128::from(usage) * 100).checked_div(u128::from(limit));
    Cell::new(match percent {
        Some(percent) => Value::Text(format!("{percent} %")),
        None => Value::Nil,
    })
}
