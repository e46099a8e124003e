//! Tables in files that the service did not write: read in the child, judged by the policy that its own tables are judged by.

use disclosure::{CheckResult, Grid, Policy};
use inspector::child::{Limits, tables_in_child};
use inspector::view::Table;
use platform::{Answer, App};

use super::inspect::{Inspection, how};
use crate::facts;
use crate::rules::kept::check_marks;
use crate::rules::minimum::{self, ForeignTable, Found, Judged};
use crate::store::requests::OutputFile;

/// Figures of one file beyond which its tables are left to the checkers: an answer must come.
const MOST_CELLS: usize = 20_000;

/// What the rules find in the tables of a frozen file.
pub(super) async fn judged(app: &App, file: &OutputFile, policy: &Policy) -> Answer<Vec<Found>> {
    let bytes = app.files.get(&file.hash).await?;
    let (name, how, policy) = (file.name.clone(), how(app), policy.clone());
    let work = move || {
        let tables = match how {
            Inspection::Child(exe) => tables_in_child(&exe, &name, &bytes, &Limits::default()),
            Inspection::Here => inspector::view::tables(&name, &bytes).map_err(str::to_owned),
        };
        match tables {
            Ok(tables) => minimum::of_foreign(&name, &all(&name, tables, &policy)),
            // No kind of file that tables are read from, or one that the inspector refuses as it is.
            Err(why) if ["kind", "encrypted", "bomb"].contains(&why.as_str()) => Vec::new(),
            Err(_) => minimum::of_foreign(&name, &[ForeignTable { number: 0, judged: Judged::NotUnderstood }]),
        }
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| facts::broken("judging the tables of a file", e))
}

/// Every table that has figures, each by itself: what one of them shows is not another's count.
fn all(name: &str, tables: Vec<Table>, policy: &Policy) -> Vec<ForeignTable> {
    let cells: usize = tables.iter().flat_map(|t| &t.rows).map(Vec::len).sum();
    let with_figures = tables.into_iter().zip(1..).filter(|(t, _)| has_figures(&t.rows));
    with_figures
        .map(|(table, number)| {
            let read = (cells <= MOST_CELLS).then(|| check(name, table.rows, policy)).flatten();
            let judged = read.map_or(Judged::NotUnderstood, |result| Judged::Marks(check_marks(&result)));
            ForeignTable { number, judged }
        })
        .collect()
}

/// Whether any cell beside the names of rows and columns holds a digit.
fn has_figures(rows: &[Vec<String>]) -> bool {
    rows.iter().skip(1).flat_map(|row| row.iter().skip(1)).any(|cell| cell.chars().any(char::is_numeric))
}

/// None where it is not understood: no table of counts, and none with its counts beside its figures.
fn check(name: &str, rows: Vec<Vec<String>>, policy: &Policy) -> Option<CheckResult> {
    let grid = Grid::of(name.to_owned(), rows).ok()?;
    disclosure::check(std::slice::from_ref(&grid), std::slice::from_ref(&grid), std::slice::from_ref(policy)).ok()
}
