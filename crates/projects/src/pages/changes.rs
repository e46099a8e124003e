//! Buttons of the project's pages that change something, and the page of the team.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use foundation::Arg;
use permissions::Action;
use platform::Submitted;
use platform::web::{answered, redirect};
use platform::{Answer, Confirmation as Confirm, Confirmed, Context, FormView, May, No, OrNotFound, PersonId, Shown};
use ui::{Body, Cell, SummaryList, Table};

use crate::actions::{self, Confirmation, NewMember, NoMapping, SeenVersion, Submission, lookup, seen};
use crate::model::Mapping;
use crate::policy::{self, ChangeTeam, MapDatasets, WithdrawApplication};
use crate::rules::roles::Role;
use crate::rules::stages::State;
use crate::rules::withdraw;
use crate::seen::Seen;

pub(crate) async fn submit(cx: Context, Path(number): Path<String>, sent: Submitted) -> Answer<Response> {
    let command = Submission { version: sent.number("version")?, draft_version: sent.number("draft")? };
    actions::submit(&cx, &number, command).await?;
    Ok(redirect(&cx, &format!("/projects/{number}/application/submitted")))
}

pub(crate) async fn confirm(cx: Context, Path(number): Path<String>, sent: Submitted) -> Answer<Response> {
    actions::confirm(&cx, &number, Confirmation { draft_version: sent.number("draft")? }).await?;
    let said = cx.did("projects-now-confirmed", &[]).next(cx.text("projects-now-confirmed-next"));
    Ok(answered(&cx, &format!("/projects/{number}"), said))
}

pub(crate) async fn ask_withdraw(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    let held = lookup::<WithdrawApplication>(&cx, &number).await?;
    let project = &held.project;
    withdraw::withdraw(project.state)?;
    let at = format!("/projects/{number}/application");
    Ok(Confirm::new("projects-withdraw", format!("{at}/withdraw"), at)
        .caption(if project.title.is_empty() { &number } else { &project.title })
        .hidden("version", project.version)
        .page(&cx))
}

pub(crate) async fn withdraw(cx: Context, Path(number): Path<String>, sent: Confirmed) -> Answer<Response> {
    actions::withdraw(&cx, &number, SeenVersion { version: sent.number("version")? }).await?;
    let said = cx.did("projects-withdrawn", &[("number", Arg::from(&number))]).next(cx.text("projects-withdrawn-next"));
    Ok(answered(&cx, &format!("/projects/{number}"), said))
}

pub(crate) async fn set_up(cx: Context, Path(number): Path<String>, sent: Submitted) -> Answer<Response> {
    actions::set_up(&cx, &number, SeenVersion { version: sent.number("version")? }).await?;
    let said = cx.did("projects-now-set-up", &[]).next(cx.text("projects-now-set-up-next"));
    Ok(answered(&cx, &format!("/projects/{number}"), said))
}

pub(crate) async fn ask_unmap(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<Shown> {
    let (held, title) = mapped(&cx, &number, &reference).await?;
    if !held.mapping(&reference).is_some_and(Mapping::mapped) {
        return Err(No::refused(NoMapping::NotMapped));
    }
    Ok(dataset_page(&cx, "projects-unmap", &number, &reference, "unmap", &title))
}

pub(crate) async fn unmap(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    _sent: Confirmed,
) -> Answer<Response> {
    actions::unmap(&cx, &number, &reference).await?;
    let said = cx.did("projects-unmapped", &[]).next(cx.text("projects-unmapped-next"));
    Ok(answered(&cx, &format!("/projects/{number}"), said))
}

pub(crate) async fn ask_clear(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<Shown> {
    let (held, title) = mapped(&cx, &number, &reference).await?;
    if !held.mapping(&reference).is_some_and(|m| !m.mapped() && m.counts()) {
        return Err(No::refused(NoMapping::NothingToClear));
    }
    Ok(dataset_page(&cx, "projects-clear", &number, &reference, "clear", &title))
}

/// The project in the hands of whoever maps its datasets, and the title of one of them.
async fn mapped(cx: &Context, number: &str, reference: &str) -> Answer<(May<MapDatasets, Seen>, String)> {
    let held = lookup::<MapDatasets>(cx, number).await?;
    let title = held.dataset(reference).or_not_found()?.title(cx.lang).to_owned();
    Ok((held, title))
}

fn dataset_page(cx: &Context, key: &'static str, number: &str, reference: &str, verb: &str, title: &str) -> Shown {
    let at = format!("/projects/{number}");
    Confirm::new(key, format!("{at}/datasets/{reference}/{verb}"), at).caption(number).with("title", title).page(cx)
}

pub(crate) async fn clear(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    _sent: Confirmed,
) -> Answer<Response> {
    actions::clear(&cx, &number, &reference).await?;
    Ok(answered(&cx, &format!("/projects/{number}"), cx.did("projects-cleared", &[])))
}

pub(crate) async fn team(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    team_page(&cx, &seen(&cx, &number).await?, &Answers::new(), &Problems::none()).await
}

async fn team_page(
    cx: &Context,
    seen: &May<impl Action<On = policy::Project>, Seen>,
    answers: &Answers,
    problems: &Problems,
) -> Answer<Shown> {
    let number = &seen.project.number;
    let ids: Vec<_> = seen.members.iter().map(|m| m.person).collect();
    let names = people::names(&cx.app, &ids).await?;
    let changes = seen.also::<ChangeTeam>(cx);
    let title = cx.text("projects-team");
    let heads = ["projects-name", "projects-role", "projects-from", "projects-until"].map(|k| cx.text(k));
    let mut table = Table::new(seen.project.title.as_str()).head(heads).first_cell_is_header();
    for m in &seen.members {
        let until = match m.until {
            Some(date) => ui::Html::text(&foundation::date_text(date, cx.lang)),
            None if changes && m.role != Role::Coordinator => {
                let path = format!("/projects/{number}/team/{}/end", m.person);
                ui::Html::link(cx.text("projects-member-end"), &cx.href(&path))
            }
            None => ui::Html::default(),
        };
        table = table.row([
            Cell::new(names.get(&m.person).cloned().unwrap_or_default()),
            Cell::new(cx.text(&format!("projects-role-{}", m.role))),
            Cell::new(foundation::date_text(m.from, cx.lang)),
            Cell::new(until),
        ]);
    }
    let mut body = Body::new().heading_with_caption(number.as_str(), title.as_str()).component(&table);
    let form = cx.app.profile.form("member")?;
    if changes && seen.project.state == State::Active {
        let view =
            FormView::new(form, answers, problems, format!("/projects/{number}/team")).submit("projects-member-add");
        body = body.section(cx.text("projects-member-add")).html(view.html(cx));
    }
    let back = cx.href(&format!("/projects/{number}"));
    Ok(cx.page(title, body).problems(cx, form, problems).back(&seen.project.title, &back))
}

pub(crate) async fn add_member(cx: Context, Path(number): Path<String>, sent: Submitted) -> Answer<Response> {
    let form = cx.app.profile.form("member")?;
    match sent.read(form, &()) {
        Ok(answers) => {
            let role = answers.text("role").parse().map_err(|_| No::NotFound)?;
            let new = NewMember { email: answers.text("email").to_owned(), role };
            actions::add_member(&cx, &number, &new).await?;
            let said = cx.did("projects-member-added", &[("email", Arg::from(&new.email))]);
            let said = said.next(cx.text("projects-member-added-next"));
            Ok(answered(&cx, &format!("/projects/{number}/team"), said))
        }
        Err((answers, problems)) => {
            let held = lookup::<ChangeTeam>(&cx, &number).await?;
            Ok(team_page(&cx, &held, &answers, &problems).await?.into_response())
        }
    }
}

pub(crate) async fn ask_end_member(cx: Context, Path((number, person)): Path<(String, String)>) -> Answer<Shown> {
    let held = lookup::<ChangeTeam>(&cx, &number).await?;
    let person: PersonId = person.parse().map_err(|_| No::NotFound)?;
    let member = actions::to_end(&held, person)?;
    let name = people::names(&cx.app, &[person]).await?.remove(&person).unwrap_or_default();
    let facts = SummaryList::new()
        .row(cx.text("projects-role"), cx.text(&format!("projects-role-{}", member.role)))
        .row(cx.text("projects-from"), foundation::date_text(member.from, cx.lang));
    let team = format!("/projects/{number}/team");
    Ok(Confirm::new("projects-member-end", format!("{team}/{person}/end"), team)
        .caption(held.project.title.as_str())
        .with("name", name)
        .facts(facts)
        .page(&cx))
}

pub(crate) async fn end_member(
    cx: Context,
    Path((number, person)): Path<(String, String)>,
    _sent: Confirmed,
) -> Answer<Response> {
    let person: PersonId = person.parse().map_err(|_| No::NotFound)?;
    actions::end_member(&cx, &number, person).await?;
    let name = people::names(&cx.app, &[person]).await?.remove(&person).unwrap_or_default();
    let said = cx.did("projects-member-ended", &[("name", name.into())]);
    Ok(answered(&cx, &format!("/projects/{number}/team"), said))
}
