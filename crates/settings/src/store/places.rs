//! Registered places.

use ::store::{Change, args, row, statements};
use foundation::{Moment, Move};
use people::OrganisationId;
use platform::{Answer, App, Counted, May, No, PersonId, Right};

use super::facts::range_digits;
use crate::model::{PlaceId, PlaceProposal, PlaceProposalId, RegisteredPlace};
use crate::policy::{RecordAddress, RecordPlace};
use crate::rules::address::Network;
use crate::rules::states::PlaceProposalState;

macro_rules! select_proposal {
    () => {
        "select id, kind, organisation, name, address, state, proposed_by, proposed_at, decided_by, decided_at, version
        from place_proposal "
    };
}

macro_rules! select_place {
    () => {
        "select p.id, p.kind, p.organisation, p.person, coalesce(w.name, o.name, '') as owner_name, p.name, p.address,
            p.from_at, p.until_at, p.approved_by
        from place p left join organisation o on o.id = p.organisation left join person w on w.id = p.person "
    };
}

statements! {
    write ADD(text, text, text, text, text, text, text, text, bool, int, text) = "insert into place (id, kind, organisation, person, name, address, low, high, wide, from_at, approved_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    write PROPOSE(text, text, text, text, text, text, int) = "insert into place_proposal
        (id, kind, organisation, name, address, state, proposed_by, proposed_at, version)
        values ($1, $2, $3, $4, $5, 'proposed', $6, $7, 1)";
    write DECIDE(text, int, text, text, int) = "update place_proposal set state = $3, decided_by = $4, decided_at = $5,
        version = version + 1 where id = $1 and version = $2";
    read PROPOSAL(text) -> PlaceProposal = concat!(select_proposal!(), "where id = $1");
    read PROPOSALS -> PlaceProposal =
        concat!(select_proposal!(), "where state = 'proposed' order by proposed_at, id limit 200");
    read PROPOSED_BY_OTHERS(text) -> Counted = "select count(*) as n, min(proposed_at) as since from place_proposal
        where state = 'proposed' and proposed_by <> $1";
    read KNOWN(text, text, text) -> (id: String) = "select id from place
        where kind = $1 and address = $2 and coalesce(organisation, '') = $3 and person is null and until_at is null
      union all
        select id from place_proposal
        where kind = $1 and address = $2 and coalesce(organisation, '') = $3 and state = 'proposed' limit 1";
    read OWNERS -> (person: PersonId) = "select distinct o.person from project_mapping m join dataset_owner o on o.dataset = m.dataset
        where m.unmapped_at is null and o.until is null order by o.person limit 1000";
    write END(text, int) = "update place set until_at = $2 where id = $1 and until_at is null";
    write END_OWN(text, int) = "update place set until_at = $2 where person = $1 and until_at is null";
    read LIST(int, int) -> RegisteredPlace =
        concat!(select_place!(), "where p.until_at is null order by p.from_at desc, p.id limit $1 offset $2");
    read ONE(text) -> RegisteredPlace = concat!(select_place!(), "where p.id = $1");
    read OWN(text) -> RegisteredPlace = concat!(select_place!(), "where p.person = $1 and p.until_at is null");
}

row! {
    RegisteredPlace {
        id: PlaceId,
        kind: String,
        organisation: Option<OrganisationId>,
        person: Option<PersonId>,
        owner_name: String,
        name: String,
        address: String,
        from: Moment = "from_at",
        until: Option<Moment> = "until_at",
        approved_by: PersonId,
    }
}

row! {
    PlaceProposal {
        id: PlaceProposalId,
        kind: String,
        organisation: Option<OrganisationId>,
        name: String,
        address: String,
        state: PlaceProposalState,
        proposed_by: PersonId,
        proposed_at: Moment,
        decided_by: Option<PersonId>,
        decided_at: Option<Moment>,
        version: i64,
    }
}

pub(crate) struct NewPlace<'a> {
    pub id: PlaceId,
    pub kind: &'a str,
    pub organisation: Option<OrganisationId>,
    /// Whose own address it is.
    pub person: Option<PersonId>,
    pub name: &'a str,
    pub network: Network,
    pub approved_by: PersonId,
}

/// Writes a person's own address; false where it is registered already.
pub(crate) async fn add_own(
    change: &mut Change,
    _right: &May<RecordAddress, ()>,
    new: &NewPlace<'_>,
    now: Moment,
) -> Answer<bool> {
    add(change, new, now).await
}

/// Writes the confirmation of a proposed place and the place itself, from now on; false where somebody else was faster, or the
/// same place is registered already.
pub(crate) async fn confirm(
    change: &mut Change,
    held: &impl Right<PlaceProposal>,
    step: Move<PlaceProposalState>,
    new: &NewPlace<'_>,
    now: Moment,
) -> Answer<bool> {
    if step.to() != PlaceProposalState::Confirmed {
        return Err(No::Broken("a place begins with a confirmation".into()));
    }
    Ok(decide(change, held, step, (new.approved_by, now)).await? && add(change, new, now).await?)
}

/// Writes where a decision leads; false where somebody else was faster.
pub(crate) async fn decide(
    change: &mut Change,
    held: &impl Right<PlaceProposal>,
    step: Move<PlaceProposalState>,
    (by, now): (PersonId, Moment),
) -> Answer<bool> {
    let row = args![held.id.to_string(), held.version, step.to().word(), by.to_string(), now];
    Ok(change.run(&DECIDE, row).await? > 0)
}

async fn add(change: &mut Change, new: &NewPlace<'_>, now: Moment) -> Answer<bool> {
    let (low, high) = range_digits(&new.network);
    let wide = !new.network.is_single();
    let row = args![
        new.id.to_string(),
        new.kind,
        new.organisation.map(|id| id.to_string()),
        new.person.map(|id| id.to_string()),
        new.name,
        new.network.to_string(),
        low,
        high,
        wide,
        now,
        new.approved_by.to_string()
    ];
    match change.run(&ADD, row).await {
        Ok(_) => Ok(true),
        Err(e) if e.is_taken() => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Makes a proposal in its first state, which the statement writes.
pub(crate) async fn propose(change: &mut Change, _right: &May<RecordPlace, ()>, new: &PlaceProposal) -> Answer<()> {
    let row = args![
        new.id.to_string(),
        &new.kind,
        new.organisation.map(|id| id.to_string()),
        &new.name,
        &new.address,
        new.proposed_by.to_string(),
        new.proposed_at
    ];
    change.run(&PROPOSE, row).await?;
    Ok(())
}

pub(crate) async fn proposal(app: &App, id: PlaceProposalId) -> Answer<Option<PlaceProposal>> {
    Ok(app.store.row(&PROPOSAL, args![id.to_string()]).await?)
}

/// What waits for a second person, oldest first.
pub(crate) async fn proposals(app: &App) -> Answer<Vec<PlaceProposal>> {
    Ok(app.store.rows(&PROPOSALS, args![]).await?)
}

/// How many wait for another person than the one who proposed them.
pub(crate) async fn proposed_by_others(app: &App, than: PersonId) -> Answer<Counted> {
    Ok(app.store.row(&PROPOSED_BY_OTHERS, args![than.to_string()]).await?.unwrap_or_default())
}

/// Whether the same place is registered, or waits for a second person.
pub(crate) async fn known(app: &App, new: &PlaceProposal) -> Answer<bool> {
    let organisation = new.organisation.map(|id| id.to_string()).unwrap_or_default();
    Ok(app.store.row(&KNOWN, args![&new.kind, &new.address, organisation]).await?.is_some())
}

/// Everybody who speaks for data that a project has been given and not given back.
pub(crate) async fn owners_of_mapped_data(app: &App) -> Answer<Vec<PersonId>> {
    Ok(app.store.rows(&OWNERS, args![]).await?)
}

/// Ends a place; false where it has ended already.
pub(crate) async fn end(change: &mut Change, _right: &May<RecordPlace, ()>, id: PlaceId, now: Moment) -> Answer<bool> {
    Ok(change.run(&END, args![id.to_string(), now]).await? > 0)
}

/// Ends a person's own address, if they have one.
pub(crate) async fn end_own(
    change: &mut Change,
    _right: &May<RecordAddress, ()>,
    person: PersonId,
    now: Moment,
) -> Answer<bool> {
    Ok(change.run(&END_OWN, args![person.to_string(), now]).await? > 0)
}

/// Places in force, newest first.
pub(crate) async fn list(app: &App, limit: i64, offset: i64) -> Answer<Vec<RegisteredPlace>> {
    Ok(app.store.rows(&LIST, args![limit, offset]).await?)
}

pub(crate) async fn one(app: &App, id: PlaceId) -> Answer<Option<RegisteredPlace>> {
    Ok(app.store.row(&ONE, args![id.to_string()]).await?)
}

/// A person's own address in force.
pub(crate) async fn own(app: &App, person: PersonId) -> Answer<Option<RegisteredPlace>> {
    Ok(app.store.row(&OWN, args![person.to_string()]).await?)
}
