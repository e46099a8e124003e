//! May a checker look at unreleased files from here? A decision of its own: no project's space is entered.

use foundation::{Refusal, Refusals};

use super::Rules;

/// What it must know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewFacts {
    /// The person holds the profile's role.
    pub role: bool,
    /// A valid pass of the profile's course (TRN-04).
    pub qualified: bool,
    /// Kinds of the registered places that the address belongs to.
    pub places: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoReview {
    #[refusal("settings-review-role")]
    Role,
    #[refusal("settings-review-training")]
    Training { course: String },
    #[refusal("settings-review-place")]
    Place,
}

/// Every reason against it; none is a yes.
pub fn review(facts: &ReviewFacts, rules: &Rules) -> Refusals<NoReview> {
    let mut no = Refusals::none();
    no.when(!facts.role, NoReview::Role);
    no.when(!facts.qualified, NoReview::Training { course: rules.review.course.clone() });
    no.when(!facts.places.iter().any(|p| rules.review.places.contains(p)), NoReview::Place);
    no
}

/// Whether a recording may be looked at from here: what is seen in one is as unreleased as a file that waits for its checkers.
pub fn watch(places: &[String], rules: &Rules) -> Refusals<NoReview> {
    let mut no = Refusals::none();
    no.when(!places.iter().any(|p| rules.review.places.contains(p)), NoReview::Place);
    no
}
