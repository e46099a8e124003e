//! A granted accreditation is suspended, given back, withdrawn: with a reason, and at once. The access decision reads
//! the row at each use of a space (ACC-01).

use foundation::{Arg, Date, Move};
use permissions::{Action, Changes};
use platform::{Answer, Context, May, No, Right, Telling, tell};

use super::look;
use crate::did::Did;
use crate::model::{Accreditation, AccreditationId, AccreditationKind, Stopped};
use crate::policy::{self, LiftSuspension, SuspendAccreditation, WithdrawAccreditation};
use crate::rules::standing as rules;
use crate::rules::states::AccreditationState;
use crate::store;

foundation::words! {
    /// What is done to a granted accreditation.
    Standing {
        Suspend = "suspend",
        Lift = "lift",
        Withdraw = "withdraw",
    }
}

impl Standing {
    /// The accreditation in the hands of somebody who may do this to it, to be shown.
    pub async fn look(self, cx: &Context, id: AccreditationId) -> Answer<Accreditation> {
        Ok(match self {
            Standing::Suspend => look::accreditation::<SuspendAccreditation>(cx, id).await?.into_it(),
            Standing::Lift => look::accreditation::<LiftSuspension>(cx, id).await?.into_it(),
            Standing::Withdraw => look::accreditation::<WithdrawAccreditation>(cx, id).await?.into_it(),
        })
    }

    /// Whether it can be done to it today, leaving the reason aside.
    pub fn possible(self, a: &Accreditation, today: Date) -> bool {
        const SOME: &str = "why";
        match self {
            Standing::Suspend => rules::suspend(a, SOME, today).is_ok(),
            Standing::Lift => rules::lift(a, SOME, today).is_ok(),
            Standing::Withdraw => rules::withdraw(a, SOME).is_ok(),
        }
    }

    /// Whether this person may do it.
    pub fn allowed<A: Action<On = policy::Accreditation>>(self, cx: &Context, a: &May<A, Accreditation>) -> bool {
        match self {
            Standing::Suspend => a.also::<SuspendAccreditation>(cx),
            Standing::Lift => a.also::<LiftSuspension>(cx),
            Standing::Withdraw => a.also::<WithdrawAccreditation>(cx),
        }
    }
}

/// One of them. `version` is that of the page on which it was decided.
#[derive(Debug, Clone)]
pub struct ChangeStanding {
    pub to: Standing,
    pub why: String,
    pub version: i64,
}

/// Does it, from today on, and tells the person. The accreditation as it is then.
pub async fn change_standing(cx: &Context, id: AccreditationId, c: ChangeStanding) -> Answer<Accreditation> {
    let today = cx.app.world.now().date();
    match c.to {
        Standing::Suspend => {
            let held = current(look::accreditation::<SuspendAccreditation>(cx, id).await?, &c)?;
            let step = rules::suspend(&held, &c.why, today)?;
            write(cx, held, step, &c, ("people-accreditation-suspended", Did::AccreditationSuspended(id))).await
        }
        Standing::Lift => {
            let held = current(look::accreditation::<LiftSuspension>(cx, id).await?, &c)?;
            let step = rules::lift(&held, &c.why, today)?;
            write(cx, held, step, &c, ("people-accreditation-lifted", Did::SuspensionLifted(id))).await
        }
        Standing::Withdraw => {
            let held = current(look::accreditation::<WithdrawAccreditation>(cx, id).await?, &c)?;
            let step = rules::withdraw(&held, &c.why)?;
            write(cx, held, step, &c, ("people-accreditation-withdrawn", Did::AccreditationWithdrawn(id))).await
        }
    }
}

fn current<A: Changes<On = policy::Accreditation>>(
    held: May<A, Accreditation>,
    c: &ChangeStanding,
) -> Answer<May<A, Accreditation>> {
    if held.version == c.version { Ok(held) } else { Err(No::Stale) }
}

async fn write<A: Changes<On = policy::Accreditation>>(
    cx: &Context,
    held: May<A, Accreditation>,
    step: Move<AccreditationState>,
    c: &ChangeStanding,
    (key, did): (&'static str, Did),
) -> Answer<Accreditation> {
    let app = &cx.app;
    let today = app.world.now().date();
    let why = c.why.trim();
    let stopped = (step.to() != AccreditationState::Granted).then(|| Stopped { from: today, why: why.to_owned() });
    let mut change = cx.change(&held).await?;
    if !store::move_accreditation(&mut change, &held, step, stopped.as_ref()).await? {
        return Err(No::Stale);
    }
    let args = vec![("why", Arg::from(why))];
    tell(app, &mut change, held.person, &Telling { key, args, link: "/accreditation".into() }).await?;
    tell_supervised(cx, &mut change, &held, step).await?;
    let mut entry = cx.record(did).detail("scheme", &held.scheme).why(why);
    if let Some(stopped) = &stopped {
        entry = entry.detail("from", stopped.from);
    }
    change.commit(entry).await?;
    let mut now = held.into_it();
    (now.state, now.stopped, now.version) = (step.to(), stopped, now.version + 1);
    Ok(now)
}

/// Who works under somebody whose full accreditation stops has no access either (2.1): they are told.
async fn tell_supervised(
    cx: &Context,
    change: &mut ::store::Change,
    of: &impl Right<Accreditation>,
    step: Move<AccreditationState>,
) -> Answer<()> {
    if of.kind != AccreditationKind::Full {
        return Ok(());
    }
    let key = match step.to() {
        AccreditationState::Granted => "people-supervisor-lifted",
        _ => "people-supervisor-stopped",
    };
    for person in store::supervised(&cx.app, of.person, &of.scheme).await? {
        tell(&cx.app, change, person, &Telling { key, args: vec![], link: "/accreditation".into() }).await?;
    }
    Ok(())
}
