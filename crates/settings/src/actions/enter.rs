//! Entering a project's space: the statements accepted, the decision asked, the route on the record (SET-01, LVL-12).

use ::store::Change;
use forms::Answers;
use foundation::{Arg, Moment};
use platform::alerts::{self, AlertKind};
use platform::{Answer, Context, No, PersonId, Telling, Unasked, tell};
use projects::ProjectId;

use super::ask;
use crate::did::Did;
use crate::model::{SpaceSession, SpaceSessionId};
use crate::policy::EnterSpace;
use crate::rules::states::WhyEnded;
use crate::store::sessions;
use crate::{Rules, words};

/// Enters the space. `statements` answers the profile's form `entry` (IND-04, NET-05, NET-07). Sent twice, it is one
/// session. A refusal is on the record with its reasons (LVL-13).
pub async fn enter(cx: &Context, project: ProjectId, statements: &Answers) -> Answer<SpaceSession> {
    let who = cx.who()?;
    let asked = ask::<EnterSpace>(cx, project).await?;
    let decision = &asked.decision;
    let (Some(route), Some(place)) = (&decision.route, &decision.place) else {
        let keys = decision.reason_keys();
        let entry = cx.record(Did::EntryRefused(project)).project(project).detail("reasons", keys);
        let mut change = cx.change_unasked(Unasked::Refusing).await?;
        if cx.proxied {
            forged(cx, &mut change, who.person).await?;
        }
        change.commit(entry).await?;
        return Err(words::refused(cx, decision)?);
    };
    let form = cx.app.profile.form("entry")?;
    let problems = form.check(statements, &());
    if !problems.is_empty() {
        return Err(No::Invalid(problems));
    }
    let now = cx.app.world.now();
    let old = sessions::current(&cx.app, who.person, project).await?;
    if let Some(old) = &old
        && old.session == who.session.hash
        && old.address == cx.address
        && &old.route == route
        && now < old.ends_at
    {
        return Ok(old.clone());
    }
    let hours = cx.app.part::<Rules>()?.session_hours;
    let session = SpaceSession {
        id: SpaceSessionId::new(&cx.app.world),
        project,
        person: who.person,
        session: who.session.hash.clone(),
        route: route.clone(),
        place: place.parse().map_err(|e| No::Broken(format!("reading the id of the place {place:?}: {e}")))?,
        address: cx.address.clone(),
        started_at: now,
        last_at: now,
        ends_at: now.plus(hours * Moment::HOUR),
    };
    let mut change = cx.change(&asked).await?;
    let mut entries = Vec::new();
    if let Some(old) = old {
        if !sessions::end(&mut change, &old, old.leaving()?, now, WhyEnded::EnteredAgain).await? {
            return Err(No::Stale);
        }
        let entry = cx.record(Did::SessionEnded(old.id)).project(project).detail("why", WhyEnded::EnteredAgain);
        entries.push(entry.into());
    }
    let version = format!("{} {}", form.id, form.version);
    if !sessions::open(&mut change, &asked, &session, &version).await? {
        return Err(No::Stale);
    }
    let entry = cx
        .record(Did::Entered(session.id))
        .project(project)
        .route(route)
        .detail("place", place)
        .detail("statements", version);
    entries.push(entry.into());
    change.commit_all(entries).await?;
    Ok(session)
}

/// Somebody asks from behind a proxy that is not the service's: either they do not know, or they would be elsewhere (NET-03).
async fn forged(cx: &Context, change: &mut Change, person: PersonId) -> Answer<()> {
    let (about, link) = (person.to_string(), format!("/people/{person}"));
    if !alerts::raise(&cx.app, change, AlertKind::ForgedPlace, (&about, &link, &cx.address)).await? {
        return Ok(());
    }
    let args = vec![("address", Arg::Text(cx.address.clone()))];
    let telling = Telling { key: "settings-place-forged", args, link: "/alerts".into() };
    for one in people::holders(&cx.app, people::Role::Security).await? {
        tell(&cx.app, change, one, &telling).await?;
    }
    Ok(())
}
