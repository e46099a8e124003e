//! A text is saved as a Word document, a table as CSV: into the project's SDC folder, and nowhere else (OUT-01, SHR-03).

use std::collections::BTreeMap;

use foundation::Lang;
use platform::{Answer, Context, No};
use projects::Folder;

use super::make_table::kept;
use crate::did::Did;
use crate::docx::{Block, Document};
use crate::facts;
use crate::ids::TableId;
use crate::lookup::Inside;
use crate::pictures::{self, Look};
use crate::policy::{self, MakeTable};
use crate::profile::Rules;
use crate::rules::kept::Kept;
use crate::rules::write_up::{self, PartKind, Text};
use crate::store::stored;
use crate::store::tables::{self, SpaceTable};
use crate::store::write_ups::{self, Saved, WriteUp};

/// Columns of a Word table: what fits on a page.
const WORD_COLUMNS: usize = 12;

/// Saves a text as a document into the SDC folder; the answer is its name.
pub async fn save_write_up(
    cx: &Context,
    space: &Inside<policy::WriteUp>,
    write_up: &WriteUp,
    name: &str,
) -> Answer<String> {
    let app = &cx.app;
    if write_up.project != space.id {
        return Err(No::NotFound);
    }
    let mut shown = BTreeMap::new();
    let mut cited = BTreeMap::new();
    for id in write_up.text.tables() {
        if let Some(table) = tables::by_id(app, id).await?.filter(|t| t.project == space.id) {
            if let Some(dataset) = data::dataset(app, table.dataset).await? {
                cited.insert(dataset.reference.clone(), citation(&dataset));
            }
            shown.insert(id, kept(app, &table).await?);
        }
    }
    let rules = app.part::<Rules>()?;
    write_up::document(&write_up.text, rules.description_words, |id| shown.contains_key(&id))?;
    let document = document(cx, &write_up.text, &shown, cited.into_values().collect()).await?;
    let words = document.words();
    let bytes = document.bytes().map_err(|e| facts::broken("saving a text", e))?;
    let size = stored(bytes.len())?;
    let hash = app.files.put(bytes).await?;
    let name = named(name, &write_up.text.title, "docx");
    let person = cx.person()?;
    let saved = Saved {
        write_up: write_up.id,
        name: name.clone(),
        lang: cx.lang,
        text: write_up.text.clone(),
        words,
        by: person,
        at: app.world.now(),
    };
    let mut change = cx.change(space.right()).await?;
    projects::add_file(app, &mut change, space.id, &Folder::Sdc, &name, &hash, size, person).await?;
    write_ups::saved(&mut change, app, space.right(), &hash, &saved).await?;
    let entry = cx
        .record(Did::WriteUpSaved(write_up.id))
        .project(space.id)
        .route(space.route())
        .file("document", app.files.mark(&hash))
        .detail("reference", &write_up.reference);
    change.commit(entry).await?;
    Ok(name)
}

/// Saves the bare table as CSV into the SDC folder; the answer is its name.
pub async fn save_table(cx: &Context, space: &Inside<MakeTable>, table: &SpaceTable, name: &str) -> Answer<String> {
    let app = &cx.app;
    if table.project != space.id {
        return Err(No::NotFound);
    }
    let bytes = kept(app, table).await?.csv().into_bytes();
    let size = stored(bytes.len())?;
    let hash = app.files.put(bytes).await?;
    let name = named(name, &table.title, "csv");
    let person = cx.person()?;
    let mut change = cx.change(space.right()).await?;
    projects::add_file(app, &mut change, space.id, &Folder::Sdc, &name, &hash, size, person).await?;
    tables::saved(&mut change, app, space.right(), table, &hash, person).await?;
    let entry = cx
        .record(Did::TableSaved(table.id))
        .project(space.id)
        .route(space.route())
        .file("table", app.files.mark(&hash))
        .detail("reference", &table.reference);
    change.commit(entry).await?;
    Ok(name)
}

/// The name that was asked for, or the title; with the right extension. The project's rule for names has the last word.
fn named(asked: &str, title: &str, extension: &str) -> String {
    let asked = asked.trim();
    if asked.is_empty() {
        let plain: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let words: Vec<&str> = plain.split_whitespace().take(12).collect();
        return format!("{}.{extension}", words.join(" "));
    }
    if crate::profile::extension(asked) == extension { asked.to_owned() } else { format!("{asked}.{extension}") }
}

/// The citation with its DOI, where that is not part of it.
pub(crate) fn citation(dataset: &data::Dataset) -> String {
    let doi = dataset.doi.trim();
    if doi.is_empty() || dataset.citation.contains(doi) {
        dataset.citation.clone()
    } else {
        format!("{} {doi}", dataset.citation)
    }
}

async fn document(cx: &Context, text: &Text, shown: &BTreeMap<TableId, Kept>, cited: Vec<String>) -> Answer<Document> {
    let lang = cx.lang;
    let words = pictures::words(&cx.app.texts, lang);
    let mut blocks = Vec::new();
    let labels = labels(cx, lang, text);
    for (part, label) in text.parts.iter().zip(labels) {
        match part.kind {
            PartKind::Heading => blocks.push(Block::Heading(part.text.clone())),
            PartKind::Paragraph => blocks.push(Block::Paragraph(part.text.clone())),
            PartKind::Table | PartKind::Figure => {
                let Some(kept) = part.table.and_then(|t| shown.get(&t)) else { continue };
                blocks.push(Block::Caption { label: label.unwrap_or_default(), text: part.caption.clone() });
                if part.kind == PartKind::Table {
                    blocks.push(Block::Table(kept.grid(&words, WORD_COLUMNS)));
                } else {
                    let (kept, words) = (kept.clone(), words.clone());
                    // No watermark: what is released must not carry one. Until then it stands in the file alone.
                    let picture = pictures::drawn(move || pictures::draw(&kept, &words, Look::Chart, None)).await?;
                    blocks.push(Block::Picture {
                        png: picture.png,
                        width: picture.width,
                        height: picture.height,
                        description: part.text.clone(),
                    });
                }
                blocks.push(Block::Paragraph(part.text.clone()));
            }
        }
    }
    // OUT-09, OUT-20: what every output must say stands at its end.
    for (key, text) in
        [("write-up-source", &text.source), ("write-up-sample", &text.sample), ("write-up-method", &text.method)]
    {
        if !text.trim().is_empty() {
            blocks.push(Block::Heading(cx.text(key)));
            blocks.push(Block::Paragraph(text.clone()));
        }
    }
    if !cited.is_empty() {
        blocks.push(Block::Heading(cx.text("write-up-citation")));
        blocks.extend(cited.into_iter().map(Block::Paragraph));
    }
    Ok(Document { lang, title: text.title.clone(), blocks })
}

/// "Table 1" and "Figure 1" in a language.
pub(crate) fn labels(cx: &Context, lang: Lang, text: &Text) -> Vec<Option<String>> {
    let word = |key: &str| cx.app.texts.text(lang, key, &[]);
    text.labels(&word("write-up-table-label"), &word("write-up-figure-label"))
}
