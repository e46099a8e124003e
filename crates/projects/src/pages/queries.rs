//! Questions to the applicant, and their answers.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use forms::{Answers, Form, Problems};
use permissions::Action;
use platform::web::answered;
use platform::{Answer, Context, FormView, May, No, Shown, Submitted};
use ui::{Body, Cell, SummaryList, Table};

use crate::actions::{self, NewAnswer, form_of};
use crate::model::{Item, Query, QueryId};
use crate::policy::{self, EditApplication};
use crate::seen::Seen;
use crate::store::assessment;

fn id(text: &str) -> Answer<QueryId> {
    text.parse().map_err(|_| No::NotFound)
}

/// Whom a decision is for, in words.
pub(super) fn item_title(cx: &Context, item: &Item) -> String {
    let stage = cx.text(&format!("projects-stage-{}", item.stage));
    if item.owner_name.is_empty() { stage } else { format!("{stage}: {}", item.owner_name) }
}

/// Questions and answers of one decision.
pub(super) fn thread<'a>(cx: &Context, form: &Form, queries: impl Iterator<Item = &'a Query>) -> ui::Html {
    let mut html = ui::Html::default();
    for q in queries {
        let about = form.question(&q.question).map_or_else(|| q.question.clone(), |f| f.label.get(cx.lang).to_owned());
        let answer = q.answer.clone().unwrap_or_else(|| cx.text("projects-not-answered"));
        let list = SummaryList::new()
            .row(cx.text("projects-question"), ui::Html::paragraphs(&q.asked))
            .row(cx.text("projects-asked-at"), q.asked_at.text(cx.lang))
            .row(cx.text("projects-answer"), ui::Html::paragraphs(&answer))
            .card(about);
        html.push(&ui::Component::html(&list));
    }
    html
}

/// What was asked about an application, by whom.
pub(crate) struct Asked {
    pub items: Vec<Item>,
    queries: Vec<Query>,
}

impl Asked {
    pub(crate) async fn load(cx: &Context, seen: &Seen) -> Answer<Asked> {
        let project = seen.project.id;
        let (app, items) = (&cx.app, assessment::items(&cx.app, project).await?);
        Ok(Asked { items, queries: assessment::queries(app, project).await? })
    }
}

/// For those who write the application: every question, from whichever team, in one place (ASM-07).
pub(crate) fn queries_of_applicant(
    cx: &Context,
    seen: &May<impl Action<On = policy::Project>, Seen>,
    asked: &Asked,
) -> Answer<ui::Html> {
    if !seen.also::<EditApplication>(cx) || asked.queries.is_empty() {
        return Ok(ui::Html::default());
    }
    let form = form_of(&cx.app, &seen.project)?;
    let heads = ["projects-from-team", "projects-about", "projects-question", "projects-answer"].map(|k| cx.text(k));
    let mut table = Table::new(cx.text("projects-queries")).head(heads);
    for q in &asked.queries {
        let team = asked.items.iter().find(|i| i.id == q.item).map(|i| item_title(cx, i)).unwrap_or_default();
        let label = form.question(&q.question).map_or_else(|| q.question.clone(), |f| f.label.get(cx.lang).to_owned());
        let about = match form.section_of(&q.question) {
            Some(section) if seen.project.state.editable() => {
                let path = format!("/projects/{}/application/{}#{}", seen.project.number, section.id, q.question);
                ui::Html::link(label, &cx.href(&path))
            }
            _ => label.into(),
        };
        let answer = match &q.answer {
            Some(answer) => ui::Html::paragraphs(answer),
            None => {
                let path = format!("/projects/{}/queries/{}", seen.project.number, q.id);
                ui::Html::link(cx.text("projects-answer-it"), &cx.href(&path))
            }
        };
        table = table.row([
            Cell::new(team),
            Cell::new(about),
            Cell::new(ui::Html::paragraphs(&q.asked)),
            Cell::new(answer),
        ]);
    }
    Ok(ui::Component::html(&table))
}

pub(crate) async fn answer_page(cx: Context, Path((number, query)): Path<(String, String)>) -> Answer<Shown> {
    let (seen, query) = actions::query_of(&cx, &number, id(&query)?).await?;
    answer_shown(&cx, &seen, &query, &Answers::new(), &Problems::none())
}

fn answer_shown(cx: &Context, seen: &Seen, query: &Query, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let form = cx.app.profile.form("query-answer")?;
    let number = &seen.project.number;
    let title = form.title.get(cx.lang).to_owned();
    let mut body = Body::new().heading_with_caption(number.as_str(), title.as_str()).html(thread(
        cx,
        form_of(&cx.app, &seen.project)?,
        [query].into_iter(),
    ));
    if query.answer.is_none() {
        let view = FormView::new(form, answers, problems, format!("/projects/{number}/queries/{}", query.id))
            .submit("projects-answer-send");
        body = body.text(cx.text("projects-answer-text")).html(view.html(cx));
    }
    let back = cx.href(&format!("/projects/{number}/application"));
    Ok(cx.page(title, body).problems(cx, form, problems).back(&cx.text("projects-tasks"), &back))
}

pub(crate) async fn answer(
    cx: Context,
    Path((number, query)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let query = id(&query)?;
    match sent.read(cx.app.profile.form("query-answer")?, &()) {
        Ok(answers) => {
            let new = NewAnswer { text: answers.text("text").to_owned() };
            actions::answer(&cx, &number, query, &new).await?;
            let seen = actions::seen(&cx, &number).await?;
            let open = Asked::load(&cx, &seen).await?.queries.iter().filter(|q| q.answer.is_none()).count();
            let next =
                if open > 0 { cx.count("projects-answered-open", open) } else { cx.text("projects-answered-next") };
            Ok(answered(&cx, &format!("/projects/{number}/application"), cx.did("projects-answered", &[]).next(next)))
        }
        Err((answers, problems)) => {
            let (seen, query) = actions::query_of(&cx, &number, query).await?;
            Ok(answer_shown(&cx, &seen, &query, &answers, &problems)?.into_response())
        }
    }
}
