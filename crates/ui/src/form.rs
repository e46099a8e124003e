//! A form that changes something.

use askama::Template;

use crate::components::{Button, component};
use crate::html::{self as h, Html};

/// A form sent with POST. It always carries the token that shows it came from our own page; the server checks every
/// answer (`novalidate`).
#[derive(Debug, Clone, Default, Template)]
#[template(path = "form.html", whitespace = "minimize")]
pub struct Form {
    pub action: String,
    /// The value of the hidden field [`CSRF_FIELD`].
    pub csrf: String,
    /// Hidden fields: name and value.
    pub hidden: Vec<(String, String)>,
    pub fields: Vec<Html>,
    /// The button that sends the form; it is not there where `None`.
    pub submit: Option<Button>,
    /// More buttons beside it.
    pub more_buttons: Vec<Button>,
    /// Links beside the buttons: text and address.
    pub links: Vec<(Html, String)>,
    /// The form sends files.
    pub multipart: bool,
    pub id: String,
}

/// The name of the hidden field that carries the token.
pub const CSRF_FIELD: &str = "csrf";

component!(Form);

impl Form {
    pub fn new(action: &str, csrf: &str) -> Form {
        Form { action: action.to_owned(), csrf: csrf.to_owned(), ..Form::default() }
    }

    /// Adds a control or any other HTML.
    pub fn field(mut self, field: impl Into<Html>) -> Form {
        self.fields.push(field.into());
        self
    }

    pub fn component(self, component: &impl crate::Component) -> Form {
        let html = component.html();
        self.field(html)
    }

    pub fn fields(mut self, fields: impl IntoIterator<Item = impl Into<Html>>) -> Form {
        self.fields.extend(fields.into_iter().map(Into::into));
        self
    }

    pub fn hidden(mut self, name: &str, value: impl Into<String>) -> Form {
        self.hidden.push((name.to_owned(), value.into()));
        self
    }

    /// The text of the button that sends the form.
    pub fn submit(self, text: impl Into<Html>) -> Form {
        self.button(Button::new(text).prevent_double_click())
    }

    /// The button that sends the form, or one more beside it.
    pub fn button(mut self, button: Button) -> Form {
        if self.submit.is_none() {
            self.submit = Some(button);
        } else {
            self.more_buttons.push(button);
        }
        self
    }

    /// The button of what cannot be undone, which looks like no other, and the way back beside it.
    pub fn warns(self, text: impl Into<Html>, back: impl Into<Html>, href: &str) -> Form {
        self.button(Button::new(text).warning().prevent_double_click()).link(back, href)
    }

    /// A link beside the buttons.
    pub fn link(mut self, text: impl Into<Html>, href: &str) -> Form {
        self.links.push((text.into(), href.to_owned()));
        self
    }

    /// The form sends files.
    pub fn multipart(mut self) -> Form {
        self.multipart = true;
        self
    }

    fn is_group(&self) -> bool {
        !self.more_buttons.is_empty() || !self.links.is_empty()
    }
}
