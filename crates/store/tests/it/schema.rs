//! One schema, one SQL text.

use store::testing::{self, statements_that_fail};
use store::{Migration, StoreError, both, schema};

use super::THINGS;

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_have_the_same_schema() {
    let sqlite = testing::sqlite(THINGS).await;
    let postgres = testing::postgres(THINGS).await;
    let (a, b) = (schema(&sqlite.store).await.unwrap(), schema(&postgres.store).await.unwrap());
    assert!(a.iter().any(|(table, ..)| table == "ledger_entry"), "{a:?}");
    assert_eq!(a, b);
}

both! { THINGS;
    async fn every_statement_is_understood(test: testing::TestStore) {
        assert_eq!(statements_that_fail(&test.store).await, Vec::<String>::new());
        assert!(store::all_statements().len() > 10);
    }

    async fn migrating_twice_applies_nothing_the_second_time(test: testing::TestStore) {
        assert_eq!(test.store.migrate(THINGS).await.unwrap(), Vec::<&str>::new());
        assert!(test.store.is_current(THINGS).await.unwrap());
    }

    async fn a_database_of_a_newer_version_is_refused(test: testing::TestStore) {
        let refused = test.store.migrate(&[]).await;
        assert!(matches!(refused, Err(StoreError::Newer { ref migration }) if migration == "test/0001"), "{refused:?}");
    }

    async fn a_migration_changed_after_it_was_applied_is_refused(test: testing::TestStore) {
        let altered = [Migration { order: 2, name: "test/0001", sql: "CREATE TABLE other (\n  id TEXT PRIMARY KEY\n);" }];
        let refused = test.store.migrate(&altered).await;
        assert!(matches!(refused, Err(StoreError::Altered { .. })), "{refused:?}");
    }
}
