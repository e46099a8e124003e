//! Checkboxes: <https://design-system.service.gov.uk/components/checkboxes/>

use serde::Deserialize;

use super::field::{Choices, Described, id_or_name};
use super::radios::{Choice, ChoiceList, item_hint, item_id, item_label};
use super::{Conditional, ErrorMessage, Fieldset, FormGroup, Hint, Label, Legend, common, control, embeds};
use crate::html::{self as h, Attributes, Html};

/// Any number of several answers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Checkboxes {
    pub name: String,
    /// The name where empty. The first item has this id.
    pub id_prefix: String,
    /// Ids of what else describes each box, where there is no fieldset.
    pub described_by: String,
    pub fieldset: Option<Fieldset>,
    pub hint: Option<Hint>,
    pub error_message: Option<ErrorMessage>,
    pub items: Vec<Checkbox>,
    /// The values of the items that are ticked.
    pub values: Vec<String>,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

/// One answer, or a divider (like "or") between two.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Checkbox {
    pub html: Html,
    pub value: String,
    pub id: String,
    /// The name of the question where empty.
    pub name: String,
    /// Ticked or not whatever `Checkboxes::values` says.
    pub checked: Option<bool>,
    pub disabled: bool,
    pub hint: Option<Hint>,
    /// Shown only while the item is ticked; without scripts always.
    pub conditional: Conditional,
    pub divider: String,
    /// `exclusive`: ticking it clears the others, for "None of these" (with scripts; the server checks again).
    pub behaviour: String,
    pub label: Label,
    pub attributes: Attributes,
}

common!(Checkboxes);
control!(Checkboxes);
embeds!(Checkboxes);

impl Checkboxes {
    pub fn new(name: &str, legend: impl Into<Legend>) -> Checkboxes {
        Checkboxes { name: name.to_owned(), fieldset: Some(legend.into().into()), ..Checkboxes::default() }
    }

    pub fn item(mut self, value: &str, text: impl Into<Html>) -> Checkboxes {
        self.items.push(Checkbox::new(value, text));
        self
    }

    pub fn items(mut self, items: impl IntoIterator<Item = Checkbox>) -> Checkboxes {
        self.items.extend(items);
        self
    }

    /// A word like "or" between two answers.
    pub fn divider(mut self, word: &str) -> Checkboxes {
        self.items.push(Checkbox { divider: word.to_owned(), ..Checkbox::default() });
        self
    }

    /// The answers given so far.
    pub fn values(mut self, values: impl IntoIterator<Item = impl Into<String>>) -> Checkboxes {
        self.values = values.into_iter().map(Into::into).collect();
        self
    }

    pub fn small(self) -> Checkboxes {
        self.classes("govuk-checkboxes--small")
    }

    pub fn html(&self) -> Html {
        let prefix = id_or_name(&self.id_prefix, &self.name);
        let of_fieldset = self.fieldset.as_ref().map_or("", |fieldset| &fieldset.described_by);
        let by = if of_fieldset.is_empty() { &self.described_by } else { of_fieldset };
        let described = Described::new(prefix, by, self.hint.as_ref(), self.error_message.as_ref());
        // Without a fieldset there is nothing round the boxes that could carry the description.
        let each = if self.fieldset.is_none() { described.by.clone() } else { String::new() };
        let choices =
            self.items.iter().enumerate().map(|(index, item)| self.choice(index, item, prefix, &each)).collect();
        let controls = super::rendered(&ChoiceList {
            kind: "checkboxes",
            control: "checkbox",
            classes: &self.classes,
            attributes: &self.attributes,
            group: &self.form_group,
            choices,
        });
        let fieldset = self.fieldset.as_ref();
        Choices { group: &self.form_group, fieldset, role: "", described, controls }.html()
    }

    fn choice(&self, index: usize, item: &Checkbox, prefix: &str, described_by: &str) -> Choice {
        let id = item_id(&item.id, prefix, index);
        let hint = item.hint.as_ref().filter(|hint| !hint.html.is_empty());
        let hint_id = hint.map(|_| format!("{id}-item-hint")).unwrap_or_default();
        Choice {
            name: id_or_name(&item.name, &self.name).to_owned(),
            value: item.value.clone(),
            checked: item.checked.unwrap_or_else(|| self.values.contains(&item.value)),
            disabled: item.disabled,
            behaviour: item.behaviour.clone(),
            described_by: h::classes(&[described_by, &hint_id]),
            label: item_label(&item.html, &item.label, "govuk-checkboxes__label", &id),
            hint: item_hint(hint, "govuk-checkboxes__hint", &hint_id),
            conditional: item.conditional.html.clone(),
            divider: item.divider.clone(),
            attributes: item.attributes.clone(),
            id,
        }
    }
}

impl Checkbox {
    pub fn new(value: &str, text: impl Into<Html>) -> Checkbox {
        Checkbox { value: value.to_owned(), html: text.into(), ..Checkbox::default() }
    }

    pub fn hint(mut self, hint: impl Into<Hint>) -> Checkbox {
        self.hint = Some(hint.into());
        self
    }

    /// What is asked only when this is ticked.
    pub fn reveals(mut self, html: impl Into<Html>) -> Checkbox {
        self.conditional.html = html.into();
        self
    }

    /// "None of these": ticking it clears the others.
    pub fn exclusive(mut self) -> Checkbox {
        self.behaviour = "exclusive".to_owned();
        self
    }

    pub fn checked(mut self, checked: bool) -> Checkbox {
        self.checked = Some(checked);
        self
    }
}
