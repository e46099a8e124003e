//! Jobs commit with the change, run at least once, and never twice at the same time.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use foundation::Moment;
use platform::jobs::{self, JobKind};
use platform::{Answer, App, BoxFuture, Claim, Job, No};
use serde::{Deserialize, Serialize};
use store::both;
use store::testing::TestStore;

use super::support::{House, house};

store::statements! {
    write KEEP(text, text, text, int) = "insert into job (id, kind, payload, due) values ($1, $2, $3, $4)";
    upkeep SPOIL(text) = "update job set payload = $1";
}

/// What ran: name, and whether it began or ended. Names are unique to a test and a database.
static RAN: Mutex<Vec<(String, &str)>> = Mutex::new(Vec::new());

/// Notes that it ran, after a while.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    name: String,
    #[serde(default)]
    millis: u64,
}

impl Job for Note {
    const KIND: &'static str = "note";
    fn run(self, app: &App, _claim: Claim) -> BoxFuture<'_, Answer<()>> {
        let name = format!("{}{}", app.config.data.display(), self.name);
        Box::pin(async move {
            RAN.lock().unwrap().push((name.clone(), "began"));
            tokio::time::sleep(Duration::from_millis(self.millis)).await;
            RAN.lock().unwrap().push((name, "ended"));
            Ok(())
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Fails {}

impl Job for Fails {
    const KIND: &'static str = "fail";
    fn run(self, _app: &App, _claim: Claim) -> BoxFuture<'_, Answer<()>> {
        Box::pin(async { Err(No::Away("the other end is away".into())) })
    }
}

#[derive(Serialize, Deserialize)]
struct Panics {}

impl Job for Panics {
    const KIND: &'static str = "panic";
    fn run(self, _app: &App, _claim: Claim) -> BoxFuture<'_, Answer<()>> {
        Box::pin(async { panic!("a defect of a job") })
    }
}

/// What a later version of the program might leave behind.
#[derive(Serialize, Deserialize)]
struct Unheard {}

impl Job for Unheard {
    const KIND: &'static str = "unheard-of";
    fn run(self, _app: &App, _claim: Claim) -> BoxFuture<'_, Answer<()>> {
        Box::pin(async { Ok(()) })
    }
}

pub(crate) fn kinds() -> BTreeMap<&'static str, JobKind> {
    BTreeMap::from([
        jobs::kind::<Note>(),
        jobs::kind::<Fails>(),
        jobs::kind::<Panics>(),
        jobs::kind::<platform::messages::SendMail>(),
    ])
}

fn note(name: impl Into<String>) -> Note {
    Note { name: name.into(), millis: 0 }
}

async fn enqueue(house: &House, job: impl Job) {
    let mut change = house.app.store.change().await.unwrap();
    jobs::enqueue(&mut change, &house.app.world, &job, house.app.world.now()).await.unwrap();
    change.commit(house.entry("tested", "1")).await.unwrap();
}

/// A job as the database may hold it, whatever wrote it; then everything that is due is done.
pub(crate) async fn again(house: &House, kind: &str, payload: &serde_json::Value) {
    let mut change = house.app.store.change().await.unwrap();
    let id = house.app.world.uuid().to_string();
    change.run(&KEEP, store::args![id, kind, payload.to_string(), house.app.world.now()]).await.unwrap();
    change.commit(house.entry("tested", "1")).await.unwrap();
    jobs::run_all(&house.app).await.unwrap();
}

fn ran(house: &House, name: &str) -> Vec<&'static str> {
    let name = format!("{}{name}", house.app.config.data.display());
    RAN.lock().unwrap().iter().filter(|(n, _)| *n == name).map(|(_, what)| *what).collect()
}

both! { platform::MIGRATIONS;
    async fn a_job_exists_exactly_if_its_change_commits(test: TestStore) {
        let house = house(test).await;
        let mut change = house.app.store.change().await.unwrap();
        let now = house.app.world.now();
        jobs::enqueue(&mut change, &house.app.world, &note("lost"), now).await.unwrap();
        drop(change);
        assert_eq!(jobs::waiting(&house.app).await.unwrap(), 0);
        enqueue(&house, note("kept")).await;
        assert_eq!(jobs::waiting(&house.app).await.unwrap(), 1);
        jobs::run_all(&house.app).await.unwrap();
        assert_eq!(jobs::waiting(&house.app).await.unwrap(), 0);
        assert_eq!(ran(&house, "kept"), ["began", "ended"]);
        assert!(ran(&house, "lost").is_empty());
    }

    async fn a_job_waits_for_its_time(test: TestStore) {
        let house = house(test).await;
        let mut change = house.app.store.change().await.unwrap();
        let due = house.app.world.now().plus(Moment::HOUR);
        jobs::enqueue(&mut change, &house.app.world, &note("later"), due).await.unwrap();
        change.commit(house.entry("tested", "1")).await.unwrap();
        assert!(!jobs::run_next(&house.app).await.unwrap());
        house.app.world.advance(Moment::HOUR);
        assert!(jobs::run_next(&house.app).await.unwrap());
    }

    async fn a_failing_job_is_tried_again_after_growing_waits_and_given_up(test: TestStore) {
        let house = house(test).await;
        enqueue(&house, Fails {}).await;
        assert!(jobs::run_next(&house.app).await.unwrap());
        let mut waits = Vec::new();
        let mut waited = 0;
        while jobs::waiting(&house.app).await.unwrap() > 0 {
            house.app.world.advance(Moment::SECOND);
            waited += 1;
            if jobs::run_next(&house.app).await.unwrap() {
                waits.push(waited);
                waited = 0;
            }
            assert!(waited < 10_000, "the job neither runs nor is given up");
            // A long wait is passed in one step, to just before its end.
            if waited == 3 {
                let jump = (1 << (waits.len() + 1)) - 4;
                house.app.world.advance(i64::max(jump, 0) * Moment::SECOND);
                waited += i64::max(jump, 0);
            }
        }
        assert_eq!(waits.len(), 11, "twelve tries");
        assert!(waits.windows(2).all(|w| w[0] < w[1]), "{waits:?}");
        assert_eq!((waits[0], waits[10]), (2, 2048));
        let failed = jobs::failed(&house.app).await.unwrap();
        assert_eq!((failed[0].1.as_str(), failed[0].3), ("fail", 12));
        assert!(failed[0].2.contains("the other end is away"));
    }

    async fn a_job_that_panics_or_that_nobody_knows_does_not_stop_the_others(test: TestStore) {
        let house = house(test).await;
        enqueue(&house, Panics {}).await;
        enqueue(&house, Unheard {}).await;
        enqueue(&house, note("after")).await;
        jobs::run_all(&house.app).await.unwrap();
        assert_eq!(ran(&house, "after"), ["began", "ended"]);
        let problems: Vec<String> = jobs::failed(&house.app).await.unwrap().into_iter().map(|f| f.2).collect();
        assert!(problems.iter().any(|p| p.contains("a defect of a job")), "{problems:?}");
        assert!(problems.iter().any(|p| p.contains("unheard-of")), "{problems:?}");
    }

    async fn what_was_kept_and_is_no_job_is_given_up_at_once_and_seen(test: TestStore) {
        let house = house(test).await;
        enqueue(&house, note("spoiled")).await;
        let mut upkeep = house.app.store.upkeep().await.unwrap();
        upkeep.run(&SPOIL, store::args![r#"{"nome":"spoiled"}"#]).await.unwrap();
        upkeep.commit().await.unwrap();
        jobs::run_all(&house.app).await.unwrap();
        assert!(ran(&house, "spoiled").is_empty());
        assert_eq!((jobs::waiting(&house.app).await.unwrap(), jobs::given_up(&house.app).await.unwrap()), (0, 1));
        let failed = jobs::failed(&house.app).await.unwrap();
        assert!(failed[0].2.contains("no job of kind note") && failed[0].2.contains("nome"), "{failed:?}");
    }

    async fn four_workers_do_each_job_once(test: TestStore) {
        let house = house(test).await;
        for n in 0..20 {
            enqueue(&house, Note { name: format!("shared {n}."), millis: 5 }).await;
        }
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let app = house.app.clone();
                // A worker that lost a race looks again, as the real one does.
                tokio::spawn(async move {
                    while jobs::waiting(&app).await.unwrap() > 0 {
                        jobs::run_all(&app).await.unwrap();
                        tokio::time::sleep(Duration::from_millis(2)).await;
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.await.unwrap();
        }
        for n in 0..20 {
            assert_eq!(ran(&house, &format!("shared {n}.")), ["began", "ended"], "job {n}");
        }
    }

    async fn a_job_whose_worker_was_killed_is_done_by_another(test: TestStore) {
        let house = house(test).await;
        enqueue(&house, Note { name: "killed".into(), millis: 60_000 }).await;
        let app = house.app.clone();
        let worker = tokio::spawn(async move { jobs::run_next(&app).await });
        while ran(&house, "killed").is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        worker.abort();
        assert!(worker.await.is_err());
        assert!(!jobs::run_next(&house.app).await.unwrap(), "it is claimed still");
        house.app.world.advance(5 * Moment::MINUTE);
        let second = tokio::time::timeout(Duration::from_millis(300), jobs::run_next(&house.app)).await;
        assert!(second.is_err(), "it runs again, as long as before");
        assert_eq!(ran(&house, "killed"), ["began", "began"]);
    }

    async fn a_worker_stops_when_told(test: TestStore) {
        let house = house(test).await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let worker = tokio::spawn(jobs::work(house.app.clone(), stopped));
        enqueue(&house, note("worked")).await;
        while ran(&house, "worked").len() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.send(true).unwrap();
        tokio::time::timeout(Duration::from_secs(5), worker).await.expect("it stops").unwrap();
    }
}
