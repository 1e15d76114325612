//! The form in which letters are written down: a line with the mailbox, the age and the flags, the lines of the header,
//! and the text. Lines of the header that begin with `!` say how the message is made, and are no part of it; lines of
//! the text that begin with `-- ` begin another part.

/// A letter as it is written down.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub(super) mailbox: String,
    /// Seconds before the beginning of today.
    pub(super) age: i64,
    pub(super) flags: String,
    /// The header and the text.
    pub(super) text: String,
}

/// What is not written as it is meant.
const ESCAPES: [(&str, &str); 6] = [
    ("\\e", "\x1b"),
    ("\\a", "\x07"),
    ("\\b", "\x08"),
    ("\\u{202e}", "\u{202e}"),
    ("\\u{202c}", "\u{202c}"),
    ("\\u{200b}", "\u{200b}"),
];

/// Reads a file of letters; one that says how many `!Times` it comes is as many.
pub(super) fn read(file: &str) -> Vec<Letter> {
    let escapes = ESCAPES.iter();
    let file = escapes.fold(file.to_owned(), |file, (written, meant)| {
        file.replace(written, meant)
    });
    let series = file.split("@@ ").skip(1).flat_map(|written| {
        let times = direction(written, "Times").and_then(|times| times.parse().ok());
        (0..times.unwrap_or(1)).filter_map(|count| letter(&filled_in(written, count)))
    });
    series.collect()
}

fn letter(written: &str) -> Option<Letter> {
    let (about, text) = written.split_once('\n')?;
    let mut words = about.splitn(4, ' ');
    let mailbox = words.next()?.to_owned();
    let days: i64 = words.next()?.strip_suffix('d')?.parse().ok()?;
    let (hours, minutes) = words.next()?.split_once(':')?;
    let time = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
    Some(Letter {
        mailbox,
        age: days * super::DAY - time * 60,
        flags: words.next().unwrap_or_default().to_owned(),
        text: text.to_owned(),
    })
}

/// What a letter says of how it is made.
pub(super) fn direction<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut lines = text.lines().take_while(|line| !line.is_empty());
    lines.find_map(|line| {
        let told = line.strip_prefix('!')?.strip_prefix(name)?;
        told.strip_prefix(": ")
    })
}

/// Fills in what differs in the letters of a series: `[[3+2]]` is 3, 5, 7, ... and `[[a|b]]` is a, b, a, ...; with `/7 `
/// before it, it goes on with every seventh letter, with `%7 ` it begins anew there.
fn filled_in(written: &str, count: i64) -> String {
    let mut text = written.to_owned();
    while let Some((before, rest)) = text.rsplit_once("[[")
        && let Some((inside, after)) = rest.split_once("]]")
    {
        let number = |text: &str| text.parse::<i64>().ok();
        let every = |sign: char| {
            let (step, rest) = inside.strip_prefix(sign)?.split_once(' ')?;
            Some((number(step)?.max(1), rest))
        };
        let (step, inside) = match (every('/'), every('%')) {
            (Some((step, rest)), _) => (count / step, rest),
            (_, Some((step, rest))) => (count % step, rest),
            _ => (count, inside),
        };
        let sum = inside.split_once('+');
        let sum = sum.and_then(|(from, by)| Some(number(from)? + number(by)? * step));
        let mut others = inside.split('|').cycle();
        let other = || others.nth(step as usize).unwrap_or_default().to_owned();
        let chosen = sum.map_or_else(other, |sum| sum.to_string());
        text = [before, &chosen, after].concat();
    }
    text
}
