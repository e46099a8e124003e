//! Looking up: what comes back may be used for the action that was asked about.

use permissions::Action;
use platform::{Answer, Context, May, PersonId};

use crate::model::{Accreditation, AccreditationId, Agreement, AgreementId, Person, RoleProposal, RoleProposalId};
use crate::policy::{self, AnswerAccreditationQuery, PersonRecord};
use crate::rules::accreditation as rules;
use crate::store;

pub async fn person<A: Action<On = PersonRecord>>(cx: &Context, id: PersonId) -> Answer<May<A, Person>> {
    cx.lookup(store::person(&cx.app, &id).await?).await
}

pub async fn accreditation<A: Action<On = policy::Accreditation>>(
    cx: &Context,
    id: AccreditationId,
) -> Answer<May<A, Accreditation>> {
    cx.lookup(store::accreditation(&cx.app, id).await?).await
}

pub async fn agreement<A: Action<On = PersonRecord>>(cx: &Context, id: AgreementId) -> Answer<May<A, Agreement>> {
    cx.lookup(store::agreement(&cx.app, id).await?).await
}

pub async fn proposal<A: Action<On = policy::RoleProposal>>(
    cx: &Context,
    id: RoleProposalId,
) -> Answer<May<A, RoleProposal>> {
    cx.lookup(store::proposal(&cx.app, id).await?).await
}

/// One's own request, back with a question. Nobody else learns that it is there.
pub async fn own_query(cx: &Context, id: AccreditationId) -> Answer<May<AnswerAccreditationQuery, Accreditation>> {
    let request = cx.lookup_or_hide::<AnswerAccreditationQuery, _>(store::accreditation(&cx.app, id).await?).await?;
    rules::answer(&request)?;
    Ok(request)
}
