//! Items of a request are described: each table, figure and model of its files (OUT-11, 12, 14, SDC-02).

use platform::{Answer, Context, May, OrNotFound};

use super::{fresh, must_be_open};
use crate::did::Did;
use crate::ids::ItemId;
use crate::policy::ChangeOutputRequest;
use crate::rules::Item;
use crate::store::requests::{self, OutputRequest};
use crate::store::tables;

/// Add an item, or change the one with its id. Its number is given by the action.
#[derive(Debug, Clone)]
pub struct PutItem {
    /// The version of the request that the caller has read.
    pub version: i64,
    pub item: Item,
}

pub async fn put_item(cx: &Context, request: &May<ChangeOutputRequest, OutputRequest>, asked: PutItem) -> Answer<Item> {
    let app = &cx.app;
    let mut item = asked.item;
    must_be_open(request)?;
    if let Some(table) = item.table {
        // A table of another project is not there (SHR-04).
        tables::by_id(app, table).await?.filter(|t| t.project == request.core.project).or_not_found()?;
    }
    fresh(request, asked.version)?;
    let round = request.core.open_round();
    let items = requests::items(app, request.id(), round).await?;
    let known = items.iter().find(|i| i.id == item.id).map(|i| i.number);
    item.number = known.unwrap_or_else(|| items.iter().map(|i| i.number).max().unwrap_or(0) + 1);
    let mut change = cx.change(request).await?;
    requests::touch(&mut change, request).await?;
    if known.is_some() {
        requests::change_item(&mut change, request, round, &item).await?;
    } else {
        requests::add_item(&mut change, request, round, &item).await?;
    }
    let entry = cx
        .record(Did::OutputItemDescribed(request.id()))
        .project(request.core.project)
        .detail("reference", &request.reference)
        .detail("item", item.number);
    change.commit(entry).await?;
    Ok(item)
}

/// Take an item away.
#[derive(Debug, Clone, Copy)]
pub struct RemoveItem {
    /// The version of the request that the caller has read.
    pub version: i64,
    pub item: ItemId,
}

pub async fn remove_item(
    cx: &Context,
    request: &May<ChangeOutputRequest, OutputRequest>,
    asked: RemoveItem,
) -> Answer<()> {
    must_be_open(request)?;
    fresh(request, asked.version)?;
    let mut change = cx.change(request).await?;
    requests::touch(&mut change, request).await?;
    requests::drop_item(&mut change, request, request.core.open_round(), asked.item).await?;
    let entry = cx
        .record(Did::OutputItemRemoved(request.id()))
        .project(request.core.project)
        .detail("reference", &request.reference);
    change.commit(entry).await?;
    Ok(())
}
