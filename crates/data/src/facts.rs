//! What the catalogue knows of datasets that bears on access to a space: one statement for up to 25 datasets.

use std::collections::BTreeSet;

use ::store::{Row, statements};
use platform::{Answer, App, No};

use crate::model::DatasetId;

statements! {
    read FACTS among = concat!("select id, title, access_level, setting, routes, schemes, organisation_kinds, training_months
        from dataset where id in ", ::store::among!());
}

/// A dataset as the access decision sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub id: DatasetId,
    pub title: String,
    /// CAT-06; `None` where none is recorded.
    pub level: Option<u8>,
    /// CAT-09; empty where none is recorded.
    pub setting: String,
    /// Only these ways in, where its owner narrows them.
    pub narrowed: Option<Vec<String>>,
    /// Accreditation schemes that open it; empty: it asks for none of its own (ACC-06 to ACC-08).
    pub schemes: Vec<String>,
    /// Kinds of organisation; empty: any (ACC-08).
    pub organisation_kinds: Vec<String>,
    pub training_months: Option<u32>,
}

/// The facts about some datasets.
pub async fn facts(app: &App, datasets: &BTreeSet<DatasetId>) -> Answer<Vec<Facts>> {
    app.store.rows_among(&FACTS, datasets).await?.iter().map(of_row).collect()
}

fn of_row(row: &Row) -> Answer<Facts> {
    let level = match row.get::<Option<i64>>("access_level")? {
        Some(level) => {
            Some(u8::try_from(level).map_err(|_| No::Broken(format!("a dataset has the access level {level}")))?)
        }
        None => None,
    };
    let months = match row.get::<Option<i64>>("training_months")? {
        Some(months) => {
            Some(u32::try_from(months).map_err(|_| No::Broken(format!("a dataset asks for {months} months")))?)
        }
        None => None,
    };
    let narrowed = match row.get::<Option<String>>("routes")? {
        Some(_) => Some(row.json("routes")?),
        None => None,
    };
    Ok(Facts {
        id: row.parse("id")?,
        title: row.text("title")?,
        level,
        setting: row.text("setting")?,
        narrowed,
        schemes: row.json("schemes")?,
        organisation_kinds: row.json("organisation_kinds")?,
        training_months: months,
    })
}
