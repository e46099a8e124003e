//! What a view needs to know of paragraphs and tables.

use crate::view::Paper;

/// Where the text is: in a row of a table or not.
#[derive(Default)]
pub(super) struct Table {
    open: bool,
    inside: bool,
}

/// What a control word does to paragraphs and tables of a view.
pub(super) fn layout(word: &str, table: &mut Table, paper: &mut Paper) {
    match word {
        "pard" => table.inside = false,
        "intbl" => {
            table.inside = true;
            if !table.open {
                table.open = true;
                paper.table();
            }
        }
        "cell" if table.open => paper.cell(),
        "row" if table.open => paper.row(0, "", 1),
        "tab" | "cell" => paper.text("\t", ""),
        "par" | "line" | "row" | "sect" | "page" => {
            if table.open && !table.inside {
                table.open = false;
                paper.end_table(0);
            }
            paper.paragraph(0, 1);
        }
        _ => {}
    }
}
