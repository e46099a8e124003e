//! The queue of the staff who accredit, and an accreditation as staff see it.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use forms::{Answers, Problems};
use platform::web::answered;
use platform::{Answer, App, Context, FormView, No, OrNotFound, Shown, Submitted};
use ui::{Body, Button, Cell, Html, SummaryList, Table};

use super::in_words;
use crate::actions::{self, Decide, Standing};
use crate::model::AccreditationId;
use crate::policy::{self, DecideAccreditation, SeeAccreditation, SeeAccreditations};
use crate::reading::{self, lists};
use crate::rules::states::AccreditationState;
use crate::store;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/accreditations", get(queue))
        .route("/accreditations/{id}", get(show))
        .route("/accreditations/{id}/decide", post(decide))
}

async fn queue(cx: Context) -> Answer<Shown> {
    cx.permit_on::<SeeAccreditations>(policy::service())?;
    let requests = store::requested_accreditations(&cx.app).await?;
    let people: Vec<_> = requests.iter().map(|r| r.person).collect();
    let names = store::names(&cx.app, &people).await?;
    let title = cx.text("people-accreditations-title");
    let mut table = Table::new(cx.text("people-accreditations-waiting"))
        .head(["people-name", "people-scheme", "people-kind", "people-state", "people-asked"].map(|k| cx.text(k)))
        .empty(cx.text("people-accreditations-none-open"));
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
    let seen = actions::accreditation::<SeeAccreditation>(cx, id).await?;
    let person = store::person(&cx.app, &seen.person).await?.or_not_found()?;
    let lists = lists(cx)?;
    let asked = cx.app.profile.forms.of(&seen.draft).map_err(|e| No::Broken(e.to_string()))?;
    let given = forms::pages::check_answers(asked, &seen.draft.answers, cx.lang, &cx.app.texts, &lists, |_, _| None);
    let mut list = SummaryList::new()
        .row(cx.text("people-organisation"), person.organisation_name.as_str())
        .row(cx.text("people-state"), in_words(cx, &seen));
    if let Some(number) = &seen.number {
        list = list.row(cx.text("people-number"), number.as_str());
    }
    if let Some(stopped) = &seen.stopped {
        list = list.row(cx.text("people-why"), Html::paragraphs(&stopped.why));
    }
    let mut body = Body::new()
        .heading_with_caption(cx.text("people-accreditations-title"), person.name.as_str())
        .component(&list)
        .html(given)
        .link(cx.text("people-person-link"), &cx.href(&format!("/people/{}", person.id)));
    let today = cx.app.world.now().date();
    for standing in Standing::ALL {
        if standing.possible(&seen, today) && standing.allowed(cx, &seen) {
            let button =
                Button::link(cx.text(&standing.key("start")), &cx.href(&format!("/accreditations/{id}/{standing}")));
            body = body.component(&button.secondary());
        }
    }
    let form = cx.app.profile.form("accreditation-decision")?;
    if seen.state == AccreditationState::Requested && seen.also::<DecideAccreditation>(cx) {
        let view = FormView::new(form, answers, problems, format!("/accreditations/{id}/decide"))
            .choose(&lists)
            .hidden("version", seen.version)
            .submit("people-decide");
        body = body.section(cx.text("people-decision")).html(view.html(cx));
    }
    Ok(cx
        .page(person.name.as_str(), body)
        .back(&cx.text("link-back"), &cx.href("/accreditations"))
        .problems(cx, form, problems))
}

async fn decide(cx: Context, Path(id): Path<AccreditationId>, submitted: Submitted) -> Answer<Response> {
    let answers = match submitted.read(cx.app.profile.form("accreditation-decision")?, &lists(&cx)?) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(show_page(&cx, id, &answers, &problems).await?.into_response()),
    };
    let decide = Decide { decision: reading::decision(&answers)?, version: submitted.number("version")? };
    actions::decide(&cx, id, decide).await?;
    Ok(answered(&cx, "/accreditations", cx.did("people-decision-done", &[]).next(cx.text("people-told-next"))))
}
