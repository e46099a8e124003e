//! Several datasets with their owners, in two statements whatever their number.

use std::collections::{BTreeMap, BTreeSet};

use ::store::statements;
use platform::{Answer, App, PersonId};

use super::select_dataset;
use crate::model::{Dataset, DatasetId};

statements! {
    read DATASETS among -> Dataset = concat!(select_dataset!(), "where id in ", ::store::among!());
    read OWNERS among -> (dataset: DatasetId, person: PersonId) = concat!("select dataset, person from dataset_owner where until is null and dataset in ", ::store::among!());
}

/// These datasets, published or not, in the order of their ids: what a person may see of them is for the caller to ask.
/// An id that no dataset has is left out.
pub async fn datasets_of(app: &App, ids: &BTreeSet<DatasetId>) -> Answer<Vec<Dataset>> {
    let mut owners: BTreeMap<DatasetId, BTreeSet<PersonId>> = BTreeMap::new();
    for (dataset, person) in app.store.rows_among(&OWNERS, ids).await? {
        owners.entry(dataset).or_default().insert(person);
    }
    let mut found: BTreeMap<DatasetId, Dataset> = BTreeMap::new();
    for mut dataset in app.store.rows_among(&DATASETS, ids).await? {
        dataset.owners = owners.remove(&dataset.id).unwrap_or_default();
        found.insert(dataset.id, dataset);
    }
    Ok(found.into_values().collect())
}
