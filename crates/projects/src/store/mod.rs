//! The SQL of this crate.

pub(crate) mod applications;
pub(crate) mod assessment;
pub(crate) mod lists;
pub(crate) mod members;
pub(crate) mod spaces;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use ::store::{Args, Kinds, Row, Statement};
use foundation::{Date, parse_date};
use platform::{Answer, App, No};
use serde::Serialize;

use crate::model::ProjectId;

/// What several projects have.
pub(crate) type Of<T> = BTreeMap<ProjectId, BTreeSet<T>>;

fn date(row: &Row, column: &str) -> Answer<Option<Date>> {
    let text: Option<String> = row.get(column)?;
    text.map(|t| parse_date(&t).ok_or_else(|| No::Broken(format!("{column}: {t:?} is no date")))).transpose()
}

fn json(value: &impl Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(|e| No::Broken(e.to_string()))
}

fn id<T: FromStr>(row: &Row, column: &str) -> Answer<T>
where
    T::Err: std::fmt::Display,
{
    Ok(row.parse(column)?)
}

/// Every row of a statement that gives `most` at most. As many as that may not be all: who decides on a part of them
/// decides wrongly, so that is an error.
async fn whole<K: Kinds>(
    app: &App,
    statement: &'static Statement<K>,
    args: impl Args<K>,
    most: usize,
) -> Answer<Vec<Row>> {
    let rows = app.store.rows(statement, args).await?;
    if rows.len() >= most {
        return Err(No::Broken(format!("{}: there may be more than these {most} rows", statement.declared.name)));
    }
    Ok(rows)
}
