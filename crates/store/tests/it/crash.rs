//! The database goes away while the service runs, and comes back.

use store::{LocalPostgres, Store, StoreError, Where, args};

use super::{ADD, ALL, EntryOf, THINGS, thing};

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_postgresql_is_told_as_lost_and_used_again_when_it_returns() {
    let mut server = LocalPostgres::start().unwrap();
    let store = Store::open(&Where::Postgres(server.url("postgres"))).await.unwrap().sealed_with([9; 32]);
    store.migrate(THINGS).await.unwrap();
    server.stop().unwrap();
    let lost = store.rows(&ALL, args![]).await;
    assert!(matches!(lost, Err(StoreError::Lost { .. })), "{lost:?}");
    assert!(lost.is_err_and(|e| e.may_pass()));
    server.restart().unwrap();
    let mut change = store.change().await.unwrap();
    change.run(&ADD, thing(1)).await.unwrap();
    change.commit(EntryOf::from(1)).await.unwrap();
    assert_eq!(store.rows(&ALL, args![]).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_postgresql_says_where_it_was_looked_for() {
    let error = Store::open(&Where::Postgres("postgres://nobody@127.0.0.1:1/none".into())).await.err();
    let text = error.map(|e| e.to_string()).unwrap_or_default();
    assert!(text.contains("127.0.0.1:1") && text.contains("check that it runs"), "{text}");
}
