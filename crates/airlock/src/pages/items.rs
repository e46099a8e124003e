//! The items of a request: each table, figure and model, described.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use platform::web::answered;
use platform::{Answer, Context, FormView, May, OrNotFound, Shown, Submitted};
use ui::{Body, SummaryList};

use crate::actions::{PutItem, put_item};
use crate::asked::{Ask, answers_of, item_of};
use crate::ids::ItemId;
use crate::lookup::own;
use crate::policy::ChangeOutputRequest;
use crate::rules::Item;
use crate::store::requests::{self, OutputRequest};

pub(super) async fn list(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let request = own(&cx, &reference).await?;
    let path = format!("/outputs/{}", request.reference);
    let items = requests::items(&cx.app, request.id(), request.core.open_round()).await?;
    let title = cx.text("items-title");
    let mut body =
        Body::new().heading_with_caption(request.reference.as_str(), title.as_str()).text(cx.text("items-text"));
    if items.is_empty() {
        body = body.text(cx.text("items-none"));
    }
    for item in &items {
        let list = facts(&cx, item);
        body = body
            .component(&list)
            .link(change_words(&cx, item), &cx.href(&format!("{path}/items/{}", item.id)))
            .link(remove_words(&cx, item), &cx.href(&format!("{path}/items/{}/remove", item.id)));
    }
    let add = ui::Button::link(cx.text("item-add"), &cx.href(&format!("{path}/items/new"))).secondary();
    Ok(cx.page(title, body.component(&add)).back(&cx.text("output-back"), &cx.href(&path)))
}

/// An item as its author described it.
pub(super) fn facts(cx: &Context, item: &Item) -> SummaryList {
    let statistic = item.statistic.map(|s| cx.text(&format!("statistic-{s}"))).unwrap_or_default();
    SummaryList::new()
        .card(item.label.as_str())
        .row(cx.text("item-kind"), cx.text(&format!("item-kind-{}", item.kind)))
        .row(cx.text("item-description"), item.description.as_str())
        .row(cx.text("item-statistic"), statistic)
        .row(cx.text("item-counts"), item.counts.as_str())
}

fn change_words(cx: &Context, item: &Item) -> String {
    cx.say("item-change", &[super::arg("label", item.label.as_str())])
}

fn remove_words(cx: &Context, item: &Item) -> String {
    cx.say("item-remove", &[super::arg("label", item.label.as_str())])
}

async fn page(
    cx: &Context,
    request: &OutputRequest,
    item: Option<ItemId>,
    answers: &Answers,
    problems: &Problems,
) -> Answer<Shown> {
    let form = cx.app.profile.form("output-item")?;
    let lists = Ask::tables(cx, request.core.project).await?;
    let path = format!("/outputs/{}/items", request.reference);
    let action = item.map_or_else(|| format!("{path}/new"), |id| format!("{path}/{id}"));
    let view = FormView::new(form, answers, problems, action)
        .choose(&lists)
        .submit("airlock-save")
        .hidden("version", request.version);
    let title = form.title.get(cx.lang).to_owned();
    let body = Body::new().heading_with_caption(request.reference.as_str(), title.as_str()).html(view.html(cx));
    Ok(cx.page(title, body).back(&cx.text("items-back"), &cx.href(&path)).problems(cx, form, problems))
}

pub(super) async fn new(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let request = own(&cx, &reference).await?;
    page(&cx, &request, None, &Answers::default(), &Problems::none()).await
}

pub(super) async fn known(cx: &Context, request: &OutputRequest, item: &str) -> Answer<Item> {
    let items = requests::items(&cx.app, request.id(), request.core.open_round()).await?;
    items.into_iter().find(|i| i.id.to_string() == item).or_not_found()
}

pub(super) async fn edit(cx: Context, Path((reference, item)): Path<(String, String)>) -> Answer<Shown> {
    let request = own(&cx, &reference).await?;
    let item = known(&cx, &request, &item).await?;
    page(&cx, &request, Some(item.id), &answers_of(&item), &Problems::none()).await
}

async fn keep(
    cx: &Context,
    request: &May<ChangeOutputRequest, OutputRequest>,
    item: Option<ItemId>,
    sent: &Submitted,
) -> Answer<Response> {
    let lists = Ask::tables(cx, request.core.project).await?;
    let answers = match sent.read(cx.app.profile.form("output-item")?, &lists) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(page(cx, request, item, &answers, &problems).await?.into_response());
        }
    };
    let id = item.unwrap_or_else(|| ItemId::new(&cx.app.world));
    let item = item_of(&answers, id)?;
    let said = cx.did("item-saved", &[super::arg("label", item.label.as_str())]);
    put_item(cx, request, PutItem { version: sent.number("version")?, item }).await?;
    Ok(answered(cx, &format!("/outputs/{}/items", request.reference), said))
}

pub(super) async fn add(cx: Context, Path(reference): Path<String>, sent: Submitted) -> Answer<Response> {
    let request = own(&cx, &reference).await?;
    keep(&cx, &request, None, &sent).await
}

pub(super) async fn change(
    cx: Context,
    Path((reference, item)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let request = own(&cx, &reference).await?;
    let item = known(&cx, &request, &item).await?;
    keep(&cx, &request, Some(item.id), &sent).await
}
