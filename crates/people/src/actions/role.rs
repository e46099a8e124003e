//! Granting and taking back roles.

use permissions::{Attr, Resource};
use platform::{Answer, Context, No, OrNotFound, PersonId, Said};

use crate::store;

/// Every role that can be granted.
pub const ROLES: &[&str] = &[
    "support",
    "connectivity",
    "accreditation",
    "training",
    "quality",
    "feasibility",
    "ethics",
    "data-owner",
    "accreditation-body",
    "output-checker",
    "security",
    "audit",
    "impact",
    "signatory",
    "operator",
];

fn record(person: PersonId) -> Resource {
    Resource::new("PersonRecord", person.to_string()).with("person", Attr::text(person.to_string()))
}

fn known(role: &str) -> Answer<()> {
    if ROLES.contains(&role) { Ok(()) } else { Err(No::Refused(vec![Said::new("people-role-unknown", &[])])) }
}

/// An operator grants a role, never to themselves.
pub async fn grant_role(cx: &Context, person: PersonId, role: &str) -> Answer<()> {
    cx.permit("GrantRole", &record(person))?;
    known(role)?;
    store::person(&cx.app, &person).await?.or_not_found()?;
    // Granted twice is granted once.
    if store::roles(&cx.app, person).await?.contains(role) {
        return Ok(());
    }
    let mut change = cx.app.store.change().await?;
    store::grant(&cx.app, &mut change, person, role).await?;
    change.commit(cx.entry("role-granted", "person", person).detail("role", role)).await?;
    Ok(())
}

pub async fn revoke_role(cx: &Context, person: PersonId, role: &str) -> Answer<()> {
    cx.permit("GrantRole", &record(person))?;
    known(role)?;
    let mut change = cx.app.store.change().await?;
    if store::revoke(&cx.app, &mut change, person, role).await? == 0 {
        return Err(No::NotFound);
    }
    change.commit(cx.entry("role-revoked", "person", person).detail("role", role)).await?;
    Ok(())
}
