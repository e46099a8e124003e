//! A request is handed in: its files are frozen under their hashes (OUT-01), and the service looks into them next.

use std::collections::BTreeSet;

use permissions::Action;
use platform::{Answer, Context, May, No, Said, jobs};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{InspectOutput, fresh};
use crate::asked::{Ask, release_form};
use crate::did::Did;
use crate::facts;
use crate::policy::{self, ChangeOutputRequest};
use crate::profile::Rules;
use crate::rules::submit::{self as rule, Chosen, Submission};
use crate::store::requests::{self, OutputFile, OutputRequest};

/// Hand the request in. The same version sent twice is one submission.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct Submit {
    /// The version of the request that the caller has read.
    pub version: i64,
}

pub async fn submit(cx: &Context, request: &May<ChangeOutputRequest, OutputRequest>, asked: Submit) -> Answer<()> {
    let app = &cx.app;
    fresh(request, asked.version)?;
    let Prepared { submission, files } = prepared(cx, request).await?;
    let rules = app.part::<Rules>()?;
    let now = app.world.now();
    let step = request.step(rule::submit(&request.core, &submission, rules)?, now, &rules.holidays)?;
    let mut change = cx.change(request).await?;
    requests::moved(&mut change, request, &step).await?;
    let round = step.round();
    let mut entry = cx
        .record(Did::OutputSubmitted(request.id()))
        .project(request.core.project)
        .detail("reference", &request.reference)
        .detail("round", round)
        .detail("type", &request.kind);
    for file in &files {
        let class = rules
            .output_type(&request.kind)
            .and_then(|kind| rules.class_of(kind, &file.name))
            .map(|c| c.id.clone())
            .unwrap_or_default();
        requests::freeze(&mut change, request, file.id, &class, now).await?;
        entry = entry.file("frozen", app.files.mark(&file.hash));
    }
    jobs::enqueue(&mut change, &app.world, &InspectOutput { request: request.id(), round }, now).await?;
    let link = format!("/outputs/{}", request.reference);
    super::tell(app, &mut change, request.core.requester, "output-submitted", request, link).await?;
    change.commit(entry).await?;
    Ok(())
}

/// What would be handed in now: form, files and items, read once.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) submission: Submission,
    pub(crate) files: Vec<OutputFile>,
}

/// Reads what the rule looks at, and the files it would freeze.
pub(crate) async fn prepared<A>(cx: &Context, request: &May<A, OutputRequest>) -> Answer<Prepared>
where
    A: Action<On = policy::OutputRequest>,
{
    let app = &cx.app;
    let answers = &request.answers.answers;
    let form_ready = release_form(cx, request)?.ready(answers, &Ask::release(cx, request).await?);
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
        form_ready,
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
    Ok(Prepared { submission, files })
}

/// What stands against handing it in now, in sentences.
pub(crate) fn open_points(cx: &Context, request: &OutputRequest, prepared: &Prepared) -> Answer<Vec<Said>> {
    match rule::submit(&request.core, &prepared.submission, cx.app.part::<Rules>()?) {
        Ok(_) => Ok(Vec::new()),
        Err(no) => match No::from(no) {
            No::Refused(said) => Ok(said),
            other => Err(other),
        },
    }
}
