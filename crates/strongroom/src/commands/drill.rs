//! The last steps of the walk: the service is saved while it serves, and comes back whole on SQLite.

use std::path::Path;

use foundation::World;
use platform::Config;

use super::serve::findings;
use crate::backup::{self, Asked};
use crate::walk::Outcome;

pub(crate) async fn drill(outcome: &mut Outcome, config: &Config) {
    let Ok(here) = tempfile::Builder::new().prefix("strongroom-drill-").tempdir() else {
        outcome.failed += 1;
        return super::say("        FAILED a folder for a backup could not be made");
    };
    let (dir, key, data) = (here.path().join("backups"), here.path().join("key"), here.path().join("data"));
    let saved = outcome.step("A backup is made while the service serves", async {
        let public = backup::make_pair(backup::Purpose::Backups, &key)?;
        backup::take(config, &dir, &public, &World::system()).await.map(|_| ())
    });
    if saved.await.is_none() {
        return;
    }
    let asked = Asked { dir: &dir, key: &key, at: None, record: Some(&config.data.join("ledger.pub")) };
    let restored = outcome.step("It is restored on SQLite, in another place", async {
        let whole = backup::check(&asked)?;
        backup::restore(&whole, &data, None, &World::system()).await.map(|_| ())
    });
    if restored.await.is_some() {
        outcome.step("What was restored is whole", whole(&config.profile, &data)).await;
    }
}

async fn whole(profile: &str, data: &Path) -> Result<(), String> {
    let findings = findings(&Config::of(profile, data)).await;
    let wrong = findings.into_iter().filter_map(|(what, found)| found.err().map(|why| format!("{what}: {why}")));
    match wrong.collect::<Vec<_>>() {
        none if none.is_empty() => Ok(()),
        wrong => Err(wrong.join("; ")),
    }
}
