//! The questions before anybody registers: every one is met, every ending is reached, and everything has its words.

use std::collections::{BTreeMap, BTreeSet};

use foundation::{Lang, Texts};
use http::StatusCode;
use people::Rules;
use people::rules::eligibility::{Ending, Given, Questions, Step};
use platform::Profile;
use platform::testing::profile_files;
use serde_json::{Value, json};
use store::testing::TestStore;

use crate::service::{migrations, service};

fn profile(name: &str) -> (Questions, Texts) {
    let profile = Profile::load(&profile_files(name)).unwrap();
    let locales = [vec![people::locale()], profile.locales.clone()].concat();
    (profile.rules::<Rules>("people").unwrap().eligibility, Texts::load(&locales).unwrap())
}

/// Every way through the questions, with its ending.
fn ways(all: &Questions) -> Vec<(Vec<Given<'_>>, Ending)> {
    let mut open = vec![Vec::<Given<'_>>::new()];
    let mut ended = Vec::new();
    while let Some(way) = open.pop() {
        let given: BTreeMap<&str, &str> = way.iter().map(|(q, c)| (q.id.as_str(), c.id.as_str())).collect();
        let (went, step) = all.follow(|question| given.get(question).map(|c| (*c).to_owned())).unwrap();
        assert_eq!(went, way, "nothing is asked twice and nothing is passed over");
        match step {
            Step::Ends(ending) => ended.push((way, ending)),
            Step::Asks(question) => {
                open.extend(question.choices.iter().map(|choice| [way.clone(), vec![(question, choice)]].concat()));
            }
        }
    }
    ended
}

#[test]
fn every_question_and_every_ending_is_reached_in_both_profiles_acc_12() {
    for name in ["srs", "secure-lab"] {
        let (all, _) = profile(name);
        let ways = ways(&all);
        let met: BTreeSet<&str> =
            ways.iter().flat_map(|(way, _)| way).map(|(question, _)| question.id.as_str()).collect();
        assert_eq!(met, all.all().iter().map(|question| question.id.as_str()).collect(), "{name}");
        let ends: BTreeSet<&str> = ways.iter().map(|(_, ending)| ending.word()).collect();
        assert_eq!(ends, ["ask", "no", "yes"].into(), "{name}");
    }
}

#[test]
fn whoever_is_abroad_or_a_student_alone_cannot_use_the_secure_lab_acc_09_acc_12_acc_13() {
    let (all, _) = profile("secure-lab");
    for (way, ending) in ways(&all) {
        let gave = |question: &str, answer: &str| way.iter().any(|(q, c)| q.id == question && c.id == answer);
        if gave("where", "abroad") || gave("supervisor", "will-not") || gave("organisation", "elsewhere") {
            assert_eq!(ending, Ending::No);
        }
        assert!(ending != Ending::Yes || gave("agreement", "signs") && gave("training", "will"));
    }
}

#[test]
fn everything_that_is_asked_and_answered_has_its_words_in_both_languages() {
    for name in ["srs", "secure-lab"] {
        let (all, texts) = profile(name);
        for question in all.all() {
            let mut keys = vec![format!("eligibility-{}", question.id)];
            for choice in &question.choices {
                let key = format!("eligibility-{}-{}", question.id, choice.id);
                if choice.to == "no" || choice.to == "ask" {
                    keys.push(format!("{key}-why"));
                }
                keys.push(key);
            }
            let missing: Vec<_> = keys.iter().filter(|key| !texts.has(key)).collect();
            assert!(missing.is_empty(), "{name}: {missing:?}");
            let same: Vec<_> =
                keys.iter().filter(|key| texts.text(Lang::En, key, &[]) == texts.text(Lang::Cy, key, &[])).collect();
            assert!(same.is_empty(), "{name}: {same:?}");
        }
    }
}

#[test]
fn questions_that_lead_nowhere_are_refused_when_the_profile_is_read() {
    let read = |questions: Value| serde_json::from_value::<Questions>(questions).map_err(|e| e.to_string());
    let question = |id: &str, to: [&str; 3]| {
        json!({ "id": id, "choices": [
        { "id": "a", "to": to[0] }, { "id": "b", "to": to[1] }, { "id": "c", "to": to[2] }
    ] })
    };
    let good = json!([question("one", ["two", "no", "ask"]), question("two", ["yes", "no", "ask"])]);
    assert!(read(good).is_ok());
    assert!(read(json!([])).is_ok(), "a profile may have none");
    for (flawed, named) in [
        (json!([question("one", ["one", "no", "yes"])]), "`one`"),
        (json!([question("one", ["maybe", "no", "yes"])]), "`maybe`"),
        (json!([question("one", ["yes", "no", "ask"]), question("two", ["yes", "no", "ask"])]), "`two`"),
        (json!([question("one", ["yes", "no", "no"])]), "`ask`"),
        (json!([question("yes", ["yes", "no", "ask"])]), "`yes`"),
        (json!([{ "id": "one", "choices": [{ "id": "a", "to": "yes" }] }]), "two choices"),
    ] {
        let why = read(flawed.clone()).unwrap_err();
        assert!(why.contains(named), "{flawed}: {why}");
    }
}

store::both! {
    &migrations();

    async fn a_visitor_is_led_to_an_answer_and_can_change_each_on_the_way_acc_12(on: TestStore) {
        let s = service(on).await;
        let read = async |path: &str| s.request(None, "GET", path, "").await.text();
        let (status, first) = read("/eligibility").await;
        assert_eq!(status, StatusCode::OK);
        assert!(first.contains("/eligibility?degree=has-not") && first.contains("Nothing that you answer is kept"), "{first}");
        let (_, no) = read("/eligibility?degree=has-not&experience=has-not&supervisor=has-not").await;
        assert!(no.contains("You cannot apply as things are") && no.contains("fully accredited supervisor"), "{no}");
        assert!(no.contains("href=\"/eligibility?degree=has-not&amp;experience=has-not\""), "each answer can be changed: {no}");
        assert!(no.contains("mailto:") && no.contains("subject=Can%20you%20use"), "the mail says what was answered: {no}");
        let (_, yes) = read("/eligibility?degree=has&publication=agrees&training=will").await;
        assert!(yes.contains("You can apply") && yes.contains("href=\"/register\""), "{yes}");
        // What is no answer has not been given.
        let (_, asked) = read("/eligibility?degree=doctorate&training=will").await;
        assert!(asked.contains("Do you have a degree") && !asked.contains("What you answered"), "{asked}");
        let (_, welsh) = read("/cy/eligibility").await;
        assert!(welsh.contains("Oes gennych chi radd") && welsh.contains("/cy/eligibility?degree=has-not"), "{welsh}");
    }
}
