//! What assessors and data owners see and decide.

use axum::extract::{Path, Query as Asked};
use axum::response::{IntoResponse, Response};
use forms::{Answers, Choice, Form, Lists, Problems, Question};
use foundation::{Arg, Lang};
use platform::web::answered;
use platform::{Answer, Context, FormView, May, No, OrNotFound, Paged, Shown, Submitted};
use ui::{Body, Button, Cell, InsetText, Table, Tag};

use super::application::access;
use super::overview::table;
use super::queries::{item_title, thread};
use crate::actions::{self, AskQuery, TakeDecision, form_for, form_of, lists, seen, to_assess};
use crate::model::{Item, ItemId};
use crate::policy::{Assess, Projects, ReadAssessment, ReadAssessments};
use crate::rules::stages::Stage;
use crate::seen::Assessed;
use crate::store::lists::{self as projects, PAGE, cut};
use crate::store::{applications, assessment};

pub(crate) async fn queue(cx: Context, Asked(paged): Asked<Paged>) -> Answer<Shown> {
    cx.permit_on::<ReadAssessments>(Projects::all())?;
    let title = cx.text("projects-assessments");
    let mut body = Body::new().heading(title.as_str()).full_width();
    let (mut any, mut any_more) = (false, false);
    for stage in Stage::ALL.iter().filter(|s| cx.has_role(s.role())) {
        let (limit, offset) = (i64::from(PAGE) + 1, paged.before(i64::from(PAGE)));
        let mut waiting = Vec::new();
        if *stage == Stage::Owners {
            for dataset in data::owned_by(&cx.app, cx.person()?).await? {
                for w in assessment::waiting_for(&cx.app, dataset, limit, offset).await? {
                    if !waiting.iter().any(|x: &assessment::Waiting| x.item == w.item) {
                        waiting.push(w);
                    }
                }
            }
        } else {
            waiting = assessment::waiting(&cx.app, *stage, limit, offset).await?;
        }
        let (waiting, more) = cut(waiting, PAGE);
        any |= !waiting.is_empty();
        any_more |= more;
        if !waiting.is_empty() {
            body = body.component(&queue_table(&cx, *stage, &waiting));
        }
    }
    if cx.has_role("support") {
        let (ready, more) = cut(projects::to_set_up(&cx.app, paged).await?, PAGE);
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

/// The questions of the application that can be asked about.
fn questions(form: &Form) -> Lists {
    let of = |lang: Lang| {
        form.questions().filter(|q| !q.declares).map(|q| Choice::new(q.id.as_str(), q.label.get(lang))).collect()
    };
    Lang::ALL.into_iter().fold(Lists::new(), |lists, lang| lists.with_lang("questions", lang, of(lang)))
}

pub(crate) async fn show(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    cx.permit_on::<ReadAssessments>(Projects::all())?;
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
    for item in &items {
        let thing = seen.assessment(item);
        // An owner sees their own decision only (APP-16).
        if !cx.allows::<ReadAssessment>(&thing) {
            continue;
        }
        body = body.section(item_title(&cx, item));
        if let Some(outcome) = item.outcome {
            body = body.component(&Tag::new(cx.text(&format!("projects-outcome-{outcome}"))));
        }
        for text in [&item.conditions, &item.reason].into_iter().flatten() {
            body = body.text(text.as_str());
        }
        body = body.html(thread(&cx, form, queries.iter().filter(|q| q.item == item.id)));
        if item.open() && seen.project.state.assessed() && cx.allows::<Assess>(&thing) {
            body = body.maybe(since(&cx, form, item, &items).await?.as_ref());
            let path = cx.href(&format!("/assessments/{number}/{}", item.id));
            body = body.component(&Button::link(cx.text("projects-decide-or-ask"), &path));
        }
    }
    let application =
        forms::pages::check_answers(form, &last.draft.answers, cx.lang, &cx.app.texts, &lists, |_, _| None);
    body = body.html(application).html(access(&cx, &seen.datasets)?);
    Ok(cx.page(title, body).back(&cx.text("projects-assessments"), &cx.href("/assessments")))
}

/// What has changed since the same people approved the application, answer by answer.
async fn since(cx: &Context, form: &Form, item: &Item, items: &[Item]) -> Answer<Option<Table>> {
    let Some(at) = item.approved_before(items) else { return Ok(None) };
    let approved = applications::version_at(&cx.app, item.project, at).await?;
    let Some((approved, now)) = approved.zip(applications::last_version(&cx.app, item.project).await?) else {
        return Ok(None);
    };
    let changed = form.diff(&approved.draft.answers, &now.draft.answers);
    if changed.is_empty() {
        return Ok(None);
    }
    let lists = lists(&cx.app).await?;
    let text = |a: &Answers, q: &Question| forms::pages::answer(q, a, cx.lang, &cx.app.texts, &lists);
    let heads = ["projects-question", "projects-you-approved", "projects-now"].map(|k| cx.text(k));
    let caption = cx.say("projects-since-approved", &[("n", Arg::from(approved.number))]);
    let table = Table::new(caption).head(heads).first_cell_is_header();
    let questions = changed.iter().filter_map(|q| form.question(q));
    Ok(Some(questions.fold(table, |t, q| {
        let (was, is) = (text(&approved.draft.answers, q), text(&now.draft.answers, q));
        t.row([Cell::new(q.label.get(cx.lang)), Cell::new(was), Cell::new(is)])
    })))
}

/// A form that came back with errors: its id, what was entered, what is wrong.
type Wrong<'a> = Option<(&'a str, &'a Answers, &'a Problems)>;

async fn held(cx: &Context, number: &str, item: &str) -> Answer<May<Assess, Assessed>> {
    let item: ItemId = item.parse().map_err(|_| No::NotFound)?;
    to_assess(cx, number, item).await
}

pub(crate) async fn item(cx: Context, Path((number, item)): Path<(String, String)>) -> Answer<Shown> {
    item_page(&cx, &held(&cx, &number, &item).await?, None).await
}

/// One decision to be taken: decide, or ask first.
async fn item_page(cx: &Context, held: &May<Assess, Assessed>, wrong: Wrong<'_>) -> Answer<Shown> {
    let Assessed { seen, item, items, queries } = &**held;
    let number = &seen.project.number;
    let application = form_of(&cx.app, &seen.project)?;
    let title = item_title(cx, item);
    let mut body = Body::new()
        .heading_with_caption(format!("{number} {}", seen.project.title), title.as_str())
        .html(thread(cx, application, queries.iter().filter(|q| q.item == item.id)));
    body = body.maybe(since(cx, application, item, items).await?.as_ref());
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

pub(crate) async fn decide(
    cx: Context,
    Path((number, item)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let held = held(&cx, &number, &item).await?;
    match TakeDecision::read(&cx, &held, sent.number("version")?, &sent.fields)? {
        Ok(decision) => {
            let state = actions::decide(&cx, held, &decision).await?;
            let holder = Arg::Text(cx.text(&format!("projects-holder-{}", state.holder())));
            let said = cx.did("projects-decided", &[("number", Arg::from(&number))]);
            Ok(answered(&cx, "/assessments", said.next(cx.say("projects-decided-next", &[("holder", holder)]))))
        }
        Err((answers, problems)) => {
            let wrong = Some((form_for(held.item.stage), &answers, &problems));
            Ok(item_page(&cx, &held, wrong).await?.into_response())
        }
    }
}

pub(crate) async fn query(
    cx: Context,
    Path((number, item)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let held = held(&cx, &number, &item).await?;
    let lists = questions(form_of(&cx.app, &held.seen.project)?);
    match sent.read(cx.app.profile.form("query")?, &lists) {
        Ok(answers) => {
            let text = |id: &str| answers.text(id).to_owned();
            let ask = AskQuery { version: sent.number("version")?, question: text("question"), text: text("text") };
            actions::query(&cx, &held, &ask).await?;
            let said = cx.did("projects-asked", &[]).next(cx.text("projects-asked-next"));
            Ok(answered(&cx, &format!("/assessments/{number}"), said))
        }
        Err((answers, problems)) => {
            Ok(item_page(&cx, &held, Some(("query", &answers, &problems))).await?.into_response())
        }
    }
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
