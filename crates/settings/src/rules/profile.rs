//! What a profile says about routes, levels and conditions: `[settings]` of its profile.toml (1.19, invariant 8).

use std::collections::{BTreeMap, BTreeSet};

use foundation::Date;
use serde::Deserialize;

use super::desk::DeskRules;

/// The section `[settings]`. Read once at the start; [`Rules::faults`] says what does not fit together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What of a dataset says which routes it allows.
    pub class_of: ClassOf,
    /// States of a project in which its space may be entered.
    pub open_states: BTreeSet<String>,
    /// Roles in a project that open its space; an output reviewer's is none of them (TEAM-14).
    pub space_roles: BTreeSet<projects::Role>,
    /// Countries from which people may come in, as two letters (ACC-13). Empty: any.
    #[serde(default)]
    pub countries: BTreeSet<String>,
    /// Accreditation schemes of which a person must hold one, whatever the data (ACC-01). Empty: only the data ask.
    #[serde(default)]
    pub accreditation: BTreeSet<String>,
    /// Courses that everybody must have passed (TRN-01).
    #[serde(default)]
    pub training: BTreeSet<String>,
    /// The course whose age a dataset's owner may limit (2.1, `training.validity`).
    pub dataset_course: String,
    /// Where a wrong entry of a personal address is still accepted: only a demonstration on one machine (NET-01).
    #[serde(default)]
    pub allow_private: bool,
    /// A space session ends this many hours after it began.
    pub session_hours: i64,
    /// Agreements that everybody must have signed (AGR-01, AGR-07).
    #[serde(default, rename = "agreement")]
    pub agreements: Vec<AgreementRule>,
    /// Levels (SRS) or settings (Secure Lab) of datasets, most restrictive first.
    #[serde(rename = "class")]
    pub classes: Vec<Class>,
    /// Kinds of registered place.
    #[serde(rename = "place")]
    pub places: Vec<PlaceKind>,
    /// Routes in the order in which they are shown and chosen (SET-02).
    #[serde(rename = "route")]
    pub routes: Vec<Route>,
    /// From where, and as what, checkers may look at unreleased files.
    pub review: Review,
    /// When desktops are open, and how long they go on unused.
    pub desk: DeskRules,
    /// Where a person mends what stands against them, by topic; `{number}` is the project's number.
    pub remedies: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassOf {
    /// The access level 0 to 3 (CAT-06).
    Level,
    /// The setting that the nature of the data requires (CAT-09).
    Setting,
}

/// A class of data and the routes it leaves open. None at all: closed until its owner says otherwise (1.21, 2.).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    pub id: String,
    /// Key of its words; a number is never shown without them (CAT-03).
    pub words: String,
    pub routes: BTreeSet<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementRule {
    pub kind: String,
    /// A second party, an officer of the institution, must have signed too (AGR-01).
    #[serde(default)]
    pub officer: bool,
    /// The text in force, and the day from which one signed in another text no longer opens (AGR-06).
    #[serde(default)]
    pub version: Option<String>,
    #[serde(default)]
    pub version_from: Option<Date>,
}

impl AgreementRule {
    /// The text that must have been signed on a day.
    pub fn wanted_on(&self, day: Date) -> Option<&str> {
        self.version.as_deref().filter(|_| self.version_from.is_some_and(|from| from <= day))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    Service,
    Organisation,
    Person,
}

/// A kind of registered place: addresses of terminals, office ranges, VPN egress ranges, a person's own address.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceKind {
    pub id: String,
    pub words: String,
    pub owner: Owner,
    /// Addresses of this kind are ends of a VPN (IND-02, NET-06).
    #[serde(default)]
    pub vpn: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteKind {
    /// A room or pod of the service, with the service's own machines.
    ServiceRoom,
    /// A place of the person's organisation.
    Organisation,
    /// Home, through the organisation.
    Home,
    /// The person's own registered address.
    OwnAddress,
}

impl RouteKind {
    /// Whose the place must be.
    pub fn owner(self) -> Owner {
        match self {
            RouteKind::ServiceRoom => Owner::Service,
            RouteKind::Organisation | RouteKind::Home => Owner::Organisation,
            RouteKind::OwnAddress => Owner::Person,
        }
    }
}

/// The part of the organisation's connectivity agreement that a route needs (AOC-05, AOC-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum AocNeed {
    #[default]
    None,
    Office,
    Remote,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vpn {
    Forbidden,
    Required,
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Proxy {
    #[default]
    Any,
    /// NET-03
    Refused,
}

/// One way in (SET-01, SET-02).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    pub id: String,
    pub words: String,
    pub kind: RouteKind,
    /// The kind of place one must be at.
    pub place: String,
    #[serde(default)]
    pub aoc: AocNeed,
    pub vpn: Vpn,
    #[serde(default)]
    pub proxy: Proxy,
    /// Agreements that this route needs beyond everybody's.
    #[serde(default)]
    pub agreements: BTreeSet<String>,
    /// The agreement that must name the device this route is used from (IND-01).
    #[serde(default)]
    pub device_on: Option<String>,
    /// What to do next where this route is open.
    pub next: Remedy,
}

/// A key of words and where they lead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    pub words: String,
    pub link: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    pub role: String,
    pub course: String,
    /// Kinds of place.
    pub places: BTreeSet<String>,
}

impl Rules {
    pub fn route(&self, id: &str) -> Option<&Route> {
        self.routes.iter().find(|r| r.id == id)
    }

    pub fn class(&self, id: &str) -> Option<&Class> {
        self.classes.iter().find(|c| c.id == id)
    }

    pub fn place_kind(&self, id: &str) -> Option<&PlaceKind> {
        self.places.iter().find(|p| p.id == id)
    }

    /// How restrictive a class is: 0 is the most; one that the profile does not name is as closed as can be.
    pub fn rank(&self, class: Option<&str>) -> usize {
        class.and_then(|c| self.classes.iter().position(|k| k.id == c)).unwrap_or(0)
    }

    /// Everything in the section that does not fit together, as sentences for the operator.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for route in &self.routes {
            if !seen.insert(&route.id) {
                faults.push(format!("the route {} is there twice; keep one", route.id));
            }
            match self.place_kind(&route.place) {
                None => faults
                    .push(format!("the route {} names the place {}; add a [[settings.place]]", route.id, route.place)),
                Some(place) => {
                    if place.owner != route.kind.owner() {
                        faults.push(format!(
                            "the route {} and its place {} belong to different owners; change one",
                            route.id, place.id
                        ));
                    }
                    if route.vpn == Vpn::Required && !place.vpn {
                        faults.push(format!(
                            "the route {} needs a VPN, its place {} is none; say vpn = true",
                            route.id, place.id
                        ));
                    }
                    if route.vpn == Vpn::Forbidden && place.vpn {
                        faults.push(format!(
                            "the route {} forbids a VPN, its place {} is one; change one",
                            route.id, place.id
                        ));
                    }
                }
            }
        }
        for class in &self.classes {
            for route in class.routes.iter().filter(|r| self.route(r).is_none()) {
                faults.push(format!("the class {} names the route {route}; add a [[settings.route]]", class.id));
            }
        }
        for place in self.review.places.iter().filter(|p| self.place_kind(p).is_none()) {
            faults.push(format!("[settings.review] names the place {place}; add a [[settings.place]]"));
        }
        for topic in super::Topic::ALL.iter().map(|t| t.word()).filter(|t| !self.remedies.contains_key(*t)) {
            faults.push(format!("[settings.remedies] has no {topic}; say where a person mends it"));
        }
        for rule in self.agreements.iter().filter(|a| a.version.is_some() != a.version_from.is_some()) {
            faults.push(format!(
                "the agreement {} names a version or a day from which it is wanted; name both",
                rule.kind
            ));
        }
        faults.extend(self.desk.faults());
        if self.classes.is_empty() || self.routes.is_empty() || self.session_hours < 1 {
            faults.push("there must be a class, a route and at least one session hour; add them".to_owned());
        }
        faults
    }
}
