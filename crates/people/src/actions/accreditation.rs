//! Accreditation: requested by the person, decided by staff, with a query in between where need be (ACC).

use forms::{Answers, Draft, Form, Problem, Problems};
use foundation::{Arg, States};
use platform::{Answer, Context, No, OrNotFound, PersonId, Telling, tell};

use super::look;
use crate::did::Did;
use crate::model::{Accreditation, AccreditationId, AccreditationKind, Role};
use crate::policy::{self, AnswerAccreditationQuery, DecideAccreditation};
use crate::rules::accreditation::{self as rules, Decision, Facts, Supervisor};
use crate::rules::states::AccreditationState;
use crate::store;

/// The course without which nobody is accredited.
const COURSE: &str = "safe-researcher";

/// What a person asks for: the answers of the form `accreditation`.
#[derive(Debug, Clone)]
pub struct RequestAccreditation {
    scheme: String,
    kind: AccreditationKind,
    supervisor_email: String,
    draft: Draft,
}

impl RequestAccreditation {
    /// Reads answers that the form has found to be right.
    pub fn of(form: &Form, answers: &Answers) -> Answer<RequestAccreditation> {
        Ok(RequestAccreditation {
            scheme: answers.text("scheme").to_owned(),
            kind: answers.text("kind").parse().map_err(No::Broken)?,
            supervisor_email: answers.text("supervisor-email").to_owned(),
            draft: form.draft(answers),
        })
    }

    /// The person named as supervisor, where one is needed.
    async fn supervisor(&self, cx: &Context) -> Answer<Option<PersonId>> {
        if self.kind == AccreditationKind::Full {
            return Ok(None);
        }
        match store::find_by_email(&cx.app, &self.supervisor_email).await? {
            Some(person) => Ok(Some(person.id)),
            None => {
                let mut problems = Problems::none();
                problems.add(Problem::new("supervisor-email", "people-supervisor-unknown"));
                Err(problems.into())
            }
        }
    }
}

/// Asks for accreditation: independent of any project (ACC-02, ACC-03).
pub async fn request_accreditation(cx: &Context, asked: RequestAccreditation) -> Answer<AccreditationId> {
    let person = cx.person()?;
    let right = cx.permit_on::<policy::RequestAccreditation>(policy::service())?;
    let supervisor = asked.supervisor(cx).await?;
    let request = Accreditation {
        id: AccreditationId::new(&cx.app.world),
        person,
        scheme: asked.scheme,
        kind: asked.kind,
        supervisor,
        draft: asked.draft,
        state: AccreditationState::first(),
        question: None,
        from: None,
        until: None,
        number: None,
        requested_at: cx.app.world.now(),
        stopped: None,
        version: 1,
    };
    let all = store::accreditations(&cx.app, person).await?;
    // The same form sent twice is one request.
    if let Some(open) = all.into_iter().find(|a| a.scheme == request.scheme && a.state.open()) {
        return Ok(open.id);
    }
    let mut change = cx.change(&right).await?;
    store::add_accreditation(&cx.app, &mut change, &right, &request).await?;
    for staff in store::holders(&cx.app, Role::Accreditation).await? {
        let telling = Telling {
            key: "people-accreditation-asked",
            args: vec![],
            link: format!("/accreditations/{}", request.id),
        };
        tell(&cx.app, &mut change, staff, &telling).await?;
    }
    let entry = cx
        .record(Did::AccreditationRequested(request.id))
        .detail("scheme", &request.scheme)
        .detail("kind", request.kind);
    change.commit(entry).await?;
    Ok(request.id)
}

/// The answer to a query: the whole request, corrected. `version` is that of the page on which it was answered.
#[derive(Debug, Clone)]
pub struct AnswerQuery {
    pub request: RequestAccreditation,
    pub version: i64,
}

/// Answers a query: the request goes back to the staff.
pub async fn answer_query(cx: &Context, id: AccreditationId, answer: AnswerQuery) -> Answer<()> {
    let found = store::accreditation(&cx.app, id).await?;
    let held = cx.lookup_or_hide::<AnswerAccreditationQuery, _>(found).await?;
    if held.version != answer.version {
        return Err(No::Stale);
    }
    let step = rules::answer(&held)?;
    let AnswerQuery { request, .. } = answer;
    let supervisor = request.supervisor(cx).await?;
    let mut change = cx.change(&held).await?;
    if !store::answer_accreditation(&mut change, &held, step, (&request.draft, request.kind, supervisor)).await? {
        return Err(No::Stale);
    }
    change.commit(cx.record(Did::QueryAnswered(id))).await?;
    Ok(())
}

/// What staff decide about a request. `version` is that of the page on which it was decided.
#[derive(Debug, Clone)]
pub struct Decide {
    pub decision: Decision,
    pub version: i64,
}

/// Grants, queries or refuses (ACC-05). The accreditation as it is then.
pub async fn decide(cx: &Context, id: AccreditationId, decide: Decide) -> Answer<Accreditation> {
    let app = &cx.app;
    let held = look::accreditation::<DecideAccreditation>(cx, id).await?;
    if held.version != decide.version {
        return Err(No::Stale);
    }
    let facts = facts(cx, &held, &decide.decision).await?;
    let decided = rules::decide(&held, &decide.decision, &facts)?;
    let mut change = cx.change(&held).await?;
    if !store::decide_accreditation(app, &mut change, &held, &decided).await? {
        return Err(No::Stale);
    }
    let (key, did) = match decide.decision {
        Decision::Grant { .. } => ("people-accreditation-granted", Did::AccreditationGranted(id)),
        Decision::Query { .. } => ("people-accreditation-queried", Did::AccreditationQueried(id)),
        Decision::Refuse { .. } => ("people-accreditation-refused", Did::AccreditationRefused(id)),
    };
    let question = decided.question.clone().unwrap_or_default();
    let telling = Telling { key, args: vec![("question", Arg::Text(question))], link: "/accreditation".into() };
    tell(app, &mut change, held.person, &telling).await?;
    let mut entry = cx.record(did).detail("scheme", &held.scheme);
    if let Some(granted) = &decided.granted {
        entry = entry.detail("from", granted.from).detail("until", granted.until);
    }
    if let Some(why) = &decided.question {
        entry = entry.why(why);
    }
    change.commit(entry).await?;
    let mut now = held.into_it();
    now.state = decided.step.to();
    now.question = decided.question;
    now.version += 1;
    if let Some(granted) = decided.granted {
        (now.from, now.until, now.number) = (Some(granted.from), Some(granted.until), Some(granted.number));
    }
    Ok(now)
}

/// What the rule must know that the request does not say.
async fn facts(cx: &Context, request: &Accreditation, decision: &Decision) -> Answer<Facts> {
    let app = &cx.app;
    let day = match decision {
        Decision::Grant { from, .. } => *from,
        _ => app.world.now().date(),
    };
    let person = store::person(app, &request.person).await?.or_not_found()?;
    let supervisor = match request.supervisor {
        None => None,
        Some(id) => {
            let supervisor = store::person(app, &id).await?.or_not_found()?;
            let theirs = store::accreditations(app, id).await?;
            let fully_accredited = theirs
                .iter()
                .any(|a| a.scheme == request.scheme && a.kind == AccreditationKind::Full && a.valid_on(day));
            Some(Supervisor { person: id, organisation: supervisor.organisation, fully_accredited })
        }
    };
    let others = store::accreditations(app, request.person).await?;
    let suspended = others.iter().any(|a| a.scheme == request.scheme && a.state == AccreditationState::Suspended);
    let trained = store::qualified(app, request.person, COURSE, day).await?;
    Ok(Facts { organisation: person.organisation, supervisor, trained, suspended })
}
