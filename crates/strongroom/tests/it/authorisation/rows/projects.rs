//! Applications, their assessment, projects and their teams, the public register.

use super::super::row::Then::{Absent, Refused, Stale};
use super::super::row::{Row, get, post, put};

/// Projects as far as they have come.
const STATES: &[&str] = &[
    "a draft",
    "a queried application",
    "an application with the owners",
    "the project",
    "another project",
    "a rejected application",
];
const SUBMITTED: &[&str] = &[
    "a queried application",
    "an application with the owners",
    "the project",
    "another project",
    "a rejected application",
];
/// Decisions to be taken, one of each stage; the first is on the application of somebody with the stage's own role.
const DECISIONS: &[&str] = &[
    "the assessor's own application",
    "a queried application",
    "an application to be found feasible",
    "an application to be found ethical",
    "an application with the owners",
    "an application to be accredited",
];

pub(super) fn rows() -> Vec<Row> {
    [application(), assessment(), project(), register(), api()].concat()
}

fn application() -> Vec<Row> {
    vec![
        get("/projects").signed(),
        get("/projects/apply").forbid("StartApplication", "Projects"),
        post("/projects/apply").forbid("StartApplication", "Projects").form("project=<uuid>"),
        get("/projects/apply/questions").open(),
        get("/projects/{number}/application")
            .signed()
            .hide("ReadProject", "Project")
            .forbid_both(["ConfirmApplication", "EditApplication"], "Project")
            .on(STATES),
        get("/projects/{number}/application/check")
            .signed()
            .hide("ReadProject", "Project")
            .forbid_both(["ConfirmApplication", "EditApplication"], "Project")
            .on(STATES),
        post("/projects/{number}/application/check")
            .hide("ReadProject", "Project")
            .forbid("SubmitApplication", "Project")
            .on(STATES)
            .form("version=0&draft=0")
            .stale(),
        get("/projects/{number}/application/submitted")
            .signed()
            .hide("ReadProject", "Project")
            .on(STATES)
            .but(&["a draft"], Absent),
        post("/projects/{number}/application/confirm")
            .hide("ReadProject", "Project")
            .forbid("ConfirmApplication", "Project")
            .on(&["a draft", "the project"])
            .form("draft=0")
            .stale(),
        get("/projects/{number}/application/withdraw")
            .signed()
            .hide("ReadProject", "Project")
            .forbid("WithdrawApplication", "Project")
            .on(STATES)
            .but(&["the project", "another project", "a rejected application"], Refused),
        post("/projects/{number}/application/withdraw")
            .hide("ReadProject", "Project")
            .forbid("WithdrawApplication", "Project")
            .on(STATES)
            .form("confirmed=yes&version=0")
            .stale()
            .but(&["the project", "another project", "a rejected application"], Refused),
        get("/projects/{number}/application/{section}")
            .signed()
            .hide("ReadProject", "Project")
            .forbid("EditApplication", "Project")
            .on(STATES),
        post("/projects/{number}/application/{section}")
            .hide("ReadProject", "Project")
            .forbid("EditApplication", "Project")
            .on(STATES)
            .form("draft=0&methodology=None.&machine-learning=no")
            .stale(),
        get("/projects/{number}/queries/{query}")
            .signed()
            .hide("ReadProject", "Project")
            .forbid("EditApplication", "Project")
            .on(&["a queried application"]),
        post("/projects/{number}/queries/{query}")
            .hide("ReadProject", "Project")
            .forbid("EditApplication", "Project")
            .on(&["a queried application"])
            .form("text=")
            .refused(),
    ]
}

fn assessment() -> Vec<Row> {
    vec![
        get("/projects/{number}/versions/{version}").signed().hide("ReadProject", "Project").on(SUBMITTED),
        get("/assessments").forbid("ReadAssessments", "Projects"),
        get("/assessments/{number}")
            .forbid("ReadAssessments", "Projects")
            .hide("ReadProject", "Project")
            .on(STATES)
            .but(&["a draft"], Absent),
        get("/assessments/{number}/{item}")
            .signed()
            .hide("ReadProject", "Project")
            .hide("ReadAssessment", "Assessment")
            .forbid("Assess", "Assessment")
            .on(DECISIONS),
        post("/assessments/{number}/{item}/decide")
            .hide("ReadProject", "Project")
            .hide("ReadAssessment", "Assessment")
            .forbid("Assess", "Assessment")
            .on(DECISIONS)
            .form("outcome=reject&reason=No.&version=0")
            .stale(),
        post("/assessments/{number}/{item}/query")
            .hide("ReadProject", "Project")
            .hide("ReadAssessment", "Assessment")
            .forbid("Assess", "Assessment")
            .on(DECISIONS)
            .form("question=aims&text=Why%3F&version=0")
            .stale(),
    ]
}

fn project() -> Vec<Row> {
    vec![
        get("/projects/{number}").signed().hide("ReadProject", "Project").on(STATES),
        get("/projects/{number}/history").signed().hide("ReadProject", "Project").on(STATES),
        post("/projects/{number}/set-up")
            .hide("ReadProject", "Project")
            .forbid("SetUpProject", "Project")
            .on(&["a draft", "an application with the owners", "an accredited application"])
            .form("version=0")
            .refused()
            .but(&["an accredited application"], Stale),
        get("/projects/{number}/datasets/{reference}/unmap")
            .signed()
            .hide("ReadProject", "Project")
            .forbid("MapDatasets", "Project")
            .on(&["a draft", "a queried application"])
            .refused()
            .but(&["a draft"], Absent),
        post("/projects/{number}/datasets/{reference}/unmap")
            .hide("ReadProject", "Project")
            .forbid("MapDatasets", "Project")
            .on(&["a draft", "a queried application"])
            .form("confirmed=yes")
            .refused()
            .but(&["a draft"], Absent),
        get("/projects/{number}/datasets/{reference}/clear")
            .signed()
            .hide("ReadProject", "Project")
            .forbid("MapDatasets", "Project")
            .on(&["a draft", "the project"])
            .refused()
            .but(&["a draft"], Absent),
        post("/projects/{number}/datasets/{reference}/clear")
            .hide("ReadProject", "Project")
            .forbid("MapDatasets", "Project")
            .on(&["a draft", "the project"])
            .form("confirmed=yes")
            .refused()
            .but(&["a draft"], Absent),
        get("/projects/{number}/team").signed().hide("ReadProject", "Project").on(STATES),
        post("/projects/{number}/team")
            .hide("ReadProject", "Project")
            .forbid("ChangeTeam", "Project")
            .on(STATES)
            .form("email=nobody@nowhere.example&role=researcher")
            .refused(),
        get("/projects/{number}/team/{person}/end")
            .signed()
            .hide("ReadProject", "Project")
            .forbid("ChangeTeam", "Project")
            .on(&["a draft", "the project", "another project"])
            .refused(),
        post("/projects/{number}/team/{person}/end")
            .hide("ReadProject", "Project")
            .forbid("ChangeTeam", "Project")
            .on(&["a draft", "the project", "another project"])
            .form("confirmed=yes")
            .refused(),
    ]
}

fn register() -> Vec<Row> {
    vec![
        get("/register-of-projects").open().has("register"),
        get("/register-of-projects/projects.json").open().has("register"),
        get("/register-of-projects/projects.csv").open().has("register"),
        get("/register-of-projects/researchers").open().has("register"),
        get("/register-of-projects/researchers.json").open().has("register"),
        get("/register-of-projects/researchers.csv").open().has("register"),
        get("/api/v1/register/projects").open().has("register"),
        get("/api/v1/register/researchers").open().has("register"),
    ]
}

fn api() -> Vec<Row> {
    vec![
        get("/api/v1/projects").signed(),
        post("/api/v1/projects").forbid("StartApplication", "Projects"),
        get("/api/v1/projects/{number}").signed().hide("ReadProject", "Project").on(STATES),
        get("/api/v1/projects/{number}/history").signed().hide("ReadProject", "Project").on(STATES),
        put("/api/v1/projects/{number}/answers")
            .hide("ReadProject", "Project")
            .forbid("EditApplication", "Project")
            .on(STATES)
            .json(r#"{"draft_version":0,"answers":{}}"#)
            .stale(),
        post("/api/v1/projects/{number}/submit")
            .hide("ReadProject", "Project")
            .forbid("SubmitApplication", "Project")
            .on(STATES)
            .json(r#"{"version":0,"draft_version":0}"#)
            .stale(),
        post("/api/v1/projects/{number}/confirm")
            .hide("ReadProject", "Project")
            .forbid("ConfirmApplication", "Project")
            .on(&["a draft", "the project"])
            .json(r#"{"draft_version":0}"#)
            .stale(),
        post("/api/v1/projects/{number}/withdraw")
            .hide("ReadProject", "Project")
            .forbid("WithdrawApplication", "Project")
            .on(STATES)
            .json(r#"{"version":0}"#)
            .stale()
            .but(&["the project", "another project", "a rejected application"], Refused),
        post("/api/v1/projects/{number}/queries")
            .hide("ReadProject", "Project")
            .hide("ReadAssessment", "Assessment")
            .forbid("Assess", "Assessment")
            .on(DECISIONS)
            .json(r#"{"assessment":"<item>","version":0,"question":"aims","text":"Why?"}"#)
            .stale(),
        post("/api/v1/projects/{number}/queries/{query}/answer")
            .hide("ReadProject", "Project")
            .forbid("EditApplication", "Project")
            .on(&["a queried application"])
            .json(r#"{"text":""}"#)
            .refused(),
        post("/api/v1/projects/{number}/decisions")
            .hide("ReadProject", "Project")
            .hide("ReadAssessment", "Assessment")
            .forbid("Assess", "Assessment")
            .on(DECISIONS)
            .json(r#"{"assessment":"<item>","version":0,"answers":{"outcome":"reject","reason":"No."}}"#)
            .stale(),
        post("/api/v1/projects/{number}/set-up")
            .hide("ReadProject", "Project")
            .forbid("SetUpProject", "Project")
            .on(&["a draft", "an application with the owners", "an accredited application"])
            .json(r#"{"version":0}"#)
            .refused()
            .but(&["an accredited application"], Stale),
        post("/api/v1/projects/{number}/members")
            .hide("ReadProject", "Project")
            .forbid("ChangeTeam", "Project")
            .on(STATES)
            .json(r#"{"email":"nobody@nowhere.example","role":"researcher"}"#)
            .refused(),
        post("/api/v1/projects/{number}/members/{person}/end")
            .hide("ReadProject", "Project")
            .forbid("ChangeTeam", "Project")
            .on(&["a draft", "the project", "another project"])
            .refused(),
        post("/api/v1/projects/{number}/datasets/{reference}/unmap")
            .hide("ReadProject", "Project")
            .forbid("MapDatasets", "Project")
            .on(&["a draft", "a queried application"])
            .refused()
            .but(&["a draft"], Absent),
        post("/api/v1/projects/{number}/datasets/{reference}/clear")
            .hide("ReadProject", "Project")
            .forbid("MapDatasets", "Project")
            .on(&["a draft", "the project"])
            .refused()
            .but(&["a draft"], Absent),
    ]
}
