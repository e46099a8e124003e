//! One question, one answer.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision as Cedar, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request,
    RestrictedExpression,
};

use crate::load::{Loaded, with_causes};
use crate::{Attr, Decision, Principal, Reason, Resource, words};

pub(crate) fn decide(
    loaded: &Loaded,
    who: &Principal,
    action: &str,
    on: &Resource,
    context: &[(&str, Attr)],
) -> Decision {
    answer(loaded, who, action, on, context).unwrap_or_else(|fault| Decision {
        allowed: false,
        policy: None,
        because: None,
        because_cy: None,
        would_allow: Vec::new(),
        forbidden_by: Vec::new(),
        fault: Some(format!("asking whether \"{}\" may {action} on {} \"{}\": {fault}", who.id, on.kind, on.id)),
    })
}

fn answer(
    loaded: &Loaded,
    who: &Principal,
    action: &str,
    on: &Resource,
    context: &[(&str, Attr)],
) -> Result<Decision, String> {
    let known = loaded.actions.get(action).ok_or("no schema declares this action")?;
    let permits = known.permits.get(on.kind).ok_or("the schema does not allow this action on this kind of thing")?;

    let principal = uid(loaded.person.clone(), &who.id);
    let resource = uid(EntityTypeName::from_str(on.kind).map_err(|e| with_causes(&e))?, &on.id);
    let entities = entities(loaded, &known.entities, who, &principal, on, &resource)?;
    let context = Context::from_pairs(context.iter().map(|(name, value)| ((*name).to_owned(), expression(value))))
        .map_err(|e| with_causes(&e))?;
    let request = Request::new(principal, known.uid.clone(), resource, context, Some(&loaded.schema))
        .map_err(|e| words::from_cedar(&with_causes(&e)))?;
    let response = Authorizer::new().is_authorized(&request, &known.policies, &entities);

    // A policy that fails is skipped by Cedar; had it been a forbid, the skip would be a yes.
    if let Some(error) = response.diagnostics().errors().next() {
        return Err(words::from_cedar(&with_causes(error)));
    }
    let mut reasons: Vec<&Reason> = Vec::new();
    let mut forbidden_by = Vec::new();
    for id in response.diagnostics().reason() {
        let reason = loaded.reason(id).ok_or("a policy decided that nobody loaded")?;
        reasons.push(reason);
        if !loaded.is_permit(id) {
            forbidden_by.push(reason.clone());
        }
    }
    reasons.sort();
    forbidden_by.sort();

    let allowed = response.decision() == Cedar::Allow;
    let deciding = reasons.first();
    let would_allow = if allowed { Vec::new() } else { permits.clone() };
    let (because, because_cy) = match deciding {
        Some(reason) => (Some(reason.because.clone()), Some(reason.because_cy.clone())),
        None => (joined(&would_allow, |r| &r.because), joined(&would_allow, |r| &r.because_cy)),
    };
    Ok(Decision {
        allowed,
        policy: deciding.map(|r| r.policy.clone()),
        because,
        because_cy,
        would_allow,
        forbidden_by,
        fault: None,
    })
}

fn joined(reasons: &[Reason], text: impl Fn(&Reason) -> &String) -> Option<String> {
    let mut texts: Vec<&str> = Vec::new();
    for reason in reasons {
        if !texts.contains(&text(reason).as_str()) {
            texts.push(text(reason));
        }
    }
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// The person and the thing, checked against the schema. Somebody who asks about themselves is one entity.
fn entities(
    loaded: &Loaded,
    known: &Entities,
    who: &Principal,
    principal: &EntityUid,
    on: &Resource,
    resource: &EntityUid,
) -> Result<Entities, String> {
    let mut person = person(&who.id, &who.attrs);
    person.insert("roles", Attr::Set(who.roles.clone()));
    let mut all = Vec::with_capacity(2);
    if principal != resource {
        let thing = if on.kind == "Person" { self::person(&on.id, &on.attrs) } else { collected(&on.attrs) };
        all.push(entity(resource, thing)?);
    }
    all.push(entity(principal, person)?);
    known.clone().add_entities(all, Some(&loaded.schema)).map_err(|e| with_causes(&e))
}

/// A person's attributes over the empty ones. All say what a person holds, so an absent one is one not held.
fn person(id: &str, attrs: &[(&'static str, Attr)]) -> BTreeMap<&'static str, Attr> {
    let mut all = BTreeMap::from([("organisation", Attr::Text(String::new()))]);
    all.extend(["roles", "projects", "coordinates", "owns"].map(|name| (name, Attr::Set(Default::default()))));
    all.extend(collected(attrs));
    all.insert("id", Attr::Text(id.to_owned()));
    all
}

fn collected(attrs: &[(&'static str, Attr)]) -> BTreeMap<&'static str, Attr> {
    attrs.iter().cloned().collect()
}

fn entity(uid: &EntityUid, attrs: BTreeMap<&'static str, Attr>) -> Result<Entity, String> {
    let attrs: HashMap<String, RestrictedExpression> =
        attrs.into_iter().map(|(name, value)| (name.to_owned(), expression(&value))).collect();
    Entity::new(uid.clone(), attrs, HashSet::new()).map_err(|e| with_causes(&e))
}

fn uid(kind: EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind, EntityId::new(id))
}

fn expression(value: &Attr) -> RestrictedExpression {
    match value {
        Attr::Bool(yes) => RestrictedExpression::new_bool(*yes),
        Attr::Long(number) => RestrictedExpression::new_long(*number),
        Attr::Text(text) => RestrictedExpression::new_string(text.clone()),
        Attr::Set(members) => {
            RestrictedExpression::new_set(members.iter().map(|m| RestrictedExpression::new_string(m.clone())))
        }
    }
}
