//! Writing an application: start, task list, section, check answers, confirmation (3.3, APP).

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use forms::{Answers, Lists, Problems};
use foundation::Arg;
use platform::web::{answered, redirect};
use platform::{Answer, Context, FormView, No, OrNotFound, Shown, Submitted};
use ui::{Body, Button, InsetText, Panel, SummaryList};

use super::queries::{Asked, queries_of_applicant};
use crate::Rules;
use crate::actions::{self, SaveAnswers, Sent, draft, form_of, lists, lookup, seen};
use crate::model::ProjectId;
use crate::policy::{ConfirmApplication, EditApplication, SubmitApplication, WithdrawApplication};
use crate::rules::{submit, withdraw};
use crate::seen::Seen;

pub(crate) async fn start(cx: Context) -> Answer<Shown> {
    actions::may_begin(&cx)?;
    let rules: &Rules = cx.app.part()?;
    let form = cx.app.profile.form("application")?;
    let title = form.title.get(cx.lang).to_owned();
    // Made here, so that the button pressed twice begins one application.
    let id = ProjectId::new(&cx.app.world);
    let mut body = Body::new().heading(title.as_str());
    if let Some(guidance) = &form.guidance {
        body = body.html(forms::pages::prose(guidance.get(cx.lang)));
    }
    body = body.section(cx.text("projects-before-you-start")).bullets([
        cx.text("projects-start-conditions"),
        cx.text("projects-start-dictionary"),
        cx.text("projects-start-owners"),
    ]);
    if rules.expected_weeks > 0 {
        body = body.text(cx.say("projects-expected", &[("weeks", Arg::from(rules.expected_weeks))]));
    }
    body = body.link(cx.text("projects-blank"), &cx.href("/projects/apply/questions")).html(cx.button(
        "/projects/apply",
        "projects-start",
        &[("project", id.to_string())],
    ));
    Ok(cx.page(title, body).back(&cx.text("projects-title"), &cx.href("/projects")))
}

/// PUB-13: all questions of the live form, for printing; open to everybody.
pub(crate) async fn blank(cx: Context) -> Answer<Shown> {
    let form = cx.app.profile.form("application")?;
    let body = Body::new().html(forms::pages::blank(form, cx.lang, &cx.app.texts));
    Ok(cx.page(form.title.get(cx.lang), body))
}

pub(crate) async fn begin(cx: Context, sent: Submitted) -> Answer<Response> {
    let id = sent.one("project").parse().map_err(|_| No::NotFound)?;
    let project = actions::begin(&cx, id).await?;
    Ok(redirect(&cx, &format!("/projects/{}/application", project.number)))
}

fn title_of(cx: &Context, seen: &Seen) -> String {
    let title = &seen.project.title;
    if title.is_empty() { cx.text("projects-untitled") } else { title.clone() }
}

pub(crate) async fn tasks(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    let seen = draft(&cx, &number).await?;
    let form = form_of(&cx.app, &seen.project)?;
    let answers = &seen.project.draft.answers;
    let lists = lists(&cx.app).await?;
    let done = form.completeness(answers, &lists);
    let title = title_of(&cx, &seen);
    let mut body = Body::new().heading_with_caption(number.as_str(), title.as_str());
    if !seen.project.state.editable() {
        body = body.component(&InsetText::new(cx.text("projects-with-assessors")));
    }
    body = body
        .html(queries_of_applicant(&cx, &seen, &Asked::load(&cx, &seen).await?)?)
        .text(cx.say("projects-complete", &[("percent", Arg::from(done.percent()))]))
        .html(forms::pages::task_list(form, answers, cx.lang, &cx.app.texts, &lists, |section| {
            cx.href(&format!("/projects/{number}/application/{section}"))
        }));
    if seen.project.supervisor.is_some() {
        let key = if seen.project.supervisor_confirmed { "projects-confirmed" } else { "projects-unconfirmed" };
        body = body.component(&InsetText::new(cx.text(key)));
    }
    let check = cx.href(&format!("/projects/{number}/application/check"));
    body = body.component(&Button::link(cx.text("projects-check-answers"), &check));
    if withdraw::withdraw(seen.project.state).is_ok() && seen.also::<WithdrawApplication>(&cx) {
        body = body.link(cx.text("projects-withdraw"), &cx.href(&format!("/projects/{number}/application/withdraw")));
    }
    Ok(cx.page(title, body).back(&cx.text("projects-title"), &cx.href("/projects")))
}

pub(crate) async fn section(cx: Context, Path((number, section)): Path<(String, String)>) -> Answer<Shown> {
    let held = lookup::<EditApplication>(&cx, &number).await?;
    let lists = lists(&cx.app).await?;
    section_page(&cx, &held, &lists, &section, (&held.project.draft.answers, &Problems::none()))
}

fn section_page(
    cx: &Context,
    seen: &Seen,
    lists: &Lists,
    section: &str,
    (answers, problems): (&Answers, &Problems),
) -> Answer<Shown> {
    let form = form_of(&cx.app, &seen.project)?;
    let found = form.section(section).or_not_found()?;
    let number = &seen.project.number;
    let view = FormView::new(form, answers, problems, format!("/projects/{number}/application/{section}"))
        .section(section)
        .choose(lists)
        .hidden("draft", seen.project.draft_version)
        .submit("projects-save");
    let body = Body::new().html(view.html(cx));
    let back = cx.href(&format!("/projects/{number}/application"));
    Ok(cx.page(found.title.get(cx.lang), body).problems(cx, form, problems).back(&cx.text("projects-tasks"), &back))
}

pub(crate) async fn save(
    cx: Context,
    Path((number, section)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let held = lookup::<EditApplication>(&cx, &number).await?;
    let lists = lists(&cx.app).await?;
    let now = Sent::Section(&section, &sent.fields);
    match SaveAnswers::read(&cx, &held.project, &lists, sent.number("draft")?, now).await? {
        Ok(new) => {
            actions::save(&cx, &held, new).await?;
            let form = form_of(&cx.app, &held.project)?;
            let title = form.section(&section).map(|s| s.title.get(cx.lang)).unwrap_or_default();
            let said = cx.did("projects-saved", &[("section", Arg::from(title))]);
            Ok(answered(&cx, &format!("/projects/{number}/application"), said))
        }
        Err((answers, problems)) => {
            Ok(section_page(&cx, &held, &lists, &section, (&answers, &problems))?.into_response())
        }
    }
}

/// Check answers, with the access of the project as a whole and the conditions of each dataset (CAT-02).
pub(crate) async fn check(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    let seen = draft(&cx, &number).await?;
    let ready = actions::ready(&cx, &seen).await?;
    let form = form_of(&cx.app, &seen.project)?;
    let answers = &seen.project.draft.answers;
    let title = cx.text("projects-check-answers");
    let edits = seen.project.state.editable() && seen.also::<EditApplication>(&cx);
    let mut body = Body::new().heading_with_caption(number.as_str(), title.as_str()).html(forms::pages::check_answers(
        form,
        answers,
        cx.lang,
        &cx.app.texts,
        &ready.lists,
        |section, question| edits.then(|| cx.href(&format!("/projects/{number}/application/{section}#{question}"))),
    ));
    body = body.html(access(&cx, &ready.datasets)?);
    let goes = submit::submit(&ready.facts);
    let again = goes.as_ref().map(|goes| ready.looks_again(goes)).unwrap_or_default();
    if !again.is_empty() {
        let stages = again.iter().map(|stage| cx.text(&format!("projects-stage-{stage}")));
        body = body.text(cx.text("projects-look-again")).bullets(stages);
    }
    if let Err(reasons) = goes {
        let reasons: Vec<String> =
            reasons.0.iter().map(|r| foundation::Refusal::sentence(r, &cx.app.texts, cx.lang)).collect();
        let links = ready.problems.iter().filter_map(|p| {
            let section = form.section_of(&p.question)?;
            let href = cx.href(&format!("/projects/{number}/application/{}#{}", section.id, p.field));
            Some(ui::Html::link(p.message(&cx.app.texts, cx.lang), &href))
        });
        body = body.section(cx.text("projects-not-ready")).bullets(reasons);
        let links: Vec<ui::Html> = links.collect();
        if edits && !links.is_empty() {
            body = body.bullets(links);
        }
    } else if seen.also::<SubmitApplication>(&cx) {
        let hidden = [("version", seen.project.version.to_string()), ("draft", seen.project.draft_version.to_string())];
        body = body.html(cx.button(&format!("/projects/{number}/application/check"), "projects-submit", &hidden));
    }
    let confirms = seen.project.state.editable() && !seen.project.supervisor_confirmed;
    if confirms && seen.also::<ConfirmApplication>(&cx) {
        let hidden = [("draft", seen.project.draft_version.to_string())];
        body = body.text(cx.text("projects-confirm-text")).html(cx.button(
            &format!("/projects/{number}/application/confirm"),
            "projects-confirm",
            &hidden,
        ));
    }
    let back = cx.href(&format!("/projects/{number}/application"));
    Ok(cx.page(title, body).back(&cx.text("projects-tasks"), &back))
}

/// What the chosen datasets together mean for access, and the conditions of each, in the catalogue's words (CAT-02).
pub(crate) fn access(cx: &Context, datasets: &[data::Dataset]) -> Answer<ui::Html> {
    let rules: &data::Rules = cx.app.part()?;
    let Some(words) = data::project_access_words(&cx.app.texts, cx.lang, rules, datasets) else {
        return Ok(ui::Html::default());
    };
    let texts = &cx.app.texts;
    let mut html =
        ui::Html::trusted(format!("<h2 class=\"govuk-heading-m\">{}</h2>\n", ui::escape(&cx.text("projects-access"))));
    html.push(&ui::Component::html(&InsetText::new(
        cx.say("projects-access-together", &[("access", Arg::Text(words))]),
    )));
    for d in datasets {
        let or_none = |text: &str| if text.is_empty() { cx.text("data-no-conditions") } else { text.to_owned() };
        let list = SummaryList::new()
            .row(cx.text("data-access"), data::access_words(texts, cx.lang, d))
            .row(cx.text("data-conditions"), or_none(&d.conditions))
            .row(cx.text("data-output-conditions"), or_none(&d.output_conditions))
            .card(d.title(cx.lang));
        html.push(&ui::Component::html(&list));
    }
    Ok(html)
}

/// The confirmation: bears being bookmarked.
pub(crate) async fn submitted(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    let seen = seen(&cx, &number).await?;
    if seen.project.submitted_at.is_none() {
        return Err(No::NotFound);
    }
    let rules: &Rules = cx.app.part()?;
    let title = cx.text("projects-submitted");
    let panel = Panel::new(title.as_str(), cx.say("projects-your-reference", &[("number", Arg::from(&number))]));
    let mut body =
        Body::new().component(&panel).section(cx.text("projects-what-next")).text(cx.text("projects-what-next-text"));
    if rules.expected_weeks > 0 {
        body = body.text(cx.say("projects-expected", &[("weeks", Arg::from(rules.expected_weeks))]));
    }
    // APP-06
    let sender = Arg::from(&cx.app.profile.general.mail_from);
    let body = body
        .text(cx.say("projects-save-sender", &[("address", sender)]))
        .link(cx.text("projects-to-project"), &cx.href(&format!("/projects/{number}")));
    Ok(cx.page(title, body))
}
