//! Date input: <https://design-system.service.gov.uk/components/date-input/>

use std::collections::BTreeMap;

use askama::Template;
use foundation::Lang;
use serde::Deserialize;

use super::field::{Choices, Described};
use super::{ErrorMessage, Fieldset, FormGroup, Hint, Input, Label, Legend, common, control, embeds};
use crate::html::{self as h, Attributes, Html};
use crate::words;

/// A date that the person knows or has in front of them, in three boxes. The boxes are named `{name_prefix}-day`,
/// `-month` and `-year`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DateInput {
    pub id: String,
    pub name_prefix: String,
    pub fieldset: Option<Fieldset>,
    pub hint: Option<Hint>,
    pub error_message: Option<ErrorMessage>,
    /// Day, month and year where empty.
    pub items: Vec<DatePart>,
    /// Values by the full name of the box.
    pub values: BTreeMap<String, String>,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

/// One box.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DatePart {
    /// `day`, `month` or `year`.
    pub name: String,
    pub id: String,
    /// The name with a capital letter where empty.
    pub label: String,
    pub value: Option<String>,
    /// Whether this box is wrong. Where no box says, all are marked when there is an error message.
    pub error: Option<bool>,
    /// In digits; 4 for a year and 2 for others where `None`.
    pub width: Option<u8>,
    pub inputmode: String,
    pub autocomplete: String,
    pub pattern: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// What was typed in the three boxes, whether or not it is a date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateValue {
    pub day: String,
    pub month: String,
    pub year: String,
}

#[derive(Template)]
#[template(path = "components/date-input.html", whitespace = "minimize")]
struct Boxes<'a> {
    input: &'a DateInput,
    boxes: Vec<Html>,
}

common!(DateInput);
control!(DateInput);
embeds!(DateInput);

impl DateInput {
    /// `name` becomes the id and the prefix of the names of the boxes.
    pub fn new(name: &str, legend: impl Into<Legend>) -> DateInput {
        DateInput {
            id: name.to_owned(),
            name_prefix: name.to_owned(),
            fieldset: Some(legend.into().into()),
            ..DateInput::default()
        }
    }

    /// What was typed so far.
    pub fn value(mut self, value: DateValue) -> DateInput {
        for (part, text) in [("day", value.day), ("month", value.month), ("year", value.year)] {
            let name = self.full_name(part);
            self.values.insert(name, text);
        }
        self
    }

    /// The labels of the boxes in another language than English.
    pub fn in_lang(mut self, lang: Lang) -> DateInput {
        let words = words::of(lang);
        if self.items.is_empty() {
            self.items = DatePart::all();
        }
        for part in &mut self.items {
            part.label = match part.name.as_str() {
                "day" => words.day.to_owned(),
                "month" => words.month.to_owned(),
                "year" => words.year.to_owned(),
                _ => continue,
            };
        }
        self
    }

    /// Marks only these boxes ("day", "month", "year") as wrong.
    pub fn wrong(mut self, parts: &[&str]) -> DateInput {
        if self.items.is_empty() {
            self.items = DatePart::all();
        }
        for part in &mut self.items {
            part.error = Some(parts.contains(&part.name.as_str()));
        }
        self
    }

    pub fn html(&self) -> Html {
        let all;
        let parts = if self.items.is_empty() {
            all = DatePart::all();
            &all
        } else {
            &self.items
        };
        let by = self.fieldset.as_ref().map_or("", |fieldset| &fieldset.described_by);
        let described = Described::new(&self.id, by, self.hint.as_ref(), self.error_message.as_ref());
        let any_marked = parts.iter().any(DatePart::is_marked);
        let boxes = parts.iter().map(|part| self.part(part, any_marked)).collect();
        let controls = super::rendered(&Boxes { input: self, boxes });
        // JAWS reads the description of a fieldset of text inputs only where its role is given.
        let fieldset = self.fieldset.as_ref();
        Choices { group: &self.form_group, fieldset, role: "group", described, controls }.html()
    }

    fn part(&self, part: &DatePart, any_marked: bool) -> Html {
        let name = self.full_name(&part.name);
        let by_omission = part.error != Some(false) && self.error_message.is_some() && !any_marked;
        let marked = !part.classes.contains("govuk-input--error") && (part.is_marked() || by_omission);
        let width = part.width.unwrap_or(if part.name == "year" { 4 } else { 2 });
        let width = format!("govuk-input--width-{width}");
        let width = if part.classes.contains("govuk-input--width-") { "" } else { &width };
        let error = if marked { "govuk-input--error" } else { "" };
        let label = if part.label.is_empty() { capitalised(&part.name) } else { part.label.clone() };
        let id = if part.id.is_empty() { format!("{}-{}", self.id, part.name) } else { part.id.clone() };
        let inputmode = if part.inputmode.is_empty() { "numeric" } else { &part.inputmode };
        let mut label = Label::new(label);
        label.classes = "govuk-date-input__label".to_owned();
        Input {
            id,
            label,
            classes: h::classes(&["govuk-date-input__input", error, width, &part.classes]),
            value: part.value.as_ref().or_else(|| self.values.get(&name)).cloned().unwrap_or_default(),
            name,
            inputmode: inputmode.to_owned(),
            autocomplete: part.autocomplete.clone(),
            pattern: part.pattern.clone(),
            attributes: part.attributes.clone(),
            ..Input::default()
        }
        .html()
    }

    fn full_name(&self, part: &str) -> String {
        if self.name_prefix.is_empty() { part.to_owned() } else { format!("{}-{part}", self.name_prefix) }
    }
}

impl DatePart {
    pub fn new(name: &str) -> DatePart {
        DatePart { name: name.to_owned(), ..DatePart::default() }
    }

    fn all() -> Vec<DatePart> {
        ["day", "month", "year"].map(DatePart::new).into()
    }

    fn is_marked(&self) -> bool {
        self.error == Some(true) || self.classes.contains("govuk-input--error")
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
