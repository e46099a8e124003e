//! Jobs of the airlock: what cannot be read is seen by an operator, what is not there too.

use airlock::RequestId;
use airlock::actions::{InspectOutput, ReleaseOutput};
use platform::Job;
use serde::de::DeserializeOwned;
use store::testing::TestStore;
use store::{args, statements};
use uuid::Uuid;

use crate::service::*;

statements! {
    write KEPT(text, text, text) = "insert into job (id, kind, payload, due) values ($1, $2, $3, 0)";
}

const ID: Uuid = Uuid::from_u128(0x77);

#[test]
fn a_job_is_kept_in_the_words_that_older_versions_wrote() {
    fn same<J: Job + DeserializeOwned>(job: &J, kept: &str) {
        assert_eq!(serde_json::to_string(job).unwrap(), kept);
        assert!(serde_json::from_str::<J>(kept).is_ok());
        assert!(serde_json::from_str::<J>("{}").is_err());
    }
    same(&InspectOutput { request: RequestId(ID), round: 2 }, &format!("{{\"request\":\"{ID}\",\"round\":2}}"));
    same(&ReleaseOutput { request: RequestId(ID) }, &format!("{{\"request\":\"{ID}\"}}"));
    let kinds = airlock::jobs().map(|(kind, _)| kind);
    assert_eq!(kinds, ["inspect-output", "release-output"]);
}

store::both! {
    &migrations();

    async fn a_job_that_is_malformed_or_about_nothing_is_a_problem_that_an_operator_sees(on: TestStore) {
        let s = service("srs", on).await;
        let kept = [
            ("inspect-output", "{\"request\":\"no id\",\"round\":1}".to_owned(), "no job of kind inspect-output"),
            ("inspect-output", format!("{{\"request\":\"{ID}\"}}"), "no job of kind inspect-output"),
            ("release-output", "{}".to_owned(), "no job of kind release-output"),
            ("release-output", format!("{{\"request\":\"{ID}\"}}"), "there is no request"),
        ];
        for (nth, (kind, payload, _)) in kept.iter().enumerate() {
            let mut change = s.app.store.change().await.unwrap();
            change.run(&KEPT, args![format!("job {nth}"), *kind, payload]).await.unwrap();
            s.commit(change).await;
        }
        platform::jobs::run_all(&s.app).await.unwrap();
        let mut failed = platform::jobs::failed(&s.app).await.unwrap();
        failed.sort();
        assert_eq!(failed.len(), kept.len(), "{failed:?}");
        for ((_, kind, problem, _), (of, _, why)) in failed.iter().zip(&kept) {
            assert!(kind == of && problem.contains(why), "{kind}: {problem}");
        }
        // What can never be read is not tried again.
        assert_eq!(platform::jobs::given_up(&s.app).await.unwrap(), 3);
    }
}
