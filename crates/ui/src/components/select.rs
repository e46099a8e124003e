//! Select: <https://design-system.service.gov.uk/components/select/>

use serde::Deserialize;

use super::field::{Described, Group, id_or_name};
use super::{ErrorMessage, FormGroup, Hint, Label, common, control, embeds};
use crate::html::{self as h, Attributes, Html, escape};

/// One of many answers, where radios would be too many.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Select {
    pub name: String,
    /// The name where empty.
    pub id: String,
    pub label: Label,
    pub hint: Option<Hint>,
    pub error_message: Option<ErrorMessage>,
    pub items: Vec<SelectItem>,
    /// The value of the item that is chosen.
    pub value: String,
    pub disabled: bool,
    pub described_by: String,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SelectItem {
    /// The text is sent where `None`.
    pub value: Option<String>,
    #[serde(rename = "html")]
    pub text: String,
    /// Chosen or not whatever `Select::value` says.
    pub selected: Option<bool>,
    pub disabled: bool,
    pub attributes: Attributes,
}

common!(Select);
control!(Select);
embeds!(Select);

impl Select {
    pub fn new(name: &str, label: impl Into<Label>) -> Select {
        Select { name: name.to_owned(), label: label.into(), ..Select::default() }
    }

    pub fn item(mut self, value: &str, text: &str) -> Select {
        self.items.push(SelectItem::new(value, text));
        self
    }

    pub fn items(mut self, items: impl IntoIterator<Item = SelectItem>) -> Select {
        self.items.extend(items);
        self
    }

    /// The answer given so far.
    pub fn value(mut self, value: impl Into<String>) -> Select {
        self.value = value.into();
        self
    }

    pub fn html(&self) -> Html {
        let id = id_or_name(&self.id, &self.name);
        let error = self.error_message.as_ref();
        let described = Described::new(id, &self.described_by, self.hint.as_ref(), error);
        let class = if error.is_some() { "govuk-select--error" } else { "" };
        let mut attributes = Attributes::new()
            .with("class", h::classes(&["govuk-select", &self.classes, class]))
            .with("id", id)
            .with("name", &self.name);
        if self.disabled {
            attributes = attributes.flag("disabled");
        }
        attributes = attributes.with_some("aria-describedby", &described.by).and(&self.attributes);
        let items: String = self.items.iter().map(|item| item.element(&self.value)).collect();
        let element = Html::trusted(format!("<select{attributes}>\n{items}</select>"));
        super::rendered(&Group {
            group: &self.form_group,
            label: self.label.of(id).html(),
            hint: described.hint,
            error: described.error,
            control: [self.form_group.before_input.clone(), element, self.form_group.after_input.clone()]
                .into_iter()
                .collect(),
        })
    }
}

impl SelectItem {
    pub fn new(value: &str, text: &str) -> SelectItem {
        SelectItem { value: Some(value.to_owned()), text: text.to_owned(), ..SelectItem::default() }
    }

    fn element(&self, chosen: &str) -> String {
        let mut attributes = Attributes::new();
        if let Some(value) = &self.value {
            attributes = attributes.with("value", value);
        }
        let sent = self.value.as_ref().unwrap_or(&self.text);
        if self.selected.unwrap_or(!chosen.is_empty() && sent == chosen) {
            attributes = attributes.flag("selected");
        }
        if self.disabled {
            attributes = attributes.flag("disabled");
        }
        format!("<option{}>{}</option>\n", attributes.and(&self.attributes), escape(&self.text))
    }
}
