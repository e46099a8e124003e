//! The first operator: somebody must be able to grant roles before anybody can.

use foundation::{Refusal, Refusals};
use platform::{Answer, Context, PersonId};

use crate::store;

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoFirstOperator {
    #[refusal("people-operator-exists")]
    ThereIsOne,
    #[refusal("people-operator-from-a-page")]
    NotFromThePage,
    #[refusal("people-operator-unknown")]
    NoSuchPerson,
}

/// Makes a registered person the first operator. Only from the command line of the machine itself, only while there is
/// no operator.
pub async fn first_operator(cx: &Context, email: &str) -> Answer<PersonId> {
    let found = store::find_by_email(&cx.app, email).await?;
    let mut no = Refusals::none();
    no.when(cx.who.is_some() || !cx.address.is_empty(), NoFirstOperator::NotFromThePage);
    no.when(!store::with_role(&cx.app, "operator").await?.is_empty(), NoFirstOperator::ThereIsOne);
    no.when(found.is_none(), NoFirstOperator::NoSuchPerson);
    no.or_else(|| ())?;
    let Some(person) = found else { return Err(platform::No::NotFound) };
    let mut change = cx.app.store.change().await?;
    store::grant(&cx.app, &mut change, person.id, "operator").await?;
    change.commit(cx.entry("role-granted", "person", person.id).detail("role", "operator")).await?;
    Ok(person.id)
}
