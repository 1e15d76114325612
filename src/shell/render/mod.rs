//! Turns an [`Output`](super::output::Output) into text: the only place that writes data for a person or a
//! program, and the only one where bytes from outside are made harmless.

pub(crate) mod harmless;
