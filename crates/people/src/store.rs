//! The SQL of this crate.

mod granting;

pub(crate) use granting::{
    add_proposal, confirm_proposal, decline_proposal, grant, grant_first, proposed_by_others, revoke,
};
pub use granting::{coming, holdings, open_proposals, proposal, proposals};

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Change, Gives, Json, args, row, statements};
use forms::Draft;
use foundation::{Date, Lang, Moment, Move};
use permissions::Attr;
use platform::{Answer, App, Counted, Known, May, No, PersonId, Right};

use crate::model::{
    Accreditation, AccreditationId, AccreditationKind, Accredited, Agreement, AgreementId, Organisation,
    OrganisationId, OrganisationKind, Person, Role, Signed, Stopped, Training,
};
use crate::policy;
use crate::rules::accreditation::Decided;
use crate::rules::states::{AccreditationState, AgreementState};

macro_rules! select_organisation {
    () => {
        "select id, name, kind, country from organisation "
    };
}

macro_rules! select_person {
    () => {
        "select p.id, p.name, p.email, p.organisation, o.name as organisation_name, p.lang, p.student, p.country
        from person p join organisation o on o.id = p.organisation "
    };
}

macro_rules! accreditation_columns {
    () => {
        "a.id, a.person, a.scheme, a.kind, a.supervisor, a.draft, a.state, a.question, a.from_date, a.until_date, a.number,
            a.requested_at, a.stopped_from, a.stopped_why, a.version"
    };
}

macro_rules! select_accreditation {
    () => {
        concat!("select ", accreditation_columns!(), " from accreditation a ")
    };
}

macro_rules! select_agreement {
    () => {
        "select id, person, kind, version, signed_at, officer, officer_signed_at, from_date, until_date, device, withdrawn_at,
            withdrawn_why from agreement "
    };
}

statements! {
    write ADD_ORGANISATION(text, text, text, text, int) = "insert into organisation (id, name, kind, country, added_at) values ($1, $2, $3, $4, $5)";
    read ORGANISATION(text) -> Organisation = concat!(select_organisation!(), "where id = $1");
    read ORGANISATIONS -> Organisation = concat!(select_organisation!(), "order by name limit 1000");
    write ADD_PERSON(text, text, text, text, text, bool, text, int) = "insert into person (id, name, email, organisation, lang, student, country, registered_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    write READDRESS(text, text) = "update person set email = $2 where id = $1";
    read PERSON(text) -> Person = concat!(select_person!(), "where p.id = $1");
    read BY_EMAIL(text) -> Person = concat!(select_person!(), "where p.email = $1");
    read PEOPLE(int, int) -> Person = concat!(select_person!(), "order by p.name, p.id limit $1 offset $2");
    read NAMES among -> (id: PersonId, name: String) = concat!("select id, name from person where id in ", ::store::among!());
    read THESE among -> Person = concat!(select_person!(), "where p.id in ", ::store::among!());
    read KNOWN(text, int) -> KnownRow = "select p.name, p.lang, p.organisation, r.role from person p
        left join person_role r on r.person = p.id and r.since <= $2 and (r.until is null or r.until > $2) where p.id = $1";
    read WITH_ROLE(text, int) -> (person: PersonId) = "select distinct person from person_role
        where role = $1 and since <= $2 and (until is null or until > $2) order by person limit 1000";
    write ADD_ACCREDITATION(text, text, text, text, text, text, int) = "insert into accreditation
        (id, person, scheme, kind, supervisor, draft, state, requested_at, version) values ($1, $2, $3, $4, $5, $6, 'requested', $7, 1)";
    read ACCREDITATION(text) -> Accreditation = concat!(select_accreditation!(), "where a.id = $1");
    read ACCREDITATIONS(text) -> Accreditation = concat!(select_accreditation!(), "where a.person = $1 order by a.requested_at");
    read ACCREDITED(text, int, int) -> Accredited = concat!("select p.name as person_name, o.name as organisation_name, ",
        accreditation_columns!(), "
        from accreditation a join person p on p.id = a.person join organisation o on o.id = p.organisation
        where a.state = 'granted' and a.from_date <= $1 and (a.until_date is null or a.until_date >= $1)
        order by p.name, p.id, a.requested_at limit $2 offset $3");
    read REQUESTED -> Accreditation =
        concat!(select_accreditation!(), "where a.state in ('requested', 'queried') order by a.requested_at limit 200");
    read REQUESTED_OF_OTHERS(text) -> Counted = "select count(*) as n, min(requested_at) as since from accreditation
        where state = 'requested' and person <> $1";
    write DECIDE(text, int, text, text, text, text, text, int) = "update accreditation set state = $3, question = $4, from_date = $5, until_date = $6, number = $7,
        decided_at = $8, version = version + 1 where id = $1 and version = $2";
    write ANSWER(text, int, text, text, text) = "update accreditation set state = 'requested', draft = $3, kind = $4, supervisor = $5, question = null,
        version = version + 1 where id = $1 and version = $2";
    write MOVE(text, int, text, text, text) = "update accreditation set state = $3, stopped_from = $4, stopped_why = $5, version = version + 1
        where id = $1 and version = $2";
    read SUPERVISED(text, text) -> (person: PersonId) = "select distinct person from accreditation
        where supervisor = $1 and scheme = $2 and kind = 'provisional' and state = 'granted' order by person limit 1000";
    write ADD_TRAINING(text, text, text, text, text, int) = "insert into training (id, person, course, passed_on, until_date, recorded_at)
        values ($1, $2, $3, $4, $5, $6)";
    read TRAINING(text) -> Training = "select course, passed_on, until_date from training where person = $1 order by passed_on";
    write ADD_AGREEMENT(text, text, text, text, int, text, int, text, text, text, int) = "insert into agreement
        (id, person, kind, version, signed_at, officer, officer_signed_at, from_date, until_date, device, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    read AGREEMENTS(text) -> Agreement = concat!(select_agreement!(), "where person = $1 order by signed_at");
    read AGREEMENT(text) -> Agreement = concat!(select_agreement!(), "where id = $1");
    write WITHDRAW_AGREEMENT(text, int, text) = "update agreement set withdrawn_at = $2, withdrawn_why = $3
        where id = $1 and withdrawn_at is null";
}

row! {
    Organisation {
        id: OrganisationId,
        name: String,
        kind: OrganisationKind,
        country: String,
    }
}

row! {
    Person {
        id: PersonId,
        name: String,
        email: String,
        organisation: OrganisationId,
        organisation_name: String,
        lang: Lang,
        student: bool,
        country: String,
    }
}

row! {
    /// A person, once for each role.
    struct KnownRow {
        name: String,
        lang: Lang,
        organisation: String,
        role: Option<String>,
    }
}

row! {
    Accreditation {
        id: AccreditationId,
        person: PersonId,
        scheme: String,
        kind: AccreditationKind,
        supervisor: Option<PersonId>,
        draft: Draft as Json<Draft>,
        state: AccreditationState,
        question: Option<String>,
        from: Option<Date> = "from_date",
        until: Option<Date> = "until_date",
        number: Option<String>,
        requested_at: Moment,
        stopped: Option<Stopped> as StoppedRow = *,
        version: i64,
    }
}

row! {
    struct StoppedRow {
        from: Option<Date> = "stopped_from",
        why: Option<String> = "stopped_why",
    }
}

impl Gives<Option<Stopped>> for StoppedRow {
    fn give(self) -> Option<Stopped> {
        self.from.map(|from| Stopped { from, why: self.why.unwrap_or_default() })
    }
}

row! {
    Accredited {
        name: String = "person_name",
        organisation: String = "organisation_name",
        accreditation: Accreditation = *,
    }
}

row! {
    Training {
        course: String,
        passed_on: Date,
        until: Date = "until_date",
    }
}

row! {
    Signed {
        kind: String,
        version: String,
        signed_at: Moment,
        officer: Option<PersonId>,
        officer_signed_at: Option<Moment>,
        from: Date = "from_date",
        until: Option<Date> = "until_date",
        device: Option<String>,
    }
}

row! {
    Agreement {
        id: AgreementId,
        person: PersonId,
        signed: Signed = *,
        withdrawn_at: Option<Moment>,
        withdrawn_why: Option<String>,
    }
}

pub(crate) async fn add_organisation(
    app: &App,
    change: &mut Change,
    _right: &May<policy::AddOrganisation, ()>,
    o: &Organisation,
) -> Answer<()> {
    change.run(&ADD_ORGANISATION, args![o.id.to_string(), &o.name, o.kind.word(), &o.country, app.world.now()]).await?;
    Ok(())
}

pub async fn organisation(app: &App, id: OrganisationId) -> Answer<Option<Organisation>> {
    Ok(app.store.row(&ORGANISATION, args![id.to_string()]).await?)
}

/// Every organisation, by name.
pub async fn organisations(app: &App) -> Answer<Vec<Organisation>> {
    Ok(app.store.rows(&ORGANISATIONS, args![]).await?)
}

/// Somebody registers: the change is one that no policy is asked about.
pub(crate) async fn add_person(app: &App, change: &mut Change, p: &Person) -> Answer<()> {
    let row = args![
        p.id.to_string(),
        &p.name,
        &p.email,
        p.organisation.to_string(),
        p.lang.code(),
        p.student,
        &p.country,
        app.world.now()
    ];
    change.run(&ADD_PERSON, row).await?;
    Ok(())
}

/// A person's address is another: they have proved it to be theirs, which no policy is asked about.
pub async fn readdress(change: &mut Change, person: PersonId, email: &str) -> Answer<()> {
    change.run(&READDRESS, args![person.to_string(), email]).await?;
    Ok(())
}

pub async fn person(app: &App, id: &PersonId) -> Answer<Option<Person>> {
    Ok(app.store.row(&PERSON, args![id.to_string()]).await?)
}

pub async fn find_by_email(app: &App, email: &str) -> Answer<Option<Person>> {
    let email = platform::accounts::normal(email);
    Ok(app.store.row(&BY_EMAIL, args![email]).await?)
}

/// A page of people, by name.
pub async fn people(app: &App, limit: i64, offset: i64) -> Answer<Vec<Person>> {
    Ok(app.store.rows(&PEOPLE, args![limit, offset]).await?)
}

/// Some people.
pub async fn these(app: &App, ids: &BTreeSet<PersonId>) -> Answer<BTreeMap<PersonId, Person>> {
    Ok(app.store.rows_among(&THESE, ids).await?.into_iter().map(|p| (p.id, p)).collect())
}

/// The names of some people.
pub async fn names(app: &App, ids: &[PersonId]) -> Answer<BTreeMap<PersonId, String>> {
    Ok(app.store.rows_among(&NAMES, ids).await?.into_iter().collect())
}

/// Who a signed-in person is: asked at every request, in one query.
pub async fn known(app: &App, id: PersonId) -> Answer<Option<Known>> {
    let rows = app.store.rows(&KNOWN, args![id.to_string(), app.world.now()]).await?;
    let mut roles = BTreeSet::from(["registered".to_owned()]);
    roles.extend(rows.iter().filter_map(|row| row.role.clone()));
    Ok(rows.into_iter().next().map(|first| Known {
        name: first.name,
        lang: first.lang,
        roles,
        attrs: vec![("organisation", Attr::text(first.organisation))],
    }))
}

/// The roles a person holds now, in words, `registered` among them.
pub async fn roles(app: &App, id: PersonId) -> Answer<BTreeSet<String>> {
    Ok(known(app, id).await?.map(|k| k.roles).unwrap_or_default())
}

/// The roles a person was granted and holds now. A word of another version of this program gives no right in this one.
pub async fn held(app: &App, id: PersonId) -> Answer<BTreeSet<Role>> {
    Ok(roles(app, id).await?.iter().filter_map(|word| word.parse().ok()).collect())
}

/// Everybody who holds a role now.
pub async fn holders(app: &App, role: Role) -> Answer<Vec<PersonId>> {
    Ok(app.store.rows(&WITH_ROLE, args![role.word(), app.world.now()]).await?)
}

/// The same by the role's word.
pub async fn with_role(app: &App, role: &str) -> Answer<Vec<PersonId>> {
    holders(app, role.parse().map_err(No::Broken)?).await
}

fn json(draft: &Draft) -> Answer<String> {
    serde_json::to_string(draft).map_err(|e| No::Broken(e.to_string()))
}

/// Makes a request in its first state, which the statement writes.
pub(crate) async fn add_accreditation(
    app: &App,
    change: &mut Change,
    _right: &May<policy::RequestAccreditation, ()>,
    a: &Accreditation,
) -> Answer<()> {
    let row = args![
        a.id.to_string(),
        a.person.to_string(),
        &a.scheme,
        a.kind.word(),
        a.supervisor.map(|s| s.to_string()),
        json(&a.draft)?,
        app.world.now()
    ];
    change.run(&ADD_ACCREDITATION, row).await?;
    Ok(())
}

pub async fn accreditation(app: &App, id: AccreditationId) -> Answer<Option<Accreditation>> {
    Ok(app.store.row(&ACCREDITATION, args![id.to_string()]).await?)
}

/// A person's accreditations, oldest first.
pub async fn accreditations(app: &App, person: PersonId) -> Answer<Vec<Accreditation>> {
    Ok(app.store.rows(&ACCREDITATIONS, args![person.to_string()]).await?)
}

/// The accreditations that are valid on a day, by the name of whose they are: `limit` of them from `offset` on.
pub async fn accredited(app: &App, on: Date, limit: i64, offset: i64) -> Answer<Vec<Accredited>> {
    Ok(app.store.rows(&ACCREDITED, args![on.to_string(), limit, offset]).await?)
}

/// Requests that wait for the service or for an answer, oldest first.
pub async fn requested_accreditations(app: &App) -> Answer<Vec<Accreditation>> {
    Ok(app.store.rows(&REQUESTED, args![]).await?)
}

/// How many of other people wait for the service.
pub(crate) async fn requested_of_others(app: &App, than: PersonId) -> Answer<Counted> {
    Ok(app.store.row(&REQUESTED_OF_OTHERS, args![than.to_string()]).await?.unwrap_or_default())
}

/// Who works under the supervision of a person: provisionally accredited under the scheme.
pub(crate) async fn supervised(app: &App, by: PersonId, scheme: &str) -> Answer<Vec<PersonId>> {
    Ok(app.store.rows(&SUPERVISED, args![by.to_string(), scheme]).await?)
}

/// Writes a decision; false where somebody else was faster.
pub(crate) async fn decide_accreditation(
    app: &App,
    change: &mut Change,
    held: &impl Right<Accreditation>,
    decided: &Decided,
) -> Answer<bool> {
    let granted = decided.granted.as_ref();
    let row = args![
        held.id.to_string(),
        held.version,
        decided.step.to().word(),
        decided.question.as_deref(),
        granted.map(|g| g.from.to_string()),
        granted.map(|g| g.until.to_string()),
        granted.map(|g| g.number.as_str()),
        app.world.now()
    ];
    Ok(change.run(&DECIDE, row).await? > 0)
}

/// Writes the answer to a query, a step back to the first state, which the statement writes; false where the request has
/// moved on.
pub(crate) async fn answer_accreditation(
    change: &mut Change,
    held: &impl Right<Accreditation>,
    _step: Move<AccreditationState>,
    (draft, kind, supervisor): (&Draft, AccreditationKind, Option<PersonId>),
) -> Answer<bool> {
    let row = args![held.id.to_string(), held.version, json(draft)?, kind.word(), supervisor.map(|s| s.to_string())];
    Ok(change.run(&ANSWER, row).await? > 0)
}

/// Suspends, gives back, withdraws; false where somebody else was faster.
pub(crate) async fn move_accreditation(
    change: &mut Change,
    held: &impl Right<Accreditation>,
    step: Move<AccreditationState>,
    stopped: Option<&Stopped>,
) -> Answer<bool> {
    let row = args![
        held.id.to_string(),
        held.version,
        step.to().word(),
        stopped.map(|s| s.from.to_string()),
        stopped.map(|s| s.why.as_str())
    ];
    Ok(change.run(&MOVE, row).await? > 0)
}

pub(crate) async fn add_training(app: &App, change: &mut Change, of: &impl Right<Person>, t: &Training) -> Answer<()> {
    let id = app.world.uuid().to_string();
    let row = args![id, of.id.to_string(), &t.course, t.passed_on.to_string(), t.until.to_string(), app.world.now()];
    change.run(&ADD_TRAINING, row).await?;
    Ok(())
}

pub async fn training(app: &App, person: PersonId) -> Answer<Vec<Training>> {
    Ok(app.store.rows(&TRAINING, args![person.to_string()]).await?)
}

/// A valid pass of a course on a day: `qualified(app, person, "output-checker", today)` (OUT-03).
pub async fn qualified(app: &App, person: PersonId, course: &str, on: Date) -> Answer<bool> {
    Ok(training(app, person).await?.iter().any(|t| t.course == course && t.valid_on(on)))
}

/// The licence that everybody accepts who registers (AGR-10): the change is one that no policy is asked about.
pub(crate) async fn accept_licence(app: &App, change: &mut Change, person: &Person, licence: &Signed) -> Answer<()> {
    insert_agreement(app, change, person.id, licence).await.map(drop)
}

pub(crate) async fn add_agreement(
    app: &App,
    change: &mut Change,
    of: &impl Right<Person>,
    signed: &Signed,
) -> Answer<AgreementId> {
    insert_agreement(app, change, of.id, signed).await
}

async fn insert_agreement(app: &App, change: &mut Change, person: PersonId, a: &Signed) -> Answer<AgreementId> {
    let id = AgreementId::new(&app.world);
    let row = args![
        id.to_string(),
        person.to_string(),
        &a.kind,
        &a.version,
        a.signed_at,
        a.officer.map(|o| o.to_string()),
        a.officer_signed_at,
        a.from.to_string(),
        a.until.map(|d| d.to_string()),
        a.device.as_deref(),
        app.world.now()
    ];
    change.run(&ADD_AGREEMENT, row).await?;
    Ok(id)
}

/// Withdraws it from now on: the state is read from this and the dates. False where somebody else was faster.
pub(crate) async fn withdraw_agreement(
    app: &App,
    change: &mut Change,
    held: &impl Right<Agreement>,
    _step: Move<AgreementState>,
    why: &str,
) -> Answer<bool> {
    Ok(change.run(&WITHDRAW_AGREEMENT, args![held.id.to_string(), app.world.now(), why]).await? > 0)
}

pub(crate) async fn agreement(app: &App, id: AgreementId) -> Answer<Option<Agreement>> {
    Ok(app.store.row(&AGREEMENT, args![id.to_string()]).await?)
}

/// A person's agreements, in the order in which they were signed.
pub async fn agreements(app: &App, person: PersonId) -> Answer<Vec<Agreement>> {
    Ok(app.store.rows(&AGREEMENTS, args![person.to_string()]).await?)
}
