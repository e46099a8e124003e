//! What waits for a person here: applications that they write, questions to them, decisions that are theirs, projects that end.

use std::collections::BTreeSet;

use foundation::{Arg, days_between};
use platform::waits::NEAR;
use platform::{Answer, BoxFuture, Context, PersonId, Waits};

use crate::policy::{self, Assess, Projects, ReadAssessments};
use crate::rules::stages::{Stage, State};
use crate::store::waits::{self as store, Writing};

pub fn waits(cx: &Context) -> BoxFuture<'_, Answer<Vec<Waits>>> {
    Box::pin(async move {
        let person = cx.person()?;
        let mut all: Vec<Waits> =
            store::writing(&cx.app, person).await?.iter().map(|writing| to_write(cx, writing)).collect();
        let today = cx.app.world.now().date();
        for p in store::working_on(&cx.app, person).await? {
            if let Some(ends) = p.ends.filter(|ends| days_between(today, *ends).abs() <= NEAR) {
                let text = cx.say("projects-waits-end", &[("title", Arg::Text(titled(cx, &p.title)))]);
                all.push(Waits::ends(text, format!("/projects/{}", p.number), ends));
            }
        }
        all.extend(queues(cx, person).await?);
        Ok(all)
    })
}

fn titled(cx: &Context, title: &str) -> String {
    if title.is_empty() { cx.text("projects-untitled") } else { title.to_owned() }
}

fn to_write(cx: &Context, w: &Writing) -> Waits {
    let path = format!("/projects/{}", w.number);
    let title = ("title", Arg::Text(titled(cx, &w.title)));
    if w.state == State::Draft {
        return Waits::yours(cx.say("projects-waits-draft", &[title]), format!("{path}/application"));
    }
    let waits = match w.questions {
        0 => Waits::yours(cx.say("projects-waits-submit", &[title]), format!("{path}/application/check")),
        n => Waits::yours(cx.say("projects-waits-questions", &[title, ("n", Arg::from(n))]), path),
    };
    Waits { since: w.asked_at, ..waits }
}

/// What the policies see of a decision that nobody in particular asked for.
fn any(stage: Stage, person: PersonId) -> policy::Assessment {
    let owners = BTreeSet::from([person.to_string()]);
    policy::Assessment { id: String::new(), stage: stage.word().to_owned(), owners, involved: BTreeSet::new() }
}

async fn queues(cx: &Context, person: PersonId) -> Answer<Vec<Waits>> {
    let mut all = Vec::new();
    if !cx.allows::<ReadAssessments>(&Projects::all()) {
        return Ok(all);
    }
    for stage in Stage::ALL.iter().filter(|stage| cx.allows::<Assess>(&any(**stage, person))) {
        let counted = store::to_decide(&cx.app, person, *stage).await?;
        all.extend(counted.waits(cx, &format!("projects-waits-{stage}"), "/assessments"));
    }
    if cx.has_role("support") {
        all.extend(store::to_set_up(&cx.app).await?.waits(cx, "projects-waits-set-up", "/assessments"));
    }
    Ok(all)
}
