//! The first operator: somebody must be able to grant roles before anybody can.

use foundation::{Refusal, Refusals};
use platform::{Answer, Context, PersonId, Unasked};

use crate::did::Did;
use crate::model::Role;
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
    no.when(!store::holders(&cx.app, Role::Operator).await?.is_empty(), NoFirstOperator::ThereIsOne);
    no.when(found.is_none(), NoFirstOperator::NoSuchPerson);
    no.or_else(|| ())?;
    let Some(person) = found else { return Err(platform::No::NotFound) };
    let mut change = cx.change_unasked(Unasked::FirstOperator).await?;
    store::grant_first(&cx.app, &mut change, &person).await?;
    change.commit(cx.record(Did::RoleGranted(person.id)).detail("role", Role::Operator)).await?;
    Ok(person.id)
}
