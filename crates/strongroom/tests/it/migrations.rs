//! Databases of older versions are brought up to date, and come out as if they had been made today.
//!
//! `tests/schemas/0008.sql` holds the rows of a service as it was after the eighth step (commit 0f84d9b). Each later step has
//! a file of its own with rows for what it adds; a step without one fails here.

use std::collections::{BTreeMap, BTreeSet};

use store::{Migration, Store, StoreError, structure, testing, up_to};

use super::support::{golden, root};

/// The step after which the first filled database was kept.
const FIRST: u32 = 8;

fn last(migrations: &[Migration]) -> u32 {
    migrations.iter().map(|m| m.order).max().unwrap_or(0)
}

/// The rows kept for a step.
fn rows_of(step: u32) -> String {
    let path = root().join(format!("crates/strongroom/tests/schemas/{step:04}.sql"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| {
        panic!(
            "{}: {e}; write rows for what step {step} adds, or one comment that says that it adds none",
            path.display()
        )
    })
}

/// A database as it stood after a step, filled, and then brought up to date by every later step in turn.
async fn grown(test: &testing::TestStore, from: u32, all: &[Migration]) {
    for step in from..=last(all) {
        test.store.migrate(&up_to(all, step)).await.unwrap_or_else(|e| panic!("step {step}: {e}"));
        testing::script(&test.store, &rows_of(step)).await;
    }
}

/// Every table with its rows, each as text.
async fn rows(store: &Store) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = testing::every_row(store).await;
    all.remove("migration");
    all
}

#[test]
fn the_steps_of_all_crates_are_numbered_without_a_gap_and_their_texts_never_change() {
    let all = strongroom::migrations();
    assert_eq!(store::gaps(&all), Vec::<u32>::new());
    let mut lines: Vec<String> = store::own_migrations()
        .iter()
        .chain(&all)
        .map(|m| format!("{:>4}  {}  {}", m.order, store::text_hash(m), m.name))
        .collect();
    lines.sort();
    golden("docs/operations/migrations.txt", &(lines.join("\n") + "\n"));
}

async fn a_filled_database_is_like_a_new_one(old: testing::TestStore, new: testing::TestStore) {
    let all = strongroom::migrations();
    grown(&old, FIRST, &all).await;
    new.store.migrate(&all).await.unwrap();
    assert_eq!(structure(&old.store).await.unwrap(), structure(&new.store).await.unwrap());
    // The same rows written into the new one are the same rows.
    for step in FIRST..=last(&all) {
        testing::script(&new.store, &rows_of(step)).await;
    }
    let (grown, made) = (rows(&old.store).await, rows(&new.store).await);
    assert!(grown.values().map(BTreeSet::len).sum::<usize>() > 500, "the filled database is nearly empty");
    let filled = grown.iter().filter(|(_, rows)| !rows.is_empty()).count();
    assert!(filled * 10 >= grown.len() * 8, "only {filled} of {} tables hold a row", grown.len());
    assert_eq!(grown, made);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filled_database_brought_up_to_date_is_like_a_new_one_on_sqlite() {
    a_filled_database_is_like_a_new_one(
        testing::sqlite(&up_to(&strongroom::migrations(), FIRST)).await,
        testing::sqlite(&[]).await,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filled_database_brought_up_to_date_is_like_a_new_one_on_postgresql() {
    a_filled_database_is_like_a_new_one(
        testing::postgres(&up_to(&strongroom::migrations(), FIRST)).await,
        testing::postgres(&[]).await,
    )
    .await;
}

/// Every step may fail; the service that ran before then still finds its own database.
async fn a_step_that_fails_changes_nothing(test: testing::TestStore) {
    let old = up_to(&strongroom::migrations(), FIRST);
    testing::script(&test.store, &rows_of(FIRST)).await;
    let (structure_before, rows_before) = (structure(&test.store).await.unwrap(), rows(&test.store).await);
    let mut new = strongroom::migrations();
    let order = last(&new) + 1;
    new.push(Migration {
        order,
        name: "test/fails",
        sql: "ALTER TABLE person ADD COLUMN x TEXT;\nALTER TABLE nothing ADD COLUMN x TEXT;",
    });
    let failed = test.store.migrate(&new).await.unwrap_err();
    assert!(failed.to_string().contains("test/fails"), "{failed}");
    assert_eq!(structure(&test.store).await.unwrap(), structure_before);
    assert_eq!(rows(&test.store).await, rows_before);
    assert!(test.store.is_current(&old).await.unwrap(), "the old version starts");
    // A newer database is refused with a sentence.
    test.store.migrate(&strongroom::migrations()).await.unwrap();
    let refused = test.store.migrate(&old).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::Newer { .. }) && refused.to_string().contains("start that version"),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_fails_half_way_leaves_the_old_version_running_on_sqlite() {
    a_step_that_fails_changes_nothing(testing::sqlite(&up_to(&strongroom::migrations(), FIRST)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_fails_half_way_leaves_the_old_version_running_on_postgresql() {
    a_step_that_fails_changes_nothing(testing::postgres(&up_to(&strongroom::migrations(), FIRST)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_would_lose_rows_or_references_is_refused_on_sqlite() {
    let test = testing::sqlite(&up_to(&strongroom::migrations(), FIRST)).await;
    testing::script(&test.store, &rows_of(FIRST)).await;
    let mut new = strongroom::migrations();
    let order = last(&new) + 1;
    // Built again under another id, everybody who refers to it is left alone.
    let sql = "-- sqlite: rebuild organisation\nCREATE TABLE organisation (\n  id TEXT PRIMARY KEY DEFAULT (hex(randomblob(8))),\n  name TEXT NOT NULL\n);\n-- sqlite\nUPDATE organisation SET id = id || 'x';";
    new.push(Migration { order, name: "test/leads-nowhere", sql });
    let refused = test.store.migrate(&new).await.unwrap_err();
    assert!(refused.to_string().contains("lead nowhere"), "{refused}");
}
