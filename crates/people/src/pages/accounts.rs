//! Pages on which one member of staff disables an account, and two enable it again.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use forms::{Answers, Lists, Problems};
use platform::accounts::standing::Disabled;
use platform::web::{answered, redirect};
use platform::{Answer, App, Context, FormView, May, PersonId, ProposalId, ProposalState, Shown, Submitted, accounts};
use ui::{Body, Cell, Html, SummaryList, Table};

use crate::actions;
use crate::model::Person;
use crate::policy::{ConfirmEnabling, DeclineEnabling, DisableAccount, ProposeEnabling, SeeEnabling, SeePerson};
use crate::{reading, store};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/disable", get(ask_disable).post(disable))
        .route("/people/{id}/enable", get(ask_enable).post(enable))
        .route("/enablings", get(queue))
        .route("/enablings/{id}", get(show).post(decide))
}

async fn disabling(cx: &Context, person: PersonId) -> Answer<Option<Disabled>> {
    Ok(accounts::by_person(&cx.app, person).await?.and_then(|account| account.disabling(&cx.app)))
}

async fn name(cx: &Context, id: PersonId) -> Answer<String> {
    Ok(store::names(&cx.app, &[id]).await?.remove(&id).unwrap_or_default())
}

/// Whether the account is enabled, and why not for those who may do something about it.
async fn facts(cx: &Context, disabled: &Disabled) -> Answer<SummaryList> {
    let mut list = SummaryList::new().row(cx.text("people-account"), cx.text("people-account-state-disabled"));
    if let Some(at) = disabled.at {
        list = list.row(cx.text("people-account-disabled-at"), at.text(cx.lang));
    }
    if let Some(by) = disabled.by {
        list = list.row(cx.text("people-account-disabled-by"), name(cx, by).await?);
    }
    if let Some(why) = &disabled.why {
        list = list.row(cx.text("people-account-disabled-why"), why.as_str());
    }
    Ok(list)
}

/// What the page of a person says of the account, and what may be done to it.
pub(super) async fn about(cx: &Context, person: &May<SeePerson, Person>, body: Body) -> Answer<Body> {
    let to = |what: &str| cx.href(&format!("/people/{}/{what}", person.id));
    let (disables, enables) = (person.also::<DisableAccount>(cx), person.also::<ProposeEnabling>(cx));
    Ok(match disabling(cx, person.id).await? {
        Some(disabled) if disables || enables => {
            let body = body.component(&facts(cx, &disabled).await?);
            if enables { body.link(cx.text("people-enable-title"), &to("enable")) } else { body }
        }
        Some(_) => body.text(cx.text("people-account-state-disabled")),
        None if disables => body.link(cx.text("people-disable-title"), &to("disable")),
        None => body,
    })
}

/// Asks for the reason; `key` begins the texts of what is done.
async fn reason(cx: &Context, id: PersonId, key: &str, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let form = cx.app.profile.form("standing")?;
    let (enables, path) = (key == "people-enable", format!("/people/{id}"));
    let title = cx.text(if enables { "people-enable-title" } else { "people-disable-title" });
    let mut body = Body::new().heading_with_caption(name(cx, id).await?, title.as_str());
    if let Some(disabled) = disabling(cx, id).await? {
        body = body.component(&facts(cx, &disabled).await?);
    }
    let view = FormView::new(form, answers, problems, format!("{path}/{}", if enables { "enable" } else { "disable" }));
    let view =
        if enables { view.submit("people-enable-button") } else { view.submit("people-disable-button").warns(&path) };
    let text = cx.text(if enables { "people-enable-text" } else { "people-disable-text" });
    let body = body.text(text).html(view.html(cx));
    Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href(&path)).problems(cx, form, problems))
}

async fn ask_disable(cx: Context, Path(id): Path<PersonId>) -> Answer<Shown> {
    actions::person::<DisableAccount>(&cx, id).await?;
    reason(&cx, id, "people-disable", &Answers::new(), &Problems::none()).await
}

async fn disable(cx: Context, Path(id): Path<PersonId>, submitted: Submitted) -> Answer<Response> {
    match submitted.read(cx.app.profile.form("standing")?, &Lists::new()) {
        Ok(answers) => {
            actions::disable_account(&cx, id, answers.text("reason")).await?;
            let said = cx.did("people-disabled", &[("name", name(&cx, id).await?.into())]);
            Ok(answered(&cx, &format!("/people/{id}"), said.next(cx.text("people-disabled-next"))))
        }
        Err((answers, problems)) => {
            actions::person::<DisableAccount>(&cx, id).await?;
            Ok(reason(&cx, id, "people-disable", &answers, &problems).await?.into_response())
        }
    }
}

async fn ask_enable(cx: Context, Path(id): Path<PersonId>) -> Answer<Shown> {
    actions::person::<ProposeEnabling>(&cx, id).await?;
    reason(&cx, id, "people-enable", &Answers::new(), &Problems::none()).await
}

async fn enable(cx: Context, Path(id): Path<PersonId>, submitted: Submitted) -> Answer<Response> {
    match submitted.read(cx.app.profile.form("standing")?, &Lists::new()) {
        Ok(answers) => {
            let proposal = actions::propose_enabling(&cx, id, answers.text("reason")).await?;
            Ok(redirect(&cx, &format!("/enablings/{proposal}")))
        }
        Err((answers, problems)) => {
            actions::person::<ProposeEnabling>(&cx, id).await?;
            Ok(reason(&cx, id, "people-enable", &answers, &problems).await?.into_response())
        }
    }
}

async fn queue(cx: Context) -> Answer<Shown> {
    let open = actions::enablings(&cx).await?;
    let people: Vec<PersonId> = open.iter().flat_map(|(person, p)| [*person, p.proposed_by]).collect();
    let names = store::names(&cx.app, &people).await?;
    let name = |id: &PersonId| names.get(id).cloned().unwrap_or_default();
    let title = cx.text("people-enablings-title");
    let mut table = Table::new(title.as_str())
        .head(["people-name", "people-enabling-proposed-by", "people-enabling-proposed-at"].map(|k| cx.text(k)))
        .empty(cx.text("people-enablings-none"));
    for (person, proposal) in &open {
        table = table.row([
            Cell::new(Html::link(name(person), &cx.href(&format!("/enablings/{}", proposal.id)))),
            Cell::new(name(&proposal.proposed_by)),
            Cell::new(proposal.proposed_at.text(cx.lang)),
        ]);
    }
    let body =
        Body::new().full_width().heading(title.as_str()).text(cx.text("people-enablings-text")).component(&table);
    Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href("/people")))
}

async fn show(cx: Context, Path(id): Path<ProposalId>) -> Answer<Shown> {
    page(&cx, id, &Answers::new(), &Problems::none()).await
}

async fn page(cx: &Context, id: ProposalId, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let seen = actions::enabling::<SeeEnabling>(cx, id).await?;
    let mut list = SummaryList::new()
        .row(cx.text("people-state"), cx.text(&format!("people-enabling-state-{}", seen.state)))
        .row(cx.text("people-enabling-proposed-by"), name(cx, seen.proposed_by).await?)
        .row(cx.text("people-enabling-proposed-at"), seen.proposed_at.text(cx.lang))
        .row(cx.text("people-enabling-why"), seen.why.as_str());
    if let (Some(by), Some(at)) = (seen.decided_by, seen.decided_at) {
        list = list.row(cx.text("people-enabling-decided-by"), name(cx, by).await?);
        list = list.row(cx.text("people-enabling-decided-at"), at.text(cx.lang));
    }
    let title = cx.text("people-enabling-title");
    let mut body = Body::new().heading_with_caption(name(cx, seen.person).await?, title.as_str());
    if let Some(disabled) = disabling(cx, seen.person).await? {
        body = body.component(&facts(cx, &disabled).await?);
    }
    let form = cx.app.profile.form("confirmation")?;
    body = body.component(&list).link(cx.text("people-person-link"), &cx.href(&format!("/people/{}", seen.person)));
    let may = seen.also::<ConfirmEnabling>(cx) || seen.also::<DeclineEnabling>(cx);
    if seen.state == ProposalState::Proposed && may {
        let view = FormView::new(form, answers, problems, format!("/enablings/{id}"))
            .hidden("version", seen.version)
            .submit("people-decide");
        body = body.section(cx.text("people-decision")).html(view.html(cx));
    }
    Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href("/enablings")).problems(cx, form, problems))
}

async fn decide(cx: Context, Path(id): Path<ProposalId>, submitted: Submitted) -> Answer<Response> {
    let answers = match submitted.read(cx.app.profile.form("confirmation")?, &Lists::new()) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(page(&cx, id, &answers, &problems).await?.into_response()),
    };
    let version = submitted.number("version")?;
    let enabling = if reading::role_decision(&answers)? {
        actions::confirm_enabling(&cx, id, version).await?
    } else {
        actions::decline_enabling(&cx, id, version).await?
    };
    Ok(redirect(&cx, &format!("/people/{}", enabling.person)))
}
