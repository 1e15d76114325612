//! The items of a FETCH as arguments.

use super::Command;
use super::string::is_atom_byte;
use crate::error::{Error, Result};
use crate::types::{FetchItem, Part, SectionText};

impl Command {
    /// Writes the items of a FETCH in parentheses.
    ///
    /// # Errors
    /// [`Error::Argument`] for what is no item, and for no items at all.
    pub fn fetch_items(mut self, items: &[FetchItem]) -> Result<Self> {
        if items.is_empty() {
            return Err(Error::Argument("no fetch item is named".to_owned()));
        }
        if let [FetchItem::Word(word)] = items
            && matches!(word.as_str(), "ALL" | "FAST" | "FULL")
        {
            // RFC 3501 section 9: a macro stands alone, without parentheses.
            return Ok(self.word(word));
        }
        self = self.open();
        for item in items {
            self = self.fetch_item(item)?;
        }
        Ok(self.close())
    }

    fn fetch_item(self, item: &FetchItem) -> Result<Self> {
        match item {
            FetchItem::Word(word) if word == FetchItem::LAZY_PREVIEW => Ok(self.word(word)),
            FetchItem::Word(word) => self.atom("the fetch item", word),
            FetchItem::Section(section) => {
                if section.item.is_empty() || !section.item.bytes().all(is_atom_byte) {
                    return Err(Error::Argument(format!(
                        "{:?} cannot be sent: before the brackets has to be one plain word",
                        section.item
                    )));
                }
                if let Some(
                    SectionText::HeaderFields(fields) | SectionText::HeaderFieldsNot(fields),
                ) = &section.part.text
                {
                    check_header_fields(&section.part, fields)?;
                }
                let item = item.to_string();
                Ok(self.word(&item))
            }
        }
    }
}

fn check_header_fields(part: &Part, fields: &[String]) -> Result<()> {
    let is_name = |field: &String| {
        !field.is_empty() && field.bytes().all(|byte| is_atom_byte(byte) && byte != b':')
    };
    match fields.iter().find(|field| !is_name(field)) {
        Some(field) => Err(Error::Argument(format!(
            "{field:?} in [{part}] is no header field's name"
        ))),
        None if fields.is_empty() => {
            Err(Error::Argument(format!("[{part}] names no header field")))
        }
        None => Ok(()),
    }
}
