//! A new record of the catalogue, not published yet (CAT-01).

use std::collections::BTreeSet;

use forms::{Answers, Problem, Problems};
use platform::{Answer, Context, May, No, PersonId};

use super::change_stipulations::stipulations;
use crate::did::Did;
use crate::model::{Dataset, DatasetId, OwnerId, Owners, Stipulations};
use crate::policy::{self, AddDataset};
use crate::{Rules, rules, store};

/// What is known of a dataset when its record is made.
#[derive(Debug, Clone)]
pub struct NewDataset {
    pub reference: String,
    pub title: String,
    pub title_cy: Option<String>,
    pub summary: String,
    pub owner: OwnerId,
    pub owner_name: String,
    /// Those who speak for the owner.
    pub owners: BTreeSet<PersonId>,
    pub gateway: String,
    pub stipulations: Stipulations,
    pub citation: String,
    pub doi: String,
    pub contact: String,
    pub coverage: String,
    pub synthetic: bool,
}

/// The right to add a record: what is needed before anything is read of who has an account here.
pub fn adding(cx: &Context) -> Answer<May<AddDataset, ()>> {
    cx.permit_on(policy::catalogue())
}

/// Reads the answers of the form `dataset`. The owner and the people who speak for it are asked of the part [`Owners`].
pub async fn new_dataset(cx: &Context, _right: &May<AddDataset, ()>, answers: &Answers) -> Answer<NewDataset> {
    let owners = cx.app.part::<Box<dyn Owners>>()?;
    let mut problems = Problems::none();
    let organisations = owners.organisations(&cx.app).await?;
    let chosen = organisations.into_iter().find(|(id, _)| id.to_string() == answers.text("owner"));
    let mut people = BTreeSet::new();
    for email in answers.text("owner-emails").split(|c: char| c.is_whitespace() || c == ',').filter(|e| !e.is_empty()) {
        match owners.person(&cx.app, email).await? {
            Some(person) => {
                people.insert(person);
            }
            None => problems.add(Problem::new("owner-emails", "data-owner-unknown").with("email", email)),
        }
    }
    let Some((owner, owner_name)) = chosen else {
        problems.add(Problem::new("owner", "data-owner-choose"));
        return Err(problems.into());
    };
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let text = |id: &str| answers.text(id).trim().to_owned();
    Ok(NewDataset {
        reference: text("reference"),
        title: text("title"),
        title_cy: Some(text("title-cy")).filter(|t| !t.is_empty()),
        summary: text("summary"),
        owner,
        owner_name,
        owners: people,
        gateway: text("gateway"),
        stipulations: stipulations(answers)?,
        citation: text("citation"),
        doi: text("doi"),
        contact: text("contact"),
        coverage: text("coverage"),
        synthetic: answers.is_yes("synthetic"),
    })
}

/// Adds the record. A data owner who names nobody speaks for the data themselves.
///
/// # Errors
/// [`No::Invalid`] where the reference is taken.
pub async fn add_dataset(cx: &Context, right: &May<AddDataset, ()>, new: NewDataset) -> Answer<Dataset> {
    let by = cx.person()?;
    rules::stipulations::known(&new.stipulations, cx.app.part::<Rules>()?)?;
    let mut owners = new.owners;
    if owners.is_empty() && cx.has_role("data-owner") {
        owners.insert(by);
    }
    let mut dataset = Dataset {
        id: DatasetId::new(&cx.app.world),
        reference: new.reference,
        title: new.title,
        title_cy: new.title_cy,
        summary: new.summary,
        owner: new.owner,
        owner_name: new.owner_name,
        owners,
        level: None,
        setting: String::new(),
        routes_narrowed: None,
        gateway: new.gateway,
        schemes: BTreeSet::new(),
        organisation_kinds: BTreeSet::new(),
        training_months: None,
        citation: new.citation,
        doi: new.doi,
        conditions: String::new(),
        output_conditions: String::new(),
        contact: new.contact,
        coverage: new.coverage,
        version: 1,
        published: false,
        file: None,
        rows: 0,
        synthetic: new.synthetic,
    };
    dataset.set_stipulations(new.stipulations);
    let mut change = cx.change(right).await?;
    match store::add(&cx.app, &mut change, right, &dataset, by).await {
        Err(No::Store(e)) if e.is_taken() => {
            let mut problems = Problems::none();
            problems.add(Problem::new("reference", "data-reference-taken"));
            return Err(problems.into());
        }
        other => other?,
    }
    change.commit(cx.record(Did::Added(dataset.id)).detail("reference", &dataset.reference)).await?;
    Ok(dataset)
}
