//! The SQL of this crate.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Change, Row, args, statements};
use foundation::{Date, Lang, parse_date};
use permissions::Attr;
use platform::{Answer, App, Known, No, PersonId};

use crate::model::{
    Accreditation, AccreditationId, Accredited, Agreement, Organisation, OrganisationId, Person, Training,
};

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
    write GRANT(text, text, int) = "insert into person_role (person, role, since) values ($1, $2, $3)";
    write REVOKE(text, text, int) = "update person_role set until = $3 where person = $1 and role = $2 and (until is null or until > $3)";
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
    write ADD_TRAINING(text, text, text, text, text, int) = "insert into training (id, person, course, passed_on, until_date, recorded_at)
        values ($1, $2, $3, $4, $5, $6)";
    read TRAINING(text) = "select course, passed_on, until_date from training where person = $1 order by passed_on";
    write ADD_AGREEMENT(text, text, text, text, int, text, int, text, text, text, int) = "insert into agreement
        (id, person, kind, version, signed_at, officer, officer_signed_at, from_date, until_date, device, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    read AGREEMENTS(text) = "select kind, version, signed_at, officer, officer_signed_at, from_date, until_date, device, withdrawn_at
        from agreement where person = $1 order by signed_at";
}

fn date(row: &Row, column: &str) -> Answer<Option<Date>> {
    let text: Option<String> = row.get(column)?;
    text.map(|t| parse_date(&t).ok_or_else(|| No::Broken(format!("{column}: {t:?} is no date")))).transpose()
}

fn must<T>(value: Option<T>, column: &str) -> Answer<T> {
    value.ok_or_else(|| No::Broken(format!("the column {column} is empty")))
}

fn to_organisation(row: &Row) -> Answer<Organisation> {
    Ok(Organisation {
        id: row.parse("id")?,
        name: row.text("name")?,
        kind: row.text("kind")?,
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
        lang: Lang::from_code(&row.text("lang")?).unwrap_or_default(),
        student: row.bool("student")?,
        country: row.text("country")?,
    })
}

fn to_accreditation(row: &Row) -> Answer<Accreditation> {
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
        version: row.int("version")?,
    })
}

pub(crate) async fn add_organisation(app: &App, change: &mut Change, o: &Organisation) -> Answer<()> {
    change.run(&ADD_ORGANISATION, args![o.id.to_string(), &o.name, &o.kind, &o.country, app.world.now()]).await?;
    Ok(())
}

pub async fn organisation(app: &App, id: OrganisationId) -> Answer<Option<Organisation>> {
    app.store.row(&ORGANISATION, args![id.to_string()]).await?.as_ref().map(to_organisation).transpose()
}

/// Every organisation, by name.
pub async fn organisations(app: &App) -> Answer<Vec<Organisation>> {
    app.store.rows(&ORGANISATIONS, args![]).await?.iter().map(to_organisation).collect()
}

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
        lang: Lang::from_code(&first.text("lang")?).unwrap_or_default(),
        roles,
        attrs: vec![("organisation", Attr::text(first.text("organisation")?))],
    }))
}

/// The roles a person holds now.
pub async fn roles(app: &App, id: PersonId) -> Answer<BTreeSet<String>> {
    Ok(known(app, id).await?.map(|k| k.roles).unwrap_or_default())
}

pub(crate) async fn grant(app: &App, change: &mut Change, person: PersonId, role: &str) -> Answer<()> {
    change.run(&GRANT, args![person.to_string(), role, app.world.now()]).await?;
    Ok(())
}

pub(crate) async fn revoke(app: &App, change: &mut Change, person: PersonId, role: &str) -> Answer<u64> {
    Ok(change.run(&REVOKE, args![person.to_string(), role, app.world.now()]).await?)
}

/// Everybody who holds a role now.
pub async fn with_role(app: &App, role: &str) -> Answer<Vec<PersonId>> {
    let rows = app.store.rows(&WITH_ROLE, args![role, app.world.now()]).await?;
    rows.iter().map(|r| Ok(r.parse("person")?)).collect()
}

pub(crate) async fn add_accreditation(app: &App, change: &mut Change, a: &Accreditation) -> Answer<()> {
    let draft = serde_json::to_string(&a.draft).map_err(|e| No::Broken(e.to_string()))?;
    let row = args![
        a.id.to_string(),
        a.person.to_string(),
        &a.scheme,
        a.kind.word(),
        a.supervisor.map(|s| s.to_string()),
        draft,
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

/// Writes a decision; false where somebody else was faster.
pub(crate) async fn decide_accreditation(app: &App, change: &mut Change, a: &Accreditation) -> Answer<bool> {
    let row = args![
        a.id.to_string(),
        a.version,
        a.state.word(),
        a.question.as_deref(),
        a.from.map(|d| d.to_string()),
        a.until.map(|d| d.to_string()),
        a.number.as_deref(),
        app.world.now()
    ];
    Ok(change.run(&DECIDE, row).await? > 0)
}

/// Writes the answer to a query; false where the request has moved on.
pub(crate) async fn answer_accreditation(change: &mut Change, a: &Accreditation) -> Answer<bool> {
    let draft = serde_json::to_string(&a.draft).map_err(|e| No::Broken(e.to_string()))?;
    let row = args![a.id.to_string(), a.version, draft, a.kind.word(), a.supervisor.map(|s| s.to_string())];
    Ok(change.run(&ANSWER, row).await? > 0)
}

pub(crate) async fn add_training(app: &App, change: &mut Change, person: PersonId, t: &Training) -> Answer<()> {
    let id = app.world.uuid().to_string();
    let row = args![id, person.to_string(), &t.course, t.passed_on.to_string(), t.until.to_string(), app.world.now()];
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

pub(crate) async fn add_agreement(app: &App, change: &mut Change, person: PersonId, a: &Agreement) -> Answer<()> {
    let row = args![
        app.world.uuid().to_string(),
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
    Ok(())
}

pub async fn agreements(app: &App, person: PersonId) -> Answer<Vec<Agreement>> {
    let rows = app.store.rows(&AGREEMENTS, args![person.to_string()]).await?;
    rows.iter()
        .map(|r| {
            Ok(Agreement {
                kind: r.text("kind")?,
                version: r.text("version")?,
                signed_at: r.moment("signed_at")?,
                officer: r.parse_option("officer")?,
                officer_signed_at: r.get("officer_signed_at")?,
                from: must(date(r, "from_date")?, "from_date")?,
                until: date(r, "until_date")?,
                device: r.get("device")?,
                withdrawn: r.get::<Option<i64>>("withdrawn_at")?.is_some(),
            })
        })
        .collect()
}
