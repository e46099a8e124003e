//! A text is begun and changed, inside the space.

use platform::{Answer, Context, No, OrNotFound};
use projects::Project;

use crate::facts;
use crate::ids::WriteUpId;
use crate::rules::write_up::{MOST_PARTS, PartKind, Text};
use crate::store::tables;
use crate::store::write_ups::{self, WriteUp};

/// A new text.
pub async fn new_write_up(cx: &Context, project: &Project, text: Text) -> Answer<WriteUp> {
    let app = &cx.app;
    cx.permit_or_hide("WriteUp", &facts::space_work(app, project.id).await?)?;
    let session = facts::inside(cx, project.id).await?;
    let now = app.world.now();
    let write_up = WriteUp {
        id: WriteUpId::new(&app.world),
        reference: crate::store::reference("W", &app.world),
        project: project.id,
        author: cx.person()?,
        text,
        made_at: now,
        changed_at: now,
        version: 1,
    };
    let mut change = app.store.change().await?;
    write_ups::add(&mut change, &write_up).await?;
    let entry = cx
        .entry("write-up-begun", "write-up", write_up.id)
        .project(project.id)
        .route(&session.route)
        .detail("reference", &write_up.reference);
    change.commit(entry).await?;
    Ok(write_up)
}

/// Changes a text: `version` is that of the page.
pub async fn change_write_up(
    cx: &Context,
    project: &Project,
    reference: &str,
    version: i64,
    edit: impl FnOnce(&mut Text),
) -> Answer<WriteUp> {
    let app = &cx.app;
    cx.permit_or_hide("WriteUp", &facts::space_work(app, project.id).await?)?;
    let session = facts::inside(cx, project.id).await?;
    let found = write_ups::by_reference(app, reference).await?.filter(|w| w.project == project.id);
    let mut write_up = found.or_not_found()?;
    if write_up.version != version {
        return Err(No::Stale);
    }
    edit(&mut write_up.text);
    if write_up.text.parts.len() > MOST_PARTS {
        return Err(No::refused(NoPart::TooMany { most: MOST_PARTS }));
    }
    for part in &write_up.text.parts {
        let Some(table) = part.table else { continue };
        let table = tables::by_id(app, table).await?.filter(|t| t.project == project.id).or_not_found()?;
        if part.kind == PartKind::Figure && !table.drawable {
            return Err(No::refused(NoPart::NoChart { title: table.title }));
        }
    }
    let mut change = app.store.change().await?;
    write_ups::change(&mut change, write_up.id, version, &write_up.text, app.world.now()).await?;
    write_up.version += 1;
    let entry = cx
        .entry("write-up-changed", "write-up", write_up.id)
        .project(project.id)
        .route(&session.route)
        .detail("reference", &write_up.reference)
        .detail("version", write_up.version);
    change.commit(entry).await?;
    Ok(write_up)
}

/// Why a part is not taken into a text.
#[derive(Debug, Clone, PartialEq, Eq, foundation::Refusal)]
pub enum NoPart {
    #[refusal("write-up-too-long")]
    TooMany { most: usize },
    #[refusal("write-up-no-chart")]
    NoChart { title: String },
}
