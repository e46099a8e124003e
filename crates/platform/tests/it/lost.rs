//! The database goes away while the service serves, and comes back.

use store::{LocalPostgres, Store, Where};

use super::support::house_on;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_database_is_a_clear_page_and_comes_back_without_a_restart() {
    let mut server = LocalPostgres::start().expect("PostgreSQL starts");
    let store = Store::open(&Where::Postgres(server.url("postgres"))).await.unwrap().sealed_with([9; 32]);
    store.migrate(platform::MIGRATIONS).await.unwrap();
    let house = house_on(store, |_| {}).await;
    let (_, mut browser) = house.anwen().await;
    browser.get("/home").await.is(200);

    server.stop().unwrap();
    let got = browser.get("/home").await;
    got.is(503).says("Sorry, the service is not available").says("Nothing was changed").says("Give this reference");
    assert_eq!(got.header("content-security-policy"), ui::CSP);
    browser.get("/cy/home").await.is(503).says("nid yw&#39;r gwasanaeth ar gael");
    browser.get("/api/v1/nothing").await.is(404);
    browser.get("/readyz").await.is(503);
    browser.get("/healthz").await.is(200);
    house.browser().get("/sign-in").await.is(200);
    let fields = [("email", "anwen@example.org"), ("password", "not this one")];
    house.browser().post_bare("/sign-in", &fields, "").await.is(503).says("Nothing was changed");
    assert!(platform::jobs::run_next(&house.app).await.is_err(), "the worker says so and goes on");

    server.restart().unwrap();
    browser.get("/home").await.is(200).says("home of Anwen");
    browser.get("/readyz").await.is(200);
}

/// What the store says where there is no room; that it says so is the store's to test.
#[tokio::test]
async fn a_full_disk_is_told_as_a_service_that_is_away_for_now() {
    let test = store::testing::sqlite(platform::MIGRATIONS).await;
    let house = super::support::house(test).await;
    let got = house.browser().get("/full").await;
    got.is(503).says("Sorry, the service is not available").says("Nothing was changed");
    assert_eq!(got.header("cache-control"), "no-store");
}
