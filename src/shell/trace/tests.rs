use std::io;

use super::*;

/// A screen that can be looked at.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<u8>>>);

impl Seen {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Seen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn lines_held_back_are_shown_later_in_their_order() {
    let seen = Seen::default();
    let tracing = Tracing::new(Box::new(seen.clone()), Palette::none());
    tracing.switch(true);
    tracing.hold();
    tracing.own("one");
    tracing.hold();
    tracing.own("two");
    assert_eq!(seen.text(), "");
    tracing.release();
    tracing.own("three");
    assert_eq!(seen.text(), "== one\n== two\n== three\n");
}

#[test]
fn lines_are_printed_above_what_is_typed_until_the_editor_leaves() {
    let (seen, above) = (Seen::default(), Seen::default());
    let tracing = Tracing::new(Box::new(seen.clone()), Palette::none());
    tracing.switch(true);
    tracing.hold();
    tracing.own("one");
    let printer = above.clone();
    tracing.print_above(Box::new(move |line| {
        let _ = writeln!(printer.clone(), "{line}");
    }));
    tracing.own("two");
    tracing.release();
    tracing.own("three");
    assert_eq!(above.text(), "== one\n== two\n");
    assert_eq!(seen.text(), "== three\n");
}
