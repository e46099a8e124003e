//! A checker's access to unreleased files.

use foundation::Moment;
use platform::{Answer, App, Context, No, PersonId, Said};

use crate::Rules;
use crate::model::Place;
use crate::rules::{self, NoReview, ReviewFacts};
use crate::store::facts::place_kinds;

/// The answer, with every reason against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewAccess {
    pub allowed: bool,
    pub reasons: Vec<NoReview>,
}

/// May this person look at unreleased files from here: the profile's role, a valid pass, a registered staff place.
pub async fn review_access(app: &App, person: PersonId, place: &Place, at: Moment) -> Answer<ReviewAccess> {
    let wanted = &app.part::<Rules>()?.review;
    let facts = ReviewFacts {
        role: people::roles(app, person).await?.contains(&wanted.role),
        qualified: people::qualified(app, person, &wanted.course, at.date()).await?,
        places: place_kinds(app, &place.address, at).await?,
    };
    let reasons = rules::review(&facts, app.part::<Rules>()?).0;
    Ok(ReviewAccess { allowed: reasons.is_empty(), reasons })
}

/// The same about whoever asks, from where they are, now: a refusal with every reason, or nothing.
pub async fn review(cx: &Context) -> Answer<()> {
    let answer = review_access(&cx.app, cx.person()?, &Place::of(cx), cx.app.world.now()).await?;
    if answer.allowed {
        return Ok(());
    }
    let said = answer.reasons.iter().map(|no| {
        let key = foundation::Refusal::key(no);
        match no {
            NoReview::Training { course } => {
                let words = cx.text(&format!("settings-course-{course}"));
                Said::new(key, &[("course", words.into())])
            }
            _ => Said::new(key, &[]),
        }
    });
    Err(No::Refused(said.collect()))
}
