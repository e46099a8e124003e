//! Tables and texts of a project's space.

use std::time::Duration;

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use forms::Answers;
use http::StatusCode;
use platform::web::errors::Problem;
use platform::{Answer, Context, Json, No, Paged};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Made, Sent, read};
use crate::actions::{self, Begun, ChangeWriteUp, Stopped};
use crate::asked::{Ask, asked_table, part_of, text_of};
use crate::making::{End, Stage, Wanted};
use crate::policy::{MakeTable, SeeSpaceWork, WriteUp};
use crate::profile::Rules;
use crate::rules::table::{NoTable, Verdict};
use crate::store::tables::{self, SpaceTable};
use crate::{facts, lookup};

/// A file that was put into the SDC folder, by its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedFile {
    pub name: String,
}

/// How a table stands. Its cells are never told.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableOut {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub dataset: String,
    /// Where the profile shows it to researchers (SDC-05).
    pub verdict: Option<Verdict>,
    /// The rules that object, where the profile shows them.
    pub rules: Vec<String>,
    /// RFC 3339.
    pub made_at: String,
    /// Whether a chart of it can be inserted into a text.
    pub chart: bool,
}

fn table_out(t: &SpaceTable, rules: &Rules) -> TableOut {
    TableOut {
        id: t.id.to_string(),
        reference: t.reference.clone(),
        title: t.title.clone(),
        dataset: t.dataset.to_string(),
        verdict: rules.show_reasons.then_some(t.verdict),
        rules: if rules.show_reasons { t.marks.iter().map(|m| m.rule.clone()).collect() } else { Vec::new() },
        made_at: t.at.rfc3339(),
        chart: t.drawable,
    }
}

/// Tables of a project's space, newest first. Only from inside the space.
#[utoipa::path(get, path = "/api/v1/projects/{number}/tables",
    params(("number" = String, Path), Paged),
    responses((status = 200, body = [TableOut]), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_tables(
    cx: Context,
    Path(number): Path<String>,
    Query(at): Query<Paged>,
) -> Answer<Json<Vec<TableOut>>> {
    let space = lookup::inside::<SeeSpaceWork>(&cx, &number).await?;
    let rules = cx.app.part::<Rules>()?;
    let (all, _) = tables::of_project(&cx.app, space.id, at).await?;
    Ok(Json(all.iter().map(|t| table_out(t, rules)).collect()))
}

/// What table to make, from which dataset.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TableAsked {
    /// Reference of a dataset that is mapped to the space.
    pub dataset: String,
    /// The answers of the form `table`.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub answers: Answers,
}

/// How long the answer waits for the table.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wait {
    /// Seconds, at most 20; 5 where nothing is said.
    #[serde(default)]
    pub wait: Option<u64>,
}

/// A table that was asked for and is not there yet. It is kept in the service's memory alone: a restart, leaving the space
/// or signing out ends it, and nothing is left of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableWanted {
    /// Where it is asked after, and under which it will be found.
    pub reference: String,
    pub title: String,
    /// Reference of its dataset.
    pub dataset: String,
    /// The place in the queue, from 1; 0 while it is being made.
    pub place: usize,
    /// RFC 3339.
    pub asked_at: String,
    /// How long that is ago.
    pub seconds: i64,
}

fn table_wanted(cx: &Context, wanted: &Wanted) -> Response {
    let wanted = TableWanted {
        reference: wanted.reference.clone(),
        title: wanted.title.clone(),
        dataset: wanted.dataset.clone(),
        place: wanted.place(),
        asked_at: wanted.asked_at.rfc3339(),
        seconds: wanted.seconds(cx.app.world.now()),
    };
    (StatusCode::ACCEPTED, Json(wanted)).into_response()
}

/// Makes a table from mapped microdata. Only from inside the space. One that takes longer than a few seconds is not waited
/// for: then the answer is its place in the queue (202). A person waits for one at a time, a project for two.
#[utoipa::path(post, path = "/api/v1/projects/{number}/tables", params(("number" = String, Path), Wait), request_body = TableAsked,
    responses((status = 200, body = TableOut), (status = 202, body = TableWanted), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn make_table(
    cx: Context,
    Path(number): Path<String>,
    Query(wait): Query<Wait>,
    Json(asked): Json<TableAsked>,
) -> Answer<Response> {
    let space = lookup::inside::<MakeTable>(&cx, &number).await?;
    let microdata = facts::microdata(&cx.app, &space, &asked.dataset).await?;
    let answers = read(cx.app.profile.form("table")?, &asked.answers, &Ask::table(&cx, microdata.dictionary()))?;
    let wait = wait.wait.map_or(actions::WAIT, |seconds| Duration::from_secs(seconds.min(20)));
    Ok(match actions::ask_for_table(&cx, &space, &microdata, &asked_table(&answers), wait).await? {
        Begun::Made(table) => Json(table_out(&table, cx.app.part::<Rules>()?)).into_response(),
        Begun::Wanted(wanted) => table_wanted(&cx, &wanted),
    })
}

/// How a table stands: made (200), waited for (202), refused, cancelled or failed (422). One that somebody else waits for is
/// not there.
#[utoipa::path(get, path = "/api/v1/projects/{number}/tables/{reference}",
    params(("number" = String, Path), ("reference" = String, Path)),
    responses((status = 200, body = TableOut), (status = 202, body = TableWanted), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn show_table(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<Response> {
    let space = lookup::inside::<SeeSpaceWork>(&cx, &number).await?;
    let Some(wanted) = lookup::wanted(&cx, &space, &reference)? else {
        let table = lookup::table(&cx.app, &space, &reference).await?;
        return Ok(Json(table_out(&table, cx.app.part::<Rules>()?)).into_response());
    };
    Err(match wanted.stage() {
        Stage::Ended(End::Refused(why)) => No::Refused(why),
        Stage::Ended(End::Cancelled) => No::refused(NoTable::Cancelled),
        Stage::Ended(End::Failed) => No::refused(NoTable::Failed),
        _ => return Ok(table_wanted(&cx, &wanted)),
    })
}

/// Cancels a table that one waits for. It is not being made any more, and nothing of it is left (204), or it ends as soon as the
/// engine hears of it (202). One that is made already stays (409).
#[utoipa::path(delete, path = "/api/v1/projects/{number}/tables/{reference}",
    params(("number" = String, Path), ("reference" = String, Path)),
    responses((status = 202), (status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn cancel_table(cx: Context, Path((number, reference)): Path<(String, String)>) -> Answer<StatusCode> {
    let space = lookup::inside::<MakeTable>(&cx, &number).await?;
    Ok(match actions::cancel_table(&cx, &space, &reference).await? {
        Stopped::Now => StatusCode::NO_CONTENT,
        Stopped::Soon => StatusCode::ACCEPTED,
    })
}

/// The name for a file of the SDC folder; without one the title is used.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Named {
    #[serde(default)]
    pub name: String,
}

/// Saves the bare table as CSV into the SDC folder.
#[utoipa::path(post, path = "/api/v1/projects/{number}/tables/{reference}/save",
    params(("number" = String, Path), ("reference" = String, Path)), request_body = Named,
    responses((status = 200, body = SavedFile), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn save_table(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    Json(named): Json<Named>,
) -> Answer<Json<SavedFile>> {
    let space = lookup::inside::<MakeTable>(&cx, &number).await?;
    let table = lookup::table(&cx.app, &space, &reference).await?;
    let name = actions::save_table(&cx, &space, &table, &named.name).await?;
    Ok(Json(SavedFile { name }))
}

/// Begins a text. The answers are those of the form `write-up`.
#[utoipa::path(post, path = "/api/v1/projects/{number}/write-ups", params(("number" = String, Path)), request_body = Sent,
    responses((status = 200, body = Made), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn begin_write_up(cx: Context, Path(number): Path<String>, Json(sent): Json<Sent>) -> Answer<Json<Made>> {
    let space = lookup::inside::<WriteUp>(&cx, &number).await?;
    let answers = read(cx.app.profile.form("write-up")?, &sent.answers, &())?;
    let write_up = actions::new_write_up(&cx, &space, text_of(&answers)).await?;
    Ok(Json(Made { reference: write_up.reference }))
}

/// The version of a thing after a change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AirlockVersion)]
pub struct Version {
    pub version: i64,
}

/// Adds a part to a text. The answers are those of the form `write-up-part`; a new text has version 1.
#[utoipa::path(post, path = "/api/v1/projects/{number}/write-ups/{reference}/parts",
    params(("number" = String, Path), ("reference" = String, Path)), request_body = Sent,
    responses((status = 200, body = Version), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_part(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    Json(sent): Json<Sent>,
) -> Answer<Json<Version>> {
    let space = lookup::inside::<WriteUp>(&cx, &number).await?;
    let write_up = lookup::write_up(&cx.app, &space, &reference).await?;
    let lists = Ask::tables(&cx, space.id).await?;
    let part = part_of(&read(cx.app.profile.form("write-up-part")?, &sent.answers, &lists)?)?;
    let add = ChangeWriteUp::Add(part);
    Ok(Json(Version { version: actions::change_write_up(&cx, &space, &write_up, sent.version, add).await? }))
}

/// Saves a text as a Word document into the SDC folder.
#[utoipa::path(post, path = "/api/v1/projects/{number}/write-ups/{reference}/save",
    params(("number" = String, Path), ("reference" = String, Path)), request_body = Named,
    responses((status = 200, body = SavedFile), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn save_write_up(
    cx: Context,
    Path((number, reference)): Path<(String, String)>,
    Json(named): Json<Named>,
) -> Answer<Json<SavedFile>> {
    let space = lookup::inside::<WriteUp>(&cx, &number).await?;
    let write_up = lookup::write_up(&cx.app, &space, &reference).await?;
    let name = actions::save_write_up(&cx, &space, &write_up, &named.name).await?;
    Ok(Json(SavedFile { name }))
}
