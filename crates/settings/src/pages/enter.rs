//! Entering and leaving a space.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use foundation::Arg;
use http::StatusCode;
use platform::web::redirect;
use platform::{Answer, Context, FormView, No, Shown, Submitted};
use projects::Project;
use ui::{Body, WarningText};

use super::access::why;
use super::reasons;
use crate::actions::{self, Asked};
use crate::policy::EnterSpace;
use crate::reading::project;
use crate::rules::Rules;
use crate::words;

pub(crate) async fn ask(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    let project = project(&cx, &number).await?;
    page(&cx, &project, &Answers::new(), &Problems::none()).await
}

async fn page(cx: &Context, project: &Project, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let asked = actions::ask::<EnterSpace>(cx, project.id).await?;
    let rules = cx.app.part::<Rules>()?;
    let title = cx.say("settings-enter-title", &[("title", Arg::from(&project.title))]);
    let body = Body::new().heading_with_caption(project.number.as_str(), title.as_str());
    let Some(route) = &asked.decision.route else {
        return Ok(refusal(cx, rules, project, &asked, title, body));
    };
    if let Some(session) = actions::current(cx, project.id).await? {
        let at = [("at", Arg::Text(session.started_at.text(cx.lang)))];
        let body = body
            .text(cx.say("settings-enter-inside", &at))
            .link(cx.text("settings-enter-space"), &cx.href(&format!("/projects/{}/space", project.number)))
            .html(cx.button(&format!("/projects/{}/leave", project.number), "settings-enter-leave", &[]));
        return Ok(cx.page(title, body));
    }
    let place = asked.facts.here.places.iter().find(|p| Some(&p.id) == asked.decision.place.as_ref());
    let place = place.map(|p| p.name.clone()).unwrap_or_default();
    let args = [("route", Arg::Text(words::route(cx, rules, route))), ("place", Arg::Text(place))];
    let form = cx.app.profile.form("entry")?;
    let view = FormView::new(form, answers, problems, format!("/projects/{}/enter", project.number))
        .submit("settings-enter-button");
    let body =
        body.text(cx.say("settings-enter-route", &args)).text(cx.text("settings-enter-monitored")).html(view.html(cx));
    Ok(cx.page(title, body).problems(cx, form, problems))
}

fn refusal(cx: &Context, rules: &Rules, project: &Project, asked: &Asked, title: String, body: Body) -> Shown {
    let key = if asked.decision.routes_open.is_empty() { "settings-access-no" } else { "settings-access-not-here" };
    let body = body
        .html(WarningText::new(cx.text(key)).in_lang(cx.lang))
        .bullets(why(cx, rules, &asked.decision))
        .link(cx.text("settings-remedy-place"), &cx.href(&format!("/projects/{}/access", project.number)));
    cx.page(title, body)
}

/// Enters. A refusal shows the page with its reasons, and is on the record.
pub(crate) async fn enter(cx: Context, Path(number): Path<String>, form: Submitted) -> Answer<Response> {
    let project = project(&cx, &number).await?;
    let (answers, _) = cx.app.profile.form("entry")?.read(None, &form.fields, &());
    match actions::enter(&cx, project.id, &answers).await {
        Ok(_) => Ok(redirect(&cx, &format!("/projects/{number}/space"))),
        Err(No::Invalid(problems)) => Ok(page(&cx, &project, &answers, &problems).await?.into_response()),
        Err(no) => {
            reasons(no)?;
            let page = page(&cx, &project, &answers, &Problems::none()).await?;
            Ok(page.with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

pub(crate) async fn leave(cx: Context, Path(number): Path<String>, _form: Submitted) -> Answer<Response> {
    let project = project(&cx, &number).await?;
    actions::leave(&cx, project.id).await?;
    Ok(redirect(&cx, &format!("/projects/{number}")))
}
