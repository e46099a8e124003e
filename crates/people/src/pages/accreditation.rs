//! Accreditation: one's own, and the queue of the staff who grant it.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use forms::{Answers, Choice, Lists, Problems};
use foundation::{Arg, date_text};
use permissions::{Attr, Resource};
use platform::web::redirect;
use platform::{Answer, App, Context, FormView, No, OrNotFound, Shown, Submitted};
use ui::{Body, Cell, Html, InsetText, SummaryList, Table};

use crate::actions::{self, RequestAccreditation};
use crate::model::{Accreditation, AccreditationId, AccreditationState};
use crate::rules::accreditation::Decision;
use crate::{Rules, store};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/accreditation", get(mine))
        .route("/accreditation/request", get(ask).post(request))
        .route("/accreditation/{id}/answer", get(ask_answer).post(answer))
        .route("/accreditations", get(queue))
        .route("/accreditations/{id}", get(show))
        .route("/accreditations/{id}/decide", post(decide))
}

fn lists(cx: &Context) -> Answer<Lists> {
    let rules = cx.app.part::<Rules>()?;
    let schemes = rules.schemes.iter().map(|s| Choice::new(s.clone(), cx.text(&format!("people-scheme-{s}"))));
    Ok(Lists::new().with("schemes", schemes.collect()).today(cx.app.world.now().date()))
}

fn in_words(cx: &Context, a: &Accreditation) -> String {
    let state = cx.text(&format!("people-accreditation-state-{}", a.state));
    match a.until.filter(|_| a.state == AccreditationState::Granted) {
        Some(until) => {
            let args = [("state", Arg::Text(state)), ("until", Arg::Text(date_text(until, cx.lang)))];
            cx.say("people-accreditation-until", &args)
        }
        None => state,
    }
}

/// A person's own accreditations, training and agreements.
async fn mine(cx: Context) -> Answer<Shown> {
    let person = cx.person()?;
    let title = cx.text("people-accreditation-title");
    let mut body = Body::new().heading(title.as_str()).text(cx.text("people-accreditation-text"));
    for a in store::accreditations(&cx.app, person).await? {
        let mut list = SummaryList::new()
            .row(cx.text("people-scheme"), cx.text(&format!("people-scheme-{}", a.scheme)))
            .row(cx.text("people-kind"), cx.text(&format!("people-kind-{}", a.kind)))
            .row(cx.text("people-state"), in_words(&cx, &a));
        if let Some(number) = &a.number {
            list = list.row(cx.text("people-number"), number.as_str());
        }
        body = body.component(&list);
        if let Some(question) = a.question.as_ref().filter(|_| a.state == AccreditationState::Queried) {
            body = body
                .component(&InsetText::new(Html::paragraphs(question)))
                .link(cx.text("people-accreditation-answer"), &cx.href(&format!("/accreditation/{}/answer", a.id)));
        }
    }
    body = body.link(cx.text("people-accreditation-ask"), &cx.href("/accreditation/request"));
    let mut table = Table::new(cx.text("people-training"))
        .head(["people-course", "people-passed", "people-until"].map(|k| cx.text(k)));
    for t in store::training(&cx.app, person).await? {
        table = table.row([
            Cell::new(cx.text(&format!("people-course-{}", t.course))),
            Cell::new(date_text(t.passed_on, cx.lang)),
            Cell::new(date_text(t.until, cx.lang)),
        ]);
    }
    body = body.component(&table).component(&super::staff::agreements_table(&cx, person).await?);
    Ok(cx.page(title, body))
}

async fn ask(cx: Context) -> Answer<Shown> {
    cx.person()?;
    page(&cx, "/accreditation/request", None, &Answers::new(), &Problems::none())
}

fn page(
    cx: &Context,
    action: &str,
    of: Option<&Accreditation>,
    answers: &Answers,
    problems: &Problems,
) -> Answer<Shown> {
    let form = cx.app.profile.form("accreditation")?;
    let lists = lists(cx)?;
    let title = cx.text("people-accreditation-ask");
    let mut view = FormView::new(form, answers, problems, action).choose(&lists).submit("people-accreditation-send");
    let mut body = Body::new().heading(title.as_str());
    if let Some(of) = of {
        view = view.hidden("version", of.version);
        body = body.component(&InsetText::new(Html::paragraphs(of.question.as_deref().unwrap_or_default())));
    }
    body = body.html(view.html(cx));
    Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href("/accreditation")).problems(cx, form, problems))
}

async fn request(cx: Context, submitted: Submitted) -> Answer<Response> {
    cx.person()?;
    let form = cx.app.profile.form("accreditation")?;
    let answers = match submitted.read(form, &lists(&cx)?) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(page(&cx, "/accreditation/request", None, &answers, &problems)?.into_response());
        }
    };
    let asked = RequestAccreditation { answers: answers.clone() };
    match actions::request_accreditation(&cx, form, asked).await {
        Err(No::Invalid(problems)) => {
            Ok(page(&cx, "/accreditation/request", None, &answers, &problems)?.into_response())
        }
        other => other.map(|_| redirect(&cx, "/accreditation")),
    }
}

async fn ask_answer(cx: Context, Path(id): Path<AccreditationId>) -> Answer<Shown> {
    let request = own(&cx, id).await?;
    page(&cx, &format!("/accreditation/{id}/answer"), Some(&request), &request.draft.answers, &Problems::none())
}

async fn own(cx: &Context, id: AccreditationId) -> Answer<Accreditation> {
    cx.person()?;
    let request = store::accreditation(&cx.app, id).await?.or_not_found()?;
    cx.permit_or_hide("AnswerAccreditationQuery", &resource(&request))?;
    Ok(request)
}

fn resource(a: &Accreditation) -> Resource {
    Resource::new("Accreditation", a.id.to_string()).with("person", Attr::text(a.person.to_string()))
}

async fn answer(cx: Context, Path(id): Path<AccreditationId>, submitted: Submitted) -> Answer<Response> {
    let request = own(&cx, id).await?;
    let form = cx.app.profile.form("accreditation")?;
    let action = format!("/accreditation/{id}/answer");
    let answers = match submitted.read(form, &lists(&cx)?) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(page(&cx, &action, Some(&request), &answers, &problems)?.into_response()),
    };
    match actions::answer_query(&cx, id, form, answers.clone(), submitted.number("version")?).await {
        Err(No::Invalid(problems)) => Ok(page(&cx, &action, Some(&request), &answers, &problems)?.into_response()),
        other => other.map(|()| redirect(&cx, "/accreditation")),
    }
}

async fn queue(cx: Context) -> Answer<Shown> {
    cx.permit("SeeAccreditations", &Resource::new("Service", "people"))?;
    let requests = store::requested_accreditations(&cx.app).await?;
    let people: Vec<_> = requests.iter().map(|r| r.person).collect();
    let names = store::names(&cx.app, &people).await?;
    let title = cx.text("people-accreditations-title");
    let mut table = Table::new(cx.text("people-accreditations-waiting"))
        .head(["people-name", "people-scheme", "people-kind", "people-state", "people-asked"].map(|k| cx.text(k)));
    for r in &requests {
        let name = names.get(&r.person).cloned().unwrap_or_default();
        table = table.row([
            Cell::new(Html::link(name, &cx.href(&format!("/accreditations/{}", r.id)))),
            Cell::new(cx.text(&format!("people-scheme-{}", r.scheme))),
            Cell::new(cx.text(&format!("people-kind-{}", r.kind))),
            Cell::new(cx.text(&format!("people-accreditation-state-{}", r.state))),
            Cell::new(r.requested_at.text(cx.lang)),
        ]);
    }
    let body = Body::new().full_width().heading(title.as_str()).component(&table);
    Ok(cx.page(title, body))
}

async fn show(cx: Context, Path(id): Path<AccreditationId>) -> Answer<Shown> {
    show_page(&cx, id, &Answers::new(), &Problems::none()).await
}

async fn show_page(cx: &Context, id: AccreditationId, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    cx.person()?;
    let request = store::accreditation(&cx.app, id).await?.or_not_found()?;
    cx.permit_or_hide("SeeAccreditation", &resource(&request))?;
    let person = store::person(&cx.app, &request.person).await?.or_not_found()?;
    let lists = lists(cx)?;
    let asked = cx.app.profile.forms.of(&request.draft).map_err(|e| No::Broken(e.to_string()))?;
    let given = forms::pages::check_answers(asked, &request.draft.answers, cx.lang, &cx.app.texts, &lists, |_, _| None);
    let mut body = Body::new()
        .heading_with_caption(cx.text("people-accreditations-title"), person.name.as_str())
        .component(
            &SummaryList::new()
                .row(cx.text("people-organisation"), person.organisation_name.as_str())
                .row(cx.text("people-state"), in_words(cx, &request)),
        )
        .html(given)
        .link(cx.text("people-person-link"), &cx.href(&format!("/people/{}", person.id)));
    let form = cx.app.profile.form("accreditation-decision")?;
    if request.state == AccreditationState::Requested && cx.may("DecideAccreditation", &resource(&request)) {
        let view = FormView::new(form, answers, problems, format!("/accreditations/{id}/decide"))
            .choose(&lists)
            .hidden("version", request.version)
            .submit("people-decide");
        body = body.section(cx.text("people-decision")).html(view.html(cx));
    }
    Ok(cx
        .page(person.name.as_str(), body)
        .back(&cx.text("link-back"), &cx.href("/accreditations"))
        .problems(cx, form, problems))
}

async fn decide(cx: Context, Path(id): Path<AccreditationId>, submitted: Submitted) -> Answer<Response> {
    cx.person()?;
    let form = cx.app.profile.form("accreditation-decision")?;
    let answers = match submitted.read(form, &lists(&cx)?) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(show_page(&cx, id, &answers, &problems).await?.into_response()),
    };
    actions::decide(&cx, id, submitted.number("version")?, decision(&answers)).await?;
    Ok(redirect(&cx, "/accreditations"))
}

/// The decision that the form's answers make.
pub(crate) fn decision(answers: &Answers) -> Decision {
    match (answers.text("decision"), answers.date("from"), answers.date("until")) {
        ("grant", Some(from), Some(until)) => {
            Decision::Grant { from, until, number: answers.text("number").to_owned() }
        }
        ("query", _, _) => Decision::Query { question: answers.text("reason").to_owned() },
        _ => Decision::Refuse { reason: answers.text("reason").to_owned() },
    }
}
