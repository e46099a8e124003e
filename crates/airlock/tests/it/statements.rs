//! Every SQL text means something to both databases, and both have the same schema.

use store::testing::{TestStore, statements_that_fail};

use crate::service::migrations;

store::both! {
    &migrations();

    async fn every_statement_can_be_prepared(on: TestStore) {
        assert_eq!(statements_that_fail(&on.store).await, Vec::<String>::new());
    }
}
