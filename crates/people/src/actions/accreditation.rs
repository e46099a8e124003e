//! Accreditation: requested by the person, decided by staff, with a query in between where need be (ACC).

use forms::{Answers, Form, Problem, Problems};
use foundation::Arg;
use permissions::Resource;
use platform::{Answer, Context, OrNotFound, PersonId, Telling, tell};

use crate::model::{Accreditation, AccreditationId, AccreditationKind, AccreditationState};
use crate::rules::accreditation::{self as rules, Decision, Facts, Supervisor};
use crate::store;

/// The answers of the form `accreditation`.
pub struct RequestAccreditation {
    pub answers: Answers,
}

fn resource(a: &Accreditation) -> Resource {
    Resource::new("Accreditation", a.id.to_string()).with("person", permissions::Attr::text(a.person.to_string()))
}

async fn supervisor(cx: &Context, answers: &Answers) -> Answer<Option<PersonId>> {
    if answers.text("kind") != "provisional" {
        return Ok(None);
    }
    match store::find_by_email(&cx.app, answers.text("supervisor-email")).await? {
        Some(person) => Ok(Some(person.id)),
        None => {
            let mut problems = Problems::none();
            problems.add(Problem::new("supervisor-email", "people-supervisor-unknown"));
            Err(problems.into())
        }
    }
}

/// Asks for accreditation: independent of any project (ACC-02, ACC-03).
pub async fn request_accreditation(cx: &Context, form: &Form, asked: RequestAccreditation) -> Answer<AccreditationId> {
    let person = cx.person()?;
    cx.permit("RequestAccreditation", &Resource::new("Service", "people"))?;
    let request = Accreditation {
        id: AccreditationId::new(&cx.app.world),
        person,
        scheme: asked.answers.text("scheme").to_owned(),
        kind: kind(&asked.answers),
        supervisor: supervisor(cx, &asked.answers).await?,
        draft: form.draft(&asked.answers),
        state: AccreditationState::Requested,
        question: None,
        from: None,
        until: None,
        number: None,
        requested_at: cx.app.world.now(),
        version: 1,
    };
    let open = store::accreditations(&cx.app, person).await?.into_iter().find(|a| {
        a.scheme == request.scheme && matches!(a.state, AccreditationState::Requested | AccreditationState::Queried)
    });
    // The same form sent twice is one request.
    if let Some(open) = open {
        return Ok(open.id);
    }
    let mut change = cx.app.store.change().await?;
    store::add_accreditation(&cx.app, &mut change, &request).await?;
    for staff in store::with_role(&cx.app, "accreditation").await? {
        let telling = Telling {
            key: "people-accreditation-asked",
            args: vec![],
            link: format!("/accreditations/{}", request.id),
        };
        tell(&cx.app, &mut change, staff, &telling).await?;
    }
    let entry = cx
        .entry("accreditation-requested", "accreditation", request.id)
        .detail("scheme", &request.scheme)
        .detail("kind", request.kind);
    change.commit(entry).await?;
    Ok(request.id)
}

fn kind(answers: &Answers) -> AccreditationKind {
    if answers.text("kind") == "provisional" { AccreditationKind::Provisional } else { AccreditationKind::Full }
}

/// Answers a query: the request goes back to the staff.
pub async fn answer_query(
    cx: &Context,
    id: AccreditationId,
    form: &Form,
    answers: Answers,
    version: i64,
) -> Answer<()> {
    let mut request = store::accreditation(&cx.app, id).await?.or_not_found()?;
    cx.permit_or_hide("AnswerAccreditationQuery", &resource(&request))?;
    if request.state != AccreditationState::Queried || request.version != version {
        return Err(platform::No::Stale);
    }
    request.kind = kind(&answers);
    request.supervisor = supervisor(cx, &answers).await?;
    request.draft = form.draft(&answers);
    let mut change = cx.app.store.change().await?;
    if !store::answer_accreditation(&mut change, &request).await? {
        return Err(platform::No::Stale);
    }
    change.commit(cx.entry("accreditation-query-answered", "accreditation", id)).await?;
    Ok(())
}

/// Grants, queries or refuses (ACC-05). `version` is that of the page on which it was decided.
pub async fn decide(cx: &Context, id: AccreditationId, version: i64, decision: Decision) -> Answer<()> {
    let app = &cx.app;
    let request = store::accreditation(app, id).await?.or_not_found()?;
    cx.permit("DecideAccreditation", &resource(&request))?;
    if request.version != version {
        return Err(platform::No::Stale);
    }
    let person = store::person(app, &request.person).await?.or_not_found()?;
    let day = match &decision {
        Decision::Grant { from, .. } => *from,
        _ => app.world.now().date(),
    };
    let facts = Facts {
        organisation: person.organisation,
        supervisor: match request.supervisor {
            None => None,
            Some(id) => {
                let supervisor = store::person(app, &id).await?.or_not_found()?;
                let fully_accredited = store::accreditations(app, id)
                    .await?
                    .iter()
                    .any(|a| a.scheme == request.scheme && a.kind == AccreditationKind::Full && a.valid_on(day));
                Some(Supervisor { person: id, organisation: supervisor.organisation, fully_accredited })
            }
        },
        trained: store::qualified(app, request.person, "safe-researcher", day).await?,
    };
    let decided = rules::decide(&request, &decision, &facts)?;
    let mut change = app.store.change().await?;
    if !store::decide_accreditation(app, &mut change, &decided).await? {
        return Err(platform::No::Stale);
    }
    let (key, action) = match decision {
        Decision::Grant { .. } => ("people-accreditation-granted", "accreditation-granted"),
        Decision::Query { .. } => ("people-accreditation-queried", "accreditation-queried"),
        Decision::Refuse { .. } => ("people-accreditation-refused", "accreditation-refused"),
    };
    let question = decided.question.clone().unwrap_or_default();
    let telling = Telling { key, args: vec![("question", Arg::Text(question))], link: "/accreditation".into() };
    tell(app, &mut change, request.person, &telling).await?;
    let mut entry = cx.entry(action, "accreditation", id).detail("scheme", &request.scheme);
    if let (Some(from), Some(until)) = (decided.from, decided.until) {
        entry = entry.detail("from", from).detail("until", until);
    }
    if let Some(why) = &decided.question {
        entry = entry.why(why);
    }
    change.commit(entry).await?;
    Ok(())
}
