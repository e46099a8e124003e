//! The write-up page: text typed, tables and figures inserted by the service, saved as a Word document.

use axum::extract::{Path, Query as Asked};
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use platform::web::redirect;
use platform::{Answer, Context, FormView, No, Paged, Shown, Submitted};
use projects::Project;
use ui::{Body, Cell, SummaryList, Table};

use super::{arg, pages_of, problems_of, space_path};
use crate::actions::{ChangeWriteUp, change_write_up, new_write_up, save_write_up};
use crate::asked::{Ask, part_of, text_of};
use crate::lookup::{self, Inside};
use crate::policy::{self, SeeSpaceWork};
use crate::rules::write_up::PartKind;
use crate::store::tables;
use crate::store::write_ups::{self as store, WriteUp};

/// Somebody inside who may write, and the text of the address.
pub(super) async fn enter(cx: &Context, number: &str, reference: &str) -> Answer<(Inside<policy::WriteUp>, WriteUp)> {
    let space = lookup::inside::<policy::WriteUp>(cx, number).await?;
    let write_up = lookup::write_up(&cx.app, &space, reference).await?;
    Ok((space, write_up))
}

pub(super) fn path_of(project: &Project, reference: &str) -> String {
    format!("{}/write-ups/{reference}", space_path(project))
}

pub(super) async fn list(cx: Context, Path(number): Path<String>, Asked(at): Asked<Paged>) -> Answer<Shown> {
    let project = lookup::inside::<SeeSpaceWork>(&cx, &number).await?;
    let (all, count) = store::of_project(&cx.app, project.id, at).await?;
    let space = space_path(&project);
    let title = cx.text("write-ups-title");
    let mut table = Table::new(cx.text("write-ups-title"))
        .head(["write-up-title", "write-up-reference", "write-up-changed"].map(|k| cx.text(k)));
    for w in &all {
        let href = cx.href(&path_of(&project, &w.reference));
        table = table.row([
            Cell::new(ui::Html::link(w.text.title.as_str(), &href)),
            Cell::new(w.reference.as_str()),
            Cell::new(w.changed_at.text(cx.lang)),
        ]);
    }
    let begin = ui::Button::link(cx.text("write-up-begin"), &cx.href(&format!("{space}/write-ups/new")));
    let mut body = Body::new()
        .heading_with_caption(project.title.as_str(), title.as_str())
        .text(cx.text("write-ups-text"))
        .component(&begin);
    body = if all.is_empty() { body.text(cx.text("write-ups-none")) } else { body.full_width().component(&table) };
    body = body.maybe(pages_of(&cx, &format!("{space}/write-ups"), at, count)?.as_ref());
    Ok(cx.page(title, body).back(&cx.text("space-back"), &cx.href(&space)))
}

/// The form about the whole text, for a new one and for a change.
async fn facts_page(
    cx: &Context,
    project: &Project,
    of: Option<&WriteUp>,
    answers: &Answers,
    problems: &Problems,
) -> Answer<Shown> {
    let form = cx.app.profile.form("write-up")?;
    let list = format!("{}/write-ups", space_path(project));
    let (action, back) = match of {
        Some(w) => (format!("{}/facts", path_of(project, &w.reference)), path_of(project, &w.reference)),
        None => (format!("{list}/new"), list),
    };
    let mut view = FormView::new(form, answers, problems, action).submit("airlock-save");
    if let Some(w) = of {
        view = view.hidden("version", w.version);
    }
    let title = form.title.get(cx.lang).to_owned();
    let body = Body::new().heading_with_caption(project.title.as_str(), title.as_str()).html(view.html(cx));
    Ok(cx.page(title, body).back(&cx.text("write-up-back"), &cx.href(&back)).problems(cx, form, problems))
}

pub(super) async fn new(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    let project = lookup::inside::<policy::WriteUp>(&cx, &number).await?;
    facts_page(&cx, &project, None, &Answers::default(), &Problems::none()).await
}

pub(super) async fn begin(cx: Context, Path(number): Path<String>, sent: Submitted) -> Answer<Response> {
    let project = lookup::inside::<policy::WriteUp>(&cx, &number).await?;
    let answers = match sent.read(cx.app.profile.form("write-up")?, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(facts_page(&cx, &project, None, &answers, &problems).await?.into_response());
        }
    };
    let write_up = new_write_up(&cx, &project, text_of(&answers)).await?;
    Ok(redirect(&cx, &path_of(&project, &write_up.reference)))
}

pub(super) async fn facts(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<Shown> {
    let (project, write_up) = enter(&cx, &number, &reference).await?;
    let t = &write_up.text;
    let answers = Answers::default()
        .with("title", t.title.as_str())
        .with("source", t.source.as_str())
        .with("sample", t.sample.as_str())
        .with("method", t.method.as_str());
    facts_page(&cx, &project, Some(&write_up), &answers, &Problems::none()).await
}

pub(super) async fn set_facts(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let (project, write_up) = enter(&cx, &number, &reference).await?;
    let answers = match sent.read(cx.app.profile.form("write-up")?, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(facts_page(&cx, &project, Some(&write_up), &answers, &problems).await?.into_response());
        }
    };
    let facts = ChangeWriteUp::Facts(text_of(&answers));
    change_write_up(&cx, &project, &write_up, sent.number("version")?, facts).await?;
    Ok(redirect(&cx, &path_of(&project, &reference)))
}

pub(super) async fn show(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<Shown> {
    let (project, write_up) = enter(&cx, &number, &reference).await?;
    shown(&cx, &project, &write_up, &Answers::default(), &Problems::none()).await
}

async fn shown(
    cx: &Context,
    project: &Project,
    write_up: &WriteUp,
    answers: &Answers,
    problems: &Problems,
) -> Answer<Shown> {
    let path = path_of(project, &write_up.reference);
    let text = &write_up.text;
    let change = (cx.text("link-change"), cx.href(&format!("{path}/facts")));
    let row = |key: &str| (change.0.clone(), change.1.clone(), cx.text(key));
    let mut facts = SummaryList::new();
    for (key, value) in [
        ("write-up-title", &text.title),
        ("write-up-source", &text.source),
        ("write-up-sample", &text.sample),
        ("write-up-method", &text.method),
    ] {
        let (label, href, about) = row(key);
        facts = facts.row_with(cx.text(key), value.as_str(), (label.as_str(), &href, &about));
    }
    let mut body = Body::new()
        .heading_with_caption(project.title.as_str(), text.title.as_str())
        .component(&facts)
        .section(cx.text("write-up-parts"));
    if text.parts.is_empty() {
        body = body.text(cx.text("write-up-no-parts"));
    }
    let labels = crate::actions::labels(cx, cx.lang, text);
    for ((at, part), label) in text.parts.iter().enumerate().zip(labels) {
        let hidden = [("version", write_up.version.to_string())];
        body = match part.kind {
            PartKind::Heading => body.subsection(part.text.as_str()),
            PartKind::Paragraph => body.html(ui::Html::paragraphs(&part.text)),
            PartKind::Table | PartKind::Figure => {
                let label = label.unwrap_or_default();
                body = body.subsection(format!("{label}: {}", part.caption)).text(part.text.as_str());
                match part.table {
                    Some(id) => match tables::by_id(&cx.app, id).await? {
                        Some(table) => {
                            let look = if part.kind == PartKind::Figure { "look=chart" } else { "page=1" };
                            let space = space_path(project);
                            let src = cx.href(&format!("{space}/tables/{}/picture?{look}", table.reference));
                            let alt =
                                cx.say("table-picture-alt", &[arg("title", table.title.as_str()), arg("page", 1)]);
                            body.html(ui::Html::trusted(super::tables::image(&src, &alt)))
                        }
                        None => body,
                    },
                    None => body,
                }
            }
        };
        if at > 0 {
            body = body.html(cx.button(&format!("{path}/parts/{at}/raise"), "write-up-raise", &hidden));
        }
        body =
            body.link(cx.say("write-up-remove", &[arg("n", at + 1)]), &cx.href(&format!("{path}/parts/{at}/remove")));
    }
    let add = ui::Button::link(cx.text("write-up-add"), &cx.href(&format!("{path}/parts/new"))).secondary();
    let form = cx.app.profile.form("save-file")?;
    let view = FormView::new(form, answers, problems, format!("{path}/save")).submit("write-up-save");
    body = body
        .component(&add)
        .section(cx.text("write-up-save-title"))
        .text(cx.text("write-up-save-text"))
        .html(view.html(cx));
    let list = cx.href(&format!("{}/write-ups", space_path(project)));
    Ok(cx.page(text.title.as_str(), body).back(&cx.text("write-ups-back"), &list).problems(cx, form, problems))
}

async fn part_page(
    cx: &Context,
    project: &Project,
    write_up: &WriteUp,
    answers: &Answers,
    problems: &Problems,
) -> Answer<Shown> {
    let form = cx.app.profile.form("write-up-part")?;
    let lists = Ask::tables(cx, project.id).await?;
    let path = path_of(project, &write_up.reference);
    let view = FormView::new(form, answers, problems, format!("{path}/parts/new"))
        .choose(&lists)
        .submit("write-up-add")
        .hidden("version", write_up.version);
    let title = form.title.get(cx.lang).to_owned();
    let body = Body::new().heading_with_caption(write_up.text.title.as_str(), title.as_str()).html(view.html(cx));
    Ok(cx.page(title, body).back(&cx.text("write-up-back"), &cx.href(&path)).problems(cx, form, problems))
}

pub(super) async fn part(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<Shown> {
    let (project, write_up) = enter(&cx, &number, &reference).await?;
    part_page(&cx, &project, &write_up, &Answers::default(), &Problems::none()).await
}

pub(super) async fn add_part(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let (project, write_up) = enter(&cx, &number, &reference).await?;
    let lists = Ask::tables(&cx, project.id).await?;
    let answers = match sent.read(cx.app.profile.form("write-up-part")?, &lists) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(part_page(&cx, &project, &write_up, &answers, &problems).await?.into_response());
        }
    };
    let add = ChangeWriteUp::Add(part_of(&answers)?);
    change_write_up(&cx, &project, &write_up, sent.number("version")?, add).await?;
    Ok(redirect(&cx, &path_of(&project, &reference)))
}

pub(super) async fn raise(
    cx: Context,
    Path((number, reference, part)): Path<(String, String, usize)>,
    sent: Submitted,
) -> Answer<Response> {
    let (project, write_up) = enter(&cx, &number, &reference).await?;
    change_write_up(&cx, &project, &write_up, sent.number("version")?, ChangeWriteUp::Raise(part)).await?;
    Ok(redirect(&cx, &path_of(&project, &reference)))
}

pub(super) async fn save(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    sent: Submitted,
) -> Answer<Response> {
    let (project, write_up) = enter(&cx, &number, &reference).await?;
    let answers = match sent.read(cx.app.profile.form("save-file")?, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(shown(&cx, &project, &write_up, &answers, &problems).await?.into_response());
        }
    };
    let name = match save_write_up(&cx, &project, &write_up, answers.text("name")).await {
        Err(No::Refused(reasons)) => {
            let problems = problems_of(&reasons, |_| "name");
            return Ok(shown(&cx, &project, &write_up, &answers, &problems).await?.into_response());
        }
        other => other?,
    };
    Ok(super::outputs::saved(&cx, &project, &name))
}
