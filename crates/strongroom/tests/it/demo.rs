//! The demo's data and people.

use std::collections::{BTreeMap, BTreeSet};

use strongroom::demo::cast::CAST;
use strongroom::demo::data::{Column, Microdata, Role, business_survey, labour_force_survey};

fn ids(data: &Microdata, name: &str) -> Vec<i64> {
    match &data.field(name).unwrap().column {
        Column::Ids(ids) => ids.clone(),
        other => panic!("{name} is {other:?}"),
    }
}

fn numbers(data: &Microdata, name: &str) -> Vec<Option<f64>> {
    match &data.field(name).unwrap().column {
        Column::Numbers(numbers) => numbers.clone(),
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn the_same_bytes_are_made_every_time() {
    assert!(labour_force_survey().parquet().unwrap() == labour_force_survey().parquet().unwrap());
    assert!(business_survey().parquet().unwrap() == business_survey().parquet().unwrap());
}

#[test]
fn the_labour_force_survey_has_100_000_persons_in_households_over_three_years() {
    let data = labour_force_survey();
    assert_eq!(data.records(), 100_000);
    assert_eq!(ids(&data, "person_id").iter().collect::<BTreeSet<_>>().len(), 100_000);
    let households = ids(&data, "household_id");
    assert!((45_000..55_000).contains(&households.iter().collect::<BTreeSet<_>>().len()));
    let mut people: BTreeMap<String, f64> = BTreeMap::new();
    let mut homes: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for (record, household) in households.iter().enumerate() {
        *people.entry(data.code("year", record).unwrap()).or_default() += data.number("weight", record).unwrap();
        homes.entry(*household).or_default().insert(data.code("region", record).unwrap());
    }
    assert_eq!(people.keys().collect::<Vec<_>>(), ["2022", "2023", "2024"]);
    // Each year's sample stands for the people of 16 and over.
    assert!(people.values().all(|p| (50e6..60e6).contains(p)), "{people:?}");
    assert!(homes.values().all(|regions| regions.len() == 1), "nobody lives in two regions at once");
}

#[test]
fn only_employees_have_a_pay() {
    let data = labour_force_survey();
    for record in 0..data.records() {
        if data.number("pay", record).is_some() {
            assert_eq!(data.code("status", record).as_deref(), Some("1"));
        }
        let works = ["1", "2"].contains(&data.code("status", record).unwrap().as_str());
        assert_eq!(data.code("occupation", record).unwrap() != "-9", works);
        assert_eq!(data.number("hours", record).is_some(), works);
    }
}

#[test]
fn pay_follows_occupation_region_and_hours() {
    let data = labour_force_survey();
    let mean = |field: &str, code: &str| {
        let of = (0..data.records()).filter(|r| data.code(field, *r).as_deref() == Some(code));
        let pay: Vec<f64> = of.filter_map(|r| data.number("pay", r)).collect();
        pay.iter().sum::<f64>() / pay.len() as f64
    };
    assert!(mean("occupation", "1") > 1.5 * mean("occupation", "9"));
    assert!(mean("region", "E12000007") > 1.1 * mean("region", "W92000004"));
    assert!(mean("sex", "1") > mean("sex", "2"));
}

#[test]
fn the_business_survey_has_8_000_enterprises_in_groups_with_a_long_tail() {
    let data = business_survey();
    let enterprises: BTreeSet<i64> = ids(&data, "enterprise_id").into_iter().collect();
    let groups: BTreeSet<i64> = ids(&data, "group_id").into_iter().collect();
    assert_eq!(enterprises.len(), 8_000);
    assert!((5_300..5_800).contains(&groups.len()), "{} groups", groups.len());
    let mut turnover: Vec<f64> = numbers(&data, "turnover").into_iter().flatten().collect();
    turnover.sort_by(f64::total_cmp);
    let (total, top): (f64, f64) = (turnover.iter().sum(), turnover.iter().rev().take(turnover.len() / 100).sum());
    assert!(top > 0.5 * total, "the largest hundredth makes {:.2} of the turnover", top / total);
    assert!(numbers(&data, "gva").iter().flatten().any(|v| *v < 0.0));
    let research = numbers(&data, "rnd");
    assert!(research.iter().filter(|v| **v == Some(0.0)).count() > research.len() / 2);
    assert!(research.iter().any(|v| v.is_some_and(|v| v > 0.0)));
}

#[test]
fn in_some_cells_one_group_makes_nearly_everything() {
    let data = business_survey();
    let groups = ids(&data, "group_id");
    let mut cells: BTreeMap<(String, String), BTreeMap<i64, f64>> = BTreeMap::new();
    for record in (0..data.records()).filter(|r| data.code("year", *r).as_deref() == Some("2024")) {
        let cell = (data.code("division", record).unwrap(), data.code("region", record).unwrap());
        *cells.entry(cell).or_default().entry(groups[record]).or_default() += data.number("turnover", record).unwrap();
    }
    let dominated = |cell: &BTreeMap<i64, f64>| {
        cell.len() >= 3 && cell.values().copied().fold(0.0, f64::max) > 0.8 * cell.values().sum::<f64>()
    };
    assert!(cells.values().filter(|c| dominated(c)).count() >= 3);
}

#[test]
fn every_field_is_described_and_every_file_names_unit_holding_and_weight() {
    for data in [labour_force_survey(), business_survey()] {
        for field in &data.fields {
            assert!(!field.en.is_empty() && !field.cy.is_empty(), "{} has no label", field.name);
            assert!((0.0..1.0).contains(&field.missing_share()));
        }
        for role in [Role::Unit, Role::Holding, Role::Weight] {
            assert_eq!(data.fields.iter().filter(|f| f.role == role).count(), 1, "{role:?}");
        }
    }
}

#[test]
fn thirteen_people_have_every_role_between_them() {
    let held: BTreeSet<&str> = CAST.iter().flat_map(|m| m.roles.iter().copied()).collect();
    let all: BTreeSet<&str> = people::Role::ALL.iter().map(|r| r.word()).collect();
    assert_eq!(CAST.len(), 13);
    assert_eq!(held, all);
    let checkers = CAST.iter().filter(|m| m.roles.contains(&"output-checker")).count();
    assert!(checkers >= 2, "an output is judged by two");
    let operators = CAST.iter().filter(|m| m.roles.contains(&"operator")).count();
    assert_eq!(operators, 2, "a role takes two");
}
