//! The components of GOV.UK Frontend 6.6 that the service uses, as structs. Their HTML is compared with the fixtures
//! of the npm package (`tests/it/fixtures.rs`), so names of fields follow its options where Rust allows.

mod button;
mod character_count;
mod checkboxes;
mod content;
mod date_input;
mod desk_screen;
mod error_summary;
mod field;
mod file_upload;
mod input;
mod navigation;
mod notices;
mod pagination;
mod radios;
mod select;
mod summary_list;
mod table;
mod task_list;
mod textarea;
mod timeline;
mod trail;

pub use button::Button;
pub use character_count::CharacterCount;
pub use checkboxes::{Checkbox, Checkboxes};
pub use content::{Details, InsetText, Tag, WarningText};
pub use date_input::{DateInput, DatePart, DateValue};
pub use desk_screen::DeskScreen;
pub use error_summary::{ErrorLink, ErrorSummary};
pub use field::{ErrorMessage, Fieldset, FormGroup, Hint, Label, Legend};
pub use file_upload::FileUpload;
pub use input::{Affix, Input, PasswordInput};
pub use navigation::{
    Footer, GenericHeader, Language, LanguageNavigation, NavigationItem, ServiceNavigation, SkipLink,
};
pub use notices::{BannerKind, NotificationBanner, Panel, PanelAction, PanelActions, PhaseBanner};
pub use pagination::{PageItem, PageLink, Pagination};
pub use radios::{Conditional, Radio, Radios};
pub use select::{Select, SelectItem};
pub use summary_list::{Action, Actions, Card, CardTitle, SummaryList, SummaryRow, SummaryText};
pub use table::{Cell, Table};
pub use task_list::{Status, Task, TaskList};
pub use textarea::Textarea;
pub use timeline::{Timeline, TimelineEntry};
pub use trail::{BackLink, Breadcrumb, Breadcrumbs};

use crate::Html;

/// Something that can stand on a page.
pub trait Component {
    /// The HTML of the component, without space around it.
    fn html(&self) -> Html;
}

impl Component for Html {
    fn html(&self) -> Html {
        self.clone()
    }
}

/// Gives a struct with an askama template its `html()`.
macro_rules! component {
    ($($name:ty),+ $(,)?) => {$(
        impl $name {
            /// The HTML of the component, without space around it.
            pub fn html(&self) -> $crate::Html {
                $crate::components::rendered(self)
            }
        }
        $crate::components::embeds!($name);
    )+};
}
pub(crate) use component;

/// Lets a struct with a method `html()` stand on pages.
macro_rules! embeds {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::Component for $name {
            fn html(&self) -> $crate::Html {
                <$name>::html(self)
            }
        }
        impl From<$name> for $crate::Html {
            fn from(component: $name) -> $crate::Html {
                component.html()
            }
        }
        impl From<&$name> for $crate::Html {
            fn from(component: &$name) -> $crate::Html {
                component.html()
            }
        }
    )+};
}
pub(crate) use embeds;

/// Makes a struct with `new(html)` out of text (escaped) or HTML.
macro_rules! from_text {
    ($($name:ty),+ $(,)?) => {$(
        $crate::components::from_text!(@one $name: &str, String, &String, $crate::Html, &$crate::Html);
    )+};
    (@one $name:ty: $($text:ty),+) => {$(
        impl From<$text> for $name {
            fn from(text: $text) -> $name {
                <$name>::new(text)
            }
        }
    )+};
}
pub(crate) use from_text;

/// Methods that most components share.
macro_rules! common {
    ($($name:ty),+ $(,)?) => {$(
        impl $name {
            /// Adds class names.
            pub fn classes(mut self, classes: &str) -> Self {
                self.classes = $crate::html::classes(&[&self.classes, classes]);
                self
            }

            /// Adds an attribute.
            pub fn attribute(mut self, name: &str, value: impl Into<String>) -> Self {
                self.attributes = self.attributes.with(name, value);
                self
            }
        }
    )+};
}
pub(crate) use common;

/// Methods of every control that has a hint, an error message and a group around it.
macro_rules! control {
    ($($name:ty),+ $(,)?) => {$(
        impl $name {
            /// One short sentence below the label, without links.
            pub fn hint(mut self, hint: impl Into<$crate::Hint>) -> Self {
                let hint = hint.into();
                self.hint = (!hint.html.is_empty()).then_some(hint);
                self
            }

            /// What is wrong with the answer, if anything is.
            pub fn error(mut self, error: Option<impl Into<$crate::ErrorMessage>>) -> Self {
                self.error_message = error.map(Into::into);
                self
            }
        }
    )+};
}
pub(crate) use control;

/// The template's output with the space around it cut off.
pub(crate) fn rendered(template: &impl askama::Template) -> Html {
    // Rendering into a string fails only if a Display of ours does, and none can.
    let text = template.render().expect("a component's template writes to a string, which cannot fail");
    Html::trusted(text.trim())
}
