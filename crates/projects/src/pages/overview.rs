//! The list of projects, and one project: where it is, its team, its data.

use axum::extract::{Path, Query};
use foundation::{Arg, date_text};
use permissions::Action;
use platform::{Answer, Context, May, Paged, Shown};
use ui::{Body, Button, Cell, Status, SummaryList, Table, Tag, Task, TaskList};

use super::queries::{Asked, queries_of_applicant};
use crate::Rules;
use crate::actions::seen;
use crate::model::{Item, Mapping, Outcome, Project};
use crate::policy::{self, EditApplication, ListAllProjects, MapDatasets, Projects, ReadAssessments, SetUpProject};
use crate::rules::clocks::{clocks, days};
use crate::rules::stages::{Stage, State};
use crate::seen::Seen;
use crate::store::applications;
use crate::store::lists::{self, PAGE, cut};

fn state_tag(cx: &Context, state: State) -> Tag {
    let colour = match state {
        State::Draft | State::Withdrawn => "grey",
        State::Queried => "orange",
        State::Rejected => "red",
        State::Accredited | State::SetUp | State::Active => "green",
        _ => "blue",
    };
    Tag::new(cx.text(&format!("projects-state-{state}"))).colour(colour)
}

fn title_of(cx: &Context, p: &Project) -> String {
    if p.title.is_empty() { cx.text("projects-untitled") } else { p.title.clone() }
}

pub(crate) fn table(cx: &Context, caption: String, projects: &[Project]) -> Table {
    let heads = ["projects-number", "projects-project-title", "projects-state", "projects-ends"].map(|k| cx.text(k));
    projects.iter().fold(Table::new(caption).head(heads), |table, p| {
        table.row([
            Cell::new(ui::Html::link(p.number.as_str(), &cx.href(&format!("/projects/{}", p.number)))),
            Cell::new(title_of(cx, p)),
            Cell::new(ui::Component::html(&state_tag(cx, p.state))),
            Cell::new(p.ends.map(|d| date_text(d, cx.lang)).unwrap_or_default()),
        ])
    })
}

pub(crate) async fn list(cx: Context, Query(paged): Query<Paged>) -> Answer<Shown> {
    let person = cx.person()?;
    let (mine, more) = cut(lists::mine(&cx.app, person, paged).await?, PAGE);
    let title = cx.text("projects-title");
    let mut body = Body::new()
        .heading(title.as_str())
        .component(&Button::link(cx.text("projects-apply"), &cx.href("/projects/apply")))
        .full_width();
    if mine.is_empty() {
        body = body.text(cx.text("projects-none"));
    } else {
        body = body.component(&table(&cx, cx.text("projects-mine"), &mine));
    }
    let mut any_more = more;
    if cx.allows::<ListAllProjects>(&Projects::all()) {
        let (all, more) = cut(lists::visible_to_staff(&cx.app, paged).await?, PAGE);
        any_more |= more;
        body = body.component(&table(&cx, cx.text("projects-all"), &all));
    } else {
        let owned = of_owner(&cx).await?;
        if !owned.is_empty() {
            body = body.component(&table(&cx, cx.text("projects-of-my-data"), &owned));
        }
    }
    let body = body.maybe(paged.links(&cx, "/projects", any_more).as_ref());
    Ok(cx.page(title, body).wide())
}

/// Submitted projects that ask for data of the caller.
pub(crate) async fn of_owner(cx: &Context) -> Answer<Vec<Project>> {
    let mut found: Vec<Project> = Vec::new();
    for dataset in data::owned_by(&cx.app, cx.person()?).await? {
        for project in lists::asking_for(&cx.app, dataset).await? {
            if !found.iter().any(|p| p.id == project.id) {
                found.push(project);
            }
        }
    }
    Ok(found)
}

pub(crate) async fn show(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    let seen = seen(&cx, &number).await?;
    let p = &seen.project;
    let title = title_of(&cx, p);
    let asked = Asked::load(&cx, &seen).await?;
    let mut body = Body::new()
        .heading_with_caption(number.as_str(), title.as_str())
        .component(&state_tag(&cx, p.state))
        .component(&facts(&cx, &seen).await?)
        .html(queries_of_applicant(&cx, &seen, &asked)?)
        .section(cx.text("projects-tracks"))
        .component(&tracks(&cx, &seen, &asked.items).await?);
    body = team(&cx, &seen, body).await?;
    body = data_of(&cx, &seen, body)?;
    if p.state.accredited() && p.state != State::Active && seen.also::<SetUpProject>(&cx) {
        let hidden = [("version", p.version.to_string())];
        body = body.html(cx.button(&format!("/projects/{number}/set-up"), "projects-set-up", &hidden));
    }
    let mut links = Vec::new();
    if seen.team().contains(&cx.person()?) {
        links.push(("projects-link-access", format!("/projects/{number}/access")));
        links.push(("projects-link-space", format!("/projects/{number}/space/files/shared")));
        links.push(("projects-link-outputs", format!("/outputs?project={number}")));
    }
    if seen.also::<EditApplication>(&cx) {
        links.push(("projects-link-application", format!("/projects/{number}/application")));
    }
    links.push(("projects-team", format!("/projects/{number}/team")));
    links.push(("projects-history", format!("/projects/{number}/history")));
    if cx.allows::<ReadAssessments>(&Projects::all()) && p.submitted_at.is_some() {
        links.push(("projects-link-assessment", format!("/assessments/{number}")));
    }
    let links = links.iter().map(|(key, path)| ui::Html::link(cx.text(key), &cx.href(path)));
    let body = body.section(cx.text("projects-more")).plain_list(links);
    Ok(cx.page(title, body).back(&cx.text("projects-title"), &cx.href("/projects")))
}

async fn facts(cx: &Context, seen: &Seen) -> Answer<SummaryList> {
    let p = &seen.project;
    let mut list =
        SummaryList::new().row(cx.text("projects-holder"), cx.text(&format!("projects-holder-{}", p.state.holder())));
    let now = cx.app.world.now();
    if p.submitted_at.is_some() && !matches!(p.state, State::Active | State::Withdrawn | State::Rejected) {
        // APP-05
        let clocks = clocks(&applications::times(&cx.app, p.id).await?, now);
        let args = [("you", Arg::from(days(clocks.applicant))), ("us", Arg::from(days(clocks.service)))];
        list = list.row(cx.text("projects-clocks"), cx.say("projects-clocks-text", &args));
    }
    if !p.gateway.is_empty() {
        list = list.row(cx.text("projects-gateway"), cx.text(&format!("data-gateway-{}", p.gateway)));
    }
    if let (Some(starts), Some(ends)) = (p.starts, p.ends) {
        let dates = [("from", Arg::Text(date_text(starts, cx.lang))), ("to", Arg::Text(date_text(ends, cx.lang)))];
        list = list.row(cx.text("projects-dates"), cx.say("projects-dates-text", &dates));
    }
    if let (Some(number), Some(on)) = (&p.accreditation_number, p.accredited_on) {
        let args = [("number", Arg::from(number)), ("date", Arg::Text(date_text(on, cx.lang)))];
        list = list.row(cx.text("projects-accreditation"), cx.say("projects-accreditation-text", &args));
    }
    Ok(list)
}

/// The tracks that run side by side and join only when the project is entered (ACC-03): the project's own, the
/// accreditation of its people, the ways in of their organisations.
async fn tracks(cx: &Context, seen: &Seen, items: &[Item]) -> Answer<TaskList> {
    let p = &seen.project;
    let rules: &Rules = cx.app.part()?;
    let state = cx.text(&format!("projects-state-{}", p.state));
    let state = if p.state.accredited() { Status::completed(state) } else { Status::incomplete(state) };
    let mut stages = Vec::new();
    for stage in Stage::ALL.iter().filter(|s| rules.stages.contains(s)) {
        let of: Vec<_> = items.iter().filter(|i| i.stage == *stage && i.outcome != Some(Outcome::Superseded)).collect();
        let done = of.iter().filter(|i| !i.open()).count();
        let args = [
            ("stage", Arg::Text(cx.text(&format!("projects-stage-{stage}")))),
            ("done", Arg::from(done)),
            ("all", Arg::from(of.len())),
        ];
        stages.push(cx.say("projects-stage-progress", &args));
    }
    let named = &seen.named;
    let mut accredited = 0;
    for (person, _) in named {
        let all = people::accreditations(&cx.app, *person).await?;
        accredited += usize::from(all.iter().any(|a| a.valid_on(seen.today)));
    }
    let people = cx.say("projects-track-people-text", &[("n", Arg::from(accredited)), ("all", Arg::from(named.len()))]);
    let all = !named.is_empty() && accredited == named.len();
    let people = if all { Status::completed(people) } else { Status::incomplete(people) };
    Ok(TaskList::new()
        .task(Task::new(cx.text("projects-track-project"), "", state).hint(stages.join(". ")))
        .task(Task::new(cx.text("projects-track-people"), "", people))
        .task(Task::new(
            cx.text("projects-track-places"),
            &cx.href(&format!("/projects/{}/access", p.number)),
            Status::incomplete(cx.text("projects-track-places-text")),
        )))
}

async fn team(cx: &Context, seen: &Seen, body: Body) -> Answer<Body> {
    let mut people: Vec<_> = seen.members.iter().filter(|m| m.on(seen.today)).map(|m| (m.person, m.role)).collect();
    if seen.members.is_empty() {
        people.clone_from(&seen.named);
    }
    let ids: Vec<_> = people.iter().map(|(p, _)| *p).collect();
    let names = people::names(&cx.app, &ids).await?;
    if people.is_empty() {
        return Ok(body);
    }
    let heads = ["projects-name", "projects-role"].map(|k| cx.text(k));
    let table = Table::new(cx.text("projects-team")).head(heads).first_cell_is_header();
    let table = people.iter().fold(table, |t, (person, role)| {
        t.row([
            Cell::new(names.get(person).cloned().unwrap_or_default()),
            Cell::new(cx.text(&format!("projects-role-{role}"))),
        ])
    });
    Ok(body.component(&table))
}

/// The project's data and what they mean for access: those mapped, or as long as there are none those asked for.
fn data_of(cx: &Context, seen: &May<impl Action<On = policy::Project>, Seen>, mut body: Body) -> Answer<Body> {
    let p = &seen.project;
    if seen.datasets.is_empty() {
        return Ok(body);
    }
    let rules: &data::Rules = cx.app.part()?;
    let mappings = &seen.mappings;
    let counting: Vec<_> = mappings.iter().filter(|m| m.counts()).map(|m| m.dataset).collect();
    let counts = seen.datasets.iter().filter(|d| counting.is_empty() || counting.contains(&d.id));
    if let Some(words) = data::project_access_words(&cx.app.texts, cx.lang, rules, counts) {
        let key = if counting.is_empty() { "projects-access-would-be" } else { "projects-access-is" };
        body = body.section(cx.text("projects-access")).text(cx.say(key, &[("access", Arg::Text(words))]));
    }
    let maps = seen.also::<MapDatasets>(cx);
    let heads = ["data-title", "data-owner", "data-access", "projects-mapping"].map(|k| cx.text(k));
    let mut table = Table::new(cx.text("projects-datasets")).head(heads).first_cell_is_header();
    for d in &seen.datasets {
        let mapping = mappings.iter().rev().find(|m| m.dataset == d.id);
        table = table.row([
            Cell::new(ui::Html::link(d.title(cx.lang), &cx.href(&format!("/catalogue/{}", d.reference)))),
            Cell::new(d.owner_name.as_str()),
            Cell::new(data::access_words(&cx.app.texts, cx.lang, d)),
            Cell::new(mapping_words(cx, &p.number, &d.reference, mapping, maps)),
        ]);
    }
    Ok(body.component(&table))
}

fn mapping_words(cx: &Context, number: &str, reference: &str, mapping: Option<&Mapping>, maps: bool) -> ui::Html {
    let (key, button) = match mapping {
        None => ("projects-mapping-asked", None),
        Some(m) if m.mapped() => ("projects-mapping-mapped", Some(("unmap", "projects-unmap"))),
        Some(m) if m.counts() => ("projects-mapping-to-clear", Some(("clear", "projects-clear"))),
        Some(_) => ("projects-mapping-gone", None),
    };
    let mut html = ui::Html::text(&cx.text(key));
    if let (true, Some((verb, key))) = (maps, button) {
        html.push(&ui::Html::text(" "));
        let path = format!("/projects/{number}/datasets/{reference}/{verb}");
        html.push(&ui::Html::link(cx.text(key), &cx.href(&path)));
    }
    html
}
