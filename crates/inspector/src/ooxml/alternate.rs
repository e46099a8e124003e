//! What stands twice in a document, for readers that know a new element and for those that do not: both say the same.

use crate::Findings;
use crate::concealed::FIELD;
use crate::xml::Path;

/// The letters of both, since the last of them ended.
#[derive(Default)]
pub(super) struct Alternates {
    choice: String,
    fallback: String,
}

impl Alternates {
    pub(super) fn text(&mut self, text: &str, above: &Path) {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        if above.inside("Fallback") {
            self.fallback.extend(letters);
        } else if above.inside("Choice") {
            self.choice.extend(letters);
        }
    }

    pub(super) fn end(&mut self, name: &str, place: &str, findings: &mut Findings) {
        if name == "AlternateContent" {
            let Alternates { choice, fallback } = std::mem::take(self);
            if !choice.contains(&fallback) {
                findings.aside(&FIELD, "mc:Fallback", place, &fallback);
            }
        }
    }
}
