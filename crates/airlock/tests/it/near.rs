//! A table whose condition leaves nearly what another leaves.

use std::sync::Arc;

use airlock::rules::near::{Apart, mark, pairs};
use airlock::rules::table::{Asked, NoTable, request};
use arrow::array::{Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray};
use data::{UnitRole, Variable, VariableKind};
use disclosure::{Policy, TableRequest};

use crate::tables::variable;

fn dictionary() -> Vec<Variable> {
    vec![
        variable("person", VariableKind::Id, Some(UnitRole::Unit), ""),
        variable("region", VariableKind::Code, None, ""),
        variable("sex", VariableKind::Code, None, "x"),
        variable("pay", VariableKind::Number, None, "-9"),
    ]
}

/// Sixty people who earn 1000 to 1059 pounds, a third of them in the north; and four whose pay nobody knows.
fn batch() -> RecordBatch {
    let region = (0..64).map(|i| if i % 3 == 0 { "n" } else { "s" });
    let pay = (0..64).map(|i| (i < 60).then(|| 1000.0 + f64::from(i)));
    RecordBatch::try_from_iter([
        ("person", Arc::new(Int64Array::from_iter_values(0..64)) as _),
        ("region", Arc::new(StringArray::from_iter_values(region)) as _),
        ("sex", Arc::new(StringArray::from_iter_values((0..64).map(|_| "f"))) as _),
        ("pay", Arc::new(Float64Array::from_iter(pay)) as _),
    ])
    .unwrap()
}

fn asked(filter: &str) -> TableRequest {
    of(&["region"], filter)
}

fn of(rows: &[&str], filter: &str) -> TableRequest {
    let rows = rows.iter().map(|r| (*r).to_owned()).collect();
    let asked = Asked { rows, count: true, totals: true, filter: filter.into(), ..Asked::default() };
    request(&asked, &dictionary()).unwrap()
}

/// What becomes of a new table beside one that was made before: how many of its cells are near to those of the other.
fn beside(new: &TableRequest, before: &TableRequest) -> Result<u64, NoTable> {
    let mut near = 0;
    for pair in pairs(new, &[("T-1".to_owned(), before.clone())], &dictionary()) {
        let mut apart = Apart::default();
        for side in pair.apart.iter().flatten() {
            let batch = batch();
            let data = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
            match disclosure::tabulate(data, side, &Policy::named("srs").unwrap()) {
                Ok(side) => apart.add(&side),
                Err(disclosure::Error::Empty { .. }) => {}
                Err(error) => panic!("{side:?}: {error}"),
            }
        }
        near += apart.judge(&pair, 10)?;
    }
    Ok(near)
}

fn too_near() -> Result<u64, NoTable> {
    Err(NoTable::TooNear { table: "T-1".into() })
}

#[test]
fn a_condition_that_leaves_out_a_few_is_refused_beside_one_that_keeps_them() {
    let (all, most) = (asked(""), asked("pay < 1055 or pay is missing"));
    assert_eq!(beside(&most, &all), too_near(), "five earn more");
    assert_eq!(beside(&all, &most), too_near(), "whichever was first");
    assert_eq!(beside(&asked("pay < 1050"), &asked("pay < 1055")), too_near());
}

#[test]
fn nobody_and_few_are_one_answer() {
    assert_eq!(beside(&asked("pay < 5000 or pay is missing"), &asked("")), too_near(), "it leaves out nobody");
    assert_eq!(beside(&asked("pay > 0"), &asked("pay < 5000")), too_near());
}

#[test]
fn whoever_a_condition_cannot_decide_about_stands_outside() {
    // Four without pay are neither below nor not below.
    assert_eq!(beside(&asked("pay < 5000"), &asked("")), too_near());
    assert_eq!(beside(&asked("not pay < 0"), &asked("")), too_near());
}

#[test]
fn the_same_condition_in_other_spaces_is_the_same() {
    assert_eq!(beside(&asked("pay<1055"), &asked("  pay   <  1055 ")), Ok(0));
    assert_eq!(
        beside(&of(&["sex"], ""), &asked("")),
        Ok(0),
        "what the dictionary says of missing values is no condition"
    );
    assert_eq!(beside(&of(&["sex"], "pay < 1055"), &asked("pay < 1055")), Ok(0));
}

#[test]
fn conditions_far_apart_are_not_refused_and_cells_that_are_near_are_marked() {
    assert_eq!(beside(&asked("pay < 1030"), &asked("pay < 1060")), Ok(0), "ten and twenty are enough");
    // Of fifteen who earn more five live in the north.
    assert_eq!(beside(&asked("pay < 1045"), &asked("pay < 1060")), Ok(1));
    assert_eq!(beside(&of(&["sex"], "pay < 1045"), &asked("pay < 1060")), Ok(0), "they have no cell in common");
    assert_eq!(mark(0), None);
    assert_eq!(mark(1).unwrap().rule, "differencing");
}

#[test]
fn tables_with_one_condition_are_compared_once() {
    let before: Vec<_> = (0..50).map(|n| (format!("T-{n}"), asked("pay < 1055"))).collect();
    assert_eq!(pairs(&asked(""), &before, &dictionary()).len(), 1);
}
