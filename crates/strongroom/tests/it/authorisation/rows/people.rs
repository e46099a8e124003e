//! People: registration, accreditation, what staff see and record.

use super::super::row::Then::Refused;
use super::super::row::{Row, get, post};

const REQUESTS: &[&str] = &["accreditation asked for", "accreditation queried", "accreditation of its officer"];
const NOT_QUERIED: &[&str] = &["accreditation asked for", "accreditation of its officer"];
const PERSONS: &[&str] = &["the stranger", "training staff", "support staff", "an operator"];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        get("/eligibility").open(),
        get("/register").open(),
        post("/register").open().refused(),
        get("/register/done").open(),
        get("/register/prove").open().query("?token=none"),
        post("/register/prove").open().form("token=none&password=none").refused(),
    ];
    rows.extend(accreditation());
    rows.extend(standing());
    rows.extend(staff());
    rows.extend(roles());
    rows.extend(accounts());
    rows
}

fn accreditation() -> Vec<Row> {
    let request = "scheme=<scheme>&kind=full&route=degree&evidence=A+degree.&declaration=yes&version=0";
    let decision = r#"{"answers":{"decision":"refuse","reason":"No."},"version":0}"#;
    vec![
        get("/accreditation").signed(),
        get("/accreditation/request").signed(),
        post("/accreditation/request").forbid("RequestAccreditation", "Service").refused(),
        get("/accreditation/{id}/answer")
            .signed()
            .hide("AnswerAccreditationQuery", "Accreditation")
            .on(REQUESTS)
            .but(NOT_QUERIED, Refused),
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

/// What is done to something held already. Security staff see what they may suspend, and nothing more is open to them.
fn standing() -> Vec<Row> {
    let mut rows = vec![
        get("/api/v1/accreditations/{id}").signed().hide("SeeAccreditation", "Accreditation").on(REQUESTS),
        get("/api/v1/people/{id}/accreditations").signed().hide("SeePerson", "PersonRecord").on(PERSONS),
        get("/api/v1/people/{id}/agreements").signed().hide("SeePerson", "PersonRecord").on(PERSONS),
    ];
    for (paths, action) in [
        (["/accreditations/{id}/suspend", "/api/v1/accreditations/{id}/suspend"], "SuspendAccreditation"),
        (["/accreditations/{id}/lift", "/api/v1/accreditations/{id}/lift"], "LiftSuspension"),
        (["/accreditations/{id}/withdraw", "/api/v1/accreditations/{id}/withdraw"], "WithdrawAccreditation"),
    ] {
        let asked =
            |row: Row| row.hide("SeeAccreditation", "Accreditation").forbid(action, "Accreditation").on(REQUESTS);
        let [page, api] = paths;
        rows.push(asked(get(page).signed()));
        rows.push(asked(post(page)).form("reason=It+is+a+test.&version=0").stale());
        rows.push(asked(post(api)).json(r#"{"reason":"It is a test.","version":0}"#).stale());
    }
    let asked = |row: Row| {
        row.hide("SeePerson", "PersonRecord").forbid("WithdrawAgreement", "PersonRecord").on(&["a withdrawn agreement"])
    };
    let (page, api) = ("/agreements/{id}/withdraw", "/api/v1/agreements/{id}/withdraw");
    // It is withdrawn already, or the first who may would withdraw it for all who are asked after.
    rows.push(asked(get(page).signed()));
    rows.push(asked(post(page)).form("reason=It+is+a+test.").refused());
    rows.push(asked(post(api)).json(r#"{"reason":"It is a test."}"#).refused());
    rows
}

fn staff() -> Vec<Row> {
    let training = "course=safe-researcher&passed-on-day=1&passed-on-month=9&passed-on-year=2025\
        &until-day=1&until-month=9&until-year=2035";
    let agreement = "kind=operating-procedures&version=2026-1&signed-on-day=1&signed-on-month=9&signed-on-year=2025";
    vec![
        get("/people").forbid("SeePeople", "Service"),
        get("/people/{id}").signed().hide("SeePerson", "PersonRecord").on(PERSONS),
        post("/people/{id}/training")
            .hide("SeePerson", "PersonRecord")
            .forbid("RecordTraining", "PersonRecord")
            .on(PERSONS)
            .form(training),
        post("/people/{id}/agreements")
            .hide("SeePerson", "PersonRecord")
            .forbid("RecordAgreement", "PersonRecord")
            .on(PERSONS)
            .form(agreement),
        // A role that they have already: granted twice is granted once.
        post("/people/{id}/roles")
            .hide("SeePerson", "PersonRecord")
            .forbid("GrantRole", "PersonRecord")
            .on(&["training staff", "support staff", "an operator"])
            .form("change=grant&role=<role>"),
        get("/people/{id}/roles/{role}/end")
            .signed()
            .hide("SeePerson", "PersonRecord")
            .forbid("GrantRole", "PersonRecord")
            .on(&["somebody who is no auditor"])
            .refused(),
        // They do not hold it: there is nothing to take back.
        post("/people/{id}/roles/{role}/end")
            .hide("SeePerson", "PersonRecord")
            .forbid("GrantRole", "PersonRecord")
            .on(&["somebody who is no auditor"])
            .form("confirmed=yes")
            .refused(),
        post("/api/v1/people/{id}/training")
            .hide("SeePerson", "PersonRecord")
            .forbid("RecordTraining", "PersonRecord")
            .on(PERSONS)
            .json(r#"{"course":"safe-researcher","passed_on":"2025-09-01","until":"2035-09-01"}"#),
        post("/api/v1/people/{id}/agreements")
            .hide("SeePerson", "PersonRecord")
            .forbid("RecordAgreement", "PersonRecord")
            .on(PERSONS)
            .json(r#"{"answers":{"kind":"operating-procedures","version":"2026-1","signed-on":"2025-09-01"}}"#),
    ]
}

const PROPOSED: &[&str] = &["a proposed role", "a role that another proposed", "a role proposed for an operator"];

fn roles() -> Vec<Row> {
    vec![
        get("/roles").forbid("SeeRoleProposals", "Service"),
        get("/roles/{id}").signed().hide("SeeRoleProposal", "RoleProposal").on(PROPOSED),
        post("/roles/{id}")
            .hide("SeeRoleProposal", "RoleProposal")
            .forbid("ConfirmRole", "RoleProposal")
            .on(PROPOSED)
            .form("decision=confirm&version=0")
            .stale(),
    ]
}

const ENABLINGS: &[&str] =
    &["an account to be enabled", "an account that another would enable", "an account that the asker disabled"];

/// Disabling and enabling accounts, and the attacks that were recognised. Nobody is disabled here: no reason is given.
fn accounts() -> Vec<Row> {
    let person = |row: Row, action| row.hide("SeePerson", "PersonRecord").forbid(action, "PersonRecord").on(PERSONS);
    let enabling = |row: Row| row.signed().hide("SeeEnabling", "Enabling").on(ENABLINGS);
    let confirm = |row: Row| enabling(row).forbid("ConfirmEnabling", "Enabling").stale();
    vec![
        person(get("/people/{id}/disable").signed(), "DisableAccount"),
        person(post("/people/{id}/disable"), "DisableAccount").form("reason=").refused(),
        person(post("/api/v1/people/{id}/disable"), "DisableAccount").json(r#"{"reason":""}"#).refused(),
        person(get("/people/{id}/enable").signed(), "ProposeEnabling"),
        person(post("/people/{id}/enable"), "ProposeEnabling").form("reason=It+is+a+test.").refused(),
        person(post("/api/v1/people/{id}/enable"), "ProposeEnabling").json(r#"{"reason":"A test."}"#).refused(),
        get("/enablings").forbid("SeeEnablings", "Service"),
        enabling(get("/enablings/{id}")),
        enabling(get("/api/v1/enablings/{id}")),
        confirm(post("/enablings/{id}")).form("decision=confirm&version=0"),
        confirm(post("/api/v1/enablings/{id}/decision")).json(r#"{"confirm":true,"version":0}"#),
        get("/alerts").forbid("SeeAlerts", "Service"),
        get("/api/v1/alerts").forbid("SeeAlerts", "Service"),
        get("/alerts/{id}").forbid("SeeAlerts", "Service").on(&["an alert"]),
        post("/alerts/{id}").forbid("AcknowledgeAlert", "Service").on(&["an alert"]).form("reason=").refused(),
        post("/api/v1/alerts/{id}/acknowledgement")
            .forbid("AcknowledgeAlert", "Service")
            .on(&["an alert"])
            .json(r#"{"reason":""}"#)
            .refused(),
    ]
}
