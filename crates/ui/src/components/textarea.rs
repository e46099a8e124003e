//! Textarea: <https://design-system.service.gov.uk/components/textarea/>

use serde::Deserialize;

use super::field::{Described, Group, id_or_name};
use super::{ErrorMessage, FormGroup, Hint, Label, common, control, embeds};
use crate::html::{self as h, Attributes, Html, escape};

/// Several lines of text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Textarea {
    pub name: String,
    /// The name where empty.
    pub id: String,
    pub label: Label,
    pub hint: Option<Hint>,
    pub error_message: Option<ErrorMessage>,
    pub value: String,
    /// 5 where `None`.
    pub rows: Option<u16>,
    pub spellcheck: Option<bool>,
    pub disabled: bool,
    pub autocomplete: String,
    pub described_by: String,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

common!(Textarea);
control!(Textarea);
embeds!(Textarea);

impl Textarea {
    pub fn new(name: &str, label: impl Into<Label>) -> Textarea {
        Textarea { name: name.to_owned(), label: label.into(), ..Textarea::default() }
    }

    pub fn value(mut self, value: impl Into<String>) -> Textarea {
        self.value = value.into();
        self
    }

    pub fn rows(mut self, rows: u16) -> Textarea {
        self.rows = Some(rows);
        self
    }

    pub fn html(&self) -> Html {
        let id = id_or_name(&self.id, &self.name);
        let error = self.error_message.as_ref();
        let described = Described::new(id, &self.described_by, self.hint.as_ref(), error);
        let class = if error.is_some() { "govuk-textarea--error" } else { "" };
        let spellcheck = self.spellcheck.map(|on| on.to_string()).unwrap_or_default();
        let mut attributes = Attributes::new()
            .with("class", h::classes(&["govuk-textarea", class, &self.classes]))
            .with("id", id)
            .with("name", &self.name)
            .with("rows", self.rows.unwrap_or(5).to_string())
            .with_some("spellcheck", &spellcheck);
        if self.disabled {
            attributes = attributes.flag("disabled");
        }
        attributes = attributes
            .with_some("aria-describedby", &described.by)
            .with_some("autocomplete", &self.autocomplete)
            .and(&self.attributes);
        // A browser drops one line break directly after the tag: a value that begins with one needs another.
        let first = if self.value.starts_with(['\n', '\r']) { "\n" } else { "" };
        let element = format!("<textarea{attributes}>{first}{}</textarea>", escape(&self.value));
        super::rendered(&Group {
            group: &self.form_group,
            label: self.label.of(id).html(),
            hint: described.hint,
            error: described.error,
            control: [
                self.form_group.before_input.clone(),
                Html::trusted(element),
                self.form_group.after_input.clone(),
            ]
            .into_iter()
            .collect(),
        })
    }
}
