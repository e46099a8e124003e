//! Text input and password input: <https://design-system.service.gov.uk/components/text-input/>

use askama::Template;
use foundation::Lang;
use serde::Deserialize;

use super::field::{Described, Group, id_or_name};
use super::{Button, ErrorMessage, FormGroup, Hint, Label, common, control};
use crate::html::{self as h, Attributes, Html};
use crate::words;

/// One line of text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Input {
    pub name: String,
    /// The name where empty.
    pub id: String,
    /// `text` where empty; `email`, `tel`, `url`, `search`.
    #[serde(rename = "type")]
    pub kind: String,
    pub label: Label,
    pub hint: Option<Hint>,
    pub error_message: Option<ErrorMessage>,
    pub value: String,
    /// As in WCAG 1.3.5, for example `email`, `one-time-code`, `name`.
    pub autocomplete: String,
    pub inputmode: String,
    pub autocapitalize: String,
    pub pattern: String,
    pub spellcheck: Option<bool>,
    pub disabled: bool,
    pub prefix: Option<Affix>,
    pub suffix: Option<Affix>,
    /// Ids of what else describes the control.
    pub described_by: String,
    pub form_group: FormGroup,
    /// Classes and attributes of the `div` round input, prefix and suffix.
    pub input_wrapper: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

/// A unit before or after an input. It is hidden from screen readers: the label must say it too.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Affix {
    pub html: Html,
    pub classes: String,
    pub attributes: Attributes,
}

#[derive(Template)]
#[template(path = "components/input.html", whitespace = "minimize")]
struct InputElement<'a> {
    element: Html,
    wrapped: bool,
    input: &'a Input,
}

common!(Input, PasswordInput);
control!(Input, PasswordInput);

impl Input {
    pub fn new(name: &str, label: impl Into<Label>) -> Input {
        Input { name: name.to_owned(), label: label.into(), ..Input::default() }
    }

    pub fn value(mut self, value: impl Into<String>) -> Input {
        self.value = value.into();
        self
    }

    /// `email`, `tel`, `url` or `search`.
    pub fn kind(mut self, kind: &str) -> Input {
        kind.clone_into(&mut self.kind);
        self
    }

    pub fn autocomplete(mut self, autocomplete: &str) -> Input {
        autocomplete.clone_into(&mut self.autocomplete);
        self
    }

    /// A number or code of digits: the number keys on a phone, no correction of spelling.
    pub fn digits(mut self) -> Input {
        self.inputmode = "numeric".to_owned();
        self.spellcheck = Some(false);
        self
    }

    /// As wide as so many characters: 2, 3, 4, 5, 10, 20 or 30.
    pub fn width(self, characters: u8) -> Input {
        let class = format!("govuk-input--width-{characters}");
        self.classes(&class)
    }

    pub fn prefix(mut self, text: impl Into<Html>) -> Input {
        self.prefix = Some(Affix { html: text.into(), ..Affix::default() });
        self
    }

    pub fn suffix(mut self, text: impl Into<Html>) -> Input {
        self.suffix = Some(Affix { html: text.into(), ..Affix::default() });
        self
    }

    pub fn html(&self) -> Html {
        let id = id_or_name(&self.id, &self.name);
        let error = self.error_message.as_ref();
        let described = Described::new(id, &self.described_by, self.hint.as_ref(), error);
        let has = |affix: &Option<Affix>| affix.as_ref().is_some_and(|affix| !affix.html.is_empty());
        let wrapped = has(&self.prefix)
            || has(&self.suffix)
            || !self.form_group.before_input.is_empty()
            || !self.form_group.after_input.is_empty();
        let element = Html::trusted(format!("<input{}>", self.element_attributes(id, &described.by)));
        super::rendered(&Group {
            group: &self.form_group,
            label: self.label.of(id).html(),
            hint: described.hint,
            error: described.error,
            control: super::rendered(&InputElement { element, wrapped, input: self }),
        })
    }

    fn element_attributes(&self, id: &str, described_by: &str) -> Attributes {
        let error = if self.error_message.is_some() { "govuk-input--error" } else { "" };
        let spellcheck = self.spellcheck.map(|on| on.to_string()).unwrap_or_default();
        let mut all = Attributes::new()
            .with("class", h::classes(&["govuk-input", &self.classes, error]))
            .with("id", id)
            .with("name", &self.name)
            .with("type", if self.kind.is_empty() { "text" } else { &self.kind })
            .with_some("spellcheck", &spellcheck)
            .with_some("value", &self.value);
        if self.disabled {
            all = all.flag("disabled");
        }
        all.with_some("aria-describedby", described_by)
            .with_some("autocomplete", &self.autocomplete)
            .with_some("autocapitalize", &self.autocapitalize)
            .with_some("pattern", &self.pattern)
            .with_some("inputmode", &self.inputmode)
            .and(&self.attributes)
    }
}

/// A password. Without scripts it is a plain password field; with them a button shows what was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PasswordInput {
    pub name: String,
    pub id: String,
    pub label: Label,
    pub hint: Option<Hint>,
    pub error_message: Option<ErrorMessage>,
    pub value: String,
    pub disabled: bool,
    /// `current-password` where empty; `new-password` where one is chosen.
    pub autocomplete: String,
    pub described_by: String,
    pub form_group: FormGroup,
    /// The words of the button, where they are not those of GOV.UK Frontend.
    pub show_password: String,
    pub hide_password: String,
    pub show_password_aria_label: String,
    pub hide_password_aria_label: String,
    pub password_shown_announcement: String,
    pub password_hidden_announcement: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl PasswordInput {
    pub fn new(name: &str, label: impl Into<Label>) -> PasswordInput {
        PasswordInput { name: name.to_owned(), label: label.into(), ..PasswordInput::default() }
    }

    /// A password that is being chosen, not one that is known.
    pub fn choosing(mut self) -> PasswordInput {
        self.autocomplete = "new-password".to_owned();
        self
    }

    /// The words of the button in another language than English.
    pub fn in_lang(mut self, lang: Lang) -> PasswordInput {
        if lang != Lang::En {
            let words = &words::of(lang).password;
            self.show_password = words.show.to_owned();
            self.hide_password = words.hide.to_owned();
            self.show_password_aria_label = words.show_label.to_owned();
            self.hide_password_aria_label = words.hide_label.to_owned();
            self.password_shown_announcement = words.shown.to_owned();
            self.password_hidden_announcement = words.hidden.to_owned();
        }
        self
    }

    pub fn html(&self) -> Html {
        let id = id_or_name(&self.id, &self.name);
        let english = &words::of(Lang::En).password;
        let or = |own: &str, english: &str| (if own.is_empty() { english } else { own }).to_owned();
        let mut button = Button::new(or(&self.show_password, english.show))
            .classes("govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle");
        button.kind = "button".to_owned();
        button.attributes = Attributes::new()
            .with("aria-controls", id)
            .with("aria-label", or(&self.show_password_aria_label, english.show_label))
            .flag("hidden");
        let attributes = Attributes::new()
            .with("data-module", "govuk-password-input")
            .with_some("data-i18n.show-password", &self.show_password)
            .with_some("data-i18n.hide-password", &self.hide_password)
            .with_some("data-i18n.show-password-aria-label", &self.show_password_aria_label)
            .with_some("data-i18n.hide-password-aria-label", &self.hide_password_aria_label)
            .with_some("data-i18n.password-shown-announcement", &self.password_shown_announcement)
            .with_some("data-i18n.password-hidden-announcement", &self.password_hidden_announcement)
            .and(&self.form_group.attributes);
        let after = [button.html(), self.form_group.after_input.clone()].into_iter().collect();
        Input {
            name: self.name.clone(),
            id: id.to_owned(),
            kind: "password".to_owned(),
            label: self.label.clone(),
            hint: self.hint.clone(),
            error_message: self.error_message.clone(),
            value: self.value.clone(),
            autocomplete: or(&self.autocomplete, "current-password"),
            autocapitalize: "none".to_owned(),
            spellcheck: Some(false),
            disabled: self.disabled,
            described_by: self.described_by.clone(),
            form_group: FormGroup {
                classes: h::classes(&["govuk-password-input", &self.form_group.classes]),
                attributes,
                before_input: self.form_group.before_input.clone(),
                after_input: after,
            },
            input_wrapper: FormGroup { classes: "govuk-password-input__wrapper".to_owned(), ..FormGroup::default() },
            classes: h::class("govuk-password-input__input govuk-js-password-input-input", &self.classes),
            attributes: self.attributes.clone(),
            ..Input::default()
        }
        .html()
    }
}

super::embeds!(Input, PasswordInput);
