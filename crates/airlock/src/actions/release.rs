//! What two checkers approved is released: exactly the frozen bytes, to the requester and the named recipients, for a time
//! (OUT-04). And taken back. The signed record is asked each time: rows that it does not explain let nothing out.

use std::collections::BTreeSet;

use foundation::{Arg, Lang};
use platform::{Answer, App, BoxFuture, ByService, Claim, Context, Job, May, No, OrNotFound, PersonId, Said, Telling};
use serde::{Deserialize, Serialize};

use crate::did::Did;
use crate::facts;
use crate::ids::{ReleaseId, RequestId};
use crate::policy::{FetchRelease, SeeRelease, WithdrawRelease};
use crate::profile::Rules;
use crate::rules::release::{self as rule, NoFetch};
use crate::rules::withdraw::{Way, withdraw as rule_of_withdrawal};
use crate::rules::{State, service};
use crate::signed::{self, ReceiptOf, RecordBook};
use crate::store::releases::{self, Release, ReleasedFile};
use crate::store::requests::{self, OutputRequest};

/// The job that follows an approval. Done twice it changes nothing the second time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseOutput {
    pub request: RequestId,
}

impl Job for ReleaseOutput {
    const KIND: &'static str = "release-output";

    fn run(self, app: &App, claim: Claim) -> BoxFuture<'_, Answer<()>> {
        Box::pin(async move {
            let request = requests::by_id(app, self.request).await?;
            let request = request.ok_or_else(|| No::Broken(format!("there is no request {}", self.request)))?;
            if request.state() != State::Approved {
                return Ok(());
            }
            match release(app, &claim.hold(request)).await {
                // Another worker was faster.
                Err(No::Stale) => Ok(()),
                other => other,
            }
        })
    }
}

async fn release(app: &App, request: &ByService<OutputRequest>) -> Answer<()> {
    let id = request.id();
    let cx = Context::of_service(app);
    let rules = app.part::<Rules>()?;
    let files = requests::files_of_round(app, id, request.core.round).await?;
    for file in &files {
        // Reading verifies the hash: what was checked is what is released (invariant 5).
        app.files.get(&file.hash).await?;
    }
    let checkers = match signed::shows(app, request, &files).await? {
        Ok(checkers) => checkers,
        Err(missing) => return refuse(app, request, &missing).await,
    };
    let now = app.world.now();
    let team = facts::researchers(app, request.core.project).await?;
    let mut recipients: BTreeSet<PersonId> = [request.core.requester].into();
    let named = request.answers.answers.list("recipients");
    // Whoever has left the project since is no recipient any more.
    for person in named {
        let person = person.parse::<PersonId>().map_err(|e| facts::broken("reading a recipient", e))?;
        recipients.extend(team.contains(&person).then_some(person));
    }
    let mut record: store::Record = {
        let mut entry = cx
            .record(Did::OutputReleased(id))
            .project(request.core.project)
            .detail("reference", &request.reference)
            .detail("round", request.core.round)
            .detail("checkers", checkers);
        for file in &files {
            entry = entry
                .file("released", app.files.mark(&file.hash))
                .personal(&signed::released_file(file.number), &file.hash.0);
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
    let named: Vec<String> = release.recipients.iter().map(ToString::to_string).collect();
    let detail = &mut record.entry_mut().detail;
    detail.insert("release".to_owned(), release.reference.clone());
    detail.insert("recipients".to_owned(), named.join(" "));
    detail.insert("until".to_owned(), release.expires_at.0.to_string());
    let step = service::release(request.state()).map_err(|e| facts::broken("releasing", e))?;
    let step = request.step(step, now, &rules.holidays)?;
    let mut change = cx.change(request).await?;
    releases::add(&mut change, request, &step, &release).await?;
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

/// The rows say that this was approved, and the record does not. It stays where it is; security is told, once.
async fn refuse(app: &App, request: &ByService<OutputRequest>, missing: &[Said]) -> Answer<()> {
    let cx = Context::of_service(app);
    let why: Vec<String> = missing.iter().map(|said| said.in_words(&app.texts, Lang::En)).collect();
    tracing::error!(request = %request.reference, why = why.join(" "), "the record does not show what the database says");
    let mut change = cx.change(request).await?;
    let about = (request.reference.as_str(), "", "");
    platform::alerts::raise(app, &mut change, platform::alerts::AlertKind::RefusedRelease, about).await?;
    for person in facts::security(app).await? {
        let args = vec![("reference", Arg::from(&request.reference)), ("why", Arg::Text(why.join(" ")))];
        let telling = Telling { key: "output-release-refused", args, link: "/home".to_owned() };
        platform::tell(app, &mut change, person, &telling).await?;
    }
    let entry = cx
        .record(Did::OutputReleaseRefused(request.id()))
        .project(request.core.project)
        .why(&why.join(" "))
        .detail("reference", &request.reference)
        .detail("round", request.core.round);
    change.commit(entry).await?;
    Ok(())
}

/// The released bytes of a file, for a recipient, while the link works. Every fetch is on record.
pub async fn fetch(cx: &Context, release: &May<FetchRelease, Release>, number: u32) -> Answer<(ReleasedFile, Vec<u8>)> {
    let app = &cx.app;
    rule::fetch(&release.open(), app.world.now())?;
    let file = release.files.iter().find(|f| f.number == number).cloned().or_not_found()?;
    let mark = app.files.mark(&file.hash);
    if !signed::gives(app, release, cx.person()?, &mark).await? {
        tracing::error!(release = %release.reference, number, "the record does not show this release to this person");
        return Err(No::refused(NoFetch::NotOnRecord));
    }
    let bytes = app.files.get(&file.hash).await?;
    let change = cx.change(release).await?;
    let entry = cx
        .record(Did::ReleaseFetched(release.id))
        .project(release.project)
        .file("released", mark)
        .detail("reference", &release.reference);
    change.commit(entry).await?;
    Ok((file, bytes))
}

/// The receipt: proof that the ledger holds the release. `None`: in a few seconds.
pub async fn receipt(cx: &Context, release: &May<SeeRelease, Release>) -> Answer<Option<String>> {
    let now = rule::fetch(&release.open(), cx.app.world.now()).is_ok();
    let of = if now && release.also::<FetchRelease>(cx) { ReceiptOf::Files } else { ReceiptOf::Entry };
    cx.app.part::<RecordBook>()?.0.receipt(&cx.app, &release.entry, of).await
}

/// Take a release back.
#[derive(Debug, Clone)]
pub struct TakeBack {
    /// The version of the release that the caller has read.
    pub version: i64,
    pub why: String,
}

/// Takes a release back, and its request with it: the link ends at once. What has been fetched cannot be taken back, so
/// everybody is told.
pub async fn withdraw_release(cx: &Context, release: &May<WithdrawRelease, Release>, asked: &TakeBack) -> Answer<()> {
    let (app, why) = (&cx.app, asked.why.as_str());
    if release.version != asked.version {
        return Err(No::Stale);
    }
    let request = requests::by_id(app, release.request).await?.or_not_found()?;
    let now = app.world.now();
    let step = rule_of_withdrawal(request.state(), Way::WithItsRelease)?;
    let step = request.step(step, now, &app.part::<Rules>()?.holidays)?;
    let mut change = cx.change(release).await?;
    releases::withdraw(&mut change, release, &step, cx.person()?, why, now).await?;
    for person in &release.recipients {
        let args = vec![("reference", Arg::from(&request.reference))];
        let link = format!("/releases/{}", release.reference);
        platform::tell(app, &mut change, *person, &Telling { key: "release-withdrawn", args, link }).await?;
    }
    let entry = cx
        .record(Did::ReleaseWithdrawn(release.id))
        .project(release.project)
        .why(why)
        .detail("reference", &release.reference);
    change.commit(entry).await?;
    Ok(())
}
