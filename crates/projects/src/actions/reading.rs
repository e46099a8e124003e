//! Looking a project up: everything about it is loaded once, and the policies are asked.

use std::collections::BTreeSet;

use data::DatasetId;
use forms::{Choice, Form, Lists};
use foundation::Lang;
use permissions::Action;
use platform::{Answer, App, Context, May, No};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::model::{ItemId, Project};
use crate::policy::{self, Assess, ConfirmApplication, EditApplication, ReadProject};
use crate::seen::{Assessed, Seen, Workplace};
use crate::store::{applications, assessment, members};

/// The version of the project that the sender saw.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct SeenVersion {
    pub version: i64,
}

async fn load(app: &App, project: Project) -> Answer<Seen> {
    let id = project.id;
    let requests = applications::requests(app, id).await?;
    let mappings = members::mappings(app, id).await?;
    let ids: BTreeSet<DatasetId> =
        requests.iter().map(|r| r.dataset).chain(mappings.iter().map(|m| m.dataset)).collect();
    Ok(Seen {
        members: members::members(app, id).await?,
        named: applications::named(app, id).await?,
        datasets: data::datasets_of(app, &ids).await?,
        today: app.world.now().date(),
        requests,
        mappings,
        project,
    })
}

/// The project of that number in the hands of somebody who may do `A` to it; "not found" where this person may not know of
/// it (invariant 12).
pub async fn lookup<A: Action<On = policy::Project>>(cx: &Context, number: &str) -> Answer<May<A, Seen>> {
    cx.who()?;
    let found = match applications::project_by_number(&cx.app, number).await? {
        Some(project) => Some(load(&cx.app, project).await?),
        None => None,
    };
    cx.lookup(found).await
}

/// The project of that number, to be read.
pub async fn seen(cx: &Context, number: &str) -> Answer<May<ReadProject, Seen>> {
    lookup(cx, number).await
}

/// The project of that number for somebody who may read its draft: who writes it, or has to confirm it.
pub async fn draft(cx: &Context, number: &str) -> Answer<May<ReadProject, Seen>> {
    let seen = seen(cx, number).await?;
    if !seen.also::<ConfirmApplication>(cx) {
        cx.permit_on::<EditApplication>(seen.thing().clone())?;
    }
    Ok(seen)
}

/// A decision on a project in the hands of somebody who may take it.
pub async fn to_assess(cx: &Context, number: &str, id: ItemId) -> Answer<May<Assess, Assessed>> {
    let seen = seen(cx, number).await?.into_it();
    let items = assessment::items(&cx.app, seen.project.id).await?;
    let queries = assessment::queries(&cx.app, seen.project.id).await?;
    let item = items.iter().find(|i| i.id == id).cloned();
    cx.lookup(item.map(|item| Assessed { seen, item, items, queries })).await
}

/// The project of that number as the place where its people work: nobody else learns whether it has one.
pub(crate) async fn workplace(cx: &Context, number: &str) -> Answer<May<policy::ReadSpace, Workplace>> {
    cx.who()?;
    let found = match applications::project_by_number(&cx.app, number).await? {
        Some(project) => Some(Workplace { researchers: members::researchers(&cx.app, project.id).await?, project }),
        None => None,
    };
    cx.lookup(found).await
}

/// The form in the version in which the application was begun.
pub fn form_of<'a>(app: &'a App, project: &Project) -> Answer<&'a Form> {
    app.profile.forms.of(&project.draft).map_err(|e| No::Broken(e.to_string()))
}

/// The datasets one can ask for, each with its access and conditions (CAT-02), and today.
pub async fn lists(app: &App) -> Answer<Lists> {
    let datasets = data::datasets(app).await?;
    let mut lists = Lists::new().today(app.world.now().date());
    for lang in Lang::ALL {
        let choices = datasets.iter().map(|d| {
            let access = data::access_words(&app.texts, lang, d);
            let hint = [access.as_str(), d.conditions.as_str()].into_iter().filter(|t| !t.is_empty());
            Choice::new(d.id.to_string(), d.title(lang)).hint(hint.collect::<Vec<_>>().join(". "))
        });
        lists = lists.with_lang("datasets", lang, choices.collect());
    }
    Ok(lists)
}
