//! Tables of two versions of one dataset: their difference is about those who were added.

use airlock::actions;
use airlock::rules::table::{Asked, Verdict};
use airlock::store::tables::SpaceTable;
use airlock::{facts, lookup, policy};
use platform::{Answer, Context};
use store::testing::TestStore;

use crate::acts::{asked, keys};
use crate::common::*;
use crate::service::*;

async fn table(cx: &Context, filter: &str) -> Answer<SpaceTable> {
    let space = lookup::inside::<policy::MakeTable>(cx, "P-1").await?;
    let microdata = facts::microdata(&cx.app, &space, "LFS").await?;
    actions::make_table(cx, &space, &microdata, &Asked { filter: filter.into(), ..asked() }).await
}

/// How many cells a checker is asked to look at because they differ by a few people from those of another table.
async fn near(cx: &Context) -> u64 {
    let table = table(cx, "").await.unwrap();
    let near = table.marks.iter().find(|m| m.rule == "differencing").map_or(0, |m| m.cells);
    assert_eq!(table.verdict, if near > 0 { Verdict::Ask } else { Verdict::Pass });
    near
}

store::both! {
    &migrations();

    async fn a_table_of_a_version_with_a_few_more_people_is_shown_to_the_checkers(on: TestStore) {
        let s = service("srs", on).await;
        let (cx, _) = s.inside(ANWEN).await;
        assert_eq!(near(&cx).await, 0, "it is the first");
        assert_eq!(near(&cx).await, 0, "the same people");
        s.new_version(244).await;
        assert_eq!(near(&cx).await, 3, "two more in the north, two in the south, four in all");
        s.new_version(300).await;
        assert_eq!(near(&cx).await, 0, "thirty more in each");
        s.new_version(240).await;
        assert_eq!(near(&cx).await, 3, "the first version again, beside the second");
    }

    async fn a_condition_that_is_near_in_one_version_is_refused_in_the_next(on: TestStore) {
        let s = service("srs", on).await;
        let (cx, _) = s.inside(ANWEN).await;
        assert_eq!(near(&cx).await, 0);
        // Two people earn least.
        assert_eq!(keys(table(&cx, "pay > 60577").await.unwrap_err()), ["table-too-near"]);
        s.new_version(300).await;
        assert_eq!(keys(table(&cx, "pay > 60577").await.unwrap_err()), ["table-too-near"]);
        assert_eq!(table(&cx, "pay > 60700").await.unwrap().verdict, Verdict::Pass, "what differs by many is made");
    }

    async fn an_earlier_condition_that_the_new_version_cannot_answer_is_shown_to_the_checkers(on: TestStore) {
        let s = service("srs", on).await;
        let (cx, _) = s.inside(ANWEN).await;
        assert_eq!(table(&cx, "pay > 60700").await.unwrap().verdict, Verdict::Pass);
        s.new_version_without_pay(400).await;
        assert_eq!(table_of_counts(&cx).await.verdict, Verdict::Ask);
    }
}

async fn table_of_counts(cx: &Context) -> SpaceTable {
    let space = lookup::inside::<policy::MakeTable>(cx, "P-1").await.unwrap();
    let microdata = facts::microdata(&cx.app, &space, "LFS").await.unwrap();
    let asked = Asked { sum: Vec::new(), ..asked() };
    actions::make_table(cx, &space, &microdata, &asked).await.unwrap()
}
