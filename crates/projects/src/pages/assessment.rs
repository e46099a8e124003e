//! What assessors and data owners see and decide; questions and answers.

use axum::extract::{Path, Query as Asked};
use axum::response::{IntoResponse, Response};
use forms::{Answers, Choice, Form, Lists, Problems};
use foundation::{Arg, Lang};
use permissions::Resource;
use platform::web::redirect;
use platform::{Answer, Context, FormView, No, OrNotFound, Shown, Submitted};
use ui::{Body, Button, Cell, InsetText, SummaryList, Table, Tag};

use super::Paged;
use super::application::access;
use super::overview::{cut, table};
use crate::actions::{self, Seen, assessment_resource, form_of, lists, seen};
use crate::model::{Item, ItemId, Query};
use crate::rules::assess::Decision;
use crate::rules::stages::Stage;
use crate::store::{applications, assessment};

/// Lines of a queue on a page.
const PAGE: i64 = 50;

pub(crate) async fn queue(cx: Context, Asked(paged): Asked<Paged>) -> Answer<Shown> {
    cx.permit("ReadAssessments", &Resource::new("Projects", ""))?;
    let title = cx.text("projects-assessments");
    let mut body = Body::new().heading(title.as_str()).full_width();
    let (mut any, mut any_more) = (false, false);
    for stage in Stage::ALL.iter().filter(|s| cx.has_role(s.role())) {
        let offset = paged.index() * PAGE;
        let mut waiting = Vec::new();
        if *stage == Stage::Owners {
            for dataset in data::owned_by(&cx.app, cx.person()?).await? {
                for w in assessment::waiting_for(&cx.app, dataset, PAGE + 1, offset).await? {
                    if !waiting.iter().any(|x: &assessment::Waiting| x.item == w.item) {
                        waiting.push(w);
                    }
                }
            }
        } else {
            waiting = assessment::waiting(&cx.app, *stage, PAGE + 1, offset).await?;
        }
        let (waiting, more) = cut(waiting, PAGE);
        any |= !waiting.is_empty();
        any_more |= more;
        if !waiting.is_empty() {
            body = body.component(&queue_table(&cx, *stage, &waiting));
        }
    }
    if cx.has_role("support") {
        let (ready, more) = cut(applications::to_set_up(&cx.app, paged.index()).await?, applications::PAGE);
        any |= !ready.is_empty();
        any_more |= more;
        if !ready.is_empty() {
            body = body.component(&table(&cx, cx.text("projects-to-be-set-up"), &ready));
        }
    }
    if !any {
        body = body.text(cx.text("projects-nothing-waits"));
    }
    let body = body.maybe(paged.links(&cx, "/assessments", any_more).as_ref());
    Ok(cx.page(title, body).wide())
}

fn queue_table(cx: &Context, stage: Stage, waiting: &[assessment::Waiting]) -> Table {
    let heads =
        ["projects-number", "projects-project-title", "projects-waits-since", "projects-turn"].map(|k| cx.text(k));
    let table = Table::new(cx.text(&format!("projects-stage-{stage}"))).head(heads);
    waiting.iter().fold(table, |t, w| {
        let turn = if w.queried { "projects-turn-applicant" } else { "projects-turn-you" };
        let title = match w.owner_name.as_str() {
            "" => w.title.clone(),
            owner => format!("{} ({owner})", w.title),
        };
        t.row([
            Cell::new(ui::Html::link(w.number.as_str(), &cx.href(&format!("/assessments/{}", w.number)))),
            Cell::new(title),
            Cell::new(w.opened_at.text(cx.lang)),
            Cell::new(cx.text(turn)),
        ])
    })
}

pub(crate) fn form_for(stage: Stage) -> &'static str {
    match stage {
        Stage::Owners => "assessment-owner",
        Stage::Accreditation => "assessment-accreditation",
        Stage::Quality | Stage::Feasibility | Stage::Ethics => "assessment",
    }
}

/// The questions of the application that can be asked about.
fn questions(form: &Form) -> Lists {
    let of = |lang: Lang| {
        form.questions().filter(|q| !q.declares).map(|q| Choice::new(q.id.as_str(), q.label.get(lang))).collect()
    };
    Lang::ALL.into_iter().fold(Lists::new(), |lists, lang| lists.with_lang("questions", lang, of(lang)))
}

/// Whom a decision is for, in words.
fn item_title(cx: &Context, item: &Item) -> String {
    let stage = cx.text(&format!("projects-stage-{}", item.stage));
    if item.owner_name.is_empty() { stage } else { format!("{stage}: {}", item.owner_name) }
}

/// Whether the caller sees the questions and decisions of this item: an owner sees their own only (APP-16).
fn sees(cx: &Context, seen: &Seen, item: &Item) -> bool {
    let staff = cx.may("ListAllProjects", &Resource::new("Projects", ""));
    let own = cx.person().is_ok_and(|p| seen.involved.contains(&p));
    staff || own || cx.may("Assess", &assessment_resource(seen, item))
}

pub(crate) async fn show(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    cx.permit("ReadAssessments", &Resource::new("Projects", ""))?;
    let seen = seen(&cx, &number).await?;
    let form = form_of(&cx.app, &seen.project)?;
    let versions = applications::versions(&cx.app, seen.project.id).await?;
    let last = versions.last().or_not_found()?;
    let lists = lists(&cx.app).await?;
    let title = seen.project.title.clone();
    let mut body = Body::new().heading_with_caption(number.as_str(), title.as_str());
    if let [.., before, _] = versions.as_slice() {
        let changed = form.diff(&before.draft.answers, &last.draft.answers);
        let labels: Vec<&str> = changed.iter().filter_map(|q| form.question(q)).map(|q| q.label.get(cx.lang)).collect();
        let text = cx.say("projects-changed", &[("n", Arg::from(labels.len()))]);
        body = body.component(&InsetText::new(text)).bullets(labels);
    }
    let links = versions.iter().map(|v| {
        let text = cx.say("projects-version", &[("n", Arg::from(v.number)), ("at", Arg::Text(v.at.text(cx.lang)))]);
        ui::Html::link(text, &cx.href(&format!("/projects/{number}/versions/{}", v.number)))
    });
    body = body.plain_list(links);
    let queries = assessment::queries(&cx.app, seen.project.id).await?;
    let items = assessment::items(&cx.app, seen.project.id).await?;
    for item in items.iter().filter(|i| sees(&cx, &seen, i)) {
        body = body.section(item_title(&cx, item));
        if let Some(outcome) = item.outcome {
            body = body.component(&Tag::new(cx.text(&format!("projects-outcome-{outcome}"))));
        }
        for text in [&item.conditions, &item.reason].into_iter().flatten() {
            body = body.text(text.as_str());
        }
        body = body.html(thread(&cx, form, queries.iter().filter(|q| q.item == item.id)));
        if item.open() && seen.project.state.assessed() && cx.may("Assess", &assessment_resource(&seen, item)) {
            let path = cx.href(&format!("/assessments/{number}/{}", item.id));
            body = body.component(&Button::link(cx.text("projects-decide-or-ask"), &path));
        }
    }
    let application =
        forms::pages::check_answers(form, &last.draft.answers, cx.lang, &cx.app.texts, &lists, |_, _| None);
    body = body.html(application).html(access(&cx, &seen.datasets)?);
    Ok(cx.page(title, body).back(&cx.text("projects-assessments"), &cx.href("/assessments")))
}

/// A form that came back with errors: its id, what was entered, what is wrong.
type Wrong<'a> = Option<(&'a str, &'a Answers, &'a Problems)>;

pub(crate) async fn item(cx: Context, Path((number, item)): Path<(String, String)>) -> Answer<Shown> {
    let (seen, item) = item_of(&cx, &number, &item).await?;
    item_page(&cx, &seen, &item, None).await
}

/// One decision to be taken: decide, or ask first.
async fn item_page(cx: &Context, seen: &Seen, item: &Item, wrong: Wrong<'_>) -> Answer<Shown> {
    cx.permit("Assess", &assessment_resource(seen, item))?;
    let number = &seen.project.number;
    let application = form_of(&cx.app, &seen.project)?;
    let queries = assessment::queries(&cx.app, seen.project.id).await?;
    let title = item_title(cx, item);
    let mut body = Body::new()
        .heading_with_caption(format!("{number} {}", seen.project.title), title.as_str())
        .html(thread(cx, application, queries.iter().filter(|q| q.item == item.id)));
    let lists = questions(application);
    let none = (Answers::new(), Problems::none());
    let mut problems_of = None;
    for (id, verb, submit) in [(form_for(item.stage), "decide", "projects-decide"), ("query", "query", "projects-ask")]
    {
        let form = cx.app.profile.form(id)?;
        let given = wrong.filter(|(f, ..)| *f == id);
        let (answers, problems) = given.map_or((&none.0, &none.1), |(_, a, p)| (a, p));
        if given.is_some() {
            problems_of = Some((form, problems));
        }
        let view = FormView::new(form, answers, problems, format!("/assessments/{number}/{}/{verb}", item.id))
            .choose(&lists)
            .hidden("version", item.version)
            .submit(submit);
        body = body.section(form.title.get(cx.lang)).html(view.html(cx));
    }
    let back = cx.href(&format!("/assessments/{number}"));
    let page = cx.page(title, body).back(&seen.project.title, &back);
    Ok(match problems_of {
        Some((form, problems)) => page.problems(cx, form, problems),
        None => page,
    })
}

/// Questions and answers of one decision.
fn thread<'a>(cx: &Context, form: &Form, queries: impl Iterator<Item = &'a Query>) -> ui::Html {
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

/// For those who write the application: every question, from whichever team, in one place (ASM-07).
pub(crate) async fn queries_of_applicant(cx: &Context, seen: &Seen) -> Answer<ui::Html> {
    if !cx.may("EditApplication", &seen.resource) {
        return Ok(ui::Html::default());
    }
    let queries = assessment::queries(&cx.app, seen.project.id).await?;
    if queries.is_empty() {
        return Ok(ui::Html::default());
    }
    let form = form_of(&cx.app, &seen.project)?;
    let items = assessment::items(&cx.app, seen.project.id).await?;
    let heads = ["projects-from-team", "projects-about", "projects-question", "projects-answer"].map(|k| cx.text(k));
    let mut table = Table::new(cx.text("projects-queries")).head(heads);
    for q in &queries {
        let team = items.iter().find(|i| i.id == q.item).map(|i| item_title(cx, i)).unwrap_or_default();
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

/// An assessor's decision out of the answers of its form.
pub(crate) fn decision(stage: Stage, answers: &Answers) -> Decision {
    let text = |id: &str| answers.text(id).trim().to_owned();
    match (answers.text("outcome"), stage) {
        ("approve", Stage::Accreditation) => Decision::Accredit { number: text("number") },
        ("approve", _) => Decision::Approve { conditions: Some(text("conditions")).filter(|t| !t.is_empty()) },
        _ => Decision::Reject { reason: text("reason") },
    }
}

async fn item_of(cx: &Context, number: &str, item: &str) -> Answer<(Seen, Item)> {
    let seen = seen(cx, number).await?;
    let id: ItemId = item.parse().map_err(|_| No::NotFound)?;
    let item = assessment::items(&cx.app, seen.project.id).await?.into_iter().find(|i| i.id == id).or_not_found()?;
    Ok((seen, item))
}

pub(crate) async fn decide(
    cx: Context,
    Path((number, item)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let (seen, item) = item_of(&cx, &number, &item).await?;
    cx.permit("Assess", &assessment_resource(&seen, &item))?;
    let id = form_for(item.stage);
    let answers = match sent.read(cx.app.profile.form(id)?, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(item_page(&cx, &seen, &item, Some((id, &answers, &problems))).await?.into_response());
        }
    };
    actions::decide(&cx, &number, item.id, sent.number("version")?, &decision(item.stage, &answers)).await?;
    Ok(redirect(&cx, "/assessments"))
}

pub(crate) async fn query(
    cx: Context,
    Path((number, item)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let (seen, item) = item_of(&cx, &number, &item).await?;
    cx.permit("Assess", &assessment_resource(&seen, &item))?;
    let lists = questions(form_of(&cx.app, &seen.project)?);
    let answers = match sent.read(cx.app.profile.form("query")?, &lists) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(item_page(&cx, &seen, &item, Some(("query", &answers, &problems))).await?.into_response());
        }
    };
    let version = sent.number("version")?;
    actions::query(&cx, &number, item.id, version, answers.text("question"), answers.text("text")).await?;
    Ok(redirect(&cx, &format!("/assessments/{number}")))
}

/// One submitted version, as it was.
pub(crate) async fn version(cx: Context, Path((number, version)): Path<(String, i64)>) -> Answer<Shown> {
    let seen = seen(&cx, &number).await?;
    let versions = applications::versions(&cx.app, seen.project.id).await?;
    let found = versions.iter().find(|v| v.number == version).or_not_found()?;
    let form = cx.app.profile.forms.of(&found.draft).map_err(|e| No::Broken(e.to_string()))?;
    let lists = lists(&cx.app).await?;
    let title = cx.say("projects-version", &[("n", Arg::from(version)), ("at", Arg::Text(found.at.text(cx.lang)))]);
    let body = Body::new().heading_with_caption(number.as_str(), title.as_str()).html(forms::pages::check_answers(
        form,
        &found.draft.answers,
        cx.lang,
        &cx.app.texts,
        &lists,
        |_, _| None,
    ));
    Ok(cx.page(title, body).back(&seen.project.title, &cx.href(&format!("/projects/{number}"))))
}

async fn query_of(cx: &Context, number: &str, query: &str) -> Answer<(Seen, Query)> {
    let seen = seen(cx, number).await?;
    cx.permit("EditApplication", &seen.resource)?;
    let id = query.parse().map_err(|_| No::NotFound)?;
    let query = assessment::queries(&cx.app, seen.project.id).await?.into_iter().find(|q| q.id == id).or_not_found()?;
    Ok((seen, query))
}

pub(crate) async fn answer_page(cx: Context, Path((number, query)): Path<(String, String)>) -> Answer<Shown> {
    let (seen, query) = query_of(&cx, &number, &query).await?;
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
    let (seen, query) = query_of(&cx, &number, &query).await?;
    match sent.read(cx.app.profile.form("query-answer")?, &()) {
        Ok(answers) => {
            actions::answer(&cx, &number, query.id, answers.text("text")).await?;
            Ok(redirect(&cx, &format!("/projects/{number}/application")))
        }
        Err((answers, problems)) => Ok(answer_shown(&cx, &seen, &query, &answers, &problems)?.into_response()),
    }
}
