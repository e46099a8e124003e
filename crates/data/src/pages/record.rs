//! Pages on which a record is made, published and stipulated.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use platform::web::{answered, redirect};
use platform::{Answer, Confirmation, Confirmed, Context, FormView, No, Shown, Submitted};
use ui::Body;

use crate::actions::{self, ChangeStipulations, Publish};
use crate::choices::choices;
use crate::model::Dataset;
use crate::policy;

pub(crate) async fn new(cx: Context) -> Answer<Shown> {
    actions::adding(&cx)?;
    new_page(&cx, &Answers::new(), &Problems::none()).await
}

async fn new_page(cx: &Context, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let form = cx.app.profile.form("dataset")?;
    let lists = choices(cx).await?;
    let title = cx.text("data-add");
    let view = FormView::new(form, answers, problems, "/catalogue/new").choose(&lists).submit("data-add");
    let body = Body::new().heading(title.as_str()).html(view.html(cx));
    let page = cx.page(title, body).problems(cx, form, problems);
    Ok(page.back(&cx.text("data-catalogue"), &cx.href("/catalogue")))
}

pub(crate) async fn add(cx: Context, sent: Submitted) -> Answer<Response> {
    let right = actions::adding(&cx)?;
    let form = cx.app.profile.form("dataset")?;
    let answers = match sent.read(form, &choices(&cx).await?) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(new_page(&cx, &answers, &problems).await?.into_response()),
    };
    let added = match actions::new_dataset(&cx, &right, &answers).await {
        Ok(new) => actions::add_dataset(&cx, &right, new).await,
        Err(no) => Err(no),
    };
    match added {
        Err(No::Invalid(problems)) => Ok(new_page(&cx, &answers, &problems).await?.into_response()),
        added => Ok(redirect(&cx, &format!("/catalogue/{}", added?.reference))),
    }
}

pub(crate) async fn ask_publish(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let d = actions::may_publish(&cx, &reference).await?;
    let page = format!("/catalogue/{reference}");
    Ok(Confirmation::new("data-publish", format!("{page}/publish"), page)
        .caption(d.title(cx.lang))
        .hidden("version", d.version)
        .page(&cx))
}

pub(crate) async fn publish(cx: Context, Path(reference): Path<String>, sent: Confirmed) -> Answer<Response> {
    actions::publish(&cx, &reference, Publish { version: sent.number("version")? }).await?;
    Ok(answered(&cx, &format!("/catalogue/{reference}"), cx.did("data-published", &[])))
}

/// The stipulations as the answers of their form.
fn answers_of(d: &Dataset) -> Answers {
    let list = |items: &mut dyn Iterator<Item = &String>| items.cloned().collect::<Vec<String>>();
    let mut answers = Answers::new()
        .with("setting", d.setting.as_str())
        .with("schemes", list(&mut d.schemes.iter()))
        .with("organisation-kinds", list(&mut d.organisation_kinds.iter()))
        .with("conditions", d.conditions.as_str())
        .with("output-conditions", d.output_conditions.as_str());
    if let Some(level) = d.level {
        answers.set("level", level.to_string());
    }
    if let Some(routes) = &d.routes_narrowed {
        answers.set("routes", list(&mut routes.iter()));
    }
    if let Some(months) = d.training_months {
        answers.set("training-months", months.to_string());
    }
    answers
}

pub(crate) async fn stipulations(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let dataset = actions::dataset::<policy::ChangeStipulations>(&cx, &reference).await?;
    stipulations_page(&cx, &dataset, &answers_of(&dataset), &Problems::none()).await
}

async fn stipulations_page(cx: &Context, d: &Dataset, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let form = cx.app.profile.form("stipulations")?;
    let lists = choices(cx).await?;
    let title = cx.text("data-change-stipulations");
    let view = FormView::new(form, answers, problems, format!("/catalogue/{}/stipulations", d.reference))
        .choose(&lists)
        .hidden("version", d.version)
        .submit("data-change-stipulations");
    let body = Body::new()
        .heading_with_caption(d.title(cx.lang), title.as_str())
        .text(cx.text("data-stipulations-text"))
        .html(view.html(cx));
    let page = cx.page(title, body).problems(cx, form, problems);
    Ok(page.back(d.title(cx.lang), &cx.href(&format!("/catalogue/{}", d.reference))))
}

pub(crate) async fn stipulate(cx: Context, Path(reference): Path<String>, sent: Submitted) -> Answer<Response> {
    match sent.read(cx.app.profile.form("stipulations")?, &choices(&cx).await?) {
        Ok(answers) => {
            let stipulations = actions::stipulations(&answers)?;
            let to = ChangeStipulations { version: sent.number("version")?, stipulations };
            actions::change_stipulations(&cx, &reference, to).await?;
            Ok(redirect(&cx, &format!("/catalogue/{reference}")))
        }
        Err((answers, problems)) => {
            let dataset = actions::dataset::<policy::ChangeStipulations>(&cx, &reference).await?;
            Ok(stipulations_page(&cx, &dataset, &answers, &problems).await?.into_response())
        }
    }
}
