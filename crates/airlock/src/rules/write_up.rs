//! A text with tables and figures, as its author puts it together (OUT-09, 12, 14, 20).

use foundation::{Refusal, Refusals};
use serde::{Deserialize, Serialize};

use super::{Item, ItemKind, StatisticClass};
use crate::ids::{ItemId, TableId};

foundation::words! {
    PartKind {
        Heading = "heading",
        Paragraph = "paragraph",
        Table = "table",
        Figure = "figure",
    }
}

/// One part of the text, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub kind: PartKind,
    /// What a heading or paragraph says; of a table or figure what it shows (OUT-14).
    pub text: String,
    /// Of a table or figure, without its number (OUT-12).
    #[serde(default)]
    pub caption: String,
    #[serde(default)]
    pub table: Option<TableId>,
}

/// The whole text. Stored as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub title: String,
    /// OUT-09.
    pub source: String,
    pub sample: String,
    pub method: String,
    pub parts: Vec<Part>,
}

/// Why a text cannot be saved as a document.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoDocument {
    #[refusal("write-up-empty")]
    Empty,
    #[refusal("write-up-table-gone")]
    TableGone { caption: String },
    #[refusal("write-up-undescribed")]
    Undescribed { caption: String, words: usize },
}

/// The most parts of one text: a page shows them all.
pub const MOST_PARTS: usize = 100;

impl Text {
    /// "Table 1", "Figure 1": numbers in the order of the text, tables and figures counted apart. The words are given.
    pub fn labels(&self, table: &str, figure: &str) -> Vec<Option<String>> {
        let (mut tables, mut figures) = (0, 0);
        self.parts
            .iter()
            .map(|part| match part.kind {
                PartKind::Table => {
                    tables += 1;
                    Some(format!("{table} {tables}"))
                }
                PartKind::Figure => {
                    figures += 1;
                    Some(format!("{figure} {figures}"))
                }
                PartKind::Heading | PartKind::Paragraph => None,
            })
            .collect()
    }

    /// The tables that it shows.
    pub fn tables(&self) -> Vec<TableId> {
        let mut all: Vec<TableId> = self.parts.iter().filter_map(|p| p.table).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Moves a part one place up; the first stays.
    pub fn raise(&mut self, part: usize) {
        if part > 0 && part < self.parts.len() {
            self.parts.swap(part, part - 1);
        }
    }

    pub fn remove(&mut self, part: usize) {
        if part < self.parts.len() {
            self.parts.remove(part);
        }
    }

    /// The items that a request for this document starts from. `class` knows what a table holds.
    pub fn items(
        &self,
        labels: &[Option<String>],
        counts: &str,
        class: impl Fn(TableId) -> StatisticClass,
        id: impl Fn() -> ItemId,
    ) -> Vec<Item> {
        let shown = self.parts.iter().zip(labels).filter_map(|(p, l)| Some((p, l.clone()?, p.table?)));
        shown
            .zip(1..)
            .map(|((part, label, table), number)| Item {
                id: id(),
                number,
                kind: if part.kind == PartKind::Figure { ItemKind::Figure } else { ItemKind::Table },
                label,
                description: part.text.clone(),
                counts: counts.to_owned(),
                statistic: Some(class(table)),
                table: Some(table),
            })
            .collect()
    }
}

/// Whether a document can be made of it. `known` says whether a table can still be shown.
pub fn document(text: &Text, words: usize, known: impl Fn(TableId) -> bool) -> Result<(), Refusals<NoDocument>> {
    let mut no = Refusals::none();
    no.when(text.parts.is_empty(), NoDocument::Empty);
    for part in text.parts.iter().filter(|p| matches!(p.kind, PartKind::Table | PartKind::Figure)) {
        let caption = || part.caption.clone();
        no.when(!part.table.is_some_and(&known), NoDocument::TableGone { caption: caption() });
        let short = part.text.split_whitespace().count() < words;
        no.when(short, NoDocument::Undescribed { caption: caption(), words });
    }
    no.or_else(|| ())
}
