//! Applications as far as they have come, projects and their teams.

use std::collections::BTreeSet;

use permissions::{Attr, Resource};
use serde_json::{Value, json};

use super::super::accounts::day;
use super::super::expect::Thing;
use super::super::person::Person;
use super::records::text;
use super::{Seed, words};

/// All that the test knows of a project.
#[derive(Debug, Clone, Default)]
struct Known {
    number: String,
    state: &'static str,
    applicant: String,
    supervisor: String,
    /// Whom the application names beside the applicant.
    named: BTreeSet<String>,
    /// Today's members whose role opens the space.
    researchers: BTreeSet<String>,
    /// Today's members whose role does not.
    reviewers: BTreeSet<String>,
    former: BTreeSet<String>,
    /// Those who speak for its data.
    owners: BTreeSet<String>,
}

impl Known {
    fn new(number: String, state: &'static str, applicant: &Person, owner: &Person) -> Known {
        Known { number, state, applicant: applicant.id.clone(), owners: [owner.id.clone()].into(), ..Known::default() }
    }

    fn project(&self, team: &BTreeSet<String>) -> Resource {
        let mut involved: BTreeSet<String> = self.named.union(team).cloned().collect();
        involved.insert(self.applicant.clone());
        involved.extend(Some(self.supervisor.clone()).filter(|s| !s.is_empty()));
        Resource::new("Project", &self.number)
            .with("state", Attr::text(self.state))
            .with("applicant", Attr::text(&self.applicant))
            .with("supervisor", Attr::text(&self.supervisor))
            .with("coordinators", Attr::set([self.applicant.as_str()]))
            .with("team", Attr::Set(team.clone()))
            .with("involved", Attr::Set(involved))
            .with("owners", Attr::Set(self.owners.clone()))
    }

    fn team(&self) -> BTreeSet<String> {
        self.researchers.union(&self.reviewers).cloned().collect()
    }

    fn thing(&self, name: &'static str) -> Thing {
        let members: BTreeSet<String> = self.team().union(&self.former).cloned().collect();
        let work = Resource::new("SpaceWork", &self.number).with("researchers", Attr::Set(self.researchers.clone()));
        let entrance = Resource::new("Entrance", &self.number).with("members", Attr::Set(members));
        let mut thing = Thing::new(name)
            .fill("number", &self.number)
            .fill("section", "methodology")
            .fill("version", "1")
            .fill("person", &self.applicant)
            .fill("folder", "shared")
            .fill("reference", "lfs")
            .is("Project", self.project(&self.team()))
            .is("Space", self.project(&self.researchers))
            .is("SpaceWork", work)
            .is("Entrance", entrance);
        thing.space = self.number.clone();
        thing.researchers = self.researchers.clone();
        thing
    }

    /// A decision to be taken on it.
    fn decision(&self, name: &'static str, stage: &'static str, item: &str) -> Thing {
        let mut involved: BTreeSet<String> = self.named.union(&self.team()).cloned().collect();
        involved.insert(self.applicant.clone());
        let owners = if stage == "owners" { self.owners.clone() } else { BTreeSet::new() };
        let resource = Resource::new("Assessment", item)
            .with("stage", Attr::text(stage))
            .with("owners", Attr::Set(owners))
            .with("involved", Attr::Set(involved));
        self.thing(name).fill("item", item).is("Assessment", resource)
    }
}

pub(crate) async fn sow(seed: &mut Seed) {
    of_the_demo(seed).await;
    if words(seed.house.profile).supervised {
        supervised(seed).await;
    }
    applications(seed).await;
}

/// The number of a project in a list.
fn numbered(all: &Value, title: &str) -> String {
    let found = all.as_array().unwrap().iter().find(|p| p["title"] == title);
    text(&found.unwrap_or_else(|| panic!("the demo has no project {title}: {all}"))["number"])
}

async fn of_the_demo(seed: &mut Seed) {
    let (house, cast) = (&seed.house, &seed.cast);
    let (rhys, tomos, owner, support) = (&cast.requester, &cast.colleague, &cast.owner, &cast.staff.support);
    let of_rhys = house.get(rhys, "/projects").await;
    let of_tomos = house.get(tomos, "/projects").await;
    let draft = Known::new(numbered(&of_rhys, "Commuting and pay in Wales"), "draft", rhys, owner);
    // No dataset counts before the first submission.
    let draft = Known { owners: BTreeSet::new(), ..draft };
    let queried = Known::new(numbered(&of_rhys, "Regional gaps in earnings"), "queried", rhys, owner);
    let mut owners = Known::new(numbered(&of_rhys, "Concentration in manufacturing"), "owners", rhys, owner);
    owners.named.insert(tomos.id.clone());
    let mut project = Known::new(numbered(&of_rhys, "Part-time work and weekly pay"), "active", rhys, owner);
    project.named.insert(tomos.id.clone());
    project.researchers = [rhys.id.clone(), tomos.id.clone()].into();
    let mut another = Known::new(numbered(&of_tomos, "Enterprise groups and productivity"), "active", tomos, owner);
    another.researchers.insert(tomos.id.clone());
    let rejected = Known::new(numbered(&of_tomos, "A list of the largest employers"), "rejected", tomos, owner);

    let joining = [
        (&project.number, &cast.reviewer, "output-reviewer"),
        (&project.number, &cast.checker_on_project, "output-reviewer"),
        (&project.number, &cast.former, "researcher"),
        (&another.number, &cast.of_another_project, "researcher"),
    ];
    for (number, who, role) in joining {
        let member = json!({ "email": who.email, "role": role });
        house.call(support, "POST", &format!("/projects/{number}/members"), member).await;
    }
    project.reviewers = [cast.reviewer.id.clone(), cast.checker_on_project.id.clone()].into();
    another.researchers.insert(cast.of_another_project.id.clone());
    let end = format!("/projects/{}/members/{}/end", project.number, cast.former.id);
    house.call(support, "POST", &end, Value::Null).await;
    project.former.insert(cast.former.id.clone());

    let record = house.get(rhys, &format!("/projects/{}", queried.number)).await;
    let (query, item) = (text(&record["queries"][0]["id"]), text(&record["assessments"][0]["id"]));
    let item_of_owners = open_item(&house.get(rhys, &format!("/projects/{}", owners.number)).await, "owners").0;
    let things = [
        draft.thing("a draft"),
        queried.decision("a queried application", "quality", &item).fill("query", query),
        owners.decision("an application with the owners", "owners", &item_of_owners).fill("reference", "bss"),
        project.thing("the project"),
        another.thing("another project").fill("reference", "bss"),
        rejected.thing("a rejected application"),
    ];
    things.into_iter().for_each(|thing| seed.add(thing));
}

/// The decision that waits at a stage: its id and version.
fn open_item(record: &Value, stage: &str) -> (String, i64) {
    let items = record["assessments"].as_array().unwrap();
    let found = items.iter().find(|i| i["stage"] == stage && i["outcome"].is_null());
    let found = found.unwrap_or_else(|| panic!("nothing waits at {stage}: {record}"));
    (text(&found["id"]), found["version"].as_i64().unwrap())
}

/// The draft of a student, which names their supervisor.
async fn supervised(seed: &mut Seed) {
    let (house, cast) = (&seed.house, &seed.cast);
    let draft = seed.thing("a draft").fills["number"].clone();
    let path = format!("/projects/{draft}");
    let version = house.get(&cast.requester, &path).await["draft_version"].clone();
    let answers = json!({ "student": "yes", "supervisor": cast.supervisor.email });
    let sent = json!({ "draft_version": version, "answers": answers });
    house.call(&cast.requester, "PUT", &format!("{path}/answers"), sent).await;
    let known = Known::new(draft, "draft", &cast.requester, &cast.owner);
    let known = Known { owners: BTreeSet::new(), supervisor: cast.supervisor.id.clone(), ..known };
    seed.add(known.thing("a draft"));
}

/// Begins an application and hands it in; its number.
async fn apply(seed: &Seed, applicant: &Person, title: &str) -> String {
    let house = &seed.house;
    let begun = house.call(applicant, "POST", "/projects", Value::Null).await;
    let (number, dataset) = (text(&begun["number"]), house.get(applicant, "/datasets/lfs").await["id"].clone());
    let answers = json!({
        "checklist": ["conditions", "dictionary", "owners"], "type": "research", "coordinator": applicant.email,
        "lead-views": "data", "student": "no", "sponsor": "A university", "title": title, "starts": day(0),
        "ends": day(700), "abstract": "Pay by region.", "aims": "To describe pay.", "methodology": "Tables.",
        "machine-learning": "no", "datasets": [dataset], "periods": "All years.", "why-unpublished": "It is not published.",
        "identifiability": ["indirect"], "other-data": "no", "linkage": "no", "ethics": "Statistics only.",
        "public-good": "Better evidence.", "public-risks": "None.", "routes": ["safe-room"], "publications": "A paper.",
        "declaration": "yes",
    });
    let path = format!("/projects/{number}");
    let sent = json!({ "draft_version": begun["draft_version"], "answers": answers });
    let saved = house.call(applicant, "PUT", &format!("{path}/answers"), sent).await;
    let versions = json!({ "version": saved["version"], "draft_version": saved["draft_version"] });
    house.call(applicant, "POST", &format!("{path}/submit"), versions).await;
    number
}

/// Approves what waits at a stage, as the person whose business it is.
async fn approve(seed: &Seed, number: &str, stage: &str) {
    let staff = &seed.cast.staff;
    let who = match stage {
        "ethics" => &staff.ethics,
        "owners" => &seed.cast.owner,
        "accreditation" => &staff.body,
        _ => &staff.quality,
    };
    let path = format!("/projects/{number}");
    let (item, version) = open_item(&seed.house.get(who, &path).await, stage);
    let answers = json!({ "outcome": "approve", "number": format!("2026/{number}") });
    let decision = json!({ "assessment": item, "version": version, "answers": answers });
    seed.house.call(who, "POST", &format!("{path}/decisions"), decision).await;
}

async fn applications(seed: &mut Seed) {
    let reviewed = words(seed.house.profile).reviewed;
    let (assessor, tomos, owner) = (seed.cast.assessor.clone(), seed.cast.colleague.clone(), seed.cast.owner.clone());
    let number = apply(seed, &assessor, "Pay of assessors").await;
    let item = open_item(&seed.house.get(&assessor, &format!("/projects/{number}")).await, "quality").0;
    let known = Known::new(number, "quality", &assessor, &owner);
    seed.add(known.decision("the assessor's own application", "quality", &item));

    let before: &[&str] = if reviewed { &["quality", "feasibility", "ethics"] } else { &["quality"] };
    if reviewed {
        let number = apply(seed, &tomos, "Pay and hours").await;
        approve(seed, &number, "quality").await;
        let record = seed.house.get(&tomos, &format!("/projects/{number}")).await;
        let known = Known::new(number, "review", &tomos, &owner);
        for (name, stage) in
            [("an application to be found feasible", "feasibility"), ("an application to be found ethical", "ethics")]
        {
            seed.add(known.decision(name, stage, &open_item(&record, stage).0));
        }
    }
    for (name, state, last) in [
        ("an application to be accredited", "accreditation", None),
        ("an accredited application", "set-up", Some("accreditation")),
    ] {
        let number = apply(seed, &tomos, name).await;
        for stage in before.iter().copied().chain(["owners"]).chain(last) {
            approve(seed, &number, stage).await;
        }
        let record = seed.house.get(&tomos, &format!("/projects/{number}")).await;
        assert_eq!(record["state"], state, "{name}");
        let known = Known::new(number, state, &tomos, &owner);
        seed.add(match last {
            None => known.decision(name, "accreditation", &open_item(&record, "accreditation").0),
            Some(_) => known.thing(name),
        });
    }
}
