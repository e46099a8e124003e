//! A request for release is opened and put together: form, files.

use forms::{Answers, Draft};
use platform::{Answer, Context, No};
use projects::Project;

use super::own;
use crate::facts;
use crate::ids::{FileId, ItemId, RequestId};
use crate::profile::Rules;
use crate::rules::submit::NoSubmission;
use crate::rules::{Item, ItemKind, StatisticClass};
use crate::store::requests::{self, OutputFile, OutputRequest};
use crate::store::{tables, write_ups};

/// The form of a request; both profiles have one.
pub const FORM: &str = "output-release";

/// Opens a draft; the answer is its reference.
pub async fn open(cx: &Context, project: &Project) -> Answer<String> {
    let app = &cx.app;
    cx.permit_or_hide("AskForOutput", &facts::space_work(app, project.id).await?)?;
    let (id, reference) = (RequestId::new(&app.world), crate::store::reference("O", &app.world));
    let draft: Draft = app.profile.form(FORM)?.draft(&Answers::default());
    let mut change = app.store.change().await?;
    let now = app.world.now();
    requests::add(&mut change, id, &reference, project.id, cx.person()?, &draft, now).await?;
    let entry = cx.entry("output-opened", "output", id).project(project.id).detail("reference", &reference);
    change.commit(entry).await?;
    Ok(reference)
}

fn must_be_open(request: &OutputRequest) -> Answer<()> {
    if request.state().open() { Ok(()) } else { Err(No::refused(NoSubmission::NotNow { state: request.state() })) }
}

/// Keeps the answers of the form, complete or not. `version` is that of the page.
pub async fn answer(cx: &Context, reference: &str, version: i64, answers: &Answers) -> Answer<OutputRequest> {
    let app = &cx.app;
    let mut request = own(cx, reference).await?;
    must_be_open(&request)?;
    if request.version != version {
        return Err(No::Stale);
    }
    let draft = app.profile.form(FORM)?.draft(answers);
    let kind = answers.text("type").to_owned();
    let reply = answers.text("reply").to_owned();
    let mut change = app.store.change().await?;
    requests::answer(&mut change, &request, &draft, &kind, &reply).await?;
    let entry = cx
        .entry("output-form-answered", "output", request.id())
        .project(request.core.project)
        .detail("reference", &request.reference);
    change.commit(entry).await?;
    (request.answers, request.kind, request.reply) = (draft, kind, reply);
    request.version += 1;
    Ok(request)
}

/// Chooses files of the SDC folder for the round that is being put together.
pub async fn choose_files(cx: &Context, reference: &str, version: i64, chosen: &[String]) -> Answer<()> {
    let app = &cx.app;
    let request = own(cx, reference).await?;
    must_be_open(&request)?;
    let rules = app.part::<Rules>()?;
    if chosen.len() > rules.most_files {
        return Err(No::refused(NoSubmission::TooManyFiles { most: rules.most_files }));
    }
    let (project, round) = (request.core.project, request.core.open_round());
    let mut files = Vec::new();
    for (id, number) in chosen.iter().zip(1..) {
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
            bytes: u64::try_from(file.size).unwrap_or(0),
            hash: file.hash,
            frozen_at: None,
            content: String::new(),
        });
    }
    let items = if requests::items(app, request.id(), round).await?.is_empty() {
        suggested(cx, &request, &files).await?
    } else {
        Vec::new()
    };
    let mut change = app.store.change().await?;
    requests::touch(&mut change, request.id(), version).await?;
    requests::choose_files(&mut change, request.id(), round, &files).await?;
    for item in &items {
        requests::add_item(&mut change, request.id(), round, item).await?;
    }
    let mut entry = cx
        .entry("output-files-chosen", "output", request.id())
        .project(project)
        .detail("reference", &request.reference)
        .detail("round", round);
    for file in &files {
        entry = entry.file("chosen", app.files.mark(&file.hash));
    }
    change.commit(entry).await?;
    Ok(())
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
