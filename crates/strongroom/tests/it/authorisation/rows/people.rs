//! People: registration, accreditation, what staff see and record.

use super::super::row::{Row, get, post};

const REQUESTS: &[&str] = &["accreditation asked for", "accreditation queried", "accreditation of its officer"];
const PERSONS: &[&str] = &["the stranger", "training staff", "support staff", "an operator"];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        get("/register").open(),
        post("/register").open().refused(),
        get("/register/done").open(),
        get("/register/prove").open().query("?token=none"),
        post("/register/prove").open().form("token=none").refused(),
    ];
    rows.extend(accreditation());
    rows.extend(staff());
    rows
}

fn accreditation() -> Vec<Row> {
    let request = "scheme=<scheme>&kind=full&route=degree&evidence=A+degree.&declaration=yes&version=0";
    let decision = r#"{"answers":{"decision":"refuse","reason":"No."},"version":0}"#;
    vec![
        get("/accreditation").signed(),
        get("/accreditation/request").signed(),
        post("/accreditation/request").forbid("RequestAccreditation", "Service").refused(),
        get("/accreditation/{id}/answer").signed().hide("AnswerAccreditationQuery", "Accreditation").on(REQUESTS),
        post("/accreditation/{id}/answer")
            .hide("AnswerAccreditationQuery", "Accreditation")
            .on(REQUESTS)
            .form(request)
            .stale(),
        get("/accreditations").forbid("SeeAccreditations", "Service"),
        get("/accreditations/{id}").signed().hide("SeeAccreditation", "Accreditation").on(REQUESTS),
        post("/accreditations/{id}/decide")
            .hide("SeeAccreditation", "Accreditation")
            .forbid("DecideAccreditation", "Accreditation")
            .on(REQUESTS)
            .form("decision=refuse&reason=No.&version=0")
            .stale(),
        post("/api/v1/accreditations/{id}/decision")
            .hide("SeeAccreditation", "Accreditation")
            .forbid("DecideAccreditation", "Accreditation")
            .on(REQUESTS)
            .json(decision)
            .stale(),
        get("/api/v1/me").signed(),
        get("/api/v1/me/accreditations").signed(),
        post("/api/v1/me/accreditations").forbid("RequestAccreditation", "Service").json(r#"{"answers":{}}"#).refused(),
    ]
}

fn staff() -> Vec<Row> {
    let training = "course=safe-researcher&passed-on-day=1&passed-on-month=9&passed-on-year=2025\
        &until-day=1&until-month=9&until-year=2035";
    let agreement = "kind=eul&version=2026-1&signed-on-day=1&signed-on-month=9&signed-on-year=2025";
    vec![
        get("/people").forbid("SeePeople", "Service"),
        get("/people/{id}").signed().hide("SeePerson", "PersonRecord").on(PERSONS),
        // Whether somebody may record depends on who they are alone, so that a no tells nothing about the person.
        post("/people/{id}/training").forbid("RecordTraining", "PersonRecord").on(PERSONS).form(training),
        post("/people/{id}/agreements").forbid("RecordAgreement", "PersonRecord").on(PERSONS).form(agreement),
        // A role that they have already: granted twice is granted once.
        post("/people/{id}/roles")
            .forbid("GrantRole", "PersonRecord")
            .on(&["training staff", "support staff", "an operator"])
            .form("change=grant&role=<role>"),
        post("/api/v1/people/{id}/training")
            .forbid("RecordTraining", "PersonRecord")
            .on(PERSONS)
            .json(r#"{"course":"safe-researcher","passed_on":"2025-09-01","until":"2035-09-01"}"#),
        post("/api/v1/people/{id}/agreements")
            .forbid("RecordAgreement", "PersonRecord")
            .on(PERSONS)
            .json(r#"{"answers":{"kind":"eul","version":"2026-1","signed-on":"2025-09-01"}}"#),
    ]
}
