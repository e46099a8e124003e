//! A request for release is opened and put together: form, files.

use forms::{Answers, Draft};
use platform::{Answer, Context, May, No};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{fresh, must_be_open};
use crate::asked::RELEASE_FORM;
use crate::did::Did;
use crate::facts::{self, ProjectSpace};
use crate::ids::{FileId, ItemId, RequestId};
use crate::policy::{AskForOutput, ChangeOutputRequest};
use crate::profile::Rules;
use crate::rules::submit::NoSubmission;
use crate::rules::{Item, ItemKind, StatisticClass};
use crate::store::requests::{self, OutputFile, OutputRequest};
use crate::store::{number_of, tables, write_ups};

/// Opens a draft; the answer is its reference.
pub async fn open(cx: &Context, space: &May<AskForOutput, ProjectSpace>) -> Answer<String> {
    let app = &cx.app;
    let (id, reference) = (RequestId::new(&app.world), crate::store::reference("O", &app.world));
    let draft: Draft = app.profile.form(RELEASE_FORM)?.draft(&Answers::default());
    let mut change = cx.change(space).await?;
    requests::add(&mut change, space, id, &reference, cx.person()?, &draft, app.world.now()).await?;
    let entry = cx.record(Did::OutputOpened(id)).project(space.id).detail("reference", &reference);
    change.commit(entry).await?;
    Ok(reference)
}

/// Keep the answers of the form, complete or not.
#[derive(Debug, Clone)]
pub struct AnswerForm {
    /// The version of the request that the caller has read.
    pub version: i64,
    pub answers: Answers,
}

pub async fn answer(cx: &Context, request: &May<ChangeOutputRequest, OutputRequest>, asked: &AnswerForm) -> Answer<()> {
    must_be_open(request)?;
    fresh(request, asked.version)?;
    let draft = cx.app.profile.form(RELEASE_FORM)?.draft(&asked.answers);
    let (kind, reply) = (asked.answers.text("type"), asked.answers.text("reply"));
    let mut change = cx.change(request).await?;
    requests::answer(&mut change, request, &draft, kind, reply).await?;
    let entry = cx
        .record(Did::OutputFormAnswered(request.id()))
        .project(request.core.project)
        .detail("reference", &request.reference);
    change.commit(entry).await?;
    Ok(())
}

/// Files to choose for the round that is being put together, by their ids in the SDC folder.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ChooseFiles {
    pub files: Vec<String>,
    /// The version of the request that the caller has read.
    pub version: i64,
}

pub async fn choose_files(
    cx: &Context,
    request: &May<ChangeOutputRequest, OutputRequest>,
    asked: &ChooseFiles,
) -> Answer<()> {
    let app = &cx.app;
    must_be_open(request)?;
    let rules = app.part::<Rules>()?;
    if asked.files.len() > rules.most_files {
        return Err(No::refused(NoSubmission::TooManyFiles { most: rules.most_files }));
    }
    fresh(request, asked.version)?;
    let (project, round) = (request.core.project, request.core.open_round());
    let mut files = Vec::new();
    for (id, number) in asked.files.iter().zip(1..) {
        let file = facts::sdc_file(app, project, id).await?;
        let file = file.ok_or_else(|| No::refused(NoSubmission::NotInSdcFolder { name: id.clone() }))?;
        let class = rules.any_class_of(&file.name).map(|c| c.id.clone()).unwrap_or_default();
        files.push(OutputFile {
            id: FileId::new(&app.world),
            round,
            number,
            space_file: file.id.to_string(),
            name: file.name,
            class,
            bytes: number_of(file.size)?,
            hash: file.hash,
            frozen_at: None,
            content: String::new(),
        });
    }
    let kept = requests::items(app, request.id(), round).await?;
    let suggested = suggested(cx, request, &files).await?;
    let relinked = relinked(&kept, &suggested);
    let items = if kept.is_empty() { suggested } else { Vec::new() };
    let mut change = cx.change(request).await?;
    requests::touch(&mut change, request).await?;
    requests::choose_files(&mut change, request, round, &files).await?;
    for item in &items {
        requests::add_item(&mut change, request, round, item).await?;
    }
    for item in &relinked {
        requests::change_item(&mut change, request, round, item).await?;
    }
    let mut entry = cx
        .record(Did::OutputFilesChosen(request.id()))
        .project(project)
        .detail("reference", &request.reference)
        .detail("round", round);
    for file in &files {
        entry = entry.file("chosen", app.files.mark(&file.hash));
    }
    change.commit(entry).await?;
    Ok(())
}

/// Items that were taken over and stand for a table that is not in the files any more: each stands for the table that has its
/// label now, where there is one.
fn relinked(kept: &[Item], suggested: &[Item]) -> Vec<Item> {
    let held = |item: &&Item| suggested.iter().any(|s| s.table == item.table);
    let gone = kept.iter().filter(|item| item.table.is_some() && !held(item));
    gone.filter_map(|item| {
        let now = suggested.iter().find(|s| s.label == item.label && s.kind == item.kind && s.table.is_some())?;
        Some(Item { table: now.table, statistic: now.statistic, ..item.clone() })
    })
    .collect()
}

/// The items that files of our own making are known to hold: the requester looks them over and adds what is missing.
async fn suggested(cx: &Context, request: &OutputRequest, files: &[OutputFile]) -> Answer<Vec<Item>> {
    let app = &cx.app;
    let project = request.core.project;
    let mut items: Vec<Item> = Vec::new();
    let counts = cx.text("item-counts-kept");
    for file in files {
        if let Some(saved) = write_ups::of_file(app, project, &file.hash).await? {
            let mut classes = std::collections::BTreeMap::new();
            for id in saved.text.tables() {
                if let Some(table) = tables::by_id(app, id).await? {
                    classes.insert(id, class_of(&table));
                }
            }
            let labels = super::save::labels(cx, saved.lang, &saved.text);
            let class = |id| classes.get(&id).copied().unwrap_or(StatisticClass::Frequencies);
            items.extend(saved.text.items(&labels, &counts, class, || ItemId::new(&app.world)));
        } else if let Some(table) = tables::of_file(app, project, &file.hash).await? {
            items.push(Item {
                id: ItemId::new(&app.world),
                number: 0,
                kind: ItemKind::Table,
                label: file.name.clone(),
                description: String::new(),
                counts: counts.clone(),
                statistic: Some(class_of(&table)),
                table: Some(table.id),
            });
        }
    }
    for (item, number) in items.iter_mut().zip(1..) {
        item.number = number;
    }
    Ok(items)
}

fn class_of(table: &tables::SpaceTable) -> StatisticClass {
    StatisticClass::of_table(!table.request.sum.is_empty() || !table.request.mean.is_empty())
}
