//! What there is to tell besides the answer of a command: warnings, oddities, news.

use imapclient::types::Event;

use super::Shell;
use crate::shell::news;

impl Shell {
    /// Shows what a command in place of a server has said on its standard error.
    pub(super) fn show_murmur(&mut self) {
        for line in self.session.murmur.take() {
            self.screen.remark(&format!("command: {line}"));
        }
    }

    /// Shows what commands had to warn of.
    pub(crate) fn show_warnings(&mut self) {
        self.show_murmur();
        for warning in std::mem::take(&mut self.session.warnings) {
            self.screen.warn(&warning);
        }
    }

    /// Shows what was odd about the server's answer.
    pub(super) fn show_notes(&mut self) {
        let notes = self
            .session
            .client
            .as_mut()
            .map(imapclient::Client::take_notes)
            .unwrap_or_default();
        for note in notes {
            self.screen.warn(&note);
        }
    }

    /// Shows what the server said besides: alerts always, the rest where somebody is looking.
    pub(crate) fn show_news(&mut self) {
        let Some(client) = &mut self.session.client else {
            return;
        };
        if client.is_idling() && !self.session.own_idle {
            // What came is for idle_check, and for whatever ends IDLE.
            return;
        }
        let (events, lost) = client.take_events();
        for event in &events {
            if let Event::Exists(_) | Event::Expunge(_) | Event::Vanished { .. } = event {
                self.session.unseen = None;
            }
            if let Event::Expunge(_) | Event::Vanished { .. } = event {
                self.session.results.forget_sequence_numbers();
            }
            match event {
                Event::Unparsed { bytes, problem } => {
                    let shown =
                        String::from_utf8_lossy(bytes.get(..500).unwrap_or(bytes)).into_owned();
                    self.screen.warn(&format!(
                        "the server sent what cannot be read ({problem}): {shown}"
                    ));
                }
                event => {
                    if let Some(told) = news::told(event, self.session.modes.interactive) {
                        self.screen.remark(&told);
                    }
                }
            }
        }
        if lost > 0 {
            self.screen
                .remark(&format!("{lost} older news are not shown"));
        }
    }

    /// Brings what the prompt shows up to date: the number of unseen messages, where that may be asked.
    pub(crate) fn refresh_prompt(&mut self) {
        self.show_murmur();
        if self.session.unseen.is_none() {
            self.session.count_unseen();
            self.show_warnings();
        }
    }
}
