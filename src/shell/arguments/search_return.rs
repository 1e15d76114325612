//! What SEARCH and SORT are to tell of their result.

use imapclient::types::SearchReturn;

use super::mistake::{Mistake, word};
use crate::shell::line::{Argument, Word};

const OPTIONS: [(&str, SearchReturn); 6] = [
    ("MIN", SearchReturn::Min),
    ("MAX", SearchReturn::Max),
    ("COUNT", SearchReturn::Count),
    ("ALL", SearchReturn::All),
    ("SAVE", SearchReturn::Save),
    ("RELEVANCY", SearchReturn::Relevancy),
];

/// Reads `(MIN MAX COUNT ALL SAVE PARTIAL 1:100)`, or one option without brackets; none are `ALL`.
///
/// RFC 4731 section 3.1; RFC 5182; RFC 6203; RFC 9394
pub(crate) fn search_return(argument: &Argument) -> Result<Vec<SearchReturn>, Mistake> {
    const WANTED: &str = "what to tell of the result, such as COUNT";
    let items = match argument {
        Argument::List { items, .. } => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut items = items.iter();
    let mut options = Vec::new();
    while let Some(item) = items.next() {
        let name = word(item, WANTED)?;
        let known = OPTIONS
            .into_iter()
            .find(|(option, _)| option.eq_ignore_ascii_case(&name.text));
        options.push(match known {
            Some((_, option)) => option,
            None if name.text.eq_ignore_ascii_case("PARTIAL") => {
                let range = items.next().map(|item| word(item, WANTED)).transpose()?;
                range.and_then(window).ok_or_else(|| {
                    let span = range.unwrap_or(name).span.clone();
                    let message = "PARTIAL takes a window: 1:100, or -1:-100 from the last";
                    Mistake::new(span, message)
                })?
            }
            None => return Err(unknown(name)),
        });
    }
    Ok(options)
}

/// ```text
/// partial-range = nz-number ":" nz-number / MINUS nz-number ":" MINUS nz-number
/// ```
fn window(word: &Word) -> Option<SearchReturn> {
    let place = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let place: i64 = plain.then(|| text.parse().ok())??;
        (1..=i64::from(u32::MAX))
            .contains(&place.abs())
            .then_some(place)
    };
    let (first, last) = word.text.split_once(':')?;
    let (first, last) = (place(first)?, place(last)?);
    ((first < 0) == (last < 0)).then_some(SearchReturn::Partial(first, last))
}

fn unknown(name: &Word) -> Mistake {
    let (span, text) = (name.span.clone(), name.text.as_str());
    if ["UPDATE", "CONTEXT"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(text))
    {
        let message = "results that go on changing (CONTEXT) are not built; send it with raw";
        return Mistake::new(span, message);
    }
    let known = OPTIONS.map(|(option, _)| option).into_iter();
    let what = "not an option of RETURN";
    Mistake::unknown(span, what, text, known.chain(["PARTIAL"]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::search_return;
    use crate::shell::arguments::tests::{arguments, shown};

    #[test]
    fn options_of_return_are_read() {
        let window = "PARTIAL takes a window: 1:100, or -1:-100 from the last";
        for (typed, expected) in [
            ("()", "[]"),
            ("count", "[Count]"),
            (
                "(MIN max ALL SAVE RELEVANCY)",
                "[Min, Max, All, Save, Relevancy]",
            ),
            ("(PARTIAL 1:100 COUNT)", "[Partial(1, 100), Count]"),
            ("(PARTIAL -1:-100)", "[Partial(-1, -100)]"),
            ("(PARTIAL)", &format!("PARTIAL: {window}")),
            ("(PARTIAL COUNT)", &format!("COUNT: {window}")),
            ("(PARTIAL 0:5)", &format!("0:5: {window}")),
            ("(PARTIAL -1:5)", &format!("-1:5: {window}")),
            ("(PARTIAL +1:5)", &format!("+1:5: {window}")),
            (
                "(COUT)",
                "COUT: not an option of RETURN; did you mean COUNT?",
            ),
            (
                "(UPDATE)",
                "UPDATE: results that go on changing (CONTEXT) are not built; send it with raw",
            ),
            (
                "((MIN))",
                "(MIN): what to tell of the result, such as COUNT belongs here, not a list",
            ),
        ] {
            let read = search_return(arguments(typed).first().unwrap());
            let read = read.map(|options| format!("{options:?}"));
            assert_eq!(shown(typed, read), expected, "{typed}");
        }
    }
}
