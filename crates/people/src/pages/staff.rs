//! What staff see and record about people.

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use forms::{Answers, Choice, Lists, Problem, Problems};
use foundation::{Moment, date_text};
use permissions::{Attr, Resource};
use platform::web::redirect;
use platform::{Answer, App, Context, FormView, No, OrNotFound, PersonId, Shown, Submitted};
use serde::Deserialize;
use ui::{Body, Cell, Html, SummaryList, Table};

use crate::actions::{self, ROLES};
use crate::model::{Agreement, Training};
use crate::store;

const PAGE: i64 = 50;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/people", get(list))
        .route("/people/{id}", get(show))
        .route("/people/{id}/training", post(training))
        .route("/people/{id}/agreements", post(agreement))
        .route("/people/{id}/roles", post(role))
}

#[derive(Debug, Deserialize, Default)]
struct Paged {
    #[serde(default)]
    page: i64,
}

async fn list(cx: Context, Query(paged): Query<Paged>) -> Answer<Shown> {
    cx.permit("SeePeople", &Resource::new("Service", "people"))?;
    let page = paged.page.clamp(1, 100_000);
    let people = store::people(&cx.app, PAGE + 1, (page - 1) * PAGE).await?;
    let title = cx.text("people-title");
    let mut table =
        Table::new(title.as_str()).head(["people-name", "people-organisation", "people-email"].map(|k| cx.text(k)));
    for p in people.iter().take(50) {
        table = table.row([
            Cell::new(Html::link(p.name.as_str(), &cx.href(&format!("/people/{}", p.id)))),
            Cell::new(p.organisation_name.as_str()),
            Cell::new(p.email.as_str()),
        ]);
    }
    let mut body = Body::new().full_width().heading(title.as_str()).component(&table);
    if page > 1 {
        body = body.link(cx.text("people-earlier"), &cx.href(&format!("/people?page={}", page - 1)));
    }
    if people.len() > 50 {
        body = body.link(cx.text("people-later"), &cx.href(&format!("/people?page={}", page + 1)));
    }
    Ok(cx.page(title, body))
}

fn record(id: PersonId) -> Resource {
    Resource::new("PersonRecord", id.to_string()).with("person", Attr::text(id.to_string()))
}

fn lists(cx: &Context) -> Lists {
    let roles = ROLES.iter().map(|r| Choice::new(*r, cx.text(&format!("people-role-{r}"))));
    Lists::new().with("roles", roles.collect()).today(cx.app.world.now().date())
}

/// The agreements of a person, as both they and staff see them.
pub(super) async fn agreements_table(cx: &Context, person: PersonId) -> Answer<Table> {
    let today = cx.app.world.now().date();
    let mut table = Table::new(cx.text("people-agreements")).head(
        ["people-agreement", "people-version", "people-from", "people-until", "people-state"].map(|k| cx.text(k)),
    );
    for a in store::agreements(&cx.app, person).await? {
        let state = cx.text(if a.in_force(today) { "people-in-force" } else { "people-not-in-force" });
        table = table.row([
            Cell::new(cx.text(&format!("people-agreement-{}", a.kind))),
            Cell::new(a.version.as_str()),
            Cell::new(date_text(a.from, cx.lang)),
            Cell::new(a.until.map(|d| date_text(d, cx.lang)).unwrap_or_default()),
            Cell::new(state),
        ]);
    }
    Ok(table)
}

async fn show(cx: Context, Path(id): Path<PersonId>) -> Answer<Shown> {
    page(&cx, id, None).await
}

/// The page of a person, with one of its forms as it was sent where that had problems.
async fn page(cx: &Context, id: PersonId, wrong: Option<(&str, Answers, Problems)>) -> Answer<Shown> {
    cx.person()?;
    cx.permit_or_hide("SeePerson", &record(id))?;
    let person = store::person(&cx.app, &id).await?.or_not_found()?;
    let lists = lists(cx);
    let roles = store::roles(&cx.app, id).await?;
    let roles: Vec<String> =
        roles.iter().filter(|r| *r != "registered").map(|r| cx.text(&format!("people-role-{r}"))).collect();
    let mut training = Table::new(cx.text("people-training"))
        .head(["people-course", "people-passed", "people-until"].map(|k| cx.text(k)));
    for t in store::training(&cx.app, id).await? {
        training = training.row([
            Cell::new(cx.text(&format!("people-course-{}", t.course))),
            Cell::new(date_text(t.passed_on, cx.lang)),
            Cell::new(date_text(t.until, cx.lang)),
        ]);
    }
    let mut body = Body::new()
        .heading(person.name.as_str())
        .component(
            &SummaryList::new()
                .row(cx.text("people-organisation"), person.organisation_name.as_str())
                .row(cx.text("people-email"), person.email.as_str())
                .row(cx.text("people-roles"), roles.join(", ").as_str()),
        )
        .component(&training)
        .component(&agreements_table(cx, id).await?);
    let empty = (Answers::new(), Problems::none());
    for (form, action, may, title) in [
        ("training", "training", "RecordTraining", "people-record-training"),
        ("agreement", "agreements", "RecordAgreement", "people-record-agreement"),
        ("role", "roles", "GrantRole", "people-grant-role"),
    ] {
        if !cx.may(may, &record(id)) {
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

async fn training(cx: Context, Path(id): Path<PersonId>, submitted: Submitted) -> Answer<Response> {
    cx.person()?;
    let answers = match submitted.read(cx.app.profile.form("training")?, &lists(&cx)) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(page(&cx, id, Some(("training", answers, problems))).await?.into_response());
        }
    };
    let training = training_of(&answers)?;
    actions::record_training(&cx, id, training).await?;
    Ok(redirect(&cx, &format!("/people/{id}")))
}

pub(crate) fn training_of(answers: &Answers) -> Answer<Training> {
    Ok(Training {
        course: answers.text("course").to_owned(),
        passed_on: answers.date("passed-on").or_not_found()?,
        until: answers.date("until").or_not_found()?,
    })
}

async fn agreement(cx: Context, Path(id): Path<PersonId>, submitted: Submitted) -> Answer<Response> {
    cx.person()?;
    let answers = match submitted.read(cx.app.profile.form("agreement")?, &lists(&cx)) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(page(&cx, id, Some(("agreement", answers, problems))).await?.into_response());
        }
    };
    match agreement_of(&cx, &answers).await {
        Err(No::Invalid(problems)) => Ok(page(&cx, id, Some(("agreement", answers, problems))).await?.into_response()),
        Err(no) => Err(no),
        Ok(agreement) => {
            actions::record_agreement(&cx, id, agreement).await?;
            Ok(redirect(&cx, &format!("/people/{id}")))
        }
    }
}

pub(crate) async fn agreement_of(cx: &Context, answers: &Answers) -> Answer<Agreement> {
    let signed = Moment::start_of(answers.date("signed-on").or_not_found()?);
    let officer = match answers.text("officer-email") {
        "" => None,
        email => match store::find_by_email(&cx.app, email).await? {
            Some(person) => Some(person.id),
            None => {
                let mut problems = Problems::none();
                problems.add(Problem::new("officer-email", "people-officer-unknown"));
                return Err(problems.into());
            }
        },
    };
    Ok(Agreement {
        kind: answers.text("kind").to_owned(),
        version: answers.text("version").to_owned(),
        signed_at: signed,
        officer,
        officer_signed_at: officer.map(|_| signed),
        from: answers.date("signed-on").or_not_found()?,
        until: answers.date("until"),
        device: Some(answers.text("device").to_owned()).filter(|d| !d.is_empty()),
        withdrawn: false,
    })
}

async fn role(cx: Context, Path(id): Path<PersonId>, submitted: Submitted) -> Answer<Response> {
    cx.person()?;
    let answers = match submitted.read(cx.app.profile.form("role")?, &lists(&cx)) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(page(&cx, id, Some(("role", answers, problems))).await?.into_response()),
    };
    if answers.text("change") == "revoke" {
        actions::revoke_role(&cx, id, answers.text("role")).await?;
    } else {
        actions::grant_role(&cx, id, answers.text("role")).await?;
    }
    Ok(redirect(&cx, &format!("/people/{id}")))
}
