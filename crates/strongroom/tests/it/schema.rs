//! The whole schema and every statement of the program, on both databases (invariant 9).

use store::{Kind, args, schema, statements, testing};

statements! {
    read ANYBODY -> (n: i64) = "select (select count(*) from account) + (select count(*) from person)
        + (select count(*) from person_role) as n";
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
