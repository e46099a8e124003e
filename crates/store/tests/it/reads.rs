//! Reading is bounded in connections, and nothing that a reader does takes one away for good.

use futures_util::FutureExt;
use futures_util::future::join_all;
use store::testing::TestStore;
use store::{StoreError, args, both};

use super::{ABSOLUTE, ADD, ALL, EntryOf, SOME, THINGS, thing};

both! { THINGS;
    async fn abandoned_reads_leave_room_for_others(test: TestStore) {
        let mut change = test.store.change().await.unwrap();
        for n in 0..200 {
            change.run(&ADD, thing(n)).await.unwrap();
        }
        change.commit(EntryOf::from(1)).await.unwrap();
        for _ in 0..40 {
            // Polled once: the statement is on its way, and nobody waits for its rows.
            let _ = test.store.rows(&ALL, args![]).now_or_never();
        }
        let all = join_all((0..20).map(|_| test.store.rows(&ALL, args![]))).await;
        assert!(all.iter().all(|rows| rows.as_ref().unwrap().len() == 200));
    }

    async fn things_are_read_by_their_ids_however_many(test: TestStore) {
        let mut change = test.store.change().await.unwrap();
        for n in 0..80 {
            change.run(&ADD, thing(n)).await.unwrap();
        }
        change.commit(EntryOf::from(1)).await.unwrap();
        for many in [0, 1, 24, 25, 26, 50, 77] {
            // Some twice, and some that there are not.
            let ids = (0..many).chain(0..many.min(3)).chain(1_000..1_003);
            let mut found = test.store.rows_among(&SOME, ids).await.unwrap();
            found.sort_unstable();
            assert_eq!(found, (0..many).collect::<Vec<i64>>());
        }
    }

    async fn a_failed_read_leaves_room_for_others(test: TestStore) {
        for _ in 0..20 {
            let error = test.store.rows(&ABSOLUTE, args![i64::MIN]).await.unwrap_err();
            assert!(matches!(error, StoreError::Sql { .. }), "{error}");
        }
        assert!(test.store.rows(&ALL, args![]).await.unwrap().is_empty());
    }

    async fn a_closed_store_says_so(test: TestStore) {
        let reads = join_all((0..8).map(|_| test.store.rows(&ALL, args![]))).await;
        assert!(reads.iter().all(|r| r.is_ok()));
        test.store.close().await;
        let error = test.store.rows(&ALL, args![]).await.unwrap_err();
        assert!(matches!(error, StoreError::Lost { .. }), "{error}");
    }
}
