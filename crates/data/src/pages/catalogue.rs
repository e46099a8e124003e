//! The catalogue as everybody reads it: the list, a record, its data dictionary (CAT-01 to CAT-04).

use axum::extract::{Path, Query};
use forms::{Choice, Lists};
use foundation::Arg;
use platform::{Answer, Context, OrNotFound, Shown};
use serde::Deserialize;
use ui::{Body, Button, Cell, Details, InsetText, Pagination, SummaryList, Table, Tag};

use crate::model::{Dataset, Variable};
use crate::rules::access::access_words;
use crate::store;

/// Records on a page.
pub(crate) const PAGE: usize = 50;

/// What the reader looks for, and where in the list.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Looking {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: usize,
}

impl Looking {
    fn page(&self) -> usize {
        self.page.clamp(1, 10_000)
    }

    /// One row more than a page shows that there is a next one.
    fn window(&self) -> (i64, i64) {
        let offset = (self.page() - 1) * PAGE;
        (i64::try_from(PAGE + 1).unwrap_or(51), i64::try_from(offset).unwrap_or(0))
    }

    /// Links to the pages known of so far; `more`: there is one after this.
    fn pagination(&self, cx: &Context, path: &str, more: bool) -> Option<Pagination> {
        let last = self.page() + usize::from(more);
        let q = serde_urlencoded::to_string([("q", &self.q)]).unwrap_or_default();
        Pagination::of(cx.lang, self.page(), last, |n| format!("{}?{q}&page={n}", cx.href(path)))
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

pub(crate) async fn list(cx: Context, Query(looking): Query<Looking>) -> Answer<Shown> {
    let (limit, offset) = looking.window();
    let mut found = store::find(&cx.app, &looking.q, limit, offset).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let title = cx.text("data-catalogue");
    let mut body = Body::new().heading(title.as_str()).lead(cx.text("data-catalogue-lead")).html(looking.search(
        &cx,
        "/catalogue",
        "data-search-label",
    ));
    let catalogue = permissions::Resource::new("Catalogue", "");
    if cx.may("AddDataset", &catalogue) {
        body = body.component(&Button::link(cx.text("data-add"), &cx.href("/catalogue/new")).secondary());
    }
    body = body.full_width();
    if found.is_empty() {
        body = body.text(cx.text("data-none-found"));
    } else {
        body = body.component(&table(&cx, cx.text("data-catalogue-caption"), &found));
    }
    body = body.maybe(looking.pagination(&cx, "/catalogue", more).as_ref());
    if cx.may("ReadUnpublished", &catalogue) {
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

/// The record, if this person may know of it.
pub(crate) async fn readable(cx: &Context, reference: &str) -> Answer<Dataset> {
    let dataset = store::dataset_by_reference(&cx.app, reference).await?.or_not_found()?;
    // A visitor who asks for an unpublished record learns nothing, not even that signing in might help.
    if !dataset.published && cx.who.is_none() {
        return Err(platform::No::NotFound);
    }
    cx.permit_or_hide("ReadDataset", &dataset.resource())?;
    Ok(dataset)
}

pub(crate) async fn show(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let d = readable(&cx, &reference).await?;
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
    if cx.may("ChangeStipulations", &d.resource()) {
        let path = format!("/catalogue/{}/stipulations", d.reference);
        body = body.link(cx.text("data-change-stipulations"), &cx.href(&path));
    }
    if !d.published && cx.may("PublishDataset", &d.resource()) {
        let path = format!("/catalogue/{}/publish", d.reference);
        body = body.html(cx.button(&path, "data-publish", &[("version", d.version.to_string())]));
    }
    Ok(cx.page(title, body).back(&cx.text("data-catalogue"), &cx.href("/catalogue")))
}

fn facts(cx: &Context, d: &Dataset) -> SummaryList {
    let or_none = |text: &str, none: &str| if text.is_empty() { cx.text(none) } else { text.to_owned() };
    let words = |prefix: &str, items: &mut dyn Iterator<Item = &String>| {
        items.map(|x| cx.text(&format!("{prefix}-{x}"))).collect::<Vec<_>>().join(", ")
    };
    let mut list = SummaryList::new()
        .row(cx.text("data-owner"), d.owner_name.as_str())
        .row(cx.text("data-access"), access_words(&cx.app.texts, cx.lang, d));
    if let Some(routes) = &d.routes_narrowed {
        list = list.row(cx.text("data-routes"), words("data-route", &mut routes.iter()));
    }
    list = list
        .row(cx.text("data-gateway"), cx.text(&format!("data-gateway-{}", d.gateway)))
        .row(cx.text("data-schemes"), words("data-scheme", &mut d.schemes.iter()));
    if !d.organisation_kinds.is_empty() {
        list = list.row(cx.text("data-kinds"), words("data-kind", &mut d.organisation_kinds.iter()));
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
) -> Answer<Shown> {
    let d = readable(&cx, &reference).await?;
    let (limit, offset) = looking.window();
    let mut found = store::find_variables(&cx.app, d.id, &looking.q, limit, offset).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
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
    let body = body.maybe(looking.pagination(&cx, &path, more).as_ref());
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

/// The choices that the forms of the catalogue leave to the profile and to the crate that knows people.
pub(crate) async fn choices(cx: &Context) -> Answer<Lists> {
    let rules: &crate::Rules = cx.app.part()?;
    let owners = cx.app.part::<Box<dyn crate::Owners>>()?;
    let organisations = owners.organisations(&cx.app).await?;
    let organisations = organisations.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let mut lists = Lists::new().with("organisations", organisations);
    for lang in foundation::Lang::ALL {
        let text = |key: String| cx.app.texts.text(lang, &key, &[]);
        let of = |prefix: &str, items: &[String]| -> Vec<Choice> {
            items.iter().map(|i| Choice::new(i.as_str(), text(format!("{prefix}-{i}")))).collect()
        };
        let levels = rules.levels.iter().map(|l| Choice::new(l.to_string(), text(format!("level-{l}")))).collect();
        lists = lists
            .with_lang("levels", lang, levels)
            .with_lang("settings", lang, of("setting", &rules.settings))
            .with_lang("routes", lang, of("data-route", &rules.routes))
            .with_lang("schemes", lang, of("data-scheme", &rules.schemes))
            .with_lang("gateways", lang, of("data-gateway", &rules.gateways));
    }
    Ok(lists)
}
