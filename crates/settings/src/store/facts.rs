//! Everything the decision must know, put together from what each crate tells of its own: people of the person, projects of
//! the project, data of the datasets that are mapped; connectivity and places are this crate's own.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ::store::{args, row, statements};
use foundation::{Date, Moment};
use platform::columns::must;
use platform::{Answer, App, PersonId};
use projects::ProjectId;

use super::date;
use crate::Rules;
use crate::model::Place;
use crate::rules::address::{self, Network};
use crate::rules::{Aoc, ClassOf, Dataset, Facts, Here, Mapped, Part, Person, PlaceHere};

// $1 person, $2 their organisation, $3 the address as 32 digits, $4 now. Every branch has the same six text columns.
statements! {
    read HERE(text, text, text, int) -> HerePart = "
        select 'aoc' as part, office_from as a, office_until as b, remote_from as c, remote_until as d, suspended_from as e
        from aoc where organisation = $2
      union all
        select 'own', id, null, null, null, null
        from place where person = $1 and from_at <= $4 and (until_at is null or until_at > $4)
      union all
        select 'place', id, kind, name, organisation, person
        from place where low = $3 and not wide and from_at <= $4 and (until_at is null or until_at > $4)
      union all
        select 'place', id, kind, name, organisation, person
        from place where wide and low <= $3 and high >= $3 and from_at <= $4 and (until_at is null or until_at > $4)";
    read STAFF_PLACE(text, int) -> (kind: String) = "
        select kind from place where low = $1 and not wide and from_at <= $2 and (until_at is null or until_at > $2)
      union all
        select kind from place where wide and low <= $1 and high >= $1 and from_at <= $2 and (until_at is null or until_at > $2)";
}

row! {
    /// A row of `HERE`: what stands in `a` to `e` depends on the part.
    struct HerePart {
        part: String,
        a: Option<String>,
        b: Option<String>,
        c: Option<String>,
        d: Option<String>,
        e: Option<String>,
    }
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
    let (Some(known), Some(about)) =
        (people::facts::facts(app, person, now.date()).await?, projects::facts::facts(app, project, person).await?)
    else {
        return Ok(None);
    };
    let class_of = app.part::<Rules>()?.class_of;
    let ids: BTreeSet<_> = about.mapped.iter().map(|(id, _)| *id).collect();
    let described = data::facts::facts(app, &ids).await?;
    let standing = |id| about.mapped.iter().find(|(known, _)| *known == id).map(|(_, standing)| *standing);
    let datasets =
        described.into_iter().filter_map(|d| standing(d.id).map(|standing| dataset(d, standing, class_of))).collect();
    // An address that cannot be read is nowhere.
    let here = address_digits(&place.address).unwrap_or_else(|| "-".to_owned());
    let me = person.to_string();
    let rows = app.store.rows(&HERE, args![&me, &known.organisation, here, now]).await?;
    let of = |part: &'static str| rows.iter().filter(move |r| r.part == part);
    let mut places = Vec::new();
    for row in of("place") {
        let theirs = match (&row.d, &row.e) {
            (_, Some(who)) => *who == me,
            (Some(whose), None) => *whose == known.organisation,
            (None, None) => true,
        };
        places.push(PlaceHere { id: must(&row.a, "a")?, kind: must(&row.b, "b")?, name: must(&row.c, "c")?, theirs });
    }
    Ok(Some(Facts {
        now,
        aoc: of("aoc").next().map(aoc).transpose()?,
        person: Person { known, has_address: of("own").next().is_some() },
        project: about,
        datasets,
        here: Here { places, proxied: place.proxied },
    }))
}

fn aoc(row: &HerePart) -> Answer<Aoc> {
    let part = |from: Option<Date>, until: Option<Date>| from.map(|from| Part { from, until });
    Ok(Aoc {
        office: part(date(&row.a)?, date(&row.b)?),
        remote: part(date(&row.c)?, date(&row.d)?),
        suspended: date(&row.e)?,
    })
}

/// A dataset of the catalogue as the decision sees it.
fn dataset(d: data::facts::Facts, standing: Mapped, class_of: ClassOf) -> Dataset {
    Dataset {
        id: d.id.to_string(),
        title: d.title,
        standing,
        class: match class_of {
            ClassOf::Level => d.level.map(|level| level.to_string()),
            ClassOf::Setting => Some(d.setting).filter(|s| !s.is_empty()),
        },
        narrowed: d.narrowed,
        schemes: d.schemes,
        organisation_kinds: d.organisation_kinds,
        training_months: d.training_months,
    }
}

/// Datasets that might be added, for what-if answers.
pub(crate) async fn asked_for(app: &App, datasets: &BTreeSet<data::DatasetId>) -> Answer<Vec<Dataset>> {
    let class_of = app.part::<Rules>()?.class_of;
    let described = data::facts::facts(app, datasets).await?;
    Ok(described.into_iter().map(|d| dataset(d, Mapped::Requested, class_of)).collect())
}

/// Kinds of the places that an address belongs to.
pub(crate) async fn place_kinds(app: &App, address: &str, now: Moment) -> Answer<Vec<String>> {
    let Some(here) = address_digits(address) else { return Ok(Vec::new()) };
    Ok(app.store.rows(&STAFF_PLACE, args![here, now]).await?)
}
