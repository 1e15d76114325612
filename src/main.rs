//! The program: an interactive IMAP shell over the `imapclient` library.

mod shell;

fn main() {}
