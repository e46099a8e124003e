//! What the record costs: changes a second by 8 writers, with the sequencer at work and without it, on both databases,
//! in turns. Prints one line a figure; with `--json FILE` a list of `{name, value, unit}`.

use std::io::Write;
use std::time::Instant;

use ledger::{Log, SigningKey};
use store::{Entry, Record, Sequencer, Store, Thing, testing};

const WRITERS: u64 = 8;
const EACH: u64 = 50;
const ROUNDS: usize = 5;

fn entry(round: usize, writer: u64, n: u64, with: bool) -> Entry {
    Entry {
        id: format!("{round:08x}-{:04x}-7000-8000-{n:012x}", writer + 100 * u64::from(with)),
        at: 1_795_000_000_000_000 + (n as i64),
        who: "service".into(),
        action: "measured".into(),
        thing: Thing { kind: "thing".into(), id: n.to_string() },
        project: Some("measure".into()),
        from: None,
        why: Some("the cost of the record is being measured".into()),
        files: vec![],
        detail: Default::default(),
        personal: Default::default(),
    }
}

/// Changes a second, each with one entry, by writers that do not wait for each other.
#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn changes(store: &Store, round: usize, with: bool) -> f64 {
    let started = Instant::now();
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let store = store.clone();
        writers.push(tokio::spawn(async move {
            for n in 0..EACH {
                let change = store.change().await?;
                change.commit(Record::new(entry(round, writer, n, with))).await?;
            }
            Ok::<_, store::StoreError>(())
        }));
    }
    for writer in writers {
        if let Err(error) = writer.await.unwrap_or(Ok(())) {
            let _ = writeln!(std::io::stderr(), "a writer stopped: {error}");
        }
    }
    (WRITERS * EACH) as f64 / started.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[tokio::main]
async fn main() {
    let mut figures = Vec::new();
    for engine in ["sqlite", "postgres"] {
        let (mut without, mut with, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let test = if engine == "sqlite" {
                testing::sqlite(&store::own_migrations()).await
            } else {
                testing::postgres(&store::own_migrations()).await
            };
            let bare = changes(&test.store, round, false).await;
            let folder = tempfile::tempdir().expect("a folder");
            let key = SigningKey::generate("measure", [1; 32]).expect("a key");
            let log = Log::open(folder.path(), key, "measure").expect("a log");
            let sequencer = Sequencer::new(test.store.clone(), log).await.expect("a sequencer");
            let (stop, stopped) = tokio::sync::watch::channel(false);
            let running = tokio::spawn(sequencer.run(stopped));
            let numbered = changes(&test.store, round, true).await;
            let _ = stop.send(true);
            let _ = running.await;
            without.push(bare);
            with.push(numbered);
            ratios.push(numbered / bare);
        }
        figures.push((format!("{engine}: changes a second without the sequencer"), median(without), "1/s"));
        figures.push((format!("{engine}: changes a second with the sequencer"), median(with), "1/s"));
        figures.push((format!("{engine}: with / without, pair by pair"), median(ratios), "ratio"));
    }
    let mut out = std::io::stdout();
    for (name, value, unit) in &figures {
        let _ = writeln!(out, "{value:>10.2} {unit:6} {name}");
    }
    let mut words = std::env::args().skip_while(|w| w != "--json").skip(1);
    if let Some(file) = words.next() {
        let list: Vec<_> = figures
            .iter()
            .map(|(name, value, unit)| serde_json::json!({ "name": name, "value": value, "unit": unit }))
            .collect();
        let _ = std::fs::write(file, serde_json::to_string_pretty(&list).unwrap_or_default());
    }
}
