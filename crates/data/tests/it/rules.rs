//! The rules, one sentence a test.

use std::collections::BTreeSet;

use data::rules::access::{strictest, words_key};
use data::rules::publish::{BadDictionary, Field, NotReady, dictionary, publish};
use data::rules::stipulations::{BadStipulations, change};
use data::{Dataset, DatasetId, Rules, UnitRole};
use foundation::{Moment, Refusals, World};

use crate::service::{a_dataset, a_variable, owner};

fn rules() -> Rules {
    Rules {
        levels: vec![0, 1, 2, 3],
        settings: vec![],
        routes: vec!["safe-room".into()],
        schemes: vec!["dea".into()],
        gateways: vec!["dea".into()],
        required: BTreeSet::from([Field::Owners, Field::Gateway, Field::Level, Field::Conditions, Field::Contact]),
    }
}

fn record() -> Dataset {
    let new = a_dataset();
    let mut d = Dataset {
        id: DatasetId::new(&World::fixed(Moment(0), 1)),
        reference: new.reference,
        title: new.title,
        title_cy: None,
        summary: new.summary,
        owner: owner(),
        owner_name: new.owner_name,
        owners: new.owners,
        level: None,
        setting: String::new(),
        routes_narrowed: None,
        gateway: new.gateway,
        schemes: BTreeSet::new(),
        organisation_kinds: BTreeSet::new(),
        training_months: None,
        citation: new.citation,
        doi: new.doi,
        conditions: String::new(),
        output_conditions: String::new(),
        contact: new.contact,
        coverage: new.coverage,
        version: 1,
        published: false,
        file: None,
        rows: 0,
        synthetic: true,
    };
    d.set_stipulations(new.stipulations);
    d
}

#[test]
fn a_record_is_not_published_while_fields_are_missing_and_each_is_named_cat_01() {
    let mut d = record();
    d.level = None;
    d.contact = "  ".into();
    d.owners.clear();
    let no = publish(&d, 3, &rules().required).unwrap_err();
    assert_eq!(no, Refusals(vec![NotReady::Owners, NotReady::Level, NotReady::Contact]));
    assert_eq!(publish(&record(), 3, &rules().required), Ok(()));
}

#[test]
fn a_published_record_is_not_published_again() {
    let mut d = record();
    d.published = true;
    assert_eq!(publish(&d, 3, &rules().required), Err(NotReady::Published.into()));
}

#[test]
fn a_level_without_meaning_is_said_to_open_nothing_cat_06() {
    // 1.21: fail closed
    assert_eq!(words_key(Some(0), ""), "level-0");
    assert_eq!(words_key(Some(9), ""), "level-0");
    assert_eq!(words_key(None, ""), "level-none");
    assert_eq!(words_key(Some(2), ""), "level-2");
}

#[test]
fn the_most_restrictive_dataset_decides_and_one_without_a_level_counts_as_level_0_lvl_04_lvl_05() {
    let with = |level| Dataset { level, ..record() };
    let six: Vec<Dataset> = [3, 3, 3, 3, 3, 1].into_iter().map(|l| with(Some(l))).collect();
    assert_eq!(strictest(&rules(), &six).unwrap().0, Some(1));
    assert_eq!(strictest(&rules(), &[with(Some(3)), with(None)]).unwrap().0, Some(0));
    assert_eq!(strictest(&rules(), &[]), None);
}

#[test]
fn in_a_service_of_settings_a_room_is_stricter_than_an_office_and_the_unknown_strictest_cat_09() {
    let rules = Rules { levels: vec![], settings: vec!["room".into(), "office".into()], ..rules() };
    let with = |setting: &str| Dataset { level: None, setting: setting.into(), ..record() };
    assert_eq!(strictest(&rules, &[with("office"), with("room")]).unwrap().1, "room");
    assert_eq!(strictest(&rules, &[with("room"), with("office")]).unwrap().1, "room");
    assert_eq!(strictest(&rules, &[with("room"), with("")]).unwrap().1, "");
}

#[test]
fn stipulations_name_only_what_the_service_can_enforce() {
    let was = record().stipulations();
    let mut new = was.clone();
    new.level = Some(7);
    new.routes_narrowed = Some(BTreeSet::from(["balloon".into()]));
    let no = change(&was, &new, &rules()).unwrap_err();
    let route = BadStipulations::NoSuchRoute { route: "balloon".into() };
    assert_eq!(no, Refusals(vec![BadStipulations::NoSuchLevel, route]));
    assert_eq!(change(&was, &was, &rules()), Err(BadStipulations::Unchanged.into()));
}

#[test]
fn a_dictionary_has_each_name_once_and_one_variable_for_each_role() {
    let mut one = a_variable("CASENO", "Person");
    one.unit_role = Some(UnitRole::Unit);
    let mut two = one.clone();
    two.name = "HSERIAL".into();
    let twice = a_variable("CASENO", "Again");
    let no = dictionary(&[one, two, twice]).unwrap_err();
    let two = BadDictionary::TwoOfOneRole { name: "HSERIAL".into() };
    assert_eq!(no, Refusals(vec![two, BadDictionary::Twice { name: "CASENO".into() }]));
}
