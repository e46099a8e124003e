//! One's own accreditation: what one has, asking for it, answering a question about it.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use forms::{Answers, Problems};
use platform::web::answered;
use platform::{Answer, App, Context, FormView, No, Shown, Submitted};
use ui::{Body, Html, InsetText, SummaryList};

use super::{agreements_table, in_words, training_table};
use crate::actions::{self, AnswerQuery, RequestAccreditation};
use crate::model::{Accreditation, AccreditationId};
use crate::reading::lists;
use crate::rules::states::AccreditationState;
use crate::store;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/accreditation", get(mine))
        .route("/accreditation/request", get(ask).post(request))
        .route("/accreditation/{id}/answer", get(ask_answer).post(answer))
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
        if let Some(stopped) = &a.stopped {
            list = list.row(cx.text("people-why"), Html::paragraphs(&stopped.why));
        }
        body = body.component(&list);
        if let Some(question) = a.question.as_ref().filter(|_| a.state == AccreditationState::Queried) {
            body = body
                .component(&InsetText::new(Html::paragraphs(question)))
                .link(cx.text("people-accreditation-answer"), &cx.href(&format!("/accreditation/{}/answer", a.id)));
        }
    }
    body = body.link(cx.text("people-accreditation-ask"), &cx.href("/accreditation/request"));
    let agreements = store::agreements(&cx.app, person).await?;
    body = body.component(&training_table(&cx, person).await?).component(&agreements_table(&cx, &agreements, |_| None));
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
    let again = |answers: &Answers, problems: &Problems| -> Answer<Response> {
        Ok(page(&cx, "/accreditation/request", None, answers, problems)?.into_response())
    };
    let answers = match submitted.read(form, &lists(&cx)?) {
        Ok(answers) => answers,
        Err((answers, problems)) => return again(&answers, &problems),
    };
    match actions::request_accreditation(&cx, RequestAccreditation::of(form, &answers)?).await {
        Err(No::Invalid(problems)) => again(&answers, &problems),
        other => {
            other?;
            let said = cx.did("people-request-done", &[]).next(cx.text("people-request-done-next"));
            Ok(answered(&cx, "/accreditation", said))
        }
    }
}

async fn ask_answer(cx: Context, Path(id): Path<AccreditationId>) -> Answer<Shown> {
    let request = actions::own_query(&cx, id).await?;
    page(&cx, &format!("/accreditation/{id}/answer"), Some(&request), &request.draft.answers, &Problems::none())
}

async fn answer(cx: Context, Path(id): Path<AccreditationId>, submitted: Submitted) -> Answer<Response> {
    let form = cx.app.profile.form("accreditation")?;
    let (answers, problems) = match submitted.read(form, &lists(&cx)?) {
        Ok(answers) => {
            let request = RequestAccreditation::of(form, &answers)?;
            match actions::answer_query(&cx, id, AnswerQuery { request, version: submitted.number("version")? }).await {
                Err(No::Invalid(problems)) => (answers, problems),
                other => {
                    other?;
                    let said = cx.did("people-answer-done", &[]).next(cx.text("people-request-done-next"));
                    return Ok(answered(&cx, "/accreditation", said));
                }
            }
        }
        Err(wrong) => wrong,
    };
    let request = actions::own_query(&cx, id).await?;
    Ok(page(&cx, &format!("/accreditation/{id}/answer"), Some(&request), &answers, &problems)?.into_response())
}
