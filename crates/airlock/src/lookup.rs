//! Looking something up is asking whether the caller may: what comes back is a handle. Nothing else in this crate reads a
//! request, a release or a space for somebody.

use std::ops::Deref;
use std::sync::Arc;

use permissions::Action;
use platform::{Answer, App, Context, Guarded, May, No, OrNotFound};
use settings::SpaceSession;

use crate::facts::{self, ProjectSpace};
use crate::making::{End, Making, Stage, Wanted};
use crate::policy::{
    self, ChangeOutputRequest, ReviewOutput, SeeOutputRequest, SeeRelease, SeeSpaceWork, SpaceWork, VoteOnOutput,
};
use crate::rules::State;
use crate::store::releases::{self, Release};
use crate::store::requests::{self, OutputRequest};
use crate::store::tables::{self, SpaceTable};
use crate::store::write_ups::{self, WriteUp};

impl Guarded for ProjectSpace {
    type Thing = SpaceWork;
    type See = SeeSpaceWork;

    async fn as_thing(&self, app: &App) -> Answer<SpaceWork> {
        Ok(SpaceWork { id: self.id.to_string(), researchers: facts::ids(&facts::researchers(app, self.id).await?) })
    }
}

impl Guarded for OutputRequest {
    type Thing = policy::OutputRequest;
    type See = SeeOutputRequest;

    async fn as_thing(&self, app: &App) -> Answer<policy::OutputRequest> {
        let (team, researchers) = facts::people_of(app, self.core.project).await?;
        Ok(policy::OutputRequest {
            id: self.id().to_string(),
            requester: self.core.requester.to_string(),
            researchers: facts::ids(&researchers),
            team: facts::ids(&team),
            handed_in: self.state() != State::Draft && self.times.submitted_at.is_some(),
        })
    }
}

impl Guarded for Release {
    type Thing = policy::OutputRelease;
    type See = SeeRelease;

    async fn as_thing(&self, app: &App) -> Answer<policy::OutputRelease> {
        Ok(policy::OutputRelease {
            id: self.id.to_string(),
            recipients: facts::ids(&self.recipients),
            researchers: facts::ids(&facts::researchers(app, self.project).await?),
        })
    }
}

/// The space of a project, for somebody who may do `A` there, wherever they are; for others there is none.
pub async fn space<A>(cx: &Context, number: &str) -> Answer<May<A, ProjectSpace>>
where
    A: Action<On = SpaceWork>,
{
    cx.who()?;
    cx.lookup_or_hide(facts::space(&cx.app, number).await?).await
}

/// Somebody inside a project's space who may do `A` there: the access decision was asked again for this.
pub struct Inside<A: Action> {
    space: May<A, ProjectSpace>,
    session: SpaceSession,
}

impl<A: Action> Deref for Inside<A> {
    type Target = May<A, ProjectSpace>;
    fn deref(&self) -> &May<A, ProjectSpace> {
        &self.space
    }
}

impl<A: Action> Inside<A> {
    /// The registered way in.
    pub fn route(&self) -> &str {
        &self.session.route
    }

    /// The right to change what is in it.
    pub fn right(&self) -> &May<A, ProjectSpace> {
        &self.space
    }
}

/// The same from inside the space alone.
pub async fn inside<A>(cx: &Context, number: &str) -> Answer<Inside<A>>
where
    A: Action<On = SpaceWork>,
{
    let space = space::<A>(cx, number).await?;
    let session = facts::inside(cx, space.id).await?;
    Ok(Inside { space, session })
}

/// A request in the hands of somebody who checks outputs: the policies and the checkers' own access decision, place and
/// qualification, were asked. Only this module makes one.
pub struct AsChecker<A: Action>(May<A, OutputRequest>);

impl<A: Action> Deref for AsChecker<A> {
    type Target = May<A, OutputRequest>;
    fn deref(&self) -> &May<A, OutputRequest> {
        &self.0
    }
}

impl<A: Action> AsChecker<A> {
    /// The one place where the checkers' access decision is asked.
    async fn of(cx: &Context, request: May<A, OutputRequest>) -> Answer<AsChecker<A>> {
        facts::review_access(cx).await?;
        Ok(AsChecker(request))
    }

    pub fn right(&self) -> &May<A, OutputRequest> {
        &self.0
    }
}

impl AsChecker<ReviewOutput> {
    /// The same request in the hands of somebody who may vote on it as well.
    pub fn to_vote(&self, cx: &Context) -> Answer<AsChecker<VoteOnOutput>> {
        Ok(AsChecker(self.0.clone().for_action(cx)?))
    }
}

/// A request as the caller may know of it.
pub enum Seen {
    /// As somebody who works on the project.
    AsResearcher(May<SeeOutputRequest, OutputRequest>),
    AsChecker(AsChecker<ReviewOutput>),
}

impl Deref for Seen {
    type Target = OutputRequest;
    fn deref(&self) -> &OutputRequest {
        match self {
            Seen::AsResearcher(request) => request,
            Seen::AsChecker(request) => request,
        }
    }
}

/// A request that the caller may see, or "not found" (SHR-04): researchers of its project as such, everybody else as a
/// checker.
pub async fn seen(cx: &Context, reference: &str) -> Answer<Seen> {
    let request: May<SeeOutputRequest, _> = cx.lookup(requests::by_reference(&cx.app, reference).await?).await?;
    if request.thing().researchers.contains(&cx.person()?.to_string()) {
        return Ok(Seen::AsResearcher(request));
    }
    let request: May<ReviewOutput, _> = hidden(request.for_action(cx))?;
    Ok(Seen::AsChecker(AsChecker::of(cx, request).await?))
}

/// A request that the caller may look into as a checker; not for those who work on its project.
pub async fn as_checker(cx: &Context, reference: &str) -> Answer<AsChecker<ReviewOutput>> {
    let request = cx.lookup_or_hide(requests::by_reference(&cx.app, reference).await?).await?;
    AsChecker::of(cx, request).await
}

/// A request that the caller votes on. Why a colleague may not, the rules say.
pub async fn to_vote(cx: &Context, reference: &str) -> Answer<AsChecker<VoteOnOutput>> {
    let request = cx.lookup(requests::by_reference(&cx.app, reference).await?).await?;
    AsChecker::of(cx, request).await
}

/// A request that the caller may change.
pub async fn own(cx: &Context, reference: &str) -> Answer<May<ChangeOutputRequest, OutputRequest>> {
    match seen(cx, reference).await? {
        Seen::AsResearcher(request) => request.for_action(cx),
        Seen::AsChecker(request) => request.0.for_action(cx),
    }
}

/// A release for somebody who may do `A` with it.
pub async fn release<A>(cx: &Context, reference: &str) -> Answer<May<A, Release>>
where
    A: Action<On = policy::OutputRelease>,
{
    cx.lookup(releases::by_reference(&cx.app, reference).await?).await
}

/// "Not found" in the place of a no with its reasons (invariant 12).
pub fn hidden<T>(answer: Answer<T>) -> Answer<T> {
    match answer {
        Err(No::Forbidden { .. }) => Err(No::NotFound),
        other => other,
    }
}

/// A table of this space.
pub async fn table(app: &App, space: &ProjectSpace, reference: &str) -> Answer<SpaceTable> {
    let table = tables::by_reference(app, reference).await?;
    table.filter(|t| t.project == space.id).or_not_found()
}

/// A table of this space that the caller asked for last and that is not made yet, or never will be.
pub fn wanted(cx: &Context, space: &ProjectSpace, reference: &str) -> Answer<Option<Arc<Wanted>>> {
    let wanted = cx.app.part::<Making>()?.of(cx.person()?);
    let made = |w: &Wanted| w.stage() == Stage::Ended(End::Made);
    Ok(wanted.filter(|w| w.project == space.id && w.reference == reference && !made(w)))
}

/// A text of this space.
pub async fn write_up(app: &App, space: &ProjectSpace, reference: &str) -> Answer<WriteUp> {
    let write_up = write_ups::by_reference(app, reference).await?;
    write_up.filter(|w| w.project == space.id).or_not_found()
}
