//! THREAD: conversations.

use crate::types::Thread;
use crate::wire::tree::{Kind, Node, Nodes};

use super::scalar::{excerpt, note, note_anomalies, number32};

/// Reads a THREAD response. RFC 5256 section 4
///
/// ```text
/// thread-data = "THREAD" [SP 1*thread-list]
/// ```
pub fn threads(values: Nodes<'_>, notes: &mut Vec<String>) -> Vec<Thread> {
    note_anomalies(notes, values.anomalies());
    let mut all = Thread::default();
    for value in values {
        add(value, &mut all, notes);
    }
    if !all.chain.is_empty() {
        note(notes, "thread: a message outside of parentheses");
        let lonely = all.chain.drain(..).map(|id| Thread {
            chain: vec![id],
            branches: Vec::new(),
        });
        all.branches.extend(lonely.collect::<Vec<_>>());
    }
    all.branches
}

/// Reads one thread; the recursion ends where the tree does, whose depth is limited.
///
/// ```text
/// thread-list = "(" (thread-members / thread-nested) ")"
/// thread-members = nz-number *(SP nz-number) [SP thread-nested]
/// thread-nested = 2*thread-list
/// ```
fn thread(list: Node<'_>, notes: &mut Vec<String>) -> Thread {
    let mut thread = Thread::default();
    for value in list.children() {
        add(value, &mut thread, notes);
    }
    thread
}

fn add(value: Node<'_>, thread: &mut Thread, notes: &mut Vec<String>) {
    if value.kind() == Kind::List {
        let branch = self::thread(value, notes);
        if !branch.chain.is_empty() || !branch.branches.is_empty() {
            thread.branches.push(branch);
        }
        return;
    }
    match number32(value).filter(|id| *id > 0) {
        Some(id) if thread.branches.is_empty() => thread.chain.push(id),
        Some(id) => {
            note(notes, "thread: a message behind the branches");
            thread.branches.push(Thread {
                chain: vec![id],
                branches: Vec::new(),
            });
        }
        None => note(
            notes,
            format!("thread: {} is no message number", excerpt(value)),
        ),
    }
}
