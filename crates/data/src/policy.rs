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

impl model::DictionaryProposal {
    /// What the policies see of it.
    pub(crate) fn thing(&self) -> DictionaryProposal {
        let owners = self.owners.iter().map(ToString::to_string).collect();
        DictionaryProposal { id: self.id.to_string(), owners, proposer: self.proposed_by.to_string() }
    }
}

impl Guarded for model::DictionaryProposal {
    type Thing = DictionaryProposal;
    type See = SeeDictionaryProposal;

    async fn as_thing(&self, _: &App) -> Answer<DictionaryProposal> {
        Ok(self.thing())
    }
}
