//! Requests for release in each state that matters, and a release.

use std::time::Duration;

use permissions::{Attr, Resource};
use serde_json::{Value, json};

use super::super::expect::Thing;
use super::super::house::Sent;
use super::super::person::Person;
use super::records::text;
use super::{Seed, words};

pub(crate) async fn sow(seed: &mut Seed) {
    of_the_demo(seed).await;
    let first = save(seed, "Notes 1").await;
    let draft = open(seed, &first).await;
    let items = seed.house.get(&seed.cast.requester, &format!("/outputs/{draft}/items")).await;
    let item = text(&items[0]["id"]);
    let thing = request(seed, "a request being drafted", &draft, false).fill("item", item).fill("file", &first);
    seed.add(thing);

    let reference = open(seed, &first).await;
    let page = format!("/outputs/{reference}/withdraw");
    let version = state(seed, &reference).await["version"].to_string();
    seed.house.send(&seed.cast.requester, &page, &[("confirmed", "yes"), ("version", &version)]).await;
    let thing = request(seed, "a request withdrawn as a draft", &reference, false);
    seed.add(thing);

    let reference = open(seed, &first).await;
    hand_in(seed, &reference, "").await;
    vote(seed, &reference, "reject").await;
    assert_eq!(state(seed, &reference).await["state"], "rejected");
    let thing = request(seed, "a rejected request", &reference, true);
    seed.add(thing);

    let reference = open(seed, &first).await;
    hand_in(seed, &reference, "").await;
    vote(seed, &reference, "return").await;
    add_a_paragraph(seed).await;
    let second = save(seed, "Notes 2").await;
    choose(seed, &reference, &second).await;
    hand_in(seed, &reference, "The text says so now.").await;
    let thing = request(seed, "a request in its second round", &reference, true);
    seed.add(thing);
    let file = seed.thing("a request with no vote").clone().fill("file", &first);
    seed.add(file);
}

/// A request of the project, as the policies see it.
fn request(seed: &Seed, name: &'static str, reference: &str, handed_in: bool) -> Thing {
    let project = seed.thing("the project").clone();
    let (people, work) = (&project.resources["Project"], project.resources["SpaceWork"].clone());
    let team = people.attrs.iter().find(|(name, _)| *name == "team").unwrap().1.clone();
    let resource = Resource::new("OutputRequest", reference)
        .with("requester", Attr::text(&seed.cast.requester.id))
        .with("researchers", Attr::Set(project.researchers.clone()))
        .with("team", team)
        .with("handed_in", Attr::Bool(handed_in));
    let mut thing = Thing::new(name)
        .fill("reference", reference)
        .fill("number", "1")
        .is("OutputRequest", resource)
        .is("SpaceWork", work);
    thing.space = project.space;
    thing.researchers = project.researchers;
    thing
}

async fn state(seed: &Seed, reference: &str) -> Value {
    seed.house.get(&seed.cast.requester, &format!("/outputs/{reference}")).await
}

async fn of_the_demo(seed: &mut Seed) {
    let number = seed.thing("the project").fills["number"].clone();
    let page = seed.house.page(&seed.cast.requester, &format!("/outputs?project={number}")).await;
    let references: Vec<String> =
        page.links().into_iter().filter_map(|l| l.href.strip_prefix("/outputs/").map(ToOwned::to_owned)).collect();
    let mut found = 0;
    for reference in references {
        let now = state(seed, &reference).await;
        let name = match now["state"].as_str().unwrap() {
            "first-check" => "a request with no vote",
            "second-check" => "a request with one vote",
            "returned" => "a returned request",
            "released" => "a released request",
            _ => continue,
        };
        let thing = request(seed, name, &reference, true);
        seed.add(thing);
        found += 1;
        if let Some(release) = now["release"].as_str() {
            let project = seed.thing("the project");
            let resource = Resource::new("OutputRelease", release)
                .with("recipients", Attr::set([seed.cast.requester.id.as_str()]))
                .with("researchers", Attr::Set(project.researchers.clone()));
            let release = Thing::new("a release").fill("reference", release).fill("number", "1");
            seed.add(release.is("OutputRelease", resource));
        }
    }
    assert_eq!(found, 4, "the demo has requests in four states");
}

/// Saves the text as a document in the SDC folder; the id of the file.
async fn save(seed: &Seed, name: &str) -> String {
    let (house, who) = (&seed.house, &seed.cast.requester);
    let text_of = seed.thing("a write-up");
    let path = format!("/projects/{}/write-ups/{}/save", text_of.fills["number"], text_of.fills["reference"]);
    let saved = house.call(who, "POST", &path, json!({ "name": name })).await;
    let name = text(&saved["name"]);
    let any = seed.thing("a returned request").fills["reference"].clone();
    let files = house.get(who, &format!("/outputs/{any}/files")).await;
    let found = files.as_array().unwrap().iter().find(|f| f["name"] == name.as_str());
    text(&found.unwrap_or_else(|| panic!("no {name} in the SDC folder: {files}"))["id"])
}

async fn add_a_paragraph(seed: &Seed) {
    let of = seed.thing("a write-up");
    let path = format!("/projects/{}/write-ups/{}/parts", of.fills["number"], of.fills["reference"]);
    let part = json!({ "kind": "paragraph", "paragraph": "The counts are those of the sample." });
    seed.house.call(&seed.cast.requester, "POST", &path, json!({ "answers": part, "version": 4 })).await;
}

async fn choose(seed: &Seed, reference: &str, file: &str) {
    let path = format!("/outputs/{reference}/files");
    let version = state(seed, reference).await["version"].clone();
    seed.house.call(&seed.cast.requester, "PUT", &path, json!({ "files": [file], "version": version })).await;
}

/// A draft with a file; its reference.
async fn open(seed: &Seed, file: &str) -> String {
    let path = format!("/projects/{}/outputs", seed.thing("the project").fills["number"]);
    let made = seed.house.call(&seed.cast.requester, "POST", &path, Value::Null).await;
    let reference = text(&made["reference"]);
    choose(seed, &reference, file).await;
    reference
}

/// Answers the form, hands the request in and waits until the service has looked into it.
async fn hand_in(seed: &Seed, reference: &str, reply: &str) {
    let (house, who) = (&seed.house, &seed.cast.requester);
    let dataset = house.get(who, "/datasets/lfs").await;
    let mut answers = json!({
        "type": words(house.profile).paper, "purpose": "A paper.", "audience": "The public", "datasets": [dataset["id"]],
        "citations": dataset["citation"], "source": "A survey.", "sample": "All.", "method": "Counts.",
        "machine-learning": "no", "safe-methods": "yes",
    });
    if !reply.is_empty() {
        answers["reply"] = json!(reply);
    }
    let version = state(seed, reference).await["version"].clone();
    let path = format!("/outputs/{reference}");
    house.call(who, "PUT", &format!("{path}/form"), json!({ "answers": answers, "version": version })).await;
    let version = state(seed, reference).await["version"].clone();
    house.call(who, "POST", &format!("{path}/submission"), json!({ "version": version })).await;
    for _ in 0..1200 {
        let now = state(seed, reference).await;
        match now["state"].as_str().unwrap() {
            "submitted" | "inspection" => tokio::time::sleep(Duration::from_millis(50)).await,
            "first-check" => return,
            _ => panic!("after inspection: {now}"),
        }
    }
    panic!("a minute after it was handed in: {}", state(seed, reference).await);
}

/// Both checkers vote alike.
async fn vote(seed: &Seed, reference: &str, vote: &str) {
    for who in [&seed.cast.checker, &seed.cast.staff.second_checker] {
        let now = state_for(seed, who, reference).await;
        let asks = now["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "ask");
        let findings: serde_json::Map<String, Value> = asks.map(|f| (text(&f["id"]), json!("It is large."))).collect();
        let answers = json!({ "vote": vote, "reason": "Which records are left out?" });
        let sent = json!({ "round": now["round"], "answers": answers, "findings": findings });
        seed.house.call(who, "POST", &format!("/outputs/{reference}/votes"), sent).await;
    }
}

async fn state_for(seed: &Seed, who: &Person, reference: &str) -> Value {
    let answer = seed.house.ask(who, "GET", &format!("/api/v1/outputs/{reference}"), &Sent::Nothing).await;
    serde_json::from_str(&answer.text()).unwrap()
}
