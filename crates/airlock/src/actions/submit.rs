//! A request is handed in: its files are frozen under their hashes (OUT-01), and the service looks into them next.

use std::collections::BTreeSet;

use platform::{Answer, Context, No, jobs};

use super::{apply, own};
use crate::facts;
use crate::profile::Rules;
use crate::rules::submit::{self as rule, Chosen, Submission};
use crate::store::requests::{self, OutputFile, OutputRequest};

/// Hands the request in. `version` is that of the page: the same form sent twice is one submission.
pub async fn submit(cx: &Context, reference: &str, version: i64, ready: bool) -> Answer<OutputRequest> {
    let app = &cx.app;
    let mut request = own(cx, reference).await?;
    if request.version != version {
        return Err(No::Stale);
    }
    let (submission, files) = submission(cx, &request, ready).await?;
    let rules = app.part::<Rules>()?;
    let events = rule::submit(&request.core, &submission, rules)?;
    let now = app.world.now();
    apply(&mut request, &events, now, rules);
    let mut change = app.store.change().await?;
    requests::moved(&mut change, &request).await?;
    let mut entry = cx
        .entry("output-submitted", "output", request.id())
        .project(request.core.project)
        .detail("reference", &request.reference)
        .detail("round", request.core.round)
        .detail("type", &request.kind);
    for file in &files {
        let class = rules
            .output_type(&request.kind)
            .and_then(|kind| rules.class_of(kind, &file.name))
            .map(|c| c.id.clone())
            .unwrap_or_default();
        requests::freeze(&mut change, request.id(), file.id, &class, now).await?;
        entry = entry.file("frozen", app.files.mark(&file.hash));
    }
    let work = serde_json::json!({ "request": request.id(), "round": request.core.round });
    jobs::enqueue(&mut change, &app.world, "inspect-output", &work, now).await?;
    let requester = request.core.requester;
    let link = format!("/outputs/{}", request.reference);
    super::tell(app, &mut change, requester, "output-submitted", &request, link).await?;
    change.commit(entry).await?;
    request.version += 1;
    Ok(request)
}

/// What the rule looks at, and the files it would freeze. `ready`: every required answer of the form is right.
pub async fn submission(cx: &Context, request: &OutputRequest, ready: bool) -> Answer<(Submission, Vec<OutputFile>)> {
    let app = &cx.app;
    let answers = &request.answers.answers;
    let round = request.core.open_round();
    let all = requests::files(app, request.id()).await?;
    let before: BTreeSet<String> = if round > 1 {
        all.iter().filter(|f| f.round == round - 1).map(|f| f.hash.0.clone()).collect()
    } else {
        BTreeSet::new()
    };
    let files: Vec<OutputFile> = all.into_iter().filter(|f| f.round == round).collect();
    let mut chosen = Vec::new();
    for file in &files {
        let now = facts::sdc_file(app, request.core.project, &file.space_file).await?;
        chosen.push(Chosen {
            name: file.name.clone(),
            bytes: file.bytes,
            in_sdc_folder: now.is_some_and(|n| n.hash == file.hash),
            hash: file.hash.0.clone(),
        });
    }
    let text = |question: &str| answers.text(question).to_owned();
    let submission = Submission {
        by: cx.person()?,
        form_ready: ready,
        kind: request.kind.clone(),
        purpose: text("purpose"),
        learned: answers.is_yes("machine-learning"),
        statement: answers.is_yes("safe-methods"),
        method: [text("source"), text("sample"), text("method")],
        files: chosen,
        items: requests::items(app, request.id(), round).await?,
        before,
        reply: request.reply.clone(),
    };
    Ok((submission, files))
}
