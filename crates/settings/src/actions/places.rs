//! Registered places: terminals and ranges of organisations, which two people register, and a person's own address (NET-01,
//! NET-08).

use std::collections::BTreeSet;

use foundation::{Arg, States};
use people::{OrganisationId, Role};
use permissions::Action;
use platform::{Answer, Context, May, No, OrNotFound, PersonId, Record, Telling, tell};

use super::{wrong, wrong_address};
use crate::Rules;
use crate::did::Did;
use crate::model::{Place, PlaceId, PlaceProposal, PlaceProposalId};
use crate::policy::{self, service};
use crate::rules::address::{NoAddress, own_address, place_range};
use crate::rules::states::PlaceProposalState;
use crate::rules::{Owner, Vpn};
use crate::store::facts::place_kinds;
use crate::store::places::{self, NewPlace};

/// What staff propose: an address or range of the service or of an organisation.
#[derive(Debug, Clone)]
pub struct ProposePlace {
    /// A kind of the profile.
    pub kind: String,
    pub organisation: Option<OrganisationId>,
    pub name: String,
    pub address: String,
}

/// Proposes a place from which people may come in. It opens nothing until another person has confirmed it.
pub async fn propose_place(cx: &Context, new: ProposePlace) -> Answer<PlaceProposalId> {
    let me = cx.person()?;
    let right = cx.permit_on::<policy::RecordPlace>(service())?;
    let rules = cx.app.part::<Rules>()?;
    let kind = rules.place_kind(&new.kind).ok_or_else(|| wrong("kind", "settings-place-kind-unknown"))?;
    match (kind.owner, new.organisation) {
        (Owner::Person, _) => return Err(wrong("kind", "settings-place-person-kind")),
        (Owner::Service, None) => {}
        (Owner::Service, Some(_)) => return Err(wrong("organisation", "settings-place-owner-unwanted")),
        (Owner::Organisation, None) => return Err(wrong("organisation", "settings-place-wrong-owner")),
        (Owner::Organisation, Some(id)) => {
            let found = people::organisation(&cx.app, id).await?;
            found.ok_or_else(|| wrong("organisation", "settings-no-organisation"))?;
        }
    }
    let network = place_range(&new.address).map_err(|no| wrong_address("address", no))?;
    let proposal = PlaceProposal {
        id: PlaceProposalId::new(&cx.app.world),
        kind: new.kind,
        organisation: new.organisation,
        name: new.name,
        address: network.to_string(),
        state: PlaceProposalState::first(),
        proposed_by: me,
        proposed_at: cx.app.world.now(),
        decided_by: None,
        decided_at: None,
        version: 1,
    };
    if places::known(&cx.app, &proposal).await? {
        return Err(wrong("address", "settings-place-known"));
    }
    let mut change = cx.change(&right).await?;
    places::propose(&mut change, &right, &proposal).await?;
    let link = format!("/connectivity/proposals/{}", proposal.id);
    let telling = Telling { key: "settings-place-proposed", args: vec![], link };
    for one in staff(cx, &[me]).await? {
        tell(&cx.app, &mut change, one, &telling).await?;
    }
    change.commit(entry(cx, Did::PlaceProposed(proposal.id), &proposal)).await?;
    Ok(proposal.id)
}

/// What the record says of a proposed place.
fn entry(cx: &Context, did: Did, of: &PlaceProposal) -> Record {
    let mut entry = cx.record(did).detail("kind", &of.kind).detail("range", &of.address).detail("proposal", of.id);
    if let Some(organisation) = of.organisation {
        entry = entry.detail("organisation", organisation);
    }
    entry
}

/// Who may confirm a place, but some.
async fn staff(cx: &Context, but: &[PersonId]) -> Answer<BTreeSet<PersonId>> {
    let mut all = BTreeSet::new();
    for role in [Role::Connectivity, Role::Security] {
        all.extend(people::holders(&cx.app, role).await?);
    }
    all.retain(|one| !but.contains(one));
    Ok(all)
}

/// A proposed place, for somebody who may do this to it.
pub async fn place_proposal<A: Action<On = policy::PlaceProposal>>(
    cx: &Context,
    id: PlaceProposalId,
) -> Answer<May<A, PlaceProposal>> {
    cx.lookup(places::proposal(&cx.app, id).await?).await
}

/// A second person confirms a proposed place: people come in from it from now on. Whoever speaks for data that a project works
/// with is told.
pub async fn confirm_place(cx: &Context, id: PlaceProposalId, version: i64) -> Answer<PlaceId> {
    let held = place_proposal::<policy::ConfirmPlace>(cx, id).await?;
    let (me, now) = (cx.person()?, cx.app.world.now());
    let step = held.state.to(PlaceProposalState::Confirmed).map_err(|_| No::Stale)?;
    if held.version != version {
        return Err(No::Stale);
    }
    let network = place_range(&held.address).map_err(|no| wrong_address("address", no))?;
    let place = PlaceId::new(&cx.app.world);
    let (kind, organisation, name) = (held.kind.as_str(), held.organisation, held.name.as_str());
    let row = NewPlace { id: place, kind, organisation, person: None, name, network, approved_by: me };
    let mut change = cx.change(&held).await?;
    if !places::confirm(&mut change, &held, step, &row, now).await? {
        return Err(No::Stale);
    }
    let args = vec![("range", Arg::from(&held.address)), ("name", Arg::from(&held.name))];
    let telling = Telling { key: "settings-place-opened", args, link: "/notices".into() };
    for owner in places::owners_of_mapped_data(&cx.app).await? {
        tell(&cx.app, &mut change, owner, &telling).await?;
    }
    let entry = entry(cx, Did::PlaceRecorded(place), &held).detail("proposed-by", held.proposed_by);
    change.commit(entry).await?;
    Ok(place)
}

/// A proposed place is declined, or taken back by whoever proposed it.
pub async fn decline_place(cx: &Context, id: PlaceProposalId, version: i64) -> Answer<()> {
    let held = place_proposal::<policy::DeclinePlace>(cx, id).await?;
    let step = held.state.to(PlaceProposalState::Declined).map_err(|_| No::Stale)?;
    let mut change = cx.change(&held).await?;
    let decided = (cx.person()?, cx.app.world.now());
    if held.version != version || !places::decide(&mut change, &held, step, decided).await? {
        return Err(No::Stale);
    }
    change.commit(entry(cx, Did::PlaceDeclined(id), &held)).await?;
    Ok(())
}

/// One person ends a place, at once: nobody comes in from it any more.
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
    let (organisation, person_of) = (None, Some(person));
    let row =
        NewPlace { id, kind: &kind.id, organisation, person: person_of, name: &known.name, network, approved_by: me };
    if !places::add_own(&mut change, &right, &row, now).await? {
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
