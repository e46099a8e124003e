//! What waits for a person here: agreements without which they cannot enter their projects; for staff, places to confirm.

use foundation::Arg;
use platform::{Answer, BoxFuture, Context, OrNotFound, PersonId, Waits};

use crate::policy::{self, ConfirmPlace};
use crate::rules::{Cause, Rules, unsigned};
use crate::store::places;

pub fn waits(cx: &Context) -> BoxFuture<'_, Answer<Vec<Waits>>> {
    Box::pin(async move {
        let person = cx.person()?;
        let mut all = agreements(cx, person).await?;
        if cx.allows::<ConfirmPlace>(&policy::PlaceProposal { id: String::new(), proposer: String::new() }) {
            let counted = places::proposed_by_others(&cx.app, person).await?;
            all.extend(counted.waits(cx, "settings-waits-places", "/connectivity"));
        }
        Ok(all)
    })
}

/// Asked of those who are on a project whose space they could enter: of nobody else an agreement is wanted.
async fn agreements(cx: &Context, person: PersonId) -> Answer<Vec<Waits>> {
    let rules = cx.app.part::<Rules>()?;
    let opens =
        |p: &projects::Working| rules.space_roles.contains(&p.role) && rules.open_states.contains(p.state.word());
    let Some(project) = projects::working_on(&cx.app, person).await?.into_iter().find(opens) else {
        return Ok(Vec::new());
    };
    let today = cx.app.world.now().date();
    let known = people::facts::facts(&cx.app, person, today).await?.or_not_found()?;
    let path = format!("/projects/{}/access", project.number);
    let waits = unsigned(&known.agreements, rules, today).into_iter().filter_map(|cause| {
        let (key, agreement) = match &cause {
            Cause::AgreementOfficer { agreement } => ("settings-waits-officer", agreement),
            Cause::AgreementVersion { agreement, .. } => ("settings-waits-version", agreement),
            Cause::AgreementNone { agreement } | Cause::AgreementOver { agreement, .. } => {
                ("settings-waits-agreement", agreement)
            }
            // One that begins later waits for nobody.
            _ => return None,
        };
        let agreement = cx.text(&format!("settings-agreement-{agreement}"));
        Some(Waits::yours(cx.say(key, &[("agreement", Arg::Text(agreement))]), path.clone()))
    });
    Ok(waits.collect())
}
