//! Everything the decision must know, in one query.
//!
//! It reads tables of people, data and projects: asking those crates one by one would be eight queries at every use of a
//! space. The test that prepares every statement on both databases fails when one of those tables changes.

use std::net::IpAddr;

use ::store::{Row, args, statements};
use foundation::{Date, Moment};
use people::{AccreditationKind, AccreditationState};
use platform::{Answer, App, No, PersonId};
use projects::ProjectId;

use super::date;
use crate::Rules;
use crate::model::Place;
use crate::rules::address::{self, Network};
use crate::rules::{
    Accreditation, Agreement, Aoc, ClassOf, Dataset, Facts, Here, Mapped, Membership, Part, Person, PlaceHere, Project,
    Standing, Supervisor, Training,
};

// $1 person, $2 project, $3 today, $4 the address as 32 digits, $5 now. Every branch has the same eleven text columns.
statements! {
    read FACTS(text, text, text, text, int) = "
        select 'person' as part, p.organisation as a, o.name as b, o.kind as c, null as d, null as e, null as f, null as g,
            null as h, null as i, null as j
        from person p join organisation o on o.id = p.organisation where p.id = $1
      union all
        select 'project', number, state, starts, ends, null, null, null, null, null, null from project where id = $2
      union all
        select 'member', role, from_date, until_date, null, null, null, null, null, null, null
        from project_member where project = $2 and person = $1
      union all
        select 'accreditation', a.scheme, a.state, a.kind, a.from_date, a.until_date, a.supervisor,
            case when exists (select 1 from accreditation s join person sp on sp.id = s.person join person p on p.id = a.person
                where s.person = a.supervisor and s.scheme = a.scheme and s.kind = 'full' and s.state = 'granted'
                and s.from_date <= $3 and (s.until_date is null or s.until_date >= $3) and sp.organisation = p.organisation)
                then 'stands' else 'lapsed' end, null, null, null
        from accreditation a where a.person = $1
      union all
        select 'training', course, passed_on, until_date, null, null, null, null, null, null, null
        from training where person = $1
      union all
        select 'agreement', kind, from_date, until_date,
            case when officer is not null and officer <> person and officer_signed_at is not null then 'yes' else 'no' end,
            case when device is null then 'no' else 'yes' end,
            case when withdrawn_at is null then 'no' else 'yes' end, null, null, null, null
        from agreement where person = $1
      union all
        select 'dataset', d.id, d.title, d.title_cy, cast(d.access_level as text), d.setting, d.routes, d.schemes,
            d.organisation_kinds, cast(d.training_months as text),
            case when m.unmapped_at is null then 'now' else 'unmapped' end
        from project_mapping m join dataset d on d.id = m.dataset
        where m.project = $2 and (m.unmapped_at is null or m.cleared_at is null)
      union all
        select 'aoc', a.office_from, a.office_until, a.remote_from, a.remote_until, a.suspended_from, null, null, null, null, null
        from aoc a join person p on p.organisation = a.organisation where p.id = $1
      union all
        select 'own', id, null, null, null, null, null, null, null, null, null
        from place where person = $1 and from_at <= $5 and (until_at is null or until_at > $5)
      union all
        select 'place', id, kind, name, organisation, person, null, null, null, null, null
        from place where low = $4 and not wide and from_at <= $5 and (until_at is null or until_at > $5)
      union all
        select 'place', id, kind, name, organisation, person, null, null, null, null, null
        from place where wide and low <= $4 and high >= $4 and from_at <= $5 and (until_at is null or until_at > $5)";
    read STAFF_PLACE(text, int) = "
        select kind from place where low = $1 and not wide and from_at <= $2 and (until_at is null or until_at > $2)
      union all
        select kind from place where wide and low <= $1 and high >= $1 and from_at <= $2 and (until_at is null or until_at > $2)";
}

fn address_digits(text: &str) -> Option<String> {
    address::address(text).map(digits)
}

fn digits(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => format!("{:032x}", v4.to_ipv6_mapped().to_bits()),
        IpAddr::V6(v6) => format!("{:032x}", v6.to_bits()),
    }
}

/// First and last address of a range, as the table keeps them.
pub(crate) fn range_digits(network: &Network) -> (String, String) {
    let (first, last) = network.ends();
    (digits(first), digits(last))
}

/// The facts about a person and a project, from a place, at a moment. `None` where one of the two does not exist.
pub(crate) async fn facts(
    app: &App,
    person: PersonId,
    project: ProjectId,
    place: &Place,
    now: Moment,
) -> Answer<Option<Facts>> {
    let today = now.date().to_string();
    // An address that cannot be read is nowhere.
    let here = address_digits(&place.address).unwrap_or_else(|| "-".to_owned());
    let me = person.to_string();
    let rows = app.store.rows(&FACTS, args![&me, project.to_string(), today, here, now]).await?;
    let class_of = app.part::<Rules>()?.class_of;
    let of = |part: &'static str| rows.iter().filter(move |r| r.text("part").is_ok_and(|p| p == part));
    let (Some(known), Some(about)) = (of("person").next(), of("project").next()) else { return Ok(None) };
    let organisation: String = known.text("a")?;
    let mut facts = Facts {
        now,
        person: Person {
            organisation: known.text("b")?,
            organisation_kind: known.text("c")?,
            accreditations: of("accreditation").map(accreditation).collect::<Answer<_>>()?,
            training: of("training").map(training).collect::<Answer<_>>()?,
            agreements: of("agreement").map(agreement).collect::<Answer<_>>()?,
            has_address: of("own").next().is_some(),
        },
        project: Project {
            number: about.text("a")?,
            state: about.text("b")?,
            starts: date(about.get("c")?)?,
            ends: date(about.get("d")?)?,
            memberships: of("member").map(membership).collect::<Answer<_>>()?,
        },
        datasets: Vec::new(),
        aoc: of("aoc").next().map(aoc).transpose()?,
        here: Here { places: Vec::new(), proxied: place.proxied },
    };
    for row in of("dataset") {
        let dataset = dataset(row, class_of)?;
        // Mapped, unmapped and mapped again: it counts once.
        match facts.datasets.iter_mut().find(|d| d.id == dataset.id) {
            Some(there) if dataset.standing == Mapped::Now => *there = dataset,
            Some(_) => {}
            None => facts.datasets.push(dataset),
        }
    }
    for row in of("place") {
        let owner: (Option<String>, Option<String>) = (row.get("d")?, row.get("e")?);
        let theirs = match owner {
            (_, Some(who)) => who == me,
            (Some(whose), None) => whose == organisation,
            (None, None) => true,
        };
        facts.here.places.push(PlaceHere { id: row.text("a")?, kind: row.text("b")?, name: row.text("c")?, theirs });
    }
    Ok(Some(facts))
}

fn must(row: &Row, column: &str) -> Answer<Date> {
    date(row.get(column)?)?
        .ok_or_else(|| No::Broken(format!("reading the facts of a decision: {column} holds no date")))
}

fn membership(row: &Row) -> Answer<Membership> {
    Ok(Membership { role: row.text("a")?, from: must(row, "b")?, until: date(row.get("c")?)? })
}

fn accreditation(row: &Row) -> Answer<Accreditation> {
    let standing = match row.parse::<AccreditationState>("b")? {
        AccreditationState::Granted => Standing::Granted,
        AccreditationState::Suspended => Standing::Suspended,
        AccreditationState::Requested | AccreditationState::Queried => Standing::Pending,
        AccreditationState::Refused | AccreditationState::Withdrawn => Standing::Gone,
    };
    let named: Option<String> = row.get("f")?;
    let supervisor = match (row.parse::<AccreditationKind>("c")?, named) {
        (AccreditationKind::Full, _) => Supervisor::NotNeeded,
        (AccreditationKind::Provisional, None) => Supervisor::Missing,
        (AccreditationKind::Provisional, Some(_)) if row.text("g")? == "stands" => Supervisor::Stands,
        (AccreditationKind::Provisional, Some(_)) => Supervisor::Lapsed,
    };
    let (from, until) = (date(row.get("d")?)?, date(row.get("e")?)?);
    Ok(Accreditation { scheme: row.text("a")?, standing, supervisor, from, until })
}

fn training(row: &Row) -> Answer<Training> {
    Ok(Training { course: row.text("a")?, passed_on: must(row, "b")?, until: must(row, "c")? })
}

fn agreement(row: &Row) -> Answer<Agreement> {
    Ok(Agreement {
        kind: row.text("a")?,
        from: must(row, "b")?,
        until: date(row.get("c")?)?,
        officer: row.text("d")? == "yes",
        device: row.text("e")? == "yes",
        withdrawn: row.text("f")? == "yes",
    })
}

fn aoc(row: &Row) -> Answer<Aoc> {
    let part = |from: Option<Date>, until: Option<Date>| from.map(|from| Part { from, until });
    Ok(Aoc {
        office: part(date(row.get("a")?)?, date(row.get("b")?)?),
        remote: part(date(row.get("c")?)?, date(row.get("d")?)?),
        suspended: date(row.get("e")?)?,
    })
}

fn dataset(row: &Row, class_of: ClassOf) -> Answer<Dataset> {
    let class = match class_of {
        ClassOf::Level => row.get::<Option<String>>("d")?,
        ClassOf::Setting => row.get::<Option<String>>("e")?.filter(|s| !s.is_empty()),
    };
    let narrowed = match row.get::<Option<String>>("f")? {
        Some(_) => Some(row.json("f")?),
        None => None,
    };
    let months: Option<String> = row.get("i")?;
    Ok(Dataset {
        id: row.text("a")?,
        title: row.text("b")?,
        standing: if row.text("j")? == "now" { Mapped::Now } else { Mapped::Unmapped },
        class,
        narrowed,
        schemes: row.json("g")?,
        organisation_kinds: row.json("h")?,
        training_months: months.and_then(|m| m.parse().ok()),
    })
}

/// A dataset of the catalogue as the decision sees it, for what-if answers.
pub(crate) fn of_catalogue(d: &data::Dataset, class_of: ClassOf) -> Dataset {
    let list = |set: &std::collections::BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>();
    Dataset {
        id: d.id.to_string(),
        title: d.title.clone(),
        standing: Mapped::Requested,
        class: match class_of {
            ClassOf::Level => d.level.map(|l| l.to_string()),
            ClassOf::Setting => Some(d.setting.clone()).filter(|s| !s.is_empty()),
        },
        narrowed: d.routes_narrowed.as_ref().map(list),
        schemes: list(&d.schemes),
        organisation_kinds: list(&d.organisation_kinds),
        training_months: d.training_months,
    }
}

/// Kinds of the places that an address belongs to.
pub(crate) async fn place_kinds(app: &App, address: &str, now: Moment) -> Answer<Vec<String>> {
    let Some(here) = address_digits(address) else { return Ok(Vec::new()) };
    let rows = app.store.rows(&STAFF_PLACE, args![here, now]).await?;
    rows.iter().map(|r| Ok(r.text("kind")?)).collect()
}
