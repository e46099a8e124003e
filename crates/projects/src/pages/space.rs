//! The folders of a space: names and sizes only. What the files hold never reaches a browser (invariant 4).

use axum::extract::{Path, Query};
use foundation::Arg;
use platform::{Answer, Context, No, Shown};
use serde::Deserialize;
use ui::{Body, Cell, Table};

use crate::actions::workplace;
use crate::model::{Folder, FolderKind, SpaceGuard};
use crate::store::spaces::{self, FILES_ON_A_PAGE};

/// After which name the page begins.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    after: String,
}

/// Bytes as people read them.
fn size(bytes: i64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let (mut value, mut unit) = (bytes as f64 / 1000.0, 0);
    while value >= 1000.0 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", units[unit])
}

pub(crate) async fn folder(
    cx: Context,
    Path((number, folder)): Path<(String, String)>,
    Query(after): Query<After>,
) -> Answer<Shown> {
    let held = workplace(&cx, &number).await?;
    let project = &held.project;
    let guard = cx.app.part::<Box<dyn SpaceGuard>>()?;
    guard.inside(&cx, project.id).await?;
    let kind: FolderKind = folder.parse().map_err(|_| No::NotFound)?;
    let folder = Folder::of(kind, cx.person()?);
    let mut files = spaces::files(&cx.app, project.id, &folder, &after.after).await?;
    let more = files.len() > FILES_ON_A_PAGE;
    files.truncate(FILES_ON_A_PAGE);
    let title = cx.text(&format!("projects-folder-{folder}"));
    let heads = [Cell::new(cx.text("projects-file")), Cell::numeric(cx.text("projects-size"))];
    let mut body = Body::new().heading_with_caption(project.title.as_str(), title.as_str());
    let links = FolderKind::ALL.iter().map(|f| {
        ui::Html::link(
            cx.text(&format!("projects-folder-{f}")),
            &cx.href(&format!("/projects/{number}/space/files/{f}")),
        )
    });
    body = body.plain_list(links).full_width();
    if files.is_empty() {
        body = body.text(cx.text("projects-no-files"));
    } else {
        let table = Table::new(cx.count("projects-files-shown", files.len())).head(heads).first_cell_is_header();
        let table = files.iter().fold(table, |t, f| t.row([Cell::new(f.name.as_str()), Cell::numeric(size(f.size))]));
        body = body.component(&table);
    }
    let path = format!("/projects/{number}/space/files/{folder}");
    if let (true, Some(last)) = (more, files.last()) {
        let query = serde_urlencoded::to_string([("after", last.name.as_str())]).unwrap_or_default();
        let label = cx.say("projects-next-files", &[("name", Arg::from(&last.name))]);
        body = body.link(label, &format!("{}?{query}", cx.href(&path)));
    }
    if !after.after.is_empty() {
        body = body.link(cx.text("projects-first-files"), &cx.href(&path));
    }
    Ok(cx.page(title, body).back(&project.title, &cx.href(&format!("/projects/{number}"))))
}
