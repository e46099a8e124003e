//! Tables as JSON: the ways in which programs write them.

use serde_json::{Map, Value};

use super::{FEWEST, MOST_COLUMNS, MOST_ROWS, Table, cell};
use crate::Findings;

/// The same question as for any table, where this is one: a list of objects, lists of the same length side by side, a list of lists
/// below its head, columns or rows by their number.
pub(crate) fn of_json(value: &Value, place: &str, findings: &mut Findings) {
    let table = match value {
        Value::Array(all) => objects(all).or_else(|| lists(all.first().and_then(Value::as_array), all.get(1..)?)),
        Value::Object(map) => columns(map).or_else(|| split(map)).or_else(|| numbered(map)),
        _ => None,
    };
    if let Some(table) = table {
        table.judge(place, findings);
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => cell(text),
        other => other.to_string(),
    }
}

fn objects(all: &[Value]) -> Option<Table> {
    // One object within another is part of the row: the properties of a place.
    let flat = |row: &Map<String, Value>| -> Vec<(String, String)> {
        let mut out = Vec::new();
        for (name, value) in row.iter().take(MOST_COLUMNS) {
            match value.as_object() {
                Some(inner) => {
                    out.extend(inner.iter().take(MOST_COLUMNS).map(|(name, value)| (name.clone(), plain(value))))
                }
                None => out.push((name.clone(), plain(value))),
            }
        }
        out
    };
    let names: Vec<String> = flat(all.first()?.as_object()?).into_iter().map(|(name, _)| name).collect();
    let rows = all.iter().take(MOST_ROWS).filter_map(Value::as_object).map(flat);
    let find = |row: &[(String, String)], name: &String| {
        row.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let cells = rows.map(|row| names.iter().map(|name| find(&row, name)).collect());
    (all.len() >= FEWEST).then(|| Table::of(names.iter().map(|name| cell(name)).collect(), cells.collect(), all.len()))
}

/// Lists below a list of names.
fn lists(head: Option<&Vec<Value>>, rows: &[Value]) -> Option<Table> {
    let names: Vec<String> =
        head?.iter().take(MOST_COLUMNS).map(|name| name.as_str().map(cell)).collect::<Option<_>>()?;
    let cells = rows.iter().take(MOST_ROWS).filter_map(Value::as_array);
    let cells: Vec<Vec<String>> = cells.map(|row| row.iter().take(MOST_COLUMNS).map(plain).collect()).collect();
    (rows.len() >= FEWEST && names.len() > 1 && !cells.is_empty()).then(|| Table::of(names, cells, rows.len()))
}

fn columns(map: &Map<String, Value>) -> Option<Table> {
    let columns: Vec<(&String, &Vec<Value>)> =
        map.iter().take(MOST_COLUMNS).filter_map(|(name, value)| Some((name, value.as_array()?))).collect();
    let rows = columns.first().map_or(0, |(_, column)| column.len());
    if columns.len() < 2 || rows < FEWEST || columns.iter().any(|(_, column)| column.len() != rows) {
        return None;
    }
    let cells = (0..rows.min(MOST_ROWS)).map(|row| columns.iter().map(|(_, c)| plain(&c[row])).collect());
    Some(Table::of(columns.iter().map(|(name, _)| cell(name)).collect(), cells.collect(), rows))
}

/// Names in one list, rows in another.
fn split(map: &Map<String, Value>) -> Option<Table> {
    let head =
        map.values().filter_map(Value::as_array).find(|all| all.len() > 1 && all.iter().all(Value::is_string))?;
    let rows =
        map.values().filter_map(Value::as_array).find(|all| all.iter().all(|row| row.is_array()) && !all.is_empty())?;
    lists(Some(head), rows)
}

/// Columns of numbered cells, or numbered rows of named cells.
fn numbered(map: &Map<String, Value>) -> Option<Table> {
    let inner: Vec<(&String, &Map<String, Value>)> =
        map.iter().filter_map(|(name, value)| Some((name, value.as_object()?))).collect();
    let (_, first) = inner.first()?;
    if inner.len() != map.len() || inner.iter().any(|(_, of)| of.len() != first.len()) {
        return None;
    }
    let number = |name: &String| name.parse::<u64>().is_ok();
    let nested = |of: &Map<String, Value>| of.values().any(|value| value.is_array() || value.is_object());
    if first.len() < 2 && inner.len() < 2 || nested(first) {
        return None;
    }
    if first.len() >= FEWEST && first.keys().all(number) {
        let cells = first.keys().take(MOST_ROWS).map(|row| {
            inner.iter().take(MOST_COLUMNS).map(|(_, column)| column.get(row).map(plain).unwrap_or_default()).collect()
        });
        let names = inner.iter().map(|(name, _)| cell(name)).collect();
        return Some(Table::of(names, cells.collect(), first.len()));
    }
    if inner.len() >= FEWEST && inner.iter().all(|(name, _)| number(name)) {
        let names: Vec<&String> = first.keys().take(MOST_COLUMNS).collect();
        let cells = inner
            .iter()
            .take(MOST_ROWS)
            .map(|(_, row)| names.iter().map(|name| row.get(*name).map(plain).unwrap_or_default()).collect());
        return Some(Table::of(names.iter().map(|name| cell(name)).collect(), cells.collect(), inner.len()));
    }
    None
}
