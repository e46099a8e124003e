//! Places that one person proposes and another confirms.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use forms::{Answers, Lists, Problems};
use platform::web::redirect;
use platform::{Answer, Context, FormView, PersonId, Shown, Submitted};
use ui::{Body, Cell, Html, SummaryList, Table};

use crate::actions;
use crate::model::{PlaceProposal, PlaceProposalId};
use crate::policy::{ConfirmPlace, DeclinePlace, SeePlaceProposal};
use crate::rules::Rules;
use crate::rules::states::PlaceProposalState;
use crate::store::places;

fn kind(cx: &Context, rules: &Rules, of: &PlaceProposal) -> String {
    rules.place_kind(&of.kind).map_or_else(|| of.kind.clone(), |k| cx.text(&k.words))
}

/// Places that wait for a second person; nothing where none does.
pub(super) async fn waiting(cx: &Context, rules: &Rules) -> Answer<Option<Table>> {
    let all = places::proposals(&cx.app).await?;
    if all.is_empty() {
        return Ok(None);
    }
    let people: Vec<PersonId> = all.iter().map(|p| p.proposed_by).collect();
    let names = people::names(&cx.app, &people).await?;
    let mut table = Table::new(cx.text("settings-places-waiting")).head(
        ["settings-place-address", "settings-place-kind", "settings-place-name", "settings-place-proposed-by"]
            .map(|k| cx.text(k)),
    );
    for p in &all {
        table = table.row([
            Cell::new(Html::link(p.address.as_str(), &cx.href(&format!("/connectivity/proposals/{}", p.id)))),
            Cell::new(kind(cx, rules, p)),
            Cell::new(p.name.as_str()),
            Cell::new(names.get(&p.proposed_by).cloned().unwrap_or_default()),
        ]);
    }
    Ok(Some(table))
}

pub(crate) async fn show(cx: Context, Path(id): Path<PlaceProposalId>) -> Answer<Shown> {
    page(&cx, id, &Answers::new(), &Problems::none()).await
}

async fn page(cx: &Context, id: PlaceProposalId, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let seen = actions::place_proposal::<SeePlaceProposal>(cx, id).await?;
    let rules = cx.app.part::<Rules>()?;
    let people: Vec<PersonId> = [seen.proposed_by].into_iter().chain(seen.decided_by).collect();
    let names = people::names(&cx.app, &people).await?;
    let name = |id: &PersonId| names.get(id).cloned().unwrap_or_default();
    let whose = match seen.organisation {
        None => cx.text("settings-place-of-service"),
        Some(id) => people::organisation(&cx.app, id).await?.map(|o| o.name).unwrap_or_default(),
    };
    let mut list = SummaryList::new()
        .row(cx.text("settings-place-address"), seen.address.as_str())
        .row(cx.text("settings-place-kind"), kind(cx, rules, &seen))
        .row(cx.text("settings-place-name"), seen.name.as_str())
        .row(cx.text("settings-place-whose"), whose)
        .row(cx.text("settings-place-state"), cx.text(&format!("settings-place-proposal-{}", seen.state)))
        .row(cx.text("settings-place-proposed-by"), name(&seen.proposed_by))
        .row(cx.text("settings-place-proposed-at"), seen.proposed_at.text(cx.lang));
    if let (Some(by), Some(at)) = (seen.decided_by, seen.decided_at) {
        list = list.row(cx.text("settings-place-decided-by"), name(&by));
        list = list.row(cx.text("settings-place-decided-at"), at.text(cx.lang));
    }
    let title = cx.text("settings-place-proposal-title");
    let mut body = Body::new().heading(title.as_str()).component(&list).text(cx.text("settings-place-proposal-text"));
    let form = cx.app.profile.form("confirmation")?;
    let may = seen.also::<ConfirmPlace>(cx) || seen.also::<DeclinePlace>(cx);
    if seen.state == PlaceProposalState::Proposed && may {
        let view = FormView::new(form, answers, problems, format!("/connectivity/proposals/{id}"))
            .hidden("version", seen.version)
            .submit("settings-record-button");
        body = body.html(view.html(cx));
    }
    let back = cx.text("settings-connectivity-title");
    Ok(cx.page(title, body).problems(cx, form, problems).back(&back, &cx.href("/connectivity")))
}

pub(crate) async fn decide(cx: Context, Path(id): Path<PlaceProposalId>, sent: Submitted) -> Answer<Response> {
    let answers = match sent.read(cx.app.profile.form("confirmation")?, &Lists::new()) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(page(&cx, id, &answers, &problems).await?.into_response()),
    };
    let version = sent.number("version")?;
    match answers.text("decision") {
        "confirm" => actions::confirm_place(&cx, id, version).await.map(|_| ())?,
        _ => actions::decline_place(&cx, id, version).await?,
    }
    Ok(redirect(&cx, "/connectivity"))
}
