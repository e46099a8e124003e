//! Who may do what, and which rule says so.
//!
//! Each service crate brings a [`Fragment`]: its part of the schema (things and actions) and its policies, Cedar text that
//! a data owner can read. [`Permissions::load`] puts the fragments together and refuses any policy that the schema does not
//! carry, or that has no name or no reason. [`Permissions::decide`] answers one question with the rule that decided it.
//!
//! In policies an action is written `Do::"VoteOnOutput"`; in a schema it is declared as `action VoteOnOutput`.
//!
//! In code both are types: [`cedar!`] makes a struct of each thing with its attributes, and a name of each action, out of
//! the schema itself ([`Thing`], [`Action`]). An action that is declared with `@reads` changes nothing; all others may
//! ([`Changes`]).
//!
//! What cannot be asked properly (an unknown action, a missing or wrongly typed attribute, a policy that fails while it is
//! evaluated) is a no with a [`Decision::fault`]. Cedar itself skips a policy that fails, which would open a door when the
//! policy is a `forbid`.

mod decide;
mod load;
mod matrix;
mod typed;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use foundation_derive::cedar;
pub use load::LoadError;
pub use matrix::Situation;
pub use typed::{Action, Changes, Thing};

/// What one service crate brings: its schema and its policies.
#[derive(Debug, Clone, Copy)]
pub struct Fragment {
    /// The crate's word (`airlock`). Errors name it.
    pub name: &'static str,
    /// Cedar schema text (the human format), without a namespace. It may refer to `Person` and to other fragments' entities.
    pub schema: &'static str,
    /// Cedar policies, each with `@id`, `@because` and `@because_cy`.
    pub policies: &'static str,
}

/// All policies of the house, validated. Cheap to clone.
#[derive(Clone)]
pub struct Permissions(Arc<load::Loaded>);

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attr {
    Bool(bool),
    Long(i64),
    Text(String),
    Set(BTreeSet<String>),
}

impl Attr {
    /// A set of texts, for team members, datasets and the like.
    pub fn set<T: Into<String>>(members: impl IntoIterator<Item = T>) -> Attr {
        Attr::Set(members.into_iter().map(Into::into).collect())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Attr {
        Attr::Text(text.into())
    }
}

/// Who asks. In policies: `principal`, a `Person`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The person's id; empty for a visitor.
    pub id: String,
    pub roles: BTreeSet<String>,
    /// `organisation` (text), `projects`, `coordinates`, `owns` (sets); one left out is empty, that is, not held.
    pub attrs: Vec<(&'static str, Attr)>,
}

impl Principal {
    /// Somebody who has not signed in.
    pub fn visitor() -> Principal {
        Principal { id: String::new(), roles: BTreeSet::from(["visitor".into()]), attrs: Vec::new() }
    }

    /// A person who has signed in, with no attributes yet.
    pub fn new<T: Into<String>>(id: impl Into<String>, roles: impl IntoIterator<Item = T>) -> Principal {
        Principal { id: id.into(), roles: roles.into_iter().map(Into::into).collect(), attrs: Vec::new() }
    }

    /// The same person with one attribute more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Attr) -> Principal {
        self.attrs.push((name, value));
        self
    }
}

/// What it is done to. In policies: `resource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// The entity type as a schema declares it (`Request`).
    pub kind: &'static str,
    pub id: String,
    /// Every attribute that the schema requires. A `Person` gets the same empty values as a [`Principal`].
    pub attrs: Vec<(&'static str, Attr)>,
}

impl Resource {
    /// A thing with no attributes yet.
    pub fn new(kind: &'static str, id: impl Into<String>) -> Resource {
        Resource { kind, id: id.into(), attrs: Vec::new() }
    }

    /// The same thing with one attribute more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Attr) -> Resource {
        self.attrs.push((name, value));
        self
    }
}

/// A policy as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// The policy's `@id`.
    pub policy: String,
    /// Plain English.
    pub because: String,
    /// Plain Welsh.
    pub because_cy: String,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub allowed: bool,
    /// Id of the policy that decided: the permit (the first by name where several hold), or the forbid that fired.
    /// `None` where no policy applied, or with a fault.
    pub policy: Option<String>,
    /// The deciding policy's reason in English. Where no policy applied: the reasons of the permits that could have
    /// allowed this action on this kind of thing, joined by a space.
    pub because: Option<String>,
    /// The same in Welsh.
    pub because_cy: Option<String>,
    /// For a no: the permits for this action on this kind of thing, sorted by id. Empty for a yes.
    pub would_allow: Vec<Reason>,
    /// Forbids that fired, sorted by id.
    pub forbidden_by: Vec<Reason>,
    /// Why the question could not be answered: a mistake in the caller or in a policy, never in what the person did.
    /// Always a no. For the log, not for the person.
    pub fault: Option<String>,
}

/// An action that some fragment declares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActionInfo {
    pub name: String,
    /// The kind of thing it is done to. An action on several kinds stands here once for each.
    pub resource: String,
}

/// One policy in the list of all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub reason: Reason,
    /// `false` for a forbid.
    pub permits: bool,
    /// The fragment that brought it.
    pub fragment: String,
    /// Actions it is about, sorted.
    pub actions: Vec<String>,
}

impl Permissions {
    /// Puts the fragments together with the base (`Person`) and validates strictly.
    ///
    /// # Errors
    /// All that is wrong in schema or policies, not only the first.
    pub fn load(fragments: &[Fragment]) -> Result<Permissions, LoadError> {
        load::load(fragments).map(|loaded| Permissions(Arc::new(loaded)))
    }

    /// May `who` do `action` (a name as in `Do::"VoteOnOutput"`) on `on`, given what only the moment knows?
    pub fn decide(&self, who: &Principal, action: &str, on: &Resource, context: &[(&str, Attr)]) -> Decision {
        decide::decide(&self.0, who, action, on, context)
    }

    /// Every action with every kind of thing it is done to, sorted by name.
    pub fn actions(&self) -> Vec<ActionInfo> {
        self.0.actions()
    }

    /// Every policy, sorted by id.
    pub fn rules(&self) -> Vec<Rule> {
        self.0.rules()
    }

    /// Every action against every situation, as aligned text for a golden file.
    pub fn matrix(&self, situations: &[Situation]) -> String {
        matrix::matrix(self, situations)
    }
}

impl std::fmt::Debug for Permissions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Permissions").field("rules", &self.0.rules().len()).finish()
    }
}
