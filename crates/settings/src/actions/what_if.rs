//! What would change if data were added, for the whole team (LVL-06, LVL-07). Nothing is changed by asking.

use data::Dataset;
use platform::{Answer, Context};
use projects::ProjectId;

use super::ask;
use crate::Rules;
use crate::model::Place;
use crate::policy::ExplainAccess;
use crate::rules::{self, WhatIf};
use crate::store::facts::{asked_for, facts};

/// A member who would lose ways in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    pub name: String,
    /// Ids of routes, in the profile's order.
    pub routes: Vec<String>,
}

/// What would change: for the caller in full, for the team the ways in that would close.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub mine: WhatIf,
    pub lost: Vec<Lost>,
}

/// People of one project that an answer looks at; more than any project has.
const TEAM: usize = 200;

pub async fn what_if(cx: &Context, project: ProjectId, added: &[Dataset]) -> Answer<Change> {
    let asked = ask::<ExplainAccess>(cx, project).await?;
    let rules = cx.app.part::<Rules>()?;
    let added = asked_for(&cx.app, &added.iter().map(|d| d.id).collect()).await?;
    let mine = rules::what_if(&asked.facts, rules, &added);
    let now = cx.app.world.now();
    let nowhere = Place { address: String::new(), proxied: false };
    let team: Vec<_> = projects::team(&cx.app, project).await?.into_iter().take(TEAM).collect();
    let names = people::names(&cx.app, &team).await?;
    let mut lost = Vec::new();
    for person in team {
        let Some(facts) = facts(&cx.app, person, project, &nowhere, now).await? else { continue };
        let routes = rules::what_if(&facts, rules, &added).lost;
        if !routes.is_empty() {
            lost.push(Lost { name: names.get(&person).cloned().unwrap_or_default(), routes });
        }
    }
    lost.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Change { mine, lost })
}
