//! The pages of a form, without the `<form>` around their fields: action, token and buttons are the caller's.

mod blank;
mod check_answers;
mod fields;
mod only_if;
mod prose;
mod question;
mod task_list;

pub use blank::blank;
pub use check_answers::{answer, check_answers};
pub use fields::{error_summary, fields, section};
pub use prose::prose;
pub use task_list::task_list;

use foundation::{Arg, Lang, Texts};
use ui::Html;

use crate::{Answers, Choose, Form, Problems};

/// What every part of a page needs.
struct Asking<'a> {
    form: &'a Form,
    answers: &'a Answers,
    problems: &'a Problems,
    lang: Lang,
    texts: &'a Texts,
    choose: &'a dyn Choose,
    /// All sections stand on one page.
    whole: bool,
}

fn heading(level: u8, size: &str, text: &str) -> Html {
    let text = Html::text(text);
    Html::trusted(format!("<h{level} class=\"govuk-heading-{size}\">{text}</h{level}>\n"))
}

/// A sentence with at most one argument.
fn say(texts: &Texts, lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    let args: Vec<(&str, Arg)> = args.iter().map(|(name, text)| (*name, Arg::from(*text))).collect();
    texts.text(lang, key, &args)
}
