//! Sows the demo, step by step, each as the person whose business it is.

mod datasets;
mod load;
mod outputs;
mod people;
mod places;
mod projects;

use std::collections::BTreeMap;

use ::people::OrganisationId;
use foundation::Date;
use platform::{Answer, App, Context, No, PersonId};

use super::cast::Employer;
use super::plan::Plan;

/// Who is there by now.
struct Town<'a> {
    app: &'a App,
    plan: &'a Plan,
    organisations: BTreeMap<&'static str, OrganisationId>,
    /// By first name.
    people: BTreeMap<String, PersonId>,
}

pub use load::Page;

/// The pages to measure are sown and named only where they are asked for.
pub async fn sow(app: &App, plan: &Plan, load: bool) -> Answer<Vec<Page>> {
    let mut town = Town { app, plan, organisations: BTreeMap::new(), people: BTreeMap::new() };
    people::sow(&mut town).await?;
    datasets::sow(&town).await?;
    places::sow(&town).await?;
    projects::sow(&town).await?;
    outputs::sow(&town).await?;
    if load { load::sow(&town).await } else { Ok(Vec::new()) }
}

fn missing(what: &str) -> No {
    No::Broken(format!("the demo has no {what}"))
}

impl Town<'_> {
    fn organisation(&self, of: Employer) -> Answer<OrganisationId> {
        self.organisations.get(of.name()).copied().ok_or_else(|| missing(of.name()))
    }

    /// Somebody by first name or role.
    fn person(&self, of: &str) -> Answer<PersonId> {
        let member = super::cast::member(of).ok_or_else(|| missing(of))?;
        self.people.get(&member.short()).copied().ok_or_else(|| missing(of))
    }

    /// What somebody sees and may do.
    async fn acting(&self, of: &str) -> Answer<Context> {
        Context::acting_as(self.app, self.person(of)?).await
    }

    /// A date some days from today; before it where `days` is negative.
    fn in_days(&self, days: i64) -> Date {
        self.app.world.now().plus(days * foundation::Moment::DAY).date()
    }
}
