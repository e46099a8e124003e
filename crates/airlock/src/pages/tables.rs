//! The table page: choose fields and statistics; see how the table stands, and a picture of it.

use axum::extract::{Path, Query as Asked};
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use platform::web::redirect;
use platform::{Answer, Context, FormView, No, OrNotFound, Paged, Shown, Submitted};
use projects::Project;
use ui::{Body, Cell, SummaryList, Table};

use super::{Query, arg, page_of, pages_of, png, problems_of, space_path, watermark};
use crate::actions::{self, Begun, kept};
use crate::asked::{Ask, asked_table};
use crate::facts::{self, Microdata};
use crate::lookup;
use crate::pictures::{self, Look};
use crate::policy::{MakeTable, SeeSpaceWork};
use crate::profile::Rules;
use crate::store::tables::{self, SpaceTable};

pub(super) async fn list(cx: Context, Path(number): Path<String>, Asked(at): Asked<Paged>) -> Answer<Shown> {
    let project = lookup::inside::<SeeSpaceWork>(&cx, &number).await?;
    let (all, count) = tables::of_project(&cx.app, project.id, at).await?;
    let space = space_path(&project);
    let title = cx.text("tables-title");
    let mut made = Table::new(cx.text("tables-made"))
        .head(["table-title-head", "table-reference", "table-verdict", "table-made-at"].map(|k| cx.text(k)));
    let rules = cx.app.part::<Rules>()?;
    for t in &all {
        let href = cx.href(&format!("{space}/tables/{}", t.reference));
        made = made.row([
            Cell::new(ui::Html::link(t.title.as_str(), &href)),
            Cell::new(t.reference.as_str()),
            Cell::new(status(&cx, rules, t)),
            Cell::new(t.at.text(cx.lang)),
        ]);
    }
    let datasets = facts::mapped(&cx.app, project.id).await?;
    let mut body =
        Body::new().heading_with_caption(project.title.as_str(), title.as_str()).text(cx.text("tables-text"));
    body = body.section(cx.text("tables-from"));
    if datasets.is_empty() {
        body = body.text(cx.text("tables-no-dataset"));
    }
    for d in datasets {
        let href = cx.href(&format!("{space}/tables/new/{}", d.reference));
        body = body.link(cx.say("tables-make-from", &[arg("dataset", d.title(cx.lang))]), &href);
    }
    body = super::wanted::listed(&cx, &project, body)?;
    body = body.section(cx.text("tables-made"));
    body = if all.is_empty() { body.text(cx.text("tables-none")) } else { body.full_width().component(&made) };
    body = body.maybe(pages_of(&cx, &format!("{space}/tables"), at, count)?.as_ref());
    Ok(cx.page(title, body).back(&cx.text("space-back"), &cx.href(&space)))
}

/// What a researcher is told about a table's verdict: only where the profile shows it (SDC-05).
fn status(cx: &Context, rules: &Rules, table: &SpaceTable) -> String {
    if rules.show_reasons { cx.text(&format!("table-verdict-{}", table.verdict)) } else { cx.text("table-kept") }
}

fn form_page(
    cx: &Context,
    project: &Project,
    microdata: &Microdata,
    answers: &Answers,
    problems: &Problems,
) -> Answer<Shown> {
    let dataset = microdata.dataset();
    let lists = Ask::table(cx, microdata.dictionary());
    let form = cx.app.profile.form("table")?;
    let space = space_path(project);
    let title = form.title.get(cx.lang).to_owned();
    let action = format!("{space}/tables/new/{}", dataset.reference);
    let body = Body::new()
        .heading_with_caption(dataset.title(cx.lang), title.as_str())
        .html(FormView::new(form, answers, problems, action).choose(&lists).submit("table-make").html(cx));
    Ok(cx
        .page(title, body)
        .back(&cx.text("tables-back"), &cx.href(&format!("{space}/tables")))
        .problems(cx, form, problems))
}

pub(super) async fn new(cx: Context, Path((number, dataset)): Path<(String, String)>) -> Answer<Shown> {
    let space = lookup::inside::<MakeTable>(&cx, &number).await?;
    let microdata = facts::microdata(&cx.app, &space, &dataset).await?;
    let start = Answers::default().with("count", "yes").with("totals", "yes").with("weighted", "no");
    form_page(&cx, &space, &microdata, &start, &Problems::none())
}

pub(super) async fn make(
    cx: Context,
    Path((number, dataset)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let space = lookup::inside::<MakeTable>(&cx, &number).await?;
    let microdata = facts::microdata(&cx.app, &space, &dataset).await?;
    let form = cx.app.profile.form("table")?;
    let answers = match sent.read(form, &Ask::table(&cx, microdata.dictionary())) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(form_page(&cx, &space, &microdata, &answers, &problems)?.into_response());
        }
    };
    let begun = actions::ask_for_table(&cx, &space, &microdata, &asked_table(&answers), actions::WAIT).await;
    let reference = match begun {
        Ok(Begun::Made(table)) => table.reference,
        Ok(Begun::Wanted(wanted)) => wanted.reference.clone(),
        // The reasons stand beside the form that can be corrected.
        Err(No::Refused(reasons)) => {
            let question = |key: &str| if key.starts_with("table-filter") { "filter" } else { "rows" };
            let problems = problems_of(&reasons, question);
            return Ok(form_page(&cx, &space, &microdata, &answers, &problems)?.into_response());
        }
        Err(other) => return Err(other),
    };
    Ok(redirect(&cx, &format!("{}/tables/{reference}", space_path(&space))))
}

pub(super) async fn show(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    Asked(query): Asked<Query>,
) -> Answer<Shown> {
    let project = lookup::inside::<SeeSpaceWork>(&cx, &number).await?;
    if let Some(wanted) = lookup::wanted(&cx, &project, &reference)? {
        return super::wanted::shown(&cx, &project, &wanted, &query);
    }
    let table = lookup::table(&cx.app, &project, &reference).await?;
    shown(&cx, &project, &table, &Answers::default(), &Problems::none()).await
}

async fn shown(
    cx: &Context,
    project: &Project,
    table: &SpaceTable,
    answers: &Answers,
    problems: &Problems,
) -> Answer<Shown> {
    let rules = cx.app.part::<Rules>()?;
    let dataset = data::dataset(&cx.app, table.dataset).await?.or_not_found()?;
    let space = space_path(project);
    let path = format!("{space}/tables/{}", table.reference);
    let mut facts = SummaryList::new()
        .row(cx.text("table-reference"), table.reference.as_str())
        .row(cx.text("table-dataset"), dataset.title(cx.lang))
        .row(cx.text("table-made-at"), table.at.text(cx.lang))
        .row(cx.text("table-verdict"), status(cx, rules, table));
    if let Some(filter) = &table.request.selection {
        facts = facts.row(cx.text("table-filter"), filter.as_str());
    }
    let mut body = Body::new().heading_with_caption(project.title.as_str(), table.title.as_str()).component(&facts);
    if rules.show_reasons && !table.marks.is_empty() {
        let reason = |m: &crate::rules::minimum::RuleMark| cx.text(&format!("table-rule-{}", m.rule));
        body = body.section(cx.text("table-reasons")).bullets(table.marks.iter().map(reason));
    }
    body = body.section(cx.text("table-picture")).text(cx.text("table-picture-text")).full_width();
    for page in 1..=table.pages {
        let alt = cx.say("table-picture-alt", &[arg("title", table.title.as_str()), arg("page", page)]);
        let src = cx.href(&format!("{path}/picture?page={page}"));
        body = body.html(ui::Html::trusted(image(&src, &alt)));
    }
    if table.drawable {
        let alt = cx.say("table-chart-alt", &[arg("title", table.title.as_str())]);
        let src = cx.href(&format!("{path}/picture?look=chart"));
        body = body.html(ui::Html::trusted(image(&src, &alt)));
    }
    let form = cx.app.profile.form("save-file")?;
    let view = FormView::new(form, answers, problems, format!("{path}/save")).submit("table-save");
    body = body
        .two_thirds()
        .section(cx.text("table-next"))
        .link(cx.text("table-write-up"), &cx.href(&format!("{space}/write-ups")))
        .subsection(cx.text("table-save-title"))
        .text(cx.text("table-save-text"))
        .html(view.html(cx));
    Ok(cx
        .page(table.title.as_str(), body)
        .back(&cx.text("tables-back"), &cx.href(&format!("{space}/tables")))
        .problems(cx, form, problems))
}

/// A picture has two pixels for each of the page's (`2x`), so that it is sharp; its size is known when it is drawn.
pub(super) fn image(src: &str, alt: &str) -> String {
    let (src, alt) = (ui::escape(src), ui::escape(alt));
    format!("<img class=\"app-picture\" src=\"{src}\" srcset=\"{src} 2x\" alt=\"{alt}\">")
}

/// The picture, drawn for whoever asks, now; access is asked each time.
pub(super) async fn picture_of(
    cx: &Context,
    table: &SpaceTable,
    query: &Query,
    at: Paged,
    notes: Vec<String>,
) -> Answer<Response> {
    let kept = kept(&cx.app, table).await?;
    let words = pictures::words(&cx.app.texts, cx.lang);
    let look = match query.look.as_deref() {
        Some("chart") => Look::Chart,
        _ => Look::Table { page: page_of(at)? },
    };
    let mark = watermark(cx, &table.reference)?;
    let draw = move || pictures::draw_with_notes(&kept, &words, look, notes, Some(&mark));
    Ok(png(pictures::drawn(draw).await?))
}

pub(super) async fn picture(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    Asked(query): Asked<Query>,
    Asked(at): Asked<Paged>,
) -> Answer<Response> {
    let project = lookup::inside::<SeeSpaceWork>(&cx, &number).await?;
    let table = lookup::table(&cx.app, &project, &reference).await?;
    picture_of(&cx, &table, &query, at, Vec::new()).await
}

pub(super) async fn save(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let project = lookup::inside::<MakeTable>(&cx, &number).await?;
    let table = lookup::table(&cx.app, &project, &reference).await?;
    let form = cx.app.profile.form("save-file")?;
    let answers = match sent.read(form, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(shown(&cx, &project, &table, &answers, &problems).await?.into_response());
        }
    };
    let name = match actions::save_table(&cx, &project, &table, answers.text("name")).await {
        Err(No::Refused(reasons)) => {
            let problems = problems_of(&reasons, |_| "name");
            return Ok(shown(&cx, &project, &table, &answers, &problems).await?.into_response());
        }
        other => other?,
    };
    Ok(super::outputs::saved(&cx, &project, &name))
}
