//! What the catalogue knows of datasets that bears on access to a space: one statement for up to 25 datasets.

use std::collections::BTreeSet;

use ::store::{Json, row, statements};
use platform::{Answer, App};

use crate::model::DatasetId;

statements! {
    read FACTS among -> Facts = concat!("select id, title, access_level, setting, routes, schemes, organisation_kinds, training_months
        from dataset where id in ", ::store::among!());
}

row! {
    /// A dataset as the access decision sees it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Facts {
        pub id: DatasetId,
        pub title: String,
        /// CAT-06; `None` where none is recorded.
        pub level: Option<u8> = "access_level",
        /// CAT-09; empty where none is recorded.
        pub setting: String,
        /// Only these ways in, where its owner narrows them.
        pub narrowed: Option<Vec<String>> as Option<Json<Vec<String>>> = "routes",
        /// Accreditation schemes that open it; empty: it asks for none of its own (ACC-06 to ACC-08).
        pub schemes: Vec<String> as Json<Vec<String>>,
        /// Kinds of organisation; empty: any (ACC-08).
        pub organisation_kinds: Vec<String> as Json<Vec<String>>,
        pub training_months: Option<u32>,
    }
}

/// The facts about some datasets.
pub async fn facts(app: &App, datasets: &BTreeSet<DatasetId>) -> Answer<Vec<Facts>> {
    Ok(app.store.rows_among(&FACTS, datasets).await?)
}
