use super::flow::DEEPEST;
use super::*;

fn check(html: &str, told: &str) {
    let mut reader = Html::default();
    let mut text = String::new();
    reader.read(html, &mut text);
    reader.finish(&mut text);
    assert_eq!(text, told, "{html}");
}

#[test]
fn text_flows_as_on_a_page() {
    for (html, told) in [
        ("", ""),
        ("plain", "plain\n"),
        ("a\n  b <b>c</b>d", "a b cd\n"),
        ("<p>one</p>\n<p>two</p>", "one\n\ntwo\n"),
        ("one<br>two<br/><br>three", "one\ntwo\n\nthree\n"),
        ("<div>a<div>b</div></div>c", "a\nb\nc\n"),
        ("<ul><li>a</li><li>b</ul>c", "- a\n- b\n\nc\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c", "a b\nc\n"),
        ("<pre>a\n  b\r\n\nc</pre>d  e", "a\n  b\n\nc\n\nd e\n"),
        ("a<blockquote>b<br>c</blockquote>d", "a\n\n> b\n> c\n\nd\n"),
        ("a<hr>b", "a\n--------\nb\n"),
        ("<img src=x alt='A &amp; B'>", "[A & B]\n"),
    ] {
        check(html, told);
    }
}

#[test]
fn what_is_no_text_does_not_show() {
    for html in [
        "<head><title>no</title><style>p > a {}</style></head>yes",
        "<script>if (a<b) '</scr' + \"</div>\"</SCRIPT >yes",
        "<!-- no --><!----><!-->yes<!-- > -- ->no",
        "<!DOCTYPE html><?xml version='1'?><![if !mso]>yes<![endif]>",
        "<a title=\"no > no\" href=''>yes</a>",
        "<p class=a'b>yes",
        "y\u{200b}e&shy;s&zwnj;&#847;",
        "yes<b no=\"end",
    ] {
        check(html, "yes\n");
    }
}

#[test]
fn characters_are_told_by_name_and_odd_ones_stay() {
    for (html, told) in [
        ("&lt;a&gt; &amp;amp; &#65;&#x42;", "<a> &amp; AB\n"),
        ("AT&T &co; &; & &amp", "AT&T &co; &; & &\n"),
        ("a&nbsp;&nbsp;b &eacutex", "a b &eacutex\n"),
        ("1 < 2 <3 <", "1 < 2 <3 <\n"),
        ("&averylongnamethatisnone;", "&averylongnamethatisnone;\n"),
    ] {
        check(html, told);
    }
}

#[test]
fn links_tell_where_they_lead() {
    check(
        "<a href='https://evil.example/?a=1&amp;b=2'>your bank</a>.",
        "your bank [1].\n\nlinks:\n[1] https://evil.example/?a=1&b=2\n",
    );
    for same in [
        "<a href='https://example.org/'>Example.org</a>",
        "<a href='mailto:Example.org'>Example.org</a>",
        "<a href='#top'>Example.org</a>",
        "<a href='javascript:x()'>Example.org</a>",
        "<a name=x>Example.org</a><a href='https://x.example'> </a>",
    ] {
        check(same, "Example.org\n");
    }
}

#[test]
fn nothing_held_grows_with_the_mail() {
    let mut reader = Html::default();
    let mut text = String::new();
    let link = format!("<a href='http://{}'>x</a>", "y".repeat(100_000));
    for piece in ["<b ", &"x=\"y\" ".repeat(100_000), ">", &link.repeat(600)] {
        reader.read(piece, &mut text);
    }
    reader.read(&"<blockquote>".repeat(100_000), &mut text);
    reader.read("z", &mut text);
    assert!(reader.begun.capacity() < 4 * LONGEST_TAG);
    assert_eq!(reader.links.len(), MOST_LINKS);
    assert!(
        reader
            .links
            .iter()
            .all(|link| link.len() <= LONGEST_LINK + 3)
    );
    assert!(text.ends_with(&format!("\n\n{}z", "> ".repeat(DEEPEST))));
}
