//! The pages of the public register, and its exports.

use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use foundation::date_text;
use platform::{Answer, Context, Json, Paged, Shown};
use ui::{Body, Cell, Table};

use crate::register::{Accredited, Researcher, accredited, researchers};
use crate::store::lists::PAGE;

/// Lines of an export.
const EXPORT: u16 = 10_000;

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
    let (rows, more) = accredited(&cx.app, PAGE, paged.before(i64::from(PAGE))).await?;
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
    let (rows, more) = researchers(&cx.app, PAGE, paged.before(i64::from(PAGE))).await?;
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
    Ok(Json(accredited(&cx.app, EXPORT, 0).await?.0))
}

pub(crate) async fn researchers_json(cx: Context) -> Answer<Json<Vec<Researcher>>> {
    Ok(Json(researchers(&cx.app, EXPORT, 0).await?.0))
}

/// A cell of RFC 4180. A spreadsheet must not take a title for a formula.
fn cell(text: &str) -> String {
    format!("\"{}\"", foundation::csv::guarded(text).replace('"', "\"\""))
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
    for p in accredited(&cx.app, EXPORT, 0).await?.0 {
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
