//! Operators who are made on the machine itself: somebody must be able to grant roles before anybody can, and it takes two.

use foundation::{Refusal, Refusals};
use platform::{Answer, Context, PersonId, Telling, Unasked, accounts, tell};

use crate::did::Did;
use crate::model::Role;
use crate::store;

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoFirstOperator {
    #[refusal("people-operator-exists")]
    ThereAreTwo,
    #[refusal("people-operator-already")]
    Already,
    #[refusal("people-operator-from-a-page")]
    NotFromThePage,
    #[refusal("people-operator-unknown")]
    NoSuchPerson,
}

/// Makes a registered person an operator. Only from the command line of the machine itself, only while there are fewer than
/// two: two are needed to grant a role. Operators and security staff are told.
pub async fn first_operator(cx: &Context, email: &str) -> Answer<PersonId> {
    let app = &cx.app;
    let found = store::find_by_email(app, email).await?;
    let mut operators = store::holders(app, Role::Operator).await?;
    let holds = found.as_ref().is_some_and(|p| operators.contains(&p.id));
    // Whose account is disabled is no operator who could be the second.
    let mut able = Vec::new();
    for operator in operators.drain(..) {
        if accounts::by_person(app, operator).await?.is_some_and(|account| !account.disabled(app)) {
            able.push(operator);
        }
    }
    let operators = able;
    let mut no = Refusals::none();
    no.when(cx.who.is_some() || !cx.address.is_empty(), NoFirstOperator::NotFromThePage);
    no.when(operators.len() >= 2, NoFirstOperator::ThereAreTwo);
    no.when(holds, NoFirstOperator::Already);
    no.when(found.is_none(), NoFirstOperator::NoSuchPerson);
    no.or_else(|| ())?;
    let Some(person) = found else { return Err(platform::No::NotFound) };
    let mut change = cx.change_unasked(Unasked::FirstOperator).await?;
    store::grant_first(app, &mut change, &person).await?;
    let telling = Telling { key: "people-operator-named", args: vec![], link: "/people".into() };
    let mut told = operators;
    told.extend(store::holders(app, Role::Security).await?);
    told.sort();
    told.dedup();
    for one in told {
        tell(app, &mut change, one, &telling).await?;
    }
    change.commit(cx.record(Did::OperatorNamed(person.id)).detail("role", Role::Operator)).await?;
    Ok(person.id)
}
