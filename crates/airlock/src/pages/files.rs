//! A file of a request, page by page: for its checkers, and for those who asked for its release. Pages are pictures with a
//! watermark (invariant 4); whoever may not look does not learn that there is one.

use axum::extract::{Path, Query as Asked};
use axum::response::Response;
use inspector::child::is_printed;
use inspector::view::{View, Wanted};
use platform::{Answer, Context, May, No, OrNotFound, Paged, Shown};
use ui::picture::sheet_png;
use ui::{Body, SummaryList};

use super::{Query, arg, page_of, png, watermark};
use crate::actions::{Look, view};
use crate::lookup::{AsChecker, Seen, as_checker, seen};
use crate::policy::{ReviewOutput, SeeOutputRequest};
use crate::store::requests::{self, OutputFile, OutputRequest};
use crate::{facts, pictures, views};

/// A file of the round that the checkers judge.
pub(super) async fn checked(
    cx: &Context,
    reference: &str,
    number: u32,
) -> Answer<(AsChecker<ReviewOutput>, OutputFile)> {
    let request = as_checker(cx, reference).await?;
    let file = file(cx, &request, request.core.round, number).await?;
    Ok((request, file))
}

/// A file of the round that its researchers can still change, or of the last one: from inside the project's space, where
/// the same results are seen.
async fn asked(
    cx: &Context,
    reference: &str,
    number: u32,
) -> Answer<(May<SeeOutputRequest, OutputRequest>, OutputFile)> {
    let Seen::AsResearcher(request) = seen(cx, reference).await? else { return Err(No::NotFound) };
    facts::inside(cx, request.core.project).await?;
    let round = if request.state().open() { request.core.open_round() } else { request.core.round };
    let file = file(cx, &request, round, number).await?;
    Ok((request, file))
}

async fn file(cx: &Context, request: &OutputRequest, round: u32, number: u32) -> Answer<OutputFile> {
    let files = requests::files_of_round(&cx.app, request.id(), round).await?;
    files.into_iter().find(|f| f.number == number).or_not_found()
}

pub(super) async fn of_check(
    cx: Context,
    Path((reference, number)): Path<(String, u32)>,
    Asked(query): Asked<Query>,
    Asked(at): Asked<Paged>,
) -> Answer<Shown> {
    let (request, file) = checked(&cx, &reference, number).await?;
    let before = super::changes::before(&cx, &request, &file).await?.is_some();
    shown(&cx, "checks", &request, &file, (&query, at), before).await
}

pub(super) async fn of_request(
    cx: Context,
    Path((reference, number)): Path<(String, u32)>,
    Asked(query): Asked<Query>,
    Asked(at): Asked<Paged>,
) -> Answer<Shown> {
    let (request, file) = asked(&cx, &reference, number).await?;
    shown(&cx, "outputs", &request, &file, (&query, at), false).await
}

pub(super) async fn page_of_check(
    cx: Context,
    Path((reference, number)): Path<(String, u32)>,
    Asked(query): Asked<Query>,
    Asked(at): Asked<Paged>,
) -> Answer<Response> {
    let (request, file) = checked(&cx, &reference, number).await?;
    picture(&cx, &request, &file, &query, at).await
}

pub(super) async fn page_of_request(
    cx: Context,
    Path((reference, number)): Path<(String, u32)>,
    Asked(query): Asked<Query>,
    Asked(at): Asked<Paged>,
) -> Answer<Response> {
    let (request, file) = asked(&cx, &reference, number).await?;
    picture(&cx, &request, &file, &query, at).await
}

/// `?look=printed`.
const PRINTED: &str = "printed";

/// Pages as the query asks for them, and how they are looked at; printed where there is no other way.
async fn made(
    cx: &Context,
    request: &OutputRequest,
    file: &OutputFile,
    query: &Query,
    wanted: Wanted,
) -> Answer<(View, Look)> {
    let asked = if query.look.as_deref() == Some(PRINTED) { Look::Printed } else { Look::Read };
    let made = view(&cx.app, request, file, asked, wanted).await?;
    if asked == Look::Read && Look::of(&made) == Look::Printed {
        return Ok((view(&cx.app, request, file, Look::Printed, wanted).await?, Look::Printed));
    }
    Ok((made, asked))
}

/// The page around a picture. It says what the service knows without the file's words: name, type, how many pages.
async fn shown(
    cx: &Context,
    area: &str,
    request: &OutputRequest,
    file: &OutputFile,
    (query, at): (&Query, Paged),
    before: bool,
) -> Answer<Shown> {
    // No page is drawn for it: how many there are is all that it says.
    let (known, look) = made(cx, request, file, query, Wanted { first: 1, most: 0 }).await?;
    let (page, printed, asked) = (page_of(at)?, look == Look::Printed, query.look.as_deref() == Some(PRINTED));
    if page > known.shown.max(1) {
        return Err(No::NotFound);
    }
    let path = format!("/{area}/{}", request.reference);
    let title = cx.say("file-title", &[arg("name", file.name.as_str())]);
    let pages =
        if known.of > known.shown { format!("{} / {}", known.shown, known.of) } else { known.shown.to_string() };
    let summary = SummaryList::new()
        .row(cx.text("check-file-content"), known.report.kind.as_str())
        .row(cx.text("check-file-bytes"), file.bytes.to_string())
        .row(cx.text("file-pages"), pages);
    let own = cx.href(&format!("{path}/files/{}", file.number));
    let mut body = Body::new()
        .heading_with_caption(request.reference.as_str(), title.as_str())
        .text(cx.text(if printed { "file-text-printed" } else { "file-text" }))
        .component(&summary);
    if printed && asked {
        body = body.link(cx.text("file-look-read"), &own);
    } else if !printed && is_printed(&known.report.kind) {
        body = body.link(cx.text("file-look-printed"), &format!("{own}?look={PRINTED}"));
    }
    if before {
        body = body.link(cx.text("changes-link"), &format!("{own}/changes"));
    }
    if known.shown == 0 {
        let why = inspector::texts::no_view(cx.lang, &known.problem);
        body = body.text(cx.say("file-no-view", &[arg("why", why)]));
    } else {
        let also = if printed && asked { format!("&look={PRINTED}") } else { String::new() };
        let src = format!("{own}/page?page={page}{also}");
        let alt = cx.say("file-page-alt", &[arg("page", page), arg("name", file.name.as_str())]);
        let links = ui::Pagination::of(cx.lang, page, known.shown, |n| format!("{own}?page={n}{also}"));
        body = body.full_width().html(ui::Html::trusted(super::tables::image(&src, &alt))).maybe(links.as_ref());
    }
    Ok(cx.page(title, body).back(&cx.text("file-back"), &cx.href(&path)))
}

async fn picture(
    cx: &Context,
    request: &OutputRequest,
    file: &OutputFile,
    query: &Query,
    at: Paged,
) -> Answer<Response> {
    let wanted = Wanted { first: page_of(at)?, most: 1 };
    let (made, _) = made(cx, request, file, query, wanted).await?;
    let Some(wanted) = made.pages.first() else { return Err(No::NotFound) };
    let mut sheet = views::sheet(&file.name, &made, wanted, cx.lang);
    let mark = watermark(cx, &request.reference)?;
    sheet.notes = views::listed(sheet.notes, |more| cx.count("file-more-findings", more));
    Ok(png(pictures::drawn(move || sheet_png(&sheet, Some(&mark))).await?))
}
