//! The first start after a version that sealed no accounts.

use store::{Store, Where, args, statements};

use crate::running::{self, start};

statements! {
    upkeep NO_SEALS = "update account set seal = ''";
    read WITHOUT -> (n: i64) = "select count(*) as n from account where seal = ''";
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_of_an_older_version_are_sealed_once_and_one_that_loses_its_seal_later_opens_nothing() {
    let data = tempfile::tempdir().unwrap();
    start(data.path(), None).stop();
    let place = Where::Sqlite(data.path().join("strongroom.sqlite"));
    let mark = data.path().join("keys/accounts-are-sealed");
    let unseal = async || {
        let store = Store::open(&place).await.unwrap();
        let mut upkeep = store.upkeep().await.unwrap();
        assert!(upkeep.run(&NO_SEALS, args![]).await.unwrap() > 0);
        upkeep.commit().await.unwrap();
        store.close().await;
    };
    // As an older version left it.
    unseal().await;
    std::fs::remove_file(&mark).unwrap();
    let service = start(data.path(), None);
    let people = running::people(data.path());
    let client = reqwest::Client::new();
    running::sign_in(&client, &service.url, &people, "support").await;
    service.stop();
    assert!(mark.exists());
    let store = Store::open(&place).await.unwrap();
    assert_eq!(store.row(&WITHOUT, args![]).await.unwrap(), Some(0), "all of them");
    store.close().await;
    // From then on nobody is sealed by taking the seal away.
    unseal().await;
    let service = start(data.path(), None);
    let person = &people[0];
    let code = running::code(person["secret"].as_str().unwrap());
    let asked = serde_json::json!({ "email": person["email"], "password": person["password"], "code": code });
    let answer = client.post(format!("{}/api/v1/session", service.url)).json(&asked).send().await.unwrap();
    assert_eq!(answer.status(), 422);
}
