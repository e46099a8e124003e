//! The SQL of this crate.

pub(crate) mod applications;
pub(crate) mod assessment;
pub(crate) mod lists;
pub(crate) mod members;
pub(crate) mod spaces;
pub(crate) mod waits;

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Args, Kinds, Shape, Statement};
use platform::{Answer, App, No};
use serde::Serialize;

use crate::model::ProjectId;

/// What several projects have.
pub(crate) type Of<T> = BTreeMap<ProjectId, BTreeSet<T>>;

fn json(value: &impl Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(|e| No::Broken(e.to_string()))
}

/// Every row of a statement that gives `most` at most. As many as that may not be all: who decides on a part of them
/// decides wrongly, so that is an error.
async fn whole<K: Kinds, S: Shape>(
    app: &App,
    statement: &'static Statement<K, S>,
    args: impl Args<K>,
    most: usize,
) -> Answer<Vec<S::Row>> {
    let rows = app.store.rows(statement, args).await?;
    if rows.len() >= most {
        return Err(No::Broken(format!("{}: there may be more than these {most} rows", statement.declared.name)));
    }
    Ok(rows)
}
