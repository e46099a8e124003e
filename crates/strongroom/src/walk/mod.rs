//! The demo's journey over HTTP: one researcher from registration to a released output, as each of the people, with pages
//! and API as a browser and a program see them. It knows nothing of the inside of the service.

mod account;
mod application;
mod browser;
pub mod html;
mod kept;
mod known;
pub mod leaks;
mod output;
mod script;
mod space;
mod town;

use std::path::Path;
use std::time::Instant;

use browser::{Shared, Step};
use script::Script;
use town::Town;

pub use kept::Kept;

use crate::commands::say;
use crate::demo::cast;

/// How the journey went, in steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    pub passed: usize,
    pub failed: usize,
}

impl Outcome {
    /// One line for one step; what it gave, unless it failed.
    pub(crate) async fn step<T>(&mut self, name: &str, work: impl Future<Output = Result<T, String>>) -> Option<T> {
        #[expect(clippy::disallowed_methods, reason = "the walk prints how long a step took")]
        let begun = Instant::now();
        let result = work.await;
        let time = begun.elapsed().as_millis();
        match result {
            Ok(value) => {
                self.passed += 1;
                say(format!("{time:>6} ms  {name}"));
                Some(value)
            }
            Err(reason) => {
                self.failed += 1;
                say(format!("{time:>6} ms  FAILED {name}: {reason}"));
                None
            }
        }
    }
}

/// A step failed on which those after it stand: said already.
struct Stop;

/// The journey while it is walked.
struct Walk {
    outcome: Outcome,
    script: &'static Script,
    shared: Shared,
    /// Both languages are offered.
    welsh: bool,
}

/// How a journey is walked.
#[derive(Debug, Default)]
pub struct Manner {
    /// Pages are read in Welsh, where the profile offers it.
    pub welsh: bool,
    /// Every page is kept here as it came.
    pub kept: Option<Kept>,
}

/// Plays the journey against a running service; `people` is the demo's file, in whose folder the record's key is looked for.
pub async fn walk(url: &str, people: &Path, profile: &str, manner: Manner) -> Outcome {
    let Some(script) = script::of(profile) else {
        say(format!("  there is no journey for the profile {profile}"));
        return Outcome { passed: 0, failed: 1 };
    };
    let shared = Shared { welsh: manner.welsh, kept: manner.kept, ..Shared::default() };
    let mut walk = Walk { outcome: Outcome::default(), script, shared, welsh: false };
    if journey(&mut walk, url, people).await.is_err() {
        say("          the journey ends here: what follows stands on the step that failed");
    }
    if let Some(kept) = walk.shared.kept.clone() {
        walk.check("The pages of the journey are kept", async { kept.list() }).await;
    }
    walk.outcome
}

async fn journey(walk: &mut Walk, url: &str, people: &Path) -> Result<(), Stop> {
    let entries = walk.step("The file of people is read", async { cast::read(people) }).await?;
    let mut town = walk.step("A visitor opens the start page", Town::new(url, entries, &walk.shared.clone())).await?;
    walk.welsh = town.welsh;
    account::walk(walk, &mut town).await?;
    let project = application::walk(walk, &town).await?;
    let work = space::walk(walk, &town, &project).await?;
    output::walk(walk, &town, &project, &work, people).await
}

impl Walk {
    /// One line for one step.
    async fn step<T>(&mut self, name: &str, work: impl Future<Output = Step<T>>) -> Result<T, Stop> {
        self.outcome.step(name, work).await.ok_or(Stop)
    }

    /// A step on which no other stands: the journey goes on.
    async fn check(&mut self, name: &str, work: impl Future<Output = Step<()>>) {
        let _ = self.step(name, work).await;
    }
}
