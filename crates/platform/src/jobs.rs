//! Jobs: a row written with the change it follows from, claimed by a worker, run at least once.

use std::time::Duration;

use foundation::{Moment, Move, States, World, words};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Change, args, row, statements};

use crate::app::{App, BoxFuture};
use crate::caught::caught;
use crate::{Answer, No};

statements! {
    write ADD(text, text, text, int) = "insert into job (id, kind, payload, due) values ($1, $2, $3, $4)";
    // One text for both: of two workers that pick the same row the second changes none and looks again.
    upkeep CLAIM(int, int) -> Claimed = "update job set claimed_until = $2, tries = tries + 1
        where id = (select id from job where done_at is null and due <= $1 and claimed_until <= $1
            order by due, id limit 1)
        and done_at is null and claimed_until <= $1
        returning id, kind, payload, tries";
    // The number of tries names the claim: a worker whose claim has run out and been taken over writes nothing.
    upkeep RENEW(text, int, int) = "update job set claimed_until = $3 where id = $1 and tries = $2 and done_at is null";
    upkeep DONE(text, int, int) = "update job set done_at = $3, problem = null where id = $1 and tries = $2 and done_at is null";
    upkeep AGAIN(text, int, int, text) = "update job set due = $3, claimed_until = 0, problem = $4
        where id = $1 and tries = $2 and done_at is null";
    upkeep GIVE_UP(text, int, int, text) = "update job set done_at = $3, problem = $4 where id = $1 and tries = $2 and done_at is null";
    read FAILED_FOR_GOOD -> (n: i64) = "select count(*) as n from job where done_at is not null and problem is not null";
    read WAITING -> (n: i64) = "select count(*) as n from job where done_at is null";
    read FAILED -> (id: String, kind: String, problem: String, tries: i64) = "
        select id, kind, coalesce(problem, '') as problem, tries from job where problem is not null order by due desc limit 100";
}

row! {
    /// A job in a worker's hand.
    struct Claimed {
        id: String,
        kind: String,
        payload: String,
        tries: i64,
    }
}

words! {
    /// Where a job is. Its row says it by three columns: until when somebody holds it, when it ended, and its problem.
    JobState {
        Waiting = "waiting",
        /// A worker holds it. Where the worker dies, the claim runs out.
        Claimed = "claimed",
        Done = "done",
        /// Nobody tries it again: somebody has to look at it.
        GivenUp = "given-up",
    }
}

impl States for JobState {
    fn all() -> &'static [Self] {
        Self::ALL
    }
    fn first() -> Self {
        JobState::Waiting
    }
    fn next(self) -> &'static [Self] {
        match self {
            JobState::Waiting => &[JobState::Claimed],
            JobState::Claimed => &[JobState::Waiting, JobState::Done, JobState::GivenUp],
            JobState::Done | JobState::GivenUp => &[],
        }
    }
}

/// Where a claimed job goes after a try: what cannot be read, and what failed for the last time, is not tried again.
fn after(worked: bool, readable: bool, tries: i64) -> JobState {
    match worked {
        true => JobState::Done,
        false if !readable || tries >= TRIES => JobState::GivenUp,
        false => JobState::Waiting,
    }
}

/// Work that follows from a change: all that a worker must know of it.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The word by which it is kept.
    const KIND: &'static str;

    /// Does it. It must bear being done twice.
    fn run(self, app: &App, claim: Claim) -> BoxFuture<'_, Answer<()>>;
}

/// Proof that a worker holds a job. Only the worker makes one.
#[derive(Debug)]
pub struct Claim(());

/// How a kind of job is done, or why what was kept is no job of this kind.
pub type JobKind = for<'a> fn(&'a App, Claim, &str) -> Result<BoxFuture<'a, Answer<()>>, String>;

/// A kind of job, for the list of those that the program does.
pub fn kind<J: Job>() -> (&'static str, JobKind) {
    (J::KIND, |app, claim, kept| {
        let job: J =
            serde_json::from_str(kept).map_err(|e| format!("what was kept is no job of kind {}: {e}", J::KIND))?;
        Ok(job.run(app, claim))
    })
}

const TRIES: i64 = 12;
/// What a killed service was doing is taken up again after this time.
const CLAIM_FOR: i64 = Moment::MINUTE / 2;
/// How often a running job's claim is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(7);

/// Writes a job into a change: it exists exactly if the change commits.
pub async fn enqueue<J: Job>(change: &mut Change, world: &World, job: &J, due: Moment) -> Answer<()> {
    let payload = serde_json::to_string(job).map_err(|e| No::Broken(e.to_string()))?;
    change.run(&ADD, args![world.uuid().to_string(), J::KIND, payload, due]).await?;
    Ok(())
}

/// Does the next due job, if there is one.
pub async fn run_next(app: &App) -> Answer<bool> {
    let now = app.world.now();
    let mut upkeep = app.store.upkeep().await?;
    let claimed = upkeep.rows(&CLAIM, args![now, now.plus(CLAIM_FOR)]).await?;
    let Some(Claimed { id, kind, payload, tries }) = claimed.into_iter().next() else {
        return Ok(false);
    };
    upkeep.commit().await?;
    // What cannot be read now never can: it is not tried again.
    let mut readable = true;
    let result = match app.jobs.get(kind.as_str()).map(|run| run(app, Claim(()), &payload)) {
        Some(Ok(job)) => match while_claimed(app, &id, tries, caught(job)).await {
            Ok(result) => result,
            Err(panic) => Err(No::Broken(format!("a job of kind {kind} {panic}"))),
        },
        Some(Err(why)) => {
            readable = false;
            Err(No::Broken(why))
        }
        None => Err(No::Broken(format!("no part of this program does jobs of kind {kind}"))),
    };
    let step = JobState::Claimed.to(after(result.is_ok(), readable, tries)).map_err(|e| No::Broken(e.to_string()))?;
    let problem = result.err();
    match step.to() {
        JobState::GivenUp => tracing::error!(job = id, kind, ?problem, "a job failed for the last time"),
        JobState::Waiting => tracing::warn!(job = id, kind, tries, ?problem, "a job failed and will be tried again"),
        JobState::Claimed | JobState::Done => {}
    }
    settle(app, &id, tries, step, problem.map(|no| format!("{no:?}"))).await?;
    Ok(true)
}

/// Writes where a job went. A worker whose claim was taken over writes nothing.
async fn settle(app: &App, id: &str, tries: i64, step: Move<JobState>, problem: Option<String>) -> Answer<()> {
    let now = app.world.now();
    let mut upkeep = app.store.upkeep().await?;
    match step.to() {
        JobState::Done => upkeep.run(&DONE, args![id, tries, now]).await?,
        JobState::GivenUp => upkeep.run(&GIVE_UP, args![id, tries, now, problem]).await?,
        JobState::Waiting => {
            let wait = Moment::SECOND << tries.clamp(0, 11);
            upkeep.run(&AGAIN, args![id, tries, now.plus(wait), problem]).await?
        }
        // The claim is its own statement: it must pick and hold in one.
        JobState::Claimed => 0,
    };
    Ok(upkeep.commit().await?)
}

/// Runs a job and renews its claim meanwhile, so that a long job is not taken for a dead one.
async fn while_claimed<T>(app: &App, id: &str, tries: i64, job: impl Future<Output = T>) -> T {
    let mut job = std::pin::pin!(job);
    loop {
        tokio::select! {
            result = &mut job => return result,
            () = tokio::time::sleep(RENEW_EVERY) => {
                if let Err(no) = renew(app, id, tries).await {
                    tracing::warn!(job = id, ?no, "a job's claim could not be renewed");
                }
            }
        }
    }
}

async fn renew(app: &App, id: &str, tries: i64) -> Answer<()> {
    let mut upkeep = app.store.upkeep().await?;
    upkeep.run(&RENEW, args![id, tries, app.world.now().plus(CLAIM_FOR)]).await?;
    upkeep.commit().await?;
    Ok(())
}

/// Does every due job, then returns: for tests and for an orderly stop.
pub async fn run_all(app: &App) -> Answer<()> {
    while run_next(app).await? {}
    Ok(())
}

/// Works until told to stop.
pub async fn work(app: App, mut stop: tokio::sync::watch::Receiver<bool>) {
    let mut tidied = Moment(0);
    while !*stop.borrow() {
        let pause = match run_next(&app).await {
            Ok(true) => continue,
            Ok(false) => {
                tidied = tidy(&app, tidied).await;
                Duration::from_millis(250)
            }
            Err(no) => {
                tracing::error!(?no, "the worker could not look for jobs; trying again");
                Duration::from_secs(2)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Every ten minutes: what was kept for a day only goes. When it was last done.
async fn tidy(app: &App, last: Moment) -> Moment {
    let now = app.world.now();
    if now.0 - last.0 < 10 * Moment::MINUTE {
        return last;
    }
    if let Err(no) = crate::kept::purge(app).await {
        tracing::warn!(?no, "answers that were kept for a day could not be deleted; trying again");
    }
    now
}

/// How many jobs wait.
pub async fn waiting(app: &App) -> Answer<i64> {
    Ok(app.store.row(&WAITING, args![]).await?.unwrap_or(0))
}

/// How many jobs were given up: each needs somebody to look at it.
pub async fn given_up(app: &App) -> Answer<i64> {
    Ok(app.store.row(&FAILED_FOR_GOOD, args![]).await?.unwrap_or(0))
}

/// Jobs with a problem, newest first: id, kind, problem, tries.
pub async fn failed(app: &App) -> Answer<Vec<(String, String, String, i64)>> {
    Ok(app.store.rows(&FAILED, args![]).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every event in every state, as the airlock's machine is walked.
    #[test]
    fn a_job_ends_once_and_whatever_happens_to_it_is_in_the_table() {
        assert_eq!(foundation::flaws::<JobState>(), Vec::<String>::new());
        for (worked, readable) in [(true, true), (false, true), (false, false)] {
            for tries in 0..=TRIES + 1 {
                let to = after(worked, readable, tries);
                assert!(JobState::Claimed.leads_to(to), "{to}");
                assert_eq!(to == JobState::Waiting, !worked && readable && tries < TRIES);
            }
        }
        for ended in [JobState::Done, JobState::GivenUp] {
            assert!(JobState::ALL.iter().all(|to| ended.to(*to).is_err()), "{ended} is the end");
        }
    }
}
