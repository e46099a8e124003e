//! The whole schema and every statement of the program, on both databases (invariant 9).

use std::collections::BTreeSet;

use store::{Kind, Statement, args, row, schema, statements, testing};

statements! {
    read ANYBODY -> (n: i64) = "select (select count(*) from account) + (select count(*) from person)
        + (select count(*) from person_role) as n";
}

row! {
    /// A step of SQLite's plan for a statement.
    #[allow(dead_code, reason = "SQLite gives four columns, of which one tells something")]
    struct Step {
        id: i64,
        parent: i64,
        notused: i64,
        detail: String,
    }
}

/// What is read at each look at a home: the statements of what waits, and those that their crates have for other pages too.
const OF_A_HOME: &[&str] = &[
    "platform::alerts::COUNT",
    "platform::messages::UNREAD",
    "platform::messages::NEWEST",
    "platform::proposals::OPEN",
    "people::store::ACCREDITATIONS",
    "people::store::TRAINING",
    "people::store::AGREEMENTS",
    "people::store::REQUESTED_OF_OTHERS",
    "people::store::granting::PROPOSED_BY_OTHERS",
    "people::facts::FACTS",
    "data::store::proposals::WAITING",
    "data::store::proposals::WAITING_FOR_OWNER",
    "projects::store::waits::WRITING",
    "projects::store::waits::WORKING_ON",
    "projects::store::waits::TO_DECIDE",
    "projects::store::waits::TO_DECIDE_AS_OWNER",
    "projects::store::waits::TO_SET_UP",
    "settings::store::places::PROPOSED_BY_OTHERS",
    "airlock::store::waits::WITH_REQUESTER",
    "airlock::store::waits::WITH_CHECKERS",
    "airlock::store::waits::RELEASED",
];

/// Tables that a home reads from end to end: a service has some hundred datasets.
const READ_WHOLE: &[(&str, &str)] = &[("data::store::proposals::WAITING", "SCAN d")];

/// A home is looked at more often than any other page: each of its statements finds its rows by an index, however many there are.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_home_reads_is_found_by_index() {
    let test = testing::sqlite(&strongroom::migrations()).await;
    let all: Vec<_> = store::all_statements();
    let known: BTreeSet<&str> = all.iter().map(|s| s.name).collect();
    let gone: Vec<&&str> = OF_A_HOME.iter().filter(|name| !known.contains(**name)).collect();
    assert_eq!(gone, Vec::<&&str>::new(), "no statement has this name any more");
    let of_home = |name: &str| OF_A_HOME.contains(&name) || name.contains("::waits::");
    let mut scanned = Vec::new();
    for st in all.into_iter().filter(|s| of_home(s.name) && !s.name.starts_with("it::")) {
        let sql: &'static str = Box::leak(format!("explain query plan {}", st.sql).into_boxed_str());
        let plan: &'static Statement<(), Step> = Box::leak(Box::new(Statement::new("plan", Kind::Read, sql)));
        let steps = test.store.rows(plan, args![]).await.unwrap();
        assert!(!steps.is_empty(), "{}", st.name);
        let whole = |detail: &str| {
            detail.starts_with("SCAN ")
                && !detail.contains(" USING ")
                && !detail.contains('(')
                && detail != "SCAN CONSTANT ROW"
        };
        let bad = steps.into_iter().map(|step| step.detail).filter(|detail| whole(detail));
        scanned
            .extend(bad.filter(|d| !READ_WHOLE.contains(&(st.name, d.as_str()))).map(|d| format!("{}: {d}", st.name)));
    }
    assert_eq!(scanned, Vec::<String>::new());
}

/// Nobody can sign in with what a manual says: whoever installs it registers, and is made the first operator by name.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_service_has_no_account_and_no_role() {
    let test = testing::sqlite(&strongroom::migrations()).await;
    assert_eq!(test.store.row(&ANYBODY, args![]).await.unwrap(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_have_the_same_schema() {
    let migrations = strongroom::migrations();
    let sqlite = schema(&testing::sqlite(&migrations).await.store).await.unwrap();
    let postgres = schema(&testing::postgres(&migrations).await.store).await.unwrap();
    assert!(sqlite.len() > 100, "{} columns", sqlite.len());
    assert_eq!(sqlite, postgres);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_by_sqlite() {
    let test = testing::sqlite(&strongroom::migrations()).await;
    assert_eq!(testing::statements_that_fail(&test.store).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_by_postgresql() {
    let test = testing::postgres(&strongroom::migrations()).await;
    assert_eq!(testing::statements_that_fail(&test.store).await, Vec::<String>::new());
    assert!(store::all_statements().len() > 80);
}

/// Facts change only with a ledger entry; what may change without one is a short list that shows in review. What tests do to a
/// database is none of the program's.
#[test]
fn what_may_change_without_an_entry_is_on_a_list() {
    strongroom::migrations();
    let mut upkeep: Vec<String> = store::all_statements()
        .into_iter()
        .filter(|s| s.kind == Kind::Upkeep && !s.name.starts_with("it::"))
        .map(|s| format!("{}\n    {}", s.name, s.sql.split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect();
    upkeep.sort();
    super::support::golden("docs/handbook/changes-without-an-entry.txt", &(upkeep.join("\n") + "\n"));
}

/// A statement that reads changes nothing, wherever the word stands in it, and one that changes is not declared as reading.
#[test]
fn every_statement_is_of_the_kind_it_says() {
    strongroom::migrations();
    for st in store::all_statements() {
        let text = st.sql.to_lowercase();
        // Words in quotes are values.
        let code: String = text.split('\'').step_by(2).collect::<Vec<_>>().join(" ");
        let words: Vec<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let changes =
            ["insert", "update", "delete", "merge", "truncate", "create", "alter", "drop", "nextval", "setval"];
        let changes = words.iter().any(|w| changes.contains(w));
        assert_eq!(changes, st.kind != Kind::Read, "{}", st.name);
    }
}
