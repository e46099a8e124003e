//! Being inside a space: the decision is asked again at each use, and a no ends the session (invariant 3).

use ::store::Change;
use platform::{Answer, BoxFuture, Context, No, PersonId, Record, Said, Unasked};
use projects::ProjectId;

use super::ask;
use crate::did::Did;
use crate::model::SpaceSession;
use crate::policy::EnterSpace;
use crate::rules::states::WhyEnded;
use crate::store::sessions;
use crate::words;

fn not_inside(key: &str) -> No {
    No::Refused(vec![Said::new(key, &[])])
}

/// The caller's session in this project's space, the decision asked again. Ends the session, on the record, where its
/// time is over, where the caller has moved, or where the decision has become a no: then with every reason.
pub async fn inside(cx: &Context, project: ProjectId) -> Answer<SpaceSession> {
    let who = cx.who()?;
    let asked = ask::<EnterSpace>(cx, project).await?;
    let open = sessions::current(&cx.app, who.person, project).await?;
    // One entered from another browser is not this one's.
    let Some(session) = open.filter(|s| s.session == who.session.hash) else {
        return Err(not_inside("settings-not-inside"));
    };
    let now = cx.app.world.now();
    if session.ends_at <= now {
        end(cx, &session, WhyEnded::TimeOver, "").await?;
        return Err(not_inside("settings-session-ended"));
    }
    if !asked.decision.allowed {
        end(cx, &session, WhyEnded::Refused, &asked.decision.reason_keys()).await?;
        return Err(words::refused(cx, &asked.decision)?);
    }
    // Allowed from here, but not where or how they entered (LVL-12).
    if session.address != cx.address || asked.decision.route.as_ref() != Some(&session.route) {
        end(cx, &session, WhyEnded::Moved, "").await?;
        return Err(not_inside("settings-session-moved"));
    }
    sessions::touch(&cx.app, &session, now).await?;
    Ok(session)
}

/// The caller's open session, as it stands: for the page that offers to leave.
pub(crate) async fn current(cx: &Context, project: ProjectId) -> Answer<Option<SpaceSession>> {
    let who = cx.who()?;
    let now = cx.app.world.now();
    let open = sessions::current(&cx.app, who.person, project).await?;
    Ok(open.filter(|s| s.session == who.session.hash && s.address == cx.address && now < s.ends_at))
}

/// Leaves the space; false where the caller was not inside.
pub async fn leave(cx: &Context, project: ProjectId) -> Answer<bool> {
    let person = cx.person()?;
    ask::<EnterSpace>(cx, project).await?;
    match sessions::current(&cx.app, person, project).await? {
        Some(session) => end(cx, &session, WhyEnded::Left, "").await,
        None => Ok(false),
    }
}

async fn end(cx: &Context, session: &SpaceSession, why: WhyEnded, reasons: &str) -> Answer<bool> {
    let mut change = cx.change_unasked(Unasked::EndingSession).await?;
    if !sessions::end(&mut change, session, session.leaving()?, cx.app.world.now(), why).await? {
        return Ok(false);
    }
    let mut entry =
        cx.record(Did::SessionEnded(session.id)).project(session.project).route(&session.route).detail("why", why);
    if !reasons.is_empty() {
        entry = entry.detail("reasons", reasons);
    }
    change.commit(entry).await?;
    Ok(true)
}

/// Ends every stay of a person whose account is disabled, within that change; the entries that say so.
pub async fn end_stays(cx: &Context, change: &mut Change, person: PersonId) -> Answer<Vec<Record>> {
    let now = cx.app.world.now();
    let mut entries = Vec::new();
    for stay in sessions::open_of(change, person).await? {
        if sessions::end(change, &stay, stay.leaving()?, now, WhyEnded::Disabled).await? {
            let entry = cx.record(Did::SessionEnded(stay.id)).project(stay.project).route(&stay.route);
            entries.push(entry.detail("why", WhyEnded::Disabled));
        }
    }
    Ok(entries)
}

/// What `projects` asks before it shows a space.
pub struct Guard;

impl projects::SpaceGuard for Guard {
    fn inside<'a>(&'a self, cx: &'a Context, project: ProjectId) -> BoxFuture<'a, Answer<()>> {
        Box::pin(async move { inside(cx, project).await.map(|_| ()) })
    }
}
