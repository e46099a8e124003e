//! Staff record a signed agreement, and withdraw one (AGR-01, AGR-11).

use forms::{Problem, Problems};
use foundation::{Arg, Date, Moment};
use platform::{Answer, Context, No, PersonId, Telling, tell};

use super::look;
use crate::did::Did;
use crate::model::{Agreement, AgreementId, Person, Signed};
use crate::policy;
use crate::rules::agreement as rules;
use crate::store;

/// An agreement that was signed on paper, by the person and, where it needs two, by an officer of their institution.
#[derive(Debug, Clone)]
pub struct RecordAgreement {
    /// One of those that the profile's form `agreement` offers.
    pub kind: String,
    pub version: String,
    /// Its first day.
    pub signed_on: Date,
    pub until: Option<Date>,
    /// The officer's account goes by this address.
    pub officer_email: Option<String>,
    pub device: Option<String>,
}

/// Records a signed agreement; the officer, where there is one, is another person of the same organisation (AGR-01).
pub async fn record_agreement(cx: &Context, person: PersonId, record: RecordAgreement) -> Answer<AgreementId> {
    let held = look::person::<policy::RecordAgreement>(cx, person).await?;
    let officer = match &record.officer_email {
        Some(email) => Some(officer(cx, email).await?),
        None => None,
    };
    let signed_at = Moment::start_of(record.signed_on);
    let signed = Signed {
        kind: record.kind,
        version: record.version,
        signed_at,
        officer: officer.as_ref().map(|o| o.id),
        officer_signed_at: officer.as_ref().map(|_| signed_at),
        from: record.signed_on,
        until: record.until,
        device: record.device,
    };
    rules::record((person, held.organisation), officer.map(|o| (o.id, o.organisation)), &signed)?;
    let mut change = cx.change(&held).await?;
    let id = store::add_agreement(&cx.app, &mut change, &held, &signed).await?;
    let telling = Telling { key: "people-agreement-recorded", args: vec![], link: "/accreditation".into() };
    tell(&cx.app, &mut change, person, &telling).await?;
    let entry = cx
        .record(Did::AgreementRecorded(person))
        .detail("kind", &signed.kind)
        .detail("version", &signed.version)
        .detail("from", signed.from);
    change.commit(entry).await?;
    Ok(id)
}

async fn officer(cx: &Context, email: &str) -> Answer<Person> {
    match store::find_by_email(&cx.app, email).await? {
        Some(person) => Ok(person),
        None => {
            let mut problems = Problems::none();
            problems.add(Problem::new("officer-email", "people-officer-unknown"));
            Err(problems.into())
        }
    }
}

/// Why it is withdrawn.
#[derive(Debug, Clone)]
pub struct WithdrawAgreement {
    pub why: String,
}

/// Withdraws an agreement from now on, and tells the person. The agreement as it is then.
pub async fn withdraw_agreement(cx: &Context, id: AgreementId, withdraw: WithdrawAgreement) -> Answer<Agreement> {
    let app = &cx.app;
    let held = look::agreement::<policy::WithdrawAgreement>(cx, id).await?;
    let why = withdraw.why.trim();
    let now = app.world.now();
    let step = rules::withdraw(&held, why, now.date())?;
    let mut change = cx.change(&held).await?;
    if !store::withdraw_agreement(app, &mut change, &held, step, why).await? {
        return Err(No::Stale);
    }
    let telling = Telling {
        key: "people-agreement-withdrawn",
        args: vec![("why", Arg::from(why))],
        link: "/accreditation".into(),
    };
    tell(app, &mut change, held.person, &telling).await?;
    let entry = cx
        .record(Did::AgreementWithdrawn(held.person))
        .detail("agreement", id)
        .detail("kind", &held.kind)
        .detail("version", &held.version)
        .why(why);
    change.commit(entry).await?;
    let mut agreement = held.into_it();
    (agreement.withdrawn_at, agreement.withdrawn_why) = (Some(now), Some(why.to_owned()));
    Ok(agreement)
}
