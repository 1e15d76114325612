//! The form in which letters are written down: a line with the mailbox, the age and the flags, the fields of the
//! header, and the text. Some fields say how the message is made and are not part of it; lines that begin with `-- `
//! begin another part.

/// A letter as it is written down.
#[derive(Debug, Clone, Default)]
pub(super) struct Letter {
    pub(super) mailbox: &'static str,
    /// Seconds before the beginning of today.
    age: i64,
    pub(super) flags: &'static str,
    pub(super) text: Text,
}

/// The header and the text of a letter, or of one within.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// The fields, those that say how it is made included.
    pub(super) fields: Vec<(String, String)>,
    pub(super) body: String,
}

impl Letter {
    pub(super) fn new(mailbox: &'static str, age: i64, flags: &'static str, text: Text) -> Self {
        Letter {
            mailbox,
            age,
            flags,
            text,
        }
    }

    pub(super) fn age(&self) -> i64 {
        self.age
    }
}

impl Text {
    /// Reads fields up to a blank line, and the body behind it.
    pub(super) fn read(written: &str) -> Text {
        let (header, body) = written.split_once("\n\n").unwrap_or((written, ""));
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in header.lines() {
            match (line.split_once(':'), fields.last_mut()) {
                (_, Some((_, value))) if line.starts_with('\t') => {
                    value.push_str("\r\n");
                    value.push_str(line);
                }
                (Some((name, value)), _) => fields.push((name.to_owned(), escaped(value.trim()))),
                (None, _) => {}
            }
        }
        Text {
            fields,
            body: escaped(body),
        }
    }

    /// The value of a field.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Reads a file of letters, newest last.
pub(super) fn read(file: &'static str) -> impl Iterator<Item = Letter> {
    let letters = file.split("@@ ").skip(1);
    letters.filter_map(|written| {
        let (first, rest) = written.split_once('\n')?;
        let mut words = first.splitn(4, ' ');
        let mailbox = words.next()?;
        let days: i64 = words.next()?.strip_suffix('d')?.parse().ok()?;
        let (hours, minutes) = words.next()?.split_once(':')?;
        let time = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
        Some(Letter {
            mailbox,
            age: days * super::DAY - time * 60,
            flags: words.next().unwrap_or_default(),
            text: Text::read(rest),
        })
    })
}

/// Puts in the characters that are not written as they are.
fn escaped(text: &str) -> String {
    let signs = [
        ("\\e", "\x1b"),
        ("\\a", "\x07"),
        ("\\b", "\x08"),
        ("\\u{202e}", "\u{202e}"),
        ("\\u{202c}", "\u{202c}"),
        ("\\u{200b}", "\u{200b}"),
    ];
    let mut text = text.to_owned();
    for (written, meant) in signs {
        if text.contains(written) {
            text = text.replace(written, meant);
        }
    }
    text
}
