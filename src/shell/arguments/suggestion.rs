//! "Did you mean": the known word nearest to what was typed.

use std::ops::ControlFlow;

/// How many changed, missing, extra or swapped letters a slip may have.
const SLIPS: usize = 2;

/// Finds the known word that was probably meant: at most two slips away, or begun with what was
/// typed. Case does not count, and `-` equals `_`. Of equally near words the first is taken.
pub(crate) fn suggestion<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = folded(typed);
    let length = typed.chars().count();
    let nearest = known.into_iter().try_fold(None, |best, word| {
        let near = remoteness(&typed, length, &folded(word)).map(|remoteness| (remoteness, word));
        match (best, near) {
            (_, Some((0, _))) => ControlFlow::Break(near),
            (Some((least, _)), Some((remoteness, _))) if least <= remoteness => {
                ControlFlow::Continue(best)
            }
            (best, near) => ControlFlow::Continue(near.or(best)),
        }
    });
    let (ControlFlow::Break(nearest) | ControlFlow::Continue(nearest)) = nearest;
    nearest.map(|(_, word)| word)
}

/// Ranks a known word: one slip is nearer than an unfinished word, two slips are farther.
fn remoteness(typed: &str, length: usize, known: &str) -> Option<u8> {
    if typed == known {
        return Some(0);
    }
    // In a word of three letters two slips leave nothing to recognise it by.
    let allowed = SLIPS.min(length / 2);
    let slips = (length.abs_diff(known.chars().count()) <= allowed)
        .then(|| strsim::osa_distance(typed, known))
        .filter(|slips| *slips <= allowed);
    match slips {
        Some(0 | 1) => Some(1),
        _ if length > 1 && known.starts_with(typed) => Some(2),
        Some(_) => Some(3),
        None => None,
    }
}

fn folded(word: &str) -> String {
    word.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::suggestion;

    #[test]
    fn slips_and_beginnings_are_recognised() {
        let known = ["fetch", "select_folder", "search", "FLAGS", "on", "Archive"];
        for (typed, expected) in [
            ("fecth", Some("fetch")),
            ("FETCH", Some("fetch")),
            ("sel", Some("select_folder")),
            ("select-foldr", Some("select_folder")),
            ("FLAG", Some("FLAGS")),
            ("Arhive", Some("Archive")),
            ("serach", Some("search")),
            ("no", Some("on")),
            ("xyz", None),
            ("s", None),
            ("", None),
            ("fetching", None),
        ] {
            assert_eq!(suggestion(typed, known), expected, "{typed}");
        }
    }

    #[test]
    fn of_equally_near_words_the_first_wins() {
        assert_eq!(suggestion("sead", ["send", "seed"]), Some("send"));
        assert_eq!(suggestion("ol", ["older", "old"]), Some("old"));
    }
}
