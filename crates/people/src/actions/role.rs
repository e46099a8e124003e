//! Granting and taking back roles.

use foundation::Refusal;
use platform::{Answer, Context, No, PersonId};

use super::look;
use crate::did::Did;
use crate::model::Role;
use crate::policy::GrantRole;
use crate::store;

/// Why a role cannot be granted or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoRole {
    #[refusal("people-role-not-held")]
    NotHeld,
}

/// An operator grants a role, never to themselves.
pub async fn grant_role(cx: &Context, person: PersonId, role: Role) -> Answer<()> {
    let held = look::person::<GrantRole>(cx, person).await?;
    // Granted twice is granted once.
    if store::held(&cx.app, person).await?.contains(&role) {
        return Ok(());
    }
    let mut change = cx.change(&held).await?;
    store::grant(&cx.app, &mut change, &held, role).await?;
    change.commit(cx.record(Did::RoleGranted(person)).detail("role", role)).await?;
    Ok(())
}

pub async fn revoke_role(cx: &Context, person: PersonId, role: Role) -> Answer<()> {
    let held = look::person::<GrantRole>(cx, person).await?;
    let mut change = cx.change(&held).await?;
    if !store::revoke(&cx.app, &mut change, &held, role).await? {
        return Err(No::refused(NoRole::NotHeld));
    }
    change.commit(cx.record(Did::RoleRevoked(person)).detail("role", role)).await?;
    Ok(())
}
