//! What comparing a table with earlier ones costs beside making it.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use airlock::rules::near::pairs;
use airlock::rules::table::{Asked, request};
use arrow::array::{Float64Array, Int64Array, RecordBatch, StringArray};
use data::{UnitRole, Variable, VariableKind};
use disclosure::{Policy, Progress, TableRequest, tabulate_file, tabulate_together};
use parquet::arrow::ArrowWriter;

use crate::tables::variable;

const RECORDS: i64 = 1_000_000;

fn dictionary() -> Vec<Variable> {
    vec![
        variable("person", VariableKind::Id, Some(UnitRole::Unit), ""),
        variable("region", VariableKind::Code, None, ""),
        variable("age", VariableKind::Number, None, ""),
        variable("pay", VariableKind::Number, None, ""),
    ]
}

/// People with two records each, in twelve regions.
fn survey() -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".parquet").tempfile().unwrap();
    let batch = |from: i64| {
        let to = from + 100_000;
        let region = (from..to).map(|i| format!("W{:08}", i / 2 * 7919 % 12));
        RecordBatch::try_from_iter([
            ("person", Arc::new(Int64Array::from_iter_values((from..to).map(|i| i / 2))) as _),
            ("region", Arc::new(StringArray::from_iter_values(region)) as _),
            ("age", Arc::new(Int64Array::from_iter_values((from..to).map(|i| 16 + i / 2 % 70))) as _),
            ("pay", Arc::new(Float64Array::from_iter_values((from..to).map(|i| (i * 37 % 90_001) as f64))) as _),
        ])
        .unwrap()
    };
    let mut writer = ArrowWriter::try_new(file.as_file_mut(), batch(0).schema(), None).unwrap();
    for from in (0..RECORDS).step_by(100_000) {
        writer.write(&batch(from)).unwrap();
        writer.flush().unwrap();
    }
    writer.close().unwrap();
    file
}

fn asked(filter: &str) -> TableRequest {
    let sum = vec!["pay".into()];
    let asked = Asked {
        rows: vec!["region".into()],
        count: true,
        sum,
        totals: true,
        filter: filter.into(),
        ..Asked::default()
    };
    request(&asked, &dictionary()).unwrap()
}

fn time(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

#[test]
#[ignore = "figures, not a test: --ignored --nocapture cost::"]
fn how_much_ten_earlier_conditions_cost_and_how_soon_a_table_stops() {
    let (file, policy) = (survey(), Policy::named("srs").unwrap());
    let new = asked("age > 20");
    let earlier: Vec<_> = (30..40).map(|age| (format!("T-{age}"), asked(&format!("age > {age}")))).collect();
    let sides: Vec<TableRequest> =
        pairs(&new, &earlier, &dictionary()).into_iter().flat_map(|p| p.apart).flatten().collect();
    let alone = time(|| drop(tabulate_file(file.path(), &new, &policy).unwrap()));
    let apart = time(|| sides.iter().for_each(|side| drop(tabulate_file(file.path(), side, &policy))));
    let together = time(|| {
        sides.chunks(16).for_each(|sides| drop(tabulate_together(file.path(), sides, &policy).unwrap()));
    });
    let with = |more: Duration| (alone + more).as_secs_f64() / alone.as_secs_f64();
    let progress = Progress::told();
    let stopped = TableRequest { progress: progress.clone(), ..new };
    let path = file.path().to_owned();
    let work = std::thread::spawn(move || tabulate_file(&path, &stopped, &policy).err());
    std::thread::sleep(alone / 2);
    let stops = time(|| {
        progress.stop();
        assert!(matches!(work.join().unwrap(), Some(disclosure::Error::Stopped)));
    });
    let figures = format!(
        "one table alone {alone:?}; with ten earlier conditions, a pass each: {:.1} times, together: {:.1} times; stopped after {stops:?}\n",
        with(apart),
        with(together)
    );
    std::io::stdout().write_all(figures.as_bytes()).unwrap();
}
