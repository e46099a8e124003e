//! A home tells nobody of what they could not look up: what waits leads each reader, in both languages, to a page that answers
//! them. And it tells somebody of everything: a list that is always empty would lead nobody astray.

use std::collections::BTreeSet;

use super::asking::Town;
use super::house::Sent;
use super::person::Person;

/// What waits for somebody: where each line leads.
async fn waits(town: &Town, who: &Person, home: &str) -> Vec<String> {
    let answer = town.house.ask(who, "GET", home, &Sent::Nothing).await;
    assert_eq!(answer.status, 200, "{home} of {}", who.name);
    let page = answer.text();
    let links = page.split("govuk-task-list__link\" href=\"").skip(1);
    links.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
}

/// The address with a word for every part that names a thing.
fn shape(path: &str) -> String {
    let part = |part: &str| if part.contains(|c: char| c.is_ascii_digit()) { "_".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Asks everybody for their home and follows every line of it; the kinds of pages that somebody was led to.
pub(super) async fn leads_where_its_reader_may_go(town: &Town) -> BTreeSet<String> {
    let mut met = BTreeSet::new();
    for who in town.people.iter().filter(|who| who.factors == 2) {
        let english = waits(town, who, "/home").await;
        let languages = if town.house.profile == "srs" { vec!["", "/cy"] } else { vec![""] };
        for prefix in languages {
            let all = waits(town, who, &format!("{prefix}/home")).await;
            let same: Vec<String> = english.iter().map(|path| format!("{prefix}{path}")).collect();
            assert_eq!(all, same, "{} of {}", who.name, town.house.profile);
            for path in all {
                let answer = town.house.ask(who, "GET", &path, &Sent::Nothing).await;
                let said = answer.html().inside("main");
                assert_eq!(answer.status, 200, "the home of {} leads to {path}: {said}", who.name);
            }
        }
        let staff = who.roles.iter().any(|role| role != "registered");
        let asked = english.iter().any(|path| path == "/accreditation/request");
        assert!(!(staff && asked), "{} is staff, and asked to get accredited", who.name);
        met.extend(english.iter().map(|path| shape(path)));
    }
    met
}

/// Where somebody was led at least; the towns have something of each.
pub(super) const LEADS: &[&str] = &[
    "/accreditation/_/answer",
    "/accreditation/request",
    "/accreditations",
    "/alerts",
    "/assessments",
    "/catalogue/_/proposals/_",
    "/checks",
    "/connectivity",
    "/enablings",
    "/outputs/_",
    "/projects/_",
    "/projects/_/application",
    "/releases/_",
    "/roles",
];
