//! A text is begun and changed, inside the space.

use platform::{Answer, Context, No, OrNotFound};

use crate::did::Did;
use crate::ids::WriteUpId;
use crate::lookup::Inside;
use crate::policy;
use crate::rules::write_up::{MOST_PARTS, Part, PartKind, Text};
use crate::store::tables;
use crate::store::write_ups::{self, WriteUp};

/// A new text.
pub async fn new_write_up(cx: &Context, space: &Inside<policy::WriteUp>, text: Text) -> Answer<WriteUp> {
    let app = &cx.app;
    let now = app.world.now();
    let write_up = WriteUp {
        id: WriteUpId::new(&app.world),
        reference: crate::store::reference("W", &app.world),
        project: space.id,
        author: cx.person()?,
        text,
        made_at: now,
        changed_at: now,
        version: 1,
    };
    let mut change = cx.change(space.right()).await?;
    write_ups::add(&mut change, space.right(), &write_up).await?;
    let entry = cx
        .record(Did::WriteUpBegun(write_up.id))
        .project(space.id)
        .route(space.route())
        .detail("reference", &write_up.reference);
    change.commit(entry).await?;
    Ok(write_up)
}

/// What is changed in a text.
#[derive(Debug, Clone)]
pub enum ChangeWriteUp {
    /// Title, source, sample and method; the parts stay.
    Facts(Text),
    Add(Part),
    /// One part up, by its place from 0.
    Raise(usize),
    Remove(usize),
}

/// Changes a text; the answer is its new version. `version` is the one that the caller has read.
pub async fn change_write_up(
    cx: &Context,
    space: &Inside<policy::WriteUp>,
    write_up: &WriteUp,
    version: i64,
    asked: ChangeWriteUp,
) -> Answer<i64> {
    let app = &cx.app;
    if write_up.project != space.id {
        return Err(No::NotFound);
    }
    if write_up.version != version {
        return Err(No::Stale);
    }
    let mut text = write_up.text.clone();
    match asked {
        ChangeWriteUp::Facts(facts) => text = Text { parts: text.parts, ..facts },
        ChangeWriteUp::Add(part) => text.parts.push(part),
        ChangeWriteUp::Raise(at) => text.raise(at),
        ChangeWriteUp::Remove(at) => text.remove(at),
    }
    if text.parts.len() > MOST_PARTS {
        return Err(No::refused(NoPart::TooMany { most: MOST_PARTS }));
    }
    for part in &text.parts {
        let Some(table) = part.table else { continue };
        let table = tables::by_id(app, table).await?.filter(|t| t.project == space.id).or_not_found()?;
        if part.kind == PartKind::Figure && !table.drawable {
            return Err(No::refused(NoPart::NoChart { title: table.title }));
        }
    }
    let mut change = cx.change(space.right()).await?;
    write_ups::change(&mut change, space.right(), write_up, &text, app.world.now()).await?;
    let entry = cx
        .record(Did::WriteUpChanged(write_up.id))
        .project(space.id)
        .route(space.route())
        .detail("reference", &write_up.reference)
        .detail("version", version + 1);
    change.commit(entry).await?;
    Ok(version + 1)
}

/// Why a part is not taken into a text.
#[derive(Debug, Clone, PartialEq, Eq, foundation::Refusal)]
pub enum NoPart {
    #[refusal("write-up-too-long")]
    TooMany { most: usize },
    #[refusal("write-up-no-chart")]
    NoChart { title: String },
}
