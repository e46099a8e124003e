//! What is taken back or taken out for good: each behind a page that says what follows.

use axum::extract::Path;
use axum::response::Response;
use platform::web::answered;
use platform::{Answer, Confirmation, Confirmed, Context, OrNotFound, Shown};
use ui::SummaryList;

use super::{arg, items, write_ups};
use crate::actions::{self, ChangeWriteUp, RemoveItem, Withdraw, change_write_up, remove_item};
use crate::lookup;
use crate::rules::withdraw::{Way, withdraw as may_withdraw};

pub(super) async fn ask_withdraw(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let request = lookup::own(&cx, &reference).await?;
    may_withdraw(request.state(), Way::Alone)?;
    let path = format!("/outputs/{}", request.reference);
    Ok(Confirmation::new("output-withdraw", format!("{path}/withdraw"), path)
        .caption(request.reference.as_str())
        .facts(SummaryList::new().row(cx.text("output-state"), super::state_tag(&cx, request.state())))
        .hidden("version", request.version)
        .page(&cx))
}

pub(super) async fn withdraw(cx: Context, Path(reference): Path<String>, sent: Confirmed) -> Answer<Response> {
    let request = lookup::own(&cx, &reference).await?;
    actions::withdraw(&cx, &request, Withdraw { version: sent.number("version")? }).await?;
    let said = cx.did("output-withdrawn", &[arg("reference", reference.as_str())]);
    Ok(answered(&cx, &format!("/outputs/{reference}"), said.next(cx.text("output-withdrawn-next"))))
}

pub(super) async fn ask_remove_item(cx: Context, Path((reference, item)): Path<(String, String)>) -> Answer<Shown> {
    let request = lookup::own(&cx, &reference).await?;
    let item = items::known(&cx, &request, &item).await?;
    let path = format!("/outputs/{}/items", request.reference);
    let facts = SummaryList::new()
        .row(cx.text("item-kind"), cx.text(&format!("item-kind-{}", item.kind)))
        .row(cx.text("item-description"), item.description.as_str());
    Ok(Confirmation::new("item-remove", format!("{path}/{}/remove", item.id), path)
        .caption(request.reference.as_str())
        .with("label", item.label.as_str())
        .facts(facts)
        .hidden("version", request.version)
        .page(&cx))
}

pub(super) async fn remove_item_of(
    cx: Context,
    Path((reference, item)): Path<(String, String)>,
    sent: Confirmed,
) -> Answer<Response> {
    let request = lookup::own(&cx, &reference).await?;
    let item = items::known(&cx, &request, &item).await?;
    remove_item(&cx, &request, RemoveItem { version: sent.number("version")?, item: item.id }).await?;
    let said = cx.did("item-removed", &[arg("label", item.label.as_str())]);
    Ok(answered(&cx, &format!("/outputs/{reference}/items"), said))
}

pub(super) async fn ask_remove_part(
    cx: Context,
    Path((number, reference, part)): Path<(String, String, usize)>,
) -> Answer<Shown> {
    let (project, write_up) = write_ups::enter(&cx, &number, &reference).await?;
    let one = write_up.text.parts.get(part).or_not_found()?;
    let path = write_ups::path_of(&project, &write_up.reference);
    let words = if one.caption.is_empty() { one.text.as_str() } else { one.caption.as_str() };
    let facts = SummaryList::new().row(cx.text("write-up-part"), ui::Html::paragraphs(words));
    Ok(Confirmation::new("write-up-remove", format!("{path}/parts/{part}/remove"), path)
        .caption(write_up.text.title.as_str())
        .facts(facts)
        .hidden("version", write_up.version)
        .page(&cx))
}

pub(super) async fn remove_part(
    cx: Context,
    Path((number, reference, part)): Path<(String, String, usize)>,
    sent: Confirmed,
) -> Answer<Response> {
    let (project, write_up) = write_ups::enter(&cx, &number, &reference).await?;
    change_write_up(&cx, &project, &write_up, sent.number("version")?, ChangeWriteUp::Remove(part)).await?;
    Ok(answered(&cx, &write_ups::path_of(&project, &reference), cx.did("write-up-removed", &[])))
}
