//! Somebody asks for a table, waits for it in a queue, and may cancel it. Twelve at once keep nobody else waiting.

use std::sync::Arc;
use std::time::Duration;

use platform::turns::{Busy, Turn};
use platform::{Answer, Context, No};
use tokio::task::JoinHandle;

use super::make_table::made;
use crate::facts::{self, Microdata};
use crate::lookup::{self, Inside};
use crate::making::{AtWork, End, Making, Stage, Wanted};
use crate::policy::MakeTable;
use crate::rules::table::{self, Asked, NoTable};
use crate::store::tables::SpaceTable;

/// So long the answer waits for the table itself: most are there by then.
pub const WAIT: Duration = Duration::from_secs(5);

/// What became of a table in the time that was waited.
pub enum Begun {
    Made(SpaceTable),
    /// It waits or is being made.
    Wanted(Arc<Wanted>),
}

/// Asks for a table and waits for it for a while. It is made when its turn has come, whether somebody waits or not.
pub async fn ask_for_table(
    cx: &Context,
    space: &Inside<MakeTable>,
    microdata: &Microdata,
    asked: &Asked,
    wait: Duration,
) -> Answer<Begun> {
    let (wanted, mut work) = begin(cx, space, microdata, asked)?;
    match tokio::time::timeout(wait, &mut work).await {
        Ok(done) => done.map_err(|e| facts::broken("making a table", e))?.map(Begun::Made),
        Err(_) => Ok(Begun::Wanted(wanted)),
    }
}

/// Asks for a table and waits until it is there.
pub async fn make_table(
    cx: &Context,
    space: &Inside<MakeTable>,
    microdata: &Microdata,
    asked: &Asked,
) -> Answer<SpaceTable> {
    let (_, work) = begin(cx, space, microdata, asked)?;
    work.await.map_err(|e| facts::broken("making a table", e))?
}

/// Takes the last place of the queue. What is wrong with the request is said at once.
fn begin(
    cx: &Context,
    space: &Inside<MakeTable>,
    microdata: &Microdata,
    asked: &Asked,
) -> Answer<(Arc<Wanted>, JoinHandle<Answer<SpaceTable>>)> {
    let (app, person) = (&cx.app, cx.person()?);
    let (dataset, dictionary) = microdata.of(space)?;
    table::request(asked, dictionary)?;
    let making = app.part::<Making>()?;
    let turn = app.turns.ask(person, &space.id.to_string()).map_err(|busy| {
        No::refused(match busy {
            Busy::Person => {
                NoTable::Busy { table: making.of(person).map_or_else(String::new, |w| w.reference.clone()) }
            }
            Busy::Project => NoTable::ProjectBusy,
        })
    })?;
    let title = if asked.title.trim().is_empty() { dataset.title.clone() } else { asked.title.trim().to_owned() };
    let wanted = Wanted::new(
        (crate::store::reference("T", &app.world), space.id),
        (title, dataset.reference.clone()),
        app.world.now(),
        (app.turns.clone(), turn.number()),
    );
    making.note(person, wanted.clone());
    let work = work(cx.clone(), space.number.clone(), asked.clone(), wanted.clone(), turn);
    Ok((wanted, tokio::spawn(work)))
}

async fn work(cx: Context, number: String, asked: Asked, wanted: Arc<Wanted>, mut turn: Turn) -> Answer<SpaceTable> {
    let _at_work = AtWork(wanted.clone());
    let has_come = tokio::select! {
        biased;
        () = wanted.cancelled() => false,
        () = turn.comes() => true,
    };
    // Once it works it is waited for, cancelled or not: the turn is over when the engine has stopped, or whoever asks and
    // cancels again and again would have many at work.
    let answer =
        if has_come { made(&cx, &number, &asked, &wanted).await } else { Err(No::refused(NoTable::Cancelled)) };
    // Whoever hears that it has ended may ask for the next.
    drop(turn);
    wanted.ended(match &answer {
        Ok(_) => End::Made,
        Err(_) if wanted.stage() == Stage::Stopping => End::Cancelled,
        Err(No::Refused(why)) => End::Refused(why.clone()),
        Err(no) => {
            tracing::warn!(?no, reference = wanted.reference, "a table could not be made");
            End::Failed
        }
    });
    answer
}

/// How far a cancelled table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// It is not being made any more, and nothing of it is left.
    Now,
    /// The engine has not heard of it yet; its turn is not free before.
    Soon,
}

/// Cancels the table of this name that the caller has asked for, and waits some seconds for the engine.
///
/// # Errors
/// It was made meanwhile (stale). That of somebody else is not there until it is made.
pub async fn cancel_table(cx: &Context, space: &Inside<MakeTable>, reference: &str) -> Answer<Stopped> {
    let Some(wanted) = lookup::wanted(cx, space, reference)? else {
        return Err(lookup::table(&cx.app, space, reference).await.map_or_else(|no| no, |_| No::Stale));
    };
    match wanted.cancel().await {
        Stage::Ended(End::Made) | Stage::Keeping => Err(No::Stale),
        Stage::Ended(_) => Ok(Stopped::Now),
        Stage::Working | Stage::Stopping => Ok(Stopped::Soon),
    }
}
