//! File upload: <https://design-system.service.gov.uk/components/file-upload/>

use std::collections::BTreeMap;

use serde::Deserialize;

use super::character_count::plurals;
use super::field::{Described, Group, id_or_name};
use super::{ErrorMessage, FormGroup, Hint, Label, common, control, embeds};
use crate::html::{self as h, Attributes, Html};

/// A file from the person's device. The form that holds it must be `multipart`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FileUpload {
    pub name: String,
    /// The name where empty.
    pub id: String,
    pub label: Label,
    pub hint: Option<Hint>,
    pub error_message: Option<ErrorMessage>,
    pub multiple: bool,
    pub disabled: bool,
    pub described_by: String,
    pub form_group: FormGroup,
    /// The improved control, with a place to drop files on, where scripts run.
    pub javascript: bool,
    pub wrapper_classes: String,
    pub wrapper_attributes: Attributes,
    /// The words of the improved control, where they are not those of GOV.UK Frontend.
    pub choose_files_button: String,
    pub no_file_chosen: String,
    pub multiple_files_chosen: BTreeMap<String, String>,
    pub drop_instruction: String,
    pub entered_drop_zone: String,
    pub left_drop_zone: String,
    pub classes: String,
    pub attributes: Attributes,
}

common!(FileUpload);
control!(FileUpload);
embeds!(FileUpload);

impl FileUpload {
    pub fn new(name: &str, label: impl Into<Label>) -> FileUpload {
        FileUpload { name: name.to_owned(), label: label.into(), ..FileUpload::default() }
    }

    /// The types that the browser offers, for example `.pdf,.docx`. The server looks at the bytes all the same.
    pub fn accept(self, types: &str) -> FileUpload {
        self.attribute("accept", types)
    }

    pub fn multiple(mut self) -> FileUpload {
        self.multiple = true;
        self
    }

    pub fn html(&self) -> Html {
        let id = id_or_name(&self.id, &self.name);
        let error = self.error_message.as_ref();
        let described = Described::new(id, &self.described_by, self.hint.as_ref(), error);
        let class = if error.is_some() { "govuk-file-upload--error" } else { "" };
        let mut attributes = Attributes::new()
            .with("class", h::classes(&["govuk-file-upload", &self.classes, class]))
            .with("id", id)
            .with("name", &self.name)
            .with("type", "file");
        if self.disabled {
            attributes = attributes.flag("disabled");
        }
        if self.multiple {
            attributes = attributes.flag("multiple");
        }
        attributes = attributes.with_some("aria-describedby", &described.by).and(&self.attributes);
        let mut element = format!("<input{attributes}>");
        if self.javascript {
            element = format!("<div{}>\n{element}\n</div>", self.wrapper());
        }
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

    fn wrapper(&self) -> Attributes {
        let all = Attributes::new()
            .with("class", h::class("govuk-file-upload-wrapper", &self.wrapper_classes))
            .with("data-module", "govuk-file-upload")
            .with_some("data-i18n.choose-files-button", &self.choose_files_button)
            .with_some("data-i18n.no-file-chosen", &self.no_file_chosen);
        plurals(all, "multiple-files-chosen", &self.multiple_files_chosen)
            .with_some("data-i18n.drop-instruction", &self.drop_instruction)
            .with_some("data-i18n.entered-drop-zone", &self.entered_drop_zone)
            .with_some("data-i18n.left-drop-zone", &self.left_drop_zone)
            .and(&self.wrapper_attributes)
    }
}
