//! The folder for output of a person's desktops: names and sizes only, and a button for each file that can be requested.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use foundation::Refusal;
use http::StatusCode;
use platform::web::redirect;
use platform::{Answer, Context, Said, Shown, Submitted};
use projects::Project;
use ui::{Body, Cell, Html, Table, WarningText};

use super::reasons;
use crate::actions;
use crate::reading::project;

pub(crate) async fn show(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    let project = project(&cx, &number).await?;
    page(&cx, &project, &[]).await
}

async fn page(cx: &Context, project: &Project, refused: &[Said]) -> Answer<Shown> {
    let found = actions::desk_output(cx, project.id).await?;
    let title = cx.text("settings-output-title");
    let path = format!("/projects/{}/desk/output", project.number);
    let mut body = Body::new()
        .heading_with_caption(project.title.as_str(), title.as_str())
        .each(refused, |body, said| body.html(WarningText::new(said.in_words(&cx.app.texts, cx.lang)).in_lang(cx.lang)))
        .text(cx.text("settings-output-text"))
        .full_width();
    if found.is_empty() {
        body = body.text(cx.text("settings-output-none"));
    } else {
        let heads = ["settings-output-file", "settings-output-bytes", "settings-output-bring"];
        let table = Table::new(cx.count("settings-output-count", found.len()))
            .head(heads.map(|key| Cell::new(cx.text(key))))
            .first_cell_is_header();
        body = body.component(&found.iter().fold(table, |table, kept| {
            let what: Html = match actions::why_not(kept) {
                Some(no) => no.sentence(&cx.app.texts, cx.lang).into(),
                None => cx.button(&path, "settings-output-bring", &[("name", kept.name.clone())]),
            };
            table.row([Cell::new(kept.name.as_str()), Cell::new(kept.bytes.to_string()), Cell::new(what)])
        }));
    }
    let body =
        body.link(cx.text("settings-output-sdc"), &cx.href(&format!("/projects/{}/space/files/sdc", project.number)));
    let shown = cx
        .page(title, body)
        .back(&cx.text("settings-desk-title"), &cx.href(&format!("/projects/{}/desk", project.number)));
    Ok(if refused.is_empty() { shown } else { shown.with_status(StatusCode::UNPROCESSABLE_ENTITY) })
}

/// Brings one file; a refusal is said above the list.
pub(crate) async fn bring(cx: Context, Path(number): Path<String>, form: Submitted) -> Answer<Response> {
    let project = project(&cx, &number).await?;
    match actions::bring_output(&cx, project.id, form.one("name")).await {
        Ok(()) => Ok(redirect(&cx, &format!("/projects/{number}/space/files/sdc"))),
        Err(no) => {
            let refused = reasons(no)?;
            Ok(page(&cx, &project, &refused).await?.into_response())
        }
    }
}
