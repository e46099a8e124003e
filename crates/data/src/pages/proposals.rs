//! A data dictionary that waits for a second person.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use forms::{Answers, Lists, Problems};
use foundation::Refusal;
use platform::web::redirect;
use platform::{Answer, Context, FormView, No, OrNotFound, Shown, Submitted};
use ui::{Body, Html, SummaryList};

use crate::actions;
use crate::model::{Dataset, DictionaryProposal, DictionaryProposalId};
use crate::policy::{ConfirmDictionary, DeclineDictionary, SeeDictionaryProposal};
use crate::rules::dictionary::DictionaryProposalState;
use crate::store;

/// Links to what waits, on the page of the dataset, for those who may see it.
pub(super) async fn waiting(cx: &Context, d: &Dataset, mut body: Body) -> Answer<Body> {
    for p in store::dictionary_proposals(&cx.app, d.id).await? {
        let p = DictionaryProposal { owners: d.owners.clone(), ..p };
        if cx.allows::<SeeDictionaryProposal>(&p.thing()) {
            body = body.link(cx.text("data-dictionary-waits"), &cx.href(&actions::page(d, p.id)));
        }
    }
    Ok(body)
}

pub(crate) async fn show(cx: Context, Path((reference, id)): Path<(String, DictionaryProposalId)>) -> Answer<Shown> {
    page(&cx, &reference, id, &Answers::new(), &Problems::none()).await
}

async fn page(
    cx: &Context,
    reference: &str,
    id: DictionaryProposalId,
    answers: &Answers,
    problems: &Problems,
) -> Answer<Shown> {
    let seen = actions::dictionary_proposal::<SeeDictionaryProposal>(cx, id).await?;
    let d = store::dataset(&cx.app, seen.dataset).await?.filter(|d| d.reference == reference).or_not_found()?;
    let title = cx.text("data-dictionary-proposal");
    let list = SummaryList::new()
        .row(cx.text("data-proposal-state"), cx.text(&format!("data-proposal-{}", seen.state)))
        .row(cx.text("data-proposed-at"), seen.proposed_at.text(cx.lang));
    let mut body = Body::new().heading_with_caption(d.title(cx.lang), title.as_str()).component(&list);
    let form = cx.app.profile.form("confirmation")?;
    if seen.state == DictionaryProposalState::Proposed {
        let weaker = actions::weakens(cx, &d, &seen.variables).await?;
        let weaker = weaker.iter().map(|w| Html::text(&w.sentence(&cx.app.texts, cx.lang)));
        body = body.text(cx.text("data-dictionary-proposal-text")).bullets(weaker.collect::<Vec<_>>());
        if seen.also::<ConfirmDictionary>(cx) || seen.also::<DeclineDictionary>(cx) {
            let view = FormView::new(form, answers, problems, actions::page(&d, id))
                .hidden("version", seen.version)
                .submit("data-decide");
            body = body.html(view.html(cx));
        }
    }
    let back = cx.href(&format!("/catalogue/{}", d.reference));
    Ok(cx.page(title, body).problems(cx, form, problems).back(d.title(cx.lang), &back))
}

pub(crate) async fn decide(
    cx: Context,
    Path((reference, id)): Path<(String, DictionaryProposalId)>,
    sent: Submitted,
) -> Answer<Response> {
    let answers = match sent.read(cx.app.profile.form("confirmation")?, &Lists::new()) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(page(&cx, &reference, id, &answers, &problems).await?.into_response()),
    };
    let version = sent.number("version")?;
    match answers.text("decision") {
        "confirm" => actions::confirm_dictionary(&cx, id, version).await?,
        "decline" => actions::decline_dictionary(&cx, id, version).await?,
        _ => return Err(No::Broken("the form confirmation let an answer through that nothing can be made of".into())),
    }
    Ok(redirect(&cx, &format!("/catalogue/{reference}")))
}
