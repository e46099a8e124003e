//! What staff see and record about people.

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use forms::{Answers, Problems};
use permissions::Action;
use platform::web::{answered, redirect};
use platform::{Answer, App, Context, FormView, May, No, Paged, PersonId, Shown, Submitted};
use ui::{Body, Cell, Html, SummaryList, Table};

use super::{agreements_table, in_words, training_table};
use crate::actions::{self, Granted};
use crate::model::Person;
use crate::policy::{
    self, GrantRole, RecordAgreement, RecordTraining, SeeAccreditation, SeeAlerts, SeeEnablings, SeePeople, SeePerson,
    SeeRoleProposals, WithdrawAgreement,
};
use crate::reading::{self, lists};
use crate::{rules, store};

/// People on a page.
const ROWS: usize = 50;
const PAGE: i64 = ROWS as i64;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/people", get(list))
        .route("/people/{id}", get(show))
        .route("/people/{id}/training", post(training))
        .route("/people/{id}/agreements", post(agreement))
        .route("/people/{id}/roles", post(role))
}

async fn list(cx: Context, Query(paged): Query<Paged>) -> Answer<Shown> {
    cx.permit_on::<SeePeople>(policy::service())?;
    let mut people = store::people(&cx.app, PAGE + 1, paged.before(PAGE)).await?;
    let page = people.len().min(ROWS);
    let more = people.len() > page;
    people.truncate(page);
    let title = cx.text("people-title");
    let mut table =
        Table::new(title.as_str()).head(["people-name", "people-organisation", "people-email"].map(|k| cx.text(k)));
    for p in &people {
        table = table.row([
            Cell::new(Html::link(p.name.as_str(), &cx.href(&format!("/people/{}", p.id)))),
            Cell::new(p.organisation_name.as_str()),
            Cell::new(p.email.as_str()),
        ]);
    }
    let mut body = Body::new().full_width().heading(title.as_str());
    if cx.allows::<SeeRoleProposals>(&policy::service()) {
        body = body.link(cx.text("people-roles-title"), &cx.href("/roles"));
    }
    if cx.allows::<SeeEnablings>(&policy::service()) {
        body = body.link(cx.text("people-enablings-title"), &cx.href("/enablings"));
    }
    if cx.allows::<SeeAlerts>(&policy::service()) {
        body = body.link(cx.text("people-alerts-title"), &cx.href("/alerts"));
    }
    let body = body.component(&table).maybe(paged.links(&cx, "/people", more).as_ref());
    Ok(cx.page(title, body))
}

async fn show(cx: Context, Path(id): Path<PersonId>) -> Answer<Shown> {
    page(&cx, id, None).await
}

/// The accreditations of a person; who may see one goes on to it.
async fn accreditations_table(cx: &Context, person: PersonId) -> Answer<Table> {
    let mut table = Table::new(cx.text("people-accreditations"))
        .head(["people-scheme", "people-kind", "people-state"].map(|k| cx.text(k)))
        .empty(cx.text("people-accreditations-none"));
    for a in store::accreditations(&cx.app, person).await? {
        let scheme = cx.text(&format!("people-scheme-{}", a.scheme));
        let thing = policy::Accreditation { id: a.id.to_string(), person: person.to_string() };
        let scheme = if cx.allows::<SeeAccreditation>(&thing) {
            Html::link(scheme, &cx.href(&format!("/accreditations/{}", a.id)))
        } else {
            Html::text(&scheme)
        };
        table = table.row([
            Cell::new(scheme),
            Cell::new(cx.text(&format!("people-kind-{}", a.kind))),
            Cell::new(in_words(cx, &a)),
        ]);
    }
    Ok(table)
}

/// The page of a person, with one of its forms as it was sent where that had problems.
async fn page(cx: &Context, id: PersonId, wrong: Option<(&str, Answers, Problems)>) -> Answer<Shown> {
    let person: May<SeePerson, Person> = actions::person(cx, id).await?;
    let lists = lists(cx)?;
    let roles = super::roles::in_words(cx, id).await?;
    let agreements = store::agreements(&cx.app, id).await?;
    let (withdraws, today) = (person.also::<WithdrawAgreement>(cx), cx.app.world.now().date());
    let agreements = agreements_table(cx, &agreements, |a| {
        let possible = rules::agreement::withdraw(a, "why", today).is_ok();
        let path = format!("/agreements/{}/withdraw", a.id);
        (withdraws && possible).then(|| Html::link(cx.text("people-agreement-withdraw"), &cx.href(&path)))
    });
    let mut body = Body::new()
        .heading(person.name.as_str())
        .component(
            &SummaryList::new()
                .row(cx.text("people-organisation"), person.organisation_name.as_str())
                .row(cx.text("people-email"), Html::email(&person.email))
                .row(cx.text("people-roles"), roles.as_str()),
        )
        .maybe(super::roles::proposed_for(cx, id).await?.as_ref());
    body = super::accounts::about(cx, &person, body).await?;
    body = body
        .component(&accreditations_table(cx, id).await?)
        .component(&training_table(cx, id).await?)
        .component(&agreements);
    let empty = (Answers::new(), Problems::none());
    for (form, action, may, title) in [
        ("training", "training", person.also::<RecordTraining>(cx), "people-record-training"),
        ("agreement", "agreements", person.also::<RecordAgreement>(cx), "people-record-agreement"),
        ("role", "roles", person.also::<GrantRole>(cx), "people-grant-role"),
    ] {
        if !may {
            continue;
        }
        let definition = cx.app.profile.form(form)?;
        let (answers, problems) = match &wrong {
            Some((name, answers, problems)) if *name == form => (answers, problems),
            _ => (&empty.0, &empty.1),
        };
        let view = FormView::new(definition, answers, problems, format!("/people/{id}/{action}"))
            .choose(&lists)
            .submit("people-record");
        body = body.section(cx.text(title)).html(view.html(cx));
    }
    let shown = cx.page(person.name.as_str(), body).back(&cx.text("link-back"), &cx.href("/people"));
    match &wrong {
        Some((name, _, problems)) => Ok(shown.problems(cx, cx.app.profile.form(name)?, problems)),
        None => Ok(shown),
    }
}

/// The page again, with what is wrong in one of its forms, for somebody who may send it.
async fn again<A: Action<On = policy::PersonRecord>>(
    cx: &Context,
    id: PersonId,
    form: &str,
    (answers, problems): (Answers, Problems),
) -> Answer<Response> {
    actions::person::<A>(cx, id).await?;
    Ok(page(cx, id, Some((form, answers, problems))).await?.into_response())
}

async fn training(cx: Context, Path(id): Path<PersonId>, submitted: Submitted) -> Answer<Response> {
    match submitted.read(cx.app.profile.form("training")?, &lists(&cx)?) {
        Ok(answers) => {
            actions::record_training(&cx, id, reading::training(&answers)?).await?;
            let said = cx.did("people-training-done", &[]).next(cx.text("people-told-next"));
            Ok(answered(&cx, &format!("/people/{id}"), said))
        }
        Err(wrong) => again::<RecordTraining>(&cx, id, "training", wrong).await,
    }
}

async fn agreement(cx: Context, Path(id): Path<PersonId>, submitted: Submitted) -> Answer<Response> {
    let answers = match submitted.read(cx.app.profile.form("agreement")?, &lists(&cx)?) {
        Ok(answers) => answers,
        Err(wrong) => return again::<RecordAgreement>(&cx, id, "agreement", wrong).await,
    };
    match actions::record_agreement(&cx, id, reading::agreement(&answers)?).await {
        Err(No::Invalid(problems)) => again::<RecordAgreement>(&cx, id, "agreement", (answers, problems)).await,
        other => {
            other?;
            let said = cx.did("people-agreement-done", &[]).next(cx.text("people-told-next"));
            Ok(answered(&cx, &format!("/people/{id}"), said))
        }
    }
}

async fn role(cx: Context, Path(id): Path<PersonId>, submitted: Submitted) -> Answer<Response> {
    let answers = match submitted.read(cx.app.profile.form("role")?, &lists(&cx)?) {
        Ok(answers) => answers,
        Err(wrong) => return again::<GrantRole>(&cx, id, "role", wrong).await,
    };
    match reading::role(&answers)? {
        (true, role) => match actions::grant_role(&cx, id, role).await? {
            Granted::Held => Ok(answered(&cx, &format!("/people/{id}"), cx.did("people-role-done", &[]))),
            Granted::Proposed(proposal) => {
                let said = cx.did("people-role-now-proposed", &[]).next(cx.text("people-role-now-proposed-next"));
                Ok(answered(&cx, &format!("/roles/{proposal}"), said))
            }
        },
        (false, role) => Ok(redirect(&cx, &format!("/people/{id}/roles/{role}/end"))),
    }
}
