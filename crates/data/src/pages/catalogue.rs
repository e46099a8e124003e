//! The catalogue as everybody reads it: the list, a record, its data dictionary (CAT-01 to CAT-04).

use axum::extract::{Path, Query};
use foundation::Arg;
use platform::{Answer, Context, Paged, Shown};
use serde::Deserialize;
use ui::{Body, Button, Cell, Details, InsetText, Pagination, SummaryList, Table, Tag};

use crate::model::{Dataset, Variable};
use crate::policy::{self, AddDataset, ChangeStipulations, PublishDataset, ReadDataset, ReadUnpublished};
use crate::rules::access::access_words;
use crate::{actions, store};

/// Records on a page.
const ROWS: usize = 50;
const PAGE: i64 = ROWS as i64;

/// What the reader looks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Looking {
    #[serde(default)]
    q: String,
}

impl Looking {
    /// Links to the pages known of so far; `more`: there is one after this.
    fn pagination(&self, cx: &Context, paged: Paged, path: &str, more: bool) -> Option<Pagination> {
        let current = usize::try_from(paged.index()).ok()? + 1;
        let q = serde_urlencoded::to_string([("q", &self.q)]).unwrap_or_default();
        Pagination::of(cx.lang, current, current + usize::from(more), |n| format!("{}?{q}&page={n}", cx.href(path)))
    }

    fn search(&self, cx: &Context, path: &str, label: &str) -> ui::Html {
        let input = ui::Input::new("q", cx.text(label)).kind("search").value(self.q.as_str()).width(20);
        let button = Button::new(cx.text("data-search")).secondary();
        // Looking changes nothing: a form that is sent with GET, so that the page found can be kept and sent on.
        ui::Html::trusted(format!(
            "<form action=\"{}\" method=\"get\" novalidate>{}{}</form>",
            ui::escape(&cx.href(path)),
            input.html(),
            button.html()
        ))
    }
}

/// What a page shows of rows of which one more was asked for, and whether there are more.
fn cut<T>(mut found: Vec<T>) -> (Vec<T>, bool) {
    let page = found.len().min(ROWS);
    let more = found.len() > page;
    found.truncate(page);
    (found, more)
}

pub(crate) async fn list(cx: Context, Query(looking): Query<Looking>, Query(paged): Query<Paged>) -> Answer<Shown> {
    let (found, more) = cut(store::find(&cx.app, &looking.q, PAGE + 1, paged.before(PAGE)).await?);
    let title = cx.text("data-catalogue");
    let mut body = Body::new().heading(title.as_str()).lead(cx.text("data-catalogue-lead")).html(looking.search(
        &cx,
        "/catalogue",
        "data-search-label",
    ));
    if cx.allows::<AddDataset>(&policy::catalogue()) {
        body = body.component(&Button::link(cx.text("data-add"), &cx.href("/catalogue/new")).secondary());
    }
    body = body.full_width();
    if found.is_empty() {
        body = body.text(cx.text("data-none-found"));
    } else {
        body = body.component(&table(&cx, cx.text("data-catalogue-caption"), &found));
    }
    body = body.maybe(looking.pagination(&cx, paged, "/catalogue", more).as_ref());
    if cx.allows::<ReadUnpublished>(&policy::catalogue()) {
        let waiting = store::unpublished(&cx.app).await?;
        if !waiting.is_empty() {
            body = body.component(&table(&cx, cx.text("data-unpublished-caption"), &waiting));
        }
    }
    Ok(cx.page(title, body).wide())
}

fn table(cx: &Context, caption: String, datasets: &[Dataset]) -> Table {
    let heads = ["data-title", "data-reference", "data-owner", "data-access"].map(|k| cx.text(k));
    datasets.iter().fold(Table::new(caption).head(heads).first_cell_is_header(), |table, d| {
        let link = ui::Html::link(d.title(cx.lang), &cx.href(&format!("/catalogue/{}", d.reference)));
        table.row([
            Cell::new(link),
            Cell::new(d.reference.as_str()),
            Cell::new(d.owner_name.as_str()),
            Cell::new(access_words(&cx.app.texts, cx.lang, d)),
        ])
    })
}

pub(crate) async fn show(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let d = actions::dataset::<ReadDataset>(&cx, &reference).await?;
    let title = d.title(cx.lang).to_owned();
    let mut body = Body::new().heading_with_caption(d.reference.as_str(), title.as_str());
    if d.synthetic {
        body = body.component(&InsetText::new(cx.text("data-synthetic-text")));
    }
    if !d.published {
        body = body.component(&Tag::new(cx.text("data-not-published")).colour("grey"));
    }
    body = body.text(d.summary.as_str()).component(&facts(&cx, &d));
    let dictionary = format!("/catalogue/{}/dictionary", d.reference);
    body = body.link(cx.text("data-dictionary"), &cx.href(&dictionary));
    body = super::proposals::waiting(&cx, &d, body).await?;
    if d.also::<ChangeStipulations>(&cx) {
        let path = format!("/catalogue/{}/stipulations", d.reference);
        body = body.link(cx.text("data-change-stipulations"), &cx.href(&path));
    }
    if !d.published && d.also::<PublishDataset>(&cx) {
        let path = format!("/catalogue/{}/publish", d.reference);
        body = body.component(&ui::Button::link(cx.text("data-publish"), &cx.href(&path)));
    }
    Ok(cx.page(title, body).back(&cx.text("data-catalogue"), &cx.href("/catalogue")))
}

fn facts(cx: &Context, d: &Dataset) -> SummaryList {
    let or_none = |text: &str, none: &str| if text.is_empty() { cx.text(none) } else { text.to_owned() };
    let words = |key: fn(&str) -> String, items: &mut dyn Iterator<Item = &String>| {
        items.map(|x| cx.text(&key(x))).collect::<Vec<_>>().join(", ")
    };
    let mut list = SummaryList::new()
        .row(cx.text("data-owner"), d.owner_name.as_str())
        .row(cx.text("data-access"), access_words(&cx.app.texts, cx.lang, d));
    if let Some(routes) = &d.routes_narrowed {
        list = list.row(cx.text("data-routes"), words(|x| format!("data-route-{x}"), &mut routes.iter()));
    }
    list = list
        .row(cx.text("data-gateway"), cx.text(&format!("data-gateway-{}", d.gateway)))
        .row(cx.text("data-schemes"), words(|x| format!("data-scheme-{x}"), &mut d.schemes.iter()));
    if !d.organisation_kinds.is_empty() {
        list = list.row(cx.text("data-kinds"), words(|x| format!("data-kind-{x}"), &mut d.organisation_kinds.iter()));
    }
    if let Some(months) = d.training_months {
        let text = cx.say("data-training-months", &[("n", Arg::from(months))]);
        list = list.row(cx.text("data-training"), text);
    }
    list.row(cx.text("data-conditions"), or_none(&d.conditions, "data-no-conditions"))
        .row(cx.text("data-output-conditions"), or_none(&d.output_conditions, "data-no-conditions"))
        .row(cx.text("data-citation"), d.citation.as_str())
        .row(cx.text("data-doi"), or_none(&d.doi, "data-not-given"))
        .row(cx.text("data-coverage"), or_none(&d.coverage, "data-not-given"))
        .row(cx.text("data-contact"), d.contact.as_str())
}

pub(crate) async fn dictionary(
    cx: Context,
    Path(reference): Path<String>,
    Query(looking): Query<Looking>,
    Query(paged): Query<Paged>,
) -> Answer<Shown> {
    let d = actions::dataset::<ReadDataset>(&cx, &reference).await?;
    let (found, more) = cut(store::find_variables(&cx.app, d.id, &looking.q, PAGE + 1, paged.before(PAGE)).await?);
    let title = cx.text("data-dictionary");
    let path = format!("/catalogue/{}/dictionary", d.reference);
    let mut body = Body::new()
        .heading_with_caption(d.title(cx.lang), title.as_str())
        .html(looking.search(&cx, &path, "data-variable-search"))
        .full_width();
    if found.is_empty() {
        body = body.text(cx.text("data-no-variables"));
    } else {
        let heads = ["data-variable", "data-label", "data-kind", "data-role", "data-years", "data-missing-share"]
            .map(|k| cx.text(k));
        let table = Table::new(d.title(cx.lang)).head(heads).first_cell_is_header();
        body = body.component(&found.iter().fold(table, |table, v| table.row(cells(&cx, v))));
    }
    let body = body.maybe(looking.pagination(&cx, paged, &path, more).as_ref());
    let back = cx.href(&format!("/catalogue/{}", d.reference));
    Ok(cx.page(title, body).wide().back(d.title(cx.lang), &back))
}

fn cells(cx: &Context, v: &Variable) -> [Cell; 6] {
    let mut label = ui::Html::text(v.label(cx.lang));
    if !v.codes.is_empty() {
        let codes: Vec<String> = v.codes.iter().map(|(code, label)| format!("{code} = {label}")).collect();
        let list = ui::Html::paragraphs(&codes.join("\n\n"));
        label.push(&Details::new(cx.count("data-codes", v.codes.len()), list).html());
    }
    let role = v.unit_role.map(|r| cx.text(&format!("data-role-{r}"))).unwrap_or_default();
    [
        Cell::new(v.name.as_str()),
        Cell::new(label),
        Cell::new(cx.text(&format!("data-kind-of-{}", v.kind))),
        Cell::new(role),
        Cell::new(v.years.as_str()),
        Cell::numeric(format!("{:.1} %", v.missing_share * 100.0)),
    ]
}
