//! The only writer of wire syntax.
