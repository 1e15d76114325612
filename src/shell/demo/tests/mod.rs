//! The whole shell on the demo: the README's screens, its picture, and the examples of help.

#![allow(clippy::unwrap_used)]

mod examples;
mod picture;
mod screens;
mod stage;
