//! What table may be asked for, and how one is kept and laid out.

use std::sync::Arc;

use airlock::rules::kept::{Grid, GridWords, Kept, Label, marks};
use airlock::rules::table::{Asked, NoTable, enough, refusal, request};
use airlock::rules::write_up::{NoDocument, Part, PartKind, Text, document};
use airlock::rules::{ItemKind, Severity, StatisticClass};
use arrow::array::{Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray};
use data::{UnitRole, Variable, VariableKind};
use disclosure::Policy;
use foundation::Lang;

use crate::common::reasons;

pub fn variable(name: &str, kind: VariableKind, role: Option<UnitRole>, missing: &str) -> Variable {
    Variable {
        name: name.into(),
        label: name.to_uppercase(),
        label_cy: String::new(),
        kind,
        codes: vec![("n".into(), "North".into()), ("s".into(), "South".into())],
        missing: missing.into(),
        unit_role: role,
        years: "2024".into(),
        missing_share: 0.0,
    }
}

fn dictionary() -> Vec<Variable> {
    vec![
        variable("person", VariableKind::Id, Some(UnitRole::Unit), ""),
        variable("household", VariableKind::Id, Some(UnitRole::Holding), ""),
        variable("region", VariableKind::Code, None, ""),
        variable("sex", VariableKind::Code, None, "x"),
        variable("pay", VariableKind::Number, None, "-9"),
        variable("weight", VariableKind::Weight, Some(UnitRole::Weight), ""),
    ]
}

fn asked() -> Asked {
    Asked { rows: vec!["region".into()], count: true, totals: true, ..Asked::default() }
}

#[test]
fn unit_and_holding_come_from_the_dictionary_whatever_is_asked() {
    let made = request(&asked(), &dictionary()).unwrap();
    assert_eq!((made.unit.as_deref(), made.holding.as_deref()), (Some("person"), Some("household")));
    assert_eq!(made.weight, None);
    let weighted = request(&Asked { weighted: true, ..asked() }, &dictionary()).unwrap();
    assert_eq!(weighted.weight.as_deref(), Some("weight"));
}

#[test]
fn an_identifier_makes_neither_rows_nor_statistics() {
    let a = Asked { rows: vec!["person".into()], sum: vec!["household".into()], ..asked() };
    assert_eq!(
        reasons(request(&a, &dictionary())),
        [NoTable::NotACode { field: "person".into() }, NoTable::NotANumber { field: "household".into() }]
    );
}

#[test]
fn every_wrong_choice_is_named() {
    let a = Asked {
        cols: vec!["region".into(), "colour".into()],
        mean: vec!["wage".into()],
        filter: "shoe = 3".into(),
        ..asked()
    };
    assert_eq!(
        reasons(request(&a, &dictionary())),
        [
            NoTable::FieldTwice { field: "region".into() },
            NoTable::FieldUnknown { field: "colour".into() },
            NoTable::FieldUnknown { field: "wage".into() },
            NoTable::FilterField { field: "shoe".into() }
        ]
    );
    let none = Asked { rows: Vec::new(), ..asked() };
    assert_eq!(reasons(request(&none, &dictionary())), [NoTable::NoRows]);
    let broken = Asked { filter: "pay >".into(), ..asked() };
    assert!(matches!(reasons(request(&broken, &dictionary()))[..], [NoTable::FilterWrong { .. }]));
}

/// A person's pay was read to the pound by asking whether any record is left.
#[test]
fn a_condition_names_nobody_and_none_and_few_are_one_answer() {
    let unit = dictionary().into_iter().find(|v| v.unit_role == Some(UnitRole::Unit)).unwrap();
    let one = Asked { filter: format!("pay > 1000 and {} = 7", unit.name), ..asked() };
    assert_eq!(reasons(request(&one, &dictionary())), [NoTable::FilterIdentifier { field: unit.name }]);
    let some = Asked { filter: "pay > 1000".into(), ..asked() };
    assert_eq!(enough(&some, 10, 10), Ok(()));
    let none = refusal(&disclosure::Error::Empty { read: 60, by_where: 60, by_field: vec![] });
    assert_eq!(enough(&some, 9, 10), Err(none.clone()));
    assert_eq!(none, NoTable::TooFew);
    assert_eq!(enough(&asked(), 9, 10), Ok(()), "without a condition the table itself is judged");
}

#[test]
fn values_that_stand_for_missing_take_no_part() {
    let a =
        Asked { cols: vec!["sex".into()], mean: vec!["pay".into()], filter: "pay > 0 or pay = -9".into(), ..asked() };
    let made = request(&a, &dictionary()).unwrap();
    assert_eq!(made.selection.as_deref(), Some("(pay > 0 or pay = -9) and `sex` != 'x' and `pay` != -9"));
    assert!(made.expression().is_ok());
}

fn batch() -> RecordBatch {
    let rows = 60;
    let region: Vec<&str> = (0..rows).map(|i| if i % 3 == 0 { "n" } else { "s" }).collect();
    let sex: Vec<&str> = (0..rows).map(|i| if i == 4 { "f" } else { "m" }).collect();
    let ids: Vec<i64> = (0..rows).collect();
    let pay: Vec<f64> = (0..rows).map(|i| 1000.0 + i as f64).collect();
    RecordBatch::try_from_iter([
        ("person", Arc::new(Int64Array::from(ids.clone())) as _),
        ("household", Arc::new(Int64Array::from(ids)) as _),
        ("region", Arc::new(StringArray::from(region)) as _),
        ("sex", Arc::new(StringArray::from(sex)) as _),
        ("pay", Arc::new(Float64Array::from(pay)) as _),
    ])
    .unwrap()
}

fn kept(asked: &Asked) -> (Kept, Vec<airlock::rules::minimum::RuleMark>) {
    let request = request(asked, &dictionary()).unwrap();
    let batch = batch();
    let data = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
    let result = disclosure::tabulate(data, &request, &Policy::named("srs").unwrap()).unwrap();
    let label = |field: &str| Label { en: field.to_uppercase(), cy: String::new() };
    let meaning = |_: &str, code: &str| if code == "n" { "North".to_owned() } else { code.to_owned() };
    (Kept::of("Pay by region", &result, label, meaning), marks(&result))
}

pub fn words() -> GridWords {
    GridWords {
        lang: Lang::En,
        total: "Total".into(),
        count: "Count".into(),
        weighted_count: "Weighted count".into(),
        sum: "Sum of {}".into(),
        mean: "Mean of {}".into(),
        unweighted: "Unweighted count".into(),
    }
}

fn grid(head: &[&str], rows: &[&[&str]], keys: usize) -> Grid {
    let own = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    Grid { head: own(head), rows: rows.iter().map(|r| own(r)).collect(), keys }
}

#[test]
fn a_table_of_counts_needs_no_counts_beside_it() {
    let (kept, _) = kept(&asked());
    let rows: &[&[&str]] = &[&["North", "20"], &["s", "40"], &["Total", "60"]];
    assert_eq!(kept.grid(&words(), 20), grid(&["REGION", "Count"], rows, 1));
    assert_eq!(kept.csv(), "region,count\nn,20\ns,40\nTotal,60\n");
}

#[test]
fn unweighted_counts_stand_beside_everything_else_out_11() {
    let (kept, _) = kept(&Asked { count: false, mean: vec!["pay".into()], totals: false, ..asked() });
    let rows: &[&[&str]] = &[&["North", "1,028.50", "20"], &["s", "1,030.00", "40"]];
    assert_eq!(kept.grid(&words(), 20), grid(&["REGION", "Mean of PAY", "Unweighted count"], rows, 1));
    assert_eq!(kept.csv(), "region,mean_pay,unweighted_count\nn,1028.5,20\ns,1030,40\n");
}

#[test]
fn columns_stand_side_by_side_and_a_table_that_is_too_wide_is_written_long() {
    let (kept, marks) = kept(&Asked { cols: vec!["sex".into()], ..asked() });
    let rows: &[&[&str]] = &[&["North", "0", "20", "20"], &["s", "1", "39", "40"], &["Total", "1", "59", "60"]];
    assert_eq!(kept.grid(&words(), 20), grid(&["REGION", "f", "m", "Total"], rows, 1));
    let long = kept.grid(&words(), 3);
    assert_eq!((long.head.len(), long.rows.len(), long.keys), (3, 9, 2));
    let threshold = marks.iter().find(|m| m.rule == "threshold").expect("one person alone is below the threshold");
    assert!(threshold.cells >= 2 && threshold.severity == Severity::Blocks);
}

#[test]
fn a_chart_shows_no_totals() {
    let (kept, _) = kept(&Asked { cols: vec!["sex".into()], ..asked() });
    let (categories, series) = kept.series(&words());
    assert_eq!(categories, ["North", "s"]);
    assert_eq!(series, [("f".to_owned(), vec![Some(0.0), Some(1.0)]), ("m".to_owned(), vec![Some(20.0), Some(39.0)])]);
}

fn part(kind: PartKind, text: &str) -> Part {
    let table = Some(airlock::TableId(uuid::Uuid::from_u128(5)));
    Part { kind, text: text.into(), caption: "Pay".into(), table }
}

#[test]
fn tables_and_figures_are_numbered_apart_and_become_items_out_12() {
    let text = Text {
        parts: vec![
            part(PartKind::Figure, "a"),
            part(PartKind::Paragraph, "p"),
            part(PartKind::Table, "b"),
            part(PartKind::Figure, "c"),
        ],
        ..Text::default()
    };
    let labels = text.labels("Table", "Figure");
    let said: Vec<Option<&str>> = labels.iter().map(Option::as_deref).collect();
    assert_eq!(said, [Some("Figure 1"), None, Some("Table 1"), Some("Figure 2")]);
    let class = |_| StatisticClass::LinearAggregations;
    let items = text.items(&labels, "kept", class, || airlock::ItemId(uuid::Uuid::from_u128(1)));
    let said: Vec<(u32, ItemKind, &str)> = items.iter().map(|i| (i.number, i.kind, i.label.as_str())).collect();
    assert_eq!(
        said,
        [(1, ItemKind::Figure, "Figure 1"), (2, ItemKind::Table, "Table 1"), (3, ItemKind::Figure, "Figure 2")]
    );
}

#[test]
fn a_figure_without_an_explanation_makes_no_document_out_14() {
    let text = Text { parts: vec![part(PartKind::Figure, "too short")], ..Text::default() };
    let no = reasons(document(&text, 5, |_| false));
    let caption = "Pay".to_owned();
    assert_eq!(no, [NoDocument::TableGone { caption: caption.clone() }, NoDocument::Undescribed { caption, words: 5 }]);
    assert_eq!(reasons(document(&Text::default(), 5, |_| true)), [NoDocument::Empty]);
}
