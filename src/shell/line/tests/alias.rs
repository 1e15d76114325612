#![allow(clippy::unwrap_used)]

use super::*;

/// What an alias stands for, called with these words.
fn called(template: &str, words: &str) -> Result<Expansion, Misfit> {
    let Statement::Command(line) = parse_one(&format!("x {words}")).unwrap() else {
        panic!("{words}");
    };
    let given = Given {
        arguments: &line.arguments,
        outlet: &line.outlet,
        name: None,
    };
    expanded(template, given)
}

fn check(template: &str, words: &str, expected: &str) {
    let expansion = called(template, words).unwrap();
    assert_eq!(expansion.text, expected, "{template}, {words}");
}

#[test]
fn arguments_stand_at_their_places_and_what_is_more_at_the_end() {
    for (template, words, expected) in [
        ("search FROM $1", "ann", "search FROM ann"),
        (
            "search FROM $1",
            "ann SEEN --json",
            "search FROM ann SEEN --json",
        ),
        ("search FROM $1", "--json ann", "search FROM ann --json"),
        ("noop", "--json", "noop --json"),
        ("search", "UNSEEN", "search UNSEEN"),
        (
            "search FROM $2 TO $1 CC $1",
            "a b",
            "search FROM b TO a CC a",
        ),
        ("fetch $1 [FLAGS, UID]", "1:5", "fetch 1:5 (FLAGS UID)"),
        ("search $1", "(FROM a)", "search (FROM a)"),
        (
            "append X --flags=$1 @m",
            "(\\Seen)",
            "append X --flags=(\\Seen) @m",
        ),
        ("append X $1", "@m.eml", "append X @m.eml"),
        ("copy $1 X", "$old", "copy $old X"),
        ("cd $1", "-- --x", "cd \"--x\""),
        (
            "cd $1 && search $2 || noop ; !date",
            "A SEEN",
            "cd A && search SEEN || noop ; !date",
        ),
        ("$n = dry search $1", "SEEN", "$n = dry search SEEN"),
        (
            "fetch $1 FLAGS > $2",
            "5 \"a b\"",
            "fetch 5 FLAGS > \"a b\"",
        ),
        ("noop", "| cat", "noop | cat"),
        ("raw NOOP", "> f", "raw NOOP > f"),
        ("?fetch", "| cat", "?fetch | cat"),
        ("c.noop()", "> f", "c.noop() > f"),
        ("append X <<E\na\nE", "", "append X \"a\n\""),
    ] {
        check(template, words, expected);
    }
}

#[test]
fn no_argument_is_read_a_second_time() {
    let hostile = [
        "'x; delete_folder y'",
        "\"a b\"",
        "'a && b'",
        "'| rm x'",
        "'> f'",
        "'(a'",
        "'a)'",
        "'[1,2]'",
        "\"\"",
        "'\"'",
        "'\\'",
        "'a\\\" b'",
        "\"it's\"",
        "'--yes'",
        "'-y'",
        "'_'",
        "'$old'",
        "'$1'",
        "'@file'",
        "'<<EOF'",
        "'# x'",
        "'{3}'",
        "'a\nb'",
        "'?'",
        "'name=\"x\"'",
        "a,b",
        "a;b",
        "#x",
        "$env.HOME",
        "[Gmail]/All",
        "müde",
    ];
    for template in [
        "search $1 ; noop",
        "search ($1 $1)",
        "search [$1, x]",
        "search --x=$1",
        "search OR (FROM $1) (TO (CC $1))",
    ] {
        for words in hostile {
            let Statement::Command(typed) = parse_one(&format!("x {words}")).unwrap() else {
                panic!("{words}");
            };
            let expansion = called(template, words).unwrap();
            let steps = parse(template).unwrap();
            assert_eq!(expansion.steps.len(), steps.len(), "{template}, {words}");
            let [
                Step {
                    statement: Statement::Command(line),
                    ..
                },
                ..,
            ] = &expansion.steps[..]
            else {
                panic!("{template}, {words}");
            };
            let [
                Step {
                    statement: Statement::Command(kept),
                    ..
                },
                ..,
            ] = &steps[..]
            else {
                panic!("{template}");
            };
            let pieces = |arguments: &[Argument]| {
                let pieces: Vec<_> = arguments.iter().map(sketch_argument).collect();
                pieces.join(" ").replace('[', "(").replace(']', ")")
            };
            let expected = pieces(&kept.arguments).replace("‹$1›", &pieces(&typed.arguments));
            assert_eq!(
                pieces(&line.arguments),
                expected,
                "{template}, {words}: {}",
                expansion.text
            );
        }
    }
}

#[test]
fn a_program_gets_the_arguments_as_its_own() {
    for (template, words, misses) in [
        ("!echo $1", "a", false),
        ("!echo \"$1\"", "", true),
        ("!echo ${1}", "", true),
        ("!echo '$1' \\$1 $x $$", "", false),
        ("noop | tr '$1' \"it's $2\"", "a b", false),
        ("noop | tr a \"$2\"", "a", true),
    ] {
        match called(template, words) {
            Ok(expansion) => {
                assert!(!misses, "{template}");
                assert_eq!(expansion.text, template);
                let mut arguments = expansion.steps.iter().map(|step| match &step.statement {
                    Statement::Program(program) => program.arguments.join(" "),
                    Statement::Command(line) => {
                        let program = line.outlet.program.as_ref();
                        program.map_or(String::new(), |program| program.arguments.join(" "))
                    }
                    _ => String::new(),
                });
                assert_eq!(arguments.next().as_deref(), Some(words), "{template}");
            }
            Err(misfit) => assert!(misses && matches!(misfit, Misfit::Missing(_)), "{template}"),
        }
    }
}

#[test]
fn what_does_not_fit_is_told() {
    let line = |why: &str| Misfit::Line(why.to_owned());
    for (template, words, expected) in [
        ("search $1", "", Misfit::Missing(1)),
        ("search $1 $3", "a", Misfit::Missing(2)),
        ("search $1", "--json", Misfit::Missing(1)),
        (
            "noop ; noop",
            "> f",
            line("it is several commands, and |, > and $name = are for one"),
        ),
        ("noop > f", "| cat", line("it has a | or > of its own")),
        (
            "!date",
            "| cat",
            line("it is a program, and |, > and $name = are for answers"),
        ),
    ] {
        assert_eq!(
            called(template, words),
            Err(expected),
            "{template}, {words}"
        );
    }
    assert!(matches!(called("raw NOOP", "x"), Err(Misfit::Surplus(_))));
    assert!(matches!(called("c.noop()", "x"), Err(Misfit::Surplus(_))));
    assert!(matches!(called("noop > $1", "(a)"), Err(Misfit::NoName(_))));
    let deep = format!("{}a{}", "(".repeat(30), ")".repeat(30));
    assert!(matches!(
        called("search (((($1))))", &deep),
        Err(Misfit::Line(_))
    ));
}
