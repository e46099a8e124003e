//! What has been released, to whom, and for how long (OUT-04, SHR-03).

use std::collections::BTreeSet;

use foundation::{Moment, Refusal, Refusals};
use platform::PersonId;

/// A release as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub recipients: BTreeSet<PersonId>,
    pub expires: Moment,
    pub withdrawn: bool,
}

/// Why a recipient does not get the file. Whoever is no recipient is not told that there is one.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoFetch {
    #[refusal("release-expired")]
    Expired,
    #[refusal("release-withdrawn")]
    Withdrawn,
    /// The database says so and the signed record does not.
    #[refusal("release-not-on-record")]
    NotOnRecord,
}

/// A recipient's second look at a release (that they are one is the policies' question).
pub fn fetch(release: &Open, now: Moment) -> Result<(), Refusals<NoFetch>> {
    let mut no = Refusals::none();
    no.when(release.withdrawn, NoFetch::Withdrawn);
    no.when(now >= release.expires, NoFetch::Expired);
    no.or_else(|| ())
}

/// Until when a link works that is made now.
pub fn expiry(now: Moment, days: i64) -> Moment {
    now.plus(days * Moment::DAY)
}
