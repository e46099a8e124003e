//! Recordings of desktops: security staff look at one for a reason that is on the record, from a registered place of staff, and
//! what they see bears their name.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::sync::Arc;

use desk::Mark;
use desk::recording::{Damage, Head, Player, Reader, Step};
use foundation::Moment;
use platform::app::BoxFuture;
use platform::jobs::{Claim, Job};
use platform::{Answer, App, Context, No, OrNotFound, PersonId, Unasked};
use serde::{Deserialize, Serialize};

use crate::Rules;
use crate::desks::{Recording, Sealed, file_of};
use crate::did::Did;
use crate::model::{DeskRecording, DeskSession, DeskSessionId, DeskViewing, DeskViewingId, Place, Reach};
use crate::policy::{SeeRecordings, WatchRecording, service};
use crate::rules;
use crate::store::facts::place_kinds;
use crate::store::recordings;

/// How long somebody may look once they have said why.
const VIEWING: i64 = Moment::HOUR;

/// How many a page lists.
pub(crate) const PAGE: i64 = 50;

/// Recordings, the newest first, one more than a page holds.
pub(crate) async fn list_recordings(cx: &Context, offset: i64) -> Answer<Vec<DeskRecording>> {
    cx.permit_on::<SeeRecordings>(service())?;
    recordings::list(&cx.app, PAGE + 1, offset).await
}

/// One, and who looked at it.
pub(crate) async fn recording(cx: &Context, id: DeskSessionId) -> Answer<(DeskRecording, Vec<DeskViewing>)> {
    cx.permit_on::<SeeRecordings>(service())?;
    let found = recordings::one(&cx.app, id).await?.or_not_found()?;
    Ok((found, recordings::viewings(&cx.app, id).await?))
}

/// From where they are: what is seen in a recording is unreleased.
async fn from_here(cx: &Context) -> Answer<()> {
    let now = cx.app.world.now();
    let places = place_kinds(&cx.app, &Place::of(cx).address, now).await?;
    let no = rules::watch(&places, cx.app.part::<Rules>()?);
    if no.0.is_empty() { Ok(()) } else { Err(no.into()) }
}

/// Says why one is looked at. It is on the record before anything is seen.
pub async fn watch_recording(cx: &Context, id: DeskSessionId, why: &str) -> Answer<DeskViewingId> {
    let right = cx.permit_on::<WatchRecording>(service())?;
    from_here(cx).await?;
    let found = recordings::one(&cx.app, id).await?.or_not_found()?;
    if found.removed_at.is_some() {
        return Err(No::NotFound);
    }
    let now = cx.app.world.now();
    let viewing = DeskViewing {
        id: DeskViewingId::new(&cx.app.world),
        viewer: cx.person()?,
        why: why.to_owned(),
        at: now,
        until: now.plus(VIEWING),
    };
    let mut change = cx.change(&right).await?;
    recordings::view(&mut change, &right, id, &viewing).await?;
    change.commit(cx.record(Did::RecordingWatched(id)).project(found.project).why(why)).await?;
    Ok(viewing.id)
}

/// What was found of a recording at a moment.
#[derive(Debug)]
pub enum Watched {
    Step(Box<Step>),
    /// Nothing was seen in it.
    Empty,
    /// It is not the file that was written.
    Damaged(Damage),
}

/// What was seen at a moment, for whoever has said why and for an hour.
pub async fn watched(cx: &Context, id: DeskSessionId, view: DeskViewingId, at: Moment) -> Answer<Watched> {
    cx.permit_on::<WatchRecording>(service())?;
    from_here(cx).await?;
    let now = cx.app.world.now();
    let viewing = recordings::viewing(&cx.app, view, id, cx.person()?).await?.or_not_found()?;
    let found = recordings::one(&cx.app, id).await?.or_not_found()?;
    if now >= viewing.until || found.removed_at.is_some() {
        return Err(No::NotFound);
    }
    let known = head(&found)?;
    let (path, cover) = (file_of(&cx.app.config.data, id), Sealed::of(&cx.app));
    let look = move || {
        let file = BufReader::with_capacity(1 << 20, File::open(path)?);
        let mut reader = Reader::new(file, &id.to_string())?;
        Player::new(&cover, known).at(&mut reader, at)
    };
    let seen = tokio::task::spawn_blocking(look).await.map_err(|e| No::Broken(e.to_string()))?;
    Ok(match seen {
        Ok(Some(step)) => Watched::Step(Box::new(step)),
        Ok(None) => Watched::Empty,
        Err(damage) => {
            tracing::error!(desk = %id, %damage, "a recording is not the file that was written");
            Watched::Damaged(damage)
        }
    })
}

/// What the picture of a recording bears: who looks at it.
pub(crate) fn viewer_mark(cx: &Context, view: DeskViewingId) -> Answer<Mark> {
    Ok(Mark { person: cx.who()?.known.name.clone(), session: view.to_string(), seed: cx.app.world.bytes() })
}

/// How far its file went when that was last written down.
fn head(of: &DeskRecording) -> Answer<Head> {
    let broken = || No::Broken(format!("the row of recording {} says nothing that can be compared", of.desk));
    let number = |number: i64| u64::try_from(number).map_err(|_| broken());
    let digit = |at: usize| of.head.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let bytes: Option<Vec<u8>> = (0..of.head.len()).step_by(2).map(digit).collect();
    let hash = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).ok_or_else(broken)?;
    Ok(Head { chunks: number(of.chunks)?, bytes: number(of.bytes)?, hash })
}

/// Writes down, in its row and on the record, how far the file of a running desktop goes by now.
pub(crate) async fn reach_recording(cx: &Context, row: &DeskSession, recording: &Arc<Recording>) -> Answer<()> {
    let reach = Reach::of(recording.synced().await.map_err(|e| No::Away(format!("keeping a recording: {e}")))?)?;
    let mut change = cx.change_unasked(Unasked::EndingSession).await?;
    if !recordings::reach(&mut change, row.id, &reach).await? {
        return Err(No::Stale);
    }
    let entry = cx.record(Did::DeskRecorded(row.id)).project(row.project);
    let entry = entry.detail("frames", reach.chunks).detail("bytes", reach.bytes).detail("head", &reach.head);
    change.commit(entry).await?;
    Ok(())
}

/// The recording of a desktop goes when its time is over.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveRecording {
    pub desk: DeskSessionId,
}

impl Job for RemoveRecording {
    const KIND: &'static str = "remove-recording";

    fn run(self, app: &App, _claim: Claim) -> BoxFuture<'_, Answer<()>> {
        Box::pin(async move {
            let found = recordings::one(app, self.desk).await?;
            let found = found.ok_or_else(|| No::Broken(format!("there is no recording {}", self.desk)))?;
            let gone = match fs::remove_file(file_of(&app.config.data, self.desk)) {
                Ok(()) => "removed",
                Err(e) if e.kind() == io::ErrorKind::NotFound => "missing",
                Err(e) => return Err(No::Away(format!("removing a recording: {e}"))),
            };
            let cx = Context::of_service(app);
            let mut change = cx.change_unasked(Unasked::EndingSession).await?;
            if recordings::removed(&mut change, self.desk, app.world.now()).await? {
                let entry = cx.record(Did::RecordingRemoved(self.desk)).project(found.project).detail("file", gone);
                change.commit(entry).await?;
            }
            Ok(())
        })
    }
}

/// Names of the people in these, by who they are.
pub(crate) async fn names(
    app: &App,
    people: impl IntoIterator<Item = PersonId>,
) -> Answer<std::collections::BTreeMap<PersonId, String>> {
    people::names(app, &people.into_iter().collect::<Vec<_>>()).await
}
