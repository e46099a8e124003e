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

/// What a browser is told of a file that it keeps: the name in ASCII for old ones, and as it is (RFC 6266).
pub fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || " .-_".contains(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}
