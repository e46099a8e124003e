//! Dictionaries that wait for a second person.

use std::collections::BTreeSet;

use ::store::{Change, Json, args, row, statements};
use foundation::{Lang, Moment, Move};
use platform::{Answer, App, PersonId, Right};

use super::json;
use crate::model::{Dataset, DatasetId, DictionaryProposal, DictionaryProposalId, Variable};
use crate::rules::dictionary::DictionaryProposalState;

macro_rules! select_proposal {
    () => {
        "select id, dataset, dataset_version, variables, state, proposed_by, proposed_at, version from dictionary_proposal "
    };
}

macro_rules! select_waiting {
    () => {
        "select p.id, d.reference, d.title, d.title_cy, p.proposed_at from "
    };
}

statements! {
    write PROPOSE(text, text, int, text, text, int) = "insert into dictionary_proposal
        (id, dataset, dataset_version, variables, state, proposed_by, proposed_at, version)
        values ($1, $2, $3, $4, 'proposed', $5, $6, 1)";
    write DECIDE(text, int, text, text, int) = "update dictionary_proposal set state = $3, decided_by = $4, decided_at = $5,
        version = version + 1 where id = $1 and version = $2";
    read PROPOSAL(text) -> DictionaryProposal = concat!(select_proposal!(), "where id = $1");
    read PROPOSALS(text) -> DictionaryProposal =
        concat!(select_proposal!(), "where dataset = $1 and state = 'proposed' order by proposed_at, id limit 50");
    // From the datasets, whatever the planner thinks: an index finds what waits of each, and a dictionary is a long row.
    read WAITING(text) -> WaitingDictionary = concat!(select_waiting!(), "dataset d cross join dictionary_proposal p
        where p.dataset = d.id and p.state = 'proposed' and p.proposed_by <> $1 order by p.proposed_at, p.id limit 20");
    read WAITING_FOR_OWNER(text) -> WaitingDictionary = concat!(select_waiting!(), "dataset_owner o
        join dataset d on d.id = o.dataset join dictionary_proposal p on p.dataset = d.id
        where o.person = $1 and o.until is null and p.state = 'proposed' and p.proposed_by <> $1
        order by p.proposed_at, p.id limit 20");
}

row! {
    DictionaryProposal {
        id: DictionaryProposalId,
        dataset: DatasetId,
        dataset_version: i64,
        variables: Vec<Variable> as Json<Vec<Variable>>,
        state: DictionaryProposalState,
        proposed_by: PersonId,
        proposed_at: Moment,
        owners: BTreeSet<PersonId> = (),
        version: i64,
    }
}

row! {
    /// A dictionary that waits, without its variables.
    pub(crate) struct WaitingDictionary {
        pub id: DictionaryProposalId,
        pub reference: String,
        title: String,
        title_cy: Option<String>,
        pub proposed_at: Moment,
    }
}

impl WaitingDictionary {
    pub(crate) fn title(&self, lang: Lang) -> &str {
        match (&self.title_cy, lang) {
            (Some(cy), Lang::Cy) if !cy.is_empty() => cy,
            _ => &self.title,
        }
    }
}

/// What somebody else proposed and waits for this person as a member of support, oldest first.
pub(crate) async fn waiting(app: &App, person: PersonId) -> Answer<Vec<WaitingDictionary>> {
    Ok(app.store.rows(&WAITING, args![person.to_string()]).await?)
}

/// The same of the datasets of an owner.
pub(crate) async fn waiting_for_owner(app: &App, person: PersonId) -> Answer<Vec<WaitingDictionary>> {
    Ok(app.store.rows(&WAITING_FOR_OWNER, args![person.to_string()]).await?)
}

/// Makes a proposal in its first state, which the statement writes.
pub(crate) async fn propose(change: &mut Change, of: &impl Right<Dataset>, new: &DictionaryProposal) -> Answer<()> {
    let row = args![
        new.id.to_string(),
        of.id.to_string(),
        new.dataset_version,
        json(&new.variables)?,
        new.proposed_by.to_string(),
        new.proposed_at
    ];
    change.run(&PROPOSE, row).await?;
    Ok(())
}

/// Writes where a decision leads; false where somebody else was faster.
pub(crate) async fn decide(
    change: &mut Change,
    held: &impl Right<DictionaryProposal>,
    step: Move<DictionaryProposalState>,
    (by, now): (PersonId, Moment),
) -> Answer<bool> {
    let row = args![held.id.to_string(), held.version, step.to().word(), by.to_string(), now];
    Ok(change.run(&DECIDE, row).await? > 0)
}

pub(crate) async fn proposal(app: &App, id: DictionaryProposalId) -> Answer<Option<DictionaryProposal>> {
    let Some(mut found) = app.store.row(&PROPOSAL, args![id.to_string()]).await? else { return Ok(None) };
    found.owners = super::dataset(app, found.dataset).await?.map(|d| d.owners).unwrap_or_default();
    Ok(Some(found))
}

/// What waits for a second person, oldest first.
pub(crate) async fn proposals(app: &App, dataset: DatasetId) -> Answer<Vec<DictionaryProposal>> {
    Ok(app.store.rows(&PROPOSALS, args![dataset.to_string()]).await?)
}
