//! Places in the text.

use super::*;

#[test]
fn every_part_knows_its_place() {
    let text = "fetch 1:3 (FLAGS \"ü\") --x=5 @f >> o";
    let Ok(Statement::Command(line)) = parse_one(text) else {
        panic!("not a command")
    };
    let places: Vec<&str> = line
        .arguments
        .iter()
        .filter_map(|argument| text.get(argument.span()))
        .collect();
    assert_eq!(places, ["1:3", "(FLAGS \"ü\")", "--x=5", "@f"]);
    assert_eq!(text.get(line.verb.span), Some("fetch"));
    assert_eq!(
        line.outlet
            .redirect
            .and_then(|redirect| text.get(redirect.span)),
        Some(">> o")
    );
    let text = " c.fetch([1, 2], ['A'], modifiers=('x',))";
    let Ok(Statement::Command(line)) = parse_one(text) else {
        panic!("not a command")
    };
    let places: Vec<&str> = line
        .arguments
        .iter()
        .filter_map(|argument| text.get(argument.span()))
        .collect();
    assert_eq!(places, ["[1, 2]", "['A']", "modifiers=('x',)"]);
}

#[test]
fn carets_stand_under_what_they_point_at() {
    for (text, span, drawn) in [
        ("fetch 5 x", 8..9, "        ^"),
        ("fetch 5 x", 9..9, "         ^"),
        ("ls 日本 x", 3..9, "   ^^^^"),
        ("ls 日本 x", 10..11, "        ^"),
        ("ls\tab", 3..5, "  \t^^"),
        ("search (a\n bc", 11..13, " ^^"),
        ("search (a\n bc", 7..12, "       ^^"),
        ("ü", 1..2, "^"),
        ("x", 40..50, " ^"),
    ] {
        assert_eq!(caret(text, span), drawn, "{text}");
    }
}
