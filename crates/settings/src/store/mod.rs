//! The SQL of this crate.

pub(crate) mod aoc;
pub(crate) mod desks;
pub(crate) mod facts;
pub(crate) mod places;
pub(crate) mod recordings;
pub(crate) mod sessions;

use foundation::{Date, parse_date};
use platform::{Answer, No};

fn date(text: &Option<String>) -> Answer<Option<Date>> {
    text.as_ref()
        .map(|t| parse_date(t).ok_or_else(|| No::Broken(format!("reading a stored date: {t:?} is none"))))
        .transpose()
}
