//! The JSON API of the airlock: the same actions as the pages. Status and reasons, never cells or files (invariant 4); a
//! released file is fetched at `/releases/{reference}/file`.

mod space;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use forms::{Answers, Choose, Form};
use platform::web::errors::Problem;
use platform::{Answer, App, Context, Json, May, OrNotFound, Paged};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::actions::{self, AnswerForm, CastVote, ChooseFiles, PutItem, Submit};
use crate::asked::{Ask, ballot, item_of, release_form};
use crate::facts;
use crate::ids::ItemId;
use crate::lookup::{self, Seen};
use crate::policy::{AskForOutput, ChangeOutputRequest, CheckQueue, ReadCheckQueue, SeeRelease};
use crate::profile::Rules;
use crate::rules::{Holder, Item, ItemKind, Severity, State, StatisticClass};
use crate::store::requests::OutputRequest;
use crate::store::{number_of, releases, requests};
use crate::words::finding_words;

pub fn api() -> Router<App> {
    Router::new()
        .route("/projects/{number}/tables", get(space::list_tables).post(space::make_table))
        .route("/projects/{number}/tables/{reference}", get(space::show_table).delete(space::cancel_table))
        .route("/projects/{number}/tables/{reference}/save", post(space::save_table))
        .route("/projects/{number}/write-ups", post(space::begin_write_up))
        .route("/projects/{number}/write-ups/{reference}/parts", post(space::add_part))
        .route("/projects/{number}/write-ups/{reference}/save", post(space::save_write_up))
        .route("/projects/{number}/outputs", post(open_output))
        .route("/outputs/{reference}", get(show_output))
        .route("/outputs/{reference}/files", get(list_files).put(choose_files))
        .route("/outputs/{reference}/form", axum::routing::put(answer_form))
        .route("/outputs/{reference}/items", get(list_items).post(add_item))
        .route("/outputs/{reference}/items/{item}", axum::routing::put(change_item))
        .route("/outputs/{reference}/submission", post(submit))
        .route("/outputs/{reference}/votes", post(vote))
        .route("/checks", get(queue))
        .route("/releases/{reference}", get(show_release))
        .route("/releases/{reference}/receipt", get(receipt))
}

#[derive(OpenApi)]
#[openapi(paths(
    space::list_tables,
    space::make_table,
    space::show_table,
    space::cancel_table,
    space::save_table,
    space::begin_write_up,
    space::add_part,
    space::save_write_up,
    open_output,
    show_output,
    list_files,
    choose_files,
    answer_form,
    list_items,
    add_item,
    change_item,
    submit,
    vote,
    queue,
    show_release,
    receipt
))]
struct Doc;

pub fn openapi() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}

/// The answers of a form, by question id, as the form's definition names them.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AirlockAnswers)]
pub struct Sent {
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub answers: Answers,
    /// The version of the thing being changed; a stale one is refused.
    #[serde(default)]
    pub version: i64,
}

fn read(form: &Form, answers: &Answers, choose: &dyn Choose) -> Answer<Answers> {
    let (answers, problems) = form.read(None, &answers.pairs(), choose);
    if problems.is_empty() { Ok(answers) } else { Err(problems.into()) }
}

/// Something that was made, by its reference.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AirlockMade)]
pub struct Made {
    pub reference: String,
}

/// Opens a request for release.
#[utoipa::path(post, path = "/api/v1/projects/{number}/outputs", params(("number" = String, Path)),
    responses((status = 200, body = Made), (status = 404, body = Problem)))]
pub async fn open_output(cx: Context, Path(number): Path<String>) -> Answer<Json<Made>> {
    let space = lookup::space::<AskForOutput>(&cx, &number).await?;
    Ok(Json(Made { reference: actions::open(&cx, &space).await? }))
}

/// How a request stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutputOut {
    pub reference: String,
    pub state: State,
    /// Who holds the pen.
    pub holder: Holder,
    pub round: u32,
    pub version: i64,
    /// What was found in this round, as far as the caller may know it.
    pub findings: Vec<FindingOut>,
    /// What the checkers asked or said, once a round is decided.
    pub said: Vec<String>,
    /// Reference of the release, once there is one.
    pub release: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FindingOut {
    pub id: String,
    pub code: String,
    /// `note`, `ask`, `blocks`.
    pub severity: String,
    /// The file, the place in it, and what it is, in the language asked for.
    pub words: String,
    /// How to mend it in the program that made the file; empty where that depends.
    pub mend: String,
}

async fn output_out(cx: &Context, r: &Seen) -> Answer<OutputOut> {
    let rules = cx.app.part::<Rules>()?;
    let reviews = matches!(r, Seen::AsChecker(_));
    let shown = r.found.iter().filter(|f| reviews || rules.show_reasons || f.found.severity == Severity::Blocks);
    let files = requests::files_of_round(&cx.app, r.id(), r.core.round).await?;
    let person = cx.person()?;
    let said = r.core.votes_shown_to(person).into_iter().filter(|v| !v.reason.is_empty()).map(|v| v.reason.clone());
    Ok(OutputOut {
        reference: r.reference.clone(),
        state: r.state(),
        holder: r.state().holder(),
        round: r.core.round,
        version: r.version,
        findings: shown
            .map(|f| {
                let (words, mend) = finding_words(cx, &f.found, f.of(&files));
                FindingOut {
                    id: f.id.to_string(),
                    code: f.found.code.to_string(),
                    severity: f.found.severity.to_string(),
                    words,
                    mend,
                }
            })
            .collect(),
        said: said.collect(),
        release: releases::of_request(&cx.app, r.id()).await?.map(|r| r.reference),
    })
}

/// How a request stands, for its project and its checkers.
#[utoipa::path(get, path = "/api/v1/outputs/{reference}", params(("reference" = String, Path)),
    responses((status = 200, body = OutputOut), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn show_output(cx: Context, Path(reference): Path<String>) -> Answer<Json<OutputOut>> {
    shown(&cx, &reference).await
}

async fn shown(cx: &Context, reference: &str) -> Answer<Json<OutputOut>> {
    Ok(Json(output_out(cx, &lookup::seen(cx, reference).await?).await?))
}

/// A file that may be chosen, or has been.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OutputFileOut)]
pub struct FileOut {
    /// Id of the file in the SDC folder.
    pub id: String,
    pub name: String,
    pub bytes: u64,
    pub chosen: bool,
}

/// Files of the project's SDC folder, the first fifty by name, and those chosen for the round.
#[utoipa::path(get, path = "/api/v1/outputs/{reference}/files", params(("reference" = String, Path)),
    responses((status = 200, body = [FileOut]), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_files(cx: Context, Path(reference): Path<String>) -> Answer<Json<Vec<FileOut>>> {
    let request = lookup::own(&cx, &reference).await?;
    let chosen = requests::files_of_round(&cx.app, request.id(), request.core.open_round()).await?;
    let mut all: Vec<FileOut> = chosen
        .iter()
        .map(|f| FileOut { id: f.space_file.clone(), name: f.name.clone(), bytes: f.bytes, chosen: true })
        .collect();
    for f in facts::sdc_files(&cx.app, request.core.project, "").await?.0 {
        let id = f.id.to_string();
        if all.iter().all(|a| a.id != id) {
            all.push(FileOut { id, name: f.name, bytes: number_of(f.size)?, chosen: false });
        }
    }
    Ok(Json(all))
}

/// Chooses files for the round that is being put together.
#[utoipa::path(put, path = "/api/v1/outputs/{reference}/files", params(("reference" = String, Path)), request_body = ChooseFiles,
    responses((status = 200, body = OutputOut), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn choose_files(
    cx: Context,
    Path(reference): Path<String>,
    Json(sent): Json<ChooseFiles>,
) -> Answer<Json<OutputOut>> {
    actions::choose_files(&cx, &lookup::own(&cx, &reference).await?, &sent).await?;
    shown(&cx, &reference).await
}

/// Answers the output release form (OUT-02).
#[utoipa::path(put, path = "/api/v1/outputs/{reference}/form", params(("reference" = String, Path)), request_body = Sent,
    responses((status = 200, body = OutputOut), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn answer_form(
    cx: Context,
    Path(reference): Path<String>,
    Json(sent): Json<Sent>,
) -> Answer<Json<OutputOut>> {
    let request = lookup::own(&cx, &reference).await?;
    let form = release_form(&cx, &request)?;
    let answers = read(&form, &sent.answers, &Ask::release(&cx, &request).await?)?;
    actions::answer(&cx, &request, &AnswerForm { version: sent.version, answers }).await?;
    shown(&cx, &reference).await
}

/// A table, figure or model of the output, as its author describes it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OutputItemOut)]
pub struct ItemOut {
    pub id: String,
    pub number: u32,
    pub kind: ItemKind,
    pub label: String,
    pub statistic: Option<StatisticClass>,
    /// Id of the table of the space it was made from.
    pub table: Option<String>,
}

fn item_out(i: &Item) -> ItemOut {
    ItemOut {
        id: i.id.to_string(),
        number: i.number,
        kind: i.kind,
        label: i.label.clone(),
        statistic: i.statistic,
        table: i.table.map(|t| t.to_string()),
    }
}

/// Items of the round that is being put together or checked. What they show is told in pictures only.
#[utoipa::path(get, path = "/api/v1/outputs/{reference}/items", params(("reference" = String, Path)),
    responses((status = 200, body = [ItemOut]), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list_items(cx: Context, Path(reference): Path<String>) -> Answer<Json<Vec<ItemOut>>> {
    let request = lookup::seen(&cx, &reference).await?;
    let items = requests::items(&cx.app, request.id(), request.core.open_round()).await?;
    Ok(Json(items.iter().map(item_out).collect()))
}

async fn keep(
    cx: &Context,
    request: &May<ChangeOutputRequest, OutputRequest>,
    id: ItemId,
    sent: &Sent,
) -> Answer<Json<ItemOut>> {
    let lists = Ask::tables(cx, request.core.project).await?;
    let answers = read(cx.app.profile.form("output-item")?, &sent.answers, &lists)?;
    let put = PutItem { version: sent.version, item: item_of(&answers, id)? };
    Ok(Json(item_out(&actions::put_item(cx, request, put).await?)))
}

/// Adds an item. The answers are those of the form `output-item`.
#[utoipa::path(post, path = "/api/v1/outputs/{reference}/items", params(("reference" = String, Path)), request_body = Sent,
    responses((status = 200, body = ItemOut), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_item(cx: Context, Path(reference): Path<String>, Json(sent): Json<Sent>) -> Answer<Json<ItemOut>> {
    keep(&cx, &lookup::own(&cx, &reference).await?, ItemId::new(&cx.app.world), &sent).await
}

/// Changes an item.
#[utoipa::path(put, path = "/api/v1/outputs/{reference}/items/{item}",
    params(("reference" = String, Path), ("item" = String, Path)), request_body = Sent,
    responses((status = 200, body = ItemOut), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change_item(
    cx: Context,
    Path((reference, item)): Path<(String, String)>,
    Json(sent): Json<Sent>,
) -> Answer<Json<ItemOut>> {
    let request = lookup::own(&cx, &reference).await?;
    let items = requests::items(&cx.app, request.id(), request.core.open_round()).await?;
    let known = items.into_iter().find(|i| i.id.to_string() == item).or_not_found()?;
    keep(&cx, &request, known.id, &sent).await
}

/// Hands the request in: its files are frozen (OUT-01).
#[utoipa::path(post, path = "/api/v1/outputs/{reference}/submission", params(("reference" = String, Path)), request_body = Submit,
    responses((status = 200, body = OutputOut), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn submit(cx: Context, Path(reference): Path<String>, Json(sent): Json<Submit>) -> Answer<Json<OutputOut>> {
    actions::submit(&cx, &lookup::own(&cx, &reference).await?, sent).await?;
    shown(&cx, &reference).await
}

/// A checker's vote (OUT-03).
#[derive(Debug, Deserialize, ToSchema)]
pub struct VoteSent {
    /// The round that the checker has looked at.
    pub round: u32,
    /// The answers of the form `output-vote`.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub answers: Answers,
    /// For each finding that needs an answer, by its id: why it does no harm (SDC-06).
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    pub findings: BTreeMap<crate::ids::FindingId, String>,
}

/// Where the vote led.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoteOut {
    pub state: State,
}

/// Votes on a request. Neither checker learns what the other said before both have voted.
#[utoipa::path(post, path = "/api/v1/outputs/{reference}/votes", params(("reference" = String, Path)), request_body = VoteSent,
    responses((status = 200, body = VoteOut), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn vote(cx: Context, Path(reference): Path<String>, Json(sent): Json<VoteSent>) -> Answer<Json<VoteOut>> {
    let request = lookup::to_vote(&cx, &reference).await?;
    let answers = read(cx.app.profile.form("output-vote")?, &sent.answers, &())?;
    let cast = CastVote { round: sent.round, ballot: ballot(&answers, sent.findings)? };
    let state = actions::vote(&cx, &request, &cast).await?;
    Ok(Json(VoteOut { state }))
}

/// A request that waits for checkers.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueOut {
    pub reference: String,
    pub state: State,
    pub round: u32,
    /// RFC 3339: since when.
    pub waiting_since: Option<String>,
}

/// What waits for checkers, the longest waiting first.
#[utoipa::path(get, path = "/api/v1/checks", params(Paged),
    responses((status = 200, body = [QueueOut]), (status = 403, body = Problem)))]
pub async fn queue(cx: Context, Query(at): Query<Paged>) -> Answer<Json<Vec<QueueOut>>> {
    cx.permit_on::<ReadCheckQueue>(CheckQueue::of_all())?;
    let (all, _) = requests::queue(&cx.app, at).await?;
    let out = all.iter().map(|r| QueueOut {
        reference: r.reference.clone(),
        state: r.state(),
        round: r.core.round,
        waiting_since: r.times.waiting_since.map(|m| m.rfc3339()),
    });
    Ok(Json(out.collect()))
}

/// What has been released, to how many people, until when.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseOut {
    pub reference: String,
    pub files: Vec<String>,
    /// RFC 3339.
    pub expires_at: String,
    pub withdrawn: bool,
    /// Where a recipient fetches the first file, signed in.
    pub link: String,
}

/// A release, for those who may know of it.
#[utoipa::path(get, path = "/api/v1/releases/{reference}", params(("reference" = String, Path)),
    responses((status = 200, body = ReleaseOut), (status = 404, body = Problem)))]
pub async fn show_release(cx: Context, Path(reference): Path<String>) -> Answer<Json<ReleaseOut>> {
    let release = lookup::release::<SeeRelease>(&cx, &reference).await?;
    Ok(Json(ReleaseOut {
        files: release.files.iter().map(|f| f.name.clone()).collect(),
        expires_at: release.expires_at.rfc3339(),
        withdrawn: release.withdrawn_at.is_some(),
        link: format!("/releases/{}/file", release.reference),
        reference: release.reference.clone(),
    }))
}

/// The receipt of a release, once the record is signed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptOut {
    /// The receipt's text; nothing for the few seconds until the record is signed.
    pub receipt: Option<String>,
}

/// Proof that the release stands in the service's record.
#[utoipa::path(get, path = "/api/v1/releases/{reference}/receipt", params(("reference" = String, Path)),
    responses((status = 200, body = ReceiptOut), (status = 404, body = Problem)))]
pub async fn receipt(cx: Context, Path(reference): Path<String>) -> Answer<Json<ReceiptOut>> {
    Ok(Json(ReceiptOut { receipt: actions::receipt(&cx, &lookup::release(&cx, &reference).await?).await? }))
}
