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

/// Rows of a large service: 100,000 people, each with an accreditation, a training, an agreement and a place in a project.
const LARGE: &str = "
    insert into organisation (id, name, kind, country, added_at) values ('large', 'Large', 'academic', 'GB', 0);
    insert into person (id, name, email, organisation, lang, student, country, registered_at)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
        select 'p' || i, 'Person ' || i, 'p' || i || '@example.org', 'large', 'en', STUDENT, 'GB', i from n;
    insert into accreditation (id, person, scheme, kind, draft, state, from_date, until_date, requested_at, version)
        select 'a' || id, id, 'dea', 'full', '{}', 'granted', '2026-01-01', '2030-12-31', 0, 1 from person where organisation = 'large';
    insert into training (id, person, course, passed_on, until_date, recorded_at)
        select 't' || id, id, 'safe-researcher', '2026-01-01', '2030-12-31', 0 from person where organisation = 'large';
    insert into agreement (id, person, kind, version, signed_at, from_date, recorded_at)
        select 'g' || id, id, 'eul', '2026-1', 0, '2026-01-01', 0 from person where organisation = 'large';
    insert into project (id, number, title, state, applicant, coordinator, lead, gateway, draft, draft_version, made_at, version)
        select 'j' || id, 'L-' || id, 'A project', 'active', id, id, id, 'dea', '{}', 1, 0, 1 from person
        where organisation = 'large' and registered_at % 10 = 0;
    insert into project_member (id, project, person, role, from_date)
        select 'm' || p.id, 'jp' || ((p.registered_at + 9) / 10 * 10), p.id, 'researcher', '2026-01-01' from person p where p.organisation = 'large';
    insert into output_request (id, reference, project, requester, state, round, kind, answers, reply, made_at, used_days, version)
        select 'o' || id, 'O-' || id, 'x', id, 'released', 1, 'table', '{}', '', 0, 0, 1 from person where organisation = 'large';
";

async fn time_of(test: testing::TestStore, engine: &str, student: &str) {
    testing::script(&test.store, &LARGE.replace("STUDENT", student)).await;
    let began = std::time::Instant::now();
    test.store.migrate(&strongroom::migrations()).await.unwrap();
    // `cargo xtask bench migrations` reads this line.
    std::io::Write::write_all(
        &mut std::io::stdout(),
        format!("figure: 100,000 people brought up to date on {engine}: {:.3} s\n", began.elapsed().as_secs_f64())
            .as_bytes(),
    )
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a figure, not a test: cargo xtask bench migrations"]
async fn how_long_100_000_people_take() {
    let old = up_to(&strongroom::migrations(), FIRST);
    time_of(testing::sqlite(&old).await, "SQLite", "0").await;
    time_of(testing::postgres(&old).await, "PostgreSQL", "false").await;
}
