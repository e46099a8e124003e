//! Registered places.

use ::store::{Change, args, row, statements};
use foundation::Moment;
use people::OrganisationId;
use people::policy::Service;
use permissions::Changes;
use platform::{Answer, App, May, PersonId};

use super::facts::range_digits;
use crate::model::{PlaceId, RegisteredPlace};
use crate::policy::{RecordAddress, RecordPlace};
use crate::rules::address::Network;

macro_rules! select_place {
    () => {
        "select p.id, p.kind, p.organisation, p.person, coalesce(w.name, o.name, '') as owner_name, p.name, p.address,
            p.from_at, p.until_at, p.approved_by
        from place p left join organisation o on o.id = p.organisation left join person w on w.id = p.person "
    };
}

statements! {
    write ADD(text, text, text, text, text, text, text, text, bool, int, text) = "insert into place (id, kind, organisation, person, name, address, low, high, wide, from_at, approved_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    write END(text, int) = "update place set until_at = $2 where id = $1 and until_at is null";
    write END_OWN(text, int) = "update place set until_at = $2 where person = $1 and until_at is null";
    read LIST(int, int) -> RegisteredPlace =
        concat!(select_place!(), "where p.until_at is null order by p.from_at desc, p.id limit $1 offset $2");
    read ONE(text) -> RegisteredPlace = concat!(select_place!(), "where p.id = $1");
    read OWN(text) -> RegisteredPlace = concat!(select_place!(), "where p.person = $1 and p.until_at is null");
}

row! {
    RegisteredPlace {
        id: PlaceId,
        kind: String,
        organisation: Option<OrganisationId>,
        person: Option<PersonId>,
        owner_name: String,
        name: String,
        address: String,
        from: Moment = "from_at",
        until: Option<Moment> = "until_at",
        approved_by: PersonId,
    }
}

/// Whose a place is.
pub(crate) enum Whose {
    Service,
    Organisation(OrganisationId),
    Person(PersonId),
}

pub(crate) struct NewPlace<'a> {
    pub id: PlaceId,
    pub kind: &'a str,
    pub whose: Whose,
    pub name: &'a str,
    pub network: Network,
    pub approved_by: PersonId,
}

/// Writes a place; false where the same is registered already. Places of the service and of organisations, and a person's own
/// address, are different rights.
pub(crate) async fn add<A: Changes<On = Service>>(
    change: &mut Change,
    _right: &May<A, ()>,
    new: &NewPlace<'_>,
    now: Moment,
) -> Answer<bool> {
    let (low, high) = range_digits(&new.network);
    let (organisation, person) = match &new.whose {
        Whose::Service => (None, None),
        Whose::Organisation(id) => (Some(id.to_string()), None),
        Whose::Person(id) => (None, Some(id.to_string())),
    };
    let wide = !new.network.is_single();
    let row = args![
        new.id.to_string(),
        new.kind,
        organisation,
        person,
        new.name,
        new.network.to_string(),
        low,
        high,
        wide,
        now,
        new.approved_by.to_string()
    ];
    match change.run(&ADD, row).await {
        Ok(_) => Ok(true),
        Err(e) if e.is_taken() => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Ends a place; false where it has ended already.
pub(crate) async fn end(change: &mut Change, _right: &May<RecordPlace, ()>, id: PlaceId, now: Moment) -> Answer<bool> {
    Ok(change.run(&END, args![id.to_string(), now]).await? > 0)
}

/// Ends a person's own address, if they have one.
pub(crate) async fn end_own(
    change: &mut Change,
    _right: &May<RecordAddress, ()>,
    person: PersonId,
    now: Moment,
) -> Answer<bool> {
    Ok(change.run(&END_OWN, args![person.to_string(), now]).await? > 0)
}

/// Places in force, newest first.
pub(crate) async fn list(app: &App, limit: i64, offset: i64) -> Answer<Vec<RegisteredPlace>> {
    Ok(app.store.rows(&LIST, args![limit, offset]).await?)
}

pub(crate) async fn one(app: &App, id: PlaceId) -> Answer<Option<RegisteredPlace>> {
    Ok(app.store.row(&ONE, args![id.to_string()]).await?)
}

/// A person's own address in force.
pub(crate) async fn own(app: &App, person: PersonId) -> Answer<Option<RegisteredPlace>> {
    Ok(app.store.row(&OWN, args![person.to_string()]).await?)
}
