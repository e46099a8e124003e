//! A dictionary by which less would be protected takes two people, on both databases.

use data::actions::{
    ChangeStipulations, Publish, SetDictionary, add_dataset, adding, confirm_dictionary, decline_dictionary, publish,
    set_dictionary,
};
use data::rules::dictionary::{DictionaryProposalState, Weaker, weaker};
use data::{UnitRole, Variable, VariableKind};
use platform::No;
use store::testing::TestStore;

use crate::service::*;

const LFS: &str = "LFS-2025";

fn variables() -> Vec<Variable> {
    let one = |name: &str, kind, unit_role| Variable {
        name: name.into(),
        label: name.into(),
        label_cy: String::new(),
        kind,
        codes: vec![],
        missing: "-9".into(),
        unit_role,
        years: "2025".into(),
        missing_share: 0.0,
    };
    vec![
        one("PERSON", VariableKind::Id, Some(UnitRole::Unit)),
        one("HOUSEHOLD", VariableKind::Id, Some(UnitRole::Holding)),
        one("WEIGHT", VariableKind::Weight, Some(UnitRole::Weight)),
        one("PAY", VariableKind::Number, None),
    ]
}

fn changed(change: impl FnOnce(&mut Vec<Variable>)) -> Vec<Variable> {
    let mut all = variables();
    change(&mut all);
    all
}

#[test]
fn what_a_dictionary_protects_less_is_named_each_and_what_it_protects_more_is_not() {
    let name = |n: &str| n.to_owned();
    let found = |change: fn(&mut Vec<Variable>)| weaker(&variables(), &changed(change));
    assert_eq!(found(|_| {}), []);
    assert_eq!(found(|v| v[0].unit_role = None), [Weaker::Unit { name: name("PERSON") }]);
    assert_eq!(found(|v| v.truncate(0)).len(), 9, "whoever leaves a variable out leaves out what it was");
    let pay = [Weaker::Missing { name: name("PAY") }];
    assert_eq!(found(|v| v.truncate(3)), pay, "it could be put back as something else");
    let moved = found(|v| (v[0].unit_role, v[3].unit_role) = (None, Some(UnitRole::Unit)));
    assert_eq!(moved, [Weaker::Unit { name: name("PERSON") }]);
    assert_eq!(found(|v| v[1].unit_role = None), [Weaker::Holding { name: name("HOUSEHOLD") }]);
    assert_eq!(found(|v| v[2].unit_role = None), [Weaker::Weight { name: name("WEIGHT") }]);
    assert_eq!(found(|v| v[0].kind = VariableKind::Code), [Weaker::Identifier { name: name("PERSON") }]);
    assert_eq!(found(|v| v[3].missing = String::new()), [Weaker::Missing { name: name("PAY") }]);
    assert_eq!(found(|v| v[3].kind = VariableKind::Id), [], "one identifier more protects more");
    assert_eq!(found(|v| v[3].label = "Pay".into()), []);
    assert_eq!(foundation::flaws::<DictionaryProposalState>(), Vec::<String>::new());
}

/// A published dataset with that dictionary; the version of its record.
async fn published(s: &Service) -> i64 {
    let sian = s.signed_in(SIAN);
    let right = adding(&sian).unwrap();
    add_dataset(&sian, &right, a_dataset()).await.unwrap();
    let set = SetDictionary { version: 1, variables: variables() };
    assert_eq!(set_dictionary(&sian, LFS, set).await.unwrap(), None, "nobody works with it yet");
    publish(&s.signed_in(SIAN), LFS, Publish { version: 2 }).await.unwrap();
    3
}

async fn dictionary(s: &Service) -> Vec<Variable> {
    let dataset = data::dataset_by_reference(&s.app, LFS).await.unwrap().unwrap();
    data::dictionary(&s.app, dataset.id).await.unwrap()
}

store::both!(&migrations();

async fn nobody_alone_weakens_the_dictionary_of_published_data(on: TestStore) {
    let s = service("srs", on).await;
    let version = published(&s).await;
    let weak = changed(|v| v[0].unit_role = None);
    let set = SetDictionary { version, variables: weak.clone() };
    let id = set_dictionary(&s.signed_in(SIAN), LFS, set).await.unwrap().expect("it takes two");
    assert_eq!(dictionary(&s).await, variables());
    // Not by the one who proposed it, and not by a stranger.
    let own = confirm_dictionary(&s.signed_in(SIAN), id, 1).await;
    assert!(matches!(own, Err(No::Forbidden { .. })), "{own:?}");
    let stranger = confirm_dictionary(&s.signed_in(REES), id, 1).await;
    assert!(matches!(stranger, Err(No::NotFound)), "{stranger:?}");
    assert_eq!(dictionary(&s).await, variables());
    confirm_dictionary(&s.signed_in(OLWEN), id, 1).await.unwrap();
    assert_eq!(dictionary(&s).await, weak);
    let again = confirm_dictionary(&s.signed_in(OLWEN), id, 2).await;
    assert!(matches!(again, Err(No::Stale)), "{again:?}");
    let dataset = data::dataset_by_reference(&s.app, LFS).await.unwrap().unwrap();
    let record = s.record(dataset.id).await;
    assert_eq!(record[record.len() - 2..], ["dictionary-proposed", "dataset-described"]);
}

async fn an_owner_alone_does_not_either_and_what_protects_more_takes_one(on: TestStore) {
    let s = service("srs", on).await;
    let version = published(&s).await;
    let strict = changed(|v| v[3].kind = VariableKind::Id);
    let set = SetDictionary { version, variables: strict.clone() };
    assert_eq!(set_dictionary(&s.signed_in(OLWEN), LFS, set).await.unwrap(), None);
    assert_eq!(dictionary(&s).await, strict);
    let set = SetDictionary { version: version + 1, variables: variables() };
    let id = set_dictionary(&s.signed_in(OLWEN), LFS, set).await.unwrap().expect("it takes two");
    let own = confirm_dictionary(&s.signed_in(OLWEN), id, 1).await;
    assert!(matches!(own, Err(No::Forbidden { .. })), "{own:?}");
    decline_dictionary(&s.signed_in(SIAN), id, 1).await.unwrap();
    assert_eq!(dictionary(&s).await, strict);
}

async fn of_two_who_decide_about_a_dictionary_at_once_one_does(on: TestStore) {
    let s = service("srs", on).await;
    let version = published(&s).await;
    let weak = changed(|v| v[0].unit_role = None);
    let set = SetDictionary { version, variables: weak.clone() };
    let id = set_dictionary(&s.signed_in(SIAN), LFS, set).await.unwrap().unwrap();
    let (one, two) = (s.signed_in(OLWEN), s.signed_in(OLWEN));
    let (a, b) = tokio::join!(confirm_dictionary(&one, id, 1), confirm_dictionary(&two, id, 1));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    let lost = if a.is_ok() { b } else { a };
    assert!(matches!(lost, Err(No::Stale)), "{lost:?}");
    assert_eq!(dictionary(&s).await, weak);
    let dataset = data::dataset_by_reference(&s.app, LFS).await.unwrap().unwrap();
    let record = s.record(dataset.id).await;
    assert_eq!(record.iter().filter(|word| *word == "dataset-described").count(), 2, "once at first, and once now");
}

/// What was confirmed is what was proposed: not a change of a dictionary that has changed meanwhile.
async fn a_proposal_for_a_record_that_has_changed_is_stale(on: TestStore) {
    let s = service("srs", on).await;
    let version = published(&s).await;
    let set = SetDictionary { version, variables: changed(|v| v[0].unit_role = None) };
    let id = set_dictionary(&s.signed_in(SIAN), LFS, set).await.unwrap().unwrap();
    let mut stipulations = a_dataset().stipulations;
    stipulations.conditions = "For research on work and pay only.".into();
    data::actions::change_stipulations(&s.signed_in(OLWEN), LFS, ChangeStipulations { version, stipulations }).await.unwrap();
    let late = confirm_dictionary(&s.signed_in(OLWEN), id, 1).await;
    assert!(matches!(late, Err(No::Stale)), "{late:?}");
    assert_eq!(dictionary(&s).await, variables());
}
);
