//! Table: <https://design-system.service.gov.uk/components/table/>

use askama::Template;
use serde::Deserialize;

use super::{common, component};
use crate::html::{self as h, Attributes, Html, classes};

#[derive(Debug, Clone, Default, Template, Deserialize)]
#[template(path = "components/table.html", whitespace = "minimize")]
#[serde(default, rename_all = "camelCase")]
pub struct Table {
    /// What the table shows. Every table of the service has one.
    pub caption: Html,
    pub caption_classes: String,
    pub head: Option<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
    /// The first cell of each row names the row.
    pub first_cell_is_header: bool,
    /// What is said in the place of a table without rows: what would fill it.
    pub empty: Html,
    /// Where it is wider than the page it scrolls in a box of its own.
    pub scrolls: bool,
    pub classes: String,
    pub attributes: Attributes,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Cell {
    pub html: Html,
    /// `numeric` sets numbers to the right.
    pub format: String,
    pub colspan: Option<u16>,
    pub rowspan: Option<u16>,
    pub classes: String,
    pub attributes: Attributes,
}

component!(Table);
common!(Table);
super::from_text!(Cell);

impl Table {
    /// Heads over nothing tell nobody anything.
    fn says_what_would_fill_it(&self) -> bool {
        self.rows.is_empty() && !self.empty.is_empty()
    }

    /// A table with a caption in medium type, no heads and no rows yet.
    pub fn new(caption: impl Into<Html>) -> Table {
        Table {
            caption: caption.into(),
            caption_classes: "govuk-table__caption--m".to_owned(),
            scrolls: true,
            ..Table::default()
        }
    }

    pub fn head(mut self, cells: impl IntoIterator<Item = impl Into<Cell>>) -> Table {
        self.head = Some(cells.into_iter().map(Into::into).collect());
        self
    }

    pub fn row(mut self, cells: impl IntoIterator<Item = impl Into<Cell>>) -> Table {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }

    /// What is said in the place of a table without rows: what would fill it.
    pub fn empty(mut self, text: impl Into<Html>) -> Table {
        self.empty = text.into();
        self
    }

    /// The first cell of each row names the row.
    pub fn first_cell_is_header(mut self) -> Table {
        self.first_cell_is_header = true;
        self
    }
}

impl Cell {
    pub fn new(text: impl Into<Html>) -> Cell {
        Cell { html: text.into(), ..Cell::default() }
    }

    /// A number, set to the right.
    pub fn numeric(text: impl Into<Html>) -> Cell {
        Cell { html: text.into(), format: "numeric".to_owned(), ..Cell::default() }
    }

    fn class(&self, block: &str, with_format: bool) -> String {
        let format =
            if with_format && !self.format.is_empty() { format!("{block}--{}", self.format) } else { String::new() };
        classes(&[block, &format, &self.classes])
    }

    fn spans(&self) -> Attributes {
        let number = |number: Option<u16>| number.map(|number| number.to_string()).unwrap_or_default();
        h::some("colspan", number(self.colspan)).with_some("rowspan", &number(self.rowspan)).and(&self.attributes)
    }
}
