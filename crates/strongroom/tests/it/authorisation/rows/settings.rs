//! The ways into a space, and what staff record about them.

use super::super::row::{Row, delete, get, post};

const ENTRANCES: &[&str] = &["a draft", "the project", "another project"];

/// These end a stay in a space: asked after everything that needs one.
pub(super) const LEAVING: [(&str, &str); 2] =
    [("POST", "/projects/{number}/leave"), ("DELETE", "/api/v1/projects/{number}/sessions")];

pub(super) fn rows() -> Vec<Row> {
    [entrance(), desktop(), recordings(), connectivity()].concat()
}

fn entrance() -> Vec<Row> {
    vec![
        get("/projects/{number}/access").signed().hide("ExplainAccess", "Entrance").on(ENTRANCES),
        post("/projects/{number}/access").hide("ExplainAccess", "Entrance").on(ENTRANCES).form("dataset=lfs"),
        get("/projects/{number}/enter").signed().hide("EnterSpace", "Entrance").on(ENTRANCES),
        post("/projects/{number}/enter").hide("EnterSpace", "Entrance").may_enter().on(ENTRANCES).form("<statements>"),
        post("/projects/{number}/leave").hide("EnterSpace", "Entrance").on(ENTRANCES),
        get("/api/v1/projects/{number}/access").signed().hide("ExplainAccess", "Entrance").on(ENTRANCES),
        get("/api/v1/projects/{number}/access/what-if")
            .query("?dataset=lfs")
            .signed()
            .hide("ExplainAccess", "Entrance")
            .on(ENTRANCES),
        post("/api/v1/projects/{number}/sessions")
            .hide("EnterSpace", "Entrance")
            .may_enter()
            .on(ENTRANCES)
            .json(r#"{"statements":{<statements as json>}}"#),
        delete("/api/v1/projects/{number}/sessions").hide("EnterSpace", "Entrance").on(ENTRANCES),
    ]
}

/// The town's machine offers no desktop: whoever is let in finds none. What happens to one that runs, its own tests tell.
fn desktop() -> Vec<Row> {
    let inside =
        |row: Row| row.hide("EnterSpace", "Entrance").inside().on(&["the project", "another project"]).absent();
    vec![
        inside(get("/projects/{number}/desk").signed()),
        inside(post("/projects/{number}/desk")).form("screen=yes"),
        inside(get("/projects/{number}/desk/state").signed()),
        inside(post("/projects/{number}/desk/ticket")).form("view=a"),
        inside(get("/projects/{number}/desk/socket").signed()),
        inside(post("/projects/{number}/desk/lock")),
        inside(post("/projects/{number}/desk/unlock")).form("password=a"),
        inside(get("/projects/{number}/desk/end").signed()),
        inside(post("/projects/{number}/desk/end")).form("confirmed=yes"),
        inside(get("/projects/{number}/desk/output").signed()),
        inside(post("/projects/{number}/desk/output")).form("name=a"),
    ]
}

/// No desktop is recorded in the town: whoever is let in finds none. What happens to one, its own tests tell.
fn recordings() -> Vec<Row> {
    let one = |row: Row| row.on(&["a recording"]).absent();
    vec![
        get("/recordings").signed().forbid("SeeRecordings", "Service"),
        one(get("/recordings/{id}").signed().forbid("SeeRecordings", "Service")),
        one(post("/recordings/{id}").forbid("WatchRecording", "Service").in_the_office()).form("reason=It+is+a+test."),
        one(get("/recordings/{id}/views/{view}").signed().forbid("WatchRecording", "Service").in_the_office()),
        one(get("/recordings/{id}/views/{view}/picture").signed().forbid("WatchRecording", "Service").in_the_office()),
    ]
}

fn connectivity() -> Vec<Row> {
    let suspend = "/connectivity/aoc/{organisation}/suspend";
    vec![
        get("/connectivity").signed(),
        get("/connectivity/aoc").forbid("RecordConnectivity", "Service").has("agreements on connectivity"),
        post("/connectivity/aoc").forbid("RecordConnectivity", "Service").has("agreements on connectivity").refused(),
        get(suspend)
            .forbid("SuspendConnectivity", "Service")
            .has("agreements on connectivity")
            .on(&["an organisation"]),
        post(suspend)
            .forbid("SuspendConnectivity", "Service")
            .has("agreements on connectivity")
            .on(&["an organisation"])
            .form("version=0&why=It+is+a+test.")
            .stale(),
        post("/connectivity/aoc/{organisation}/resume")
            .forbid("SuspendConnectivity", "Service")
            .has("agreements on connectivity")
            .on(&["an organisation"])
            .form("version=0")
            .stale(),
        get("/connectivity/places").forbid("RecordPlace", "Service"),
        post("/connectivity/places").forbid("RecordPlace", "Service").refused(),
        get("/connectivity/proposals/{id}")
            .signed()
            .hide("SeePlaceProposal", "PlaceProposal")
            .on(&["a proposed place"]),
        post("/connectivity/proposals/{id}")
            .hide("SeePlaceProposal", "PlaceProposal")
            .forbid("ConfirmPlace", "PlaceProposal")
            .on(&["a proposed place"])
            .form("decision=confirm&version=0")
            .stale(),
        get("/connectivity/places/{id}/end").forbid("RecordPlace", "Service").on(&["a place"]),
        post("/connectivity/places/{id}/end").forbid("RecordPlace", "Service").on(&["a place"]).form("confirmed=yes"),
        get("/connectivity/addresses").forbid("RecordAddress", "Service").has("addresses of persons"),
        post("/connectivity/addresses").forbid("RecordAddress", "Service").has("addresses of persons").refused(),
    ]
}
