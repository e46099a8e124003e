//! Dictionaries that wait for a second person.

use ::store::{Change, Row, args, statements};
use foundation::{Moment, Move};
use platform::{Answer, App, PersonId, Right};

use super::json;
use crate::model::{Dataset, DatasetId, DictionaryProposal, DictionaryProposalId};
use crate::rules::dictionary::DictionaryProposalState;

statements! {
    write PROPOSE(text, text, int, text, text, int) = "insert into dictionary_proposal
        (id, dataset, dataset_version, variables, state, proposed_by, proposed_at, version)
        values ($1, $2, $3, $4, 'proposed', $5, $6, 1)";
    write DECIDE(text, int, text, text, int) = "update dictionary_proposal set state = $3, decided_by = $4, decided_at = $5,
        version = version + 1 where id = $1 and version = $2";
    read PROPOSAL(text) = "select * from dictionary_proposal where id = $1";
    read PROPOSALS(text) = "select * from dictionary_proposal where dataset = $1 and state = 'proposed' order by proposed_at, id limit 50";
}

fn to_proposal(row: &Row) -> Answer<DictionaryProposal> {
    Ok(DictionaryProposal {
        id: row.parse("id")?,
        dataset: row.parse("dataset")?,
        dataset_version: row.int("dataset_version")?,
        variables: row.json("variables")?,
        state: row.parse("state")?,
        proposed_by: row.parse("proposed_by")?,
        proposed_at: row.moment("proposed_at")?,
        owners: Default::default(),
        version: row.int("version")?,
    })
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
    let Some(row) = app.store.row(&PROPOSAL, args![id.to_string()]).await? else { return Ok(None) };
    let mut found = to_proposal(&row)?;
    found.owners = super::dataset(app, found.dataset).await?.map(|d| d.owners).unwrap_or_default();
    Ok(Some(found))
}

/// What waits for a second person, oldest first.
pub(crate) async fn proposals(app: &App, dataset: DatasetId) -> Answer<Vec<DictionaryProposal>> {
    app.store.rows(&PROPOSALS, args![dataset.to_string()]).await?.iter().map(to_proposal).collect()
}
