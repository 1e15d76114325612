//! The tour, taken by somebody who types what it says.

use unicode_width::UnicodeWidthStr as _;

use super::stage::Stage;
use crate::shell::command::Effect;
use crate::shell::dispatch;
use crate::shell::engine::Outcome;
use crate::shell::render::Palette;

/// Types a line, and gives what the screen shows of it.
fn typed(stage: &mut Stage, line: &str) -> String {
    let earlier = stage.shown().len();
    assert_eq!(stage.typed(line), Outcome::Done, "{}", stage.shown());
    let shown = stage.shown().split_off(earlier);
    shown
        .split_once('\n')
        .map_or_else(String::new, |(_, answer)| answer.to_owned())
}

/// The lines that a step tells one to type.
fn lines(step: &str) -> impl Iterator<Item = &str> {
    step.lines().filter_map(|line| line.strip_prefix("  "))
}

#[test]
fn every_line_of_the_tour_shows_something_on_the_demo() {
    for palette in [Palette::none(), Palette::ansi()] {
        let mut stage = Stage::open(80, palette);
        for number in 1..=5 {
            let step = typed(&mut stage, "tour");
            assert!(step.starts_with(&format!("Step {number} of 5: ")), "{step}");
            assert!(step.lines().all(|line| line.width() <= 80), "{step}");
            assert!(lines(&step).next().is_some(), "{step}");
            for line in lines(&step) {
                let shown = typed(&mut stage, line);
                assert!(!shown.is_empty(), "{line}");
                assert!(!shown.contains("no message"), "{line}\n{shown}");
            }
        }
        let end = typed(&mut stage, "tour");
        assert!(end.starts_with("That was the tour."), "{end}");
        assert_eq!(typed(&mut stage, "tour"), end);
        assert!(typed(&mut stage, "tour 1").starts_with("Step 1 of 5: "));
        assert!(typed(&mut stage, "tour").starts_with("Step 2 of 5: "));
    }
}

#[test]
fn the_tour_changes_nothing_and_writes_no_file() {
    let mut stage = Stage::open(80, Palette::none());
    for number in 1..=5 {
        let step = typed(&mut stage, &format!("tour {number}"));
        for line in lines(&step).filter(|line| !line.starts_with("dry ")) {
            let verb = line.split(' ').next().unwrap_or_default();
            let (command, _) = dispatch::find(verb, false).unwrap();
            assert!(
                matches!(command.effect, Effect::Reads | Effect::Local),
                "{line}"
            );
            assert!(!line.contains('>'), "{line}");
        }
    }
}
