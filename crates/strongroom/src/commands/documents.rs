//! Tables out of documents, for `strongroom check`: read in a sealed child, as every foreign document is.

use std::path::{Path, PathBuf};

use disclosure::command::one_table;
use disclosure::{Error, Grid};
use foundation::Lang;
use inspector::child::{Limits, read_file, tables_in_child};
use inspector::{InspectPolicy, texts};

/// Documents whose tables are read; in other files a table stands alone.
const DOCUMENTS: [&str; 7] = ["docx", "odt", "rtf", "html", "htm", "pptx", "odp"];

/// The tables of `report.docx`, or the second of them where the path is `report.docx#2`; the table of any other file.
pub(super) fn tables(path: &Path) -> Result<Vec<Grid>, Error> {
    let (file, number) = named(path);
    let extension = file.extension().and_then(|end| end.to_str()).unwrap_or_default().to_lowercase();
    if !DOCUMENTS.contains(&extension.as_str()) {
        return one_table(path);
    }
    let failed = |reason: String| Error::Read { path: file.clone(), reason };
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let exe = std::env::current_exe().map_err(|e| failed(format!("finding this program to start its child: {e}")))?;
    let policy = InspectPolicy::default();
    let bytes = read_file(&file, &policy)
        .map_err(|e| failed(e.to_string()))?
        .map_err(|size| failed(format!("it has {size} bytes, more than {}", policy.max_bytes)))?;
    let found = tables_in_child(&exe, &name, &bytes, &Limits::default())
        .map_err(|why| failed(texts::no_view(Lang::En, &why)))?;
    let count = found.len();
    let wanted = found.into_iter().enumerate().filter(|(at, _)| number.is_none_or(|number| at + 1 == number));
    let grids: Vec<Grid> = wanted
        .map(|(at, table)| {
            let name = format!("{name}, table {}", at + 1);
            Grid::of(name.clone(), table.rows).map_err(|why| {
                failed(format!("table {}: {why}; choose tables by number, as in {}#1", at + 1, file.display()))
            })
        })
        .collect::<Result<_, _>>()?;
    match (grids.is_empty(), number) {
        (false, _) => Ok(grids),
        (true, Some(number)) => Err(failed(format!("there is no table {number} in it; it has {count}"))),
        (true, None) => Err(failed("there is no table in it; give the table as CSV or as a sheet".into())),
    }
}

/// The file, and the number behind `#` where the path is no file by itself.
fn named(path: &Path) -> (PathBuf, Option<usize>) {
    let text = path.to_string_lossy();
    let parted = text.rsplit_once('#').and_then(|(file, number)| Some((PathBuf::from(file), number.parse().ok()?)));
    match parted {
        Some((file, number)) if !path.exists() => (file, Some(number)),
        _ => (path.to_path_buf(), None),
    }
}
