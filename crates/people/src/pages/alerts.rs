//! The attacks that were recognised, for security staff.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use forms::{Answers, Lists, Problems};
use platform::alerts::{self, Alert, AlertId};
use platform::web::answered;
use platform::{Answer, App, Context, FormView, OrNotFound, PersonId, Shown, Submitted};
use ui::{Body, Cell, Html, SummaryList, Table};

use crate::policy::{self, AcknowledgeAlert, SeeAlerts};
use crate::{actions, store};

pub fn routes() -> Router<App> {
    Router::new().route("/alerts", get(list)).route("/alerts/{id}", get(show).post(acknowledge))
}

fn kind(cx: &Context, alert: &Alert) -> String {
    cx.text(&format!("people-alert-kind-{}", alert.kind))
}

/// Whose it is, where it is about a person.
async fn about(cx: &Context, alert: &Alert) -> Answer<String> {
    Ok(match alert.about.parse::<PersonId>() {
        Ok(id) => store::names(&cx.app, &[id]).await?.remove(&id).unwrap_or_default(),
        Err(_) => alert.about.clone(),
    })
}

async fn table(cx: &Context, title: &str, empty: &str, all: &[Alert]) -> Answer<Table> {
    let head =
        ["people-alert-kind", "people-alert-about", "people-alert-times", "people-alert-last", "people-alert-address"];
    let mut table = Table::new(cx.text(title)).head(head.map(|k| cx.text(k))).empty(cx.text(empty));
    for alert in all {
        table = table.row([
            Cell::new(Html::link(kind(cx, alert), &cx.href(&format!("/alerts/{}", alert.id)))),
            Cell::new(about(cx, alert).await?),
            Cell::new(alert.times.to_string()),
            Cell::new(alert.last_at.text(cx.lang)),
            Cell::new(alert.address.as_str()),
        ]);
    }
    Ok(table)
}

async fn list(cx: Context) -> Answer<Shown> {
    let (waiting, seen) = actions::see_alerts(&cx).await?;
    let title = cx.text("people-alerts-title");
    let body = Body::new()
        .full_width()
        .heading(title.as_str())
        .text(cx.text("people-alerts-text"))
        .component(&table(&cx, "people-alerts-waiting", "people-alerts-none", &waiting).await?)
        .component(&table(&cx, "people-alerts-seen", "people-alerts-none-seen", &seen).await?);
    Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href("/home")))
}

async fn show(cx: Context, Path(id): Path<AlertId>) -> Answer<Shown> {
    page(&cx, id, &Answers::new(), &Problems::none()).await
}

async fn page(cx: &Context, id: AlertId, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    cx.permit_on::<SeeAlerts>(policy::service())?;
    let alert = alerts::find(&cx.app, id).await?.or_not_found()?;
    let title = kind(cx, &alert);
    let mut list = SummaryList::new()
        .row(cx.text("people-alert-about"), about(cx, &alert).await?)
        .row(cx.text("people-alert-times"), alert.times.to_string())
        .row(cx.text("people-alert-first"), alert.first_at.text(cx.lang))
        .row(cx.text("people-alert-last"), alert.last_at.text(cx.lang))
        .row(cx.text("people-alert-address"), alert.address.as_str());
    if let (Some(by), Some(at)) = (alert.seen_by, alert.seen_at) {
        let name = store::names(&cx.app, &[by]).await?.remove(&by).unwrap_or_default();
        list = list.row(cx.text("people-alert-seen-by"), name).row(cx.text("people-alert-seen-at"), at.text(cx.lang));
        list = list.row(cx.text("people-alert-seen-why"), alert.seen_why.as_deref().unwrap_or_default());
    }
    let mut body = Body::new().heading(title.as_str()).component(&list);
    if !alert.link.is_empty() {
        body = body.link(cx.text("people-alert-page"), &cx.href(&alert.link));
    }
    let form = cx.app.profile.form("alert")?;
    if alert.seen_at.is_none() && cx.allows::<AcknowledgeAlert>(&policy::service()) {
        let view = FormView::new(form, answers, problems, format!("/alerts/{id}")).submit("people-alert-button");
        body = body.section(cx.text("people-alert-acknowledge")).html(view.html(cx));
    }
    Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href("/alerts")).problems(cx, form, problems))
}

async fn acknowledge(cx: Context, Path(id): Path<AlertId>, submitted: Submitted) -> Answer<Response> {
    match submitted.read(cx.app.profile.form("alert")?, &Lists::new()) {
        Ok(answers) => {
            actions::acknowledge_alert(&cx, id, answers.text("reason")).await?;
            Ok(answered(&cx, "/alerts", cx.did("people-alert-done", &[])))
        }
        Err((answers, problems)) => {
            cx.permit_on::<AcknowledgeAlert>(policy::service())?;
            Ok(page(&cx, id, &answers, &problems).await?.into_response())
        }
    }
}
