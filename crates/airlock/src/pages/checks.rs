//! What checkers see: the queue, a request with its findings, pictures of what is in it, and the vote. Never cells or
//! files as text (invariant 4): what the requester typed about results stands in pictures too.

use std::collections::BTreeMap;

use axum::extract::{Path, Query as Asked};
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use foundation::date_text;
use platform::web::answered;
use platform::{Answer, Context, FormView, No, OrNotFound, Paged, Shown, Submitted};
use ui::{Body, Cell, SummaryList, Table, Textarea};

use super::{Query, arg, page_of, pages_of, png, problems_of, state_tag, watermark};
use crate::actions::{self, CastVote};
use crate::asked::{RELEASE_FORM, ballot};
use crate::ids::FindingId;
use crate::lookup::{AsChecker, as_checker};
use crate::pictures;
use crate::policy::{CheckQueue, ReadCheckQueue, ReviewOutput, VoteOnOutput};
use crate::profile::Rules;
use crate::rules::queue::{Wait, wait};
use crate::rules::{Item, ItemKind, Severity};
use crate::store::checks::StoredFinding;
use crate::store::requests::{self, OutputRequest};
use crate::store::{tables, write_ups};
use crate::words::finding_words;

pub(super) async fn queue(cx: Context, Asked(at): Asked<Paged>) -> Answer<Shown> {
    cx.permit_on::<ReadCheckQueue>(CheckQueue::of_all())?;
    let (all, count) = requests::queue(&cx.app, at).await?;
    let title = cx.text("checks-title");
    let mut table = Table::new(cx.text("checks-title"))
        .head(["output-reference", "output-type", "output-round", "output-state", "check-due"].map(|k| cx.text(k)));
    for r in &all {
        let href = cx.href(&format!("/checks/{}", r.reference));
        table = table.row([
            Cell::new(ui::Html::link(r.reference.as_str(), &href)),
            Cell::new(type_words(&cx, &r.kind)?),
            Cell::numeric(r.core.round.to_string()),
            Cell::new(state_tag(&cx, r.state())),
            Cell::new(due(&cx, r)?),
        ]);
    }
    let mut body = Body::new().heading(title.as_str()).text(cx.text("checks-text"));
    body = if all.is_empty() { body.text(cx.text("checks-none")) } else { body.full_width().component(&table) };
    Ok(cx.page(title, body.maybe(pages_of(&cx, "/checks", at, count)?.as_ref())))
}

/// How long it may wait for its checkers; from today where it does not wait for them yet.
fn waits(cx: &Context, r: &OutputRequest) -> Answer<Wait> {
    let rules = cx.app.part::<Rules>()?;
    let now = cx.app.world.now();
    let since = r.times.waiting_since.unwrap_or(now).date();
    Ok(wait(since, r.times.used_days, rules.service_days, now.date(), &rules.holidays))
}

/// The day by which the checkers should have decided, for whoever waits for it.
pub(super) fn decided_by(cx: &Context, r: &OutputRequest) -> Answer<String> {
    Ok(date_text(waits(cx, r)?.due, cx.lang))
}

/// "12 March 2026: 3 working days left".
fn due(cx: &Context, r: &OutputRequest) -> Answer<String> {
    let wait = waits(cx, r)?;
    let date = date_text(wait.due, cx.lang);
    let (key, days) = if wait.late > 0 { ("check-late", wait.late) } else { ("check-left", wait.left) };
    Ok(cx.say(key, &[arg("date", date), arg("n", days)]))
}

/// The kind of output in the words of the form.
fn type_words(cx: &Context, kind: &str) -> Answer<String> {
    let form = cx.app.profile.form(RELEASE_FORM)?;
    let choices = form.question("type").map(|q| &q.choices);
    let listed = match choices {
        Some(forms::Choices::Fixed(all)) => {
            all.iter().find(|c| c.value == kind).map(|c| c.label.get(cx.lang).to_owned())
        }
        _ => None,
    };
    Ok(listed.unwrap_or_else(|| kind.to_owned()))
}

pub(super) async fn show(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let request = as_checker(&cx, &reference).await?;
    page(&cx, &request, &Answers::default(), &BTreeMap::new(), &Problems::none()).await
}

async fn page(
    cx: &Context,
    request: &AsChecker<ReviewOutput>,
    answers: &Answers,
    reasons: &BTreeMap<FindingId, String>,
    problems: &Problems,
) -> Answer<Shown> {
    let round = request.core.round;
    let path = format!("/checks/{}", request.reference);
    let title = cx.say("check-title", &[arg("reference", request.reference.as_str())]);
    let answer = |q: &str| request.answers.answers.text(q).to_owned();
    let summary = SummaryList::new()
        .row(cx.text("output-state"), state_tag(cx, request.state()))
        .row(cx.text("output-type"), type_words(cx, &request.kind)?)
        .row(cx.text("output-round"), round.to_string())
        .row(cx.text("check-due"), due(cx, request)?)
        .row(cx.text("check-audience"), answer("audience"));
    let mut body = Body::new().heading(title.as_str()).component(&summary);
    body = body.section(cx.text("output-files")).full_width();
    let words = write_ups::words_of_round(&cx.app, request.core.project, request.id(), round).await?;
    let files = requests::files_of_round(&cx.app, request.id(), round).await?;
    for file in &files {
        let look = cx.href(&format!("{path}/files/{}", file.number));
        let words_of = cx.say("file-look", &[arg("name", file.name.as_str())]);
        body = body.subsection(file.name.as_str()).link(words_of, &look);
        let alt = cx.say("check-file-alt", &[arg("name", file.name.as_str())]);
        for page in 1..=pictures::text_pages(&file_words(cx, request, words.get(&file.number))).len() {
            let src = cx.href(&format!("{path}/files/{}/picture?page={page}", file.number));
            body = body.html(ui::Html::trusted(super::tables::image(&src, &alt)));
        }
    }
    body = body.section(cx.text("items-title"));
    for item in requests::items(&cx.app, request.id(), round).await? {
        body = item_html(cx, body, &path, &item).await?;
    }
    let findings = &request.found;
    body = body.two_thirds().section(cx.text("output-findings"));
    if findings.is_empty() {
        body = body.text(cx.text("check-no-findings"));
    }
    // In the order of the report, which is the command's and the library's.
    let to_answer: Vec<_> = findings.iter().filter(|f| f.found.severity != Severity::Note).collect();
    body = body.bullets(findings.iter().map(|f| {
        let severity = cx.text(&format!("finding-severity-{}", f.found.severity));
        format!("{severity}: {}", finding_words(cx, &f.found, f.of(&files)).0)
    }));
    for (before, vote) in &request.votes {
        if *before < round && !vote.reason.is_empty() {
            body = body
                .subsection(cx.say("output-round-said", &[arg("round", *before)]))
                .component(&ui::InsetText::new(ui::Html::paragraphs(&vote.reason)));
        }
    }
    let person = cx.person()?;
    let mine = request.core.votes.iter().any(|v| v.checker == person);
    for vote in request.core.votes_shown_to(person) {
        let said = cx.text(&format!("vote-{}", vote.vote));
        let text = if vote.reason.is_empty() { said } else { format!("{said}: {}", vote.reason) };
        body = body.component(&ui::InsetText::new(text));
    }
    let form = cx.app.profile.form("output-vote")?;
    if request.state().with_checkers() && !mine && request.also::<VoteOnOutput>(cx) {
        body = body.section(form.title.get(cx.lang));
        let asked: Vec<_> = to_answer.into_iter().map(|f| (f, finding_words(cx, &f.found, f.of(&files)).0)).collect();
        body = body.html(vote_form(cx, request, &path, answers, reasons, &asked, problems)?);
    }
    Ok(cx.page(title, body).back(&cx.text("checks-back"), &cx.href("/checks")).problems(cx, form, problems))
}

async fn item_html(cx: &Context, body: Body, path: &str, item: &Item) -> Answer<Body> {
    let statistic = item.statistic.map(|s| cx.text(&format!("statistic-{s}"))).unwrap_or_default();
    let kind = cx.text(&format!("item-kind-{}", item.kind));
    let mut body = body.subsection(item.label.as_str()).text(format!("{kind}. {statistic}"));
    let table = match item.table {
        Some(id) => tables::by_id(&cx.app, id).await?,
        None => None,
    };
    let mut looks: Vec<String> =
        (1..=table.as_ref().map_or(1, |t| t.pages)).map(|page| format!("page={page}")).collect();
    // Of a figure the values behind it and the figure itself.
    if item.kind == ItemKind::Figure && table.is_some_and(|t| t.drawable) {
        looks.push("look=chart".to_owned());
    }
    for (look, page) in looks.iter().zip(1usize..) {
        let src = cx.href(&format!("{path}/items/{}/picture?{look}", item.number));
        let alt = cx.say("check-item-alt", &[arg("label", item.label.as_str()), arg("page", page)]);
        body = body.html(ui::Html::trusted(super::tables::image(&src, &alt)));
    }
    Ok(body)
}

fn vote_form(
    cx: &Context,
    request: &OutputRequest,
    path: &str,
    answers: &Answers,
    reasons: &BTreeMap<FindingId, String>,
    findings: &[(&StoredFinding, String)],
    problems: &Problems,
) -> Answer<ui::Html> {
    let form = cx.app.profile.form("output-vote")?;
    let mut view = FormView::new(form, answers, problems, format!("{path}/vote"))
        .hidden("round", request.core.round)
        .submit("check-vote");
    // One box for each finding that needs an answer: which there are only the request knows.
    for (f, words) in findings {
        let label = cx.say("check-finding-answer", &[arg("finding", words.as_str())]);
        let name = format!("finding-{}", f.number);
        let value = view.kept_value(cx, &name).or_else(|| reasons.get(&f.id).cloned()).unwrap_or_default();
        let field = Textarea::new(&name, label).hint(cx.text("check-finding-hint")).rows(3).value(value.as_str());
        view = view.more(field.html());
    }
    Ok(view.html(cx))
}

pub(super) async fn vote(cx: Context, Path(reference): Path<String>, sent: Submitted) -> Answer<Response> {
    let request = as_checker(&cx, &reference).await?;
    let mut reasons = BTreeMap::new();
    for f in &request.found {
        let reason = sent.one(&format!("finding-{}", f.number)).trim().to_owned();
        if !reason.is_empty() {
            reasons.insert(f.id, reason.chars().take(2_000).collect());
        }
    }
    let answers = match sent.read(cx.app.profile.form("output-vote")?, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(page(&cx, &request, &answers, &reasons, &problems).await?.into_response());
        }
    };
    // A round that there cannot be is none that was shown.
    let round = u32::try_from(sent.number("round")?).map_err(|_| No::Stale)?;
    let cast = CastVote { round, ballot: ballot(&answers, reasons.clone())? };
    match actions::vote(&cx, &request.to_vote(&cx)?, &cast).await {
        Ok(state) => {
            let next = cx.text(&format!("vote-next-{state}"));
            Ok(answered(&cx, &format!("/checks/{reference}"), cx.did("vote-done", &[]).next(next)))
        }
        Err(No::Refused(said)) => {
            let problems = problems_of(&said, |key| if key == "vote-reason-missing" { "reason" } else { "vote" });
            Ok(page(&cx, &request, &answers, &reasons, &problems).await?.into_response())
        }
        Err(no) => Err(no),
    }
}

/// A picture of an item with what its author says of it; access is asked each time.
pub(super) async fn item_picture(
    cx: Context,
    Path((reference, number)): Path<(String, u32)>,
    Asked(query): Asked<Query>,
    Asked(at): Asked<Paged>,
) -> Answer<Response> {
    let request = as_checker(&cx, &reference).await?;
    let items = requests::items(&cx.app, request.id(), request.core.round).await?;
    let item = items.into_iter().find(|i| i.number == number).or_not_found()?;
    let notes = vec![
        format!("{}: {}", cx.text("item-description"), item.description),
        format!("{}: {}", cx.text("item-counts"), item.counts),
    ];
    if let Some(id) = item.table
        && let Some(table) = tables::by_id(&cx.app, id).await?.filter(|t| t.project == request.core.project)
    {
        return super::tables::picture_of(&cx, &table, &query, at, notes).await;
    }
    let facts = vec![
        (cx.text("item-kind"), cx.text(&format!("item-kind-{}", item.kind))),
        (cx.text("item-statistic"), item.statistic.map(|s| cx.text(&format!("statistic-{s}"))).unwrap_or_default()),
    ];
    let mark = watermark(&cx, &request.reference)?;
    let label = item.label.clone();
    let draw = move || pictures::text_picture(&label, &facts, notes, &mark);
    Ok(png(pictures::drawn(draw).await?))
}

/// What can be told about a file in a picture: the answers of the form, and what the document says where the service wrote
/// it.
fn file_words(cx: &Context, request: &OutputRequest, document: Option<&String>) -> Vec<String> {
    let answer = |q: &str| request.answers.answers.text(q).to_owned();
    let mut words = Vec::new();
    for (key, question) in [
        ("check-purpose", "purpose"),
        ("write-up-source", "source"),
        ("write-up-sample", "sample"),
        ("write-up-method", "method"),
        ("write-up-citation", "citations"),
        ("check-reply", "reply"),
    ] {
        if !answer(question).is_empty() {
            words.push(format!("{}: {}", cx.text(key), answer(question)));
        }
    }
    match document {
        Some(document) => words.extend(document.lines().filter(|l| !l.trim().is_empty()).map(ToOwned::to_owned)),
        None => words.push(cx.text("check-file-not-drawn")),
    }
    words
}

/// A picture of a page of what is known of a file; access is asked each time.
pub(super) async fn file_picture(
    cx: Context,
    Path((reference, number)): Path<(String, u32)>,
    Asked(at): Asked<Paged>,
) -> Answer<Response> {
    let request = as_checker(&cx, &reference).await?;
    let files = requests::files_of_round(&cx.app, request.id(), request.core.round).await?;
    let file = files.into_iter().find(|f| f.number == number).or_not_found()?;
    let facts = vec![
        (cx.text("check-file-name"), file.name.clone()),
        (cx.text("check-file-content"), file.content.clone()),
        (cx.text("check-file-bytes"), file.bytes.to_string()),
    ];
    let words = write_ups::words_of_round(&cx.app, request.core.project, request.id(), request.core.round).await?;
    let mut pages = pictures::text_pages(&file_words(&cx, &request, words.get(&file.number)));
    let page = page_of(at)?;
    if page > pages.len() {
        return Err(No::NotFound);
    }
    let words = pages.swap_remove(page - 1);
    let mark = watermark(&cx, &request.reference)?;
    let draw = move || pictures::text_picture(&file.name, &facts, words, &mark);
    Ok(png(pictures::drawn(draw).await?))
}
