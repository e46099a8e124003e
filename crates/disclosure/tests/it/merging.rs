//! Evidence is the same however the records are split, and the same as a loop would find that does nothing clever.

use crate::support::*;
use arrow::array::{ArrayRef, AsArray, DictionaryArray, RecordBatch, RecordBatchIterator, StringArray};
use arrow::datatypes::Int32Type;
use disclosure::{CellEvidence, Design, Evidence, Shares, Source, TableRequest, VariableEvidence, gather};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const KEEP: usize = 3;

#[derive(Debug, Clone)]
struct Row {
    r: Option<i64>,
    c: Option<&'static str>,
    /// Whole numbers, so that sums are exact in any order.
    v: Option<i32>,
    u: Option<i32>,
    id: i64,
    g: Option<i64>,
    w: u8,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (
        prop::option::weighted(0.9, prop::sample::select(vec![1i64, 2, 10])),
        prop::option::weighted(0.9, prop::sample::select(vec!["x", "y", "z"])),
        prop::option::weighted(0.8, -40i32..60),
        prop::option::weighted(0.5, 0i32..9),
        // Identifiers that are found directly, and some that are too far off.
        prop::sample::select(vec![1i64, 2, 3, 4, 5, 6, 4095, 4096, 70_000, -3, 1 << 40, i64::MAX]),
        prop::option::weighted(0.5, 1i64..4),
        0u8..4,
    );
    prop::collection::vec(row, 1..60)
        .prop_map(|rows| rows.into_iter().map(|(r, c, v, u, id, g, w)| Row { r, c, v, u, id, g, w }).collect())
}

fn batch(rows: &[Row], texts: bool) -> RecordBatch {
    let ids: Vec<String> = rows.iter().map(|row| format!("person {}", row.id)).collect();
    let number = |value: Option<i32>| value.map(f64::from);
    let columns = [
        ("r", column_of_ids(&rows.iter().map(|row| row.r).collect::<Vec<_>>())),
        ("c", column_of_texts(&rows.iter().map(|row| row.c).collect::<Vec<_>>())),
        ("v", column_of_numbers(&rows.iter().map(|row| number(row.v)).collect::<Vec<_>>())),
        ("u", column_of_numbers(&rows.iter().map(|row| number(row.u)).collect::<Vec<_>>())),
        (
            "id",
            if texts {
                column_of_texts(&ids.iter().map(|id| Some(id.as_str())).collect::<Vec<_>>())
            } else {
                column_of_ids(&rows.iter().map(|row| Some(row.id)).collect::<Vec<_>>())
            },
        ),
        ("g", column_of_ids(&rows.iter().map(|row| row.g).collect::<Vec<_>>())),
        ("w", column_of_numbers(&rows.iter().map(|row| Some(f64::from(row.w))).collect::<Vec<_>>())),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

fn evidence(batches: Vec<RecordBatch>, request: &TableRequest) -> Evidence {
    let schema = batches[0].schema();
    gather(RecordBatchIterator::new(batches.into_iter().map(Ok), schema), request, KEEP).unwrap()
}

fn asked(unit: bool, holding: bool, weight: bool) -> TableRequest {
    let mut asked = json!({"rows": ["r"], "cols": ["c"], "sum": ["v"], "mean": ["u"]});
    for (field, wanted, name) in [("unit", unit, "id"), ("holding", holding, "g"), ("weight", weight, "w")] {
        if wanted {
            asked[field] = json!(name);
        }
    }
    request(asked)
}

/// The sample drawn in strata (the weight's field), in clusters (the unit's), in both or in neither.
fn drawn(request: TableRequest, strata: bool, cluster: bool) -> TableRequest {
    let named = |wanted: bool, field: &str| wanted.then(|| field.to_owned());
    TableRequest { strata: named(strata, "w"), cluster: named(cluster, "id"), ..request }
}

/// Who a record counts for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Record(usize),
    Unit(i64),
    Holding(i64),
}

fn shares(values: &[(Who, Option<f64>)]) -> Shares {
    let mut sums: BTreeMap<Who, f64> = BTreeMap::new();
    for (who, value) in values {
        if let Some(value) = value {
            *sums.entry(who.clone()).or_default() += value;
        }
    }
    let mut top: Vec<f64> = sums.values().map(|sum| sum.abs()).collect();
    top.sort_by(|a, b| b.total_cmp(a));
    let absolute = top.iter().sum();
    let squares = top.iter().map(|value| value * value).sum();
    let contributors = top.len() as u64;
    top.truncate(KEEP);
    Shares { contributors, absolute, squares, top: top.into(), unwaived: None }
}

fn naive(rows: &[Row], request: &TableRequest) -> Vec<CellEvidence> {
    // A weight of nought is nobody.
    let there = |row: &Row| row.r.is_some() && row.c.is_some() && (request.weight.is_none() || row.w > 0);
    let kept: Vec<(usize, &Row)> = rows.iter().enumerate().filter(|(_, row)| there(row)).collect();
    let rs: Vec<i64> = kept.iter().filter_map(|(_, row)| row.r).collect::<BTreeSet<_>>().into_iter().collect();
    let cs: Vec<&str> = kept.iter().filter_map(|(_, row)| row.c).collect::<BTreeSet<_>>().into_iter().collect();
    let with_total = |count: usize| (0..count as u32).map(Some).chain([None]);
    let mut cells = Vec::new();
    for r in with_total(rs.len()) {
        for c in with_total(cs.len()) {
            let inside: Vec<&(usize, &Row)> = kept
                .iter()
                .filter(|(_, row)| r.is_none_or(|r| row.r == Some(rs[r as usize])))
                .filter(|(_, row)| c.is_none_or(|c| row.c == Some(cs[c as usize])))
                .collect();
            let unit = |(at, row): &(usize, &Row)| {
                if request.unit.is_some() { Who::Unit(row.id) } else { Who::Record(*at) }
            };
            let holding = |place: &(usize, &Row)| place.1.g.map_or_else(|| unit(place), Who::Holding);
            let distinct = |who: &dyn Fn(&(usize, &Row)) -> Who| {
                inside.iter().map(|place| who(place)).collect::<BTreeSet<_>>().len() as u64
            };
            let variables = ["v", "u"].map(|field| {
                let value = |row: &Row| if field == "v" { row.v } else { row.u }.map(f64::from);
                let valid: Vec<(f64, f64)> =
                    inside.iter().filter_map(|(_, row)| value(row).map(|v| (v, f64::from(row.w)))).collect();
                let by = |who: &dyn Fn(&(usize, &Row)) -> Who, weighted: bool| {
                    let of = |place: &(usize, &Row)| {
                        (who(place), value(place.1).map(|v| if weighted { v * f64::from(place.1.w) } else { v }))
                    };
                    shares(&inside.iter().map(|place| of(place)).collect::<Vec<_>>())
                };
                let weighted = request.weight.is_some();
                // A cluster's number is its own within its stratum.
                let stratum = |row: &Row| request.strata.is_some().then_some(row.w);
                let with_value = || inside.iter().filter(|(_, row)| value(row).is_some());
                let clusters: BTreeSet<_> = with_value().map(|(_, row)| (stratum(row), row.id)).collect();
                let strata: BTreeSet<_> = with_value().map(|(_, row)| row.w).collect();
                let design = Design {
                    clusters: request.cluster.is_some().then_some(clusters.len() as u64),
                    strata: request.strata.is_some().then_some(strata.len() as u64),
                };
                let least = valid.iter().map(|(v, _)| *v).reduce(f64::min);
                let greatest = valid.iter().map(|(v, _)| *v).reduce(f64::max);
                VariableEvidence {
                    field: field.into(),
                    valid_n: valid.len() as u64,
                    sum: valid.iter().map(|(v, _)| v).fold(0.0, |a, b| a + b),
                    sum_of_squares: valid.iter().map(|(v, _)| v * v).fold(0.0, |a, b| a + b),
                    negatives: valid.iter().filter(|(v, _)| *v < 0.0).count() as u64,
                    range: least.zip(greatest),
                    weighted: weighted
                        .then(|| valid.iter().fold((0.0, 0.0), |(sum, weight), (v, w)| (sum + v * w, weight + w))),
                    design: (design != Design::default()).then(|| Box::new(design)),
                    by_unit: by(&unit, false),
                    by_holding: request.holding.is_some().then(|| Box::new(by(&holding, false))),
                    weighted_by_unit: weighted.then(|| Box::new(by(&unit, true))),
                    weighted_by_holding: (weighted && request.holding.is_some()).then(|| Box::new(by(&holding, true))),
                    shape: None,
                    ends: None,
                    positions: Box::default(),
                    mode: None,
                    gini: None,
                }
            });
            cells.push(CellEvidence {
                unwaived: None,
                most: 0,
                codes: vec![r, c],
                n: inside.len() as u64,
                weight: if request.weight.is_some() {
                    inside.iter().map(|(_, row)| f64::from(row.w)).sum()
                } else {
                    inside.len() as f64
                },
                key: 0,
                units: distinct(&unit),
                holdings: request.holding.is_some().then(|| distinct(&holding)),
                variables: variables.into(),
            });
        }
    }
    cells
}

/// Parts of the rows in their order, cut at these places.
fn parts(rows: &[Row], cuts: &[prop::sample::Index]) -> Vec<Vec<Row>> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(rows.len() + 1)).collect();
    places.extend([0, rows.len()]);
    places.sort_unstable();
    places.windows(2).map(|pair| rows[pair[0]..pair[1]].to_vec()).collect()
}

/// The same records in pieces, each gathered alone, in either order.
fn merged(pieces: &[Vec<Row>], request: &TableRequest, backwards: bool) -> Evidence {
    let mut pieces: Vec<Evidence> = pieces.iter().map(|part| evidence(vec![batch(part, false)], request)).collect();
    if backwards {
        pieces.reverse();
    }
    let mut merged = pieces.remove(0);
    for piece in &pieces {
        merged.merge(piece).unwrap();
    }
    merged
}

/// Figures of statistics that are made from more than sums, by the textbook.
fn textbook(values: &[f64], name: &str) -> Option<f64> {
    let n = values.len() as f64;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mean = values.iter().sum::<f64>() / n;
    let moment = |power: i32| values.iter().map(|v| (v - mean).powi(power)).sum::<f64>();
    let equal = sorted.first() == sorted.last();
    match name {
        "median" => {
            let middle = sorted.len() / 2;
            let low = sorted.get(middle.checked_sub(1 - sorted.len() % 2)?)?;
            Some((low + sorted.get(middle)?) / 2.0)
        }
        "mode" => {
            let times = |value: f64| sorted.iter().filter(|other| **other == value).count();
            sorted.iter().copied().reduce(|best, value| if times(value) > times(best) { value } else { best })
        }
        "min" => sorted.first().copied(),
        "max" => sorted.last().copied(),
        "var" => (n >= 2.0).then(|| moment(2) / (n - 1.0)),
        "skewness" => (n >= 3.0 && !equal).then(|| {
            let deviation = (moment(2) / (n - 1.0)).sqrt();
            n / ((n - 1.0) * (n - 2.0)) * moment(3) / deviation.powi(3)
        }),
        "gini" => {
            let sum: f64 = values.iter().sum();
            let pairs: f64 = values.iter().flat_map(|a| values.iter().map(move |b| (a - b).abs())).sum();
            (sum > 0.0 && sorted[0] >= 0.0).then(|| pairs / (2.0 * n * sum))
        }
        other => panic!("{other}"),
    }
}

const TEXTBOOK: [&str; 7] = ["median", "mode", "min", "max", "var", "skewness", "gini"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn further_statistics_are_those_of_the_textbook_however_the_records_are_split(
        rows in rows(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4), backwards: bool,
    ) {
        let mut asked = request(json!({"rows": ["r"], "margins": true}));
        asked.more = TEXTBOOK.iter().map(|name| disclosure::Statistic::parse(name, "v").unwrap()).collect();
        let Ok(table) = merged(&parts(&rows, &cuts), &asked, backwards).judge(&asked, &small("")) else { return Ok(()) };
        for cell in &table.cells {
            let values: Vec<f64> = rows
                .iter()
                .filter(|row| row.r.is_some_and(|r| cell.keys[0] == "Total" || cell.keys[0] == r.to_string()))
                .filter_map(|row| row.v.map(f64::from))
                .collect();
            for (name, figure) in TEXTBOOK.iter().zip(&cell.values) {
                let expected = if values.is_empty() { None } else { textbook(&values, name) };
                let near = match (expected, figure) {
                    (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
                    (a, b) => a.is_none() && b.is_none(),
                };
                prop_assert!(near, "{name} of {values:?}: {figure:?}, textbook {expected:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn evidence_is_what_a_plain_loop_finds(
        rows in rows(), unit: bool, holding: bool, weight: bool, texts: bool, strata: bool, cluster: bool,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let request = drawn(asked(unit, holding, weight), strata, cluster);
        let batches = parts(&rows, &cuts).iter().map(|part| batch(part, texts)).collect();
        prop_assert_eq!(evidence(batches, &request).cells(true).unwrap(), naive(&rows, &request));
    }

    #[test]
    fn evidence_merged_from_any_parts_is_that_of_the_whole(
        rows in rows(), unit: bool, holding: bool, weight: bool, texts: bool, strata: bool, cluster: bool,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        backwards: bool,
    ) {
        let request = drawn(asked(unit, holding, weight), strata, cluster);
        let whole = evidence(vec![batch(&rows, texts)], &request);
        let mut pieces: Vec<Evidence> =
            parts(&rows, &cuts).iter().map(|part| evidence(vec![batch(part, texts)], &request)).collect();
        if backwards {
            pieces.reverse();
        }
        let mut merged = pieces.remove(0);
        for piece in &pieces {
            merged.merge(piece).unwrap();
        }
        prop_assert_eq!(merged.cells(true).unwrap(), whole.cells(true).unwrap());
        prop_assert_eq!(merged.cells(false).unwrap(), whole.cells(false).unwrap());
    }

    #[test]
    fn one_more_unit_never_makes_a_cell_that_passed_fail_the_threshold(rows in rows(), more in rows()) {
        let request = asked(true, false, false);
        let policy = small("");
        let below = |rows: &[Row]| -> BTreeSet<Vec<String>> {
            match evidence(vec![batch(rows, false)], &request).judge(&request, &policy) {
                Ok(table) => table.cells.iter().filter(|cell| cell.n > 0 && !cell.failing().is_empty())
                    .map(|cell| cell.names()).collect(),
                // A table that is not made at all hides every cell.
                Err(_) => rows.iter().filter_map(|row| Some(vec![row.r?.to_string(), row.c?.to_string()])).collect(),
            }
        };
        let present = |rows: &[Row]| -> BTreeSet<Vec<String>> {
            rows.iter().filter_map(|row| Some(vec![row.r?.to_string(), row.c?.to_string()])).collect()
        };
        let before = below(&rows);
        let all: Vec<Row> = rows.iter().chain(&more).cloned().collect();
        for cell in below(&all) {
            prop_assert!(before.contains(&cell) || !present(&rows).contains(&cell));
        }
    }
}

/// A Parquet file with this many records in a row group.
fn parquet(rows: &[Row], group: usize) -> tempfile::TempPath {
    let batch = batch(rows, false);
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
    let mut content = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut content, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    file(".parquet", &content)
}

#[test]
fn a_parquet_file_of_many_row_groups_gives_what_a_plain_loop_finds() {
    // Identifiers close together and out of order, each twice, in different cells.
    let rows: Vec<Row> = (0..20_000i64)
        .map(|i| Row {
            r: Some([1, 2, 10][(i % 3) as usize]),
            c: if i % 7 == 0 { None } else { Some(["x", "y", "z"][(i % 5 % 3) as usize]) },
            v: if i % 11 == 0 { None } else { Some((i * 7919 % 100) as i32 - 20) },
            u: Some((i % 9) as i32),
            id: i * 7919 % 10_000,
            g: if i % 4 == 0 { None } else { Some(i % 50) },
            w: (i % 4) as u8,
        })
        .collect();
    for (unit, holding, weight) in [(false, false, false), (true, false, true), (true, true, false)] {
        let request = asked(unit, holding, weight);
        let file = parquet(&rows, 1_500);
        let evidence = Source::open(&file).unwrap().gather(&request, KEEP).unwrap();
        assert_eq!(evidence.cells(true).unwrap(), naive(&rows, &request));
    }
}

#[test]
fn evidence_of_different_tables_is_not_merged() {
    let rows = [Row { r: Some(1), c: Some("x"), v: Some(1), u: None, id: 1, g: None, w: 1 }];
    let mut with = evidence(vec![batch(&rows, false)], &asked(true, false, false));
    let without = evidence(vec![batch(&rows, false)], &asked(false, false, false));
    assert!(with.merge(&without).is_err());
}

/// The request with so little room that nearly everything is written out.
fn cramped(request: &TableRequest, bytes: usize) -> TableRequest {
    TableRequest { unit_memory: Some(bytes), ..request.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_written_out_counts_like_what_is_in_memory(
        rows in rows(), texts: bool, weight: bool, margins: bool, at in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        bytes in 0usize..3_000,
    ) {
        // Many records of the same few, so that lines are joined as well as written out.
        let many: Vec<Row> = rows.iter().cycle().take(400 * rows.len()).cloned().collect();
        let mut at: Vec<usize> = at.iter().map(|at| at.index(many.len())).chain([0, many.len()]).collect();
        at.sort_unstable();
        let roomy = asked(true, true, weight);
        let cramped = cramped(&roomy, bytes);
        let whole = evidence(vec![batch(&many, texts)], &roomy);
        let mut parts = at.windows(2).map(|part| evidence(vec![batch(&many[part[0]..part[1]], texts)], &cramped));
        let mut merged = parts.next().unwrap();
        for part in parts {
            merged.merge(&part).unwrap();
        }
        prop_assert_eq!(merged.cells(margins).unwrap(), whole.cells(margins).unwrap());
    }
}

/// Wide enough that lines are divided several times and that joining them helps in one case and not in the other.
#[test]
fn a_file_with_millions_of_units_is_the_same_written_out_and_in_memory() {
    for (name, people) in [("few people", 40_000u64), ("as many people as records", u64::MAX)] {
        let records = 2_500_000u64;
        let of = |record: u64| (record.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 1) % people;
        let path = tempfile::Builder::new().suffix(".parquet").tempfile().unwrap().into_temp_path();
        let schema = batch_of_people(0..1, &of).schema();
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(700_000)).build();
        let mut writer = ArrowWriter::try_new(std::fs::File::create(&path).unwrap(), schema, Some(properties)).unwrap();
        for start in (0..records).step_by(100_000) {
            writer.write(&batch_of_people(start..start + 100_000, &of)).unwrap();
        }
        writer.close().unwrap();
        let roomy = request(json!({"rows": ["r"], "sum": ["v"], "unit": "id", "margins": true}));
        let gathered =
            |request: &TableRequest| Source::open(&path).unwrap().gather(request, KEEP).unwrap().cells(true).unwrap();
        let in_memory = gathered(&roomy);
        assert_eq!(in_memory.iter().map(|cell| cell.n).sum::<u64>(), 2 * records, "{name}");
        let total = in_memory.last().unwrap();
        assert_eq!(total.units, (0..records).map(of).collect::<BTreeSet<_>>().len() as u64, "{name}");
        assert_eq!(gathered(&cramped(&roomy, 4 << 20)), in_memory, "{name}");
    }
}

fn batch_of_people(records: std::ops::Range<u64>, of: &impl Fn(u64) -> u64) -> RecordBatch {
    let ids: Vec<Option<i64>> = records.clone().map(|record| Some(of(record) as i64)).collect();
    let cells: Vec<Option<i64>> = records.clone().map(|record| Some((record % 7) as i64)).collect();
    let values: Vec<Option<f64>> = records.map(|record| Some((record % 1000) as f64)).collect();
    let columns = [("id", column_of_ids(&ids)), ("r", column_of_ids(&cells)), ("v", column_of_numbers(&values))];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

#[test]
fn where_units_cannot_be_written_out_is_said_with_the_folder() {
    let rows: Vec<Row> =
        (0..300_000).map(|id| Row { r: Some(1), c: Some("x"), v: Some(1), u: Some(1), id, g: None, w: 1 }).collect();
    let request = TableRequest { scratch: Some("/nowhere/at/all".into()), ..cramped(&asked(true, false, false), 0) };
    let batch = batch(&rows, false);
    let schema = batch.schema();
    let error = gather(RecordBatchIterator::new([Ok(batch)], schema), &request, KEEP).unwrap_err().to_string();
    assert!(error.starts_with("keeping aside what each unit contributes, in /nowhere/at/all: No such file"), "{error}");
}

/// The rows of one batch as a dictionary of their own, with entries that no row uses.
fn coded(texts: &[&str], order: &[&'static str]) -> ArrayRef {
    let keys: Vec<i32> =
        texts.iter().map(|text| order.iter().position(|other| other == text).unwrap() as i32).collect();
    let values: StringArray = order.iter().map(|text| Some(*text)).collect();
    Arc::new(DictionaryArray::<Int32Type>::new(keys.into(), Arc::new(values)))
}

proptest! {
    #[test]
    fn dictionaries_that_change_from_batch_to_batch_count_like_plain_texts(
        batches in prop::collection::vec(
            (
                prop::collection::vec((prop::sample::select(vec!["x", "y", "z"]), prop::sample::select(vec!["1", "2"])), 1..9),
                Just(vec!["z", "unused", "x", "y"]).prop_shuffle(),
                any::<bool>(),
            ),
            1..6,
        ),
        sum: bool,
    ) {
        let mut asked = json!({"rows": ["a"], "cols": ["b"]});
        if sum {
            asked["sum"] = json!(["v"]);
        }
        let asked = request(asked);
        let build = |dictionaries: bool| -> Vec<RecordBatch> {
            let mut last: Option<ArrayRef> = None;
            let mut made = Vec::new();
            for (rows, order, again) in &batches {
                let (a, b): (Vec<&str>, Vec<&str>) = rows.iter().copied().unzip();
                let plain = |texts: &[&str]| column_of_texts(&texts.iter().map(|text| Some(*text)).collect::<Vec<_>>());
                let order = if *again { vec!["x", "y", "z"] } else { order.clone() };
                let mut columns = if dictionaries { [coded(&a, &order), coded(&b, &["2", "1"])] } else { [plain(&a), plain(&b)] };
                // Now and then the very dictionary of the batch before.
                if let (true, Some(last)) = (dictionaries, &last) {
                    let (old, new) = (last.as_dictionary::<Int32Type>(), columns[1].as_dictionary::<Int32Type>());
                    columns[1] = Arc::new(DictionaryArray::new(new.keys().clone(), old.values().clone()));
                }
                last = Some(columns[1].clone());
                let v = column_of_numbers(&(0..rows.len()).map(|at| Some(at as f64)).collect::<Vec<_>>());
                let [a, b] = columns;
                made.push(RecordBatch::try_from_iter([("a", a), ("b", b), ("v", v)]).unwrap());
            }
            made
        };
        prop_assert_eq!(evidence(build(true), &asked).cells(true).unwrap(), evidence(build(false), &asked).cells(true).unwrap());
    }
}
