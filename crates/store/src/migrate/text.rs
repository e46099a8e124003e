//! The text of a step: parts for both engines or for one, and PostgreSQL's words in SQLite's.
//!
//! A line of its own begins a part, which ends with the next such line or with the text:
//!
//! ```text
//! -- both
//! -- postgresql
//! -- sqlite
//! -- sqlite: rebuild TABLE      one CREATE TABLE with the table as it is to be
//! ```
//!
//! A text without such a line is for both.

use super::Migration;
use crate::{Result, StoreError};

/// A part of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Both(String),
    Postgres(String),
    Sqlite(String),
    /// A table of SQLite as it is to be; its rows and indexes are kept.
    Rebuild {
        table: String,
        sql: String,
    },
}

impl Part {
    fn text(&mut self) -> &mut String {
        match self {
            Part::Both(sql) | Part::Postgres(sql) | Part::Sqlite(sql) | Part::Rebuild { sql, .. } => sql,
        }
    }
}

/// The parts in their order. A line that begins like one of these and is none is a mistake, not a comment.
pub(super) fn parts(migration: &Migration) -> Result<Vec<Part>> {
    let mut parts = vec![Part::Both(String::new())];
    for line in migration.sql.lines() {
        match line.strip_prefix("-- ").map(str::trim_end) {
            Some("both") => parts.push(Part::Both(String::new())),
            Some("postgresql") => parts.push(Part::Postgres(String::new())),
            Some("sqlite") => parts.push(Part::Sqlite(String::new())),
            Some(other) if other.starts_with("sqlite:") => {
                let table = other.strip_prefix("sqlite: rebuild ").filter(|t| !t.is_empty() && !t.contains(' '));
                let table = table.ok_or_else(|| StoreError::Other {
                    doing: format!("reading the migration {}", migration.name),
                    reason: format!("\"-- {other}\" is no part; write \"-- sqlite: rebuild TABLE\""),
                })?;
                parts.push(Part::Rebuild { table: table.to_owned(), sql: String::new() });
            }
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.text().push_str(line);
                    part.text().push('\n');
                }
            }
        }
    }
    parts.retain_mut(|part| part.text().lines().any(|l| !l.trim().is_empty() && !l.starts_with("--")));
    Ok(parts)
}

/// The text in SQLite's words.
pub(super) fn sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 64);
    for line in sql.lines() {
        if line == ");" {
            out.push_str(") STRICT;\n");
            continue;
        }
        let line = line
            .replace(" BIGINT", " INTEGER")
            .replace(" BOOLEAN", " INTEGER")
            .replace(" BYTEA", " BLOB")
            .replace(" DOUBLE PRECISION", " REAL")
            .replace(" DEFAULT TRUE", " DEFAULT 1")
            .replace(" DEFAULT FALSE", " DEFAULT 0");
        out.push_str(&line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sql: &'static str) -> Result<Vec<Part>> {
        parts(&Migration { order: 2, name: "test/0001", sql })
    }

    #[test]
    fn a_text_without_parts_is_for_both_and_a_part_is_for_whom_it_says() {
        assert_eq!(read("-- Why.\nA;\n").unwrap(), [Part::Both("-- Why.\nA;\n".to_owned())]);
        let parts = read("-- Why.\n-- postgresql\nB;\n-- sqlite: rebuild t\nC;\n-- both\nD;").unwrap();
        let rebuild = Part::Rebuild { table: "t".to_owned(), sql: "C;\n".to_owned() };
        assert_eq!(parts, [Part::Postgres("B;\n".to_owned()), rebuild, Part::Both("D;\n".to_owned())]);
    }

    #[test]
    fn a_part_that_is_misspelt_is_an_error() {
        assert!(read("-- sqlite: rebuild\nC;").is_err());
        assert!(read("-- sqlite: remake t\nC;").is_err());
    }
}
