//! The whole shell on the demo: the README's screens, its picture, the examples of help, and the tour.

#![allow(clippy::unwrap_used)]

mod examples;
mod picture;
mod screens;
mod stage;
mod tour;
