//! Radios: <https://design-system.service.gov.uk/components/radios/>

use askama::Template;
use serde::Deserialize;

use super::field::{Choices, Described, id_or_name};
use super::{ErrorMessage, Fieldset, FormGroup, Hint, Label, Legend, common, control, embeds};
use crate::html::{self as h, Attributes, Html};

/// One of several answers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Radios {
    pub name: String,
    /// The name where empty. The first item has this id, so that the error summary can lead to it.
    pub id_prefix: String,
    pub fieldset: Option<Fieldset>,
    pub hint: Option<Hint>,
    pub error_message: Option<ErrorMessage>,
    pub items: Vec<Radio>,
    /// The value of the item that is chosen.
    pub value: String,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

/// One answer, or a divider (like "or") between two.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Radio {
    pub html: Html,
    pub value: String,
    pub id: String,
    /// Chosen or not whatever `Radios::value` says.
    pub checked: Option<bool>,
    pub disabled: bool,
    pub hint: Option<Hint>,
    /// Shown only while the item is chosen; without scripts always.
    pub conditional: Conditional,
    /// Makes this a divider.
    pub divider: String,
    pub label: Label,
    pub attributes: Attributes,
}

/// What an answer reveals.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Conditional {
    pub html: Html,
}

/// What radios and checkboxes have in common, ready for the template.
pub(crate) struct Choice {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) checked: bool,
    pub(crate) disabled: bool,
    pub(crate) behaviour: String,
    pub(crate) described_by: String,
    pub(crate) label: Html,
    pub(crate) hint: Html,
    pub(crate) conditional: Html,
    pub(crate) divider: String,
    pub(crate) attributes: Attributes,
}

/// The list of choices of radios (`kind` "radios", `control` "radio") and checkboxes ("checkboxes", "checkbox").
#[derive(Template)]
#[template(path = "components/choices.html", whitespace = "minimize")]
pub(crate) struct ChoiceList<'a> {
    pub(crate) kind: &'a str,
    pub(crate) control: &'a str,
    pub(crate) classes: &'a str,
    pub(crate) attributes: &'a Attributes,
    pub(crate) group: &'a FormGroup,
    pub(crate) choices: Vec<Choice>,
}

common!(Radios);
control!(Radios);
embeds!(Radios);

impl Radios {
    pub fn new(name: &str, legend: impl Into<Legend>) -> Radios {
        Radios { name: name.to_owned(), fieldset: Some(legend.into().into()), ..Radios::default() }
    }

    pub fn item(mut self, value: &str, text: impl Into<Html>) -> Radios {
        self.items.push(Radio::new(value, text));
        self
    }

    pub fn items(mut self, items: impl IntoIterator<Item = Radio>) -> Radios {
        self.items.extend(items);
        self
    }

    /// A word like "or" between two answers.
    pub fn divider(mut self, word: &str) -> Radios {
        self.items.push(Radio { divider: word.to_owned(), ..Radio::default() });
        self
    }

    /// The answer given so far.
    pub fn value(mut self, value: impl Into<String>) -> Radios {
        self.value = value.into();
        self
    }

    /// Beside each other; for two short answers.
    pub fn inline(self) -> Radios {
        self.classes("govuk-radios--inline")
    }

    pub fn small(self) -> Radios {
        self.classes("govuk-radios--small")
    }

    pub fn html(&self) -> Html {
        let prefix = id_or_name(&self.id_prefix, &self.name);
        let by = self.fieldset.as_ref().map_or("", |fieldset| &fieldset.described_by);
        let described = Described::new(prefix, by, self.hint.as_ref(), self.error_message.as_ref());
        let choices = self.items.iter().enumerate().map(|(index, item)| self.choice(index, item, prefix)).collect();
        let controls = super::rendered(&ChoiceList {
            kind: "radios",
            control: "radio",
            classes: &self.classes,
            attributes: &self.attributes,
            group: &self.form_group,
            choices,
        });
        let fieldset = self.fieldset.as_ref();
        Choices { group: &self.form_group, fieldset, role: "", described, controls }.html()
    }

    fn choice(&self, index: usize, item: &Radio, prefix: &str) -> Choice {
        let id = item_id(&item.id, prefix, index);
        let hint_id = format!("{id}-item-hint");
        let hint = item.hint.as_ref().filter(|hint| !hint.html.is_empty());
        Choice {
            name: self.name.clone(),
            value: item.value.clone(),
            checked: item.checked.unwrap_or(!self.value.is_empty() && item.value == self.value),
            disabled: item.disabled,
            behaviour: String::new(),
            described_by: hint.map(|_| hint_id.clone()).unwrap_or_default(),
            label: item_label(&item.html, &item.label, "govuk-radios__label", &id),
            hint: item_hint(hint, "govuk-radios__hint", &hint_id),
            conditional: item.conditional.html.clone(),
            divider: item.divider.clone(),
            attributes: item.attributes.clone(),
            id,
        }
    }
}

impl Radio {
    pub fn new(value: &str, text: impl Into<Html>) -> Radio {
        Radio { value: value.to_owned(), html: text.into(), ..Radio::default() }
    }

    pub fn hint(mut self, hint: impl Into<Hint>) -> Radio {
        self.hint = Some(hint.into());
        self
    }

    /// What is asked only when this is the answer.
    pub fn reveals(mut self, html: impl Into<Html>) -> Radio {
        self.conditional.html = html.into();
        self
    }

    pub fn disabled(mut self) -> Radio {
        self.disabled = true;
        self
    }
}

/// The first item has no number, so that an error summary can lead to it by the question's own name.
pub(crate) fn item_id(own: &str, prefix: &str, index: usize) -> String {
    match (own, index) {
        ("", 0) => prefix.to_owned(),
        ("", index) => format!("{prefix}-{}", index + 1),
        (own, _) => own.to_owned(),
    }
}

pub(crate) fn item_label(html: &Html, label: &Label, class: &str, id: &str) -> Html {
    Label {
        html: html.clone(),
        for_id: id.to_owned(),
        is_page_heading: false,
        classes: h::class(class, &label.classes),
        attributes: label.attributes.clone(),
    }
    .html()
}

pub(crate) fn item_hint(hint: Option<&Hint>, class: &str, id: &str) -> Html {
    hint.map(|hint| {
        let classes = h::class(class, &hint.classes);
        Hint { html: hint.html.clone(), id: id.to_owned(), classes, attributes: hint.attributes.clone() }.html()
    })
    .unwrap_or_default()
}

impl ChoiceList<'_> {
    fn block(&self) -> &'static str {
        if self.kind == "radios" { "govuk-radios" } else { "govuk-checkboxes" }
    }
}
