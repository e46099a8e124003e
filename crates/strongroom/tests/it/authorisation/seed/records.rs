//! What staff and people record: datasets, accreditations, places, sessions; and things that are about nothing more.

use permissions::{Attr, Resource};
use serde_json::{Value, json};

use super::super::accounts::{organisation, propose, register, sign_in_again};
use super::super::expect::Thing;
use super::super::house::{House, Sent};
use super::super::person::Person;
use super::{Seed, words};

pub(crate) async fn sow(seed: &mut Seed) {
    datasets(seed).await;
    accreditations(seed).await;
    persons(seed);
    proposed_roles(seed).await;
    disabled_accounts(seed).await;
    alert(seed).await;
    agreement(seed).await;
    connectivity(seed).await;
    let house = &seed.house;
    let session = other_session(house, &seed.cast.stranger).await;
    let mut thing = Thing::new("the stranger's other session").fill("hash", session);
    thing.owner = seed.cast.stranger.id.clone();
    seed.add(thing);
    notice(seed).await;
    let home = seed.house.ask(&Person::visitor(), "GET", "/", &super::super::house::Sent::Nothing).await.text();
    let style = home.split("/assets/").nth(1).and_then(|rest| rest.split('"').next()).expect("a page has a stylesheet");
    seed.add(Thing::new("stylesheet").fill("name", style));
}

fn dataset(name: &'static str, reference: &str, published: bool, owner: &Person) -> Thing {
    let resource = Resource::new("Dataset", reference)
        .with("published", Attr::Bool(published))
        .with("owners", Attr::set([owner.id.as_str()]));
    Thing::new(name).fill("reference", reference).is("Dataset", resource)
}

async fn datasets(seed: &mut Seed) {
    let (house, owner) = (&seed.house, &seed.cast.another_owner);
    let page = house.page(owner, "/catalogue/new").await;
    let forms = page.forms();
    let mut owners = forms.iter().flat_map(|f| &f.controls).filter(|c| c.name == "owner").flat_map(|c| &c.options);
    let service = owners.find(|(_, words)| words.contains("Research Service")).expect("an owner to choose").0.clone();
    // Whoever adds a dataset and names nobody else speaks for it.
    let answers = json!({
        "reference": "UNPUBLISHED", "title": "A survey to come", "summary": "Not out yet.", "synthetic": "yes",
        "owner": service, "contact": "owner@aberteifi.example",
    });
    house.call(owner, "POST", "/datasets", answers).await;
    let thing = dataset("an unpublished dataset", "UNPUBLISHED", false, owner);
    seed.add(thing);
    let thing = dataset("a published dataset", "lfs", true, &seed.cast.owner);
    let thing_of_dictionary = proposed_dictionary(&seed.house, seed.cast.with_role("support"), &seed.cast.owner).await;
    seed.add(thing);
    seed.add(thing_of_dictionary);
}

/// A member of support leaves everything out of a dictionary, which waits for somebody else.
async fn proposed_dictionary(house: &House, support: &Person, owner: &Person) -> Thing {
    let version = house.get(support, "/datasets/lfs-2024").await["version"].clone();
    let asked = json!({ "version": version, "variables": [] });
    let answer = house.call(support, "PUT", "/datasets/lfs-2024/dictionary", asked).await;
    let id = text(&answer["proposal"]);
    let resource = Resource::new("DictionaryProposal", &id)
        .with("owners", Attr::set([owner.id.as_str()]))
        .with("proposer", Attr::text(&support.id));
    let thing = Thing::new("a proposed dictionary").fill("id", id).fill("reference", "lfs-2024");
    thing.is("DictionaryProposal", resource)
}

/// Asks for an accreditation; its id.
async fn ask(house: &House, who: &Person, scheme: &str) -> String {
    let answers =
        json!({ "scheme": scheme, "kind": "full", "route": "degree", "evidence": "A degree.", "declaration": "yes" });
    let made = house.call(who, "POST", "/me/accreditations", json!({ "answers": answers })).await;
    made["id"].as_str().unwrap().to_owned()
}

fn accreditation(name: &'static str, id: &str, of: &Person) -> Thing {
    let resource = Resource::new("Accreditation", id).with("person", Attr::text(&of.id));
    Thing::new(name).fill("id", id).is("Accreditation", resource)
}

async fn accreditations(seed: &mut Seed) {
    let words = words(seed.house.profile);
    let (house, cast) = (&seed.house, &seed.cast);
    let asked = ask(house, &cast.candidate, words.scheme).await;
    let queried = ask(house, &cast.candidate, words.other_scheme).await;
    let decision = json!({ "answers": { "decision": "query", "reason": "Where, and when?" }, "version": 1 });
    house.call(&cast.staff.accreditation, "POST", &format!("/accreditations/{queried}/decision"), decision).await;
    let officer = cast.with_role("accreditation");
    let own = ask(house, officer, words.scheme).await;
    let things = [
        accreditation("accreditation asked for", &asked, &cast.candidate),
        accreditation("accreditation queried", &queried, &cast.candidate),
        accreditation("accreditation of its officer", &own, officer),
    ];
    things.into_iter().for_each(|thing| seed.add(thing));
}

fn persons(seed: &mut Seed) {
    let record = |name: &'static str, who: &Person, role: &str| {
        let resource = Resource::new("PersonRecord", &who.id).with("person", Attr::text(&who.id));
        Thing::new(name).fill("id", &who.id).fill("role", role).is("PersonRecord", resource)
    };
    let things = [
        record("the stranger", &seed.cast.stranger, "none"),
        record("training staff", seed.cast.with_role("training"), "training"),
        record("somebody who is no auditor", seed.cast.with_role("support"), "audit"),
        record("support staff", seed.cast.with_role("support"), "support"),
        record("an operator", seed.cast.with_role("operator"), "operator"),
    ];
    things.into_iter().for_each(|thing| seed.add(thing));
}

/// A role that the operator who asks has proposed, one that another has, and one that is proposed for them.
async fn proposed_roles(seed: &mut Seed) {
    let (operator, stranger) = (seed.cast.with_role("operator"), &seed.cast.stranger);
    let mut things = Vec::new();
    let other = &seed.cast.staff.operator;
    for (name, by, of, role) in [
        ("a proposed role", operator, stranger, "quality"),
        ("a role that another proposed", other, stranger, "ethics"),
        ("a role proposed for an operator", other, operator, "quality"),
    ] {
        let id = propose(&seed.house, by, of, role).await.expect("it takes two");
        let resource =
            Resource::new("RoleProposal", &id).with("person", Attr::text(&of.id)).with("proposer", Attr::text(&by.id));
        things.push(Thing::new(name).fill("id", id).is("RoleProposal", resource));
    }
    things.into_iter().for_each(|thing| seed.add(thing));
}

/// Accounts that are disabled, and that somebody would enable: the operator who asks, another, and another where the operator
/// who asks has disabled it.
async fn disabled_accounts(seed: &mut Seed) {
    let asks = seed.cast.with_role("operator").clone();
    let other = seed.cast.staff.operator.clone();
    let mut things = Vec::new();
    for (name, who, disabler, proposer) in [
        ("an account to be enabled", "Gone One", &other, &asks),
        ("an account that another would enable", "Gone Two", &other, &other),
        ("an account that the asker disabled", "Gone Three", &asks, &other),
    ] {
        let person = register(&seed.house, who, seed.cast.stranger.place).await;
        let path = format!("/people/{}", person.id);
        let reason = json!({ "reason": "It is a test." });
        seed.house.call(disabler, "POST", &format!("{path}/disable"), reason.clone()).await;
        let id = text(&seed.house.call(proposer, "POST", &format!("{path}/enable"), reason).await["id"]);
        let resource = Resource::new("Enabling", &id)
            .with("person", Attr::text(&person.id))
            .with("proposer", Attr::text(&proposer.id))
            .with("disabler", Attr::text(&disabler.id));
        things.push(Thing::new(name).fill("id", id).is("Enabling", resource));
    }
    things.into_iter().for_each(|thing| seed.add(thing));
}

/// Somebody guesses at an account.
async fn alert(seed: &mut Seed) {
    let (house, visitor) = (&seed.house, Person { place: seed.cast.stranger.place, ..Person::visitor() });
    let guess = "email=gone-one%40aberteifi.example&password=none&csrf=";
    for _ in 0..11 {
        house.ask(&visitor, "POST", "/sign-in", &Sent::Form(guess.to_owned())).await;
    }
    let all = house.get(seed.cast.with_role("security"), "/alerts").await;
    let id = text(&all[0]["id"]);
    seed.add(Thing::new("an alert").fill("id", id));
}

/// An agreement of the stranger, which staff have recorded and withdrawn.
async fn agreement(seed: &mut Seed) {
    let (house, staff, stranger) = (&seed.house, &seed.cast.staff.support, &seed.cast.stranger);
    let path = format!("/people/{}/agreements", stranger.id);
    let answers = json!({ "kind": "operating-procedures", "version": "2026-1", "signed-on": "2025-09-01" });
    house.call(staff, "POST", &path, json!({ "answers": answers })).await;
    let id = text(&house.get(staff, &path).await[0]["id"]);
    house.call(staff, "POST", &format!("/agreements/{id}/withdraw"), json!({ "reason": "It is a test." })).await;
    let resource = Resource::new("PersonRecord", &stranger.id).with("person", Attr::text(&stranger.id));
    seed.add(Thing::new("a withdrawn agreement").fill("id", id).is("PersonRecord", resource));
}

async fn connectivity(seed: &mut Seed) {
    let (house, staff) = (&seed.house, &seed.cast.staff.support);
    let university = organisation(&house.page(&Person::visitor(), "/register").await, "University of Aberteifi");
    let place = [("kind", "staff-office"), ("name", "A place to be ended"), ("address", "127.0.9.0/29")];
    house.send(staff, "/connectivity/places", &place).await;
    let proposal = proposed_place(house, staff, "A place to be ended").await;
    let confirm = [("decision", "confirm"), ("version", "1")];
    let security = &seed.cast.staff.second_checker;
    house.send(security, &format!("/connectivity/proposals/{proposal}"), &confirm).await;
    let waiting = [("kind", "staff-office"), ("name", "A place that waits"), ("address", "127.0.9.8/29")];
    let officer = seed.cast.with_role("connectivity");
    house.send(officer, "/connectivity/places", &waiting).await;
    let proposal = proposed_place(house, staff, "A place that waits").await;
    let resource = Resource::new("PlaceProposal", &proposal).with("proposer", Attr::text(&officer.id));
    let proposed = Thing::new("a proposed place").fill("id", proposal).is("PlaceProposal", resource);
    let page = house.page(staff, "/connectivity").await;
    let text = house.ask(staff, "GET", "/connectivity", &super::super::house::Sent::Nothing).await.text();
    let row = text.split("<tr").find(|row| row.contains("A place to be ended")).expect("the place is listed");
    let id = row.split("/connectivity/places/").nth(1).and_then(|r| r.split('/').next()).expect("it can be ended");
    assert!(page.links().iter().any(|link| link.href.contains(id)));
    let place = Thing::new("a place").fill("id", id);
    seed.add(place);
    seed.add(proposed);
    let nowhere = "01a00000-0000-7000-8000-000000000000";
    seed.add(Thing::new("a recording").fill("id", nowhere).fill("view", nowhere));
    seed.add(Thing::new("an organisation").fill("organisation", university));
}

/// The id of a place that waits for a second person, as the list names it.
async fn proposed_place(house: &House, staff: &Person, name: &str) -> String {
    let text = house.ask(staff, "GET", "/connectivity", &super::super::house::Sent::Nothing).await.text();
    let row = text.split("<tr").find(|row| row.contains(name)).expect("the place waits");
    let id = row.split("/connectivity/proposals/").nth(1).and_then(|r| r.split('"').next());
    id.expect("it can be looked at").to_owned()
}

/// Another session of somebody, as their account names it.
async fn other_session(house: &House, who: &Person) -> String {
    sign_in_again(house, who).await;
    let page = house.page(who, "/account").await;
    let links: Vec<String> = page.links().into_iter().map(|link| link.href).collect();
    let end = links.iter().find_map(|a| a.strip_prefix("/account/sessions/").and_then(|a| a.strip_suffix("/end")));
    end.unwrap_or_else(|| panic!("{} has no other session to end: {links:?}", who.name)).to_owned()
}

/// The candidate was told that their accreditation is queried.
async fn notice(seed: &mut Seed) {
    let candidate = &seed.cast.candidate;
    let page = seed.house.page(candidate, "/notices").await;
    let links: Vec<String> = page.links().into_iter().map(|link| link.href).collect();
    let id = links.iter().find_map(|a| a.strip_prefix("/notices/"));
    let id = id.unwrap_or_else(|| panic!("{} was told nothing: {links:?}", candidate.name)).to_owned();
    let mut thing = Thing::new("a notice of the candidate").fill("id", id);
    thing.owner = candidate.id.clone();
    seed.add(thing);
}

/// A value that must be there.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
