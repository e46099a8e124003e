//! Fragments in, one validated set of policies out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;

use cedar_policy::{
    ActionConstraint, Effect, Entities, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet, ResourceConstraint,
    Schema, SchemaFragment, ValidationMode, Validator,
};

use crate::{ActionInfo, Fragment, Reason, Rule, words};

const BASE: &str = include_str!("base.cedarschema");

/// All that is wrong with the fragments.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("policies cannot be loaded; mend each of these and start again:\n  {}", .0.join("\n  "))]
pub struct LoadError(pub Vec<String>);

pub(crate) struct Loaded {
    pub(crate) schema: Schema,
    pub(crate) person: EntityTypeName,
    pub(crate) actions: HashMap<String, Action>,
    rules: BTreeMap<String, Rule>,
}

/// What is known of an action before anybody asks.
pub(crate) struct Action {
    pub(crate) uid: EntityUid,
    /// Only the policies whose scope names this action: the others could neither hold nor fail.
    pub(crate) policies: PolicySet,
    /// The action and the groups it is in: what a question's person and thing are added to.
    pub(crate) entities: Entities,
    /// Permits that could hold, by the kind of thing. Its keys are the kinds that the schema allows.
    pub(crate) permits: BTreeMap<String, Vec<Reason>>,
}

impl Loaded {
    pub(crate) fn actions(&self) -> Vec<ActionInfo> {
        let mut all: Vec<ActionInfo> = self
            .actions
            .iter()
            .flat_map(|(name, action)| {
                action.permits.keys().map(|kind| ActionInfo { name: name.clone(), resource: kind.clone() })
            })
            .collect();
        all.sort();
        all
    }

    pub(crate) fn rules(&self) -> Vec<Rule> {
        self.rules.values().cloned().collect()
    }

    pub(crate) fn reason(&self, id: &PolicyId) -> Option<&Reason> {
        self.rules.get::<str>(id.as_ref()).map(|rule| &rule.reason)
    }

    pub(crate) fn is_permit(&self, id: &PolicyId) -> bool {
        self.rules.get::<str>(id.as_ref()).is_some_and(|rule| rule.permits)
    }
}

pub(crate) fn load(fragments: &[Fragment]) -> Result<Loaded, LoadError> {
    let schema = read_schema(fragments)?;
    let (policies, mut rules) = read_policies(fragments)?;
    validate(&schema, &policies)?;
    let person = EntityTypeName::from_str("Person").map_err(|e| LoadError(vec![e.to_string()]))?;
    let actions = read_actions(&schema, &policies, &mut rules)?;
    Ok(Loaded { schema, person, actions, rules })
}

fn read_schema(fragments: &[Fragment]) -> Result<Schema, LoadError> {
    let mut wrong = Vec::new();
    let mut parts = Vec::new();
    for (name, text) in [("permissions", BASE)].into_iter().chain(fragments.iter().map(|f| (f.name, f.schema))) {
        match SchemaFragment::from_cedarschema_str(text) {
            Ok((part, warnings)) => {
                wrong.extend(warnings.map(|w| format!("schema of {name}: {w}")));
                parts.push(part);
            }
            Err(error) => wrong.push(format!("schema of {name}: {}", with_causes(&error))),
        }
    }
    if !wrong.is_empty() {
        return Err(LoadError(wrong));
    }
    Schema::from_schema_fragments(parts).map_err(|e| LoadError(vec![format!("schema: {}", with_causes(&e))]))
}

fn read_policies(fragments: &[Fragment]) -> Result<(PolicySet, BTreeMap<String, Rule>), LoadError> {
    let mut wrong = Vec::new();
    let mut all = PolicySet::new();
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    for fragment in fragments {
        let name = fragment.name;
        let set = match PolicySet::from_str(&words::to_cedar(fragment.policies)) {
            Ok(set) => set,
            Err(error) => {
                wrong.extend(
                    error.iter().map(|e| format!("policies of {name}: {}", words::from_cedar(&with_causes(e)))),
                );
                continue;
            }
        };
        if set.num_of_templates() > 0 {
            wrong.push(format!("policies of {name}: a template (?principal, ?resource); write it out for each"));
        }
        for policy in set.policies() {
            let reason = match reason_of(policy) {
                Ok(reason) => reason,
                Err(missing) => {
                    wrong.push(format!("policies of {name}: {missing}:\n{policy}"));
                    continue;
                }
            };
            if let Some(other) = rules.get(&reason.policy) {
                wrong.push(format!(
                    "policies of {name}: @id(\"{}\") is taken by {}; an id names one policy",
                    reason.policy, other.fragment
                ));
                continue;
            }
            let id = reason.policy.clone();
            if let Err(error) = all.add(policy.new_id(PolicyId::new(&id))) {
                wrong.push(format!("policies of {name}: {id}: {error}"));
            }
            let permits = policy.effect() == Effect::Permit;
            rules.insert(id, Rule { reason, permits, fragment: name.into(), actions: Vec::new() });
        }
    }
    if wrong.is_empty() { Ok((all, rules)) } else { Err(LoadError(wrong)) }
}

fn reason_of(policy: &Policy) -> Result<Reason, String> {
    let text = |key: &str| {
        policy
            .annotation(key)
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(String::from)
            .ok_or_else(|| format!("a policy without @{key}(\"…\")"))
    };
    let id = text("id")?;
    if !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(format!("@id(\"{id}\") is not lower case words joined by -"));
    }
    Ok(Reason { policy: id, because: text("because")?, because_cy: text("because_cy")? })
}

fn validate(schema: &Schema, policies: &PolicySet) -> Result<(), LoadError> {
    let result = Validator::new(schema.clone()).validate(policies, ValidationMode::Strict);
    let mut wrong: Vec<String> = result.validation_errors().map(|e| words::from_cedar(&with_causes(e))).collect();
    // A warning is a policy that can never hold or a string that looks like another: both are mistakes here.
    wrong.extend(result.validation_warnings().map(|w| words::from_cedar(&w.to_string())));
    wrong.sort();
    if wrong.is_empty() { Ok(()) } else { Err(LoadError(wrong)) }
}

fn read_actions(
    schema: &Schema,
    policies: &PolicySet,
    rules: &mut BTreeMap<String, Rule>,
) -> Result<HashMap<String, Action>, LoadError> {
    let groups = schema.action_entities().map_err(|e| LoadError(vec![format!("actions: {}", with_causes(&e))]))?;
    let mut actions = HashMap::new();
    for uid in schema.actions() {
        let name = uid.id().unescaped().to_owned();
        let kinds: BTreeSet<String> =
            schema.resources_for_action(uid).into_iter().flatten().map(ToString::to_string).collect();
        let mut own = PolicySet::new();
        let mut permits: BTreeMap<String, Vec<Reason>> = kinds.into_iter().map(|kind| (kind, Vec::new())).collect();
        for policy in policies.policies() {
            let is_or_is_in = |group: &EntityUid| group == uid || groups.is_ancestor_of(group, uid);
            let about = match policy.action_constraint() {
                ActionConstraint::Any => true,
                ActionConstraint::Eq(one) => one == *uid,
                ActionConstraint::In(some) => some.iter().any(is_or_is_in),
            };
            if !about {
                continue;
            }
            own.add(policy.clone()).map_err(|e| LoadError(vec![format!("action {name}: {e}")]))?;
            let Some(rule) = rules.get_mut::<str>(policy.id().as_ref()) else {
                continue;
            };
            rule.actions.push(name.clone());
            if rule.permits {
                for (kind, reasons) in &mut permits {
                    if may_be_about(&policy.resource_constraint(), kind) {
                        reasons.push(rule.reason.clone());
                    }
                }
            }
        }
        let above = groups.ancestors(uid).into_iter().flatten();
        let known = above.chain([uid]).filter_map(|group| groups.get(group).cloned());
        let own_groups = Entities::from_entities(known, None)
            .map_err(|e| LoadError(vec![format!("action {name}: {}", with_causes(&e))]))?;
        permits.values_mut().for_each(|reasons| reasons.sort());
        actions.insert(name, Action { uid: uid.clone(), policies: own, entities: own_groups, permits });
    }
    rules.values_mut().for_each(|rule| rule.actions.sort());
    Ok(actions)
}

fn may_be_about(constraint: &ResourceConstraint, kind: &str) -> bool {
    match constraint {
        ResourceConstraint::Any | ResourceConstraint::In(_) => true,
        ResourceConstraint::Eq(uid) => uid.type_name().to_string() == kind,
        ResourceConstraint::Is(name) | ResourceConstraint::IsIn(name, _) => name.to_string() == kind,
    }
}

/// An error with its causes: Cedar often says what is wrong only in the second.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let next_text = next.to_string();
        if !text.contains(&next_text) {
            text = format!("{text}: {next_text}");
        }
        cause = next.source();
    }
    text
}
