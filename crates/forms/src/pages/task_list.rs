//! The sections of a long form and how far each is.

use foundation::{Lang, Texts};
use ui::{Html, Task, TaskList};

use crate::{Answers, Choose, Form, Status};

/// Every section that is asked, with its status and, where it can be started, a link to `href(section id)`.
pub fn task_list(
    form: &Form,
    answers: &Answers,
    lang: Lang,
    texts: &Texts,
    choose: &dyn Choose,
    href: impl Fn(&str) -> String,
) -> Html {
    let mut list = TaskList::new();
    for (id, status) in form.status(answers, choose) {
        let Some(section) = form.section(id) else {
            continue;
        };
        let text = texts.text(lang, status.key(), &[]);
        let shown = match status {
            Status::Completed => ui::Status::completed(text),
            Status::NotStarted | Status::InProgress => ui::Status::incomplete(text),
            Status::CannotStart => ui::Status::cannot_start(text),
        };
        let href = if status == Status::CannotStart { String::new() } else { href(id) };
        list = list.task(Task::new(section.title.get(lang), &href, shown));
    }
    list.html()
}
