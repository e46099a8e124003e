//! Questions that several answers bring up. Radios reveal a question below one answer; for several there is no such place
//! (and none without scripts), so the question stands on the page from the start and says for which answers it is.

use super::{Asking, say};
use crate::{Kind, Question};

impl Asking<'_> {
    /// "Only if your answer above is …", where the condition looks at one earlier question with a list on the same page.
    pub(super) fn only_if(&self, question: &Question) -> Option<String> {
        let when = question.when.as_ref()?;
        let here = |id: &str| self.form.sections.iter().find(|s| s.questions.iter().any(|q| q.id == id));
        let mut names = when.questions();
        names.sort_unstable();
        names.dedup();
        let [by] = names.as_slice() else { return None };
        let section = here(by)?;
        if !self.whole && here(&question.id)?.id != section.id {
            return None;
        }
        let by = section.questions.iter().find(|one| one.id == *by)?;
        // Without a list, and where the other question may itself not be asked, only the sent answers can tell.
        if !matches!(by.kind, Kind::YesNo | Kind::Radios | Kind::Select) || by.when.is_some() {
            return None;
        }
        let options = by.options(self.choose, self.lang);
        let brings = |value: &str| when.holds_where(&|id| if id == by.id { vec![value] } else { Vec::new() });
        let labels: Vec<&str> = options.iter().filter(|o| brings(&o.value)).map(|o| o.label.as_str()).collect();
        let quoted: Vec<String> = labels.iter().map(|label| format!("‘{label}’")).collect();
        let (last, others) = quoted.split_last()?;
        let or = say(self.texts, self.lang, "form-or", &[]);
        let answers = if others.is_empty() { last.clone() } else { format!("{} {or} {last}", others.join(", ")) };
        Some(say(self.texts, self.lang, "form-only-if", &[("answers", &answers)]))
    }
}
