//! The data dictionary, as a whole (CAT-04). Where it would protect less of data that are published, it takes two people.

use foundation::States;
use permissions::Action;
use platform::{Answer, Context, May, No, OrNotFound, PersonId, Telling, tell};

use super::look;
use crate::did::Did;
use crate::model::{Dataset, DictionaryProposal, DictionaryProposalId, Variable};
use crate::policy::{self, ConfirmDictionary, DeclineDictionary, DescribeDataset};
use crate::rules::dictionary::{DictionaryProposalState, Weaker, weaker};
use crate::{rules, store};

/// The whole dictionary. `version` is that of the record that was seen.
#[derive(Debug, Clone)]
pub struct SetDictionary {
    pub version: i64,
    pub variables: Vec<Variable>,
}

/// Replaces the dictionary of a dataset: at once, or, where less of published data would be protected, as a proposal, whose id it
/// answers, for another person to confirm. The owners are told.
pub async fn set_dictionary(cx: &Context, reference: &str, set: SetDictionary) -> Answer<Option<DictionaryProposalId>> {
    let held = look::dataset::<DescribeDataset>(cx, reference).await?;
    rules::publish::dictionary(&set.variables)?;
    // What is compared is what is replaced: a version that is still to come is nobody's to name.
    if held.version != set.version {
        return Err(No::Stale);
    }
    let weakens = weakens(cx, &held, &set.variables).await?;
    if weakens.is_empty() {
        let mut change = cx.change(&held).await?;
        if !store::set_dictionary(&mut change, &held, set.version, &set.variables).await? {
            return Err(No::Stale);
        }
        change.commit(cx.record(Did::Described(held.id)).detail("variables", set.variables.len())).await?;
        return Ok(None);
    }
    let (me, now) = (cx.person()?, cx.app.world.now());
    let proposal = DictionaryProposal {
        id: DictionaryProposalId::new(&cx.app.world),
        dataset: held.id,
        dataset_version: held.version,
        variables: set.variables,
        state: DictionaryProposalState::first(),
        proposed_by: me,
        proposed_at: now,
        owners: held.owners.clone(),
        version: 1,
    };
    let mut change = cx.change(&held).await?;
    store::propose_dictionary(&mut change, &held, &proposal).await?;
    let at = page(&held, proposal.id);
    tell_owners(cx, &mut change, &held, me, &Telling { key: "data-dictionary-proposed", args: vec![], link: at })
        .await?;
    let entry = cx.record(Did::DictionaryProposed(held.id)).detail("proposal", proposal.id);
    change.commit(entry.detail("weakens", weakens.len())).await?;
    Ok(Some(proposal.id))
}

/// Where a proposed dictionary is looked at.
pub(crate) fn page(of: &Dataset, id: DictionaryProposalId) -> String {
    format!("/catalogue/{}/proposals/{id}", of.reference)
}

/// What of the data a dictionary would protect less; of data that nobody can work with yet, nothing.
pub(crate) async fn weakens(cx: &Context, of: &Dataset, new: &[Variable]) -> Answer<Vec<Weaker>> {
    if !of.published {
        return Ok(Vec::new());
    }
    Ok(weaker(&store::dictionary(&cx.app, of.id).await?, new))
}

async fn tell_owners(
    cx: &Context,
    change: &mut ::store::Change,
    of: &Dataset,
    but: PersonId,
    telling: &Telling,
) -> Answer<()> {
    for owner in of.owners.iter().filter(|o| **o != but) {
        tell(&cx.app, change, *owner, telling).await?;
    }
    Ok(())
}

/// A proposed dictionary, for somebody who may do this to it.
pub async fn dictionary_proposal<A: Action<On = policy::DictionaryProposal>>(
    cx: &Context,
    id: DictionaryProposalId,
) -> Answer<May<A, DictionaryProposal>> {
    cx.lookup(store::dictionary_proposal(&cx.app, id).await?).await
}

/// A second person confirms a dictionary by which less is protected: it holds from now on, and the owners are told.
pub async fn confirm_dictionary(cx: &Context, id: DictionaryProposalId, version: i64) -> Answer<()> {
    let held = dictionary_proposal::<ConfirmDictionary>(cx, id).await?;
    let step = held.state.to(DictionaryProposalState::Confirmed).map_err(|_| No::Stale)?;
    let dataset = store::dataset(&cx.app, held.dataset).await?.or_not_found()?;
    // What was proposed was a change of another dictionary.
    if held.version != version || held.dataset_version != dataset.version {
        return Err(No::Stale);
    }
    let (me, now) = (cx.person()?, cx.app.world.now());
    let right = look::dataset::<DescribeDataset>(cx, &dataset.reference).await?;
    let mut change = cx.change(&held).await?;
    let decided = store::decide_dictionary(&mut change, &held, step, (me, now)).await?;
    if !decided || !store::set_dictionary(&mut change, &right, held.dataset_version, &held.variables).await? {
        return Err(No::Stale);
    }
    let telling = Telling { key: "data-dictionary-weaker", args: vec![], link: page(&dataset, id) };
    tell_owners(cx, &mut change, &dataset, me, &telling).await?;
    let entry = cx.record(Did::Described(dataset.id)).detail("variables", held.variables.len());
    change.commit(entry.detail("proposal", id).detail("proposed-by", held.proposed_by)).await?;
    Ok(())
}

/// A proposed dictionary is declined, or taken back by whoever proposed it.
pub async fn decline_dictionary(cx: &Context, id: DictionaryProposalId, version: i64) -> Answer<()> {
    let held = dictionary_proposal::<DeclineDictionary>(cx, id).await?;
    let step = held.state.to(DictionaryProposalState::Declined).map_err(|_| No::Stale)?;
    let mut change = cx.change(&held).await?;
    let decided = (cx.person()?, cx.app.world.now());
    if held.version != version || !store::decide_dictionary(&mut change, &held, step, decided).await? {
        return Err(No::Stale);
    }
    change.commit(cx.record(Did::DictionaryDeclined(held.dataset)).detail("proposal", id)).await?;
    Ok(())
}
