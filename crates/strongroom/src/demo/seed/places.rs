//! Connectivity and registered places. The demo runs on one machine, whose loopback network stands for the world: a
//! program can come from any of its addresses, a browser comes from the first.

use ::settings::actions::{self, ProposePlace, RecordAoc};
use ::settings::rules::{AocNeed, Owner};
use platform::Answer;

use super::Town;
use crate::demo::cast::Employer;

/// Where somebody sits who is only clicking through the demo.
pub const BROWSER: &str = "127.0.0.1";
/// Where the checkers sit; the browser is among them.
pub const STAFF: &str = "127.0.0.0/29";
/// The university's office and the end of its VPN.
pub const OFFICE: &str = "127.0.0.32/29";
pub const VPN: &str = "127.0.0.40/29";

pub async fn sow(town: &Town<'_>) -> Answer<()> {
    let cx = town.acting("connectivity").await?;
    let university = town.organisation(Employer::University)?;
    let rules = town.app.part::<::settings::Rules>()?;
    // Only where the profile knows agreements between organisations and the service.
    if rules.routes.iter().any(|r| r.aoc != AocNeed::None) {
        let agreement = RecordAoc {
            organisation: university,
            office_from: town.in_days(-300),
            office_until: Some(town.in_days(800)),
            remote_from: Some(town.in_days(-250)),
            remote_until: Some(town.in_days(800)),
            version: 0,
        };
        actions::record_aoc(&cx, agreement).await?;
    }
    for (kind, name, address) in [
        ("safe-room-terminal", "Safe room, terminal 1", BROWSER),
        ("safepod", "SafePod in the library", "127.0.0.24"),
        ("staff-office", "Office of the output checkers", STAFF),
        ("organisation-office", "Social science building", OFFICE),
        ("organisation-vpn", "University VPN", VPN),
        ("secure-room", "Secure room in the library", BROWSER),
    ] {
        let Some(known) = rules.places.iter().find(|p| p.id == kind) else { continue };
        let organisation = (known.owner == Owner::Organisation).then_some(university);
        let place = ProposePlace { kind: kind.into(), organisation, name: name.into(), address: address.into() };
        let proposal = actions::propose_place(&cx, place).await?;
        actions::confirm_place(&town.acting("security").await?, proposal, 1).await?;
    }
    if rules.places.iter().any(|p| p.owner == Owner::Person) {
        actions::record_address(&cx, town.person("rhys")?, BROWSER).await?;
    }
    Ok(())
}
