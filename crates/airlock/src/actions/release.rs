//! What two checkers approved is released: exactly the frozen bytes, to the requester and the named recipients, for a time
//! (OUT-04). And taken back.

use std::collections::BTreeSet;
use std::sync::Arc;

use foundation::Arg;
use platform::{Answer, App, BoxFuture, Context, No, OrNotFound, PersonId, Telling};

use super::apply;
use crate::facts;
use crate::ids::{ReleaseId, RequestId};
use crate::profile::Rules;
use crate::rules::release as rule;
use crate::rules::{Event, State};
use crate::store::releases::{self, Release, ReleasedFile};
use crate::store::requests;

/// Receipts come from the ledger, which the program opens: it supplies this.
pub trait Receipts: Send + Sync {
    /// The receipt of an entry as text; `None` while the entry is committed but not yet in a signed checkpoint.
    fn receipt<'a>(&'a self, app: &'a App, entry: &'a str) -> BoxFuture<'a, Answer<Option<String>>>;
}

/// The part by which the program supplies [`Receipts`].
#[derive(Clone)]
pub struct ReceiptBook(pub Arc<dyn Receipts>);

/// The job that follows an approval: `{"request": id}`. Done twice it changes nothing the second time.
pub fn release_output(app: &App, payload: serde_json::Value) -> BoxFuture<'_, Answer<()>> {
    Box::pin(async move {
        let id = payload["request"].as_str().and_then(|id| id.parse::<RequestId>().ok());
        let Some(id) = id else { return Ok(()) };
        match release(app, id).await {
            // Another worker was faster.
            Err(No::Stale) => Ok(()),
            other => other,
        }
    })
}

async fn release(app: &App, id: RequestId) -> Answer<()> {
    let Some(mut request) = requests::by_id(app, id).await? else { return Ok(()) };
    if request.state() != State::Approved {
        return Ok(());
    }
    let cx = Context::of_service(app);
    let rules = app.part::<Rules>()?;
    let files = requests::files_of_round(app, id, request.core.round).await?;
    for file in &files {
        // Reading verifies the hash: what was checked is what is released (invariant 5).
        app.files.get(&file.hash).await?;
    }
    let now = app.world.now();
    let team = facts::researchers(app, request.core.project).await?;
    let mut recipients: BTreeSet<PersonId> = [request.core.requester].into();
    let named = request.answers.answers.list("recipients");
    // Whoever has left the project since is no recipient any more.
    recipients.extend(named.iter().filter_map(|p| p.parse().ok()).filter(|p| team.contains(p)));
    let mut record: store::Record = {
        let mut entry = cx
            .entry("output-released", "output", id)
            .project(request.core.project)
            .detail("reference", &request.reference)
            .detail("round", request.core.round);
        for file in &files {
            entry = entry.file("released", app.files.mark(&file.hash));
        }
        entry.into()
    };
    let release = Release {
        id: ReleaseId::new(&app.world),
        reference: crate::store::reference("R", &app.world),
        request: id,
        project: request.core.project,
        entry: record.entry_mut().id.clone(),
        made_at: now,
        expires_at: rule::expiry(now, rules.release_days),
        withdrawn_at: None,
        withdrawn_why: None,
        version: 1,
        files: files
            .iter()
            .map(|f| ReleasedFile { number: f.number, name: f.name.clone(), bytes: f.bytes, hash: f.hash.clone() })
            .collect(),
        recipients,
    };
    record.entry_mut().detail.insert("release".to_owned(), release.reference.clone());
    apply(&mut request, &[Event::Moved { from: State::Approved, to: State::Released }], now, rules);
    let mut change = app.store.change().await?;
    requests::moved(&mut change, &request).await?;
    releases::add(&mut change, &release).await?;
    for person in &release.recipients {
        let lang = app.directory.known(app, *person).await?.map(|k| k.lang).unwrap_or_default();
        let args =
            vec![("reference", Arg::from(&request.reference)), ("until", Arg::Text(release.expires_at.text(lang)))];
        let link = format!("/releases/{}", release.reference);
        platform::tell(app, &mut change, *person, &Telling { key: "output-released", args, link }).await?;
    }
    change.commit(record).await?;
    Ok(())
}

/// The released bytes of a file, for a recipient, while the link works. Every fetch is on record.
pub async fn fetch(cx: &Context, reference: &str, number: u32) -> Answer<(ReleasedFile, Vec<u8>)> {
    let app = &cx.app;
    cx.who()?;
    let release = releases::by_reference(app, reference).await?.or_not_found()?;
    cx.permit_or_hide("FetchRelease", &facts::release_resource(app, &release).await?)?;
    rule::fetch(&release.open(), app.world.now())?;
    let file = release.files.iter().find(|f| f.number == number).cloned().or_not_found()?;
    let bytes = app.files.get(&file.hash).await?;
    let change = app.store.change().await?;
    let entry = cx
        .entry("release-fetched", "release", release.id)
        .project(release.project)
        .file("released", app.files.mark(&file.hash))
        .detail("reference", &release.reference);
    change.commit(entry).await?;
    Ok((file, bytes))
}

/// The receipt: proof that the ledger holds the release. `None`: in a few seconds.
pub async fn receipt(cx: &Context, reference: &str) -> Answer<Option<String>> {
    let app = &cx.app;
    cx.who()?;
    let release = releases::by_reference(app, reference).await?.or_not_found()?;
    cx.permit_or_hide("SeeRelease", &facts::release_resource(app, &release).await?)?;
    app.part::<ReceiptBook>()?.0.receipt(app, &release.entry).await
}

/// Takes a release back: the link ends at once. What has been fetched cannot be taken back, so everybody is told.
pub async fn withdraw_release(cx: &Context, reference: &str, version: i64, why: &str) -> Answer<()> {
    let app = &cx.app;
    let release = releases::by_reference(app, reference).await?.or_not_found()?;
    let resource = facts::release_resource(app, &release).await?;
    cx.permit_or_hide("SeeRelease", &resource)?;
    cx.permit("WithdrawRelease", &resource)?;
    if release.version != version {
        return Err(No::Stale);
    }
    let mut request = requests::by_id(app, release.request).await?.or_not_found()?;
    let events = crate::rules::submit::withdraw(&request.core)?;
    let (now, rules) = (app.world.now(), app.part::<Rules>()?);
    apply(&mut request, &events, now, rules);
    let mut change = app.store.change().await?;
    releases::withdraw(&mut change, &release, cx.person()?, why, now).await?;
    requests::moved(&mut change, &request).await?;
    for person in &release.recipients {
        let args = vec![("reference", Arg::from(&request.reference))];
        let link = format!("/releases/{}", release.reference);
        platform::tell(app, &mut change, *person, &Telling { key: "release-withdrawn", args, link }).await?;
    }
    let entry = cx
        .entry("release-withdrawn", "release", release.id)
        .project(release.project)
        .why(why)
        .detail("reference", &release.reference);
    change.commit(entry).await?;
    Ok(())
}
