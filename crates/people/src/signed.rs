//! What an entry of the record says of somebody's role.

use ::store::Entry;
use foundation::Moment;
use platform::PersonId;

use crate::model::Role;
use crate::rules::roles::{Deed, RoleEntry};

/// What an entry about a person says of one of their roles; `None` where it says nothing of one.
pub fn role_entry(entry: &Entry) -> Option<RoleEntry> {
    let person: PersonId = (entry.thing.kind == "person").then(|| entry.thing.id.parse().ok()).flatten()?;
    let role: Role = entry.detail.get("role")?.parse().ok()?;
    let who = entry.who.parse().ok();
    let proposal = entry.detail.get("proposal").and_then(|id| id.parse().ok());
    let from = entry.detail.get("from").and_then(|from| from.parse().ok()).map(Moment);
    let deed = match (entry.action.as_str(), proposal, from) {
        ("operator-named", ..) => Deed::Named,
        // As versions before the two operators named the first one.
        ("role-granted", None, _) if entry.who == "service" && role == Role::Operator => Deed::Named,
        ("role-proposed", Some(_), _) => Deed::Proposed,
        ("role-granted", Some(_), Some(from)) => Deed::Confirmed { from },
        ("role-declined", Some(_), _) => Deed::Declined,
        ("role-revoked", ..) => Deed::Revoked,
        _ => return None,
    };
    Some(RoleEntry { at: Moment(entry.at), who, person, role, proposal, deed })
}
