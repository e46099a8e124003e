//! Requests for release, checks, releases.

use super::super::row::Then::{Absent, Refused};
use super::super::row::{Row, get, post, put};

const REQUESTS: &[&str] = &[
    "a request being drafted",
    "a request with no vote",
    "a request with one vote",
    "a request in its second round",
    "a returned request",
    "a released request",
    "a rejected request",
    "a request withdrawn as a draft",
];
/// Those that nobody can take back any more by themselves.
const OVER: &[&str] = &["a released request", "a rejected request", "a request withdrawn as a draft"];
/// One that its requester can change, and one that nobody can.
const TO_CHANGE: &[&str] = &["a request being drafted", "a request with no vote"];
const TO_CHECK: &[&str] =
    &["a request being drafted", "a request with no vote", "a request in its second round", "a released request"];
const RELEASES: &[&str] = &["a release"];

pub(super) fn rows() -> Vec<Row> {
    [requests(), checks(), releases(), api()].concat()
}

/// What is in a request is for the people of the project, and for checkers under an access decision of their own (SHR-04).
fn seen(row: Row) -> Row {
    row.signed().hide("SeeOutputRequest", "OutputRequest").checker_from_outside()
}

fn own(row: Row) -> Row {
    seen(row).forbid("ChangeOutputRequest", "OutputRequest")
}

fn requests() -> Vec<Row> {
    let file = "/outputs/{reference}/files/{number}";
    let page = "/outputs/{reference}/files/{number}/page";
    let from_inside = |row: Row| seen(row).hide("AskForOutput", "SpaceWork").inside();
    vec![
        get("/outputs").signed(),
        get("/outputs")
            .query("?project=<number>")
            .signed()
            .hide("AskForOutput", "SpaceWork")
            .on(&["the project", "another project"]),
        post("/outputs")
            .hide("AskForOutput", "SpaceWork")
            .on(&["a draft", "the project", "another project"])
            .form("project=<number>"),
        seen(get("/outputs/{reference}")).on(REQUESTS),
        own(get("/outputs/{reference}/files")).on(REQUESTS),
        own(post("/outputs/{reference}/files"))
            .on(TO_CHANGE)
            .form("files=<file>&version=0")
            .stale()
            .but(&TO_CHANGE[1..], Refused),
        from_inside(get(file)).on(TO_CHANGE),
        from_inside(get(page)).on(TO_CHANGE),
        own(get("/outputs/{reference}/form")).on(REQUESTS),
        own(post("/outputs/{reference}/form")).on(TO_CHANGE).form("version=0").refused(),
        own(get("/outputs/{reference}/items")).on(REQUESTS),
        own(get("/outputs/{reference}/items/new")).on(TO_CHANGE),
        own(post("/outputs/{reference}/items/new")).on(TO_CHANGE).form("version=0").refused(),
        own(get("/outputs/{reference}/items/{item}")).on(&TO_CHANGE[..1]),
        own(post("/outputs/{reference}/items/{item}")).on(&TO_CHANGE[..1]).form("version=0").refused(),
        own(get("/outputs/{reference}/items/{item}/remove")).on(&TO_CHANGE[..1]),
        own(post("/outputs/{reference}/items/{item}/remove"))
            .on(&TO_CHANGE[..1])
            .form("confirmed=yes&version=0")
            .stale(),
        own(post("/outputs/{reference}/submit")).on(REQUESTS).form("version=0").stale(),
        own(get("/outputs/{reference}/withdraw")).on(REQUESTS).but(OVER, Refused),
        own(post("/outputs/{reference}/withdraw")).on(REQUESTS).form("confirmed=yes&version=0").stale(),
    ]
}

/// Not the requester, not a colleague; trained, and where checkers sit.
fn checked(row: Row) -> Row {
    row.signed().hide("SeeOutputRequest", "OutputRequest").hide("ReviewOutput", "OutputRequest").checker()
}

fn checks() -> Vec<Row> {
    let rounds = &["a request with no vote", "a request in its second round"];
    let again = "/checks/{reference}/files/{number}/changes";
    let again_drawn = "/checks/{reference}/files/{number}/changes/page";
    vec![
        get("/checks").signed().forbid("ReadCheckQueue", "CheckQueue"),
        checked(get("/checks/{reference}")).on(REQUESTS),
        checked(post("/checks/{reference}/vote")).on(REQUESTS).form("vote=reject&reason=No.&round=0").stale(),
        checked(get("/checks/{reference}/items/{number}/picture")).on(TO_CHECK),
        checked(get("/checks/{reference}/files/{number}")).on(TO_CHECK),
        checked(get("/checks/{reference}/files/{number}/page")).on(TO_CHECK),
        checked(get("/checks/{reference}/files/{number}/picture")).on(TO_CHECK),
        checked(get(again)).on(rounds).but(&rounds[..1], Absent),
        checked(get(again_drawn)).on(rounds).but(&rounds[..1], Absent),
    ]
}

fn releases() -> Vec<Row> {
    let seen = |row: Row| row.signed().hide("SeeRelease", "OutputRelease").on(RELEASES);
    // A second person is refused.
    let fetched = |row: Row| row.signed().hide("FetchRelease", "OutputRelease").on(RELEASES);
    let taken_back = |row: Row| seen(row).forbid("WithdrawRelease", "OutputRelease");
    vec![
        seen(get("/releases/{reference}")),
        fetched(get("/releases/{reference}/file")),
        fetched(get("/releases/{reference}/files/{number}")),
        seen(get("/releases/{reference}/receipt")),
        taken_back(get("/releases/{reference}/withdraw")),
        taken_back(post("/releases/{reference}/withdraw")).form("why=It+is+a+test.&version=0").stale(),
        seen(get("/api/v1/releases/{reference}")),
        seen(get("/api/v1/releases/{reference}/receipt")),
    ]
}

fn api() -> Vec<Row> {
    vec![
        post("/api/v1/projects/{number}/outputs").hide("AskForOutput", "SpaceWork").on(&[
            "a draft",
            "the project",
            "another project",
        ]),
        seen(get("/api/v1/outputs/{reference}")).on(REQUESTS),
        own(get("/api/v1/outputs/{reference}/files")).on(REQUESTS),
        own(put("/api/v1/outputs/{reference}/files"))
            .on(TO_CHANGE)
            .json(r#"{"files":["<file>"],"version":0}"#)
            .stale()
            .but(&TO_CHANGE[1..], Refused),
        own(put("/api/v1/outputs/{reference}/form")).on(TO_CHANGE).json(r#"{"answers":{},"version":0}"#).refused(),
        seen(get("/api/v1/outputs/{reference}/items")).on(REQUESTS),
        own(post("/api/v1/outputs/{reference}/items")).on(TO_CHANGE).json(r#"{"answers":{},"version":0}"#).refused(),
        own(put("/api/v1/outputs/{reference}/items/{item}"))
            .on(&TO_CHANGE[..1])
            .json(r#"{"answers":{},"version":0}"#)
            .refused(),
        own(post("/api/v1/outputs/{reference}/submission")).on(REQUESTS).json(r#"{"version":0}"#).stale(),
        post("/api/v1/outputs/{reference}/votes")
            .hide("SeeOutputRequest", "OutputRequest")
            .forbid("VoteOnOutput", "OutputRequest")
            .checker()
            .on(REQUESTS)
            .json(r#"{"round":0,"answers":{"vote":"reject","reason":"No."},"findings":{}}"#)
            .stale(),
        get("/api/v1/checks").signed().forbid("ReadCheckQueue", "CheckQueue"),
    ]
}
