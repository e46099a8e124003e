//! What waits for a person here: their own accreditation and what of theirs ends; for staff, what waits for a decision.

use foundation::{Arg, Date};
use platform::waits::NEAR;
use platform::{Answer, BoxFuture, Context, Counted, PersonId, Waits, alerts};

use crate::actions;
use crate::model::{Accreditation, Agreement};
use crate::policy::{self, AcknowledgeAlert, ConfirmRole, DecideAccreditation, SeeEnablings};
use crate::rules::ends::near;
use crate::rules::states::AccreditationState as State;
use crate::store;

pub fn waits(cx: &Context) -> BoxFuture<'_, Answer<Vec<Waits>>> {
    Box::pin(async move {
        let person = cx.person()?;
        let mut all = own(cx, person).await?;
        all.extend(queues(cx, person).await?);
        Ok(all)
    })
}

/// Whether somebody who holds this waits for nothing that they could ask for: asked, in force, to come, or stopped by staff.
fn settled(a: &Accreditation, today: Date) -> bool {
    a.state != State::Granted || a.until.is_none_or(|until| today <= until)
}

async fn own(cx: &Context, person: PersonId) -> Answer<Vec<Waits>> {
    let today = cx.app.world.now().date();
    let accreditations = store::accreditations(&cx.app, person).await?;
    let mut all = Vec::new();
    for a in accreditations.iter().filter(|a| a.state == State::Queried) {
        all.push(Waits::yours(cx.text("people-waits-query"), format!("/accreditation/{}/answer", a.id)));
    }
    // Staff need none: whoever has a role of the service is not asked to get one.
    let staff = cx.who()?.known.roles.iter().any(|role| role != "registered");
    if !staff && !accreditations.iter().any(|a| settled(a, today)) {
        all.push(Waits::yours(cx.text("people-waits-ask"), "/accreditation/request"));
    }
    let training = store::training(&cx.app, person).await?;
    let agreements = store::agreements(&cx.app, person).await?;
    let granted = accreditations.into_iter().filter(|a| a.state == State::Granted);
    let in_force = agreements.into_iter().filter(|a: &Agreement| a.withdrawn_at.is_none());
    let held = granted
        .map(|a| (cx.text(&format!("people-scheme-{}", a.scheme)), a.until))
        .map(|(scheme, until)| (cx.say("people-waits-end", &[("scheme", Arg::Text(scheme))]), until))
        .chain(training.into_iter().map(|t| (cx.text(&format!("people-course-{}", t.course)), Some(t.until))))
        .chain(in_force.map(|a| (cx.text(&format!("people-agreement-{}", a.signed.kind)), a.signed.until)));
    let ends = near(held, today, NEAR);
    all.extend(ends.into_iter().map(|(what, last_day)| Waits::ends(what, "/accreditation", last_day)));
    Ok(all)
}

/// Only what this person may decide: the policies are asked as the page of each queue asks them.
async fn queues(cx: &Context, person: PersonId) -> Answer<Vec<Waits>> {
    let mut all = Vec::new();
    let nobodys = String::new;
    if cx.allows::<DecideAccreditation>(&policy::Accreditation { id: nobodys(), person: nobodys() }) {
        let counted = store::requested_of_others(&cx.app, person).await?;
        all.extend(counted.waits(cx, "people-waits-accreditations", "/accreditations"));
    }
    if cx.allows::<ConfirmRole>(&policy::RoleProposal { id: nobodys(), person: nobodys(), proposer: nobodys() }) {
        let counted = store::proposed_by_others(&cx.app, person).await?;
        all.extend(counted.waits(cx, "people-waits-roles", "/roles"));
    }
    if cx.allows::<SeeEnablings>(&policy::service()) {
        let enablings = actions::enablings_to_confirm(cx).await?;
        let since = enablings.iter().map(|e| e.proposal.proposed_at).min();
        let counted = Counted { n: enablings.len(), since };
        all.extend(counted.waits(cx, "people-waits-enablings", "/enablings"));
    }
    if cx.allows::<AcknowledgeAlert>(&policy::service()) {
        all.extend(alerts::counted(&cx.app).await?.waits(cx, "people-waits-alerts", "/alerts"));
    }
    Ok(all)
}
