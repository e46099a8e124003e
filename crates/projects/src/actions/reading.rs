//! What every action on a project loads first.

use std::collections::BTreeSet;

use data::Dataset;
use forms::{Choice, Form, Lists};
use foundation::Lang;
use permissions::Resource;
use platform::{Answer, App, Context, No, OrNotFound, PersonId};

use crate::model::Project;
use crate::store::{applications, spaces};

/// A project that the caller may know of, and what the policies ask about it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub project: Project,
    pub team: BTreeSet<PersonId>,
    pub involved: BTreeSet<PersonId>,
    /// The datasets asked for in the last submission, and those mapped since.
    pub datasets: Vec<Dataset>,
    pub resource: Resource,
}

impl Seen {
    /// Everything about a project, without asking whether the caller may know it.
    pub(crate) async fn load(app: &App, project: Project) -> Answer<Seen> {
        let team = spaces::team(app, project.id).await?;
        let involved = applications::involved(app, &project).await?;
        let mut ids = applications::requested_datasets(app, project.id).await?;
        ids.extend(spaces::mappings(app, project.id).await?.iter().map(|m| m.dataset));
        let mut datasets = Vec::new();
        for id in ids {
            datasets.extend(data::dataset(app, id).await?);
        }
        let owners = datasets.iter().flat_map(|d| d.owners.iter().copied()).collect();
        let resource = project.resource(&team, &involved, &owners);
        Ok(Seen { project, team, involved, datasets, resource })
    }

    pub fn dataset(&self, reference: &str) -> Option<&Dataset> {
        self.datasets.iter().find(|d| d.reference == reference)
    }
}

/// The project of that number, or "not found" where this person may not know of it (invariant 12).
pub async fn seen(cx: &Context, number: &str) -> Answer<Seen> {
    cx.who()?;
    let project = applications::project_by_number(&cx.app, number).await?.or_not_found()?;
    let seen = Seen::load(&cx.app, project).await?;
    cx.permit_or_hide("ReadProject", &seen.resource)?;
    Ok(seen)
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
