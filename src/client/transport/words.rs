//! What the system says, in the words of this crate.

use std::io;
use std::time::Duration;

/// The system's reason alone: without its number, without the name of the call, in lower case.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error ").next().unwrap_or(&text);
    let text = text
        .strip_prefix("failed to lookup address information: ")
        .unwrap_or(text);
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => "unknown reason".to_owned(),
    }
}

/// A time in seconds, with a tenth where it is not whole.
pub(super) fn seconds(duration: Duration) -> String {
    let tenths = duration.as_millis().saturating_add(50) / 100;
    if tenths.is_multiple_of(10) {
        format!("{} s", tenths / 10)
    } else {
        format!("{}.{} s", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_fragments_without_numbers() {
        for (error, expected) in [
            (io::Error::from_raw_os_error(2), "no such file or directory"),
            (
                io::Error::other("failed to lookup address information: Name or service not known"),
                "name or service not known",
            ),
            (io::Error::other(""), "unknown reason"),
        ] {
            assert_eq!(reason(&error), expected);
        }
    }

    #[test]
    fn seconds_are_whole_where_they_can_be() {
        for (milliseconds, expected) in [
            (60_000, "60 s"),
            (59_990, "60 s"),
            (200, "0.2 s"),
            (1_500, "1.5 s"),
        ] {
            assert_eq!(seconds(Duration::from_millis(milliseconds)), expected);
        }
    }
}
