//! Histograms: classes of equal width over the range of a field, as a table.

use crate::error::Error;
use crate::request::{Cut, TableRequest};
use crate::source::Source;
use std::path::Path;

/// The table behind a histogram: counts in `bins` classes of equal width from the smallest to the largest value of those
/// records that `selection` leaves. Two passes over the file. The outer edges are single people's values: publish edges
/// that you chose yourself ([`Cut`]) and not these.
pub fn histogram(path: &Path, field: &str, bins: usize, selection: Option<&str>) -> Result<TableRequest, Error> {
    let whole = |sum: &[String]| TableRequest {
        rows: vec![field.into()],
        sum: sum.to_vec(),
        selection: selection.map(Into::into),
        ..TableRequest::default()
    };
    let one = Cut { field: field.into(), edges: vec![f64::MIN.to_string(), f64::MAX.to_string()] };
    let request = TableRequest { cut: vec![one], ..whole(&[field.into()]) };
    let evidence = Source::open(path)?.gather(&request, 1)?;
    let range = evidence.cells(false)?.first().and_then(|cell| cell.variables.first()?.range);
    let Some((least, greatest)) = range.filter(|_| bins > 0) else {
        return Err(Error::Cut { field: field.into(), problem: "there is no value to make classes of".into() });
    };
    // One value only: a class around it, as numpy has it.
    let (least, greatest) = if least == greatest { (least - 0.5, greatest + 0.5) } else { (least, greatest) };
    let step = (greatest - least) / bins as f64;
    let edge = |at: usize| if at == bins { greatest } else { least + step * at as f64 };
    let edges = (0..=bins).map(|at| edge(at).to_string()).collect();
    Ok(TableRequest { count: true, cut: vec![Cut { field: field.into(), edges }], ..whole(&[]) })
}
