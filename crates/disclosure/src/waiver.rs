//! Waivers: units that have agreed that their own values may be told. A rule then protects the others only.

use crate::error::Error;
use crate::evidence::Shares;
use crate::policy::Policy;
use crate::values::Place;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use serde::Serialize;

const YES: [&str; 6] = ["1", "1.0", "true", "yes", "y", "t"];
const NO: [&str; 7] = ["", "0", "0.0", "false", "no", "n", "f"];

/// Those of a cell who have given no waiver.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Unwaived {
    pub contributors: u64,
    /// The largest absolute contribution of one of them; 0 where there is none.
    pub largest: f64,
}

impl Unwaived {
    /// Takes in those of another cell, none of whom is in this one.
    pub(crate) fn join(&mut self, other: &Unwaived) {
        self.contributors += other.contributors;
        self.largest = self.largest.max(other.largest);
    }
}

/// For each record 1 where it holds no waiver, 0 where it does. Who has records of both kinds has given none.
pub(crate) fn unwaived(column: &ArrayRef, field: &str, place: &Place) -> Result<Vec<f64>, Error> {
    let texts = cast(column, &DataType::Utf8).map_err(|e| Error::Batch(e.to_string()))?;
    let texts = texts.as_string::<i32>();
    let of = |index: usize| {
        if texts.is_null(index) {
            return Ok(1.0);
        }
        let text = texts.value(index).trim();
        let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        match (is(&YES), is(&NO)) {
            (true, _) => Ok(0.0),
            (_, true) => Ok(1.0),
            _ => Err(Error::Waiver { field: field.into(), record: place.record(index), found: text.into() }),
        }
    };
    (0..texts.len()).map(of).collect()
}

/// The contributor that rules on shares protect, among all who contribute.
pub(crate) struct Exposed<'a> {
    shares: &'a Shares,
    /// Their contribution.
    pub first: f64,
    /// Not the largest of all: others have given waivers.
    pub waivers: bool,
}

impl Shares {
    /// Whom a policy's rules on shares protect: the largest contributor, or where the policy lets waivers count the largest
    /// without one. None: there is nobody to protect.
    pub(crate) fn exposed(&self, policy: &Policy) -> Option<Exposed<'_>> {
        let first = self.top.first().copied().unwrap_or(0.0);
        match self.unwaived.as_deref().filter(|_| policy.values.waivers) {
            Some(unwaived) if unwaived.contributors == 0 => None,
            Some(unwaived) => {
                Some(Exposed { shares: self, first: unwaived.largest, waivers: unwaived.largest < first })
            }
            None => Some(Exposed { shares: self, first, waivers: false }),
        }
    }

    /// Whether a policy protects any of these contributors.
    pub(crate) fn all_waived(&self, policy: &Policy) -> bool {
        self.contributors > 0 && self.exposed(policy).is_none()
    }
}

impl Exposed<'_> {
    /// The contribution of the protected one and of the n − 1 largest others, whether these have given waivers or not.
    pub fn largest(&self, n: usize) -> f64 {
        let top = &self.shares.top[..n.min(self.shares.top.len())];
        let sum: f64 = top.iter().sum();
        match top.last() {
            // The last of these gives way.
            Some(last) if self.first < *last && top.len() == n => sum - last + self.first,
            _ => sum,
        }
    }

    /// What is left of the total (in absolute values) without the protected one and the largest other.
    pub fn rest(&self) -> f64 {
        (self.shares.absolute - self.largest(2)).max(0.0)
    }
}
