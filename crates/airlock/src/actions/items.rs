//! Items of a request are described: each table, figure and model of its files (OUT-11, 12, 14, SDC-02).

use platform::{Answer, Context, No, OrNotFound};

use super::own;
use crate::ids::ItemId;
use crate::rules::Item;
use crate::rules::submit::NoSubmission;
use crate::store::requests::{self, OutputRequest};
use crate::store::tables;

fn must_be_open(request: &OutputRequest) -> Answer<()> {
    if request.state().open() { Ok(()) } else { Err(No::refused(NoSubmission::NotNow { state: request.state() })) }
}

/// Adds an item, or changes the one with its id. Its number is given here.
pub async fn put_item(cx: &Context, reference: &str, version: i64, mut item: Item) -> Answer<Item> {
    let app = &cx.app;
    let request = own(cx, reference).await?;
    must_be_open(&request)?;
    if let Some(table) = item.table {
        // A table of another project is not there (SHR-04).
        tables::by_id(app, table).await?.filter(|t| t.project == request.core.project).or_not_found()?;
    }
    let round = request.core.open_round();
    let items = requests::items(app, request.id(), round).await?;
    let known = items.iter().find(|i| i.id == item.id).map(|i| i.number);
    item.number = known.unwrap_or_else(|| items.iter().map(|i| i.number).max().unwrap_or(0) + 1);
    let mut change = app.store.change().await?;
    requests::touch(&mut change, request.id(), version).await?;
    if known.is_some() {
        requests::change_item(&mut change, request.id(), round, &item).await?;
    } else {
        requests::add_item(&mut change, request.id(), round, &item).await?;
    }
    let entry = cx
        .entry("output-item-described", "output", request.id())
        .project(request.core.project)
        .detail("reference", &request.reference)
        .detail("item", item.number);
    change.commit(entry).await?;
    Ok(item)
}

pub async fn remove_item(cx: &Context, reference: &str, version: i64, item: ItemId) -> Answer<()> {
    let app = &cx.app;
    let request = own(cx, reference).await?;
    must_be_open(&request)?;
    let mut change = app.store.change().await?;
    requests::touch(&mut change, request.id(), version).await?;
    requests::drop_item(&mut change, request.id(), request.core.open_round(), item).await?;
    let entry = cx
        .entry("output-item-removed", "output", request.id())
        .project(request.core.project)
        .detail("reference", &request.reference);
    change.commit(entry).await?;
    Ok(())
}
