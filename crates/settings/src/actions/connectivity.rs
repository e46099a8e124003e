//! The connectivity agreement of an organisation: recorded and suspended by staff (AOC-01, AOC-06, AOC-12).

use foundation::{Date, States};
use people::OrganisationId;
use platform::{Answer, Context, No, OrNotFound};

use super::wrong;
use crate::did::Did;
use crate::model::Aoc;
use crate::policy::{self, service};
use crate::rules::states::AocState;
use crate::store::aoc;

/// What staff record. Dates are first and last days.
#[derive(Debug, Clone)]
pub struct RecordAoc {
    pub organisation: OrganisationId,
    pub office_from: Date,
    pub office_until: Option<Date>,
    pub remote_from: Option<Date>,
    pub remote_until: Option<Date>,
    /// Of the agreement that is replaced; 0 where there is none.
    pub version: i64,
}

/// Records an agreement, or new dates of one.
pub async fn record_aoc(cx: &Context, new: RecordAoc) -> Answer<()> {
    let right = cx.permit_on::<policy::RecordConnectivity>(service())?;
    let organisation = people::organisation(&cx.app, new.organisation).await?;
    let organisation = organisation.ok_or_else(|| wrong("organisation", "settings-no-organisation"))?;
    let backwards = |from: Option<Date>, until: Option<Date>| matches!((from, until), (Some(f), Some(u)) if u < f);
    if backwards(Some(new.office_from), new.office_until) {
        return Err(wrong("office-until", "settings-dates-order"));
    }
    if backwards(new.remote_from, new.remote_until) {
        return Err(wrong("remote-until", "settings-dates-order"));
    }
    if new.remote_until.is_some() && new.remote_from.is_none() || new.remote_from.is_some_and(|r| r < new.office_from) {
        return Err(wrong("remote-from", "settings-aoc-remote-alone"));
    }
    let agreement = Aoc {
        organisation: organisation.id,
        organisation_name: organisation.name,
        office_from: new.office_from,
        office_until: new.office_until,
        remote_from: new.remote_from,
        remote_until: new.remote_until,
        suspended_from: None,
        suspended_why: None,
        version: new.version,
    };
    let mut change = cx.change(&right).await?;
    if !aoc::write(&mut change, &right, &agreement).await? {
        return Err(No::Stale);
    }
    let mut entry = cx.record(Did::AocRecorded(organisation.id)).detail("office-from", new.office_from);
    for (name, day) in
        [("office-until", new.office_until), ("remote-from", new.remote_from), ("remote-until", new.remote_until)]
    {
        if let Some(day) = day {
            entry = entry.detail(name, day);
        }
    }
    change.commit(entry).await?;
    Ok(())
}

/// Suspends an agreement from today on: its routes are closed at the next use (AOC-12).
pub async fn suspend_aoc(cx: &Context, organisation: OrganisationId, why: &str, version: i64) -> Answer<()> {
    set(cx, organisation, AocState::Suspended, why, version).await
}

/// Ends the suspension.
pub async fn resume_aoc(cx: &Context, organisation: OrganisationId, version: i64) -> Answer<()> {
    set(cx, organisation, AocState::InForce, "", version).await
}

async fn set(cx: &Context, organisation: OrganisationId, to: AocState, why: &str, version: i64) -> Answer<()> {
    let right = cx.permit_on::<policy::SuspendConnectivity>(service())?;
    let agreement = aoc::one(&cx.app, organisation).await?.or_not_found()?;
    // Whoever suspends what is suspended has an old page before them.
    let step = agreement.state().to(to).map_err(|_| No::Stale)?;
    if agreement.version != version {
        return Err(No::Stale);
    }
    let mut change = cx.change(&right).await?;
    if !aoc::suspend(&mut change, &right, &agreement, step, cx.app.world.now().date(), why).await? {
        return Err(No::Stale);
    }
    let entry = match to {
        AocState::Suspended => cx.record(Did::AocSuspended(organisation)).why(why),
        AocState::InForce => cx.record(Did::AocResumed(organisation)),
    };
    change.commit(entry).await?;
    Ok(())
}
