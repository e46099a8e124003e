//! The catalogue on both databases.

use data::actions::{
    AttachFile, ChangeStipulations, NewDataset, Publish, SetDictionary, adding, attach_file, change_stipulations,
    publish, set_dictionary,
};
use data::{Dataset, Stipulations};
use http::StatusCode;
use platform::{Answer, Context, No};
use store::testing::TestStore;

use crate::service::{OLWEN, REES, SIAN, a_dataset, a_variable, migrations, service};

fn refused<T: std::fmt::Debug>(answer: Result<T, No>) -> Vec<String> {
    match answer {
        Err(No::Refused(said)) => said.into_iter().map(|s| s.key).collect(),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

async fn add_dataset(cx: &Context, new: NewDataset) -> Answer<Dataset> {
    data::actions::add_dataset(cx, &adding(cx)?, new).await
}

fn to(version: i64, stipulations: Stipulations) -> ChangeStipulations {
    ChangeStipulations { version, stipulations }
}

const LFS: &str = "LFS-2025";

/// Bytes that begin and end as Parquet does.
fn parquet() -> Vec<u8> {
    b"PAR1 some bytes PAR1".to_vec()
}

store::both!(&migrations();

async fn a_dataset_goes_from_its_record_to_the_public_page_with_level_and_words_together_cat_01_cat_03(on: TestStore) {
    let s = service("srs", on).await;
    let sian = s.signed_in(SIAN);
    let d = add_dataset(&sian, a_dataset()).await.unwrap();
    assert_eq!(s.visit("/catalogue/LFS-2025").await.0, StatusCode::NOT_FOUND);
    assert_eq!(refused(publish(&sian, LFS, Publish { version: 1 }).await), ["data-missing-dictionary"]);
    let variables = vec![a_variable("ECONACT", "Economic activity")];
    set_dictionary(&s.signed_in(SIAN), LFS, SetDictionary { version: 1, variables }).await.unwrap();
    publish(&s.signed_in(SIAN), LFS, Publish { version: 2 }).await.unwrap();

    let (status, page) = s.visit("/catalogue/LFS-2025").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Level 3: safe room, SafePod, your organisation’s office and home"), "{page}");
    assert!(page.contains("For research on work only."));
    assert!(!page.contains("{data"), "a text is missing: {page}");
    let welsh = s.visit("/cy/catalogue/LFS-2025").await.1;
    assert!(welsh.contains("Arolwg o’r Llafurlu") && welsh.contains("Lefel 3: ystafell ddiogel"), "{welsh}");
    // A variable finds its dataset, and is found in the dictionary.
    assert!(s.visit("/catalogue?q=econact").await.1.contains("Labour Force Survey"));
    assert!(!s.visit("/catalogue?q=100%25").await.1.contains("Labour Force Survey"));
    let (_, dictionary) = s.visit("/catalogue/LFS-2025/dictionary?q=economic").await;
    assert!(dictionary.contains("ECONACT") && dictionary.contains("2.0 %"), "{dictionary}");
    let (_, api) = s.visit("/api/v1/datasets/LFS-2025").await;
    assert!(api.contains(r#""access":{"level":3,"setting":null,"words":"Level 3: "#), "{api}");
    assert!(s.visit("/api/v1/datasets/LFS-2025/dictionary").await.1.contains("ECONACT"));
    assert_eq!(s.record(d.id).await, ["dataset-added", "dataset-described", "dataset-published"]);
}

async fn only_the_owner_changes_stipulations_and_an_attempt_by_staff_is_on_the_record_cat_07(on: TestStore) {
    let s = service("srs", on).await;
    let d = add_dataset(&s.signed_in(SIAN), a_dataset()).await.unwrap();
    let mut stricter = d.stipulations();
    stricter.level = Some(1);
    let no = change_stipulations(&s.signed_in(SIAN), LFS, to(1, stricter.clone())).await;
    assert!(matches!(no, Err(No::Forbidden { .. })), "{no:?}");
    // Who may not know of the record learns nothing.
    let no = change_stipulations(&s.signed_in(REES), LFS, to(1, stricter.clone())).await;
    assert!(matches!(no, Err(No::NotFound)), "{no:?}");
    assert_eq!(data::dataset(&s.app, d.id).await.unwrap().unwrap().level, Some(3));

    change_stipulations(&s.signed_in(OLWEN), LFS, to(1, stricter.clone())).await.unwrap();
    let now = data::dataset(&s.app, d.id).await.unwrap().unwrap();
    assert_eq!((now.level, now.version), (Some(1), 2));
    let versions = data::stipulations_history(&s.app, d.id).await.unwrap();
    assert_eq!(versions.iter().map(|(v, st, ..)| (*v, st.level)).collect::<Vec<_>>(), [(2, Some(1)), (1, Some(3))]);
    assert_eq!(s.record(d.id).await, ["dataset-added", "dataset-stipulations-refused", "dataset-stipulated"]);
}

async fn a_stale_page_changes_nothing_and_the_same_form_sent_twice_is_one_change(on: TestStore) {
    let s = service("srs", on).await;
    let olwen = s.signed_in(OLWEN);
    let d = add_dataset(&olwen, a_dataset()).await.unwrap();
    let mut new = d.stipulations();
    new.level = Some(2);
    let (one, two) = tokio::join!(
        change_stipulations(&olwen, LFS, to(1, new.clone())),
        change_stipulations(&olwen, LFS, to(1, new.clone()))
    );
    assert_eq!([&one, &two].into_iter().filter(|r| r.is_ok()).count(), 1, "{one:?} {two:?}");
    assert!([one, two].into_iter().any(|r| matches!(r, Err(No::Stale))));
    assert!(matches!(change_stipulations(&olwen, LFS, to(1, d.stipulations())).await, Err(No::Stale)));
    assert_eq!(data::stipulations_history(&s.app, d.id).await.unwrap().len(), 2);
}

async fn a_reference_is_used_once_and_an_account_alone_adds_nothing(on: TestStore) {
    let s = service("srs", on).await;
    add_dataset(&s.signed_in(OLWEN), a_dataset()).await.unwrap();
    let again = add_dataset(&s.signed_in(SIAN), a_dataset()).await;
    assert!(matches!(&again, Err(No::Invalid(p)) if p.of("reference").is_some()), "{again:?}");
    let no = add_dataset(&s.signed_in(REES), a_dataset()).await;
    assert!(matches!(no, Err(No::Forbidden { .. })), "{no:?}");
}

async fn the_file_is_kept_under_its_hash_and_must_be_parquet(on: TestStore) {
    let s = service("srs", on).await;
    let olwen = s.signed_in(OLWEN);
    let d = add_dataset(&olwen, a_dataset()).await.unwrap();
    let csv = attach_file(&olwen, LFS, AttachFile { version: 1, bytes: b"a,b\n1,2\n3,4\n".to_vec(), rows: 0 }).await;
    assert_eq!(refused(csv), ["data-file-not-parquet", "data-file-rows"]);
    let hash = attach_file(&olwen, LFS, AttachFile { version: 1, bytes: parquet(), rows: 5 }).await.unwrap();
    assert_eq!(s.app.files.get(&hash).await.unwrap(), parquet());
    let now = data::dataset(&s.app, d.id).await.unwrap().unwrap();
    assert_eq!((now.file, now.rows), (Some(hash.clone()), 5));
    // The record names the file by its keyed hash only (invariant 4).
    let all = store::history_of_thing(&s.app.store, "dataset", &d.id.to_string()).await.unwrap();
    let text = format!("{all:?}");
    assert!(!text.contains(&hash.0) && text.contains(&s.app.files.mark(&hash)), "{text}");
}

async fn every_statement_is_understood_by_the_database(on: TestStore) {
    let bad = store::testing::statements_that_fail(&on.store).await;
    assert!(bad.is_empty(), "{bad:#?}");
}
);
