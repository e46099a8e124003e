//! Roles that one operator proposes and another confirms.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use forms::{Answers, Lists, Problems};
use foundation::Arg;
use platform::web::{answered, redirect};
use platform::{Answer, App, Confirmation, Confirmed, Context, FormView, No, PersonId, Shown, Submitted};
use ui::{Body, Cell, Html, SummaryList, Table};

use crate::actions;
use crate::model::{Role, RoleProposal, RoleProposalId};
use crate::policy::{self, ConfirmRole, DeclineRole, GrantRole, SeeRoleProposal, SeeRoleProposals};
use crate::rules::states::RoleProposalState;
use crate::{reading, store};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/roles", get(queue))
        .route("/roles/{id}", get(show).post(decide))
        .route("/people/{id}/roles/{role}/end", get(ask_end).post(end))
}

async fn ask_end(cx: Context, Path((id, role)): Path<(PersonId, String)>) -> Answer<Shown> {
    let held = actions::person::<GrantRole>(&cx, id).await?;
    let role: Role = role.parse().map_err(|_| No::NotFound)?;
    actions::holds(&cx, &held, role).await?;
    Ok(Confirmation::new("people-role-end", format!("/people/{id}/roles/{role}/end"), format!("/people/{id}"))
        .caption(held.name.as_str())
        .with("role", role_text(&cx, role))
        .page(&cx))
}

async fn end(cx: Context, Path((id, role)): Path<(PersonId, String)>, _sent: Confirmed) -> Answer<Response> {
    let role: Role = role.parse().map_err(|_| No::NotFound)?;
    actions::revoke_role(&cx, id, role).await?;
    let said = cx.did("people-role-ended", &[("role", Arg::Text(role_text(&cx, role)))]);
    Ok(answered(&cx, &format!("/people/{id}"), said))
}

fn role_text(cx: &Context, role: Role) -> String {
    cx.text(&format!("people-role-{role}"))
}

/// The roles that a person holds and will hold.
pub(super) async fn in_words(cx: &Context, person: PersonId) -> Answer<String> {
    let held = store::held(&cx.app, person).await?;
    let mut roles: Vec<String> = held.iter().map(|role| role_text(cx, *role)).collect();
    for (role, from) in store::coming(&cx.app, person).await? {
        let args = [("role", Arg::Text(role_text(cx, role))), ("from", Arg::Text(from.text(cx.lang)))];
        roles.push(cx.say("people-role-from", &args));
    }
    Ok(roles.join(", "))
}

/// Proposals that are open, with whose they are.
async fn table(cx: &Context, proposals: &[RoleProposal]) -> Answer<Table> {
    let people: Vec<PersonId> = proposals.iter().flat_map(|p| [p.person, p.proposed_by]).collect();
    let names = store::names(&cx.app, &people).await?;
    let name = |id: &PersonId| names.get(id).cloned().unwrap_or_default();
    let mut table = Table::new(cx.text("people-roles-waiting"))
        .head(["people-role", "people-name", "people-role-proposed-by", "people-role-proposed-at"].map(|k| cx.text(k)))
        .empty(cx.text("people-roles-none"));
    for p in proposals {
        table = table.row([
            Cell::new(Html::link(role_text(cx, p.role), &cx.href(&format!("/roles/{}", p.id)))),
            Cell::new(name(&p.person)),
            Cell::new(name(&p.proposed_by)),
            Cell::new(p.proposed_at.text(cx.lang)),
        ]);
    }
    Ok(table)
}

/// What is proposed for a person, for those who may see it; nothing where nothing is.
pub(super) async fn proposed_for(cx: &Context, person: PersonId) -> Answer<Option<Table>> {
    let mut open = store::proposals(&cx.app, person).await?;
    open.retain(|p| {
        let (person, proposer) = (p.person.to_string(), p.proposed_by.to_string());
        cx.allows::<SeeRoleProposal>(&policy::RoleProposal { id: p.id.to_string(), person, proposer })
    });
    Ok(if open.is_empty() { None } else { Some(table(cx, &open).await?) })
}

async fn queue(cx: Context) -> Answer<Shown> {
    cx.permit_on::<SeeRoleProposals>(policy::service())?;
    let open = store::open_proposals(&cx.app).await?;
    let title = cx.text("people-roles-title");
    let body = Body::new().full_width().heading(title.as_str()).text(cx.text("people-roles-text"));
    let body = body.component(&table(&cx, &open).await?);
    Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href("/people")))
}

async fn show(cx: Context, Path(id): Path<RoleProposalId>) -> Answer<Shown> {
    page(&cx, id, &Answers::new(), &Problems::none()).await
}

async fn page(cx: &Context, id: RoleProposalId, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let seen = actions::proposal::<SeeRoleProposal>(cx, id).await?;
    let people: Vec<PersonId> = [seen.person, seen.proposed_by].into_iter().chain(seen.decided_by).collect();
    let names = store::names(&cx.app, &people).await?;
    let name = |id: &PersonId| names.get(id).cloned().unwrap_or_default();
    let mut list = SummaryList::new()
        .row(cx.text("people-role"), role_text(cx, seen.role))
        .row(cx.text("people-state"), cx.text(&format!("people-role-proposal-state-{}", seen.state)))
        .row(cx.text("people-role-proposed-by"), name(&seen.proposed_by))
        .row(cx.text("people-role-proposed-at"), seen.proposed_at.text(cx.lang));
    if let (Some(by), Some(at)) = (seen.decided_by, seen.decided_at) {
        list = list.row(cx.text("people-role-decided-by"), name(&by));
        list = list.row(cx.text("people-role-decided-at"), at.text(cx.lang));
    }
    let mut body = Body::new()
        .heading_with_caption(name(&seen.person), cx.text("people-role-proposal-title"))
        .component(&list)
        .link(cx.text("people-person-link"), &cx.href(&format!("/people/{}", seen.person)));
    let form = cx.app.profile.form("confirmation")?;
    let may = seen.also::<ConfirmRole>(cx) || seen.also::<DeclineRole>(cx);
    if seen.state == RoleProposalState::Proposed && may {
        let view = FormView::new(form, answers, problems, format!("/roles/{id}"))
            .hidden("version", seen.version)
            .submit("people-decide");
        body = body.section(cx.text("people-decision")).html(view.html(cx));
    }
    let title = cx.text("people-role-proposal-title");
    Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href("/roles")).problems(cx, form, problems))
}

async fn decide(cx: Context, Path(id): Path<RoleProposalId>, submitted: Submitted) -> Answer<Response> {
    let answers = match submitted.read(cx.app.profile.form("confirmation")?, &Lists::new()) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(page(&cx, id, &answers, &problems).await?.into_response()),
    };
    let version = submitted.number("version")?;
    let proposal = if reading::role_decision(&answers)? {
        actions::confirm_role(&cx, id, version).await?
    } else {
        actions::decline_role(&cx, id, version).await?
    };
    Ok(redirect(&cx, &format!("/people/{}", proposal.person)))
}
