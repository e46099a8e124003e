//! Registered places: terminals, ranges of organisations, and a person's own address (NET-01, NET-08).

use foundation::Arg;
use people::OrganisationId;
use platform::{Answer, Context, No, OrNotFound, PersonId, Telling, tell};

use super::{wrong, wrong_address};
use crate::Rules;
use crate::did::Did;
use crate::model::{Place, PlaceId};
use crate::policy::{self, service};
use crate::rules::address::{NoAddress, own_address, place_range};
use crate::rules::{Owner, Vpn};
use crate::store::facts::place_kinds;
use crate::store::places::{self, NewPlace, Whose};

/// What staff record: an address or range of the service or of an organisation.
#[derive(Debug, Clone)]
pub struct RecordPlace {
    /// A kind of the profile.
    pub kind: String,
    pub organisation: Option<OrganisationId>,
    pub name: String,
    pub address: String,
}

/// Registers a place from which people may come in.
pub async fn record_place(cx: &Context, new: RecordPlace) -> Answer<PlaceId> {
    let me = cx.person()?;
    let right = cx.permit_on::<policy::RecordPlace>(service())?;
    let rules = cx.app.part::<Rules>()?;
    let kind = rules.place_kind(&new.kind).ok_or_else(|| wrong("kind", "settings-place-kind-unknown"))?;
    let whose = match (kind.owner, new.organisation) {
        (Owner::Person, _) => return Err(wrong("kind", "settings-place-person-kind")),
        (Owner::Service, None) => Whose::Service,
        (Owner::Service, Some(_)) => return Err(wrong("organisation", "settings-place-owner-unwanted")),
        (Owner::Organisation, None) => return Err(wrong("organisation", "settings-place-wrong-owner")),
        (Owner::Organisation, Some(id)) => {
            let found = people::organisation(&cx.app, id).await?;
            Whose::Organisation(found.ok_or_else(|| wrong("organisation", "settings-no-organisation"))?.id)
        }
    };
    let network = place_range(&new.address).map_err(|no| wrong_address("address", no))?;
    let id = PlaceId::new(&cx.app.world);
    let mut change = cx.change(&right).await?;
    let row = NewPlace { id, kind: &new.kind, whose, name: &new.name, network, approved_by: me };
    if !places::add(&mut change, &right, &row, cx.app.world.now()).await? {
        return Err(wrong("address", "settings-place-known"));
    }
    let mut entry = cx.record(Did::PlaceRecorded(id)).detail("kind", &new.kind).detail("range", network);
    if let Some(organisation) = new.organisation {
        entry = entry.detail("organisation", organisation);
    }
    change.commit(entry).await?;
    Ok(id)
}

/// Ends a place: nobody comes in from it any more.
pub async fn end_place(cx: &Context, id: PlaceId) -> Answer<()> {
    let right = cx.permit_on::<policy::RecordPlace>(service())?;
    let place = places::one(&cx.app, id).await?.or_not_found()?;
    let mut change = cx.change(&right).await?;
    if !places::end(&mut change, &right, id, cx.app.world.now()).await? {
        return Err(No::Stale);
    }
    change.commit(cx.record(Did::PlaceEnded(id)).detail("kind", &place.kind)).await?;
    Ok(())
}

/// Registers a person's own static address in the place of their former one (NET-01, NET-12). Unique across people;
/// never the end of a VPN where the profile forbids one (NET-06). The address itself is a personal detail of the record.
pub async fn record_address(cx: &Context, person: PersonId, address: &str) -> Answer<PlaceId> {
    let me = cx.person()?;
    let right = cx.permit_on::<policy::RecordAddress>(service())?;
    let rules = cx.app.part::<Rules>()?;
    let kind = rules.places.iter().find(|p| p.owner == Owner::Person).or_not_found()?;
    let known = people::person(&cx.app, &person).await?;
    let known = known.ok_or_else(|| wrong("email", "settings-no-person"))?;
    let network = own_address(address, rules.allow_private).map_err(|no| wrong_address("address", no))?;
    let now = cx.app.world.now();
    let from = Place { address: network.to_string(), proxied: false };
    let vpn = |kind: &String| rules.place_kind(kind).is_some_and(|k| k.vpn);
    let forbidden = rules.routes.iter().any(|r| r.place == kind.id && r.vpn == Vpn::Forbidden);
    if forbidden && place_kinds(&cx.app, &from.address, now).await?.iter().any(vpn) {
        return Err(wrong_address("address", NoAddress::Vpn));
    }
    let id = PlaceId::new(&cx.app.world);
    let mut change = cx.change(&right).await?;
    let changed = places::end_own(&mut change, &right, person, now).await?;
    let row =
        NewPlace { id, kind: &kind.id, whose: Whose::Person(person), name: &known.name, network, approved_by: me };
    if !places::add(&mut change, &right, &row, now).await? {
        return Err(wrong_address("address", NoAddress::Taken));
    }
    let telling = Telling {
        key: "settings-address-set",
        args: vec![("address", Arg::Text(from.address.clone()))],
        link: "/connectivity".into(),
    };
    tell(&cx.app, &mut change, person, &telling).await?;
    let did = if changed { Did::AddressChanged(person) } else { Did::AddressRecorded(person) };
    let entry = cx.record(did).detail("place", id).personal("own-address", &from.address);
    change.commit(entry).await?;
    Ok(id)
}
