//! What waits for a person here: their own requests that came back or were not handed in, releases to fetch, requests to check.

use foundation::Arg;
use platform::{Answer, BoxFuture, Context, Counted, PersonId, Waits};

use crate::policy::{CheckQueue, ReadCheckQueue};
use crate::profile::Rules;
use crate::rules::State;
use crate::rules::queue::wait;
use crate::store::waits as store;

pub fn waits(cx: &Context) -> BoxFuture<'_, Answer<Vec<Waits>>> {
    Box::pin(async move {
        let person = cx.person()?;
        let mut all = Vec::new();
        for r in store::with_requester(&cx.app, person).await? {
            let returned = r.state == State::Returned;
            let key = if returned { "output-waits-returned" } else { "output-waits-draft" };
            let args = [("reference", Arg::from(&r.reference)), ("title", Arg::from(&r.title))];
            let since = r.voted_at.filter(|_| returned);
            all.push(Waits { since, ..Waits::yours(cx.say(key, &args), format!("/outputs/{}", r.reference)) });
        }
        if cx.allows::<ReadCheckQueue>(&CheckQueue::of_all()) {
            all.extend(to_check(cx, person).await?);
        }
        for r in store::released(&cx.app, person).await? {
            let args = [("reference", Arg::from(&r.reference)), ("title", Arg::from(&r.title))];
            let text = cx.say("output-waits-release", &args);
            all.push(Waits::ends(text, format!("/releases/{}", r.reference), r.expires_at.date()));
        }
        Ok(all)
    })
}

/// How many, and the day by which the first of them should be decided (domain 2.6).
async fn to_check(cx: &Context, person: PersonId) -> Answer<Option<Waits>> {
    let rules = cx.app.part::<Rules>()?;
    let now = cx.app.world.now();
    let waiting = store::with_checkers(&cx.app, person).await?;
    let due = waiting.iter().filter_map(|w| {
        let since = w.since?.date();
        Some(wait(since, w.used_days, rules.service_days, now.date(), &rules.holidays).due)
    });
    let due = due.min();
    let n = waiting.iter().map(|w| w.n).sum();
    let waits = Counted { n, since: None }.waits(cx, "output-waits-checks", "/checks");
    Ok(waits.map(|waits| Waits { due, ..waits }))
}
