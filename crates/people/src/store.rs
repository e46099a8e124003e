//! The SQL of this crate.

mod granting;

pub(crate) use granting::{add_proposal, confirm_proposal, decline_proposal, grant, grant_first, revoke};
pub use granting::{coming, holdings, open_proposals, proposal, proposals};

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Change, Row, args, statements};
use forms::Draft;
use foundation::{Date, Lang, Move, parse_date};
use permissions::Attr;
use platform::{Answer, App, Known, May, No, PersonId, Right};

use crate::model::{
    Accreditation, AccreditationId, AccreditationKind, Accredited, Agreement, AgreementId, Organisation,
    OrganisationId, Person, Role, Signed, Stopped, Training,
};
use crate::policy;
use crate::rules::accreditation::Decided;
use crate::rules::states::{AccreditationState, AgreementState};

statements! {
    write ADD_ORGANISATION(text, text, text, text, int) = "insert into organisation (id, name, kind, country, added_at) values ($1, $2, $3, $4, $5)";
    read ORGANISATION(text) = "select id, name, kind, country from organisation where id = $1";
    read ORGANISATIONS = "select id, name, kind, country from organisation order by name limit 1000";
    write ADD_PERSON(text, text, text, text, text, bool, text, int) = "insert into person (id, name, email, organisation, lang, student, country, registered_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    read PERSON(text) = "select p.id, p.name, p.email, p.organisation, o.name as organisation_name, p.lang, p.student, p.country
        from person p join organisation o on o.id = p.organisation where p.id = $1";
    read BY_EMAIL(text) = "select p.id, p.name, p.email, p.organisation, o.name as organisation_name, p.lang, p.student, p.country
        from person p join organisation o on o.id = p.organisation where p.email = $1";
    read PEOPLE(int, int) = "select p.id, p.name, p.email, p.organisation, o.name as organisation_name, p.lang, p.student, p.country
        from person p join organisation o on o.id = p.organisation order by p.name, p.id limit $1 offset $2";
    read NAMES among = concat!("select id, name from person where id in ", ::store::among!());
    read THESE among = concat!("select p.id, p.name, p.email, p.organisation, o.name as organisation_name, p.lang, p.student,
        p.country from person p join organisation o on o.id = p.organisation where p.id in ", ::store::among!());
    read KNOWN(text, int) = "select p.name, p.lang, p.organisation, r.role from person p
        left join person_role r on r.person = p.id and r.since <= $2 and (r.until is null or r.until > $2) where p.id = $1";
    read WITH_ROLE(text, int) = "select distinct person from person_role
        where role = $1 and since <= $2 and (until is null or until > $2) order by person limit 1000";
    write ADD_ACCREDITATION(text, text, text, text, text, text, int) = "insert into accreditation
        (id, person, scheme, kind, supervisor, draft, state, requested_at, version) values ($1, $2, $3, $4, $5, $6, 'requested', $7, 1)";
    read ACCREDITATION(text) = "select * from accreditation where id = $1";
    read ACCREDITATIONS(text) = "select * from accreditation where person = $1 order by requested_at";
    read ACCREDITED(text, int, int) = "select a.*, p.name as person_name, o.name as organisation_name
        from accreditation a join person p on p.id = a.person join organisation o on o.id = p.organisation
        where a.state = 'granted' and a.from_date <= $1 and (a.until_date is null or a.until_date >= $1)
        order by p.name, p.id, a.requested_at limit $2 offset $3";
    read REQUESTED = "select * from accreditation where state in ('requested', 'queried') order by requested_at limit 200";
    write DECIDE(text, int, text, text, text, text, text, int) = "update accreditation set state = $3, question = $4, from_date = $5, until_date = $6, number = $7,
        decided_at = $8, version = version + 1 where id = $1 and version = $2";
    write ANSWER(text, int, text, text, text) = "update accreditation set state = 'requested', draft = $3, kind = $4, supervisor = $5, question = null,
        version = version + 1 where id = $1 and version = $2";
    write MOVE(text, int, text, text, text) = "update accreditation set state = $3, stopped_from = $4, stopped_why = $5, version = version + 1
        where id = $1 and version = $2";
    read SUPERVISED(text, text) = "select distinct person from accreditation
        where supervisor = $1 and scheme = $2 and kind = 'provisional' and state = 'granted' order by person limit 1000";
    write ADD_TRAINING(text, text, text, text, text, int) = "insert into training (id, person, course, passed_on, until_date, recorded_at)
        values ($1, $2, $3, $4, $5, $6)";
    read TRAINING(text) = "select course, passed_on, until_date from training where person = $1 order by passed_on";
    write ADD_AGREEMENT(text, text, text, text, int, text, int, text, text, text, int) = "insert into agreement
        (id, person, kind, version, signed_at, officer, officer_signed_at, from_date, until_date, device, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    read AGREEMENTS(text) = "select * from agreement where person = $1 order by signed_at";
    read AGREEMENT(text) = "select * from agreement where id = $1";
    write WITHDRAW_AGREEMENT(text, int, text) = "update agreement set withdrawn_at = $2, withdrawn_why = $3
        where id = $1 and withdrawn_at is null";
}

fn date(row: &Row, column: &str) -> Answer<Option<Date>> {
    let text: Option<String> = row.get(column)?;
    text.map(|t| parse_date(&t).ok_or_else(|| No::Broken(format!("{column}: {t:?} is no date")))).transpose()
}

fn must<T>(value: Option<T>, column: &str) -> Answer<T> {
    value.ok_or_else(|| No::Broken(format!("the column {column} is empty")))
}

fn lang(row: &Row) -> Answer<Lang> {
    let code = row.text("lang")?;
    Lang::from_code(&code).ok_or_else(|| No::Broken(format!("lang: {code:?} is no language")))
}

fn to_organisation(row: &Row) -> Answer<Organisation> {
    Ok(Organisation {
        id: row.parse("id")?,
        name: row.text("name")?,
        kind: row.parse("kind")?,
        country: row.text("country")?,
    })
}

fn to_person(row: &Row) -> Answer<Person> {
    Ok(Person {
        id: row.parse("id")?,
        name: row.text("name")?,
        email: row.text("email")?,
        organisation: row.parse("organisation")?,
        organisation_name: row.text("organisation_name")?,
        lang: lang(row)?,
        student: row.bool("student")?,
        country: row.text("country")?,
    })
}

fn to_accreditation(row: &Row) -> Answer<Accreditation> {
    let why: Option<String> = row.get("stopped_why")?;
    Ok(Accreditation {
        id: row.parse("id")?,
        person: row.parse("person")?,
        scheme: row.text("scheme")?,
        kind: row.parse("kind")?,
        supervisor: row.parse_option("supervisor")?,
        draft: row.json("draft")?,
        state: row.parse("state")?,
        question: row.get("question")?,
        from: date(row, "from_date")?,
        until: date(row, "until_date")?,
        number: row.get("number")?,
        requested_at: row.moment("requested_at")?,
        stopped: date(row, "stopped_from")?.map(|from| Stopped { from, why: why.unwrap_or_default() }),
        version: row.int("version")?,
    })
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
    app.store.row(&ORGANISATION, args![id.to_string()]).await?.as_ref().map(to_organisation).transpose()
}

/// Every organisation, by name.
pub async fn organisations(app: &App) -> Answer<Vec<Organisation>> {
    app.store.rows(&ORGANISATIONS, args![]).await?.iter().map(to_organisation).collect()
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

pub async fn person(app: &App, id: &PersonId) -> Answer<Option<Person>> {
    app.store.row(&PERSON, args![id.to_string()]).await?.as_ref().map(to_person).transpose()
}

pub async fn find_by_email(app: &App, email: &str) -> Answer<Option<Person>> {
    let email = platform::accounts::normal(email);
    app.store.row(&BY_EMAIL, args![email]).await?.as_ref().map(to_person).transpose()
}

/// A page of people, by name.
pub async fn people(app: &App, limit: i64, offset: i64) -> Answer<Vec<Person>> {
    app.store.rows(&PEOPLE, args![limit, offset]).await?.iter().map(to_person).collect()
}

/// Some people.
pub async fn these(app: &App, ids: &BTreeSet<PersonId>) -> Answer<BTreeMap<PersonId, Person>> {
    let rows = app.store.rows_among(&THESE, ids).await?;
    rows.iter().map(to_person).map(|p| p.map(|p| (p.id, p))).collect()
}

/// The names of some people.
pub async fn names(app: &App, ids: &[PersonId]) -> Answer<BTreeMap<PersonId, String>> {
    let rows = app.store.rows_among(&NAMES, ids).await?;
    rows.iter().map(|row| Ok((row.parse("id")?, row.text("name")?))).collect()
}

/// Who a signed-in person is: asked at every request, in one query.
pub async fn known(app: &App, id: PersonId) -> Answer<Option<Known>> {
    let rows = app.store.rows(&KNOWN, args![id.to_string(), app.world.now()]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let mut roles = BTreeSet::from(["registered".to_owned()]);
    for row in &rows {
        roles.extend(row.get::<Option<String>>("role")?);
    }
    Ok(Some(Known {
        name: first.text("name")?,
        lang: lang(first)?,
        roles,
        attrs: vec![("organisation", Attr::text(first.text("organisation")?))],
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
    let rows = app.store.rows(&WITH_ROLE, args![role.word(), app.world.now()]).await?;
    rows.iter().map(|r| Ok(r.parse("person")?)).collect()
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
    app.store.row(&ACCREDITATION, args![id.to_string()]).await?.as_ref().map(to_accreditation).transpose()
}

/// A person's accreditations, oldest first.
pub async fn accreditations(app: &App, person: PersonId) -> Answer<Vec<Accreditation>> {
    app.store.rows(&ACCREDITATIONS, args![person.to_string()]).await?.iter().map(to_accreditation).collect()
}

/// The accreditations that are valid on a day, by the name of whose they are: `limit` of them from `offset` on.
pub async fn accredited(app: &App, on: Date, limit: i64, offset: i64) -> Answer<Vec<Accredited>> {
    let rows = app.store.rows(&ACCREDITED, args![on.to_string(), limit, offset]).await?;
    let one = |row: &Row| {
        let organisation = row.text("organisation_name")?;
        Ok(Accredited { name: row.text("person_name")?, organisation, accreditation: to_accreditation(row)? })
    };
    rows.iter().map(one).collect()
}

/// Requests that wait for the service or for an answer, oldest first.
pub async fn requested_accreditations(app: &App) -> Answer<Vec<Accreditation>> {
    app.store.rows(&REQUESTED, args![]).await?.iter().map(to_accreditation).collect()
}

/// Who works under the supervision of a person: provisionally accredited under the scheme.
pub(crate) async fn supervised(app: &App, by: PersonId, scheme: &str) -> Answer<Vec<PersonId>> {
    let rows = app.store.rows(&SUPERVISED, args![by.to_string(), scheme]).await?;
    rows.iter().map(|r| Ok(r.parse("person")?)).collect()
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
    let rows = app.store.rows(&TRAINING, args![person.to_string()]).await?;
    rows.iter()
        .map(|r| {
            Ok(Training {
                course: r.text("course")?,
                passed_on: must(date(r, "passed_on")?, "passed_on")?,
                until: must(date(r, "until_date")?, "until_date")?,
            })
        })
        .collect()
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

fn to_agreement(row: &Row) -> Answer<Agreement> {
    Ok(Agreement {
        id: row.parse("id")?,
        person: row.parse("person")?,
        signed: Signed {
            kind: row.text("kind")?,
            version: row.text("version")?,
            signed_at: row.moment("signed_at")?,
            officer: row.parse_option("officer")?,
            officer_signed_at: row.get("officer_signed_at")?,
            from: must(date(row, "from_date")?, "from_date")?,
            until: date(row, "until_date")?,
            device: row.get("device")?,
        },
        withdrawn_at: row.get("withdrawn_at")?,
        withdrawn_why: row.get("withdrawn_why")?,
    })
}

pub(crate) async fn agreement(app: &App, id: AgreementId) -> Answer<Option<Agreement>> {
    app.store.row(&AGREEMENT, args![id.to_string()]).await?.as_ref().map(to_agreement).transpose()
}

/// A person's agreements, in the order in which they were signed.
pub async fn agreements(app: &App, person: PersonId) -> Answer<Vec<Agreement>> {
    app.store.rows(&AGREEMENTS, args![person.to_string()]).await?.iter().map(to_agreement).collect()
}
