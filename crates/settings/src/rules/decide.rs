//! The one decision. Every cause is looked for by itself, so that none hides another (invariant 3, LVL-16).

use std::collections::BTreeSet;

use foundation::Date;
use jiff::Span;

use super::facts::{Accreditation, Agreement, Aoc, Dataset, Part};
use super::{AocNeed, Cause, Facts, Proxy, Reason, Remedy, Route, RouteKind, Rules, Standing, Supervisor, Vpn};

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub allowed: bool,
    /// The way they come in by, where they may.
    pub route: Option<String>,
    /// The registered place they are at, on that route.
    pub place: Option<String>,
    /// Ways that would be open from the right place, in the profile's order.
    pub routes_open: Vec<String>,
    /// The routes whose place this is, open or not.
    pub routes_here: Vec<String>,
    /// Everything that closes some route. Never empty where the answer is no.
    pub reasons: Vec<Reason>,
    /// The project's class: the most restrictive of all datasets that count (LVL-04). `None` while no data count.
    pub class: Option<String>,
    /// Titles of the datasets that make it so (LVL-11).
    pub limiting: Vec<String>,
    /// What the person can do next, without doubles (LVL-10).
    pub steps: Vec<Step>,
}

/// Words and a link.
pub type Step = Remedy;

/// May this person enter this project's space from here, now? Total, and without any effect.
pub fn decide(facts: &Facts, rules: &Rules) -> Decision {
    let mut no = Gathered { facts, rules, reasons: Vec::new() };
    no.membership();
    no.project();
    no.country();
    no.accreditation();
    no.training();
    no.agreements();
    no.datasets();
    no.connectivity();
    let standing = no.reasons.len();
    let routes_here = no.place();
    let reasons = no.reasons;

    let closed = |route: &Route, among: &[Reason]| among.iter().any(|r| r.closes.contains(&route.id));
    let open: Vec<&Route> = rules.routes.iter().filter(|r| !closed(r, &reasons[..standing])).collect();
    let taken = open.iter().find(|r| !closed(r, &reasons));
    let place = taken.and_then(|route| facts.here.places.iter().find(|p| p.theirs && p.kind == route.place));
    let (class, limiting) = class(facts, rules);
    let steps = steps(facts, &open, &reasons[..standing]);
    Decision {
        allowed: taken.is_some(),
        route: taken.map(|r| r.id.clone()),
        place: place.map(|p| p.id.clone()),
        routes_open: open.iter().map(|r| r.id.clone()).collect(),
        routes_here,
        reasons,
        class,
        limiting,
        steps,
    }
}

fn class(facts: &Facts, rules: &Rules) -> (Option<String>, Vec<String>) {
    let rank = |d: &Dataset| rules.rank(d.class.as_deref());
    let Some(lowest) = facts.counting().map(rank).min() else { return (None, Vec::new()) };
    let limiting = facts.counting().filter(|d| rank(d) == lowest).map(|d| d.title.clone()).collect();
    (rules.classes.get(lowest).map(|c| c.id.clone()), limiting)
}

/// First what opens another way, then how to use the ways that are open.
fn steps(facts: &Facts, open: &[&Route], standing: &[Reason]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for reason in standing {
        let step = Remedy { words: reason.remedy_key.clone(), link: reason.remedy_link.clone() };
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    for route in open {
        let link = route.next.link.replace("{number}", &facts.project.number);
        let step = Remedy { words: route.next.words.clone(), link };
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps
}

fn iso(date: Date) -> String {
    date.to_string()
}

struct Gathered<'a> {
    facts: &'a Facts,
    rules: &'a Rules,
    reasons: Vec<Reason>,
}

impl Gathered<'_> {
    fn all(&self) -> BTreeSet<String> {
        self.rules.routes.iter().map(|r| r.id.clone()).collect()
    }

    fn routes(&self, which: impl Fn(&Route) -> bool) -> BTreeSet<String> {
        self.rules.routes.iter().filter(|r| which(r)).map(|r| r.id.clone()).collect()
    }

    fn because(&mut self, cause: Cause) {
        let all = self.all();
        self.closes(all, cause);
    }

    fn closes(&mut self, routes: BTreeSet<String>, cause: Cause) {
        if routes.is_empty() {
            return;
        }
        let link = self.rules.remedies.get(cause.topic().word()).cloned().unwrap_or_default();
        let link = link.replace("{number}", &self.facts.project.number);
        self.reasons.push(Reason::new(cause, routes, link));
    }

    fn membership(&mut self) {
        let today = self.facts.today();
        let all = &self.facts.project.memberships;
        let with_space = || all.iter().filter(|m| self.rules.space_roles.contains(&m.role));
        if with_space().any(|m| m.from <= today && m.until.is_none_or(|u| today <= u)) {
            return;
        }
        let cause = if let Some(from) = with_space().map(|m| m.from).filter(|f| *f > today).min() {
            Cause::MemberLater { from: iso(from) }
        } else if let Some(until) = with_space().filter_map(|m| m.until).max() {
            Cause::MemberPast { until: iso(until) }
        } else if let Some(other) = all.first() {
            Cause::RoleWithoutSpace { role: other.role.word().to_owned() }
        } else {
            Cause::NoMember
        };
        self.because(cause);
    }

    fn project(&mut self) {
        let today = self.facts.today();
        let project = &self.facts.project;
        if !self.rules.open_states.contains(project.state.word()) {
            self.because(Cause::ProjectState { state: project.state.word().to_owned() });
        }
        if let Some(from) = project.starts.filter(|from| today < *from) {
            self.because(Cause::ProjectLater { from: iso(from) });
        }
        if let Some(until) = project.ends.filter(|until| *until < today) {
            self.because(Cause::ProjectOver { until: iso(until) });
        }
    }

    /// Where the person works from (ACC-13). A country that is not known is none of those that are open.
    fn country(&mut self) {
        let open = &self.rules.countries;
        if !open.is_empty() && !open.contains(&self.facts.person.known.country) {
            self.because(Cause::CountryClosed { countries: joined(open.iter()) });
        }
    }

    /// The schemes in which the person is accredited today.
    fn schemes(&self) -> BTreeSet<&str> {
        let today = self.facts.today();
        let held = self.facts.person.known.accreditations.iter().filter(|a| against(a, today).is_none());
        held.map(|a| a.scheme.as_str()).collect()
    }

    fn accreditation(&mut self) {
        let wanted = &self.rules.accreditation;
        let held = self.schemes();
        if wanted.is_empty() || wanted.iter().any(|s| held.contains(s.as_str())) {
            return;
        }
        let today = self.facts.today();
        let near = self.facts.person.known.accreditations.iter().filter(|a| wanted.contains(&a.scheme));
        // The one that is nearest to opening says most.
        let cause = near.filter_map(|a| against(a, today)).min_by_key(|(order, _)| *order).map(|(_, cause)| cause);
        self.because(cause.unwrap_or_else(|| Cause::AccreditationNone { schemes: joined(wanted.iter()) }));
    }

    fn training(&mut self) {
        let today = self.facts.today();
        for course in &self.rules.training {
            let passes =
                || self.facts.person.known.training.iter().filter(|t| &t.course == course && t.passed_on <= today);
            if passes().any(|t| today <= t.until) {
                continue;
            }
            let course = course.clone();
            let cause = match passes().map(|t| t.until).max() {
                Some(until) => Cause::TrainingOver { course, until: iso(until) },
                None => Cause::TrainingNone { course },
            };
            self.because(cause);
        }
    }

    fn agreements(&mut self) {
        let (rules, signed, today) = (self.rules, &self.facts.person.known.agreements, self.facts.today());
        for cause in unsigned(signed, rules, today) {
            self.because(cause);
        }
        let general = |kind: &String| rules.agreements.iter().any(|a| &a.kind == kind);
        let more: BTreeSet<&String> = rules.routes.iter().flat_map(|r| &r.agreements).filter(|k| !general(k)).collect();
        for kind in more {
            if let Some(cause) = agreement(signed, today, (kind.as_str(), false, None)) {
                let routes = self.routes(|r| r.agreements.contains(kind));
                self.closes(routes, cause);
            }
        }
        let devices: BTreeSet<&String> = rules.routes.iter().filter_map(|r| r.device_on.as_ref()).collect();
        for kind in devices {
            let mut held = signed.iter().filter(|a| &a.kind == kind && in_force(a, today)).peekable();
            // Without the agreement there is a reason already, and signing one names the device.
            if held.peek().is_some() && !held.any(|a| a.device) {
                let routes = self.routes(|r| r.device_on.as_ref() == Some(kind));
                self.closes(routes, Cause::AgreementDevice { agreement: kind.clone() });
            }
        }
    }

    fn datasets(&mut self) {
        let facts = self.facts;
        for dataset in facts.counting() {
            self.dataset_routes(dataset);
            self.dataset_person(dataset);
        }
    }

    fn dataset_routes(&mut self, dataset: &Dataset) {
        let name = || dataset.title.clone();
        let rules = self.rules;
        let class = dataset.class.as_deref().and_then(|c| rules.class(c)).filter(|c| !c.routes.is_empty());
        let Some(class) = class else {
            self.because(Cause::DatasetClosed { dataset: name() });
            return;
        };
        let shut = self.routes(|r| !class.routes.contains(&r.id));
        self.closes(shut, Cause::DatasetClass { dataset: name(), class: class.id.clone() });
        if let Some(narrowed) = &dataset.narrowed {
            let shut = self.routes(|r| class.routes.contains(&r.id) && !narrowed.contains(&r.id));
            self.closes(shut, Cause::DatasetNarrowed { dataset: name() });
        }
    }

    /// What a dataset's owner asks of the person (ACC-06 to ACC-08).
    fn dataset_person(&mut self, dataset: &Dataset) {
        let facts = self.facts;
        let name = || dataset.title.clone();
        let held = self.schemes();
        // Where whatever mends everybody's requirement mends this one too, it is said once.
        let general = !self.rules.accreditation.is_empty()
            && self.rules.accreditation.iter().all(|s| dataset.schemes.contains(s))
            && !self.rules.accreditation.iter().any(|s| held.contains(s.as_str()));
        if !dataset.schemes.is_empty() && !general && !dataset.schemes.iter().any(|s| held.contains(s.as_str())) {
            self.because(Cause::DatasetAccreditation { dataset: name(), schemes: joined(dataset.schemes.iter()) });
        }
        let kinds = &dataset.organisation_kinds;
        if !kinds.is_empty() && !kinds.contains(&facts.person.known.organisation_kind) {
            self.because(Cause::DatasetOrganisation { dataset: name(), kinds: joined(kinds.iter()) });
        }
        if let Some(months) = dataset.training_months {
            let today = facts.today();
            let course = &self.rules.dataset_course;
            let passes: Vec<_> = facts
                .person
                .known
                .training
                .iter()
                .filter(|t| &t.course == course && t.passed_on <= today && today <= t.until)
                .collect();
            let fresh = passes.iter().any(|t| today < after_months(t.passed_on, months));
            let said = passes.is_empty() && self.rules.training.contains(course);
            if !fresh && !said {
                self.because(Cause::DatasetTraining { dataset: name(), months });
            }
        }
    }

    /// The organisation's agreement: the foundation opens the office, the add-on opens home on top of it (AOC-06).
    fn connectivity(&mut self) {
        let office = self.routes(|r| r.aoc != AocNeed::None);
        let remote = self.routes(|r| r.aoc == AocNeed::Remote);
        let none = Aoc::default();
        let aoc = self.facts.aoc.as_ref().unwrap_or(&none);
        let today = self.facts.today();
        let organisation = &self.facts.person.known.organisation_name;
        if let Some(cause) = part(organisation, "office", aoc.office.as_ref(), today) {
            self.closes(office.clone(), cause);
        }
        if let Some(cause) = part(organisation, "remote", aoc.remote.as_ref(), today) {
            self.closes(remote, cause);
        }
        if aoc.suspended.is_some_and(|since| since <= today) {
            self.closes(office, Cause::AocSuspended { organisation: organisation.clone() });
        }
    }

    /// Where they are. The answer names the routes whose place this is.
    fn place(&mut self) -> Vec<String> {
        let here = &self.facts.here;
        let rules = self.rules;
        let mut routes_here = Vec::new();
        for route in &rules.routes {
            if here.places.iter().any(|p| p.theirs && p.kind == route.place) {
                routes_here.push(route.id.clone());
                continue;
            }
            let id = route.id.clone();
            let cause = match route.kind {
                RouteKind::ServiceRoom => Cause::PlaceRoom { route: id },
                _ if route.vpn == Vpn::Required => Cause::PlaceVpn { route: id },
                RouteKind::Organisation | RouteKind::Home => Cause::PlaceOrganisation { route: id },
                RouteKind::OwnAddress if self.facts.person.has_address => Cause::PlaceOwn { route: id },
                RouteKind::OwnAddress => Cause::AddressNone { route: id },
            };
            self.closes(BTreeSet::from([route.id.clone()]), cause);
        }
        let vpn = |kind: &str| rules.place_kind(kind).is_some_and(|k| k.vpn);
        if here.places.iter().any(|p| vpn(&p.kind)) {
            let routes = self.routes(|r| r.vpn == Vpn::Forbidden);
            self.closes(routes, Cause::VpnForbidden);
        }
        if here.proxied {
            let routes = self.routes(|r| r.proxy == Proxy::Refused);
            self.closes(routes, Cause::Proxied);
        }
        routes_here
    }
}

/// What stands against an accreditation today; the number orders them, the nearest to opening first.
fn against(a: &Accreditation, today: Date) -> Option<(u8, Cause)> {
    let scheme = a.scheme.clone();
    match a.standing {
        Standing::Granted => {}
        Standing::Pending => return Some((3, Cause::AccreditationPending { scheme })),
        Standing::Suspended => return Some((2, Cause::AccreditationSuspended { scheme })),
        Standing::Gone => return Some((5, Cause::AccreditationNone { schemes: scheme })),
    }
    match a.from {
        // Granted on paper, but no day has been set: nothing holds yet.
        None => return Some((3, Cause::AccreditationPending { scheme })),
        Some(from) if today < from => return Some((0, Cause::AccreditationLater { scheme, from: iso(from) })),
        Some(_) => {}
    }
    if let Some(until) = a.until.filter(|until| *until < today) {
        return Some((4, Cause::AccreditationOver { scheme, until: iso(until) }));
    }
    match a.supervisor {
        Supervisor::NotNeeded | Supervisor::Stands => None,
        Supervisor::Missing => Some((1, Cause::SupervisorMissing { scheme })),
        Supervisor::Lapsed => Some((1, Cause::SupervisorLapsed { scheme })),
    }
}

/// What stands against a person of the agreements that everybody must have signed (AGR-01, AGR-07).
pub fn unsigned(held: &[Agreement], rules: &Rules, today: Date) -> Vec<Cause> {
    let wanted = rules.agreements.iter().map(|rule| (rule.kind.as_str(), rule.officer, rule.wanted_on(today)));
    wanted.filter_map(|wanted| agreement(held, today, wanted)).collect()
}

/// The kind, whether an officer must have signed too, and the text that must have been signed; any will do where there is none
/// (AGR-06).
fn agreement(held: &[Agreement], today: Date, (kind, officer, version): (&str, bool, Option<&str>)) -> Option<Cause> {
    let signed = || held.iter().filter(|a| a.kind == kind && !a.withdrawn);
    let running = || signed().filter(|a| in_force(a, today));
    let current = |a: &&Agreement| version.is_none_or(|v| a.version == v);
    let agreement = kind.to_owned();
    if running().filter(current).any(|a| a.officer || !officer) {
        return None;
    }
    if let Some(version) = version.filter(|_| running().next().is_some() && !running().any(|a| current(&a))) {
        return Some(Cause::AgreementVersion { agreement, version: version.to_owned() });
    }
    if running().next().is_some() {
        return Some(Cause::AgreementOfficer { agreement });
    }
    if let Some(from) = signed().map(|a| a.from).filter(|f| *f > today).min() {
        return Some(Cause::AgreementLater { agreement, from: iso(from) });
    }
    match signed().filter_map(|a| a.until).max() {
        Some(until) => Some(Cause::AgreementOver { agreement, until: iso(until) }),
        None => Some(Cause::AgreementNone { agreement }),
    }
}

fn in_force(a: &Agreement, today: Date) -> bool {
    !a.withdrawn && a.from <= today && a.until.is_none_or(|until| today <= until)
}

fn part(organisation: &str, word: &str, part: Option<&Part>, today: Date) -> Option<Cause> {
    let (organisation, word) = (organisation.to_owned(), word.to_owned());
    let Some(part) = part else { return Some(Cause::AocNone { organisation, part: word }) };
    if today < part.from {
        return Some(Cause::AocLater { organisation, part: word, from: iso(part.from) });
    }
    match part.until {
        Some(until) if until < today => Some(Cause::AocOver { organisation, part: word, until: iso(until) }),
        _ => None,
    }
}

/// The first day on which a pass is too old. 31 January and one month is the last day of February.
fn after_months(date: Date, months: u32) -> Date {
    Span::new().try_months(i64::from(months)).map_or(Date::MAX, |span| date.saturating_add(span))
}

fn joined<'a>(words: impl Iterator<Item = &'a String>) -> String {
    words.map(String::as_str).collect::<Vec<_>>().join(",")
}
