//! The public register of accredited projects and researchers (STP-03, IMP-05): only the columns of 2.9, never an
//! address, a device or a supervisor.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use foundation::date_text;
use platform::{Answer, App, Context, No, Shown};
use serde::Serialize;
use ui::{Body, Cell, Table};

use super::Paged;
use super::overview::cut;
use crate::Rules;
use crate::model::{Project, ProjectId};
use crate::store::{applications, spaces};

/// Lines on a page.
const PAGE: i64 = 50;
/// Lines of an export.
const EXPORT: i64 = 10_000;

/// An accredited project, as the public reads it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Accredited {
    pub number: String,
    pub title: String,
    pub researchers: Vec<String>,
    pub organisations: Vec<String>,
    pub gateway: String,
    pub datasets: Vec<String>,
    pub environment: String,
    /// ISO 8601.
    pub accredited_on: String,
}

/// An accredited researcher, as the public reads them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Researcher {
    pub name: String,
    pub organisation: String,
    /// `full` or `provisional`.
    pub kind: String,
    pub scheme: String,
    /// ISO 8601; absent where it does not end.
    pub until: Option<String>,
}

fn published(app: &App) -> Answer<&Rules> {
    Some(app.part::<Rules>()?).filter(|r| r.register).ok_or(No::NotFound)
}

/// Accredited projects, newest first.
pub(crate) async fn accredited(app: &App, limit: i64, offset: i64) -> Answer<Vec<Accredited>> {
    let rules = published(app)?;
    let projects = applications::accredited(app, limit, offset).await?;
    let ids: BTreeSet<ProjectId> = projects.iter().map(|p| p.id).collect();
    let mut on = spaces::researchers_of(app, &ids).await?;
    // Before its space is made, a project has those who are named to enter it.
    for (project, named) in applications::researchers_in(app, &ids).await? {
        on.entry(project).or_insert(named);
    }
    let approved = applications::approved_for(app, &ids).await?;
    let people = people::these(app, &on.values().flatten().copied().collect()).await?;
    let titles = data::titles(app, &approved.values().flatten().copied().collect()).await?;
    let line = |p: Project| {
        let these: Vec<_> = on.get(&p.id).into_iter().flatten().filter_map(|person| people.get(person)).collect();
        let organisations: BTreeSet<_> = these.iter().map(|person| &person.organisation_name).collect();
        let datasets: BTreeSet<_> = approved.get(&p.id).into_iter().flatten().filter_map(|d| titles.get(d)).collect();
        let mut researchers: Vec<_> = these.iter().map(|person| person.name.clone()).collect();
        researchers.sort();
        Accredited {
            number: p.accreditation_number.unwrap_or(p.number),
            title: p.title,
            researchers,
            organisations: organisations.into_iter().cloned().collect(),
            gateway: p.gateway,
            datasets: datasets.into_iter().cloned().collect(),
            environment: rules.environment.clone(),
            accredited_on: p.accredited_on.map(|d| d.to_string()).unwrap_or_default(),
        }
    };
    Ok(projects.into_iter().map(line).collect())
}

/// Accreditations that are valid today, by the name of whose they are, `limit` of them from `offset` on; the second answer
/// says whether there are more.
pub(crate) async fn researchers(app: &App, limit: i64, offset: i64) -> Answer<(Vec<Researcher>, bool)> {
    published(app)?;
    let (rows, more) = cut(people::accredited(app, app.world.now().date(), limit + 1, offset).await?, limit);
    let one = |row: people::Accredited| Researcher {
        name: row.name,
        organisation: row.organisation,
        kind: row.accreditation.kind.to_string(),
        scheme: row.accreditation.scheme,
        until: row.accreditation.until.map(|d| d.to_string()),
    };
    Ok((rows.into_iter().map(one).collect(), more))
}

fn exports(cx: &Context, what: &str) -> Vec<ui::Html> {
    ["json", "csv"]
        .map(|kind| {
            ui::Html::link(cx.text(&format!("projects-export-{kind}")), &format!("/register-of-projects/{what}.{kind}"))
        })
        .into()
}

fn date(cx: &Context, iso: &str) -> String {
    foundation::parse_date(iso).map(|d| date_text(d, cx.lang)).unwrap_or_default()
}

pub(crate) async fn projects(cx: Context, Query(paged): Query<Paged>) -> Answer<Shown> {
    let (rows, more) = cut(accredited(&cx.app, PAGE + 1, paged.index() * PAGE).await?, PAGE);
    let title = cx.text("projects-register");
    let heads = [
        "projects-number",
        "projects-project-title",
        "projects-researchers",
        "projects-organisations",
        "projects-gateway",
        "projects-datasets",
        "projects-environment",
        "projects-accredited-on",
    ]
    .map(|k| cx.text(k));
    let table = Table::new(cx.text("projects-register-projects")).head(heads);
    let table = rows.iter().fold(table, |t, p| {
        t.row([
            Cell::new(p.number.as_str()),
            Cell::new(p.title.as_str()),
            Cell::new(p.researchers.join(", ")),
            Cell::new(p.organisations.join(", ")),
            Cell::new(cx.text(&format!("data-gateway-{}", p.gateway))),
            Cell::new(p.datasets.join(", ")),
            Cell::new(p.environment.as_str()),
            Cell::new(date(&cx, &p.accredited_on)),
        ])
    });
    let mut body = Body::new().heading(title.as_str()).lead(cx.text("projects-register-lead"));
    body =
        body.link(cx.text("projects-register-researchers"), &cx.href("/register-of-projects/researchers")).full_width();
    body = if rows.is_empty() { body.text(cx.text("projects-register-empty")) } else { body.component(&table) };
    let body =
        body.maybe(paged.links(&cx, "/register-of-projects", more).as_ref()).plain_list(exports(&cx, "projects"));
    Ok(cx.page(title, body).wide())
}

pub(crate) async fn researchers_page(cx: Context, Query(paged): Query<Paged>) -> Answer<Shown> {
    let (rows, more) = researchers(&cx.app, PAGE, paged.index() * PAGE).await?;
    let title = cx.text("projects-register-researchers");
    let heads = ["projects-name", "projects-organisation", "projects-kind", "data-schemes", "projects-until"]
        .map(|k| cx.text(k));
    let table = Table::new(title.as_str()).head(heads).first_cell_is_header();
    let table = rows.iter().fold(table, |t, r| {
        t.row([
            Cell::new(r.name.as_str()),
            Cell::new(r.organisation.as_str()),
            Cell::new(cx.text(&format!("projects-kind-{}", r.kind))),
            Cell::new(cx.text(&format!("data-scheme-{}", r.scheme))),
            Cell::new(r.until.as_deref().map(|d| date(&cx, d)).unwrap_or_default()),
        ])
    });
    let mut body = Body::new().heading(title.as_str()).full_width();
    body = if rows.is_empty() { body.text(cx.text("projects-register-empty")) } else { body.component(&table) };
    let body = body
        .maybe(paged.links(&cx, "/register-of-projects/researchers", more).as_ref())
        .plain_list(exports(&cx, "researchers"));
    Ok(cx.page(title, body).wide().back(&cx.text("projects-register"), &cx.href("/register-of-projects")))
}

pub(crate) async fn projects_json(cx: Context) -> Answer<Json<Vec<Accredited>>> {
    Ok(Json(accredited(&cx.app, EXPORT, 0).await?))
}

pub(crate) async fn researchers_json(cx: Context) -> Answer<Json<Vec<Researcher>>> {
    Ok(Json(researchers(&cx.app, EXPORT, 0).await?.0))
}

/// A cell of RFC 4180. A spreadsheet must not take a title for a formula.
fn cell(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn csv(name: &str, lines: Vec<Vec<String>>) -> Response {
    let line = |cells: Vec<String>| cells.iter().map(|c| cell(c)).collect::<Vec<_>>().join(",") + "\r\n";
    let text: String = lines.into_iter().map(line).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    (headers, text).into_response()
}

fn heads(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

pub(crate) async fn projects_csv(cx: Context) -> Answer<Response> {
    let mut lines = vec![heads(&[
        "number",
        "title",
        "researchers",
        "organisations",
        "gateway",
        "datasets",
        "environment",
        "accredited_on",
    ])];
    for p in accredited(&cx.app, EXPORT, 0).await? {
        lines.push(vec![
            p.number,
            p.title,
            p.researchers.join("; "),
            p.organisations.join("; "),
            p.gateway,
            p.datasets.join("; "),
            p.environment,
            p.accredited_on,
        ]);
    }
    Ok(csv("projects", lines))
}

pub(crate) async fn researchers_csv(cx: Context) -> Answer<Response> {
    let mut lines = vec![heads(&["name", "organisation", "type", "scheme", "until"])];
    for r in researchers(&cx.app, EXPORT, 0).await?.0 {
        lines.push(vec![r.name, r.organisation, r.kind, r.scheme, r.until.unwrap_or_default()]);
    }
    Ok(csv("researchers", lines))
}
