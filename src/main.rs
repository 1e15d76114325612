//! x
mod shell;
fn main() {}
