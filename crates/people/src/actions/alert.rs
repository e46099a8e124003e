//! Seeing to an attack that was recognised.

use foundation::Refusal;
use platform::alerts::{self, Alert, AlertId};
use platform::{Answer, Context, No, OrNotFound};

use crate::did::Did;
use crate::policy::{self, AcknowledgeAlert, SeeAlerts};

/// Why nobody sees to an alert.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoAlert {
    #[refusal("people-alert-seen")]
    Seen,
}

/// Those that wait, and the last that were seen to.
pub async fn see_alerts(cx: &Context) -> Answer<(Vec<Alert>, Vec<Alert>)> {
    cx.permit_on::<SeeAlerts>(policy::service())?;
    Ok((alerts::waiting(&cx.app).await?, alerts::seen(&cx.app).await?))
}

/// One of the security staff has seen to it, and says what they did. The next attack of its kind is a new alert.
pub async fn acknowledge_alert(cx: &Context, id: AlertId, why: &str) -> Answer<()> {
    let right = cx.permit_on::<AcknowledgeAlert>(policy::service())?;
    let alert = alerts::find(&cx.app, id).await?.or_not_found()?;
    let mut change = cx.change(&right).await?;
    if !alerts::acknowledge(&cx.app, &mut change, &right, id, (cx.person()?, why.trim())).await? {
        return Err(No::refused(NoAlert::Seen));
    }
    let entry = cx.record(Did::AlertAcknowledged(id)).why(why.trim()).detail("alert", alert.kind);
    change.commit(entry.detail("times", alert.times)).await?;
    Ok(())
}
