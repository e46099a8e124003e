//! What an endpoint must answer a person: computed from the policies and from what the test knows of things and people.

use std::collections::{BTreeMap, BTreeSet};

use permissions::{Permissions, Resource};

use super::person::{Person, Place};
use super::row::{Ask, Row, Then};

/// Somewhere in the service: what endpoints are asked about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Thing {
    pub(crate) name: &'static str,
    /// What stands for it in paths and bodies.
    pub(crate) fills: BTreeMap<&'static str, String>,
    /// What the policies see of it, by the kind that a row names.
    pub(crate) resources: BTreeMap<&'static str, Resource>,
    /// The number of the project whose space it belongs to.
    pub(crate) space: String,
    /// The people who work in that space.
    pub(crate) researchers: BTreeSet<String>,
    /// Whose it is, where it is one's own.
    pub(crate) owner: String,
}

impl Thing {
    pub(crate) fn new(name: &'static str) -> Thing {
        Thing { name, ..Thing::default() }
    }

    pub(crate) fn fill(mut self, name: &'static str, value: impl Into<String>) -> Thing {
        self.fills.insert(name, value.into());
        self
    }

    pub(crate) fn is(mut self, kind: &'static str, resource: Resource) -> Thing {
        self.resources.insert(kind, resource);
        self
    }
}

/// Kinds of which there is one thing only.
const GENERAL: [&str; 4] = ["Service", "Projects", "Catalogue", "CheckQueue"];

/// What an answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    Done,
    SignIn,
    NotFound,
    Forbidden,
    Stale,
    Refused,
    /// None of these: never right.
    Other(u16),
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Told::Done => f.write_str("it was done (2xx or on to a page)"),
            Told::SignIn => f.write_str("sign in first"),
            Told::NotFound => f.write_str("not found (404)"),
            Told::Forbidden => f.write_str("forbidden (403)"),
            Told::Stale => f.write_str("stale (409)"),
            Told::Refused => f.write_str("refused or to be corrected (422)"),
            Told::Other(status) => write!(f, "{status}"),
        }
    }
}

/// What must come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expected {
    LetIn(Then),
    SignIn,
    Hidden,
    /// With one of these sentences of the policies.
    Forbidden(String),
    /// A further decision says no: of the space, or of the checkers' place.
    Decided,
}

impl Expected {
    pub(crate) fn told(&self) -> Told {
        match self {
            Expected::LetIn(Then::Done) => Told::Done,
            Expected::LetIn(Then::Stale) => Told::Stale,
            Expected::LetIn(Then::Refused) | Expected::Decided => Told::Refused,
            Expected::LetIn(Then::Absent) | Expected::Hidden => Told::NotFound,
            Expected::SignIn => Told::SignIn,
            Expected::Forbidden(_) => Told::Forbidden,
        }
    }

    pub(crate) fn let_in(&self) -> bool {
        matches!(self, Expected::LetIn(_))
    }
}

/// What the test knows beside things and people.
pub(crate) struct Facts {
    pub(crate) permissions: Permissions,
    /// Who has entered which project's space, in which browser: name of the person, number of the project.
    pub(crate) inside: BTreeSet<(String, String)>,
    /// What this profile has.
    pub(crate) has: BTreeSet<&'static str>,
}

impl Facts {
    /// The first no of what the row asks, or how somebody let in is answered.
    pub(crate) fn expected(&self, row: &Row, thing: &Thing, who: &Person) -> Expected {
        let no = row.asks.iter().find_map(|ask| self.no(*ask, thing, who));
        no.unwrap_or_else(|| Expected::LetIn(row.then_about(thing.name)))
    }

    /// The same about a thing that is nowhere: whoever might not see it learns no more than that.
    pub(crate) fn expected_nowhere(&self, row: &Row, nowhere: &Thing, who: &Person) -> Expected {
        for ask in &row.asks {
            let no = match ask {
                Ask::Hide(..) if who.factors == 2 => Some(Expected::Hidden),
                Ask::HideFromAll(..) | Ask::Own => Some(Expected::Hidden),
                Ask::Forbid(_, kind) if !GENERAL.contains(kind) && !nowhere.resources.contains_key(kind) => {
                    Some(Expected::Hidden)
                }
                other => self.no(*other, nowhere, who),
            };
            if let Some(no) = no {
                return no;
            }
        }
        Expected::Hidden
    }

    fn no(&self, ask: Ask, thing: &Thing, who: &Person) -> Option<Expected> {
        let signed = who.factors == 2;
        let unless = |yes: bool, no: Expected| if yes { None } else { Some(no) };
        match ask {
            Ask::Signed => unless(signed, Expected::SignIn),
            Ask::Password => unless(who.factors > 0, Expected::SignIn),
            Ask::Hide(action, kind) => {
                let no = if signed { Expected::Hidden } else { Expected::SignIn };
                unless(self.allowed(who, action, thing, kind).is_ok(), no)
            }
            Ask::HideFromAll(action, kind) => unless(self.allowed(who, action, thing, kind).is_ok(), Expected::Hidden),
            Ask::Forbid(action, kind) => {
                let no = |because| if signed { Expected::Forbidden(because) } else { Expected::SignIn };
                self.allowed(who, action, thing, kind).err().map(no)
            }
            Ask::ForbidBoth(actions, kind) => {
                let allowed = actions.iter().any(|action| self.allowed(who, action, thing, kind).is_ok());
                let last = self.allowed(who, actions[1], thing, kind).err().unwrap_or_default();
                unless(allowed, if signed { Expected::Forbidden(last) } else { Expected::SignIn })
            }
            Ask::Inside => {
                let session = (who.name.clone(), thing.space.clone());
                unless(self.inside.contains(&session), Expected::Decided)
            }
            Ask::MayEnter => {
                let member = thing.researchers.contains(&who.id);
                unless(member && who.fit && who.place == Place::SafeRoom, Expected::Decided)
            }
            Ask::StaffOffice => unless(who.place == Place::StaffOffice, Expected::Decided),
            Ask::Checker => unless(Facts::is_checker(who), Expected::Decided),
            Ask::CheckerFromOutside if thing.researchers.contains(&who.id) => None,
            Ask::CheckerFromOutside if self.allowed(who, "ReviewOutput", thing, "OutputRequest").is_err() => {
                Some(Expected::Hidden)
            }
            Ask::CheckerFromOutside => unless(Facts::is_checker(who), Expected::Decided),
            Ask::Own => unless(thing.owner == who.id, Expected::Hidden),
            Ask::Here => unless(who.place == Place::SafeRoom, Expected::Hidden),
            Ask::Has(what) => unless(self.has.contains(what), Expected::Hidden),
        }
    }

    fn is_checker(who: &Person) -> bool {
        who.roles.contains("output-checker") && who.trained_checker && who.place == Place::StaffOffice
    }

    /// A yes of the policies, or the sentence with which they say no.
    fn allowed(&self, who: &Person, action: &str, thing: &Thing, kind: &'static str) -> Result<(), String> {
        let resource = match kind {
            kind if GENERAL.contains(&kind) => Resource::new(kind, "one"),
            _ => thing.resources.get(kind).cloned().unwrap_or_else(|| panic!("{} is no {kind}", thing.name)),
        };
        let decision = self.permissions.decide(&who.principal(), action, &resource, &[]);
        assert_eq!(decision.fault, None, "{action} on {}", thing.name);
        if decision.allowed { Ok(()) } else { Err(decision.because.unwrap_or_default()) }
    }
}
