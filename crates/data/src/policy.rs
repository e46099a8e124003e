//! What the policies know of the catalogue: things with their attributes, and actions.

permissions::cedar!("../../policies/data.cedarschema");

use platform::{Answer, App, Guarded};

use crate::model;

/// The catalogue as a whole.
pub fn catalogue() -> Catalogue {
    Catalogue { id: String::new() }
}

impl Guarded for model::Dataset {
    type Thing = Dataset;
    type See = ReadDataset;
    const PUBLIC: bool = true;

    async fn as_thing(&self, _: &App) -> Answer<Dataset> {
        Ok(Dataset {
            id: self.id.to_string(),
            published: self.published,
            owners: self.owners.iter().map(ToString::to_string).collect(),
        })
    }
}
