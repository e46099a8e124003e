//! The service looks into the frozen files: true type, hidden content, minimum requirements, disclosure rules.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use disclosure::Policy;
use inspector::child::{Limits, inspect_in_child, only_printed, printed_in_child, view_in_child};
use inspector::view::{View, Wanted};
use inspector::{InspectPolicy, Purpose, Report};
use platform::{Answer, App, BoxFuture, ByService, Claim, Context, Job, No};
use serde::{Deserialize, Serialize};

use super::{copy_items, foreign, tell, tell_checkers};
use crate::did::Did;
use crate::facts;
use crate::ids::{FileId, FindingId, RequestId, TableId};
use crate::profile::Rules;
use crate::rules::minimum::{self, Found, Held};
use crate::rules::{Item, State, service};
use crate::store::checks::{self, StoredFinding};
use crate::store::requests::{self, OutputFile, OutputRequest};
use crate::store::{tables, write_ups};

/// Where foreign bytes are parsed.
#[derive(Debug, Clone)]
pub enum Inspection {
    /// In a limited child of this program, which knows the command `inspect-child` (invariant 7).
    Child(PathBuf),
    /// In this process: only where every file is of our own making, as in tests.
    Here,
}

/// Look into the frozen files of a round. Done twice it changes nothing the second time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InspectOutput {
    pub request: RequestId,
    pub round: u32,
}

impl Job for InspectOutput {
    const KIND: &'static str = "inspect-output";

    fn run(self, app: &App, claim: Claim) -> BoxFuture<'_, Answer<()>> {
        Box::pin(async move {
            let request = requests::by_id(app, self.request).await?;
            let request = request.ok_or_else(|| No::Broken(format!("there is no request {}", self.request)))?;
            if request.core.round != self.round {
                return Ok(());
            }
            match inspect(app, &claim, request).await {
                // Somebody took the request back meanwhile, or another worker was faster.
                Err(No::Stale) => Ok(()),
                other => other,
            }
        })
    }
}

async fn inspect(app: &App, claim: &Claim, request: OutputRequest) -> Answer<()> {
    let mut request = claim.hold(request);
    if request.state() == State::Submitted {
        request = claim.hold(begin(app, &request).await?);
    }
    if request.state() == State::Inspection { look(app, &request).await } else { Ok(()) }
}

/// The request once the service looks into it.
async fn begin(app: &App, request: &ByService<OutputRequest>) -> Answer<OutputRequest> {
    let cx = Context::of_service(app);
    let step = service::begin_inspection(request.state()).map_err(|e| facts::broken("beginning an inspection", e))?;
    let step = request.step(step, app.world.now(), &app.part::<Rules>()?.holidays)?;
    let mut change = cx.change(request).await?;
    requests::moved(&mut change, request, &step).await?;
    let entry = cx
        .record(Did::OutputInspectionBegun(request.id()))
        .project(request.core.project)
        .detail("reference", &request.reference);
    change.commit(entry).await?;
    Ok(OutputRequest::clone(request).after(&step))
}

async fn look(app: &App, request: &ByService<OutputRequest>) -> Answer<()> {
    let cx = Context::of_service(app);
    let rules = app.part::<Rules>()?;
    let round = request.core.round;
    let files = requests::files_of_round(app, request.id(), round).await?;
    let items = requests::items(app, request.id(), round).await?;
    let mut found: Vec<(Option<&OutputFile>, Found)> = Vec::new();
    let mut contents = Vec::new();
    let (held, foreign) = held(app, request, &files).await?;
    let policy = policy(app, rules, request, (&items, &held)).await?;
    let disclosure = named(rules)?;
    for file in &files {
        let class = rules.class(&file.class).ok_or_else(|| No::Broken(format!("no class {}", file.class)))?;
        let report = report(app, file, class.purpose, &policy).await?;
        let mut here = minimum::of_type(class, &report.kind);
        here.extend(report.findings.into_iter().map(Found::from));
        if foreign.contains(&file.id) {
            here.extend(foreign::judged(app, file, &disclosure).await?);
        }
        contents.push((file.id, report.kind));
        found.extend(here.into_iter().map(|f| (Some(file), f)));
    }
    let linked: Vec<_> = items.iter().map(|i| (i.label.clone(), i.table)).collect();
    found.extend(minimum::of_items(&linked, &held).into_iter().map(|f| (None, f)));
    found.extend(minimum::of_tables(&marks(app, &linked, &held).await?).into_iter().map(|f| (None, f)));
    let blocked = minimum::blocked(found.iter().map(|(_, f)| f));
    let step =
        service::end_inspection(request.state(), blocked).map_err(|e| facts::broken("ending an inspection", e))?;

    let mut change = cx.change(request).await?;
    requests::moved(&mut change, request, &request.step(step, app.world.now(), &rules.holidays)?).await?;
    for (file, content) in &contents {
        requests::content(&mut change, request, *file, content).await?;
    }
    let mut entry = cx
        .record(Did::OutputInspected(request.id()))
        .project(request.core.project)
        .detail("reference", &request.reference)
        .detail("round", round)
        .detail("findings", found.len())
        .detail("outcome", step.to());
    for file in &files {
        entry = entry.file("inspected", app.files.mark(&file.hash));
    }
    for ((file, found), number) in found.into_iter().zip(1..) {
        let id = FindingId::new(&app.world);
        let stored = StoredFinding { id, number, file: file.map(|f| f.id), found };
        checks::add_finding(&mut change, request, round, &stored).await?;
    }
    if blocked {
        copy_items(&mut change, app, request).await?;
        let link = format!("/outputs/{}", request.reference);
        tell(app, &mut change, request.core.requester, "output-blocked", request, link).await?;
    } else {
        let team = facts::ever(app, request.core.project).await?;
        tell_checkers(app, &mut change, "output-to-check", request, &team).await?;
    }
    change.commit(entry).await?;
    Ok(())
}

pub(super) fn how(app: &App) -> Inspection {
    match app.part::<Arc<Inspection>>() {
        Ok(how) => how.as_ref().clone(),
        // The program that runs, even where its file was replaced by a newer one meanwhile.
        Err(_) => Inspection::Child(PathBuf::from("/proc/self/exe")),
    }
}

/// How a file is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// As its parsers read it, with what it hides in its place.
    Read,
    /// As LibreOffice would print it, for types whose printed pages are not read as they are.
    Printed,
}

impl Look {
    /// How a file is looked at where nothing is said: printed where that is the only way.
    pub(crate) fn of(read: &View) -> Look {
        if only_printed(read) { Look::Printed } else { Look::Read }
    }
}

/// Pages of a chosen file to look at, with the findings of the policy that it is inspected by. The bytes are those under its
/// hash; they are parsed where [`Inspection`] says.
pub(crate) async fn view(
    app: &App,
    request: &OutputRequest,
    file: &OutputFile,
    look: Look,
    wanted: Wanted,
) -> Answer<View> {
    let rules = app.part::<Rules>()?;
    let items = requests::items(app, request.id(), file.round).await?;
    let files = requests::files_of_round(app, request.id(), file.round).await?;
    let (held, _) = held(app, request, &files).await?;
    let policy = policy(app, rules, request, (&items, &held)).await?;
    let purpose = rules.class(&file.class).map_or(Purpose::Output, |class| class.purpose);
    let bytes = app.files.get(&file.hash).await?;
    let (name, how, limits) = (file.name.clone(), how(app), Limits::default());
    let work = move || match (how, look) {
        (Inspection::Child(exe), Look::Read) => view_in_child(&exe, &name, &bytes, purpose, &policy, wanted, &limits),
        (Inspection::Child(exe), Look::Printed) => {
            printed_in_child(&exe, &name, &bytes, purpose, &policy, wanted, &limits)
        }
        // What prints is a program of its own.
        (Inspection::Here, Look::Printed) => {
            let read = inspector::view::view(&name, &bytes, purpose, &policy, wanted);
            View { pages: Vec::new(), shown: 0, of: 0, problem: "no-office".to_owned(), ..read }
        }
        (Inspection::Here, Look::Read) => inspector::view::view(&name, &bytes, purpose, &policy, wanted),
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| facts::broken("making a view of a file", e))
}

/// What the inspector says of the frozen bytes.
async fn report(app: &App, file: &OutputFile, purpose: Purpose, policy: &InspectPolicy) -> Answer<Report> {
    let bytes = app.files.get(&file.hash).await?;
    let (name, policy) = (file.name.clone(), policy.clone());
    let how = how(app);
    let work = move || match how {
        Inspection::Child(exe) => inspect_in_child(&exe, &name, &bytes, purpose, &policy, &Limits::default()),
        Inspection::Here => inspector::inspect(&name, &bytes, purpose, &policy),
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| facts::broken("inspecting a file", e))
}

/// What the files of a request are inspected by: the profile's limits, the labels of its items (OUT-12), the datasets behind
/// them and those that the form names, with their citations (OUT-20) and field names (OUT-13).
async fn policy(
    app: &App,
    rules: &Rules,
    request: &OutputRequest,
    (items, held): (&[Item], &Held),
) -> Answer<InspectPolicy> {
    let mut ids = BTreeSet::new();
    for table in items.iter().filter_map(|i| i.table).chain(held.tables.keys().copied()) {
        if let Some(table) = tables::by_id(app, table).await? {
            ids.insert(table.dataset);
        }
    }
    for named in request.answers.answers.list("datasets") {
        if let Ok(id) = named.parse() {
            ids.insert(id);
        }
    }
    let mut datasets = Vec::new();
    for id in ids {
        if let Some(dataset) = data::dataset(app, id).await? {
            let fields = data::dictionary(app, id).await?.into_iter().map(|v| v.name).collect();
            datasets.push(inspector::Dataset {
                title: dataset.title,
                citation: dataset.citation,
                doi: dataset.doi,
                fields,
            });
        }
    }
    let disclosure = named(rules)?;
    Ok(InspectPolicy {
        max_bytes: rules.most_bytes,
        threshold: disclosure.count.threshold,
        servers: rules.servers.clone(),
        labels: items.iter().map(|i| i.label.clone()).collect(),
        datasets,
        ..InspectPolicy::default()
    })
}

/// The profile's disclosure policy.
fn named(rules: &Rules) -> Answer<Policy> {
    Policy::named(&rules.policy).map_err(|e| facts::broken("reading the disclosure policy", e))
}

/// The tables that the frozen files hold: those that the service wrote into them, by the hash of their bytes. And the files
/// that it did not write, or that were changed since.
async fn held(app: &App, request: &OutputRequest, files: &[OutputFile]) -> Answer<(Held, BTreeSet<FileId>)> {
    let project = request.core.project;
    let mut held = Held::default();
    let mut foreign = BTreeSet::new();
    for file in files {
        let mut tables = tables::all_of_file(app, project, &file.hash).await?;
        let saved = write_ups::of_file(app, project, &file.hash).await?;
        if saved.is_none() && tables.is_empty() {
            foreign.insert(file.id);
        }
        tables.extend(saved.iter().flat_map(|saved| saved.text.tables()));
        for id in tables {
            if let Some(table) = tables::by_id(app, id).await? {
                held.tables.insert(id, table.reference);
            }
        }
    }
    held.whole = foreign.is_empty();
    Ok((held, foreign))
}

/// What the disclosure rules said of the tables that the files hold and of those that items are said to be, by the label of the
/// item or the reference of the table.
async fn marks(
    app: &App,
    items: &[(String, Option<TableId>)],
    held: &Held,
) -> Answer<Vec<(String, Vec<minimum::RuleMark>)>> {
    let mut of: Vec<(String, TableId)> = items.iter().filter_map(|(l, table)| Some((l.clone(), (*table)?))).collect();
    let described: BTreeSet<TableId> = of.iter().map(|(_, id)| *id).collect();
    of.extend(held.tables.iter().filter(|(id, _)| !described.contains(id)).map(|(id, name)| (name.clone(), *id)));
    let mut all = Vec::new();
    for (label, id) in of {
        if let Some(table) = tables::by_id(app, id).await? {
            all.push((label, table.marks));
        }
    }
    Ok(all)
}
