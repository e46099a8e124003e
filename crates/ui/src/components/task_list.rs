//! Task list: <https://design-system.service.gov.uk/components/task-list/>

use askama::Template;
use serde::Deserialize;

use super::{Hint, Tag, common, component};
use crate::html::{self as h, Attributes, Html};

/// The parts of a long form and how far each is.
#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/task-list.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct TaskList {
    /// `task-list` where empty.
    pub id_prefix: String,
    pub items: Vec<Task>,
    pub classes: String,
    pub attributes: Attributes,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Task {
    pub title: Hint,
    pub hint: Option<Hint>,
    /// A task without a link cannot be started yet.
    pub href: String,
    pub status: Status,
    pub classes: String,
}

/// Text for a task that is done, a tag for one that is not.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Status {
    pub html: Html,
    pub tag: Option<Tag>,
    pub classes: String,
}

component!(TaskList);
common!(TaskList);

impl TaskList {
    pub fn new() -> TaskList {
        TaskList::default()
    }

    pub fn task(mut self, task: Task) -> TaskList {
        self.items.push(task);
        self
    }

    fn id(&self, number: &usize, end: &str) -> String {
        let prefix = if self.id_prefix.is_empty() { "task-list" } else { &self.id_prefix };
        format!("{prefix}-{number}-{end}")
    }
}

impl Task {
    pub fn new(title: impl Into<Html>, href: &str, status: Status) -> Task {
        Task { title: Hint::new(title), href: href.to_owned(), status, ..Task::default() }
    }

    pub fn hint(mut self, hint: impl Into<Hint>) -> Task {
        self.hint = Some(hint.into());
        self
    }

    fn class(&self) -> String {
        let link = if self.href.is_empty() { "" } else { "govuk-task-list__item--with-link" };
        h::classes(&["govuk-task-list__item", link, &self.classes])
    }
}

impl Status {
    /// "Completed": plain text, so that what is left to do stands out.
    pub fn completed(text: impl Into<Html>) -> Status {
        Status { html: text.into(), ..Status::default() }
    }

    /// "Incomplete", "Not yet started", "In progress".
    pub fn incomplete(text: impl Into<Html>) -> Status {
        Status { tag: Some(Tag::new(text).colour("blue")), ..Status::default() }
    }

    /// "Cannot start yet": grey text; the task has no link.
    pub fn cannot_start(text: impl Into<Html>) -> Status {
        let classes = "govuk-task-list__status--cannot-start-yet".to_owned();
        Status { html: text.into(), classes, ..Status::default() }
    }

    /// "There is a problem": the only red one.
    pub fn problem(text: impl Into<Html>) -> Status {
        Status { tag: Some(Tag::new(text).colour("red")), ..Status::default() }
    }

    fn shown(&self) -> Html {
        self.tag.as_ref().map_or_else(|| self.html.clone(), Tag::html)
    }
}
