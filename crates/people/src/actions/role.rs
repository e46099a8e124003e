//! Granting and taking back roles. A role takes two operators: one proposes, another confirms; some take one, as the profile says.

use std::collections::BTreeSet;

use ::store::Change;
use foundation::Refusal;
use permissions::Changes;
use platform::{Answer, Context, May, No, PersonId, Telling, tell};

use super::look;
use crate::did::Did;
use crate::model::{Person, Role, RoleProposal, RoleProposalId};
use crate::policy::{self, ConfirmRole, DeclineRole, GrantRole};
use crate::rules::roles as rules;
use crate::{Rules, store};

/// Why a role cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoRole {
    #[refusal("people-role-not-held")]
    NotHeld,
}

/// What became of granting a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// The person holds it.
    Held,
    /// Another operator must confirm it.
    Proposed(RoleProposalId),
}

/// An operator grants a role, never to themselves: at once where one operator is enough for it, or else as a proposal that
/// waits for another.
pub async fn grant_role(cx: &Context, person: PersonId, role: Role) -> Answer<Granted> {
    let app = &cx.app;
    let held = look::person::<GrantRole>(cx, person).await?;
    let alone = app.part::<Rules>()?.one_operator.contains(&role);
    let holdings = store::holdings(app, person, role).await?;
    // Granted twice is granted once. What one operator granted before two had to, and what the machine's command line did, may be
    // proposed again, so that the record shows two.
    if holdings.iter().any(|h| alone || h.made.is_some()) {
        return Ok(Granted::Held);
    }
    if alone {
        let mut change = cx.change(&held).await?;
        store::grant(app, &mut change, &held, role).await?;
        change.commit(cx.record(Did::RoleGranted(person)).detail("role", role)).await?;
        return Ok(Granted::Held);
    }
    // Proposed twice is proposed once.
    if let Some(open) = store::proposals(app, person).await?.into_iter().find(|p| p.role == role) {
        return Ok(Granted::Proposed(open.id));
    }
    let by = cx.person()?;
    let id = RoleProposalId::new(&app.world);
    let mut change = cx.change(&held).await?;
    store::add_proposal(app, &mut change, &held, (id, role, by)).await?;
    let telling = Telling { key: "people-role-proposed", args: vec![], link: format!("/roles/{id}") };
    tell_operators(cx, &mut change, [by, person].into(), &telling).await?;
    change.commit(cx.record(Did::RoleProposed(person)).detail("role", role).detail("proposal", id)).await?;
    Ok(Granted::Proposed(id))
}

/// Every operator but some.
async fn tell_operators(cx: &Context, change: &mut Change, but: BTreeSet<PersonId>, telling: &Telling) -> Answer<()> {
    for operator in store::holders(&cx.app, Role::Operator).await? {
        if !but.contains(&operator) {
            tell(&cx.app, change, operator, telling).await?;
        }
    }
    Ok(())
}

/// The proposal in the hands of somebody who may do this to it, as they saw it.
async fn current<A: Changes<On = policy::RoleProposal>>(
    cx: &Context,
    id: RoleProposalId,
    version: i64,
) -> Answer<May<A, RoleProposal>> {
    let held = look::proposal::<A>(cx, id).await?;
    if held.version == version { Ok(held) } else { Err(No::Stale) }
}

/// A second operator confirms a proposed role. It begins when the profile's waiting time is over.
pub async fn confirm_role(cx: &Context, id: RoleProposalId, version: i64) -> Answer<RoleProposal> {
    let app = &cx.app;
    let held = current::<ConfirmRole>(cx, id, version).await?;
    let (by, now) = (cx.person()?, app.world.now());
    let proposer = store::holdings(app, held.proposed_by, Role::Operator).await?;
    let confirmer = store::holdings(app, by, Role::Operator).await?;
    let pair = rules::Pair { proposer: &proposer, confirmer: (by, &confirmer), now };
    let step = rules::confirm(&held, &pair)?;
    let from = now.plus(app.part::<Rules>()?.role_wait());
    let mut change = cx.change(&held).await?;
    if !store::confirm_proposal(app, &mut change, &held, (step, by), from).await? {
        return Err(No::Stale);
    }
    let telling = Telling { key: "people-role-confirmed", args: vec![], link: format!("/roles/{id}") };
    tell_operators(cx, &mut change, [by, held.person].into(), &telling).await?;
    let telling = Telling { key: "people-role-given", args: vec![], link: format!("/people/{}", held.person) };
    tell(app, &mut change, held.person, &telling).await?;
    let entry = cx.record(Did::RoleGranted(held.person)).detail("role", held.role);
    change.commit(entry.detail("proposal", id).detail("from", from.0)).await?;
    let mut proposal = held.into_it();
    (proposal.state, proposal.version) = (step.to(), proposal.version + 1);
    Ok(proposal)
}

/// An operator declines a proposed role, or takes back what they proposed.
pub async fn decline_role(cx: &Context, id: RoleProposalId, version: i64) -> Answer<RoleProposal> {
    let app = &cx.app;
    let held = current::<DeclineRole>(cx, id, version).await?;
    let by = cx.person()?;
    let step = rules::decline(&held)?;
    let mut change = cx.change(&held).await?;
    if !store::decline_proposal(app, &mut change, &held, (step, by)).await? {
        return Err(No::Stale);
    }
    let telling = Telling { key: "people-role-declined", args: vec![], link: format!("/roles/{id}") };
    tell_operators(cx, &mut change, [by, held.person].into(), &telling).await?;
    change.commit(cx.record(Did::RoleDeclined(held.person)).detail("role", held.role).detail("proposal", id)).await?;
    let mut proposal = held.into_it();
    (proposal.state, proposal.version) = (step.to(), proposal.version + 1);
    Ok(proposal)
}

/// Whether there is a role to take away, begun or not; the refusal says that there is none.
pub async fn holds(cx: &Context, of: &May<GrantRole, Person>, role: Role) -> Answer<()> {
    let coming = || async { Ok::<_, No>(store::coming(&cx.app, of.id).await?.iter().any(|(one, _)| *one == role)) };
    if store::held(&cx.app, of.id).await?.contains(&role) || coming().await? {
        return Ok(());
    }
    Err(No::refused(NoRole::NotHeld))
}

/// One operator takes a role away, at once, begun or not.
pub async fn revoke_role(cx: &Context, person: PersonId, role: Role) -> Answer<()> {
    let held = look::person::<GrantRole>(cx, person).await?;
    let mut change = cx.change(&held).await?;
    if !store::revoke(&cx.app, &mut change, &held, role).await? {
        return Err(No::refused(NoRole::NotHeld));
    }
    change.commit(cx.record(Did::RoleRevoked(person)).detail("role", role)).await?;
    Ok(())
}
