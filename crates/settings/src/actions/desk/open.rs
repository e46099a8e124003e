//! A desktop is opened: statements accepted, on the record before anything runs, then started.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk::recording::Head;
use desk::wire::Live;
use desk::{Mark, Session};
use forms::Answers;
use foundation::{Moment, States};
use platform::{Answer, App, ContentHash, Context, No, Unasked};
use projects::ProjectId;

use super::end::end_row;
use super::{Held, held};
use crate::Rules;
use crate::desks::{Desks, Host, Machine, Recording, Running, Started, Wanted, look_after};
use crate::did::Did;
use crate::model::{DeskSession, DeskSessionId, Reach};
use crate::rules::desk::{self as rule, Another, NoDesk, Wish};
use crate::rules::states::{DeskState, WhyDeskEnded};
use crate::store::{desks, recordings};

/// The profile's form that is accepted before a desktop is opened.
pub(crate) fn desk_form(cx: &Context) -> Answer<&forms::Form> {
    cx.app.profile.form("desk")
}

/// The machine that starts desktops, or why there is none; "not found" where the operator offers none.
pub(crate) async fn offered(app: &App) -> Answer<Result<Arc<dyn Machine>, NoDesk>> {
    Ok(match app.part::<Desks>()?.host(&app.world).await {
        Host::Off => return Err(No::NotFound),
        Host::Cannot => Err(NoDesk::CannotSeal),
        Host::Ready(machine) => Ok(Arc::clone(machine)),
    })
}

/// The data of a space, by their references: what a desktop was opened with.
pub(crate) async fn mapped(app: &App, project: ProjectId) -> Answer<Vec<String>> {
    Ok(files(app, project).await?.into_iter().map(|(reference, hash)| format!("{reference} {hash}")).collect())
}

/// References and files of the datasets that are mapped now.
async fn files(app: &App, project: ProjectId) -> Answer<Vec<(String, ContentHash)>> {
    let mut found = Vec::new();
    for mapping in projects::mappings(app, project).await?.iter().filter(|mapping| mapping.mapped()) {
        let dataset = data::dataset(app, mapping.dataset).await?;
        found.extend(dataset.and_then(|dataset| Some((dataset.reference, dataset.file?))));
    }
    found.sort();
    Ok(found)
}

/// Opens the caller's desktop in a project, where they are inside. `statements` answers the profile's form `desk` (NET-07,
/// NET-10, SHR-01). Opened twice, it is one.
pub async fn open_desk(cx: &Context, project: ProjectId, statements: &Answers) -> Answer<()> {
    let held = held(cx, project).await?;
    if held.running.is_some() {
        return Ok(());
    }
    let app = &cx.app;
    let machine = offered(app).await?;
    let form = desk_form(cx)?;
    let problems = form.check(statements, &());
    if !problems.is_empty() {
        return Err(No::Invalid(problems));
    }
    let machine = match machine {
        Ok(machine) => machine,
        Err(no) => return refused(cx, project, no.into()).await,
    };
    let another = leave_old(cx, &held).await?;
    let ends_at = match rule::open(&wish(cx, &held, another)?, &app.part::<Rules>()?.desk) {
        Ok(ends_at) => ends_at,
        Err(no) => return refused(cx, project, no).await,
    };
    let row = DeskSession {
        id: DeskSessionId::new(&app.world),
        project,
        person: held.stay.person,
        stay: held.stay.id,
        machine: machine_name(app).await?,
        state: DeskState::first(),
        opened_at: app.world.now(),
        ends_at,
        locked_at: None,
    };
    let files = files(app, project).await?;
    let accepted = format!("{} {}", form.id, form.version);
    let mut change = cx.change(&held.right).await?;
    if desks::home(app, project, row.person).await?.is_none() {
        desks::make_home(&mut change, &held.right, &row).await?;
    }
    if !desks::open(&mut change, &held.right, &row, &accepted).await? {
        return Err(No::Stale);
    }
    let recorded = app.part::<Rules>()?.desk.recording_days.is_some();
    if recorded {
        let nothing = Reach::of(Head::first(&row.id.to_string()))?;
        recordings::begin(&mut change, &held.right, &row, &nothing).await?;
    }
    let mut entry = cx
        .record(Did::DeskOpened(row.id))
        .project(project)
        .route(&held.stay.route)
        .detail("statements", &accepted)
        .detail("ends", row.ends_at.rfc3339());
    for (_, hash) in &files {
        entry = entry.file("data", app.files.mark(hash));
    }
    change.commit(entry).await?;
    match start(cx, &row, &files, machine, recorded).await {
        Ok((started, recording)) => {
            begin(cx, &row, &files, started, recording)?;
            Ok(())
        }
        Err(no) => {
            // What the machine said is for its operator.
            tracing::error!(desk = %row.id, ?no, "a desktop could not be started");
            let _ = fs::remove_dir_all(app.part::<Desks>()?.place(row.id));
            end_row(cx, &row, WhyDeskEnded::NotStarted, "", Default::default(), None).await?;
            Err(No::refused(NoDesk::NotStarted))
        }
    }
}

/// The file in which what is seen is kept: without it no desktop begins.
async fn begin_recording(app: &App, id: DeskSessionId) -> Answer<Arc<Recording>> {
    let of = app.clone();
    let begun = tokio::task::spawn_blocking(move || Recording::begin(&of, id)).await;
    begun.map_err(|e| No::Broken(e.to_string()))?.map_err(|e| No::Away(format!("beginning a recording: {e}")))
}

/// The name under which this machine's desktops stand in the table.
async fn machine_name(app: &App) -> Answer<String> {
    let name = app.part::<Desks>()?.name(&app.world).await;
    name.map(str::to_owned).ok_or_else(|| No::Broken("a machine without a name starts a desktop".into()))
}

/// Ends what this person has left in this project under another stay, and what a service of before has left. The other one,
/// where they have a desktop in another project or on another machine.
async fn leave_old(cx: &Context, held: &Held) -> Answer<Option<Another>> {
    let desks = cx.app.part::<Desks>()?;
    let Some(old) = desks::current(&cx.app, held.stay.person).await? else { return Ok(None) };
    let number = async || {
        let project = projects::project(&cx.app, old.project).await?;
        project.map(|project| project.number).ok_or_else(|| No::Broken("a desktop of no project".into()))
    };
    let (here, now) = (desks.name(&cx.app.world).await, cx.app.world.now());
    match desks.of_person(old.person).filter(|running| running.id == old.id) {
        Some(running) if old.project == held.stay.project => running.end(WhyDeskEnded::EnteredAgain).await,
        Some(_) => return Ok(Some(Another::Project(number().await?))),
        None if rule::is_left(&old.machine, here, old.ends_at, now) => {
            end_row(cx, &old, WhyDeskEnded::ServiceStopped, "", Default::default(), None).await?;
        }
        None => return Ok(Some(Another::Machine(number().await?))),
    }
    Ok(None)
}

fn wish(cx: &Context, held: &Held, another: Option<Another>) -> Answer<Wish> {
    let desks = cx.app.part::<Desks>()?;
    let free = desk::workspace::free_bytes(desks.folder());
    Ok(Wish {
        now: cx.app.world.now(),
        stay_ends: held.stay.ends_at,
        another,
        running: desks.count(),
        most: desks.most(),
        free: free.map_err(|e| No::Away(format!("looking at {}: {e}", desks.folder().display())))?,
    })
}

async fn refused(cx: &Context, project: ProjectId, no: foundation::Refusals<NoDesk>) -> Answer<()> {
    let keys: Vec<&str> = no.0.iter().map(foundation::Refusal::key).collect();
    let entry = cx.record(Did::DeskRefused(project)).project(project).detail("reasons", keys.join(" "));
    cx.change_unasked(Unasked::Refusing).await?.commit(entry).await?;
    Err(no.into())
}

/// Begins the recording, lays out the data and starts the sandboxes.
async fn start(
    cx: &Context,
    row: &DeskSession,
    files: &[(String, ContentHash)],
    machine: Arc<dyn Machine>,
    recorded: bool,
) -> Answer<(Box<dyn Started>, Option<Arc<Recording>>)> {
    let app = &cx.app;
    let recording = if recorded { Some(begin_recording(app, row.id).await?) } else { None };
    let desks = app.part::<Desks>()?;
    let folder = desks.place(row.id);
    let number = desks::home(app, row.project, row.person).await?;
    let number = number.ok_or_else(|| No::Broken("a desktop is opened without a home".into()))?;
    // Large files are written: not on a thread on which others wait.
    let (handle, files, laid) = (tokio::runtime::Handle::current(), files.to_vec(), (app.clone(), folder.join("data")));
    let lay = tokio::task::spawn_blocking(move || handle.block_on(lay_out_all(&laid.0, &laid.1, &files)));
    let data = lay.await.map_err(|e| No::Broken(e.to_string()))??;
    let wanted = Wanted {
        name: row.id.to_string(),
        home: desks.home(row.project, row.person),
        folder,
        number,
        data,
        cookie: app.world.bytes(),
        rules: rules(app)?,
    };
    let started = tokio::task::spawn_blocking(move || machine.start(&wanted)).await;
    Ok((started.map_err(|e| No::Broken(e.to_string()))?.map_err(No::Away)?, recording))
}

fn rules(app: &App) -> Answer<desk::Rules> {
    let idle = app.part::<Rules>()?.desk.idle_minutes * Moment::MINUTE;
    Ok(desk::Rules { idle: Some(idle), ..desk::Rules::default() })
}

async fn lay_out_all(app: &App, folder: &Path, files: &[(String, ContentHash)]) -> Answer<Vec<PathBuf>> {
    let mut all = Vec::new();
    for (reference, hash) in files {
        all.push(lay_out(app, folder, reference, hash).await?);
    }
    Ok(all)
}

/// A copy of one dataset in a folder of its own, verified by its hash.
async fn lay_out(app: &App, folder: &Path, reference: &str, hash: &ContentHash) -> Answer<PathBuf> {
    projects::safe_name(reference)?;
    let folder = folder.join(reference);
    let file = folder.join(format!("{reference}.parquet"));
    let away = |e: std::io::Error| No::Away(format!("laying out {}: {e}", file.display()));
    fs::create_dir_all(&folder).map_err(away)?;
    let mut out = fs::File::create_new(&file).map_err(away)?;
    app.files.copy(hash, |piece| std::io::Write::write_all(&mut out, piece)).await?;
    Ok(folder)
}

/// Shows it, and looks after it from now on.
fn begin(
    cx: &Context,
    row: &DeskSession,
    files: &[(String, ContentHash)],
    started: Box<dyn Started>,
    recording: Option<Arc<Recording>>,
) -> Answer<()> {
    let app = &cx.app;
    let short: String = row.id.to_string().chars().rev().take(8).collect();
    let short: String = short.chars().rev().collect();
    let mark = Mark { person: cx.who()?.known.name.clone(), session: short, seed: app.world.bytes() };
    let mut session = Session::new(crate::desks::SCREEN, mark, rules(app)?, app.world.now());
    if recording.is_some() {
        session.record(app.world.now());
    }
    let id = row.id;
    let told = move |event: &desk::Event| tracing::info!(target: "desk", desk = %id, what = ?event.what);
    let live = Live::new(session, app.world.clone(), Box::new(told));
    let data = files.iter().map(|(reference, hash)| format!("{reference} {hash}")).collect();
    let (running, orders) = Running::new(row, live, data, recording);
    app.part::<Desks>()?.add(&running);
    tokio::spawn(look_after(cx.clone(), running, started, orders));
    Ok(())
}
