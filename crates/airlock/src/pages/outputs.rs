//! Requests for release, as the requester and the project see them.

use axum::extract::{Path, Query as Asked};
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use platform::web::answered;
use platform::{Answer, Context, FormView, May, Paged, Shown, Submitted};
use projects::Project;
use ui::{Body, Cell, Status, SummaryList, Table, Task, TaskList};

use super::checks::decided_by;
use super::{Query, arg, pages_of, state_tag};
use crate::actions::{self, AnswerForm, ChooseFiles, Submit, open_points, prepared};
use crate::asked::{Ask, RELEASE_FORM, release_form};
use crate::facts;
use crate::lookup::{self, Seen};
use crate::policy::{AskForOutput, ChangeOutputRequest, SeeOutputRequest, SeeSpaceWork};
use crate::rules::withdraw::{Way, withdraw as may_withdraw};
use crate::rules::{Severity, State};
use crate::store::requests::{self, OutputFile, OutputRequest};
use crate::store::{checks, releases};
use crate::words::finding_words;

/// After something was put into the SDC folder: to the requests of the project, where its release is asked for.
pub(super) fn saved(cx: &Context, project: &Project, name: &str) -> Response {
    let said = cx.did("saved-done", &[arg("name", name)]).next(cx.text("saved-next"));
    answered(cx, &format!("/outputs?project={}", project.number), said)
}

pub(super) async fn list(cx: Context, Asked(query): Asked<Query>, Asked(at): Asked<Paged>) -> Answer<Shown> {
    let person = cx.person()?;
    let (all, count, caption, path) = match &query.project {
        Some(number) => {
            let project = lookup::space::<SeeSpaceWork>(&cx, number).await?;
            let (all, count) = requests::of_project(&cx.app, project.id, at).await?;
            (all, count, Some(project), format!("/outputs?project={number}"))
        }
        None => {
            let (all, count) = requests::of_person(&cx.app, person, at).await?;
            (all, count, None, "/outputs".to_owned())
        }
    };
    let title = cx.text("outputs-title");
    let mut table = Table::new(cx.text("outputs-title"))
        .head(["output-reference", "output-project", "output-state", "output-made-at"].map(|k| cx.text(k)));
    let titles = projects::titles(&cx.app, &all.iter().map(|r| r.core.project).collect()).await?;
    for r in &all {
        let href = cx.href(&format!("/outputs/{}", r.reference));
        table = table.row([
            Cell::new(ui::Html::link(r.reference.as_str(), &href)),
            Cell::new(titles.get(&r.core.project).cloned().unwrap_or_default()),
            Cell::new(state_tag(&cx, r.state())),
            Cell::new(r.made_at.text(cx.lang)),
        ]);
    }
    let mut body = Body::new();
    body = match &caption {
        Some(p) => body.heading_with_caption(p.title.as_str(), title.as_str()).html(cx.button(
            "/outputs",
            "output-open",
            &[("project", p.number.clone())],
        )),
        None => body.heading(title.as_str()).text(cx.text("outputs-text")),
    };
    body = if all.is_empty() { body.text(cx.text("outputs-none")) } else { body.full_width().component(&table) };
    Ok(cx.page(title, body.maybe(pages_of(&cx, &path, at, count)?.as_ref())))
}

pub(super) async fn open(cx: Context, sent: Submitted) -> Answer<Response> {
    let space = lookup::space::<AskForOutput>(&cx, sent.one("project")).await?;
    let reference = actions::open(&cx, &space).await?;
    let said = cx.did("output-opened", &[arg("reference", reference.as_str())]).next(cx.text("output-opened-next"));
    Ok(answered(&cx, &format!("/outputs/{reference}"), said))
}

pub(super) async fn show(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let request = lookup::seen(&cx, &reference).await?;
    let project = projects::project(&cx.app, request.core.project).await?;
    let path = format!("/outputs/{}", request.reference);
    let title = cx.say("output-title", &[arg("reference", request.reference.as_str())]);
    let mut body = Body::new().heading_with_caption(project.map(|p| p.title).unwrap_or_default(), title.as_str());
    let mut summary = SummaryList::new()
        .row(cx.text("output-state"), state_tag(&cx, request.state()))
        .row(cx.text("output-round"), request.core.round.to_string());
    if let Some(at) = request.times.submitted_at {
        summary = summary.row(cx.text("output-submitted-at"), at.text(cx.lang));
    }
    if request.state().with_checkers() {
        summary = summary.row(cx.text("output-decided-by"), decided_by(&cx, &request)?);
    }
    body = body.component(&summary).text(cx.text(&format!("output-next-{}", request.state())));
    if let Some(release) = releases::of_request(&cx.app, request.id()).await? {
        body = body.link(cx.text("output-to-release"), &cx.href(&format!("/releases/{}", release.reference)));
    }
    let files = match request.state() {
        State::Draft => Vec::new(),
        _ => requests::files_of_round(&cx.app, request.id(), request.core.round).await?,
    };
    body = said(&cx, body, &request, &files)?;
    if let Seen::AsResearcher(request) = &request
        && request.also::<ChangeOutputRequest>(&cx)
    {
        body = match request.state().open() {
            true => tasks(&cx, body, request, &path).await?,
            false => as_submitted(&cx, body, request, &files).await?,
        };
        if may_withdraw(request.state(), Way::Alone).is_ok() {
            body = body.link(cx.text("output-withdraw"), &cx.href(&format!("{path}/withdraw")));
        }
    }
    Ok(cx.page(title, body).back(&cx.text("outputs-back"), &cx.href("/outputs")))
}

/// What was found and what the checkers said, as far as the requester may know it.
fn said(cx: &Context, mut body: Body, request: &OutputRequest, files: &[OutputFile]) -> Answer<Body> {
    let mut rounds: Vec<(u32, Vec<&String>)> = Vec::new();
    for (round, vote) in &request.votes {
        let decided = *round < request.core.round || !request.state().with_checkers();
        if !decided || vote.reason.is_empty() {
            continue;
        }
        match rounds.last_mut() {
            Some((r, all)) if r == round => all.push(&vote.reason),
            _ => rounds.push((*round, vec![&vote.reason])),
        }
    }
    for (round, reasons) in rounds {
        body = body.section(cx.say("output-round-said", &[arg("round", round)]));
        for reason in reasons {
            body = body.component(&ui::InsetText::new(ui::Html::paragraphs(reason)));
        }
    }
    if request.state() == State::Draft {
        return Ok(body);
    }
    let rules = cx.app.part::<crate::Rules>()?;
    // What blocks a file must be known to be corrected; the rest is advice to the checkers where the profile says so (SDC-05).
    let shown = request.found.iter().filter(|f| f.found.severity == Severity::Blocks || rules.show_reasons);
    let in_words = |f: &checks::StoredFinding| {
        let (words, mend) = finding_words(cx, &f.found, f.of(files));
        if mend.is_empty() { words } else { cx.say("output-finding-mend", &[arg("words", words), arg("mend", mend)]) }
    };
    let lines: Vec<String> = shown.map(in_words).collect();
    if !lines.is_empty() {
        body = body.section(cx.text("output-findings")).bullets(lines);
    }
    Ok(body)
}

/// What was submitted in the last round, to be read by the one who did: nothing of it can be changed now.
async fn as_submitted(
    cx: &Context,
    body: Body,
    request: &May<SeeOutputRequest, OutputRequest>,
    files: &[OutputFile],
) -> Answer<Body> {
    let round = request.core.round;
    if round == 0 {
        return Ok(body);
    }
    let mut body = body
        .section(cx.text("output-as-submitted"))
        .subsection(cx.text("output-files"))
        .bullets(files.iter().map(|file| file.name.as_str()));
    let items = requests::items(&cx.app, request.id(), round).await?;
    if !items.is_empty() {
        body = body.subsection(cx.text("items-title"));
    }
    for item in &items {
        body = body.component(&super::items::facts(cx, item));
    }
    let form = cx.app.profile.form(RELEASE_FORM)?.only(&[if round > 1 { "returned" } else { "first" }]);
    let lists = Ask::release(cx, request).await?;
    let answers = &request.answers.answers;
    let given = forms::pages::check_answers(&form, answers, cx.lang, &cx.app.texts, &lists, |_, _| None);
    Ok(body.html(given))
}

async fn tasks(cx: &Context, body: Body, request: &May<SeeOutputRequest, OutputRequest>, path: &str) -> Answer<Body> {
    let prepared = prepared(cx, request).await?;
    let points = open_points(cx, request, &prepared)?;
    let (files, ready) = (&prepared.files, prepared.submission.form_ready);
    let is = |prefix: &str| points.iter().any(|p| p.key.starts_with(prefix));
    let status = |done: bool| {
        if done { Status::completed(cx.text("task-done")) } else { Status::incomplete(cx.text("task-open")) }
    };
    let href = |page: &str| cx.href(&format!("{path}/{page}"));
    let list = TaskList::new()
        .task(Task::new(cx.text("output-task-files"), &href("files"), status(!files.is_empty())))
        .task(Task::new(
            cx.text("output-task-items"),
            &href("items"),
            status(!is("submit-item") && !is("submit-no-item")),
        ))
        .task(Task::new(cx.text("output-task-form"), &href("form"), status(ready)));
    let mut body = body.section(cx.text("output-tasks")).component(&list);
    if !files.is_empty() {
        body = body.subsection(cx.text("output-files"));
        for file in files {
            let words = cx.say("file-look", &[arg("name", file.name.as_str())]);
            body = body.link(words, &href(&format!("files/{}", file.number)));
        }
    }
    if points.is_empty() {
        let version = [("version", request.version.to_string())];
        let again = request.state() == State::Returned;
        let (text, button) = match again {
            true => ("output-submit-again-text", "output-submit-again"),
            false => ("output-submit-text", "output-submit"),
        };
        body = body.text(cx.text(text)).html(cx.button(&format!("{path}/submit"), button, &version));
    } else {
        let sentences: Vec<String> = points.iter().map(|p| p.in_words(&cx.app.texts, cx.lang)).collect();
        body = body.subsection(cx.text("output-open-points")).bullets(sentences);
    }
    Ok(body)
}

async fn files_page(
    cx: &Context,
    request: &OutputRequest,
    answers: &Answers,
    problems: &Problems,
    after: &str,
) -> Answer<Shown> {
    let form = cx.app.profile.form("output-files")?;
    let (files, more) = facts::sdc_files(&cx.app, request.core.project, after).await?;
    let last = files.last().map(|f| f.name.clone()).filter(|_| more);
    let lists = Ask::files(cx, request.core.project, files, &answers.list("files")).await?;
    let path = format!("/outputs/{}", request.reference);
    let view = FormView::new(form, answers, problems, format!("{path}/files"))
        .choose(&lists)
        .submit("airlock-save")
        .hidden("version", request.version);
    let title = form.title.get(cx.lang).to_owned();
    let body = Body::new()
        .heading_with_caption(request.reference.as_str(), title.as_str())
        .text(cx.text("output-files-text"))
        .html(view.html(cx));
    let body = match last {
        Some(name) => {
            let query = form_query(&name);
            body.link(cx.text("output-files-more"), &cx.href(&format!("{path}/files?{query}")))
        }
        None => body,
    };
    Ok(cx.page(title, body).back(&cx.text("output-back"), &cx.href(&path)).problems(cx, form, problems))
}

/// `after=NAME`, encoded for an address.
fn form_query(name: &str) -> String {
    let mut query = String::from("after=");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            query.push(char::from(byte));
        } else {
            query.push_str(&format!("%{byte:02X}"));
        }
    }
    query
}

pub(super) async fn files(cx: Context, Path(reference): Path<String>, Asked(query): Asked<Query>) -> Answer<Shown> {
    let request = lookup::own(&cx, &reference).await?;
    let chosen = requests::files_of_round(&cx.app, request.id(), request.core.open_round()).await?;
    let ids: Vec<String> = chosen.into_iter().map(|f| f.space_file).collect();
    let after = query.after.unwrap_or_default();
    files_page(&cx, &request, &Answers::default().with("files", ids), &Problems::none(), &after).await
}

pub(super) async fn choose(cx: Context, Path(reference): Path<String>, sent: Submitted) -> Answer<Response> {
    let request = lookup::own(&cx, &reference).await?;
    let lists = Ask::files(&cx, request.core.project, Vec::new(), &sent.all("files")).await?;
    let answers = match sent.read(cx.app.profile.form("output-files")?, &lists) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(files_page(&cx, &request, &answers, &problems, "").await?.into_response());
        }
    };
    let chosen: Vec<String> = answers.list("files").into_iter().map(ToOwned::to_owned).collect();
    actions::choose_files(&cx, &request, &ChooseFiles { files: chosen, version: sent.number("version")? }).await?;
    go_on(&cx, &reference, "output-files-saved").await
}

/// Back to the request, which says what is left to do: or that it can be submitted, again where it came back.
async fn go_on(cx: &Context, reference: &str, done: &str) -> Answer<Response> {
    let mut said = cx.did(done, &[]);
    if let Seen::AsResearcher(request) = lookup::seen(cx, reference).await?
        && open_points(cx, &request, &prepared(cx, &request).await?)?.is_empty()
    {
        let next = if request.state() == State::Returned { "output-next-submit-again" } else { "output-next-submit" };
        said = said.next(cx.text(next));
    }
    Ok(answered(cx, &format!("/outputs/{reference}"), said))
}

async fn form_page(
    cx: &Context,
    request: &May<ChangeOutputRequest, OutputRequest>,
    answers: &Answers,
    problems: &Problems,
) -> Answer<Shown> {
    let form = release_form(cx, request)?;
    let lists = Ask::release(cx, request).await?;
    let path = format!("/outputs/{}", request.reference);
    let view = FormView::new(&form, answers, problems, format!("{path}/form"))
        .choose(&lists)
        .submit("airlock-save")
        .hidden("version", request.version);
    let title = form.title.get(cx.lang).to_owned();
    let body = Body::new().heading_with_caption(request.reference.as_str(), title.as_str()).html(view.html(cx));
    Ok(cx.page(title, body).back(&cx.text("output-back"), &cx.href(&path)).problems(cx, &form, problems))
}

pub(super) async fn form(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let request = lookup::own(&cx, &reference).await?;
    form_page(&cx, &request, &request.answers.answers, &Problems::none()).await
}

pub(super) async fn answer(cx: Context, Path(reference): Path<String>, sent: Submitted) -> Answer<Response> {
    let request = lookup::own(&cx, &reference).await?;
    let form = release_form(&cx, &request)?;
    let answers = match sent.read(&form, &Ask::release(&cx, &request).await?) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(form_page(&cx, &request, &answers, &problems).await?.into_response());
        }
    };
    actions::answer(&cx, &request, &AnswerForm { version: sent.number("version")?, answers }).await?;
    go_on(&cx, &reference, "output-form-saved").await
}

pub(super) async fn submit(cx: Context, Path(reference): Path<String>, sent: Submitted) -> Answer<Response> {
    let request = lookup::own(&cx, &reference).await?;
    actions::submit(&cx, &request, Submit { version: sent.number("version")? }).await?;
    let said = cx
        .did("output-submitted", &[arg("reference", reference.as_str())])
        .next(cx.say("output-submitted-next", &[arg("date", decided_by(&cx, &request)?)]));
    Ok(answered(&cx, &format!("/outputs/{reference}"), said))
}
