//! The catalogue.

use super::super::row::{Row, get, post, put};

const DATASETS: &[&str] = &["a published dataset", "an unpublished dataset"];

const PROPOSED: &[&str] = &["a proposed dictionary"];

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/catalogue").open(),
        get("/catalogue/new").forbid("AddDataset", "Catalogue"),
        post("/catalogue/new").forbid("AddDataset", "Catalogue").refused(),
        get("/catalogue/{reference}").hide_from_all("ReadDataset", "Dataset").on(DATASETS),
        get("/catalogue/{reference}/dictionary").hide_from_all("ReadDataset", "Dataset").on(DATASETS),
        get("/catalogue/{reference}/publish")
            .hide_from_all("ReadDataset", "Dataset")
            .forbid("PublishDataset", "Dataset")
            .on(DATASETS)
            .refused(),
        post("/catalogue/{reference}/publish")
            .hide("ReadDataset", "Dataset")
            .forbid("PublishDataset", "Dataset")
            .on(DATASETS)
            .form("confirmed=yes&version=0")
            .refused(),
        get("/catalogue/{reference}/proposals/{id}")
            .signed()
            .hide("SeeDictionaryProposal", "DictionaryProposal")
            .on(PROPOSED),
        post("/catalogue/{reference}/proposals/{id}")
            .hide("SeeDictionaryProposal", "DictionaryProposal")
            .forbid("ConfirmDictionary", "DictionaryProposal")
            .on(PROPOSED)
            .form("decision=confirm&version=0")
            .stale(),
        post("/api/v1/dictionary-proposals/{id}")
            .hide("SeeDictionaryProposal", "DictionaryProposal")
            .forbid("ConfirmDictionary", "DictionaryProposal")
            .on(PROPOSED)
            .json(r#"{"confirm":true,"version":0}"#)
            .stale(),
        get("/catalogue/{reference}/stipulations")
            .hide_from_all("ReadDataset", "Dataset")
            .forbid("ChangeStipulations", "Dataset")
            .on(DATASETS),
        post("/catalogue/{reference}/stipulations")
            .hide("ReadDataset", "Dataset")
            .forbid("ChangeStipulations", "Dataset")
            .on(DATASETS)
            .form("version=0&conditions=None.")
            .stale(),
        get("/api/v1/datasets").open(),
        post("/api/v1/datasets").forbid("AddDataset", "Catalogue").json("{}").refused(),
        get("/api/v1/datasets/{reference}").hide_from_all("ReadDataset", "Dataset").on(DATASETS),
        get("/api/v1/datasets/{reference}/dictionary").hide_from_all("ReadDataset", "Dataset").on(DATASETS),
        put("/api/v1/datasets/{reference}/dictionary")
            .hide("ReadDataset", "Dataset")
            .forbid("DescribeDataset", "Dataset")
            .on(DATASETS)
            .json(r#"{"version":0,"variables":[]}"#)
            .stale(),
        post("/api/v1/datasets/{reference}/publish")
            .hide("ReadDataset", "Dataset")
            .forbid("PublishDataset", "Dataset")
            .on(DATASETS)
            .json(r#"{"version":0}"#)
            .refused(),
    ]
}
