//! What the record says was done to the catalogue.

use crate::model::DatasetId;

platform::did! {
    /// Records of the catalogue: made, described, filled, published, stipulated.
    pub(crate) Did {
        "dataset" (DatasetId) {
            Added = "dataset-added",
            Described = "dataset-described",
            DictionaryProposed = "dictionary-proposed",
            DictionaryDeclined = "dictionary-declined",
            FileAttached = "dataset-file-attached",
            Published = "dataset-published",
            Stipulated = "dataset-stipulated",
            StipulationsRefused = "dataset-stipulations-refused",
        }
    }
}

/// Every word that this crate writes into the record, and the kind of thing it is about.
pub const RECORDED: &[(&str, &str)] = Did::WORDS;
