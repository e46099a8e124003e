//! Every statement of the crates below and of this one, prepared on both databases.

use crate::service::migrations;

store::both! {
    &migrations();

    async fn every_statement_is_understood_by_both_databases(on: store::testing::TestStore) {
        assert_eq!(store::testing::statements_that_fail(&on.store).await, Vec::<String>::new());
    }
}
