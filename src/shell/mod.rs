//! The program around the library: lines in, screens out.

pub(crate) mod account;
mod answer;
mod answer_form;
mod answering;
mod arguments;
mod authenticating;
mod call;
mod chain;
mod command;
mod commands;
mod complete;
mod confirmation;
mod connecting;
mod dispatch;
mod doomed;
mod editor;
mod engine;
mod failure;
mod history;
mod interruption;
mod line;
mod mime;
mod news;
pub(crate) mod options;
mod output;
pub(crate) mod program;
mod prompt;
pub(crate) mod prompting;
mod question;
#[cfg(test)]
mod readme;
mod redirect;
mod render;
mod results;
mod secrets;
mod session;
#[cfg(test)]
mod sessions;
mod settings;
mod shared;
mod signals;
mod signing_in;
mod suggest;
mod tokens;
mod trace;
mod unseen;
mod variables;
