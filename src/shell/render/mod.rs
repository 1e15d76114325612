//! Turns an [`Output`](super::output::Output) into text: the only place that writes data for a person or a program, and the only
//! one where bytes from outside are made harmless.

mod capabilities;
mod columns;
mod csv;
mod dates;
mod facts;
mod fit;
mod folders;
mod footer;
mod format;
pub(crate) mod harmless;
mod ids;
mod items;
mod json;
mod known;
mod lines;
mod message;
mod messages;
mod news;
mod outline;
mod page;
mod palette;
pub(crate) mod parts;
mod pretty;
mod python;
mod raw;
mod reading;
mod remarks;
mod screen;
mod shown;
mod sink;
mod spell;
mod stage;
mod status;
mod structure;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod words;

pub(crate) use self::dates::Clock;
pub(crate) use self::footer::duration;
pub(crate) use self::format::Format;
pub(crate) use self::json::line as json_line;
pub(crate) use self::known::GROUPS;
pub(crate) use self::outline::outline;
pub(crate) use self::palette::{ColorChoice, Palette};
pub(crate) use self::python::literal::text as python_text;
pub(crate) use self::screen::Screen;
pub(crate) use self::shown::Shown;
pub(crate) use self::spell::{grouped, imap, number, short_set, size};
