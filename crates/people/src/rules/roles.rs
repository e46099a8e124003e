//! Roles take two operators: one proposes, another confirms, and time passes before the role begins. So nobody alone makes a
//! checker, an operator or anybody else who decides, and there is time to see it.

use std::collections::BTreeMap;

use foundation::{Moment, Move, Refusal, Refusals, States};
use platform::PersonId;

use super::states::RoleProposalState as State;
use crate::model::{Role, RoleProposal, RoleProposalId};

/// Roles that are never granted by one operator alone, whatever a profile says: they let data out, and make those who do.
pub const NEVER_ALONE: &[Role] = &[Role::OutputChecker, Role::Operator];

/// How somebody came to hold a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// When it began, or begins.
    pub from: Moment,
    /// `None`: on the command line of the machine itself, or by one operator where one is enough.
    pub made: Option<Made>,
}

/// By whom a role was proposed and confirmed, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    pub proposed_by: PersonId,
    pub confirmed_by: PersonId,
    pub at: Moment,
}

impl Holding {
    /// Whether this person had a hand in it, less than a waiting time after it began.
    fn fresh_from(&self, other: PersonId, now: Moment) -> bool {
        let by_other = |m: &Made| m.proposed_by == other || m.confirmed_by == other;
        self.made.is_some_and(|m| by_other(&m) && now < self.from.plus(self.from.0.saturating_sub(m.at.0)))
    }
}

/// Whether a new operator and whoever made them would be the only two: every holding that somebody has is fresh from the other.
fn made_by(holdings: &[Holding], other: PersonId, now: Moment) -> bool {
    // Nobody whose holding has begun is left where it has ended meanwhile: then they are no second operator either.
    !holdings.iter().any(|h| h.from <= now && !h.fresh_from(other, now))
}

/// Why a proposed role cannot be confirmed or declined.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoConfirmation {
    #[refusal("people-role-decided")]
    Decided,
    #[refusal("people-role-same-person")]
    OnePerson,
    #[refusal("people-role-fresh-operator")]
    FreshOperator,
}

/// Two operators, as they hold their own role.
pub struct Pair<'a> {
    pub proposer: &'a [Holding],
    pub confirmer: (PersonId, &'a [Holding]),
    pub now: Moment,
}

impl Pair<'_> {
    /// What stands against their granting a role to somebody together.
    fn flaws(&self, person: PersonId, proposed_by: PersonId) -> Refusals<NoConfirmation> {
        let (confirmed_by, holdings) = self.confirmer;
        let mut no = Refusals::none();
        let two = person != proposed_by && person != confirmed_by && proposed_by != confirmed_by;
        no.when(!two, NoConfirmation::OnePerson);
        let fresh = made_by(holdings, proposed_by, self.now) || made_by(self.proposer, confirmed_by, self.now);
        no.when(two && fresh, NoConfirmation::FreshOperator);
        no
    }
}

/// A second operator confirms. Neither is the person, and neither has only just been made an operator by the other.
pub fn confirm(proposal: &RoleProposal, pair: &Pair<'_>) -> Result<Move<State>, Refusals<NoConfirmation>> {
    let mut no = pair.flaws(proposal.person, proposal.proposed_by);
    let step = proposal.state.to(State::Confirmed).ok();
    no.when(step.is_none(), NoConfirmation::Decided);
    no.or_else(|| ())?;
    step.ok_or_else(|| NoConfirmation::Decided.into())
}

/// An operator declines, or takes back what they proposed themselves.
pub fn decline(proposal: &RoleProposal) -> Result<Move<State>, Refusals<NoConfirmation>> {
    proposal.state.to(State::Declined).map_err(|_| NoConfirmation::Decided.into())
}

/// What an entry of the record says of somebody's role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleEntry {
    pub at: Moment,
    /// `None`: the service itself, for the command line of the machine.
    pub who: Option<PersonId>,
    pub person: PersonId,
    pub role: Role,
    pub proposal: Option<RoleProposalId>,
    pub deed: Deed,
}

/// In the order in which entries of one moment are counted: what takes a role away comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// The machine's own command line made an operator.
    Named,
    Proposed,
    Confirmed {
        /// When the role begins.
        from: Moment,
    },
    Declined,
    Revoked,
}

/// Whether entries of the record show that somebody held a role at a moment: named on the machine, or proposed and confirmed by
/// two operators who are themselves shown to have been operators then, with the waiting time over and the role not taken away.
pub fn shown(entries: &[RoleEntry], person: PersonId, role: Role, at: Moment) -> bool {
    let mut ordered: Vec<&RoleEntry> = entries.iter().filter(|e| e.at <= at).collect();
    ordered.sort_by_key(|e| (e.at, e.deed));
    let mut held: BTreeMap<(PersonId, Role), Vec<Holding>> = BTreeMap::new();
    let mut open: BTreeMap<RoleProposalId, (PersonId, Role, PersonId)> = BTreeMap::new();
    for e in ordered {
        let operators = |held: &BTreeMap<(PersonId, Role), Vec<Holding>>, who: PersonId| {
            held.get(&(who, Role::Operator)).cloned().unwrap_or_default()
        };
        let operates = |holdings: &[Holding]| holdings.iter().any(|h| h.from <= e.at);
        match (e.deed, e.who, e.proposal) {
            (Deed::Named, None, _) if e.role == Role::Operator => {
                held.entry((e.person, e.role)).or_default().push(Holding { from: e.at, made: None });
            }
            (Deed::Proposed, Some(who), Some(id)) if operates(&operators(&held, who)) => {
                open.insert(id, (e.person, e.role, who));
            }
            (Deed::Confirmed { from }, Some(who), Some(id)) => {
                let Some((of, what, proposed_by)) = open.remove(&id) else { continue };
                let (proposer, confirmer) = (operators(&held, proposed_by), operators(&held, who));
                let pair = Pair { proposer: &proposer, confirmer: (who, &confirmer), now: e.at };
                // It begins no earlier than its entry, which is written a moment after its time was taken.
                let from = from.max(e.at);
                let sound = (of, what) == (e.person, e.role) && operates(&confirmer);
                if sound && pair.flaws(e.person, proposed_by).is_empty() {
                    let made = Some(Made { proposed_by, confirmed_by: who, at: e.at });
                    held.entry((e.person, e.role)).or_default().push(Holding { from, made });
                }
            }
            (Deed::Declined, _, Some(id)) => {
                open.remove(&id);
            }
            (Deed::Revoked, ..) => {
                held.remove(&(e.person, e.role));
            }
            _ => {}
        }
    }
    held.get(&(person, role)).is_some_and(|all| all.iter().any(|h| h.from <= at))
}
