//! Buttons of the project's pages that change something, and the page of the team.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use permissions::Action;
use platform::web::redirect;
use platform::{Answer, Context, FormView, May, No, Shown, Submitted};
use ui::{Body, Cell, Table};

use crate::actions::{self, Confirmation, NewMember, SeenVersion, Submission, lookup, seen};
use crate::policy::{self, ChangeTeam};
use crate::rules::roles::Role;
use crate::rules::stages::State;
use crate::seen::Seen;

pub(crate) async fn submit(cx: Context, Path(number): Path<String>, sent: Submitted) -> Answer<Response> {
    let command = Submission { version: sent.number("version")?, draft_version: sent.number("draft")? };
    actions::submit(&cx, &number, command).await?;
    Ok(redirect(&cx, &format!("/projects/{number}/application/submitted")))
}

pub(crate) async fn confirm(cx: Context, Path(number): Path<String>, sent: Submitted) -> Answer<Response> {
    actions::confirm(&cx, &number, Confirmation { draft_version: sent.number("draft")? }).await?;
    Ok(redirect(&cx, &format!("/projects/{number}")))
}

pub(crate) async fn withdraw(cx: Context, Path(number): Path<String>, sent: Submitted) -> Answer<Response> {
    actions::withdraw(&cx, &number, SeenVersion { version: sent.number("version")? }).await?;
    Ok(redirect(&cx, &format!("/projects/{number}")))
}

pub(crate) async fn set_up(cx: Context, Path(number): Path<String>, sent: Submitted) -> Answer<Response> {
    actions::set_up(&cx, &number, SeenVersion { version: sent.number("version")? }).await?;
    Ok(redirect(&cx, &format!("/projects/{number}")))
}

pub(crate) async fn unmap(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    _sent: Submitted,
) -> Answer<Response> {
    actions::unmap(&cx, &number, &reference).await?;
    Ok(redirect(&cx, &format!("/projects/{number}")))
}

pub(crate) async fn clear(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    _sent: Submitted,
) -> Answer<Response> {
    actions::clear(&cx, &number, &reference).await?;
    Ok(redirect(&cx, &format!("/projects/{number}")))
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
                cx.button(&format!("/projects/{number}/team/{}/end", m.person), "projects-member-end", &[])
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
            Ok(redirect(&cx, &format!("/projects/{number}/team")))
        }
        Err((answers, problems)) => {
            let held = lookup::<ChangeTeam>(&cx, &number).await?;
            Ok(team_page(&cx, &held, &answers, &problems).await?.into_response())
        }
    }
}

pub(crate) async fn end_member(
    cx: Context,
    Path((number, person)): Path<(String, String)>,
    _sent: Submitted,
) -> Answer<Response> {
    let person = person.parse().map_err(|_| No::NotFound)?;
    actions::end_member(&cx, &number, person).await?;
    Ok(redirect(&cx, &format!("/projects/{number}/team")))
}
