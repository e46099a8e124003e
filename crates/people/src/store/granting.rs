//! The SQL of roles and of their proposals.

use ::store::{Change, args, row, statements};
use foundation::{Moment, Move};
use platform::{Answer, App, Counted, No, PersonId, Right};

use crate::model::{Person, Role, RoleProposal, RoleProposalId};
use crate::rules::roles::{Holding, Made};
use crate::rules::states::RoleProposalState;

macro_rules! select_proposal {
    () => {
        "select id, person, role, state, proposed_by, proposed_at, decided_by, decided_at, version from role_proposal "
    };
}

statements! {
    write GRANT(text, text, int, text) = "insert into person_role (person, role, since, proposal) values ($1, $2, $3, $4)";
    write REVOKE(text, text, int) = "update person_role set until = $3 where person = $1 and role = $2 and (until is null or until > $3)";
    read COMING(text, int) -> (role: Role, since: Moment) = "select role, since from person_role
        where person = $1 and since > $2 and (until is null or until > since) order by since, role";
    read HOLDINGS(text, text, int) -> HeldRow = "select r.since, p.proposed_by, p.decided_by, p.decided_at from person_role r
        left join role_proposal p on p.id = r.proposal
        where r.person = $1 and r.role = $2 and (r.until is null or r.until > $3) order by r.since";
    write PROPOSE(text, text, text, text, int) = "insert into role_proposal (id, person, role, state, proposed_by, proposed_at, version)
        values ($1, $2, $3, 'proposed', $4, $5, 1)";
    write DECIDE_PROPOSAL(text, int, text, text, int) = "update role_proposal set state = $3, decided_by = $4, decided_at = $5,
        version = version + 1 where id = $1 and version = $2";
    read PROPOSAL(text) -> RoleProposal = concat!(select_proposal!(), "where id = $1");
    read PROPOSALS(text) -> RoleProposal =
        concat!(select_proposal!(), "where person = $1 and state = 'proposed' order by proposed_at, id");
    read OPEN_PROPOSALS -> RoleProposal =
        concat!(select_proposal!(), "where state = 'proposed' order by proposed_at, id limit 200");
    read PROPOSED_BY_OTHERS(text) -> Counted = "select count(*) as n, min(proposed_at) as since from role_proposal
        where state = 'proposed' and proposed_by <> $1 and person <> $1";
}

row! {
    RoleProposal {
        id: RoleProposalId,
        person: PersonId,
        role: Role,
        state: RoleProposalState,
        proposed_by: PersonId,
        proposed_at: Moment,
        decided_by: Option<PersonId>,
        decided_at: Option<Moment>,
        version: i64,
    }
}

row! {
    /// A role that is held, and what it was granted by.
    struct HeldRow {
        since: Moment,
        proposed_by: Option<PersonId>,
        decided_by: Option<PersonId>,
        decided_at: Option<Moment>,
    }
}

/// One operator is enough for this role: it begins now.
pub(crate) async fn grant(app: &App, change: &mut Change, to: &impl Right<Person>, role: Role) -> Answer<()> {
    change.run(&GRANT, args![to.id.to_string(), role.word(), app.world.now(), None::<String>]).await?;
    Ok(())
}

/// The machine's own command line makes an operator: the change is one that no policy is asked about.
pub(crate) async fn grant_first(app: &App, change: &mut Change, to: &Person) -> Answer<()> {
    change.run(&GRANT, args![to.id.to_string(), Role::Operator.word(), app.world.now(), None::<String>]).await?;
    Ok(())
}

/// False where the person does not hold it, now or from a later moment on.
pub(crate) async fn revoke(app: &App, change: &mut Change, of: &impl Right<Person>, role: Role) -> Answer<bool> {
    Ok(change.run(&REVOKE, args![of.id.to_string(), role.word(), app.world.now()]).await? > 0)
}

/// The roles that a person will hold, each with the moment it begins.
pub async fn coming(app: &App, person: PersonId) -> Answer<Vec<(Role, Moment)>> {
    Ok(app.store.rows(&COMING, args![person.to_string(), app.world.now()]).await?)
}

/// How a person came to hold a role that has not been taken away, begun or not.
pub async fn holdings(app: &App, person: PersonId, role: Role) -> Answer<Vec<Holding>> {
    let rows = app.store.rows(&HOLDINGS, args![person.to_string(), role.word(), app.world.now()]).await?;
    Ok(rows.into_iter().map(Holding::from).collect())
}

impl From<HeldRow> for Holding {
    fn from(row: HeldRow) -> Holding {
        let made = match (row.proposed_by, row.decided_by, row.decided_at) {
            (Some(proposed_by), Some(confirmed_by), Some(at)) => Some(Made { proposed_by, confirmed_by, at }),
            _ => None,
        };
        Holding { from: row.since, made }
    }
}

/// Makes a proposal in its first state, which the statement writes.
pub(crate) async fn add_proposal(
    app: &App,
    change: &mut Change,
    to: &impl Right<Person>,
    (id, role, by): (RoleProposalId, Role, PersonId),
) -> Answer<()> {
    let row = args![id.to_string(), to.id.to_string(), role.word(), by.to_string(), app.world.now()];
    change.run(&PROPOSE, row).await?;
    Ok(())
}

async fn decide(
    app: &App,
    change: &mut Change,
    held: &impl Right<RoleProposal>,
    (step, by): (Move<RoleProposalState>, PersonId),
) -> Answer<bool> {
    let row = args![held.id.to_string(), held.version, step.to().word(), by.to_string(), app.world.now()];
    Ok(change.run(&DECIDE_PROPOSAL, row).await? > 0)
}

/// Writes the confirmation, and the role from a moment on; false where somebody else was faster.
pub(crate) async fn confirm_proposal(
    app: &App,
    change: &mut Change,
    held: &impl Right<RoleProposal>,
    (step, by): (Move<RoleProposalState>, PersonId),
    from: Moment,
) -> Answer<bool> {
    if step.to() != RoleProposalState::Confirmed {
        return Err(No::Broken("a role begins with a confirmation".into()));
    }
    if !decide(app, change, held, (step, by)).await? {
        return Ok(false);
    }
    change.run(&GRANT, args![held.person.to_string(), held.role.word(), from, Some(held.id.to_string())]).await?;
    Ok(true)
}

/// False where somebody else was faster.
pub(crate) async fn decline_proposal(
    app: &App,
    change: &mut Change,
    held: &impl Right<RoleProposal>,
    decided: (Move<RoleProposalState>, PersonId),
) -> Answer<bool> {
    decide(app, change, held, decided).await
}

pub async fn proposal(app: &App, id: RoleProposalId) -> Answer<Option<RoleProposal>> {
    Ok(app.store.row(&PROPOSAL, args![id.to_string()]).await?)
}

/// What is proposed for a person and not decided, oldest first.
pub async fn proposals(app: &App, person: PersonId) -> Answer<Vec<RoleProposal>> {
    Ok(app.store.rows(&PROPOSALS, args![person.to_string()]).await?)
}

/// What waits for a second operator, oldest first.
pub async fn open_proposals(app: &App) -> Answer<Vec<RoleProposal>> {
    Ok(app.store.rows(&OPEN_PROPOSALS, args![]).await?)
}

/// How many wait for another operator than the one who proposed them: for this one.
pub(crate) async fn proposed_by_others(app: &App, than: PersonId) -> Answer<Counted> {
    Ok(app.store.row(&PROPOSED_BY_OTHERS, args![than.to_string()]).await?.unwrap_or_default())
}
