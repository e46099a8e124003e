//! Work in a project's space: its folders, tables and write-ups. Only from inside (LVL-12).

use super::super::row::Then::Absent;
use super::super::row::{Row, delete, get, post};

const SPACES: &[&str] = &["the project", "another project"];
const DATA: &[&str] = &["data of the space", "data of another space", "data that the space does not hold"];
const TABLES: &[&str] = &["a table", "a table of another project"];
const TEXTS: &[&str] = &["a write-up", "a write-up of another project"];
const NEW_TABLE: &str = "title=People&rows=region&count=yes&weighted=no&totals=yes";
const TEXT: &str = "title=Notes&source=A+survey.&sample=All.&method=Counts.&version=0";
const PART: &str = "kind=heading&heading=Results&version=0";

pub(super) fn rows() -> Vec<Row> {
    [folders(), tables(), write_ups(), api()].concat()
}

fn folders() -> Vec<Row> {
    vec![
        get("/projects/{number}/space").signed().hide("ReadSpace", "Project").inside().on(SPACES),
        // A role that does not open the space learns nothing of its folders (TEAM-14).
        get("/projects/{number}/space/files/{folder}").signed().hide("ReadSpace", "Space").inside().on(SPACES),
    ]
}

fn made(row: Row) -> Row {
    row.hide("MakeTable", "SpaceWork").inside()
}

fn tables() -> Vec<Row> {
    let new = "/projects/{number}/space/tables/new/{dataset}";
    let other = &["data that the space does not hold"];
    vec![
        made(get("/projects/{number}/space/tables").signed()).on(SPACES),
        made(get(new).signed()).on(DATA).but(other, Absent),
        made(post(new)).on(DATA).form(NEW_TABLE).but(other, Absent),
        made(get("/projects/{number}/space/tables/{reference}").signed()).on(TABLES).but(&TABLES[1..], Absent),
        made(get("/projects/{number}/space/tables/{reference}/picture").signed()).on(TABLES).but(&TABLES[1..], Absent),
        made(post("/projects/{number}/space/tables/{reference}/save"))
            .on(TABLES)
            .form("name=<uuid>")
            .but(&TABLES[1..], Absent),
        // What is made is shown, and not cancelled any more.
        made(post("/projects/{number}/space/tables/{reference}/cancel")).on(TABLES).but(&TABLES[1..], Absent),
    ]
}

fn written(row: Row) -> Row {
    row.hide("WriteUp", "SpaceWork").inside()
}

fn write_ups() -> Vec<Row> {
    let of = "/projects/{number}/space/write-ups/{reference}";
    let facts = "/projects/{number}/space/write-ups/{reference}/facts";
    let part = "/projects/{number}/space/write-ups/{reference}/parts/new";
    let other = &TEXTS[1..];
    vec![
        written(get("/projects/{number}/space/write-ups").signed()).on(SPACES),
        written(get("/projects/{number}/space/write-ups/new").signed()).on(SPACES),
        written(post("/projects/{number}/space/write-ups/new")).on(SPACES).form(TEXT),
        written(get(of).signed()).on(TEXTS).but(other, Absent),
        written(get(facts).signed()).on(TEXTS).but(other, Absent),
        written(post(facts)).on(TEXTS).form(TEXT).stale().but(other, Absent),
        written(get(part).signed()).on(TEXTS).but(other, Absent),
        written(post(part)).on(TEXTS).form(PART).stale().but(other, Absent),
        written(post("/projects/{number}/space/write-ups/{reference}/parts/{part}/raise"))
            .on(TEXTS)
            .form("version=0")
            .stale()
            .but(other, Absent),
        written(get("/projects/{number}/space/write-ups/{reference}/parts/{part}/remove").signed())
            .on(TEXTS)
            .but(other, Absent),
        written(post("/projects/{number}/space/write-ups/{reference}/parts/{part}/remove"))
            .on(TEXTS)
            .form("confirmed=yes&version=0")
            .stale()
            .but(other, Absent),
        written(post("/projects/{number}/space/write-ups/{reference}/save"))
            .on(TEXTS)
            .form("name=<uuid>")
            .but(other, Absent),
    ]
}

fn api() -> Vec<Row> {
    let table = r#"{"dataset":"<dataset>","answers":{"title":"People","rows":["region"],"count":"yes","weighted":"no","totals":"yes"}}"#;
    let text = r#"{"answers":{"title":"Notes","source":"A survey.","sample":"All.","method":"Counts."},"version":0}"#;
    let part = r#"{"answers":{"kind":"heading","heading":"Results"},"version":0}"#;
    vec![
        made(get("/api/v1/projects/{number}/tables").signed()).on(SPACES),
        // Whoever has a table that still waits gets no second one.
        made(post("/api/v1/projects/{number}/tables")).query("?wait=20").on(&DATA[..2]).json(table),
        made(get("/api/v1/projects/{number}/tables/{reference}").signed()).on(TABLES).but(&TABLES[1..], Absent),
        made(delete("/api/v1/projects/{number}/tables/{reference}")).on(TABLES).stale().but(&TABLES[1..], Absent),
        made(post("/api/v1/projects/{number}/tables/{reference}/save")).on(&TABLES[..1]).json(r#"{"name":"<uuid>"}"#),
        written(post("/api/v1/projects/{number}/write-ups")).on(SPACES).json(text),
        written(post("/api/v1/projects/{number}/write-ups/{reference}/parts"))
            .on(TEXTS)
            .json(part)
            .stale()
            .but(&TEXTS[1..], Absent),
        written(post("/api/v1/projects/{number}/write-ups/{reference}/save"))
            .on(TEXTS)
            .json(r#"{"name":"<uuid>"}"#)
            .but(&TEXTS[1..], Absent),
    ]
}
